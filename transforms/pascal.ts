// Pascal: what Free Pascal and Lazarus leave, and where. Sources: the Free Pascal user's guide (options of the compiler, search paths), Lazarus' lazbuild.

import {
  defineToolchain,
  type Effect,
  list,
  nativeArtifact,
  type Program,
  readTree,
  readXml,
  UNKNOWN,
} from '../src/toolchain.ts';

const lexis = {
  tokens: /(?<comment>\/\/[^\n]*|\{[^}]*\}|\(\*[\s\S]*?(?:\*\)|$))|'(?<text>(?:[^'\n]|'')*)'/g,
};
const endings = list('.pas .pp .p .lpr .dpr .inc');

/** One program from one file of source: named by `-o`, else after the file; in `-FE`, else beside it. */
const fpc: Program = (call) => {
  const words = call.words.slice(1);
  if (words.some((word) => /^-(?:i\w*|h|\?|vh)$/.test(word))) return [];
  const source = words.find((word) => !word.startsWith('-') && !word.startsWith('@'));
  const value = (option: string) => words.find((word) => word.startsWith(option))?.slice(option.length);
  if (source === undefined || words.some((word) => word.startsWith('@')) || source.includes(UNKNOWN)) return undefined;
  const beside = source.replace(/[^/]*$/, '');
  const name = value('-o') ?? source.replace(/^.*\//, '').replace(/\.\w+$/, '');
  const folder = value('-FE') ?? (value('-o') === undefined ? beside : '.');
  const path = call.resolve(name.includes('/') ? name : `${folder === '' ? '.' : folder}/${name}`);
  if (path.includes(UNKNOWN)) return undefined;
  const artifact = nativeArtifact(call, {
    toolchain: 'pascal',
    // Without the C library it is static, but units such as cthreads bring that in.
    link: 'dynamic',
    because: 'units may be linked to the C library',
    sources: readTree(call.files, call.cwd, { endings, lexis }),
  });
  return [{ kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact } }];
};

/** The project file names the program; without it, it is somewhere below the folder of the project. */
const lazbuild: Program = (call) => {
  const file = call.words.slice(1).find((word) => word.endsWith('.lpi'));
  if (call.words.some((word) => /^--(?:add-package|help|version)/.test(word))) return [];
  if (file === undefined || file.includes(UNKNOWN)) return undefined;
  const project = call.resolve(file);
  const folder = project.slice(0, project.lastIndexOf('/')) || '/';
  const manifest = readXml(call.files.read(project));
  const named = manifest?.text('CONFIG', 'CompilerOptions', 'Target', 'Filename', '@Value');
  const artifact = nativeArtifact(call, {
    toolchain: 'pascal',
    link: 'dynamic',
    because: 'units may be linked to the C library',
    sources: readTree(call.files, folder, { endings, lexis }),
  });
  const origin = { kind: 'artifact', artifact } as const;
  const isKnown =
    named !== undefined &&
    !named.includes('$') &&
    manifest?.has('CONFIG', 'ProjectOptions', 'BuildModes', 'Item2') !== true;
  const made: Effect = isKnown
    ? { kind: 'write', path: call.resolve(named.startsWith('/') ? named : `${folder}/${named}`), node: 'file', origin }
    : { kind: 'write', path: folder, node: 'folder', origin, open: true };
  return folder === '/' && !isKnown ? undefined : [made];
};

export default defineToolchain({
  name: 'pascal',
  title: 'Pascal',
  documentation: 'https://www.freepascal.org/docs-html/user/user.html, https://wiki.freepascal.org/lazbuild',
  images: [],
  artifacts: 'a program named after its source, or where `-o` and `-FE` say; for Lazarus, what the project names',
  bases: ["the author's base"],
  programs: { fpc, ppcx64: fpc, lazbuild },
  sensitive: /(?!)/,
  drivers: list('fpc lazbuild instantfpc'),
  packages: list('fpc fp-compiler lazarus lazarus-src lcl fp-units-rtl fp-units-base fp-utils'),
  fetchers: list('git curl wget'),
  folders: [],
  archive: /(?!)/,
  sources: list('*.pas *.pp *.lpr *.dpr *.lpi *.lps *.lpk *.ppu *.o *.rst *.compiled *.lfm'),
  variables: [],
  megabytes: 300,
});

// Where the compilers of D and dub put programs, and how the runtime library of D gets into them.
// Sources: dlang.org (dmd, "Switches"), `ldc2 --help`, the GDC manual, the package format of dub, wilzbach/dlang-docker.

import {
  type Artifact,
  type Call,
  cFamily,
  defineToolchain,
  type Effect,
  list,
  type Manifest,
  models,
  nativeArtifact,
  type Program,
  readJson,
  readOptions,
  readTree,
  UNKNOWN,
} from '../src/toolchain.ts';

const libraries = list(`
  libevent-dev libssl-dev zlib1g-dev libpq-dev libsqlite3-dev default-libmysqlclient-dev libmariadb-dev libcurl4-openssl-dev libcurl4-gnutls-dev
  liblzma-dev libgmp-dev
`);

const dubValues = new Set(
  list(
    'b build c config a arch d debug compiler root override-config build-mode cache registry skip-registry target-path recipe',
  ),
);

function home(call: Call): string {
  return call.variable('HOME') ?? '/root';
}

function caches(call: Call, folder = call.cwd): Effect[] {
  const dub = call.variable('DUB_HOME') ?? `${home(call)}/.dub`;
  return [dub, `${folder}/.dub`].map((path) => ({ kind: 'residue', path }));
}

function unknownOutput(call: Call): Effect {
  return { kind: 'unknown', reason: `where \`${call.text}\` writes is not known`, under: undefined };
}

/** The compilers of dlang.org link their library statically; those of distributions mostly a shared one, whose package has its version in its name. */
function isFromDlang(call: Call): boolean {
  return (call.variable('PATH') ?? '').split(':').some((folder) => /(?:^|\/)dlang\//.test(folder));
}

const isStaticFlag = (word: string) => /^-{1,2}static$|^-L-{1,2}static$/.test(word);

function describe(call: Call, folder: string, manifestFlags: readonly string[]): Artifact | undefined {
  const flags = [...call.words, ...manifestFlags];
  const isStatic = flags.some(isStaticFlag);
  if (!isStatic && !isFromDlang(call)) return undefined;
  return nativeArtifact(call, {
    toolchain: 'd',
    link: isStatic ? 'static' : 'dynamic',
    because: isStatic ? '`-static` is given' : 'only the library of D is in it',
    sources: readTree(call.files, folder, { endings: ['.d'], lexis: cFamily, skip: ['.dub', 'tests'] }),
    libraries,
  });
}

function sharedRuntime(call: Call): Effect {
  return {
    kind: 'unknown',
    reason: `\`${call.text}\` may link the shared library of D, whose package is not known`,
    under: call.cwd,
  };
}

const compiler: Program = (call) => {
  const words = call.words.slice(1);
  if (
    words.some((word) => /^-{1,2}(?:c|lib|shared|o-|run|S|E)$/.test(word)) ||
    words.some((word) => word.startsWith('@'))
  )
    return undefined;
  // dmd takes `-of=app` and `-ofapp`, ldc2 both and `--of`, gdc `-o app`.
  const at = words.indexOf('-o');
  const joined = words.flatMap((word) => /^--?of=?(.+)$/.exec(word)?.[1] ?? [])[0];
  const source = words.find((word) => word.endsWith('.d'));
  const stem = call.program === 'gdc' ? 'a.out' : source?.replace(/^.*\//, '').replace(/\.d$/, '');
  const output = joined ?? (at >= 0 ? words[at + 1] : undefined) ?? stem;
  if (output === undefined || words.some((word) => /^--?od/.test(word))) return undefined;
  if (output.includes(UNKNOWN)) return [unknownOutput(call)];
  const artifact = describe(call, call.cwd, []);
  if (artifact === undefined) return [sharedRuntime(call)];
  return [{ kind: 'write', path: call.resolve(output), node: 'file', origin: { kind: 'artifact', artifact } }];
};

interface Recipe {
  /** Relative to the package's folder; undefined when it is not certain. */
  readonly program: string | undefined;
  readonly flags: readonly string[];
}

/** Of a recipe as JSON. A chosen configuration has the last word. */
function fromJson(recipe: Manifest, config: string | undefined): Recipe {
  const configurations = recipe.all('configurations');
  const chosen = config === undefined ? configurations[0] : configurations.find((one) => one.text('name') === config);
  const text = (name: string) => chosen?.text(name) ?? recipe.text(name);
  const flags = [recipe, ...(chosen === undefined ? [] : [chosen])].flatMap((one) =>
    one
      .names()
      .flatMap((name) => (/^[dl]flags/.test(name) ? one.all(name) : []))
      .flatMap(({ value }) => (typeof value === 'string' ? value : [])),
  );
  const name = text('targetName') ?? recipe.text('name');
  const type = text('targetType') ?? 'autodetect';
  const isProgram = type === 'executable' || type === 'autodetect';
  return { program: name !== undefined && isProgram ? `${text('targetPath') ?? '.'}/${name}` : undefined, flags };
}

/** Of a recipe as SDL, without configurations, which are not read here. */
function fromSdl(text: string): Recipe {
  const one = (name: string) => new RegExp(`^\\s*${name}\\s+["\`]([^"\`]+)["\`]\\s*$`, 'm').exec(text)?.[1];
  const name = one('targetName') ?? one('name');
  const flags = [...text.matchAll(/^\s*[dl]flags\s+(.*)$/gm)].flatMap(([, words = '']) =>
    words.replace(/["`]/g, '').split(/\s+/),
  );
  const isCertain = !/^\s*configuration\b/m.test(text) && !/librar|none|sourceLibrary/.test(one('targetType') ?? '');
  return { program: name !== undefined && isCertain ? `${one('targetPath') ?? '.'}/${name}` : undefined, flags };
}

const dub: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), dubValues, true);
  const [command = 'run', ...packages] = operands;
  const folder = call.resolve(named.get('root') ?? '.');
  if (
    /^(?:fetch|upgrade|test|lint|describe|list|add|remove|clean|clean-caches|add-path|add-local|version|help)$/.test(
      command,
    )
  )
    return caches(call, folder);
  if (command !== 'build' || packages.length > 0) return undefined;
  if (folder.includes(UNKNOWN)) return [unknownOutput(call), ...caches(call)];
  const json = readJson(call.files.read(`${folder}/dub.json`));
  const sdl = call.files.read(`${folder}/dub.sdl`);
  const config = named.get('c') ?? named.get('config');
  const recipe =
    json !== undefined ? fromJson(json, config) : sdl !== undefined ? fromSdl(sdl) : { program: undefined, flags: [] };
  const artifact = describe(call, folder, recipe.flags);
  if (artifact === undefined) return [...caches(call, folder), sharedRuntime(call)];
  const origin = { kind: 'artifact', artifact } as const;
  if (recipe.program !== undefined)
    return [
      ...caches(call, folder),
      { kind: 'write', path: call.resolve(`${folder}/${recipe.program}`), node: 'file', origin },
    ];
  return [...caches(call, folder), { kind: 'write', path: folder, node: 'folder', open: true, origin }];
};

/** The script of dlang.org puts each compiler into a folder of its own below this one. */
const installDlang: Program = (call) => {
  const { named } = readOptions(call.words.slice(1), new Set(['p', 'path']), true);
  const path = call.resolve(named.get('p') ?? named.get('path') ?? `${home(call)}/dlang`);
  return path.includes(UNKNOWN)
    ? undefined
    : [{ kind: 'write', path, node: 'folder', open: true, origin: { kind: 'command', program: 'install.sh' } }];
};

export default defineToolchain({
  name: 'd',
  title: 'D',
  documentation: 'https://dlang.org/dmd-linux.html, https://dub.pm/dub-reference/recipe/',
  images: list('dlang2/dmd-ubuntu dlang2/ldc-ubuntu'),
  artifacts: 'the program that a compiler or `dub build` makes',
  bases: list('alpine:<release> debian:<release>-slim'),
  programs: { dub, ...models(compiler, 'dmd ldc2 ldmd2 gdc gdmd'), ...models(() => [], 'dfmt dscanner') },
  installers: [{ url: /dlang\.org\/install\.sh/, program: installDlang }],
  sensitive: /(?!)/,
  drivers: list('dub dmd ldc2 ldmd2 gdc rdmd'),
  packages: list('dmd dmd-compiler ldc dub gdc dtools'),
  fetchers: list('git curl xz-utils xz gnupg'),
  folders: list('/dlang /root/dlang /opt/ldc /opt/dmd'),
  archive: /(?:ldc2|dmd)[-.]\d[^\s/]*\.tar|dlang\.org/,
  sources: list('*.d *.di dub.json dub.sdl dub.selections.json .dub'),
  variables: list('DFLAGS DC DMD LDC DUB_HOME DPATH COMPILER COMPILER_VERSION'),
  megabytes: 400,
});

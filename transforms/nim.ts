// Where the Nim compiler and nimble put programs. Their libraries are mostly opened at run time, so those of the build stage are kept.
// Sources: the Nim compiler user guide (command line switches, configuration files), the guide of nimble (binary packages, folder structure).

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  nativeArtifact,
  type Program,
  readTree,
  UNKNOWN,
} from '../src/toolchain.ts';

/** What wrappers of the standard library open by name, by Debian's names. */
const libraries = list(
  'libssl-dev libpcre3-dev libsqlite3-dev libpq-dev default-libmysqlclient-dev libmariadb-dev libcurl4-openssl-dev zlib1g-dev libsodium-dev libuv1-dev',
);

const lexis = {
  tokens:
    /(?<comment>#\[[\s\S]*?(?:\]#|$)|#[^\n]*)|"""(?<long>[\s\S]*?)"""|\br"(?<raw>[^"]*)"|"(?<text>(?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\[^\n']{1,10})'/g,
};

const compiles = new Set(list('c cc compile compileToC cpp compileToCpp objc compileToOC'));

/** Nim joins a switch and its value by a colon or an equals sign; the last one wins. */
function switchesOf(words: readonly string[]): { named: ReadonlyMap<string, string>; operands: readonly string[] } {
  const named = new Map<string, string>();
  const operands: string[] = [];
  for (const word of words) {
    const [, name, value = ''] = /^--?([A-Za-z_.]+)(?:[:=](.*))?$/s.exec(word) ?? [];
    if (name !== undefined) named.set(name.toLowerCase(), value);
    else operands.push(word);
  }
  return { named, operands };
}

function home(call: Call): string {
  return call.variable('NIMBLE_DIR') ?? `${call.variable('HOME') ?? '/root'}/.nimble`;
}

function caches(call: Call): Effect[] {
  const cache = call.variable('XDG_CACHE_HOME') ?? `${call.variable('HOME') ?? '/root'}/.cache`;
  return [`${cache}/nim`, `${home(call)}/pkgs`, `${home(call)}/pkgs2`, `${home(call)}/pkgcache`].map((path) => ({
    kind: 'residue',
    path,
  }));
}

function describe(call: Call, tool = false): Artifact {
  const isStatic = /(?:--passl|\s-l)[:=]-static\b/i.test(call.text);
  return nativeArtifact(call, {
    toolchain: 'nim',
    link: isStatic ? 'static' : 'dynamic',
    because: isStatic ? '`-static` is passed to the linker' : 'the linker is not told otherwise',
    sources: readTree(call.files, call.cwd, { endings: ['.nim', '.nimf'], lexis, skip: ['tests', 'nimbledeps'] }),
    libraries,
    tool,
  });
}

function unknownOutput(call: Call): Effect {
  return { kind: 'unknown', reason: `where \`${call.text}\` writes is not known`, under: undefined };
}

/** A configuration file beside the sources may say where the program goes. */
function isConfigured(call: Call, source: string): boolean {
  const folder = source.slice(0, source.lastIndexOf('/'));
  return [`${folder}/nim.cfg`, `${folder}/config.nims`, `${source}.cfg`, `${source}s`, call.resolve('nim.cfg')]
    .flatMap((path) => call.files.read(path) ?? [])
    .some((text) => /\bout(?:dir)?\b/i.test(text));
}

function compile(call: Call, words: readonly string[]): Effect[] | undefined {
  const { named, operands } = switchesOf(words);
  const [file] = operands;
  if (file === undefined || operands.length > 1) return undefined;
  if (named.has('compileonly') || named.has('nolinking') || named.has('nomain')) return undefined;
  if (named.has('r') || named.has('run')) return undefined;
  if (/^(?:lib|staticlib)$/.test(named.get('app') ?? '')) return undefined;
  const source = call.resolve(file.endsWith('.nim') ? file : `${file}.nim`);
  if (source.includes(UNKNOWN) || isConfigured(call, source)) return [unknownOutput(call), ...caches(call)];
  const output = named.get('o') ?? named.get('out');
  const folder = named.get('outdir');
  const stem = source.replace(/\.nim$/, '');
  const name = stem.slice(stem.lastIndexOf('/') + 1);
  const path =
    output !== undefined
      ? call.resolve(folder === undefined ? output : `${folder}/${output}`)
      : folder === undefined
        ? stem
        : call.resolve(`${folder}/${name}`);
  if (path.includes(UNKNOWN) || path.includes('$')) return [unknownOutput(call), ...caches(call)];
  const artifact = describe(call);
  return [...caches(call), { kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact } }];
}

const nim: Program = (call) => {
  const words = call.words.slice(1);
  // Switches may come before the command.
  const at = words.findIndex((word) => !word.startsWith('-'));
  const command = words[at] ?? '';
  const rest = [...words.slice(0, Math.max(at, 0)), ...words.slice(at + 1)];
  if (compiles.has(command)) return compile(call, rest);
  return /^(?:check|doc|doc2|rst2html|dump|)$/.test(command) ? caches(call) : undefined;
};

/** Names in `bin = @["app"]` and the folder in `binDir = "bin"` of the package's file, when they are written out. */
function programsOf(call: Call): readonly string[] | undefined {
  const manifest = call.files.list(call.cwd).find(({ path }) => path.endsWith('.nimble'));
  const text = manifest && call.files.read(manifest.path);
  if (text === undefined || /\bnamedBin\b|^\s*(?:when|if)\b/m.test(text)) return undefined;
  const names = /^\s*bin\s*=\s*@\[([^\]]*)\]/m.exec(text)?.[1];
  const folder = /^\s*binDir\s*=\s*"([^"]*)"/m.exec(text)?.[1] ?? (/\bbinDir\b/.test(text) ? undefined : '.');
  if (names === undefined || folder === undefined || !/^(?:\s*"[\w./-]+"\s*,?)+\s*$/.test(names)) return undefined;
  return [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => `${folder}/${name}`);
}

const nimble: Program = (call) => {
  const words = call.words.slice(1);
  const at = words.findIndex((word) => !word.startsWith('-'));
  const command = words[at] ?? '';
  const { named, operands } = switchesOf([...words.slice(0, Math.max(at, 0)), ...words.slice(at + 1)]);
  const made = (tool = false) => ({ origin: { kind: 'artifact', artifact: describe(call, tool) } }) as const;
  if (compiles.has(command))
    return compile(
      call,
      words.filter((word) => !/^(?:-y|--accept|--verbose|-d)$/.test(word)).filter((word) => word !== command),
    );
  if (command === 'build') {
    if (operands.length > 0 || named.has('nimbledir')) return undefined;
    const names = programsOf(call);
    if (names === undefined)
      return [...caches(call), { kind: 'write', path: call.cwd, node: 'folder', open: true, ...made() }];
    return [
      ...caches(call),
      ...names.map((name): Effect => ({ kind: 'write', path: call.resolve(name), node: 'file', ...made() })),
    ];
  }
  if (command === 'install') {
    const only = named.get('d') === '' || named.has('depsonly');
    if (only) return caches(call);
    // What it installs is a link to a program among the packages; COPY takes the program.
    return [
      ...caches(call),
      { kind: 'write', path: `${home(call)}/bin`, node: 'folder', open: true, ...made(operands.length > 0) },
    ];
  }
  return /^(?:refresh|update|develop|check|list|search|path|dump|setup|lock|sync|deps|test|)$/.test(command)
    ? caches(call)
    : undefined;
};

export default defineToolchain({
  name: 'nim',
  title: 'Nim',
  documentation: 'https://nim-lang.org/docs/nimc.html, https://nim-lang.github.io/nimble/',
  images: list('nimlang/nim'),
  artifacts: 'the program that `nim c` or `nimble build` makes',
  bases: list('alpine:<release> ubuntu:<release> debian:<release>-slim'),
  programs: { nim, nimble, ...models(() => [], 'nimpretty nimsuggest') },
  sensitive: /(?!)/,
  drivers: list('nim nimble choosenim nimpretty'),
  packages: list('nim nimble'),
  fetchers: list('git mercurial openssh-client openssh'),
  folders: list('/nim /opt/nim /root/.choosenim /root/.nimble'),
  archive: /nim-\d[^\s/]*\.tar/,
  sources: list('*.nim *.nims *.nimble nim.cfg *.nim.cfg nimcache nimbledeps nimble.lock tests/'),
  variables: list('NIMBLE_DIR NIM_VERSION CHOOSENIM_CHOOSE_VERSION CHOOSENIM_NO_ANALYTICS'),
  megabytes: 400,
});

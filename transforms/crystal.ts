// Where the Crystal compiler and shards put programs, and which libraries those are linked to.
// Sources: crystal-lang.org/reference (using the compiler, static linking), man pages of shards(1) and shard.yml(5), crystal-lang/distribution-scripts.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  nativeArtifact,
  type Program,
  readOptions,
  readTree,
  readYaml,
  UNKNOWN,
} from '../src/toolchain.ts';

/** Options of `crystal build` that take a word of their own. */
const withValue = new Set(
  list(
    'o output D define link-flags mcpu mattr mcmodel target threads emit x86-asm-syntax error-on-warnings exclude-warnings warnings f format stdin-filename prelude O',
  ),
);

/** What the standard library is linked to, and what shards often are, by Debian's names. */
const libraries = list(`
  libpcre2-dev libpcre3-dev libgc-dev libevent-dev libssl-dev libyaml-dev libxml2-dev libgmp-dev zlib1g-dev libsqlite3-dev libpq-dev libmagic-dev libreadline-dev
`);

const lexis = {
  tokens: /(?<comment>#(?!\{)[^\n]*)|"(?<text>(?:[^"\\]|\\[\s\S])*)"|'(?:[^'\\\n]|\\[^\n']{1,10})'|`(?<raw>[^`]*)`/g,
};

const origin = { kind: 'command', program: 'crystal' } as const;

function caches(call: Call): Effect[] {
  const cache = `${call.variable('XDG_CACHE_HOME') ?? `${call.variable('HOME') ?? '/root'}/.cache`}`;
  return [call.variable('CRYSTAL_CACHE_DIR') ?? `${cache}/crystal`, `${cache}/shards`].map((path) => ({
    kind: 'residue',
    path,
  }));
}

function describe(call: Call): Artifact {
  const isStatic = call.words.includes('--static');
  return nativeArtifact(call, {
    toolchain: 'crystal',
    link: isStatic ? 'static' : 'dynamic',
    because: isStatic ? '`--static` is given' : '`--static` is not given',
    sources: readTree(call.files, call.cwd, { endings: ['.cr', '.ecr'], lexis, skip: ['lib', 'spec'] }),
    quotesRun: true,
    libraries,
    needs:
      !isStatic && call.has('apk') === true
        ? [{ kind: 'package', name: 'libgcc', because: 'the program is linked to `libgcc_s`' }]
        : [],
  });
}

function program(call: Call, path: string): Effect {
  return { kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact: describe(call) } };
}

const crystal: Program = (call) => {
  const [, subcommand = '', ...rest] = call.words;
  switch (subcommand) {
    case 'build':
    case 'compile':
      return build(call, rest);
    case 'deps':
      return installDependencies(call);
    case 'spec':
    case 'tool':
    case 'docs':
    case 'env':
    case 'version':
    case 'clear_cache':
      return caches(call);
    default:
      return undefined;
  }
};

function build(call: Call, rest: readonly string[]): Effect[] | undefined {
  const { named, operands } = readOptions(rest, withValue, true);
  if (named.has('no-codegen')) return caches(call);
  const source = operands.find((word) => word.endsWith('.cr')) ?? operands[0];
  const output = named.get('o') ?? named.get('output') ?? source?.replace(/^.*\//, '').replace(/\.cr$/, '');
  // What a cross compilation writes is an object file.
  if (output === undefined || named.has('cross-compile')) return undefined;
  if (output.includes(UNKNOWN)) return [unknownOutput(call), ...caches(call)];
  return [...caches(call), program(call, call.resolve(output))];
}

function unknownOutput(call: Call): Effect {
  return { kind: 'unknown', reason: `where \`${call.text}\` writes is not known`, under: undefined };
}

/** Shards are sources, and may bring files that they read at run time. Their `postinstall` may build programs into `bin`. */
function installDependencies(call: Call): Effect[] {
  const folder = call.variable('SHARDS_INSTALL_PATH') ?? 'lib';
  return [...caches(call), { kind: 'write', path: call.resolve(folder), node: 'folder', origin, open: true }];
}

const shards: Program = (call) => {
  const [subcommand = 'install', ...rest] = call.words
    .slice(1)
    .filter(
      (word) =>
        !/^--(?:production|frozen|local|quiet|no-color|verbose|skip-postinstall|skip-executables)$|^-[qv]$/.test(word),
    );
  if (subcommand === 'install' || subcommand === 'update') return installDependencies(call);
  if (subcommand !== 'build')
    return /^(?:check|list|lock|outdated|prune|version)$/.test(subcommand) ? caches(call) : undefined;
  const { operands } = readOptions(rest, withValue, true);
  const targets = readYaml(call.files.read(call.resolve('shard.yml')))?.names('targets') ?? [];
  const names = operands.length > 0 ? operands : targets;
  const bin = call.resolve(call.variable('SHARDS_BIN_PATH') ?? 'bin');
  if (bin.includes(UNKNOWN) || names.some((name) => name.includes(UNKNOWN))) return [unknownOutput(call)];
  if (names.length > 0)
    return [
      ...installDependencies(call),
      { kind: 'write', path: bin, node: 'folder', origin },
      ...names.map((name) => program(call, `${bin}/${name}`)),
    ];
  const made = { kind: 'artifact', artifact: describe(call) } as const;
  return [...installDependencies(call), { kind: 'write', path: bin, node: 'folder', open: true, origin: made }];
};

/** It adds the source of Crystal's packages, and installs the compiler with the headers that this depends on. */
const installCrystal: Program = (call) =>
  call.has('apt-get') === true
    ? [
        {
          kind: 'packages',
          manager: 'apt',
          action: 'install',
          names: list('crystal libevent-dev libgc-dev libpcre2-dev'),
        },
      ]
    : undefined;

export default defineToolchain({
  name: 'crystal',
  title: 'Crystal',
  documentation:
    'https://crystal-lang.org/reference/, https://github.com/crystal-lang/shards/blob/master/docs/shard.yml.adoc',
  images: list('crystallang/crystal'),
  artifacts: 'the program that `crystal build` or a target of `shards build` makes',
  bases: list('ubuntu:<release> alpine:<release>'),
  programs: { crystal, shards, ...models(() => [], 'ameba') },
  installers: [{ url: /crystal-lang\.org\/install\.sh/, program: installCrystal }],
  sensitive: /(?!)/,
  drivers: list('crystal shards icr sentry'),
  packages: list('crystal crystal-lang shards crystal-shards'),
  fetchers: list('git mercurial fossil openssh-client openssh'),
  folders: list('/usr/share/crystal /usr/lib/crystal /opt/crystal'),
  archive: /crystal[-_]\d[^\s/]*\.(?:tar|deb)/,
  sources: list('*.cr *.ecr shard.yml shard.lock shard.override.yml .ameba.yml spec lib/'),
  variables: list(
    'CRYSTAL_PATH CRYSTAL_CACHE_DIR CRYSTAL_LIBRARY_PATH CRYSTAL_OPTS CRYSTAL_WORKERS SHARDS_OPTS SHARDS_INSTALL_PATH SHARDS_CACHE_PATH',
  ),
  megabytes: 400,
});

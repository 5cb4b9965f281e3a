// Where Zig puts programs: `zig-out` for a project, the working directory for a single file.
// Sources: the Zig Language Reference, `zig build --help` and `zig build-exe --help` of 0.11 to 0.14, the Zig Build System guide.

import {
  type Artifact,
  type Call,
  cFamily,
  defineToolchain,
  type Effect,
  list,
  nativeArtifact,
  type Program,
  readOptions,
  readTree,
  UNKNOWN,
} from '../src/toolchain.ts';

const withValue = new Set(
  list(
    'p prefix prefix-exe-dir prefix-lib-dir prefix-include-dir sysroot libc search-prefix target mcpu O name cache-dir global-cache-dir build-file j seed color summary fork maxrss o I L D l rpath T',
  ),
);

const libraries = list(
  'libssl-dev libsqlite3-dev libpq-dev zlib1g-dev libcurl4-openssl-dev libsdl2-dev libxml2-dev libpcre2-dev default-libmysqlclient-dev libmariadb-dev',
);

function describe(call: Call, target: string | undefined): Artifact {
  const isStatic =
    target !== undefined && /^[\w.]+-linux-musl/.test(target) && !/(?:^|\s)-dynamic(?:\s|$)/.test(call.text);
  return nativeArtifact(call, {
    toolchain: 'zig',
    link: isStatic ? 'static' : 'dynamic',
    because: isStatic
      ? `the target is \`${target}\``
      : 'the target is the machine itself, with its C library where that is linked',
    sources: readTree(call.files, call.cwd, {
      endings: ['.zig'],
      lexis: cFamily,
      skip: ['build.zig', 'zig-cache', 'zig-out'],
    }),
    libraries,
  });
}

function caches(call: Call): Effect[] {
  const cache = call.variable('XDG_CACHE_HOME') ?? `${call.variable('HOME') ?? '/root'}/.cache`;
  return [
    call.variable('ZIG_GLOBAL_CACHE_DIR') ?? `${cache}/zig`,
    ...['.zig-cache', 'zig-cache'].map((name) => call.resolve(name)),
  ].map((path) => ({ kind: 'residue', path }));
}

function unknownOutput(call: Call): Effect {
  return { kind: 'unknown', reason: `where \`${call.text}\` writes is not known`, under: undefined };
}

const zig: Program = (call) => {
  const [, subcommand = '', ...rest] = call.words;
  const { named, operands } = readOptions(rest, withValue, true);
  switch (subcommand) {
    case 'build':
      return build(call, named, operands);
    case 'build-exe': {
      const source = operands.find((word) => /\.(?:zig|c|cc|cpp)$/.test(word));
      const given = named.get('femit-bin') ?? named.get('name');
      return one(call, given ?? source?.replace(/^.*\//, '').replace(/\.\w+$/, ''), named.get('target'));
    }
    case 'cc':
    case 'c++':
      return rest.some((word) => /^(?:-c|-S|-E|-shared|-M\w*)$/.test(word))
        ? undefined
        : one(call, named.get('o') ?? 'a.out', named.get('target'));
    case 'fetch':
    case 'fmt':
    case 'test':
    case 'env':
    case 'version':
    case 'targets':
    case 'zen':
    case 'ast-check':
      return caches(call);
    default:
      return undefined;
  }
};

function one(call: Call, output: string | undefined, target: string | undefined): Effect[] | undefined {
  if (output === undefined || output === '') return undefined;
  if (output.includes(UNKNOWN)) return [unknownOutput(call), ...caches(call)];
  const origin = { kind: 'artifact', artifact: describe(call, target) } as const;
  return [...caches(call), { kind: 'write', path: call.resolve(output), node: 'file', origin }];
}

/** Steps are named by the project: only those are known that every project has, or that their names speak of. */
function build(call: Call, named: ReadonlyMap<string, string>, steps: readonly string[]): Effect[] | undefined {
  if (steps.length > 0 && steps.every((step) => /^(?:test|fmt|check|lint)$/.test(step))) return caches(call);
  if (steps.some((step) => step !== 'install')) return undefined;
  const file = named.get('build-file');
  const prefix = named.get('p') ?? named.get('prefix');
  const folder = call.resolve(
    prefix ?? (file?.includes('/') ? `${file.slice(0, file.lastIndexOf('/'))}/zig-out` : 'zig-out'),
  );
  if (folder.includes(UNKNOWN)) return [unknownOutput(call), ...caches(call)];
  const artifact = describe(call, named.get('Dtarget'));
  const own = prefix === undefined;
  return [
    ...caches(call),
    {
      kind: 'write',
      path: own ? folder : `${folder === '/' ? '' : folder}/bin`,
      node: 'folder',
      open: true,
      origin: { kind: 'artifact', artifact: own ? { ...artifact, whole: true } : artifact },
    },
  ];
}

export default defineToolchain({
  name: 'zig',
  title: 'Zig',
  documentation: 'https://ziglang.org/documentation/master/, https://ziglang.org/learn/build-system/',
  images: [],
  artifacts: '`zig-out`, or the program of `zig build-exe`',
  bases: list('debian:<release>-slim alpine:<release>'),
  programs: { zig },
  sensitive: /(?!)/,
  drivers: list('zig zls'),
  packages: list('zig zls'),
  fetchers: list('git curl wget xz-utils xz'),
  folders: list('/usr/local/zig /opt/zig /usr/lib/zig /zig'),
  archive: /zig-(?:linux|x86_64|aarch64|\$)[^\s/]*\.tar|ziglang\.org/,
  sources: list('*.zig *.zon zig-cache .zig-cache'),
  variables: list('ZIG_VERSION ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR'),
  megabytes: 350,
});

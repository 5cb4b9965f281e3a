// Where `dart compile` puts its programs. Sources: dart.dev/tools/dart-compile, dart.dev/tools/pub, dart-lang/dart-docker.

import {
  type Call,
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
    'o output D define p packages S save-debugging-info depfile verbosity target-os target-arch k directory C root extra-gen-snapshot-options',
  ),
);

const dartLexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|\br(?:'(?<raw>[^'\n]*)'|"[^"\n]*")|'''[\s\S]*?'''|"""[\s\S]*?"""|"(?<text>(?:[^"\\\n]|\\.)*)"/g,
};
/** Single quotes are what most Dart is written with; one expression has room for one kind. */
const singleQuoted = {
  tokens: /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|"(?:[^"\\\n]|\\.)*"|'(?<text>(?:[^'\\\n]|\\.)*)'/g,
};

const dart: Program = (call) => {
  const [, subcommand = '', ...rest] = call.words;
  switch (subcommand) {
    case 'compile':
      return rest[0] === 'exe' ? compile(call, rest.slice(1)) : undefined;
    case 'pub':
      return rest[0] === 'global' && rest[1] !== 'activate' ? undefined : caches(call);
    case 'run':
      return rest.find((word) => !word.startsWith('-'))?.replace(/:build_runner$/, '') === 'build_runner'
        ? [
            ...caches(call),
            {
              kind: 'write',
              path: call.cwd,
              node: 'folder',
              origin: { kind: 'command', program: 'build_runner' },
              open: true,
            },
          ]
        : undefined;
    case 'analyze':
    case 'format':
    case 'test':
    case 'info':
    case '--version':
    case '--disable-analytics':
    case '':
      return caches(call);
    default:
      return undefined;
  }
};

function caches(call: Call): Effect[] {
  const cache = call.variable('PUB_CACHE') ?? `${call.variable('HOME') ?? '/root'}/.pub-cache`;
  return [cache, call.resolve('.dart_tool')].map((path) => ({ kind: 'residue', path }));
}

/** Without `-o` the program stands beside its source, with the ending `.exe` on every system. */
function compile(call: Call, words: readonly string[]): Effect[] | undefined {
  const { named, operands } = readOptions(words, withValue, true);
  const [source] = operands;
  if (source === undefined || operands.length > 1 || named.has('target-os')) return undefined;
  const path = call.resolve(named.get('o') ?? named.get('output') ?? source.replace(/\.dart$/, '.exe'));
  if (path.includes(UNKNOWN)) return undefined;
  const options = { endings: ['.dart'], skip: ['test', 'example'] };
  const sources = readTree(call.files, call.cwd, { ...options, lexis: singleQuoted });
  const others = readTree(call.files, call.cwd, { ...options, lexis: dartLexis });
  const artifact = nativeArtifact(call, {
    toolchain: 'dart',
    opensLibraries: true,
    link: 'dynamic',
    because: '`dart compile exe` puts all but the C library into the program',
    sources:
      sources === undefined || others === undefined
        ? undefined
        : { ...sources, literals: [...sources.literals, ...others.literals] },
  });
  return [...caches(call), { kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact } }];
}

/** Writes a server around the routes, to be compiled. */
const dartFrog: Program = (call) =>
  call.words[1] === 'build'
    ? [
        {
          kind: 'write',
          path: call.resolve('build'),
          node: 'folder',
          origin: { kind: 'command', program: 'dart_frog' },
          open: true,
        },
      ]
    : undefined;

export default defineToolchain({
  name: 'dart',
  title: 'Dart',
  documentation: 'https://dart.dev/tools/dart-compile, https://hub.docker.com/_/dart',
  images: ['dart'],
  artifacts: 'a program where `dart compile exe -o` says',
  bases: ['debian:<release>-slim', 'scratch'],
  programs: { dart, dart2native: (call) => compile(call, call.words.slice(1)), pub: caches, dart_frog: dartFrog },
  sensitive: /(?!)/,
  drivers: list('dart dartaotruntime pub dart_frog dartanalyzer'),
  packages: ['dart'],
  fetchers: list('git openssh-client openssh'),
  folders: list('/usr/lib/dart /opt/dart /opt/dart-sdk /usr/local/dart-sdk'),
  archive: /dartsdk-[\w.-]*\.zip|dart-sdk/,
  sources: list(
    '*.dart pubspec.yaml pubspec.lock pubspec_overrides.yaml analysis_options.yaml build.yaml .packages .dart_tool test',
  ),
  variables: list('DART_SDK DART_VERSION PUB_CACHE PUB_HOSTED_URL PUB_ENVIRONMENT'),
  megabytes: 600,
});

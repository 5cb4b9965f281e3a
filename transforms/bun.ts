// What Bun installs, bundles and compiles. Sources: bun.sh/docs (install, run, bundler, standalone executables), oven-sh/bun, dockerhub/.

import {
  type Call,
  defineToolchain,
  type Effect,
  list,
  nativeArtifact,
  type Program,
  readOptions,
  type ScriptReader,
  UNKNOWN,
} from '../src/toolchain.ts';
import { built, caches } from './node/manifest.ts';
import { readSources } from './node/needs.ts';
import { installs } from './node/request.ts';
import { readers } from './node/scripts.ts';

const withValue = new Set(
  list(
    'outfile outdir target entrypoint format sourcemap external e define d loader public-path splitting banner footer root entry-naming chunk-naming asset-naming windows-icon env minify-syntax cwd',
  ),
);

const bun: Program = (call) => {
  const [, verb = '', ...rest] = call.words;
  if (verb === 'build') return build(call, rest);
  // What its readers did not follow.
  if (/^(?:pm|test|outdated|info|audit|why|-v|--version|--revision|)$/.test(verb)) return caches(call);
  return readers.yarn?.(call) === undefined && installs.test(verb) ? undefined : unseen(call);
};

function unseen(call: Call): readonly Effect[] | undefined {
  return call.cwd === '/' ? undefined : built(call, call.cwd, false);
}

function build(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const { named, operands } = readOptions(words, withValue, true);
  if (!named.has('compile')) return built(call, call.cwd, true);
  const [source] = operands;
  const target = named.get('target');
  // A target names another system, or the C library that this image does not have.
  if (source === undefined || operands.length > 1 || named.has('external') || named.has('e')) return undefined;
  if (target !== undefined && target !== 'bun') return undefined;
  const path = call.resolve(named.get('outfile') ?? source.slice(source.lastIndexOf('/') + 1).replace(/\.\w+$/, ''));
  if (path.includes(UNKNOWN)) return undefined;
  const isMusl = call.has('apk') === true;
  const because = '`bun build --compile` puts all but the C library into the program';
  const artifact = nativeArtifact(call, {
    toolchain: 'bun',
    link: 'dynamic',
    because,
    sources: readSources(call, call.cwd),
    needs: isMusl ? [{ kind: 'package', name: 'libstdc++', because: 'Bun links it on Alpine' }] : [],
  });
  return [
    ...caches(call),
    // Its packages are in the program.
    { kind: 'residue', path: `${call.cwd === '/' ? '' : call.cwd}/node_modules` },
    { kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact } },
  ];
}

/** Its commands are those of Yarn, but for some that are its own. What a script builds is told by the commands in it. */
const scripts: ScriptReader = (call) => {
  const verb = call.words[1] ?? '';
  if (/^(?:build|pm|test|create|init|upgrade|repl|-.*|)$/.test(verb)) return undefined;
  const found = readers.yarn?.(call);
  return typeof found === 'object' && !installs.test(verb) ? { ...found, effects: [] } : found;
};

const installer: Program = (call) => {
  const folder = call.variable('BUN_INSTALL') ?? `${call.variable('HOME') ?? '/root'}/.bun`;
  const origin = { kind: 'command', program: 'bun' } as const;
  return [
    { kind: 'residue', path: folder },
    ...list('bun bunx').map((name): Effect => ({ kind: 'write', path: `${folder}/bin/${name}`, node: 'file', origin })),
  ];
};

export default defineToolchain({
  name: 'bun',
  title: 'Bun',
  documentation: 'https://bun.sh/docs',
  images: ['oven/bun'],
  artifacts: 'the program that `bun build --compile` makes',
  bases: ['debian:<release>-slim', 'alpine:<release>'],
  programs: { bun },
  readers: { bun: scripts, ...(readers.npx === undefined ? {} : { bunx: readers.npx }) },
  installers: [{ url: /bun\.sh\/install/, program: installer }],
  // Whatever installs it, it runs.
  wrappers: list('bun bunx'),
  sensitive: /(?!)/,
  drivers: list('bun bunx'),
  packages: [],
  fetchers: list('git openssh-client openssh'),
  folders: list('/root/.bun /usr/local/bin/bun /usr/bin/bun'),
  archive: /bun-linux-[\w.-]+\.zip/,
  sources: list('*.ts *.tsx package.json bun.lock bun.lockb bunfig.toml tsconfig.json node_modules'),
  variables: list('BUN_INSTALL BUN_INSTALL_BIN BUN_RUNTIME_TRANSPILER_CACHE_PATH'),
  megabytes: 100,
});

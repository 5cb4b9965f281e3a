// Where `deno compile` puts its programs. Sources: docs.deno.com/runtime (compile, install, cache), denoland/deno_docker.

import {
  type Call,
  defineToolchain,
  type Effect,
  list,
  nativeArtifact,
  type Program,
  readOptions,
  UNKNOWN,
} from '../src/toolchain.ts';
import { readSources } from './node/needs.ts';

const withValue = new Set(
  list(
    'output o target include exclude config c import-map lock cert icon env-file log-level L ext node-modules-dir location seed',
  ),
);

const deno: Program = (call) => {
  const [, verb = '', ...rest] = call.words;
  switch (verb) {
    case 'compile':
      return compile(call, rest);
    case 'cache':
    case 'install':
    case 'add':
      return rest.some((word) => /^(?:-g|--global|-n|--name|--root)/.test(word)) ? undefined : caches(call);
    case 'check':
    case 'lint':
    case 'fmt':
    case 'test':
    case 'info':
    case '--version':
      return caches(call);
    default:
      return undefined;
  }
};

/** Packages go to a cache, and where the project asks for it beside its sources. */
function caches(call: Call): readonly Effect[] {
  const cache = call.variable('DENO_DIR') ?? `${call.variable('HOME') ?? '/root'}/.cache/deno`;
  return [cache, `${call.cwd === '/' ? '' : call.cwd}/node_modules`].map((path) => ({ kind: 'residue', path }));
}

/** Without `--output` the name follows that of the source, or of a folder, or of where that was fetched from. */
function compile(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const { named } = readOptions(words, withValue, true);
  const output = named.get('output') ?? named.get('o');
  if (output === undefined || output === '' || named.has('target')) return undefined;
  const path = call.resolve(output);
  if (path.includes(UNKNOWN) || call.has('apk') === true) return undefined;
  const artifact = nativeArtifact(call, {
    toolchain: 'deno',
    link: 'dynamic',
    because: '`deno compile` puts all but the C library into the program',
    sources: readSources(call, call.cwd),
  });
  return [...caches(call), { kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact } }];
}

const installer: Program = (call) => {
  const folder = call.variable('DENO_INSTALL') ?? `${call.variable('HOME') ?? '/root'}/.deno`;
  const origin = { kind: 'command', program: 'deno' } as const;
  return [
    { kind: 'residue', path: folder },
    { kind: 'write', path: `${folder}/bin/deno`, node: 'file', origin },
  ];
};

export default defineToolchain({
  name: 'deno',
  title: 'Deno',
  documentation: 'https://docs.deno.com/runtime/reference/cli/compile/',
  images: ['denoland/deno'],
  artifacts: 'the program that `deno compile --output` makes',
  bases: ['debian:<release>-slim'],
  programs: { deno },
  installers: [{ url: /deno\.land\/(?:x\/)?install/, program: installer }],
  // Whatever installs it, it runs.
  wrappers: ['deno'],
  sensitive: /(?!)/,
  drivers: ['deno'],
  packages: [],
  fetchers: list('git openssh-client openssh'),
  folders: list('/deno-dir /root/.deno /usr/local/bin/deno /usr/bin/deno'),
  archive: /deno-[\w.-]*linux[\w.-]*\.zip/,
  sources: list('*.ts *.tsx deno.json deno.jsonc deno.lock import_map.json node_modules'),
  variables: list('DENO_DIR DENO_INSTALL DENO_INSTALL_ROOT DENO_VERSION'),
  megabytes: 120,
});

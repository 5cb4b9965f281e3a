// Where Gleam puts what it exports. Sources: the documentation of `gleam export` and of deployment on gleam.run.

import {
  type Call,
  defineToolchain,
  type Effect,
  list,
  managedArtifact,
  type Program,
  readTree,
} from '../src/toolchain.ts';

const lexis = { tokens: /(?<comment>\/\/[^\n]*)|"(?<text>(?:[^"\\]|\\[\s\S])*)"/g };

const gleam: Program = (call) => {
  const [subcommand = '', what] = call.words.slice(1);
  switch (subcommand) {
    case 'export':
      if (what === 'erlang-shipment') return [...caches(call), ...shipment(call)];
      return what === 'package-interface' || what === 'package-information' || what === 'hex-tarball'
        ? caches(call)
        : undefined;
    case 'build':
    case 'deps':
    case 'check':
    case 'test':
    case 'format':
    case 'clean':
    case 'docs':
    case 'update':
    case 'help':
    case '--version':
      return caches(call);
    default:
      return undefined;
  }
};

function caches(call: Call): Effect[] {
  return [`${call.variable('HOME') ?? '/root'}/.cache`, call.resolve('build')].map((path) => ({
    kind: 'residue',
    path,
  }));
}

/** What the script that comes with every shipment does, in fewer words. */
const entrypoint = `#!/bin/sh
set -eu
BASE=$(dirname "$0")
exec erl -pa "$BASE"/*/ebin -noshell -extra "$@"
`;

function shipment(call: Call): readonly Effect[] {
  const root = call.cwd === '/' ? undefined : call.cwd;
  const artifact = managedArtifact({
    toolchain: 'gleam',
    interpreter: 'erl',
    because: 'a shipment is run by the virtual machine of Erlang',
    sources:
      root === undefined
        ? undefined
        : readTree(call.files, root, { endings: ['.gleam', '.erl'], lexis, skip: ['build', 'test'] }),
    needs: [
      { kind: 'shell', because: '`entrypoint.sh` starts it' },
      { kind: 'distribution', because: 'what it starts is not known' },
      { kind: 'certificates', because: 'it may open TLS connections' },
    ],
    whole: true,
    ...(root === undefined ? {} : { sourceFolder: root }),
  });
  const path = call.resolve('build/erlang-shipment');
  const origin = { kind: 'artifact', artifact } as const;
  return [
    { kind: 'write', path, node: 'folder', open: true, origin },
    { kind: 'write', path: `${path}/entrypoint.sh`, node: 'file', origin, content: entrypoint },
  ];
}

export default defineToolchain({
  name: 'gleam',
  title: 'Gleam',
  documentation: 'https://gleam.run/deployment/',
  images: ['ghcr.io/gleam-lang/gleam'],
  artifacts: '`build/erlang-shipment`',
  bases: ['erlang:<version>'],
  programs: { gleam },
  sensitive: /(?!)/,
  drivers: list('gleam'),
  packages: list('gleam'),
  fetchers: list('git'),
  folders: [],
  archive: /gleam-v?\d/,
  sources: list('*.gleam gleam.toml manifest.toml build test'),
  variables: list('GLEAM_VERSION'),
  megabytes: 50,
});

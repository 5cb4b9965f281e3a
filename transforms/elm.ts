// Where Elm writes the page or script of an application. Sources: its guide and `elm make --help`, the wiki of elm-platform on `elm-make`, and
// create-elm-app's user guide.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readOptions,
} from '../src/toolchain.ts';
import { writePages } from './hugo/pages.ts';

/** Without `--output` it is a page. What is no page and no script is thrown away: `/dev/null`. */
const make: Program = (call) => {
  const words = call.words.slice(call.program === 'elm' ? 2 : 1);
  const { named } = readOptions(words, new Set(list('output docs report warn')), true);
  const output = call.resolve(named.get('output') ?? 'index.html');
  if (output === '/dev/null') return [];
  if (!/\.(?:html|js)$/.test(output)) return undefined;
  const artifact: Artifact = {
    toolchain: 'elm',
    tool: false,
    needs: [],
    reads: { paths: [], complete: true, files: true },
    // A server may be started in the folder that it serves.
    sourceFolder: call.cwd,
    evidence: [`\`${call.text}\` writes \`${output}\``],
  };
  return [...caches(call), { kind: 'write', path: output, node: 'file', origin: { kind: 'artifact', artifact } }];
};

/** Packages, and what was compiled before. */
function caches(call: Call): Effect[] {
  const home = call.variable('ELM_HOME') ?? `${call.variable('HOME') ?? '/root'}/.elm`;
  return [home, call.resolve('elm-stuff')].map((path) => ({ kind: 'residue', path }));
}

const elm: Program = (call) => {
  const [verb = ''] = call.words.slice(1);
  if (verb === 'make') return make(call);
  if (/^(?:--version|--help|diff|bump)$/.test(verb)) return [];
  // It changes the manifest, which is for the build alone.
  return /^(?:install|init|package)$/.test(verb) ? [...caches(call), ...manifests(call)] : undefined;
};

function manifests(call: Call): Effect[] {
  const origin = { kind: 'command', program: 'elm' } as const;
  return list('elm.json elm-package.json').map((name) => ({
    kind: 'write',
    path: call.resolve(name),
    node: 'file',
    certain: false,
    origin,
  }));
}

/** create-elm-app writes to `build`; `homepage` of its manifest changes addresses alone. */
const elmApp: Program = (call) => {
  const [verb = ''] = call.words.slice(1);
  if (verb === 'build') return writePages(call, 'elm', call.cwd, call.resolve('build'));
  return verb === 'test' ? [] : undefined;
};

export default defineToolchain({
  name: 'elm',
  title: 'Elm',
  documentation: 'https://guide.elm-lang.org/install/elm.html',
  artifacts: '`index.html`, or the page or script that `--output` names; `build` of create-elm-app',
  bases: ['that of the server'],
  programs: {
    elm,
    'elm-app': elmApp,
    'elm-make': make,
    ...models((call) => [...caches(call), ...manifests(call)], 'elm-package'),
  },
  sensitive: /(?!)/,
  wrappers: list('elm elm-make elm-app'),
  uses: ['node'],
  develops: ([first = '', verb = '']) =>
    /(?:^|\/)elm(?:-reactor|-live|-watch)$/.test(first) ||
    (/(?:^|\/)elm(?:-app)?$/.test(first) && verb !== '--version'),
  drivers: [],
  packages: [],
  fetchers: list('git'),
  folders: list('/usr/local/bin/elm'),
  archive: /binary-for-linux-64-bit|elm-\d[\w.]*-linux/,
  sources: list('*.elm elm.json elm-package.json elm-tooling.json elm-stuff/ review/'),
  variables: list('ELM_VERSION ELM_HOME'),
  megabytes: 30,
});

// Where `mix release` and `mix escript.build` put what they make, and what that needs. What mix.exs says is in elixir/project.ts.
// Sources: the documentation of Mix (release, escript.build, environment variables) and of Distillery.

import {
  bundleArtifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  managedArtifact,
  models,
  type Need,
  outsideOfLock,
  type Program,
  programsStarted,
  readOptions,
  readTree,
  startsProcesses,
  UNKNOWN,
} from '../src/toolchain.ts';
import { lexis, type Project, readProject } from './elixir/project.ts';

const withValue = new Set(
  list(
    'path env name profile version executable-profile only target e r pr pa require repo digest-path o output app cookie formatter max-cases',
  ),
);

const origin = { kind: 'command', program: 'mix' } as const;

/** `mix do deps.get, compile`, `mix do deps.get + compile`: several tasks in one command. */
const mix: Program = (call) => {
  const words = call.words.slice(1);
  if (words[0] !== 'do') return task(call, words);
  const tasks: string[][] = [[]];
  for (const word of words.slice(1)) {
    const last = tasks.at(-1) ?? [];
    if (word === '+' || word === ',') tasks.push([]);
    else if (word.endsWith(',')) {
      last.push(word.slice(0, -1));
      tasks.push([]);
    } else last.push(word);
  }
  const effects: Effect[] = [];
  for (const one of tasks) {
    if (one.length === 0) continue;
    const made = task(call, one);
    if (made === undefined) return undefined;
    effects.push(...made);
  }
  return effects;
};

/** Tasks that leave nothing behind but what they fetched and compiled. */
const inert = new Set(
  list(`
    archive.install archive.uninstall archive.build clean compile compile.all credo deps deps.clean deps.compile deps.get deps.tree deps.unlock deps.update
    dialyzer docs ecto.create ecto.drop ecto.migrate ecto.setup ecto.reset ecto.load format help hex.audit hex.info hex.organization hex.outdated hex.registry
    hex.repo hex.user hex.config loadconfig loadpaths local local.hex local.phx local.phoenix local.public_keys local.rebar profile.cprof sobelow test coveralls
    phx.routes phx.digest.clean gettext.extract gettext.merge xref --version -v --help
  `),
);

/** Tasks that write files for browsers into \`priv/static\`. */
const assets = new Set(
  list(
    'phx.digest phoenix.digest assets.deploy assets.build assets.setup esbuild.install tailwind.install esbuild tailwind',
  ),
);

function task(call: Call, [name = '', ...rest]: readonly string[]): readonly Effect[] | undefined {
  const { named, operands } = readOptions(rest, withValue, true);
  if (inert.has(name) || assets.has(name)) return caches(call);
  switch (name) {
    case 'release':
    case 'distillery.release':
      return release(call, name, named, operands[0]);
    case 'escript.build':
      return escript(call);
    case 'release.init':
    case 'distillery.init':
      return [...caches(call), openFolder(call, 'rel')];
    case 'new':
    case 'phx.new':
    case 'phoenix.new':
      return operands[0] === undefined || operands[0].includes(UNKNOWN)
        ? undefined
        : [...caches(call), openFolder(call, operands[0])];
    default:
      return undefined;
  }
}

function openFolder(call: Call, path: string): Effect {
  return { kind: 'write', path: call.resolve(path), node: 'folder', origin, open: true };
}

function caches(call: Call): Effect[] {
  const home = call.variable('HOME') ?? '/root';
  const root = rootOf(call).folder;
  return [
    call.variable('MIX_HOME') ?? `${home}/.mix`,
    call.variable('HEX_HOME') ?? `${home}/.hex`,
    `${home}/.cache`,
    call.variable('MIX_DEPS_PATH') ?? `${root}/deps`,
    call.variable('MIX_BUILD_ROOT') ?? `${root}/_build`,
  ].flatMap((path): Effect[] => (path.includes(UNKNOWN) ? [] : [{ kind: 'residue', path: call.resolve(path) }]));
}

/** Of an umbrella, all applications share one folder of builds. */
function rootOf(call: Call): { readonly folder: string; readonly project: Project | undefined } {
  const above = call.cwd.replace(/\/[^/]+\/[^/]+$/, '');
  const umbrella = readProject(call.files.read(`${above}/mix.exs`));
  return umbrella?.umbrella === true && above !== call.cwd
    ? { folder: above, project: umbrella }
    : { folder: call.cwd === '/' ? '' : call.cwd, project: readProject(call.files.read(`${call.cwd}/mix.exs`)) };
}

function release(
  call: Call,
  name: string,
  named: ReadonlyMap<string, string>,
  given: string | undefined,
): readonly Effect[] | undefined {
  const { folder, project } = rootOf(call);
  const environment = call.variable('MIX_ENV') ?? 'dev';
  const version = call.version('elixir') ?? '';
  // Until 1.9, releases were made by Distillery, which links to the sources instead of copying them unless it is told to be in production.
  const isDistillery =
    name.startsWith('distillery') ||
    named.has('env') ||
    call.files.find(`${folder}/rel/config.exs`)?.certain === true ||
    (/^1\.\d/.test(version) && Number(version.slice(2)) < 9);
  if (isDistillery && (named.get('env') ?? named.get('profile')?.split(':')[1] ?? environment) !== 'prod')
    return undefined;
  const releaseName = isDistillery
    ? (given ?? named.get('name') ?? named.get('profile')?.split(':')[0] ?? project?.app)
    : (given ?? project?.release);
  const build =
    call.variable('MIX_BUILD_PATH') ?? `${call.variable('MIX_BUILD_ROOT') ?? `${folder}/_build`}/${environment}`;
  const path = named.get('path') ?? (releaseName === undefined ? `${build}/rel` : `${build}/rel/${releaseName}`);
  if ([path, releaseName].some((one) => one?.includes(UNKNOWN) === true)) return undefined;
  if (project?.moved === true && !named.has('path')) return undefined;
  const root = folder === '' ? undefined : folder;
  const outside = outsideOfLock(call.files.read(`${folder}/mix.lock`));
  const artifact = bundleArtifact(call, {
    toolchain: 'elixir',
    because: 'a release brings its virtual machine',
    machine: 'erl',
    libraries: ['libssl-dev', ...outside.libraries],
    onAlpine: ['libstdc++', 'ncurses-libs'],
    sources: sourcesIn(call, root),
    needs: [
      ...programs(outside.programs),
      ...(project?.borrowsMachine === true || borrows(call.files.read(`${folder}/rel/config.exs`))
        ? [{ kind: 'interpreter', name: 'erl', because: 'the release has no virtual machine of its own' } as const]
        : []),
    ],
    ...(root === undefined ? {} : { sourceFolder: root }),
  });
  return [
    ...caches(call),
    { kind: 'write', path: call.resolve(path), node: 'folder', open: true, origin: { kind: 'artifact', artifact } },
  ];
}

/** Distillery's configuration says so for each environment. */
function borrows(config: string | undefined): boolean {
  return (
    config?.includes('include_erts: false') === true && !/environment :prod do[\s\S]*?include_erts: true/.test(config)
  );
}

function programs(names: readonly string[]): Need[] {
  return names.map((name) => ({ kind: 'program', name, because: `a dependency starts \`${name}\`` }));
}

function escript(call: Call): readonly Effect[] {
  const project = readProject(call.files.read(`${call.cwd}/mix.exs`));
  const sources = sourcesIn(call, call.cwd === '/' ? undefined : call.cwd);
  const artifact = managedArtifact({
    toolchain: 'elixir',
    interpreter: 'erl',
    because: project === undefined ? '`mix.exs` is not in the build context' : '`mix.exs` names the program',
    sources,
    needs: [
      ...(startsProcesses(sources) ? programsStarted(call, sources) : []),
      { kind: 'program', name: 'escript', because: 'its first line names `escript`' },
      { kind: 'distribution', because: 'what it starts is not known' },
      { kind: 'certificates', because: 'it may open TLS connections' },
      ...programs(outsideOfLock(call.files.read(`${call.cwd}/mix.lock`)).programs),
    ],
    // Where its name is not known, it is somewhere among its sources.
    ...(call.cwd === '/' || project?.escript === undefined ? {} : { sourceFolder: call.cwd }),
  });
  const made = { origin: { kind: 'artifact', artifact } } as const;
  return project?.escript === undefined
    ? [...caches(call), { kind: 'write', path: call.cwd, node: 'folder', open: true, ...made }]
    : [...caches(call), { kind: 'write', path: call.resolve(project.escript), node: 'file', ...made }];
}

function sourcesIn(call: Call, folder: string | undefined) {
  return folder === undefined
    ? undefined
    : readTree(call.files, folder, {
        endings: ['.ex', '.exs'],
        lexis,
        skip: ['deps', '_build', 'test', 'assets', 'node_modules', 'mix.exs', '.formatter.exs', '.credo.exs'],
      });
}

const notUnderstood: Program = () => undefined;

export default defineToolchain({
  name: 'elixir',
  title: 'Elixir',
  documentation: 'https://hexdocs.pm/mix/Mix.Tasks.Release.html, https://hexdocs.pm/distillery/',
  images: ['elixir', 'hexpm/elixir', 'bitwalker/alpine-elixir'],
  artifacts: 'a release in `_build/<environment>/rel`, a script of `mix escript.build`',
  bases: ['debian:<release>-slim', 'alpine:<release>'],
  programs: { mix, ...models(notUnderstood, 'elixir elixirc iex') },
  sensitive: /(?!)/,
  drivers: list('mix elixir elixirc iex'),
  packages: list('elixir'),
  fetchers: list('git openssh-client openssh'),
  helpers: list('nodejs npm yarn inotify-tools'),
  folders: list('/root/.mix /root/.hex'),
  archive: /elixir|Precompiled\.zip/,
  sources: list('*.ex *.exs *.eex *.leex *.heex mix.lock .formatter.exs .credo.exs deps _build test'),
  variables: list(
    'MIX_HOME MIX_DEBUG MIX_TARGET MIX_BUILD_PATH MIX_BUILD_ROOT MIX_DEPS_PATH MIX_ARCHIVES HEX_HOME HEX_API_KEY HEX_HTTP_TIMEOUT HEX_HTTP_CONCURRENCY HEX_UNSAFE_HTTPS HEX_MIRROR ELIXIR_VERSION ELIXIR_ERL_OPTIONS REBAR_VERSION REBAR3_VERSION',
  ),
  megabytes: 400,
});

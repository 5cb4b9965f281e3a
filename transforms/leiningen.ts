// What Leiningen writes: `target`, or what `:target-path` names, and what plugins put among the resources.
// Sources: `lein help`, leiningen's sample.project.clj, the READMEs of lein-ring, lein-cljsbuild, lein-garden and lein-binplus.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  javaArtifact,
  list,
  models,
  type Program,
  UNKNOWN,
} from '../src/toolchain.ts';

/** Tasks that write nothing but caches, reports and what other builds use. */
const inert = new Set(
  list(
    'deps clean test midje check eastwood kibit bikeshed cljfmt ancient pom install deploy classpath version help upgrade self-install downgrade pprint search show-profiles vcs change retest cloverage codox fetch-deps npm-deps nvd git-down spec-test doo',
  ),
);
/** Tasks that put files below the target folder. */
const building = new Set(list('uberjar jar compile javac uberwar war bin uberimage zip tar libdir assemble scalac'));
/** Tasks of plugins by their second word; what is not in here serves or watches. */
const plugins: Readonly<Record<string, readonly string[]>> = {
  ring: ['uberjar', 'jar', 'war', 'uberwar', 'war-exploded'],
  immutant: ['war'],
  pedestal: ['uberjar', 'uberwar'],
  kibble: [],
  migratus: [],
};
/** Tasks that write what a browser loads: below the resources, or where the project says. */
const browser: Readonly<Record<string, readonly string[]>> = {
  cljsbuild: ['once', ''],
  fig: ['prod'],
  'fig:build': [''],
  'fig:prod': [''],
  'fig:min': [''],
  garden: ['once', ''],
  less: ['once', ''],
  sass: ['once', ''],
  sassc: ['once', ''],
  scss: ['once', ''],
  less4j: ['once', ''],
  'minify-assets': [''],
  'asset-minifier': [''],
  shadow: ['compile', 'release'],
  npm: ['install', 'ci', 'run'],
  bower: ['install'],
};
/** Tasks that run others: how many words come before those. */
const wrapping: Readonly<Record<string, number>> = {
  'with-profile': 1,
  'with-profiles': 1,
  'with-env-vars': 0,
  trampoline: 0,
  'update-in': Number.NaN,
  monolith: Number.NaN,
  modules: 0,
  sub: 0,
};

/** The tasks that the words stand for: `do clean, uberjar`, `with-profile prod do deps, compile`. */
function readTasks(words: readonly string[]): readonly (readonly string[])[] | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  if (first.startsWith('-')) return readTasks(rest);
  if (first === 'do') {
    const tasks: string[][] = [[]];
    for (const word of rest) {
      const ends = word.endsWith(',');
      const plain = word.replace(/,+$/, '');
      if (plain !== '') tasks.at(-1)?.push(plain);
      if (ends) tasks.push([]);
    }
    const read = tasks.filter((task) => task.length > 0).map(readTasks);
    return read.some((one) => one === undefined) ? undefined : read.flatMap((one) => one ?? []);
  }
  if (Object.hasOwn(wrapping, first)) {
    const skip = wrapping[first] ?? 0;
    const start = Number.isNaN(skip) ? rest.indexOf('--') + 1 : skip;
    return Number.isNaN(skip) && start === 0 ? undefined : readTasks(rest.slice(start));
  }
  return [words];
}

const lein: Program = (call) => {
  const tasks = readTasks(call.words.slice(1));
  if (call.cwd.includes(UNKNOWN) || tasks === undefined) return undefined;
  const effects: Effect[] = caches(call);
  for (const task of tasks) {
    const made = run(call, task);
    if (made === undefined) return undefined;
    effects.push(...made);
  }
  return effects;
};

function run(call: Call, [name = '', second = '', third = '']: readonly string[]): readonly Effect[] | undefined {
  // The class path is asked for to be used: what is on it lies in caches and among sources.
  if (name === 'classpath' && call.output !== undefined) return undefined;
  if (inert.has(name)) return [];
  if (name === 'new') return third !== '' ? undefined : [opened(call.resolve(second), undefined)];
  if (building.has(name) || plugins[name]?.includes(second) === true) return output(call);
  if (browser[name]?.includes(second) === true)
    return [
      ...output(call),
      opened(call.resolve('resources/public'), undefined),
      ...(name === 'npm' || name === 'bower' ? [{ kind: 'residue', path: call.resolve('node_modules') } as const] : []),
    ];
  return undefined;
}

/** Below the target folder, and the jar in it under whatever name the project gives it. */
function output(call: Call): readonly Effect[] {
  const project = call.files.read(call.resolve('project.clj'));
  const plain = project?.replace(/("(?:[^"\\]|\\.)*")|;[^\n]*/g, '$1');
  const named = /:target-path\s+"([^"%]*)/.exec(plain ?? '')?.[1]?.replace(/\/+$/, '');
  const folder = call.resolve(named === undefined || named === '' ? 'target' : named);
  const artifact = javaArtifact(call, {
    toolchain: 'leiningen',
    because: project === undefined ? '`project.clj` is not in the build context' : '`project.clj` defines the build',
    project: call.cwd,
    manifests: plain === undefined ? [] : [plain],
    movable: true,
    // Clojure's own compiler makes classes for Java 8 at most.
    ...(plain === undefined || /:java-source-paths|\bjavac\b/.test(plain) ? {} : { since: 8 }),
  });
  return [
    { kind: 'outputs', path: call.cwd, name: 'target', artifact },
    { kind: 'residue', path: folder },
    opened(folder, artifact),
  ];
}

function opened(path: string, artifact: Artifact | undefined): Effect {
  return {
    kind: 'write',
    path,
    node: 'folder',
    open: true,
    origin: artifact === undefined ? { kind: 'command', program: 'lein' } : { kind: 'artifact', artifact },
  };
}

/** What Leiningen keeps for the next build, and itself. */
function caches(call: Call): Effect[] {
  const home = call.variable('HOME') ?? (/^(?:|root|0)$/.test(call.user) ? '/root' : `/home/${call.user}`);
  const own = call.variable('LEIN_HOME') ?? `${home}/.lein`;
  return [own, `${home}/.m2`, `${home}/.lein`].map((path) => ({ kind: 'residue', path }));
}

export default defineToolchain({
  name: 'leiningen',
  title: 'Leiningen',
  documentation: 'https://leiningen.org/, https://cljdoc.org/d/leiningen/leiningen',
  images: ['clojure'],
  artifacts: 'a standalone jar in `target`',
  bases: ['openjdk:<version>-jre', 'eclipse-temurin:<version>-jre'],
  programs: { lein, ...models(lein, 'lein.sh lein2') },
  wrappers: list('lein lein.sh'),
  uses: ['java'],
  sensitive: /(?!)/,
  drivers: list('lein lein.sh lein2'),
  packages: list('leiningen'),
  fetchers: list('git curl wget gnupg'),
  folders: list('/root/.lein /root/.m2 /usr/share/java/leiningen /opt/lein /usr/local/lein'),
  archive: /\bleiningen\b|\/lein$/,
  sources: list(
    '*.clj *.cljs *.cljc *.java project.clj profiles.clj target src/ test .nrepl-port .lein-repl-history figwheel-main.edn shadow-cljs.edn',
  ),
  variables: list(
    'LEIN_VERSION LEIN_INSTALL LEIN_ROOT LEIN_HOME LEIN_JVM_OPTS LEIN_SNAPSHOTS_IN_RELEASE LEIN_FAST_TRAMPOLINE LEIN_NO_DEV CLOJURE_VERSION',
  ),
  megabytes: 60,
});

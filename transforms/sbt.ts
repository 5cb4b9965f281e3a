// Where sbt puts what it builds. Build definitions are Scala and are not run: what they name by literals is read, all else follows the convention.
// Sources: the sbt reference manual, sbt-assembly, sbt-native-packager, sbt-pack, Play's documentation, sbt/sbt's launcher script, dwijnand/sbt-extras.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  javaArtifact,
  list,
  models,
  nativeArtifact,
  type Program,
  UNKNOWN,
} from '../src/toolchain.ts';
import { type Build, foldersOf, movedOutputs, readBuild, readCommands, readTask, type Task } from './sbt/build.ts';

/** Tasks that write nothing but caches, reports and what other builds use. */
const inert = new Set(
  list(
    'clean cleanFiles update updateClassifiers reload reboot about show inspect version sbtVersion scalaVersion name organization projects plugins tasks settings help test testOnly testQuick testFull it it:test scalafmt scalafmtAll scalafmtCheck scalafmtCheckAll scalafmtSbtCheck scalafix scalafixAll scalastyle checkstyle doc makePom publishLocal publishM2 coverage coverageReport coverageOff dependencyTree evicted dependencyUpdates dependencyCheck headerCheck onLoadMessage writeHooks last exit bloopInstall',
  ),
);

/** Tasks that put files below `target`, where they are copied from when something names them. */
const building = new Set(
  list(
    'compile test:compile products assembly package packageBin packageSrc packageDoc copyResources resources dist packageZipTarball packageXzTarball packageArchetype oneJar one-jar packArchive packArchiveTgz packArchiveZip proguard fastOptJS fullOptJS fastLinkJS fullLinkJS scalaJSBundle webpack assets web-assets:assets packageAll debPackage buildInfo fullClasspath dependencyClasspath exportedProducts assemblyPackageDependency assemblyPackageScala jlink fatJar uberJar',
  ),
);

/** Tasks that make a folder which runs as a whole, below `target`, and the shell of the script in it. */
const folders: Readonly<Record<string, { readonly path: string; readonly script: string }>> = {
  stage: { path: 'universal/stage', script: 'bash' },
  'docker:stage': { path: 'docker/stage', script: 'bash' },
  pack: { path: 'pack', script: 'sh' },
  start: { path: 'start', script: 'sh' },
  xitrumPackage: { path: 'xitrum', script: 'sh' },
  'xitrum-package': { path: 'xitrum', script: 'sh' },
};

const sbt: Program = (call) => {
  if (call.cwd.includes(UNKNOWN)) return undefined;
  const commands = readCommands(call.words.slice(1));
  const build = readBuild(call);
  const effects: Effect[] = [
    ...caches(call),
    ...residue(build.root),
    residueAt(`${build.root}/project/target`),
    residueAt(`${build.root}/project/project`),
  ];
  for (const folder of build.projects?.values() ?? []) effects.push(...residue(folder));
  // Without a command sbt waits for one, and leaves when there is no terminal.
  let current: string | undefined;
  let builds = false;
  for (const command of commands) {
    const [first = '', ...rest] = command.split(/\s+/);
    // Asked for to be used: what is on it lies in caches and among classes.
    if (/classpath/i.test(command) && /^(?:export|show|print)$/.test(first)) return undefined;
    if (first.startsWith('~') || command.includes(UNKNOWN)) return undefined;
    if (first === 'set' || first.startsWith('++') || first === 'session' || first === 'alias' || first === 'export')
      continue;
    if (first === 'project') {
      current = rest[0];
      continue;
    }
    const names =
      first === 'all' ? rest : first === 'show' ? rest.slice(0, 1) : [command.includes(' / ') ? command : first];
    for (const text of names) {
      const task = readTask(text.replace(/^\+/, ''));
      const made = run(call, build, { ...task, project: task.project ?? current });
      if (made === undefined) return undefined;
      builds ||= made.length > 0;
      effects.push(...made);
    }
  }
  return builds ? [...effects, ...moved(call, build)] : effects;
};

/** What one task makes; undefined for those that are not known, which may do anything. */
function run(call: Call, build: Build, task: Task): readonly Effect[] | undefined {
  const { name, configuration, project } = task;
  if (inert.has(name)) return [];
  const places = foldersOf(build, project);
  const native =
    name === 'nativeLink' ||
    (configuration?.startsWith('graalvm') === true && name === 'packageBin') ||
    name === 'nativeImage';
  const key = configuration === 'docker' && name === 'stage' ? 'docker:stage' : name;
  const folder = Object.hasOwn(folders, key) ? folders[key] : undefined;
  if (!native && folder === undefined && !building.has(name)) return undefined;
  const classes = describe(call, build, native ? 'native' : undefined);
  return places.flatMap((place): readonly Effect[] => [
    // Projects that were not seen, and those that a task of the root reaches as well.
    { kind: 'outputs', path: place, name: 'target', artifact: classes },
    ...residue(place),
    opened(`${at(place)}/target`, classes),
    ...(folder === undefined
      ? []
      : [opened(`${at(place)}/target/${folder.path}`, describe(call, build, folder.script))]),
  ]);
}

function moved(call: Call, build: Build): readonly Effect[] {
  return movedOutputs(build).flatMap(({ path, text }): readonly Effect[] => {
    if (path === undefined)
      return [{ kind: 'unknown', reason: `where \`${text}\` leads is not known`, under: build.root }];
    const artifact = describe(call, build, undefined);
    const full = call.resolve(path);
    return /\.\w+$/.test(path)
      ? [{ kind: 'write', path: full, node: 'file', origin: { kind: 'artifact', artifact } }]
      : [residueAt(full), opened(full, artifact)];
  });
}

const at = (folder: string) => (folder === '/' ? '' : folder);
const residueAt = (path: string): Effect => ({ kind: 'residue', path });
const residue = (folder: string): Effect[] => [residueAt(`${at(folder)}/target`)];
const opened = (path: string, artifact: Artifact): Effect => ({
  kind: 'write',
  path,
  node: 'folder',
  open: true,
  origin: { kind: 'artifact', artifact },
});

/** `script`: the shell of the start script that it brings, or `native`. */
function describe(call: Call, build: Build, script: string | undefined): Artifact {
  if (script === 'native')
    return nativeArtifact(call, {
      toolchain: 'sbt',
      link: 'dynamic',
      because: 'the compiler of the machine links it',
      sources: undefined,
      libraries: ['zlib1g-dev', 'libgc-dev'],
    });
  const artifact = javaArtifact(call, {
    toolchain: 'sbt',
    because: build.texts.length === 0 ? '`build.sbt` is not in the build context' : '`build.sbt` defines the build',
    project: build.root,
    manifests: build.texts,
    movable: true,
    ...(script === undefined ? {} : { script: true, whole: true }),
  });
  // The script of sbt-native-packager is one for bash, unless the project asks for the small one.
  const bash = script === 'bash' && !build.texts.some((text) => /\bAshScriptPlugin\b/.test(text));
  return bash
    ? {
        ...artifact,
        needs: [...artifact.needs, { kind: 'program', name: 'bash', because: 'the start script is one for `bash`' }],
      }
    : artifact;
}

/** What sbt keeps for the next build. */
function caches(call: Call): Effect[] {
  const home =
    call.variable('HOME') ??
    (call.user === 'root' || call.user === '' || call.user === '0' ? '/root' : `/home/${call.user}`);
  return ['.sbt', '.ivy2', '.cache', '.coursier', '.m2', '.activator', '.bsp'].map((name) =>
    residueAt(`${home}/${name}`),
  );
}

export default defineToolchain({
  name: 'sbt',
  title: 'sbt',
  documentation:
    'https://www.scala-sbt.org/1.x/docs/, https://sbt-native-packager.readthedocs.io/, https://github.com/sbt/sbt-assembly',
  images: ['hseeberger/scala-sbt', 'sbtscala/scala-sbt', 'mozilla/sbt'],
  artifacts: 'an assembly in `target/scala-<version>`, a stage in `target/universal`',
  bases: ['openjdk:<version>-jre', 'eclipse-temurin:<version>-jre'],
  programs: {
    sbt,
    activator: sbt,
    sbtx: sbt,
    sbtn: sbt,
    'sbt-extras': sbt,
    'sbt-launch.jar': sbt,
    ...models(() => [], 'scalac scalafmt cs coursier'),
  },
  wrappers: list('sbt activator sbtx sbtw sbt-launch.jar'),
  uses: ['java'],
  sensitive: /(?!)/,
  drivers: list('sbt activator sbtx sbtw scala scalac amm cs coursier'),
  packages: list('sbt sbt-launcher-packaging scala scala2.11'),
  fetchers: list('git curl wget gnupg unzip'),
  folders: list(
    '/usr/local/sbt /opt/sbt /usr/share/sbt /usr/local/sbt-launcher-packaging /usr/share/sbt-launcher-packaging /opt/activator /usr/share/scala /usr/local/scala /opt/scala /root/.sbt /root/.ivy2 /root/.coursier',
  ),
  archive: /\b(?:sbt|scala|activator|typesafe-activator)-(?:launcher-packaging-|minimal-|\d|\$)[^\s/]*/,
  sources: list(
    '*.scala *.sbt *.java project target src/ .scalafmt.conf .scalafix.conf scalastyle-config.xml activator sbt sbtx .sbtopts .jvmopts .bsp .metals .bloop',
  ),
  variables: list(
    'SBT_VERSION SBT_HOME SBT_OPTS SBT_CREDENTIALS SCALA_VERSION SCALA_HOME SCALA_MAJOR_VERSION IVY_HOME COURSIER_CACHE ACTIVATOR_VERSION',
  ),
  megabytes: 350,
});

// Where Gradle puts what it builds. What its scripts tell is in gradle/project.ts; what its archives need to run is javaArtifact's.
// Sources: docs.gradle.org (command-line interface, Java, application and distribution plugins), the Spring Boot, Shadow and Quarkus plugins.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  javaArtifact,
  list,
  nativeArtifact,
  type Program,
  readJava,
  readOptions,
  UNKNOWN,
} from '../src/toolchain.ts';
import { type Project, readProject } from './gradle/project.ts';

/** Options that take a value as a word of their own. */
const withValue = new Set(
  list(
    'p project-dir b build-file c settings-file g gradle-user-home I init-script x exclude-task D P include-build max-workers console warning-mode F dependency-verification project-cache-dir priority tests configuration',
  ),
);

/** Tasks that leave something below `build`. */
const makes =
  /^(?:build|assemble\w*|buildNeeded|buildDependents|classes|(?:compile|process)\w+|(?:\w*[a-z])?(?:[jJ]ar|[wW]ar)|install(?:\w*Dist|App)|shadowDist(?:Tar|Zip)|dist(?:Tar|Zip)|boot(?:Dist(?:Tar|Zip))|assembleDist|quarkusBuild|jsBrowser\w*|stage|explodedWar|optimizedJitJarAll|test|check|integrationTest|functionalTest|ktlint\w*|spotless\w*|generate\w+|openApiGenerate|copy(?:\w*(?:Dep|Lib|Jar|Runtime)\w*)|(?:extract|unpack)\w*Jar|unpack)$/i;
/** A program for the machine, by GraalVM. */
const native = /^native(?:Compile|Image)$/;
/** Those of projects rather than of plugins; that they build below `build` is a custom. */
const usual = /^(?:stage|unpack|copy\w+|explodedWar|(?:fat|uber|all|one|full)[jJ]ar|\w+[wW]ar)$/;
/** Tasks that fill the caches, or only look. */
const looks =
  /^(?:dependencies|buildEnvironment|help|tasks|projects|properties|javaToolchains|components|resolve\w*|download\w*|fetch\w*|cache\w*|prefetch\w*|getDep\w*|dependencyUpdates|publishToMavenLocal|idea|eclipse|prepareKotlinBuildScriptModel|compileDependencies)$/;

const gradle: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), withValue, true);
  const file = named.get('b') ?? named.get('build-file') ?? named.get('c') ?? named.get('settings-file');
  const given = named.get('p') ?? named.get('project-dir') ?? (file === undefined ? '.' : `${file}/..`);
  const folder = call.resolve(given);
  if (folder.includes(UNKNOWN) || operands.some((task) => task.includes(UNKNOWN))) return undefined;
  const project = readProject(call, folder);
  const tasks = operands.map((task) => {
    const names = task.split(':').filter((name) => name !== '');
    const own = names.pop() ?? '';
    return { project: names.length === 0 ? undefined : `:${names.join(':')}`, name: own };
  });
  const isClean = (name: string) => /^clean\w*$/.test(name);
  if (
    tasks.some(
      ({ name }) =>
        !makes.test(name) &&
        !native.test(name) &&
        !looks.test(name) &&
        !isClean(name) &&
        name !== 'wrapper' &&
        name !== 'init',
    )
  )
    return undefined;
  const builds = tasks.filter(({ name }) => makes.test(name));
  const machine = tasks.filter(({ name }) => native.test(name));
  const effects: Effect[] = caches(call, folder, named.get('g') ?? named.get('gradle-user-home'));
  if (tasks.some(({ name }) => name === 'wrapper'))
    effects.push(plain(call, 'gradlew', false), plain(call, 'gradle', true));
  if (tasks.some(({ name }) => name === 'init')) return undefined;
  const places = (wanted: string | undefined): readonly string[] => {
    const known = project.subprojects;
    if (wanted !== undefined)
      return [known?.get(wanted) ?? `${folder === '/' ? '' : folder}${wanted.replaceAll(':', '/')}`];
    // A task without a project runs in every project that has it.
    return [folder, ...(known?.values() ?? [])];
  };
  for (const { project: wanted, name } of tasks)
    if (isClean(name))
      for (const place of places(wanted)) effects.push({ kind: 'remove', path: `${place === '/' ? '' : place}/build` });
  for (const place of new Set(machine.flatMap(({ project: wanted }) => places(wanted))))
    effects.push(...nativeOutputs(call, place === '/' ? '' : place, project.folder));
  if (builds.length === 0) return effects;
  const assumed = builds.find(({ name }) => usual.test(name));
  const because =
    assumed === undefined
      ? undefined
      : `the task \`${assumed.name}\` is the project's own, and is taken to build below \`build\``;
  const artifact = (whole: boolean, script = false) => describe(call, project, whole, script, because);
  if (project.subprojects === undefined && folder !== '/')
    effects.push({ kind: 'outputs', path: folder, name: 'build', artifact: artifact(true, true) });
  const folders = new Set([folder, ...builds.flatMap(({ project: wanted }) => places(wanted))]);
  for (const place of folders) effects.push(...outputs(place === '/' ? '' : place, project, artifact));
  return effects;
};

/** Folders below a project's `build`: what is named in those of a distribution needs all of it. */
function outputs(
  place: string,
  { complete }: Project,
  artifact: (whole: boolean, script?: boolean) => Artifact,
): Effect[] {
  const write = (name: string, made: Artifact): Effect => ({
    kind: 'write',
    path: `${place}/build${name}`,
    node: 'folder',
    origin: { kind: 'artifact', artifact: made },
    open: true,
  });
  return [
    { kind: 'residue', path: `${place}/build` },
    write('', artifact(false)),
    write('/libs', artifact(!complete)),
    write('/install', artifact(true, true)),
    write('/distributions', artifact(false, true)),
    write('/quarkus-app', artifact(true)),
  ];
}

/** Libraries of Java for graphics lie beside the program where it uses them. */
function nativeOutputs(call: Call, place: string, project: string): Effect[] {
  const artifact = nativeArtifact(call, {
    toolchain: 'gradle',
    link: 'dynamic',
    because: 'GraalVM links it to the C library',
    sources: readJava(call, project),
    libraries: ['zlib1g-dev'],
    sourceFolder: project,
    whole: true,
  });
  return [
    { kind: 'residue', path: `${place}/build` },
    ...['nativeCompile', 'native-image'].map(
      (name): Effect => ({
        kind: 'write',
        path: `${place}/build/native/${name}`,
        node: 'folder',
        origin: { kind: 'artifact', artifact },
        open: true,
      }),
    ),
  ];
}

function caches(call: Call, folder: string, given: string | undefined): Effect[] {
  const home = given ?? call.variable('GRADLE_USER_HOME');
  const root = folder === '/' ? '' : folder;
  return [
    ...(home === undefined || home.includes(UNKNOWN)
      ? [`${call.variable('HOME') ?? '/root'}/.gradle`, '/home/gradle/.gradle']
      : [call.resolve(home)]),
    `${root}/.gradle`,
    `${root}/buildSrc/build`,
    `${root}/buildSrc/.gradle`,
  ].map((path) => ({ kind: 'residue', path }));
}

function plain(call: Call, path: string, folder: boolean): Effect {
  return {
    kind: 'write',
    path: call.resolve(path),
    node: folder ? 'folder' : 'file',
    origin: { kind: 'command', program: 'gradle' },
    ...(folder ? { open: true } : {}),
  };
}

function describe(
  call: Call,
  project: Project,
  whole: boolean,
  script: boolean,
  assumed: string | undefined,
): Artifact {
  return javaArtifact(call, {
    toolchain: 'gradle',
    because:
      project.texts.length === 0
        ? '`build.gradle` is not in the build context'
        : project.name === undefined
          ? `\`${call.text}\` builds the project in \`${project.folder}\``
          : `the settings name the project ${project.name}`,
    project: project.folder,
    manifests: project.texts,
    movable: true,
    script,
    whole,
    ...(project.java === undefined ? {} : { since: project.java }),
    ...(assumed === undefined ? {} : { assumed }),
  });
}

export default defineToolchain({
  name: 'gradle',
  title: 'Gradle',
  documentation: 'https://docs.gradle.org/current/userguide/command_line_interface.html',
  images: ['gradle'],
  artifacts: 'jars in `build/libs`, distributions in `build/install`',
  bases: ['openjdk:<version>-jre', 'eclipse-temurin:<version>-jre'],
  programs: { gradle, gradlew: gradle },
  wrappers: ['gradlew'],
  uses: ['java'],
  sensitive: /(?!)/,
  drivers: list('gradle gradlew'),
  packages: list('gradle'),
  // The wrapper's script calls xargs.
  fetchers: list('git openssh-client openssh curl wget unzip findutils'),
  folders: list('/opt/gradle /usr/share/gradle /usr/local/gradle /usr/lib/gradle /home/gradle/.gradle /root/.gradle'),
  archive: /gradle-\S*\.zip|gradle\.org\/distributions/,
  sources: list(
    '*.java *.kt *.scala *.groovy *.gradle *.gradle.kts gradle.properties gradlew gradlew.bat gradle .gradle build buildSrc src/ lombok.config *.iml',
  ),
  variables: list(
    'GRADLE_HOME GRADLE_VERSION GRADLE_USER_HOME GRADLE_OPTS GRADLE_DOWNLOAD_SHA256 JAVA_VERSION JAVA_DEBIAN_VERSION CA_CERTIFICATES_JAVA_VERSION',
  ),
  megabytes: 250,
});

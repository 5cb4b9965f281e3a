// What the JDK's own tools write: classes beside their sources or below `-d`, jars.
// Sources: the tool specifications of the JDK (javac, jar), docs.oracle.com/en/java/javase.

import {
  type Call,
  defineToolchain,
  type Effect,
  javaArtifact,
  list,
  models,
  type Program,
  readOptions,
  UNKNOWN,
} from '../src/toolchain.ts';

/** Options of javac and jar that take a value as a word of their own. */
const compilerValues = new Set(
  list(
    'd cp classpath class-path s h source target release encoding sourcepath source-path module-path p processorpath processor-path processor bootclasspath extdirs endorseddirs add-modules module m system upgrade-module-path limit-modules',
  ),
);

const javac: Program = (call) => {
  const { named } = readOptions(call.words.slice(1), compilerValues, true);
  const output = named.get('d');
  const files = call.words.filter((word) => word.endsWith('.java') && !word.includes(UNKNOWN));
  if (output !== undefined) return [classesIn(call, call.resolve(output), output !== '.')];
  // Without `-d` a class lies beside its source.
  const folders = new Set(
    (files.length === 0 ? ['x.java'] : files).map((file) => {
      const before = /^[^*?[]*/.exec(file)?.[0] ?? '';
      return call.resolve(before.includes('/') ? before.slice(0, before.lastIndexOf('/') + 1) : '.');
    }),
  );
  return [...folders].map((folder) => classesIn(call, folder, false));
};

function classesIn(call: Call, folder: string, whole: boolean): Effect {
  const artifact = javaArtifact(call, {
    toolchain: 'java',
    because: `\`${call.text}\` compiles classes`,
    project: call.cwd,
    manifests: [],
    movable: false,
    whole: whole && folder !== call.cwd,
  });
  return { kind: 'write', path: folder, node: 'folder', origin: { kind: 'artifact', artifact }, open: true };
}

const jar: Program = (call) => {
  const words = call.words.slice(1);
  const [first = ''] = words;
  const long = readOptions(words, new Set(list('file f manifest m main-class e module-version C')), true);
  const mode = first.replace(/^-/, '');
  const classic = !first.startsWith('--') && /^[ctxui][a-zA-Z0]*$/.test(mode);
  const creates = classic ? /^[cu]/.test(mode) : long.named.has('create') || long.named.has('update');
  const extracts = classic ? mode.startsWith('x') : long.named.has('extract');
  if (extracts) return undefined;
  if (!creates) return [];
  // `jar cfm FILE MANIFEST`, `jar cmf MANIFEST FILE`: values stand in the order of their letters.
  const values = classic ? words.slice(1) : [];
  const order = [...mode].filter((letter) => letter === 'f' || letter === 'm' || letter === 'e');
  const file = classic ? values[order.indexOf('f')] : (long.named.get('file') ?? long.named.get('f'));
  if (file === undefined) return undefined;
  const artifact = javaArtifact(call, {
    toolchain: 'java',
    because: `\`${call.text}\` writes the jar`,
    project: call.cwd,
    manifests: [],
    movable: false,
  });
  return [{ kind: 'write', path: call.resolve(file), node: 'file', origin: { kind: 'artifact', artifact } }];
};

/** Only questions about itself are harmless; any other program may write anything. */
const java: Program = (call) =>
  call.words
    .slice(1)
    .every((word) => /^(?:--?version|-showversion|-X|--list-modules|-Xshare:dump|-XshowSettings.*)$/.test(word))
    ? []
    : undefined;
/** Unpacks itself and what it is told to install below a folder of its own. */
const sdkman: Program = (call) => [
  {
    kind: 'write',
    path: call.resolve(call.variable('SDKMAN_DIR') ?? `${call.variable('HOME') ?? '/root'}/.sdkman`),
    node: 'folder',
    origin: { kind: 'command', program: 'sdk' },
    open: true,
  },
];
const inert: Program = () => [];

/** Options of `java` whose value is a word of its own. */
const takesValue =
  /^(?:-cp|-classpath|--class-path|-p|--module-path|--upgrade-module-path|--add-(?:modules|opens|exports|reads))$/;

/** `java -jar -Xmx1g app.jar`: options may stand between. */
function runs([program, ...words]: readonly string[]): string | undefined {
  if (program !== 'java' || !words.includes('-jar')) return undefined;
  const rest = words.slice(words.indexOf('-jar') + 1);
  return rest.find((word, index) => !word.startsWith('-') && !takesValue.test(rest[index - 1] ?? ''));
}

/** Options of `java` that name what classes and modules are loaded from, with a word of their own behind. */
const pathOption = /^(?:-cp|-classpath|--class-path|-p|--module-path|--upgrade-module-path)$/;

/** The class path, module path and agents; nothing behind the main class or the archive is the JVM's. */
function loads({ program, words, variable }: Call): readonly string[] {
  if (program !== 'java') return [];
  const found: string[] = [];
  let classPath = variable('CLASSPATH') ?? '';
  for (let index = 1; index < words.length; index++) {
    const word = words[index] ?? '';
    const [, option = word, joined] = /^(--[\w-]+)=(.*)$/.exec(word) ?? [];
    const isPath = pathOption.test(option);
    const value = isPath ? (joined ?? words[++index] ?? '') : '';
    const agent = /^-(?:javaagent:|Xbootclasspath\/[ap]:)([^=]+)/.exec(word)?.[1];
    if (/c/.test(option) && isPath) classPath = value;
    else if (isPath) found.push(...value.split(':'));
    else if (agent !== undefined) found.push(...agent.split(':'));
    else if (takesValue.test(word)) index++;
    // An archive has its own class path.
    else if (word === '-jar') classPath = '';
    else if (!word.startsWith('-') && !word.includes(UNKNOWN)) break;
  }
  return [...found, ...classPath.split(':')].filter((path) => path !== '');
}

export default defineToolchain({
  name: 'java',
  title: 'JDK',
  documentation: 'https://docs.oracle.com/en/java/javase/',
  images: [
    'openjdk',
    'eclipse-temurin',
    'amazoncorretto',
    'azul/zulu-openjdk',
    'adoptopenjdk',
    'ibm-semeru-runtimes',
    'sapmachine',
  ],
  artifacts: 'classes where `javac -d` says, jars where `jar` says',
  bases: ['openjdk:<version>-jre', 'eclipse-temurin:<version>-jre'],
  programs: {
    javac,
    jar,
    java,
    sdk: sdkman,
    ...models(
      inert,
      'jdeps javap javadoc jarsigner jps jcmd jstack jmap jstat jinfo jdb jconsole jhsdb jmod rmiregistry serialver',
    ),
  },
  sensitive: /(?!)/,
  installers: [{ url: /get\.sdkman\.io/, program: sdkman }],
  runs,
  loads,
  drivers: list('javac jshell jlink jpackage'),
  packages: list(`
    openjdk-6-jdk openjdk-7-jdk openjdk-8-jdk openjdk-8-jdk-headless default-jdk default-jdk-headless
    openjdk-9-jdk openjdk-10-jdk openjdk-11-jdk openjdk-11-jdk-headless openjdk-12-jdk openjdk-13-jdk openjdk-14-jdk openjdk-15-jdk openjdk-16-jdk
    openjdk-17-jdk openjdk-17-jdk-headless openjdk-18-jdk openjdk-19-jdk openjdk-20-jdk openjdk-21-jdk openjdk-21-jdk-headless openjdk-25-jdk openjdk-25-jdk-headless
    openjdk7 openjdk8 openjdk11 openjdk11-jdk openjdk17 openjdk17-jdk openjdk21 openjdk21-jdk openjdk25-jdk
    java-1.7.0-openjdk-devel java-1.8.0-openjdk-devel java-11-openjdk-devel java-17-openjdk-devel java-21-openjdk-devel java-latest-openjdk-devel
    java-1.8.0-amazon-corretto-devel java-11-amazon-corretto java-17-amazon-corretto java-17-amazon-corretto-devel java-21-amazon-corretto java-21-amazon-corretto-devel
  `),
  fetchers: [],
  folders: list('/root/.sdkman /usr/local/sdkman /opt/sdkman'),
  archive: /(?!)/,
  sources: list('*.java MANIFEST.MF'),
  variables: list(
    'JAVA_VERSION JAVA_DEBIAN_VERSION JAVA_ALPINE_VERSION JAVA_URL_VERSION CA_CERTIFICATES_JAVA_VERSION JDK_VERSION',
  ),
  megabytes: 330,
});

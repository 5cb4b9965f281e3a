// GraalVM's native-image: a program for the machine, in the working directory, named by the main class or the jar.
// Sources: graalvm.org, reference manual of Native Image (command-line options, static and mostly static executables).

import {
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  nativeArtifact,
  type Program,
  readJava,
  UNKNOWN,
} from '../src/toolchain.ts';

/** Options that take a value as a word of their own. */
const withValue = new Set(
  list(
    '-cp -classpath --class-path -p --module-path -m --module -o --add-exports --add-opens --add-reads --exclude-config',
  ),
);

const nativeImage: Program = (call) => {
  const words = call.words.slice(1);
  if (words.every((word) => /^--(?:version|help|expert-options.*)$/.test(word))) return [];
  const operands: string[] = [];
  const value = new Map<string, string>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '-jar' || withValue.has(word)) value.set(word, words[++index] ?? '');
    else if (/^-H:(?:Name|Path)=/.test(word))
      value.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    else if (!word.startsWith('-') && !word.startsWith('@')) operands.push(word);
    // An argument file may name anything.
    else if (word.startsWith('@')) return undefined;
  }
  const file = nameOf(value, operands);
  if (
    file === undefined ||
    file.includes(UNKNOWN) ||
    words.some((word) => /^--shared$|^-H:Kind=SHARED_LIBRARY$/.test(word))
  )
    return undefined;
  const folder = value.get('-H:Path');
  const path = call.resolve(folder === undefined || file.startsWith('/') ? file : `${folder}/${file}`);
  const artifact = describe(call, words);
  const origin = { kind: 'artifact', artifact } as const;
  // Classes that were compiled for it went into it: nothing runs them any more.
  const classes = list(value.get('-cp') ?? value.get('-classpath') ?? value.get('--class-path') ?? '.')
    .flatMap((word) => word.split(':'))
    .filter((word) => word !== '' && !/[*?]|\.jar$/.test(word) && !word.includes(UNKNOWN))
    .map((word) => call.resolve(word))
    .filter((folder) => {
      const entry = call.files.find(folder);
      return entry?.node === 'folder' && entry.open && entry.origin.kind === 'artifact';
    });
  return [
    ...classes.map(
      (folder): Effect => ({
        kind: 'write',
        path: folder,
        node: 'folder',
        open: true,
        origin: { kind: 'command', program: 'native-image' },
      }),
    ),
    { kind: 'write', path, node: 'file', origin },
  ];
};

/** Of `-o`, of the word behind the class or the jar, or made from those. A main class in a module is `module/class`. */
function nameOf(value: ReadonlyMap<string, string>, operands: readonly string[]): string | undefined {
  const given = value.get('-o') ?? value.get('-H:Name');
  if (given !== undefined) return given;
  const jar = value.get('-jar');
  const module = value.get('-m') ?? value.get('--module');
  if (jar !== undefined) return operands[0] ?? jar.slice(jar.lastIndexOf('/') + 1).replace(/\.jar$/, '');
  if (module !== undefined) return operands[0] ?? module.slice(module.lastIndexOf('/') + 1).toLowerCase();
  return operands[1] ?? operands[0]?.toLowerCase();
}

function describe(call: Call, words: readonly string[]) {
  const isStatic = words.includes('--static');
  return nativeArtifact(call, {
    toolchain: 'graalvm',
    link: isStatic ? 'static' : 'dynamic',
    because: isStatic ? '`--static` is given' : 'the program is linked to the C library without `--static`',
    sources: readJava(call, call.cwd),
    libraries: ['zlib1g-dev'],
    sourceFolder: call.cwd,
  });
}

/** Adds to GraalVM itself, which is left behind. */
const inert: Program = () => [];

export default defineToolchain({
  name: 'graalvm',
  title: 'GraalVM Native Image',
  documentation: 'https://www.graalvm.org/latest/reference-manual/native-image/',
  images: ['ghcr.io/graalvm/graalvm-ce', 'ghcr.io/graalvm/native-image-community', 'ghcr.io/graalvm/jdk-community'],
  artifacts: 'a program as `native-image` names it',
  bases: ['oraclelinux:<release>-slim', 'scratch'],
  programs: { 'native-image': nativeImage, ...models(inert, 'gu native-image-configure') },
  wrappers: list('native-image'),
  uses: ['java'],
  sensitive: /(?!)/,
  drivers: list('native-image'),
  packages: [],
  fetchers: list('curl wget'),
  folders: list('/opt/graalvm /usr/lib/graalvm /usr/lib64/graalvm /opt/graalvm-ce'),
  archive: /graalvm-(?:ce|ee|community|jdk)[^\s/]*/,
  sources: list(
    '*.java *.class target build reflect-config.json reflection-config.json resource-config.json native-image.properties',
  ),
  variables: list('GRAALVM_HOME GRAALVM_VERSION GRAAL_VERSION NATIVE_IMAGE_OPTIONS'),
  megabytes: 1000,
});

// Where SwiftPM puts what it builds, and what those programs are linked to.
// Sources: the documentation of SwiftPM (Usage.md, PackageDescription.md), swiftlang/swift-docker, Vapor's documentation on Docker.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Need,
  nativeArtifact,
  type Program,
  readOptions,
  readSource,
  UNKNOWN,
} from '../src/toolchain.ts';
import { hasResources, programsOf, sourcesOf, swiftLexis } from './swift/packages.ts';

/** Options of SwiftPM and of the compiler that take a value. */
const withValue = new Set(
  list(`
    c configuration product target package-path build-path scratch-path build-system chdir C j jobs triple swift-sdk sdk arch sanitize toolchain
    cache-path config-path security-path Xcc Xswiftc Xlinker Xcxx Xmanifest num-threads skip filter type name
    o module-name I L F D module-cache-path emit-module-path import-objc-header swift-version Xclang-linker Xfrontend
  `),
);

/** Programs that load SourceKit or call the compiler, by the name of the program or of its repository. */
const needsToolchain =
  /^_?(?:swiftlint|sourcekitten|sourcekit-lsp|danger-?swift|sourcery|periphery|jazzy|swift-doc|komondor|mint)$/i;

/** What `.build/release` is a link into, on the machines that images are built for. */
const hosts = list('x86_64-unknown-linux x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu');

const swift: Program = (call) => {
  const [, subcommand = '', ...rest] = call.words;
  switch (subcommand) {
    case 'build':
      return build(call, rest);
    case 'package':
      return changesPackage(call, rest);
    case 'test':
      return caches(call, placesOf(call, rest).build);
    case '':
    case '--version':
    case '-version':
    case '--help':
      return [];
    default:
      // `swift run` builds and runs, `swift FILE` interprets.
      return undefined;
  }
};

interface Places {
  readonly folder: string;
  /** `.build` */
  readonly build: string;
  /** Folders in which the same programs are; the first is the usual one. */
  readonly products: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

function placesOf(call: Call, words: readonly string[]): Places {
  const { named } = readOptions(words, withValue, true);
  const changed = named.get('package-path') ?? named.get('chdir') ?? named.get('C');
  const folder = changed === undefined ? call.cwd : call.resolve(changed);
  const given = named.get('scratch-path') ?? named.get('build-path') ?? call.variable('SWIFTPM_BUILD_DIR');
  const build = given === undefined ? `${folder === '/' ? '' : folder}/.build` : call.resolve(given);
  const configuration = (named.get('configuration') ?? named.get('c') ?? 'debug').toLowerCase();
  const triples = [named.get('triple') ?? named.get('swift-sdk') ?? []].flat();
  return {
    folder,
    build,
    named,
    products: ['', ...triples.map((one) => `${one}/`)].map((one) => `${build}/${one}${configuration}`),
  };
}

function caches(call: Call, ...more: readonly string[]): Effect[] {
  const home = call.variable('HOME') ?? '/root';
  return [`${home}/.swiftpm`, `${home}/.cache`, ...more].map((path) => ({ kind: 'residue', path }));
}

function build(call: Call, words: readonly string[]): Effect[] | undefined {
  const places = placesOf(call, words);
  const { folder, named, products } = places;
  if (products.some((one) => one.includes(UNKNOWN)) || named.get('build-system') === 'xcode') return undefined;
  if (named.has('show-bin-path')) return [{ kind: 'output', text: products[0] ?? '' }];
  const text = call.files.read(`${folder}/Package.swift`);
  const manifest = text === undefined ? undefined : readSource(text, swiftLexis).plain;
  const programs = manifest === undefined ? undefined : programsOf(call, folder, manifest);
  // Dependencies may be dynamic libraries, and resources are bundles: both are looked for beside the program.
  const alone = manifest !== undefined && !/\.package\s*\(|\bresources\s*:|\.dynamic\b/.test(manifest);
  const artifact = describe(call, words, folder, manifest, programs);
  const origin = { kind: 'artifact', artifact } as const;
  if (alone && programs !== undefined && programs.length > 0)
    return [
      ...caches(call, places.build),
      ...products.flatMap((one) =>
        programs.map((name): Effect => ({ kind: 'write', path: `${one}/${name}`, node: 'file', origin })),
      ),
    ];
  const real =
    named.has('triple') || named.has('swift-sdk')
      ? []
      : hosts.map((triple) => `${places.build}/${triple}${(products[0] ?? '').slice(places.build.length)}`);
  const beside: Effect[] = [...products, ...real].map((path) => ({
    kind: 'write',
    path,
    node: 'folder',
    open: true,
    origin: { kind: 'artifact', artifact: { ...artifact, tool: true } },
  }));
  const heavy = ['checkouts', 'repositories', 'artifacts', 'index-build', 'plugins'].map(
    (one) => `${places.build}/${one}`,
  );
  return [...caches(call, ...heavy), ...beside];
}

/** What the programs of a package are linked to, and what of their sources can be read. */
function describe(
  call: Call,
  words: readonly string[],
  folder: string,
  manifest: string | undefined,
  programs: readonly string[] | undefined,
): Artifact {
  const flags = words.join(' ');
  const isMusl = /swift-sdk[= ]\S*musl/.test(flags);
  const isBundled = isMusl || /-static-(?:swift-)?stdlib|-static-executable/.test(flags);
  const needs: Need[] = isBundled
    ? []
    : [{ kind: 'runtime', because: 'the program is linked to the shared libraries of Swift' }];
  const tool = [...(programs ?? []), folder.replace(/^.*\//, '')].find((name) => needsToolchain.test(name));
  if (tool !== undefined)
    needs.push({ kind: 'program', name: 'swift', because: `\`${tool}\` uses the toolchain at run time` });
  return nativeArtifact(call, {
    toolchain: 'swift',
    link: isMusl ? 'static' : 'dynamic',
    because: isMusl
      ? 'it is built with the static SDK'
      : isBundled
        ? 'only the libraries of Swift are in it'
        : manifest === undefined
          ? '`Package.swift` is not in the build context'
          : 'that is what SwiftPM does',
    // Foundation in the program is linked to these.
    libraries: isBundled ? list('libcurl4-openssl-dev libxml2-dev zlib1g-dev libicu-dev') : [],
    needs,
    sources: sourcesOf(call, folder),
    ...(manifest !== undefined && hasResources(call, folder, manifest) ? { companions: ['*.resources'] } : {}),
  });
}

function changesPackage(call: Call, words: readonly string[]): Effect[] | undefined {
  const { operands } = readOptions(words, withValue, true);
  const { folder, build: scratch } = placesOf(call, words);
  switch (operands[0]) {
    case 'clean':
    case 'reset':
      return [{ kind: 'remove', path: scratch }];
    case 'resolve':
    case 'update':
    case 'fetch':
    case 'show-dependencies':
    case 'describe':
    case 'dump-package':
    case 'tools-version':
    case 'config':
    case 'purge-cache':
      return caches(call, ...['checkouts', 'repositories'].map((one) => `${scratch}/${one}`));
    case 'init':
      return [
        {
          kind: 'write',
          path: folder,
          node: 'folder',
          origin: { kind: 'command', program: 'swift package' },
          open: true,
        },
      ];
    default:
      return undefined;
  }
}

/** The compiler by itself: one program out of the files that are listed. */
const swiftc: Program = (call) => {
  const words = call.words.slice(1);
  const { named, operands } = readOptions(words, withValue, true);
  if (['version', 'help', 'print-target-info'].some((name) => named.has(name))) return [];
  if (words.some((word) => /^-(?:emit-|c$|typecheck|parse)/.test(word) && word !== '-emit-executable'))
    return undefined;
  const first = operands.find((word) => word.endsWith('.swift'));
  if (first === undefined || words.some((word) => word.includes(UNKNOWN))) return undefined;
  const several = operands.filter((word) => word.endsWith('.swift')).length > 1;
  const name = named.get('o') ?? named.get('module-name') ?? (several ? 'main' : first.replace(/^.*\/|\.swift$/g, ''));
  const artifact = describe(call, words, call.resolve(first).replace(/\/[^/]*$/, ''), '', [name]);
  return [{ kind: 'write', path: call.resolve(name), node: 'file', origin: { kind: 'artifact', artifact } }];
};

const inert: Program = () => [];

export default defineToolchain({
  name: 'swift',
  title: 'Swift',
  documentation: 'https://www.swift.org/documentation/package-manager/, https://docs.vapor.codes/deploy/docker/',
  images: ['swift', 'swiftlang/swift'],
  artifacts: 'products in `.build/<configuration>`',
  bases: ['swift:<version>-slim', 'ubuntu:<release>'],
  programs: { swift, swiftc, ...models(inert, 'swift-format swift-demangle') },
  sensitive: /(?!)/,
  drivers: list('swift swiftc swift-build swift-run swift-test swift-package vapor lldb sourcekit-lsp'),
  packages: list('swift swiftlang'),
  fetchers: list('git openssh-client openssh curl'),
  folders: list('/usr/share/swift /opt/swift /usr/local/swift /swift'),
  archive: /swift-[\w.-]*(?:RELEASE|SNAPSHOT|\$)[^\s/]*\.tar/,
  sources: list(
    '*.swift Package.resolved Package.pins .swiftpm .swift-version .swiftlint.yml .swiftformat *.xcodeproj *.xcworkspace Tests',
  ),
  variables: list(
    'SWIFT_VERSION SWIFT_PLATFORM SWIFT_BRANCH SWIFT_SIGNING_KEY SWIFT_WEBROOT SWIFTPM_BUILD_DIR SWIFT_BUILD_FLAGS SWIFT_SNAPSHOT CC CXX',
  ),
  megabytes: 1600,
});

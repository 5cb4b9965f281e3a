// What the commands of a build are for, by their words: to fetch dependencies, to make assets for browsers, to build, to download.
// It says what a stage is called and proves nothing. Source: the documentation of each package manager and build tool.

export type Role = 'build' | 'assets' | 'deps' | 'download';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Subcommands that only fetch what a manifest names; `''` stands for none. */
const fetching: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['npm', words('install i ci add')],
  ['pnpm', words('install i add fetch')],
  ['bun', words('install i add')],
  ['pip', words('install download wheel')],
  ['pip3', words('install download wheel')],
  ['pipenv', words('install sync')],
  ['poetry', words('install export')],
  ['uv', words('sync pip')],
  ['conda', words('install env create')],
  ['bundle', words('install package')],
  ['bundler', words('install package')],
  ['gem', words('install')],
  ['composer', words('install update require')],
  ['go', words('mod')],
  ['cargo', words('fetch vendor')],
  ['dotnet', words('restore')],
  ['nuget', words('restore')],
  ['bower', words('install')],
  ['mix', words('deps.get local.hex local.rebar')],
]);

const assets = words(`
  npm pnpm yarn bun node npx corepack gulp grunt brunch webpack vite rollup parcel esbuild ng ember bower sass tsc hugo jekyll mkdocs
`);
const building = words(`
  make gmake cmake ninja meson scons bazel configure gcc g++ cc c++ clang clang++ go cargo rustc mvn mvnw gradle gradlew ant sbt lein
  clojure clj javac dotnet msbuild xbuild stack cabal ghc mix rebar rebar3 erlc swift swiftc crystal shards nim nimble dune opam zig dmd
  ldc2 dub dart flutter python python3 poetry uv rake bundle composer rpmbuild dpkg-buildpackage native-image jlink
`);
const downloading = words('curl wget git hg svn unzip tar');

/** Undefined: it says nothing of what the stage is for. */
export function roleOf(program: string, command: readonly string[]): Role | undefined {
  if (downloading.has(program)) return 'download';
  const subcommand = command.slice(1).find((word) => !word.startsWith('-'));
  if (program === 'yarn')
    return subcommand === undefined || subcommand === 'install' || subcommand === 'add' ? 'deps' : 'assets';
  if (subcommand !== undefined && fetching.get(program)?.has(subcommand) === true) return 'deps';
  // `python -m pip install`
  if (/^python\d?$/.test(program) && command.includes('pip')) return 'deps';
  if (assets.has(program)) return 'assets';
  return building.has(program) ? 'build' : undefined;
}

// Where cargo and rustc put what they build. What those programs need is in rust/needs.ts, what manifests say in rust/packages.ts.
// Sources: the Cargo book (`cargo build`, `cargo install`), the rustc book, the rustup book, rust-lang/docker-rust.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readOptions,
  UNKNOWN,
} from '../src/toolchain.ts';
import { describe } from './rust/needs.ts';
import { cargoHome, placesOf, programsOf } from './rust/packages.ts';
import { writtenByScripts } from './rust/script.ts';

/** Options of cargo that take a value. */
const withValue = new Set(
  list(
    'bin example test bench p package exclude features F j jobs profile target target-dir manifest-path message-format color config Z path root git branch tag rev version vers registry index C out-dir artifact-dir lockfile-path recipe-path name edition vcs',
  ),
);

/** Programs of crates that are not called like them. Source: their manifests. */
const programsOfCrates: Readonly<Record<string, string>> = {
  'bore-cli': 'bore',
  bottom: 'btm',
  'cargo-edit': 'cargo-add cargo-rm cargo-upgrade cargo-set-version',
  'cargo-make': 'cargo-make makers',
  diesel_cli: 'diesel',
  'du-dust': 'dust',
  'fd-find': 'fd',
  'git-delta': 'delta',
  'probe-rs-tools': 'probe-rs cargo-flash cargo-embed',
  refinery_cli: 'refinery',
  ripgrep: 'rg',
  'sea-orm-cli': 'sea-orm-cli sea',
  'sonic-server': 'sonic',
  'sqlx-cli': 'sqlx cargo-sqlx',
  'taplo-cli': 'taplo',
  'tauri-cli': 'cargo-tauri',
  'tree-sitter-cli': 'tree-sitter',
  'typos-cli': 'typos',
  'wasm-bindgen-cli': 'wasm-bindgen wasm-bindgen-test-runner wasm2es6js',
  'watchexec-cli': 'watchexec',
  'xh-cli': 'xh',
};

const cargo: Program = (call) => {
  const words = call.words.slice(1).filter((word) => !word.startsWith('+'));
  const { named, operands } = readOptions(words, withValue, true);
  const [subcommand = '', ...rest] = operands;
  switch (subcommand) {
    case 'build':
    case 'b':
    case 'rustc':
    case 'zigbuild':
      return build(call, named);
    case 'install':
      return install(call, named, rest);
    case 'new':
    case 'init':
      return start(call, named, subcommand === 'new' ? rest[0] : (rest[0] ?? '.'));
    case 'clean':
      return named.has('p') || named.has('package') ? [] : [{ kind: 'remove', path: placesOf(call, named).target }];
    case 'vendor':
      return [openFolder(call.resolve(rest[0] ?? 'vendor'))];
    case 'chef':
      return [...caches(call, named), { kind: 'write', path: call.resolve('recipe.json'), node: 'file', origin }];
    case 'uninstall':
    case 'binstall':
      return undefined;
    case 'check':
    case 'c':
    case 'fetch':
    case 'fmt':
    case 'clippy':
    case 'test':
    case 't':
    case 'bench':
    case 'doc':
    case 'update':
    case 'generate-lockfile':
    case 'metadata':
    case 'tree':
    case 'audit':
    case 'deny':
    case 'login':
    case 'search':
    case 'add':
    case 'remove':
    case 'version':
    case '':
      return caches(call, named);
    default:
      return undefined;
  }
};

const origin = { kind: 'command', program: 'cargo' } as const;

function openFolder(path: string): Effect {
  return { kind: 'write', path, node: 'folder', origin, open: true };
}

function caches(call: Call, named: ReadonlyMap<string, string>): Effect[] {
  const home = cargoHome(call);
  const { folder, target } = placesOf(call, named);
  const left = [target, `${home}/registry`, `${home}/git`].map((path): Effect => ({ kind: 'residue', path }));
  return [...left, ...writtenByScripts(call, folder)];
}

/** The folder in which a profile's programs lie. */
function outputOf(named: ReadonlyMap<string, string>, target: string, triple: string | undefined, usual: string) {
  const profile = named.get('profile') ?? (named.has('release') || named.has('r') ? 'release' : usual);
  const folder = profile === 'dev' || profile === 'test' ? 'debug' : profile === 'bench' ? 'release' : profile;
  // A target may be described by a file, whose stem then names the folder.
  const own = triple?.replace(/^.*\//, '').replace(/\.json$/, '');
  return [target, own, folder].filter((part) => part !== undefined).join('/');
}

function build(call: Call, named: ReadonlyMap<string, string>): Effect[] {
  const places = placesOf(call, named);
  const folder = outputOf(named, places.target, places.triple, 'dev');
  const artifact = describe(call, places);
  const output = named.get('out-dir') ?? named.get('artifact-dir');
  const folders = output === undefined ? [folder] : [folder, call.resolve(output)];
  const configured = /target|profile/.test(named.get('config') ?? '');
  if (configured || folders.some((one) => one.includes(UNKNOWN))) return [unknownOutput(call), ...caches(call, named)];
  if (named.has('example') || named.has('examples'))
    return [...caches(call, named), ...folders.flatMap((one) => programsIn(`${one}/examples`, artifact, undefined))];
  const chosen = call.words.filter((word) => /^--bin(?:=|$)/.test(word)).length;
  const names =
    named.has('p') || named.has('package') || chosen > 1 || named.get('bin')?.includes(UNKNOWN) === true
      ? undefined
      : chosen === 1
        ? [named.get('bin') ?? '']
        : programsOf(call, places.folder, places.manifest);
  return [...caches(call, named), ...folders.flatMap((one) => programsIn(one, artifact, names))];
}

function programsIn(folder: string, artifact: Artifact, names: readonly string[] | undefined): Effect[] {
  const made = { origin: { kind: 'artifact', artifact } } as const;
  if (names === undefined) return [{ kind: 'write', path: folder, node: 'folder', open: true, ...made }];
  return names.map((name) => ({ kind: 'write', path: `${folder}/${name}`, node: 'file', ...made }));
}

function unknownOutput(call: Call): Effect {
  return { kind: 'unknown', reason: `where \`${call.text}\` writes is not known`, under: undefined };
}

function install(call: Call, named: ReadonlyMap<string, string>, crates: readonly string[]): Effect[] {
  if (named.has('list')) return [];
  const own = named.has('path') || (crates.length === 0 && !named.has('git'));
  const places = placesOf(call, named);
  const root = named.get('root') ?? call.variable('CARGO_INSTALL_ROOT') ?? cargoHome(call);
  const folder = `${call.resolve(root)}/bin`;
  const built = outputOf(named, places.target, places.triple, named.has('debug') ? 'dev' : 'release');
  if (folder.includes(UNKNOWN) || built.includes(UNKNOWN)) return [unknownOutput(call), ...caches(call, named)];
  const artifact = describe(call, places, !own);
  const known = own
    ? programsOf(call, places.folder, places.manifest)
    : named.has('git') || crates.some((one) => one.includes(UNKNOWN))
      ? undefined
      : programsOfAll(crates.map((one) => one.replace(/@.*$/, '')));
  const names = named.has('bin') ? [named.get('bin') ?? ''] : known?.length === 0 ? undefined : known;
  // A package of one's own is built where `cargo build --release` builds it.
  return [
    ...caches(call, named),
    ...programsIn(folder, artifact, names),
    ...(own ? programsIn(built, artifact, names) : []),
  ];
}

/** A crate that is called after the kind of program that it has may call that by another name; undefined then. */
function programsOfAll(crates: readonly string[]): readonly string[] | undefined {
  const isKnown = (crate: string) =>
    Object.hasOwn(programsOfCrates, crate) || !/[-_](?:cli|server|bin|rs|app)$/.test(crate);
  return crates.every(isKnown) ? crates.flatMap((crate) => list(programsOfCrates[crate] ?? crate)) : undefined;
}

function start(call: Call, named: ReadonlyMap<string, string>, path: string | undefined): Effect[] | undefined {
  if (path === undefined || path.includes(UNKNOWN)) return undefined;
  const folder = call.resolve(path);
  const name = named.get('name') ?? folder.slice(folder.lastIndexOf('/') + 1);
  const file = (at: string, content: string): Effect => ({
    kind: 'write',
    path: `${folder}/${at}`,
    node: 'file',
    origin,
    content,
  });
  return [
    { kind: 'write', path: folder, node: 'folder', origin },
    file('Cargo.toml', `[package]\nname = "${name}"\n`),
    file(named.has('lib') ? 'src/lib.rs' : 'src/main.rs', 'fn main() {}\n'),
  ];
}

const rustcValues = new Set(
  list('o out-dir crate-name crate-type target C L l A W D F Z cfg edition emit print extern sysroot codegen color'),
);
const rustc: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), rustcValues, true);
  if (named.has('print') || named.has('vV')) return [];
  const [source] = operands;
  if (source === undefined || /lib|macro/.test(named.get('crate-type') ?? 'bin') || named.has('emit')) return undefined;
  const stem = named.get('crate-name') ?? source.replace(/^.*\//, '').replace(/\.rs$/, '').replaceAll('-', '_');
  const path = call.resolve(named.get('o') ?? `${named.get('out-dir') ?? '.'}/${stem}`);
  if (path.includes(UNKNOWN)) return [unknownOutput(call)];
  const artifact = describe(call, { ...placesOf(call, new Map()), triple: named.get('target') });
  return [{ kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact } }];
};

function rustupHome(call: Call): string {
  return call.variable('RUSTUP_HOME') ?? `${call.variable('HOME') ?? '/root'}/.rustup`;
}
const rustup: Program = (call) => [{ kind: 'residue', path: rustupHome(call) }];
/** What the installer makes; also when it is fetched first and run as `rustup-init`. */
const installRustup: Program = (call) => [openFolder(rustupHome(call)), openFolder(cargoHome(call))];

export default defineToolchain({
  name: 'rust',
  title: 'Rust',
  documentation: 'https://doc.rust-lang.org/cargo/, https://doc.rust-lang.org/rustc/',
  images: list('rust rustlang/rust ekidd/rust-musl-builder clux/muslrust messense/rust-musl-cross'),
  artifacts:
    'programs in `target/<profile>` that the container names, and what `cargo install` puts into `$CARGO_HOME/bin`',
  bases: list('debian:<release>-slim alpine:<release>'),
  programs: { cargo, rustc, rustup, 'rustup-init': installRustup, ...models(() => [], 'rustfmt rustdoc rust-strip') },
  installers: [{ url: /sh\.rustup\.rs|static\.rust-lang\.org\/rustup/, program: installRustup }],
  sensitive: /(?!)/,
  drivers: list('cargo rustc rustup cargo-watch systemfd'),
  packages: list('cargo rustc rust rustup rust-all'),
  fetchers: list('git openssh-client openssh curl'),
  folders: list('/usr/local/rustup /usr/local/cargo /root/.rustup /root/.cargo'),
  archive: /rust-(?:\d|nightly|beta)[^\s/]*\.tar|rustup-init/,
  sources: list(
    '*.rs Cargo.toml Cargo.lock rust-toolchain rust-toolchain.toml rustfmt.toml .rustfmt.toml clippy.toml target .cargo benches tests examples',
  ),
  variables: list(`
    CARGO_HOME RUSTUP_HOME RUST_VERSION RUSTFLAGS CARGO_TARGET_DIR CARGO_BUILD_TARGET CARGO_BUILD_TARGET_DIR CARGO_INCREMENTAL
    CARGO_BUILD_RUSTFLAGS CARGO_NET_GIT_FETCH_WITH_CLI CARGO_TERM_COLOR CARGO_INSTALL_ROOT CARGO_PROFILE_RELEASE_LTO RUSTUP_TOOLCHAIN RUST_TARGET
    OPENSSL_DIR OPENSSL_STATIC OPENSSL_LIB_DIR OPENSSL_INCLUDE_DIR PKG_CONFIG_ALLOW_CROSS PKG_CONFIG_ALL_STATIC
    DEP_OPENSSL_INCLUDE LIBZ_SYS_STATIC PG_CONFIG_X86_64_UNKNOWN_LINUX_GNU PQ_LIB_STATIC_X86_64_UNKNOWN_LINUX_MUSL RUST_MUSL_CROSS_TARGET
  `),
  megabytes: 1000,
});

// Where cargo puts what it builds, and what those programs are linked to.
// Sources: the Cargo book (manifest format, build cache, configuration, `cargo help install`), the rustc book (targets), rust-lang/docker-rust.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  type Manifest,
  models,
  nativeArtifact,
  type Program,
  readOptions,
  readToml,
  readTree,
  UNKNOWN,
} from '../src/toolchain.ts';

/** Options of cargo that take a value. */
const withValue = new Set(
  list(
    'bin example test bench p package exclude features F j jobs profile target target-dir manifest-path message-format color config Z path root git branch tag rev version vers registry index C out-dir artifact-dir lockfile-path recipe-path',
  ),
);

/** Crates that link a library of the system, by Debian's name of the package that they are built with. What they bundle instead does no harm here. */
const linked: Readonly<Record<string, string>> = {
  'openssl-sys': 'libssl-dev',
  'libsqlite3-sys': 'libsqlite3-dev',
  'pq-sys': 'libpq-dev',
  'mysqlclient-sys': 'default-libmysqlclient-dev',
  'libz-sys': 'zlib1g-dev',
  'curl-sys': 'libcurl4-openssl-dev',
  'libgit2-sys': 'libgit2-dev',
  'libssh2-sys': 'libssh2-1-dev',
  'lzma-sys': 'liblzma-dev',
  'bzip2-sys': 'libbz2-dev',
  'alsa-sys': 'libasound2-dev',
  'libdbus-sys': 'libdbus-1-dev',
  'libudev-sys': 'libudev-dev',
  'libsodium-sys': 'libsodium-dev',
  'zmq-sys': 'libzmq3-dev',
  'rdkafka-sys': 'libsasl2-dev',
  pcap: 'libpcap-dev',
  magick_rust: 'libmagickwand-dev',
  'glib-sys': 'libglib2.0-dev',
  'cairo-sys-rs': 'libcairo2-dev',
  'pango-sys': 'libpango1.0-dev',
  'gtk-sys': 'libgtk-3-dev',
  'sdl2-sys': 'libsdl2-dev',
  'leptonica-sys': 'libleptonica-dev',
  'tesseract-sys': 'libtesseract-dev',
};

/** Those that programs have most; without a lock file any of them may be there. */
const usual = new Set(list('openssl-sys libsqlite3-sys pq-sys mysqlclient-sys libz-sys curl-sys'));

const rustLexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|\bb?r(?:"(?<raw>[^"]*)"|#"[\s\S]*?"#)|"(?<text>(?:[^"\\]|\\[\s\S])*)"|'(?:[^'\\\n]|\\[^\n']{1,10})'/g,
};

const cargo: Program = (call) => {
  const words = call.words.slice(1).filter((word) => !word.startsWith('+'));
  const { named, operands } = readOptions(words, withValue, true);
  const [subcommand = '', ...rest] = operands;
  switch (subcommand) {
    case 'build':
    case 'b':
    case 'rustc':
      return build(call, named);
    case 'install':
      return install(call, named, rest);
    case 'new':
    case 'init':
      return start(call, named, subcommand === 'new' ? rest[0] : (rest[0] ?? '.'));
    case 'clean':
      return [{ kind: 'remove', path: placesOf(call, named).target }];
    case 'vendor':
      return [openFolder(call.resolve(rest[0] ?? 'vendor'))];
    case 'chef':
      return [...caches(call, named), { kind: 'write', path: call.resolve('recipe.json'), node: 'file', origin }];
    case 'check':
    case 'fetch':
    case 'fmt':
    case 'clippy':
    case 'test':
    case 'bench':
    case 'doc':
    case 'update':
    case 'generate-lockfile':
    case 'metadata':
    case 'tree':
    case 'audit':
    case 'login':
    case 'search':
    case 'add':
    case 'remove':
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

interface Places {
  /** Folder of the package's Cargo.toml. */
  readonly folder: string;
  readonly manifest: Manifest | undefined;
  readonly target: string;
  readonly triple: string | undefined;
}

function placesOf(call: Call, named: ReadonlyMap<string, string>): Places {
  const given = named.get('manifest-path') ?? (named.has('path') ? `${named.get('path')}/Cargo.toml` : undefined);
  const folder = given === undefined ? call.cwd : call.resolve(given).replace(/\/[^/]*$/, '') || '/';
  const above = foldersAbove(folder);
  const root =
    above.find((one) => readToml(call.files.read(`${one}/Cargo.toml`))?.has('workspace')) ??
    above.find((one) => call.files.read(`${one}/Cargo.toml`) !== undefined) ??
    folder;
  const config = above
    .flatMap((one) => [`${one}/.cargo/config.toml`, `${one}/.cargo/config`])
    .flatMap((path) => readToml(call.files.read(path)) ?? []);
  const setting = (name: string) => config.flatMap((one) => one.text('build', name) ?? [])[0];
  const target =
    named.get('target-dir') ??
    call.variable('CARGO_TARGET_DIR') ??
    call.variable('CARGO_BUILD_TARGET_DIR') ??
    setting('target-dir');
  return {
    folder,
    manifest: readToml(call.files.read(`${folder}/Cargo.toml`)),
    target: target === undefined ? `${root === '/' ? '' : root}/target` : call.resolve(target),
    triple: named.get('target') ?? call.variable('CARGO_BUILD_TARGET') ?? setting('target'),
  };
}

function foldersAbove(folder: string): string[] {
  const found = [folder];
  for (let at = folder; at !== '/'; ) {
    at = at.slice(0, at.lastIndexOf('/')) || '/';
    found.push(at);
  }
  return found.map((one) => (one === '/' ? '' : one));
}

function cargoHome(call: Call): string {
  return call.variable('CARGO_HOME') ?? `${call.variable('HOME') ?? '/root'}/.cargo`;
}

function caches(call: Call, named: ReadonlyMap<string, string>): Effect[] {
  const home = cargoHome(call);
  return [placesOf(call, named).target, `${home}/registry`, `${home}/git`].map((path) => ({ kind: 'residue', path }));
}

/** Names of the programs of a package; undefined when they cannot all be known. */
function programsOf(call: Call, folder: string, manifest: Manifest | undefined): readonly string[] | undefined {
  const name = manifest?.text('package', 'name');
  if (manifest === undefined || (name === undefined && !manifest.has('workspace'))) return undefined;
  const names = new Set(manifest.all('bin').flatMap((bin) => bin.text('name') ?? name ?? []));
  const main = call.files.find(`${folder}/src/main.rs`);
  if (main?.certain === false) return undefined;
  if (
    name !== undefined &&
    main !== undefined &&
    !manifest.all('bin').some((bin) => /main\.rs$/.test(bin.text('path') ?? ''))
  )
    names.add(name);
  for (const { path, node } of call.files.list(`${folder}/src/bin`)) {
    const own = path.slice(path.lastIndexOf('/') + 1);
    if (node === 'folder' || own.endsWith('.rs')) names.add(own.replace(/\.rs$/, ''));
  }
  for (const member of manifest.all('workspace', 'members')) {
    const path = typeof member.value === 'string' ? member.value : '*';
    const inside = path.includes('*') ? undefined : `${folder}/${path}`;
    const more =
      inside === undefined ? undefined : programsOf(call, inside, readToml(call.files.read(`${inside}/Cargo.toml`)));
    if (more === undefined) return undefined;
    for (const one of more) names.add(one);
  }
  return [...names];
}

function build(call: Call, named: ReadonlyMap<string, string>): Effect[] {
  const places = placesOf(call, named);
  const { target, triple } = places;
  const release = named.has('release') || named.has('r');
  const profile = named.get('profile') ?? (release ? 'release' : 'dev');
  const folder = [
    target,
    triple,
    profile === 'dev' || profile === 'test' ? 'debug' : profile === 'bench' ? 'release' : profile,
  ]
    .filter((part) => part !== undefined)
    .join('/')
    .replace(/\.json(?=\/)/, '');
  const artifact = describe(call, places, false);
  const output = named.get('out-dir') ?? named.get('artifact-dir');
  const folders = output === undefined ? [folder] : [folder, call.resolve(output)];
  if (folders.some((one) => one.includes(UNKNOWN))) return [unknownOutput(call), ...caches(call, named)];
  const all = named.has('bin') ? [named.get('bin') ?? ''] : programsOf(call, places.folder, places.manifest);
  const names = named.has('p') || named.has('package') ? undefined : all;
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
  const own = named.has('path') || (crates.length === 0 && !named.has('git'));
  const places = placesOf(call, named);
  const root = named.get('root') ?? call.variable('CARGO_INSTALL_ROOT') ?? cargoHome(call);
  const folder = `${call.resolve(root)}/bin`;
  if (folder.includes(UNKNOWN)) return [unknownOutput(call)];
  const artifact = describe(call, own ? places : { ...places, manifest: undefined, folder: UNKNOWN }, !own);
  const known = own ? programsOf(call, places.folder, places.manifest) : crates.map((one) => one.replace(/@.*$/, ''));
  const names = named.has('bin') ? [named.get('bin') ?? ''] : known?.length === 0 ? undefined : known;
  return [...caches(call, named), ...programsIn(folder, artifact, names)];
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

/** What the programs of a package are linked to, and what of their sources can be read. */
function describe(call: Call, { folder, manifest, triple }: Places, tool: boolean): Artifact {
  const sources = readTree(call.files, folder, {
    endings: ['.rs'],
    lexis: rustLexis,
    skip: ['target', 'tests', 'benches', 'examples'],
  });
  const flags = `${call.variable('RUSTFLAGS') ?? ''} ${call.variable('CARGO_BUILD_RUSTFLAGS') ?? ''}`;
  const host = call.has('apk') === true && call.has('rustup') === true ? 'the image is made for musl' : undefined;
  const musl =
    triple?.includes('musl') === true ? `the target is \`${triple}\`` : triple === undefined ? host : undefined;
  const isStatic = musl !== undefined && !/[-]crt-static/.test(flags) && !flags.includes(UNKNOWN);
  // A configuration can choose another target, or a static link.
  const configured = foldersAbove(folder).some((one) =>
    ['config', 'config.toml'].some((name) => call.files.find(`${one}/.cargo/${name}`)?.certain === true),
  );
  const certain =
    triple === undefined && manifest !== undefined && flags.trim() === '' && !configured && call.has('apk') === false;
  const lock = foldersAbove(folder).flatMap((one) => readToml(call.files.read(`${one}/Cargo.lock`)) ?? [])[0];
  const crates = new Set((lock?.all('package') ?? []).flatMap((one) => one.text('name') ?? []));
  const libraries = Object.entries(linked).flatMap(([crate, development]) =>
    (
      lock === undefined
        ? usual.has(crate)
        : crates.has(crate) && !(crate === 'openssl-sys' && crates.has('openssl-src'))
    )
      ? [development]
      : [],
  );
  return nativeArtifact(call, {
    toolchain: 'rust',
    link: isStatic ? 'static' : 'dynamic',
    certain,
    because: isStatic
      ? (musl ?? '')
      : manifest === undefined
        ? '`Cargo.toml` is not in the build context'
        : 'the target has a C library of its own',
    sources,
    libraries,
    tool,
  });
}

const inert: Program = () => [];
const rustup: Program = (call) => [
  { kind: 'residue', path: call.variable('RUSTUP_HOME') ?? `${call.variable('HOME') ?? '/root'}/.rustup` },
];
/** What the installer makes; also when it is fetched first and run as `rustup-init`. */
const installRustup: Program = (call) => [
  openFolder(call.variable('RUSTUP_HOME') ?? `${call.variable('HOME') ?? '/root'}/.rustup`),
  openFolder(cargoHome(call)),
];

export default defineToolchain({
  name: 'rust',
  title: 'Rust',
  documentation: 'https://doc.rust-lang.org/cargo/, https://doc.rust-lang.org/rustc/',
  programs: { cargo, rustup, 'rustup-init': installRustup, ...models(inert, 'rustfmt rustdoc rust-strip') },
  installers: [{ url: /sh\.rustup\.rs|static\.rust-lang\.org\/rustup/, program: installRustup }],
  sensitive: /(?!)/,
  drivers: list('cargo rustc rustup trunk wasm-pack cargo-watch systemfd'),
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
  `),
  megabytes: 1000,
});

// What a Rust program needs to run: how it is linked, and to which libraries of the system its crates link it.
// Sources: the rustc book (targets, `crt-static`), the build scripts of the `-sys` crates, Alpine's package of rust.

import {
  type Artifact,
  type Call,
  list,
  type Need,
  nativeArtifact,
  readToml,
  readTree,
  UNKNOWN,
} from '../../src/toolchain.ts';
import { configurationsOf, foldersAbove, type Places } from './packages.ts';
import { opensOutput } from './script.ts';
import { rustLexis } from './source.ts';

/** Crates that link a library of the system, by Debian's name of the package that they are built with. What they bundle instead does no harm here. */
const linked: Readonly<Record<string, string>> = {
  'openssl-sys': 'libssl-dev',
  'libsqlite3-sys': 'libsqlite3-dev',
  'sqlite3-sys': 'libsqlite3-dev',
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
  'libsodium-ffi': 'libsodium-dev',
  'zmq-sys': 'libzmq3-dev',
  'rdkafka-sys': 'libsasl2-dev',
  audiopus_sys: 'libopus-dev',
  'opus-sys': 'libopus-dev',
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

/** Where the programs of a package are built from; undefined for one that is fetched. */
export function describe(call: Call, places: Places, fetched = false): Artifact {
  const { folder, manifest, triple } = places;
  const sources = fetched
    ? undefined
    : readTree(call.files, folder, {
        endings: ['.rs'],
        lexis: rustLexis,
        skip: ['target', 'tests', 'benches', 'examples'],
      });
  const isAlpine = call.has('apk') === true;
  const host = isAlpine && call.has('rustup') === true ? 'the image is made for musl' : undefined;
  const musl =
    triple?.includes('musl') === true ? `the target is \`${triple}\`` : triple === undefined ? host : undefined;
  const isStatic = musl !== undefined && !isToldOtherwise(call, folder);
  // A configuration can choose another target, or a static link.
  const configured = foldersAbove(folder).some((one) =>
    ['config', 'config.toml'].some((name) => call.files.find(`${one}/.cargo/${name}`)?.certain === true),
  );
  const plain = ['RUSTFLAGS', 'CARGO_BUILD_RUSTFLAGS', 'CARGO_ENCODED_RUSTFLAGS'].every(
    (name) => (call.variable(name) ?? '').trim() === '',
  );
  const certain = triple === undefined && manifest !== undefined && plain && !configured && call.has('apk') === false;
  const libraries = librariesOf(call, folder, fetched);
  // On the host's own target a library may still be linked as a shared one; the programs of Alpine's compiler share that of GCC.
  const needs: Need[] = isAlpine
    ? isStatic
      ? triple === undefined
        ? libraries.map((development) => ({
            kind: 'library',
            development,
            because: `the program may be linked to the library of \`${development}\``,
          }))
        : []
      : [{ kind: 'package', name: 'libgcc', because: 'the program is linked to `libgcc_s`' }]
    : [];
  return nativeArtifact(call, {
    toolchain: 'rust',
    link: isStatic ? 'static' : 'dynamic',
    certain,
    because: isStatic
      ? (musl ?? '')
      : manifest === undefined
        ? '`Cargo.toml` is not in the build context'
        : 'the target links the C library as a shared one',
    sources,
    libraries,
    needs: [...needs, ...opensOutput(sources)],
    tool: fetched,
  });
}

/** `-C target-feature=-crt-static`, in a variable or a configuration file. */
function isToldOtherwise(call: Call, folder: string): boolean {
  const flags = ['RUSTFLAGS', 'CARGO_BUILD_RUSTFLAGS', 'CARGO_ENCODED_RUSTFLAGS'].map(
    (name) => call.variable(name) ?? '',
  );
  const words = [call.text, ...flags].join(' ');
  const files = configurationsOf(call, folder).map(({ value }) => JSON.stringify(value));
  return [words, ...files].some((text) => text.includes('-crt-static')) || flags.some((text) => text.includes(UNKNOWN));
}

function librariesOf(call: Call, folder: string, fetched: boolean): readonly string[] {
  const lock = fetched
    ? undefined
    : foldersAbove(folder).flatMap((one) => readToml(call.files.read(`${one}/Cargo.lock`)) ?? [])[0];
  const crates = new Set((lock?.all('package') ?? []).flatMap((one) => one.text('name') ?? []));
  const isLinked = (crate: string) =>
    lock === undefined
      ? usual.has(crate)
      : crates.has(crate) && !(crate === 'openssl-sys' && crates.has('openssl-src') && isVendored(call, folder));
  return [...new Set(Object.entries(linked).flatMap(([crate, development]) => (isLinked(crate) ? [development] : [])))];
}

/** The lock file names what a feature would bring even when it is off; only the manifest says that it is on. */
function isVendored(call: Call, folder: string): boolean {
  const openssl = readToml(call.files.read(`${folder}/Cargo.toml`))?.all('dependencies', 'openssl', 'features') ?? [];
  return openssl.some(({ value }) => value === 'vendored') && !call.variable('OPENSSL_NO_VENDOR');
}

// Images of Rust: the official ones, the nightly ones of the same makers, and those that build against musl. Sources: x.py and the templates
// of rust-lang/docker-rust through its history, rust-lang/docker-rust-nightly, emk/rust-musl-builder, clux/muslrust, rust-cross/rust-musl-cross.

import { type LanguageImage, languageImage } from './buildpack.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { siblingText } from './reference.ts';
import { certificatePrograms, gccPrograms, isSince, readEras, readTag, releaseOf, systemPath } from './tags.ts';

/** A version is built until the next one is out, some six weeks later. The default moved on 16 August 2019 (1.37.0), between 1.54.0 and 1.55.0, with 1.72.0, and while 1.89.0 was the newest. */
const debian = readEras(
  'stretch@1.19 buster@1.37 buster..bullseye@1.54 bullseye@1.55 bookworm@1.72 bookworm..trixie@1.89 trixie@1.90 ?@1.101',
);

/** Of the tags that say `-alpine` and no number; a range between two versions whose default is known. */
const alpine = readEras(
  '3.10@1.37 3.10..3.11@1.40 3.11@1.43 3.11..3.13@1.44 3.13@1.50 3.13..3.14@1.51 3.14@1.54 3.14..3.16@1.55 3.16@1.63 3.16..3.18@1.64 ' +
    '3.18@1.71 3.18..3.19@1.73 3.19@1.75 3.19..3.20@1.76 3.20@1.82 3.20..3.22@1.83 3.22@1.88 3.22..3.23@1.89 3.22..3.24@1.96 ?@1.97',
);

const programs = 'cargo rustc rustdoc rustup rust-gdb rust-lldb cargo-clippy cargo-fmt rustfmt'.split(' ');

/** `1.60`, `1.60.0-slim-buster`, `1-alpine3.20`, `slim`. Windows was never there, and nightly is elsewhere. */
export function describeRust(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text);
  if (tag === undefined || tag.others.length > 0 || tag.distribution?.name === 'ubuntu') return undefined;
  const pinned = reference.digest !== undefined;
  const isAlpine = tag.distribution?.name === 'alpine';
  const distribution =
    tag.distribution?.release !== undefined
      ? tag.distribution
      : releaseOf(isAlpine ? 'alpine' : 'debian', isAlpine ? alpine : debian, tag.version, pinned);
  if (distribution === undefined || (tag.version !== '' && !isSince(tag.version, '1.19'))) return undefined;
  return rustImage(reference, distribution, tag.slim, 'rust-lang/docker-rust');
}

/** `nightly`, `nightly-slim`, `nightly-bookworm-slim`, `nightly-alpine3.20`: built every night, so that a release that is not named moves. */
export function describeRustNightly(reference: ImageReference, text: string): Image | undefined {
  if (!text.startsWith('nightly')) return undefined;
  const tag = readTag(reference, text.slice('nightly'.length).replace(/^-/, '') || 'latest');
  if (tag === undefined || tag.version !== '' || tag.others.length > 0 || tag.distribution?.name === 'ubuntu') {
    return undefined;
  }
  const distribution = tag.distribution ?? { name: 'debian', release: undefined };
  return rustImage(reference, distribution, tag.slim, 'rust-lang/docker-rust-nightly');
}

/**
 * On Alpine and in `-slim` there is gcc alone, no make, no g++ and no headers but those of the C library. RUST_VERSION, there since 1.26, is
 * left out. On Alpine the host is `*-unknown-linux-musl`, so that programs are static unless they are told not to be.
 */
function rustImage(reference: ImageReference, distribution: Distribution, slim: boolean, source: string): Image {
  const isAlpine = distribution.name === 'alpine';
  return languageImage({
    reference,
    distribution,
    layer: slim || isAlpine ? 'slim' : 'full',
    config: {
      environment: {
        RUSTUP_HOME: '/usr/local/rustup',
        CARGO_HOME: '/usr/local/cargo',
        PATH: `/usr/local/cargo/bin:${systemPath}`,
      },
    },
    certificates: true,
    programs: [
      ...programs,
      ...(slim ? [...gccPrograms, ...certificatePrograms] : isAlpine ? [...gccPrograms, 'update-ca-certificates'] : []),
    ],
    toolchains: ['rust', 'c'],
    local: ['/usr/local/rustup', '/usr/local/cargo'],
    megabytes: slim || isAlpine ? 800 : 1500,
    source,
  });
}

const musl: Pick<LanguageImage, 'layer' | 'toolchains' | 'certificates' | 'megabytes'> = {
  layer: 'slim',
  toolchains: ['rust', 'c'],
  certificates: true,
  megabytes: 2000,
};

/** On Ubuntu; which release is not certain for any tag, and the static programs that are made do not ask. */
const someUbuntu: Distribution = { name: 'ubuntu', release: undefined };
const muslPrograms = [
  ...gccPrograms,
  ...certificatePrograms,
  ...programs,
  ...'g++ c++ make cmake curl git musl-gcc file'.split(' '),
];

/** What the static OpenSSL below /usr/local/musl is found by. */
const muslOpenssl = {
  OPENSSL_STATIC: '1',
  OPENSSL_DIR: '/usr/local/musl/',
  OPENSSL_INCLUDE_DIR: '/usr/local/musl/include/',
  DEP_OPENSSL_INCLUDE: '/usr/local/musl/include/',
  OPENSSL_LIB_DIR: '/usr/local/musl/lib/',
};

/** `ekidd/rust-musl-builder`: `latest`, `stable`, `nightly-2020-05-01`, `1.57.0`, `1.49.0-openssl11`. The target stands in /home/rust/.cargo/config, which is the same as CARGO_BUILD_TARGET here. */
export function describeMuslBuilder(reference: ImageReference, text: string): Image | undefined {
  if (reference.tag === undefined && reference.digest !== undefined) return undefined;
  if (!/^(?:latest|(?:stable|beta|nightly)(?:-\d{4}-\d\d-\d\d)?|1\.\d+\.\d+)(?:-openssl\w+)?$/.test(text))
    return undefined;
  return languageImage({
    ...musl,
    reference,
    distribution: someUbuntu,
    runtimes: [siblingText(reference, 'ubuntu', undefined)],
    config: {
      cmd: ['/bin/bash'],
      user: 'rust',
      workdir: '/home/rust/src',
      environment: {
        PATH: `/home/rust/.cargo/bin:/usr/local/musl/bin:${systemPath}`,
        CARGO_BUILD_TARGET: 'x86_64-unknown-linux-musl',
        ...muslOpenssl,
        PQ_LIB_STATIC_X86_64_UNKNOWN_LINUX_MUSL: '1',
        PG_CONFIG_X86_64_UNKNOWN_LINUX_GNU: '/usr/bin/pg_config',
        PKG_CONFIG_ALLOW_CROSS: 'true',
        PKG_CONFIG_ALL_STATIC: 'true',
        LIBZ_SYS_STATIC: '1',
        TARGET: 'musl',
      },
    },
    programs: [...muslPrograms, 'sudo', 'mdbook', 'cargo-deny', 'cargo-audit'],
    development: ['libpq-dev', 'libssl-dev', 'libsqlite3-dev'],
    source: 'emk/rust-musl-builder',
  });
}

/** `clux/muslrust`: `stable`, `1.75.0-stable`, `nightly-2024-05-01`. Cargo moved from /root/.cargo to /opt/cargo some time before 2023, so that older images are left out. */
export function describeMuslrust(reference: ImageReference, text: string): Image | undefined {
  if (reference.tag === undefined && reference.digest !== undefined) return undefined;
  const words = /^(?:latest|stable|beta|nightly|(1\.\d+\.\d+)(?:-stable)?)(?:-(\d{4})-\d\d-\d\d)?$/.exec(text);
  if (words === null) return undefined;
  const [, version, year] = words;
  if ((version !== undefined && !isSince(version, '1.75.0')) || (year !== undefined && Number(year) < 2024)) {
    return undefined;
  }
  return languageImage({
    ...musl,
    reference,
    distribution: someUbuntu,
    runtimes: [siblingText(reference, 'ubuntu', undefined)],
    config: {
      cmd: ['/bin/bash'],
      workdir: '/volume',
      environment: {
        CARGO_HOME: '/opt/cargo',
        RUSTUP_HOME: '/opt/rustup',
        PATH: `/opt/cargo/bin:/musl/bin:${systemPath}`,
        CARGO_BUILD_TARGET: 'x86_64-unknown-linux-musl',
        CC: 'musl-gcc',
        PREFIX: '/musl',
        PKG_CONFIG_ALLOW_CROSS: 'true',
        PKG_CONFIG_ALL_STATIC: 'true',
        PKG_CONFIG_PATH: '/musl/lib/pkgconfig',
        LIBZ_SYS_STATIC: '1',
        DEBIAN_FRONTEND: 'noninteractive',
        TZ: 'Etc/UTC',
      },
    },
    programs: muslPrograms,
    source: 'clux/muslrust',
  });
}

/** `messense/rust-musl-cross`: a tag for each target, `x86_64-musl`, `armv7-musleabihf`. The target stands in /root/.cargo/config, which is the same as CARGO_BUILD_TARGET here. */
export function describeMuslCross(reference: ImageReference, text: string): Image | undefined {
  const words =
    /^(x86_64|aarch64|armv5te|armv7|arm|i586|i686|mips|mipsel|powerpc|powerpc64|powerpc64le|riscv64gc|s390x)-(musl\w*)$/.exec(
      text,
    );
  if (words === null) return undefined;
  const target = `${words[1]}-unknown-linux-${words[2]}`;
  return languageImage({
    ...musl,
    reference,
    distribution: someUbuntu,
    runtimes: [siblingText(reference, 'ubuntu', undefined)],
    config: {
      cmd: ['/bin/bash'],
      workdir: '/home/rust/src',
      environment: {
        RUST_MUSL_CROSS_TARGET: target,
        PATH: `/root/.cargo/bin:/usr/local/musl/bin:${systemPath}`,
        TARGET_CC: `${target}-gcc`,
        TARGET_CXX: `${target}-g++`,
        TARGET_C_INCLUDE_PATH: `/usr/local/musl/${target}/include/`,
        CARGO_BUILD_TARGET: target,
      },
    },
    programs: [...muslPrograms, 'sudo', 'unzip', 'musl-strip'],
    source: 'rust-cross/rust-musl-cross',
  });
}

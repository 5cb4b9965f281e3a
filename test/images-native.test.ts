// Images of compiled native languages: which system a tag is on, what a stage inherits, and which images run what is built there.

import { describe, expect, test } from 'vitest';
import { describeImage } from '../src/images/describe.ts';
import { isNotOlder } from '../src/images/distributions.ts';
import type { Image } from '../src/images/image.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function image(text: string): Image {
  const found = describeImage(text);
  if (found === undefined) throw new Error(`${text} is not described`);
  return found;
}

/** `debian stretch..buster`, `ubuntu ?`. */
function system(text: string): string {
  const { distribution } = image(text);
  const { name, release, oldest } = distribution ?? { name: 'none', release: undefined, oldest: undefined };
  return `${name} ${oldest === undefined ? '' : `${oldest}..`}${release ?? '?'}`;
}

/** Every reference that is described, by the system that it is on. */
const systems: Readonly<Record<string, string>> = {
  'debian jessie': 'rust:1.28-jessie gcc:4.9 gcc:5 haskell:7.10 haskell:7.10.3 haskell:8.0.1 haskell:8.2.1',
  'debian stretch':
    'rust:1.19 rust:1.21.0 rust:1.35 rust:1.36 rust:1-stretch rust:1.30-slim rust:slim-stretch gcc:7.2 gcc:8.1 haskell:8.6.3 haskell:8.8.1',
  'debian buster':
    'rust:1.37 rust:1.44 rust:1.36-buster rust:1-buster rust:1.53.0-slim rust:1.60-slim-buster gcc:7 gcc:8 gcc:9 gcc:9.5-buster ' +
    'haskell:8 haskell:8.10 haskell:8.10.4 haskell:8.10.7 haskell:9.0.2 haskell:9.2-slim haskell:9.4.8 haskell:9.8.2 haskell:9.6.5 ' +
    'dart:2.13 dart:2.16.0 rustlang/rust:nightly-buster-slim ocaml/opam:debian-10-ocaml-4.11 ocurrent/opam:debian-10-ocaml-4.11-flambda',
  'debian bullseye':
    'rust:1.55 rust:1.58 rust:1.62 rust:1.71.1 rust:1-slim-bullseye gcc:11 gcc:11.3.0 gcc:12.2 haskell:9.6 haskell:9.6.6 haskell:9.8 ' +
    'haskell:9.10 haskell:9.10.3 haskell:9.6-slim-bullseye dart:2.16.1 dart:2.19-sdk',
  'debian bookworm':
    'rust:1.72 rust:1.76 rust:1.85 rust:1.88.0-slim gcc:12 gcc:13 gcc:14.2.0 gcc:bookworm haskell:9.12 haskell:9.14 ' +
    'haskell:9.10.3-slim-bookworm dart:3.2 dart:3.8.1 swift:6.0-bookworm ocaml/opam:debian-12-ocaml-5.1',
  'debian trixie':
    'rust:1.90 rust:1.93 rust:1.93-slim-trixie gcc:14 gcc:15 gcc:16.1 dart:3.9.2 dart:3.11.0 rustlang/rust:nightly-trixie',
  'debian ?':
    'rust rust:1 rust:latest rust:slim rust:1-slim gcc gcc:latest gcc:17 dart dart:3 dart:stable dart:beta-sdk ' +
    'rustlang/rust:nightly rustlang/rust:nightly-slim',
  'debian bullseye..trixie': 'haskell haskell:9 haskell:slim',
  'debian buster..bullseye': `rust:1.54 gcc:10 gcc:11.1 haskell:9.10.1 rust:1.54.0@${digest}`,
  'debian bookworm..trixie': `rust:1.89 gcc:14.3.0 gcc:15.1 gcc:14@${digest} ocaml/opam ocaml/opam:debian-ocaml-4.14`,
  'debian stretch..buster': 'haskell:8.4 haskell:8.6.5 haskell:8.8.4 gcc:7.4',
  'debian jessie..stretch': 'gcc:6 haskell:8.0.2 haskell:8.2',
  'debian wheezy..jessie': 'haskell:7.8 gcc:4.8',
  'debian testing': 'r-base r-base:3.6.0',
  'ubuntu 16.04':
    'swift:3.1.0 swift:4 swift:4.1 swift:4.2.1 swift:5.0-xenial crystallang/crystal:0.24.1 crystallang/crystal:0.31.1-build',
  'ubuntu 18.04': 'swift:5.0 swift:5.1.1 swift:5.4 swift:5.4-slim swift:5.6.3 swift:bionic crystallang/crystal:0.35.1',
  'ubuntu 20.04': 'swift:5.4.2-focal swift:5.8-focal-slim crystallang/crystal:1.0.0 swiftlang/swift:nightly-main-focal',
  'ubuntu 22.04': 'swift:5.7 swift:5.9 swift:5.9-slim swift:5.9.2-jammy-slim swift:6.0-jammy',
  'ubuntu 24.04': 'swift:6.0 swift:6.2 swift:6.1-noble-slim crystallang/crystal:1.15.0',
  'ubuntu 22.04..24.04': 'swift:5.10',
  'ubuntu ?':
    'swift swift:latest swift:6 swift:slim crystallang/crystal crystallang/crystal:1 nimlang/nim nimlang/nim:1.6.0 nimlang/nim:2.0.0-ubuntu-slim ' +
    'dlang2/ldc-ubuntu:1.26.0 dlang2/dmd-ubuntu ekidd/rust-musl-builder:nightly ekidd/rust-musl-builder clux/muslrust:stable ' +
    'messense/rust-musl-cross:x86_64-musl ocaml/opam:ubuntu-lts-ocaml-5.1',
  'alpine ?':
    'rust:alpine rust:1-alpine rust:1.98-alpine nimlang/nim:alpine nimlang/nim:1.4.8-alpine-slim ocaml/opam:alpine',
  'alpine 3.9..3.24': 'crystallang/crystal:1.5.1-alpine crystallang/crystal:latest-alpine-build',
  'alpine 3.15': 'rust:1.62-alpine3.15',
  'alpine 3.16': 'rust:1.63-alpine',
  'alpine 3.18': 'rust:1.72.0-alpine',
  'alpine 3.20': 'rust:alpine3.20 rust:1.82-alpine rustlang/rust:nightly-alpine3.20',
  'alpine 3.14..3.16': 'rust:1.60-alpine rust:1.62.0-alpine',
  'amazonlinux 2': 'swift:5.8-amazonlinux2 swift:5.3.3-amazonlinux2-slim',
  'rhel 7': 'swift:5.4-centos7-slim',
  'rhel 9': 'swift:6.0-rhel-ubi9',
  'rhel fedora 32': 'ocurrent/opam:fedora-32-ocaml-4.11',
};

const references = Object.values(systems).flatMap((list) => list.split(' '));

describe('systems', () => {
  const rows = Object.entries(systems).flatMap(([name, list]) => list.split(' ').map((text) => [text, name] as const));
  test.each(rows)('%s: %s', (text, expected) => {
    expect(system(text)).toBe(expected);
  });

  test.each(references)('the C library of %s is that of its system', (text) => {
    const found = image(text);
    expect(found.libc).toBe(found.distribution?.name === 'alpine' ? 'musl' : 'glibc');
    expect(found.programs?.has('sh')).toBe(true);
  });
});

test.each([
  'rust:nightly',
  'rust:1.60-windowsservercore',
  'rust:1.60-nanoserver',
  'rust:1.60-jammy',
  'rust:0.12',
  `rust@${digest}`,
  `swift@${digest}`,
  `ocaml/opam@${digest}`,
  'rust:\u0000-slim',
  'rustlang/rust',
  'rustlang/rust:stable',
  'messense/rust-musl-cross',
  'clux/muslrust:1.62.0-stable',
  'clux/muslrust:nightly-2021-05-01',
  'crystallang/crystal:0.18.7',
  'gcc:12-slim',
  'gcc:3.4',
  'haskell:9.0-windowsservercore-1809',
  'haskell:9.2-alpine3.15',
  'swift:5.9-windowsservercore-ltsc2022',
  'swift:5.9-nanoserver-ltsc2022',
  'swift:4.2-slim',
  'swift:5.9-alpine',
  'swiftlang/swift',
  'crystallang/crystal:1.5.1-windows',
  'nimlang/nim:1.6.0-onbuild',
  'dart:3.1-windows',
  'ocaml/opam:windows-mingw-ocaml-4.14',
  'ocaml/opam:debian-12-opam',
])('%j is not described', (text) => {
  expect(describeImage(text)).toBeUndefined();
});

describe('images that run what is built', () => {
  const rows: readonly [text: string, ...runtimes: string[]][] = [
    ['swift', 'swift:slim'],
    ['swift:5.9', 'swift:5.9-slim'],
    ['swift:5.0', 'swift:5.0-slim'],
    ['swift:5.4.2', 'swift:5.4.2-slim'],
    ['swift:5.9-jammy', 'swift:5.9-jammy-slim'],
    ['swift:5.8.1-amazonlinux2', 'swift:5.8.1-amazonlinux2-slim'],
    ['swift:6.0-rhel-ubi9', 'swift:6.0-rhel-ubi9-slim'],
    ['docker.io/library/swift:5.9', 'docker.io/library/swift:5.9-slim'],
    [`swift:5.9@${digest}`, 'swift:5.9-slim'],
    ['swift:5.0.1'],
    ['swift:4.2'],
    ['swift:5'],
    ['swift:jammy'],
    ['swift:6.0-bookworm'],
    ['swift:5.9-slim'],
    ['rust:1.60'],
    ['gcc:12'],
    ['haskell:9.6'],
  ];
  test.each(rows)('%s: %s', (text, ...runtimes) => {
    expect(image(text).runtimes).toEqual(runtimes);
  });

  test('each is described, has no toolchain, and has the C library and no older release', () => {
    for (const text of references) {
      const build = image(text);
      for (const sibling of build.runtimes) {
        const found = image(sibling);
        expect(found.toolchains, sibling).toEqual([]);
        expect(found.libc, sibling).toBe(build.libc);
        expect(found.interpreters, sibling).toEqual(build.interpreters);
        expect(found.megabytes, sibling).toBeLessThan(build.megabytes);
        if (build.distribution === undefined || found.distribution === undefined) throw new Error(sibling);
        expect(isNotOlder(found.distribution, build.distribution), sibling).toBe(true);
      }
    }
  });
});

describe('toolchains', () => {
  const rows: Readonly<Record<string, string>> = {
    'rust c':
      'rust rust:slim rust:alpine rustlang/rust:nightly ekidd/rust-musl-builder clux/muslrust messense/rust-musl-cross:arm-musleabi',
    'c fortran': 'gcc:12',
    'haskell c': 'haskell:8.10 haskell:9.6-slim',
    'swift c': 'swift:5.9 swiftlang/swift:nightly-jammy',
    'crystal c': 'crystallang/crystal crystallang/crystal:1.5.1-alpine',
    'nim c': 'nimlang/nim nimlang/nim:alpine',
    'd c': 'dlang2/dmd-ubuntu:2.088.1',
    dart: 'dart:3.11.0',
    'ocaml c': 'ocaml/opam:alpine-3.14-ocaml-4.12',
    '': 'swift:5.9-slim r-base',
  };
  test.each(Object.entries(rows))('%s: %s', (names, list) => {
    for (const text of list.split(' ')) expect(image(text).toolchains.join(' '), text).toBe(names);
  });
});

describe('what a stage inherits', () => {
  const cargo = { RUSTUP_HOME: '/usr/local/rustup', CARGO_HOME: '/usr/local/cargo' };
  const rows: readonly [text: string, config: Partial<Image['config']>][] = [
    [
      'rust:1.60',
      { workdir: '/', user: 'root', cmd: ['bash'], environment: { ...cargo, PATH: `/usr/local/cargo/bin:${path}` } },
    ],
    ['rust:1.60-alpine', { cmd: ['/bin/sh'], environment: { ...cargo, PATH: `/usr/local/cargo/bin:${path}` } }],
    ['gcc:12', { cmd: ['bash'], environment: { PATH: path } }],
    ['swift:5.9', { cmd: ['/bin/bash'], workdir: '/', environment: { PATH: path } }],
    [
      'haskell:9.10.3',
      {
        cmd: ['ghci'],
        environment: { LANG: 'C.UTF-8', PATH: `/root/.cabal/bin:/root/.local/bin:/opt/ghc/9.10.3/bin:${path}` },
      },
    ],
    ['crystallang/crystal:1.0.0', { cmd: ['/bin/sh'], workdir: '/' }],
    [
      'dart:3.11.0',
      {
        workdir: '/root',
        cmd: ['bash'],
        environment: { DART_SDK: '/usr/lib/dart', PATH: `/usr/lib/dart/bin:/root/.pub-cache/bin:${path}` },
      },
    ],
    ['ocaml/opam:debian-10-ocaml-4.11', { user: 'opam', workdir: '/home/opam', entrypoint: ['opam', 'exec', '--'] }],
    ['ekidd/rust-musl-builder:1.57.0', { user: 'rust', workdir: '/home/rust/src' }],
    ['clux/muslrust:stable', { user: 'root', workdir: '/volume' }],
    ['messense/rust-musl-cross:x86_64-musl', { user: 'root', workdir: '/home/rust/src' }],
    ['r-base:3.6.0', { cmd: ['R'], environment: { PATH: path, LC_ALL: 'en_US.UTF-8', LANG: 'en_US.UTF-8' } }],
  ];
  test.each(rows)('%s', (text, config) => {
    expect(image(text).config).toMatchObject(config);
  });

  test.each([
    ['ekidd/rust-musl-builder', 'CARGO_BUILD_TARGET', 'x86_64-unknown-linux-musl'],
    ['clux/muslrust', 'CARGO_BUILD_TARGET', 'x86_64-unknown-linux-musl'],
    ['clux/muslrust:1.75.0-stable', 'CARGO_HOME', '/opt/cargo'],
    ['clux/muslrust:nightly-2024-05-01', 'CARGO_HOME', '/opt/cargo'],
    ['messense/rust-musl-cross:armv7-musleabihf', 'CARGO_BUILD_TARGET', 'armv7-unknown-linux-musleabihf'],
    ['dlang2/ldc-ubuntu:1.26.0', 'LD_LIBRARY_PATH', '/dlang/ldc-1.26.0/lib:'],
    ['dlang2/dmd-ubuntu:2.088.1', 'PATH', `/dlang/dmd-2.088.1/linux/bin64:${path}`],
  ])('%s: %s=%s', (text, name, value) => {
    expect(image(text).config.environment[name]).toBe(value);
  });
});

describe('what is there', () => {
  test.each([
    ['rust:1.60', 'cargo rustc gcc g++ make git curl pkg-config', 'mvn'],
    ['rust:1.60-slim', 'cargo gcc openssl', 'make git curl wget g++'],
    ['rust:1.60-alpine', 'cargo gcc sh apk', 'bash git make'],
    ['swift:5.9', 'swift clang git', 'curl wget'],
    ['swift:5.9-slim', 'sh bash', 'swift git curl'],
    ['haskell:9.6-slim', 'ghc cabal stack gcc g++ git curl', 'wget'],
    ['crystallang/crystal:1.0.0', 'crystal shards gcc make git', 'g++ curl'],
    ['crystallang/crystal:1.0.0-build', 'crystal g++', 'curl'],
    ['nimlang/nim:1.6.0', 'nim nimble git hg node wget', 'curl'],
    ['nimlang/nim:1.6.0-slim', 'nim wget', 'nimble git'],
    ['dart:3.11.0', 'dart curl git ssh', 'gcc'],
    ['gcc:12', 'gcc g++ gfortran make', 'cargo'],
  ])('%s has %s, and not %s', (text, there, missing) => {
    const { programs } = image(text);
    expect(there.split(' ').filter((name) => !programs?.has(name))).toEqual([]);
    expect(missing.split(' ').filter((name) => programs?.has(name))).toEqual([]);
  });

  test.each([
    ['rust:1.60', 'libssl-dev libpq-dev zlib1g-dev'],
    ['haskell:9.6-slim', 'libgmp-dev zlib1g-dev libnuma-dev'],
    ['haskell:8.10', 'libgmp-dev libsqlite3-dev libssl-dev'],
    ['crystallang/crystal:1.0.0', 'libssl-dev libxml2-dev libyaml-dev libgmp-dev libevent-dev libpcre3-dev'],
    ['crystallang/crystal:1.5.1-alpine', 'libgc-dev libssl-dev libpcre3-dev'],
    ['swift:5.9', 'libcurl4-openssl-dev libxml2-dev zlib1g-dev'],
    ['dlang2/ldc-ubuntu', 'libssl-dev'],
  ])('%s has the headers %s', (text, names) => {
    expect(image(text).development).toEqual(expect.arrayContaining(names.split(' ')));
  });

  test.each(['rust:1.60-slim', 'rust:1.60-alpine', 'swift:5.9-slim', 'dart', 'r-base'])('%s has no headers', (text) => {
    expect(image(text).development).toEqual([]);
  });

  test.each(references.filter((text) => text !== 'haskell:7.8'))('%s has CA certificates', (text) => {
    expect(image(text).files.certificates).toBeDefined();
  });

  test.each([
    ['swift:5.9-slim', true],
    ['swift:4.2', false],
    ['crystallang/crystal:1.0.0', true],
    ['crystallang/crystal:0.31.1', false],
    ['crystallang/crystal:1.5.1-alpine', false],
    ['dart', true],
    ['nimlang/nim', false],
  ])('%s has time zones: %j', (text, there) => {
    expect(image(text).files.zoneinfo !== undefined).toBe(there);
  });
});

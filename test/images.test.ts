// Base images: what a reference is, what a tag stands for, and which base the solver picks.

import { describe, expect, test } from 'vitest';
import { type Catalogue, catalogueOf } from '../src/images/catalogue.ts';
import { describeImage } from '../src/images/describe.ts';
import type { Image } from '../src/images/image.ts';
import type { Need, Preference } from '../src/images/need.ts';
import { parseReference } from '../src/images/reference.ts';
import { chooseBase, type Question } from '../src/images/solve.ts';
import { installerOf, isArchivedImage } from '../src/images/systems.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

function image(text: string): Image {
  const found = describeImage(text);
  if (found === undefined) throw new Error(`${text} is not described`);
  return found;
}

describe('parseReference', () => {
  const rows: readonly [text: string, prefix: string, repository: string, tag?: string | undefined, digest?: string][] =
    [
      ['golang', '', 'golang'],
      ['golang:1.25', '', 'golang', '1.25'],
      [`golang:1.25@${digest}`, '', 'golang', '1.25', digest],
      [`alpine@${digest}`, '', 'alpine', undefined, digest],
      ['docker.io/golang:1.24.2', 'docker.io/', 'golang', '1.24.2'],
      ['docker.io/library/golang:1', 'docker.io/library/', 'golang', '1'],
      ['index.docker.io/library/golang', 'index.docker.io/library/', 'golang'],
      ['registry.hub.docker.com/library/golang:1.26', 'registry.hub.docker.com/library/', 'golang', '1.26'],
      ['mirror.gcr.io/library/golang', 'mirror.gcr.io/library/', 'golang'],
      ['public.ecr.aws/docker/library/golang:1', 'public.ecr.aws/docker/library/', 'golang', '1'],
      ['library/golang', 'library/', 'golang'],
      ['arm64v8/golang:1.9', 'arm64v8/', 'golang', '1.9'],
      ['docker.io/i386/golang', 'docker.io/i386/', 'golang'],
      ['bitnami/golang:1', '', 'bitnami/golang', '1'],
      ['docker.io/bitnami/golang', 'docker.io/', 'bitnami/golang'],
      ['docker.io/a/b/c', '', 'docker.io/a/b/c'],
      ['gcr.io/distroless/static-debian12:nonroot', '', 'gcr.io/distroless/static-debian12', 'nonroot'],
      ['localhost:5000/golang', '', 'localhost:5000/golang'],
      ['registry:5000/team/golang:1', '', 'registry:5000/team/golang', '1'],
      ['golang:1.2\u0000-alpine', '', 'golang'],
      ['golang:\u0000', '', 'golang'],
    ];
  test.each(rows)('%j', (text, prefix, repository, tag, pinned) => {
    expect(parseReference(text)).toEqual({ text, prefix, repository, tag, digest: pinned });
  });

  test.each([
    '',
    ':1',
    'Golang',
    'golang:',
    'golang:a b',
    'golang@sha256:12',
    '\u0000golang:1',
    '\u0000',
    'a//b',
    '/a',
    'a/',
    'golang:-x',
  ])('%j is none', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });

  test('long text takes linear time', () => {
    expect(parseReference('a-'.repeat(500_000))).toBeUndefined();
    expect(parseReference(`golang:${'a'.repeat(1_000_000)}`)).toBeUndefined();
  });
});

describe('releases of golang', () => {
  const rows: readonly [tag: string, name: string, release: string | undefined, oldest?: string][] = [
    ['1.2', 'debian', 'wheezy'],
    ['1.3', 'debian', 'jessie'],
    ['1.3.1', 'debian', 'wheezy'],
    ['1.4', 'debian', 'jessie'],
    ['1.4.1', 'debian', 'jessie', 'wheezy'],
    ['1.6', 'debian', 'jessie'],
    ['1.6.3-wheezy', 'debian', 'wheezy'],
    ['1.8', 'debian', 'jessie'],
    ['1.8-stretch', 'debian', 'stretch'],
    ['1.9', 'debian', 'stretch'],
    ['1.11.0', 'debian', 'stretch'],
    ['1.11.11', 'debian', 'stretch'],
    ['1.11.12', 'debian', 'buster'],
    ['1.11', 'debian', 'buster'],
    ['1.12.6', 'debian', 'stretch'],
    ['1.12.7', 'debian', 'buster'],
    ['1.12', 'debian', 'buster'],
    ['1.12.7-stretch', 'debian', 'stretch'],
    ['1.13', 'debian', 'buster'],
    ['1.15', 'debian', 'buster'],
    ['1.16.6', 'debian', 'buster'],
    ['1.16', 'debian', 'bullseye'],
    ['1.17.1', 'debian', 'bullseye'],
    ['1.18', 'debian', 'bullseye'],
    ['1.19', 'debian', 'bookworm'],
    ['1.19.9', 'debian', 'bullseye'],
    ['1.20.1', 'debian', 'bullseye'],
    ['1.20.5', 'debian', 'bookworm'],
    ['1.20-bullseye', 'debian', 'bullseye'],
    ['1.23.12', 'debian', 'trixie', 'bookworm'],
    ['1.24.5', 'debian', 'bookworm'],
    ['1.24.6', 'debian', 'trixie'],
    ['1.24', 'debian', 'trixie'],
    ['1.24-bookworm', 'debian', 'bookworm'],
    ['1.25', 'debian', 'trixie'],
    ['1.26.5', 'debian', 'trixie'],
    ['1.20rc3', 'debian', 'bullseye'],
    ['1.27-rc-bookworm', 'debian', 'bookworm'],
    ['latest', 'debian', undefined],
    ['1', 'debian', undefined],
    ['1.99', 'debian', undefined],
    ['rc', 'debian', undefined],
    ['tip-20260702', 'debian', undefined],
    ['stretch', 'debian', 'stretch'],
    ['alpine', 'alpine', undefined],
    ['1-alpine', 'alpine', undefined],
    ['1.26-alpine', 'alpine', undefined],
    ['1.4-alpine', 'alpine', '3.3'],
    ['1.5-alpine', 'alpine', '3.4'],
    ['1.6.0-alpine', 'alpine', '3.3'],
    ['1.7.5-alpine', 'alpine', '3.4'],
    ['1.8.1-alpine', 'alpine', '3.5'],
    ['1.9.2-alpine', 'alpine', '3.6'],
    ['1.10-alpine', 'alpine', '3.9', '3.8'],
    ['1.11.2-alpine', 'alpine', '3.8'],
    ['1.12-alpine', 'alpine', '3.11'],
    ['1.12-alpine3.10', 'alpine', '3.10'],
    ['1.17-alpine', 'alpine', '3.16'],
    ['1.22.9-alpine', 'alpine', '3.20'],
    ['1.24-alpine', 'alpine', '3.23'],
    ['1.25-alpine', 'alpine', '3.24'],
    ['alpine3.22', 'alpine', '3.22'],
    [`1.24@${digest}`, 'debian', 'trixie', 'bookworm'],
    [`1.24.6@${digest}`, 'debian', 'trixie', 'bookworm'],
    [`1.24.7@${digest}`, 'debian', 'trixie'],
    ['\u0000-alpine', 'alpine', undefined],
    ['\u0000-alpine3.18', 'alpine', '3.18'],
    ['1.\u0000-bookworm', 'debian', 'bookworm'],
  ];
  test.each(rows)('%j', (tag, name, release, oldest) => {
    const expected = oldest === undefined ? { name, release } : { name, release, oldest };
    expect(image(`golang:${tag}`).distribution).toEqual(expected);
  });

  test.each([
    '1.17-windowsservercore',
    'nanoserver',
    '1.25-windowsservercore-ltsc2022',
    '1.6-xenial',
    'nonsense',
    '1.25.1.1',
  ])('%s is not described', (tag) => {
    expect(describeImage(`golang:${tag}`)).toBeUndefined();
  });

  test.each(['golang:\u0000', `golang@${digest}`, 'golang:1.2\u0000'])('%j may be any variant', (text) => {
    const { distribution, libc, programs, toolchains } = image(text);
    expect({ distribution, libc, programs, toolchains }).toEqual({
      distribution: undefined,
      libc: undefined,
      programs: undefined,
      toolchains: ['go'],
    });
  });
});

describe('contents', () => {
  const has: readonly [text: string, program: string, expected: boolean][] = [
    ['golang:1.25', 'gcc', true],
    ['golang:1.25', 'git', true],
    ['golang:1.25', 'ps', true],
    ['golang:1.25', 'bzr', false],
    ['golang:1.9', 'bzr', true],
    ['golang:1.10', 'go-wrapper', false],
    ['golang:1.25-alpine', 'gcc', false],
    ['golang:1.25-alpine', 'git', false],
    ['golang:1.25-alpine', 'bash', false],
    ['golang:1.25-alpine', 'wget', true],
    ['debian:bookworm-slim', 'bash', true],
    ['debian:bookworm-slim', 'curl', false],
    ['debian:bookworm-slim', 'adduser', true],
    ['debian:trixie-slim', 'adduser', false],
    ['ubuntu:22.04', 'adduser', true],
    ['ubuntu:24.04', 'adduser', false],
    ['alpine:3.20', 'nc', true],
    ['alpine:3.20', 'bash', false],
    ['buildpack-deps:bookworm-curl', 'git', false],
    ['buildpack-deps:bookworm-scm', 'git', true],
    ['scratch', 'sh', false],
  ];
  test.each(has)('%s: %s %s', (text, program, expected) => {
    expect(image(text).programs?.has(program)).toBe(expected);
  });

  const files: readonly [text: string, certificates: boolean, zoneinfo: string | undefined][] = [
    ['golang:1.25', true, '/usr/share/zoneinfo'],
    ['golang:1.25-alpine', true, '/usr/local/go/lib/time/zoneinfo.zip'],
    ['golang:1.6.0-alpine', false, '/usr/local/go/lib/time/zoneinfo.zip'],
    ['golang:1.6-alpine', true, '/usr/local/go/lib/time/zoneinfo.zip'],
    ['alpine:3.6', false, undefined],
    ['alpine:3.20', true, undefined],
    [`alpine@${digest}`, false, undefined],
    ['debian:trixie-slim', false, '/usr/share/zoneinfo'],
    ['ubuntu:22.04', false, undefined],
    ['gcr.io/distroless/static-debian13', true, '/usr/share/zoneinfo'],
  ];
  test.each(files)('%s', (text, certificates, zoneinfo) => {
    expect(image(text).files.certificates !== undefined).toBe(certificates);
    expect(image(text).files.zoneinfo).toBe(zoneinfo);
  });

  test('config of golang', () => {
    expect(image('golang:1.25').config).toMatchObject({
      environment: {
        GOPATH: '/go',
        GOTOOLCHAIN: 'local',
        PATH: '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      },
      workdir: '/go',
      cmd: ['bash'],
      onbuild: false,
    });
    expect(image('golang:1.20').config.environment).not.toHaveProperty('GOTOOLCHAIN');
    expect(image('golang:1.3').config.environment.PATH).toMatch(/^\/go\/bin:\/usr\/src\/go\/bin:/);
    expect(image('golang:onbuild').config.onbuild).toBe(true);
    expect(image('golang:1.8-onbuild').config.onbuild).toBe(true);
  });

  test.each([
    ['debian:buster', true],
    ['debian:10.13', true],
    ['debian:bullseye-slim', false],
    ['ubuntu:18.10', true],
    ['ubuntu:bionic', false],
    ['centos:7', true],
    ['quay.io/centos/centos:stream8', true],
    ['quay.io/centos/centos:stream9', false],
    ['rockylinux:8', false],
    ['alpine:3.1', false],
  ])('%s is archived: %s', (text, expected) => {
    expect(isArchivedImage(image(text))).toBe(expected);
  });

  test.each([
    ['amazonlinux:2', 'yum'],
    ['amazonlinux:2023', 'dnf'],
    ['centos:7', 'yum'],
    ['almalinux:9', 'dnf'],
    ['quay.io/centos/centos:stream9', 'dnf'],
    ['quay.io/centos/centos:7', 'yum'],
    ['quay.io/fedora/fedora:40', 'dnf'],
    ['registry.fedoraproject.org/fedora:39', 'dnf'],
    ['almalinux:9-minimal', 'microdnf'],
    ['registry.access.redhat.com/ubi9/ubi-minimal', 'microdnf'],
    ['debian', 'apt'],
    ['scratch', undefined],
  ])('%s installs with %s', (text, expected) => {
    expect(installerOf(image(text))).toBe(expected);
  });

  test.each([
    ['debian:12.5-slim', 'bookworm'],
    ['debian:bookworm-20240110-slim', 'bookworm'],
    ['debian:stable-slim', undefined],
    ['debian:sid', 'sid'],
    ['ubuntu:jammy-20240111', '22.04'],
    ['ubuntu', undefined],
    ['alpine:3.18.4', '3.18'],
    ['alpine:edge', 'edge'],
    ['alpine', undefined],
  ])('%s is %s', (text, release) => {
    expect(image(text).distribution?.release).toBe(release);
  });

  test.each(['debian:nonsense', 'debian:\u0000', 'alpine:2.7', 'unknown/image', 'node:\u0000', ''])(
    '%j is not described',
    (text) => {
      expect(describeImage(text)).toBeUndefined();
    },
  );
});

const libc: Need = { kind: 'libc', because: 'cgo links it to the C library' };
const shell: Need = { kind: 'shell', because: '`CMD ./app -v` is in shell form' };
const certificates: Need = { kind: 'certificates', because: 'it imports `net/http`' };
const zoneinfo: Need = { kind: 'zoneinfo', because: 'it calls `time.LoadLocation`' };
const tmp: Need = { kind: 'tmp', because: 'it calls `os.CreateTemp`' };
const curl: Need = { kind: 'program', name: 'curl', because: 'HEALTHCHECK runs `curl`' };
const distribution: Need = { kind: 'distribution', because: '`./setup.sh` is not in the build context' };
const account: Need = { kind: 'account', names: ['app'], because: '`USER app`' };
const library: Need = { kind: 'package', name: 'libpq5', because: 'the program links to it' };

function choose(
  build: string,
  needs: readonly Need[],
  preference: Preference = 'smallest',
  more: Partial<Question> = {},
): string {
  const { choice } = chooseBase({ needs, build: image(build), preference, ...more });
  if (choice === undefined) return 'none';
  const supplies = choice.supplies
    .filter(({ how }) => how !== 'provided')
    .map((supply) => {
      if (supply.how === 'copied') return `copied ${supply.paths.join(' ')}`;
      return supply.how === 'installed' ? `installed ${supply.packages.join(' ')}` : '';
    });
  return [choice.image.reference.text, ...supplies].join('; ');
}

describe('chooseBase', () => {
  const ca = 'copied /etc/ssl/certs/ca-certificates.crt';
  const rows: readonly [build: string, needs: readonly Need[], expected: string, preference?: Preference][] = [
    ['golang:1.25', [], 'scratch'],
    ['golang:1.25', [certificates, zoneinfo, tmp], `scratch; ${ca}; copied /usr/share/zoneinfo; copied /tmp`],
    ['golang:1.25-alpine', [certificates, zoneinfo], `scratch; ${ca}; copied /usr/local/go/lib/time/zoneinfo.zip`],
    ['golang:1.25', [account], 'scratch; copied /etc/passwd /etc/group'],
    ['golang:1.25', [libc], 'debian:trixie-slim'],
    ['golang:1.25', [libc, certificates, zoneinfo], `debian:trixie-slim; ${ca}`],
    ['golang:1.9', [libc, certificates], `debian:stretch-slim; ${ca}`],
    ['golang', [shell], 'debian:stable-slim'],
    ['golang:alpine', [shell], 'alpine'],
    ['golang:1.25-alpine', [shell], 'alpine:3.24'],
    ['golang:1.9.2-alpine', [shell, certificates], `alpine:3.6; ${ca}`],
    ['docker.io/library/golang:1.24', [shell], 'docker.io/library/debian:trixie-slim'],
    ['arm64v8/golang:1.24-alpine3.22', [shell], 'arm64v8/alpine:3.22'],
    ['golang:1.25', [shell, curl], 'debian:trixie-slim; installed curl'],
    ['golang:1.25', [library], 'debian:trixie-slim; installed libpq5'],
    ['golang:1.12', [curl], 'none'],
    ['golang:1.12', [library], 'none'],
    ['golang:1.12', [shell], 'debian:buster-slim'],
    ['golang:1.23.12', [library], 'debian:trixie-slim; installed libpq5'],
    ['golang:1.23.12', [libc], 'debian:trixie-slim'],
    ['golang:1.25', [distribution], 'debian:trixie-slim'],
    ['golang:\u0000', [], 'scratch'],
    ['golang:\u0000', [libc], 'none'],
    ['buildpack-deps:xenial', [shell], 'ubuntu:16.04'],
    ['ubuntu:22.04', [shell], 'ubuntu:22.04'],
    ['ubuntu:22.04', [certificates], 'ubuntu:22.04; installed ca-certificates'],
    [`debian:bookworm@${digest}`, [libc], `debian:bookworm@${digest}`],
    [`alpine:3.20@${digest}`, [shell, curl], `alpine:3.20@${digest}; installed curl`],
    ['alpine', [{ ...curl, name: '/bin/true' }], 'alpine'],
    ['golang:1.25', [{ ...curl, name: '/usr/local/bin/tool' }], 'none'],
    ['centos:7', [libc, certificates], 'centos:7'],
    // Tastes.
    ['golang:1.25', [], 'debian:trixie-slim', 'shell'],
    ['golang:1.25', [], 'scratch', 'distroless'],
    ['golang:1.25', [certificates, zoneinfo, tmp], 'gcr.io/distroless/static-debian13', 'distroless'],
    ['golang:1.25', [libc], 'gcr.io/distroless/base-debian13', 'distroless'],
    ['golang:1.22', [libc, certificates], 'gcr.io/distroless/base-debian12', 'distroless'],
    ['golang:1.25', [shell], 'debian:trixie-slim', 'distroless'],
    ['golang:1.25-alpine', [certificates], 'gcr.io/distroless/static-debian13', 'distroless'],
    ['golang:1.25-alpine', [libc], 'alpine:3.24', 'distroless'],
  ];
  test.each(rows)('%j %j → %s', (build, needs, expected, preference) => {
    expect(choose(build, needs, preference)).toBe(expected);
  });

  test('an archived release is installed from when the author does so', () => {
    expect(choose('golang:1.12', [curl], 'smallest', { ownPackages: true })).toBe('debian:buster-slim; installed curl');
  });

  test('what the Dockerfile installed in the build stage can be copied, but is not in the base', () => {
    const build = image('ubuntu:22.04');
    const files = { ...build.files, certificates: '/etc/ssl/certs/ca-certificates.crt' };
    const { choice } = chooseBase({ needs: [certificates, libc], build: { ...build, files }, preference: 'smallest' });
    expect(choice?.supplies[0]).toMatchObject({ how: 'copied' });
  });

  test('a base of the configuration competes by size', () => {
    const house = (like: string): Catalogue =>
      catalogueOf({ images: { 'registry.example/base:1': { like, runtime: true } } });
    const own = 'registry.example/base:1';
    const images = house('gcr.io/distroless/base-debian13');
    expect(choose('golang:1.25', [libc], 'smallest', { images })).toBe(own);
    expect(choose('golang:1.25', [], 'smallest', { images })).toBe('scratch');
    expect(choose('golang:1.22', [libc], 'smallest', { images: house('gcr.io/distroless/base-debian11') })).toBe(
      'debian:bookworm-slim',
    );
    expect(choose('golang:1.25-alpine', [libc], 'smallest', { images })).toBe('alpine:3.24');
    const server = { 'registry.example/web:1': { like: 'nginx:1.27', runtime: true, megabytes: 1 } };
    expect(choose('golang:1.25', [libc, shell], 'smallest', { images: catalogueOf({ images: server }) })).toBe(
      'debian:trixie-slim',
    );
    expect(choose('golang:1.25', [libc, shell], 'smallest', { images: house('debian:trixie-slim') })).toBe(own);
  });

  test('a base of the configuration is pinned as public ones are', () => {
    const own = 'registry.example/base:1';
    const pin = `sha256:${'0'.repeat(64)}`;
    const images = catalogueOf({
      images: { [own]: { like: 'gcr.io/distroless/base-debian13', runtime: true } },
      digests: { [own]: pin },
    });
    expect(choose('golang:1.25', [libc], 'smallest', { images })).toBe(`${own}@${pin}`);
  });

  test('of two mirrors, one below the other, the nearer one is meant', () => {
    const mirrors = { 'docker.io/library/': 'mirror.example/', 'gcr.io/': 'mirror.example/gcr/' };
    const described = catalogueOf({ mirrors }).describe('mirror.example/gcr/distroless/static-debian13');
    expect(described?.reference.repository).toBe('gcr.io/distroless/static-debian13');
    expect(catalogueOf({ mirrors }).describe('mirror.example/golang:1.25')?.toolchains).toContain('go');
  });

  test('every base that was passed over says why', () => {
    const { choice, rejected } = chooseBase({ needs: [shell], build: image('golang:1.25'), preference: 'smallest' });
    expect(rejected).toEqual([{ image: 'scratch', because: 'has no shell, and `CMD ./app -v` is in shell form' }]);
    expect(choice?.because).toBe(shell.because);
  });
});

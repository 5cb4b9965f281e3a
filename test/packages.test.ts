// Packages: what they are for, what they bring, and what replaces a -dev package at run time.

import { describe, expect, test } from 'vitest';
import { classifyPackage, type PackageClass, type PackageManager, packageName } from '../src/packages/classify.ts';
import { programsOf } from '../src/packages/contents.ts';
import { installCommand } from '../src/packages/install.ts';
import { runtimeOf } from '../src/packages/libraries.ts';
import { packageOfProgram, programsOfPackage } from '../src/packages/programs.ts';

test.each([
  ['curl', 'curl'],
  ['curl=7.88.1-10', 'curl'],
  ['curl~=8', 'curl'],
  ['curl>8', 'curl'],
  ['libssl1.1:amd64', 'libssl1.1'],
  ['nginx/stable', 'nginx'],
  ['su-exec@edge', 'su-exec'],
  ['g++', 'g++'],
  ['g++-12=12.2', 'g++-12'],
  ['libstdc++6', 'libstdc++6'],
  ['libstdc++', 'libstdc++'],
  ['librdkafka++1', 'librdkafka++1'],
  ['gcc-c++', 'gcc-c++'],
  ['.build-deps', '.build-deps'],
  ['', ''],
])('packageName(%j)', (word, expected) => {
  expect(packageName(word)).toBe(expected);
});

describe('classifyPackage', () => {
  const rows: readonly [word: string, manager: PackageManager, expected: PackageClass][] = [
    ['build-essential', 'apt', 'build'],
    ['gcc', 'apk', 'build'],
    ['gcc-12', 'apt', 'build'],
    ['gcc-aarch64-linux-gnu', 'apt', 'build'],
    ['g++', 'apk', 'build'],
    ['gcc-c++', 'dnf', 'build'],
    ['musl-dev', 'apk', 'build'],
    ['linux-headers', 'apk', 'build'],
    ['linux-headers-amd64', 'apt', 'build'],
    ['make=4.3', 'apt', 'build'],
    ['glibc-devel', 'dnf', 'build'],
    ['libstdc++-12-dev', 'apt', 'build'],
    ['sqlite-static', 'apk', 'build'],
    ['git', 'apt', 'fetch'],
    ['openssh-client', 'apk', 'fetch'],
    ['xz-utils', 'apt', 'fetch'],
    ['libssl-dev', 'apt', 'library'],
    ['openssl-devel', 'dnf', 'library'],
    ['ca-certificates', 'apk', 'certificates'],
    ['tzdata', 'apk', 'zoneinfo'],
    ['libstdc++6', 'apt', 'runtime'],
    ['libgcc', 'apk', 'runtime'],
    ['ffmpeg', 'apt', 'runtime'],
    ['golang-go', 'apt', 'runtime'],
    ['tini', 'apk', 'runtime'],
  ];
  test.each(rows)('%s with %s is %s', (word, manager, expected) => {
    expect(classifyPackage(word, manager)).toBe(expected);
  });
});

describe('runtimeOf', () => {
  const rows: readonly [
    name: string,
    distribution: 'debian' | 'ubuntu' | 'alpine',
    release: string | undefined,
    expected: string | undefined,
  ][] = [
    ['libssl-dev', 'debian', 'stretch', 'libssl1.1'],
    ['libssl-dev', 'debian', 'bullseye', 'libssl1.1'],
    ['libssl-dev', 'debian', 'bookworm', 'libssl3'],
    ['libssl-dev', 'debian', 'trixie', 'libssl3t64'],
    ['libssl-dev', 'debian', 'jessie', 'libssl1.0.0'],
    ['libssl-dev', 'debian', undefined, undefined],
    ['libssl-dev', 'ubuntu', '20.04', 'libssl1.1'],
    ['libssl-dev', 'ubuntu', '24.04', 'libssl3t64'],
    ['libssl-dev', 'ubuntu', '23.04', undefined],
    ['openssl-dev', 'alpine', '3.16', 'libssl1.1 libcrypto1.1'],
    ['openssl-dev', 'alpine', undefined, 'libssl3 libcrypto3'],
    ['openssl-dev', 'alpine', '3.6', undefined],
    ['libssl-dev', 'debian', 'wheezy', undefined],
    ['libpcap-dev', 'debian', 'bookworm', 'libpcap0.8'],
    ['libpcap-dev', 'debian', 'trixie', 'libpcap0.8t64'],
    ['libpcre3-dev', 'debian', 'trixie', undefined],
    ['libgit2-dev', 'debian', 'bookworm', 'libgit2-1.5'],
    ['librdkafka-dev', 'debian', 'bookworm', 'librdkafka1 librdkafka++1'],
    ['libzmq3-dev', 'ubuntu', '22.04', 'libzmq5'],
    ['sqlite-dev', 'alpine', '3.20', 'sqlite-libs'],
    ['libunheard-dev', 'debian', 'bookworm', undefined],
    ['constructor', 'debian', 'bookworm', undefined],
  ];
  test.each(rows)('%s on %s %s', (name, distribution, release, expected) => {
    expect(runtimeOf(name, distribution, release)?.join(' ')).toBe(expected);
  });
});

test.each([
  ['curl', 'debian', 'curl'],
  ['nc', 'alpine', 'netcat-openbsd'],
  ['psql', 'ubuntu', 'postgresql-client'],
  ['ps', 'debian', 'procps'],
  ['ssh', 'rhel', 'openssh-clients'],
  ['su-exec', 'debian', undefined],
  ['gosu', 'debian', 'gosu'],
  ['unheard-of', 'debian', undefined],
  ['toString', 'debian', undefined],
  ['curl', 'other', undefined],
] as const)('packageOfProgram(%s, %s)', (program, distribution, expected) => {
  expect(packageOfProgram(program, distribution)).toBe(expected);
});

test('programsOfPackage', () => {
  expect(programsOfPackage('build-essential')).toContain('gcc');
  expect(programsOfPackage('postgresql-client')).toEqual(expect.arrayContaining(['psql', 'pg_isready']));
  expect(programsOfPackage('netcat-openbsd')).toEqual(expect.arrayContaining(['nc', 'netcat']));
  expect(programsOfPackage('curl')).toEqual(['curl']);
  expect(programsOfPackage('unheard-of')).toEqual([]);
});

test('programsOf', () => {
  expect(programsOf('other')).toBeUndefined();
  expect(programsOf('alpine')?.has('apk')).toBe(true);
  expect(programsOf('busybox')?.has('apk')).toBe(false);
  expect(programsOf('debian', 'bookworm')?.has('adduser')).toBe(true);
  expect(programsOf('debian')?.has('adduser')).toBe(false);
});

test('installCommand', () => {
  expect(installCommand('apt', ['curl', 'jq'])).toBe(
    'apt-get update && apt-get install -y --no-install-recommends curl jq && rm -rf /var/lib/apt/lists/*',
  );
  expect(installCommand('apk', ['curl'])).toBe('apk add --no-cache curl');
  expect(installCommand('microdnf', ['curl'])).toBe('microdnf install -y curl && microdnf clean all');
  expect(installCommand('apt', [])).toBe('');
});

// The images of interpreted languages: what their tags stand for, and which images run what is built there.

import { describe, expect, test } from 'vitest';
import { describeImage } from '../src/images/describe.ts';
import { isNotOlder } from '../src/images/distributions.ts';
import type { Image } from '../src/images/image.ts';

const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;

function image(text: string): Image {
  const found = describeImage(text);
  if (found === undefined) throw new Error(`${text} is not described`);
  return found;
}

type Row = [text: string, distribution: string, interpreter: string, runtime?: string];

/** `debian buster`, `debian stretch..buster`, `alpine`. */
function distributionText(text: string): string {
  const { name = 'none', release, oldest } = image(text).distribution ?? {};
  const releases = [oldest, release].filter((one) => one !== undefined).join('..');
  return releases === '' ? name : `${name} ${releases}`;
}

const node: readonly Row[] = [
  ['node', 'debian', '', 'node:slim'],
  ['node:latest', 'debian', '', 'node:slim'],
  ['node:lts', 'debian', '', 'node:lts-slim'],
  ['node:current', 'debian', '', 'node:current-slim'],
  ['node:slim', 'debian', ''],
  ['node:alpine', 'alpine', ''],
  ['node:lts-alpine', 'alpine', ''],
  ['node:lts-alpine3.20', 'alpine 3.20', ''],
  ['node:lts-bookworm', 'debian bookworm', '', 'node:lts-bookworm-slim'],
  ['node:bullseye', 'debian bullseye', '', 'node:bullseye-slim'],
  ['node:0.10', 'debian jessie', '0.10', 'node:0.10-slim'],
  ['node:0.10.30', 'debian wheezy..jessie', '0.10'],
  ['node:0.12.7', 'debian jessie', '0.12', 'node:0.12.7-slim'],
  ['node:argon', 'debian jessie', '4', 'node:argon-slim'],
  ['node:4-alpine', 'alpine 3.3..3.7', '4'],
  ['node:4.4', 'debian jessie', '4', 'node:4.4-slim'],
  ['node:4-onbuild', 'debian jessie', '4'],
  ['node:4-wheezy', 'debian wheezy', '4'],
  ['node:4-stretch', 'debian stretch', '4'],
  ['node:5', 'debian jessie', '5', 'node:5-slim'],
  ['node:6', 'debian stretch', '6', 'node:6-slim'],
  ['node:boron', 'debian stretch', '6', 'node:boron-slim'],
  ['node:6-slim', 'debian stretch', '6'],
  ['node:6.10.1', 'debian jessie', '6', 'node:6.10.1-slim'],
  ['node:6.15', 'debian jessie..stretch', '6', 'node:6.15-slim'],
  ['node:7.2.0', 'debian jessie', '7', 'node:7.2.0-slim'],
  ['node:8', 'debian stretch', '8', 'node:8-slim'],
  ['node:8.9', 'debian jessie', '8', 'node:8.9-slim'],
  ['node:8-jessie', 'debian jessie', '8', 'node:8-jessie-slim'],
  ['node:8.9-stretch', 'debian stretch', '8'],
  ['node:9', 'debian jessie', '9', 'node:9-slim'],
  ['node:9-stretch', 'debian stretch', '9'],
  ['node:10', 'debian stretch', '10', 'node:10-slim'],
  ['node:10.6', 'debian jessie', '10', 'node:10.6-slim'],
  ['node:10-stretch', 'debian stretch', '10', 'node:10-stretch-slim'],
  ['node:10-buster', 'debian buster', '10', 'node:10-buster-slim'],
  ['node:11', 'debian stretch', '11', 'node:11-slim'],
  ['node:11.1.0', 'debian jessie..stretch', '11', 'node:11.1.0-slim'],
  ['node:12', 'debian stretch', '12', 'node:12-slim'],
  ['node:erbium-alpine', 'alpine 3.9..3.15', '12'],
  ['node:12-buster', 'debian buster', '12', 'node:12-buster-slim'],
  [`node:12.22.10-alpine3.15${digest}`, 'alpine 3.15', '12'],
  ['node:14', 'debian buster', '14', 'node:14-slim'],
  ['node:14.17.0', 'debian stretch', '14', 'node:14.17.0-slim'],
  ['node:14.19', 'debian stretch..buster', '14', 'node:14.19-slim'],
  [`node:14${digest}`, 'debian stretch..buster', '14', 'node:14-slim'],
  ['node:16', 'debian buster', '16', 'node:16-slim'],
  ['node:16-alpine', 'alpine 3.11..3.18', '16'],
  ['node:gallium-bullseye', 'debian bullseye', '16', 'node:gallium-bullseye-slim'],
  ['node:18', 'debian bookworm', '18', 'node:18-slim'],
  ['node:18.12', 'debian bullseye', '18', 'node:18.12-slim'],
  ['node:18.17.0', 'debian bullseye..bookworm', '18', 'node:18.17.0-slim'],
  ['node:18-buster-slim', 'debian buster', '18'],
  ['node:20', 'debian bookworm', '20', 'node:20-slim'],
  ['node:20-bullseye', 'debian bullseye', '20', 'node:20-bullseye-slim'],
  ['node:20-alpine', 'alpine 3.16..3.23', '20'],
  ['node:22', 'debian', '22', 'node:22-slim'],
  ['node:22.10.0', 'debian bookworm', '22', 'node:22.10.0-slim'],
  ['node:22-slim', 'debian', '22'],
  ['node:22-alpine', 'alpine', '22'],
  ['docker.io/node:22-alpine', 'alpine', '22'],
  ['node:jod', 'debian', '22', 'node:jod-slim'],
  ['node:24-bookworm', 'debian bookworm', '24', 'node:24-bookworm-slim'],
  ['node:24-slim', 'debian', '24'],
  ['public.ecr.aws/docker/library/node:18', 'debian bookworm', '18', 'public.ecr.aws/docker/library/node:18-slim'],
  ['arm32v7/node:8', 'debian stretch', '8', 'arm32v7/node:8-slim'],
  ['iojs:latest', 'debian jessie', '3'],
  ['iojs:1', 'debian wheezy..jessie', '1'],
  ['mhart/alpine-node:8.11', 'alpine 3.2..3.12', '8'],
  ['mhart/alpine-node:6.4.0', 'alpine 3.2..3.12', '6'],
  ['mhart/alpine-node:slim-10', 'alpine 3.2..3.12', '10'],
  ['keymetrics/pm2:8-alpine', 'alpine 3.6..3.11', '8', 'keymetrics/pm2:8-alpine'],
];

const python: readonly Row[] = [
  ['python', 'debian', '', 'python:slim'],
  ['python:3', 'debian', '', 'python:3-slim'],
  ['python:3-alpine', 'alpine', ''],
  ['python:alpine3.7', 'alpine 3.7', ''],
  ['python:slim-bullseye', 'debian bullseye', ''],
  ['python:3.4-jessie', 'debian jessie', '3.4', 'python:3.4-slim-jessie'],
  ['python:3.4-wheezy', 'debian wheezy', '3.4'],
  ['python:3.5', 'debian buster', '3.5', 'python:3.5-slim'],
  ['python:3.6', 'debian bullseye', '3.6', 'python:3.6-slim'],
  ['python:3.6.0-slim', 'debian jessie', '3.6'],
  ['python:3.6.1', 'debian jessie', '3.6', 'python:3.6.1-slim'],
  ['python:3.6.6-stretch', 'debian stretch', '3.6', 'python:3.6.6-slim-stretch'],
  ['python:3.6-onbuild', 'debian wheezy..jessie', '3.6'],
  ['python:3.7', 'debian bookworm', '3.7', 'python:3.7-slim'],
  ['python:3.7.3', 'debian stretch..buster', '3.7', 'python:3.7.3-slim'],
  [`python:3.7-slim${digest}`, 'debian stretch..bookworm', '3.7'],
  ['python:3.7-slim-stretch', 'debian stretch', '3.7'],
  ['python:3.7-buster', 'debian buster', '3.7', 'python:3.7-slim-buster'],
  ['python:3.7.2-alpine3.9', 'alpine 3.9', '3.7'],
  ['python:3.8', 'debian bookworm', '3.8', 'python:3.8-slim'],
  ['python:3.9', 'debian trixie', '3.9', 'python:3.9-slim'],
  ['python:3.9-bullseye', 'debian bullseye', '3.9', 'python:3.9-slim-bullseye'],
  ['python:3.9-alpine', 'alpine 3.22', '3.9'],
  ['python:3.10.4', 'debian bullseye', '3.10', 'python:3.10.4-slim'],
  ['python:3.11.4-alpine', 'alpine 3.16..3.24', '3.11'],
  ['python:3.11-slim', 'debian', '3.11'],
  ['python:3.12.3', 'debian bookworm', '3.12', 'python:3.12.3-slim'],
  ['python:3.13-slim', 'debian', '3.13'],
  [`python:3.14.6-alpine${digest}`, 'alpine 3.22..3.24', '3.14'],
  ['public.ecr.aws/docker/library/python:3.12', 'debian', '3.12', 'public.ecr.aws/docker/library/python:3.12-slim'],
  ['docker.io/python:3-alpine', 'alpine', ''],
  ['ghcr.io/astral-sh/uv:python3.12-bookworm-slim', 'debian bookworm', '3.12', 'python:3.12-slim-bookworm'],
  ['ghcr.io/astral-sh/uv:0.5.4-python3.12-bookworm', 'debian bookworm', '3.12', 'python:3.12-slim-bookworm'],
  ['ghcr.io/astral-sh/uv:python3.12-alpine', 'alpine', '3.12', 'python:3.12-alpine'],
  ['continuumio/miniconda3', 'debian', ''],
  ['continuumio/miniconda3:23.5.2-0', 'debian buster..trixie', ''],
  ['continuumio/anaconda3:2023.09-0', 'debian buster..trixie', ''],
  ['condaforge/miniforge3:24.7.1-0', 'ubuntu', ''],
  ['condaforge/mambaforge', 'ubuntu', ''],
];

const python2: readonly Row[] = [
  ['python:2', 'debian buster', '2.7', 'python:2-slim'],
  ['python:2.7', 'debian buster', '2.7', 'python:2.7-slim'],
  ['python:2.7.9', 'debian wheezy..jessie', '2.7', 'python:2.7.9-slim'],
  ['python:2.7.14', 'debian jessie..stretch', '2.7', 'python:2.7.14-slim'],
  ['python:2.7-slim', 'debian buster', '2.7'],
  ['python:2.7-alpine', 'alpine 3.11', '2.7'],
  ['arm32v7/python:2.7-slim', 'debian buster', '2.7'],
];

const ruby: readonly Row[] = [
  ['ruby', 'debian', '', 'ruby:slim'],
  ['ruby:alpine', 'alpine', ''],
  ['ruby:2', 'debian bullseye', '2.7', 'ruby:2-slim'],
  ['ruby:2.1.5', 'debian wheezy..jessie', '2.1'],
  ['ruby:2.1.6', 'debian jessie', '2.1', 'ruby:2.1.6-slim'],
  ['ruby:2.2', 'debian jessie', '2.2', 'ruby:2.2-slim'],
  ['ruby:2.3', 'debian stretch', '2.3', 'ruby:2.3-slim'],
  ['ruby:2.3.1-alpine', 'alpine 3.3..3.9', '2.3'],
  ['ruby:2.4-alpine', 'alpine 3.11', '2.4'],
  ['ruby:2.5', 'debian buster', '2.5', 'ruby:2.5-slim'],
  ['ruby:2.6.3', 'debian stretch..buster', '2.6', 'ruby:2.6.3-slim'],
  ['ruby:2.6-slim', 'debian bullseye', '2.6'],
  ['ruby:2.6-alpine3.9', 'alpine 3.9', '2.6'],
  ['ruby:2.7', 'debian bullseye', '2.7', 'ruby:2.7-slim'],
  ['ruby:2.7.2', 'debian buster', '2.7', 'ruby:2.7.2-slim'],
  ['ruby:3.0', 'debian bullseye', '3.0', 'ruby:3.0-slim'],
  ['ruby:3.1.3', 'debian bullseye', '3.1', 'ruby:3.1.3-slim'],
  ['ruby:3.2-bullseye', 'debian bullseye', '3.2', 'ruby:3.2-slim-bullseye'],
  ['ruby:3.2', 'debian trixie', '3.2', 'ruby:3.2-slim'],
  ['ruby:3.4', 'debian', '3.4', 'ruby:3.4-slim'],
  ['ruby:3', 'debian', '', 'ruby:3-slim'],
];

const php: readonly Row[] = [
  ['php', 'debian', ''],
  ['php:5.6-apache', 'debian stretch', '5.6'],
  ['php:5.4-cli', 'debian wheezy..jessie', '5.4'],
  ['php:7-apache', 'debian bullseye', '7.4'],
  ['php:7-fpm-alpine', 'alpine 3.16', '7.4'],
  ['php:7.0-fpm', 'debian stretch', '7.0'],
  ['php:7.2-apache', 'debian buster', '7.2'],
  ['php:7.3', 'debian bullseye', '7.3'],
  ['php:7.4-fpm-alpine3.12', 'alpine 3.12', '7.4'],
  ['php:8.0-cli', 'debian bullseye', '8.0'],
  ['php:8.1.5-fpm', 'debian bullseye', '8.1'],
  ['php:8.3-cli', 'debian', '8.3'],
  ['php:8-zts-bookworm', 'debian bookworm', ''],
  ['composer', 'alpine', ''],
  ['composer:2.8', 'alpine 3.12..3.24', ''],
];

const perl: readonly Row[] = [
  ['perl:5.36', 'debian bookworm', '5.36', 'perl:5.36-slim'],
  ['perl:5.36.0', 'debian bullseye..bookworm', '5.36', 'perl:5.36.0-slim'],
  ['perl:5.38-threaded-bookworm', 'debian bookworm', '5.38', 'perl:5.38-slim-threaded-bookworm'],
  ['perl:5-slim', 'debian', ''],
];

const bun: readonly Row[] = [
  ['oven/bun', 'debian', '', 'oven/bun:slim'],
  ['oven/bun:1', 'debian', '1', 'oven/bun:1-slim'],
  ['oven/bun:1.3', 'debian bullseye..trixie', '1.3', 'oven/bun:1.3-slim'],
  ['oven/bun:1.3-alpine', 'alpine 3.20..3.24', '1.3'],
  ['oven/bun:canary-debian', 'debian', '', 'oven/bun:canary-slim'],
];

const deno: readonly Row[] = [
  ['denoland/deno:1.46.1', 'debian bullseye..trixie', '1.46'],
  ['denoland/deno:debian-2.1.4', 'debian bullseye..trixie', '2.1'],
  ['denoland/deno', 'debian', ''],
];

const pypy: readonly Row[] = [
  ['pypy:3', 'debian', '', 'pypy:3-slim'],
  ['pypy:3.9', 'debian bullseye..trixie', '3.9', 'pypy:3.9-slim'],
  ['pypy:3.10-slim-bookworm', 'debian bookworm', '3.10'],
];

const tables: readonly (readonly [program: string, toolchain: string, rows: readonly Row[]])[] = [
  ['node', 'node', node],
  ['python3', 'python', python],
  ['python', 'python', python2],
  ['pypy3', 'python', pypy],
  ['ruby', 'ruby', ruby],
  ['php', 'php', php],
  ['perl', 'perl', perl],
  ['bun', 'bun', bun],
  ['deno', 'deno', deno],
];

describe.each(tables)('%s', (program, toolchain, rows) => {
  test.each(rows)('%s', (text, distribution, version, runtime) => {
    const found = image(text);
    expect(distributionText(text)).toBe(distribution);
    expect(found.libc).toBe(distribution.startsWith('alpine') ? 'musl' : 'glibc');
    expect(found.interpreters[program]).toBe(version);
    expect(found.toolchains[0]).toBe(toolchain);
    expect(found.programs?.has(program)).toBe(true);
    // Slim images of Node.js, Ruby and Python, and those of Alpine, run by themselves what is built in them; PHP has no smaller ones.
    const runsItself =
      toolchain === 'php' ||
      ((/^(?:node|ruby)$/.test(toolchain) || /(?:^|\/)python(?:[:@]|$)/.test(text)) &&
        !found.config.onbuild &&
        !found.toolchains.includes('c'));
    const own = runsItself ? [text] : [];
    expect(found.runtimes).toEqual(runtime === undefined ? own : [runtime]);
  });
});

const all = tables.flatMap(([, , rows]) => rows.map(([text]) => text));

test('what runs a result is described, has the same interpreter and C library, no older release, and no compiler', () => {
  for (const text of all) {
    const build = image(text);
    for (const runtime of build.runtimes) {
      const base = image(runtime);
      expect(base.libc, runtime).toBe(build.libc);
      for (const [name, version] of Object.entries(base.interpreters)) {
        expect(build.interpreters[name], `${runtime} ${name}`).toBe(version);
      }
      if (runtime !== text) expect(base.toolchains, runtime).toEqual(build.toolchains.filter((name) => name !== 'c'));
      expect(base.config, runtime).toEqual({ ...build.config, cmd: base.config.cmd });
      if (base.distribution === undefined || build.distribution === undefined) throw new Error(runtime);
      expect(isNotOlder(base.distribution, build.distribution), runtime).toBe(true);
      expect(base.megabytes, runtime).toBeLessThanOrEqual(build.megabytes);
    }
  }
});

test('all that is told of an interpreter can be started', () => {
  for (const text of all) {
    const { interpreters, programs } = image(text);
    for (const name of Object.keys(interpreters)) expect(programs?.has(name), `${text} ${name}`).toBe(true);
  }
});

test.each([
  'python:3.9-windowsservercore',
  'python:3.12-windowsservercore-ltsc2022',
  'python:3.15-rc',
  'python:3.9-banana',
  'python:3.2',
  'pypy:3.6',
  'pypy:3.9-windowsservercore',
  'node:chakracore-8',
  'node:1000',
  'node:18-nanoserver',
  'node:18-slim-buster',
  'node:\u0000',
  'node:\u0000-slim',
  `node${digest}`,
  'circleci/node:8-browsers',
  'circleci/ruby:2.3.4-node',
  'ruby:3.4-rc',
  'ruby:2.3.1-jruby',
  'rails:onbuild',
  'jruby:9.4',
  'php:7.4-slim',
  'php:5.6.30',
  'php:9.9',
  'composer:2-bin',
  'perl:5.8',
  'oven/bun:1-distroless',
  'oven/bun:1.0.20-alpine',
  'oven/bun:0.5',
  'denoland/deno:bin-1.46.1',
  'denoland/deno:alpine-1.46.1',
  'denoland/deno:distroless',
  'denoland/deno:1.3.0',
  'ghcr.io/astral-sh/uv:latest',
  'ghcr.io/astral-sh/uv:0.5.4',
  'continuumio/miniconda3:4.5.4',
  'continuumio/miniconda3:24.7.1-0-alpine',
  'tiangolo/uvicorn-gunicorn-fastapi:python3.9-slim',
  'mambaorg/micromamba:2.0.8-ubuntu22.04',
  'iojs:4',
])('%j is not described', (text) => {
  expect(describeImage(text)).toBeUndefined();
});

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const phpEnvironment = {
  PATH: path,
  PHP_INI_DIR: '/usr/local/etc/php',
  PHPIZE_DEPS: 'autoconf dpkg-dev file g++ gcc libc-dev make pkg-config re2c',
};

test.each([
  ['node:12', ['docker-entrypoint.sh'], ['node'], '/', { PATH: path }],
  ['node:8', ['docker-entrypoint.sh'], ['node'], '/', { PATH: path }],
  ['node:8.9', undefined, ['node'], '/', { PATH: path }],
  ['node:10.15-slim', undefined, ['node'], '/', { PATH: path }],
  ['node:6-alpine', undefined, ['node'], '/', { PATH: path }],
  ['python:3.9-slim', undefined, ['python3'], '/', { PATH: `/usr/local/bin:${path}`, LANG: 'C.UTF-8' }],
  ['python:3.13', undefined, ['python3'], '/', { PATH: `/usr/local/bin:${path}` }],
  ['python:2.7', undefined, ['python2'], '/', { PATH: `/usr/local/bin:${path}`, LANG: 'C.UTF-8' }],
  [
    'ruby:3.2',
    undefined,
    ['irb'],
    '/',
    {
      PATH: `/usr/local/bundle/bin:${path}`,
      GEM_HOME: '/usr/local/bundle',
      BUNDLE_APP_CONFIG: '/usr/local/bundle',
      BUNDLE_SILENCE_ROOT_WARNING: '1',
      LANG: 'C.UTF-8',
    },
  ],
  ['php:7.4-fpm', ['docker-php-entrypoint'], ['php-fpm'], '/var/www/html', phpEnvironment],
  ['php:8.3-cli', ['docker-php-entrypoint'], ['php', '-a'], '/', phpEnvironment],
  ['php:5.5-cli', undefined, ['php', '-a'], '/', phpEnvironment],
  ['perl:5.36.3', undefined, ['perl5.36.3', '-de0'], '/usr/src/app', { PATH: path }],
  [
    'denoland/deno:2.1.4',
    ['/tini', '--', 'docker-entrypoint.sh'],
    undefined,
    '/',
    { PATH: path, DENO_DIR: '/deno-dir/', DENO_INSTALL_ROOT: '/usr/local' },
  ],
  [
    'condaforge/miniforge3',
    ['tini', '--'],
    ['/bin/bash'],
    '/',
    { PATH: `/opt/conda/bin:${path}`, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', CONDA_DIR: '/opt/conda' },
  ],
])('%s starts as its image says', (text, entrypoint, cmd, workdir, environment) => {
  const { config } = image(text);
  expect(config).toEqual({
    environment,
    workdir,
    entrypoint,
    cmd,
    user: 'root',
    exposes: text.includes('fpm') ? ['9000'] : [],
    volumes: [],
    onbuild: false,
  });
});

test('onbuild images say so', () => {
  for (const text of ['node:6-onbuild', 'python:3.6-onbuild', 'ruby:2.2-onbuild', 'iojs:onbuild']) {
    expect(image(text).config.onbuild, text).toBe(true);
  }
});

const programRows: readonly (readonly [text: string, has: string, hasNot: string])[] = [
  ['node:8', 'npm npx yarn git gcc python python3 perl curl', 'corepack'],
  ['node:6.9.0', 'npm node nodejs', 'npx yarn'],
  ['node:18-slim', 'npm npx yarn corepack sh', 'gcc git curl make python3'],
  ['node:9-slim', 'node curl wget', 'git gcc'],
  ['node:26', 'node npm npx', 'yarn corepack'],
  ['node:20-alpine', 'node npm yarn apk', 'bash git gcc'],
  ['python:3.9-slim', 'python python3 pip pip3 python3.9', 'gcc git curl'],
  ['python:2.7', 'python python2 pip gcc git', 'yarn'],
  ['ruby:2.7-slim', 'ruby bundle gem rake', 'gcc git'],
  ['php:8.2-apache', 'php curl gcc make apache2-foreground docker-php-ext-install', 'composer git php-fpm'],
  ['php:8.2-fpm-alpine', 'php php-fpm curl', 'gcc make'],
  ['composer:2', 'composer git unzip php bash', 'gcc'],
  ['mhart/alpine-node:8.11', 'node npm', 'bash'],
  ['mhart/alpine-node:base-8', 'node', 'npm'],
  ['keymetrics/pm2:18-alpine', 'node npm pm2 pm2-runtime', 'bash'],
];

test.each(programRows)('programs of %s', (text, has, hasNot) => {
  const { programs } = image(text);
  for (const name of has.split(' ')) expect(programs?.has(name), name).toBe(true);
  for (const name of hasNot.split(' ')) expect(programs?.has(name), name).toBe(false);
});

test('compilers, certificates and headers come with the layer', () => {
  expect(image('node:18').toolchains).toEqual(['node', 'c']);
  expect(image('node:18-slim').toolchains).toEqual(['node']);
  expect(image('php:8.2').toolchains).toEqual(['php', 'c']);
  expect(image('node:18-slim').files.certificates).toBeUndefined();
  expect(image('node:6-alpine').files.certificates).toBeUndefined();
  expect(image('node:6.1-slim').files.certificates).toBeDefined();
  expect(image('python:3.9-slim').files.certificates).toBeDefined();
  expect(image('python:3.9').development).toContain('tk-dev');
  expect(image('python:3.9-slim').development).toEqual([]);
  expect(image('node:10-buster').interpreters).toEqual({ node: '10', perl: '5.28', python: '2.7', python3: '3.7' });
});

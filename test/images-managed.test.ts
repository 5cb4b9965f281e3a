// Base images of .NET, the BEAM, servers and generators of sites: what a tag stands for, and which images run what is built there.

import { describe, expect, test } from 'vitest';
import { describeImage } from '../src/images/describe.ts';
import { distributionWithin, isNotOlder } from '../src/images/distributions.ts';
import type { Image } from '../src/images/image.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const mcr = 'mcr.microsoft.com/dotnet';

function image(text: string): Image {
  const found = describeImage(text);
  if (found === undefined) throw new Error(`${text} is not described`);
  return found;
}

describe('distribution, toolchains and interpreters', () => {
  // `debian stretch..buster`: one of these; `ubuntu -`: it floats.
  const rows: readonly [text: string, distribution: string, toolchains: string, interpreters: string][] = [
    [`${mcr}/sdk:8.0`, 'debian bookworm', 'dotnet', 'dotnet 8.0 aspnetcore 8.0'],
    [`${mcr}/sdk:7.0.100`, 'debian bullseye', 'dotnet', 'dotnet 7.0 aspnetcore 7.0'],
    [`${mcr}/sdk:6.0.421-bookworm-slim-amd64`, 'debian bookworm', 'dotnet', 'dotnet 6.0 aspnetcore 6.0'],
    [`${mcr}/sdk:5.0`, 'debian buster', 'dotnet', 'dotnet 5.0 aspnetcore 5.0'],
    [`${mcr}/sdk:10.0`, 'ubuntu 24.04', 'dotnet', 'dotnet 10.0 aspnetcore 10.0'],
    [`${mcr}/sdk:10.0@${digest}`, 'ubuntu 24.04', 'dotnet', 'dotnet 10.0 aspnetcore 10.0'],
    [`${mcr}/sdk:11.0`, 'ubuntu -', 'dotnet', 'dotnet 11.0 aspnetcore 11.0'],
    [`${mcr}/sdk:latest`, 'ubuntu -', 'dotnet', 'dotnet  aspnetcore '],
    [`${mcr}/sdk:6.0-focal`, 'ubuntu 20.04', 'dotnet', 'dotnet 6.0 aspnetcore 6.0'],
    [`${mcr}/sdk:8.0-alpine3.18-aot`, 'alpine 3.18', 'dotnet', 'dotnet 8.0 aspnetcore 8.0'],
    [`${mcr}/sdk:6.0-alpine`, 'alpine 3.13..3.20', 'dotnet', 'dotnet 6.0 aspnetcore 6.0'],
    [`${mcr}/nightly/sdk:9.0-trixie-slim`, 'debian trixie', 'dotnet', 'dotnet 9.0 aspnetcore 9.0'],
    [`${mcr}/aspnet:6.0`, 'debian bullseye', '', 'dotnet 6.0 aspnetcore 6.0'],
    [`${mcr}/aspnet:2.1-stretch-slim`, 'debian stretch', '', 'dotnet 2.1 aspnetcore 2.1'],
    [`${mcr}/aspnet:8.0-jammy-chiseled-extra`, 'ubuntu 22.04', '', 'dotnet 8.0 aspnetcore 8.0'],
    [`${mcr}/runtime:8.0-jammy`, 'ubuntu 22.04', '', 'dotnet 8.0'],
    [`${mcr}/runtime-deps:8.0-alpine3.20`, 'alpine 3.20', '', ''],
    [`${mcr}/core/sdk:2.1`, 'debian stretch', 'dotnet', 'dotnet 2.1 aspnetcore 2.1'],
    [`${mcr}/core/sdk:3.0`, 'debian buster', 'dotnet', 'dotnet 3.0 aspnetcore 3.0'],
    [`${mcr}/core/sdk:latest`, 'debian buster', 'dotnet', 'dotnet 3.1 aspnetcore 3.1'],
    [`${mcr}/core/sdk:3.0-disco`, 'ubuntu 19.04', 'dotnet', 'dotnet 3.0 aspnetcore 3.0'],
    [`${mcr}/core/aspnet:2.2-alpine`, 'alpine 3.8..3.10', '', 'dotnet 2.2 aspnetcore 2.2'],
    ['microsoft/dotnet', 'debian stretch', 'dotnet', 'dotnet 2.2 aspnetcore 2.2'],
    ['microsoft/dotnet:2.2-sdk-stretch', 'debian stretch', 'dotnet', 'dotnet 2.2 aspnetcore 2.2'],
    ['microsoft/dotnet:2.1.300-sdk', 'debian stretch', 'dotnet', 'dotnet 2.1 aspnetcore 2.1'],
    ['microsoft/dotnet:2.1-runtime-deps-alpine3.7', 'alpine 3.7', '', ''],
    ['microsoft/dotnet:2.0.0-sdk-jessie', 'debian jessie', 'dotnet', 'dotnet 2.0 aspnetcore 2.0'],
    ['microsoft/dotnet:2.0.6-sdk-2.1.101-jessie', 'debian jessie', 'dotnet', 'dotnet 2.0 aspnetcore 2.0'],
    ['microsoft/dotnet:1.1.1-sdk', 'debian jessie', 'dotnet', 'dotnet 1.1 aspnetcore 1.1'],
    ['microsoft/dotnet:1.1-sdk-projectjson', 'debian jessie..stretch', 'dotnet', 'dotnet 1.1 aspnetcore 1.1'],
    ['microsoft/dotnet:1.0.0-preview2-sdk', 'debian jessie', 'dotnet', 'dotnet 1.0 aspnetcore 1.0'],
    ['microsoft/dotnet:1.0.0-preview1', 'debian jessie', 'dotnet', 'dotnet 1.0 aspnetcore 1.0'],
    ['microsoft/dotnet:1.0.1-core', 'debian jessie', '', 'dotnet 1.0'],
    ['microsoft/aspnetcore-build', 'debian stretch', 'dotnet node', 'dotnet 2.0 aspnetcore 2.0 node '],
    ['microsoft/aspnetcore-build:1.1', 'debian jessie', 'dotnet node', 'dotnet 1.1 aspnetcore 1.1 node '],
    ['microsoft/aspnetcore-build:1.0-2.0', 'debian stretch', 'dotnet node', 'dotnet  aspnetcore  node '],
    ['microsoft/aspnetcore:2.0-jessie', 'debian jessie', '', 'dotnet 2.0 aspnetcore 2.0'],
    ['microsoft/aspnet:1.0.0-rc1-update1', 'debian wheezy..jessie', 'dotnet', 'mono 4.0'],
    ['mono:5.10.0.160', 'debian jessie', 'dotnet', 'mono 5.10'],
    ['mono:6-slim', 'debian buster', '', 'mono 6'],
    ['mono:6.0.0.313', 'debian stretch..buster', 'dotnet', 'mono 6.0'],
    ['erlang', 'debian bookworm..trixie', 'erlang c', 'erl '],
    ['erlang:20.3.7', 'debian stretch', 'erlang c', 'erl 20'],
    ['erlang:20', 'debian buster', 'erlang c', 'erl 20'],
    ['erlang:25.1', 'debian bullseye', 'erlang c', 'erl 25'],
    ['erlang:24-slim', 'debian bullseye', 'erlang', 'erl 24'],
    ['erlang:24.0', 'debian buster..bullseye', 'erlang c', 'erl 24'],
    ['erlang:25.1-alpine', 'alpine 3.15..3.21', 'erlang', 'erl 25'],
    ['elixir', 'debian bookworm..trixie', 'elixir erlang c', 'erl  elixir '],
    ['elixir:alpine', 'alpine 3.21..3.24', 'elixir erlang', 'erl  elixir '],
    ['elixir:1.4.5', 'debian jessie..stretch', 'elixir erlang c', 'erl 19 elixir 1.4'],
    ['elixir:1.5.2', 'debian stretch', 'elixir erlang c', 'erl 20 elixir 1.5'],
    ['elixir:1.6.3-slim', 'debian stretch', 'elixir erlang', 'erl 20 elixir 1.6'],
    ['elixir:1.6.6-alpine', 'alpine 3.6..3.14', 'elixir erlang', 'erl 20 elixir 1.6'],
    [`elixir:1.8.1-alpine@${digest}`, 'alpine 3.7..3.14', 'elixir erlang', 'erl 21 elixir 1.8'],
    ['elixir:1.9.4-slim', 'debian buster', 'elixir erlang', 'erl 22 elixir 1.9'],
    ['elixir:1.12-alpine', 'alpine 3.13..3.17', 'elixir erlang', 'erl 24 elixir 1.12'],
    ['elixir:1.14-otp-24-alpine', 'alpine 3.13..3.17', 'elixir erlang', 'erl 24 elixir 1.14'],
    ['elixir:1.14-otp-24', 'debian bullseye', 'elixir erlang c', 'erl 24 elixir 1.14'],
    ['elixir:1.14.2', 'debian bullseye', 'elixir erlang c', 'erl 25 elixir 1.14'],
    ['elixir:1.15', 'debian bookworm', 'elixir erlang c', 'erl 26 elixir 1.15'],
    ['elixir:1.17-slim', 'debian bookworm..trixie', 'elixir erlang', 'erl 27 elixir 1.17'],
    ['elixir:1.20', 'debian trixie', 'elixir erlang c', 'erl 29 elixir 1.20'],
    [
      'hexpm/elixir:1.15.7-erlang-26.1-debian-bookworm-20231009-slim',
      'debian bookworm',
      'elixir erlang',
      'erl 26 elixir 1.15',
    ],
    ['hexpm/elixir:1.14.3-erlang-23.3.4.18-alpine-3.16.2', 'alpine 3.16', 'elixir erlang', 'erl 23 elixir 1.14'],
    ['hexpm/elixir:1.13.4-erlang-25.0-ubuntu-jammy-20220428', 'ubuntu 22.04', 'elixir erlang', 'erl 25 elixir 1.13'],
    ['hexpm/erlang:26.1-debian-bookworm-20231009-slim', 'debian bookworm', 'erlang', 'erl 26'],
    ['ghcr.io/gleam-lang/gleam:v1.5.1-erlang-alpine', 'alpine 3.18..3.24', 'gleam erlang', 'erl '],
    ['ghcr.io/gleam-lang/gleam:v1.5.1-node', 'debian bookworm..trixie', 'gleam node c', 'node '],
    ['bitwalker/alpine-elixir-phoenix:latest', 'alpine 3.4..3.24', 'elixir erlang node', 'erl  elixir  node '],
    ['trenpixster/elixir:1.3.0', 'ubuntu 14.04..18.04', 'elixir erlang', 'erl  elixir 1.3'],
    ['nginx', 'debian bookworm..trixie', '', ''],
    ['nginx:1.10-alpine', 'alpine 3.3..3.5', '', ''],
    ['nginx:1.25.3-alpine3.18-slim', 'alpine 3.18', '', ''],
    ['nginx:stable-bookworm-perl', 'debian bookworm', '', ''],
    ['nginx:1.22', 'debian bullseye', '', ''],
    ['nginxinc/nginx-unprivileged:1.25-alpine', 'alpine 3.16..3.19', '', ''],
    ['httpd:2.4.54', 'debian bullseye', '', ''],
    ['httpd:2.4-alpine', 'alpine 3.22..3.24', '', ''],
    ['caddy:2.7-alpine', 'alpine 3.17..3.24', '', ''],
    ['phusion/baseimage:0.9.18', 'ubuntu 14.04', '', ''],
    ['phusion/baseimage:focal-1.2.0', 'ubuntu 20.04', '', ''],
    ['phusion/baseimage:latest', 'ubuntu -', '', ''],
    ['phusion/passenger-ruby22:0.9.19', 'ubuntu 16.04', 'ruby c', 'ruby 2.2'],
    ['phusion/passenger-ruby21:0.9.15', 'ubuntu 14.04', 'ruby c', 'ruby 2.1'],
    ['phusion/passenger-ruby23:latest', 'ubuntu 18.04', 'ruby c', 'ruby 2.3'],
    ['phusion/passenger-nodejs', 'ubuntu -', 'node', 'node '],
    ['phusion/passenger-full:2.5.1', 'ubuntu 20.04', 'ruby node c', 'ruby  node '],
    ['lsiobase/alpine.armhf:3.6', 'alpine 3.6', '', ''],
    ['lsiobase/xenial', 'ubuntu 16.04', '', ''],
    ['ghcr.io/linuxserver/baseimage-ubuntu:arm64v8-jammy', 'ubuntu 22.04', '', ''],
    ['linuxserver/baseimage-debian:bookworm', 'debian bookworm', '', ''],
    ['bitnami/minideb:bookworm', 'debian bookworm', '', ''],
    ['gliderlabs/alpine:3.4', 'alpine 3.4', '', ''],
    ['jekyll/jekyll', 'alpine 3.7..3.24', 'jekyll ruby node c', 'ruby  node '],
    ['klakegg/hugo:0.101.0-ext-alpine', 'alpine 3.8..3.16', 'hugo', ''],
    ['jojomi/hugo:0.57.2', 'alpine 3.3..3.24', 'hugo', ''],
    ['hugomods/hugo:exts-0.111.3', 'alpine 3.17..3.24', 'hugo', ''],
    ['squidfunk/mkdocs-material:9', 'alpine 3.8..3.24', 'python', 'python3 '],
  ];
  test.each(rows)('%s', (text, distribution, toolchains, interpreters) => {
    const found = image(text);
    const [name = '', range = ''] = distribution.split(' ');
    const isKnown = name === 'debian' || name === 'ubuntu' || name === 'alpine';
    if (!isKnown) throw new Error(`${name} is not expected here`);
    expect(found.distribution).toEqual(range === '-' ? { name, release: undefined } : distributionWithin(name, range));
    expect(found.libc).toBe(name === 'alpine' ? 'musl' : 'glibc');
    expect(found.toolchains).toEqual(toolchains === '' ? [] : toolchains.split(' '));
    const named = Object.entries(found.interpreters).filter(([name]) => name !== 'runtime-deps');
    expect(named.flat().join(' ')).toBe(interpreters);
  });
});

test.each([
  `${mcr}/sdk:8.0-nanoserver-1809`,
  `${mcr}/sdk:8.0-windowsservercore-ltsc2022`,
  `${mcr}/sdk:8.0-cbl-mariner2.0`,
  `${mcr}/sdk:8.0-azurelinux3.0`,
  `${mcr}/sdk:10.0-preview`,
  `${mcr}/sdk:9.0.100-preview.3-noble`,
  `${mcr}/sdk:8`,
  `${mcr}/sdk:4.0`,
  `${mcr}/sdk@${digest}`,
  `${mcr}/aspnet:6.0-jammy-chiseled`,
  `${mcr}/framework/sdk:4.8`,
  'mcr.microsoft.com/vscode/devcontainers/base:bullseye',
  'microsoft/dotnet:2.0-runtime-nanoserver',
  'microsoft/dotnet:2.1.4-sdk',
  'microsoft/dotnet:1.0.0-preview2-onbuild',
  'microsoft/aspnetcore-build:2.0-nanoserver',
  'microsoft/aspnetcore:2.1',
  'microsoft/aspnet',
  'microsoft/aspnet:1.0.0-rc1-update1-coreclr',
  'mono:onbuild',
  'erlang:R16',
  'erlang:18-alpine',
  'erlang:25-windowsservercore',
  'elixir:1.99',
  'elixir:1.5-onbuild',
  'hexpm/elixir:1.15.7',
  'hexpm/elixir:26.1-debian-bookworm-20231009-slim',
  'hexpm/elixir:1.15.7-erlang-26.1-debian-jammy-20231009',
  'ghcr.io/gleam-lang/gleam:v1.0.0-scratch',
  'nginx:1.99',
  'nginx:1.25-jammy',
  `nginx@${digest}`,
  'httpd:2.2',
  'caddy:2-builder',
  'caddy:windowsservercore',
  'phusion/baseimage:jammy',
  'bitnami/minideb:jammy',
  'jekyll/jekyll:3.4',
  'klakegg/hugo:latest-windows',
])('%s is not described', (text) => {
  expect(describeImage(text)).toBeUndefined();
});

describe('images that run what is built', () => {
  const rows: readonly [text: string, ...runtimes: string[]][] = [
    [`${mcr}/sdk:8.0`, `${mcr}/runtime-deps:8.0`, `${mcr}/runtime:8.0`, `${mcr}/aspnet:8.0`],
    [`${mcr}/sdk:7.0.100`, `${mcr}/runtime-deps:7.0`, `${mcr}/runtime:7.0`, `${mcr}/aspnet:7.0`],
    [`${mcr}/sdk:10.0@${digest}`, `${mcr}/runtime-deps:10.0`, `${mcr}/runtime:10.0`, `${mcr}/aspnet:10.0`],
    [`${mcr}/sdk:latest`, `${mcr}/runtime-deps:latest`, `${mcr}/runtime:latest`, `${mcr}/aspnet:latest`],
    [
      `${mcr}/sdk:8.0-alpine3.18-aot`,
      `${mcr}/runtime-deps:8.0-alpine3.18`,
      `${mcr}/runtime:8.0-alpine3.18`,
      `${mcr}/aspnet:8.0-alpine3.18`,
    ],
    [
      `${mcr}/sdk:6.0-focal-arm64v8`,
      `${mcr}/runtime-deps:6.0-focal-arm64v8`,
      `${mcr}/runtime:6.0-focal-arm64v8`,
      `${mcr}/aspnet:6.0-focal-arm64v8`,
    ],
    [
      `${mcr}/core/sdk:3.1-buster`,
      `${mcr}/core/runtime-deps:3.1-buster-slim`,
      `${mcr}/core/runtime:3.1-buster-slim`,
      `${mcr}/core/aspnet:3.1-buster-slim`,
    ],
    [
      'docker.io/microsoft/dotnet:2.2-sdk-stretch',
      'docker.io/microsoft/dotnet:2.2-runtime-deps-stretch-slim',
      'docker.io/microsoft/dotnet:2.2-runtime-stretch-slim',
      'docker.io/microsoft/dotnet:2.2-aspnetcore-runtime-stretch-slim',
    ],
    ['microsoft/dotnet:2.0.0-sdk', 'microsoft/dotnet:2.0.0-runtime', 'microsoft/aspnetcore:2.0'],
    ['microsoft/dotnet:1.1.1-sdk', 'microsoft/dotnet:1.1.1-runtime', 'microsoft/aspnetcore:1.1'],
    ['microsoft/dotnet:1.1-sdk', 'microsoft/dotnet:1.1-runtime'],
    ['microsoft/dotnet:1.0.0-preview2-sdk'],
    ['microsoft/aspnetcore-build:1.1.2', 'microsoft/aspnetcore:1.1'],
    ['microsoft/aspnetcore-build:1.0-2.0'],
    ['mono:5.10.0.160'],
    ['erlang', 'erlang:slim'],
    ['erlang:20.3.7', 'erlang:20.3.7-slim'],
    ['public.ecr.aws/docker/library/elixir:1.9', 'public.ecr.aws/docker/library/elixir:1.9-slim'],
    ['elixir:1.14-otp-24', 'elixir:1.14-otp-24-slim'],
    ['elixir:1.8-otp-22'],
    ['elixir:1.12-alpine', 'elixir:1.12-alpine'],
    [
      'hexpm/elixir:1.15.7-erlang-26.1-debian-bookworm-20231009-slim',
      'hexpm/erlang:26.1-debian-bookworm-20231009-slim',
    ],
    ['nginx:1.25'],
  ];
  test.each(rows)('%s', (text, ...runtimes) => {
    const build = image(text);
    expect(build.runtimes).toEqual(runtimes);
    for (const runtime of build.runtimes.map(image)) {
      expect(runtime.libc).toBe(build.libc);
      if (runtime.reference.text === text) continue;
      if (runtime.distribution === undefined || build.distribution === undefined) throw new Error('no distribution');
      expect(isNotOlder(runtime.distribution, build.distribution)).toBe(true);
      expect(build.interpreters).toMatchObject(runtime.interpreters);
    }
  });
});

describe('config', () => {
  const rows: readonly [text: string, key: string, value: string | undefined][] = [
    [`${mcr}/sdk:8.0`, 'ASPNETCORE_HTTP_PORTS', '8080'],
    [`${mcr}/sdk:8.0`, 'ASPNETCORE_URLS', undefined],
    [`${mcr}/sdk:8.0`, 'APP_UID', '1654'],
    [`${mcr}/sdk:8.0`, 'NUGET_XMLDOC_MODE', 'skip'],
    [`${mcr}/aspnet:8.0`, 'ASPNETCORE_HTTP_PORTS', '8080'],
    [`${mcr}/aspnet:8.0`, 'NUGET_XMLDOC_MODE', undefined],
    [`${mcr}/runtime-deps:7.0`, 'ASPNETCORE_URLS', 'http://+:80'],
    [`${mcr}/sdk:7.0`, 'ASPNETCORE_URLS', ''],
    [`${mcr}/sdk:5.0`, 'ASPNETCORE_URLS', ''],
    [`${mcr}/sdk:3.1`, 'ASPNETCORE_URLS', undefined],
    [`${mcr}/sdk:3.1-alpine`, 'ASPNETCORE_URLS', ''],
    [`${mcr}/core/sdk:3.0`, 'ASPNETCORE_URLS', undefined],
    [`${mcr}/core/sdk:2.2`, 'ASPNETCORE_URLS', 'http://+:80'],
    [`${mcr}/core/sdk:2.2-alpine`, 'ASPNETCORE_URLS', 'http://+:80'],
    [`${mcr}/core/sdk:2.2-alpine`, 'LANG', 'en_US.UTF-8'],
    [`${mcr}/sdk:8.0-alpine`, 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', 'false'],
    [`${mcr}/aspnet:8.0-alpine`, 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', 'true'],
    [`${mcr}/aspnet:8.0-alpine-extra`, 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', undefined],
    [`${mcr}/aspnet:8.0-jammy-chiseled`, 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', 'true'],
    [`${mcr}/aspnet:8.0-jammy-chiseled-extra`, 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', undefined],
    [`${mcr}/aspnet:8.0`, 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', undefined],
    ['microsoft/dotnet:2.0-sdk', 'ASPNETCORE_URLS', 'http://+:80'],
    ['microsoft/dotnet:1.1-sdk', 'ASPNETCORE_URLS', undefined],
    ['microsoft/dotnet:1.1-sdk', 'NUGET_XMLDOC_MODE', 'skip'],
    ['microsoft/aspnetcore:1.1', 'ASPNETCORE_URLS', 'http://+:80'],
    ['elixir:1.14', 'LANG', 'C.UTF-8'],
    ['erlang:25', 'LANG', undefined],
    ['httpd', 'PATH', '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ];
  test.each(rows)('%s sets %s to %j', (text, key, value) => {
    expect(image(text).config.environment[key]).toBe(value);
  });

  test.each([
    [`${mcr}/sdk:8.0`, { cmd: ['bash'], entrypoint: undefined, workdir: '/', user: 'root' }],
    [`${mcr}/sdk:10.0`, { cmd: ['/bin/bash'] }],
    [`${mcr}/sdk:8.0-alpine`, { cmd: ['/bin/sh'] }],
    [`${mcr}/aspnet:8.0-jammy-chiseled`, { cmd: undefined, user: '1654' }],
    ['erlang:25', { cmd: ['erl'], entrypoint: undefined }],
    ['elixir:1.14-slim', { cmd: ['iex'], entrypoint: undefined }],
    ['ghcr.io/gleam-lang/gleam:v1.5.1-erlang', { cmd: ['gleam'] }],
    ['bitwalker/alpine-elixir', { workdir: '/opt/app' }],
    ['nginx:1.18', { cmd: ['nginx', '-g', 'daemon off;'], entrypoint: undefined, exposes: ['80'] }],
    ['nginx:1.19', { cmd: ['nginx', '-g', 'daemon off;'], entrypoint: ['/docker-entrypoint.sh'] }],
    ['nginx:1.10-alpine', { exposes: ['80', '443'] }],
    ['nginxinc/nginx-unprivileged', { user: '101', exposes: ['8080'] }],
    ['httpd:2.4', { cmd: ['httpd-foreground'], workdir: '/usr/local/apache2', exposes: ['80'] }],
    ['caddy', { workdir: '/srv', cmd: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'] }],
    ['phusion/baseimage:0.11', { cmd: ['/sbin/my_init'] }],
    ['phusion/passenger-ruby27:2.5.1', { cmd: ['/sbin/my_init'], exposes: ['80', '443'] }],
    ['lsiobase/alpine:3.8', { entrypoint: ['/init'] }],
    ['jekyll/jekyll', { workdir: '/srv/jekyll', volumes: ['/srv/jekyll'], entrypoint: ['/usr/jekyll/bin/entrypoint'] }],
    ['klakegg/hugo:alpine-onbuild', { entrypoint: ['hugo'], cmd: undefined, onbuild: true }],
    ['jojomi/hugo', { workdir: '/src', cmd: ['/run.sh'], volumes: ['/src', '/output'] }],
    ['squidfunk/mkdocs-material', { entrypoint: ['/sbin/tini', '--', 'mkdocs'], workdir: '/docs', exposes: ['8000'] }],
  ])('%s', (text, config) => {
    expect(image(text).config).toMatchObject(config);
  });
});

describe('contents', () => {
  test('a chiseled image has no shell and nothing to install with', () => {
    const { programs, packageManager, files } = image(`${mcr}/runtime:8.0-noble-chiseled`);
    expect([...(programs ?? [])]).toEqual(['dotnet']);
    expect(packageManager).toBeUndefined();
    expect(files.certificates).toBe('/etc/ssl/certs/ca-certificates.crt');
  });

  test.each([
    [`${mcr}/sdk:8.0`, 'dotnet pwsh git curl wget sh', 'ps gcc'],
    [`${mcr}/sdk:3.1`, 'dotnet pwsh git ssh ps', 'gcc make'],
    [`${mcr}/aspnet:8.0`, 'dotnet bash openssl', 'curl git ps'],
    [`${mcr}/runtime-deps:8.0`, 'bash', 'dotnet curl'],
    ['microsoft/aspnetcore-build:2.0', 'dotnet node npm bower gulp git', 'yarn'],
    ['mono:6.12', 'mono msbuild xbuild csc nuget', 'git'],
    ['erlang:25', 'erl escript rebar3 rebar gcc git', 'mix'],
    ['erlang:25-slim', 'erl escript rebar3', 'rebar gcc git curl'],
    ['elixir:1.14-alpine', 'elixir mix iex erl sh', 'bash git gcc'],
    ['nginx:1.25', 'nginx envsubst curl openssl', 'wget'],
    ['nginx:1.25-alpine-slim', 'nginx envsubst', 'curl'],
  ])('%s', (text, present, absent) => {
    const programs = image(text).programs;
    expect(present.split(' ').filter((name) => !programs?.has(name))).toEqual([]);
    expect(absent.split(' ').filter((name) => programs?.has(name))).toEqual([]);
  });
});

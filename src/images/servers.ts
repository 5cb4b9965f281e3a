// Servers of static files: nginx, httpd and caddy. Sources: nginxinc/docker-nginx, docker-library/httpd, caddyserver/caddy-docker,
// nginxinc/docker-nginx-unprivileged. STOPSIGNAL (SIGQUIT of nginx since 1.19, SIGWINCH of httpd) has no place in what is known of an image.

import { languageImage } from './buildpack.ts';
import { alpineReleases, debianRelease, distributionWithin } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { isBareDigest } from './reference.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const newestAlpine = alpineReleases.at(-1) ?? '';

interface Releases {
  readonly debian: string;
  readonly alpine: string;
}

/** `1.25 bullseye..bookworm 3.17..3.19` */
function readReleases(rows: string): ReadonlyMap<string, Releases> {
  return new Map(
    rows.split(', ').map((row) => {
      const [version = '', debian = '', alpine = ''] = row.split(' ');
      return [version, { debian, alpine }];
    }),
  );
}

/** By minor version, where the release changed in its time with both. */
const nginxReleases = readReleases(
  '1.7 wheezy..jessie -, 1.8 wheezy..jessie 3.2..3.4, 1.9 wheezy..jessie 3.2..3.4, 1.10 jessie 3.3..3.5, 1.11 jessie 3.3..3.5, ' +
    '1.12 jessie..stretch 3.4..3.6, 1.13 jessie..stretch 3.5..3.7, 1.14 stretch 3.6..3.9, 1.15 stretch 3.7..3.9, 1.16 stretch..buster 3.9..3.10, ' +
    '1.17 stretch..buster 3.9..3.11, 1.18 buster 3.10..3.12, 1.19 buster 3.11..3.13, 1.20 buster..bullseye 3.12..3.14, ' +
    '1.21 buster..bullseye 3.12..3.15, 1.22 bullseye 3.14..3.17, 1.23 bullseye 3.15..3.17, 1.24 bullseye..bookworm 3.16..3.18, ' +
    '1.25 bullseye..bookworm 3.16..3.19, 1.26 bookworm 3.18..3.20, 1.27 bookworm 3.18..3.21, 1.28 bookworm..trixie 3.20..3.23, ' +
    '1.29 bookworm..trixie 3.21..3.24, 1.30 trixie 3.22..3.24, 1.31 trixie 3.22..3.24',
);

/** `1.25-alpine3.18-slim`, `stable-alpine`, `mainline-bookworm-perl`, `latest`. */
const nginxTag =
  /^(?:(1(?:\.\d+){0,2})|mainline|stable|latest)?(?:(?:^|-)(alpine(?:3\.\d+)?|[a-z]{6,8}))?(?:-slim)?(?:(?:^|-)(?:perl|otel))?$/;

/** `nginx` and, on port 8080 and without root, `nginxinc/nginx-unprivileged`. */
export function describeNginx(reference: ImageReference, text: string): Image | undefined {
  const words = nginxTag.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, version, system = ''] = words;
  const minor = /^1\.(\d+)/.exec(version ?? '')?.[1];
  const number = minor === undefined ? 99 : Number(minor);
  const known = nginxReleases.get(minor === undefined ? '1.29' : `1.${minor}`);
  const distribution = known === undefined ? undefined : serverDistribution(known, system);
  if (distribution === undefined) return undefined;
  const isAlpine = distribution.name === 'alpine';
  const isSlim = text.includes('-slim');
  const isPlain = reference.repository === 'nginx';
  return languageImage({
    reference,
    distribution,
    layer: 'slim',
    // On Alpine they came with curl.
    certificates: isAlpine ? number >= 21 && !isSlim : true,
    // tzdata came with the modules of nginx on Alpine.
    zoneinfo: isAlpine ? number >= 13 && !isSlim : true,
    config: {
      environment: { PATH: path },
      user: isPlain ? 'root' : '101',
      // The entrypoint script fills templates and hands on.
      entrypoint: number >= 19 ? ['/docker-entrypoint.sh'] : undefined,
      cmd: ['nginx', '-g', 'daemon off;'],
      exposes: !isPlain ? ['8080'] : number <= 11 ? ['80', '443'] : ['80'],
      volumes: number <= 8 ? ['/var/cache/nginx'] : [],
    },
    programs: [
      'nginx',
      ...(number >= 13 ? ['envsubst'] : []),
      ...(number >= 21 && !isSlim ? ['curl'] : []),
      ...(isAlpine ? [] : ['openssl', 'update-ca-certificates']),
    ],
    megabytes: isAlpine ? (isSlim ? 13 : 50) : 190,
    source: 'nginxinc/docker-nginx',
  });
}

/** `alpine3.18`, `bookworm`, or '' for the default. */
function serverDistribution({ debian, alpine }: Releases, system: string): Distribution | undefined {
  if (system === '') return distributionWithin('debian', debian);
  if (system === 'alpine') return alpine === '-' ? undefined : distributionWithin('alpine', alpine);
  if (system.startsWith('alpine')) return { name: 'alpine', release: system.slice('alpine'.length) };
  return debianRelease(system) === undefined ? undefined : { name: 'debian', release: system };
}

/** By patch version of 2.4, from this one on. */
const httpdReleases: readonly (readonly [patch: number, releases: Releases])[] = (
  '65 bookworm..trixie 3.22..3.24, 58 bookworm 3.18..3.22, 57 bullseye..bookworm 3.17..3.18, 50 bullseye 3.14..3.17, 47 buster..bullseye 3.13..3.14, ' +
  '42 buster 3.10..3.13, 39 stretch..buster 3.9..3.11, 25 jessie..stretch 3.5..3.9, 10 jessie 3.4..3.5'
)
  .split(', ')
  .map((row) => {
    const [patch = '', debian = '', alpine = ''] = row.split(' ');
    return [Number(patch), { debian, alpine }];
  });

/** `2.4`, `2.4.57-alpine3.18`, `2.4-bookworm`, `alpine`, `latest`. */
export function describeHttpd(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:2(?:\.4(?:\.(\d+))?)?|latest)?(?:(?:^|-)(alpine(?:3\.\d+)?|[a-z]{6,8}))?$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const patch = Number(words[1] ?? 99);
  const known = httpdReleases.find(([since]) => patch >= since)?.[1];
  const distribution = known === undefined ? undefined : serverDistribution(known, words[2] ?? '');
  if (distribution === undefined) return undefined;
  const isAlpine = distribution.name === 'alpine';
  return languageImage({
    reference,
    distribution,
    layer: 'slim',
    certificates: patch >= 50,
    config: {
      environment: { PATH: `/usr/local/apache2/bin:${path}`, HTTPD_PREFIX: '/usr/local/apache2' },
      workdir: '/usr/local/apache2',
      cmd: ['httpd-foreground'],
      exposes: ['80'],
    },
    programs: ['httpd', 'httpd-foreground', 'apachectl', 'ab', 'htpasswd', 'htdigest', 'rotatelogs', 'logresolve'],
    megabytes: isAlpine ? 62 : 150,
    source: 'docker-library/httpd',
  });
}

/** `2`, `2.7-alpine`, `alpine`, `latest`: all on Alpine. The builder is another image. */
export function describeCaddy(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:2(?:\.(\d+)(?:\.\d+)?)?|latest)?(?:(?:^|-)alpine)?$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const minor = Number(words[1] ?? 99);
  const oldest = minor >= 7 ? '3.17' : '3.12';
  return languageImage({
    reference,
    distribution: distributionWithin('alpine', `${oldest}..${newestAlpine}`),
    layer: 'slim',
    config: {
      environment: { PATH: path, XDG_CONFIG_HOME: '/config', XDG_DATA_HOME: '/data' },
      workdir: '/srv',
      cmd: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
      exposes: ['80', '443', ...(minor >= 6 ? ['443/udp'] : []), '2019'],
    },
    programs: ['caddy'],
    serves: true,
    megabytes: 50,
    source: 'caddyserver/caddy-docker',
  });
}

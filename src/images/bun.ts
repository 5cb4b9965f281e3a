// The images of Bun and Deno that stand on Debian or Alpine. Sources: oven-sh/bun, dockerhub/; denoland/deno_docker.

import { languageImage } from './buildpack.ts';
import { isBareDigest, otherTag } from './eras.ts';
import type { Distribution, Image, ImageReference } from './image.ts';

const system = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** `1.2`, `1.3.1-slim`, `alpine`, `canary-debian`. `-distroless` has no shell, and up to 1.1 `-alpine` had glibc: both are not known here. */
export function describeBun(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:(?:v?(1)(?:\.(\d+))?(?:\.\d+)?|(latest|canary))(?:-|$))?(debian|slim|alpine)?$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, major, minor, , variant = 'debian'] = words;
  const isAlpine = variant === 'alpine';
  const number = minor === undefined ? 99 : Number(minor);
  if (number < (isAlpine ? 2 : 1)) return undefined;
  const distribution: Distribution =
    minor === undefined
      ? { name: isAlpine ? 'alpine' : 'debian', release: undefined }
      : isAlpine
        ? { name: 'alpine', release: '3.24', oldest: '3.20' }
        : { name: 'debian', release: 'trixie', oldest: 'bullseye' };
  const version = text.replace(/-?(?:debian|slim|alpine)$/, '');
  return languageImage({
    reference,
    distribution,
    layer: 'slim',
    config: {
      // `node` is Bun there, unless one is installed.
      environment: {
        PATH: `${system}:/usr/local/bun-node-fallback-bin`,
        BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0',
        BUN_INSTALL_BIN: '/usr/local/bin',
      },
      workdir: '/home/bun/app',
      entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
      cmd: ['/usr/local/bin/bun'],
    },
    programs: ['bun', 'bunx'],
    certificates: isAlpine,
    toolchains: ['bun'],
    interpreters: { bun: minor === undefined ? (major ?? '') : `1.${minor}` },
    runtimes: variant === 'debian' ? [otherTag(reference, version, 'slim')] : [],
    megabytes: isAlpine ? 110 : variant === 'slim' ? 180 : 220,
    source: 'oven-sh/bun',
  });
}

/** `2.1.4`, `debian-1.46.1`, `latest`, `debian`. The others are no plain system: `bin`, `distroless`, `alpine` with its own glibc. */
export function describeDeno(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:(?:debian-)?v?(\d+)\.(\d+)\.\d+|(?:debian-)?2|latest|debian)$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, major, minor] = words;
  if (major === '0' || (major === '1' && Number(minor) < 40)) return undefined;
  return languageImage({
    reference,
    distribution:
      major === undefined
        ? { name: 'debian', release: undefined }
        : { name: 'debian', release: 'trixie', oldest: 'bullseye' },
    layer: 'slim',
    config: {
      environment: { PATH: system, DENO_DIR: '/deno-dir/', DENO_INSTALL_ROOT: '/usr/local' },
      entrypoint: ['/tini', '--', 'docker-entrypoint.sh'],
      // A greeting, which changed with time.
      cmd: undefined,
    },
    programs: ['deno'],
    toolchains: ['deno'],
    interpreters: { deno: major === undefined ? '' : `${major}.${minor}` },
    megabytes: 220,
    source: 'denoland/deno_docker',
  });
}

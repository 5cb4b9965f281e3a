// Google's images without a shell. Source: GoogleContainerTools/distroless, its README and the READMEs of base/ and cc/.

import type { Image, ImageReference } from './image.ts';
import { noLanguage } from './systems.ts';

interface Flavour {
  readonly libc: boolean;
  readonly megabytes: number;
}

const flavours: Readonly<Record<string, Flavour>> = {
  static: { libc: false, megabytes: 2 },
  base: { libc: true, megabytes: 20 },
  'base-nossl': { libc: true, megabytes: 15 },
  cc: { libc: true, megabytes: 23 },
};

const repository = /^gcr\.io\/distroless\/([a-z-]+?)(?:-debian(\d+))?$/;

const releases: Readonly<Record<string, string>> = {
  '9': 'stretch',
  '10': 'buster',
  '11': 'bullseye',
  '12': 'bookworm',
  '13': 'trixie',
};

/** The number of the newest Debian release that the images exist for. */
export const newestDistroless = '13';

/** What distroless has for a Debian release; older ones are no longer built. */
export const distrolessNumbers: Readonly<Record<string, string>> = { bookworm: '12', trixie: '13' };

export function describeDistroless(reference: ImageReference, tag: string): Image | undefined {
  const words = repository.exec(reference.repository);
  const flavour = flavours[words?.[1] ?? ''];
  if (flavour === undefined) return undefined;
  const number = words?.[2];
  const nonroot = /(?:^|-)nonroot(?:-|$)/.test(tag);
  const debug = /(?:^|-)?debug/.test(tag);
  return {
    reference,
    distribution: { name: 'debian', release: number === undefined ? undefined : releases[number] },
    libc: flavour.libc ? 'glibc' : undefined,
    config: {
      environment: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
      },
      workdir: nonroot ? '/home/nonroot' : '/',
      user: nonroot ? '65532' : '0',
      entrypoint: debug ? ['/busybox/sh'] : undefined,
      cmd: undefined,
      exposes: [],
      volumes: [],
      onbuild: false,
    },
    // The debug images have BusyBox in /busybox, which is no /bin/sh.
    programs: new Set(),
    files: {
      certificates: '/etc/ssl/certs/ca-certificates.crt',
      zoneinfo: '/usr/share/zoneinfo',
      passwd: true,
      tmp: true,
    },
    packageManager: undefined,
    ...noLanguage,
    megabytes: flavour.megabytes,
    source: 'GoogleContainerTools/distroless',
  };
}

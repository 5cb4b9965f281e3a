// The images of the distributions themselves, `scratch` and BusyBox: what a tag stands for and what is in it.

import { programsOf } from '../packages/contents.ts';
import type { InstallingManager } from '../packages/install.ts';
import { alpineReleases, debianRelease, isArchived, ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference, InheritedConfig } from './image.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What the image of a distribution says of languages. */
export const noLanguage = { toolchains: [], interpreters: {}, runtimes: [], development: [] } as const;

/** The image config of an image that sets no more than PATH and CMD. */
export function plainConfig(cmd: readonly string[] | undefined): InheritedConfig {
  return {
    environment: { PATH: path },
    workdir: '/',
    user: 'root',
    entrypoint: undefined,
    cmd,
    exposes: [],
    volumes: [],
    onbuild: false,
  };
}

const certificates = '/etc/ssl/certs/ca-certificates.crt';
const zoneinfo = '/usr/share/zoneinfo';

export function describeScratch(reference: ImageReference): Image {
  return {
    reference,
    distribution: undefined,
    libc: undefined,
    config: { ...plainConfig(undefined), environment: {} },
    programs: new Set(),
    files: { certificates: undefined, zoneinfo: undefined, passwd: false, tmp: false },
    packageManager: undefined,
    ...noLanguage,
    megabytes: 0,
    source: "Dockerfile reference, 'FROM scratch'",
  };
}

/** These follow the archive: each is a release of its own that cannot be compared. Only `stable` and `latest` float over releases that are known here. */
const movingDebian = new Set(['testing', 'unstable', 'sid', 'oldstable', 'oldoldstable', 'experimental', 'rc-buggy']);

/** `bookworm`, `12`, `12.5-slim`, `bookworm-20240110-slim`, `bookworm-backports`, `stable-slim`. */
export function describeDebian(reference: ImageReference, tag: string): Image | undefined {
  const words = /^(.+?)(?:-\d{8})?(-slim|-backports)?$/.exec(tag);
  const word = words?.[1] ?? tag;
  const release = debianRelease(/^\d+/.exec(word)?.[0] ?? word);
  const isStable = word === 'latest' || word === 'stable';
  if (release === undefined && !isStable && !movingDebian.has(word)) return undefined;
  return debianImage(reference, release?.name ?? (isStable ? undefined : word), words?.[2] === '-slim');
}

function debianImage(reference: ImageReference, release: string | undefined, slim: boolean): Image {
  const known = debianRelease(release ?? 'trixie');
  return {
    reference,
    distribution: { name: 'debian', release },
    libc: 'glibc',
    config: plainConfig(Number(known?.alias ?? 13) >= 9 ? ['bash'] : ['/bin/bash']),
    programs: programsOf('debian', release),
    files: { certificates: undefined, zoneinfo, passwd: true, tmp: true },
    packageManager: 'apt',
    ...noLanguage,
    megabytes: (slim ? known?.slim : known?.megabytes) ?? (slim ? 80 : 120),
    source: 'debuerreotype/docker-debian-artifacts',
  };
}

/** `22.04`, `jammy`, `jammy-20240111`, `rolling`, `devel`. */
export function describeUbuntu(reference: ImageReference, tag: string): Image | undefined {
  const word = tag.replace(/-\d{8}(?:\.\d+)?$/, '').replace(/^(\d+\.\d+)\.\d+$/, '$1');
  const release = ubuntuRelease(word);
  if (release === undefined && !['latest', 'rolling', 'devel'].includes(word)) return undefined;
  return {
    reference,
    distribution: { name: 'ubuntu', release: release?.name },
    libc: 'glibc',
    config: plainConfig(['/bin/bash']),
    programs: programsOf('ubuntu', release?.name),
    // tzdata was in the images up to 15.10.
    files: {
      certificates: undefined,
      zoneinfo: release !== undefined && Number.parseFloat(release.name) < 16 ? zoneinfo : undefined,
      passwd: true,
      tmp: true,
    },
    packageManager: 'apt',
    ...noLanguage,
    megabytes: release?.megabytes ?? 78,
    source: 'library/ubuntu of docker-library/official-images',
  };
}

/** `3.18`, `3.18.4`, `3`, `latest`, `edge`, `20240807`. */
export function describeAlpine(reference: ImageReference, tag: string): Image | undefined {
  const number = /^v?(3\.\d+)(?:\.\d+)?(?:_rc\d+)?$/.exec(tag)?.[1];
  const release = number ?? (tag === 'edge' || /^20\d{6}$/.test(tag) ? 'edge' : undefined);
  if (release === undefined && tag !== 'latest' && tag !== '3') return undefined;
  if (/^2\./.test(tag)) return undefined;
  return alpineImage(reference, release);
}

/** ca-certificates-bundle is in the image since 3.14 at the latest: apk needs it. A digest alone may be of any release. */
function alpineImage(reference: ImageReference, release: string | undefined): Image {
  const known =
    release === undefined || release === 'edge' ? alpineReleases.length - 1 : alpineReleases.indexOf(release);
  const isAnyRelease = release === undefined && reference.digest !== undefined;
  const hasBundle = known < 0 || known >= alpineReleases.indexOf('3.14');
  return {
    reference,
    distribution: { name: 'alpine', release },
    libc: 'musl',
    config: plainConfig(['/bin/sh']),
    programs: programsOf('alpine'),
    files: {
      certificates: hasBundle && !isAnyRelease ? certificates : undefined,
      zoneinfo: undefined,
      passwd: true,
      tmp: true,
    },
    packageManager: 'apk',
    ...noLanguage,
    megabytes: known < 0 || known >= alpineReleases.indexOf('3.17') ? 8 : 6,
    source: 'alpinelinux/docker-alpine',
  };
}

/** `1.36`, `musl`, `1.36-glibc`, `uclibc`; without a suffix uClibc, which nothing else links against. */
export function describeBusybox(reference: ImageReference, tag: string): Image {
  const libc = tag.endsWith('musl') ? 'musl' : tag.endsWith('glibc') ? 'glibc' : undefined;
  return {
    reference,
    distribution: undefined,
    libc,
    config: plainConfig(['sh']),
    programs: programsOf('busybox'),
    files: { certificates: undefined, zoneinfo: undefined, passwd: true, tmp: true },
    packageManager: undefined,
    ...noLanguage,
    megabytes: 4,
    source: 'docker-library/busybox',
  };
}

interface RedHatFamily {
  readonly name: 'rhel' | 'amazonlinux';
  readonly megabytes: number;
  /** What a tag without a number means; undefined when that moves. */
  readonly latest: string | undefined;
}

const redHatFamilies: Readonly<Record<string, RedHatFamily>> = {
  centos: { name: 'rhel', megabytes: 210, latest: '8' },
  // Where the projects put them themselves: Stream is nowhere else.
  'quay.io/centos/centos': { name: 'rhel', megabytes: 210, latest: undefined },
  rockylinux: { name: 'rhel', megabytes: 200, latest: undefined },
  'rockylinux/rockylinux': { name: 'rhel', megabytes: 200, latest: undefined },
  almalinux: { name: 'rhel', megabytes: 200, latest: undefined },
  oraclelinux: { name: 'rhel', megabytes: 240, latest: undefined },
  fedora: { name: 'rhel', megabytes: 180, latest: undefined },
  'quay.io/fedora/fedora': { name: 'rhel', megabytes: 180, latest: undefined },
  'registry.fedoraproject.org/fedora': { name: 'rhel', megabytes: 180, latest: undefined },
  amazonlinux: { name: 'amazonlinux', megabytes: 165, latest: undefined },
  'public.ecr.aws/amazonlinux/amazonlinux': { name: 'amazonlinux', megabytes: 165, latest: undefined },
};

/** Not in Oracle Linux's `-slim`, UBI minimal and Amazon Linux: diffutils, findutils, hostname, shadow-utils, util-linux, and glibc's localedef. */
export const notMinimal =
  'cmp diff hostname find xargs mount umount su useradd userdel usermod groupadd groupdel groupmod localedef'.split(
    ' ',
  );

const universalBase = /^registry\.(?:access\.)?redhat\.(?:com|io)\/ubi(\d+)(?:\/ubi(-minimal)?)?$/;

export function describeRedHat(reference: ImageReference, tag: string): Image | undefined {
  const universal = universalBase.exec(reference.repository);
  const family = redHatFamilies[reference.repository];
  if (family === undefined && universal === null) return undefined;
  const minimal = universal?.[2] !== undefined || /-?(?:minimal|micro|slim)/.test(tag);
  const number =
    universal?.[1] ?? /^(?:centos|stream)?(\d+)/.exec(tag)?.[1] ?? (tag === 'latest' ? family?.latest : undefined);
  const distribution: Distribution = {
    name: family?.name ?? 'rhel',
    // Fedora's numbers are no RHEL's.
    release: /(?:^|\/)fedora$/.test(reference.repository) && number !== undefined ? `fedora ${number}` : number,
  };
  return {
    reference,
    distribution,
    libc: 'glibc',
    config: plainConfig(['/bin/bash']),
    programs: /micro/.test(tag)
      ? undefined
      : minimal
        ? new Set([...(programsOf(distribution.name) ?? [])].filter((name) => !notMinimal.includes(name)))
        : programsOf(distribution.name),
    files: {
      // ca-certificates is in all of them, because the package manager needs it.
      certificates: '/etc/pki/tls/certs/ca-bundle.crt',
      zoneinfo,
      passwd: true,
      tmp: true,
    },
    packageManager: 'dnf',
    ...noLanguage,
    megabytes: minimal ? 100 : (family?.megabytes ?? 210),
    source: 'library files of docker-library/official-images',
  };
}

/** The smallest image of the same distribution and release that Docker Hub has: repository and tag. Undefined when there is none of its own. */
export function smallestOf(
  distribution: Distribution,
): { readonly repository: string; readonly tag: string } | undefined {
  const { name, release } = distribution;
  if (name === 'alpine') return { repository: 'alpine', tag: release ?? 'latest' };
  if (name === 'ubuntu') return release === undefined ? undefined : { repository: 'ubuntu', tag: release };
  if (name === 'rhel' && /^(?:[789]|10)$/.test(release ?? ''))
    return { repository: 'oraclelinux', tag: `${release}-slim` };
  if (name !== 'debian') return undefined;
  if (release === undefined) return { repository: 'debian', tag: 'stable-slim' };
  const known = debianRelease(release);
  return known === undefined
    ? undefined
    : { repository: 'debian', tag: known.slim === undefined ? release : `${release}-slim` };
}

/** True when nothing can be installed on this image without changing its package sources. All of CentOS but its newer Streams lives on vault.centos.org only. */
export function isArchivedImage(image: Image): boolean {
  const { repository } = image.reference;
  if (repository === 'centos') return true;
  if (repository === 'quay.io/centos/centos' && !/^(?:9|\d\d)$/.test(image.distribution?.release ?? '')) return true;
  return image.distribution !== undefined && isArchived(image.distribution);
}

/** The program that installs packages there: old members of Red Hat's family have no dnf, minimal images only microdnf. */
export function installerOf(image: Image): InstallingManager | undefined {
  if (image.packageManager !== 'dnf') return image.packageManager;
  const { name, release } = image.distribution ?? { name: 'other', release: undefined };
  if (/minimal|oraclelinux:(?:8|9|10)\S*-slim/.test(image.reference.text)) return 'microdnf';
  if (name === 'rhel' && /^[5-7]$/.test(release ?? '')) return 'yum';
  if (name === 'amazonlinux' && /^(?:1|2|2016|2017|2018)$/.test(release ?? '')) return 'yum';
  return 'dnf';
}

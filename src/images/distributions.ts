// Releases of the distributions: their order, their C library, which of them still have packages. Knows no image but their own.

import type { Distribution } from './image.ts';

export interface Release {
  /** As in `Distribution.release`. */
  readonly name: string;
  /** Other words for it in tags: Debian's number, Ubuntu's code name. */
  readonly alias: string;
  /** Version of glibc. */
  readonly glibc: string;
  /** Packages were moved off the usual mirrors, so that `apt-get update` fails on an unchanged image. */
  readonly archived: boolean;
  /** Rough unpacked sizes in MB of the image, and of its `-slim` variant. */
  readonly megabytes: number;
  readonly slim: number | undefined;
}

/**
 * Oldest first. glibc: tracker.debian.org. Slim tags: library/debian of docker-library/official-images, where they began in
 * November 2016 with wheezy, jessie and stretch. Archived: deb.debian.org has bullseye and later in November 2026, archive.debian.org the others.
 */
export const debianReleases: readonly Release[] = [
  { name: 'squeeze', alias: '6', glibc: '2.11', archived: true, megabytes: 76, slim: undefined },
  { name: 'wheezy', alias: '7', glibc: '2.13', archived: true, megabytes: 89, slim: 45 },
  { name: 'jessie', alias: '8', glibc: '2.19', archived: true, megabytes: 129, slim: 81 },
  { name: 'stretch', alias: '9', glibc: '2.24', archived: true, megabytes: 101, slim: 55 },
  { name: 'buster', alias: '10', glibc: '2.28', archived: true, megabytes: 114, slim: 69 },
  { name: 'bullseye', alias: '11', glibc: '2.31', archived: false, megabytes: 124, slim: 80 },
  { name: 'bookworm', alias: '12', glibc: '2.36', archived: false, megabytes: 117, slim: 75 },
  { name: 'trixie', alias: '13', glibc: '2.41', archived: false, megabytes: 120, slim: 79 },
  { name: 'forky', alias: '14', glibc: '2.42', archived: false, megabytes: 120, slim: 80 },
];

/** Oldest first. Long-term releases stay on archive.ubuntu.com, the others move to old-releases.ubuntu.com when their nine months are over. Source: releases.ubuntu.com. */
export const ubuntuReleases: readonly Release[] = [
  { name: '12.04', alias: 'precise', glibc: '2.15', archived: true, megabytes: 104, slim: undefined },
  { name: '14.04', alias: 'trusty', glibc: '2.19', archived: false, megabytes: 197, slim: undefined },
  { name: '14.10', alias: 'utopic', glibc: '2.19', archived: true, megabytes: 194, slim: undefined },
  { name: '15.04', alias: 'vivid', glibc: '2.21', archived: true, megabytes: 131, slim: undefined },
  { name: '15.10', alias: 'wily', glibc: '2.21', archived: true, megabytes: 137, slim: undefined },
  { name: '16.04', alias: 'xenial', glibc: '2.23', archived: false, megabytes: 135, slim: undefined },
  { name: '16.10', alias: 'yakkety', glibc: '2.24', archived: true, megabytes: 107, slim: undefined },
  { name: '17.04', alias: 'zesty', glibc: '2.24', archived: true, megabytes: 95, slim: undefined },
  { name: '17.10', alias: 'artful', glibc: '2.26', archived: true, megabytes: 99, slim: undefined },
  { name: '18.04', alias: 'bionic', glibc: '2.27', archived: false, megabytes: 63, slim: undefined },
  { name: '18.10', alias: 'cosmic', glibc: '2.28', archived: true, megabytes: 73, slim: undefined },
  { name: '19.04', alias: 'disco', glibc: '2.29', archived: true, megabytes: 70, slim: undefined },
  { name: '19.10', alias: 'eoan', glibc: '2.30', archived: true, megabytes: 73, slim: undefined },
  { name: '20.04', alias: 'focal', glibc: '2.31', archived: false, megabytes: 73, slim: undefined },
  { name: '20.10', alias: 'groovy', glibc: '2.32', archived: true, megabytes: 80, slim: undefined },
  { name: '21.04', alias: 'hirsute', glibc: '2.33', archived: true, megabytes: 80, slim: undefined },
  { name: '21.10', alias: 'impish', glibc: '2.34', archived: true, megabytes: 79, slim: undefined },
  { name: '22.04', alias: 'jammy', glibc: '2.35', archived: false, megabytes: 78, slim: undefined },
  { name: '22.10', alias: 'kinetic', glibc: '2.36', archived: true, megabytes: 70, slim: undefined },
  { name: '23.04', alias: 'lunar', glibc: '2.37', archived: true, megabytes: 70, slim: undefined },
  { name: '23.10', alias: 'mantic', glibc: '2.38', archived: true, megabytes: 70, slim: undefined },
  { name: '24.04', alias: 'noble', glibc: '2.39', archived: false, megabytes: 78, slim: undefined },
  { name: '24.10', alias: 'oracular', glibc: '2.40', archived: true, megabytes: 80, slim: undefined },
  { name: '25.04', alias: 'plucky', glibc: '2.41', archived: true, megabytes: 78, slim: undefined },
  { name: '25.10', alias: 'questing', glibc: '2.42', archived: true, megabytes: 78, slim: undefined },
  { name: '26.04', alias: 'resolute', glibc: '2.43', archived: false, megabytes: 80, slim: undefined },
  { name: '26.10', alias: 'stonking', glibc: '2.43', archived: false, megabytes: 80, slim: undefined },
];

/** Alpine 3.1 to 3.24. All stay on dl-cdn.alpinelinux.org. Source: alpinelinux.org/releases. */
export const alpineReleases: readonly string[] = Array.from({ length: 24 }, (_, index) => `3.${index + 1}`);

/** glibc by number, with the letter of the family: CentOS 7 is `centos 7`. Source: the distributions' package lists. */
const otherGlibc: Readonly<Record<string, string>> = {
  'rhel 6': '2.12',
  'rhel 7': '2.17',
  'rhel 8': '2.28',
  'rhel 9': '2.34',
  'rhel 10': '2.39',
  'amazonlinux 1': '2.17',
  'amazonlinux 2': '2.26',
  'amazonlinux 2023': '2.34',
};

export function debianRelease(word: string): Release | undefined {
  return debianReleases.find(({ name, alias }) => name === word || alias === word);
}

export function ubuntuRelease(word: string): Release | undefined {
  return ubuntuReleases.find(({ name, alias }) => name === word || alias === word);
}

/** `buster-slim`, `jammy`. */
export function distributionNamed(word: string): Distribution | undefined {
  const name = word.replace(/-slim$/, '');
  const debian = debianReleases.find((release) => release.name === name);
  if (debian !== undefined) return { name: 'debian', release: name };
  const ubuntu = ubuntuReleases.find((release) => release.alias === name);
  return ubuntu === undefined ? undefined : { name: 'ubuntu', release: ubuntu.name };
}

/** `3.6..3.14`: one of these releases, the oldest first. `3.9`: this one. */
export function distributionWithin(name: 'debian' | 'ubuntu' | 'alpine', range: string): Distribution {
  const [oldest = range, release] = range.split('..');
  return release === undefined ? { name, release: oldest } : { name, release, oldest };
}

/** By the age of the C library, which is comparable between Debian and Ubuntu. */
export function isOlderThan(release: string, debian: string): boolean {
  const glibc = debianRelease(release)?.glibc ?? ubuntuRelease(release)?.glibc;
  const other = debianRelease(debian)?.glibc;
  return glibc !== undefined && other !== undefined && Number(glibc.slice(2)) < Number(other.slice(2));
}

/** True when nothing can be installed on an unchanged image of this release any more. */
export function isArchived(distribution: Distribution): boolean {
  switch (distribution.name) {
    case 'debian':
      return debianRelease(distribution.release ?? '')?.archived ?? false;
    case 'ubuntu':
      return ubuntuRelease(distribution.release ?? '')?.archived ?? false;
    case 'rhel':
    case 'alpine':
    case 'amazonlinux':
    case 'other':
      return false;
  }
}

/** As `[2, 31]`; undefined when not known. */
export function glibcOf(distribution: Distribution): readonly [number, number] | undefined {
  const { name, release } = distribution;
  if (release === undefined) return undefined;
  const text =
    name === 'debian'
      ? debianRelease(release)?.glibc
      : name === 'ubuntu'
        ? ubuntuRelease(release)?.glibc
        : otherGlibc[`${name} ${release}`];
  if (text === undefined) return undefined;
  const [major, minor] = text.split('.').map(Number);
  return major === undefined || minor === undefined ? undefined : [major, minor];
}

/** Whether programs that were linked on `build` find a C library that is new enough on `base`, given that both have the same kind. */
export function isNotOlder(base: Distribution, build: Distribution): boolean {
  if (base.name === build.name && base.release === build.release && base.oldest === build.oldest) return true;
  if (base.name === 'alpine' && build.name === 'alpine') {
    // A base without a release floats to the newest; musl keeps its binary interface.
    if (base.release === undefined || base.release === 'edge') return true;
    if (build.release === undefined || build.release === 'edge') return false;
    return alpineReleases.indexOf(base.oldest ?? base.release) >= alpineReleases.indexOf(build.release);
  }
  if (base.name === build.name && base.release === build.release) return true;
  const oldest = base.oldest === undefined ? base : { name: base.name, release: base.oldest };
  const [baseGlibc, buildGlibc] = [glibcOf(oldest), glibcOf(build)];
  // Debian without a release is Debian stable: no older than any release that has a name here.
  if (base.name === 'debian' && base.release === undefined && build.name === 'debian') return true;
  if (baseGlibc === undefined || buildGlibc === undefined) return false;
  return baseGlibc[0] > buildGlibc[0] || (baseGlibc[0] === buildGlibc[0] && baseGlibc[1] >= buildGlibc[1]);
}

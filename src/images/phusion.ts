// Distributions that others packed again: phusion/baseimage and the phusion/passenger images on it, and bitnami/minideb.
// Sources: CHANGELOG.md of phusion/passenger-docker; the pages of Docker Hub.

import { languageImage } from './buildpack.ts';
import { debianRelease, distributionNamed } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { isBareDigest } from './reference.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** From this version on, the release of Ubuntu. */
type Since = readonly (readonly [major: number, minor: number, patch: number, release: string])[];

const baseimageReleases: Since = [
  [0, 11, 0, '18.04'],
  [0, 9, 19, '16.04'],
  [0, 9, 10, '14.04'],
  [0, 9, 0, '12.04'],
];

/** Each one follows the baseimage of its day. Which one came after 3.0 is not certain. */
const passengerReleases: Since = [
  [2, 6, 0, '22.04'],
  [1, 0, 12, '20.04'],
  [1, 0, 0, '18.04'],
  [0, 9, 19, '16.04'],
  [0, 9, 10, '14.04'],
  [0, 9, 0, '12.04'],
];

function releaseOf(version: string, list: Since): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return list.find(([one, two, three]) => major * 1e6 + minor * 1e3 + patch >= one * 1e6 + two * 1e3 + three)?.[3];
}

/** `0.9.18`, `18.04-1.0.0`, `jammy-1.0.4`. `latest` and `master` were moved, and may be any release. */
export function describeBaseimage(reference: ImageReference, text: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const distribution = baseimageDistribution(text);
  return distribution === undefined
    ? undefined
    : ubuntuWithInit({ reference, distribution, toolchains: [], interpreters: {}, exposes: [] });
}

function baseimageDistribution(text: string): Distribution | undefined {
  if (/^(?:latest|master|latest-(?:amd64|arm64|arm))$/.test(text)) return { name: 'ubuntu', release: undefined };
  const [, word = '', early = ''] =
    /^(?:([a-z]+|18\.04)-\d+\.\d+\.\d+(?:-[a-z]+\d*)?|(0\.\d+(?:\.\d+)?))$/.exec(text) ?? [];
  if (word === '18.04') return { name: 'ubuntu', release: word };
  if (word !== '') return distributionNamed(word);
  const release = early === '' ? undefined : releaseOf(early, baseimageReleases);
  return release === undefined ? undefined : { name: 'ubuntu', release };
}

/** `phusion/passenger-` and this; with the version that dropped it, after which `latest` stayed. */
const passengers: ReadonlyMap<string, string | undefined> = new Map([
  ...'ruby20 ruby21 ruby22'.split(' ').map((name) => [name, '0.9.35'] as const),
  ['ruby23', '1.0.11'],
  ...'ruby24 ruby25'.split(' ').map((name) => [name, '1.0.19'] as const),
  ['ruby26', '2.3.1'],
  ['ruby27', '2.5.1'],
  ['ruby30', '3.0.4'],
  ...'ruby31 ruby32 ruby33 ruby34 nodejs full customizable'.split(' ').map((name) => [name, undefined] as const),
]);

export const passengerRepositories: readonly string[] = [...passengers.keys()].map(
  (name) => `phusion/passenger-${name}`,
);

/** `0.9.19`, `2.5.1`, `latest`. */
export function describePassenger(reference: ImageReference, text: string): Image | undefined {
  const name = reference.repository.slice('phusion/passenger-'.length);
  const version = /^\d+\.\d+\.\d+$/.test(text) ? text : text === 'latest' ? (passengers.get(name) ?? '') : undefined;
  if (version === undefined || isBareDigest(reference)) return undefined;
  const isKnown = version !== '' && !/^(?:[4-9]|3\.[1-9])/.test(version);
  const release = isKnown ? releaseOf(version, passengerReleases) : undefined;
  const ruby = /^ruby(\d)(\d)$/.exec(name);
  const hasRuby = ruby !== null || name === 'full';
  const hasNode = name === 'nodejs' || name === 'full';
  return ubuntuWithInit({
    reference,
    distribution: { name: 'ubuntu', release },
    toolchains: [...(hasRuby ? ['ruby'] : []), ...(hasNode ? ['node'] : []), ...(hasRuby ? ['c'] : [])],
    interpreters: {
      ...(hasRuby ? { ruby: ruby === null ? '' : `${ruby[1]}.${ruby[2]}` } : {}),
      ...(hasNode ? { node: '' } : {}),
    },
    // There is no smaller one with its init and web server. From 1.0 on, Ruby is RVM's, whose folders are not known here.
    runtimes: version.startsWith('0.') ? [reference.text] : [],
    exposes: ['80', '443'],
  });
}

type Init = Pick<Image, 'reference' | 'toolchains' | 'interpreters'> & {
  readonly runtimes?: readonly string[];
  readonly distribution: Distribution;
  readonly exposes: readonly string[];
};

/** What else is in them changed over the years, so that their programs are not known. */
function ubuntuWithInit({ exposes, ...facts }: Init): Image {
  const isNew = !/^1[246]\./.test(facts.distribution.release ?? '');
  const locale = { LANG: 'en_US.UTF-8', LANGUAGE: 'en_US:en', LC_ALL: 'en_US.UTF-8' };
  const image = languageImage({
    ...facts,
    layer: 'slim',
    certificates: true,
    config: {
      environment: { PATH: path, ...(isNew ? { DEBIAN_FRONTEND: 'teletype', ...locale } : {}) },
      cmd: ['/sbin/my_init'],
      exposes,
    },
    megabytes: facts.toolchains.length === 0 ? 220 : 640,
    source: 'phusion/baseimage-docker',
  });
  return { ...image, programs: undefined };
}

/** `bookworm`, `bookworm-amd64`, `bullseye-snapshot-20231001T000000Z`, `latest`: Debian with a script to install packages, and without time zones. */
export function describeMinideb(reference: ImageReference, text: string): Image | undefined {
  const word = /^([a-z]+)(?:-(?:amd64|arm64))?(?:-snapshot-\w+)?$/.exec(text)?.[1];
  if (word === undefined || isBareDigest(reference)) return undefined;
  if (word !== 'latest' && debianRelease(word) === undefined) return undefined;
  return languageImage({
    reference,
    distribution: { name: 'debian', release: word === 'latest' ? undefined : word },
    layer: 'slim',
    zoneinfo: false,
    config: { cmd: ['/bin/bash'] },
    programs: ['install_packages'],
    megabytes: 75,
    source: 'bitnami/minideb',
  });
}

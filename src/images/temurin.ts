// Eclipse Temurin and its forerunner AdoptOpenJDK. Sources: adoptium/containers, AdoptOpenJDK/openjdk-docker, and library/eclipse-temurin and
// library/adoptopenjdk in docker-library/official-images.

import { ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import {
  isBareDigest,
  javaImage,
  month,
  pinned,
  releaseBetween,
  someAlpine,
  temurinRuntimes,
  timeline,
} from './jvm.ts';
import { siblingText } from './reference.ts';

/** Ubuntu of a tag without a suffix. Seen: 8u412, 11.0.23 and 17.0.11 on jammy, 21.0.4 on noble, all of August 2026 on resolute. */
export const temurinDefault = timeline('20.04 22.04@2022-04..2022-12 24.04@2024-07..2024-10 26.04@2026-04..2026-08');
/** AdoptOpenJDK built the last images in August 2021. */
export const adoptDefault = timeline('18.04 20.04@2020-05..2020-10');

const supported = new Set([8, 11, 17, 21, 25]);
/** The month of the last update of a version that has no more of them. */
const lastUpdates: Readonly<Record<number, string>> = {
  16: '2021-09',
  18: '2022-09',
  19: '2023-03',
  20: '2023-09',
  22: '2024-09',
  23: '2025-03',
  24: '2025-09',
  26: '2026-09',
};

/** All versions get an update in January, April, July and October; 17.0.1 was that of October 2021. */
function monthOf(major: number, update: number): number | undefined {
  const first = { 8: '2021-07', 11: '2021-07', 17: '2021-07', 21: '2023-07', 25: '2025-07' }[major];
  if (first === undefined) return undefined;
  const count = major === 8 ? (update - 302) / 10 : major === 11 ? update - 12 : update;
  return month(first) + 3 * Math.floor(count);
}

interface Tag {
  readonly major: number | undefined;
  /** Of `8u412-b08` and `17.0.11_9`; undefined for the last one. */
  readonly update: number | undefined;
  readonly jre: boolean;
  readonly variant: string;
}

function readTag(tag: string): Tag | undefined {
  const words =
    /^(?:(\d+)(?:u(\d+)-b[\d.]+|(?:\.0(?:\.(\d+)[\d.]*)?)?_[\d.]+)?(?:-|$))?(?:(jdk|jre|latest)(?:-|$))?([a-z][a-z0-9.-]*)?$/.exec(
      tag,
    );
  if (words === null) return undefined;
  const [version = '', major, update, patch, kind, variant = ''] = words;
  const exact = version.includes('_') || update !== undefined;
  return {
    major: major === undefined ? undefined : Number(major),
    update: exact ? Number(update ?? patch ?? 0) : undefined,
    jre: kind === 'jre',
    variant,
  };
}

function ubuntuOf({ major, update }: Tag): Distribution {
  const name = 'ubuntu';
  if (major === undefined || (supported.has(major) && update === undefined)) return { name, release: undefined };
  const at = update === undefined ? undefined : monthOf(major, update);
  if (at !== undefined) return { name, ...releaseBetween(temurinDefault, at, at + 3) };
  const last = lastUpdates[major];
  if (last === undefined) return { name, release: undefined };
  const end = month(last);
  return { name, ...releaseBetween(temurinDefault, update === undefined ? end - 1 : end - 6, end) };
}

function distributionOf(tag: Tag): Distribution | undefined {
  const { variant } = tag;
  if (variant === '') return ubuntuOf(tag);
  const alpine = /^alpine(?:-(3\.\d+))?$/.exec(variant);
  if (alpine?.[1] !== undefined) return { name: 'alpine', release: alpine[1] };
  if (alpine !== null) {
    const floats = tag.update === undefined && (tag.major === undefined || lastUpdates[tag.major] === undefined);
    return floats ? { name: 'alpine', release: undefined } : { ...someAlpine, oldest: '3.13' };
  }
  if (variant === 'centos7') return { name: 'rhel', release: '7' };
  const universal = /^ubi(\d+)-minimal$/.exec(variant)?.[1];
  if (universal !== undefined) return { name: 'rhel', release: universal };
  const release = /^\d/.test(variant) ? undefined : ubuntuRelease(variant);
  return release === undefined ? undefined : { name: 'ubuntu', release: release.name };
}

/** JDK and JRE in MB by distribution. */
function megabytes(distribution: Distribution | undefined, major: number | undefined, jre: boolean): number {
  const base = distribution?.name === 'alpine' ? 45 : distribution?.name === 'rhel' ? 180 : 130;
  return base + (jre ? ((major ?? 21) <= 8 ? 110 : 140) : (major ?? 21) <= 8 ? 210 : 340);
}

/** `17`, `17-jdk-jammy`, `17.0.11_9-jre-alpine`, `8u412-b08-jdk-focal`, `21-ubi9-minimal`, `21-jre-alpine-3.21`. */
export function describeTemurin(reference: ImageReference, written: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const tag = readTag(written);
  const distribution = tag === undefined ? undefined : distributionOf(tag);
  if (tag === undefined || distribution === undefined) return undefined;
  return temurinImage(
    reference,
    tag,
    pinned(reference, distribution, tag.variant === '' ? '20.04' : undefined),
    written,
  );
}

function temurinImage(reference: ImageReference, tag: Tag, distribution: Distribution, written: string): Image {
  const { major, jre } = tag;
  const at = major === undefined || tag.update === undefined ? undefined : monthOf(major, tag.update);
  // The script, which ends in `exec "$@"`, came in the autumn of 2023. Versions that had ended by then have none.
  const ended = month(lastUpdates[major ?? 0] ?? '2030-01') < month('2023-10');
  const hasEntrypoint = !ended && (at === undefined || at >= month('2023-10'));
  return javaImage({
    reference,
    distribution,
    major,
    jre,
    home: '/opt/java/openjdk',
    environment: { LANG: 'en_US.UTF-8', LANGUAGE: 'en_US:en', LC_ALL: 'en_US.UTF-8' },
    entrypoint: hasEntrypoint ? ['/__cacert_entrypoint.sh'] : undefined,
    programs: distribution.name === 'ubuntu' ? ['curl', 'openssl', 'update-ca-certificates', 'fc-list'] : [],
    certificates: true,
    zoneinfo: true,
    runtimes: jre ? [] : runtimesOf(reference, tag, distribution, written),
    megabytes: megabytes(distribution, major, jre),
    source: 'adoptium/containers',
  });
}

function runtimesOf(
  reference: ImageReference,
  { major, variant }: Tag,
  distribution: Distribution,
  written: string,
): readonly string[] {
  // Java 16 had no JRE.
  if (major === undefined || major === 16) return temurinRuntimes(reference, major, distribution);
  const version = written
    .split('-')
    .slice(0, /u\d+-b/.test(written) ? 2 : 1)
    .join('-');
  const own = siblingText(reference, 'eclipse-temurin', `${version}-jre${variant === '' ? '' : `-${variant}`}`);
  // The JREs of 17 came some weeks after 17.0.1.
  const first = version.startsWith('17_') || version.startsWith('17.0.1_') ? [] : [own];
  return [...new Set([...first, ...temurinRuntimes(reference, major, distribution)])];
}

/** `11-jdk-hotspot`, `8-jre-openj9`, `11.0.11_9-jdk-hotspot-focal`, `14-hotspot`, `16-jdk-hotspot`; the last images are of August 2021. */
export function describeAdopt(reference: ImageReference, written: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const words =
    /^(?:(\d+)(\.[\d._]+|_\d+|u\d+-b\d+)?-)?(?:(jdk|jre)-)?(hotspot|openj9)(?:-0\.[\d.]+)?(?:-([a-z]+))?$/.exec(
      written,
    );
  if (words === null) return undefined;
  const [, version, exact, kind, engine = 'hotspot', variant] = words;
  const major = version === undefined ? undefined : Number(version);
  const distribution = adoptDistribution(major, exact !== undefined, variant);
  if (distribution === undefined) return undefined;
  const jre = kind === 'jre';
  const known = major === undefined || exact !== undefined || major < 8;
  const own = siblingText(
    reference,
    'adoptopenjdk',
    `${major}-jre-${engine}${variant === undefined ? '' : `-${variant}`}`,
  );
  return javaImage({
    reference,
    distribution: pinned(reference, distribution, variant === undefined ? '18.04' : undefined),
    major,
    jre,
    home: '/opt/java/openjdk',
    environment: { LANG: 'en_US.UTF-8', LANGUAGE: 'en_US:en', LC_ALL: 'en_US.UTF-8' },
    programs: ['curl', 'openssl', 'update-ca-certificates'],
    certificates: true,
    zoneinfo: true,
    runtimes: jre ? [] : [...new Set([...(known ? [] : [own]), ...temurinRuntimes(reference, major, distribution)])],
    megabytes: megabytes(distribution, major, jre),
    source: 'library/adoptopenjdk of docker-library/official-images',
  });
}

/** The month in which AdoptOpenJDK built a version for the last time. */
const adoptEnds: Readonly<Record<number, string>> = { 12: '2019-09', 13: '2020-03', 14: '2020-09', 15: '2021-03' };

function adoptDistribution(
  major: number | undefined,
  exact: boolean,
  variant: string | undefined,
): Distribution | undefined {
  const name = 'ubuntu';
  if (variant !== undefined) {
    const release = ubuntuRelease(variant);
    return release === undefined ? undefined : { name, release: release.name };
  }
  if (exact || major === undefined)
    return { name, ...releaseBetween(adoptDefault, month('2019-01'), month('2021-08')) };
  const end = month(adoptEnds[major] ?? '2021-08');
  return { name, ...releaseBetween(adoptDefault, end - 1, end) };
}

/** `adoptopenjdk/openjdk11`: `alpine`, `jdk-11.0.11_9-slim`, `x86_64-alpine-jre-11.0.3_7`. Their Java on Alpine is one for glibc, and so is what it loads. */
export function describeAdoptOwn(reference: ImageReference, written: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const repository = /^adoptopenjdk\/openjdk(\d+)(-openj9)?$/.exec(reference.repository);
  if (repository === null || /nightly|windows|nanoserver|ubi|centos|debian|clefos|leap/.test(written)) return undefined;
  const major = Number(repository[1]);
  const isAlpine = /(?:^|-)alpine(?:-|$)/.test(written);
  const jre = /(?:^|-)jre(?:-|$)/.test(written);
  if (!isAlpine && !/^(?:latest|slim|jre|(?:(?:x86_64-)?ubuntu-)?(?:jdk|jre)-?\S*)$/.test(written)) return undefined;
  const distribution: Distribution = isAlpine
    ? { ...someAlpine, oldest: '3.6' }
    : { name: 'ubuntu', ...releaseBetween(adoptDefault, month('2018-06'), month('2021-08')) };
  const sibling = siblingText(reference, reference.repository, isAlpine ? 'alpine-jre' : 'jre');
  return javaImage({
    reference,
    distribution,
    major,
    jre,
    home: '/opt/java/openjdk',
    environment: { LANG: 'en_US.UTF-8', LANGUAGE: 'en_US:en', LC_ALL: 'en_US.UTF-8' },
    cmd: undefined,
    // Not on the first ones.
    certificates: false,
    runtimes: jre ? [] : [sibling, ...(isAlpine ? [] : temurinRuntimes(reference, major, distribution))],
    megabytes: megabytes(distribution, major, jre),
    source: 'AdoptOpenJDK/openjdk-docker',
  });
}

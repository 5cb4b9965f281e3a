// The image `gradle`: which JDK's image each tag stands on, which user it runs as. Sources: the history of keeganwitt/docker-gradle and of
// library/gradle in docker-library/official-images.

import { ubuntuRelease } from './distributions.ts';
import type { Image, ImageReference } from './image.ts';
import { describeCorretto } from './jdks.ts';
import { below, floating, isBareDigest, month, moved, onJdk, rangeOf, someAlpine } from './jvm.ts';
import { openjdkBetween } from './openjdk.ts';
import { describeAdopt, describeTemurin } from './temurin.ts';

/** The month in which the next minor version came. Up to 5.3 all, and of 5.4 the small ones, stood on `openjdk`. */
const ends: Readonly<Record<string, string>> = Object.fromEntries(
  (
    '3.4:2017-04 3.5:2017-06 4.0:2017-08 4.1:2017-09 4.2:2017-10 4.3:2017-12 4.4:2018-02 4.5:2018-03 4.6:2018-04 4.7:2018-06 4.8:2018-07 4.9:2018-09 4.10:2018-12 ' +
    '5.0:2019-01 5.1:2019-02 5.2:2019-03 5.3:2019-04 5.4:2019-07'
  )
    .split(' ')
    .map((word) => word.split(':')),
);

/** Ubuntu of a tag that says no release, by minor version: 5.4.1 to 6.8 on AdoptOpenJDK, then on Temurin. '' where it may still move. */
const ubuntu: Readonly<Record<string, string>> = Object.fromEntries(
  (
    '5.4=18.04 5.5=18.04 5.6=18.04 6.0=18.04..20.04 6.1=18.04..20.04 6.2=18.04..20.04 6.3=18.04..20.04 6.4=18.04..20.04 6.5=18.04..20.04 6.6=18.04..20.04 6.7=20.04 6.8=20.04 6.9= ' +
    '7.0=20.04 7.1=20.04 7.2=20.04 7.3=20.04..22.04 7.4=20.04..22.04 7.5=20.04..22.04 7.6= 8.0=20.04..22.04 8.1=22.04 8.2=22.04 8.3=22.04 8.4=22.04 8.5=22.04 8.6=22.04 8.7=22.04 8.8=22.04 ' +
    '8.9=22.04 8.10=22.04 8.11=22.04 8.12=22.04 8.13=22.04..24.04 8.14= 9.0=22.04..24.04 9.1=24.04 9.2=24.04 9.3=24.04'
  )
    .split(' ')
    .map((word) => word.split('=')),
);

interface Tag {
  /** `8.10` of `8.10.1`; undefined for none, and for `8` alone. */
  readonly minor: string | undefined;
  readonly version: string | undefined;
  readonly kind: 'jdk' | 'jre';
  readonly major: number | undefined;
  readonly variant: string;
}

function readTag(tag: string): Tag | undefined {
  const words = /^(?:(\d+(?:\.\d+)*|latest)(?:-|$))?(?:(jdk|jre)(\d+)?(?:-|$))?([a-z][a-z0-9-]*)?$/.exec(tag);
  if (words === null) return undefined;
  const [, version, kind, major, variant = ''] = words;
  if (/graal|and|hotspot|openj9/.test(variant)) return undefined;
  if (version !== undefined && /^[1-4]$/.test(version)) return undefined;
  const minor = version === undefined ? undefined : version === '5' ? '5.6' : /^\d+\.\d+/.exec(version)?.[0];
  return {
    version: version === 'latest' ? undefined : version,
    minor,
    kind: kind === 'jre' ? 'jre' : 'jdk',
    major: major !== undefined ? Number(major) : defaultMajor(minor, version, variant, kind),
    variant,
  };
}

/** 8 up to 5.5; seen: 21 with 8.10. In between it moved from 8 to 11 and to 17. */
function defaultMajor(
  minor: string | undefined,
  version: string | undefined,
  variant: string,
  kind: string | undefined,
): number | undefined {
  if (variant === 'slim' || kind === 'jre')
    return version === undefined || Number(version.split('.')[0]) <= 5 ? 8 : undefined;
  if (minor === undefined) return undefined;
  if (isOlder(minor, 5, 6)) return 8;
  return minor === '8.10' && variant === '' ? 21 : undefined;
}

function isOlder(minor: string, first: number, second: number): boolean {
  const [one = 0, two = 0] = minor.split('.').map(Number);
  return one < first || (one === first && two < second);
}

/** True for the small ones from before June 2019, which ran as the user gradle, as all did up to 5.4. */
function isOldOne({ minor, version, variant, kind, major }: Tag): boolean {
  if (version === undefined || minor === undefined) {
    // Names that are gone since then: `jdk8-alpine`, `slim`, `jdk10`.
    if (version !== undefined) return false;
    return variant === 'slim' || (variant === 'alpine' && major === 8) || major === 7 || major === 9 || major === 10;
  }
  if (isOlder(minor, 5, 4)) return true;
  return minor === '5.4' && (version === '5.4.0' || variant !== '' || (kind === 'jre' && major === 11));
}

/** `8.10-jdk17`, `jdk21-alpine`, `7.4-jdk17-alpine`, `6-jdk11-focal`, `5.1.1-slim`, `4.7.0-jdk8-alpine`, `9.2-jdk25-corretto`. */
export function describeGradle(reference: ImageReference, written: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const tag = readTag(written);
  if (tag === undefined) return undefined;
  const isOld = isOldOne(tag);
  const jdk = isOld ? openjdkBelow(reference, tag) : jdkBelow(reference, tag);
  if (jdk === undefined) return undefined;
  const image = onJdk(reference, jdk, gradle(isOld, jdk.distribution?.name, tag.variant));
  // Temurin's entrypoint came in the autumn of 2023, when 8.4 and 8.5 did.
  const isBefore = tag.minor !== undefined && ubuntu[tag.minor] !== '' && isOlder(tag.minor, 8, 5);
  return isBefore ? { ...image, config: { ...image.config, entrypoint: undefined } } : image;
}

function openjdkBelow(reference: ImageReference, { minor, kind, major = 8, variant }: Tag): Image | undefined {
  if (variant !== '' && variant !== 'alpine' && variant !== 'slim') return undefined;
  const end = ends[minor ?? '5.4'];
  if (end === undefined) return undefined;
  return openjdkBetween(reference, { major, jre: kind === 'jre', variant }, month(end) - 1, month(end));
}

function jdkBelow(reference: ImageReference, { minor, kind, major, variant }: Tag): Image | undefined {
  const java = major === undefined ? 'latest' : `${major}-${kind}`;
  const at = (repository: string, text: string) => below(reference, repository, text);
  const isFrozen = minor !== undefined && ubuntu[minor] !== '';
  const corretto = /^corretto(?:-al2023)?$/.exec(variant);
  if (corretto !== null) {
    if (major === undefined) return undefined;
    const text = variant.endsWith('al2023') ? `${major}-al2023` : String(major);
    return describeCorretto(at('amazoncorretto', text), text);
  }
  const suffix = variant === 'ubi9' || variant === 'ubi10' ? `${variant}-minimal` : variant;
  if (suffix !== '' && suffix !== 'alpine' && !suffix.startsWith('ubi') && ubuntuRelease(suffix) === undefined)
    return undefined;
  const isAdopt = minor !== undefined && /^(?:5\.[4-9]|6\.[0-8])$/.test(minor);
  if (!isAdopt && kind === 'jre') return undefined;
  if (isAdopt) {
    if (major === undefined) return anyJdk(reference, minor);
    const text = `${java}-hotspot${suffix === '' ? '' : `-${suffix}`}`;
    return settle(describeAdopt(at('adoptopenjdk', text), text), minor, suffix);
  }
  if (suffix === 'alpine') {
    const text = major === undefined ? 'alpine' : `${java}-alpine`;
    const image = describeTemurin(at('eclipse-temurin', text), text);
    return isFrozen ? moved(image, { ...someAlpine, oldest: '3.13' }) : image;
  }
  if (major === undefined && suffix !== '') return undefined;
  const text = suffix === '' ? java : `${java}-${suffix}`;
  const image = settle(describeTemurin(at('eclipse-temurin', text), text), minor, suffix);
  // Seen with 8.10, and no older one since.
  return image === undefined || minor !== undefined ? image : floating(image, '21');
}

function anyJdk(reference: ImageReference, minor: string | undefined): Image | undefined {
  return settle(describeTemurin(below(reference, 'eclipse-temurin', 'latest'), 'latest'), minor, '');
}

/** Ubuntu's release is that of Gradle's own choice, which is written out in its Dockerfiles. */
function settle(image: Image | undefined, minor: string | undefined, suffix: string): Image | undefined {
  if (image === undefined || suffix !== '') return image;
  const known = minor === undefined ? '' : (ubuntu[minor] ?? '24.04..26.04');
  return moved(image, known === '' ? { name: 'ubuntu', release: undefined } : { name: 'ubuntu', ...rangeOf(known) });
}

/** GRADLE_VERSION is in ENV too, with a value that only an exact tag tells. */
function gradle(isOld: boolean, name: string | undefined, variant: string) {
  return {
    toolchains: ['gradle'],
    programs: [
      'gradle',
      ...(name === 'alpine' ? [] : name === 'ubuntu' || isOld ? ['unzip', 'wget'] : []),
      ...(name === 'ubuntu' && variant === '' ? ['git'] : []),
    ],
    config: {
      environment: { GRADLE_HOME: '/opt/gradle' },
      workdir: '/home/gradle',
      user: isOld ? 'gradle' : 'root',
      cmd: ['gradle'],
      // For root as well in 4.1 and some after it.
      volumes: ['/home/gradle/.gradle', ...(isOld ? ['/root/.gradle'] : [])],
    },
    megabytes: 150,
    source: 'keeganwitt/docker-gradle',
  };
}

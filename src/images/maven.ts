// The image `maven`: which JDK's image each tag stands on, and from when. Sources: the history of carlossg/docker-maven and of library/maven in
// docker-library/official-images.

import { programsOfPackage } from '../packages/programs.ts';
import { debianRelease, ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { describeCorretto, describeIbmJava, describeSapMachine, describeSemeru } from './jdks.ts';
import { below, floating, isBareDigest, month, moved, onJdk, rangeOf, releaseBetween, someAlpine } from './jvm.ts';
import { describeOpenjdk, openjdkBetween } from './openjdk.ts';
import { adoptDefault, describeAdopt, describeTemurin, temurinDefault } from './temurin.ts';

/** The months between which a version was built. Two digits stand for the last of their versions, which are gone from the library file. */
const built: Readonly<Record<string, readonly [from: number, to: number]>> = Object.fromEntries(
  (
    '3.0:2014-11..2015-03 3.1:2014-11..2015-03 3.2:2014-11..2015-06 3.3.1:2015-03..2015-08 3.3.3:2015-05..2015-12 3.3.9:2015-11..2017-05 3.3:2016-06..2017-05 ' +
    '3.5.0:2017-04..2017-11 3.5.2:2017-10..2018-04 3.5.3:2018-03..2018-08 3.5.4:2018-06..2018-12 3.5:2018-08..2018-12 3.6.0:2018-10..2019-05 3.6.1:2019-04..2019-10 ' +
    '3.6.2:2019-08..2020-01 3.6.3:2019-11..2021-05 3.6:2020-04..2021-05 3.8.1:2021-04..2021-09 3.8.2:2021-08..2021-11 3.8.3:2021-09..2021-12 3.8.4:2021-11..2022-04 3.8.5:2022-03..2022-07 ' +
    '3.8.6:2022-06..2023-01 3.8.7:2022-12..2023-04 3.8.8:2023-03..2023-06 3.8:2022-12..2023-06 3.9.0:2023-01..2023-04 3.9.1:2023-03..2023-06 3.9.2:2023-05..2023-07 3.9.3:2023-06..2023-09 ' +
    '3.9.4:2023-08..2023-11 3.9.5:2023-10..2024-01 3.9.6:2023-12..2024-06 3.9.7:2024-05..2024-07 3.9.8:2024-06..2024-09 3.9.9:2024-08..2025-07 3.9.10:2025-06..2025-08 ' +
    '3.9.11:2025-07..2026-01 3.9.12:2025-12..2026-03'
  )
    .split(' ')
    .map((word) => {
      const [version = '', from = '', to = ''] = word.split(/:|\.\.(?=\d{4})/);
      return [version, [month(from), month(to)]];
    }),
);

/** What a tag without a version, or with 3 alone, meant when it was built for the last time, for the names that are gone since. */
const lastOf = (name: string, major: number): readonly [number, number] =>
  name === 'jdk' && (major === 7 || major === 9 || major === 10)
    ? [month('2018-06'), month('2019-10')]
    : name === 'jdk'
      ? [month('2019-11'), month('2021-05')]
      : [month('2021-04'), month('2022-12')];

interface Tag {
  readonly version: string | undefined;
  /** `jdk`, `openjdk`, `eclipse-temurin` … */
  readonly name: string;
  readonly major: number | undefined;
  readonly variant: string;
}

function readTag(tag: string): Tag | undefined {
  const words =
    /^(?:(\d+(?:\.\d+)*(?:-(?:alpha|beta|rc)-?\d+)?|latest)(?:-|$))?(?:(jdk|openjdk|eclipse-temurin|amazoncorretto|adoptopenjdk|ibmjava|ibm-semeru|sapmachine)(?:-(\d+))?(?:-|$))?([a-z][a-z0-9.-]*)?$/.exec(
      tag,
    );
  if (words === null) return undefined;
  const [, version, name, major, variant = ''] = words;
  if (variant === 'openj9' && name === 'jdk') return undefined;
  if (name !== undefined && major === undefined) return undefined;
  return {
    version: version === 'latest' ? undefined : version,
    ...(name === undefined ? defaultJdk(version, variant) : { name, major: Number(major) }),
    variant,
  };
}

/** 3.3.9 and 3.5 had 8 without a suffix, and 3.9.4 to 3.9.11 had Temurin 21. In between and since then it moved. */
function defaultJdk(
  version: string | undefined,
  variant: string,
): { readonly name: string; readonly major: number | undefined } {
  if (variant.includes('onbuild')) return { name: 'jdk', major: 8 };
  if (variant === 'alpine' && (version === undefined || /^3(?:$|\.[356])/.test(version)))
    return { name: 'jdk', major: 8 };
  if (version !== undefined && /^3\.(?:3\.9|3|5(?:\.\d+)?)$/.test(version)) return { name: 'jdk', major: 8 };
  if (version !== undefined && /^3\.9\.(?:[5-9]|10)$/.test(version)) return { name: 'eclipse-temurin', major: 21 };
  return { name: '', major: undefined };
}

/** `3-jdk-8`, `3.6.3-jdk-11-slim`, `3.8-openjdk-17`, `3.9.9-eclipse-temurin-17-focal`, `3-amazoncorretto-21-al2023`, `3.5-jdk-8-alpine`, `3.3-jdk-8-onbuild`, `3-alpine`. */
export function describeMaven(reference: ImageReference, written: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const tag = readTag(written);
  if (tag === undefined) return undefined;
  const onbuild = /(?:^|-)onbuild/.test(tag.variant);
  const variant = tag.variant.replace(/-?onbuild(?:-(?=alpine))?/, '');
  const jdk = jdkOf(reference, { ...tag, variant });
  return jdk === undefined
    ? undefined
    : onJdk(reference, jdk, maven(tag.version, onbuild, packagesOf({ ...tag, variant }, jdk.distribution?.name)));
}

function jdkOf(reference: ImageReference, tag: Tag): Image | undefined {
  const { version, name, major, variant } = tag;
  const at = (repository: string, text: string) => below(reference, repository, text);
  if (name === '') {
    // Any JDK on any release.
    if (variant !== '') return undefined;
    const jdk = describeTemurin(at('eclipse-temurin', 'latest'), 'latest');
    // The Java of 3.9.4 to 3.9.11.
    const floats = version === undefined || version === '3';
    const any = jdk === undefined || !floats ? jdk : floating(jdk, '21');
    const isTemurin = version === undefined || /^3$|^3\.9/.test(version) || version.startsWith('4');
    return any === undefined || isTemurin
      ? any
      : {
          ...any,
          distribution: undefined,
          libc: 'glibc',
          programs: undefined,
          packageManager: undefined,
          config: { ...any.config, environment: { PATH: any.config.environment.PATH ?? '' } },
        };
  }
  const suffix = variant === '' ? '' : `-${variant}`;
  const window = version === undefined || version === '3' ? undefined : built[version];
  const isFrozen = version !== undefined && /^3\.\d+\.\d+$|^3\.[0-8]$/.test(version);
  switch (name) {
    case 'jdk':
    case 'openjdk':
      return openjdkOf(reference, tag, window);
    case 'eclipse-temurin': {
      const text = `${major}-jdk${suffix}`;
      const image = describeTemurin(at('eclipse-temurin', text), text);
      if (!isFrozen || image === undefined) return image;
      if (variant === 'alpine') return moved(image, { ...someAlpine, oldest: '3.13' });
      if (variant !== '') return image;
      const [from, to] = window ?? [month('2022-01'), month('2027-01')];
      return moved(image, { name: 'ubuntu', ...releaseBetween(temurinDefault, Math.max(from, to - 3), to) });
    }
    case 'adoptopenjdk': {
      const text = variant === 'openj9' ? `${major}-jdk-openj9` : `${major}-jdk-hotspot`;
      if (variant !== '' && variant !== 'openj9') return undefined;
      const [from, to] = window ?? [month('2020-01'), month('2021-08')];
      return moved(describeAdopt(at('adoptopenjdk', text), text), {
        name: 'ubuntu',
        ...releaseBetween(adoptDefault, from, to),
      });
    }
    case 'amazoncorretto':
      return correttoOf(reference, tag, isFrozen);
    case 'ibm-semeru': {
      if (ubuntuRelease(variant) === undefined) return undefined;
      const text = `open-${major}-jdk-${variant}`;
      return describeSemeru(at('ibm-semeru-runtimes', text), text);
    }
    case 'ibmjava':
      if (variant !== '' && variant !== 'alpine') return undefined;
      return describeIbmJava(at('ibmjava', `8-sdk${suffix}`), `8-sdk${suffix}`);
    default: {
      if (variant !== '') return undefined;
      const image = describeSapMachine(at('sapmachine', String(major)), String(major));
      return isFrozen ? moved(image, { name: 'ubuntu', release: '26.04', oldest: '18.04' }) : image;
    }
  }
}

/** Maven puts Corretto on Debian itself, with `-debian`. */
function correttoOf(reference: ImageReference, { major, variant }: Tag, isFrozen: boolean): Image | undefined {
  const debian = /^debian(?:-(slim))?(?:-([a-z]+))?$/.exec(variant);
  const text = debian === null && variant !== '' ? `${major}-${variant}` : String(major);
  const image = describeCorretto(below(reference, 'amazoncorretto', text), text);
  if (image === undefined) return undefined;
  if (debian === null) {
    if (!isFrozen || !variant.startsWith('alpine')) return image;
    return /3\.\d+$/.test(variant) ? image : moved(image, { ...someAlpine, oldest: '3.12' });
  }
  const release = debian[2] === undefined ? undefined : debianRelease(debian[2])?.name;
  if (debian[2] !== undefined && release === undefined) return undefined;
  const distribution: Distribution = {
    name: 'debian',
    ...(release === undefined ? rangeOf('bullseye..trixie') : { release }),
  };
  return {
    ...image,
    distribution,
    packageManager: 'apt',
    programs: undefined,
    files: { ...image.files, certificates: undefined, zoneinfo: undefined },
  };
}

/** `3-jdk-8-alpine` ended with Alpine's last Java 8, in the middle of 2019. */
function openjdkOf(
  reference: ImageReference,
  { name, major, variant }: Tag,
  window: readonly [number, number] | undefined,
): Image | undefined {
  if (major === undefined) return undefined;
  const [from, to] = window ?? lastOf(name, major);
  if (to < month('2016-10')) {
    const text = `${major}-jdk${variant === '' ? '' : `-${variant}`}`;
    return describeOpenjdk(below(reference, 'java', text), text);
  }
  const last = month('2019-07');
  const [first, end] = variant === 'alpine' ? [Math.min(Math.max(from, to - 3), last), Math.min(to, last)] : [from, to];
  const image = openjdkBetween(reference, { major, jre: false, variant }, first, end);
  return variant === 'slim' && major === 17 ? moved(image, { name: 'debian', ...rangeOf('buster..bullseye') }) : image;
}

/** What is installed beside Maven, by the JDK's name and the distribution. */
const installed: Readonly<Record<string, string>> = {
  ' ubuntu': 'curl git openssh-client',
  'eclipse-temurin ubuntu': 'curl git openssh-client',
  'sapmachine ubuntu': 'curl git openssh-client',
  'ibm-semeru ubuntu': 'git openssh-client',
  'adoptopenjdk ubuntu': 'git',
  'ibmjava ubuntu': 'curl',
  'eclipse-temurin alpine': 'bash curl procps openssh-client',
  'amazoncorretto alpine': 'bash curl procps openssh-client',
  'amazoncorretto amazonlinux': 'tar gzip which',
  'openjdk rhel': 'findutils git',
};

function packagesOf({ version = '', name, variant }: Tag, distribution: string | undefined): readonly string[] {
  const names =
    distribution === 'debian' && variant.startsWith('slim')
      ? 'curl procps'
      : (installed[`${name} ${distribution}`] ?? (distribution === 'alpine' ? 'bash curl' : ''));
  // The client of OpenSSH came in the middle of 2024.
  const isOlder = /^3\.(?:[0-8](?:\.|$)|9\.[0-6]$)/.test(version);
  return names.split(' ').filter((one) => one !== '' && !(isOlder && one === 'openssh-client'));
}

/** MAVEN_VERSION is no variable of the images but for the oldest. */
function maven(version: string | undefined, onbuild: boolean, packages: readonly string[]) {
  const isOld = version !== undefined && /^3\.(?:[0-2]|3\.[1-3]$)/.test(version);
  // The local repository was a volume, certainly up to 3.5.2 and not in 3.6.0; what is in a volume does not outlast the step.
  const isVolume = version !== undefined && /^3\.(?:3|5)/.test(version) && !isOld;
  return {
    toolchains: ['maven'],
    programs: ['mvn', ...packages.flatMap((name) => programsOfPackage(name))],
    config: {
      environment: { MAVEN_HOME: '/usr/share/maven', ...(isOld ? {} : { MAVEN_CONFIG: '/root/.m2' }) },
      entrypoint: isOld ? undefined : ['/usr/local/bin/mvn-entrypoint.sh'],
      cmd: ['mvn'],
      volumes: isVolume ? ['/root/.m2'] : [],
      workdir: onbuild ? '/usr/src/app' : '/',
      onbuild,
    },
    megabytes: 60,
    source: 'carlossg/docker-maven',
  };
}

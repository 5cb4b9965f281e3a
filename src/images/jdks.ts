// The other builds of OpenJDK: Amazon Corretto, IBM Semeru and IBM Java, SapMachine, Azul Zulu, BellSoft Liberica. Sources: corretto/corretto-docker,
// ibmruntimes/semeru-containers, SAP/SapMachine-infrastructure, zulu-openjdk/zulu-openjdk, bell-sw/Liberica.

import { ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { isBareDigest, javaImage, someAlpine, systemPath, temurinRuntimes } from './jvm.ts';
import { siblingText } from './reference.ts';

/** `8`, `17-al2023`, `11.0.14-al2`, `8-alpine3.15-jre`, `17-al2023-headless`, `21-alpine-jdk`. Where a tag says no system it was Amazon Linux 2, and moved. */
export function describeCorretto(reference: ImageReference, written: string): Image | undefined {
  const words =
    /^(?:(\d+)(?:u\d+|[.\d]*)|latest)(?:-(?:(al2|al2022|al2023)|alpine(3\.\d+)?))?(?:-(full|jdk|generic|native-jdk|jre|headless|headful|native-headless|native-headful))?$/.exec(
      written,
    );
  if (words === null || isBareDigest(reference)) return undefined;
  const [, version, linux, alpine, kind = 'jdk'] = words;
  const major = version === undefined ? undefined : Number(version);
  const isAlpine = /-alpine/.test(written);
  if (version === undefined && (linux !== undefined || isAlpine)) return undefined;
  const jre = /jre|headless|headful/.test(kind);
  const isExact = !/^(?:\d+|latest)(?:-|$)/.test(written);
  const distribution: Distribution = isAlpine
    ? alpine === undefined && isExact
      ? someAlpine
      : { name: 'alpine', release: alpine }
    : { name: 'amazonlinux', release: linux?.replace('al', '') };
  const name = major === 8 ? '1.8.0' : major;
  // 8 alone has a JRE on Alpine.
  const own = isAlpine && major === 8 ? [`${written.replace(/-(?:full|jdk)$/, '')}-jre`] : [];
  return javaImage({
    reference,
    distribution,
    major,
    jre,
    home: isAlpine
      ? '/usr/lib/jvm/default-jvm'
      : major === undefined
        ? undefined
        : `/usr/lib/jvm/java-${name}-amazon-corretto`,
    path: isAlpine ? `${systemPath}:/usr/lib/jvm/default-jvm/bin` : systemPath,
    environment: { LANG: 'C.UTF-8' },
    cmd: undefined,
    runtimes: jre
      ? []
      : [
          ...own.map((tag) => siblingText(reference, reference.repository, tag)),
          ...temurinRuntimes(reference, major, distribution),
        ],
    megabytes: (isAlpine ? 20 : 190) + (jre ? 120 : major === 8 ? 200 : 310),
    source: 'corretto/corretto-docker',
  });
}

/** `open-17-jdk`, `open-11.0.30_7.1-jre-noble`, `open-jdk-25.0.2_10.1-jdk-jammy`. */
export function describeSemeru(reference: ImageReference, written: string): Image | undefined {
  const words = /^open-(?:jdk-)?(\d+)(u\d+-b[\d.]+|[._+]\S*?)?-(jdk|jre)(?:-([a-z]+|ubi\S*))?$/.exec(written);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, version, exact, kind, variant] = words;
  const release = variant === undefined ? undefined : ubuntuRelease(variant);
  if (variant !== undefined && release === undefined) return undefined;
  const major = Number(version);
  const distribution: Distribution =
    release === undefined && exact !== undefined
      ? { name: 'ubuntu', release: '26.04', oldest: '20.04' }
      : { name: 'ubuntu', release: release?.name };
  const jre = kind === 'jre';
  return javaImage({
    reference,
    distribution,
    major,
    jre,
    home: '/opt/java/openjdk',
    // JAVA_TOOL_OPTIONS is set too, to options of this virtual machine alone, which its JRE has as well.
    environment: { LANG: 'en_US.UTF-8', LANGUAGE: 'en_US:en', LC_ALL: 'en_US.UTF-8' },
    cmd: undefined,
    programs: ['curl', 'openssl', 'update-ca-certificates', 'fc-list'],
    certificates: true,
    zoneinfo: true,
    runtimes: jre ? [] : [siblingText(reference, reference.repository, written.replace(/-jdk(-[a-z]+)?$/, '-jre$1'))],
    megabytes: jre ? 330 : 530,
    source: 'ibmruntimes/semeru-containers',
  });
}

/** `8`, `8-jre`, `sdk`, `8-sdk`, `8-sfj-alpine`. */
export function describeIbmJava(reference: ImageReference, written: string): Image | undefined {
  const words = /^(?:8|latest)?-?(jre|sdk|sfj)?(?:-(alpine))?$/.exec(written);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, kind = 'jre', variant] = words;
  const jre = kind !== 'sdk';
  return javaImage({
    reference,
    distribution: variant === 'alpine' ? someAlpine : { name: 'ubuntu', release: undefined },
    major: 8,
    jre,
    home: '/opt/ibm/java/jre',
    ...(jre ? {} : { path: `/opt/ibm/java/bin:${systemPath}` }),
    certificates: false,
    runtimes: jre
      ? []
      : [siblingText(reference, reference.repository, variant === 'alpine' ? '8-jre-alpine' : '8-jre')],
    megabytes: jre ? 300 : 420,
    source: 'ibmruntimes/ci.docker',
  });
}

/** `17`, `21-jdk-ubuntu`, `21-jre-headless-ubuntu-noble`, `17.0.3.0.1`. */
export function describeSapMachine(reference: ImageReference, written: string): Image | undefined {
  const words =
    /^(?:(\d+)([\d.]*)|latest|lts)(?:-(jdk|jre)(?:-headless)?)?(?:-(?:ubuntu(?:-(\S+))?|alpine(?:-(3\.\d+))?))?$/.exec(
      written,
    );
  if (words === null || isBareDigest(reference)) return undefined;
  const [, version, exact, kind, variant, alpine] = words;
  const release = variant === undefined ? undefined : ubuntuRelease(variant);
  if (variant !== undefined && release === undefined) return undefined;
  const major = version === undefined ? undefined : Number(version);
  const jre = kind === 'jre';
  const distribution: Distribution = /-alpine/.test(written)
    ? { name: 'alpine', release: alpine }
    : exact !== '' && exact !== undefined && release === undefined
      ? { name: 'ubuntu', release: '26.04', oldest: '18.04' }
      : { name: 'ubuntu', release: release?.name };
  return javaImage({
    reference,
    distribution,
    major,
    jre,
    home: major === undefined ? undefined : `/usr/lib/jvm/sapmachine-${major}`,
    path: systemPath,
    certificates: false,
    runtimes: jre ? [] : temurinRuntimes(reference, major, distribution),
    megabytes: jre ? 320 : 480,
    source: 'SAP/SapMachine-infrastructure',
  });
}

interface Vendor {
  readonly repository: RegExp;
  readonly distribution: Distribution;
  readonly jre: boolean;
  readonly home: string | undefined;
  readonly source: string;
}

const debian: Distribution = { name: 'debian', release: undefined };
const alpine: Distribution = { name: 'alpine', release: undefined };

/** By repository, as the tag tells no more than the version. `azul/zulu-openjdk` was on Ubuntu; which release, no tag tells. */
const vendors: readonly Vendor[] = [
  {
    repository: /^azul\/zulu-openjdk$/,
    distribution: { name: 'ubuntu', release: undefined },
    jre: false,
    home: undefined,
    source: 'zulu-openjdk/zulu-openjdk',
  },
  {
    repository: /^azul\/zulu-openjdk-alpine$/,
    distribution: alpine,
    jre: false,
    home: '/usr/lib/jvm/default-jvm',
    source: 'zulu-openjdk/zulu-openjdk',
  },
  {
    repository: /^azul\/zulu-openjdk-debian$/,
    distribution: debian,
    jre: false,
    home: undefined,
    source: 'zulu-openjdk/zulu-openjdk',
  },
  {
    repository: /^bellsoft\/liberica-openjdk-debian$/,
    distribution: debian,
    jre: false,
    home: '/usr/lib/jvm/jdk',
    source: 'bell-sw/Liberica',
  },
  {
    repository: /^bellsoft\/liberica-openjdk-alpine-musl$/,
    distribution: alpine,
    jre: false,
    home: '/usr/lib/jvm/jdk',
    source: 'bell-sw/Liberica',
  },
  {
    repository: /^bellsoft\/liberica-openjre-debian$/,
    distribution: debian,
    jre: true,
    home: '/usr/lib/jvm/jre',
    source: 'bell-sw/Liberica',
  },
];

/** `17`, `8u162`, `11.0.20`, `17-jre`, `21-jre-headless`. */
export function describeVendor(reference: ImageReference, written: string): Image | undefined {
  const vendor = vendors.find(({ repository }) => repository.test(reference.repository));
  const words = /^(?:(\d+)(?:u\d+)?([.\d]*)(?:-\d+)?|latest)(?:-(jdk|jre)(?:-headless)?)?$/.exec(written);
  if (vendor === undefined || words === null || isBareDigest(reference)) return undefined;
  const [, version, , kind] = words;
  const major = version === undefined ? undefined : Number(version);
  const jre = vendor.jre || kind === 'jre';
  // An exact version is not built any more, so that its release is an older one.
  const isExact = !/^(?:\d+|latest)(?:-|$)/.test(written);
  const { name } = vendor.distribution;
  const distribution: Distribution | undefined = !isExact
    ? vendor.distribution
    : name === 'alpine'
      ? someAlpine
      : name === 'debian'
        ? { name, release: 'trixie', oldest: 'jessie' }
        : { name, release: '26.04', oldest: '14.04' };
  return javaImage({
    reference,
    distribution,
    major,
    jre,
    home: vendor.home,
    path: vendor.home === undefined ? systemPath : `${vendor.home}/bin:${systemPath}`,
    cmd: undefined,
    certificates: false,
    zoneinfo: false,
    runtimes: jre ? [] : temurinRuntimes(reference, major, distribution),
    megabytes: (name === 'alpine' ? 20 : 120) + (jre ? 130 : 320),
    source: vendor.source,
  });
}

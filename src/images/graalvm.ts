// GraalVM, and two images of Java on Alpine from before there were official ones: JDKs that no other image takes the place of. Sources: graalvm/container,
// anapsix/docker-alpine-java, frol/docker-alpine-oraclejdk8.

import type { Distribution, Image, ImageReference } from './image.ts';
import { isBareDigest, javaImage, someAlpine, systemPath, temurinRuntimes } from './jvm.ts';

/** `ghcr.io/graalvm/graalvm-ce:java11-21.2.0`, `ol8-java17-22.3.3`, `graalvm-community:21`, `native-image-community:17-ol9`, Oracle's `jdk:25`, `native-image:25`. Made on Oracle Linux; the last ones on 8, 9 and 10. */
export function describeGraal(reference: ImageReference, written: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const isOld = /graalvm-ce$/.test(reference.repository);
  const words = isOld
    ? /^(?:ol(\d+)-)?(?:java(\d+)-)?(?:\d[\d.]*|latest)(?:-b\d+)?$/.exec(written)
    : /^(?:()(\d+)[\d.]*|latest)(?:-ol(\d+))?(?:-\d{8})?$/.exec(written);
  if (words === null || /muslib/.test(written)) return undefined;
  const major = words[2] === undefined ? undefined : Number(words[2]);
  // Without a word on it, the latest Oracle Linux of the time; that of 9 began with 22.3.
  const linux = isOld ? (words[1] ?? (/(?:^|-)(?:21\.|22\.[0-2]\.)/.test(written) ? '8' : undefined)) : words[3];
  // Seen: those of 25 are linked to a C library that is newer than that of 9.
  const distribution: Distribution =
    linux === undefined && !isOld && (major ?? 0) >= 25
      ? { name: 'rhel', release: '10' }
      : { name: 'rhel', release: linux };
  const hasNative = !isOld && /native-image/.test(reference.repository);
  const image = javaImage({
    reference,
    distribution,
    major,
    jre: false,
    home: undefined,
    cmd: undefined,
    programs: ['tar', 'gzip', ...(isOld ? ['gu'] : []), ...(hasNative ? ['native-image'] : [])],
    runtimes: temurinRuntimes(reference, major, distribution),
    megabytes: 1100,
    source: 'graalvm/container',
  });
  // `full` or `slim` below, microdnf or dnf: the tag does not tell. native-image is a program of its own entrypoint.
  const entrypoint = hasNative ? ['native-image'] : undefined;
  return {
    ...image,
    toolchains: [...image.toolchains, 'graalvm'],
    packageManager: undefined,
    config: { ...image.config, entrypoint },
  };
}

/** Oracle's or a JDK's files for glibc, on Alpine with a glibc beside musl: no other image runs what was made there. */
const glibcOnAlpine: Readonly<Record<string, string>> = {
  'anapsix/alpine-java': '/opt/jdk',
  'frolvlad/alpine-oraclejdk8': '/usr/lib/jvm/java-8-oracle',
  'frolvlad/alpine-oraclejre8': '/usr/lib/jvm/java-8-oracle/jre',
  'frolvlad/alpine-java': '/usr/lib/jvm/java-8-oracle',
};

/** `8`, `8_jdk`, `8u202b08_jdk`, `latest`; `jdk8-slim`, `jre8.202.08-cleaned`. */
export function describeGlibcOnAlpine(reference: ImageReference, written: string): Image | undefined {
  const home = glibcOnAlpine[reference.repository];
  const words =
    /^(?:latest|slim|cleaned|full|(?:jdk-?|jre-?)?(\d)(?:u\d+b\d+|\.[\d.]+)?(?:_(?:jdk|jre|server-jre)(?:_unlimited)?)?(?:-\w+)?)$/.exec(
      written,
    );
  if (home === undefined || words === null || isBareDigest(reference)) return undefined;
  const major = words[1] ?? (reference.repository === 'anapsix/alpine-java' ? undefined : '8');
  const jre = /jre/.test(`${reference.repository.split('/')[1]} ${written}`);
  const isKnown = reference.repository !== 'anapsix/alpine-java' || /_jdk|_jre/.test(written);
  const image = javaImage({
    reference,
    distribution: someAlpine,
    major: major === undefined ? undefined : Number(major),
    jre,
    home,
    path: reference.repository === 'anapsix/alpine-java' ? `${systemPath}:${home}/bin` : systemPath,
    environment: { LANG: 'C.UTF-8' },
    certificates: false,
    megabytes: 170,
    source: 'the Dockerfiles of anapsix/docker-alpine-java and frol/docker-alpine-oraclejdk8',
  });
  // Where no kind is written, it may be a server JRE.
  return isKnown ? image : { ...image, programs: undefined, toolchains: [] };
}

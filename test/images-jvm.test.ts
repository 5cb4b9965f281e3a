// Images with a Java: what each tag stands on, which Java it has, and which JREs run what is built there.

import { describe, expect, test } from 'vitest';
import { describeImage, isKnownRepository } from '../src/images/describe.ts';
import { isNotOlder } from '../src/images/distributions.ts';
import type { Image } from '../src/images/image.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

function image(text: string): Image {
  const found = describeImage(text);
  if (found === undefined) throw new Error(`${text} is not described`);
  return found;
}

/** `debian bullseye`, `debian buster..bullseye` for one of them, `ubuntu -` where it floats, `-` where even the distribution is not known. */
function place({ distribution }: Image): string {
  if (distribution === undefined) return '-';
  const { name, release, oldest } = distribution;
  return `${name} ${oldest === undefined ? '' : `${oldest}..`}${release ?? '-'}`;
}

const rows: readonly [reference: string, place: string, java: string, toolchains: string, runtimes: string][] = [
  [
    'openjdk:8',
    'debian bullseye',
    '8',
    'java',
    'openjdk:8-jre-slim openjdk:8-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'openjdk:8-jdk-slim',
    'debian bullseye',
    '8',
    'java',
    'openjdk:8-jre-slim eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  ['openjdk:8-jre', 'debian bullseye', '8', '', ''],
  ['openjdk:8-alpine', 'alpine 3.9', '8', 'java', 'openjdk:8-jre-alpine eclipse-temurin:8-jre-alpine'],
  ['openjdk:8-jre-alpine', 'alpine 3.9', '8', '', ''],
  [
    'openjdk:8u151-jdk-alpine3.7',
    'alpine 3.7',
    '8',
    'java',
    'openjdk:8u151-jre-alpine3.7 eclipse-temurin:8-jre-alpine',
  ],
  [
    'openjdk:8u111-jdk',
    'debian jessie',
    '8',
    'java',
    'openjdk:8u111-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'openjdk:8u131',
    'debian jessie..stretch',
    '8',
    'java',
    'openjdk:8u131-jre-slim openjdk:8u131-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'openjdk:8u212-b04-jdk',
    'debian stretch',
    '8',
    'java',
    'openjdk:8u212-b04-jre-slim openjdk:8u212-b04-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'openjdk:8u222-slim',
    'debian buster',
    '8',
    'java',
    'openjdk:8u222-jre-slim eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'openjdk:8u292-jdk',
    'debian buster..bullseye',
    '8',
    'java',
    'openjdk:8u292-jre-slim openjdk:8u292-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'openjdk:11.0.3-jdk-slim-stretch',
    'debian stretch',
    '11',
    'java',
    'openjdk:11.0.3-jre-slim-stretch eclipse-temurin:11-jre eclipse-temurin:11-jre-focal',
  ],
  [
    'openjdk:11.0.2-jdk',
    'debian sid',
    '11',
    'java',
    'openjdk:11.0.2-jre-slim openjdk:11.0.2-jre eclipse-temurin:11-jre',
  ],
  [
    'openjdk:11',
    'debian bullseye',
    '11',
    'java',
    'openjdk:11-jre-slim openjdk:11-jre eclipse-temurin:11-jre eclipse-temurin:11-jre-focal',
  ],
  ['openjdk:10-jre-slim', 'debian sid', '10', '', ''],
  ['openjdk:12', 'rhel 7', '12', 'java', 'adoptopenjdk:12-jre-hotspot'],
  ['openjdk:13-jdk-slim', 'debian buster', '13', 'java', 'adoptopenjdk:13-jre-hotspot'],
  ['openjdk:14', 'rhel 7..8', '14', 'java', 'adoptopenjdk:14-jre-hotspot'],
  ['openjdk:15-jdk-alpine', 'alpine 3.11..3.12', '15', 'java', ''],
  ['openjdk:17', 'rhel 8', '17', 'java', 'eclipse-temurin:17-jre eclipse-temurin:17-jre-focal'],
  ['openjdk:17-slim', 'debian bullseye', '17', 'java', 'eclipse-temurin:17-jre eclipse-temurin:17-jre-focal'],
  ['openjdk:17-jdk-alpine', 'alpine 3.13..3.14', '17', 'java', 'eclipse-temurin:17-jre-alpine'],
  [
    'openjdk:21-jdk-slim-bullseye',
    'debian bullseye',
    '21',
    'java',
    'eclipse-temurin:21-jre eclipse-temurin:21-jre-jammy',
  ],
  [
    'openjdk:25-jdk-slim',
    'debian bookworm..trixie',
    '25',
    'java',
    'eclipse-temurin:25-jre eclipse-temurin:25-jre-resolute',
  ],
  ['openjdk', 'rhel 8', '18', 'java', 'eclipse-temurin:18-jre eclipse-temurin:18-jre-jammy'],
  ['openjdk:alpine', 'alpine 3.2..3.24', '', 'java', ''],
  [
    `openjdk:8@${digest}`,
    'debian jessie..bullseye',
    '8',
    'java',
    'openjdk:8-jre-slim openjdk:8-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  ['java:8', 'debian jessie', '8', 'java', 'java:8-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal'],
  ['java:openjdk-8-jdk-alpine', 'alpine 3.4', '8', 'java', 'java:openjdk-8-jre-alpine eclipse-temurin:8-jre-alpine'],
  ['java:7', 'debian jessie', '7', 'java', 'java:7-jre'],
  ['eclipse-temurin:17', 'ubuntu -', '17', 'java', 'eclipse-temurin:17-jre'],
  ['eclipse-temurin:21-jdk-jammy', 'ubuntu 22.04', '21', 'java', 'eclipse-temurin:21-jre-jammy eclipse-temurin:21-jre'],
  [
    'eclipse-temurin:17.0.9_9-jdk',
    'ubuntu 22.04',
    '17',
    'java',
    'eclipse-temurin:17.0.9_9-jre eclipse-temurin:17-jre eclipse-temurin:17-jre-jammy',
  ],
  [
    'eclipse-temurin:8u412-b08-jdk-focal',
    'ubuntu 20.04',
    '8',
    'java',
    'eclipse-temurin:8u412-b08-jre-focal eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'eclipse-temurin:17.0.12_7-jdk',
    'ubuntu 22.04..24.04',
    '17',
    'java',
    'eclipse-temurin:17.0.12_7-jre eclipse-temurin:17-jre eclipse-temurin:17-jre-noble',
  ],
  ['eclipse-temurin:18', 'ubuntu 20.04..22.04', '18', 'java', 'eclipse-temurin:18-jre eclipse-temurin:18-jre-jammy'],
  ['eclipse-temurin:24', 'ubuntu 24.04', '24', 'java', 'eclipse-temurin:24-jre eclipse-temurin:24-jre-noble'],
  ['eclipse-temurin:16-jdk', 'ubuntu 20.04', '16', 'java', 'adoptopenjdk:16-jre-hotspot'],
  ['eclipse-temurin:21-jdk-alpine', 'alpine -', '21', 'java', 'eclipse-temurin:21-jre-alpine'],
  [
    'eclipse-temurin:21-jdk-alpine-3.21',
    'alpine 3.21',
    '21',
    'java',
    'eclipse-temurin:21-jre-alpine-3.21 eclipse-temurin:21-jre-alpine',
  ],
  [
    'eclipse-temurin:17-jdk-ubi9-minimal',
    'rhel 9',
    '17',
    'java',
    'eclipse-temurin:17-jre-ubi9-minimal eclipse-temurin:17-jre eclipse-temurin:17-jre-jammy',
  ],
  [
    'adoptopenjdk:11-jdk-hotspot',
    'ubuntu 20.04',
    '11',
    'java',
    'adoptopenjdk:11-jre-hotspot eclipse-temurin:11-jre eclipse-temurin:11-jre-focal',
  ],
  ['adoptopenjdk:13-jdk-hotspot', 'ubuntu 18.04', '13', 'java', 'adoptopenjdk:13-jre-hotspot'],
  ['adoptopenjdk/openjdk11:alpine', 'alpine 3.6..3.24', '11', 'java', 'adoptopenjdk/openjdk11:alpine-jre'],
  ['adoptopenjdk/openjdk11:x86_64-alpine-jre-11.0.3_7', 'alpine 3.6..3.24', '11', '', ''],
  ['amazoncorretto:17', 'amazonlinux -', '17', 'java', 'eclipse-temurin:17-jre'],
  ['amazoncorretto:17-al2023', 'amazonlinux 2023', '17', 'java', 'eclipse-temurin:17-jre eclipse-temurin:17-jre-jammy'],
  ['amazoncorretto:8-alpine', 'alpine -', '8', 'java', 'amazoncorretto:8-alpine-jre eclipse-temurin:8-jre-alpine'],
  ['amazoncorretto:11-alpine3.18', 'alpine 3.18', '11', 'java', 'eclipse-temurin:11-jre-alpine'],
  ['public.ecr.aws/amazoncorretto/amazoncorretto:21', 'amazonlinux -', '21', 'java', 'eclipse-temurin:21-jre'],
  ['ibm-semeru-runtimes:open-25-jdk-jammy', 'ubuntu 22.04', '25', 'java', 'ibm-semeru-runtimes:open-25-jre-jammy'],
  ['ibm-semeru-runtimes:open-11.0.30_7.1-jre', 'ubuntu 20.04..26.04', '11', '', ''],
  ['ibmjava:8-sdk', 'ubuntu -', '8', 'java', 'ibmjava:8-jre'],
  ['sapmachine:21', 'ubuntu -', '21', 'java', 'eclipse-temurin:21-jre'],
  ['azul/zulu-openjdk:8u162', 'ubuntu 14.04..26.04', '8', 'java', 'eclipse-temurin:8-jre'],
  ['azul/zulu-openjdk-alpine:17', 'alpine -', '17', 'java', 'eclipse-temurin:17-jre-alpine'],
  [
    'ghcr.io/graalvm/graalvm-ce:java17-21.3.0',
    'rhel 8',
    '17',
    'java graalvm',
    'eclipse-temurin:17-jre eclipse-temurin:17-jre-focal',
  ],
  [
    'container-registry.oracle.com/graalvm/native-image:25',
    'rhel 10',
    '25',
    'java graalvm',
    'eclipse-temurin:25-jre eclipse-temurin:25-jre-noble',
  ],
  ['anapsix/alpine-java:8_jdk', 'alpine 3.2..3.24', '8', 'java', ''],
  ['maven', 'ubuntu -', '', 'java maven', 'eclipse-temurin:21-jre'],
  [
    'maven:3-jdk-8',
    'debian stretch..buster',
    '8',
    'java maven',
    'openjdk:8-jre-slim openjdk:8-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'maven:3.5-jdk-8',
    'debian stretch',
    '8',
    'java maven',
    'openjdk:8-jre-slim openjdk:8-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal openjdk:8u181-jre openjdk:8u181-jre-slim',
  ],
  [
    'maven:3.3.9',
    'debian jessie',
    '8',
    'java maven',
    'openjdk:8-jre-slim openjdk:8-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  ['maven:3.5.3-jdk-10', 'debian sid', '10', 'java maven', 'openjdk:10-jre-slim openjdk:10-jre'],
  [
    'maven:3.6.1-jdk-11-slim',
    'debian stretch..buster',
    '11',
    'java maven',
    'openjdk:11-jre-slim eclipse-temurin:11-jre eclipse-temurin:11-jre-focal',
  ],
  [
    'maven:3.6.3-jdk-11-slim',
    'debian buster',
    '11',
    'java maven',
    'openjdk:11-jre-slim eclipse-temurin:11-jre eclipse-temurin:11-jre-focal openjdk:11.0.10-jre-slim',
  ],
  ['maven:3-alpine', 'alpine 3.9', '8', 'java maven', 'openjdk:8-jre-alpine eclipse-temurin:8-jre-alpine'],
  ['maven:3.5-jdk-8-alpine', 'alpine 3.8', '8', 'java maven', 'openjdk:8-jre-alpine eclipse-temurin:8-jre-alpine'],
  ['maven:3-openjdk-17', 'rhel 8', '17', 'java maven', 'eclipse-temurin:17-jre eclipse-temurin:17-jre-focal'],
  [
    'maven:3.8-openjdk-17-slim',
    'debian buster..bullseye',
    '17',
    'java maven',
    'eclipse-temurin:17-jre eclipse-temurin:17-jre-focal',
  ],
  ['maven:3-eclipse-temurin-17', 'ubuntu -', '17', 'java maven', 'eclipse-temurin:17-jre'],
  [
    'maven:3.9.9-eclipse-temurin-17-focal',
    'ubuntu 20.04',
    '17',
    'java maven',
    'eclipse-temurin:17-jre-focal eclipse-temurin:17-jre',
  ],
  [
    'maven:3.9.11-eclipse-temurin-25',
    'ubuntu 24.04',
    '25',
    'java maven',
    'eclipse-temurin:25-jre eclipse-temurin:25-jre-noble',
  ],
  ['maven:3.8.6-eclipse-temurin-17-alpine', 'alpine 3.13..3.24', '17', 'java maven', 'eclipse-temurin:17-jre-alpine'],
  [
    'maven:3-amazoncorretto-21-al2023',
    'amazonlinux 2023',
    '21',
    'java maven',
    'eclipse-temurin:21-jre eclipse-temurin:21-jre-jammy',
  ],
  ['maven:3-amazoncorretto-17-debian-bookworm', 'debian bookworm', '17', 'java maven', 'eclipse-temurin:17-jre'],
  ['maven:3-ibm-semeru-17-noble', 'ubuntu 24.04', '17', 'java maven', 'ibm-semeru-runtimes:open-17-jre-noble'],
  [
    'docker.io/library/maven:3-eclipse-temurin-17',
    'ubuntu -',
    '17',
    'java maven',
    'docker.io/library/eclipse-temurin:17-jre',
  ],
  ['gradle', 'ubuntu -', '', 'java gradle', 'eclipse-temurin:21-jre'],
  [
    'gradle:4.7.0-jdk8',
    'debian stretch',
    '8',
    'java gradle',
    'openjdk:8-jre-slim openjdk:8-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal openjdk:8u181-jre openjdk:8u181-jre-slim',
  ],
  [
    'gradle:5.3.0-jdk-alpine',
    'alpine 3.8..3.9',
    '8',
    'java gradle',
    'openjdk:8-jre-alpine eclipse-temurin:8-jre-alpine',
  ],
  [
    'gradle:5.4.1-jdk11',
    'ubuntu 18.04',
    '11',
    'java gradle',
    'adoptopenjdk:11-jre-hotspot eclipse-temurin:11-jre eclipse-temurin:11-jre-focal',
  ],
  ['gradle:6-jdk11', 'ubuntu -', '11', 'java gradle', 'eclipse-temurin:11-jre'],
  ['gradle:7.4-jdk17-alpine', 'alpine 3.13..3.24', '17', 'java gradle', 'eclipse-temurin:17-jre-alpine'],
  ['gradle:8.9-jdk21', 'ubuntu 22.04', '21', 'java gradle', 'eclipse-temurin:21-jre eclipse-temurin:21-jre-jammy'],
  ['gradle:9.2-jdk25-corretto', 'amazonlinux -', '25', 'java gradle', 'eclipse-temurin:25-jre'],
  ['gradle:jdk25', 'ubuntu -', '25', 'java gradle', 'eclipse-temurin:25-jre'],
  [
    'hseeberger/scala-sbt:8u171_2.12.6_1.1.5',
    'debian stretch',
    '8',
    'java sbt',
    'openjdk:8u171-jre-slim openjdk:8u171-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'sbtscala/scala-sbt:eclipse-temurin-21.0.6_7_1.10.11_2.13.16',
    'ubuntu 24.04',
    '21',
    'java sbt',
    'eclipse-temurin:21.0.6_7-jre eclipse-temurin:21-jre eclipse-temurin:21-jre-noble',
  ],
  [
    'mozilla/sbt:8u181_1.2.1',
    'debian stretch',
    '8',
    'java sbt',
    'openjdk:8u181-jre-slim openjdk:8u181-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'mozilla/sbt:11.0.13_1.6.2',
    'debian bullseye',
    '11',
    'java sbt',
    'openjdk:11.0.13-jre-slim openjdk:11.0.13-jre eclipse-temurin:11-jre eclipse-temurin:11-jre-focal',
  ],
  ['clojure', '-', '', 'java leiningen clojure', 'eclipse-temurin:25-jre'],
  [
    'clojure:lein-2.8.1',
    'debian stretch',
    '8',
    'java leiningen clojure',
    'openjdk:8u181-jre-slim openjdk:8u181-jre eclipse-temurin:8-jre eclipse-temurin:8-jre-focal',
  ],
  [
    'clojure:openjdk-11-lein-2.9.1',
    'debian stretch..bullseye',
    '11',
    'java leiningen clojure',
    'openjdk:11-jre-slim eclipse-temurin:11-jre eclipse-temurin:11-jre-focal',
  ],
  ['clojure:openjdk-18-tools-deps-alpine', 'alpine 3.2..3.24', '18', 'java clojure', 'eclipse-temurin:18-jre-alpine'],
  [
    'clojure:temurin-17-lein-2.9.10-jammy',
    'ubuntu 22.04',
    '17',
    'java leiningen clojure',
    'eclipse-temurin:17-jre-jammy eclipse-temurin:17-jre',
  ],
  [
    'clojure:temurin-17-bullseye-slim',
    'debian bullseye',
    '17',
    'java clojure',
    'eclipse-temurin:17-jre eclipse-temurin:17-jre-focal',
  ],
  ['jetty', '-', '', 'java', ''],
];

test.each(rows)('%s stands on %s with Java %s', (text, on, java, toolchains, runtimes) => {
  const found = image(text);
  expect(place(found)).toBe(on);
  expect(found.interpreters).toEqual({ java });
  expect(found.toolchains).toEqual(toolchains === '' ? [] : toolchains.split(' '));
  expect(found.runtimes).toEqual(runtimes === '' ? [] : runtimes.split(' '));
  expect(found.libc).toBe(on.startsWith('alpine') ? 'musl' : 'glibc');
});

describe('runtimes', () => {
  const pairs = rows.flatMap(([text]) => image(text).runtimes.map((runtime) => [text, runtime] as const));

  test.each(pairs)('%s → %s is a JRE of the same Java and C library', (text, runtime) => {
    const [build, base] = [image(text), image(runtime)];
    expect(base.toolchains).toEqual([]);
    expect(base.interpreters).toEqual(build.newest ?? build.interpreters);
    expect(base.libc).toBe(build.libc);
    expect(base.programs?.has('java')).toBe(true);
    if (base.reference.repository === build.reference.repository) expect(base.megabytes).toBeLessThan(build.megabytes);
  });

  test.each([
    ['tomcat:9.0-jdk17', '9.0', ['tomcat:9.0-jre17']],
    ['tomcat:10-jdk21-temurin', '10', ['tomcat:10-jre21-temurin']],
    ['tomcat:9.0-jdk17-temurin-jammy', '9.0', []],
    ['tomcat:9.0.40-jdk17', '9.0.40', []],
    ['tomcat:8-jre8', '8', []],
  ])('%s serves with version %s, and a smaller one is %j', (text, version, runtimes) => {
    const found = image(text);
    expect(found.serves).toBe(true);
    expect(found.interpreters['catalina.sh']).toBe(version);
    expect(found.runtimes).toEqual(runtimes);
    for (const runtime of runtimes) expect(image(runtime).interpreters).toEqual(found.interpreters);
  });

  test.each(pairs)('%s → %s is no older where it is the same distribution', (text, runtime) => {
    const [build, base] = [image(text).distribution, image(runtime).distribution];
    if (build?.name !== base?.name || build === undefined || base === undefined) return;
    // A digest is an older build, and what was once Debian's unstable branch cannot be compared.
    if (build.release === 'sid' || base.release === undefined) return;
    // A base that may be one of several releases is not proven; at its newest it has to fit.
    expect(isNotOlder({ name: base.name, release: base.release }, build)).toBe(true);
  });

  test('none of another Alpine for an account of another architecture', () => {
    expect(image('arm64v8/openjdk:8-jdk-alpine').runtimes).toEqual(['arm64v8/openjdk:8-jre-alpine']);
  });
});

describe('config', () => {
  const system = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

  test.each([
    ['openjdk:8', '/usr/local/openjdk-8', `/usr/local/openjdk-8/bin:${system}`],
    ['openjdk:8u151-jdk', '/docker-java-home', system],
    ['openjdk:8u151-jre', '/docker-java-home/jre', system],
    [
      'openjdk:8-jdk-alpine',
      '/usr/lib/jvm/java-1.8-openjdk',
      `${system}:/usr/lib/jvm/java-1.8-openjdk/jre/bin:/usr/lib/jvm/java-1.8-openjdk/bin`,
    ],
    [
      'openjdk:8-jre-alpine',
      '/usr/lib/jvm/java-1.8-openjdk/jre',
      `${system}:/usr/lib/jvm/java-1.8-openjdk/jre/bin:/usr/lib/jvm/java-1.8-openjdk/bin`,
    ],
    ['openjdk:17', '/usr/java/openjdk-17', `/usr/java/openjdk-17/bin:${system}`],
    ['openjdk:17-alpine', '/opt/openjdk-17', `/opt/openjdk-17/bin:${system}`],
    ['eclipse-temurin:17-jre', '/opt/java/openjdk', `/opt/java/openjdk/bin:${system}`],
    ['amazoncorretto:8-al2', '/usr/lib/jvm/java-1.8.0-amazon-corretto', system],
    ['amazoncorretto:17-alpine', '/usr/lib/jvm/default-jvm', `${system}:/usr/lib/jvm/default-jvm/bin`],
    ['maven:3.5-jdk-8', '/docker-java-home', system],
    ['maven:3-eclipse-temurin-17', '/opt/java/openjdk', `/opt/java/openjdk/bin:${system}`],
    ['gradle:4.7.0-jdk8', '/docker-java-home', system],
  ])('%s has its Java in %s', (text, home, path) => {
    expect(image(text).config.environment).toMatchObject({ JAVA_HOME: home, PATH: path });
  });

  test.each([
    ['openjdk:8', undefined, ['bash']],
    ['openjdk:11', undefined, ['jshell']],
    ['openjdk:11-jre-slim', undefined, ['bash']],
    ['eclipse-temurin:17', ['/__cacert_entrypoint.sh'], ['jshell']],
    ['eclipse-temurin:8-jre', ['/__cacert_entrypoint.sh'], ['bash']],
    ['eclipse-temurin:17.0.3_7-jdk', undefined, ['jshell']],
    ['eclipse-temurin:18-jdk', undefined, ['jshell']],
    ['maven:3-jdk-8', ['/usr/local/bin/mvn-entrypoint.sh'], ['mvn']],
    ['gradle:8.9-jdk21', ['/__cacert_entrypoint.sh'], ['gradle']],
    ['gradle:7.4-jdk17', undefined, ['gradle']],
    ['tomcat:9.0-jdk17-temurin-jammy', undefined, ['catalina.sh', 'run']],
    ['jetty:12-jdk21', ['/docker-entrypoint.sh'], ['java', '-jar', '/usr/local/jetty/start.jar']],
  ])('%s starts %j %j', (text, entrypoint, cmd) => {
    expect(image(text).config).toMatchObject({ entrypoint, cmd });
  });

  test('Maven sets its home, and its repository was a volume once', () => {
    const { environment, workdir, user, onbuild } = image('maven:3.9-eclipse-temurin-21').config;
    expect(environment).toMatchObject({
      MAVEN_HOME: '/usr/share/maven',
      MAVEN_CONFIG: '/root/.m2',
      LANG: 'en_US.UTF-8',
    });
    expect({ workdir, user, onbuild }).toEqual({ workdir: '/', user: 'root', onbuild: false });
    expect(image('maven:3.9-eclipse-temurin-21').config.volumes).toEqual([]);
    expect(image('maven:3.5.2-jdk-8').config.volumes).toEqual(['/root/.m2']);
    expect(image('maven:3.3-jdk-8-onbuild').config).toMatchObject({ onbuild: true, workdir: '/usr/src/app' });
  });

  test.each([
    ['gradle:4.10.2-jdk8', 'gradle'],
    ['gradle:5.3.1-jdk11', 'gradle'],
    ['gradle:5.4.1-jdk8-alpine', 'gradle'],
    ['gradle:jdk8-alpine', 'gradle'],
    ['gradle:5.4.1-jdk8', 'root'],
    ['gradle:5.5-jdk8', 'root'],
    ['gradle:8-jdk17', 'root'],
  ])('%s runs as %s', (text, user) => {
    expect(image(text).config).toMatchObject({
      user,
      workdir: '/home/gradle',
      environment: { GRADLE_HOME: '/opt/gradle' },
    });
    expect(image(text).config.volumes).toContain('/home/gradle/.gradle');
  });

  test('Jetty has a user of its own', () => {
    expect(image('jetty').config).toMatchObject({ user: 'jetty', workdir: '/var/lib/jetty', exposes: ['8080'] });
  });
});

describe('programs', () => {
  test.each([
    ['openjdk:8', 'java javac jar keytool curl git unzip', 'jshell gcc'],
    ['openjdk:8-slim', 'java javac sh', 'curl git jshell'],
    ['openjdk:11-jre', 'java keytool curl', 'javac git'],
    ['openjdk:17', 'java javac sh tar', 'find xargs useradd'],
    ['eclipse-temurin:17-jre', 'java sh curl', 'javac mvn'],
    ['eclipse-temurin:17-jre-alpine', 'java sh', 'bash javac'],
    ['maven:3-jdk-8', 'mvn javac git', 'python python3'],
    ['maven:3.9-eclipse-temurin-17', 'mvn javac curl git ssh', 'wget unzip'],
    ['maven:3.9.4-eclipse-temurin-17', 'git curl', 'ssh'],
    ['maven:3-eclipse-temurin-21-alpine', 'bash curl ps ssh', 'git'],
    ['maven:3-ibm-semeru-17-noble', 'git ssh', 'wget'],
    ['maven:3-ibmjava-8', 'curl', 'git ssh'],
    ['maven:3-openjdk-17', 'git find', 'jq'],
    ['maven:3.8-openjdk-17-slim', 'curl ps', 'git'],
    ['maven:3-amazoncorretto-17', 'tar gzip which', 'git'],
    ['amazoncorretto:17', 'java sh', 'find'],
  ])('%s has %s and not %s', (text, there, missing) => {
    const { programs } = image(text);
    expect(there.split(' ').filter((name) => !programs?.has(name))).toEqual([]);
    expect(missing.split(' ').filter((name) => programs?.has(name))).toEqual([]);
  });

  test('Oracle Linux has a package manager that is not known here', () => {
    expect(image('openjdk:17').packageManager).toBeUndefined();
    expect(image('openjdk:17-slim').packageManager).toBe('apt');
  });
});

test.each([
  'openjdk:17-windowsservercore',
  'openjdk:8-jdk-nanoserver-1809',
  'openjdk:12-jre',
  'openjdk:17-wasm',
  `openjdk@${digest}`,
  'openjdk:\u0000-jdk',
  'eclipse-temurin:17-windowsservercore-ltsc2022',
  'eclipse-temurin:17-jdk-nanoserver',
  'eclipse-temurin:17-nosuch',
  'adoptopenjdk:11-jdk-hotspot-windowsservercore-1809',
  'amazoncorretto:17-windows',
  'ibm-semeru-runtimes:open-17-jdk-windowsservercore',
  'maven:3-eclipse-temurin-17-windows',
  'maven:3.9-amazoncorretto-17-windowsservercore',
  'gradle:8.10-jdk17-graal',
  'gradle:2.14-jdk8',
  'jetty:9.3',
  'tomcat:9-windowsservercore',
  'hseeberger/scala-sbt:graalvm-ce-21.3.0-java17_1.6.2_3.1.1',
])('%j is not described', (text) => {
  expect(describeImage(text)).toBeUndefined();
  expect(isKnownRepository(text)).toBe(true);
});

test('tags of any length are read in linear time', () => {
  for (const name of [
    'openjdk',
    'eclipse-temurin',
    'maven',
    'gradle',
    'clojure',
    'tomcat',
    'sbtscala/scala-sbt',
    'amazoncorretto',
    'sapmachine',
  ]) {
    for (const part of ['1', '1.', '1-', 'a-', '_1', '1u1-b1'])
      describeImage(`${name}:1${part.repeat(60)}`.slice(0, 120 + name.length));
  }
});

// One entry for all that is known on base images: a table from repository to the file that knows it. No facts of its own.

import { describeBuildpack } from './buildpack.ts';
import { describeClojure, describeSbt } from './clojure.ts';
import { describeDistroless } from './distroless.ts';
import { describeGolang } from './golang.ts';
import { describeGlibcOnAlpine, describeGraal } from './graalvm.ts';
import { describeGradle } from './gradle.ts';
import type { Image, ImageReference } from './image.ts';
import { describeCorretto, describeIbmJava, describeSapMachine, describeSemeru, describeVendor } from './jdks.ts';
import { describeMaven } from './maven.ts';
import { describeOpenjdk } from './openjdk.ts';
import { splitReference } from './reference.ts';
import { describeJetty, describeTomcat } from './servers.ts';
import {
  describeAlpine,
  describeBusybox,
  describeDebian,
  describeRedHat,
  describeScratch,
  describeUbuntu,
} from './systems.ts';
import { describeAdopt, describeAdoptOwn, describeTemurin } from './temurin.ts';

/** `tag` is as written; undefined when none is. It may hold `UNKNOWN`. */
type Describe = (reference: ImageReference, tag: string | undefined) => Image | undefined;

/** For families where a tag that is not known says nothing: `latest` stands in for none, and an unknown one or a bare digest is not described. */
function plain(describe: (reference: ImageReference, tag: string) => Image | undefined): Describe {
  return (reference, tag) => {
    if (tag !== undefined && reference.tag === undefined) return undefined;
    return describe(reference, tag ?? 'latest');
  };
}

/** Toolchain images and distributions. A toolchain's image has a file of its own beside golang.ts, and a line here. */
const families: Readonly<Record<string, Describe>> = {
  scratch: plain(describeScratch),
  debian: plain(describeDebian),
  'public.ecr.aws/debian/debian': plain(describeDebian),
  ubuntu: plain(describeUbuntu),
  'public.ecr.aws/ubuntu/ubuntu': plain(describeUbuntu),
  alpine: plain(describeAlpine),
  busybox: plain(describeBusybox),
  'buildpack-deps': plain(describeBuildpack),
  golang: describeGolang,
  openjdk: plain(describeOpenjdk),
  java: plain(describeOpenjdk),
  'eclipse-temurin': plain(describeTemurin),
  adoptopenjdk: plain(describeAdopt),
  'adoptopenjdk/openjdk8': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk8-openj9': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk11': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk11-openj9': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk9': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk10': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk12': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk13': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk14': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk15': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk16': plain(describeAdoptOwn),
  amazoncorretto: plain(describeCorretto),
  'public.ecr.aws/amazoncorretto/amazoncorretto': plain(describeCorretto),
  'ibm-semeru-runtimes': plain(describeSemeru),
  ibmjava: plain(describeIbmJava),
  sapmachine: plain(describeSapMachine),
  'azul/zulu-openjdk': plain(describeVendor),
  'azul/zulu-openjdk-alpine': plain(describeVendor),
  'azul/zulu-openjdk-debian': plain(describeVendor),
  'bellsoft/liberica-openjdk-debian': plain(describeVendor),
  'bellsoft/liberica-openjdk-alpine-musl': plain(describeVendor),
  'bellsoft/liberica-openjre-debian': plain(describeVendor),
  'ghcr.io/graalvm/graalvm-ce': plain(describeGraal),
  'ghcr.io/graalvm/graalvm-community': plain(describeGraal),
  'ghcr.io/graalvm/jdk-community': plain(describeGraal),
  'ghcr.io/graalvm/native-image-community': plain(describeGraal),
  'container-registry.oracle.com/graalvm/jdk': plain(describeGraal),
  'container-registry.oracle.com/graalvm/native-image': plain(describeGraal),
  'anapsix/alpine-java': plain(describeGlibcOnAlpine),
  'frolvlad/alpine-java': plain(describeGlibcOnAlpine),
  'frolvlad/alpine-oraclejdk8': plain(describeGlibcOnAlpine),
  'frolvlad/alpine-oraclejre8': plain(describeGlibcOnAlpine),
  maven: plain(describeMaven),
  gradle: plain(describeGradle),
  clojure: plain(describeClojure),
  'hseeberger/scala-sbt': plain(describeSbt),
  'sbtscala/scala-sbt': plain(describeSbt),
  tomcat: plain(describeTomcat),
  jetty: plain(describeJetty),
};

/** True for the repositories that are known here, also where this tag of them is not: a Windows variant, say. */
export function isKnownRepository(text: string): boolean {
  const repository = splitReference(text)?.reference.repository;
  return repository !== undefined && Object.hasOwn(families, repository);
}

/** Undefined: not a reference, or nothing is known of this image. */
export function describeImage(text: string): Image | undefined {
  const parts = splitReference(text);
  if (parts === undefined) return undefined;
  const { reference, writtenTag } = parts;
  const { repository } = reference;
  const describe = Object.hasOwn(families, repository) ? families[repository] : undefined;
  if (describe !== undefined) return describe(reference, writtenTag);
  if (repository.startsWith('gcr.io/distroless/')) return plain(describeDistroless)(reference, writtenTag);
  return plain(describeRedHat)(reference, writtenTag);
}

// What all images with a Java have in common: when an image was last built, what a JDK and a JRE bring, which JRE fits a JDK.
// Sources: docker-library/openjdk, adoptium/containers and the library files of docker-library/official-images.

import type { Layer } from './buildpack.ts';
import { languageImage } from './buildpack.ts';
import { alpineReleases, isNotOlder } from './distributions.ts';
import type { Distribution, Image, ImageReference, InheritedConfig } from './image.ts';
import { siblingText } from './reference.ts';
import { notMinimal } from './systems.ts';

export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The releases of a default that moved, oldest first. Images that were built between `possible` and `certain` are on this release or the one before. */
export type Timeline = readonly { readonly release: string; readonly possible: number; readonly certain: number }[];

/** `2021-10` as a count of months. */
export function month(text: string): number {
  const [year = 0, number = 1] = text.split('-').map(Number);
  return year * 12 + number - 1;
}

/** `jessie stretch@2017-06..2017-10`. */
export function timeline(text: string): Timeline {
  return text.split(' ').map((word) => {
    const [release = word, dates = '2000-01'] = word.split('@');
    const [possible = dates, certain = possible] = dates.split('..');
    return { release, possible: month(possible), certain: month(certain) };
  });
}

type Release = Pick<Distribution, 'release' | 'oldest'>;

/** Where an image stands whose last build was between two months. */
export function releaseBetween(line: Timeline, from: number, to: number): Release {
  const newest = line.findLast(({ possible }) => possible <= to)?.release;
  const oldest = line.findLast(({ certain }) => certain <= from)?.release ?? line[0]?.release;
  return range(newest, oldest);
}

/** `7..8`: one of them; a single word: that one. */
export function rangeOf(text: string): Release {
  const [oldest = text, newest = oldest] = text.split('..');
  return range(newest, oldest);
}

function range(newest: string | undefined, oldest: string | undefined): Release {
  return { release: newest, ...(oldest === undefined || oldest === newest ? {} : { oldest }) };
}

/** An image that is not built any more, on one of these releases. */
export const someAlpine: Distribution = { name: 'alpine', ...range(alpineReleases.at(-1), '3.2') };

/** A digest may be an older build of its tag; what stood in the tag itself still holds. */
export function pinned(reference: ImageReference, distribution: Distribution, first: string | undefined): Distribution {
  if (reference.digest === undefined || distribution.release === undefined || first === undefined) return distribution;
  return { name: distribution.name, ...range(distribution.release, first) };
}

/** May be any tag of the repository. */
export const isBareDigest = ({ tag, digest }: ImageReference) => tag === undefined && digest !== undefined;

const jrePrograms = 'java keytool rmiregistry'.split(' ');
const jdkPrograms = 'javac jar javadoc javap jarsigner jcmd jps jstack jmap jstat jinfo jdb jconsole serialver'.split(
  ' ',
);
const jdk9Programs = 'jshell jlink jmod jdeps'.split(' ');

function javaPrograms(major: number | undefined, jre: boolean): readonly string[] {
  if (jre) return jrePrograms;
  return [...jrePrograms, ...jdkPrograms, ...(major !== undefined && major >= 9 ? jdk9Programs : [])];
}

export interface JavaImage {
  readonly reference: ImageReference;
  readonly distribution: Distribution | undefined;
  readonly layer?: Layer;
  /** Undefined when the tag does not tell. */
  readonly major: number | undefined;
  readonly jre: boolean;
  readonly home?: string | undefined;
  /** By default the folder `bin` of `home` before the usual ones. */
  readonly path?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[] | undefined;
  /** By default that of the distribution for a JRE and up to 8, and `jshell` for a JDK. */
  readonly cmd?: readonly string[] | undefined;
  readonly programs?: readonly string[];
  readonly certificates?: boolean;
  readonly zoneinfo?: boolean;
  readonly interpreterFolders?: readonly string[];
  readonly runtimes?: readonly string[];
  readonly megabytes: number;
  readonly source: string;
}

/** JAVA_VERSION is left out: its value is another one with every build. */
export function javaImage(facts: JavaImage): Image {
  const { major, jre, home, distribution } = facts;
  const cmd = 'cmd' in facts ? facts.cmd : !jre && major !== undefined && major >= 9 ? ['jshell'] : undefined;
  const config: Partial<InheritedConfig> = {
    environment: {
      PATH: facts.path ?? (home === undefined ? systemPath : `${home}/bin:${systemPath}`),
      ...(home === undefined ? {} : { JAVA_HOME: home }),
      ...facts.environment,
    },
    ...(facts.entrypoint === undefined ? {} : { entrypoint: facts.entrypoint }),
    ...(cmd === undefined ? {} : { cmd }),
  };
  const image = languageImage({
    reference: facts.reference,
    distribution,
    layer: facts.layer ?? 'slim',
    config,
    programs: [...javaPrograms(major, jre), ...(facts.programs ?? [])],
    ...(facts.certificates === undefined ? {} : { certificates: facts.certificates }),
    ...(facts.zoneinfo === undefined ? {} : { zoneinfo: facts.zoneinfo }),
    toolchains: jre ? [] : ['java'],
    interpreters: { java: major === undefined ? '' : String(major) },
    runtimes: facts.runtimes ?? [],
    megabytes: facts.megabytes,
    source: facts.source,
  });
  const known = facts.interpreterFolders ?? [];
  return without(known.length === 0 ? image : { ...image, interpreterFolders: known }, uncertain(distribution));
}

/** mercurial brings python or python3, depending on a release that is not certain. */
function uncertain(distribution: Distribution | undefined): readonly string[] {
  if (distribution === undefined) return [];
  if (distribution.name === 'rhel' || distribution.name === 'amazonlinux') return notMinimal;
  return distribution.oldest !== undefined || distribution.release === 'sid' ? ['python', 'python3'] : [];
}

function without(image: Image, names: readonly string[]): Image {
  if (names.length === 0 || image.programs === undefined) return image;
  return { ...image, programs: new Set([...image.programs].filter((name) => !names.includes(name))) };
}

/** An image whose Java floats, and the newest one that it is known to have stood for: JREs of that come on top. */
export function floating(image: Image, newest: string): Image {
  if (image.reference.digest !== undefined || image.interpreters.java !== '') return image;
  return {
    ...image,
    newest: { java: newest },
    runtimes: [...image.runtimes, ...temurinRuntimes(image.reference, Number(newest), image.distribution)],
  };
}

/** The same image as it was at another time: JREs that fit that release come on top. */
export function moved(image: Image | undefined, distribution: Distribution | undefined): Image | undefined {
  if (image === undefined || distribution === undefined || image.distribution?.name !== distribution.name) return image;
  const major = Number(image.interpreters.java) || undefined;
  const runtimes = image.toolchains.includes('java') ? temurinRuntimes(image.reference, major, distribution) : [];
  return without(
    { ...image, distribution, runtimes: [...new Set([...image.runtimes, ...runtimes])] },
    distribution.oldest !== undefined || distribution.release === 'sid' ? ['python', 'python3', 'bzr'] : [],
  );
}

export interface Tool {
  readonly toolchains: readonly string[];
  readonly programs: readonly string[];
  readonly config: Partial<InheritedConfig>;
  readonly megabytes: number;
  readonly source: string;
}

/** A build tool or a server on top of the image of a JDK. ENV comes on top of that of the JDK's image. */
export function onJdk(reference: ImageReference, jdk: Image, tool: Tool): Image {
  return {
    ...jdk,
    reference,
    toolchains: [...new Set([...jdk.toolchains, ...tool.toolchains])],
    programs: jdk.programs === undefined ? undefined : new Set([...jdk.programs, ...tool.programs]),
    config: {
      ...jdk.config,
      ...tool.config,
      environment: { ...jdk.config.environment, ...tool.config.environment },
    },
    megabytes: jdk.megabytes + tool.megabytes,
    source: tool.source,
  };
}

/** The reference of the image below, as if the author had written it: siblings get the author's registry. */
export function below(reference: ImageReference, repository: string, tag: string): ImageReference {
  const text = siblingText(reference, repository, tag);
  return { text, prefix: reference.prefix, repository, tag, digest: undefined };
}

/** Ubuntu's releases that `eclipse-temurin:N-jre-<release>` exists for, by major version. Java 16 had no JRE there, and 9, 10 and 12 to 15 came before it. */
const temurinJres: Readonly<Record<number, string>> = {
  8: 'focal jammy noble',
  11: 'focal jammy noble resolute',
  17: 'focal jammy noble resolute',
  18: 'jammy',
  19: 'jammy',
  20: 'jammy',
  21: 'jammy noble resolute',
  22: 'jammy',
  23: 'noble',
  24: 'noble',
  25: 'jammy noble resolute',
  26: 'jammy noble resolute',
};

const ubuntuNumbers: Readonly<Record<string, string>> = {
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
  resolute: '26.04',
};

/** AdoptOpenJDK had a JRE for these, on Ubuntu. Source: library/adoptopenjdk. */
const adoptJres = [12, 13, 14, 15, 16];

/** Accounts for other architectures do not have all of these images. */
const isOfAnyArchitecture = ({ prefix }: ImageReference) =>
  !/(?:^|\/)(?:arm|i386|mips|ppc|riscv|s390)\w*\/$/.test(prefix);

/** JREs of the same major version and C library: the one that floats, and one on a release that is certain and no older than that of the JDK. */
export function temurinRuntimes(
  reference: ImageReference,
  major: number | undefined,
  distribution: Distribution | undefined,
): readonly string[] {
  if (major === undefined || distribution === undefined || !isOfAnyArchitecture(reference)) return [];
  const of = (repository: string, tag: string) => siblingText(reference, repository, tag);
  const releases = temurinJres[major]?.split(' ') ?? [];
  if (distribution.name === 'alpine')
    return releases.length === 0 ? [] : [of('eclipse-temurin', `${major}-jre-alpine`)];
  if (releases.length === 0) return adoptJres.includes(major) ? [of('adoptopenjdk', `${major}-jre-hotspot`)] : [];
  const fitting = releases.find((word) => isNotOlder({ name: 'ubuntu', release: ubuntuNumbers[word] }, distribution));
  return [`${major}-jre`, ...(fitting === undefined ? [] : [`${major}-jre-${fitting}`])].map((tag) =>
    of('eclipse-temurin', tag),
  );
}

/** Vendors of Java by words of their images' names and tags; images of build tools have the vendor in the tag. */
const vendors =
  /corretto|zulu|liberica|sapmachine|ibmjava|ibm-semeru|semeru|graalvm|dragonwell|microsoft\/openjdk|oracle/;

/** Whether Java of one vendor takes the place of that of another one. */
export function changesVendor(build: ImageReference, runtime: ImageReference): boolean {
  const vendorOf = (reference: ImageReference) => vendors.exec(reference.text)?.[0];
  return /(?:^|\/)eclipse-temurin$/.test(runtime.repository) && vendorOf(build) !== undefined;
}

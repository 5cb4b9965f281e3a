// The images `openjdk` and, until 2016, `java`: which distribution each tag is made on, and which JRE belongs to it. Sources: the history
// of docker-library/openjdk and of library/openjdk and library/java in docker-library/official-images.

import { debianRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import {
  below,
  isBareDigest,
  javaImage,
  month,
  moved,
  pinned,
  rangeOf,
  releaseBetween,
  someAlpine,
  systemPath,
  temurinRuntimes,
  timeline,
} from './jvm.ts';
import { siblingText } from './reference.ts';

/** The default of 8, and of 11 from 11.0.3 on. Seen: 8u212 and 8u222 on stretch, the slim one of 8u222 on buster, 11.0.6 on stretch and 8u242 on buster, 8u282 on buster, 8u302 on bullseye. */
const debianDefault = timeline('jessie stretch@2017-06..2017-10 buster@2020-01..2020-04 bullseye@2021-08..2021-10');
const slimDefault = timeline('jessie stretch@2017-06..2017-10 buster@2019-07..2019-08 bullseye@2021-08..2021-10');
/** Of 7 and 8. */
const alpineDefault = timeline(
  '3.3 3.4@2016-06 3.5@2016-12..2017-03 3.6@2017-05..2017-07 3.7@2017-11..2018-02 3.8@2018-07..2018-09 3.9@2019-01..2019-05',
);

/** The month in which the next update of 8 came, so that the last build was there or shortly before. */
const endsOf8: Readonly<Record<string, string>> = readEnds(
  '91:2016-07 92:2016-08 102:2016-11 111:2017-02 121:2017-06 131:2017-08 141:2017-09 144:2017-11 151:2018-02 162:2018-05 171:2018-08 181:2018-11 191:2019-03 201:2019-05 ' +
    '212:2019-07 222:2019-11 232:2020-02 242:2020-05 252:2020-08 262:2020-08 265:2020-11 275:2021-02 282:2021-05 292:2021-08 302:2021-11 312:2022-02 322:2022-05 332:2022-08 342:2022-09',
);
const endsOf11: Readonly<Record<string, string>> = readEnds(
  '3:2019-07 4:2019-11 5:2020-02 6:2020-05 7:2020-08 8:2020-11 9:2021-02 10:2021-05 11:2021-08 12:2021-11 13:2022-02 14:2022-05 15:2022-08 16:2022-09',
);

function readEnds(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(' ').map((word) => word.split(':')));
}

/** From 12 on, by major version: Oracle Linux of the default, Debian of `-slim`, Alpine of `-alpine`. '' while it may still move. */
const later: Readonly<Record<number, readonly [oracle: string, slim: string, alpine: string]>> = {
  12: ['7', '', '3.8..3.9'],
  13: ['7', 'buster', '3.9..3.10'],
  14: ['7..8', 'buster', '3.10..3.11'],
  15: ['8', 'buster', '3.11..3.12'],
  16: ['8', 'buster..bullseye', '3.12..3.13'],
  17: ['8', 'bullseye', '3.13..3.14'],
  18: ['8', 'bullseye', '3.14..3.15'],
  19: ['8', 'bullseye', '3.15..3.16'],
  20: ['8', 'bullseye', ''],
  21: ['8', 'bookworm', ''],
  22: ['8', 'bookworm', ''],
  23: ['9', 'bookworm', ''],
  24: ['9', 'bookworm', ''],
  25: ['9..10', 'bookworm..trixie', ''],
  26: ['9..10', 'bookworm..trixie', ''],
};

interface Tag {
  readonly major: number | undefined;
  /** Of `8u212`, or of `11.0.3`; undefined for the last one. */
  readonly update: number | undefined;
  /** An early build, of which the last one is not known. */
  readonly early: boolean;
  readonly jre: boolean;
  readonly variant: string;
}

function readTag(tag: string, repository: string): Tag | undefined {
  const words =
    /^(?:(\d+)(?:u(\d+))?(?:\.(\d+)(?:\.(\d+))*)?(-(?:ea|rc|b\d+|\d+)(?:-b?\d+)?)?(?:-|$))?(?:(jdk|jre|latest)(?:-|$))?([a-z][a-z0-9.-]*)?$/.exec(
      tag,
    );
  if (words === null) return undefined;
  const [, major, update, minor, patch, early, kind, variant = ''] = words;
  return {
    major: major === undefined ? lastMajor(repository, kind === 'jre', variant) : Number(major),
    update:
      update !== undefined ? Number(update) : patch !== undefined ? Number(patch) : minor === undefined ? undefined : 0,
    early: early !== undefined && /^-(?:ea|rc)/.test(early),
    jre: kind === 'jre',
    variant,
  };
}

/** `latest` stayed at 18 when all but early builds ended in 2022, and JREs at 11. Which one `alpine` was is not certain. */
function lastMajor(repository: string, jre: boolean, variant: string): number | undefined {
  if (repository === 'java') return 8;
  if (variant.startsWith('alpine')) return jre ? 8 : undefined;
  return jre ? 11 : 18;
}

function distributionOf(tag: Tag, repository: string): Distribution | undefined {
  const { major, variant } = tag;
  const alpine = /^alpine(3\.\d+)?$/.exec(variant);
  if (alpine !== null)
    return alpine[1] === undefined ? alpineOf(tag, repository) : { name: 'alpine', release: alpine[1] };
  const oracle = /^oracle(?:linux(\d+))?$/.exec(variant);
  if (oracle?.[1] !== undefined) return { name: 'rhel', release: oracle[1] };
  if (oracle !== null || (variant === '' && major !== undefined && major >= 12)) {
    const known = major === undefined ? undefined : later[major]?.[0];
    return { name: 'rhel', ...(known === undefined ? { release: major === 11 ? '8' : undefined } : rangeOf(known)) };
  }
  if (variant === '' || variant === 'slim') return debianOf(tag, repository);
  const release = debianRelease(variant.replace(/^slim-/, ''));
  if (release !== undefined) return { name: 'debian', release: release.name };
  return /^(?:slim-)?sid$/.test(variant) ? { name: 'debian', release: 'sid' } : undefined;
}

function alpineOf({ major, update, early }: Tag, repository: string): Distribution {
  const known = later[major ?? 0]?.[2];
  if (known !== undefined && known !== '' && !early) return { name: 'alpine', ...rangeOf(known) };
  if (repository === 'java' && update === undefined && major !== 9) return { name: 'alpine', release: '3.4' };
  // The last ones of 7 and 8 were 7u211 and 8u212.
  if (major === 8 || (major === 7 && update === undefined)) {
    const end = update === undefined ? '2019-07' : endsOf8[update];
    if (end !== undefined) return { name: 'alpine', ...lastBuild(alpineDefault, end) };
  }
  return someAlpine;
}

function debianOf({ major, update, early, variant }: Tag, repository: string): Distribution | undefined {
  const name = 'debian';
  if (major === undefined) return undefined;
  if (major >= 12) {
    const known = later[major]?.[1];
    if (known === '') return undefined;
    // An early build may be on the release before the last.
    if (known !== undefined && early && major < 18) return { name, ...rangeOf(`buster..${known.split('..').at(-1)}`) };
    return { name, ...(known === undefined ? { release: undefined } : rangeOf(known)) };
  }
  if (major === 6) return { name, release: 'wheezy' };
  if (major === 7) return { name, release: 'jessie' };
  const line = variant === 'slim' ? slimDefault : debianDefault;
  if (major === 8) {
    if (repository === 'java') return { name, release: update === undefined || update >= 66 ? 'jessie' : 'sid' };
    const end = update === undefined ? '2022-09' : endsOf8[update];
    return { name, ...(end === undefined ? rangeOf('jessie..bullseye') : lastBuild(line, end)) };
  }
  // 9, 10 and the first of 11 came from Debian's unstable branch.
  if (major !== 11 || early || (update !== undefined && update < 3)) return { name, release: 'sid' };
  const end = update === undefined ? '2022-09' : endsOf11[update];
  return { name, ...(end === undefined ? rangeOf('stretch..bullseye') : lastBuild(line, end)) };
}

function lastBuild(line: typeof debianDefault, end: string): Pick<Distribution, 'release' | 'oldest'> {
  return releaseBetween(line, month(end) - 1, month(end));
}

/** `8`, `8-jdk`, `8u212-jdk-alpine3.9`, `11.0.3-jre-slim`, `17-ea-14-jdk-alpine`, `18-oraclelinux8`, `25-jdk-slim`; of `java` also `openjdk-8-jdk`. */
export function describeOpenjdk(reference: ImageReference, written: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const { repository } = reference;
  const tag = readTag(repository === 'java' ? written.replace(/^openjdk-/, '') : written, repository);
  const distribution = tag === undefined ? undefined : distributionOf(tag, repository);
  if (tag === undefined || distribution === undefined) return undefined;
  if (tag.jre && ((tag.major ?? 12) >= 12 || distribution.name === 'rhel')) return undefined;
  const hasRelease = !['', 'slim', 'alpine', 'oracle'].includes(tag.variant);
  const first = distribution.name === 'alpine' ? '3.3' : distribution.name === 'debian' ? 'jessie' : '7';
  const made = hasRelease ? distribution : pinned(reference, distribution, first);
  return openjdkImage(reference, tag, made, jresOf(reference, written, tag, distribution));
}

function jresOf(reference: ImageReference, written: string, tag: Tag, distribution: Distribution): readonly string[] {
  if (tag.jre) return [];
  const { major, update, variant } = tag;
  const others = temurinRuntimes(reference, major, distribution);
  const own = (text: string) => siblingText(reference, reference.repository, text);
  if (major === undefined || major >= 12 || distribution.name === 'rhel' || tag.early) return others;
  // 11 had no Alpine.
  if (distribution.name === 'alpine' && major > 9) return others;
  const version = /^(?:openjdk-)?\d[^-]*(?:-b\d+|-\d+)?/.exec(written)?.[0] ?? String(major);
  const suffix = variant === '' ? '' : `-${variant}`;
  // Slim ones began in the middle of 2017.
  const slim =
    variant === '' && reference.repository === 'openjdk' && (major > 8 || (major === 8 && (update ?? 999) >= 131));
  return [...(slim ? [own(`${version}-jre-slim`)] : []), own(`${version}-jre${suffix}`), ...others];
}

/** Rough sizes in MB: full and slim on Debian, and Alpine. */
function megabytes({ major = 18, jre, variant }: Tag, { name }: Distribution): number {
  const old = major <= 8;
  if (name === 'alpine') return old ? (jre ? 85 : 105) : 325;
  if (name === 'rhel') return 470;
  if (variant.startsWith('slim')) return jre ? (old ? 190 : 225) : old ? 295 : 425;
  return jre ? (old ? 275 : 305) : old ? 525 : 650;
}

/** Debian's own package up to 8u202 and 11.0.2, in a folder with a link that is the same on every architecture; then an archive below /usr/local. */
function home({ major = 18, update, jre }: Tag, { name }: Distribution, repository: string): string {
  if (name === 'alpine') {
    return major <= 8 ? `/usr/lib/jvm/java-1.${major}-openjdk${jre ? '/jre' : ''}` : `/opt/openjdk-${major}`;
  }
  if (name === 'rhel') return `/usr/java/openjdk-${major}`;
  const nested = jre && major <= 8 ? '/jre' : '';
  if (repository === 'java' || major <= 6 || (major === 8 && update !== undefined && update < 131)) {
    return `${debianFolder(major)}${nested}`;
  }
  const packaged = (major === 8 && (update ?? 999) < 212) || (major === 11 && (update ?? 999) < 3);
  return packaged || major === 7 || major === 9 || major === 10
    ? `/docker-java-home${nested}`
    : `/usr/local/openjdk-${major}`;
}

const debianFolder = (major: number) => `/usr/lib/jvm/java-${major}-openjdk-amd64`;

/** Where packages put `java` beside its home: links that those of the JRE have as well. */
function linkFolders(home: string, major: number): readonly string[] {
  if (home.startsWith('/usr/lib/jvm/java-1.')) return ['/usr/bin'];
  return /^\/(?:docker-java-home|usr\/lib)/.test(home) ? ['/usr/bin', `${debianFolder(major)}/bin`] : [];
}

/** `tag.update` tells the age. */
function openjdkImage(
  reference: ImageReference,
  tag: Tag,
  distribution: Distribution,
  runtimes: readonly string[],
): Image {
  const { major, jre, variant } = tag;
  const folder = home(tag, distribution, reference.repository);
  const isOld = major !== undefined && major <= 8;
  const lib = `/usr/lib/jvm/java-1.${major}-openjdk`;
  const onSystemPath = /^\/(?:docker-java-home|usr\/lib)/.test(folder);
  const image = javaImage({
    reference,
    distribution,
    layer: variant.startsWith('slim') ? 'slim' : jre ? 'curl' : 'scm',
    major,
    jre,
    home: major === undefined ? undefined : folder,
    ...(distribution.name === 'alpine' && isOld
      ? { path: `${systemPath}:${lib}/jre/bin:${lib}/bin` }
      : onSystemPath
        ? { path: systemPath }
        : {}),
    environment: { LANG: 'C.UTF-8' },
    programs:
      distribution.name === 'rhel'
        ? ['tar', 'gzip', 'fc-list']
        : variant.startsWith('slim') || distribution.name === 'alpine'
          ? []
          : ['unzip', 'bzip2', 'xz', 'fc-list'],
    // The certificates of Java are those of the distribution, on slim images as well.
    ...(distribution.name === 'debian' ? { certificates: true } : {}),
    interpreterFolders: linkFolders(folder, major ?? 0),
    runtimes,
    megabytes: megabytes(tag, distribution),
    source: 'docker-library/openjdk',
  });
  // Oracle Linux's slim image has microdnf alone.
  return distribution.name === 'rhel' ? { ...image, packageManager: undefined } : image;
}

/** The image that `8-jdk` was between two months, for what was built on it then. */
export function openjdkBetween(
  reference: ImageReference,
  { major, jre, variant }: Pick<Tag, 'jre' | 'variant'> & { readonly major: number },
  from: number,
  to: number,
): Image | undefined {
  const text = `${major}-${jre ? 'jre' : 'jdk'}${variant === '' ? '' : `-${variant}`}`;
  const image = describeOpenjdk(below(reference, 'openjdk', text), text);
  const ends = major === 8 ? endsOf8 : major === 11 ? endsOf11 : undefined;
  if (image === undefined || ends === undefined || !['', 'slim', 'alpine'].includes(variant)) return image;
  const update = Number(Object.keys(ends).find((each) => month(ends[each] ?? '') >= to)) || undefined;
  const isAlpine = variant === 'alpine';
  const line = isAlpine ? alpineDefault : variant === 'slim' ? slimDefault : debianDefault;
  // There was no 11 on Alpine, and its first images came from Debian's unstable branch.
  const distribution: Distribution =
    isAlpine && major === 11
      ? someAlpine
      : major === 11 && to < month('2019-06')
        ? { name: 'debian', release: 'sid' }
        : { name: isAlpine ? 'alpine' : 'debian', ...releaseBetween(line, from, to) };
  const tag: Tag = { major, update: isAlpine ? undefined : update, early: false, jre, variant };
  const { config, interpreterFolders = [] } = openjdkImage(image.reference, tag, distribution, image.runtimes);
  const runtimes = [...image.runtimes, ...jresOfThen(reference, major, variant, distribution)];
  const then: Image = {
    ...image,
    runtimes,
    interpreterFolders,
    config: { ...image.config, environment: config.environment },
  };
  return moved(then, distribution);
}

/** JREs that stayed on the release of that time, where the author's packages have the names that they had. Debian had no 8u191 and 8u201. */
function jresOfThen(
  reference: ImageReference,
  major: number,
  variant: string,
  distribution: Distribution,
): readonly string[] {
  if (distribution.name !== 'debian' || distribution.release === undefined || distribution.oldest !== undefined)
    return [];
  const updates = major === 8 ? ['181', '265', '342'] : ['4', '10', '16'];
  const tags = updates.map((update) => (major === 8 ? `8u${update}-jre` : `11.0.${update}-jre`));
  const fitting = tags.find((text) => {
    const tag = readTag(text, 'openjdk');
    const found = tag === undefined ? undefined : distributionOf(tag, 'openjdk');
    return found?.release === distribution.release && found?.oldest === undefined;
  });
  if (fitting === undefined) return [];
  return [...(variant === 'slim' ? [] : [fitting]), `${fitting}-slim`].map((text) =>
    siblingText(reference, 'openjdk', text),
  );
}

// Takes tags of language images apart, and tells which release an image was made on whose tag names none. Facts are in the files of the families.

import { debianRelease, ubuntuRelease } from './distributions.ts';
import type { Distribution, ImageReference } from './image.ts';

export interface ImageTag {
  /** `1.60.0`; '' for `latest` and for a tag that is a variant alone. */
  readonly version: string;
  readonly slim: boolean;
  /** What a suffix names: `-bookworm`, `-jammy`, `-alpine`, `-alpine3.20`. */
  readonly distribution: Distribution | undefined;
  /** Words that are none of these. A family does not describe a tag with one that it does not know. */
  readonly others: readonly string[];
}

/** Undefined for a digest alone, which may be any variant. */
export function readTag(reference: ImageReference, tag: string): ImageTag | undefined {
  if (reference.tag === undefined && reference.digest !== undefined) return undefined;
  const words = /^(?:latest|v?(\d+(?:\.\d+)*))?(?:(?:^|-)(.+))?$/.exec(tag);
  if (words === null) return undefined;
  const variant = words[2]?.split('-') ?? [];
  const named = variant.map(distributionOf).filter((found) => found !== undefined);
  if (named.length > 1) return undefined;
  return {
    version: words[1] ?? '',
    slim: variant.includes('slim'),
    distribution: named[0],
    others: variant.filter((word) => word !== 'slim' && distributionOf(word) === undefined),
  };
}

function distributionOf(word: string): Distribution | undefined {
  const alpine = /^alpine(3\.\d+)?$/.exec(word);
  if (alpine !== null) return { name: 'alpine', release: alpine[1] };
  if (/^\d/.test(word)) return undefined;
  const debian = debianRelease(word);
  if (debian !== undefined) return { name: 'debian', release: debian.name };
  const ubuntu = ubuntuRelease(word);
  return ubuntu === undefined ? undefined : { name: 'ubuntu', release: ubuntu.name };
}

/** From this version on, images were made on this release; where that is not certain, on one from `oldest` to it. */
interface Era {
  readonly since: readonly number[];
  /** Undefined: not known yet, it may move. */
  readonly release: string | undefined;
  readonly oldest: string | undefined;
}

/** `stretch@1.19 buster@1.37 buster..bullseye@1.54 ?@1.101`, oldest first. */
export function readEras(text: string): readonly Era[] {
  return text.split(' ').map((word) => {
    const [range = word, since = '0'] = word.split('@');
    const [oldest = range, newest] = range.split('..');
    const release = newest ?? oldest;
    return {
      since: since.split('.').map(Number),
      release: release === '?' ? undefined : release,
      oldest: newest === undefined ? undefined : oldest,
    };
  });
}

/** What `name:version` was made on: its last build, so that of the last patch for a version that names none; with a digest, any patch's. Undefined before the first era. */
export function releaseOf(
  name: Distribution['name'],
  eras: readonly Era[],
  version: string,
  pinned: boolean,
): Distribution | undefined {
  if (version === '') return { name, release: undefined };
  const last = eras.findLast(({ since }) => compare(version, since, Number.POSITIVE_INFINITY) >= 0);
  if (last === undefined) return undefined;
  if (last.release === undefined) return { name, release: undefined };
  const first = pinned ? eras.findLast(({ since }) => compare(version, since, 0) >= 0) : last;
  const oldest = first?.oldest ?? first?.release;
  return { name, release: last.release, ...(oldest === undefined || oldest === last.release ? {} : { oldest }) };
}

/** Parts that the version does not name count as `missing`. */
function compare(version: string, since: readonly number[], missing: number): number {
  const parts = version.split('.').map(Number);
  for (let index = 0; index < Math.max(parts.length, since.length); index++) {
    const difference = (parts[index] ?? missing) - (since[index] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

/** Whether a version, `1.9` or `1.9.3`, is this one or later; its last patch when it names none. */
export function isSince(version: string, since: string): boolean {
  return compare(version, since.split('.').map(Number), Number.POSITIVE_INFINITY) >= 0;
}

export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** gcc for C alone, with binutils. */
export const gccPrograms: readonly string[] = 'gcc cc cpp ld as ar ranlib strip nm objcopy objdump readelf'.split(' ');

/** What the package ca-certificates brings, on Debian with openssl. */
export const certificatePrograms: readonly string[] = ['openssl', 'c_rehash', 'update-ca-certificates'];

// Which release of its distribution a tag of a language's official image stands for: how tables of versions are written and read, and how the
// end of a tag names a variant. Knows no language.

import { alpineReleases, debianRelease } from './distributions.ts';
import type { Distribution, ImageReference } from './image.ts';
import { siblingText } from './reference.ts';

/** From this minor or patch version on, the last build was made on this release; where that is not certain, on one from `oldest` to it. */
interface Era {
  readonly since: number;
  readonly release: string;
  readonly oldest: string | undefined;
}

/** The releases of one version of a language. */
export interface Line {
  readonly debian: readonly Era[];
  /** Still built: a tag that leaves the next number open moves on. */
  readonly supported: boolean;
  /** Of the tags that say `-alpine` and no number: the first, and the last where there is one. */
  readonly alpine: readonly [first: string, last: string | undefined, certain: boolean];
}

/**
 * Debian: `stretch buster@4` is stretch at first and buster from number 4 on; `stretch..buster@4`: one of them; a `*` at the end: supported.
 * Alpine: `3.4..3.9` is 3.4 at first and 3.9 in the end; `3.4..3.9?`: the end is not certain; `3.4..`: supported.
 */
export function line(debian: string, alpine: string): Line {
  const words = debian.split(' ').filter((word) => word !== '*');
  const [, first = '3.1', last, doubt] = /^(3\.\d+)\.\.(3\.\d+)?(\?)?$/.exec(alpine) ?? [];
  return { debian: words.map(readEra), supported: debian.endsWith('*'), alpine: [first, last, doubt === undefined] };
}

function readEra(word: string): Era {
  const [range = word, since = '0'] = word.split('@');
  const [oldest = range, newest] = range.split('..');
  return { since: Number(since), release: newest ?? oldest, oldest: newest === undefined ? undefined : oldest };
}

/** What a tag says behind its version. */
export interface Variant {
  readonly name: 'debian' | 'alpine';
  /** As written; undefined when it is not. */
  readonly release: string | undefined;
  readonly slim: boolean;
  readonly onbuild: boolean;
}

/** '', `slim`, `buster`, `alpine`, `alpine3.18`, `onbuild`, and `slim-buster` or `buster-slim`, whichever order the image has. Undefined for all else. */
export function readVariant(text: string, order: 'slim first' | 'slim last'): Variant | undefined {
  const alpine = /^alpine(3\.\d+)?$/.exec(text);
  if (alpine !== null) return { name: 'alpine', release: alpine[1], slim: false, onbuild: false };
  if (text === 'onbuild') return { name: 'debian', release: undefined, slim: false, onbuild: true };
  const pattern = order === 'slim first' ? /^(?:slim(?=-|$))?-?([a-z]*)$/ : /^((?:(?!slim)[a-z]+)?)-?(?:slim)?$/;
  const word = pattern.exec(text)?.[1];
  if (word === undefined) return undefined;
  const slim = /^slim(?:-|$)|(?:^|-)slim$/.test(text);
  if (word === '') return { name: 'debian', release: undefined, slim, onbuild: false };
  return debianRelease(word) === undefined ? undefined : { name: 'debian', release: word, slim, onbuild: false };
}

/** `at` is the number behind the line's version; undefined when the tag leaves it open. A digest may be an earlier build of its tag. */
export function distributionOf(
  { debian, supported, alpine }: Line,
  { name, release }: Variant,
  at: number | undefined,
  pinned: boolean,
): Distribution {
  if (release !== undefined) return { name, release };
  if (name === 'alpine') {
    const [first, last, certain] = alpine;
    if (at === undefined && last === undefined) return { name, release: undefined };
    const newest = last ?? alpineReleases.at(-1);
    return at === undefined && !pinned && certain ? { name, release: newest } : range(name, newest, first);
  }
  if (at === undefined && supported) return { name, release: undefined };
  const index = at === undefined ? debian.length - 1 : debian.findLastIndex(({ since }) => since <= at);
  const era = debian[index];
  const before = at === undefined ? debian[0] : era?.since === at ? debian[index - 1] : undefined;
  return range(name, era?.release, pinned ? (before?.oldest ?? before?.release ?? era?.oldest) : era?.oldest);
}

function range(name: Distribution['name'], release: string | undefined, oldest: string | undefined): Distribution {
  return oldest === undefined || oldest === release ? { name, release } : { name, release, oldest };
}

/** What no tag says anything of. */
export function isBareDigest(reference: ImageReference): boolean {
  return reference.tag === undefined && reference.digest !== undefined;
}

/** Another tag of the same repository; words that are not there and `latest` fall away. */
export function otherTag(reference: ImageReference, ...words: readonly (string | undefined)[]): string {
  const tag = words.filter((word) => word !== undefined && word !== '' && word !== 'latest').join('-');
  return siblingText(reference, reference.repository, tag);
}

/** Alpine itself has the certificates since 3.14. */
export function hasBundle({ name, release, oldest }: Distribution): boolean {
  if (name !== 'alpine') return false;
  const known = oldest ?? release;
  return known === undefined || alpineReleases.indexOf(known) >= alpineReleases.indexOf('3.14');
}

/** Debian's own interpreters, by release: perl, python, python3. Source: packages.debian.org. */
const interpreters: Readonly<Record<string, readonly [perl: string, python: string, python3: string]>> = {
  wheezy: ['5.14', '2.7', ''],
  jessie: ['5.20', '2.7', ''],
  stretch: ['5.24', '2.7', '3.5'],
  buster: ['5.28', '2.7', '3.7'],
  bullseye: ['5.32', '', '3.9'],
  bookworm: ['5.36', '', '3.11'],
  trixie: ['5.40', '', '3.13'],
};

/** What `buildpack-deps` brings along: perl for git, python for Mercurial and, from stretch on, python3 for the headers of GLib. */
export function companions({ name, release, oldest }: Distribution): Readonly<Record<string, string>> {
  if (name !== 'debian') return {};
  const known = oldest === undefined ? interpreters[release ?? ''] : undefined;
  if (known === undefined) return { perl: '', ...(release === undefined ? { python3: '' } : {}) };
  const [perl, python, python3] = known;
  return { perl, ...(python === '' ? {} : { python }), ...(python3 === '' ? {} : { python3 }) };
}

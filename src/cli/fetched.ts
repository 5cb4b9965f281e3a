// The files of a commit that is not on this disk. One is fetched when somebody asks for it: the work is done again until it asks for nothing
// new. So nobody has to know before what will be read, and readers need not wait.

import { posix } from 'node:path';
import type { Reviewing, TreeEntry } from '../forges/pull-request.ts';

export interface FetchedFiles {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** The text of a file, as contexts on disk give it; links are followed. Undefined also while it is not there yet. */
  read(path: string): string | undefined;
  /** What `work` comes to with all that it reads. `ahead`: how many files after one that it reads it may read as well. */
  settled<Result>(work: () => Result, ahead?: number): Promise<Result>;
  /** Files that the last work asked for and that have no text for it. */
  readonly unread: ReadonlySet<string>;
  /** What was not looked at so far, each a sentence. */
  notices(): readonly string[];
}

/** Files that are fetched around the Dockerfiles of one run: each is a request, and a workflow has a thousand in an hour. */
const MOST_FILES = 400;
/** In bytes, all together and for one, as for contexts on disk. */
const MOST_BYTES = 20 * 1024 * 1024;
const LARGEST = 1024 * 1024;
/** How often the work is done again: a file that leads to the next one costs a round. */
const ROUNDS = 40;
/** Whoever reads one file of a kind mostly reads those after it as well. With each round more of them are fetched, up to this many. */
const MOST_AHEAD = 64;
/** How many symbolic links are followed to a file. */
const LINKS = 8;
/** What stands in place of a file whose content is kept elsewhere: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\//;

/** What hides other files has to be known, whatever the limits. */
export const IGNORE_FILE = /\.dockerignore$/;

export async function fetchedFiles(forge: Pick<Reviewing, 'tree' | 'blob'>, commit: string): Promise<FetchedFiles> {
  const { entries: listed, truncated } = await forge.tree(commit);
  const entries = listed.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  const texts = new Map<string, string | undefined>();
  const wanted = new Map<string, TreeEntry>();
  const unread = new Set<string>();
  const left = new Set<string>();
  const kinds = kindsOf(entries);
  let files = 0;
  let bytes = 0;

  function textAt(path: string, links = LINKS): string | undefined {
    const entry = known.get(path);
    if (entry === undefined || entry.kind === 'submodule' || entry.size > LARGEST) return undefined;
    if (!texts.has(entry.hash)) wanted.set(path, entry);
    const text = texts.get(entry.hash);
    if (entry.kind === 'file') return text !== undefined && POINTER.test(text) ? undefined : text;
    return text === undefined || links === 0 || text.startsWith('/')
      ? undefined
      : textAt(posix.join(posix.dirname(path), text), links - 1);
  }

  const fits = ({ size }: TreeEntry) => files < MOST_FILES && bytes + size <= MOST_BYTES;

  /** Of those that are wanted, what the limits allow, and some after them; what hides others always comes. */
  function next(ahead: number): ReadonlySet<string> {
    const hashes = new Set<string>();
    const take = ({ hash, size }: TreeEntry) => {
      files++;
      bytes += size;
      hashes.add(hash);
    };
    for (const [path, entry] of wanted) {
      if (hashes.has(entry.hash)) continue;
      if (fits(entry) || IGNORE_FILE.test(path)) take(entry);
      else left.add(path);
    }
    if (hashes.size === 0) return hashes;
    for (const [path] of wanted)
      for (const entry of kinds.after(path, ahead))
        if (!texts.has(entry.hash) && !hashes.has(entry.hash) && entry.size <= LARGEST && fits(entry)) take(entry);
    return hashes;
  }

  return {
    entries: known,
    read: (path) => {
      const text = textAt(path);
      if (text === undefined && known.has(path)) unread.add(path);
      return text;
    },
    unread,

    async settled(work, ahead = MOST_AHEAD) {
      for (let round = 1; ; round++) {
        wanted.clear();
        unread.clear();
        const result = work();
        if (round === ROUNDS) {
          for (const path of wanted.keys()) left.add(path);
          return result;
        }
        const hashes = next(Math.min(2 ** round, ahead));
        if (hashes.size === 0) return result;
        await Promise.all([...hashes].map(async (hash) => texts.set(hash, textOf(await forge.blob(hash)))));
      }
    },

    notices: () => [
      ...(truncated
        ? ['GitHub lists only a part of the files of this repository; the others are not known here.']
        : []),
      ...(left.size > 0
        ? [`Only ${files} files were read around these Dockerfiles; what ${left.size} more hold is not known here.`]
        : []),
    ],
  };
}

/** Files of one kind, by the ending of their names, in the order of their paths. */
function kindsOf(entries: readonly TreeEntry[]) {
  const kinds = new Map<string, TreeEntry[]>();
  const places = new Map<string, number>();
  for (const entry of entries) {
    const ending = posix.extname(entry.path);
    if (entry.kind !== 'file' || ending === '') continue;
    const kind = kinds.get(ending) ?? [];
    places.set(entry.path, kind.push(entry));
    kinds.set(ending, kind);
  }
  return {
    after: (path: string, count: number): readonly TreeEntry[] => {
      const place = places.get(path);
      return place === undefined ? [] : (kinds.get(posix.extname(path)) ?? []).slice(place, place + count);
    },
  };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

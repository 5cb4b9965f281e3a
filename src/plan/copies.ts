// Paths to copy, as they are found one by one, and as few lines as bring them all.

import type { Entry } from '../trace/effect.ts';
import type { FileSystem } from '../trace/files.ts';
import { canBeFollowed } from '../trace/links.ts';
import { ancestorsOf, isInside, parentOf } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import { systemFolders } from './residue.ts';

export interface CopyItem {
  readonly path: string;
  readonly owner: string | undefined;
  readonly because: string;
  /** A whole folder whose use was not proven file by file. */
  readonly broad: boolean;
  /** The home of an account: not needed where the account is made again. */
  readonly home: boolean;
  /** Set by chmod on a folder: COPY gives the folder that it makes the usual mode. */
  readonly mode: string | undefined;
  /** Instruction that made it last. */
  readonly instruction: number;
  /** Set when it comes from the build context again, by these COPY instructions: in the build stage the folder holds heavy residue as well. */
  readonly context?: readonly number[];
}

export type Owner = (entry: Entry) => string | undefined;

export interface Copies {
  /** The path, or the folder above it, that is copied already. */
  coverOf(path: string): string | undefined;
  isCovered(path: string): boolean;
  /** Covered, and by something of this owner. */
  isCoveredAs(path: string, owner: string | undefined): boolean;
  add(path: string, owner: string | undefined, because: string, instruction: number, as?: 'broad' | 'home'): void;
  /** Adds a link to make again. */
  addLink(entry: Entry): void;
  /** Adds what covers nothing: a pattern, or a folder that comes from the build context again. */
  addBeside(item: CopyItem): void;
  /** What the build stage gives; the rest comes from the build context. */
  all(): readonly CopyItem[];
  fromBuild(): readonly CopyItem[];
  /** Links to make again, as COPY would follow them to what finds things beside itself. */
  links(): readonly Entry[];
  /** As few as bring all of it, in the order in which they are to be copied. `written` are the entries that the build wrote. */
  list(written: readonly Entry[], owner: Owner): readonly CopyItem[];
}

export function makeCopies(files: FileSystem): Copies {
  const items: CopyItem[] = [];
  const links = new Map<string, Entry>();
  const covered = new Map<string, string | undefined>();
  const coverOf = (path: string) =>
    ancestorsOf(path).find((folder) => covered.has(folder)) ?? (covered.has(path) ? path : undefined);
  const isCoveredAs = (path: string, owner: string | undefined) => {
    const above = coverOf(path);
    return above !== undefined && covered.get(above) === owner;
  };
  const isArtifact = (item: CopyItem) => files.find(item.path)?.origin.kind === 'artifact' && !item.broad;

  /** A folder that the author made, all of whose content is copied, is copied as one. */
  const collapse = (found: readonly CopyItem[], written: readonly Entry[], owner: Owner): readonly CopyItem[] => {
    let kept = found;
    for (const entry of written) {
      const isMade = entry.node === 'folder' && entry.origin.kind === 'command' && entry.origin.program === 'mkdir';
      if (!isMade || entry.open || systemFolders.has(entry.path)) continue;
      const children = files.list(entry.path);
      const inside = kept.filter((item) => parentOf(item.path) === entry.path && item.owner === owner(entry));
      if (
        children.length < 2 ||
        inside.length !== children.length ||
        inside.every((item) => isArtifact(item)) ||
        (files.node(entry.path)?.trees.length ?? 0) > 0
      )
        continue;
      kept = [
        ...kept.filter((item) => !inside.includes(item)),
        {
          path: entry.path,
          owner: owner(entry),
          because: 'the author makes this folder',
          broad: false,
          home: false,
          mode: entry.mode,
          instruction: Math.max(...inside.map((item) => item.instruction)),
        },
      ];
    }
    return kept;
  };

  /** A folder comes before what is copied into it, as COPY gives an owner only to folders that it makes; artifacts come before the rest. */
  const inOrder = (found: readonly CopyItem[]): readonly CopyItem[] => {
    const byPath = new Map(found.map((item) => [item.path, item]));
    const parents = new Set(
      found.flatMap((item) => ancestorsOf(item.path).flatMap((folder) => byPath.get(folder) ?? [])),
    );
    const rank = (item: CopyItem) => (parents.has(item) ? 0 : isArtifact(item) ? 1 : 2);
    return [...found].sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
  };

  return {
    coverOf,
    isCovered: (path) => coverOf(path) !== undefined,
    isCoveredAs,
    add(path, owner, because, instruction, as) {
      if (isCoveredAs(path, owner)) return;
      const entry = files.find(path);
      if (entry?.node === 'link' && !canBeFollowed(entry, files)) {
        links.set(path, entry);
        return;
      }
      // What lies in a home is copied on its own as well, as the home may be made again instead of copied.
      if (as !== 'home') covered.set(path, owner);
      const mode = entry?.node === 'folder' ? entry.mode : undefined;
      items.push({ path, owner, because, broad: as === 'broad', home: as === 'home', mode, instruction });
    },
    addLink: (entry) => {
      links.set(entry.path, entry);
    },
    addBeside: (item) => {
      items.push(item);
    },
    links: () => [...links.values()],
    all: () => [...items],
    fromBuild: () => items.filter((item) => item.context === undefined),
    list(written, owner) {
      const found = items.filter((item) => !hasGlob(item.path) || coverOf(item.path) === undefined);
      return inOrder(collapse(withoutRepeats(found), written, owner));
    },
  };
}

/** A folder that is copied later than what lies in it brings that along. */
function withoutRepeats(items: readonly CopyItem[]): readonly CopyItem[] {
  const folders = items.filter((item) => !item.home && item.context === undefined && !hasGlob(item.path));
  return items.filter(
    (item) =>
      item.home ||
      item.mode !== undefined ||
      item.context !== undefined ||
      hasGlob(item.path) ||
      !folders.some(
        (other) => other.path !== item.path && other.owner === item.owner && isInside(item.path, other.path),
      ),
  );
}

// Where symbolic links lead, as far as the trace saw them made.

import type { Entry } from './effect.ts';
import type { FileSystem } from './files.ts';
import { filledByHand, guessIn } from './filled.ts';
import { ancestorsOf, isInside, parentOf, resolvePath } from './path.ts';
import type { StageTrace } from './trace.ts';

/** The path without symbolic links among its folders, as far as the trace saw them made. */
export function throughLinks(path: string, trace: StageTrace): string {
  let at = path;
  for (let hops = 0; hops < 10; hops++) {
    const link = ancestorsOf(at)
      .map((folder) => trace.files.find(folder))
      .find((entry) => entry?.node === 'link' && entry.target !== undefined);
    if (link?.target === undefined) break;
    at = resolvePath(parentOf(link.path), `${link.target}/${at.slice(link.path.length + 1)}`);
  }
  return at;
}

/** What the link leads to by one step. */
export function targetOf({ path, target = '' }: Entry): string {
  return resolvePath(parentOf(path), target);
}

/** Whether COPY, which follows the link, brings something as good: a time zone, or a program that finds nothing beside itself. */
export function canBeFollowed(link: Entry, files: FileSystem): boolean {
  const at = targetOf(link);
  if (isInside(at, '/usr/share/zoneinfo')) return true;
  const found = files.find(at);
  return (
    found?.node === 'file' &&
    found.origin.kind === 'artifact' &&
    found.origin.artifact.native === true &&
    found.origin.artifact.whole !== true
  );
}

/** What a symbolic link leads to in the end; the link itself when that is nothing the trace saw, nor what may have been unpacked. */
export function followLinks(entry: Entry | undefined, trace: StageTrace): Entry | undefined {
  let at = entry;
  for (let hops = 0; at?.node === 'link' && at.target !== undefined && hops < 10; hops++) {
    const target = targetOf(at);
    const next = trace.files.find(target) ?? guessIn(filledByHand(trace), target);
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

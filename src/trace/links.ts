// Where symbolic links lead, as far as the trace saw them made.

import type { Entry } from './effect.ts';
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

/** Whether COPY, which follows the link, brings something as good: a time zone, or a program that finds nothing beside itself. */
export function canBeFollowed({ path, target = '' }: Entry, { files }: StageTrace): boolean {
  const at = resolvePath(parentOf(path), target);
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
    const target = resolvePath(parentOf(at.path), at.target);
    const next = trace.files.find(target) ?? guessIn(filledByHand(trace), target);
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

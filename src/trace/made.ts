// Which instruction made what of the files that are there in the end.

import type { Entry } from './effect.ts';
import type { FileSystem } from './files.ts';

/** By the index of the instruction that made each of them last. */
export function madeBy(files: FileSystem): ReadonlyMap<number, readonly Entry[]> {
  const made = new Map<number, Entry[]>();
  for (const entry of files.written()) {
    const entries = made.get(entry.instruction);
    if (entries === undefined) made.set(entry.instruction, [entry]);
    else entries.push(entry);
  }
  return made;
}

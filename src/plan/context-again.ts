// Folders that hold more than the author's files in the build stage, and come from the build context once more, by the author's own COPY.

import type { Entry } from '../trace/effect.ts';
import { ancestorsOf, isInside, resolvePath } from '../trace/path.ts';
import type { StageTrace } from '../trace/trace.ts';
import { canRepeat } from './again.ts';

export interface ContextAgain {
  /** Whether heavy residue lies in it. */
  holdsResidue(folder: string): boolean;
  /** The COPY instructions that bring the folder as the build context has it, when they can be repeated word for word. */
  repeat(folder: string): readonly number[] | undefined;
  isRepeated(folder: string): boolean;
  /** Whether what was repeated brings this file as it is. */
  brings(entry: Entry): boolean;
}

export function contextAgain(trace: StageTrace, isHeavy: (path: string) => boolean): ContextAgain {
  const { files } = trace;
  const repeated = new Map<string, readonly number[]>();

  /** Something that the build context brings was removed afterwards. */
  const hasRemoved = (path: string): boolean => {
    const waiting = [path];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const node = files.node(at);
      if (node?.removed === true && !isHeavy(at) && node.broughtThen === true) return true;
      for (const name of node?.children.keys() ?? []) waiting.push(`${at === '/' ? '' : at}/${name}`);
    }
    return false;
  };

  /** What became another account's afterwards is not as the COPY brings it. */
  const bringsItself = (folder: string, { instruction, owner }: Entry) =>
    repeated.get(folder)?.includes(instruction) === true &&
    (files.node(folder)?.trees ?? []).every((tree) => tree.instruction !== instruction || tree.owner === owner);

  /** An earlier COPY of the same file, as of a manifest alone, is no other file. */
  const bringsToo = (folder: string, { path, origin, owner }: Entry) =>
    (files.node(folder)?.trees ?? []).some(
      (tree) =>
        repeated.get(folder)?.includes(tree.instruction) === true &&
        tree.owner === owner &&
        origin.kind === 'context' &&
        resolvePath(`/${tree.contextPath}`, path.slice(folder.length + 1)) === resolvePath('/', origin.path),
    );

  return {
    holdsResidue: (folder) => trace.residue.some((one) => one !== folder && isInside(one, folder)),
    repeat(folder) {
      const trees = files.node(folder)?.trees ?? [];
      const instructions = [...new Set(trees.map((tree) => tree.instruction))];
      const owners = new Set(trees.map((tree) => tree.owner));
      if (instructions.length === 0 || owners.size > 1 || hasRemoved(folder)) return undefined;
      if (!instructions.every((index) => canRepeat(trace, index, folder))) return undefined;
      repeated.set(folder, instructions);
      return instructions;
    },
    isRepeated: (folder) => repeated.has(folder),
    brings: (entry) =>
      entry.origin.kind === 'context' &&
      entry.mode === undefined &&
      ancestorsOf(entry.path).some((folder) => bringsItself(folder, entry) || bringsToo(folder, entry)),
  };
}

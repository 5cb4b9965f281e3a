// The files of a commit as build contexts: which there are says the commit, what is in them its clean work tree. Node only.

import type { BuildContext } from './context.ts';
import { addParents } from './files.ts';
import { treeBelow } from './folder.ts';
import { inOrder, join } from './path.ts';
import { ignoreFileOf, type Tree, visibleContext } from './visible.ts';

export interface Tracked {
  /** All of them, whatever `.dockerignore` says. */
  readonly files: BuildContext;
  /** The context that `docker build folder` would send; both paths are relative to the repository. */
  contextAt(folder: string, dockerfile: string): BuildContext;
}

/** `paths` are the files of the commit, relative to `root`. What lies beside them, ignored or not yet added, is as good as absent. */
export function trackedFiles(root: string, paths: readonly string[]): Tracked {
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  for (const path of paths) addParents(folders, path);
  const known = new Set(paths);
  const disk = treeBelow(root);
  const below = (folder: string): Tree => {
    const full = (path: string) => (path === '' ? folder : join(folder, path));
    return {
      kind: (path) => (folders.has(full(path)) ? 'folder' : known.has(full(path)) ? 'file' : undefined),
      read: (path) => (known.has(full(path)) ? disk.read(full(path)) : undefined),
      names: (path) => [...(folders.get(full(path)) ?? [])].sort(inOrder),
    };
  };
  const all = below('');
  return {
    files: visibleContext(all, undefined),
    contextAt: (folder, dockerfile) => {
      const tree = below(folder);
      return visibleContext(tree, all.read(ignoreFileOf(dockerfile)) ?? tree.read('.dockerignore'));
    },
  };
}

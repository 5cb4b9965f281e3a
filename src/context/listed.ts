// Files that are known by their names and read one by one, from wherever they are. No disk, no node modules.

import type { BuildContext } from './context.ts';
import { inOrder, join, normalize } from './path.ts';
import { ignoreFileOf, type Tree, visibleContext, wholeOf } from './visible.ts';

export interface ListedFiles {
  /** All of them, whatever `.dockerignore` says. */
  readonly files: BuildContext;
  /** What `docker build folder` would send; `dockerfile` is a path as in the list. */
  contextAt(folder: string, dockerfile: string): BuildContext;
}

/**
 * `paths` are files; one that ends in `/` is an empty folder. `read` gives the text, or undefined where there is none to give, and is
 * asked as often as a reader asks.
 */
export function listedFiles(paths: readonly string[], read: (path: string) => string | undefined): ListedFiles {
  const tree = treeOf(paths, read);
  return {
    files: wholeOf(tree),
    contextAt: (folder, dockerfile) => {
      const at = (path: string) => (path === '' ? folder : join(folder, path));
      const below: Tree = {
        kind: (path) => tree.kind(at(path)),
        read: (path) => tree.read(at(path)),
        names: (path) => tree.names(at(path)),
      };
      const own = tree.read(ignoreFileOf(dockerfile));
      return visibleContext(below, own ?? below.read('.dockerignore'));
    },
  };
}

/** Folders follow from the paths. */
export function treeOf(paths: readonly string[], read: (path: string) => string | undefined): Tree {
  const files = new Set<string>();
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  for (const given of paths) {
    const path = normalize(given);
    if (path === undefined || path === '') continue;
    if (given.endsWith('/')) folders.set(path, folders.get(path) ?? new Set());
    else files.add(path);
    addParents(folders, path);
  }
  return {
    kind: (path) => (folders.has(path) ? 'folder' : files.has(path) ? 'file' : undefined),
    read: (path) => (files.has(path) ? read(path) : undefined),
    names: (folder) => [...(folders.get(folder) ?? [])].sort(inOrder),
  };
}

function addParents(folders: Map<string, Set<string>>, path: string): void {
  let child = path;
  // Stops at the first folder that knows the child already: its own parents do too. So many files in one deep folder stay cheap.
  for (;;) {
    const slash = child.lastIndexOf('/');
    const parent = slash < 0 ? '' : child.slice(0, slash);
    const name = child.slice(slash + 1);
    const names = folders.get(parent) ?? new Set<string>();
    if (names.has(name)) return;
    names.add(name);
    folders.set(parent, names);
    if (parent === '') return;
    child = parent;
  }
}

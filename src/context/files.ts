// A build context in memory. No disk, no node modules: it works in a browser.

import type { BuildContext } from './context.ts';
import { inOrder, normalize } from './path.ts';
import { ignoreFileOf, READ_LIMIT, type Tree, visibleContext } from './visible.ts';

export interface ContextOptions {
  /** Where the Dockerfile is, for its own ignore file (`Dockerfile.dockerignore`). By default `Dockerfile` in the root. */
  readonly dockerfile?: string | undefined;
}

/**
 * A context in memory: `contextFromFiles({ 'go.mod': '…', 'cmd/app/main.go': '…' })`. Keys are paths relative to the root, values the texts;
 * folders follow from the keys, and a key that ends in `/` is an empty folder. A `.dockerignore` among them is applied.
 */
export function contextFromFiles(files: Readonly<Record<string, string>>, options: ContextOptions = {}): BuildContext {
  const texts = new Map<string, string>();
  const readable = new Map<string, boolean>();
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  for (const [key, text] of Object.entries(files)) {
    const path = normalize(key);
    if (path === undefined || path === '') continue;
    if (key.endsWith('/')) folders.set(path, folders.get(path) ?? new Set());
    else texts.set(path, text);
    addParents(folders, path);
  }
  const tree: Tree = {
    kind: (path) => (folders.has(path) ? 'folder' : texts.has(path) ? 'file' : undefined),
    read: (path) => {
      const text = texts.get(path);
      if (text === undefined) return undefined;
      let good = readable.get(path);
      if (good === undefined) {
        good = !text.includes('\0') && !isTooLarge(text);
        readable.set(path, good);
      }
      return good ? text : undefined;
    },
    names: (folder) => [...(folders.get(folder) ?? [])].sort(inOrder),
  };
  const dockerfile = normalize(options.dockerfile ?? 'Dockerfile');
  const own = dockerfile === undefined ? undefined : texts.get(ignoreFileOf(dockerfile));
  return visibleContext(tree, own ?? texts.get('.dockerignore'));
}

/** Puts a path into the names of its folder, that into those of its own, and so on up to the root. */
export function addParents(folders: Map<string, Set<string>>, path: string): void {
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

function isTooLarge(text: string): boolean {
  // A UTF-16 unit is one to three bytes of UTF-8: most texts need no counting.
  if (text.length > READ_LIMIT) return true;
  return text.length * 3 > READ_LIMIT && new TextEncoder().encode(text).length > READ_LIMIT;
}

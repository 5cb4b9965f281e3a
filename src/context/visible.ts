// Puts Docker's ignore rules between a tree of files and its reader. Knows neither disk nor memory: the tree is handed in.

import type { BuildContext } from './context.ts';
import { readIgnoreRules } from './ignored.ts';
import { inOrder, join, normalize } from './path.ts';

/** A tree before `.dockerignore`. Paths are normalized. */
export interface Tree {
  kind(path: string): 'file' | 'folder' | undefined;
  read(path: string): string | undefined;
  names(folder: string): readonly string[];
  target?(path: string): string | undefined;
}

/** Files above this size, in bytes, are not read. */
export const READ_LIMIT = 1024 * 1024;

// How many entries are looked at to learn whether a hidden folder holds something visible, before the answer is yes.
const SEARCH_LIMIT = 10_000;

export function visibleContext(tree: Tree, ignoreFile: string | undefined): BuildContext {
  const rules = readIgnoreRules(ignoreFile);
  const kinds = new Map<string, 'file' | 'folder' | undefined>([['', 'folder']]);
  const lists = new Map<string, readonly string[]>();

  // Exceptions can lie anywhere below a hidden folder, and one of them makes the folder visible. Written as a loop, because folders can
  // be nested deeper than the stack.
  const holdsSomethingVisible = (folder: string): boolean => {
    const waiting = [folder];
    let seen = 0;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!rules.mayReveal(next)) continue;
      for (const name of tree.names(next)) {
        if (++seen > SEARCH_LIMIT) return true;
        const path = join(next, name);
        if (!rules.hides(path)) return true;
        if (tree.kind(path) === 'folder') waiting.push(path);
      }
    }
    return false;
  };

  const visibleKind = (path: string): 'file' | 'folder' | undefined => {
    const kind = tree.kind(path);
    if (kind === undefined || !rules.hides(path)) return kind;
    return kind === 'folder' && holdsSomethingVisible(path) ? kind : undefined;
  };

  const kindOf = (given: string): 'file' | 'folder' | undefined => {
    const path = normalize(given);
    if (path === undefined) return undefined;
    if (kinds.has(path)) return kinds.get(path);
    const kind = visibleKind(path);
    kinds.set(path, kind);
    return kind;
  };

  return {
    target: (given) => {
      const path = normalize(given);
      return path !== undefined && kindOf(path) !== undefined ? tree.target?.(path) : undefined;
    },
    kind: kindOf,
    read: (given) => {
      const path = normalize(given);
      return path !== undefined && kindOf(path) === 'file' ? tree.read(path) : undefined;
    },
    list: (given) => {
      const path = normalize(given);
      if (path === undefined || kindOf(path) !== 'folder') return [];
      const known = lists.get(path);
      if (known !== undefined) return known;
      const names = tree.names(path).filter((name) => kindOf(join(path, name)) !== undefined);
      names.sort(inOrder);
      lists.set(path, names);
      return names;
    },
  };
}

/** `Dockerfile.dockerignore` beside the Dockerfile wins over the `.dockerignore` of the root. */
export function ignoreFileOf(dockerfile: string): string {
  return `${dockerfile}.dockerignore`;
}

/** Everything in a tree, whatever `.dockerignore` says. */
export function wholeOf(tree: Tree): BuildContext {
  const ask = <Answer>(path: string, answer: (path: string) => Answer): Answer | undefined => {
    const normal = normalize(path);
    return normal === undefined ? undefined : answer(normal);
  };
  return {
    kind: (path) => ask(path, tree.kind),
    read: (path) => ask(path, tree.read),
    list: (path) => ask(path, tree.names) ?? [],
  };
}

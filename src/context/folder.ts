// A build context on disk: lazy, cached, read-only, and never outside of its root. Node only.

import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { BuildContext } from './context.ts';
import { inOrder } from './path.ts';
import { ignoreFileOf, READ_LIMIT, type Tree, visibleContext, wholeOf } from './visible.ts';

export interface FolderOptions {
  /** Where the Dockerfile is, for its own ignore file (`Dockerfile.dockerignore`): absolute, or relative to the root. By default `Dockerfile`. */
  readonly dockerfile?: string | undefined;
}

/**
 * The context that `docker build root` would send. Nothing is read before it is asked for. What cannot be read, is no UTF-8 text, is larger
 * than 1 MiB, or is reached through a symbolic link that leaves the root is as good as absent; so is `.git`. A root that does not exist is
 * an empty context: nothing throws.
 */
export function contextFromFolder(root: string, options: FolderOptions = {}): BuildContext {
  const base = realPath(root);
  const dockerfile = resolve(root, options.dockerfile ?? 'Dockerfile');
  // The Dockerfile may lie outside of the context, and its ignore file with it.
  const own = readText(ignoreFileOf(dockerfile));
  const tree = base === undefined ? undefined : treeBelow(base);
  if (tree === undefined)
    return { kind: (path) => (path === '' ? 'folder' : undefined), read: () => undefined, list: () => [] };
  return visibleContext(tree, own ?? tree.read('.dockerignore'));
}

/** All files below a folder, whatever `.dockerignore` says; otherwise like a context. */
export function filesBelow(root: string): BuildContext {
  const base = realPath(root);
  return base === undefined
    ? { kind: () => undefined, read: () => undefined, list: () => [] }
    : wholeOf(treeBelow(base));
}

function treeBelow(base: string): Tree {
  const texts = new Map<string, string | undefined>();
  const locate = (path: string): string | undefined => {
    if (path === '.git' || path.startsWith('.git/') || path.includes('\0')) return undefined;
    const real = realPath(resolve(base, path));
    return real !== undefined && isInside(base, real) ? real : undefined;
  };
  return {
    kind: (path) => {
      const real = locate(path);
      const kind = real === undefined ? undefined : kindOf(real);
      // COPY keeps a link as it is; following one that leads upwards would never end.
      return kind === 'folder' && isLink(resolve(base, path)) ? 'file' : kind;
    },
    read: (path) => {
      if (texts.has(path)) return texts.get(path);
      const real = locate(path);
      const text = real === undefined ? undefined : readText(real);
      texts.set(path, text);
      return text;
    },
    target: (path) =>
      isLink(resolve(base, path)) && locate(path) !== undefined ? targetOf(resolve(base, path)) : undefined,
    names: (folder) => {
      const real = locate(folder);
      if (real === undefined || (folder !== '' && isLink(resolve(base, folder)))) return [];
      const names = namesIn(real).filter((name) => folder !== '' || name !== '.git');
      return names.sort(inOrder);
    },
  };
}

function isInside(base: string, path: string): boolean {
  const way = relative(base, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

// Missing, forbidden, a loop of links, too long a name: for a context they are all the same, nothing is there.
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(path: string): string | undefined {
  // Asked before it is opened: opening a named pipe would wait for its writer.
  if (kindOf(path) !== 'file') return undefined;
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    if (fstatSync(file).size > READ_LIMIT) return undefined;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

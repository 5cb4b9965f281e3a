// Which files are there for the toolchain alone: itself, sources, manifests, folders of dependencies. Programs do without them unless they name them.

import type { Toolchain } from '../toolchain.ts';
import { matchName } from '../trace/copy.ts';
import type { FileSystem } from '../trace/files.ts';
import { ancestorsOf, baseName, isInside, parentOf } from '../trace/path.ts';

export interface OwnFiles {
  /** A source, or something in a folder that belongs to the toolchain. */
  has(path: string): boolean;
  /** In a folder where the toolchain keeps itself, or its caches. */
  isKept(path: string): boolean;
  /** Whether the toolchain may keep itself in there. */
  mayBeIn(folder: string): boolean;
  /** Whether a program of the toolchain has this name. */
  isProgram(name: string): boolean;
  /** Whether a source lies anywhere below the folder; a folder of a size that nobody looks through counts as well. */
  areWithin(folder: string): boolean;
}

/** `seen` says that the sources of all artifacts were read, and are for the build. */
export function ownFiles(files: FileSystem, toolchains: readonly Toolchain[], seen: boolean): OwnFiles {
  const patterns = toolchains.flatMap((toolchain) => toolchain.sources);
  const isSourceName = (name: string) =>
    patterns.some((pattern) => pattern === name || (pattern.includes('*') && matchName(pattern, name)));
  const folders = new Map<string, boolean>();
  /** A folder that belongs to the toolchain, such as one of dependencies: it stands beside sources, not just anywhere. */
  const isSourceFolder = (folder: string): boolean => {
    const own = baseName(folder);
    if (!patterns.includes(own) && !(seen && patterns.includes(`${own}/`))) return false;
    let known = folders.get(folder);
    if (known === undefined) {
      known = files.list(parentOf(folder)).some((entry) => entry.node === 'file' && isSourceName(baseName(entry.path)));
      folders.set(folder, known);
    }
    return known;
  };
  const has = (path: string) =>
    isSourceFolder(path) ||
    ancestorsOf(path).some((folder) => isSourceFolder(folder)) ||
    (isSourceName(baseName(path)) && files.find(path)?.node !== 'folder');

  const areWithin = (root: string): boolean => {
    const waiting = [root];
    for (let visited = 0; visited < 2000; visited++) {
      const folder = waiting.pop();
      if (folder === undefined) return false;
      for (const child of files.list(folder)) {
        if (has(child.path)) return true;
        if (child.node === 'folder') waiting.push(child.path);
      }
    }
    return true;
  };
  const kept = toolchains.flatMap((toolchain) => toolchain.folders);
  const programs = new Set(toolchains.flatMap((toolchain) => Object.keys(toolchain.programs)));
  return {
    has,
    areWithin,
    isKept: (path) => kept.some((folder) => isInside(path, folder)),
    mayBeIn: (path) => kept.some((folder) => isInside(folder, path)),
    isProgram: (name) => programs.has(name),
  };
}

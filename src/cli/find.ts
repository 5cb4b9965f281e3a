// Paths of the command line → the Dockerfiles they mean. Reads no Dockerfile.

import { existsSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Failure } from '../report/outcome.ts';
import { codeOf, fail, failFromError, NoDockerfileFound, NotAFile } from './failures.ts';

export interface Target {
  readonly kind: 'target';
  /** Absolute. */
  readonly file: string;
  /** What it is called in reports: relative to the current folder, with `/`. */
  readonly path: string;
}

/** In the order of the command line, those of a folder sorted, each file once. */
export async function findDockerfiles(paths: readonly string[]): Promise<readonly (Target | Failure)[]> {
  const found: (Target | Failure)[] = [];
  const seen = new Set<string>();
  const add = (file: string): void => {
    const real = realPath(file);
    if (seen.has(real)) return;
    seen.add(real);
    found.push({ kind: 'target', file, path: shownPath(file) });
  };
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const stats = look(path);
    if ('kind' in stats) {
      const files = codeOf(stats.error) === 'ENOENT' ? await globbed(path) : [];
      if (files.length === 0) found.push(failFromError(shownPath(resolve(path)), stats.error, 'read'));
      for (const file of files) add(file);
    } else if (stats.isDirectory()) {
      const { searchFolder } = await import('./search.ts');
      const files = searchFolder(path);
      if (files.length === 0) found.push(fail(shownPath(resolve(path)), NoDockerfileFound));
      for (const file of files) add(file);
    } else if (stats.isFile()) add(resolve(path));
    else found.push(fail(shownPath(resolve(path)), NotAFile));
  }
  return found;
}

/** The folder of the repository that a file is in; without one the folder of the command line that holds it, or its own. */
export function repositoryOf(file: string, paths: readonly string[]): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) break;
  }
  const given = (paths.length === 0 ? ['.'] : paths).map((path) => resolve(path));
  return given.find((path) => file.startsWith(path + sep)) ?? dirname(file);
}

/** Relative to the current folder, so that a patch applies there; what lies outside is named in full. With `/` on every system. */
export function shownPath(file: string): string {
  const way = relative(process.cwd(), file);
  const shown = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? file : way || '.';
  return sep === '\\' ? shown.replaceAll('\\', '/') : shown;
}

/** False for what does not exist as well. */
export function isFolder(path: string): boolean {
  const stats = look(path);
  return !('kind' in stats) && stats.isDirectory();
}

function look(path: string): Stats | { readonly kind: 'error'; readonly error: unknown } {
  try {
    return statSync(path);
  } catch (error) {
    return { kind: 'error', error };
  }
}

/** A shell that finds nothing hands the glob on as it is, and some shells never expand one. */
async function globbed(path: string): Promise<readonly string[]> {
  if (!/[*?[{]/.test(path)) return [];
  const { expandGlob } = await import('./search.ts');
  return expandGlob(path);
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

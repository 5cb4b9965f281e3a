// Files below one folder, for whoever may see no others: paths that lead out of it, also over symbolic links, are as good as absent.

import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { contextFromFolder, filesBelow } from '../context/folder.ts';
import { type BuildContext, contextFromFiles, type Neighbourhood, readRepository } from '../index.ts';
import type { Failure } from '../report/outcome.ts';
import { fail, failFromError, PathOutside } from './failures.ts';
import { type Reading, readDockerfile } from './read.ts';

export interface Inside {
  /** Where a path is, whether or not anything is there. */
  readonly at: (path: string) => string;
  /** A Dockerfile, by its path relative to the folder. */
  readonly read: (path: string) => Reading;
  /** The build context of a Dockerfile; by default the folder that it is in. */
  readonly context: (dockerfile: string, folder?: string) => BuildContext | Failure;
  /** The files around a Dockerfile, with the folder as their repository. They may say which build context it is. */
  readonly around: (dockerfile: string) => Neighbourhood & { readonly contextAt: (folder: string) => BuildContext };
}

/** Throws what node:fs throws where there is no such folder. */
export function filesInside(folder: string): Inside {
  const root = realpathSync(folder);
  const locate = (path: string): string | Failure => {
    try {
      const real = realpathSync(resolve(root, path));
      const way = relative(root, real);
      const outside = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
      return outside ? fail(path, PathOutside) : real;
    } catch (error) {
      return failFromError(path, error, 'read');
    }
  };
  const context = (dockerfile: string, path = dirname(dockerfile)): BuildContext | Failure => {
    const found = locate(path);
    return typeof found === 'string' ? contextFromFolder(found, { dockerfile: resolve(root, dockerfile) }) : found;
  };
  return {
    at: (path) => resolve(root, path),
    read: (path) => {
      const found = locate(path);
      return typeof found === 'string' ? readDockerfile(found, path) : found;
    },
    context,
    around: (dockerfile) => ({
      repository: readRepository(filesBelow(root)),
      dockerfile: relative(root, resolve(root, dockerfile)).split(sep).join('/'),
      contextAt: (folder) => {
        const found = context(dockerfile, folder === '' ? '.' : folder);
        return 'path' in found ? contextFromFiles({}) : found;
      },
    }),
  };
}

// A container that serves files and does nothing else opens its folders of files, and of the project around them nothing.

import type { Artifact } from '../toolchain.ts';
import type { Entry } from '../trace/effect.ts';
import { ancestorsOf, isInside } from '../trace/path.ts';
import { type Starts, servedFolders } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';
import { systemFolders } from './residue.ts';

export interface Served {
  /** What is served. */
  readonly folders: readonly string[];
  /** Folders of projects that hold more than what is served. */
  readonly projects: readonly string[];
  /** Part of a project, and nothing that is served is in it. */
  isLeft(path: string): boolean;
}

/** `built`: the places of all artifacts. Undefined when something is started that may open other files. */
export function servedBy({ files }: StageTrace, starts: Starts, built: readonly Entry[]): Served | undefined {
  const folders = servedFolders(starts);
  if (folders === undefined) return undefined;
  /** The topmost folder of the author that something is built in. */
  const projectOf = (path: string) =>
    ancestorsOf(path)
      .filter((folder) => (files.node(folder)?.trees.length ?? 0) > 0)
      .reduce((one, other) => (other.length < one.length ? other : one), path);
  const projects = [...new Set(built.filter(({ node }) => node === 'folder').map(({ path }) => projectOf(path)))];
  const left = projects.filter(
    (project) => !systemFolders.has(project) && !folders.some((folder) => isInside(project, folder)),
  );
  return {
    folders,
    projects: left,
    isLeft: (path) =>
      left.some((project) => isInside(path, project)) && !folders.some((folder) => isInside(path, folder)),
  };
}

/** What is only served needs nothing to run, and opens nothing. */
export function asData(artifact: Artifact): Artifact {
  return { ...artifact, needs: [], reads: { paths: [], complete: true, files: true } };
}

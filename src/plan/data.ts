// What was built and is only data to the container: it serves some folders, or it runs other programs, which name what they open.

import type { Artifact } from '../toolchain.ts';
import { neverRun, servedFolders, servesOnly } from '../trace/data.ts';
import type { Entry } from '../trace/effect.ts';
import { ancestorsOf, baseName, isInside, parentOf, resolvePath } from '../trace/path.ts';
import type { Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';
import { systemFolders } from './residue.ts';

export interface Data {
  /** What of it is opened. */
  readonly folders: readonly string[];
  /** Folders of projects of which nothing else is. */
  readonly projects: readonly string[];
  /** Set where the container does nothing but serve files. */
  readonly isServed: boolean;
  /** It does not run. */
  has(artifact: Artifact): boolean;
  /** Part of a project, and nothing that is opened is in it. */
  isLeft(path: string): boolean;
}

/** Undefined when all that was built may run. */
export function dataOf(trace: StageTrace, starts: Starts, written: readonly Entry[]): Data | undefined {
  const built = written.filter(({ node, origin }) => node === 'folder' && origin.kind === 'artifact');
  const served = servedFolders(starts);
  if (served !== undefined) {
    const read = starts.scripts.length === 0 ? [] : starts.references.filter((path) => isReferred(path, trace));
    const folders = [...served, ...linkedFrom(served, written), ...read];
    // Pages may be one file; and in folders that nobody serves a command may do as it likes.
    const others = written.filter(({ node, open, origin }) =>
      origin.kind === 'artifact'
        ? origin.artifact.sourceFolder !== undefined
        : origin.kind === 'command' && node === 'folder' && open,
    );
    return { ...left(projectsOf(trace, [...built, ...others]), folders), isServed: true, has: () => true };
  }
  if (servesOnly(starts)) return { ...left([], []), isServed: false, has: () => true };
  const workdir = trace.config.workdir.value;
  const complete = (one: Artifact) => one.completed?.(trace.files, workdir) ?? one;
  const unrun = neverRun(starts, written, trace.programs, complete);
  if (unrun === undefined) return undefined;
  const { opened } = unrun;
  // What was moved away opens of its sources what it names, and what it looks for in the folder in which it works.
  const behind = starts.scripts.length === 0 ? unrun.behind : undefined;
  const isOwn = (path: string) =>
    behind?.opens.folders.some((name) => {
      const folder = resolvePath(workdir, name);
      return isInside(path, folder) || isInside(folder, path);
    }) === true;
  const isBehind = (path: string) => behind?.sources.some((folder) => isInside(path, folder)) === true && !isOwn(path);
  const parts = written.filter(
    ({ origin }) =>
      // Pages need nothing to run, as they do not.
      origin.kind === 'artifact' && (origin.artifact.needs.length === 0 || unrun.has(origin.artifact)),
  );
  const apart = parts
    .filter(({ node, path }) => (opened === undefined ? isBehind(path) : node === 'folder'))
    .map(({ path }) => path);
  const settings = [...trace.config.environment.values()].flatMap(({ value }) => value.match(/[\w./-]*\w/g) ?? []);
  const words = starts.commands.flatMap((start) =>
    start.words.slice(1).flatMap((word) => word.match(/[\w./-]*\w/g) ?? []),
  );
  const literals = opened ?? [...unrun.named, ...(behind?.opens.named ?? []), ...settings, ...words];
  const named = apart.flatMap((path) => namedIn(path, apart, literals, workdir));
  return { ...left(apart, named), isServed: false, has: unrun.has };
}

/** What a script names beside what is served. */
function isReferred(path: string, { files, config }: StageTrace): boolean {
  return !isInside(config.workdir.value, path) && files.find(path) !== undefined;
}

/** What links in these folders lead to. */
function linkedFrom(folders: readonly string[], written: readonly Entry[]): readonly string[] {
  return written.flatMap(({ node, path, target }) =>
    node === 'link' && folders.some((folder) => isInside(path, folder))
      ? [resolvePath(parentOf(path), target ?? '.')]
      : [],
  );
}

/** The topmost folders of the author that something is built in. */
function projectsOf({ files }: StageTrace, built: readonly Entry[]): readonly string[] {
  // Pages may lie elsewhere than what they are made of.
  const paths = built.flatMap(({ path, origin }) => [
    path,
    ...(origin.kind === 'artifact' && origin.artifact.sourceFolder !== undefined ? [origin.artifact.sourceFolder] : []),
  ]);
  const topmost = paths.map((path) =>
    ancestorsOf(path)
      .filter((folder) => (files.node(folder)?.trees.length ?? 0) > 0)
      .reduce((one, other) => (other.length < one.length ? other : one), path),
  );
  return [...new Set(topmost)];
}

function left(folders: readonly string[], opened: readonly string[]): Pick<Data, 'folders' | 'projects' | 'isLeft'> {
  const isOpened = (path: string) => opened.some((folder) => isInside(path, folder));
  const unopened = folders.filter((folder) => !isOpened(folder));
  // Of a folder of the system only what was built into it is left, and not what else lies there.
  const installed = new Set(unopened.filter((folder) => systemFolders.has(folder)));
  const projects = unopened.filter((folder) => !installed.has(folder));
  return {
    folders: opened,
    projects,
    isLeft: (path) => installed.has(path) || (projects.some((project) => isInside(path, project)) && !isOpened(path)),
  };
}

/** Names of folders that builds write to: what a literal names by one of these is there. */
const outputs = new Set(['dist', 'build', 'public', 'out', 'www', '_site', 'static', 'assets']);

/** Of a folder that was built in, what literals name: paths in it; or all of it, where one names the folder, or may be a part of the path to it. */
function namedIn(
  folder: string,
  folders: readonly string[],
  literals: readonly string[],
  workdir: string,
): readonly string[] {
  const found: string[] = [];
  for (const literal of literals) {
    const path = resolvePath(workdir, literal);
    if (literal !== '/' && isInside(folder, path)) return [folder];
    if (literal.includes('/') && isInside(path, folder)) {
      if (!outputs.has(baseName(path))) return [folder];
      found.push(path);
      continue;
    }
    const isPart = literal.split('/').some((name) => name === baseName(folder) || outputs.has(name));
    if (isPart && !folders.some((other) => isInside(path, other))) return [folder];
  }
  return found;
}

/** What is only read needs nothing to run, and opens nothing. */
export function asData(artifact: Artifact): Artifact {
  return { ...artifact, needs: [], reads: { paths: [], complete: true, files: true } };
}

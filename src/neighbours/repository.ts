// Which files of a repository may use a Dockerfile, by their names, and how they use it. It reads few files, and each one once.

import type { BuildContext } from '../context/context.ts';
import type { SourceFile } from '../diagnostics.ts';
import { bakeFile, usesInBake } from './bake.ts';
import { composeFile, usesInCompose } from './compose.ts';
import { usesInDevcontainer, usesInSkaffold } from './developing.ts';
import { usesInJenkinsfile, usesInTiltfile } from './literals.ts';
import { folderOf, nameOf } from './paths.ts';
import { usesInMakefile, usesInPackage, usesInScript } from './scripts.ts';
import { noUses, together, type Uses } from './use.ts';
import { usesInGitlab, usesInWorkflow } from './workflows.ts';

export interface Repository {
  /** What the files around this Dockerfile build and run, whichever Dockerfile it is of. */
  usesAround(dockerfile: string): Uses;
}

type Reader = (file: SourceFile, files: BuildContext) => Uses;

/** The first that fits a file's path counts. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/, usesInWorkflow],
  [/(?:^|\/)\.devcontainer(?:\/(?:[^/]+\/)?devcontainer)?\.json$/, usesInDevcontainer],
  [/(?:^|\/)\.gitlab-ci\.ya?ml$/, usesInGitlab],
  [/(?:^|\/)skaffold\.ya?ml$/, usesInSkaffold],
  [/(?:^|\/)(?:GNUm|[Mm])akefile$|\.mk$/, usesInMakefile],
  [/(?:^|\/)Tiltfile$/, usesInTiltfile],
  [/(?:^|\/)Jenkinsfile(?:\.[\w-]+)?$/, usesInJenkinsfile],
  [/(?:^|\/)package\.json$/, usesInPackage],
  [/\.(?:sh|bash)$/, usesInScript],
];

function readerOf(path: string): Reader | undefined {
  const name = nameOf(path);
  if (composeFile.test(name)) return usesInCompose;
  return bakeFile.test(name) ? usesInBake : readers.find(([pattern]) => pattern.test(path))?.[1];
}

/** Folders in which people keep such files, beside the folders above the Dockerfile. */
const folders = [
  '',
  '.github/workflows',
  '.devcontainer',
  '.docker',
  ...'bin build ci .ci compose deploy deployment deployments dev develop docker hack infra local ops script scripts test tests tools'.split(
    ' ',
  ),
];

/** More files, or more text, belong to no single Dockerfile. */
const MOST_FILES = 200;
const LONGEST = 200_000;

export function readRepository(files: BuildContext): Repository {
  const known = new Map<string, Uses>();
  const read = (path: string): Uses => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const reader = readerOf(path);
    const text = reader === undefined || files.kind(path) !== 'file' ? undefined : files.read(path);
    const uses =
      reader === undefined || text === undefined || text.length > LONGEST ? noUses : reader({ path, text }, files);
    known.set(path, uses);
    return uses;
  };
  return {
    usesAround: (dockerfile) => {
      const paths = new Set<string>();
      for (const folder of foldersAround(dockerfile, files))
        for (const name of files.list(folder)) {
          const path = folder === '' ? name : `${folder}/${name}`;
          if (readerOf(path) !== undefined && paths.size < MOST_FILES) paths.add(path);
        }
      return together([...paths].filter(isNew(files)).map(read));
    },
  };
}

/** Not another name of a file that was there before: a symbolic link beside it, or a copy. */
function isNew(files: BuildContext): (path: string) => boolean {
  const seen = new Set<string>();
  return (path) => {
    const key = `${folderOf(path)}\n${files.read(path) ?? path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

function foldersAround(dockerfile: string, files: BuildContext): readonly string[] {
  const found: string[] = [];
  for (let folder = folderOf(dockerfile); ; folder = folderOf(folder)) {
    for (const name of folders) found.push([folder, name].filter((part) => part !== '').join('/'));
    if (folder === '') break;
  }
  // A dev container of several has a folder of its own.
  const containers = files.list('.devcontainer').map((name) => `.devcontainer/${name}`);
  return [...new Set([...found, ...containers.slice(0, 20)])];
}

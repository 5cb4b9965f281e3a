// The files around a Dockerfile that use it: compose and bake files, pipelines, scripts. They say what its build context is, and are told
// what a split means for them.

import type { BuildContext } from '../context/context.ts';
import { ContextStated, ContextsDiffer, type Diagnostic, diagnoseIn } from '../diagnostics.ts';
import { folderOf, isSameImage } from './paths.ts';
import type { Repository } from './repository.ts';
import { type Build, mostUses, type Uses } from './use.ts';

export interface Neighbourhood {
  readonly repository: Repository;
  /** The path of the Dockerfile in the repository. */
  readonly dockerfile: string;
  /** The build context that is a folder of the repository. Given where nobody said which context to take. */
  readonly contextAt?: (folder: string) => BuildContext;
  /** With the edits of other files that a split asks for. */
  readonly edit?: boolean;
}

/** What is built of this Dockerfile, and what runs that. */
export function usesOf({ repository, dockerfile }: Neighbourhood): Uses {
  const { builds, runs } = repository.usesAround(dockerfile);
  const own = unique(builds.filter((build) => build.dockerfile === dockerfile)).slice(0, mostUses);
  if (own.length === 0) return { builds: [], runs: [] };
  // A name that other Dockerfiles give as well may mean theirs.
  const others = builds.filter((build) => build.dockerfile !== dockerfile).flatMap(({ images }) => images);
  const isOwn = (name: string) => !others.some((other) => isSameImage(name, other));
  return { builds: own.map((build) => ({ ...build, images: build.images.filter(isOwn) })), runs };
}

function unique(builds: readonly Build[]): readonly Build[] {
  const key = ({ place, context, target }: Build) =>
    `${place.file.path} ${place.span.start} ${context} ${target?.name}`;
  return [...new Map(builds.map((build) => [key(build), build])).values()];
}

export interface StatedContext {
  /** Undefined where several are stated, and none of them is the folder of the Dockerfile: then it is not known. */
  readonly folder: string | undefined;
  /** It is the folder of the Dockerfile. */
  readonly usual: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The build context that the builds agree on; undefined when nobody says which, or nothing but the usual one. */
export function statedContext({ builds }: Uses, dockerfile: string): StatedContext | undefined {
  const stated = builds.flatMap(({ context, stated: place }) =>
    context === undefined || place === undefined ? [] : [{ context, place }],
  );
  const [first] = stated;
  const usual = folderOf(dockerfile);
  if (first === undefined) return undefined;
  const folders = [...new Set(stated.map(({ context }) => context))];
  const shown = (folder: string) => `\`${folder === '' ? '.' : folder}\``;
  if (folders.length === 1)
    return first.context === usual
      ? undefined
      : {
          folder: first.context,
          usual: false,
          diagnostics: [diagnoseIn(ContextStated, first.place, first.context || '.')],
        };
  const known = folders.includes(usual);
  const other = stated.find(({ context }) => context !== usual) ?? first;
  const taken = known ? `${shown(usual)} is taken` : 'none is taken, so nothing in it is known';
  return {
    folder: known ? usual : undefined,
    usual: known,
    diagnostics: [diagnoseIn(ContextsDiffer, other.place, folders.map(shown).join(' and '), taken)],
  };
}

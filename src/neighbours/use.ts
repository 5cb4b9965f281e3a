// The shapes of what the files around a Dockerfile do with it: they build its image, and they run that.

import type { SourceFile } from '../diagnostics.ts';
import type { Invocation, Span } from '../syntax/instruction.ts';

export interface Place {
  readonly file: SourceFile;
  readonly span: Span;
}

export function placeOf(file: SourceFile, { start, end }: Span): Place {
  return { file, span: { start, end } };
}

/** A place that builds the image of a Dockerfile. Paths are those of the repository, without a leading slash. */
export interface Build {
  /** The service `web`, `docker build`: for messages. */
  readonly who: string;
  readonly place: Place;
  readonly dockerfile: string;
  /** The folder, `''` for the root; undefined where it cannot be told. */
  readonly context: string | undefined;
  /** Where the context is stated. */
  readonly stated: Place | undefined;
  readonly target: { readonly name: string; readonly place: Place } | undefined;
  /** What the image is called, with its tags; a service of Compose is called by its folder and its name. */
  readonly images: readonly string[];
  /** Runs of the very thing that is built here. */
  readonly runs: readonly Run[];
  /** People or pipelines work in the container: they may call anything. */
  readonly development: boolean;
  /** How to say there which stage to build; undefined where that is not one line. */
  readonly addition: Addition | undefined;
}

export interface Addition {
  /** As it reads: `target: build`. */
  readonly line: (stage: string) => string;
  /** Undefined where it is for people to write. */
  readonly edit: ((stage: string) => { readonly span: Span; readonly text: string }) | undefined;
}

export interface Run {
  readonly who: string;
  readonly place: Place;
  /** The name of an image, or of a service in a folder's compose files; undefined within a build. */
  readonly of: string | undefined;
  readonly command: Override | undefined;
  readonly entrypoint: Override | undefined;
  readonly healthcheck: Override | undefined;
  readonly workdir: string | undefined;
  /** Folders of the machine that the container sees in the place of its own. */
  readonly mounts: readonly { readonly path: string; readonly place: Place }[];
}

export interface Override {
  /** An empty list of words takes away what the image has. */
  readonly invocation: Invocation;
  readonly place: Place;
}

export interface Uses {
  readonly builds: readonly Build[];
  readonly runs: readonly Run[];
}

/** Of one Dockerfile; nobody writes more, and each is run on paper. */
export const mostUses = 200;

export const noUses: Uses = { builds: [], runs: [] };

export function together(all: readonly Uses[]): Uses {
  return { builds: all.flatMap(({ builds }) => builds), runs: all.flatMap(({ runs }) => runs) };
}

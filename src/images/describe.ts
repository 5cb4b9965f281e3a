// One entry for all that is known on base images: a table from repository to the file that knows it. No facts of its own.

import { describeBuildpack } from './buildpack.ts';
import { describeBun, describeDeno } from './bun.ts';
import { describeDistroless } from './distroless.ts';
import { describeGolang } from './golang.ts';
import type { Image, ImageReference } from './image.ts';
import { describeAlpineNode, describeIojs, describeNode } from './nodejs.ts';
import { describePerl } from './perl.ts';
import { describeComposer, describePhp } from './php.ts';
import { describeConda, describePypy, describePython, describeUv } from './python.ts';
import { splitReference } from './reference.ts';
import { describeRuby } from './ruby.ts';
import {
  describeAlpine,
  describeBusybox,
  describeDebian,
  describeRedHat,
  describeScratch,
  describeUbuntu,
} from './systems.ts';

/** `tag` is as written; undefined when none is. It may hold `UNKNOWN`. */
type Describe = (reference: ImageReference, tag: string | undefined) => Image | undefined;

/** For families where a tag that is not known says nothing: `latest` stands in for none, and an unknown one or a bare digest is not described. */
function plain(describe: (reference: ImageReference, tag: string) => Image | undefined): Describe {
  return (reference, tag) => {
    if (tag !== undefined && reference.tag === undefined) return undefined;
    return describe(reference, tag ?? 'latest');
  };
}

/** Toolchain images and distributions. A toolchain's image has a file of its own beside golang.ts, and a line here. */
const families: Readonly<Record<string, Describe>> = {
  scratch: plain(describeScratch),
  debian: plain(describeDebian),
  'public.ecr.aws/debian/debian': plain(describeDebian),
  ubuntu: plain(describeUbuntu),
  'public.ecr.aws/ubuntu/ubuntu': plain(describeUbuntu),
  alpine: plain(describeAlpine),
  busybox: plain(describeBusybox),
  'buildpack-deps': plain(describeBuildpack),
  golang: describeGolang,
  node: plain(describeNode),
  iojs: plain(describeIojs),
  'mhart/alpine-node': plain(describeAlpineNode),
  python: plain(describePython),
  pypy: plain(describePypy),
  'ghcr.io/astral-sh/uv': plain(describeUv),
  'continuumio/miniconda3': plain(describeConda),
  'continuumio/anaconda3': plain(describeConda),
  'condaforge/miniforge3': plain(describeConda),
  'condaforge/mambaforge': plain(describeConda),
  ruby: plain(describeRuby),
  php: plain(describePhp),
  composer: plain(describeComposer),
  perl: plain(describePerl),
  'oven/bun': plain(describeBun),
  'denoland/deno': plain(describeDeno),
};

/** True for the repositories that are known here, also where this tag of them is not: a Windows variant, say. */
export function isKnownRepository(text: string): boolean {
  const repository = splitReference(text)?.reference.repository;
  return repository !== undefined && Object.hasOwn(families, repository);
}

/** Undefined: not a reference, or nothing is known of this image. */
export function describeImage(text: string): Image | undefined {
  const parts = splitReference(text);
  if (parts === undefined) return undefined;
  const { reference, writtenTag } = parts;
  const { repository } = reference;
  const describe = Object.hasOwn(families, repository) ? families[repository] : undefined;
  if (describe !== undefined) return describe(reference, writtenTag);
  if (repository.startsWith('gcr.io/distroless/')) return plain(describeDistroless)(reference, writtenTag);
  return plain(describeRedHat)(reference, writtenTag);
}

// The checker for texts that somebody else made: a person, or another tool.

import { check } from './check/check.ts';
import { contextFromFiles } from './context/files.ts';
import type { ConvertOptions } from './convert.ts';
import { catalogueOf } from './images/catalogue.ts';
import { parseDockerfile } from './syntax/parse.ts';
import type { Toolchain } from './toolchain.ts';
import { programsWith } from './trace/programs/all.ts';
import { traceDockerfile } from './trace/trace.ts';

/** What cannot be proven of a text that somebody else made of a Dockerfile, as clauses: the proof that each conversion goes through. */
export type Doubt = (
  before: string,
  after: string,
  options?: Pick<ConvertOptions, 'context' | 'images'>,
) => readonly string[];

export function makeDoubter(toolchains: readonly Toolchain[]): Doubt {
  return (before, after, { context = contextFromFiles({}), images } = {}) => {
    const original = parseDockerfile(before);
    const [problem] = original.problems;
    if (problem !== undefined) return [`the original is no Dockerfile: ${problem.message}`];
    const options = { context, programs: programsWith(toolchains), images: catalogueOf(images) };
    const stages = traceDockerfile(original, options);
    const trace = stages.at(-1);
    if (trace === undefined) return ['the original has no FROM'];
    return check({ original, stages, trace, output: after, toolchains, options });
  };
}

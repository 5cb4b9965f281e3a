// Proves a result: reads it again, runs it on paper again, and compares it with the original. It does not know how the plan was made,
// and uses nothing of the rooms that make plans and edits. What it cannot prove is said, and then nothing is converted.

import type { Dockerfile } from '../syntax/instruction.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import type { Toolchain } from '../toolchain.ts';
import { pruningOf } from '../trace/pruning.ts';
import { findStarts, type Starts } from '../trace/starts.ts';
import { type StageTrace, type TraceOptions, traceDockerfile } from '../trace/trace.ts';
import { keepsConfig } from './config.ts';
import { contextIsTheSame, copiesExist, removalsStay } from './copies.ts';
import { dataIsThere } from './data.ts';
import { leavesToolchain, needsAreMet } from './needs.ts';
import { sourcesAreThere } from './sources.ts';
import { keepsNames, keepsStages } from './stages.ts';
import { startsExist, stateIsMadeAgain } from './starts.ts';
import { keepsBytes, keepsEverything } from './text.ts';

export interface CheckRequest {
  readonly original: Dockerfile;
  /** The stage that becomes two. */
  readonly trace: StageTrace;
  /** All stages of the original, where there are more. */
  readonly stages?: readonly StageTrace[];
  /** The original with its stages named as the result has them, where names are added. */
  readonly meant?: Dockerfile;
  readonly output: string;
  readonly toolchains: readonly Toolchain[];
  readonly options: TraceOptions;
}

/** What could not be proven, as clauses; empty when the result is proven. */
export function check(request: CheckRequest): readonly string[] {
  const { original, trace, output, toolchains, options, meant = original, stages: before = [trace] } = request;
  const result = parseDockerfile(output);
  if (result.problems.length > 0)
    return result.problems.map((problem) => `the result does not parse: ${problem.message}`);
  const stages = traceDockerfile(result, options);
  if (before.length > 1 && stages.length === before.length)
    return [...keepsStages(original, before, result, options), ...keepsBytes(original, output)];
  const runtime = stages.at(-1);
  const build = stages.at(-2);
  if (runtime === undefined || build === undefined || build.stage.name === undefined)
    return ['the result has no build stage with a name'];
  const [was, now] = [findStarts(trace), findStarts(runtime)];
  return [
    ...(meant === original ? [] : keepsStages(original, before, meant, options)),
    ...keepsEverything(meant, result),
    ...keepsNames(meant, result),
    ...keepsBytes(original, output),
    ...keepsConfig(trace, runtime, toolchains, was),
    ...copiesExist(runtime, build, trace, was),
    ...dataIsThere(runtime, trace, toolchains),
    ...removalsStay(runtime, trace),
    ...startsExist(was, now, runtime, trace, toolchains),
    ...needsAreMet(runtime, build, now),
    ...sourcesAreThere(runtime, trace),
    ...contextIsTheSame(runtime, trace),
    ...stateIsMadeAgain(runtime, trace, was),
    ...leavesToolchain(runtime, toolchains),
    ...addsOnlyWhatIsProven(build, trace, toolchains, was),
  ];
}

/** A command that is added to the build stage is one that the toolchains prove to take out nothing that runs. */
function addsOnlyWhatIsProven(
  build: StageTrace,
  before: StageTrace,
  toolchains: readonly Toolchain[],
  was: Starts,
): string[] {
  const runs = ({ steps }: StageTrace) =>
    steps.flatMap(({ instruction }) => (instruction.keyword === 'RUN' ? [instruction.value] : []));
  const own = runs(before);
  const added = runs(build).filter((value) => !own.includes(value));
  if (added.length === 0) return [];
  const pruning = pruningOf(before, toolchains, was);
  return added
    .filter((value) => value !== pruning?.text)
    .map((value) => `\`${value}\` is added to the build stage without a proof`);
}

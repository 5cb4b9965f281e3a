// What a conversion means for the files around the Dockerfile, and what they mean for it.

import type { BuildContext } from './context/context.ts';
import { contextFromFiles } from './context/files.ts';
import type { Conversion } from './conversion.ts';
import { applyEdits } from './edits/edits.ts';
import { judge } from './neighbours/judge.ts';
import { type Neighbourhood, statedContext, usesOf } from './neighbours/neighbours.ts';
import { parseDockerfile } from './syntax/parse.ts';
import type { Toolchain } from './toolchain.ts';
import type { Programs } from './trace/programs/all.ts';
import { type StageTrace, traceDockerfile } from './trace/trace.ts';

export interface Knowledge {
  readonly toolchains: readonly Toolchain[];
  readonly programs: Programs;
}

export interface Result {
  readonly conversion: Conversion;
  /** What it was made with: the context, and the stage that was decided on. */
  readonly context: BuildContext;
  readonly trace?: StageTrace;
}

/** With the build context that the neighbours state, and with what the result means for them. */
export function withNeighbours(
  first: Result,
  neighbours: Neighbourhood,
  again: (context: BuildContext) => Result,
  { toolchains, programs }: Knowledge,
): Conversion {
  const uses = usesOf(neighbours);
  const { dockerfile, contextAt, edit = false } = neighbours;
  const stated = contextAt === undefined ? undefined : statedContext(uses, dockerfile);
  const { folder } = stated ?? {};
  const result =
    contextAt === undefined || stated === undefined || stated.usual
      ? first
      : again(folder === undefined ? contextFromFiles({}) : contextAt(folder));
  const { conversion, context, trace } = result;
  const diagnostics = [...conversion.diagnostics, ...(stated?.diagnostics ?? [])];
  if (uses.builds.length === 0 || conversion.kind !== 'converted' || conversion.plan.kind !== 'split')
    return { ...conversion, diagnostics };
  const after = traceDockerfile(parseDockerfile(conversion.output), {
    context,
    programs,
    ...(trace === undefined ? {} : { images: trace.images }),
  }).at(-1);
  if (trace === undefined || after === undefined) return { ...conversion, diagnostics };
  const { plan } = conversion;
  const judgement = judge(uses, { plan, before: trace, after, toolchains }, edit);
  const changed = judgement.edits.map((one) => ({ ...one, output: applyEdits(one.file.text, one.edits) }));
  return {
    ...conversion,
    diagnostics: [...diagnostics, ...judgement.diagnostics],
    ...(changed.length === 0 ? {} : { neighbours: changed }),
  };
}

// The pipeline on one screen: text in, a conversion out. Total: no text makes it throw. It does no IO.

import { check } from './check/check.ts';
import type { BuildContext } from './context/context.ts';
import { contextFromFiles } from './context/files.ts';
import type { Conversion } from './conversion.ts';
import { CheckFailed, type Diagnostic, diagnose, NotADockerfile } from './diagnostics.ts';
import { applyEdits, toEdits } from './edits/edits.ts';
import type { Preference } from './images/need.ts';
import { decide } from './plan/decide.ts';
import type { Confidence } from './plan/plan.ts';
import { parseDockerfile } from './syntax/parse.ts';
import type { Toolchain } from './toolchain.ts';
import { type Programs, programsWith } from './trace/programs/all.ts';
import { traceDockerfile } from './trace/trace.ts';

export interface ConvertOptions {
  /** For reports; nothing is read from it. */
  readonly path?: string;
  /** What COPY sees. Without one only the Dockerfile is known. */
  readonly context?: BuildContext;
  readonly preference?: Preference;
  /** What is less certain is refused. */
  readonly minConfidence?: Confidence;
}

export type Convert = (text: string, options?: ConvertOptions) => Conversion;

/** A converter that knows these toolchains; what depends only on them is made once. */
export function makeConverter(toolchains: readonly Toolchain[]): Convert {
  const programs = programsWith(toolchains);
  return (text, options = {}) => convert(text, options, toolchains, programs);
}

function convert(
  text: string,
  options: ConvertOptions,
  toolchains: readonly Toolchain[],
  programs: Programs,
): Conversion {
  const { path = 'Dockerfile', preference = 'smallest', minConfidence, context = contextFromFiles({}) } = options;
  const leave = (
    kind: 'unchanged' | 'refused',
    diagnostics: readonly Diagnostic[],
    names: readonly string[] = [],
  ): Conversion => ({ kind, path, input: text, toolchains: names, diagnostics });

  const dockerfile = parseDockerfile(text);
  const [problem] = dockerfile.problems;
  if (problem !== undefined) return leave('refused', [diagnose(NotADockerfile, problem.span, problem.message)]);

  const tracing = { context, programs };
  const [first, ...more] = traceDockerfile(dockerfile, tracing);
  if (first === undefined) return leave('refused', [diagnose(NotADockerfile, undefined, 'it has no FROM')]);

  const verdict = decide(dockerfile, [first, ...more], { toolchains, preference, minConfidence }, tracing);
  if (verdict.kind !== 'plan') return leave(verdict.kind, verdict.diagnostics, verdict.toolchains);

  const { plan, meant, trace } = verdict;
  const output = applyEdits(text, toEdits(dockerfile, plan));
  const doubts = check({
    original: dockerfile,
    stages: [first, ...more],
    meant,
    trace,
    output,
    toolchains,
    options: tracing,
  });
  if (doubts.length > 0)
    return leave('refused', [diagnose(CheckFailed, trace.stage.from.span, doubts.join('; '))], plan.toolchains);
  return {
    kind: 'converted',
    path,
    input: text,
    output,
    plan,
    toolchains: plan.toolchains,
    confidence: plan.confidence,
    diagnostics: verdict.diagnostics,
  };
}

// The pipeline on one screen: text in, a conversion out. Total: no text makes it throw. It does no IO.

import { check } from './check/check.ts';
import type { BuildContext } from './context/context.ts';
import { contextFromFiles } from './context/files.ts';
import { withReads } from './context/reads.ts';
import type { Conversion } from './conversion.ts';
import {
  CheckFailed,
  type Diagnostic,
  diagnose,
  IgnoredByComment,
  NotADockerfile,
  ToolchainSwitchedOff,
} from './diagnostics.ts';
import { applyEdits, toEdits } from './edits/edits.ts';
import { catalogueOf, type OwnImages } from './images/catalogue.ts';
import type { Preference } from './images/need.ts';
import type { Neighbourhood } from './neighbours/neighbours.ts';
import { decide } from './plan/decide.ts';
import { findingsOf } from './plan/findings.ts';
import type { Confidence } from './plan/plan.ts';
import { parseDockerfile } from './syntax/parse.ts';
import type { Toolchain } from './toolchain.ts';
import { programsWith } from './trace/programs/all.ts';
import { type TraceOptions, traceDockerfile } from './trace/trace.ts';
import { type Knowledge, type Result, withNeighbours } from './with-neighbours.ts';

export interface ConvertOptions {
  /** For reports; nothing is read from it. */
  readonly path?: string;
  /** What COPY sees. Without one only the Dockerfile is known. */
  readonly context?: BuildContext;
  readonly preference?: Preference;
  /** What is less certain is refused. */
  readonly minConfidence?: Confidence;
  /** Images of an organisation, its mirrors, and digests of what is added. */
  readonly images?: OwnImages;
  /** Names of toolchains whose Dockerfiles are left alone. */
  readonly toolchainsOff?: readonly string[];
  /** The files around the Dockerfile that use it; they are not looked at when it is left unchanged. */
  readonly neighbours?: Neighbourhood;
  /** What was seen on the way is part of the result, whatever that is: for those who ask why. */
  readonly findings?: boolean;
}

export type Convert = (text: string, options?: ConvertOptions) => Conversion;

/** `# multistage ignore: reason`, in a line of its own. One who forgets the colon, or puts it elsewhere, means the same. */
const IGNORE = /^multistage:?\s+ignore(?:$|[\s:]+(.*)$)/i;

/** A converter that knows these toolchains; what depends only on them is made once. */
export function makeConverter(toolchains: readonly Toolchain[]): Convert {
  const knowledge = { toolchains, programs: programsWith(toolchains) };
  return (text, options = {}) => {
    const first = convert(text, options, knowledge);
    const { neighbours } = options;
    return neighbours === undefined || first.conversion.kind === 'unchanged'
      ? first.conversion
      : withNeighbours(first, neighbours, (context) => convert(text, { ...options, context }, knowledge), knowledge);
  };
}

function convert(text: string, options: ConvertOptions, { toolchains, programs }: Knowledge): Result {
  const { path = 'Dockerfile', preference = 'smallest', minConfidence, findings: asked = false } = options;
  const given = options.context ?? contextFromFiles({});
  const { context, read } = asked ? withReads(given) : { context: given, read: [] };
  const leave = (
    kind: 'unchanged' | 'refused',
    diagnostics: readonly Diagnostic[],
    names: readonly string[] = [],
    seen: Pick<Conversion, 'findings'> = {},
  ): Result => ({ conversion: { kind, path, input: text, toolchains: names, diagnostics, ...seen }, context });

  const dockerfile = parseDockerfile(text);
  const [problem] = dockerfile.problems;
  if (problem !== undefined) return leave('refused', [diagnose(NotADockerfile, problem.span, problem.message)]);

  const ignored = dockerfile.comments.find(({ text: comment }) => IGNORE.test(comment));
  if (ignored !== undefined) {
    const reason = IGNORE.exec(ignored.text)?.[1] ?? '';
    return leave('unchanged', [diagnose(IgnoredByComment, ignored.span, reason)]);
  }

  const tracing: TraceOptions = { context, programs, images: catalogueOf(options.images) };
  const [first, ...more] = traceDockerfile(dockerfile, tracing);
  if (first === undefined) return leave('refused', [diagnose(NotADockerfile, undefined, 'it has no FROM')]);

  const verdict = decide(dockerfile, [first, ...more], { toolchains, preference, minConfidence }, tracing);
  const last = more.at(-1) ?? first;
  const seen = asked ? { findings: findingsOf({ trace: last, toolchains, preference, read }) } : {};
  const names = verdict.kind === 'plan' ? verdict.plan.toolchains : verdict.toolchains;
  const off = names.find((name) => options.toolchainsOff?.includes(name));
  if (off !== undefined) return leave('unchanged', [diagnose(ToolchainSwitchedOff, undefined, off)], names, seen);
  if (verdict.kind !== 'plan') return leave(verdict.kind, verdict.diagnostics, names, seen);

  const { plan, meant, trace, diagnostics } = verdict;
  const output = applyEdits(text, toEdits(dockerfile, plan));
  const stages = [first, ...more];
  const doubts = check({ original: dockerfile, stages, meant, trace, output, toolchains, options: tracing });
  if (doubts.length > 0)
    return leave('refused', [diagnose(CheckFailed, trace.stage.from.span, doubts.join('; '))], plan.toolchains, seen);
  const made = { path, input: text, output, plan, toolchains: plan.toolchains, confidence: plan.confidence };
  return { conversion: { kind: 'converted', ...made, diagnostics, ...seen }, context, trace };
}

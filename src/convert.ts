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
import { judge } from './neighbours/judge.ts';
import { type Neighbourhood, statedContext, usesOf } from './neighbours/neighbours.ts';
import { decide } from './plan/decide.ts';
import { findingsOf } from './plan/findings.ts';
import type { Confidence } from './plan/plan.ts';
import { parseDockerfile } from './syntax/parse.ts';
import type { Toolchain } from './toolchain.ts';
import { type Programs, programsWith } from './trace/programs/all.ts';
import { type StageTrace, type TraceOptions, traceDockerfile } from './trace/trace.ts';

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
    const options = tracingWith(images, { context, programs: programsWith(toolchains) });
    const stages = traceDockerfile(original, options);
    const trace = stages.at(-1);
    if (trace === undefined) return ['the original has no FROM'];
    return check({ original, stages, trace, output: after, toolchains, options });
  };
}

function tracingWith(images: OwnImages | undefined, options: TraceOptions): TraceOptions {
  return images === undefined ? options : { ...options, images: catalogueOf(images) };
}

interface Knowledge {
  readonly toolchains: readonly Toolchain[];
  readonly programs: Programs;
}

interface Result {
  readonly conversion: Conversion;
  /** What it was made with: the context, and the stage that was decided on. */
  readonly context: BuildContext;
  readonly trace?: StageTrace;
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

  const tracing = tracingWith(options.images, { context, programs });
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

/** With the build context that the neighbours state, and with what the result means for them. */
function withNeighbours(
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

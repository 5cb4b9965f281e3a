// What becomes of a file: its last stage is split, its stages get their names, both, or nothing. Each of these is decided elsewhere.

import { AlreadyMultiStage, type Diagnostic, diagnose, LastStageNotSplit } from '../diagnostics.ts';
import type { Dockerfile } from '../syntax/instruction.ts';
import { referencesOf } from '../syntax/stages.ts';
import { type StageTrace, type TraceOptions, traceDockerfile } from '../trace/trace.ts';
import { type Decision, makePlan, type PlanOptions } from './make.ts';
import { findMistakes } from './mistakes.ts';
import { freeNames, saysDevelopment, takenNames } from './names.ts';
import type { Plan } from './plan.ts';
import { mendStages } from './stages.ts';

export type Verdict =
  | {
      readonly kind: 'plan';
      readonly plan: Plan;
      readonly diagnostics: readonly Diagnostic[];
      /** The Dockerfile with its stages named as they will be, and its last stage run on paper; spans are those of the given text. */
      readonly meant: Dockerfile;
      readonly trace: StageTrace;
    }
  | Exclude<Decision, { kind: 'plan' }>;

export function decide(
  dockerfile: Dockerfile,
  traces: readonly [StageTrace, ...StageTrace[]],
  options: Omit<PlanOptions, 'stages' | 'buildName'>,
  tracing: TraceOptions,
): Verdict {
  const [only, second] = traces;
  if (second === undefined) {
    const buildName = freeNames(takenNames(traces, referencesOf(dockerfile)))('build');
    const decision = makePlan(dockerfile, only, { ...options, buildName });
    return decision.kind === 'plan' ? { ...decision, meant: dockerfile, trace: only } : decision;
  }

  const { changes, dockerfile: meant, diagnostics } = mendStages(dockerfile, traces, tracing.context);
  const mends = meant !== dockerfile;
  const stages = mends ? traceDockerfile(meant, tracing) : traces;
  const last = stages.at(-1) ?? only;
  const references = referencesOf(meant);
  const found = [...diagnostics, ...findMistakes(stages, references)];

  if (builds(last)) {
    const reason = whole(last);
    const buildName = freeNames(takenNames(stages, references))('build');
    const decision =
      reason === undefined ? makePlan(meant, last, { ...options, stages: changes, buildName }) : undefined;
    if (decision?.kind === 'plan')
      return { ...decision, meant, trace: last, diagnostics: [...found, ...decision.diagnostics] };
    const [refusal] = decision?.kind === 'refused' ? decision.diagnostics : [];
    const because = reason ?? refusal?.message.replace(/\.$/, '');
    if (because !== undefined) found.push(diagnose(LastStageNotSplit, refusal?.span ?? last.stage.from.span, because));
  }
  if (!mends)
    return {
      kind: 'unchanged',
      toolchains: [],
      diagnostics: [diagnose(AlreadyMultiStage, second.stage.from.span), ...found],
    };
  const evidence = [
    'every reference to a stage leads where it led before',
    ...changes.references.flatMap(({ from, because }) => (from === undefined ? [because] : [])),
  ];
  const plan: Plan = {
    kind: 'stages',
    toolchains: [],
    stages: changes,
    confidence: 'high',
    evidence: [...new Set(evidence)],
  };
  return { kind: 'plan', plan, meant, trace: last, diagnostics: found };
}

/** Why a stage that builds is not to be split, whatever it builds; a clause. */
function whole({ parent, stage: { name } }: StageTrace): string | undefined {
  if (parent !== undefined)
    return `it is based on the stage \`${parent.stage.name ?? parent.stage.index}\`, and so is more than its own instructions`;
  return name !== undefined && saysDevelopment(name)
    ? `\`${name}\` is what people or tests call it by, and they want its toolchain`
    : undefined;
}

/** Something is built by its own instructions, and not only copied from where it is built. */
function builds({ steps }: StageTrace): boolean {
  return steps.some(({ calls }) =>
    calls.some(({ effects }) => effects.some((effect) => effect.kind === 'write' && effect.origin.kind === 'artifact')),
  );
}

// A plan as rows that a person reads: what becomes of each instruction, and why. Decides nothing.

import type { Conversion } from '../conversion.ts';
import type { Supply } from '../images/image.ts';
import type { Destination, RuntimeStep, SplitPlan, StageChanges } from '../plan/plan.ts';
import { type Place, placesOf } from './place.ts';
import { needWords } from './story.ts';
import { escapeLine } from './terminal.ts';
import { clipped, megabytes, row, section } from './words.ts';

/** What becomes of each instruction, what the runtime stage gets and from where, what stays behind. */
export function explanation({ input, plan }: Conversion & { readonly kind: 'converted' }): string[] {
  const placeOf = placesOf(input);
  const references = referenceRows(plan.stages, placeOf);
  return plan.kind === 'stages' ? references : [...references, ...splitRows(plan, placeOf)];
}

function referenceRows({ references }: StageChanges, placeOf: (offset: number) => Place): string[] {
  return section(
    'references',
    references.map(({ span, from, to, because }) => {
      const { line, text } = placeOf(span.start);
      const change =
        from === undefined ? `from ${to}, and not from the build context` : `from ${to}, and not from ${from}`;
      return [String(line).padStart(3), clipped(text.trim()), change, because];
    }),
  );
}

function splitRows(plan: SplitPlan, placeOf: (offset: number) => Place): string[] {
  const source = (instruction: number): string => {
    const span = plan.destinations.find((each) => each.instruction === instruction)?.span;
    return span === undefined ? `instruction ${instruction + 1}` : clipped(placeOf(span.start).text.trim());
  };
  const { build, runtime, destinations, size } = plan;
  const behind = destinations.filter((each) => each.stage === 'build').length;
  const saved = megabytes(Math.max(0, size.before - size.after));
  return [
    ...section(
      'instructions',
      destinations.map((each) => [lineOf(each, placeOf), source(each.instruction), each.stage, each.because]),
    ),
    ...section('added to the build stage', [
      ...build.environment.map((each) => [`ENV ${each.name}=${each.value}`, each.because]),
      ...(build.pruning === undefined ? [] : [[`RUN ${build.pruning.text}`, build.pruning.because]]),
    ]),
    ...section(
      'rewritten',
      plan.rewrites.map((each) => [clipped(each.text), each.because]),
    ),
    ...section(
      'in the runtime stage',
      runtime.steps.map((step) => [...stepWords(step, source), step.because]),
    ),
    ...section(
      'what it needs',
      runtime.supplies.map((supply) => [...supplyWords(supply), supply.need.because]),
    ),
    ...section(
      'rejected bases',
      runtime.rejected.map((each) => [each.image, each.because]),
    ),
    row(
      'left behind',
      `about ${saved}: ${escapeLine(build.image)} and what ${behind} ${behind === 1 ? 'instruction' : 'instructions'} made`,
    ),
  ];
}

function lineOf(destination: Destination, placeOf: (offset: number) => Place): string {
  return destination.span === undefined ? '' : String(placeOf(destination.span.start).line).padStart(3);
}

function stepWords(step: RuntimeStep, source: (instruction: number) => string): [string] {
  switch (step.kind) {
    case 'copy':
      return [
        `copy ${step.paths.join(' ')}${step.paths.length === 1 && step.paths[0] === step.to ? '' : ` to ${step.to}`}`,
      ];
    case 'context':
    case 'repeat':
      return [`again: ${source(step.instruction)}`];
    case 'move':
      return [`moved: ${source(step.instruction)}`];
    case 'write':
      return [`new: ${step.keyword} ${clipped(step.text.trim().split('\n')[0] ?? '')}`];
  }
}

function supplyWords(supply: Supply): [string, string] {
  const name = needWords(supply.need);
  switch (supply.how) {
    case 'provided':
      return [name, 'provided by the base'];
    case 'copied':
      return [name, `copied: ${supply.paths.join(' ')}`];
    case 'installed':
      return [name, `installed: ${supply.packages.join(' ')}`];
  }
}

// Outcomes as findings with a place: what tools that show reviews have in common.

import type { Diagnostic } from '../diagnostics.ts';
import { type Change, type Converted, changesOf } from './diff.ts';
import { type LineChange, lineChangesOf } from './line-changes.ts';
import { locator, type Outcome } from './outcome.ts';
import { type Place, placesOf } from './place.ts';
import { escapeLine } from './terminal.ts';
import { megabytes } from './words.ts';

export interface Finding {
  readonly path: string;
  /** Of a diagnostic, or `Convertible`. */
  readonly name: string;
  readonly severity: Diagnostic['level'];
  /** One line, with nothing in it that a terminal would act on. */
  readonly message: string;
  readonly hint: string | undefined;
  readonly start: Place | undefined;
  /** Exclusive. */
  readonly end: Place | undefined;
  /** What to replace in the file, which all together is the conversion. */
  readonly changes: readonly { readonly start: Place; readonly end: Place; readonly text: string }[];
  /** The same in whole lines. */
  readonly lineChanges: readonly LineChange[];
}

export const convertible = {
  name: 'Convertible',
  summary: 'the image keeps what only its build needs, and a conversion is proven that leaves it behind',
};

/** Every diagnostic of every outcome, and each conversion, in the order of the files. */
export function findingsOf(outcomes: readonly Outcome[]): readonly Finding[] {
  return outcomes.flatMap((outcome) => [...conversionOf(outcome), ...diagnosticsOf(outcome)]);
}

function diagnosticsOf(outcome: Outcome): readonly Finding[] {
  const locate = locator(outcome);
  const left = new Map(
    outcome.kind === 'converted' ? outcome.neighbours?.map((change) => [change.file.path, change]) : [],
  );
  return outcome.diagnostics.map((diagnostic) => {
    const { name, level, message, hint } = diagnostic;
    const located = locate(diagnostic);
    // The first one of a file has all that changes in it.
    const change = name === 'TargetAdded' ? left.get(located.path) : undefined;
    if (change !== undefined) left.delete(located.path);
    return {
      ...located,
      name,
      severity: level,
      message: escapeLine(message),
      hint: hint === undefined ? undefined : escapeLine(hint),
      ...(change === undefined
        ? { changes: [], lineChanges: [] }
        : changed({ path: located.path, input: change.file.text, output: change.output }, change.edits)),
    };
  });
}

function changed(conversion: Converted, changes: readonly Change[]): Pick<Finding, 'changes' | 'lineChanges'> {
  const placeOf = placesOf(conversion.input);
  return {
    changes: changes.map((one) => ({ start: placeOf(one.start), end: placeOf(one.end), text: one.text })),
    lineChanges: lineChangesOf(conversion),
  };
}

function conversionOf(outcome: Outcome): readonly Finding[] {
  if (outcome.kind !== 'converted') return [];
  const { path, input, plan } = outcome;
  const placeOf = placesOf(input);
  const { changes, lineChanges } = changed(outcome, changesOf(outcome));
  const start = changes[0]?.start;
  return [
    {
      path,
      name: convertible.name,
      severity: 'warning',
      message:
        plan.kind === 'stages'
          ? 'stages are copied from by number; names say what they are, and stay right when a stage is added.'
          : escapeLine(
              `the image keeps \`${plan.build.image}\` and all that its build needs; what runs needs \`${plan.runtime.image}\` (about ${megabytes(plan.size.before)} before, ${megabytes(plan.size.after)} after).`,
            ),
      hint: undefined,
      start,
      end: start === undefined ? undefined : placeOf(start.start + start.text.length),
      changes,
      lineChanges,
    },
  ];
}

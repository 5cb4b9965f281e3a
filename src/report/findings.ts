// Outcomes as findings with a place: what tools that show reviews have in common.

import type { Diagnostic } from '../diagnostics.ts';
import { changesOf } from './diff.ts';
import type { Outcome } from './outcome.ts';
import { type Place, placesOf } from './place.ts';
import { escapeLine } from './terminal.ts';
import { megabytes } from './text.ts';

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
}

export const convertible = {
  name: 'Convertible',
  summary: 'the image keeps what only its build needs, and a conversion is proven that leaves it behind',
};

/** Every diagnostic of every outcome, and each conversion, in the order of the files. */
export function findingsOf(outcomes: readonly Outcome[]): readonly Finding[] {
  return outcomes.flatMap((outcome) => [...conversionOf(outcome), ...diagnosticsOf(outcome)]);
}

function diagnosticsOf({ path, input, diagnostics }: Outcome): readonly Finding[] {
  const placeOf = placesOf(input ?? '');
  return diagnostics.map(({ name, level, message, hint, span }) => ({
    path,
    name,
    severity: level,
    message: escapeLine(message),
    hint: hint === undefined ? undefined : escapeLine(hint),
    start: span === undefined || input === undefined ? undefined : placeOf(span.start),
    end: span === undefined || input === undefined ? undefined : placeOf(span.end),
    changes: [],
  }));
}

function conversionOf(outcome: Outcome): readonly Finding[] {
  if (outcome.kind !== 'converted') return [];
  const { path, input, plan } = outcome;
  const placeOf = placesOf(input);
  const changes = changesOf(outcome).map(({ start, end, text }) => ({
    start: placeOf(start),
    end: placeOf(end),
    text,
  }));
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
              `the image keeps ${plan.build.image} and all that its build needs; what runs needs ${plan.runtime.image} (about ${megabytes(plan.size.before)} before, ${megabytes(plan.size.after)} after).`,
            ),
      hint: undefined,
      start,
      end: start === undefined ? undefined : placeOf(start.start + start.text.length),
      changes,
    },
  ];
}

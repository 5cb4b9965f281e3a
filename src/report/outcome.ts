// What a report is made from: conversions, and files that never became one. Types, places and counts only.

import type { Conversion } from '../conversion.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { type Place, placesOf } from './place.ts';

/** A path for which there was no text to convert, or whose result could not be written. */
export interface Failure {
  readonly kind: 'failed';
  readonly path: string;
  /** What was read, where it was. */
  readonly input: string | undefined;
  readonly toolchains: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export type Outcome = Conversion | Failure;

export interface Located {
  readonly path: string;
  /** Undefined where the whole file is meant. */
  readonly start: Place | undefined;
  /** Exclusive. */
  readonly end: Place | undefined;
}

/** Where the diagnostics of an outcome are: in its file, or in another that uses it. */
export function locator({ path, input }: Outcome): (diagnostic: Diagnostic) => Located {
  const own = placesOf(input ?? '');
  return ({ span, file }) => {
    const placeOf = file === undefined ? own : placesOf(file.text);
    const known = span !== undefined && (file !== undefined || input !== undefined);
    return {
      path: file?.path ?? path,
      start: known ? placeOf(span.start) : undefined,
      end: known ? placeOf(span.end) : undefined,
    };
  };
}

export interface Tally {
  readonly files: number;
  readonly converted: number;
  readonly refused: number;
  readonly unchanged: number;
  readonly failed: number;
  /** How often each refusal or failure occurs, the most frequent first. */
  readonly reasons: readonly { readonly name: string; readonly count: number }[];
}

export function tally(outcomes: readonly Outcome[]): Tally {
  const count = { converted: 0, refused: 0, unchanged: 0, failed: 0 };
  const reasons = new Map<string, number>();
  for (const outcome of outcomes) {
    count[outcome.kind]++;
    if (outcome.kind !== 'refused' && outcome.kind !== 'failed') continue;
    // A file counts once for each reason, however many of its lines share it.
    const names = new Set(outcome.diagnostics.filter((each) => each.level === 'refusal').map((each) => each.name));
    for (const name of names) reasons.set(name, (reasons.get(name) ?? 0) + 1);
  }
  const ranked = [...reasons].map(([name, times]) => ({ name, count: times }));
  ranked.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { files: outcomes.length, ...count, reasons: ranked };
}

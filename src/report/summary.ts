// Conversions → the one line that closes a run: how many of each kind, and why the rest was left alone.

import { type Outcome, tally } from './outcome.ts';

const REASONS = 3;

/** `5 files: 2 converted, 2 refused, 1 unchanged (ArtifactNotFound 2)`, without a line end. */
export function renderSummary(outcomes: readonly Outcome[]): string {
  const { files, reasons, ...counts } = tally(outcomes);
  const kinds = (['converted', 'refused', 'unchanged', 'failed'] as const).filter((kind) => counts[kind] > 0);
  const why = reasons.slice(0, REASONS).map(({ name, count }) => (count === 1 ? name : `${name} ${count}`));
  const more = reasons.length > REASONS ? [`${reasons.length - REASONS} more`] : [];
  const brackets = why.length === 0 ? '' : ` (${[...why, ...more].join(', ')})`;
  return `${files} ${files === 1 ? 'file' : 'files'}: ${kinds.map((kind) => `${counts[kind]} ${kind}`).join(', ')}${brackets}`;
}

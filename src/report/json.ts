// Conversions → the stable JSON, described by schema.json beside this file. Machines read it: fields are added, never changed.

import type { Diagnostic } from '../diagnostics.ts';
import { type Located, locator, type Outcome, tally } from './outcome.ts';

/** One JSON document with a line end after it. Lines and columns are one-based; what is absent is null. */
export function renderJson(outcomes: readonly Outcome[]): string {
  const { reasons, ...counts } = tally(outcomes);
  const report = {
    version: 1,
    files: outcomes.map(fileOf),
    summary: { ...counts, reasons: Object.fromEntries(reasons.map(({ name, count }) => [name, count])) },
  };
  return `${asciiControls(JSON.stringify(report, null, 2))}\n`;
}

/** What became of one Dockerfile, as `$defs/file` of the schema has it. */
export function fileOf(outcome: Outcome) {
  const converted = outcome.kind === 'converted' ? outcome : undefined;
  const locate = locator(outcome);
  return {
    path: outcome.path,
    kind: outcome.kind,
    toolchains: outcome.toolchains,
    confidence: converted?.confidence ?? null,
    output: converted?.output ?? null,
    plan: converted?.plan ?? null,
    diagnostics: outcome.diagnostics.map((diagnostic) => diagnosticOf(diagnostic, locate(diagnostic))),
    neighbours: (converted?.neighbours ?? []).map(({ file, edits }) => ({ path: file.path, edits })),
    findings: outcome.kind === 'failed' ? null : (outcome.findings ?? null),
  };
}

function diagnosticOf(diagnostic: Diagnostic, { start }: Located) {
  const { name, level, message, hint = null, file } = diagnostic;
  const place = { line: start?.line ?? null, column: start?.column ?? null };
  return { name, level, message, hint, file: file?.path ?? null, ...place };
}

/**
 * The same JSON, safe to show on a terminal or in the log of a pipeline: what JSON leaves bare but one of them may act on becomes an
 * escape. Of `##[` and the like the second character does.
 */
export function asciiControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|(?<=#)#(?=\w*\[)/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

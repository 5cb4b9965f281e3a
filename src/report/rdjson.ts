// Conversions → rdjson, the format of reviewdog: a `DiagnosticResult` of its reviewdog.proto, and no field more.

import { type Finding, findingsOf } from './findings.ts';
import { asciiControls } from './json.ts';
import { sentence } from './markdown.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';

const SEVERITIES = { refusal: 'INFO', warning: 'WARNING', note: 'INFO' } as const;

/** One JSON document with a line end after it. Columns count bytes of UTF-8, as the format wants. */
export function renderRdjson(outcomes: readonly Outcome[]): string {
  const result = {
    source: { name: 'multistage' },
    severity: 'WARNING',
    diagnostics: findingsOf(outcomes).flatMap(diagnosticsOf),
  };
  return `${asciiControls(JSON.stringify(result, null, 2))}\n`;
}

/** One for each suggestion: on GitHub reviewdog shows only those for the very lines of a comment, and on GitLab it drops columns. */
function diagnosticsOf(finding: Finding): readonly object[] {
  const { message, hint, start, end, lineChanges } = finding;
  // It becomes a comment, which is Markdown.
  const says = sentence(hint === undefined ? message : `${message} ${hint}`);
  if (lineChanges.length === 0) {
    const range =
      start === undefined || end === undefined ? {} : { range: { start: position(start), end: position(end) } };
    return [diagnosticOf(finding, says, range, {})];
  }
  return lineChanges.map(({ first, last, text }, index) => {
    // Without columns a range is of whole lines, and its end is one of them.
    const range = { start: { line: first }, end: { line: last } };
    const part = `${index + 1} of ${lineChanges.length}`;
    const named =
      lineChanges.length === 1 ? says : index === 0 ? `${says} This is ${part}: take all of them.` : `${part}.`;
    return diagnosticOf(finding, named, { range }, { suggestions: [{ range, text }] });
  });
}

function diagnosticOf({ path, name, severity }: Finding, message: string, range: object, more: object): object {
  const location = { path: path === '-' ? 'Dockerfile' : path, ...range };
  return { message, location, severity: SEVERITIES[severity], code: { value: name }, ...more };
}

function position({ line, column, text }: Place): object {
  return { line, column: new TextEncoder().encode(text.slice(0, column - 1)).length + 1 };
}

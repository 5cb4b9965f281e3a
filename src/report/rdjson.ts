// Conversions → rdjson, the format of reviewdog: a `DiagnosticResult` of its reviewdog.proto, with the conversion as suggestions.

import { type Finding, findingsOf } from './findings.ts';
import { asciiControls } from './json.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';

const SEVERITIES = { refusal: 'INFO', warning: 'WARNING', note: 'INFO' } as const;

/** One JSON document with a line end after it. Columns count bytes of UTF-8, as the format wants. */
export function renderRdjson(outcomes: readonly Outcome[]): string {
  const result = {
    source: { name: 'multistage' },
    severity: 'WARNING',
    diagnostics: findingsOf(outcomes).map(diagnosticOf),
  };
  return `${asciiControls(JSON.stringify(result, null, 2))}\n`;
}

function diagnosticOf({ path, name, severity, message, hint, start, end, changes }: Finding): object {
  return {
    message: hint === undefined ? message : `${message} ${hint}`,
    location: {
      path: path === '-' ? 'Dockerfile' : path,
      ...(start === undefined || end === undefined ? {} : { range: { start: position(start), end: position(end) } }),
    },
    severity: SEVERITIES[severity],
    code: { value: name },
    ...(changes.length === 0
      ? {}
      : {
          suggestions: changes.map((change) => ({
            range: { start: position(change.start), end: position(change.end) },
            text: change.text,
          })),
        }),
  };
}

function position({ line, column, text }: Place): object {
  return { line, column: new TextEncoder().encode(text.slice(0, column - 1)).length + 1 };
}

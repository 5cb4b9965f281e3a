// Findings → workflow commands of GitHub Actions, which shows them at the lines of a change. Facts: the workflow commands of GitHub's
// documentation, and how the runner reads them (actions/runner, ActionCommand.cs).

import { type Finding, findingsOf } from './findings.ts';
import type { Outcome } from './outcome.ts';
import { escapeLine } from './terminal.ts';

const LEVELS = { refusal: 'notice', warning: 'warning', note: undefined } as const;
type Level = 'error' | 'warning' | 'notice';

/** What GitHub shows of one step, of each level. */
const SHOWN = 10;

/** A line for each finding that is more than a note, as many as are shown; and a line that says so, where there are more. */
export function renderAnnotations(outcomes: readonly Outcome[]): string {
  const lines: Record<Level, string[]> = { error: [], warning: [], notice: [] };
  for (const outcome of outcomes) {
    for (const finding of findingsOf([outcome])) {
      const level = outcome.kind === 'failed' ? 'error' : LEVELS[finding.severity];
      if (level !== undefined) lines[level].push(annotation(finding, level));
    }
  }
  const all = [...lines.error, ...lines.warning, ...lines.notice];
  const shown = Object.values(lines).flatMap((some) => some.slice(0, SHOWN));
  const left = all.length - shown.length;
  const more =
    left === 0 ? '' : `${left} more are in the summary: GitHub shows ${SHOWN} of each kind beside the lines.\n`;
  return shown.join('') + more;
}

function annotation({ path, name, message, hint, start, end }: Finding, level: Level): string {
  const place =
    start === undefined || end === undefined
      ? {}
      : {
          line: String(start.line),
          endLine: String(end.line),
          // Columns of a range of several lines have no meaning.
          ...(start.line === end.line ? { col: String(start.column), endColumn: String(end.column) } : {}),
        };
  const says = hint === undefined ? message : `${message} ${hint}`;
  return workflowCommand(level, { file: path, ...place, title: name }, says);
}

/** One line. Everything that ends it or is read as a part of the command is escaped; what a terminal would act on is shown. */
export function workflowCommand(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(escapeLine(value))}`);
  return `::${name}${listed.length === 0 ? '' : ` ${listed.join(',')}`}::${escapeData(escapeLine(message))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

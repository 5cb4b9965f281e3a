// Conversions → Markdown for the body of a pull request. Text of strangers stands in code, where it makes no link, mention or tag.

import type { Conversion } from '../conversion.ts';
import { renderDiff } from './diff.ts';
import { locator, type Outcome, tally } from './outcome.ts';
import { escapeLine, escapeLines } from './terminal.ts';
import { megabytes } from './words.ts';

/** How much of diffs one body may hold, in characters: GitHub takes 65,536 in all. */
const ROOM = 40_000;

/** A page that says what changes and why, file by file, and how to undo it. */
export function renderMarkdown(outcomes: readonly Outcome[]): string {
  const converted = outcomes.filter((outcome) => outcome.kind === 'converted');
  const { reasons, ...counts } = tally(outcomes);
  const left = reasons.map(({ name, count }) => `${name} ${count}`).join(', ');
  let room = ROOM;
  const parts = converted.map((conversion) => {
    const beside = (conversion.neighbours ?? []).map(({ file, output }) => ({ ...file, input: file.text, output }));
    const diff = escapeLines(renderDiff([conversion, ...beside]));
    room -= diff.length;
    return section(conversion, room < 0 ? undefined : diff);
  });
  return [
    converted.length === 0 ? '# No Dockerfile is converted' : '# Leave the build tools out of the image',
    converted.length === 0
      ? 'Nothing was found that could be proven.'
      : 'The instructions that build become a stage of their own, untouched. The image that runs starts from a smaller base and copies what it needs out of that stage. Each conversion was proven by reading the result again; sizes are estimates.',
    ...(converted.length === 0 ? [] : [table(converted)]),
    ...parts,
    ...(converted.length === 0
      ? []
      : ['## To undo it', 'Revert this change; no other file depends on it, and the build needs no new option.']),
    `${counts.files} ${counts.files === 1 ? 'file' : 'files'}: ${counts.converted} converted, ${counts.refused} refused, ${counts.unchanged} unchanged${counts.failed > 0 ? `, ${counts.failed} failed` : ''}${left === '' ? '' : ` (${left})`}.`,
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

export type Converted = Conversion & { readonly kind: 'converted' };

function table(conversions: readonly Converted[]): string {
  const rows = conversions.map(({ path, plan, confidence }) => {
    const cells =
      plan.kind === 'stages'
        ? ['names for stages', '', '']
        : [cell(plan.build.image), cell(plan.runtime.image), sizes(plan.size)];
    return `| ${[cell(path), ...cells, confidence].join(' | ')} |`;
  });
  return ['| File | Builds on | Runs on | Size, about | Confidence |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** `820 MB → 12 MB` */
export function sizes({ before, after }: { readonly before: number; readonly after: number }): string {
  return `${megabytes(before)} → ${megabytes(after)}`;
}

function section(conversion: Converted, diff: string | undefined): string {
  const shown = diff === undefined ? 'The diff is too long to be shown here.' : fence(diff, 'diff');
  return [`## ${code(conversion.path)}`, reasons(conversion), shown].join('\n\n');
}

/** Why it is converted like this, and what to look at, as a list. */
export function reasons(conversion: Converted): string {
  const { plan, diagnostics } = conversion;
  const locate = locator(conversion);
  const why =
    plan.kind === 'stages'
      ? plan.stages.names.map(({ name, because }) => `- ${code(name)}: ${code(because)}`)
      : [`- runs on ${code(plan.runtime.image)}: ${code(plan.runtime.because)}`];
  const evidence = plan.evidence.map((clause) => `- ${code(clause)}`);
  const look = diagnostics
    .filter(({ level }) => level !== 'refusal')
    .map((diagnostic) => {
      const { level, message, hint, file } = diagnostic;
      const { start } = locate(diagnostic);
      const other = file === undefined ? '' : `${code(file.path)}, `;
      const where = start === undefined ? '' : `${other}line ${start.line}: `;
      return `- ${level === 'warning' ? '**to look at**, ' : ''}${where}${code(hint === undefined ? message : `${message} ${hint}`)}`;
    });
  return [...why, ...evidence, ...look].join('\n');
}

/** A code span: in it nothing but backticks means anything, and there are more of them around it than within. */
export function code(text: string): string {
  const line = escapeLine(text);
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = ticks.length > 1 || line === '' ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A message with the user's text in backquotes: as it is, where all of that is code and nothing else means anything; else code as a whole. */
export function sentence(message: string): string {
  const parts = escapeLine(message).split('`');
  const plain = parts.every((part, index) =>
    index % 2 === 1 ? part !== '' : !/[<>[\]@#&*_~|\\]|:\/\/|www\./.test(part),
  );
  return plain && parts.length % 2 === 1 ? parts.join('`') : code(message);
}

/** In a table a bar would end the cell, in code as well. */
export function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

/** A block of code: with more backticks around it than within. */
export function fence(text: string, language: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${ticks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

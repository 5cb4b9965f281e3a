// Conversions → one unified diff that `git apply` and `patch -p1` take. The only file that knows the diff library.

import { FILE_HEADERS_ONLY, formatPatch, type StructuredPatch, structuredPatch } from 'diff';
import type { Outcome } from './outcome.ts';
import { escapeLines, type Palette } from './terminal.ts';

const CONTEXT = 3;

// The library's work grows with the square of the number of changed lines. Conversions change few; beyond this a plainer way is taken.
const CHANGED_LINES = 1000;

/** A file before and after. */
export interface Converted {
  readonly path: string;
  readonly input: string;
  readonly output: string;
}

/**
 * The exact bytes of a patch: for a pipe or a file. Paths are the outcomes' own, with `/`; they should be relative to where the patch is
 * applied. Empty when nothing was converted.
 */
export function renderDiff(outcomes: readonly (Outcome | Converted)[]): string {
  let text = '';
  for (const outcome of outcomes) if ('output' in outcome) text += patch(outcome);
  return text;
}

/** The same for eyes: coloured, and with everything that a terminal would act on escaped. It need not apply. */
export function renderDiffForTerminal(outcomes: readonly (Outcome | Converted)[], palette: Palette): string {
  const text = escapeLines(renderDiff(outcomes));
  const marks = marksOf(text);
  const colours = { h: palette.bold, '@': palette.cyan, '+': palette.green, '-': palette.red, '\\': palette.dim };
  return text
    .split('\n')
    .map((line, index) => {
      const mark = marks[index] as keyof typeof colours | ' ';
      return mark === ' ' ? line : colours[mark](line);
    })
    .join('\n');
}

/** What each line of a patch is, a character for each: `h` of a header, `@`, `+`, `-`, `\`, or a blank. */
export function marksOf(patch: string): string {
  // Inside a hunk every line is content, also one that looks like a header: the counts of `@@` tell where it ends.
  let old = 0;
  let fresh = 0;
  const marks = patch.split('\n').map((line) => {
    const header = old + fresh === 0 ? /^@@ -\d+,(\d+) \+\d+,(\d+) @@/.exec(line) : null;
    if (header !== null) {
      old = Number(header[1]);
      fresh = Number(header[2]);
      return '@';
    }
    if (line.startsWith('\\')) return '\\';
    if (old + fresh === 0) return line.startsWith('--- ') || line.startsWith('+++ ') ? 'h' : ' ';
    if (line.startsWith('+')) {
      fresh--;
      return '+';
    }
    old--;
    if (line.startsWith('-')) return '-';
    fresh--;
    return ' ';
  });
  return marks.join('');
}

/** Text of the input to replace, by offsets; whole lines with their ends. */
export interface Change {
  readonly start: number;
  /** Exclusive; the same as `start` where text is only put in. */
  readonly end: number;
  readonly text: string;
}

/** What makes the output of the input, in its order. */
export function changesOf(conversion: Converted): readonly Change[] {
  const starts = [0];
  for (const line of splitLines(conversion.input)) starts.push((starts.at(-1) ?? 0) + line.length);
  return hunksOf(conversion, ['', ''], 0).hunks.map(({ oldStart, oldLines, lines }) => {
    const first = oldStart - 1;
    const added = lines.filter((line, index) => line.startsWith('+') && !lines[index + 1]?.startsWith('\\'));
    const last = lines.findIndex((line, index) => line.startsWith('+') && lines[index + 1]?.startsWith('\\') === true);
    const text = added.map((line) => `${line.slice(1)}\n`).join('') + (last < 0 ? '' : (lines[last]?.slice(1) ?? ''));
    const end = starts[first + oldLines] ?? conversion.input.length;
    return { start: starts[first] ?? conversion.input.length, end, text };
  });
}

function hunksOf({ input, output }: Converted, names: readonly [string, string], context: number): StructuredPatch {
  const options = { context, maxEditLength: CHANGED_LINES };
  return (
    structuredPatch(...names, input, output, undefined, undefined, options) ?? oneHunk(names, input, output, context)
  );
}

function patch(conversion: Converted): string {
  // What came from standard input has no name; this is the one that it will most likely be given.
  const path = conversion.path === '-' ? 'Dockerfile' : conversion.path.replace(/^\/+/, '');
  const names = [`a/${path}`, `b/${path}`] as const;
  const text = formatPatch(hunksOf(conversion, names, CONTEXT), FILE_HEADERS_ONLY);
  // `patch` ends a bare name at the first blank unless a tab follows the name; a quoted one it reads to the quote.
  const headers = `--- ${names[0]}\n+++ ${names[1]}\n`;
  return path.includes(' ') && text.startsWith(headers)
    ? `--- ${names[0]}\t\n+++ ${names[1]}\t\n${text.slice(headers.length)}`
    : text;
}

/** All between the first and the last changed line as one replacement: longer than it need be, made in linear time. */
function oneHunk(names: readonly [string, string], input: string, output: string, context: number): StructuredPatch {
  const before = splitLines(input);
  const after = splitLines(output);
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const from = Math.max(0, head - context);
  const kept = Math.min(tail, context);
  const lines = [
    ...before.slice(from, head).map((line) => ` ${line}`),
    ...before.slice(head, before.length - tail).map((line) => `-${line}`),
    ...after.slice(head, after.length - tail).map((line) => `+${line}`),
    ...before.slice(before.length - tail, before.length - tail + kept).map((line) => ` ${line}`),
  ];
  const hunk = {
    oldStart: from + 1,
    oldLines: before.length - tail + kept - from,
    newStart: from + 1,
    newLines: after.length - tail + kept - from,
    lines: lines.flatMap((line) =>
      line.endsWith('\n') ? [line.slice(0, -1)] : [line, '\\ No newline at end of file'],
    ),
  };
  return {
    oldFileName: names[0],
    newFileName: names[1],
    oldHeader: undefined,
    newHeader: undefined,
    hunks: [hunk],
  };
}

/** Lines with their ends; the last may have none. */
function splitLines(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

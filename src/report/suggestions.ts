// Conversions → what a reviewer says on a pull request: suggestions at lines that it shows, and a comment with patches for the rest. Pure text;
// who posts it is not known here.

import { changesOf, renderDiff } from './diff.ts';
import { isWithin, type Lines, shownLines } from './hunks.ts';
import { type Converted, code, fence, reasons, sizes } from './markdown.ts';
import { escapeLine, escapeLines } from './terminal.ts';

export interface Candidate {
  readonly conversion: Converted;
  /** The file's hunks in the pull request; undefined where they are not known. */
  readonly patch: string | undefined;
}

export interface Wording {
  /** The command that converts the files of its end, as words. */
  readonly command: readonly string[];
  /** What was not looked at, each a sentence in words of ours alone. */
  readonly notices: readonly string[];
}

export interface Suggested {
  readonly path: string;
  /** All of a file belong together; each is Markdown for its lines at the head. */
  readonly comments: readonly (Lines & { readonly body: string })[];
}

export interface Suggestions {
  /** What a review opens with, and what it says at lines; undefined when no file can be suggested that way. */
  readonly review: { readonly body: string; readonly files: readonly Suggested[] } | undefined;
  /** Markdown; undefined when no file is left for it. */
  readonly comment: string | undefined;
}

/** GitHub takes 65,536 characters, and whoever posts adds a marker. */
const LONGEST = 65_000;
/** Names that are longer, or that cannot be typed, are found by the command itself. */
const LONGEST_COMMAND = 4000;
/** Of one comment that is for patches. */
const ROOM = 40_000;

/** A file for which `inline` says no goes into the comment. */
export function suggestionsFor(
  candidates: readonly Candidate[],
  wording: Wording,
  inline: (path: string) => boolean = () => true,
): Suggestions {
  const files: Suggested[] = [];
  const suggested: Converted[] = [];
  const rest: Converted[] = [];
  for (const { conversion, patch } of candidates) {
    const shown = patch !== undefined && inline(conversion.path) ? shownLines(patch) : [];
    const blocks = shown.length > 0 ? blocksOf(conversion, shown) : undefined;
    const comments = blocks?.map((block, index) => ({
      first: block.first,
      last: block.last,
      body: bodyOf(conversion, block.text, index + 1, blocks.length),
    }));
    if (comments === undefined || comments.some(({ body }) => body.length > LONGEST)) rest.push(conversion);
    else {
      suggested.push(conversion);
      files.push({ path: conversion.path, comments });
    }
  }
  return {
    review:
      files.length === 0 ? undefined : { body: paragraphs(openingOf(suggested), OPENING, ...noticed(wording)), files },
    comment: rest.length === 0 ? undefined : commentOf(rest, wording),
  };
}

const OPENING =
  'Each conversion was proven by reading the result again; sizes are estimates. Take all suggestions of a file, or none.';

const COMMENT_OPENING =
  'This changes lines that the pull request does not, or that cannot stand in a suggestion, so it is a command here:';

function openingOf(conversions: readonly Converted[]): string {
  return conversions.some(({ plan }) => plan.kind === 'split')
    ? 'The image keeps what only its build needs. A conversion leaves that behind: the instructions that build become a stage of their own, and the image that runs copies what it needs out of that stage.'
    : 'Stages are copied from by number. Names say what they are, and stay right when a stage is added.';
}

// — At lines

interface Block extends Lines {
  readonly text: string;
}

/** Lines by index, `to` exclusive, and what takes their place. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** One block where one hunk shows all that changes, so that one click takes it; undefined where something is not shown. */
function blocksOf(conversion: Converted, shown: readonly Lines[]): readonly Block[] | undefined {
  // What has to be escaped cannot be suggested as it is.
  if (escapeLines(conversion.output) !== conversion.output) return undefined;
  const lines = linesOf(conversion.input);
  const edits = editsOf(conversion);
  const whole = widened(edits, lines, shown);
  const parts = whole === undefined ? edits.map((edit) => widened([edit], lines, shown)) : [whole];
  if (edits.length === 0 || !parts.every((part) => part !== undefined)) return undefined;
  return united(parts).map((range) => ({
    first: range.from + 1,
    last: range.to,
    text: after(range, lines)
      .map((line) => `${line}\n`)
      .join(''),
  }));
}

/** Lines by index, `to` exclusive, and the edits within, in order. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly edits: readonly Edit[];
}

/** With a line beside the edits where they would take none or leave none: a suggestion stands at lines, and one without text is none. */
function widened(edits: readonly Edit[], lines: readonly string[], shown: readonly Lines[]): Range | undefined {
  const from = edits[0]?.from ?? 0;
  const to = edits.at(-1)?.to ?? 0;
  const bare = { from, to, edits };
  const complete = from < to && after(bare, lines).length > 0;
  const ways = complete
    ? [bare]
    : [
        { ...bare, from: from - 1 },
        { ...bare, to: to + 1 },
      ];
  return ways.find(({ from, to }) => to <= lines.length && isWithin({ first: from + 1, last: to }, shown));
}

/** Two that got the same line beside them become one. */
function united(ranges: readonly Range[]): readonly Range[] {
  const apart: Range[] = [];
  for (const range of ranges) {
    const last = apart.at(-1);
    if (last === undefined || range.from >= last.to) apart.push(range);
    else apart.splice(-1, 1, { from: last.from, to: range.to, edits: [...last.edits, ...range.edits] });
  }
  return apart;
}

/** What the lines of a range become. */
function after({ from, to, edits }: Range, lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  let at = from;
  for (const edit of edits) {
    result.push(...lines.slice(at, edit.from), ...edit.lines);
    at = edit.to;
  }
  return [...result, ...lines.slice(at, to)];
}

function editsOf(conversion: Converted): readonly Edit[] {
  const { input } = conversion;
  const indexOf = (offset: number) => linesOf(input.slice(0, offset)).length;
  return changesOf(conversion).map(({ start, end, text }) => ({
    from: indexOf(start),
    to: indexOf(end),
    lines: linesOf(text),
  }));
}

/** Without their ends. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function bodyOf(conversion: Converted, text: string, part: number, parts: number): string {
  const together =
    parts === 1 ? [] : [`Part ${part} of ${parts}: add all of them to one batch, for none does without the others.`];
  const head = part === 1 ? [headOf(conversion), reasons(conversion)] : [];
  return paragraphs(...head, ...together, fence(text, 'suggestion'));
}

function headOf({ plan }: Converted): string {
  return plan.kind === 'stages'
    ? 'Names for stages, in place of numbers.'
    : `From ${code(plan.build.image)} to ${code(plan.runtime.image)}, about ${sizes(plan.size)}.`;
}

// — In a comment

function commentOf(conversions: readonly Converted[], wording: Wording): string {
  const command = fence(commandFor(conversions, wording), 'sh');
  const opening = paragraphs(openingOf(conversions), COMMENT_OPENING, command, ...noticed(wording));
  let room = ROOM;
  let length = opening.length;
  const sections: string[] = [];
  for (const conversion of conversions) {
    const diff = escapeLines(renderDiff([conversion]));
    room -= diff.length;
    const patch = room < 0 ? 'The patch is too long to be shown here.' : folded(fence(diff, 'diff'));
    const section = paragraphs(`### ${code(conversion.path)}`, headOf(conversion), reasons(conversion), patch);
    length += section.length + 2;
    if (length > LONGEST) break;
    sections.push(section);
  }
  const left = conversions.length - sections.length;
  const more = left === 0 ? [] : [`The command converts ${left} more, for which there is no room here.`];
  return paragraphs(opening, ...sections, ...more);
}

function folded(text: string): string {
  return paragraphs('<details><summary>The patch</summary>', text, '</details>');
}

function commandFor(conversions: readonly Converted[], { command }: Wording): string {
  const paths = conversions.map(({ path }) => path);
  const typed = paths.every((path) => escapeLine(path) === path) && paths.join(' ').length < LONGEST_COMMAND;
  return [...command, ...(typed ? ['--', ...paths] : ['.'])].map(shellWord).join(' ');
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function noticed({ notices }: Wording): readonly string[] {
  return notices.length === 0 ? [] : [notices.map((notice) => `- ${notice}`).join('\n')];
}

function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

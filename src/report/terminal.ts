// Text of strangers, made safe for a terminal, and the few colours that reports use. Knows no terminal itself.

/** How to colour: each function returns its text, wrapped or not. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const same = (text: string): string => text;

export const plain: Palette = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

// Control characters of both sets but tab, line and paragraph separators, marks and overrides of writing direction, invisible spaces, and
// the tag characters: all that can make a line read differently from what it holds.
const UNSAFE = /[^\P{Cc}\t]|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

// What runs pipelines reads commands in the lines that it logs: GitHub Actions `::name key=value::` at the start of a line, and `##[name]`
// anywhere; Azure Pipelines `##vso[…]` and TeamCity `##teamcity[…]` anywhere.
const COMMAND = /^\s*:(?=:[\w-]+(?:\s.*)?::)|##(?=\w*\[)/g;

/** One line of text with what a terminal or the log of a pipeline would act on shown as `\u{1b}`. Tabs stay. */
export function escapeLine(text: string): string {
  return text
    .replace(UNSAFE, (character) => shown(character))
    .replace(COMMAND, (start) => start.slice(0, -1) + shown(start.slice(-1)));
}

function shown(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}

/** The same for several lines: line ends stay, a carriage return before one is not shown. */
export function escapeLines(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeLine(line.endsWith('\r') ? line.slice(0, -1) : line))
    .join('\n');
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Blanks as wide as the text, roughly; tabs stay tabs, so that both lines meet the same stops. */
export function blanksLike(text: string): string {
  let blanks = '';
  for (const character of text)
    blanks += character === '\t' ? '\t' : /\p{M}/u.test(character) ? '' : WIDE.test(character) ? '  ' : ' ';
  return blanks;
}

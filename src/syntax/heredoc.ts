// Heredocs: which words of an instruction open one, and where its body ends. The rules are BuildKit's, not the shell's.

import { expandWords, rawWords } from './expand.ts';
import type { Heredoc } from './instruction.ts';

export interface HeredocOpening {
  readonly name: string;
  readonly expand: boolean;
  /** `<<-` */
  readonly chomp: boolean;
  /** `<< EOF`: older BuildKit takes it for no heredoc, and newer for one even in `$(( 1 << 2 ))`. */
  readonly spaced: boolean;
}

/** The heredocs that a joined line opens, in order. */
export function heredocOpenings(line: string): readonly HeredocOpening[] {
  if (!line.includes('<<')) return [];
  return rawWords(line).flatMap((word) => parseOpening(word) ?? []);
}

/** Undefined when the word opens no heredoc. */
export function parseOpening(word: string): HeredocOpening | undefined {
  const [, dash, blanks, rest] = /^\d*<<(-?)(\s*)([^<]+)$/.exec(word) ?? [];
  if (rest === undefined) return undefined;
  // Variables in a delimiter are not replaced: `<<$EOF` ends at `$EOF`.
  const [name, ...more] = expandWords(rest.replaceAll('$', '\\$'), () => undefined, '\\');
  if (name === undefined || name === '' || more.length > 0 || name.includes('\u0000')) return undefined;
  return { name, expand: !/["']/.test(rest), chomp: dash === '-', spaced: blanks !== '' };
}

/** Reads the body that starts at `from`. Undefined when the delimiter never comes. `end` is the end of the delimiter's line. */
export function readHeredoc(text: string, from: number, opening: HeredocOpening): Heredoc | undefined {
  const lines: string[] = [];
  for (let at = from; at < text.length; ) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed === -1 ? text.length : lineFeed + 1;
    let end = lineFeed === -1 ? text.length : lineFeed;
    while (end > at && text[end - 1] === '\r') end--;
    let line = text.slice(at, end);
    if (opening.chomp) line = line.replace(/^\t+/, '');
    if (line === opening.name) {
      const body = lines.length === 0 ? '' : `${lines.join('\n')}\n`;
      return { name: opening.name, body, expand: opening.expand, span: { start: from, end } };
    }
    lines.push(line);
    at = next;
  }
  return undefined;
}

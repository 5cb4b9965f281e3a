// A conversion as whole lines to replace: what review comments can suggest. Knows no forge.

import { type Converted, changesOf } from './diff.ts';

export interface LineChange {
  /** One-based, both inclusive; there is always a line, also where text is only put in. */
  readonly first: number;
  readonly last: number;
  /** Takes the place of these lines, without the end of the last one, which stays. Empty where nothing takes their place. */
  readonly text: string;
}

/** In the order of the file; no two have a line in common. */
export function lineChangesOf(conversion: Converted): readonly LineChange[] {
  const { input } = conversion;
  const starts = [0];
  for (let at = input.indexOf('\n'); at >= 0; at = input.indexOf('\n', at + 1)) starts.push(at + 1);
  // A line end at the end of the text begins no line.
  const count = starts.at(-1) === input.length ? starts.length - 1 : starts.length;
  const content = (line: number) => withoutEnd(input.slice(starts[line - 1], starts[line] ?? input.length));

  const ending = input.includes('\r\n') ? '\r\n' : '\n';
  const found: LineChange[] = [];
  let line = 1;
  for (const { start, end, text } of changesOf(conversion)) {
    while (line <= count && (starts[line - 1] ?? 0) < start) line++;
    const first = line;
    while (line <= count && (starts[line - 1] ?? 0) < end) line++;
    const whole = withoutEnd(text);
    if (start < end) {
      // A lone empty line would be read as none.
      const more = text !== '' && whole === '' && line <= count;
      found.push({ first, last: more ? line : line - 1, text: more ? text + content(line) : whole });
    }
    // Nothing is taken out: the line behind is suggested with it, and at the end of the file the one before.
    else if (first <= count) found.push({ first, last: first, text: text + content(first) });
    else if (found.at(-1)?.last !== count)
      found.push({ first: count, last: count, text: content(count) + ending + whole });
    else found.push(...found.splice(-1).map((one) => ({ ...one, text: one.text + ending + whole })));
  }
  return found;
}

function withoutEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}

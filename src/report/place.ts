// Offsets of a text as lines and columns. Knows nothing of Dockerfiles.

export interface Place {
  /** One-based. */
  readonly line: number;
  /** One-based, in UTF-16 units; a byte-order mark takes none. */
  readonly column: number;
  /** The whole line without its end. */
  readonly text: string;
  /** Offset of the line's first character. */
  readonly start: number;
}

/** Answers for one text; the table of line starts is made once, at the first question. */
export function placesOf(text: string): (offset: number) => Place {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const line = lastAtMost(starts, Math.max(0, Math.min(offset, text.length)));
    const start = starts[line] ?? 0;
    const next = starts[line + 1] ?? text.length + 1;
    const end = next - 1;
    const whole = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    return { line: line + 1, column: Math.max(0, offset - start) + 1, text: whole, start };
  };
}

function lineStarts(text: string): number[] {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lastAtMost(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

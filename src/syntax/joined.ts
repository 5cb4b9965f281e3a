// Joins the physical lines of one instruction as BuildKit does before it looks at them: continuations closed up, comment and empty
// lines between them cut. Keeps the way back to the file. Knows no instruction.

import { skipSpaces, trimSpaces } from './lines.ts';

export interface JoinedLine {
  /** Trimmed. */
  readonly text: string;
  /** End of the last physical line that is not empty, without its line end. */
  readonly end: number;
  /** Start of the physical line after it. */
  readonly next: number;
  readonly pieces: readonly Piece[];
}

/** `length` characters of the joined text from `joined` on stand in the file from `file` on. */
interface Piece {
  readonly joined: number;
  readonly file: number;
  readonly length: number;
}

export function joinLines(text: string, from: number, escapeToken: string): JoinedLine {
  const pieces: Piece[] = [];
  let joined = '';
  let end = from;
  let at = from;
  while (at < text.length) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed === -1 ? text.length : lineFeed + 1;
    const stop = withoutReturns(text, at, lineFeed === -1 ? text.length : lineFeed);
    const ink = skipSpaces(text, at, stop);
    const start = pieces.length === 0 ? ink : at;
    at = next;
    if (pieces.length > 0 && ink === stop) continue;
    end = stop;
    if (pieces.length > 0 && text[ink] === '#') continue;

    let last = stop;
    while (last > start && (text[last - 1] === ' ' || text[last - 1] === '\t')) last--;
    // An escape character before the last one makes it an ordinary one: `C:\\`.
    const continues =
      last > start && text[last - 1] === escapeToken && (last - 1 === start || text[last - 2] !== escapeToken);
    const length = (continues ? last - 1 : stop) - start;
    pieces.push({ joined: joined.length, file: start, length });
    joined += text.slice(start, start + length);
    if (!continues) break;
  }
  return { ...trimmed(joined, pieces), end, next: at };
}

function trimmed(
  joined: string,
  pieces: readonly Piece[],
): { readonly text: string; readonly pieces: readonly Piece[] } {
  const start = skipSpaces(joined, 0, joined.length);
  const end = trimSpaces(joined, start, joined.length);
  if (start === 0 && end === joined.length) return { text: joined, pieces };
  const moved = pieces.map((piece) => ({ ...piece, joined: piece.joined - start }));
  return { text: joined.slice(start, end), pieces: moved };
}

/** The end of a line's content. BuildKit drops every CR that stands before the LF. */
export function withoutReturns(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && text[end - 1] === '\r') end--;
  return end;
}

/** Where the character at `at` of the joined text stands in the file. */
export function offsetOf(line: JoinedLine, at: number): number {
  const { pieces } = line;
  let low = 0;
  let high = pieces.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.joined ?? 0) <= at) low = middle;
    else high = middle;
  }
  const piece = pieces[low];
  return piece === undefined ? line.end : piece.file + at - piece.joined;
}

/** For each character of `[from, to)` in the joined text its offset in the file, and one more for the end. */
export function offsetsOf(line: JoinedLine, from: number, to: number): readonly number[] {
  const offsets = new Array<number>(to - from + 1);
  let last = line.pieces[0]?.file ?? line.end;
  let count = 0;
  for (const { joined, file, length } of line.pieces) {
    const start = Math.max(from, joined);
    const stop = Math.min(to, joined + length);
    for (let at = start; at < stop; at++) offsets[count++] = file + at - joined;
    if (stop > start) last = file + stop - joined;
    else if (count === 0 && joined <= from) last = file + Math.min(from - joined, length);
  }
  offsets[count] = last;
  return offsets;
}

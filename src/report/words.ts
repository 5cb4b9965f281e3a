// The forms that text for people shares: rows with a title, sections in columns, sizes. Knows no conversion.

import { inColumns } from './table.ts';
import { escapeLine } from './terminal.ts';

export function row(title: string, text: string): string {
  return `  ${title.padEnd(11)} ${text}`;
}

/** Rough, for people: `1.2 GB`, `8 MB`. */
export function megabytes(size: number): string {
  return size >= 1000 ? `${(size / 1000).toFixed(1)} GB` : `${Math.round(size)} MB`;
}

const CLIP = 56;

/** One line, as long as a column is wide. */
export function clipped(text: string, width = CLIP): string {
  const line = text.replace(/\s*\\?\r?\n\s*/g, ' ');
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

/** The first of them, and how many more there are. */
export function listed(words: readonly string[], most: number, separator = ', '): string {
  const more = words.length - most;
  return [...words.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}

/** A title and rows in columns; the last column is not padded. Nothing when there are no rows. */
export function section(title: string, rows: readonly (readonly string[])[]): string[] {
  const lines = inColumns(rows.map((each) => each.map(escapeLine)));
  return rows.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];
}

// Whether to colour, and how. The only file that knows the colour library.

import colours from 'picocolors';
import { type Palette, plain } from '../report/terminal.ts';

/** NO_COLOR turns colours off, FORCE_COLOR on; without them only a terminal gets them. */
export function isColoured(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}

export function paletteFor(coloured: boolean): Palette {
  return coloured ? colours.createColors(true) : plain;
}

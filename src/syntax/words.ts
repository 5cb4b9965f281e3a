// How Docker takes the rest of an instruction apart: flags, JSON arrays, `key=value` pairs and plain word lists. Works on one joined
// line, as BuildKit's line parsers do; knows neither files nor what an instruction means.

import { isSpace } from './lines.ts';

export interface FlagWord {
  readonly name: string;
  readonly value: string;
  /** Offsets in the line. */
  readonly start: number;
  readonly end: number;
}

/** The flags from `from` on, and where what follows them starts. */
export function readFlags(line: string, from: number): { readonly flags: readonly FlagWord[]; readonly rest: number } {
  const flags: FlagWord[] = [];
  let at = from;
  for (;;) {
    while (at < line.length && isSpace(line.charCodeAt(at))) at++;
    if (!line.startsWith('--', at)) return { flags, rest: at };
    const start = at;
    let word = '';
    let quote = '';
    for (; at < line.length; at++) {
      let character = line.charAt(at);
      if (quote === '' && isSpace(line.charCodeAt(at))) break;
      if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      else {
        // A backslash whatever `# escape` says: BuildKit has it fixed here.
        if (character === '\\') character = line.charAt(++at);
        word += character;
      }
    }
    at = Math.min(at, line.length);
    if (word === '--') return { flags, rest: skip(line, at) };
    const equals = word.indexOf('=');
    const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
    flags.push({ name: name.toLowerCase(), value: equals === -1 ? '' : word.slice(equals + 1), start, end: at });
  }
}

function skip(line: string, from: number): number {
  let at = from;
  while (at < line.length && isSpace(line.charCodeAt(at))) at++;
  return at;
}

/** The strings of a JSON array; 'mixed' for an array with something else in it, which Docker refuses; undefined for no JSON array. */
export function readJson(text: string): readonly string[] | 'mixed' | undefined {
  if (!text.startsWith('[')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed)) return undefined;
  const strings = parsed.filter((element) => typeof element === 'string');
  return strings.length === parsed.length ? strings : 'mixed';
}

/** Words between blanks. Quotes mean nothing here: `COPY "a b" c` has three words for Docker. */
export function splitWords(text: string): readonly string[] {
  return text === '' ? [] : text.split(/[\t\v\f\r ]+/);
}

/** Words between blanks that are neither quoted nor escaped; quotes and escapes stay in the words. */
export function splitQuoted(text: string, escapeToken: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === '' && isSpace(text.charCodeAt(at))) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (character === escapeToken && quote !== "'") {
      // An escape character at the very end is dropped.
      if (at + 1 < text.length) word += character + text.charAt(++at);
      continue;
    }
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    word += character;
  }
  if (word !== '') words.push(word);
  return words;
}

// Docker's own word rules for instruction values, as in BuildKit's `frontend/dockerfile/shell`: variables, quotes, escapes and
// splitting into words. This is not the shell that RUN starts, and it knows no environment: the caller looks variables up.

import { isSpace } from './lines.ts';

export type EscapeToken = '\\' | '`';

export type Lookup = (name: string) => string | undefined;

/** Stands for a part whose value cannot be known, in what `lookup` returns and in results. Never part of real text. */
const unknown = '\u0000';

/** Linux starts no program with a longer variable (MAX_ARG_STRLEN). Those that double line by line would grow without end. */
const longest = 131_072;

/** The value with variables replaced and quotes removed. An unset variable is empty; a value that Docker refuses is unknown. */
export function expandWord(raw: string, lookup: Lookup, escapeToken: EscapeToken): string {
  if (isPlain(raw, escapeToken)) return raw;
  const { text, problem } = lex(raw, { lookup, escapeToken, raw: false });
  return problem === undefined ? text : unknown;
}

/** As `expandWord`, then split at blanks that are not quoted, those in a variable's value included. */
export function expandWords(raw: string, lookup: Lookup, escapeToken: EscapeToken): string[] {
  const { words, problem } = lex(raw, { lookup, escapeToken, raw: false, split: true });
  return problem === undefined ? words : [unknown];
}

/** What Docker says of a value that it cannot read whatever the variables are: an open quote, `${X` without its brace. */
export function expansionProblem(raw: string, escapeToken: EscapeToken): string | undefined {
  if (isPlain(raw, escapeToken)) return undefined;
  return lex(raw, { lookup: () => 'x', escapeToken, raw: false }).problem;
}

/** Quotes and escapes removed, variables left as they are written. */
export function unquote(raw: string, escapeToken: EscapeToken): string {
  if (isPlain(raw, escapeToken)) return raw;
  const { text, problem } = lex(raw, { lookup: undefined, escapeToken, raw: false });
  return problem === undefined ? text : raw;
}

/** The words of a line that may hold heredocs, quotes and variables as written. Empty when a quote is open, as in BuildKit. */
export function rawWords(line: string): readonly string[] {
  const { words, problem } = lex(line, { lookup: undefined, escapeToken: '\\', raw: true, split: true });
  return problem === undefined ? words : [];
}

function isPlain(raw: string, escapeToken: string): boolean {
  return !raw.includes('$') && !raw.includes('"') && !raw.includes("'") && !raw.includes(escapeToken);
}

interface Rules {
  /** Undefined: leave variables as written. */
  readonly lookup: Lookup | undefined;
  readonly escapeToken: EscapeToken;
  /** Keep quotes and escapes, and let `<<` take the blanks after it: how BuildKit looks for heredocs. */
  readonly raw: boolean;
  /** Whether the words are asked for. */
  readonly split?: boolean;
}

interface Lexed {
  readonly text: string;
  readonly words: string[];
  readonly problem: string | undefined;
}

const namePattern = /\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*/uy;

function lex(source: string, { lookup, escapeToken, raw, split = false }: Rules): Lexed {
  let at = 0;
  let depth = 0;
  let problem: string | undefined;

  const fail = (message: string): string => {
    problem ??= message;
    at = source.length;
    return '';
  };

  // BuildKit's processStopOn: up to `stop`, or to the end when that is undefined.
  const readUntil = (stop: string | undefined, rawEscapes: boolean, words: string[] | undefined): string => {
    let text = '';
    let word = '';
    const addQuoted = (part: string): void => {
      text += part;
      if (words !== undefined) word += part;
    };
    const addSplit = (part: string): void => {
      text += part;
      if (words === undefined) return;
      for (const character of part) {
        if (!isSpace(character.charCodeAt(0))) word += character;
        else if (word !== '') {
          words.push(word);
          word = '';
        }
      }
    };
    while (at < source.length) {
      const character = source.charAt(at);
      if (character === stop) {
        at++;
        return text;
      }
      if (character === "'") addQuoted(readSingleQuoted());
      else if (character === '"') addQuoted(readDoubleQuoted(rawEscapes));
      else if (character === '$') addSplit(readDollar());
      else if (raw && character === '<') addQuoted(readLess());
      else if (character === escapeToken) {
        if (rawEscapes) addQuoted(character);
        at++;
        if (at < source.length) addQuoted(source.charAt(at++));
      } else {
        const start = at++;
        while (at < source.length && !isSpecial(source.charAt(at), stop)) at++;
        addSplit(source.slice(start, at));
      }
      if (lookup !== undefined && text.length > longest) fail('the value is too long');
    }
    if (stop !== undefined && problem === undefined) fail(stop === '}' ? "missing '}'" : `missing '${stop}' in \${}`);
    if (word !== '') words?.push(word);
    return text;
  };

  // What the loop of `readUntil` looks at; all else goes along as it is.
  const isSpecial = (character: string, stop: string | undefined): boolean =>
    character === stop ||
    character === "'" ||
    character === '"' ||
    character === '$' ||
    character === escapeToken ||
    (raw && character === '<');

  const readLess = (): string => {
    const start = at++;
    if (source.charAt(at) !== '<') return '<';
    at++;
    while (source.charAt(at) === ' ' || source.charAt(at) === '\t') at++;
    return source.slice(start, at);
  };

  const readSingleQuoted = (): string => {
    const end = source.indexOf("'", at + 1);
    if (end === -1) return fail('a single quote is not closed');
    const quoted = raw ? source.slice(at, end + 1) : source.slice(at + 1, end);
    at = end + 1;
    return quoted;
  };

  const readDoubleQuoted = (rawEscapes: boolean): string => {
    let text = raw ? '"' : '';
    at++;
    while (at < source.length) {
      const character = source.charAt(at);
      if (character === '"') {
        at++;
        return raw ? `${text}"` : text;
      }
      if (character === '$') {
        text += readDollar();
        continue;
      }
      at++;
      if (character !== escapeToken) {
        text += character;
        continue;
      }
      if (rawEscapes) text += character;
      const next = source.charAt(at);
      if (next === '') continue;
      if (next === '"' || next === '$' || next === escapeToken) {
        text += next;
        at++;
      } else text += character;
    }
    return fail('a double quote is not closed');
  };

  const readName = (): string => {
    namePattern.lastIndex = at;
    const [name = ''] = namePattern.exec(source) ?? [];
    at += name.length;
    return name;
  };

  const readDollar = (): string => {
    const start = at++;
    if (source.charAt(at) !== '{') {
      const name = readName();
      if (name === '') return '$';
      return lookup === undefined ? source.slice(start, at) : (lookup(name) ?? '');
    }
    at++;
    const first = source.charAt(at);
    if (first === '') return fail("missing '}'");
    if (first === '{' || first === '}' || first === ':') return fail('bad substitution');
    if (depth >= 64) return fail('variables are nested too deep');
    depth++;
    const value = readBraced();
    depth--;
    return lookup === undefined ? source.slice(start, at) : value;
  };

  const readBraced = (): string => {
    const name = readName();
    const value = lookup?.(name);
    let operator = source.charAt(at++);
    if (operator === '}') return value ?? '';
    if (operator === '/') {
      const all = source.charAt(at) === '/';
      if (all) at++;
      const pattern = readUntil('/', true, undefined);
      const replacement = readUntil('}', true, undefined);
      return problem === undefined ? replace(value ?? '', pattern, replacement, all) : '';
    }
    const emptyIsUnset = operator === ':';
    if (emptyIsUnset) operator = source.charAt(at++);
    if (operator === '' || !'+-?#%'.includes(operator))
      return fail(operator === '' ? "missing '}'" : 'unsupported modifier in substitution');
    const operand = readUntil('}', operator === '#' || operator === '%', undefined);
    if (problem !== undefined) return '';
    const unset = value === undefined || (emptyIsUnset && value === '');
    switch (operator) {
      case '-':
        return unset ? operand : value;
      case '+':
        // Whether an unknown value is set is not known either.
        return unset ? '' : value === unknown ? unknown : operand;
      case '?':
        return unset && lookup !== undefined ? fail(`${name} is not set`) : (value ?? '');
      default:
        return trim(value ?? '', operand, operator === '%');
    }
  };

  const trim = (value: string, operand: string, atEnd: boolean): string => {
    const greedy = operand.startsWith(atEnd ? '%' : '#');
    const tokens = readPattern(greedy ? operand.slice(1) : operand);
    if (tokens === undefined) return fail('invalid pattern in substitution');
    if (value.includes(unknown)) return unknown;
    if (value.length * tokens.length > longest) return fail('the pattern is too long');
    if (!atEnd) return value.slice(match(value, 0, tokens, greedy) ?? 0);
    const backwards = [...value].reverse().join('');
    const length = match(backwards, 0, [...tokens].reverse(), greedy) ?? 0;
    return value.slice(0, value.length - length);
  };

  const replace = (value: string, pattern: string, replacement: string, all: boolean): string => {
    const tokens = readPattern(pattern);
    if (tokens === undefined) return fail('invalid pattern in substitution');
    if (value.includes(unknown)) return unknown;
    if (value.length * value.length * tokens.length > longest * 10) return fail('the pattern is too long');
    let text = '';
    let from = 0;
    while (from <= value.length) {
      const end = match(value, from, tokens, true);
      if (end !== undefined) text += replacement;
      if (end !== undefined && !all) return text + value.slice(end);
      if (end === undefined || end === from) text += value.charAt(from++);
      else from = end;
      if (end === value.length && end === from) break;
    }
    return text;
  };

  const words: string[] = [];
  const text = readUntil(undefined, raw, split ? words : undefined);
  return { text, words, problem };
}

interface PatternToken {
  readonly kind: 'any' | 'one' | 'literal';
  /** Of a literal. */
  readonly text?: string;
}

/** `*`, `?` and literals; BuildKit has no brackets. Undefined for an escape that it refuses. */
function readPattern(pattern: string): readonly PatternToken[] | undefined {
  const tokens: PatternToken[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '*') tokens.push({ kind: 'any' });
    else if (character === '?') tokens.push({ kind: 'one' });
    else if (character === '\\') {
      const next = pattern.charAt(++at);
      if (next === '' || !'*?\\}/'.includes(next)) return undefined;
      tokens.push({ kind: 'literal', text: next });
    } else tokens.push({ kind: 'literal', text: character });
  }
  return tokens;
}

/** The end of the longest or shortest match that starts at `from`. All states at once, so that no pattern takes longer than its product with the text. */
function match(text: string, from: number, tokens: readonly PatternToken[], longestWins: boolean): number | undefined {
  let states = new Set<number>();
  const enter = (into: Set<number>, state: number): void => {
    let next = state;
    into.add(next);
    while (tokens[next]?.kind === 'any') into.add(++next);
  };
  enter(states, 0);
  let end: number | undefined;
  for (let at = from; ; at++) {
    if (states.has(tokens.length)) {
      end = at;
      if (!longestWins) return end;
    }
    if (at >= text.length || states.size === 0) return end;
    const character = text.charAt(at);
    const following = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token === undefined) continue;
      if (token.kind === 'any') enter(following, state);
      else if (token.kind === 'one' || token.text === character) enter(following, state + 1);
    }
    states = following;
  }
}

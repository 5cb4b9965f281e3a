// Expands words of the shell: quotes, variables, substitutions, braces. Globs stay as they are written.

import type { ParsedScript, Word, WordPart } from '../syntax/shell.ts';
import { UNKNOWN } from './effect.ts';

/** The value of a variable; undefined when it is unset. */
export type Lookup = (name: string) => string | undefined;

export interface Scope {
  readonly lookup: Lookup;
  /** `$0`, where it is a script of the image. */
  readonly script: string | undefined;
  /** `$1`, `$2` … */
  readonly parameters: readonly string[];
  readonly cwd: string;
  /** Runs a command substitution and gives its output, or `UNKNOWN`. */
  readonly run: (script: ParsedScript) => string;
}

type Part = WordPart;

/** One word, as in an assignment or inside double quotes: no splitting. */
export function expandWord(word: Word, scope: Scope): string {
  if (word.parts === undefined) return tilde(word.value, word.text, scope);
  return word.parts.map((part) => partValue(part, scope).text).join('');
}

/** The fields that a word becomes as an argument: unquoted expansions are split at blanks, braces are expanded. */
export function expandWords(word: Word, scope: Scope): string[] {
  if (word.parts === undefined) return braces(tilde(word.value, word.text, scope), word.text);
  const fields: string[] = [];
  let field: string | undefined;
  for (const part of word.parts) {
    if (part.type === 'BraceExpansion') {
      const before: string = field ?? '';
      const all = braces(part.text, part.text);
      fields.push(...all.slice(0, -1).map((one) => before + one));
      field = before + (all.at(-1) ?? '');
      continue;
    }
    if (part.type === 'DoubleQuoted' && part.parts.length === 1 && /^\$(?:@|\{@\})$/.test(part.parts[0]?.text ?? '')) {
      // `"$@"`: one word for each parameter.
      const [first, ...rest] = scope.parameters;
      if (first !== undefined) field = (field ?? '') + first;
      for (const one of rest) {
        if (field !== undefined) fields.push(field);
        field = one;
      }
      continue;
    }
    const { text, splits } = partValue(part, scope);
    if (!splits) {
      field = (field ?? '') + text;
      continue;
    }
    const pieces = text.split(/[ \t\n]+/);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0 && field !== undefined) {
        fields.push(field);
        field = undefined;
      }
      if (piece !== '') field = (field ?? '') + piece;
    }
  }
  if (field !== undefined) fields.push(field);
  return fields;
}

function tilde(value: string, written: string, scope: Scope): string {
  if (!written.startsWith('~')) return value;
  const home = scope.lookup('HOME') ?? '/root';
  return value === '~' || value.startsWith('~/') ? home + value.slice(1) : UNKNOWN;
}

function braces(value: string, written: string): string[] {
  const match = /^([^{}]*)\{([^{}]*,[^{}]*)\}([^{}]*)$/.exec(value);
  if (match === null || /['"\\]/.test(written)) return [value];
  const [, before = '', inner = '', behind = ''] = match;
  return inner.split(',').map((one) => before + one + behind);
}

function partValue(part: Part, scope: Scope): { text: string; splits: boolean } {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return { text: part.value, splits: false };
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return { text: part.text, splits: false };
    case 'DoubleQuoted':
    case 'LocaleString':
      return { text: part.parts.map((child) => partValue(child, scope).text).join(''), splits: false };
    case 'SimpleExpansion':
      return { text: parameter(part.text.slice(1), scope) ?? '', splits: true };
    case 'ParameterExpansion': {
      return { text: parameterExpansion(part, scope), splits: true };
    }
    case 'CommandExpansion':
      return { text: part.script === undefined ? UNKNOWN : scope.run(part.script), splits: true };
    case 'ProcessSubstitution':
      // It runs, and the word is the name of a pipe.
      if (part.script !== undefined) scope.run(part.script);
      return { text: UNKNOWN, splits: false };
    default:
      return { text: UNKNOWN, splits: false };
  }
}

function parameter(name: string, scope: Scope): string | undefined {
  if (name === '0') return scope.script ?? UNKNOWN;
  if (/^[1-9]\d*$/.test(name)) return scope.parameters[Number(name) - 1];
  if (name === '@' || name === '*') return scope.parameters.join(' ');
  if (name === '#') return String(scope.parameters.length);
  if (!/^[A-Za-z_]\w*$/.test(name)) return UNKNOWN;
  return scope.lookup(name);
}

function parameterExpansion(part: Extract<WordPart, { type: 'ParameterExpansion' }>, scope: Scope): string {
  if (part.prefix !== undefined || part.index !== undefined) return UNKNOWN;
  const value = parameter(part.parameter, scope);
  const { operation } = part;
  if (operation === undefined) return value ?? '';
  if (operation.type === 'Default') {
    const strict = operation.operator.startsWith(':');
    const missing = value === undefined || (strict && value === '');
    if (value?.includes(UNKNOWN) === true) return UNKNOWN;
    if (operation.operator.endsWith('+')) return missing ? '' : expandWord(operation.operand, scope);
    return missing ? expandWord(operation.operand, scope) : value;
  }
  if (value === undefined || value.includes(UNKNOWN)) return UNKNOWN;
  if (operation.type === 'Remove') {
    const pattern = expandWord(operation.operand, scope);
    if (/[*?[\\]/.test(pattern)) return UNKNOWN;
    if (operation.operator.startsWith('#')) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
    return value.endsWith(pattern) && pattern !== '' ? value.slice(0, -pattern.length) : value;
  }
  return UNKNOWN;
}

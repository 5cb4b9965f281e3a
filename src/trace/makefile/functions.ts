// The functions of GNU make: `$(patsubst …)`, `$(wildcard …)`.

import { UNKNOWN } from '../effect.ts';
import { baseName, resolvePath } from '../path.ts';
import { hasGlob, isUnknown } from '../programs/places.ts';
import { type MakeScope, splitArguments, stemOf, type Variable, wordsOf } from './makefile.ts';

const LONGEST = 100_000;
/** Loops over longer lists are not followed, as loops may be nested. */
const MOST_WORDS = 200;

const FUNCTIONS = new Set(
  (
    'subst patsubst strip findstring filter filter-out sort word wordlist words firstword lastword dir notdir suffix basename ' +
    'addsuffix addprefix join wildcard realpath abspath if or and foreach call value shell origin flavor info warning error eval file'
  ).split(' '),
);

export function isFunction(name: string): boolean {
  return FUNCTIONS.has(name);
}

export interface FunctionCall {
  inner(text: string, more?: ReadonlyMap<string, string>): string;
  readonly scope: MakeScope;
  lookUp(name: string): Variable | undefined;
  readonly local: ReadonlyMap<string, string>;
}

export function callFunction(name: string, text: string, { inner, scope, lookUp, local }: FunctionCall): string {
  const raw = splitArguments(text);
  const argument = (index: number) => inner(raw[index] ?? '');
  const rest = (index: number) => inner(raw.slice(index).join(','));
  const each = (list: string, change: (word: string) => string) => wordsOf(list).map(change).join(' ');
  switch (name) {
    case 'shell':
      return shellOutput(rest(0).trim(), scope);
    case 'info':
    case 'warning':
    case 'error':
      return '';
    case 'if': {
      const condition = inner((raw[0] ?? '').trim());
      if (isUnknown(condition)) return UNKNOWN;
      return condition !== '' ? argument(1) : rest(2);
    }
    case 'or':
    case 'and': {
      let value = '';
      for (const part of raw) {
        value = inner(part.trim());
        if (isUnknown(value)) return UNKNOWN;
        if ((value !== '') === (name === 'or')) return value;
      }
      return value;
    }
    case 'foreach': {
      const variable = argument(0).trim();
      const list = wordsOf(argument(1));
      if (list.length > MOST_WORDS) return UNKNOWN;
      return list.map((word) => inner(raw.slice(2).join(','), new Map([...local, [variable, word]]))).join(' ');
    }
    case 'call': {
      const body = lookUp(argument(0).trim());
      if (body === undefined) return '';
      const parameters = raw.map((part, index): [string, string] => [String(index), inner(part)]);
      return inner(body.value, new Map([...local, ...parameters]));
    }
    case 'value':
      return lookUp(argument(0).trim())?.value ?? '';
    case 'origin': {
      const found = argument(0).trim();
      if (scope.overrides.has(found)) return 'command line';
      const variable = lookUp(found);
      return variable === undefined ? 'undefined' : variable.exported ? UNKNOWN : 'file';
    }
    case 'wildcard': {
      const words = wordsOf(argument(0)).map((word): readonly string[] | undefined => {
        if (isUnknown(word)) return undefined;
        if (!hasGlob(word)) return scope.exists(resolvePath(scope.cwd, word)) ? [word] : [];
        return scope.glob(word);
      });
      return words.some((found) => found === undefined) ? UNKNOWN : words.flatMap((found) => found ?? []).join(' ');
    }
    case 'dir':
      return each(argument(0), (word) => (word.includes('/') ? word.replace(/[^/]*$/, '') : './'));
    case 'notdir':
      return each(argument(0), baseName);
    case 'addsuffix':
      return each(rest(1), (word) => word + argument(0));
    case 'addprefix':
      return each(rest(1), (word) => argument(0) + word);
    case 'abspath':
    case 'realpath':
      return each(argument(0), (word) => (isUnknown(word) ? UNKNOWN : resolvePath(scope.cwd, word)));
    case 'strip':
      return wordsOf(rest(0)).join(' ');
    default:
      break;
  }
  const values = raw.map((part) => inner(part));
  if (values.some(isUnknown)) return UNKNOWN;
  const [first = '', second = ''] = values;
  const last = values.slice(name === 'subst' || name === 'patsubst' || name === 'wordlist' ? 2 : 1).join(',');
  const words = wordsOf(last);
  const patterns = wordsOf(first);
  if (name.startsWith('filter') && words.length * patterns.length > LONGEST) return UNKNOWN;
  switch (name) {
    case 'subst':
      return first === '' ? last + second : last.split(first).join(second);
    case 'patsubst':
      return substitute(first.trim(), second, last);
    case 'findstring':
      return last.includes(first) ? first : '';
    case 'filter':
      return words.filter((word) => patterns.some((pattern) => stemOf(word, pattern) !== undefined)).join(' ');
    case 'filter-out':
      return words.filter((word) => !patterns.some((pattern) => stemOf(word, pattern) !== undefined)).join(' ');
    case 'sort':
      return [...new Set(wordsOf(values.join(',')))].sort().join(' ');
    case 'word':
      return words[Number(first) - 1] ?? '';
    case 'wordlist':
      return words.slice(Number(first) - 1, Number(second)).join(' ');
    case 'words':
      return String(patterns.length);
    case 'firstword':
      return patterns[0] ?? '';
    case 'lastword':
      return patterns.at(-1) ?? '';
    case 'suffix':
      return patterns.flatMap((word) => /\.[^./]*$/.exec(word)?.[0] ?? []).join(' ');
    case 'basename':
      return patterns.map((word) => word.replace(/\.[^./]*$/, '')).join(' ');
    default:
      // join, flavor, eval, file.
      return UNKNOWN;
  }
}

/** What a few commands print in any Linux container. */
function shellOutput(command: string, scope: MakeScope): string {
  if (command === 'uname' || command === 'uname -s') return 'Linux';
  if (command === 'pwd') return scope.cwd;
  const echo = /^echo ([\w ./:@+-]*)$/.exec(command);
  return echo?.[1] ?? UNKNOWN;
}

export function substitute(pattern: string, replacement: string, list: string): string {
  return wordsOf(list)
    .map((word) => {
      if (isUnknown(word)) return UNKNOWN;
      const stem = stemOf(word, pattern);
      return stem === undefined ? word : replacement.replace('%', () => stem);
    })
    .join(' ');
}

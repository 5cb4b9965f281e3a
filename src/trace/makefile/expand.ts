// Expands `$(…)` in Makefiles.

import { UNKNOWN } from '../effect.ts';
import { baseName } from '../path.ts';
import { isUnknown } from '../programs/places.ts';
import { callFunction, isFunction, substitute } from './functions.ts';
import { type MakeScope, type Variable, wordsOf } from './makefile.ts';

/** What make knows without a Makefile. */
const BUILT_IN: Readonly<Record<string, string>> = {
  MAKE: 'make',
  SHELL: '/bin/sh',
  CC: 'cc',
  CXX: 'g++',
  AR: 'ar',
  RM: 'rm -f',
  FC: 'f77',
  LEX: 'lex',
  YACC: 'yacc',
  'COMPILE.c': '$(CC) $(CFLAGS) $(CPPFLAGS) -c',
  'COMPILE.cc': '$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c',
  'COMPILE.cpp': '$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c',
};

const DEEPEST = 40;
const LONGEST = 100_000;
const MOST_EXPANSIONS = 50_000;

export type Expansion = (
  raw: string,
  local: ReadonlyMap<string, string>,
  specific?: ReadonlyMap<string, Variable>,
) => string;

/** Expands `$(…)`. What would take too long to expand is unknown: variables may double each other. */
export function makeExpansion(scope: MakeScope, variable: (name: string) => Variable | undefined): Expansion {
  let budget = MOST_EXPANSIONS;

  const lookUp = (name: string, specific: ReadonlyMap<string, Variable> | undefined): Variable | undefined => {
    const override = scope.overrides.get(name);
    if (override !== undefined) return { value: override, deferred: true, exported: true };
    const found = specific?.get(name) ?? variable(name);
    if (found !== undefined) return found;
    if (name === 'CURDIR') return { value: scope.cwd, deferred: false, exported: false };
    if (name === 'MAKECMDGOALS') return { value: scope.goals.join(' '), deferred: false, exported: false };
    const environment = name === 'SHELL' ? undefined : scope.environment(name);
    if (environment !== undefined) return { value: environment, deferred: false, exported: true };
    const builtIn = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
    return builtIn === undefined ? undefined : { value: builtIn, deferred: true, exported: false };
  };

  const run = (
    raw: string,
    local: ReadonlyMap<string, string>,
    specific: ReadonlyMap<string, Variable> | undefined,
    depth: number,
  ): string => {
    if (!raw.includes('$')) return raw;
    if (depth > DEEPEST || budget <= 0) return UNKNOWN;
    const inner = (text: string, more: ReadonlyMap<string, string> = local) => run(text, more, specific, depth + 1);
    let text = '';
    for (let at = 0; at < raw.length; at++) {
      const next = raw.indexOf('$', at);
      if (next < 0) {
        text += raw.slice(at);
        break;
      }
      text += raw.slice(at, next);
      const character = raw.charAt(next + 1);
      if (character === '$') {
        text += '$';
        at = next + 1;
        continue;
      }
      budget--;
      let reference = character;
      at = next + 1;
      if (character === '(' || character === '{') {
        const end = closingOf(raw, next + 1);
        if (end < 0) return UNKNOWN;
        reference = raw.slice(next + 2, end);
        at = end;
      }
      text += referenced(reference, local, specific, inner);
      if (text.length > LONGEST) return UNKNOWN;
    }
    return text;
  };

  const referenced = (
    reference: string,
    local: ReadonlyMap<string, string>,
    specific: ReadonlyMap<string, Variable> | undefined,
    inner: (text: string, more?: ReadonlyMap<string, string>) => string,
  ): string => {
    const direct = local.get(reference);
    if (direct !== undefined) return direct;
    const call = /^([a-z-]+)\s+(.*)$/s.exec(reference);
    if (call !== null && isFunction(call[1] ?? ''))
      return callFunction(call[1] ?? '', call[2] ?? '', {
        inner,
        scope,
        lookUp: (name) => lookUp(name, specific),
        local,
      });
    const substitution = /^([^\s:]+):([^=]*)=(.*)$/s.exec(reference);
    const name = inner(substitution === null ? reference : (substitution[1] ?? ''));
    if (isUnknown(name)) return UNKNOWN;
    const part = /^([@<^*+?])([DF])$/.exec(name);
    if (part !== null) {
      const words = wordsOf(local.get(part[1] ?? '') ?? '');
      return words
        .map((word) =>
          part[2] === 'F' ? baseName(word) : word.includes('/') ? word.replace(/\/[^/]*$/, '') || '/' : '.',
        )
        .join(' ');
    }
    const found = lookUp(name, specific);
    const value = local.get(name) ?? (found === undefined ? '' : found.deferred ? inner(found.value) : found.value);
    if (substitution === null) return value;
    const from = inner(substitution[2] ?? '');
    const to = inner(substitution[3] ?? '');
    return substitute(from.includes('%') ? from : `%${from}`, from.includes('%') ? to : `%${to}`, value);
  };

  return (raw, local, specific) => run(raw, local, specific, 0);
}

function closingOf(text: string, open: number): number {
  const opening = text.charAt(open);
  const closing = opening === '(' ? ')' : '}';
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === opening) depth++;
    else if (character === closing && --depth === 0) return at;
  }
  return -1;
}

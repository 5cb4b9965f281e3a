// Reads Makefiles and says which shell scripts `make` would run. It knows GNU make, and no toolchain that the recipes call.

import { type Call, UNKNOWN } from '../effect.ts';
import { baseName, join, resolvePath } from '../path.ts';
import { readOptions } from './options.ts';
import { hasGlob, isUnknown, matchGlob } from './places.ts';

/** What a Makefile is read against. */
export interface MakeScope {
  /** `make CC=musl-gcc`: wins over what the Makefile says. */
  readonly overrides: ReadonlyMap<string, string>;
  environment(name: string): string | undefined;
  /** The folder that `make` runs in. */
  readonly cwd: string;
  readonly goals: readonly string[];
  /** The text of an included file; undefined when it cannot be read. */
  read(path: string): string | undefined;
  /** True when a file is known to be there. */
  exists(path: string): boolean;
  /** Paths that match a glob, relative as it is; undefined when not all of them are known. */
  glob(pattern: string): readonly string[] | undefined;
}

interface Variable {
  readonly value: string;
  /** `=` and `define`: expanded where it is used. */
  readonly deferred: boolean;
  readonly exported: boolean;
}

export interface Rule {
  readonly name: string;
  readonly prerequisites: readonly string[];
  readonly orderOnly: readonly string[];
  /** Lines as written, without the tab; a continued line is one line. Variables are not expanded. */
  readonly recipe: readonly string[];
  /** Stands in a conditional that cannot be decided. */
  readonly doubtful: boolean;
}

interface MutableRule {
  name: string;
  prerequisites: string[];
  orderOnly: string[];
  recipe: string[];
  doubtful: boolean;
}

export interface Makefile {
  readonly variables: ReadonlyMap<string, Variable>;
  /** By target. A rule that is written several times is merged; the last recipe wins. */
  readonly targets: ReadonlyMap<string, Rule>;
  readonly doubleColon: ReadonlyMap<string, readonly Rule[]>;
  readonly patterns: readonly Rule[];
  readonly phony: ReadonlySet<string>;
  readonly goal: string | undefined;
  /** Variables for one target and what it depends on. */
  readonly specific: ReadonlyMap<string, ReadonlyMap<string, Variable>>;
  readonly oneShell: boolean;
  readonly exportAll: boolean;
  /** False when an included file could not be read: a target that is not here may be there. */
  readonly complete: boolean;
  readonly scope: MakeScope;
}

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

/** Make's own rules for objects and programs of one source file. */
const IMPLICIT: readonly Rule[] = [
  ['%.o', '%.c', '$(CC) $(CFLAGS) $(CPPFLAGS) -c -o $@ $<'],
  ['%.o', '%.cc', '$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c -o $@ $<'],
  ['%.o', '%.cpp', '$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c -o $@ $<'],
  ['%', '%.o', '$(CC) $(LDFLAGS) $^ $(LOADLIBES) $(LDLIBS) -o $@'],
  ['%', '%.c', '$(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $^ $(LOADLIBES) $(LDLIBS) -o $@'],
  ['%', '%.cc', '$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(LDFLAGS) $^ $(LOADLIBES) $(LDLIBS) -o $@'],
  ['%', '%.cpp', '$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(LDFLAGS) $^ $(LOADLIBES) $(LDLIBS) -o $@'],
].map(([name = '', from = '', line = '']) => ({
  name,
  prerequisites: [from],
  orderOnly: [],
  recipe: [line],
  doubtful: false,
}));

const ASSIGNMENT = /^([^\s:#=?+!]+)\s*(\+=|\?=|:::?=|::?=|!=|=)\s*/;
const DEEPEST = 40;
const LONGEST = 100_000;
const MOST_EXPANSIONS = 50_000;
const MOST_INCLUDES = 50;
/** All included text together: a file may include itself on each of its lines. */
const LONGEST_INCLUDES = 1_000_000;
/** Loops over longer lists are not followed, as loops may be nested. */
const MOST_WORDS = 200;
/** All scripts of one call together; a Makefile with more is not one that a person wrote. */
const LONGEST_SCRIPTS = 2_000_000;

/** Reads a Makefile as GNU make does, in one pass: conditionals are decided, included files are read in their place. */
export function readMakefile(text: string, scope: MakeScope, path = join(scope.cwd, 'Makefile')): Makefile {
  const variables = new Map<string, Variable>();
  const targets = new Map<string, MutableRule>();
  const doubleColon = new Map<string, MutableRule[]>();
  const patterns: MutableRule[] = [];
  const phony = new Set<string>();
  const specific = new Map<string, Map<string, Variable>>();
  const state = {
    goal: undefined as string | undefined,
    oneShell: false,
    exportAll: false,
    complete: true,
    includes: 0,
    included: 0,
  };
  const list: string[] = [];
  const expansion = makeExpansion(scope, (name) => variables.get(name));
  const expand = (raw: string) => expansion(raw, new Map());

  const assign = (
    into: Map<string, Variable>,
    name: string,
    operator: string,
    raw: string,
    exported: boolean,
    doubtful: boolean,
  ) => {
    const before = into.get(name) ?? (into === variables ? environmentVariable(scope, name) : variables.get(name));
    const keep = exported || into.get(name)?.exported === true;
    const set = (value: string, deferred: boolean) =>
      into.set(name, { value: doubtful ? UNKNOWN : value, deferred: deferred && !doubtful, exported: keep });
    if (operator === '?=') {
      if (before === undefined) set(raw, true);
      else if (exported) into.set(name, { ...before, exported: true });
    } else if (operator === '+=') {
      if (before === undefined) set(raw, true);
      else
        set(
          before.value === '' && before.deferred ? raw : `${before.value} ${before.deferred ? raw : expand(raw)}`,
          before.deferred,
        );
    } else if (operator === '=') {
      set(raw, true);
    } else {
      set(operator === '!=' ? UNKNOWN : expand(raw), false);
    }
  };

  const readText = (source: string, from: string): void => {
    list.push(from);
    variables.set('MAKEFILE_LIST', { value: list.join(' '), deferred: false, exported: false });
    const conditions: ('yes' | 'no' | 'maybe' | 'done')[] = [];
    let recipes: MutableRule[] = [];
    let inRule = false;
    const lines = source.split(/\r?\n/);
    for (let at = 0; at < lines.length; at++) {
      let line = lines[at] ?? '';
      const tabbed = line.startsWith('\t');
      const parts = [line];
      while (/(?:^|[^\\])(?:\\\\)*\\$/.test(line.slice(-40)) && at + 1 < lines.length) {
        line = lines[++at] ?? '';
        parts.push(line);
      }
      const state0 =
        conditions.includes('no') || conditions.includes('done')
          ? 'no'
          : conditions.includes('maybe')
            ? 'maybe'
            : 'yes';
      if (tabbed && inRule) {
        if (state0 === 'no') continue;
        const recipe = parts.map((part, index) => (index === 0 ? part.slice(1) : part.replace(/^\t/, ''))).join('\n');
        for (const rule of recipes) {
          rule.recipe.push(recipe);
          if (state0 === 'maybe') rule.doubtful = true;
        }
        continue;
      }
      const logical =
        parts.length === 1
          ? (parts[0] ?? '')
          : parts.map((part, index) => (index < parts.length - 1 ? part.replace(/\s*\\$/, '') : part).trim()).join(' ');
      const plain = withoutComment(logical).trim();
      if (plain === '') continue;

      const conditional = /^(ifeq|ifneq|ifdef|ifndef|else|endif)\b\s*(.*)$/s.exec(plain);
      if (conditional !== null) {
        const [, word = '', rest = ''] = conditional;
        if (word === 'endif') conditions.pop();
        else if (word === 'else') {
          const before = conditions.pop();
          const nested = /^(ifeq|ifneq|ifdef|ifndef)\b\s*(.*)$/s.exec(rest);
          if (before === 'yes' || before === 'done') conditions.push('done');
          else if (before === 'maybe') conditions.push('maybe');
          else
            conditions.push(
              nested === null ? 'yes' : decide(nested[1] ?? '', nested[2] ?? '', expand, (name) => lookUp(name)),
            );
        } else conditions.push(state0 === 'no' ? 'done' : decide(word, rest, expand, (name) => lookUp(name)));
        continue;
      }
      const define = /^(?:override\s+|export\s+)*define\s+(\S+)\s*(\+=|\?=|::?=|=)?\s*$/.exec(plain);
      if (define !== null) {
        const body: string[] = [];
        while (at + 1 < lines.length && !/^\s*endef\b/.test(lines[at + 1] ?? '')) body.push(lines[++at] ?? '');
        at++;
        if (state0 !== 'no')
          assign(variables, define[1] ?? '', define[2] ?? '=', body.join('\n'), false, state0 === 'maybe');
        continue;
      }
      if (state0 === 'no') continue;
      const doubtful = state0 === 'maybe';

      const include = /^(-include|sinclude|include)\s+(.*)$/s.exec(plain);
      if (include !== null) {
        inRule = false;
        for (const name of wordsOf(expand(include[2] ?? ''))) {
          const included = isUnknown(name) ? undefined : resolvePath(scope.cwd, name);
          const tired = state.includes >= MOST_INCLUDES || state.included > LONGEST_INCLUDES;
          const content = included === undefined || hasGlob(name) || tired ? undefined : scope.read(included);
          state.included += content?.length ?? 0;
          if (content !== undefined && !doubtful && included !== undefined && state.included <= LONGEST_INCLUDES) {
            state.includes++;
            readText(content, included);
          }
          // `-include` of a file that is not there is usual: dependencies, `.env`.
          else if (include[1] === 'include' || tired || content !== undefined || isUnknown(name))
            state.complete = false;
        }
        continue;
      }
      const exporting = /^(export|unexport)\b\s*(.*)$/s.exec(plain);
      const statement = exporting !== null && exporting[1] === 'export' ? (exporting[2] ?? '') : plain;
      const assignment = ASSIGNMENT.exec(statement.replace(/^(?:override|private)\s+/, ''));
      if (assignment !== null) {
        inRule = false;
        const whole = statement.replace(/^(?:override|private)\s+/, '');
        const name = expand(assignment[1] ?? '');
        if (name === '.DEFAULT_GOAL') state.goal = expand(whole.slice(assignment[0].length));
        else
          assign(
            variables,
            name,
            assignment[2] ?? '=',
            whole.slice(assignment[0].length),
            exporting !== null,
            doubtful,
          );
        continue;
      }
      if (exporting !== null) {
        inRule = false;
        const names = wordsOf(expand(exporting[2] ?? ''));
        if (names.length === 0) state.exportAll = exporting[1] === 'export';
        for (const name of names) {
          const before = variables.get(name) ?? environmentVariable(scope, name);
          if (before !== undefined) variables.set(name, { ...before, exported: exporting[1] === 'export' });
        }
        continue;
      }
      if (/^(?:undefine|vpath|load|override)\b/.test(plain)) continue;

      const rule = splitRule(plain);
      if (rule === undefined) {
        // A line such as `$(eval …)` or `$(call …)` may define anything.
        inRule = false;
        if (isUnknown(expand(plain))) state.complete = false;
        continue;
      }
      inRule = true;
      recipes = [];
      const names = wordsOf(expand(rule.targets));
      const specificAssignment = ASSIGNMENT.exec(rule.rest.replace(/^(?:override|export|private)\s+/, ''));
      if (specificAssignment !== null && rule.separator === ':') {
        const whole = rule.rest.replace(/^(?:override|export|private)\s+/, '');
        for (const name of names) {
          const own = specific.get(name) ?? new Map<string, Variable>();
          specific.set(name, own);
          assign(
            own,
            specificAssignment[1] ?? '',
            specificAssignment[2] ?? '=',
            whole.slice(specificAssignment[0].length),
            /^export\s/.test(rule.rest),
            doubtful,
          );
        }
        continue;
      }
      const semicolon = rule.rest.indexOf(';');
      const [before = '', inline] =
        semicolon < 0 ? [rule.rest] : [rule.rest.slice(0, semicolon), rule.rest.slice(semicolon + 1).trim()];
      // `targets: pattern: prerequisites`
      const staticPattern = /^([^:=]*%[^:=]*):(?!=)(.*)$/s.exec(before);
      const [normal = '', orderOnly = ''] = splitOnce(
        expand(staticPattern === null ? before : (staticPattern[2] ?? '')),
        '|',
      );
      for (const name of names) {
        if (name === '.PHONY') for (const one of wordsOf(normal)) phony.add(one);
        if (name === '.ONESHELL') state.oneShell = true;
        if (name === '.EXPORT_ALL_VARIABLES') state.exportAll = true;
        const stem = staticPattern === null ? undefined : stemOf(name, expand(staticPattern[1] ?? '').trim());
        const named = (words: string) =>
          wordsOf(words).map((word) => (stem === undefined ? word : word.replace('%', () => stem)));
        const made: MutableRule = {
          name,
          prerequisites: named(normal),
          orderOnly: named(orderOnly),
          recipe: inline === undefined ? [] : [inline],
          doubtful,
        };
        if (name.includes('%')) {
          patterns.push(made);
          recipes.push(made);
        } else if (rule.separator === '::') {
          const doubles = doubleColon.get(name);
          if (doubles === undefined) doubleColon.set(name, [made]);
          else doubles.push(made);
          recipes.push(made);
        } else {
          const existing = targets.get(name);
          if (existing === undefined) targets.set(name, made);
          else {
            for (const one of made.prerequisites) existing.prerequisites.push(one);
            for (const one of made.orderOnly) existing.orderOnly.push(one);
            existing.doubtful ||= doubtful;
            // A second recipe replaces the first: only when it has lines, which follow.
            if (hasRecipe(lines, at) || inline !== undefined) existing.recipe = made.recipe;
          }
          recipes.push(targets.get(name) ?? made);
        }
        if (state.goal === undefined && !/^\.(?![./])/.test(name) && !name.includes('%')) state.goal = name;
      }
    }
  };

  const lookUp = (name: string): Variable | undefined => {
    const override = scope.overrides.get(name);
    if (override !== undefined) return { value: override, deferred: false, exported: true };
    return variables.get(name) ?? environmentVariable(scope, name);
  };

  readText(text, path);
  return { variables, targets, doubleColon, patterns, phony, specific, scope, ...state };
}

function environmentVariable(scope: MakeScope, name: string): Variable | undefined {
  const value = scope.environment(name);
  return value === undefined ? undefined : { value: value.replaceAll('$', '$$$$'), deferred: false, exported: true };
}

function hasRecipe(lines: readonly string[], at: number): boolean {
  return lines[at + 1]?.startsWith('\t') === true;
}

function withoutComment(line: string): string {
  const hash = /(^|[^\\])#/.exec(line);
  return hash === null ? line : line.slice(0, hash.index + (hash[1] ?? '').length);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** The first colon outside of `$(…)`; undefined for a line that is no rule. */
function splitRule(line: string): { targets: string; separator: ':' | '::'; rest: string } | undefined {
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (/[({]/.test(character) && (depth > 0 || line.charAt(at - 1) === '$')) depth++;
    else if (depth > 0 && /[)}]/.test(character)) depth--;
    else if (character === ':' && depth === 0) {
      const double = line.charAt(at + 1) === ':';
      return {
        targets: line.slice(0, at),
        separator: double ? '::' : ':',
        rest: line.slice(at + (double ? 2 : 1)).trim(),
      };
    }
  }
  return undefined;
}

function decide(
  word: string,
  rest: string,
  expand: (raw: string) => string,
  variable: (name: string) => Variable | undefined,
): 'yes' | 'no' | 'maybe' {
  let holds: boolean | undefined;
  if (word === 'ifdef' || word === 'ifndef') {
    const found = variable(expand(rest.trim()));
    holds = found === undefined ? false : isUnknown(found.value) ? undefined : found.value !== '';
  } else {
    const sides = sidesOf(rest.trim());
    if (sides === undefined) return 'maybe';
    const [left, right] = sides.map(expand);
    if (left === undefined || right === undefined) return 'maybe';
    const trimmed = [left.trim(), right.trim()];
    holds = isUnknown(left) || isUnknown(right) ? undefined : trimmed[0] === trimmed[1];
  }
  if (holds === undefined) return 'maybe';
  return holds === (word === 'ifeq' || word === 'ifdef') ? 'yes' : 'no';
}

/** `(a,b)`, `"a" "b"` and `'a' 'b'`. */
function sidesOf(text: string): [string, string] | undefined {
  if (text.startsWith('(') && text.endsWith(')')) {
    const inner = text.slice(1, -1);
    const [left, ...right] = splitArguments(inner);
    return left === undefined || right.length === 0 ? undefined : [left, right.join(',')];
  }
  const quoted = /^(["'])(.*?)\1\s*(["'])(.*)\3$/s.exec(text);
  return quoted === null ? undefined : [quoted[2] ?? '', quoted[4] ?? ''];
}

/** Splits at commas outside of brackets. */
function splitArguments(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '(' || character === '{') depth++;
    else if (character === ')' || character === '}') depth--;
    else if (character === ',' && depth <= 0) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  found.push(text.slice(start));
  return found;
}

type Expansion = (raw: string, local: ReadonlyMap<string, string>, specific?: ReadonlyMap<string, Variable>) => string;

/** Expands `$(…)`. What would take too long to expand is unknown: variables may double each other. */
function makeExpansion(scope: MakeScope, variable: (name: string) => Variable | undefined): Expansion {
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
    if (call !== null && FUNCTIONS.has(call[1] ?? ''))
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

const FUNCTIONS = new Set(
  (
    'subst patsubst strip findstring filter filter-out sort word wordlist words firstword lastword dir notdir suffix basename ' +
    'addsuffix addprefix join wildcard realpath abspath if or and foreach call value shell origin flavor info warning error eval file'
  ).split(' '),
);

interface FunctionCall {
  inner(text: string, more?: ReadonlyMap<string, string>): string;
  readonly scope: MakeScope;
  lookUp(name: string): Variable | undefined;
  readonly local: ReadonlyMap<string, string>;
}

function callFunction(name: string, text: string, { inner, scope, lookUp, local }: FunctionCall): string {
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

/** The stem of a word in a pattern with `%`; '' for an equal word without; undefined when it does not match. */
function stemOf(word: string, pattern: string): string | undefined {
  const at = pattern.indexOf('%');
  if (at < 0) return word === pattern ? '' : undefined;
  const before = pattern.slice(0, at);
  const behind = pattern.slice(at + 1);
  if (word.length < before.length + behind.length || !word.startsWith(before) || !word.endsWith(behind))
    return undefined;
  return word.slice(before.length, word.length - behind.length);
}

function substitute(pattern: string, replacement: string, list: string): string {
  return wordsOf(list)
    .map((word) => {
      if (isUnknown(word)) return UNKNOWN;
      const stem = stemOf(word, pattern);
      return stem === undefined ? word : replacement.replace('%', () => stem);
    })
    .join(' ');
}

/** The scripts of the recipes that the targets run, prerequisites first. Undefined when that cannot be told. */
export function expandRecipes(makefile: Makefile, goals: readonly string[]): string[] | undefined {
  const { scope } = makefile;
  const expand = makeExpansion(scope, (name) => makefile.variables.get(name));
  const scripts: string[] = [];
  const done = new Set<string>();
  const nothing: ReadonlyMap<string, Variable> = new Map();
  const exported = new Map<ReadonlyMap<string, Variable>, string>();
  let length = 0;
  let patience = MOST_EXPANSIONS * 4;
  const wanted = goals.length > 0 ? goals : makefile.goal === undefined ? [] : [makefile.goal];
  if (wanted.length === 0) return undefined;

  const runRule = (
    name: string,
    rule: Rule,
    stem: string,
    inherited: ReadonlyMap<string, Variable>,
    depth: number,
  ): boolean => {
    if (rule.doubtful) return false;
    const prerequisites = rule.prerequisites;
    for (const prerequisite of [...prerequisites, ...rule.orderOnly]) {
      if (!visit(prerequisite, inherited, depth + 1, false)) return false;
    }
    const first = prerequisites[0] ?? '';
    const all = [...new Set(prerequisites)].join(' ');
    const local = new Map([
      ['@', name],
      ['<', first],
      ['^', all],
      ['+', prerequisites.join(' ')],
      ['?', all],
      ['*', stem],
    ]);
    let exports = exported.get(inherited);
    if (exports === undefined) {
      exports = exportsOf(makefile, inherited, (raw) => expand(raw, local, inherited));
      exported.set(inherited, exports);
    }
    const lines = rule.recipe
      .map((line) => expand(line, local, inherited).replace(/^[\s@+-]+/, ''))
      .flatMap((line) => (line.trim() === '' ? [] : line.includes('\n') ? definedLines(line) : [line]));
    if (lines.length === 0) return true;
    length += lines.reduce((sum, line) => sum + line.length + exports.length, 0);
    if (length > LONGEST_SCRIPTS) return false;
    if (makefile.oneShell) scripts.push(exports + lines.join('\n'));
    else for (const line of lines) scripts.push(exports + line);
    return true;
  };

  const visit = (name: string, inherited: ReadonlyMap<string, Variable>, depth: number, goal: boolean): boolean => {
    // A prerequisite that is computed as a whole is a list of source files: `$(shell find . -name '*.go')`.
    if (isUnknown(name)) return !goal && name.replaceAll(UNKNOWN, '') === '';
    if (done.has(name)) return true;
    if (depth > 200) return false;
    done.add(name);
    const own = makefile.specific.get(name);
    const variables = own === undefined ? inherited : new Map([...inherited, ...own]);
    const doubles = makefile.doubleColon.get(name);
    if (doubles !== undefined) return doubles.every((rule) => runRule(name, rule, '', variables, depth));
    const path = resolvePath(scope.cwd, name);
    const rule = makefile.targets.get(name);
    const isPhony = makefile.phony.has(name);
    const exists = !isPhony && scope.exists(path);
    if (rule !== undefined && rule.recipe.length > 0) {
      // A file that is there and depends on nothing is up to date.
      if (exists && rule.prerequisites.length === 0 && !rule.doubtful) return true;
      return runRule(name, rule, '', variables, depth);
    }
    if (!isPhony) patience -= makefile.patterns.length;
    if (patience < 0) return false;
    const implied = isPhony ? undefined : implicitRule(makefile, name, exists);
    if (implied !== undefined) {
      const merged = {
        ...implied.rule,
        prerequisites: [...implied.rule.prerequisites, ...(rule?.prerequisites ?? [])],
      };
      return runRule(name, merged, implied.stem, variables, depth);
    }
    if (rule !== undefined) return runRule(name, rule, '', variables, depth);
    // No rule: a source file, which the view of the build context may not show.
    return exists || (!goal && makefile.complete);
  };

  return wanted.every((name) => visit(name, nothing, 0, true)) ? scripts : undefined;
}

/** A `define` has several lines, each with its own prefix; a continued line of a recipe is one command. */
function definedLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const before = lines.at(-1);
    if (before?.endsWith('\\') === true) lines[lines.length - 1] = `${before}\n${line}`;
    else lines.push(line.replace(/^[\s@+-]+/, ''));
  }
  return lines.filter((line) => line.trim() !== '');
}

function implicitRule(makefile: Makefile, name: string, exists: boolean): { rule: Rule; stem: string } | undefined {
  const made = (word: string) =>
    isUnknown(word) || makefile.targets.has(word) || makefile.scope.exists(resolvePath(makefile.scope.cwd, word));
  for (const rule of exists ? makefile.patterns : [...makefile.patterns, ...IMPLICIT]) {
    const stem = stemOf(name, rule.name);
    if (stem === undefined || stem === '' || rule.recipe.length === 0) continue;
    const fill = (words: readonly string[]) => words.map((word) => word.replace('%', () => stem));
    const prerequisites = fill(rule.prerequisites);
    if (prerequisites.every(made)) return { rule: { ...rule, prerequisites, orderOnly: fill(rule.orderOnly) }, stem };
  }
  return undefined;
}

/** What the recipes see in their environment beyond that of make itself, as `export` lines. */
function exportsOf(
  makefile: Makefile,
  specific: ReadonlyMap<string, Variable>,
  expand: (raw: string) => string,
): string {
  const values = new Map<string, string>();
  for (const [name, { value, deferred, exported }] of [...makefile.variables, ...specific]) {
    if (name === 'MAKEFILE_LIST') continue;
    // A variable that make took from its environment goes back there with its new value.
    if (exported || makefile.exportAll || makefile.scope.environment(name) !== undefined)
      values.set(name, deferred ? expand(value) : value);
  }
  for (const [name, value] of makefile.scope.overrides) values.set(name, value);
  return [...values]
    .flatMap(([name, value]) =>
      /^[A-Za-z_]\w*$/.test(name) && name !== 'SHELL' ? [`export ${name}='${value.replaceAll("'", `'\\''`)}'\n`] : [],
    )
    .join('');
}

const MAKE_LONG =
  'directory file makefile include-dir old-file assume-old new-file assume-new what-if eval load-average'.split(' ');

/** The scripts that a call of `make` runs, in order, and where. Undefined when its Makefile is not known or not understood. */
export function makeScripts(call: Call): { scripts: readonly string[]; cwd: string } | undefined {
  // `-j 4` and `-l 2`: the number is optional, so that it is taken only when it is one.
  const words = call.words
    .slice(1)
    .filter(
      (word, index, all) =>
        !(/^-[a-z]*[jl]$/i.test(all[index - 1] ?? '') && (/^\d+(?:\.\d+)?$/.test(word) || word === UNKNOWN)),
    );
  const options = readOptions(words, { short: 'CfIoW', long: MAKE_LONG });
  const cwd = options
    .values('C', 'directory')
    .reduce((folder, path) => (path.startsWith('/') ? resolvePath('/', path) : resolvePath(folder, path)), call.cwd);
  if (isUnknown(cwd)) return undefined;
  if (options.has('n', 'just-print', 'dry-run', 'recon', 'q', 'question', 'v', 'version', 'h', 'help'))
    return { scripts: [], cwd };
  const overrides = new Map<string, string>();
  const goals: string[] = [];
  for (const word of options.operands) {
    const assignment = /^([A-Za-z_][\w.-]*)\s*(?::{0,3}|\+|\?)=(.*)$/s.exec(word);
    if (assignment !== null) overrides.set(assignment[1] ?? '', assignment[2] ?? '');
    else goals.push(word);
  }
  const named = options.values('f', 'file', 'makefile');
  const paths =
    named.length > 0
      ? named.map((name) => resolvePath(cwd, name))
      : ['GNUmakefile', 'makefile', 'Makefile'].map((name) => join(cwd, name));
  const texts = paths.flatMap((path) => call.files.read(path) ?? []);
  if (texts.length === 0 || (named.length > 0 && texts.length < named.length)) return undefined;
  const path = named.length > 0 ? paths[0] : paths.find((one) => call.files.read(one) !== undefined);
  const makefile = readMakefile(
    named.length > 0 ? texts.join('\n') : (texts[0] ?? ''),
    scopeOf(call, cwd, overrides, goals),
    path,
  );
  const shell = makefile.variables.get('SHELL')?.value;
  if (shell !== undefined && !/(?:^|[/\s)])(?:sh|bash|ash|dash|zsh)\b/.test(shell) && !isUnknown(shell))
    return undefined;
  const scripts = expandRecipes(makefile, goals);
  return scripts === undefined ? undefined : { scripts, cwd };
}

function scopeOf(call: Call, cwd: string, overrides: ReadonlyMap<string, string>, goals: readonly string[]): MakeScope {
  return {
    overrides,
    environment: (name) => (name === 'PWD' ? call.cwd : call.variable(name)),
    cwd,
    goals,
    read: (path) => call.files.read(path),
    exists: (path) => call.files.find(path)?.certain === true,
    glob: (pattern) => {
      const absolute = resolvePath(cwd, pattern);
      const { paths, complete } = matchGlob(call, absolute);
      if (!complete) return undefined;
      const base = pattern.startsWith('/') ? '' : `${cwd === '/' ? '' : cwd}/`;
      return paths.map((path) => (base !== '' && path.startsWith(base) ? path.slice(base.length) : path));
    },
  };
}

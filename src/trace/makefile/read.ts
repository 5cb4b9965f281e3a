// Reads Makefiles as GNU make does, in one pass. It knows make, and no toolchain that the recipes call.

import { UNKNOWN } from '../effect.ts';
import { join, resolvePath } from '../path.ts';
import { hasGlob, isUnknown } from '../programs/places.ts';
import { type Condition, decide, enter, together } from './conditions.ts';
import { makeExpansion } from './expand.ts';
import { type Makefile, type MakeScope, stemOf, type Variable, wordsOf } from './makefile.ts';

interface MutableRule {
  name: string;
  prerequisites: string[];
  orderOnly: string[];
  recipe: string[];
  doubtful: boolean;
}

const ASSIGNMENT = /^([^\s:#=?+!]+)\s*(\+=|\?=|:::?=|::?=|!=|=)\s*/;
const MOST_INCLUDES = 50;
/** All included text together: a file may include itself on each of its lines. */
const LONGEST_INCLUDES = 1_000_000;

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
    const conditions: Condition[] = [];
    let recipes: readonly MutableRule[] | undefined;
    const lines = source.split(/\r?\n/);
    for (let at = 0; at < lines.length; at++) {
      const parts = continued(lines, at);
      at += parts.length - 1;
      const applies = together(conditions);
      if (parts[0]?.startsWith('\t') === true && recipes !== undefined) {
        if (applies === 'no') continue;
        const recipe = parts.map((part, index) => (index === 0 ? part.slice(1) : part.replace(/^\t/, ''))).join('\n');
        for (const rule of recipes) {
          rule.recipe.push(recipe);
          if (applies === 'maybe') rule.doubtful = true;
        }
        continue;
      }
      const plain = withoutComment(joined(parts)).trim();
      if (plain === '') continue;
      const conditional = /^(ifeq|ifneq|ifdef|ifndef|else|endif)\b\s*(.*)$/s.exec(plain);
      if (conditional !== null) {
        const [, word = '', rest = ''] = conditional;
        enter(conditions, word, rest, (test, sides) => decide(test, sides, expand, lookUp));
        continue;
      }
      const define = /^(?:override\s+|export\s+)*define\s+(\S+)\s*(\+=|\?=|::?=|=)?\s*$/.exec(plain);
      if (define !== null) {
        const body: string[] = [];
        while (at + 1 < lines.length && !/^\s*endef\b/.test(lines[at + 1] ?? '')) body.push(lines[++at] ?? '');
        at++;
        if (applies !== 'no')
          assign(variables, define[1] ?? '', define[2] ?? '=', body.join('\n'), false, applies === 'maybe');
        continue;
      }
      if (applies === 'no' || /^(?:undefine|vpath|load)\b/.test(plain)) continue;
      const doubtful = applies === 'maybe';
      const isDirective = readInclude(plain, doubtful) || readAssignment(plain, doubtful) || readExport(plain);
      if (isDirective) recipes = undefined;
      else if (!plain.startsWith('override ')) recipes = readRule(plain, doubtful, hasRecipe(lines, at));
    }
  };

  const readInclude = (plain: string, doubtful: boolean): boolean => {
    const include = /^(-include|sinclude|include)\s+(.*)$/s.exec(plain);
    if (include === null) return false;
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
      else if (include[1] === 'include' || tired || content !== undefined || isUnknown(name)) state.complete = false;
    }
    return true;
  };

  const readAssignment = (plain: string, doubtful: boolean): boolean => {
    const exported = /^export\b\s*/.exec(plain);
    const statement = plain.slice(exported?.[0].length ?? 0).replace(/^(?:override|private)\s+/, '');
    const assignment = ASSIGNMENT.exec(statement);
    if (assignment === null) return false;
    const [{ length }, written = '', operator = '='] = assignment;
    const name = expand(written);
    if (name === '.DEFAULT_GOAL') state.goal = expand(statement.slice(length));
    else assign(variables, name, operator, statement.slice(length), exported !== null, doubtful);
    return true;
  };

  const readExport = (plain: string): boolean => {
    const exporting = /^(export|unexport)\b\s*(.*)$/s.exec(plain);
    if (exporting === null) return false;
    const exported = exporting[1] === 'export';
    const names = wordsOf(expand(exporting[2] ?? ''));
    if (names.length === 0) state.exportAll = exported;
    for (const name of names) {
      const before = variables.get(name) ?? environmentVariable(scope, name);
      if (before !== undefined) variables.set(name, { ...before, exported });
    }
    return true;
  };

  /** Rules to which the recipe that follows belongs; undefined where none can follow. */
  const readRule = (plain: string, doubtful: boolean, followed: boolean): readonly MutableRule[] | undefined => {
    const rule = splitRule(plain);
    if (rule === undefined) {
      // A line such as `$(eval …)` or `$(call …)` may define anything.
      if (isUnknown(expand(plain))) state.complete = false;
      return undefined;
    }
    const names = wordsOf(expand(rule.targets));
    const statement = rule.rest.replace(/^(?:override|export|private)\s+/, '');
    const assignment = ASSIGNMENT.exec(statement);
    if (assignment !== null && rule.separator === ':') {
      const [{ length }, name = '', operator = '='] = assignment;
      for (const target of names) {
        const own = specific.get(target) ?? new Map<string, Variable>();
        specific.set(target, own);
        assign(own, name, operator, statement.slice(length), /^export\s/.test(rule.rest), doubtful);
      }
      return [];
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
    return names.map((name) => {
      if (name === '.PHONY') for (const one of wordsOf(normal)) phony.add(one);
      if (name === '.ONESHELL') state.oneShell = true;
      if (name === '.EXPORT_ALL_VARIABLES') state.exportAll = true;
      if (state.goal === undefined && !/^\.(?![./])/.test(name) && !name.includes('%')) state.goal = name;
      const stem = staticPattern === null ? undefined : stemOf(name, expand(staticPattern[1] ?? '').trim());
      const filled = (words: string) =>
        wordsOf(words).map((word) => (stem === undefined ? word : word.replace('%', () => stem)));
      return keep(
        {
          name,
          prerequisites: filled(normal),
          orderOnly: filled(orderOnly),
          recipe: inline === undefined ? [] : [inline],
          doubtful,
        },
        rule.separator,
        followed || inline !== undefined,
      );
    });
  };

  /** Adds a rule, or merges it with the one that is there, which it returns. */
  const keep = (made: MutableRule, separator: ':' | '::', hasLines: boolean): MutableRule => {
    const { name } = made;
    if (name.includes('%')) {
      patterns.push(made);
      return made;
    }
    if (separator === '::') {
      const doubles = doubleColon.get(name);
      if (doubles === undefined) doubleColon.set(name, [made]);
      else doubles.push(made);
      return made;
    }
    const existing = targets.get(name);
    if (existing === undefined) {
      targets.set(name, made);
      return made;
    }
    for (const one of made.prerequisites) existing.prerequisites.push(one);
    for (const one of made.orderOnly) existing.orderOnly.push(one);
    existing.doubtful ||= made.doubtful;
    // A second recipe replaces the first: only when it has lines, which follow.
    if (hasLines) existing.recipe = made.recipe;
    return existing;
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

/** A line with those that continue it. */
function continued(lines: readonly string[], from: number): readonly string[] {
  const parts = [lines[from] ?? ''];
  while (/(?:^|[^\\])(?:\\\\)*\\$/.test(parts.at(-1)?.slice(-40) ?? '') && from + parts.length < lines.length)
    parts.push(lines[from + parts.length] ?? '');
  return parts;
}

function joined(parts: readonly string[]): string {
  if (parts.length === 1) return parts[0] ?? '';
  return parts.map((part, index) => (index < parts.length - 1 ? part.replace(/\s*\\$/, '') : part).trim()).join(' ');
}

function hasRecipe(lines: readonly string[], at: number): boolean {
  return lines[at + 1]?.startsWith('\t') === true;
}

function withoutComment(line: string): string {
  const hash = /(^|[^\\])#/.exec(line);
  return hash === null ? line : line.slice(0, hash.index + (hash[1] ?? '').length);
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

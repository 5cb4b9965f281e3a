// The shell scripts that make runs for its goals.

import { UNKNOWN } from '../effect.ts';
import { resolvePath } from '../path.ts';
import { isUnknown } from '../programs/places.ts';
import { makeExpansion } from './expand.ts';
import { type Makefile, type Rule, stemOf, type Variable } from './makefile.ts';

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

/** All scripts of one call together; a Makefile with more is not one that a person wrote. */
const LONGEST_SCRIPTS = 2_000_000;
const PATIENCE = 200_000;

/** The scripts of the recipes that the targets run, prerequisites first. Undefined when that cannot be told. */
export function expandRecipes(makefile: Makefile, goals: readonly string[]): string[] | undefined {
  const { scope } = makefile;
  const expand = makeExpansion(scope, (name) => makefile.variables.get(name));
  const scripts: string[] = [];
  const done = new Set<string>();
  const nothing: ReadonlyMap<string, Variable> = new Map();
  const exported = new Map<ReadonlyMap<string, Variable>, string>();
  let length = 0;
  let patience = PATIENCE;
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
    const lines = rule.recipe.flatMap((line) => linesOf(expand(line, local, inherited)));
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
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const before = lines.at(-1);
    if (before?.endsWith('\\') === true) lines[lines.length - 1] = `${before}\n${line}`;
    else lines.push(line);
  }
  return lines.flatMap((line) => {
    const command = line.replace(/^[\s@+-]+/, '');
    if (command.trim() === '') return [];
    return line.slice(0, -command.length).includes('-') ? ignoringFailure(command) : command;
  });
}

export function ignoringFailure(script: string): string {
  return `{ ${script}\n} || true`;
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

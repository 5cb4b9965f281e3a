// The conditionals of Makefiles: `ifeq`, `ifneq`, `ifdef`, `ifndef`.

import { isUnknown } from '../programs/places.ts';
import { splitArguments, type Variable } from './makefile.ts';

/** Whether the lines of a branch count; `done` when an earlier branch does. */
export type Condition = 'yes' | 'no' | 'maybe' | 'done';

/** Whether lines count that stand in all of these. */
export function together(conditions: readonly Condition[]): 'yes' | 'no' | 'maybe' {
  if (conditions.includes('no') || conditions.includes('done')) return 'no';
  return conditions.includes('maybe') ? 'maybe' : 'yes';
}

/** Takes one directive into account: `ifeq …`, `else`, `else ifdef …`, `endif`. */
export function enter(
  conditions: Condition[],
  word: string,
  rest: string,
  test: (word: string, rest: string) => Condition,
): void {
  if (word === 'endif') {
    conditions.pop();
    return;
  }
  if (word !== 'else') {
    conditions.push(together(conditions) === 'no' ? 'done' : test(word, rest));
    return;
  }
  const before = conditions.pop();
  const nested = /^(ifeq|ifneq|ifdef|ifndef)\b\s*(.*)$/s.exec(rest);
  if (before === 'yes' || before === 'done') conditions.push('done');
  else if (before === 'maybe') conditions.push('maybe');
  else conditions.push(nested === null ? 'yes' : test(nested[1] ?? '', nested[2] ?? ''));
}

export function decide(
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

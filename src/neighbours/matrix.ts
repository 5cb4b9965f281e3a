// The matrix of a job: what `matrix.…` is in each of its runs. Source: the workflow syntax of GitHub Actions.

import type { Node } from '../manifests/node.ts';

/** Values by their names in expressions, without `matrix.`; those that are not written there are left out. */
export type Combination = ReadonlyMap<string, string>;

/** Of one job; nobody has more Dockerfiles in one. */
const MOST = 50;

/** One that holds nothing where there is no matrix. */
export function combinationsOf(matrix: Node | undefined): readonly Combination[] {
  const lists = (matrix?.members() ?? []).filter(({ name }) => name !== 'include' && name !== 'exclude');
  let all: readonly Combination[] = lists.length === 0 ? [] : [new Map()];
  for (const { name, value } of lists) {
    const values = (value?.items() ?? []).slice(0, MOST).map((item) => valuesOf(item, name));
    all = all.flatMap((one) => values.map((more) => new Map([...one, ...more]))).slice(0, MOST);
  }
  const excluded = entriesOf(matrix?.get('exclude'));
  all = all.filter((one) => !excluded.some((entry) => isPart(entry, one)));
  const keys = new Set(all.flatMap((one) => [...one.keys()]));
  const alone: Combination[] = [];
  for (const entry of entriesOf(matrix?.get('include'))) {
    // It adds to those that it says nothing else of, or is one of its own.
    const same = new Map([...entry].filter(([name]) => keys.has(name)));
    if (!all.some((one) => isPart(same, one))) alone.push(entry);
    else all = all.map((one) => (isPart(same, one) ? new Map([...one, ...entry]) : one));
  }
  const found = [...all, ...alone].slice(0, MOST);
  return found.length === 0 ? [new Map()] : found;
}

function entriesOf(list: Node | undefined): readonly Combination[] {
  return (list?.items() ?? [])
    .slice(0, MOST)
    .map((entry) => new Map(entry.members().flatMap(({ name, value }) => [...valuesOf(value, name)])));
}

function isPart(part: Combination, whole: Combination): boolean {
  return [...part].every(([name, value]) => whole.get(name) === value);
}

/** A map has its values by names with dots. */
function valuesOf(value: Node | undefined, name: string): Combination {
  if (value?.kind === 'map')
    return new Map(value.members().flatMap((one) => [...valuesOf(one.value, `${name}.${one.name}`)]));
  return value?.text === undefined || value.text.includes('${{') ? new Map() : new Map([[name, value.text]]);
}

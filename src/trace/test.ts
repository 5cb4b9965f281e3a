// Decides `test` and `[`, where the values are known.

import type { Entry } from './effect.ts';
import { UNKNOWN } from './effect.ts';

/** True or false when that is certain, undefined otherwise. `words` come without the brackets. */
export function decideTest(words: readonly string[], find: (path: string) => Entry | undefined): boolean | undefined {
  if (words[0] === '!') {
    const inner = decideTest(words.slice(1), find);
    return inner === undefined ? undefined : !inner;
  }
  if (words.some((word) => word.includes(UNKNOWN))) return undefined;
  const [first = '', second = '', third = ''] = words;
  if (words.length === 1) return first !== '';
  if (words.length === 2) {
    if (first === '-z') return second === '';
    if (first === '-n') return second !== '';
    const entry = find(second);
    if (entry === undefined || !entry.certain) return undefined;
    if (first === '-e') return true;
    if (first === '-f') return entry.node === 'file';
    if (first === '-d') return entry.node === 'folder';
    return undefined;
  }
  if (words.length === 3) {
    if (second === '=' || second === '==') return first === third;
    if (second === '!=') return first !== third;
  }
  return undefined;
}

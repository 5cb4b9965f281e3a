// Takes the words of a command apart into options and operands. Which options have a value is the caller's knowledge.

export interface Options {
  /** Values by name without dashes; `''` for an option without a value. The last one wins. */
  readonly named: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/**
 * `words` come without the program's name. One dash and two are the same, as in Go's flag package.
 * Options after the first operand are options only when `mixed` is true.
 */
export function readOptions(words: readonly string[], withValue: ReadonlySet<string>, mixed = false): Options {
  const named = new Map<string, string>();
  const operands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-' || (operands.length > 0 && !mixed)) {
      operands.push(word);
      continue;
    }
    const name = word.replace(/^--?/, '');
    const equals = name.indexOf('=');
    if (equals >= 0) named.set(name.slice(0, equals), name.slice(equals + 1));
    else if (withValue.has(name)) named.set(name, words[++index] ?? '');
    else named.set(name, '');
  }
  return { named, operands };
}

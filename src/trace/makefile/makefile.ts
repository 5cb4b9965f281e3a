// A Makefile as data, and what its words are.

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

export interface Variable {
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

export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Splits at commas outside of brackets. */
export function splitArguments(text: string): string[] {
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

/** The stem of a word in a pattern with `%`; '' for an equal word without; undefined when it does not match. */
export function stemOf(word: string, pattern: string): string | undefined {
  const at = pattern.indexOf('%');
  if (at < 0) return word === pattern ? '' : undefined;
  const before = pattern.slice(0, at);
  const behind = pattern.slice(at + 1);
  if (word.length < before.length + behind.length || !word.startsWith(before) || !word.endsWith(behind))
    return undefined;
  return word.slice(before.length, word.length - behind.length);
}

// Takes the words of a command apart into options and operands, the way getopt does. It knows no program.

export interface OptionSyntax {
  /** Letters of short options that take a value: `-o FILE`, `-oFILE`. */
  readonly short?: string;
  /** Long options that take a value, without dashes; `--name=value` is read for every name. */
  readonly long?: readonly string[];
  /** Long options with a single dash, as in `-name`: the whole word is one option. */
  readonly singleDash?: boolean;
}

export interface Options {
  /** What is left when the options are taken out, in order. */
  readonly operands: readonly string[];
  /** Every option in order; the value is undefined for a flag. */
  readonly given: readonly { readonly name: string; readonly value: string | undefined }[];
  has(...names: readonly string[]): boolean;
  /** The last value that was given under one of these names. */
  value(...names: readonly string[]): string | undefined;
  values(...names: readonly string[]): readonly string[];
}

/** Reads `words`, the program's own name not among them. Options may follow operands; `--` ends them. */
export function readOptions(words: readonly string[], syntax: OptionSyntax = {}): Options {
  const short = new Set(syntax.short ?? '');
  const long = new Set(syntax.long ?? []);
  const operands: string[] = [];
  const given: { name: string; value: string | undefined }[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      for (const rest of words.slice(index + 1)) operands.push(rest);
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      operands.push(word);
    } else if (word.startsWith('--') || syntax.singleDash === true) {
      const body = word.replace(/^--?/, '');
      const equals = body.indexOf('=');
      if (equals >= 0) given.push({ name: body.slice(0, equals), value: body.slice(equals + 1) });
      else given.push({ name: body, value: long.has(body) ? words[++index] : undefined });
    } else {
      for (let at = 1; at < word.length; at++) {
        const letter = word.charAt(at);
        if (!short.has(letter)) {
          given.push({ name: letter, value: undefined });
          continue;
        }
        given.push({ name: letter, value: at + 1 < word.length ? word.slice(at + 1) : words[++index] });
        break;
      }
    }
  }
  const values = (...names: readonly string[]): readonly string[] =>
    given.flatMap(({ name, value }) => (value !== undefined && names.includes(name) ? [value] : []));
  return {
    operands,
    given,
    has: (...names) => given.some(({ name }) => names.includes(name)),
    value: (...names) => values(...names).at(-1),
    values,
  };
}

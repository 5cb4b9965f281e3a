// What the sources of a Ruby program start: commands in backquotes and in `%x`, and what is handed to functions that run one.
// Sources: the documentation of Kernel, Process, Open3 and IO; terrapin.

import {
  type Files,
  list,
  type Need,
  programsStarted,
  readTree,
  type SourceTree,
  startedBehind,
} from '../../src/toolchain.ts';

const lexis = {
  tokens:
    /(?<comment>^=begin[\s\S]*?^=end|(?:^|(?<=\s))#(?!\{)[^\n]*)|"(?<text>(?:[^"\\\n]|\\.)*)"|'(?<raw>(?:[^'\\\n]|\\.)*)'/gm,
};
const skip = list('spec test tests features node_modules tmp log doc docs coverage bundle public assets');

const quoted = /(?<![:\w])`([^`\n]*)`|%x[([{|]([^)\]}|\n]*)/g;
const functions =
  '(?:(?<![.\\w@:$])(?:system|exec|spawn)(?![\\w?!=:])|\\b(?:Kernel|Process)\\.(?:system|exec|spawn)\\b|\\bOpen3\\.\\w+|\\bIO\\.popen|\\bPTY\\.spawn|\\bCommandLine\\.new)';
/** Not an assignment to a name like that of a function, nor an operand. */
const call = '(?:\\s*\\(\\s*|[ \\t]+(?![=&|?:,.)\\]}<>+%-]|(?:if|unless|do|and|or|then)\\b))';
/** Variables for the command, and the bracket of a list, may stand before it. */
const before = '(?:(?:\\{[^}]*\\}|[a-z_]\\w*),\\s*)?\\[?';
/** In code, whose strings are empty; without the string, what is started is not known. */
const inCode = new RegExp(`${functions}${call}${before}("")?`, 'g');
const inText = new RegExp(`${functions}${call}${before}(?:"([^"\\n]*)"|'([^'\\n]*)')`, 'g');

/** A command with its arguments, up to the end of the list, a setting, or what the outcome is for. */
const inWords = new RegExp(
  `${functions}${call}${before}(?:"([^"\\n]*)"|'([^'\\n]*)')((?:\\s*,(?!\\s*(?:\\w+:\\s|:\\w+\\s*=>|\\*\\*))\\s*(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s,)\\]"'][^,)\\]\\n"']*))*)`,
  'g',
);

export interface RubySources {
  readonly program: SourceTree;
  /** Markup with Ruby in it, in which text cannot be told from code: what it certainly starts counts. */
  readonly templates: SourceTree | undefined;
}

export function sourcesIn(files: Files, folder: string): RubySources | undefined {
  if (folder === '' || folder === '/') return undefined;
  const program = readTree(files, folder, { endings: list('.rb .ru .gemspec'), lexis, skip });
  const templates = readTree(files, folder, { endings: list('.erb .haml .slim'), lexis, skip });
  return program === undefined ? undefined : { program, templates };
}

function words(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match.slice(1).find((one) => one !== undefined) ?? []);
}

export function startedBy({ program, templates }: RubySources): Need[] {
  const shell = words(program.code, quoted);
  const known = [
    ...shell,
    ...words(program.plain, inText),
    ...(templates === undefined ? [] : [...words(templates.plain, quoted), ...words(templates.plain, inText)]),
  ];
  const behind = [...program.plain.matchAll(inWords)].map(([, one, other, rest]) =>
    startedBehind(one ?? other ?? '', rest),
  );
  const isUnknown =
    behind.includes('unknown') ||
    shell.some((command) => /^\s*(?:#\{|$)/.test(command)) ||
    [...program.code.matchAll(inCode)].some(([, literal]) => literal === undefined) ||
    words(program.plain, inText).some((command) => /^\s*(?:#\{|$)/.test(command));
  return [
    ...programsStarted(
      [...known, ...behind.flatMap((one) => (one === 'unknown' ? [] : (one ?? [])))],
      (name) => `the sources start \`${name}\``,
    ),
    ...(isUnknown ? [{ kind: 'image', because: 'the sources start programs whose names are not known' } as const] : []),
  ];
}

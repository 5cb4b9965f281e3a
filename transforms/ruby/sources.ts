// What the sources of a Ruby program start: commands in backquotes and in `%x`, and what is handed to functions that run one.
// Sources: the documentation of Kernel, Process, Open3 and IO; terrapin.

import {
  type Call,
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
/** `extconf.rb` runs where an extension is built. */
const skip = list('spec test tests features node_modules tmp log doc docs coverage bundle public assets extconf.rb');

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

/** Libraries by names, with the gem ffi and with Fiddle. */
const opens = /\b(?:ffi_lib|dlload)\b|\bFiddle(?:\.dlopen|::Handle)\b/;
const requires = (name: string) => new RegExp(`\\brequire[\\s(]+["']${name}["']`);
const configures = /\b(?:create_makefile|(?:have|find)_(?:library|func|header|type|const)|try_\w+)\b/;

function loadedBy({ plain, code }: SourceTree): Need[] {
  const finds = requires('mkmf').test(plain);
  return [
    ...(opens.test(code)
      ? [{ kind: 'image', because: 'the sources load shared libraries by name' } as const]
      : finds
        ? [{ kind: 'image', because: 'the sources look for programs with `mkmf`' } as const]
        : []),
    ...(requires('inline').test(plain) ||
    /\binline\s*(?:\([^)\n]*\)\s*)?do\b/.test(code) ||
    (finds && configures.test(code))
      ? [{ kind: 'compiler', because: 'the sources call a compiler when they run' } as const]
      : []),
  ];
}

/** Bundler evaluates the specifications of gems in the project whenever it starts. `folders` are absolute; with a full image, those that are not seen are taken to run Git, as most do. */
export function startedBySpecifications(image: Pick<Call, 'has'>, files: Files, folders: readonly string[]): Need[] {
  return folders.flatMap((folder): readonly Need[] => {
    const program = folder === '/' ? undefined : readTree(files, folder, { endings: ['.gemspec'], lexis, skip });
    if (program !== undefined) return startedBy(image, { program, templates: undefined });
    return image.has('git') === true
      ? [{ kind: 'program', name: 'git', because: `the specification of the gem in \`${folder}\` was not seen` }]
      : [];
  });
}

export function startedBy(image: Pick<Call, 'has'>, { program, templates }: RubySources): Need[] {
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
    ...programsStarted(image, {
      commands: [...known, ...behind.flatMap((one) => (one === 'unknown' ? [] : (one ?? [])))],
    }),
    ...loadedBy(program),
    ...(isUnknown ? [{ kind: 'image', because: 'the sources start programs whose names are not known' } as const] : []),
  ];
}

// Scripts that complete commands, options, their choices and paths in a shell. They are made from the same tables as the command line
// itself, and start nothing when they complete.

import type { Command } from './command.ts';
import type { SHELLS } from './options/completion.ts';

export type Shell = (typeof SHELLS)[number];

/** A command with what can follow it. */
interface Line {
  /** Empty for the program itself. */
  readonly path: readonly string[];
  readonly options: readonly Option[];
  readonly commands: readonly Command[];
  /** What its words are, where they are no paths. */
  readonly words: readonly string[];
}

interface Option {
  /** `--write`, `-w`. */
  readonly names: readonly string[];
  readonly says: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

const everywhere: Option = { names: ['--help', '-h'], says: 'show help', takesValue: false, choices: [] };
const version: Option = { names: ['--version'], says: 'show the version', takesValue: false, choices: [] };

export function completionScript(shell: Shell, commands: readonly Command[]): string {
  const main = commands.find(({ name }) => name === undefined);
  const named = commands.filter(({ name }) => name !== undefined);
  const lines = [
    { path: [], options: [...optionsOf(main), version, everywhere], commands: named, words: [] },
    ...named.flatMap((one) => linesOf(one, [])),
  ];
  return scripts[shell](lines);
}

function linesOf(command: Command, above: readonly string[]): readonly Line[] {
  const { name = '', commands = [], words = [] } = command;
  const path = [...above, name];
  const own = { path, options: [...optionsOf(command), everywhere], commands, words };
  return [own, ...commands.flatMap((one) => linesOf(one, path))];
}

function optionsOf(command: Command | undefined): readonly Option[] {
  return Object.entries(command?.options ?? {}).map(([name, { alias, choices, describe, type }]) => ({
    names: [name, ...[alias ?? []].flat()].map((one) => (one.length === 1 ? `-${one}` : `--${one}`)),
    says: describe ?? '',
    takesValue: type !== 'boolean',
    choices: (choices ?? []).map(String),
  }));
}

const namesOf = (commands: readonly Command[]) => commands.map(({ name = '' }) => name);

/** A word in single quotes, as bash and zsh read them. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Shell code that finds the command of a line: the words that follow each other down the tree of commands. */
function commandOf(lines: readonly Line[]): string {
  return lines
    .filter(({ path }) => path.length > 0)
    .map(
      ({ path }) =>
        `      ${quoted(`${path.slice(0, -1).join(' ')}|${path.at(-1)}`)}) command=${quoted(path.join(' '))} ;;`,
    )
    .join('\n');
}

const scripts: Readonly<Record<Shell, (lines: readonly Line[]) => string>> = { bash, zsh, fish };

function bash(lines: readonly Line[]): string {
  const values = lines.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ names, choices }) => {
        const places = names.map((name) => quoted(`${path.join(' ')}|${name}`)).join(' | ');
        return `    ${places}) words=${quoted(choices.join(' '))} files=${choices.length === 0 ? 1 : ''} ;;`;
      }),
  );
  const others = lines.map(({ path, options, commands, words }) => {
    const flags = options.flatMap(({ names }) => names);
    return `        ${quoted(path.join(' '))})
          flags=${quoted(flags.join(' '))}
          words=${quoted([...namesOf(commands), ...words].join(' '))} files=${words.length === 0 ? 1 : ''} ;;`;
  });
  return `# Completes multistage in bash: source <(multistage completion bash)
_multistage() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}"
  local command= flags= words= files= index
  # Bash takes --format=json for three words.
  if [[ $word == = ]]; then word=
  elif [[ $before == = ]]; then before="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$command|\${COMP_WORDS[index]}" in
${commandOf(lines)}
    esac
  done
  case "$command|$before" in
${values.join('\n')}
    *)
      case "$command" in
${others.join('\n')}
      esac
      if [[ $word == -* ]]; then words=$flags files=; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  local IFS=$'\\n'
  if [[ -n $files ]]; then COMPREPLY+=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _multistage multistage
`;
}

function zsh(lines: readonly Line[]): string {
  /** In a description brackets and colons end it. */
  const plain = (text: string) => text.replace(/[[\]:\\]/g, '\\$&');
  const cases = lines.map(({ path, options, commands, words }) => {
    const specs = options.flatMap(({ names, says, takesValue, choices }) =>
      names.map((name) => {
        const value = !takesValue ? '' : choices.length === 0 ? ':value:_files' : `:value:(${choices.join(' ')})`;
        return quoted(`${takesValue && name.startsWith('--') ? `${name}=` : name}[${plain(says)}]${value}`);
      }),
    );
    const rest = words.length > 0 ? [quoted(`*:word:(${words.join(' ')})`)] : [quoted('*: :_multistage_words')];
    const shown = commands.map(({ name = '', summary }) => quoted(`${name}:${plain(summary)}`));
    return `    ${quoted(path.join(' '))})
      commands=(${shown.join(' ')})
      _arguments -S ${[...specs, ...rest].join(' ')} ;;`;
  });
  return `#compdef multistage
# Completes multistage in zsh: source <(multistage completion zsh), or this text as the file _multistage in a folder of $fpath.
_multistage() {
  local command= word
  local -a commands
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$command|$word" in
${commandOf(lines)}
    esac
  done
  case "$command" in
${cases.join('\n')}
  esac
}
_multistage_words() {
  (( $#commands )) && _describe command commands
  _files
}
if [[ "\${funcstack[1]}" == _multistage ]]; then _multistage "$@"; else compdef _multistage multistage; fi
`;
}

function fish(lines: readonly Line[]): string {
  const inQuotes = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const rows = lines.flatMap(({ path, options, commands, words }) => {
    const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
    const below = commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${namesOf(commands).join(' ')}`];
    const when = [...seen, ...below].join('; and ');
    const line = `complete -c multistage${when === '' ? '' : ` -n ${inQuotes(when)}`}`;
    return [
      ...commands.map(({ name = '', summary }) => `${line} -a ${inQuotes(name)} -d ${inQuotes(summary)}`),
      ...(words.length === 0 ? [] : [`${line} -f -a ${inQuotes(words.join(' '))}`]),
      ...options.map(({ names, says, takesValue, choices }) => {
        const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
        const value = !takesValue ? '' : choices.length === 0 ? ' -r' : ` -x -a ${inQuotes(choices.join(' '))}`;
        return `${line} ${flags.join(' ')}${value} -d ${inQuotes(says)}`;
      }),
    ];
  });
  return `# Completes multistage in fish: multistage completion fish | source\n${rows.join('\n')}\n`;
}

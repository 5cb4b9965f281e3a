// What a command of the command line says of itself, and how yargs is told. The only file that knows yargs.

import yargs, { type Argv, type InferredOptionTypes, type Options } from 'yargs';
import { version } from './version.ts';

type Table = Record<string, Options>;

/** The options under their own names, and all words that are not options under `_`: for a command of its own name, that name is the first. */
type Given<O extends Table> = InferredOptionTypes<O> & { readonly _: readonly (string | number)[] };

export interface Command<O extends Table = Table> {
  /** Undefined for what runs when no command is named. */
  readonly name?: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly usage?: string;
  readonly options: O;
  /** What its words can be, where they are no paths. */
  readonly words?: readonly string[];
  readonly examples?: readonly (readonly [line: string, says: string])[];
  readonly epilogue?: string;
  /** Commands below this one, as in `migrate status`. */
  readonly commands?: readonly Command[];
  /** Throws an Error with a sentence where options contradict each other. */
  check?(given: Given<O>): void | Promise<void>;
  /** Answers with the exit code. What it needs is loaded here, so that no other command waits for it. */
  run(given: Given<O>): Promise<number>;
}

/** Keeps the types of the options together with what reads them. */
export function command<const O extends Table>(definition: Command<O>): Command {
  return definition as unknown as Command;
}

/** The words that are not options. A word behind `--` is one, and so is a lone `-`. */
export function wordsOf({ _: words }: { readonly _: readonly (string | number)[] }): readonly string[] {
  return words.map(String);
}

/** The paths of a command that has a name. */
export function pathsOf(given: { readonly _: readonly (string | number)[] }): readonly string[] {
  return wordsOf(given).slice(1);
}

/** Options that take one value come as a list when they are repeated. */
export function refuseRepeated(given: object, names: readonly string[]): void {
  const values = new Map(Object.entries(given));
  const twice = names.find((name) => Array.isArray(values.get(name)));
  if (twice !== undefined) throw new Error(`--${twice} is given twice.`);
}

/** The yargs definition, without the program's arguments. Handlers answer with the exit code through `exit`. */
export function parserFor(commands: readonly Command[], exit: (code: number) => void): Argv {
  const parser = yargs().scriptName('multistage').locale('en').parserConfiguration({
    'parse-numbers': false,
    'parse-positional-numbers': false,
    'boolean-negation': false,
    'dot-notation': false,
  });
  const main = commands.find(({ name }) => name === undefined);
  if (main?.usage !== undefined) parser.usage(main.usage);
  return added(parser, commands, exit).strictOptions().version(version).help().alias('help', 'h').wrap(100);
}

function added(parser: Argv, commands: readonly Command[], exit: (code: number) => void): Argv {
  for (const one of commands) {
    // Not `$0 [paths..]`: yargs parses positionals a second time, and then takes `-` and what follows `--` for nothing.
    const build = (line: Argv) => described(line, one, exit);
    const handle = async (given: Given<Table>) => exit(await one.run(given));
    if (one.name === undefined) parser.command('$0', false, build, handle);
    else parser.command(one.name, one.summary, build, handle);
  }
  return parser;
}

function described(line: Argv, one: Command, exit: (code: number) => void): Argv {
  if (one.name !== undefined && one.usage !== undefined) line.usage(one.usage);
  // Commands below it have options of their own, and would else take these as well.
  for (const [name, option] of Object.entries(one.options)) line.option(name, { ...option, global: false });
  for (const [example, says] of one.examples ?? []) line.example(example, says);
  if (one.epilogue !== undefined) line.epilogue(one.epilogue);
  if (one.check !== undefined) {
    line.check(async (given) => {
      await one.check?.(given as Given<Table>);
      return true;
      // Not for the commands below it, which have options of their own.
    }, false);
  }
  return added(line, one.commands ?? [], exit);
}

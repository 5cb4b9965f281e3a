// `multistage [paths..]`: its options and help.

import { command, refuseRepeated, wordsOf } from '../command.ts';
import { type ConversionOptions, conversionOptions, conversionOptionsOf, refuseEmpty } from './conversion.ts';

const FORMATS = ['diff', 'text', 'json', 'sarif', 'rdjson', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

export interface Options extends ConversionOptions {
  /** As given; `-` for standard input. */
  readonly paths: readonly string[];
  readonly write: boolean;
  /** Only what builds and behaves the same is written. */
  readonly verify: boolean;
  readonly backup: boolean;
  readonly check: boolean;
  readonly explain: boolean;
  readonly neighbours: boolean;
  /** Undefined when none was asked for: what is printed then depends on the rest. */
  readonly format: Format | undefined;
}

export const convertCommand = command({
  summary: 'convert, and print a diff',
  usage: `$0 [paths..]

Turns single-stage Dockerfiles into multi-stage ones. Prints a diff and writes nothing, unless asked to.
Paths are files, folders that are searched for Dockerfiles, globs, or - for standard input; by default the current folder.`,
  options: {
    write: { alias: 'w', type: 'boolean', default: false, describe: 'write the files in place' },
    interactive: {
      alias: 'i',
      type: 'boolean',
      default: false,
      describe: 'show one conversion after the other, and write those that you accept',
    },
    verify: {
      type: 'boolean',
      default: false,
      describe: 'with --write: build and run both, and write only what is the same',
    },
    backup: { type: 'boolean', default: false, describe: 'with --write or -i: keep the original as <file>.orig' },
    check: { alias: 'c', type: 'boolean', default: false, describe: 'exit with 1 if anything would be converted' },
    explain: { type: 'boolean', default: false, describe: 'say why, instruction by instruction' },
    neighbours: {
      type: 'boolean',
      default: false,
      describe: 'change files that use the Dockerfile for development as well: they get the build stage',
    },
    'print-config': {
      type: 'boolean',
      default: false,
      describe: 'print what holds for a path, and which file says so, and convert nothing',
    },
    format: {
      choices: FORMATS,
      requiresArg: true,
      describe: 'what to print (default: diff; text with --write or --explain; the converted text for -)',
    },
    ...conversionOptions,
  },
  examples: [
    ['$0', 'a diff for every Dockerfile below the current folder'],
    ['$0 Dockerfile --explain', 'why this base, why this place, what stays behind'],
    ['$0 --write --backup services/', 'convert in place, keep the originals'],
    ['$0 --interactive', 'look at each, and accept, skip or edit it'],
    ['$0 . | git apply', 'take the printed diff'],
    ['cat Dockerfile | $0 -', 'the converted text'],
    ['$0 --check .', 'for continuous integration'],
    ['$0 --print-config services/board/Dockerfile', 'which settings hold there, and why'],
  ],
  epilogue: `Exit codes: 0 done or nothing to do, 1 --check found something to convert, 2 something you have to mend.
A refusal is not an error: the file is left as it is, and the reason is on standard error.`,

  check(given) {
    const paths = wordsOf(given);
    refuseRepeated(given, ['format', ...Object.keys(conversionOptions)]);
    if (given.verify && !given.write)
      throw new Error('--verify goes with --write; without it, there is multistage verify.');
    if (given.backup && !given.write && !given.interactive)
      throw new Error('--backup goes with --write or --interactive.');
    if (given.interactive) checkInteractive(given, paths);
    if (given.check && given.write) throw new Error('--check writes nothing, so it does not go with --write.');
    if (paths.includes('-') && paths.length > 1) throw new Error('- is standard input and has to be the only path.');
    if (paths.includes('-') && given.write) throw new Error('--write needs a file, and - is standard input.');
    if (paths.includes('-') && given.neighbours) throw new Error('--neighbours needs a file, and - is standard input.');
    refuseEmpty(given.context, paths);
  },

  async run(given) {
    if (given['print-config']) {
      const { printConfig } = await import('../commands/print-config.ts');
      return printConfig(wordsOf(given), conversionOptionsOf(given));
    }
    const { write, verify, backup, check, explain, neighbours, format } = given;
    const options = { write, verify, backup, check, explain, neighbours, format, ...conversionOptionsOf(given) };
    const asked = { paths: wordsOf(given), ...options };
    if (given.interactive) return (await import('../commands/review.ts')).reviewPaths(asked);
    return (await import('../commands/convert.ts')).convertPaths(asked);
  },
});

/** What goes with a dialogue, and where there can be one. */
function checkInteractive(
  given: Readonly<Record<'write' | 'check' | 'explain' | 'format', unknown>>,
  paths: readonly string[],
): void {
  if (given.write) throw new Error('--interactive writes what you accept, so it does not go with --write.');
  if (given.check) throw new Error('--check writes nothing, so it does not go with --interactive.');
  if (given.explain) throw new Error('--interactive explains at the key x, so it does not go with --explain.');
  if (given.format !== undefined) throw new Error('--interactive shows diffs, so it does not go with --format.');
  if (paths.includes('-')) throw new Error('--interactive needs files, and - is standard input.');
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== 'dumb';
  if (!isTerminal) throw new Error('--interactive needs a terminal, for keys as well as for what it shows.');
}

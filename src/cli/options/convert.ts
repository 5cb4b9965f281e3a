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
    verify: {
      type: 'boolean',
      default: false,
      describe: 'with --write: build and run both, and write only what is the same',
    },
    backup: { type: 'boolean', default: false, describe: 'with --write: keep the original as <file>.orig' },
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
    if (given.backup && !given.write) throw new Error('--backup goes with --write.');
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
    const { convertPaths } = await import('../commands/convert.ts');
    const { write, verify, backup, check, explain, neighbours, format } = given;
    const options = { write, verify, backup, check, explain, neighbours, format, ...conversionOptionsOf(given) };
    return convertPaths({ paths: wordsOf(given), ...options });
  },
});

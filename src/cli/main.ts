// The command line: the commands there are, and what happens to errors. Loads nothing of the engine until a command runs.

import { type Command, parserFor } from './command.ts';
import { completionCommand } from './options/completion.ts';
import { convertCommand } from './options/convert.ts';
import { explainCommand } from './options/explain.ts';
import { mcpCommand } from './options/mcp.ts';
import { mergeReportsCommand } from './options/merge-reports.ts';
import { migrateCommand } from './options/migrate.ts';
import { suggestCommand } from './options/suggest.ts';
import { toolchainsCommand } from './options/toolchains.ts';
import { verifyCommand } from './options/verify.ts';

export const commands: readonly Command[] = [
  convertCommand,
  explainCommand,
  verifyCommand,
  migrateCommand,
  mergeReportsCommand,
  suggestCommand,
  mcpCommand,
  toolchainsCommand,
  completionCommand(() => commands),
];

/** Handlers answer with the exit code through `exit`. */
export function commandLine(exit: (code: number) => void) {
  return parserFor(commands, exit);
}

/** Sets the exit code and never throws. */
export async function run(words: readonly string[]): Promise<void> {
  // The reader of a pipe may leave early (`| head`): that is no error of ours, and nobody is left to tell.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      if (stream === process.stdout)
        process.stderr.write(`multistage: what was to be printed is not whole: ${error.message}.\n`);
      process.exit(2);
    });
  }
  try {
    await commandLine((code) => {
      process.exitCode = code;
    })
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message);
      })
      .parseAsync([...words]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`multistage: ${message}\nSee multistage --help.\n`);
    process.exitCode = 2;
  }
}

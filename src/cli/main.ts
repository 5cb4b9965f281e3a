// The command line: the commands there are, and what happens to errors. Loads nothing of the engine until a command runs.

import { existsSync } from 'node:fs';
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
    await refuseMistyped(words[0]);
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
    process.stderr.write(`multistage: ${await withOptionMeant(message, words[0])}\nSee multistage --help.\n`);
    process.exitCode = 2;
  }
}

/** A first word that is nearly a command, and no path, would else be a path that does not exist. */
async function refuseMistyped(word: string | undefined): Promise<void> {
  const names = commands.flatMap(({ name = [] }) => name);
  if (word === undefined || !/^[a-z-]+$/.test(word) || word.startsWith('-') || names.includes(word)) return;
  if (existsSync(word)) return;
  const { meant } = await import('../settings/meant.ts');
  const name = meant(word, names);
  if (name !== undefined) throw new Error(`There is no file \`${word}\`; did you mean the command \`${name}\`?`);
}

async function withOptionMeant(message: string, word: string | undefined): Promise<string> {
  const unknown = /^Unknown arguments?: ([^\s,]+)/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const asked = commands.find(({ name }) => name === word) ?? commands.find(({ name }) => name === undefined);
  const tables = asked === undefined ? [] : [asked, ...(asked.commands ?? [])];
  const { meant } = await import('../settings/meant.ts');
  const name = meant(
    unknown,
    tables.flatMap(({ options }) => Object.keys(options)),
  );
  return name === undefined ? message : `${message}; did you mean --${name}?`;
}

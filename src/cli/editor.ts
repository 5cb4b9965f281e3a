// Lets a person change a text in the editor of their choice. The text is in a file of a folder of its own, which is removed whatever happens.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from './failures.ts';
import { readDockerfile } from './read.ts';

/** The text as the person leaves it, or in a clause why there is none. */
export async function editText(text: string, signal: AbortSignal): Promise<{ readonly text: string } | string> {
  const folder = mkdtempSync(join(tmpdir(), 'multistage-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // When the terminal goes away, the process ends at the next word that it prints.
  process.once('exit', remove);
  try {
    const file = join(folder, 'Dockerfile');
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    const problem = await edit(file, signal);
    if (problem !== undefined) return problem;
    const reading = readDockerfile(file, file);
    return 'kind' in reading
      ? reading.diagnostics.map(({ message }) => message.replace(/\.$/, '')).join('; ')
      : { text: reading.text };
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/** Words of the user's own settings; nothing of a Dockerfile reaches a shell, and neither does its name. */
function commandFor(file: string): readonly [program: string, words: readonly string[], shell: boolean] {
  const { VISUAL, EDITOR } = process.env;
  const windows = process.platform === 'win32';
  const editor = [VISUAL, EDITOR].find((one) => one !== undefined && one.trim() !== '') ?? (windows ? 'notepad' : 'vi');
  if (/^[\w./:+-]+$/.test(editor)) return [editor, [file], false];
  // With options, as in `code --wait`: a shell takes it apart, as git has it done.
  return windows ? [editor, [`"${file}"`], true] : ['sh', ['-c', `${editor} "$@"`, editor, file], false];
}

/** In a clause why the editor did not end well. */
function edit(file: string, signal: AbortSignal): Promise<string | undefined> {
  const [program, words, shell] = commandFor(file);
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: 'inherit', shell, signal });
    child.on('error', (error) => resolve(`the editor could not be started: ${reasonOf(error)}`));
    child.on('close', (code, killed) =>
      resolve(code === 0 ? undefined : `the editor ended with ${killed === null ? `exit code ${code}` : killed}`),
    );
  });
}

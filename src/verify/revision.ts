// Another revision of a repository as a folder, beside the working tree and without touching it. Speaks to git alone.

import { realpathSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Ended, execute } from '../processes.ts';

export interface Revision {
  /** Where a path of the working tree lies in the revision's folder. */
  locate(path: string): string;
}

/**
 * Writes the files of `name` into a new folder of `scratch`. Gives what git says, in one line, when there is no such revision, or no
 * repository around `folder`.
 */
export async function checkOut(
  name: string,
  folder: string,
  scratch: string,
  signal: AbortSignal,
): Promise<Revision | string> {
  const git = (words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    execute('git', words, { folder, environment, signal, timeout: 300 });
  const top = await git(['rev-parse', '--show-toplevel']);
  if (top.code !== 0) return reason(top);
  const root = top.stdout.trim();
  const commit = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  if (commit.code !== 0) return `there is no revision ${name}`;
  const target = await mkdtemp(join(scratch, 'revision-'));
  // An index of its own: the author's stays as it is.
  const index = { GIT_INDEX_FILE: `${target}.index` };
  const steps = [
    ['read-tree', commit.stdout.trim()],
    ['-C', root, 'checkout-index', '--all', '--quiet', `--prefix=${target}/`],
  ];
  for (const words of steps) {
    const step = await git(words, index);
    if (step.code !== 0) return reason(step);
  }
  signal.throwIfAborted();
  return { locate: (path) => join(target, relative(root, realpathSync(path))) };
}

function reason({ stderr }: Ended): string {
  return (stderr.trim().split('\n')[0] || 'git is not there').replace(/^fatal: /, '');
}

// A commit on a branch of its own, made in the object store: neither the work tree nor the index nor HEAD has a part in it.

import { GitError, git } from './git.ts';
import { bytesOf } from './tree.ts';

/** A file as it shall be. */
export interface Change {
  readonly path: string;
  readonly mode: string;
  readonly text: string;
}

export interface NewCommit {
  readonly branch: string;
  /** What it is made on: the full hash. */
  readonly base: string;
  readonly message: string;
  readonly changes: readonly Change[];
}

/**
 * Gives the full hash. The branch is made, whole or not at all; git refuses where another has made it meanwhile. Rejects with a GitError, also
 * where git does not know who the user is.
 */
export async function commitOnBranch(folder: string, { branch, base, message, changes }: NewCommit): Promise<string> {
  const [author, committer] = await Promise.all([
    git(folder, ['var', 'GIT_AUTHOR_IDENT']),
    git(folder, ['var', 'GIT_COMMITTER_IDENT']),
  ]);
  const parts = [
    // Git takes a stream without a `done` at its end for one that broke off, and writes nothing of it.
    `feature done\ncommit refs/heads/${branch}\nmark :1\nauthor ${author.trim()}\ncommitter ${committer.trim()}\n`,
    data(message),
    `from ${base}\n`,
    ...changes.flatMap(({ path, mode, text }) => [`M ${mode} inline ${quoted(path)}\n`, data(text)]),
    'get-mark :1\ndone\n',
  ];
  const stdout = await git(folder, ['fast-import', '--quiet', '--date-format=raw'], { input: parts.join('') });
  const commit = /^[0-9a-f]{40,64}$/m.exec(stdout)?.[0];
  if (commit === undefined) throw new GitError('git fast-import named no commit');
  return commit;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** Whether a commit does these changes to its parent, and nothing else. */
export async function isSame(folder: string, commit: string, changes: readonly Change[]): Promise<boolean> {
  const parents = (await git(folder, ['rev-list', '--parents', '--max-count=1', commit])).trim().split(' ').slice(1);
  if (parents.length !== 1) return false;
  const lines = (await git(folder, ['diff-tree', '-r', '-z', '--no-renames', `${parents[0]}`, commit])).split('\0');
  // `:100644 100644 <before> <after> M`, and the path by itself.
  const after = new Map<string, { readonly mode: string | undefined; readonly object: string }>();
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const [, mode, , object = ''] = (lines[index] ?? '').split(' ');
    after.set(lines[index + 1] ?? '', { mode, object });
  }
  if (after.size !== changes.length || changes.some(({ path, mode }) => after.get(path)?.mode !== mode)) return false;
  const bytes = await bytesOf(
    folder,
    changes.map(({ path }) => after.get(path)?.object ?? ''),
  );
  return changes.every(({ text }, index) => bytes[index]?.equals(Buffer.from(text)) === true);
}

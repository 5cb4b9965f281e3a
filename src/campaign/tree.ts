// What git says of one work tree: where it stands, which files its commit has, and their bytes. Writes nothing.

import { askGit, git, gitBytes } from './git.ts';

export interface Standing {
  /** The full hash of what is checked out; undefined in a repository without a commit. */
  readonly commit: string | undefined;
  /** Undefined for a detached head. */
  readonly branch: string | undefined;
  /** A file that git knows was changed, added or removed since the commit. Files that git does not know do not count. */
  readonly changed: boolean;
}

/** Rejects with a GitError where the folder is no work tree of git. */
export async function standingOf(folder: string): Promise<Standing> {
  const words = ['--branch', '--porcelain=v2', '-z', '--untracked-files=no', '--ignore-submodules=dirty'];
  const lines = (await git(folder, ['status', ...words])).split('\0').filter((line) => line !== '');
  const header = (name: string) =>
    lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
  const [commit, branch] = [header('oid'), header('head')];
  return {
    commit: commit === '(initial)' ? undefined : commit,
    branch: branch === '(detached)' ? undefined : branch,
    changed: lines.some((line) => !line.startsWith('# ')),
  };
}

export interface TrackedFile {
  /** `100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule. */
  readonly mode: string;
  readonly object: string;
  /** Relative to the repository, with `/`. */
  readonly path: string;
}

/** All files of a commit. Those whose path is no UTF-8 are left out: it could not be named in anything that is written. */
export async function filesOf(folder: string, commit: string): Promise<readonly TrackedFile[]> {
  const lines = (await git(folder, ['ls-tree', '-r', '-z', '--full-tree', commit])).split('\0');
  return lines.flatMap((line) => {
    const [, mode, object, path] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
    const known = mode !== undefined && object !== undefined && path !== undefined && !path.includes('\uFFFD');
    return known ? [{ mode, object, path }] : [];
  });
}

/** Whether the work tree has all files of the index, and git looks at each of them: there are sparse ones, and files that it was told to pass over. */
export async function isWhole(folder: string): Promise<boolean> {
  const lines = (await git(folder, ['ls-files', '-v', '-z'])).split('\0');
  return lines.every((line) => line === '' || line.startsWith('H '));
}

/** The bytes of objects, in their order; undefined for one that is not there, as in a partial clone without a network. */
export async function bytesOf(folder: string, objects: readonly string[]): Promise<readonly (Buffer | undefined)[]> {
  const input = objects.map((object) => `${object}\n`).join('');
  const answer = await gitBytes(folder, ['cat-file', '--batch'], input);
  let at = 0;
  return objects.map(() => {
    const end = answer.indexOf('\n', at);
    const size = / blob (\d+)$/.exec(answer.toString('latin1', at, end))?.[1];
    const start = end + 1;
    at = size === undefined ? start : start + Number(size) + 1;
    return size === undefined ? undefined : answer.subarray(start, start + Number(size));
  });
}

/** The commit of a branch of this repository; undefined when there is none. */
export async function commitOf(folder: string, branch: string): Promise<string | undefined> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `refs/heads/${branch}^{commit}`];
  const { code, stdout } = await askGit(folder, words);
  return code === 0 ? stdout.trim() : undefined;
}

/** A branch that leaves no room for another: git keeps no `a` beside `a/b`. */
export async function branchInTheWay(folder: string, branch: string): Promise<string | undefined> {
  const [first] = branch.split('/');
  const names = (await git(folder, ['for-each-ref', '--format=%(refname:lstrip=2)', `refs/heads/${first}`])).split(
    '\n',
  );
  return names.find((name) => name !== '' && (branch.startsWith(`${name}/`) || name.startsWith(`${branch}/`)));
}

// The other end of a repository: cloning it, looking what is there, pushing a branch. Never by force.

import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { git } from './git.ts';

const NETWORK = { timeout: 600 } as const;

/** Makes a shallow clone at `folder`, whole or not at all. */
export async function clone(address: string, folder: string, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const half = await mkdtemp(join(dirname(folder), `.${basename(folder).slice(0, 40)}-`));
  const words = ['clone', '--quiet', '--depth=1', '--no-tags', '--single-branch', '--no-recurse-submodules'];
  try {
    await git(half, [...words, '--', address, join(half, 'clone')], { ...NETWORK, signal });
    await rename(join(half, 'clone'), folder);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/** Brings a clone of ours to what its remote has now. */
export async function refresh(folder: string, branch: string, signal?: AbortSignal): Promise<void> {
  const options = { ...NETWORK, signal };
  await git(folder, ['fetch', '--quiet', '--depth=1', '--no-tags', 'origin', `refs/heads/${branch}`], options);
  await git(folder, ['reset', '--quiet', '--hard', 'FETCH_HEAD'], options);
}

export interface Remote {
  /** As git calls it: `origin`. */
  readonly name: string;
  /** Where it pushes to; it may hold credentials. */
  readonly address: string;
  /** What the branch is called there. */
  readonly base: string;
}

/** Where a branch is pushed to: the remote that git would take, else `origin`, else the first. Undefined when there is none. */
export async function remoteOf(folder: string, branch: string): Promise<Remote | undefined> {
  const format = '%(push:remotename)%00%(upstream:remoteref)';
  const stated = await git(folder, ['for-each-ref', `--format=${format}`, `refs/heads/${branch}`]);
  const [push = '', upstream = ''] = stated.trim().split('\0');
  const known = (await git(folder, ['remote'])).split('\n').filter((name) => name !== '');
  const name = known.find((one) => one === push) ?? known.find((one) => one === 'origin') ?? known[0];
  if (name === undefined) return undefined;
  const [address = ''] = (await git(folder, ['remote', 'get-url', '--push', '--', name])).split('\n');
  return { name, address, base: upstream.replace(/^refs\/heads\//, '') || branch };
}

/** The commit that a branch has there; undefined when there is none. */
export async function remoteCommitOf(folder: string, remote: Remote, branch: string): Promise<string | undefined> {
  const line = await git(folder, ['ls-remote', '--quiet', '--', remote.name, `refs/heads/${branch}`], NETWORK);
  return /^([0-9a-f]{40,64})\t/.exec(line)?.[1];
}

/** Fetches the objects of a branch of the remote; no name of this repository changes. */
export async function fetchBranch(folder: string, remote: Remote, branch: string): Promise<void> {
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--refmap='];
  await git(folder, ['fetch', ...quiet, '--', remote.name, `refs/heads/${branch}`], NETWORK);
}

/** Makes the branch there; git refuses when it is there already with another history. */
export async function push(folder: string, remote: Remote, commit: string, branch: string): Promise<void> {
  const alone = ['--quiet', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no'];
  await git(folder, ['push', ...alone, '--', remote.name, `${commit}:refs/heads/${branch}`], NETWORK);
}

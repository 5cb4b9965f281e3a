// One repository of a campaign: looked at, converted, committed on a branch, pushed, proposed. Each step looks first whether it has been
// done, so that a run that broke off anywhere can be made again.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgeError } from '../forges/forge.ts';
import type { FileResult, PullRequestResult, Reason, RepositoryResult } from '../report/campaign.ts';
import { type Change, commitOnBranch, isSame } from './branch.ts';
import type { ChangedText, Job, RepositoryConversion } from './conversion.ts';
import { GitError } from './git.ts';
import * as reasons from './reasons.ts';
import { clone, fetchBranch, push, type Remote, refresh, remoteCommitOf, remoteOf } from './remote.ts';
import type { Source } from './sources.ts';
import { branchInTheWay, bytesOf, commitOf, filesOf, isWhole, standingOf, type TrackedFile } from './tree.ts';

/** What a campaign does with each of its repositories. */
export interface Intent {
  /** The branch that is written. */
  readonly branch: string;
  /** Writes nothing, pushes nothing. */
  readonly dryRun: boolean;
  readonly push: boolean;
  /** Where addresses are cloned to. */
  readonly clones: string;
  /** Clones that are there are brought to what their remotes have. */
  readonly refresh: boolean;
}

export interface Proposal {
  readonly repository: string;
  readonly folder: string;
  readonly remote: Remote;
  readonly branch: string;
  readonly commit: string;
  readonly title: string;
  readonly body: string;
}

export interface Services {
  /** Whether a file of this path is one. */
  isDockerfile(path: string): boolean;
  /** Rejects when the conversion crashed or took too long. */
  convert(job: Job): Promise<RepositoryConversion>;
  /** Opens a pull request, or finds the one that is there. Undefined when none is wanted. */
  readonly propose: ((proposal: Proposal) => Promise<PullRequestResult | null>) | undefined;
  /** Waits until the network has room. */
  network<Result>(action: () => Promise<Result>): Promise<Result>;
  /** Aborted when the user does not want to wait for what is under way. */
  readonly signal: AbortSignal;
}

/** Rejects only when it is aborted. */
export async function migrateRepository(source: Source, intent: Intent, services: Services): Promise<RepositoryResult> {
  let result: RepositoryResult = { ...untouched, repository: source.name };
  const note = (more: Partial<RepositoryResult>) => {
    result = { ...result, ...more };
  };
  try {
    if (source.kind === 'broken') return { ...result, kind: 'failed', reason: source.reason };
    return await withWorkTree(source, intent, services, async (folder) => {
      const left = await migrateWorkTree(folder, source.name, intent, services, note);
      return { ...result, ...left };
    });
  } catch (error) {
    services.signal.throwIfAborted();
    return { ...result, kind: 'failed', reason: reasonOf(error) };
  }
}

const untouched: Omit<RepositoryResult, 'repository'> = {
  kind: 'nothing',
  reason: null,
  branch: null,
  base: null,
  commit: null,
  pushed: false,
  pullRequest: null,
  files: [],
};

class ConversionError extends Error {}

function reasonOf(error: unknown): Reason {
  const clause = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  if (error instanceof ForgeError) return reasons.pullRequestFailed(clause, error.hint ?? null);
  if (error instanceof ConversionError) return reasons.conversionFailed(clause);
  return error instanceof GitError ? reasons.gitFailed(clause) : reasons.brokeOff(clause);
}

async function withWorkTree<Result>(
  source: Exclude<Source, { readonly kind: 'broken' }>,
  intent: Intent,
  { network, signal }: Services,
  action: (folder: string) => Promise<Result>,
): Promise<Result> {
  if (source.kind === 'folder') return action(source.folder);
  const { address } = source;
  const title =
    address
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .at(-1) ?? '';
  const hash = createHash('sha256').update(address).digest('hex').slice(0, 12);
  const folder = join(intent.clones, `${title.replace(/[^\w.-]/g, '_')}-${hash}`);
  try {
    if (!existsSync(folder)) await network(() => clone(address, folder, signal));
    else if (intent.refresh) {
      const { branch } = await standingOf(folder);
      if (branch !== undefined) await network(() => refresh(folder, branch, signal));
    }
    return await action(folder);
  } finally {
    if (intent.dryRun) await rm(folder, { recursive: true, force: true });
  }
}

type Left = Pick<RepositoryResult, 'kind' | 'reason'>;
const skipped = (reason: Reason): Left => ({ kind: 'skipped', reason });

/** A file that could not be read may be one to convert, and is not passed over in silence. */
function nothingIn(files: readonly FileResult[]): Left {
  const broken = files.find(({ kind }) => kind === 'failed');
  if (broken === undefined) return { kind: 'nothing', reason: null };
  return { kind: 'failed', reason: reasons.fileFailed(broken.path, broken.reasons[0]?.message ?? 'it failed.') };
}

/** `note` is told what has been done as soon as it is, for what comes after may fail. */
async function migrateWorkTree(
  folder: string,
  repository: string,
  intent: Intent,
  services: Services,
  note: (more: Partial<RepositoryResult>) => void,
): Promise<Left> {
  const { commit: base, branch: current, changed } = await standingOf(folder);
  const { branch } = intent;
  if (base === undefined) return skipped(reasons.emptyRepository);
  if (current === undefined) return skipped(reasons.detachedHead);
  if (current === branch) return skipped(reasons.onCampaignBranch(branch));
  if (changed) return skipped(reasons.uncommittedChanges);
  const remote = intent.push ? await remoteOf(folder, current) : undefined;
  if (intent.push && remote === undefined) return skipped(reasons.noRemote);

  const files = await filesOf(folder, base);
  const dockerfiles = files.filter(({ mode, path }) => mode.startsWith('100') && services.isDockerfile(path));
  if (dockerfiles.length === 0) return { kind: 'nothing', reason: null };
  if (!(await isWhole(folder))) return skipped(reasons.partOfFiles);
  const conversion = await convert(folder, files, dockerfiles, services);
  note({ files: conversion.files });
  if (conversion.changes.length === 0) return nothingIn(conversion.files);

  const { title, message, body } = conversion;
  const changes = await changesOf(folder, files, conversion.changes);
  const known = await commitOf(folder, branch);
  if (known !== undefined && !(await isSame(folder, known, changes))) return skipped(reasons.branchExists(branch));
  const other = known === undefined ? await branchInTheWay(folder, branch) : undefined;
  if (other !== undefined) return skipped(reasons.branchInTheWay(branch, other));
  if (intent.dryRun) return { kind: 'converted', reason: null };
  let commit = known ?? (await commitOnBranch(folder, { branch, base, message, changes }));
  note({ branch, base: remote?.base ?? current, commit });
  if (remote === undefined) return { kind: 'converted', reason: null };

  const { network, propose } = services;
  const there = await network(() => remoteCommitOf(folder, remote, branch));
  if (there === undefined) await network(() => push(folder, remote, commit, branch));
  else if (there !== commit) {
    await network(() => fetchBranch(folder, remote, branch));
    if (!(await isSame(folder, there, changes))) return skipped(reasons.remoteBranchExists(branch));
    commit = there;
  }
  note({ commit, pushed: true });
  if (propose !== undefined) {
    const proposal = { repository, folder, remote, branch, commit, title, body };
    note({ pullRequest: await network(() => propose(proposal)) });
  }
  return { kind: 'converted', reason: null };
}

async function convert(
  root: string,
  files: readonly TrackedFile[],
  dockerfiles: readonly TrackedFile[],
  services: Services,
): Promise<RepositoryConversion> {
  const bytes = await bytesOf(
    root,
    dockerfiles.map(({ object }) => object),
  );
  const known = dockerfiles.map(({ path }, index) => {
    const content = bytes[index];
    if (content === undefined) throw new GitError(`${path} is not in the object store`);
    return { path, bytes: content };
  });
  try {
    return await services.convert({ root, paths: files.map(({ path }) => path), dockerfiles: known });
  } catch (error) {
    services.signal.throwIfAborted();
    throw new ConversionError(error instanceof Error ? error.message : String(error));
  }
}

const MARK = '\uFEFF';

/** With the modes of the files. A converter sees files of the work tree, where git may have changed line ends; the commit's are what counts. */
async function changesOf(
  folder: string,
  files: readonly TrackedFile[],
  texts: readonly ChangedText[],
): Promise<readonly Change[]> {
  const tracked = new Map(files.map((file) => [file.path, file]));
  const before = await bytesOf(
    folder,
    texts.map(({ path }) => tracked.get(path)?.object ?? ''),
  );
  return texts.map(({ path, before: seen, after }, index) => {
    const text = before[index]?.toString() ?? '';
    const mark = text.startsWith(MARK) ? MARK : '';
    if (text !== mark + seen) throw new GitError(`${path} is another one in the work tree than in the commit`);
    return { path, mode: tracked.get(path)?.mode ?? '100644', text: mark + after };
  });
}

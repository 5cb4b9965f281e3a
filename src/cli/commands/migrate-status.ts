// `multistage migrate status`: what the journal of a campaign says, and what the forges say of its pull requests. Writes nothing.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { campaignFolder, readCampaign } from '../../campaign/folder.ts';
import { openJournal } from '../../campaign/journal.ts';
import { atMost } from '../../campaign/queue.ts';
import { remoteOf } from '../../campaign/remote.ts';
import { isInShard } from '../../campaign/shard.ts';
import type { Source } from '../../campaign/sources.ts';
import type { PullRequestResult, RepositoryResult } from '../../report/campaign.ts';
import {
  type CampaignStatus,
  type PullRequestStatus,
  renderStatus,
  renderStatusJson,
} from '../../report/campaign-status.ts';
import { isColoured, paletteFor } from '../colours.ts';
import { reasonOf } from '../failures.ts';
import { forgeOf } from '../forges.ts';
import type { StatusOptions } from '../options/migrate.ts';

/** Questions at once. */
const NETWORK = 8;

/** Exit code: 0, or 2 when a forge did not answer. Throws an Error with a sentence where there is no campaign. */
export async function showStatus({ campaign: given, format }: StatusOptions): Promise<number> {
  const path = resolve(given);
  const campaign = readCampaign(path);
  if (campaign === undefined) throw new Error(`no campaign was begun in ${given}.`);
  const { settings, sources, finished } = campaign;
  const mine = sources.filter(({ name }) => settings.shard === undefined || isInShard(name, settings.shard));
  const known = new Map(mine.map((source) => [source.name, source]));
  const counts = { converted: 0, nothing: 0, skipped: 0, failed: 0 };
  const left: CampaignStatus['left'][number][] = [];
  const asked: Promise<PullRequestStatus>[] = [];
  const enter = atMost(NETWORK);
  for await (const result of resultsOf(path)) {
    const { repository, kind, reason, pullRequest } = result;
    counts[kind]++;
    if ((kind === 'skipped' || kind === 'failed') && reason !== null) left.push({ repository, kind, reason });
    if (pullRequest !== null) asked.push(enter(() => statusOf(result, pullRequest, known.get(repository))));
  }
  const pullRequests = await Promise.all(asked);
  const status: CampaignStatus = {
    ...{ campaign: given, finished, repositories: mine.length, counts, pullRequests, left },
  };
  const text =
    format === 'json' ? renderStatusJson(status) : renderStatus(status, paletteFor(isColoured(process.stdout)));
  process.stdout.write(text);
  return pullRequests.some(({ state }) => state === 'unknown') ? 2 : 0;
}

async function* resultsOf(path: string): AsyncGenerator<RepositoryResult> {
  const { journal: file } = campaignFolder(path);
  if (!existsSync(file)) return;
  const journal = await openJournal(file, false);
  try {
    yield* journal.results();
  } finally {
    await journal.close();
  }
}

async function statusOf(
  { repository, branch, base }: RepositoryResult,
  { url }: PullRequestResult,
  source: Source | undefined,
): Promise<PullRequestStatus> {
  const unknown = { repository, url, state: 'unknown', conflicts: null } as const;
  try {
    const address = await addressOf(source, base ?? '');
    if (address === undefined || branch === null) return { ...unknown, reason: 'its remote is not there any more' };
    const found = await (await forgeOf(address)).pullRequestOf(branch);
    if (found === undefined) return { ...unknown, reason: 'the forge knows none for the branch' };
    const { state, conflicts = null } = found;
    return { repository, url: found.url, state, conflicts, reason: null };
  } catch (error) {
    return { ...unknown, reason: reasonOf(error) };
  }
}

async function addressOf(source: Source | undefined, base: string): Promise<string | undefined> {
  if (source?.kind === 'remote') return source.address;
  return source?.kind === 'folder' ? (await remoteOf(source.folder, base))?.address : undefined;
}

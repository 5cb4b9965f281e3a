// `multistage migrate [repos..]`: begins or goes on with a campaign, shows how it goes, and reports. What is done with a repository is
// decided in src/campaign/.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCampaign, sourcesLeft } from '../../campaign/campaign.ts';
import { commandOf, proposeByCommand } from '../../campaign/command.ts';
import {
  beginCampaign,
  type Campaign,
  type CampaignFolder,
  campaignFolder,
  readCampaign,
  type Settings,
  writeCampaign,
} from '../../campaign/folder.ts';
import { problemOfGit } from '../../campaign/git.ts';
import { openJournal } from '../../campaign/journal.ts';
import { atMost } from '../../campaign/queue.ts';
import type { Proposal, Services } from '../../campaign/repository.ts';
import { shardOf } from '../../campaign/shard.ts';
import { sourcesOf, wordsOfList } from '../../campaign/sources.ts';
import type { PullRequestResult, RepositoryResult } from '../../report/campaign.ts';
import { printCampaign } from '../campaign-report.ts';
import { forgeOf } from '../forges.ts';
import { lock } from '../lock.ts';
import type { MigrateOptions } from '../options/migrate.ts';
import { paceOf } from '../pace.ts';
import { type Progress, progressOn } from '../progress.ts';
import { readStandardInput } from '../read.ts';
import { isNamedLikeDockerfile } from '../search.ts';
import { exitCodeOf, onSignal } from '../signals.ts';
import { threads } from '../threads.ts';

/** Requests and transfers at once: hosts of repositories count those of all machines together. */
const NETWORK = 4;

/** Exit code: 0 done, 2 a repository failed, 128 and a signal's number when one came. Throws an Error with a sentence for the user. */
export async function migrate(options: MigrateOptions): Promise<number> {
  const problem = await problemOfGit(process.cwd(), options.branch);
  if (problem !== undefined) throw new Error(problem);
  if (options.dryRun) return rehearse(options);
  const path = resolve(options.campaign);
  const known = readCampaign(path);
  if (options.resume && known === undefined) throw new Error(`no campaign was begun in ${options.campaign}.`);
  if (!options.resume && known?.finished === false)
    throw new Error(
      `a campaign in ${options.campaign} is not finished: go on with multistage migrate --resume, or name another folder with --campaign.`,
    );
  const sources = options.resume ? [] : await namedSources(options, path);
  const folder = campaignFolder(path);
  const release = await lock(folder.lock, process.pid);
  if ('holder' in release)
    throw new Error(`process ${release.holder} is at work on this campaign; if it is not, remove ${folder.lock}.`);
  try {
    const campaign = await (options.resume ? resumed(path, options) : begun(folder, options, sources));
    return await carryOut(campaign, folder, options, true);
  } finally {
    await release();
  }
}

async function resumed(path: string, { limit }: MigrateOptions): Promise<Campaign> {
  const campaign = readCampaign(path);
  if (campaign === undefined) throw new Error(`no campaign is in ${path} any more.`);
  const settings = { ...campaign.settings, limit: limit ?? campaign.settings.limit };
  const again = { ...campaign, finished: false, settings };
  await writeCampaign(path, again);
  return again;
}

async function begun(folder: CampaignFolder, options: MigrateOptions, sources: Campaign['sources']): Promise<Campaign> {
  const campaign = campaignOf(options, sources);
  await beginCampaign(folder, campaign);
  return campaign;
}

function campaignOf(options: MigrateOptions, sources: Campaign['sources']): Campaign {
  const { branch, push, pullRequest, prCommand, limit, shard, neighbours, prefer, minConfidence } = options;
  const settings: Settings = {
    ...{ branch, pullRequest, prCommand, limit, neighbours, prefer, minConfidence },
    // A pull request is for a branch that is there.
    push: push || pullRequest || prCommand !== undefined,
    shard: shard === undefined ? undefined : shardOf(shard),
  };
  return { version: 1, finished: false, settings, sources };
}

/** All in a folder that is gone afterwards. */
async function rehearse(options: MigrateOptions): Promise<number> {
  const sources = await namedSources(options, resolve(options.campaign));
  const scratch = mkdtempSync(join(tmpdir(), 'multistage-migrate-'));
  try {
    return await carryOut(campaignOf(options, sources), campaignFolder(scratch), options, false);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function namedSources({ words, from }: MigrateOptions, campaign: string): Promise<Campaign['sources']> {
  const lists: string[] = [];
  if (from !== undefined) lists.push(textOf(from));
  if (words.includes('-')) {
    const reading = await readStandardInput();
    if ('kind' in reading)
      throw new Error(`standard input: ${reading.diagnostics[0]?.message ?? 'it could not be read'}`);
    lists.push(reading.text);
  }
  return sourcesOf([...words.filter((word) => word !== '-'), ...lists.flatMap(wordsOfList)], campaign);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Error(`the list of --from cannot be read: ${path}.`);
  }
}

async function carryOut(
  campaign: Campaign,
  folder: CampaignFolder,
  { jobs = availableParallelism(), format, resume, dryRun }: MigrateOptions,
  durable: boolean,
): Promise<number> {
  const { settings, sources } = campaign;
  const journal = await openJournal(folder.journal, durable);
  const pool = threads(jobs);
  const stopped = new AbortController();
  const aborted = new AbortController();
  const progress = progressOn(process.stderr);
  const letGo = onSignal((signal) => {
    progress.clear();
    if (stopped.signal.aborted) {
      aborted.abort(signal);
      void pool.close();
      return;
    }
    process.stderr.write('\nmultistage: interrupted; finishing what is under way. Once more ends it at once.\n');
    stopped.abort(signal);
  });
  const { prefer, minConfidence, neighbours } = settings;
  const services: Services = {
    isDockerfile: isNamedLikeDockerfile,
    convert: (job) => pool.convert({ ...job, options: { prefer, minConfidence, neighbours } }),
    propose: dryRun ? undefined : proposerOf(settings),
    network: atMost(NETWORK),
    signal: aborted.signal,
  };
  try {
    const left = sourcesLeft(sources, journal, settings.shard);
    await runCampaign(left, {
      intent: { branch: settings.branch, push: settings.push, dryRun, clones: folder.clones, refresh: !resume },
      services,
      journal,
      // Git works on some while threads convert others, and the network keeps more of them waiting.
      atOnce: 2 * jobs + NETWORK,
      limit: settings.limit,
      stopped: stopped.signal,
      onResult: counting(progress, left.length),
    });
    progress.clear();
    if (stopped.signal.aborted) {
      const hint = dryRun ? '' : '; multistage migrate --resume goes on';
      process.stderr.write(`multistage: ${journal.size} of ${sources.length} repositories are done${hint}.\n`);
      return exitCodeOf(stopped.signal.reason);
    }
    const beyond = left.filter(({ name }) => journal.kindOf(name) === undefined).length;
    if (beyond > 0) {
      const hint = dryRun ? '' : '; multistage migrate --resume with a higher --limit goes on';
      process.stderr.write(
        `multistage: the limit of ${settings.limit} is reached, repositories left: ${beyond}${hint}.\n`,
      );
    }
    if (durable) await writeCampaign(folder.path, { ...campaign, finished: true });
    await printCampaign(journal, format);
    return journal.count('failed') > 0 ? 2 : 0;
  } finally {
    letGo();
    progress.clear();
    await pool.close();
    await journal.close();
  }
}

function proposerOf({ pullRequest, prCommand }: Settings): Services['propose'] {
  const command = prCommand === undefined ? undefined : commandOf(prCommand);
  if (command !== undefined) return (proposal) => proposeByCommand(command, proposal);
  return pullRequest ? proposeToForge : undefined;
}

/** Whatever became of a pull request that is there: one that was closed is not opened again. */
async function proposeToForge({ remote, branch, title, body }: Proposal): Promise<PullRequestResult> {
  const forge = await forgeOf(remote.address);
  const found =
    (await forge.pullRequestOf(branch)) ??
    (await forge.openPullRequest({ head: branch, base: remote.base, title, body }));
  return { number: found.number, url: found.url };
}

function counting(progress: Progress, total: number): (result: RepositoryResult) => void {
  const start = performance.now();
  const count = { converted: 0, nothing: 0, skipped: 0, failed: 0 };
  let done = 0;
  return ({ repository, kind, reason }) => {
    count[kind]++;
    done++;
    const pace = paceOf(done, total, (performance.now() - start) / 1000);
    const counts = `${count.converted} converted, ${count.failed} failed`;
    const what = `${repository}: ${kind}${reason === null ? '' : ` (${reason.name})`}`;
    progress.count(done, total, [counts, pace].filter((text) => text !== '').join(', '), what);
  };
}

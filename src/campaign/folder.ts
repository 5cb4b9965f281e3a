// The folder of a campaign: what it was asked to do, its journal, and its clones.

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Preference } from '../images/need.ts';
import type { Confidence } from '../plan/plan.ts';
import type { Shard } from './shard.ts';
import type { Source } from './sources.ts';

/** What a campaign is asked to do, and goes on with after an interruption. */
export interface Settings {
  readonly branch: string;
  readonly push: boolean;
  readonly pullRequest: boolean;
  readonly prCommand: string | undefined;
  /** Of repositories that are converted. */
  readonly limit: number | undefined;
  readonly shard: Shard | undefined;
  readonly neighbours: boolean;
  /** Those of each repository's own configuration where they are undefined. */
  readonly prefer: Preference | undefined;
  readonly minConfidence: Confidence | undefined;
}

export interface Campaign {
  readonly version: 1;
  /** Nothing is left to do, but for what failed or was skipped. */
  readonly finished: boolean;
  readonly settings: Settings;
  readonly sources: readonly Source[];
}

export interface CampaignFolder {
  readonly path: string;
  readonly journal: string;
  readonly clones: string;
  readonly lock: string;
}

/** Makes the folder. Git is told to ignore it, should it lie in a work tree. Throws an Error with a sentence where it cannot be made. */
export function campaignFolder(path: string): CampaignFolder {
  try {
    makeFolder(path);
    if (!existsSync(join(path, '.gitignore'))) writeFileSync(join(path, '.gitignore'), '*\n');
  } catch (error) {
    const { code = 'it failed' } = error as NodeJS.ErrnoException;
    throw new Error(
      `the folder of the campaign, ${path}, cannot be made or written (${code}): name another with --campaign.`,
    );
  }
  return {
    path,
    journal: join(path, 'journal.jsonl'),
    clones: join(path, 'clones'),
    lock: join(path, 'lock'),
  };
}

/** `recursive` of mkdir never ends where the system makes no folders and says that there are none, as in /proc. */
function makeFolder(path: string): void {
  const isThere = () => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!isThere()) throw error;
  }
}

const STATE = 'campaign.json';

/** Undefined where no campaign was begun. Throws an Error with a sentence where the file is not one of ours. */
export function readCampaign(path: string): Campaign | undefined {
  const file = join(path, STATE);
  if (!existsSync(file)) return undefined;
  const campaign = parsed(readFileSync(file, 'utf8'));
  if (campaign?.version !== 1 || !Array.isArray(campaign.sources))
    throw new Error(`${file} is not the file of a campaign that this version knows.`);
  return campaign;
}

function parsed(text: string): Campaign | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** On disk, whole or not at all, when it resolves. */
export async function writeCampaign(path: string, campaign: Campaign): Promise<void> {
  const draft = join(path, `.${STATE}`);
  const file = await open(draft, 'w', 0o644);
  try {
    await file.writeFile(`${JSON.stringify(campaign)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(path, STATE));
}

/** What an earlier campaign of this folder did is forgotten; its clones stay. */
export async function beginCampaign(folder: CampaignFolder, campaign: Campaign): Promise<void> {
  rmSync(folder.journal, { force: true });
  await writeCampaign(folder.path, campaign);
}

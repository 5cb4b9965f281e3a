// How far a campaign is, and what became of its pull requests, as text and as JSON.

import type { Reason, RepositoryResult } from './campaign.ts';
import { asciiControls } from './json.ts';
import { escapeLine, type Palette } from './terminal.ts';

export interface CampaignStatus {
  /** Of the folder. */
  readonly campaign: string;
  readonly finished: boolean;
  /** How many repositories it is about. */
  readonly repositories: number;
  readonly counts: Readonly<Record<RepositoryResult['kind'], number>>;
  readonly pullRequests: readonly PullRequestStatus[];
  /** What was skipped or failed, and why. */
  readonly left: readonly {
    readonly repository: string;
    readonly kind: 'skipped' | 'failed';
    readonly reason: Reason;
  }[];
}

export interface PullRequestStatus {
  readonly repository: string;
  readonly url: string;
  /** `unknown` where the forge did not say. */
  readonly state: 'open' | 'merged' | 'closed' | 'unknown';
  /** Null while nobody knows. */
  readonly conflicts: boolean | null;
  /** Why the forge did not say. */
  readonly reason: string | null;
}

export function renderStatusJson(status: CampaignStatus): string {
  return `${asciiControls(JSON.stringify({ version: 1, ...status }, null, 2))}\n`;
}

/** Counts, and then what asks for the user's attention, a line each. */
export function renderStatus(status: CampaignStatus, palette: Palette): string {
  const { campaign, finished, repositories, counts, pullRequests, left } = status;
  const done = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const kinds = (['converted', 'nothing', 'skipped', 'failed'] as const).map((kind) => `${counts[kind]} ${kind}`);
  const further = finished ? '' : '; multistage migrate --resume goes on';
  return [
    escapeLine(`${campaign}: ${done} of ${repositories} repositories${further}`),
    kinds.join(', '),
    ...(pullRequests.length === 0 ? [] : [`pull requests: ${statesOf(pullRequests)}`]),
    ...pullRequests.flatMap(({ repository, url, state, conflicts, reason }) => {
      const place = escapeLine(`${repository}  ${url}${reason === null ? '' : `: ${reason}`}`);
      if (state === 'unknown') return [`${palette.yellow('unknown')}  ${place}`];
      return state === 'open' && conflicts === true ? [`${palette.red('conflicts')}  ${place}`] : [];
    }),
    ...left.map(({ repository, kind, reason }) => {
      const colour = kind === 'failed' ? palette.red : palette.yellow;
      return `${colour(kind)}  ${escapeLine(`${repository}: ${reason.message}`)}`;
    }),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** `12 open (3 with conflicts), 40 merged`. */
function statesOf(pullRequests: readonly PullRequestStatus[]): string {
  const conflicts = pullRequests.filter((one) => one.state === 'open' && one.conflicts === true).length;
  return (['open', 'merged', 'closed', 'unknown'] as const)
    .map((state) => ({ state, count: pullRequests.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ state, count }) =>
        `${count} ${state}${state === 'open' && conflicts > 0 ? ` (${conflicts} with conflicts)` : ''}`,
    )
    .join(', ');
}

// A campaign → the stable JSON, described by campaign.schema.json beside this file. Fields are added, never changed.

import { type CampaignResults, counter, type Estimate, type Ranking, sumOf, type Totals } from './campaign-totals.ts';
import { asciiControls } from './json.ts';

/** The version of the format. */
export const CAMPAIGN_VERSION = 1;

/** One JSON document, each repository in a line of its own, the summary at the end; with a line end after it. Sizes are in bytes. */
export async function* renderCampaignJson(campaign: CampaignResults): AsyncGenerator<string> {
  const count = counter();
  yield `{"version":${CAMPAIGN_VERSION},"repositories":[`;
  let separator = '\n';
  for await (const result of campaign.results()) {
    count.add(result);
    // Its name first, for those who read the lines.
    const { repository, ...became } = result;
    yield `${separator}${asciiControls(JSON.stringify({ repository, ...became }))}`;
    separator = ',\n';
  }
  yield `\n],"summary":${asciiControls(JSON.stringify(summaryOf(count.totals())))}}\n`;
}

function summaryOf({ repositories, files, pushed, pullRequests, reasons, estimate, toolchains }: Totals): object {
  return {
    repositories: { total: sumOf(repositories), ...repositories },
    files: { total: sumOf(files), ...files },
    pushed,
    pullRequests,
    estimate: estimateOf(estimate),
    reasons: {
      repositories: { skipped: byName(reasons.repositories.skipped), failed: byName(reasons.repositories.failed) },
      files: {
        refused: byName(reasons.files.refused),
        unchanged: byName(reasons.files.unchanged),
        failed: byName(reasons.files.failed),
      },
    },
    toolchains: Object.fromEntries(
      toolchains.map((one) => [one.name, { files: one.files, estimate: estimateOf(one.estimate) }]),
    ),
  };
}

function estimateOf({ files, before, after }: Estimate): object {
  return { files, before, after, saved: before - after };
}

function byName(ranking: Ranking): object {
  return Object.fromEntries(ranking.map(({ name, count }) => [name, count]));
}

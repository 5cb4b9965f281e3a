// Prints what became of a campaign, piece by piece.

import { once } from 'node:events';
import { renderCampaignCounts, renderCampaignText } from '../report/campaign-text.ts';
import { type CampaignResults, counter } from '../report/campaign-totals.ts';
import { isColoured, paletteFor } from './colours.ts';
import type { CampaignFormat } from './options/merge-reports.ts';

/** The report to standard output; what it comes to, where a reader of that would not see it, to standard error. */
export async function printCampaign(campaign: CampaignResults, format: CampaignFormat): Promise<void> {
  let count = counter();
  const counted: CampaignResults = {
    async *results() {
      // A report may read more than once.
      count = counter();
      for await (const result of campaign.results()) {
        count.add(result);
        yield result;
      }
    },
  };
  for await (const chunk of await rendered(counted, format)) {
    // A reader that is slower than we are must not make us hold the report.
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
  }
  if (format !== 'text') process.stderr.write(renderCampaignCounts(count.totals()));
}

async function rendered(campaign: CampaignResults, format: CampaignFormat): Promise<AsyncIterable<string>> {
  switch (format) {
    case 'json':
      return (await import('../report/campaign-json.ts')).renderCampaignJson(campaign);
    case 'html':
      return (await import('../report/campaign-html.ts')).renderCampaignHtml(campaign);
    case 'text':
      return renderCampaignText(campaign, paletteFor(isColoured(process.stdout)));
  }
}

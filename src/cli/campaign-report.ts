// Prints what became of a campaign, piece by piece.

import { once } from 'node:events';
import type { CampaignResults } from '../report/campaign-totals.ts';
import { isColoured, paletteFor } from './colours.ts';

export const CAMPAIGN_FORMATS = ['text', 'json', 'html'] as const;
export type CampaignFormat = (typeof CAMPAIGN_FORMATS)[number];

export async function printCampaign(campaign: CampaignResults, format: CampaignFormat): Promise<void> {
  for await (const chunk of await rendered(campaign, format)) {
    // A reader that is slower than we are must not make us hold the report.
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
  }
}

async function rendered(campaign: CampaignResults, format: CampaignFormat): Promise<AsyncIterable<string>> {
  switch (format) {
    case 'json':
      return (await import('../report/campaign-json.ts')).renderCampaignJson(campaign);
    case 'html':
      return (await import('../report/campaign-html.ts')).renderCampaignHtml(campaign);
    case 'text': {
      const { renderCampaignText } = await import('../report/campaign-text.ts');
      return renderCampaignText(campaign, paletteFor(isColoured(process.stdout)));
    }
  }
}

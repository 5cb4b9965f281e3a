// Prints what became of a campaign, piece by piece: no report is held whole.

import { once } from 'node:events';
import type { CampaignResults } from '../report/campaign-totals.ts';
import { isColoured, paletteFor } from './colours.ts';
import type { CampaignFormat } from './options/migrate.ts';

export async function printCampaign(campaign: CampaignResults, format: CampaignFormat): Promise<void> {
  for await (const piece of await render(campaign, format))
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}

async function render(campaign: CampaignResults, format: CampaignFormat): Promise<AsyncGenerator<string>> {
  if (format === 'json') return (await import('../report/campaign-json.ts')).renderCampaignJson(campaign);
  const { renderCampaignText } = await import('../report/campaign-text.ts');
  return renderCampaignText(campaign, paletteFor(isColoured(process.stdout)));
}

// Prints what became of a campaign.

import type { Journal } from '../campaign/journal.ts';
import { escapeLine } from '../report/terminal.ts';
import type { CampaignFormat } from './options/migrate.ts';

export async function printCampaign(journal: Journal, format: CampaignFormat): Promise<void> {
  for await (const result of journal.results()) {
    if (format === 'json') process.stdout.write(`${JSON.stringify(result)}\n`);
    else if (result.kind !== 'nothing') {
      const why = result.reason === null ? '' : `: ${result.reason.message}`;
      process.stdout.write(`${escapeLine(`${result.repository}: ${result.kind}${why}`)}\n`);
    }
  }
  const kinds = (['converted', 'nothing', 'skipped', 'failed'] as const).map(
    (kind) => `${journal.count(kind)} ${kind}`,
  );
  process.stderr.write(`${journal.size} repositories: ${kinds.join(', ')}\n`);
}

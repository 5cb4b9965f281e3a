// `multistage merge-reports reports..`: its options and help.

import { command, pathsOf, refuseRepeated } from '../command.ts';

/** Of every report on a campaign. */
export const CAMPAIGN_FORMATS = ['text', 'json', 'html'] as const;
export type CampaignFormat = (typeof CAMPAIGN_FORMATS)[number];

export interface MergeOptions {
  readonly paths: readonly string[];
  readonly format: CampaignFormat;
}

export const mergeReportsCommand = command({
  name: 'merge-reports',
  summary: 'make one report of those of several machines',
  usage: `$0 merge-reports reports..

Takes what \`migrate --format json\` printed on each machine, and prints what one machine would have
printed for all of it, as text, JSON or a page to look at.`,
  options: {
    format: { choices: CAMPAIGN_FORMATS, default: 'text', requiresArg: true, describe: 'what to print' },
  },
  examples: [
    ['$0 merge-reports shard-*.json', 'what became of all repositories'],
    ['$0 merge-reports shard-*.json --format html > report.html', 'with charts and each diff'],
  ],
  epilogue: `Exit codes: 0 done, 2 a report cannot be read, or contradicts another.`,

  check(given) {
    refuseRepeated(given, ['format']);
    if (pathsOf(given).length === 0) throw new Error('name the reports: what migrate --format json printed.');
  },

  async run(given) {
    const { mergeReports } = await import('../commands/merge-reports.ts');
    return mergeReports({ paths: pathsOf(given), format: given.format });
  },
});

// `multistage suggest`: its options and help.

import { command, pathsOf, refuseRepeated } from '../command.ts';
import { type ConversionOptions, conversionOptions, conversionOptionsOf } from './conversion.ts';

const FORMATS = ['text', 'json'] as const;

export interface SuggestOptions extends Pick<ConversionOptions, 'prefer' | 'minConfidence'> {
  /** `owner/name` */
  readonly repo: string;
  readonly pr: number;
  readonly dryRun: boolean;
  readonly check: boolean;
  readonly format: (typeof FORMATS)[number];
}

export const suggestCommand = command({
  name: 'suggest',
  summary: 'suggest conversions on a pull request of GitHub',
  usage: `$0 suggest --repo owner/name --pr number

Reads the Dockerfiles that a pull request changes, and posts one review with suggestions; what cannot
be suggested at lines that the pull request shows goes into one comment, with the command that does it.
Run again, it changes its own words where they no longer hold, and says nothing twice.`,
  options: {
    repo: { type: 'string', demandOption: true, requiresArg: true, describe: 'the repository, as owner/name' },
    pr: { type: 'string', demandOption: true, requiresArg: true, describe: 'the number of the pull request' },
    'dry-run': { type: 'boolean', default: false, describe: 'print what would be posted, and post nothing' },
    check: { alias: 'c', type: 'boolean', default: false, describe: 'exit with 1 if anything could be converted' },
    format: { choices: FORMATS, default: 'text', requiresArg: true, describe: 'what to print' },
    prefer: conversionOptions.prefer,
    'min-confidence': conversionOptions['min-confidence'],
  },
  examples: [
    ['$0 suggest --repo acme/shop --pr 7 --dry-run', 'what would be said there'],
    ['$0 suggest --repo acme/shop --pr 7 --check', 'say it, and fail while it holds'],
  ],
  epilogue: `Exit codes: 0 done or nothing to say, 1 --check found something to convert, 2 something you have to mend.
The token is taken from GITHUB_TOKEN or GH_TOKEN, the API's address from GITHUB_API_URL. It needs
contents: read and pull-requests: write. No code of the repository is run, and its configuration is
that of the branch that the pull request is for.`,

  check(given) {
    refuseRepeated(given, ['repo', 'pr', 'format', 'prefer', 'min-confidence']);
    const [word] = pathsOf(given);
    if (word !== undefined) throw new Error(`suggest takes no paths: ${JSON.stringify(word)}.`);
    if (!/^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/.test(given.repo)) throw new Error('--repo needs owner/name.');
    if (!/^[1-9]\d{0,9}$/.test(given.pr)) throw new Error('--pr needs the number of a pull request.');
  },

  async run(given) {
    const { suggest } = await import('../commands/suggest.ts');
    const { repo, check, format } = given;
    const { prefer, minConfidence } = conversionOptionsOf({
      ...given,
      context: undefined,
      config: undefined,
      'no-config': true,
    });
    return suggest({ repo, pr: Number(given.pr), dryRun: given['dry-run'], check, format, prefer, minConfidence });
  },
});

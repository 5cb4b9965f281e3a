// `multistage migrate [repos..]` and `multistage migrate status`: their options and help.

import { shardOf } from '../../campaign/shard.ts';
import { command, pathsOf, refuseRepeated } from '../command.ts';
import { type ConversionOptions, conversionOptions, conversionOptionsOf, refuseEmpty } from './conversion.ts';
import { CAMPAIGN_FORMATS, type CampaignFormat } from './merge-reports.ts';

const STATUS_FORMATS = ['text', 'json'] as const;

const FOLDER = 'multistage-campaign';
const BRANCH = 'multistage/leave-build-tools-out';

export interface MigrateOptions extends Pick<ConversionOptions, 'prefer' | 'minConfidence'> {
  /** Work trees, folders that hold some, addresses; `-` for a list on standard input. */
  readonly words: readonly string[];
  /** A file with a list of such words. */
  readonly from: string | undefined;
  readonly campaign: string;
  readonly resume: boolean;
  readonly dryRun: boolean;
  readonly branch: string;
  readonly push: boolean;
  readonly pullRequest: boolean;
  readonly prCommand: string | undefined;
  readonly limit: number | undefined;
  readonly shard: string | undefined;
  /** Undefined for as many as the machine has cores. */
  readonly jobs: number | undefined;
  readonly neighbours: boolean;
  readonly format: CampaignFormat;
}

export interface StatusOptions {
  readonly campaign: string;
  readonly format: (typeof STATUS_FORMATS)[number];
}

const campaign = {
  type: 'string',
  default: FOLDER,
  requiresArg: true,
  describe: 'the folder of the campaign: its journal, and what it clones',
} as const;

const statusCommand = command({
  name: 'status',
  summary: 'how far a campaign is, and what became of its pull requests',
  usage: `$0 migrate status

Counts what is converted, skipped and failed, and asks the forge which pull requests are open,
merged or closed, and which have conflicts. Writes nothing.`,
  options: {
    campaign,
    format: { choices: STATUS_FORMATS, default: 'text', requiresArg: true, describe: 'what to print' },
  },
  examples: [
    ['$0 migrate status', 'the campaign of the current folder'],
    ['$0 migrate status --format json', 'for a program'],
  ],
  check: (given) => refuseRepeated(given, ['campaign', 'format']),
  async run({ campaign, format }) {
    const { showStatus } = await import('../commands/migrate-status.ts');
    return showStatus({ campaign, format });
  },
});

const converting = { prefer: conversionOptions.prefer, 'min-confidence': conversionOptions['min-confidence'] };

/** What a campaign is begun with, and `--resume` goes on with. */
const BEGUN = [
  ...(['from', 'branch', 'push', 'pull-request', 'pr-command', 'shard', 'neighbours', 'dry-run'] as const),
  ...(Object.keys(converting) as (keyof typeof converting)[]),
];

export const migrateCommand = command({
  name: 'migrate',
  summary: 'convert many repositories, each on a branch of its own',
  usage: `$0 migrate [repos..]

Converts the Dockerfiles of many git repositories. Each conversion becomes a commit on a branch of
its own; work trees, and what is checked out in them, are never touched. Repositories are work
trees, folders in which work trees are searched for, addresses that are cloned, or - for a list of
these on standard input. What is done is kept in a journal: after an interruption, --resume goes on
where it was.`,
  options: {
    from: { type: 'string', requiresArg: true, describe: 'a file with a repository in each line' },
    campaign,
    resume: { type: 'boolean', default: false, describe: 'go on with a campaign; what failed is tried again' },
    'dry-run': { type: 'boolean', default: false, describe: 'write nothing, and report what would be done' },
    branch: {
      type: 'string',
      requiresArg: true,
      describe: `the branch that is written (default: ${BRANCH})`,
    },
    push: { type: 'boolean', default: false, describe: 'push the branches' },
    'pull-request': { type: 'boolean', default: false, describe: 'push, and open pull requests on GitHub and GitLab' },
    'pr-command': {
      type: 'string',
      requiresArg: true,
      describe: 'push, and run this program for each pull request, its text on standard input',
    },
    limit: { type: 'number', requiresArg: true, describe: 'convert so many repositories at most' },
    shard: { type: 'string', requiresArg: true, describe: 'the part of this machine, as in 2/4' },
    jobs: { type: 'number', requiresArg: true, describe: 'how many threads convert (default: one for each core)' },
    neighbours: {
      type: 'boolean',
      default: false,
      describe: 'change files that use a Dockerfile for development as well: they get the build stage',
    },
    format: { choices: CAMPAIGN_FORMATS, default: 'text', requiresArg: true, describe: 'what to print at the end' },
    ...converting,
  },
  commands: [statusCommand],
  examples: [
    ['$0 migrate ~/code --dry-run --format html > report.html', 'what would be done'],
    ['$0 migrate --from repositories.txt', 'a branch in each of them'],
    ['$0 migrate --from repositories.txt --pull-request --limit 20', 'push twenty, and propose them'],
    ['$0 migrate --resume', 'go on after an interruption'],
    ['$0 migrate --from repositories.txt --shard 2/4 --format json', 'one of four machines'],
  ],
  epilogue: `Exit codes: 0 done, 2 a repository failed, or something you have to mend; 130 interrupted.
A repository is skipped, with a reason, when it has uncommitted changes, a detached head, or no
remote to push to. What git does not know, untracked and ignored files, has no part in it.
Pull requests need GITHUB_TOKEN or GITLAB_TOKEN. --pr-command is told of MULTISTAGE_REPOSITORY,
_REMOTE, _BRANCH, _BASE, _COMMIT and _TITLE, runs in the work tree, and prints the address of the
pull request. After an interruption it may be run again for the same branch.`,

  async check(given) {
    const words = pathsOf(given);
    const once = ['campaign', 'branch', 'pr-command', 'limit', 'shard', 'jobs', 'format', ...Object.keys(converting)];
    refuseRepeated(given, ['from', ...once]);
    refuseEmpty(undefined, words);
    const begun = BEGUN.find((name) => given[name] !== undefined && given[name] !== false);
    if (given.resume && (words.length > 0 || begun !== undefined))
      throw new Error(
        `--resume goes on as the campaign began: leave out ${begun === undefined ? 'repositories' : `--${begun}`}.`,
      );
    for (const name of ['limit', 'jobs'] as const)
      if (given[name] !== undefined && !(Number.isInteger(given[name]) && given[name] > 0))
        throw new Error(`--${name} needs a number of one or more.`);
    if (given.resume) return;
    if (words.length === 0 && given.from === undefined)
      throw new Error('name repositories, or --from with a list of them.');
    if (given['pull-request'] && given['pr-command'] !== undefined)
      throw new Error('--pull-request and --pr-command both open pull requests: take one of them.');
    if (given.shard !== undefined && shardOf(given.shard) === undefined)
      throw new Error('--shard is of the form 2/4: the second of four machines.');
    const { commandOf } = await import('../../campaign/command.ts');
    if (given['pr-command'] !== undefined && commandOf(given['pr-command']) === undefined)
      throw new Error('--pr-command needs a program and its words; what takes a shell belongs into a script.');
  },

  async run(given) {
    const { migrate } = await import('../commands/migrate.ts');
    const { from, campaign, resume, branch = BRANCH, push, limit, shard, jobs, neighbours, format } = given;
    const { prefer, minConfidence } = conversionOptionsOf({
      ...given,
      context: undefined,
      config: undefined,
      'no-config': false,
    });
    return migrate({
      words: pathsOf(given),
      ...{ from, campaign, resume, branch, push, limit, shard, jobs, neighbours, format, prefer, minConfidence },
      dryRun: given['dry-run'],
      pullRequest: given['pull-request'],
      prCommand: given['pr-command'],
    });
  },
});

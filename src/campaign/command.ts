// A program of the user's that opens pull requests, for hosts that no forge here knows. It gets no shell: its words are those of the option.

import { ForgeError } from '../forges/forge.ts';
import { execute } from '../processes.ts';
import type { PullRequestResult } from '../report/campaign.ts';
import { wordsOfLine } from '../syntax/shell.ts';
import { withoutCredentials } from './git.ts';
import type { Proposal } from './repository.ts';

/** The program and its arguments; undefined for a line in which a shell would do more than take quotes away. */
export function commandOf(line: string): readonly [program: string, ...words: string[]] | undefined {
  const [program, ...words] = wordsOfLine(line) ?? [];
  return program === undefined ? undefined : [program, ...words];
}

/**
 * Runs it in the work tree, with the body on its standard input and the rest in variables. The last address that it prints is that of the
 * pull request; without one, null. Rejects with a ForgeError when it fails.
 */
export async function proposeByCommand(
  [program, ...words]: readonly [string, ...string[]],
  { repository, folder, remote, branch, commit, title, body }: Proposal,
): Promise<PullRequestResult | null> {
  const { code, stdout, stderr, timedOut } = await execute(program, words, {
    folder,
    input: body,
    timeout: 300,
    environment: {
      MULTISTAGE_REPOSITORY: repository,
      MULTISTAGE_REMOTE: withoutCredentials(remote.address),
      MULTISTAGE_BRANCH: branch,
      MULTISTAGE_BASE: remote.base,
      MULTISTAGE_COMMIT: commit,
      MULTISTAGE_TITLE: title,
    },
  });
  if (timedOut) throw new ForgeError('the program of --pr-command took more than 300 seconds');
  if (code === undefined) throw new ForgeError('the program of --pr-command could not be started');
  if (code !== 0) {
    const said = withoutCredentials(stderr.trim().split('\n').at(-1) ?? '');
    throw new ForgeError(`the program of --pr-command ended with ${code}${said === '' ? '' : `: ${said}`}`);
  }
  const url = stdout.match(/https?:\/\/\S+/g)?.at(-1);
  return url === undefined ? null : { number: Number(/(\d+)\/?$/.exec(url)?.[1] ?? 0), url: withoutCredentials(url) };
}

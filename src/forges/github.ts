// What a campaign asks of GitHub.

import type { Forge, NewPullRequest, PullRequest, Remote } from './forge.ts';
import { type Access, type Ask, askerOf, ONCE } from './octokit.ts';
import { once } from './once.ts';

/** The repository that pull requests are opened in; branches are its own. */
export function githubOf({ api, repository }: Remote, access: Omit<Access, 'api'>): Forge {
  const [owner = '', repo = ''] = repository.split('/');
  const ask = askerOf({ ...access, api });

  async function pullRequestOf(head: string): Promise<PullRequest | undefined> {
    return ask(`look for pull requests of ${repository}`, async (octokit) => {
      // An open one first: a branch may have had others, and there is at most one that is open for each base.
      const found =
        (await newest(octokit.request, { owner, repo, head, state: 'open' })) ??
        (await newest(octokit.request, { owner, repo, head, state: 'all' }));
      if (found === undefined) return undefined;
      // Only the one of a single request says whether it conflicts.
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        owner,
        repo,
        pull_number: found,
      });
      return {
        number: data.number,
        url: data.html_url,
        state: data.merged ? 'merged' : data.state,
        conflicts: data.state === 'open' && data.mergeable !== null ? !data.mergeable : undefined,
      };
    });
  }

  async function open({ head, base, title, body }: NewPullRequest): Promise<PullRequest> {
    return ask(`open a pull request in ${repository}`, async (octokit) => {
      const parameters = { owner, repo, head, base, title, body, ...ONCE };
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/pulls', parameters);
      return { number: data.number, url: data.html_url, state: 'open', conflicts: undefined };
    });
  }

  return {
    pullRequestOf,

    openPullRequest: (request) =>
      once(
        () => open(request),
        // It may have been opened by someone else, too: GitHub says 422 to a second one.
        async () => {
          const there = await pullRequestOf(request.head);
          return there?.state === 'open' ? there : undefined;
        },
      ),
  };
}

type Request = Parameters<Parameters<Ask>[1]>[0]['request'];

async function newest(
  request: Request,
  query: { owner: string; repo: string; head: string; state: 'open' | 'all' },
): Promise<number | undefined> {
  const { data } = await request('GET /repos/{owner}/{repo}/pulls', {
    ...query,
    head: `${query.owner}:${query.head}`,
    sort: 'created',
    direction: 'desc',
    per_page: 1,
  });
  return data[0]?.number;
}

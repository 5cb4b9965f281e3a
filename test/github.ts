// GitHub as far as we ask it, in the shapes that it answers with: https://docs.github.com/en/rest. Its words in failures are recorded ones.

import type { Answer, Asked } from './forge-server.ts';

const DOCUMENTATION = 'https://docs.github.com/rest';

export const unauthorized: Answer = {
  status: 401,
  body: { message: 'Bad credentials', documentation_url: DOCUMENTATION, status: '401' },
};

export const forbidden: Answer = {
  status: 403,
  body: { message: 'Resource not accessible by integration', documentation_url: DOCUMENTATION, status: '403' },
};

export const notFound: Answer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: DOCUMENTATION, status: '404' },
};

export const serverError: Answer = { status: 502, body: { message: 'Server Error' } };

/** The limit of an hour, until `seconds` from now. */
export function rateLimit(seconds: number, status: 403 | 429 = 403): Answer {
  const reset = String(Math.floor(Date.now() / 1000) + seconds);
  return {
    status,
    headers: { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    body: {
      message: 'API rate limit exceeded for user ID 1.',
      documentation_url: DOCUMENTATION,
      status: String(status),
    },
  };
}

export function secondaryLimit(seconds: number, status: 403 | 429 = 403): Answer {
  return {
    status,
    headers: { 'retry-after': String(seconds) },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      documentation_url: DOCUMENTATION,
      status: String(status),
    },
  };
}

export function unprocessable(...errors: readonly unknown[]): Answer {
  return {
    status: 422,
    body: { message: 'Validation Failed', errors, documentation_url: DOCUMENTATION, status: '422' },
  };
}

export interface GitHubState {
  /** The only one that is accepted. */
  readonly token: string;
  /** `owner/name` of the repositories that there are. */
  readonly repositories: readonly string[];
  readonly pulls: Pull[];
}

export interface Pull {
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** `owner:branch` */
  readonly head: string;
  readonly base: string;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly mergeable: boolean | null;
}

/** What GitHub answers, given what it knows; POST and PATCH change that. */
export function github(state: GitHubState): (asked: Asked) => Answer {
  return (asked) => {
    if (asked.headers.authorization !== `token ${state.token}`) return unauthorized;
    const [, repository = '', path = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(asked.path) ?? [];
    if (!state.repositories.includes(repository)) return notFound;
    const pulls = state.pulls.filter((pull) => pull.repository === repository);
    if (path === '/pulls')
      return asked.method === 'POST' ? openPull(asked, repository, state) : listPulls(asked, pulls);
    const number = /^\/pulls\/(\d+)$/.exec(path)?.[1];
    const pull = pulls.find((pull) => pull.number === Number(number));
    return pull === undefined ? notFound : { status: 200, body: shapeOfPull(pull, asked.url, true) };
  };
}

function openPull({ body, url }: Asked, repository: string, { pulls }: GitHubState): Answer {
  const { head, base, title, body: text } = body as Record<'head' | 'base' | 'title' | 'body', string>;
  const full = head.includes(':') ? head : `${repository.split('/')[0]}:${head}`;
  const same = pulls.some(
    (pull) => pull.repository === repository && pull.head === full && pull.base === base && pull.state === 'open',
  );
  if (same)
    return unprocessable({
      resource: 'PullRequest',
      code: 'custom',
      message: `A pull request already exists for ${full}.`,
    });
  const number = Math.max(0, ...pulls.map(({ number }) => number)) + 1;
  const pull: Pull = {
    repository,
    number,
    title,
    body: text,
    head: full,
    base,
    state: 'open',
    merged: false,
    mergeable: null,
  };
  pulls.push(pull);
  return { status: 201, body: shapeOfPull(pull, url, true) };
}

function listPulls(asked: Asked, pulls: readonly Pull[]): Answer {
  const head = asked.query.get('head');
  const state = asked.query.get('state') ?? 'open';
  const found = pulls.filter(
    (pull) => (head === null || pull.head === head) && (state === 'all' || pull.state === state),
  );
  const sorted = asked.query.get('direction') === 'asc' ? found : found.toReversed();
  return page(
    asked,
    sorted.map((pull) => shapeOfPull(pull, asked.url, false)),
  );
}

/** One page of a list, with links to the others. */
export function page(asked: Asked, all: readonly unknown[]): Answer {
  const size = Math.min(100, Number(asked.query.get('per_page') ?? 30));
  const at = Number(asked.query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(asked.query);
    query.set('page', String(to));
    return `<${asked.url}${encodeURI(asked.path)}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(at > 1 ? [link(at - 1, 'prev')] : []),
    ...(at < last ? [link(at + 1, 'next'), link(last, 'last')] : []),
    ...(at > 1 ? [link(1, 'first')] : []),
  ];
  return {
    status: 200,
    ...(links.length > 0 && { headers: { link: links.join(', ') } }),
    body: all.slice((at - 1) * size, at * size),
  };
}

/** Only one that is asked for alone says whether it is merged, and whether it can be. */
function shapeOfPull(pull: Pull, url: string, alone: boolean) {
  const { repository, number, title, body, head, base, state, merged, mergeable } = pull;
  const [owner = '', branch = ''] = head.split(':');
  return {
    url: `${url}/repos/${repository}/pulls/${number}`,
    id: 1_000_000 + number,
    html_url: `${url}/${repository}/pull/${number}`,
    number,
    state,
    locked: false,
    title,
    user: { login: 'octocat', id: 1, type: 'User' },
    body,
    merged_at: merged ? '2025-01-01T00:00:00Z' : null,
    draft: false,
    head: { label: head, ref: branch, sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e', user: { login: owner } },
    base: { label: `${repository.split('/')[0]}:${base}`, ref: base, sha: '9353195a19e45482665306e466c832c46560532d' },
    ...(alone && { merged, mergeable, mergeable_state: mergeable === false ? 'dirty' : 'clean' }),
  };
}

// GitLab, on gitlab.com or a host of one's own: merge requests. Knows no campaign; what is in a body is not its business.

import { createRequesterFn, type RequestHandlerFn, type RequestOptions } from '@gitbeaker/requester-utils';
import { MergeRequests } from '@gitbeaker/rest';
import { type Forge, ForgeError, type NewPullRequest, type PullRequest, type Remote } from './forge.ts';

/** How often one request is sent. */
const TRIES = 5;
/** Until a request is given up, in milliseconds. */
const DEADLINE = 60_000;
/** The longest that is waited, in seconds. GitLab counts requests by the minute. */
const PATIENCE = 120;

export interface Access {
  readonly token: string;
  /** How long a second is, in milliseconds, when waiting before asking again. Tests have no time. */
  readonly second?: number;
}

/**
 * The token may be one of a person, a project, a group or an application: all of them go as a bearer, as RFC 6750 has it, which GitLab
 * takes from each and which fetch drops where an answer leads to another host.
 */
export function gitlabOf({ api, repository }: Remote, { token, second = 1000 }: Access): Forge {
  // A header that cannot be sent is repeated in the error that says so.
  if (!/^[!-~]+$/.test(token))
    throw new ForgeError('the token is empty or holds characters that no token has.', {
      hint: 'Set GITLAB_TOKEN to the token alone, without spaces and line ends.',
    });
  const requests = new MergeRequests({
    host: api.replace(/\/api\/v4\/?$/, ''),
    oauthToken: token,
    // Each attempt has a limit of its own.
    queryTimeout: null,
    requesterFn: createRequesterFn(async (_, options) => options, handlerFor(repository, token, second)),
  });

  async function pullRequestOf(head: string): Promise<PullRequest | undefined> {
    const found = await requests.all({
      projectId: repository,
      scope: 'all',
      sourceBranch: head,
      orderBy: 'created_at',
      sort: 'desc',
      perPage: 100,
    });
    // A fork may have a branch of the same name. An open one first: an older one may have been opened again.
    const mine = found.filter((one) => one.source_project_id === one.target_project_id);
    const own = mine.find(({ state }) => state === 'opened') ?? mine[0];
    // Only the question for a single one makes GitLab look whether it can be merged.
    return own === undefined ? undefined : answered(await requests.show(repository, own.iid));
  }

  async function openPullRequest({ head, base, title, body }: NewPullRequest): Promise<PullRequest> {
    try {
      return answered(await requests.create(repository, head, base, title, { description: body }));
    } catch (error) {
      // There is one: made by an attempt whose answer was lost, or by somebody else.
      if (!(error instanceof ForgeError) || error.status !== 409) throw error;
      const open = await pullRequestOf(head);
      if (open?.state !== 'open') throw error;
      return open;
    }
  }

  return { pullRequestOf, openPullRequest };
}

interface MergeRequest {
  readonly iid: number;
  readonly web_url: string;
  readonly state: string;
  readonly merge_status: string;
  readonly has_conflicts: boolean;
}

function answered(request: MergeRequest): PullRequest {
  const { iid: number, web_url: url, state, merge_status: status, has_conflicts: conflicts } = request;
  return {
    number,
    url,
    // `locked` is the moment in which it is being merged.
    state: state === 'merged' || state === 'closed' ? state : 'open',
    // `has_conflicts` is false as long as nobody has looked.
    conflicts: status === 'can_be_merged' ? false : status === 'cannot_be_merged' ? conflicts : undefined,
  };
}

/**
 * Instead of the handler of the library: that one repeats ten times within a quarter of a second and does not read Retry-After, and its
 * errors hold the request with its headers.
 */
function handlerFor(repository: string, token: string, second: number): RequestHandlerFn {
  return async (endpoint: string, options: RequestOptions = {}) => {
    const { prefixUrl, searchParams = '', ...request } = options;
    const url = new URL(endpoint, prefixUrl);
    url.search = searchParams;
    for (let attempt = 1; ; attempt++) {
      const answer = await ask(url, request);
      if (answer.kind === 'answer') return answer;
      const { status, says, after } = answer;
      const passing = status === undefined || status === 429 || status >= 500;
      const delay = after ?? 2 ** (attempt - 1);
      if (!passing || attempt === TRIES || delay > PATIENCE) {
        // Nobody should send it back, but a proxy that shows its request would.
        throw refusal(status, says.replaceAll(token, '…').slice(0, 300), url.host, repository);
      }
      await pause(delay * second);
    }
  };
}

interface No {
  readonly kind: 'no';
  /** Undefined where there was no answer at all. */
  readonly status: number | undefined;
  /** What the forge says itself. */
  readonly says: string;
  /** What it asks to wait, in seconds. */
  readonly after: number | undefined;
}

async function ask(url: URL, { method = 'GET', headers = {}, body }: RequestOptions) {
  try {
    // A POST that is led elsewhere would become a GET.
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE),
    });
    const { status } = response;
    const text = await response.text();
    if (!response.ok) return { kind: 'no', status, says: said(text), after: secondsOf(response) } satisfies No;
    return { kind: 'answer', status, headers: Object.fromEntries(response.headers), body: JSON.parse(text) } as const;
  } catch (error) {
    const says = error instanceof SyntaxError ? 'the answer is no JSON' : causeOf(error);
    return { kind: 'no', status: undefined, says, after: undefined } satisfies No;
  }
}

function secondsOf({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** `message` is a text, a list of texts, or lists of texts by field. */
function said(text: string): string {
  try {
    const { message, error } = JSON.parse(text);
    return [message ?? error ?? ''].flatMap(flat).join(', ');
  } catch {
    return '';
  }
}

function flat(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : [];
}

/** fetch says no more than that it failed; the reason is its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function refusal(status: number | undefined, says: string, host: string, repository: string): ForgeError {
  const saying = says === '' ? '' : `: ${says.replace(/\.$/, '')}`;
  const error = (message: string, hint: string) =>
    new ForgeError(`${message}${saying}.`, { hint, ...(status === undefined ? {} : { status }) });
  if (status === undefined) return error(`${host} does not answer`, 'Run the command again.');
  if (status === 429) return error(`${host} takes no more requests for now`, 'Run the command again later.');
  if (status >= 500) return error(`${host} fails with ${status}`, 'Run the command again later.');
  if (status >= 300 && status < 400)
    return error(`${repository} is at another address`, 'Give the repository by its present address.');
  if (status === 401) return error(`${host} does not know the token`, 'Give one that is valid, with the scope `api`.');
  if (status === 403)
    return error(
      `the token may not do this in ${repository}`,
      'Give one with the scope `api` and the role of a developer.',
    );
  if (status === 404)
    return error(
      `${host} has no ${repository} that this token can see`,
      'Look at the address, and at what the token may read.',
    );
  return error(`${host} refuses with ${status}`, 'Look at the merge requests of the repository.');
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, milliseconds));
}

// The client that speaks to GitHub: how long it waits, what it asks twice, and its errors as sentences. Nothing else meets the token.

import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { ForgeError } from './forge.ts';

export interface Access {
  /** The API's address, without a slash at its end. */
  readonly api: string;
  readonly token: string;
  /** How long a second is, in milliseconds, when waiting before asking again. Tests have no time. */
  readonly second?: number;
  /** The longest that a rate limit is waited for, in seconds. */
  readonly patience?: number;
}

/** How often something is asked again. */
const TIMES = 3;
/** Seconds. */
const PATIENCE = 120;
/** Until a request is given up, in milliseconds. */
const DEADLINE = 60_000;

/** In place of the client's pace of writing, which counts in real seconds. */
const AT_ONCE = { key: () => ({ schedule: (_options: object, next: () => unknown) => next() }) };
const UNPACED: object = { write: AT_ONCE, notifications: AT_ONCE };

const Client = Octokit.plugin(paginateRest, retry, throttling);

/** Does `asking`, and says in a sentence what went wrong, as in "cannot `doing`: …". No such sentence holds the token. */
export type Ask = <Answer>(
  doing: string,
  asking: (octokit: InstanceType<typeof Client>) => Promise<Answer>,
) => Promise<Answer>;

/** Parameters of a call that changes something: it may have happened though it failed, so nobody repeats it unseen. */
export const ONCE = { request: { retries: 0 } } as const;

export function askerOf({ api, token, second = 1000, patience = PATIENCE }: Access): Ask {
  // A header that cannot be sent is repeated in the error that says so.
  if (!/^[!-~]+$/.test(token))
    throw new ForgeError('the token is empty or holds characters that no token has.', {
      hint: 'Set GITHUB_TOKEN to the token alone, without spaces and line ends.',
    });
  const wait = (seconds: number, _options: object, _octokit: object, count: number) =>
    seconds <= patience && count < TIMES;
  const octokit = new Client({
    auth: token,
    baseUrl: api,
    userAgent: 'multistage',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: withDeadline },
    retry: { retries: TIMES, retryAfterBaseValue: second },
    // The pace of writing is kept for each host.
    throttle: {
      id: api,
      onRateLimit: wait,
      onSecondaryRateLimit: wait,
      retryAfterBaseValue: second,
      ...(second === 0 && UNPACED),
    },
  });
  return async (doing, asking) => {
    try {
      return await asking(octokit);
    } catch (error) {
      throw failureOf(doing, error, token);
    }
  };
}

/** A mistake of ours is no answer of a forge, and stays as it is. */
function failureOf(doing: string, error: unknown, token: string): unknown {
  if (!(error instanceof Error) || !('request' in error)) return error;
  const response = 'response' in error ? (error.response as Answer | undefined) : undefined;
  const reason = wordsOf(error.message, token);
  // Without an answer, the client says 500 for a broken connection, and repeats the system's words.
  if (response === undefined)
    return new ForgeError(`cannot ${doing}: GitHub does not answer (${reason}).`, { hint: 'Try again later.' });
  // An answer of GraphQL has errors in place of a status.
  if (response.status === undefined)
    return new ForgeError(`cannot ${doing}: GitHub refuses it (${reason}).`, { status: 422 });
  const { status, headers, data } = response;
  const { meaning, hint } = meaningOf(status, headers, wordsOf(saidBy(data), token));
  return new ForgeError(`cannot ${doing}: ${meaning}.`, { status, ...(hint !== undefined && { hint }) });
}

interface Answer {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

function meaningOf(status: number, headers: Answer['headers'], said: string): { meaning: string; hint?: string } {
  if (isLimit(status, headers, said)) {
    const seconds = Number(headers['retry-after']);
    const reset = new Date(Number(headers['x-ratelimit-reset']) * 1000);
    const until =
      seconds > 0
        ? ` for ${seconds} more seconds`
        : Number.isNaN(reset.getTime())
          ? ''
          : ` until ${reset.toISOString().slice(0, 19)}Z`;
    return { meaning: `GitHub's limit of requests is reached${until}`, hint: 'Run the command again after that.' };
  }
  switch (status) {
    case 401:
      return { meaning: 'GitHub does not accept the token', hint: 'Set GITHUB_TOKEN to a token that is valid.' };
    case 403:
      return {
        meaning: `the token may not do this (${said})`,
        hint: 'It needs `contents: read` and `pull-requests: write`; in a workflow, set them with `permissions:`.',
      };
    case 404:
      return {
        meaning: 'GitHub has no such thing, or hides it from this token',
        hint: 'Look at the name and the number, and whether the token may read the repository.',
      };
    case 422:
      return { meaning: `GitHub refuses it (${said})` };
    default:
      return status >= 500
        ? { meaning: `GitHub itself fails with status ${status}`, hint: 'Try again later.' }
        : { meaning: `GitHub answers with status ${status} (${said})` };
  }
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors */
function isLimit(status: number, headers: Answer['headers'], said: string): boolean {
  if (status === 429) return true;
  return status === 403 && (String(headers['x-ratelimit-remaining']) === '0' || /\brate limit\b/i.test(said));
}

/** GitHub's own words: `message`, and of `errors` strings or objects with a message or a code. */
function saidBy(data: unknown): string {
  if (typeof data !== 'object' || data === null || !('message' in data)) return 'no reason is given';
  const errors = 'errors' in data && Array.isArray(data.errors) ? data.errors : [];
  const details = errors.map((error) =>
    typeof error === 'string' ? error : (error?.message ?? [error?.field, error?.code].filter(Boolean).join(' ')),
  );
  return [String(data.message), ...details.map(String)].join(': ');
}

/** What strangers said, short and on one line. */
function wordsOf(text: string, token: string): string {
  const line = text
    .replaceAll(token, '…')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line.replace(/\.$/, '');
}

const withDeadline: typeof fetch = (url, options) => fetch(url, { ...options, signal: AbortSignal.timeout(DEADLINE) });

function silent(): void {}

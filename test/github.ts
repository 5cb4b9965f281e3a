// GitHub as far as we ask it, in the shapes that it answers with: https://docs.github.com/en/rest. Its words in failures are recorded ones.

import { createHash } from 'node:crypto';
import { structuredPatch } from 'diff';
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
  /** The only one that is accepted, and whose it is. */
  readonly token: string;
  readonly self?: string;
  /** `owner/name` of the repositories that there are. */
  readonly repositories: readonly string[];
  readonly pulls: Pull[];
  /** What was said, by anyone. */
  readonly comments?: Comment[];
  readonly lineComments?: LineComment[];
  readonly reviews?: Review[];
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
  /** What git has at both ends. */
  readonly trees?: { readonly base: Files; readonly head: Files };
  /** GitHub leaves the patches of large changes out. */
  readonly patches?: boolean;
  readonly truncated?: boolean;
}

/** Texts by path; a link leads to a path, and a submodule is a commit. */
export type Files = Readonly<Record<string, string | Uint8Array | { readonly link: string } | 'submodule'>>;

export interface Comment {
  readonly id: number;
  readonly user: string;
  readonly number: number;
  body: string;
}

export interface LineComment extends Comment {
  readonly path: string;
  readonly first: number;
  readonly line: number | null;
  readonly answers?: number;
}

export interface Review {
  readonly id: number;
  readonly number: number;
  readonly body: string;
  readonly commit: string;
}

/** What GitHub answers, given what it knows; all but GET changes that. */
export function github(state: GitHubState): (asked: Asked) => Answer {
  return (asked) => {
    if (asked.headers.authorization !== `token ${state.token}`) return unauthorized;
    if (asked.method === 'POST' && asked.path === '/graphql')
      return { status: 200, body: { data: { viewer: { login: state.self ?? 'octocat' } } } };
    const [, repository = '', path = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(asked.path) ?? [];
    if (!state.repositories.includes(repository)) return notFound;
    const pulls = state.pulls.filter((pull) => pull.repository === repository);
    for (const [method, pattern, route] of routes) {
      const match = method === asked.method ? pattern.exec(path) : null;
      if (match === null) continue;
      const [, word = ''] = match;
      const pull = pulls.find(({ number }) => String(number) === word);
      return route({ asked, repository, state, pulls, pull, word });
    }
    return notFound;
  };
}

interface Call {
  readonly asked: Asked;
  readonly repository: string;
  readonly state: GitHubState;
  readonly pulls: readonly Pull[];
  /** Whose number the path holds. */
  readonly pull: Pull | undefined;
  /** What the pattern caught: a number or a hash. */
  readonly word: string;
}

type Route = (call: Call) => Answer;

const onPull =
  (route: (call: Call & { readonly pull: Pull }) => Answer): Route =>
  (call) =>
    call.pull === undefined ? notFound : route({ ...call, pull: call.pull });

const routes: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ['POST', /^\/pulls$/, ({ asked, repository, state }) => openPull(asked, repository, state)],
  ['GET', /^\/pulls$/, ({ asked, pulls }) => listPulls(asked, pulls)],
  ['GET', /^\/pulls\/(\d+)$/, onPull(({ asked, pull }) => ({ status: 200, body: shapeOfPull(pull, asked.url, true) }))],
  ['GET', /^\/pulls\/(\d+)\/files$/, onPull(({ asked, pull }) => page(asked, filesOf(pull)))],
  [
    'GET',
    /^\/pulls\/(\d+)\/comments$/,
    onPull(({ asked, state, pull }) => page(asked, said(state.lineComments, pull).map(shapeOfLineComment(asked.url)))),
  ],
  ['POST', /^\/pulls\/(\d+)\/reviews$/, onPull(review)],
  [
    'GET',
    /^\/issues\/(\d+)\/comments$/,
    onPull(({ asked, state, pull }) => page(asked, said(state.comments, pull).map(shapeOfComment(asked.url)))),
  ],
  ['POST', /^\/issues\/(\d+)\/comments$/, onPull(comment)],
  ['PATCH', /^\/issues\/comments\/(\d+)$/, ({ asked, state, word }) => change(asked, state.comments, word)],
  ['PATCH', /^\/pulls\/comments\/(\d+)$/, ({ asked, state, word }) => change(asked, state.lineComments, word)],
  ['DELETE', /^\/issues\/comments\/(\d+)$/, ({ state, word }) => remove(state.comments, word)],
  ['DELETE', /^\/pulls\/comments\/(\d+)$/, ({ state, word }) => remove(state.lineComments, word)],
  ['GET', /^\/git\/trees\/(\w+)$/, ({ pulls, word }) => tree(pulls, word)],
  ['GET', /^\/git\/blobs\/(\w+)$/, ({ pulls, word }) => blob(pulls, word)],
];

// — Files

const HEADS = '6dcb09b5b57875f334f61aebed695e2e4193db';
const BASES = '9353195a19e45482665306e466c832c4656053';

/** The commit at an end of a pull request. */
export function commitOf({ number }: Pick<Pull, 'number'>, end: 'base' | 'head'): string {
  return (end === 'head' ? HEADS : BASES) + String(number).padStart(2, '0');
}

type Entry = Files[string];

function bytesOf(entry: Entry): Buffer {
  if (typeof entry === 'string') return Buffer.from(entry);
  return entry instanceof Uint8Array ? Buffer.from(entry) : Buffer.from(entry.link);
}

/** As git names it. */
function hashOf(entry: Entry): string {
  const bytes = bytesOf(entry);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function filesOf({ trees, patches = true }: Pull) {
  const { base = {}, head = {} } = trees ?? {};
  return [...new Set([...Object.keys(base), ...Object.keys(head)])].sort().flatMap((path) => {
    const [before, after] = [base[path], head[path]];
    if (before === after) return [];
    const status = before === undefined ? 'added' : after === undefined ? 'removed' : 'modified';
    const patch = typeof (before ?? '') === 'string' && typeof (after ?? '') === 'string';
    return [
      {
        sha: hashOf(after ?? before ?? ''),
        filename: path,
        status,
        additions: 1,
        deletions: 1,
        changes: 2,
        ...(patch && patches && { patch: patchOf(String(before ?? ''), String(after ?? '')) }),
      },
    ];
  });
}

function patchOf(before: string, after: string): string {
  const { hunks } = structuredPatch('a', 'b', before, after, '', '', { context: 3 });
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ])
    .join('\n');
}

function tree(pulls: readonly Pull[], commit: string): Answer {
  for (const pull of pulls)
    for (const end of ['head', 'base'] as const) {
      if (commitOf(pull, end) !== commit) continue;
      const entries = Object.entries(pull.trees?.[end] ?? {}).map(([path, entry]) => {
        if (entry === 'submodule') return { path, mode: '160000', type: 'commit', sha: commit };
        const mode = typeof entry === 'object' && 'link' in entry ? '120000' : '100644';
        return { path, mode, type: 'blob', sha: hashOf(entry), size: bytesOf(entry).length };
      });
      const folders = new Set(
        entries.flatMap(({ path }) => {
          const segments = path.split('/').slice(0, -1);
          return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
        }),
      );
      const all = [...[...folders].map((path) => ({ path, mode: '040000', type: 'tree', sha: commit })), ...entries];
      return { status: 200, body: { sha: commit, tree: all, truncated: pull.truncated ?? false } };
    }
  return notFound;
}

function blob(pulls: readonly Pull[], hash: string): Answer {
  const all = pulls.flatMap(({ trees }) => [...Object.values(trees?.head ?? {}), ...Object.values(trees?.base ?? {})]);
  const found = all.find((entry) => entry !== 'submodule' && hashOf(entry) === hash);
  if (found === undefined) return notFound;
  // GitHub breaks the lines of base64 like this.
  const content = bytesOf(found).toString('base64').replace(/.{60}/g, '$&\n');
  return { status: 200, body: { sha: hash, size: bytesOf(found).length, content: `${content}\n`, encoding: 'base64' } };
}

// — What is said

function said<Of extends Comment>(all: readonly Of[] | undefined, { number }: Pull): readonly Of[] {
  return (all ?? []).filter((one) => one.number === number);
}

function nextId({ comments = [], lineComments = [], reviews = [] }: GitHubState): number {
  return Math.max(1000, ...[...comments, ...lineComments, ...reviews].map(({ id }) => id)) + 1;
}

/** All of it or nothing. */
function review({ asked, state, pull }: Call & { readonly pull: Pull }): Answer {
  const { body, event, commit_id, comments } = asked.body as {
    body: string;
    event: string;
    commit_id: string;
    comments: { path: string; body: string; side: string; line: number; start_line?: number; start_side?: string }[];
  };
  const shown = new Map(filesOf(pull).map(({ filename, patch }) => [filename, hunksOf(patch ?? '')]));
  for (const { path, side, line, start_line = line, start_side } of comments) {
    const hunk = shown.get(path)?.find(([first, last]) => first <= line && line <= last);
    const problem =
      hunk === undefined || side !== 'RIGHT'
        ? "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank"
        : start_side !== undefined && start_line >= line
          ? 'Pull request review thread start line must precede the end line.'
          : start_line < hunk[0]
            ? 'Pull request review thread start line must be part of the same hunk as the line.'
            : undefined;
    if (problem !== undefined)
      return {
        status: 422,
        body: { message: 'Unprocessable Entity', errors: [problem], documentation_url: DOCUMENTATION },
      };
  }
  if (event !== 'COMMENT' || body === '') return unprocessable('Body is required');
  const id = nextId(state);
  state.reviews?.push({ id, number: pull.number, body, commit: commit_id });
  for (const { path, body, line, start_line = line } of comments)
    state.lineComments?.push({
      id: nextId(state),
      user: state.self ?? 'octocat',
      number: pull.number,
      body,
      path,
      first: start_line,
      line,
    });
  const html_url = `${asked.url}/${pull.repository}/pull/${pull.number}#pullrequestreview-${id}`;
  return { status: 200, body: { id, user: { login: state.self }, body, state: 'COMMENTED', commit_id, html_url } };
}

function hunksOf(patch: string): readonly (readonly [number, number])[] {
  return [...patch.matchAll(/^@@ -\S+ \+(\d+),(\d+) @@/gm)].map(([, first, count]) => [
    Number(first),
    Number(first) + Number(count) - 1,
  ]);
}

function comment({ asked, state, pull }: Call & { readonly pull: Pull }): Answer {
  const { body } = asked.body as { body: string };
  if (body.length > 65_536) return unprocessable('body is too long (maximum is 65536 characters)');
  const made = { id: nextId(state), user: state.self ?? 'octocat', number: pull.number, body };
  state.comments?.push(made);
  return { status: 201, body: shapeOfComment(asked.url)(made) };
}

function change(asked: Asked, all: Comment[] | undefined, id: string): Answer {
  const found = all?.find((one) => String(one.id) === id);
  if (found === undefined) return notFound;
  found.body = (asked.body as { body: string }).body;
  return { status: 200, body: shapeOfComment(asked.url)(found) };
}

function remove(all: Comment[] | undefined, id: string): Answer {
  const at = all?.findIndex((one) => String(one.id) === id) ?? -1;
  if (at < 0) return notFound;
  all?.splice(at, 1);
  return { status: 204 };
}

function shapeOfComment(url: string) {
  return ({ id, user, number, body }: Comment) => ({
    id,
    user: { login: user, id: 1, type: user.endsWith('[bot]') ? 'Bot' : 'User' },
    html_url: `${url}/issues/${number}#issuecomment-${id}`,
    body,
    author_association: 'NONE',
  });
}

function shapeOfLineComment(url: string) {
  return ({ id, user, number, body, path, first, line, answers }: LineComment) => ({
    ...shapeOfComment(url)({ id, user, number, body }),
    html_url: `${url}/pull/${number}#discussion_r${id}`,
    path,
    start_line: first === line ? null : first,
    line,
    side: 'RIGHT',
    ...(answers !== undefined && { in_reply_to_id: answers }),
  });
}

// — Pull requests

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
    head: { label: head, ref: branch, sha: commitOf(pull, 'head'), repo: null, user: { login: owner } },
    base: { label: `${repository.split('/')[0]}:${base}`, ref: base, sha: commitOf(pull, 'base') },
    ...(alone && {
      changed_files: filesOf(pull).length,
      merged,
      mergeable,
      mergeable_state: mergeable === false ? 'dirty' : 'clean',
    }),
  };
}

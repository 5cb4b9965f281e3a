// What suggesting asks of GitHub about one pull request, and what it leaves there. Nothing is repeated here that may have happened already.

import { ForgeError, type Remote } from './forge.ts';
import { type Access, askerOf, ONCE } from './octokit.ts';

export interface ReviewedRequest {
  readonly state: 'open' | 'closed';
  readonly url: string;
  /** Hashes of commits. */
  readonly head: string;
  readonly base: string;
  readonly changedFiles: number;
}

export interface ChangedFile {
  readonly path: string;
  /** At the head; false where it was removed. */
  readonly there: boolean;
  /** The hunks of a unified diff, without headers. Undefined where GitHub shows none: for binary files and for large changes. */
  readonly patch: string | undefined;
}

export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  /** Of the blob; of a submodule it is a commit. */
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
}

export interface Tree {
  readonly entries: readonly TreeEntry[];
  /** GitHub lists at most 100,000 entries and 7 MB. */
  readonly truncated: boolean;
}

/** Something that was said on the pull request. */
export interface Said {
  readonly id: number;
  readonly author: string | undefined;
  readonly body: string;
  readonly url: string;
}

/** Said at lines of a file. */
export interface SaidAtLines extends Said {
  readonly path: string;
  /** The last line, at the head; undefined once the lines are no longer there. */
  readonly line: number | undefined;
  /** What this one answers. */
  readonly answers: number | undefined;
}

export interface NewReview {
  readonly body: string;
  readonly comments: readonly LineComment[];
}

export interface LineComment {
  readonly path: string;
  /** One-based lines at the head, both inclusive. */
  readonly first: number;
  readonly last: number;
  /** Markdown. */
  readonly body: string;
}

export interface Reviewing {
  pullRequest(): Promise<ReviewedRequest>;
  changedFiles(): Promise<readonly ChangedFile[]>;
  tree(commit: string): Promise<Tree>;
  blob(hash: string): Promise<Uint8Array>;
  /** The login of whom the token belongs to. */
  self(): Promise<string>;
  comments(): Promise<readonly Said[]>;
  lineComments(): Promise<readonly SaidAtLines[]>;
  postReview(commit: string, review: NewReview): Promise<Pick<Said, 'url'>>;
  postComment(body: string): Promise<Pick<Said, 'url'>>;
  changeComment(id: number, body: string): Promise<void>;
  changeLineComment(id: number, body: string): Promise<void>;
  removeComment(id: number): Promise<void>;
  removeLineComment(id: number): Promise<void>;
}

export function reviewing({ api, repository }: Remote, number: number, access: Omit<Access, 'api'>): Reviewing {
  const ask = askerOf({ ...access, api });
  const [owner = '', repo = ''] = repository.split('/');
  const name = `${repository}#${number}`;
  const here = { owner, repo };
  const pull = { ...here, pull_number: number };
  const issue = { ...here, issue_number: number };

  return {
    pullRequest: () =>
      ask(`read ${name}`, async (octokit) => {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', pull);
        const { state, html_url: url, head, base, changed_files: changedFiles } = data;
        return { state, url, head: head.sha, base: base.sha, changedFiles };
      }),

    changedFiles: () =>
      ask(`read the files of ${name}`, async (octokit) => {
        const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
        const files = await octokit.paginate(route, { ...pull, per_page: 100 });
        return files.map(({ filename, status, patch }) => ({ path: filename, there: status !== 'removed', patch }));
      }),

    // The head of a pull request is in the repository that it is for, also where its fork is private or gone.
    tree: (commit) =>
      ask(`list the files of ${name}`, async (octokit) => {
        const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
        const { data } = await octokit.request(route, { ...here, tree_sha: commit, recursive: '1' });
        const entries = data.tree.flatMap(({ path, mode, type, sha, size = 0 }) => {
          if (path === undefined || sha === undefined || type === 'tree') return [];
          const kind = type === 'commit' ? 'submodule' : mode === '120000' ? 'link' : 'file';
          return [{ path, kind, hash: sha, size } as const];
        });
        return { entries, truncated: data.truncated };
      }),

    blob: (hash) =>
      ask(`read a file of ${name}`, async (octokit) => {
        const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
        const { data } = await octokit.request(route, { ...here, file_sha: hash });
        return Uint8Array.from(atob(data.content.replaceAll('\n', '')), (unit) => unit.charCodeAt(0));
      }),

    // GET /user is closed to the tokens of apps and workflows; this is open to all.
    self: () =>
      ask('learn whose token this is', async (octokit) => {
        const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('{ viewer { login } }');
        return viewer.login;
      }),

    comments: () =>
      ask(`read the comments of ${name}`, async (octokit) => {
        const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
        const comments = await octokit.paginate(route, { ...issue, per_page: 100 });
        return comments.map(({ id, user, body = '', html_url: url }) => {
          return { id: Number(id), author: user?.login, body, url };
        });
      }),

    lineComments: () =>
      ask(`read the review comments of ${name}`, async (octokit) => {
        const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments';
        const comments = await octokit.paginate(route, { ...pull, per_page: 100 });
        return comments.map(({ id, user, body, html_url: url, path, line, in_reply_to_id }) => {
          const answers = in_reply_to_id === undefined ? undefined : Number(in_reply_to_id);
          return { id: Number(id), author: user?.login, body, url, path, line: line ?? undefined, answers };
        });
      }),

    postReview: (commit, { body, comments }) =>
      ask(`review ${name}`, async (octokit) => {
        const { data } = await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
          ...pull,
          commit_id: commit,
          event: 'COMMENT',
          body,
          comments: comments.map(({ path, first, last, body }) => ({
            path,
            body,
            side: 'RIGHT',
            line: last,
            // GitHub wants the first line to come before the last.
            ...(first < last && { start_line: first, start_side: 'RIGHT' }),
          })),
          ...ONCE,
        });
        return { url: data.html_url };
      }),

    postComment: (body) =>
      ask(`comment on ${name}`, async (octokit) => {
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
        const { data } = await octokit.request(route, { ...issue, body, ...ONCE });
        return { url: data.html_url };
      }),

    changeComment: (id, body) =>
      ask(`change a comment on ${name}`, async (octokit) => {
        const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
        await octokit.request(route, { ...here, comment_id: id, body });
      }),

    changeLineComment: (id, body) =>
      ask(`change a comment on ${name}`, async (octokit) => {
        const route = 'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}';
        await octokit.request(route, { ...here, comment_id: id, body });
      }),

    removeComment: (id) =>
      unlessGone(
        ask(`remove a comment on ${name}`, async (octokit) => {
          const route = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}';
          await octokit.request(route, { ...here, comment_id: id });
        }),
      ),

    removeLineComment: (id) =>
      unlessGone(
        ask(`remove a comment on ${name}`, async (octokit) => {
          const route = 'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}';
          await octokit.request(route, { ...here, comment_id: id });
        }),
      ),
  };
}

/** A removal that was repeated finds nothing to remove. */
async function unlessGone(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof ForgeError) || error.status !== 404) throw error;
  }
}

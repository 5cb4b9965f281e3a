import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ForgeError } from '../src/forges/forge.ts';
import { gitlabOf } from '../src/forges/gitlab.ts';
import { type GitLabServer, type MergeRequest, startGitLab, type Trouble } from './gitlab-server.ts';

const token = 'glpat-0123456789abcdefghij';
const request = { head: 'multistage', base: 'main', title: 'Leave the build tools out', body: '# A ```body``` é' };

let server: GitLabServer;
beforeEach(async () => {
  server = await startGitLab('group/sub group/app', token);
});
afterEach(() => server.close());

const forge = (using = token, remote = server.remote, second = 0) => gitlabOf(remote, { token: using, second });

async function errorOf(promise: Promise<unknown>): Promise<ForgeError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ForgeError)) throw new Error(`no ForgeError: ${String(error)}`);
  expect(JSON.stringify([error.message, error.hint, error.stack, error])).not.toContain(token);
  expect(error.message).toMatch(/^[^\n]*[^.]\.$/);
  return error;
}

describe('opening a merge request', () => {
  test('sends what was given, once', async () => {
    const opened = await forge().openPullRequest(request);
    expect(opened).toEqual({
      number: 1,
      url: 'https://gitlab.example/group/sub group/app/-/merge_requests/1',
      state: 'open',
      conflicts: undefined,
    });
    expect(server.mergeRequests).toMatchObject([
      { source_branch: 'multistage', target_branch: 'main', title: request.title, description: request.body },
    ]);
    expect(server.requests).toEqual(['POST merge_requests']);
  });

  test('answers with the one that is open', async () => {
    const { iid } = server.add({ merge_status: 'can_be_merged' });
    expect(await forge().openPullRequest(request)).toMatchObject({ number: iid, state: 'open', conflicts: false });
    expect(server.mergeRequests).toHaveLength(1);
  });

  test('opens one only, when the answer to the first attempt is lost', async () => {
    server.trouble({ status: 502, done: true });
    expect(await forge().openPullRequest(request)).toMatchObject({ number: 1, state: 'open' });
    expect(server.mergeRequests).toHaveLength(1);
  });
});

describe('the newest merge request of a branch', () => {
  test('is undefined where there is none', async () => {
    server.add({ source_branch: 'another' });
    expect(await forge().pullRequestOf('multistage')).toBeUndefined();
  });

  test('is the open one where an older one was opened again', async () => {
    const { iid } = server.add({});
    server.add({ state: 'closed' });
    expect(await forge().pullRequestOf('multistage')).toMatchObject({ number: iid, state: 'open' });
  });

  test('is not one of a fork', async () => {
    const { iid } = server.add({ state: 'closed' });
    server.add({ source_project_id: 2 });
    expect(await forge().pullRequestOf('multistage')).toMatchObject({ number: iid, state: 'closed' });
  });

  test.each([
    [{ state: 'opened', merge_status: 'can_be_merged' }, 'open', false],
    [{ state: 'opened', merge_status: 'cannot_be_merged', has_conflicts: true }, 'open', true],
    [{ state: 'opened', merge_status: 'cannot_be_merged', has_conflicts: false }, 'open', false],
    [{ state: 'opened', merge_status: 'unchecked' }, 'open', undefined],
    [{ state: 'opened', merge_status: 'checking' }, 'open', undefined],
    [{ state: 'opened', merge_status: 'cannot_be_merged_recheck', has_conflicts: true }, 'open', undefined],
    [{ state: 'locked', merge_status: 'can_be_merged' }, 'open', false],
    [{ state: 'merged', merge_status: 'can_be_merged' }, 'merged', false],
    [{ state: 'closed', merge_status: 'unchecked' }, 'closed', undefined],
  ] as const satisfies readonly (readonly [Partial<MergeRequest>, string, boolean | undefined])[])(
    '%o is %s, conflicts %s',
    async (made, state, conflicts) => {
      server.add({ state: 'closed' });
      const { iid } = server.add(made);
      expect(await forge().pullRequestOf('multistage')).toMatchObject({ number: iid, state, conflicts });
    },
  );
});

describe('trouble', () => {
  const json = (body: unknown): Partial<Trouble> => ({ body: JSON.stringify(body) });

  test.each([
    ['a rate limit with the seconds to wait', [{ status: 429, headers: { 'retry-after': '7' } }], 7],
    ['a rate limit without', [{ status: 429 }, { status: 429 }], 3],
    ['failures that pass', [{ status: 500 }, { status: 502 }, { status: 503 }, { status: 504 }], 15],
    ['a page instead of JSON', [{ status: 200, body: '<html>' }], 1],
  ] as const satisfies readonly (readonly [string, readonly Trouble[], number])[])(
    '%s is waited for',
    async (_, troubles, seconds) => {
      server.trouble(...troubles);
      const start = performance.now();
      expect(await forge(token, server.remote, 10).pullRequestOf('multistage')).toBeUndefined();
      // Timers may be early by a millisecond each.
      expect(performance.now() - start).toBeGreaterThan(seconds * 10 - 5);
      expect(server.requests).toHaveLength(troubles.length + 1);
    },
  );

  test.each<[string, Trouble, number, string]>([
    ['401', { status: 401, ...json({ message: '401 Unauthorized' }) }, 0, 'does not know the token: 401 Unauthorized.'],
    [
      '403',
      { status: 403, ...json({ message: '403 Forbidden' }) },
      0,
      'the token may not do this in group/sub group/app: ',
    ],
    [
      '404',
      { status: 404, ...json({ message: '404 Project Not Found' }) },
      0,
      'has no group/sub group/app that this token',
    ],
    ['a move', { status: 301, headers: { location: 'http://127.0.0.1:1/' } }, 0, 'is at another address.'],
    ['422', { status: 422, ...json({ message: { base: ['is taken', 'b'] } }) }, 0, 'refuses with 422: is taken, b.'],
    ['a body that echoes', { status: 400, ...json({ error: `Bearer ${token}` }) }, 0, 'refuses with 400: Bearer ….'],
    ['429 for an hour', { status: 429, headers: { 'retry-after': '3600' } }, 0, 'takes no more requests for now.'],
    ['429 for ever', { status: 429 }, 4, 'takes no more requests for now.'],
    ['500 for ever', { status: 500, body: 'Oops' }, 4, 'fails with 500.'],
    ['a page for ever', { status: 200, body: '<html>' }, 4, 'does not answer: the answer is no JSON.'],
  ])('%s is told', async (_, trouble, times, message) => {
    server.trouble(...Array.from({ length: 9 }, () => trouble));
    const error = await errorOf(forge().pullRequestOf('multistage'));
    expect(error.message).toContain(message);
    expect(error.status).toBe(trouble.status === 200 ? undefined : trouble.status);
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
    expect(server.requests).toHaveLength(times + 1);
  });

  test('a wrong token is told, and not shown', async () => {
    const wrong = `${token}x`;
    const error = await errorOf(forge(wrong).openPullRequest(request));
    expect(error).toMatchObject({ status: 401 });
  });

  test.each(['', 'a b', 'a\n'])('the token %j is none', (using) => {
    expect(() => forge(using)).toThrow(/the token is empty or holds/);
  });

  test('nobody there', async () => {
    const remote = { ...server.remote };
    await server.close();
    const error = await errorOf(forge(token, remote).pullRequestOf('multistage'));
    expect(error.message).toMatch(/does not answer: .*ECONNREFUSED/);
  });
});

// What a campaign asks of a forge, against a server on this machine; and which addresses lead to one.

import { afterEach, describe, expect, test } from 'vitest';
import type { Forge } from '../src/forges/forge.ts';
import { githubOf } from '../src/forges/github.ts';
import { hostsFrom, remoteOf } from '../src/forges/remote.ts';
import { type Failure, type ForgeServer, startForge } from './forge-server.ts';
import {
  forbidden,
  type GitHubState,
  github,
  notFound,
  type Pull,
  rateLimit,
  secondaryLimit,
  serverError,
  unauthorized,
  unprocessable,
} from './github.ts';

const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
const REQUEST = { head: 'multistage', base: 'main', title: 'Leave the build tools out', body: 'Why.' };
const OPEN: Pull = {
  repository: 'acme/shop',
  number: 7,
  title: '',
  body: '',
  head: 'acme:multistage',
  base: 'main',
  state: 'open',
  merged: false,
  mergeable: true,
};

let server: ForgeServer;
let state: GitHubState;

async function campaign(...pulls: Pull[]): Promise<Forge> {
  state = { token: TOKEN, repositories: ['acme/shop'], pulls };
  server = await startForge(github(state));
  return githubOf({ forge: 'github', api: server.url, repository: 'acme/shop' }, { token: TOKEN, second: 0 });
}

afterEach(() => server?.close());

describe('a pull request of GitHub', () => {
  test('is opened once, and found again', async () => {
    const forge = await campaign();
    expect(await forge.pullRequestOf('multistage')).toBeUndefined();
    const opened = await forge.openPullRequest(REQUEST);
    expect(opened).toEqual({
      number: 1,
      url: `${server.url}/acme/shop/pull/1`,
      state: 'open',
      conflicts: undefined,
    });
    expect(await forge.openPullRequest(REQUEST)).toMatchObject({ number: 1 });
    expect(state.pulls).toHaveLength(1);
    expect(state.pulls[0]).toMatchObject({ head: 'acme:multistage', base: 'main', title: REQUEST.title, body: 'Why.' });
  });

  test.each<[string, Partial<Pull>[], object]>([
    ['an open one', [{}], { number: 7, state: 'open', conflicts: false }],
    ['one that conflicts', [{ mergeable: false }], { state: 'open', conflicts: true }],
    ['one that GitHub has not looked at', [{ mergeable: null }], { state: 'open', conflicts: undefined }],
    ['a merged one', [{ state: 'closed', merged: true }], { state: 'merged', conflicts: undefined }],
    ['a closed one', [{ state: 'closed' }], { state: 'closed' }],
    ['the newest', [{ state: 'closed' }, { number: 9, state: 'closed', merged: true }], { number: 9, state: 'merged' }],
    ['the open one before a newer one', [{}, { number: 9, state: 'closed' }], { number: 7, state: 'open' }],
  ])('%s', async (_name, pulls, expected) => {
    const forge = await campaign(...pulls.map((pull) => ({ ...OPEN, ...pull })));
    expect(await forge.pullRequestOf('multistage')).toMatchObject(expected);
  });

  test.each<[string, Failure[]]>([
    ['a broken connection', ['reset']],
    ['a connection that breaks after the work is done', ['lost']],
    ['5xx', [serverError]],
    ['the limit of an hour', [rateLimit(0), rateLimit(0, 429)]],
    ['a secondary limit', [secondaryLimit(1), secondaryLimit(1, 429)]],
  ])('is opened once after %s', async (_name, failures) => {
    const forge = await campaign();
    server.next('POST', /pulls$/, ...failures);
    expect(await forge.openPullRequest(REQUEST)).toMatchObject({ number: 1, state: 'open' });
    expect(state.pulls).toHaveLength(1);
  });

  test.each<[string, Failure, number]>([
    ['a broken connection', 'reset', 3],
    ['5xx', serverError, 3],
    ['the limit of an hour', rateLimit(0), 2],
  ])('is looked for again after %s', async (_name, failure, times) => {
    const forge = await campaign(OPEN);
    server.next('GET', /pulls$/, ...Array(times).fill(failure));
    expect(await forge.pullRequestOf('multistage')).toMatchObject({ number: 7 });
  });

  test.each<[string, Failure[], string]>([
    ['401', [unauthorized], 'GitHub does not accept the token.'],
    ['403', [forbidden], 'the token may not do this (Resource not accessible by integration).'],
    ['404', [notFound], 'GitHub has no such thing, or hides it from this token.'],
    [
      '422',
      [unprocessable({ resource: 'PullRequest', field: 'base', code: 'invalid' })],
      'GitHub refuses it (Validation Failed: base invalid).',
    ],
    ['5xx for ever', [serverError, serverError], 'GitHub itself fails with status 502.'],
    ['no connection', ['reset', 'reset'], 'GitHub does not answer (other side closed).'],
    [
      'a limit that takes too long',
      [secondaryLimit(3600)],
      "GitHub's limit of requests is reached for 3600 more seconds.",
    ],
    [
      'words of a stranger',
      [unprocessable(`\u001b[2J\n::set-output name=a::${TOKEN}\u202e`)],
      'GitHub refuses it (Validation Failed: [2J ::set-output name=a::…).',
    ],
  ])('%s is one sentence without the token', async (_name, failures, reason) => {
    const forge = await campaign();
    server.next('POST', /pulls$/, ...failures);
    const error = await forge.openPullRequest(REQUEST).catch((error: unknown) => error);
    expect(error).toMatchObject({ message: `cannot open a pull request in acme/shop: ${reason}` });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(TOKEN);
    expect(state.pulls).toEqual([]);
  });

  test('a token that no header can hold is not repeated', () => {
    const open = () => githubOf({ forge: 'github', api: 'http://127.0.0.1', repository: 'a/b' }, { token: 'se\ncret' });
    expect(open).toThrow('the token is empty or holds characters that no token has.');
  });
});

test.each<[string, string | undefined]>([
  ['https://github.com/acme/shop', 'https://api.github.com acme/shop'],
  ['https://github.com/acme/shop.git/', 'https://api.github.com acme/shop'],
  ['https://octocat:secret@GitHub.com/acme/shop.git', 'https://api.github.com acme/shop'],
  ['git@github.com:acme/shop.git', 'https://api.github.com acme/shop'],
  ['github.com:acme/shop', 'https://api.github.com acme/shop'],
  ['ssh://git@github.com/acme/shop.git', 'https://api.github.com acme/shop'],
  ['ssh://git@ssh.github.com:443/acme/shop.git', 'https://api.github.com acme/shop'],
  ['git@gitlab.com:group/team/shop.git', 'https://gitlab.com/api/v4 group/team/shop'],
  ['https://acme.ghe.com/acme/shop', 'https://api.acme.ghe.com acme/shop'],
  ['https://git.acme.example:8443/acme/shop.git', 'https://git.acme.example:8443/api/v3 acme/shop'],
  ['ssh://git@git.acme.example:2222/acme/shop.git', 'https://git.acme.example:8443/api/v3 acme/shop'],
  ['git@git.acme.example:acme/shop.git', 'https://git.acme.example:8443/api/v3 acme/shop'],
  ['https://acme.example/gitlab/group/shop.git', 'https://acme.example/gitlab/api/v4 group/shop'],
  ['git@acme.example:group/shop.git', 'https://acme.example/gitlab/api/v4 group/shop'],
  ['http://127.0.0.1:3000/acme/shop.git', 'http://127.0.0.1:3000/api acme/shop'],
  // No host that only looks like a forge is sent a token.
  ['https://github.com.evil.example/acme/shop', undefined],
  ['https://github.evil.example/acme/shop', undefined],
  ['https://github.com:8080/acme/shop', undefined],
  ['https://evil.example/github.com/acme/shop', undefined],
  ['https://github.com/acme', undefined],
  ['https://github.com/acme/shop/tree/main', undefined],
  ['https://github.com/acme/..', undefined],
  ['git@github.com:acme/../shop', undefined],
  ['file:///srv/acme/shop', undefined],
  ['/srv/acme/shop', undefined],
  ['C:/acme/shop', undefined],
  ['C:\\acme\\shop', undefined],
  ['../shop', undefined],
  ['', undefined],
])('%s leads to %s', (address, expected) => {
  const hosts = hostsFrom({
    GITHUB_SERVER_URL: 'http://127.0.0.1:3000',
    GITHUB_API_URL: 'http://127.0.0.1:3000/api/',
    GH_HOST: 'git.acme.example:8443',
    GITLAB_HOST: 'https://acme.example/gitlab/',
  });
  const remote = remoteOf(address, hosts);
  expect(remote && `${remote.api} ${remote.repository}`).toBe(expected);
});

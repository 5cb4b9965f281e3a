// `multistage suggest` against a server on this machine that answers as GitHub does.

import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { suggest } from '../src/cli/commands/suggest.ts';
import { commandLine } from '../src/cli/main.ts';
import type { SuggestOptions } from '../src/cli/options/suggest.ts';
import { openRemote } from '../src/cli/remote.ts';
import { version } from '../src/cli/version.ts';
import { contextFromFiles, convert } from '../src/index.ts';
import { renderDiff } from '../src/report/diff.ts';
import type { Converted } from '../src/report/markdown.ts';
import { suggestionsFor } from '../src/report/suggestions.ts';
import { escapeLines } from '../src/report/terminal.ts';
import { convertFixture, type Fixture, fixtures } from './fixtures.ts';
import { type Failure, type ForgeServer, startForge } from './forge-server.ts';
import {
  type Comment,
  commitOf,
  type Files,
  forbidden,
  type GitHubState,
  github,
  type LineComment,
  notFound,
  type Pull,
  type Review,
  rateLimit,
  secondaryLimit,
  serverError,
  unauthorized,
  unprocessable,
} from './github.ts';

const TOKEN = 'ghs_0123456789abcdefghijABCDEFGHIJ012345';
const SELF = 'github-actions[bot]';

const DOCKERFILE = `FROM golang:1.24
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /server .
EXPOSE 8080
CMD ["/server"]
`;
const SOURCES = {
  'go.mod': 'module example.com/server\n\ngo 1.24\n',
  'main.go':
    'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", http.NotFoundHandler())\n}\n',
};
const OPTIONS: SuggestOptions = {
  repo: 'acme/shop',
  pr: 7,
  dryRun: false,
  check: false,
  format: 'text',
  prefer: undefined,
  minConfidence: undefined,
};

/** The repository's server, what is said there, and what the command printed. */
interface Scene {
  readonly server: ForgeServer;
  readonly pulls: Pull[];
  readonly comments: Comment[];
  readonly lineComments: LineComment[];
  readonly reviews: Review[];
  run(
    options?: Partial<SuggestOptions>,
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
}

let scene: Scene | undefined;

async function sceneOf(head: Files, base: Files = {}, pull: Partial<Pull> = {}): Promise<Scene> {
  const pulls: Pull[] = [
    {
      repository: 'acme/shop',
      number: 7,
      title: '',
      body: '',
      head: 'someone:patch',
      base: 'main',
      state: 'open',
      merged: false,
      mergeable: true,
      trees: { base, head },
      ...pull,
    },
  ];
  const said = { comments: [] as Comment[], lineComments: [] as LineComment[], reviews: [] as Review[] };
  const state: GitHubState = { token: TOKEN, self: SELF, repositories: ['acme/shop'], pulls, ...said };
  const server = await startForge(github(state));
  vi.stubEnv('GITHUB_API_URL', `${server.url}/`);
  vi.stubEnv('GITHUB_TOKEN', TOKEN);
  scene = {
    server,
    pulls,
    ...said,
    async run(options = {}) {
      const printed = { out: '', err: '' };
      const into = (stream: 'out' | 'err') => (text: string | Uint8Array) => {
        printed[stream] += text;
        return true;
      };
      const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
      const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(into('err'));
      try {
        const code = await suggest({ ...OPTIONS, ...options }, 0);
        expect(printed.out + printed.err).not.toContain(TOKEN);
        return { code, ...printed };
      } finally {
        stdout.mockRestore();
        stderr.mockRestore();
      }
    },
  };
  return scene;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await scene?.server.close();
  scene = undefined;
});

/** What a file becomes when somebody takes the suggestions at its lines, all in one batch. */
function taken(text: string, comments: readonly Pick<LineComment, 'first' | 'line' | 'body'>[]): string {
  const lines = text.split('\n');
  for (const { first, line, body } of [...comments].sort((a, b) => b.first - a.first)) {
    const [, suggested = ''] = /^(`{3,})suggestion\n([\s\S]*?)^\1$/m.exec(body)?.slice(1) ?? [];
    lines.splice(first - 1, (line ?? first) - first + 1, ...suggested.split('\n').slice(0, -1));
  }
  return lines.join('\n');
}

function fileOf(text: string): string {
  const outcome = convert(text, { context: contextFromFiles(SOURCES) });
  return outcome.kind === 'converted' ? outcome.output : '';
}

const CHANGES = ['POST', 'PATCH', 'PUT', 'DELETE'];
const changes = ({ server }: Scene) =>
  server.asked.filter(({ method, path }) => CHANGES.includes(method) && path !== '/graphql').length;

/** In the middle of a Dockerfile so long that its end and its begin are in no hunk of a change there. */
const MIDDLE = 'RUN CGO_ENABLED=0 go build -o /server .\n';
const LONG = DOCKERFILE.replace(
  MIDDLE,
  `ENV A=1\nENV B=2\nENV C=3\nENV D=4\n${MIDDLE}ENV E=5\nENV F=6\nENV G=7\nENV H=8\n`,
);
const LONG_BEFORE = LONG.replace(MIDDLE, 'RUN go build -o /server .\n');
const OLD = { ...SOURCES, Dockerfile: LONG_BEFORE };
const NEW = { ...SOURCES, Dockerfile: LONG };

describe('a review', () => {
  test('suggests what makes the conversion, once', async () => {
    const { run, server, reviews, lineComments, comments } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    expect(await run()).toEqual({
      code: 0,
      out: `acme/shop#7: a review posted, with suggestions for Dockerfile: ${server.url}/acme/shop/pull/7#pullrequestreview-1001\n`,
      err: '',
    });
    expect(reviews).toMatchObject([{ commit: commitOf({ number: 7 }, 'head') }]);
    expect(lineComments).toMatchObject([{ path: 'Dockerfile', first: 1, user: SELF }]);
    expect(taken(DOCKERFILE, lineComments)).toBe(fileOf(DOCKERFILE));
    expect(lineComments[0]?.body).toContain('From `golang:1.24` to `scratch`');
    expect(comments).toEqual([]);

    const before = changes(scene as Scene);
    expect(await run()).toMatchObject({
      code: 0,
      out: 'acme/shop#7: there is nothing to say, or it is said already.\n',
    });
    expect(changes(scene as Scene)).toBe(before);
  });

  test('has a part for each place where hunks are apart, and all of them together are the conversion', async () => {
    const base = LONG.replace('golang:1.24', 'golang:1.23').replace('ENV F=6', 'ENV F=5');
    const { run, lineComments, comments } = await sceneOf(NEW, { ...SOURCES, Dockerfile: base });
    await run();
    expect(lineComments.length).toBeGreaterThan(1);
    expect(taken(LONG, lineComments)).toBe(fileOf(LONG));
    expect(lineComments.map(({ body }) => /Part \d of \d/.exec(body)?.[0])).toEqual(
      lineComments.map((_, index) => `Part ${index + 1} of ${lineComments.length}`),
    );
    expect(comments).toEqual([]);
  });

  test('is posted again when the file changes, and what no longer fits is taken back', async () => {
    const { run, pulls, lineComments, reviews } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    await run();
    const [old] = lineComments;
    const changed = DOCKERFILE.replace('1.24', '1.23');
    pulls[0] = { ...(pulls[0] as Pull), trees: { base: {}, head: { ...SOURCES, Dockerfile: changed } } };
    const { out } = await run();
    expect(out).toContain('a suggestion that no longer fits taken back');
    expect(reviews).toHaveLength(2);
    expect(lineComments.map(({ id }) => id)).not.toContain(old?.id);
    expect(taken(changed, lineComments)).toBe(fileOf(changed));
    expect((await run()).out).toContain('nothing to say');
  });

  test('that somebody answered keeps its words out of the way, and one whose lines are gone is left alone', async () => {
    const { run, pulls, lineComments } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    await run();
    const first = lineComments[0] as LineComment;
    const answer = { ...first, id: 2000, user: 'octocat', body: 'No.', answers: first.id };
    const gone = { ...first, id: 2001, line: null, body: first.body.replace(/.{16} -->$/, '0123456789abcdef -->') };
    lineComments.push(answer, gone);
    pulls[0] = {
      ...(pulls[0] as Pull),
      trees: { base: {}, head: { ...SOURCES, Dockerfile: DOCKERFILE.replace('1.24', '1.23') } },
    };
    await run();
    expect(lineComments.find(({ id }) => id === first.id)?.body).toBe('This suggestion no longer fits the file.');
    expect(lineComments).toContain(answer);
    expect(lineComments).toContain(gone);
    const second = lineComments.at(-1) as LineComment;
    lineComments.splice(lineComments.indexOf(second), 1, { ...second, line: null });
    await run();
    expect(lineComments.at(-1)).toMatchObject({ line: second.line, body: second.body });
    const before = changes(scene as Scene);
    await run();
    expect(changes(scene as Scene)).toBe(before);
  });

  test.each([
    ['nothing is converted', { ...SOURCES, Dockerfile: 'FROM alpine\n' }, 'nothing to say'],
    ['there is no Dockerfile', SOURCES, 'nothing to say'],
    ['the Dockerfile is not touched', { ...SOURCES, Dockerfile: LONG_BEFORE }, 'nothing to say'],
  ])('is not posted where %s', async (_name, head, said) => {
    const { run, reviews, comments } = await sceneOf(head, { Dockerfile: LONG_BEFORE });
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining(said) });
    expect([...reviews, ...comments]).toEqual([]);
  });

  test('is not posted on a closed pull request, nor for a file that is removed', async () => {
    const closed = await sceneOf(NEW, {}, { state: 'closed' });
    expect((await closed.run()).out).toContain('it is closed');
    expect(closed.reviews).toEqual([]);
    await closed.server.close();
    const removed = await sceneOf(SOURCES, NEW);
    await removed.run();
    expect(removed.reviews).toEqual([]);
  });
});

describe('a comment', () => {
  test('has the command and the patch where lines are not shown, once', async () => {
    const { run, comments, reviews } = await sceneOf(NEW, OLD);
    expect((await run()).out).toMatch(/^acme\/shop#7: a comment posted: http/);
    expect(reviews).toEqual([]);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain(`npx multistage@${version} --write -- Dockerfile\n`);
    expect(comments[0]?.body).toContain(renderDiff([{ path: 'Dockerfile', input: LONG, output: fileOf(LONG) }]));
    const before = changes(scene as Scene);
    await run();
    expect(changes(scene as Scene)).toBe(before);
  });

  test('names what the command was made with', async () => {
    const { run, comments } = await sceneOf(NEW, OLD);
    await run({ prefer: 'shell', minConfidence: 'medium' });
    expect(comments[0]?.body).toContain('--write --prefer shell --min-confidence medium -- Dockerfile');
  });

  test('is changed when it says something else, and withdrawn when nothing is left', async () => {
    const { run, pulls, comments } = await sceneOf(NEW, OLD);
    await run();
    const [first] = comments;
    const next = LONG.replace('ENV D=4', 'ENV D=four');
    pulls[0] = { ...(pulls[0] as Pull), trees: { base: OLD, head: { ...SOURCES, Dockerfile: next } } };
    expect((await run()).out).toContain('a comment changed');
    expect(comments).toEqual([first]);
    expect(comments[0]?.body).toContain('ENV D=four');
    pulls[0] = { ...(pulls[0] as Pull), trees: { base: OLD, head: { ...SOURCES, Dockerfile: fileOf(next) } } };
    expect((await run()).out).toContain('a comment withdrawn');
    expect(comments[0]?.body).toMatch(/^There is nothing left here/);
    const before = changes(scene as Scene);
    await run();
    expect(changes(scene as Scene)).toBe(before);
  });

  test('of somebody else is not ours, whatever it says; of two of ours one goes', async () => {
    const { run, comments } = await sceneOf(NEW, OLD);
    await run();
    const { body } = comments[0] as Comment;
    const copies = [
      { id: 1, number: 7, user: 'mallory', body },
      { id: 2, number: 7, user: 'github-actions', body },
      { id: 3, number: 7, user: SELF, body: `Not by this tool. ${body.slice(0, -40)}` },
    ];
    comments.unshift(...copies);
    comments.push({ id: 9999, number: 7, user: SELF, body });
    await run();
    expect(comments).toEqual([...copies, expect.objectContaining({ body })]);
    comments.splice(3);
    await run();
    expect(comments).toEqual([...copies, expect.objectContaining({ user: SELF, body })]);
  });

  test.each<[string, Files, Partial<Pull>]>([
    ['GitHub shows no patch', { ...SOURCES, Dockerfile: DOCKERFILE }, { patches: false }],
    ['lines end with CR LF', { ...SOURCES, Dockerfile: DOCKERFILE.replaceAll('\n', '\r\n') }, {}],
    ['a character must be escaped', { ...SOURCES, Dockerfile: DOCKERFILE.replace('EXPOSE', '# \u202e\nEXPOSE') }, {}],
  ])('is posted where %s', async (_name, head, pull) => {
    const { run, comments, reviews } = await sceneOf(head, {}, pull);
    await run();
    expect(reviews).toEqual([]);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).not.toMatch(/[\u202e\r]/);
  });

  test('takes what GitHub refuses as a review', async () => {
    const { run, comments, reviews, lineComments, server } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    server.next('POST', /reviews$/, unprocessable('Pull request review thread line must be part of the diff'));
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('a comment posted') });
    expect([...reviews, ...lineComments]).toEqual([]);
    expect(comments).toHaveLength(1);
  });
});

describe('a failure', () => {
  const once: [string, Failure[]][] = [
    ['a broken connection', ['reset']],
    ['a connection that breaks after it was done', ['lost']],
    ['5xx', [serverError]],
    ['the limit of an hour', [rateLimit(0), rateLimit(0, 429)]],
    ['a secondary limit', [secondaryLimit(1), secondaryLimit(1, 429)]],
  ];
  test.each(once)('to post a review, %s, leaves one review', async (_name, failures) => {
    const { run, server, reviews, lineComments } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    server.next('POST', /reviews$/, ...failures);
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('a review posted') });
    expect(reviews).toHaveLength(1);
    expect(lineComments).toHaveLength(1);
  });

  test.each(once)('to post a comment, %s, leaves one comment', async (_name, failures) => {
    const { run, server, comments } = await sceneOf(NEW, OLD);
    server.next('POST', /comments$/, ...failures);
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('a comment posted') });
    expect(comments).toHaveLength(1);
  });

  test.each<[string, Failure[], string]>([
    ['no connection', ['reset', 'reset'], 'cannot review acme/shop#7: GitHub does not answer (other side closed).'],
    ['5xx for ever', [serverError, serverError], 'cannot review acme/shop#7: GitHub itself fails with status 502.'],
    ['403', [forbidden], 'the token may not do this (Resource not accessible by integration). It needs'],
    ['a limit that takes too long', [secondaryLimit(3600)], "GitHub's limit of requests is reached for 3600"],
    ['401', [unauthorized], 'GitHub does not accept the token.'],
    ['404', [notFound], 'GitHub has no such thing, or hides it from this token.'],
  ])('to post, %s, is a sentence, and the next run does what is left', async (_name, failures, sentence) => {
    const { run, server, reviews } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    server.next('POST', /reviews$/, ...failures);
    const { code, err } = await run();
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(err.split('\n')).toHaveLength(2);
    expect(reviews).toEqual([]);
    await run();
    await run();
    expect(reviews).toHaveLength(1);
  });

  test('to look whether a lost review arrived posts no second one', async () => {
    const { run, server, reviews } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    server.next('POST', /reviews$/, 'lost');
    server.next('GET', /pulls\/7\/comments$/, 'none', forbidden);
    expect((await run()).code).toBe(2);
    expect(reviews).toHaveLength(1);
    expect((await run()).code).toBe(0);
    expect(reviews).toHaveLength(1);
  });

  test('between the two posts loses nothing and doubles nothing', async () => {
    const nested = {
      'old/Dockerfile': LONG_BEFORE,
      'old/go.mod': SOURCES['go.mod'],
      'old/main.go': SOURCES['main.go'],
    };
    const head = { ...nested, 'old/Dockerfile': LONG, ...SOURCES, Dockerfile: DOCKERFILE };
    const { run, server, reviews, comments } = await sceneOf(head, nested);
    server.next('POST', /issues.*comments$/, forbidden);
    expect((await run()).code).toBe(2);
    expect([reviews.length, comments.length]).toEqual([1, 0]);
    expect((await run()).code).toBe(0);
    expect([reviews.length, comments.length]).toEqual([1, 1]);
  });

  test.each([
    ['the pull request', /pulls\/7$/],
    ['its files', /files$/],
    ['the tree', /trees/],
    ['a blob', /blobs/],
    ['comments', /issues\/7\/comments$/],
    ['review comments', /pulls\/7\/comments$/],
  ])('to read %s is tried again, and then a sentence', async (_name, path) => {
    const { run, server, reviews } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    server.next('GET', path, serverError, 'reset', secondaryLimit(1));
    expect((await run()).code).toBe(0);
    expect(reviews).toHaveLength(1);
    server.next('GET', path, notFound);
    expect(await run()).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^multistage: cannot .*\n$/) });
  });

  test.each<[string, Record<string, string>, string]>([
    ['no token', { GITHUB_TOKEN: '', GH_TOKEN: '' }, 'there is no token for GitHub.'],
    ['a token that is two', { GITHUB_TOKEN: 'ghp_one\nghp_two' }, 'the token is empty or holds characters'],
    ['no address', { GITHUB_API_URL: 'file:///etc/passwd' }, 'GITHUB_API_URL is no address.'],
    ['nobody there', { GITHUB_API_URL: 'http://127.0.0.1:1' }, 'GitHub does not answer'],
  ])('of the environment, %s, is a sentence', async (_name, environment, sentence) => {
    const { run } = await sceneOf(NEW);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { code, err } = await run();
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/ghp_/);
  });
});

describe('what is read', () => {
  test('has as many pages as there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`a/${index}.txt`, `${index}`]));
    const { run, server, comments, lineComments } = await sceneOf({ ...many, ...SOURCES, 'z/Dockerfile': LONG_BEFORE });
    const talk = { number: 7, user: 'octocat', body: 'Hm.' };
    for (let id = 1; id <= 130; id++) {
      comments.push({ ...talk, id });
      lineComments.push({ ...talk, id, path: 'go.mod', first: 1, line: 1 });
    }
    await run();
    const count = lineComments.length + comments.length;
    expect(count).toBeGreaterThan(260);
    await run();
    expect(lineComments.length + comments.length).toBe(count);
    expect(server.asked.some(({ query }) => query.get('page') === '2')).toBe(true);
  });

  test('stops at limits that are stated', async () => {
    const many = Array.from({ length: 22 }, (_, index) => [`${index}/Dockerfile`, `FROM alpine\n# ${index}\n`]);
    const sources = Array.from({ length: 450 }, (_, index) => [`0/${index}.go`, `package main\n\n// ${index}\n`]);
    const head = {
      ...Object.fromEntries([...many, ...sources]),
      '0/go.mod': SOURCES['go.mod'],
      '0/Dockerfile': DOCKERFILE.replace('go.mod main.go', '.'),
    };
    const { run, server } = await sceneOf(head, {}, { truncated: true });
    const { out } = await run({ dryRun: true });
    expect(out).toContain('Only the first 20 of 22 Dockerfiles were looked at.');
    expect(out).toContain('GitHub lists only a part of the files of this repository');
    expect(out).toMatch(/Only 400 files were read around these Dockerfiles; what \d+ more hold is not known here/);
    expect(server.asked.filter(({ path }) => path.includes('/blobs/')).length).toBe(420);
  });

  test.each<[string, Files, string]>([
    ['a link in place of the Dockerfile', { Dockerfile: { link: '/etc/passwd' } }, 'it is a link'],
    [
      'an ignore file that leads away',
      { ...SOURCES, Dockerfile: DOCKERFILE, '.dockerignore': { link: '../secret' } },
      '.dockerignore could not be read',
    ],
    ['bytes that are no text', { Dockerfile: Uint8Array.of(0xff, 0xfe) }, 'not UTF-8 text'],
    ['nothing', { Dockerfile: '' }, 'this file is empty'],
  ])('and is %s, is said, and nothing is suggested', async (_name, head, sentence) => {
    const { run, reviews, comments } = await sceneOf(head);
    expect(await run()).toMatchObject({ code: 0, err: expect.stringContaining(sentence) });
    expect([...reviews, ...comments]).toEqual([]);
  });

  test('is what COPY sees: links are followed, ignored files and what is kept elsewhere are not there', async () => {
    const forge = (files: Files) =>
      sceneOf({ Dockerfile: DOCKERFILE, ...files }).then(async ({ run, lineComments }) => {
        const { err } = await run();
        return { err, count: lineComments.length };
      });
    const { 'go.mod': mod, 'main.go': main } = SOURCES;
    expect((await forge({ 'go.mod': { link: 'real/go.mod' }, 'real/go.mod': mod, 'main.go': main })).count).toBe(1);
    const body = () => scene?.lineComments[0]?.body ?? '';
    const seen = 'the sources were read, and name every file that is opened';
    expect(body()).toContain(seen);
    await scene?.server.close();
    await forge({ ...SOURCES, 'main.go': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' });
    expect(body()).not.toContain(seen);
    await scene?.server.close();
    await forge({ ...SOURCES, '.dockerignore': 'main.go\n' });
    expect(body()).not.toContain(seen);
  });

  describe('of a configuration is the one of the branch that the pull request is for', () => {
    const config = (settings: object) => ({ 'multistage.config.json': JSON.stringify(settings) });
    const head = { ...SOURCES, 'svc/Dockerfile': DOCKERFILE, ...config({ toolchainsOff: [], prefer: 'smallest' }) };

    test.each<[string, Files, number]>([
      ['none', {}, 1],
      ['ignored', config({ ignore: ['svc/'] }), 0],
      ['toolchain off', config({ toolchainsOff: ['go'] }), 0],
      ['surer to be written', config({ minConfidenceToWrite: 'high' }), 0],
      ['a script', { 'multistage.config.js': 'process.exit(9)' }, 1],
    ])('%s', async (_name, base, count) => {
      const { run, lineComments } = await sceneOf(head, base);
      expect((await run()).code).toBe(0);
      expect(lineComments).toHaveLength(count);
    });

    test('and counts after the command line', async () => {
      const { run, lineComments } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE }, config({ prefer: 'shell' }));
      await run();
      expect(lineComments[0]?.body).not.toContain('FROM scratch');
      await run({ prefer: 'smallest' });
      expect(lineComments[0]?.body).toContain('FROM scratch');
    });

    test.each<[string, Files]>([
      ['multistage.config.json:1:2', { 'multistage.config.json': '{"perfer": "shell"}' }],
      ['multistage.config.json', { 'multistage.config.json': { link: '../../etc/passwd' } }],
    ])('and what is wrong with %s is said', async (place, base) => {
      const { run, lineComments } = await sceneOf(head, base);
      const { code, err } = await run();
      expect(code).toBe(2);
      expect(err).toContain(`its configuration ${place} does not hold`);
      expect(lineComments).toEqual([]);
    });
  });

  // One of each toolchain, and every file that the engine asks for has to arrive.
  const ofEachToolchain = fixtures.filter(
    ({ name, expected, neighbours }, index) =>
      expected !== undefined &&
      Object.keys(neighbours).length === 0 &&
      fixtures.findIndex((other) => other.expected !== undefined && other.name.startsWith(`${name.split('/')[0]}/`)) ===
        index,
  );
  test.each(ofEachToolchain.map((fixture) => [fixture.name, fixture] as const))(
    'leads to the same as on disk: %s',
    async (_name, fixture) => {
      const { files, options } = fixture;
      const blobs = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
      const remote = await openRemote(
        {
          tree: async () => ({
            entries: [...blobs].map(([path, { length: size }]) => ({ path, kind: 'file', hash: path, size })),
            truncated: false,
          }),
          blob: async (hash) => blobs.get(hash) ?? new Uint8Array(),
        },
        { base: '', head: '' },
        {
          prefer: options.preference ?? 'smallest',
          minConfidence: options.minConfidence ?? 'low',
          ...options.images,
        },
      );
      const outcome = await remote.convert('Dockerfile');
      expect(outcome).toEqual(convertFixture(fixture, 'Dockerfile'));
      expect(remote.notices()).toEqual([]);
      const patch = `@@ -0,0 +1,${fixture.dockerfile.split('\n').length - 1} @@`;
      const candidate = { conversion: outcome as Converted, patch };
      const { review, comment } = suggestionsFor([candidate], { command: ['multistage'], notices: [] });
      if (comment === undefined)
        expect(
          taken(
            fixture.dockerfile,
            (review?.files[0]?.comments ?? []).map(({ first, last, body }) => ({ first, line: last, body })),
          ),
        ).toBe(fixture.expected);
      else expect(escapeLines(fixture.expected ?? '')).not.toBe(fixture.expected);
    },
  );
});

test('suggestions at any lines of any hunks make the whole change, or none of it', () => {
  const [fixture] = fixtures.filter(({ expected }) => expected !== undefined);
  const conversion = convertFixture(fixture as Fixture, 'Dockerfile') as Converted;
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '', '```'), { minLength: 1, maxLength: 12 });
  const hunks = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })), { maxLength: 3 });
  let suggested = 0;
  fc.assert(
    fc.property(text, text, hunks, (before, after, spans) => {
      const input = before.map((line) => `${line}\n`).join('');
      const output = after.map((line) => `${line}\n`).join('');
      // Hunks of a patch lie apart from each other.
      const apart: [number, number][] = [];
      for (const [first, count] of spans.sort((a, b) => a[0] - b[0])) {
        const [start = 0, length = 0] = apart.at(-1) ?? [];
        if (first >= start + length) apart.push([first, count]);
      }
      const patch = apart.map(([first, count]) => `@@ -1 +${first},${count} @@`).join('\n');
      const candidate = { conversion: { ...conversion, input, output }, patch };
      const { review } = suggestionsFor([candidate], { command: ['multistage'], notices: [] });
      const comments = review?.files[0]?.comments ?? [];
      if (comments.length === 0) return;
      suggested++;
      for (const [index, { first, last }] of comments.entries()) {
        expect(apart.some(([start, count]) => start <= first && last < start + count)).toBe(true);
        expect(first).toBeGreaterThan(comments[index - 1]?.last ?? 0);
        expect(last).toBeGreaterThanOrEqual(first);
      }
      expect(
        taken(
          input,
          comments.map(({ first, last, body }) => ({ first, line: last, body })),
        ),
      ).toBe(output);
    }),
    { numRuns: 2000 },
  );
  expect(suggested).toBeGreaterThan(100);
});

describe('what is printed', () => {
  test('in a dry run is what would be posted, and nothing is', async () => {
    const { run, reviews, lineComments, comments } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    const { code, out } = await run({ dryRun: true });
    expect(code).toBe(0);
    expect(changes(scene as Scene)).toBe(0);
    await run();
    expect([reviews.length, comments.length]).toEqual([1, 0]);
    for (const line of [...(reviews[0]?.body ?? '').split('\n'), ...(lineComments[0]?.body ?? '').split('\n')])
      expect(out).toContain(`  | ${line}\n`);
  });

  test('as JSON is the same', async () => {
    const { run, reviews, lineComments } = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
    const report = JSON.parse((await run({ dryRun: true, format: 'json' })).out);
    expect(report).toMatchObject({ version: 1, pullRequest: 'acme/shop#7', dryRun: true, comment: null, notices: [] });
    expect(report.files).toEqual([{ path: 'Dockerfile', kind: 'converted' }]);
    const posted = JSON.parse((await run({ format: 'json' })).out);
    expect(posted.posted.review).toMatch(/^http/);
    expect(report.review.body).toBe(reviews[0]?.body);
    expect(report.review.comments.map(({ body }: { body: string }) => body)).toEqual(
      lineComments.map(({ body }) => body),
    );
  });

  test.each([
    [false, DOCKERFILE, 0],
    [true, DOCKERFILE, 1],
    [true, 'FROM alpine\n', 0],
  ])('with --check %s of %j exits with %i', async (check, Dockerfile, code) => {
    const { run } = await sceneOf({ ...SOURCES, Dockerfile });
    expect((await run({ check })).code).toBe(code);
    expect((await run({ check, dryRun: true })).code).toBe(code);
  });

  const HOSTILE = DOCKERFILE.replace(
    'EXPOSE',
    '# ```` @octocat #1 <img src=x onerror=alert(1)>\n# ::set-output name=a::b\n# ##[add-mask]a\nEXPOSE',
  );
  test.each([
    ['in a review', { Dockerfile: HOSTILE }, {}],
    ['in a comment', { Dockerfile: HOSTILE }, { patches: false }],
    ['by its name', { '::set-output name=a::b\n::x ` <b> @octocat \u202e/Dockerfile': HOSTILE }, {}],
    [
      'by its name, refused',
      { '::set-output name=a::b\n::x ##[add-mask]/Dockerfile': `${DOCKERFILE}CMD ["go", "run", "."]\n` },
      {},
    ],
  ])('and what is posted does no harm: text of a stranger %s', async (_name, files, pull) => {
    const [path = ''] = Object.keys(files);
    const below = path.slice(0, path.lastIndexOf('/') + 1);
    const sources = Object.fromEntries(Object.entries(SOURCES).map(([name, text]) => [below + name, text]));
    const { run, reviews, comments, lineComments } = await sceneOf({ ...sources, ...files }, {}, pull);
    for (const options of [{ dryRun: true }, { dryRun: true, format: 'json' } as const, {}]) {
      const { out, err } = await run(options);
      expect(`${out}\n${err}`).not.toMatch(/^\s*::|##\[|\u202e/m);
    }
    const bodies = [...reviews, ...comments, ...lineComments].map(({ body }) => body);
    for (const body of bodies) {
      // What is left when code is taken away is ours.
      const rest = body.replace(/^(`{3,})\w+\n[\s\S]*?^\1$/gm, '').replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
      expect(rest).not.toMatch(/octocat|onerror|#1\b|<b>|::|\u202e/);
    }
  });
});

test.each([
  [['--repo', 'acme', '--pr', '7'], '--repo needs owner/name.'],
  [['--repo', '../..', '--pr', '7'], '--repo needs owner/name.'],
  [['--repo', 'acme/shop', '--pr', '0'], '--pr needs the number of a pull request.'],
  [['--repo', 'acme/shop', '--pr', '7', '--pr', '8'], '--pr is given twice.'],
  [['--repo', 'acme/shop', '--pr', '7', 'Dockerfile'], 'suggest takes no paths'],
  [['--repo', 'acme/shop'], 'Missing required argument: pr'],
  [['--repo', 'acme/shop', '--pr', '7', '--token', 'x'], 'Unknown argument: token'],
])('%j is refused', async (words, sentence) => {
  const line = async () =>
    commandLine(() => {})
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message);
      })
      .parseAsync(['suggest', ...words]);
  await expect(line()).rejects.toThrow(sentence);
});

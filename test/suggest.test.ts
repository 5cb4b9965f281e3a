// `multistage suggest` against a server on this machine that answers as GitHub does.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { suggest } from '../src/cli/commands/suggest.ts';
import type { SuggestOptions } from '../src/cli/options/suggest.ts';
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
  prefer: 'smallest',
  minConfidence: 'low',
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
      const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((printed.out += text)));
      const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((printed.err += text)));
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

test('try', async () => {
  const s = await sceneOf({ ...SOURCES, Dockerfile: DOCKERFILE });
  const r = await s.run();
  console.log(
    r.out,
    r.err,
    s.reviews,
    s.lineComments.map((c) => c.body).join('\n=====\n'),
    s.comments,
    s.server.calls(),
  );
  const r2 = await s.run();
  console.log(r2, s.server.calls());
});

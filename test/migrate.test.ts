// Campaigns over many repositories, as a user runs them: real git, real processes, servers of this machine alone.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { devNull, hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutCredentials } from '../src/campaign/git.ts';
import { openJournal } from '../src/campaign/journal.ts';
import { isInShard, shardOf } from '../src/campaign/shard.ts';
import { sourcesOf, wordsOfList } from '../src/campaign/sources.ts';
import { lock } from '../src/cli/lock.ts';
import { durationOf, paceOf } from '../src/cli/pace.ts';
import { threads } from '../src/cli/threads.ts';
import type { RepositoryResult } from '../src/report/campaign.ts';
import { renderStatus } from '../src/report/campaign-status.ts';
import { plain } from '../src/report/terminal.ts';
import { type ForgeServer, startForge } from './forge-server.ts';
import { type GitServer, startGitServer } from './git-server.ts';
import { forbidden, type GitHubState, github } from './github.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin/multistage.js');
const BRANCH = 'multistage/leave-build-tools-out';

const hello = 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /hello .\nCMD ["/hello"]\n';
const main = 'package main\n\nfunc main() { println("hello") }\n';
const module = 'module example.com/hello\n\ngo 1.25\n';
const project = { Dockerfile: hello, 'main.go': main, 'go.mod': module };

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'migrate-')));
afterAll(() => rmSync(temporary, { recursive: true, force: true }), 60_000);

beforeAll(() => {
  if (existsSync(join(root, 'dist/worker.js'))) return;
  const build = spawnSync(process.execPath, ['build.js'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(build.stderr);
});

let folders = 0;
function newFolder(): string {
  const folder = join(temporary, String(++folders));
  mkdirSync(folder);
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

// Nothing of the machine's own settings, and somebody to commit as.
const environment: Record<string, string | undefined> = {
  PATH: process.env.PATH,
  HOME: temporary,
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

function git(folder: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function repository(folder: string, files: Readonly<Record<string, string | Uint8Array>> = project): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main', '--template=');
  write(folder, files);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=Begin');
  return folder;
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(cwd: string, words: readonly string[], env = {}): ChildProcess {
  return spawn(process.execPath, [bin, 'migrate', ...words], { cwd, env: { ...environment, ...env } });
}

async function ended(child: ChildProcess): Promise<Run> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  expect(err).not.toMatch(/^\s+at .*:\d+:\d+/m);
  return { code, out, err };
}

/** Not spawnSync: servers of this process have to answer meanwhile. */
const migrate = (cwd: string, words: readonly string[], env = {}): Promise<Run> => ended(start(cwd, words, env));

function results(cwd: string, campaign = 'multistage-campaign'): Record<string, RepositoryResult> {
  const lines = readFileSync(join(cwd, campaign, 'journal.jsonl'), 'utf8').split('\n');
  const all = lines.filter((line) => line !== '').map((line): RepositoryResult => JSON.parse(line));
  return Object.fromEntries(all.map((result) => [result.repository, result]));
}

/** Without what holds the time. */
const timeless = (all: Record<string, RepositoryResult>) =>
  Object.values(all)
    .map((result) => ({ ...result, commit: null }))
    .sort((a, b) => (a.repository < b.repository ? -1 : 1));

const references = (folder: string, field: string) => git(folder, 'for-each-ref', `--format=%(refname) %(${field})`);

const everywhere = (set: string, field = 'tree') =>
  readdirSync(set)
    .filter((name) => existsSync(join(set, name, '.git')))
    .map((name) => `${name} ${references(join(set, name), field)}`);

/** All that a user sees of a work tree, and what git says of it. */
const standing = (folder: string) =>
  [
    git(folder, 'status', '--porcelain=v2', '--branch', '--ignored'),
    git(folder, 'ls-files', '--stage', '-v'),
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('.git')),
  ].join('\n');

describe('forty repositories', () => {
  const set = join(temporary, 'forty');
  beforeAll(() => {
    const made = spawnSync(process.execPath, [join(root, 'test/campaign/generate.js'), set, '40'], {
      encoding: 'utf8',
    });
    expect(made.stderr).toBe('');
  });
  const copy = () => {
    const folder = newFolder();
    cpSync(set, folder, { recursive: true, verbatimSymlinks: true });
    return folder;
  };

  test('are converted once, whatever interrupts it, and however many machines share the work', async () => {
    const whole = copy();
    const before = readdirSync(whole).map((name) => standing(join(whole, name)));
    const rehearsal = await migrate(whole, ['.', '--dry-run']);
    expect(rehearsal.code).toBe(0);
    expect(everywhere(whole).join('')).not.toContain(BRANCH);
    expect(readdirSync(whole)).toEqual(readdirSync(set));

    const first = await migrate(whole, ['.']);
    expect(first.code).toBe(0);
    expect(first.err).toMatch(/^40\/40 \S+: \w+$/m);
    const found = results(whole);
    expect(Object.keys(found)).toHaveLength(40);
    const converted = Object.values(found).filter(({ kind }) => kind === 'converted');
    expect(converted.length).toBeGreaterThan(10);
    for (const { repository, commit } of converted) {
      expect(git(join(whole, repository), 'rev-parse', BRANCH).trim()).toBe(commit);
      expect(git(join(whole, repository), 'fsck', '--strict')).toBe('');
    }
    const names = readdirSync(whole).filter((name) => name !== 'multistage-campaign');
    expect(names.map((name) => standing(join(whole, name)))).toEqual(before);

    const commits = everywhere(whole, 'objectname');
    expect((await migrate(whole, ['.'])).code).toBe(0);
    expect(everywhere(whole, 'objectname')).toEqual(commits);
    expect(results(whole)).toEqual(found);

    const killed = copy();
    for (let lines = 5; lines <= 15; lines += 5) {
      const child = start(killed, lines === 5 ? ['.'] : ['--resume']);
      child.stderr?.on('data', (chunk: Buffer) => {
        if (new RegExp(`^${lines}/`, 'm').test(chunk.toString())) child.kill('SIGKILL');
      });
      await ended(child);
      const again = await migrate(killed, ['.']);
      expect(again.code).toBe(2);
      expect(again.err).toContain('migrate --resume');
    }
    expect((await migrate(killed, ['--resume'])).code).toBe(0);
    expect(everywhere(killed)).toEqual(everywhere(whole));
    expect(timeless(results(killed))).toEqual(timeless(found));

    const shared = copy();
    const shards = await Promise.all(
      [1, 2, 3].map((index) => migrate(shared, ['.', '--shard', `${index}/3`, '--campaign', `../shard-${index}`])),
    );
    expect(shards.map(({ code }) => code)).toEqual([0, 0, 0]);
    const parts = [1, 2, 3].map((index) => results(temporary, `shard-${index}`));
    expect(parts.map((part) => Object.keys(part).length).reduce((a, b) => a + b)).toBe(40);
    expect(timeless(Object.assign({}, ...parts))).toEqual(timeless(found));
  }, 120_000);

  test('stop at Ctrl-C with nothing half done, and at a limit', async () => {
    const folder = copy();
    const child = start(folder, ['.']);
    child.stderr?.on('data', (chunk: Buffer) => {
      if (/^3\//m.test(chunk.toString())) child.kill('SIGINT');
    });
    const { code, err } = await ended(child);
    expect(code).toBe(130);
    expect(err).toContain('--resume goes on');
    const limited = await migrate(folder, ['--resume', '--limit', '9']);
    expect(limited.code).toBe(0);
    expect(limited.err).toMatch(/the limit of 9 is reached, repositories left: \d+; .*--resume with a higher --limit/);
    expect(Object.values(results(folder)).filter(({ kind }) => kind === 'converted').length).toBeLessThanOrEqual(9);
    expect(everywhere(folder).filter((refs) => refs.includes(BRANCH)).length).toBeLessThanOrEqual(9);
    expect(existsSync(join(folder, 'multistage-campaign/lock'))).toBe(false);
  }, 60_000);
});

describe('a repository is left alone', () => {
  const states: readonly (readonly [reason: string, bring: (folder: string) => unknown, ...words: string[]])[] = [
    ['UncommittedChanges', (folder) => write(folder, { 'main.go': `${main}\n// more\n` })],
    ['UncommittedChanges', (folder) => rmSync(join(folder, 'go.mod'))],
    [
      'UncommittedChanges',
      (folder) => {
        write(folder, { 'new.go': 'package main\n' });
        git(folder, 'add', 'new.go');
      },
    ],
    ['DetachedHead', (folder) => git(folder, 'checkout', '--quiet', '--detach')],
    ['OnCampaignBranch', (folder) => git(folder, 'checkout', '--quiet', '-b', BRANCH)],
    ['PartOfFiles', (folder) => git(folder, 'update-index', '--assume-unchanged', 'main.go')],
    ['PartOfFiles', (folder) => git(folder, 'update-index', '--skip-worktree', 'main.go')],
    ['BranchExists', (folder) => git(folder, 'branch', BRANCH)],
    ['BranchInTheWay', (folder) => git(folder, 'branch', BRANCH.split('/')[0] ?? '')],
    ['BranchInTheWay', (folder) => git(folder, 'branch', `${BRANCH}/more`)],
    ['NoRemote', () => {}, '--push'],
  ];

  test.each(states.map((state) => [state[0], state] as const))('%s', async (reason, [, bring, ...words]) => {
    const folder = newFolder();
    const place = repository(join(folder, 'shop'));
    bring(place);
    const before = [standing(place), references(place, 'objectname')];
    const rehearsal = await migrate(folder, ['shop', '--dry-run', '--format', 'json', ...words]);
    expect(JSON.parse(rehearsal.out).repositories).toMatchObject([{ kind: 'skipped', reason: { name: reason } }]);
    const { code, out } = await migrate(folder, ['shop', ...words]);
    expect(results(folder).shop).toMatchObject({ kind: 'skipped', reason: { name: reason }, commit: null });
    expect(code).toBe(0);
    expect(out).toContain('shop');
    expect([standing(place), references(place, 'objectname')]).toEqual(before);
  });

  test('without a commit, and one that is none does not lead to the repository around it', async () => {
    const folder = repository(newFolder());
    mkdirSync(join(folder, 'empty'));
    git(join(folder, 'empty'), 'init', '--quiet', '--template=');
    mkdirSync(join(folder, 'none/.git'), { recursive: true });
    const { code } = await migrate(folder, ['empty', 'none', 'nowhere']);
    expect(code).toBe(2);
    expect(results(folder)).toMatchObject({
      empty: { kind: 'skipped', reason: { name: 'EmptyRepository' } },
      none: { kind: 'failed', reason: { name: 'GitFailed' } },
      nowhere: { kind: 'failed', reason: { name: 'NoSuchFolder' } },
    });
    expect(references(folder, 'refname')).not.toContain(BRANCH);
  });
});

describe('what is committed', () => {
  test('is nothing where the one Dockerfile cannot be read, and that is not taken for nothing to do', async () => {
    const folder = newFolder();
    repository(join(folder, 'shop'), { Dockerfile: new Uint8Array([0xff, 0xfe, 0x00]) });
    const { code, out } = await migrate(folder, ['shop']);
    expect(code).toBe(2);
    expect(results(folder).shop).toMatchObject({ kind: 'failed', reason: { name: 'FileFailed' }, commit: null });
    expect(out).toContain('Dockerfile: ');
  });

  const changes = (folder: string) => git(folder, 'diff', '--raw', '--no-abbrev', '-z', 'main', BRANCH);

  test('is the conversion of what is in the commit, with modes, line ends and names as they were', async () => {
    const folder = newFolder();
    const odd = 'odd "name" \\ with\ttab and ü/Dockerfile';
    const files = {
      ...Object.fromEntries(Object.entries(project).map(([path, text]) => [`plain/${path}`, text])),
      ...Object.fromEntries(Object.entries(project).map(([path, text]) => [join(dirname(odd), path), text])),
      'crlf/Dockerfile': hello.replaceAll('\n', '\r\n'),
      'crlf/main.go': main,
      'crlf/go.mod': module,
      'mark/Dockerfile': `\uFEFF${hello}`,
      'mark/main.go': main,
      'mark/go.mod': module,
      'text/readme.txt': 'Dockerfile\n',
      'broken/Dockerfile': new Uint8Array([0xff, 0xfe, 0x00]),
      '.gitignore': '*.go.bak\nignored/\n',
    };
    const place = repository(join(folder, 'shop'), files);
    chmodSync(join(place, 'plain/Dockerfile'), 0o755);
    symlinkSync('../plain/Dockerfile', join(place, 'text/Dockerfile'));
    git(place, 'add', '--all');
    git(place, 'commit', '--quiet', '--message=More');
    // Neither is in the commit.
    write(place, { 'ignored/Dockerfile': hello, 'untracked/Dockerfile': hello });
    git(place, 'config', 'core.autocrlf', 'true');
    for (const name of ['post-commit', 'reference-transaction', 'post-index-change', 'pre-commit']) {
      write(place, { [`.git/hooks/${name}`]: '#!/bin/sh\ntouch "$(git rev-parse --git-dir)/hooked"\n' });
      chmodSync(join(place, '.git/hooks', name), 0o755);
    }
    expect((await migrate(folder, ['shop'])).code).toBe(0);
    const kinds = results(folder).shop?.files.map(({ path, kind }) => [path, kind]);
    const converted = ['crlf/Dockerfile', 'mark/Dockerfile', odd, 'plain/Dockerfile'];
    expect(kinds).toEqual([['broken/Dockerfile', 'failed'], ...converted.map((path) => [path, 'converted'])]);
    expect(changes(place).match(/[^\0]+\/Dockerfile/g)).toEqual(converted);
    expect(changes(place)).toMatch(/:100755 100755 \w+ \w+ M\0plain/);
    expect(git(place, 'show', `${BRANCH}:crlf/Dockerfile`)).toMatch(/^FROM golang:1.25 AS build\r\n[^\0]*\r\nFROM/);
    expect(git(place, 'show', `${BRANCH}:mark/Dockerfile`)).toMatch(/^\uFEFFFROM golang:1.25 AS build\n/);
    expect(git(place, 'show', `${BRANCH}:plain/Dockerfile`)).not.toContain('\r');
    expect(existsSync(join(place, '.git/hooked'))).toBe(false);
    const message = git(place, 'log', '-1', '--format=%an <%ae>%n%B', BRANCH);
    expect(message).toMatch(/^Ada <ada@example.com>\nLeave the build tools out of the image\n\n/);
    expect(message.replaceAll('\n', ' ')).toContain('plain/Dockerfile: builds on golang:1.25, runs on ');
    expect(Math.max(...message.split('\n').map((line) => line.length))).toBeLessThan(80);
  });

  test('follows a configuration of the repository, and runs none', async () => {
    const folder = newFolder();
    const place = (name: string) => Object.entries(project).map(([path, text]) => [`${name}/${path}`, text]);
    repository(join(folder, 'shop'), {
      ...Object.fromEntries([...place('a'), ...place('b'), ...place('c')]),
      'multistage.config.json': '{ "ignore": ["b/"] }',
      'c/multistage.config.mjs': `import { writeFileSync } from 'node:fs';\nwriteFileSync('${folder}/ran', '');\nexport default {};\n`,
    });
    await migrate(folder, ['shop']);
    expect(results(folder).shop?.files).toMatchObject([
      { path: 'a/Dockerfile', kind: 'converted' },
      { path: 'b/Dockerfile', kind: 'unchanged' },
      { path: 'c/Dockerfile', kind: 'converted' },
    ]);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  test('changes compose files as well, where that is asked for', async () => {
    const folder = newFolder();
    const compose = 'services:\n  app:\n    build: .\n    command: go run .\n    volumes: [".:/src"]\n';
    const place = repository(join(folder, 'shop'), { ...project, 'compose.yaml': compose });
    await migrate(folder, ['shop', '--neighbours']);
    expect(git(place, 'show', `${BRANCH}:compose.yaml`)).toContain('target: build');
  });

  test('is there for a caller that is a hook itself, and for a work tree of another repository', async () => {
    const folder = newFolder();
    const other = repository(join(folder, 'other'));
    const place = repository(join(folder, 'shop'));
    git(place, 'worktree', 'add', '--quiet', '-b', 'side', '../side');
    const env = { GIT_DIR: join(other, '.git'), GIT_INDEX_FILE: join(other, '.git/index'), GIT_WORK_TREE: other };
    expect((await migrate(folder, ['side'], env)).code).toBe(0);
    expect(results(folder).side).toMatchObject({ kind: 'converted', base: 'side' });
    expect(references(place, 'refname')).toContain(BRANCH);
    expect(references(other, 'refname')).not.toContain(BRANCH);
  });

  test('needs somebody who commits it', async () => {
    const folder = newFolder();
    repository(join(folder, 'shop'));
    const nobody = { GIT_AUTHOR_NAME: '', GIT_COMMITTER_NAME: '', EMAIL: '' };
    const { code } = await migrate(folder, ['shop'], nobody);
    expect(code).toBe(2);
    expect(results(folder).shop).toMatchObject({ kind: 'failed', reason: { name: 'GitFailed' }, branch: null });
  });
});

describe('remotes', () => {
  const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
  let server: GitServer;
  let forge: ForgeServer;
  const state: GitHubState = {
    token: TOKEN,
    repositories: ['acme/one', 'acme/two', 'acme/broken', 'acme/quiet'],
    pulls: [],
  };
  const bare = join(temporary, 'bare');

  beforeAll(async () => {
    for (const name of ['one', 'two', 'broken', 'quiet', 'cloned']) {
      const work = repository(join(temporary, `work-${name}`));
      git(temporary, 'clone', '--quiet', '--bare', work, join(bare, 'acme', `${name}.git`));
    }
    server = await startGitServer(bare, /broken\.git.*receive-pack/);
    forge = await startForge(github(state));
  });
  afterAll(async () => {
    await server.close();
    await forge.close();
  });

  const variables = () => ({ GITHUB_SERVER_URL: server.url, GITHUB_API_URL: forge.url, GITHUB_TOKEN: TOKEN });
  const pushed = (name: string) => references(join(bare, 'acme', `${name}.git`), 'refname').includes(BRANCH);

  test('are pushed to, and get pull requests; one that fails does not stop the others', async () => {
    const folder = newFolder();
    const names = ['one', 'two', 'broken', 'quiet'];
    for (const name of names) {
      git(folder, 'clone', '--quiet', join(bare, 'acme', `${name}.git`), name);
      git(join(folder, name), 'remote', 'set-url', 'origin', `${server.url}/acme/${name}.git`);
    }
    const local = names.map((name) => standing(join(folder, name)));
    // The forge fails for one of them, after its branch was pushed.
    forge.next('POST', /quiet/, forbidden);
    const first = await migrate(folder, ['.', '--pull-request'], variables());
    expect(first.code).toBe(2);
    expect(results(folder)).toMatchObject({
      one: { kind: 'converted', pushed: true, base: 'main', pullRequest: { number: expect.any(Number) } },
      two: { kind: 'converted', pushed: true },
      broken: { kind: 'failed', reason: { name: 'GitFailed' }, branch: BRANCH, pushed: false, pullRequest: null },
      quiet: { kind: 'failed', reason: { name: 'PullRequestFailed' }, pushed: true, pullRequest: null },
    });
    expect(names.map(pushed)).toEqual([true, true, false, true]);
    expect(names.map((name) => standing(join(folder, name)))).toEqual(local);
    const pull = state.pulls.find(({ repository }) => repository === 'acme/one');
    expect(pull).toMatchObject({
      base: 'main',
      head: `acme:${BRANCH}`,
      title: 'Leave the build tools out of the image',
    });
    expect(pull?.body).toContain('## `Dockerfile`');

    const posts = forge.calls('POST').length;
    const second = await migrate(folder, ['--resume'], variables());
    expect(second.code).toBe(2);
    expect(forge.calls('POST').length).toBe(posts + 1);
    expect(results(folder).quiet).toMatchObject({ kind: 'converted', pushed: true });
    const pushes = server.asked.filter((line) => line.startsWith('POST') && line.includes('receive-pack'));
    expect(pushes).toHaveLength(3);

    const fates = { 'acme/one': { state: 'closed', merged: true }, 'acme/two': { mergeable: false } } as const;
    for (const [index, pull] of state.pulls.entries())
      state.pulls[index] = { ...pull, ...fates[pull.repository as keyof typeof fates] };
    const status = await migrate(folder, ['status'], variables());
    expect(status.out).toContain('3 converted, 0 nothing, 0 skipped, 1 failed');
    expect(status.out).toContain('pull requests: 2 open (1 with conflicts), 1 merged');
    expect(status.out).toMatch(/^conflicts {2}two {2}http/m);
    expect(JSON.parse((await migrate(folder, ['status', '--format', 'json'], variables())).out)).toMatchObject({
      finished: true,
      repositories: 4,
      left: [{ repository: 'broken' }],
    });
    const everything = [first, second, status].map(({ out, err }) => out + err).join('');
    const kept = readdirSync(join(folder, 'multistage-campaign')).map((name) =>
      readFileSync(join(folder, 'multistage-campaign', name), 'utf8'),
    );
    expect(everything + kept.join('')).not.toContain(TOKEN);
  }, 60_000);

  test('are cloned, shallowly, and a branch that somebody pushed before is found', async () => {
    const folder = newFolder();
    const address = `${server.url}/acme/cloned.git`;
    const list = `# ours\n\n${address}\n${join(bare, 'acme/cloned.git')}\n${address.replace('//', '//ada:secret@')}x\n`;
    write(folder, { list });
    const script = join(folder, 'propose.mjs');
    writeFileSync(
      script,
      `let body = '';
for await (const chunk of process.stdin) body += chunk;
const { MULTISTAGE_BRANCH: branch, MULTISTAGE_BASE: base, MULTISTAGE_TITLE: title } = process.env;
console.log(branch === '${BRANCH}' && base === 'main' && title && body.includes('Dockerfile') ? 'at https://git.example.com/r/12' : 'no');
`,
    );
    const command = `"${process.execPath}" ${script}`;
    const { code, out, err } = await migrate(folder, ['--from', 'list', '--pr-command', command]);
    expect(code).toBe(2);
    expect(results(folder)).toMatchObject({
      [address]: { kind: 'converted', pushed: true, pullRequest: { number: 12, url: 'https://git.example.com/r/12' } },
      [join(bare, 'acme/cloned.git')]: { kind: 'converted', pushed: true },
      [`${address}x`]: { kind: 'failed', reason: { name: 'CredentialsInAddress' } },
    });
    expect(pushed('cloned')).toBe(true);
    expect(out + err + readFileSync(join(folder, 'multistage-campaign/campaign.json'), 'utf8')).not.toContain('secret');
    for (const name of readdirSync(join(folder, 'multistage-campaign/clones'))) {
      const clone = join(folder, 'multistage-campaign/clones', name);
      expect(git(clone, 'rev-list', '--count', 'main').trim()).toBe('1');
      expect(git(clone, 'config', 'remote.origin.url')).not.toContain('ada');
    }

    // The remote goes on, in a way that changes nothing for the branch.
    const work = join(temporary, 'work-cloned');
    write(work, { 'notes.txt': 'later\n' });
    git(work, 'add', '--all');
    git(work, 'commit', '--quiet', '--message=Later');
    git(work, 'push', '--quiet', join(bare, 'acme/cloned.git'), 'main');
    const first = results(folder)[address]?.commit;
    await migrate(folder, ['--from', 'list', '--push']);
    expect(results(folder)[address]).toMatchObject({ kind: 'converted', commit: first, pushed: true });
    for (const name of readdirSync(join(folder, 'multistage-campaign/clones'))) {
      const clone = join(folder, 'multistage-campaign/clones', name);
      expect(git(clone, 'rev-parse', 'main')).toBe(git(work, 'rev-parse', 'main'));
      expect(git(clone, 'fsck', '--strict', '--no-dangling')).toBe('');
    }

    // Another machine, another day.
    const commit = git(join(bare, 'acme/cloned.git'), 'rev-parse', BRANCH).trim();
    const elsewhere = newFolder();
    await migrate(elsewhere, [address, '--push']);
    expect(results(elsewhere)[address]).toMatchObject({ kind: 'converted', commit, pushed: true });

    const dry = newFolder();
    const rehearsal = await migrate(dry, [address, '--push', '--dry-run']);
    expect(rehearsal.code).toBe(0);
    expect(readdirSync(dry)).toEqual([]);

    git(join(bare, 'acme/cloned.git'), 'update-ref', `refs/heads/${BRANCH}`, 'main');
    const late = newFolder();
    await migrate(late, [address, '--push']);
    expect(results(late)[address]).toMatchObject({ kind: 'skipped', reason: { name: 'RemoteBranchExists' } });
  }, 60_000);
});

describe('repositories', () => {
  const place = join(temporary, 'places');
  beforeAll(() => {
    for (const name of ['b', 'a', 'deep/er/c', 'a/nested', '.hidden/d', 'node_modules/e', 'apart/f', 'sub.mod'])
      mkdirSync(join(place, name, '.git'), { recursive: true });
    write(place, { 'linked/.git': 'gitdir: ../a/.git/worktrees/linked\n', 'own/.git': 'gitdir: ../elsewhere\n' });
    mkdirSync(join(place, 'empty'));
    for (const part of ['objects', 'refs']) mkdirSync(join(place, 'bare.git', part), { recursive: true });
    write(place, { 'bare.git/HEAD': 'ref: refs/heads/main\n' });
    symlinkSync('deep', join(place, 'link'));
  });

  const found = (...words: string[]) =>
    sourcesOf(words, join(place, 'apart')).map((source) =>
      source.kind === 'broken' ? `${source.name}: ${source.reason.name}` : source.name.replace(`${place}/`, ''),
    );

  test.each<readonly [readonly string[], readonly string[]]>([
    [[place], ['a', 'b', 'deep/er/c', 'own', 'sub.mod']],
    [[join(place, 'a')], ['a']],
    [
      [`${place}//a/`, join(place, 'a'), place],
      ['a', 'b', 'deep/er/c', 'own', 'sub.mod'],
    ],
    [[join(place, 'linked')], ['linked']],
    [[join(place, 'a/nested')], ['a/nested']],
    [[join(place, 'bare.git')], ['bare.git']],
    [[join(place, 'empty')], [`${place}/empty: NoRepository`]],
    [[join(place, 'no')], [`${place}/no: NoSuchFolder`]],
    [['https://host/a/b.git/', 'https://host/a/b.git'], ['https://host/a/b.git']],
    [
      ['git@host:a/b.git', 'ssh://git@host/a'],
      ['git@host:a/b.git', 'ssh://git@host/a'],
    ],
    [['https://ada:secret@host/a'], ['https://host/a: CredentialsInAddress']],
    [['https://secret@host/a'], ['https://host/a: CredentialsInAddress']],
    [['ssh://git:secret@host/a'], ['ssh://git@host/a: CredentialsInAddress']],
    [['ext::sh -c touch% x'], ['ext::sh -c touch% x: BadAddress']],
    [
      ['ftp://host/a', 'fd::17'],
      ['ftp://host/a: BadAddress', 'fd::17: BadAddress'],
    ],
    [['--upload-pack=touch x'], ['--upload-pack=touch x: NoSuchFolder']],
  ])('%j', (words, expected) => {
    expect(found(...words)).toEqual(expected);
  });

  test('of a list', () => {
    expect(wordsOfList('# ours\r\n\r\n a/b \r\nhttps://host/c#d\n')).toEqual(['a/b', 'https://host/c#d']);
  });

  test('are in one shard each', () => {
    const names = Array.from({ length: 400 }, (_, index) => `team/service-${index}`);
    const parts = [1, 2, 3, 4].map((index) => names.filter((name) => isInShard(name, { index, count: 4 })));
    expect(parts.flat().sort()).toEqual([...names].sort());
    for (const part of parts) expect(Math.abs(part.length - 100)).toBeLessThan(30);
  });

  test.each([
    ['2/4', { index: 2, count: 4 }],
    ['1/1', { index: 1, count: 1 }],
    ['0/4', undefined],
    ['5/4', undefined],
    ['1', undefined],
    ['1/0', undefined],
    ['a/b', undefined],
  ])('shard %s', (text, shard) => expect(shardOf(text)).toEqual(shard));

  test.each([
    ["fatal: unable to access 'https://ada:p@ss@host/x'", "fatal: unable to access 'https://host/x'"],
    ['ssh://git@host/x and ssh://git:pw@host/x', 'ssh://git@host/x and ssh://git@host/x'],
    ['no address, but ada@example.com', 'no address, but ada@example.com'],
  ])('%s shows no credentials', (text, shown) => expect(withoutCredentials(text)).toBe(shown));
});

describe('the folder of a campaign', () => {
  test.each([
    ['below a file', 'shop/main.go/campaign'],
    ['that is a file', 'shop/main.go'],
    ...(existsSync('/proc/self') ? [['where the system makes none', '/proc/absent/campaign']] : []),
  ])('%s is refused with a sentence', async (_, campaign = '') => {
    const folder = newFolder();
    repository(join(folder, 'shop'));
    const { code, out, err } = await migrate(folder, ['shop', '--campaign', campaign]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      /^multistage: the folder of the campaign, .*, cannot be made or written \(E\w+\): name another/,
    );
  });
});

describe('a journal', () => {
  const result = (repository: string, kind: RepositoryResult['kind'] = 'nothing'): RepositoryResult => ({
    ...{ repository, kind, reason: null, branch: null, base: null, commit: null, pushed: false },
    ...{ pullRequest: null, files: [] },
  });
  const all = async (path: string) => {
    const journal = await openJournal(path, false);
    const found: RepositoryResult[] = [];
    for await (const one of journal.results()) found.push(one);
    await journal.close();
    return found.map(({ repository, kind }) => `${repository} ${kind}`);
  };

  test('keeps the newest of each, in the order of names', async () => {
    const path = join(newFolder(), 'journal.jsonl');
    const journal = await openJournal(path, true);
    await Promise.all(['c', 'ä', 'a', 'b'].map((name) => journal.append(result(name))));
    await journal.append(result('a', 'converted'));
    expect([journal.size, journal.count('nothing'), journal.kindOf('a'), journal.kindOf('x')]).toEqual([
      4,
      3,
      'converted',
      undefined,
    ]);
    await journal.close();
    expect(await all(path)).toEqual(['a converted', 'b nothing', 'c nothing', 'ä nothing']);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(6);
  });

  test('goes on behind a line that was torn at any byte', async () => {
    const path = join(newFolder(), 'journal.jsonl');
    const whole = `${JSON.stringify(result('ä'))}\n`;
    for (let length = 0; length < Buffer.byteLength(whole); length += 7) {
      writeFileSync(
        path,
        Buffer.concat([Buffer.from(whole), Buffer.from(whole.replace('ä', 'ö')).subarray(0, length)]),
      );
      const journal = await openJournal(path, false);
      await journal.append(result('z'));
      await journal.close();
      expect(await all(path)).toEqual(['z nothing', 'ä nothing']);
    }
  });

  test('takes what cannot be read for not written', async () => {
    const path = join(newFolder(), 'journal.jsonl');
    writeFileSync(path, `\0\0\0\n{"repository":1}\n[]\n${JSON.stringify(result('a'))}\n`);
    expect(await all(path)).toEqual(['a nothing']);
  });
});

test('a lock is held by one process, and not by one that is gone', async () => {
  const path = join(newFolder(), 'lock');
  const release = await lock(path, process.pid);
  if ('holder' in release) throw new Error(release.holder);
  const parent = process.ppid;
  expect(await lock(path, parent)).toEqual({ holder: `${process.pid} ${hostname()}` });
  await release();
  expect(existsSync(path)).toBe(false);
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(path, `${gone} ${hostname()}\n`);
  const [one, two] = await Promise.all([lock(path, process.pid), lock(path, parent)]);
  expect(['holder' in one, 'holder' in two].sort()).toEqual([false, true]);
  writeFileSync(path, '1 another-machine\n');
  expect(await lock(path, process.pid)).toEqual({ holder: '1 another-machine' });
  expect(readdirSync(dirname(path))).toEqual(['lock']);
});

test('a thread that crashes, or does not end, costs one conversion', async () => {
  const worker = join(newFolder(), 'worker.mjs');
  writeFileSync(
    worker,
    `export default ({ root }) => {
  if (root === 'exit') process.exit(3);
  if (root === 'throw') throw new Error('it broke');
  if (root === 'hang') for (;;);
  return root;
};\n`,
  );
  const pool = threads(2, { worker, patience: 1 });
  const options = { prefer: 'smallest', minConfidence: 'low', neighbours: false } as const;
  const ask = async (name: string) => {
    try {
      return await pool.convert({ root: name, paths: [], dockerfiles: [], options });
    } catch (error) {
      return (error as Error).message;
    }
  };
  const answers = await Promise.all(['good', 'exit', 'hang', 'throw', 'well'].map(ask));
  expect(answers).toEqual(['good', expect.stringMatching(/exit/i), 'it took more than 1 seconds', 'it broke', 'well']);
  await pool.close();
});

test.each([
  [0, 10, 1, ''],
  [380, 1000, 10, '38 a second, 17 s left'],
  [5, 10, 60, '5.0 a minute, 1 min left'],
  [20, 10_000, 60, '20 a minute, 8 h 19 min left'],
])('%i of %i in %i s: %s', (done, total, seconds, expected) => expect(paceOf(done, total, seconds)).toBe(expected));

test.each([
  [0, '0 s'],
  [59.2, '1 min'],
  [61, '2 min'],
  [3600, '1 h 0 min'],
  [3599, '1 h 0 min'],
])('%d seconds are %s', (seconds, expected) => expect(durationOf(seconds)).toBe(expected));

test('a status shows what asks for attention, and nothing that a terminal would act on', () => {
  const pull = {
    repository: 'a\u001b[2J',
    url: 'https://host/1',
    state: 'open',
    conflicts: true,
    reason: null,
  } as const;
  const status = {
    ...{ campaign: 'c', finished: false, repositories: 9 },
    counts: { converted: 2, nothing: 0, skipped: 0, failed: 1 },
    pullRequests: [
      pull,
      { ...pull, state: 'merged' as const },
      { ...pull, state: 'unknown' as const, reason: 'no token' },
    ],
    left: [{ repository: 'z', kind: 'failed' as const, reason: { name: 'X', message: 'it failed.', hint: null } }],
  };
  expect(renderStatus(status, plain).split('\n')).toEqual([
    'c: 3 of 9 repositories; multistage migrate --resume goes on',
    '2 converted, 0 nothing, 0 skipped, 1 failed',
    'pull requests: 1 open (1 with conflicts), 1 merged, 1 unknown',
    'conflicts  a\\u{1b}[2J  https://host/1',
    'unknown  a\\u{1b}[2J  https://host/1: no token',
    'failed  z: it failed.',
    '',
  ]);
});

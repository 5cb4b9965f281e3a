// What docs/bulk.md offers to be pasted, taken out of the page and run on repositories of this machine. In place of the tools that are not
// ours stand scripts that do what those are documented to do.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin/multistage.js');
const page = readFileSync(join(root, 'docs/bulk.md'), 'utf8');

/** The block of code below a heading. */
function snippet(heading: string): string {
  const [, text] = new RegExp(`^## ${heading}$[\\s\\S]*?^\`\`\`\\w+\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page) ?? [];
  if (text === undefined) throw new Error(`no code is below "${heading}"`);
  return text;
}

const branch = 'multistage/leave-build-tools-out';
const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'init.defaultBranch=main'];
const git = (folder: string, ...words: readonly string[]): string =>
  execFileSync('git', [...who, ...words], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...isolated } });
const isolated = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };

let work: string;
let programs: string;
beforeAll(() => {
  if (!existsSync(join(root, 'dist/cli.js'))) execFileSync(process.execPath, ['build.js'], { cwd: root });
  work = mkdtempSync(join(tmpdir(), 'bulk-'));
  programs = join(work, 'programs');
  cpSync(join(root, 'test/bulk'), programs, { recursive: true });
  const scripts = {
    multistage: `exec '${process.execPath}' '${bin}' "$@"`,
    npx: `[ "$1" = --yes ] && [ "$2" = multistage ] && shift 2 && exec '${process.execPath}' '${bin}' "$@"`,
    // An editor in which somebody writes a list.
    editor: 'ls "$ORIGINS" > "$1"',
  };
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(programs, name), 0o755);
  }
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** One that is converted, one that has nothing to convert, and one without a Dockerfile. */
function repositories(name: string): { readonly folder: string; readonly origins: string } {
  const folder = join(work, name);
  const origins = join(folder, 'origins');
  const of = (fixture: string) => readFileSync(join(root, 'fixtures', fixture, 'Dockerfile'), 'utf8');
  const files = {
    docs: { 'README.md': '# A\n' },
    hello: { Dockerfile: of('go/hello-heredoc') },
    plain: { Dockerfile: 'FROM alpine\n' },
  };
  for (const [repository, content] of Object.entries(files)) {
    const place = join(origins, repository);
    mkdirSync(place, { recursive: true });
    git(place, 'init', '--quiet');
    for (const [path, text] of Object.entries(content)) writeFileSync(join(place, path), text);
    git(place, 'add', '--all');
    git(place, 'commit', '--quiet', '--message', 'Begin');
  }
  return { folder, origins };
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function shell(script: string, cwd: string, variables: Record<string, string> = {}): Run {
  const env = {
    ...process.env,
    ...isolated,
    ...{
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
    ...variables,
    PATH: `${programs}${delimiter}${process.env.PATH}`,
  };
  const run = spawnSync('bash', ['--norc', '-e', '-c', script], { cwd, encoding: 'utf8', env });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** The branches of each repository, but for the one that was there. */
function branchesIn(origins: string): Record<string, readonly string[]> {
  return Object.fromEntries(
    readdirSync(origins).map((name) => [
      name,
      git(join(origins, name), 'for-each-ref', '--format=%(refname:short)', 'refs/heads')
        .split('\n')
        .filter((line) => line !== '' && line !== 'main'),
    ]),
  );
}

const expected = readFileSync(join(root, 'fixtures/go/hello-heredoc/expected.Dockerfile'), 'utf8');

describe.skipIf(process.platform === 'win32')('to be pasted for', () => {
  test('multi-gitter', () => {
    const { folder, origins } = repositories('multi-gitter');
    const script = snippet('multi-gitter');
    expect(shell(`${script.trimEnd()} --dry-run`, folder, { ORIGINS: origins }).code).toBe(0);
    expect(branchesIn(origins)).toEqual({ docs: [], hello: [], plain: [] });
    expect(shell(script, folder, { ORIGINS: origins })).toEqual({ code: 0, out: 'failed: docs\n', err: '' });
    expect(branchesIn(origins)).toEqual({ docs: [], hello: [branch], plain: [] });
    expect(git(join(origins, 'hello'), 'show', `${branch}:Dockerfile`)).toBe(expected);
    expect(git(join(origins, 'hello'), 'diff', '--name-only', 'main', branch)).toBe('Dockerfile\n');
  });

  test('turbolift', () => {
    const { folder, origins } = repositories('turbolift');
    const run = shell(snippet('turbolift'), folder, { ORIGINS: origins, EDITOR: 'editor' });
    expect(run).toEqual({ code: 0, out: 'failed: docs\n', err: '' });
    expect(branchesIn(origins)).toEqual({ docs: [], hello: ['leave-build-tools-out'], plain: [] });
    expect(git(join(origins, 'hello'), 'show', 'leave-build-tools-out:Dockerfile')).toBe(expected);
  });

  test('Sourcegraph Batch Changes', () => {
    const { origins } = repositories('batch');
    const spec = parse(snippet('Sourcegraph Batch Changes'));
    expect(Object.keys(spec)).toEqual(['version', 'name', 'description', 'on', 'steps', 'changesetTemplate']);
    expect(Object.keys(spec.changesetTemplate)).toEqual(['title', 'body', 'branch', 'commit', 'published']);
    // What it searches for: repositories with a file of that name.
    const [, pattern = ''] = /^file:(\S+)$/.exec(spec.on[0].repositoriesMatchingQuery) ?? [];
    const found = readdirSync(origins).filter((name) =>
      git(join(origins, name), 'ls-files')
        .split('\n')
        .some((path) => new RegExp(pattern).test(path)),
    );
    expect(found).toEqual(['hello', 'plain']);
    for (const name of found)
      for (const step of spec.steps) {
        expect(Object.keys(step)).toEqual(['run', 'container']);
        expect(shell(step.run, join(origins, name)).code).toBe(0);
      }
    expect(found.map((name) => git(join(origins, name), 'status', '--porcelain'))).toEqual([' M Dockerfile\n', '']);
    expect(readFileSync(join(origins, 'hello/Dockerfile'), 'utf8')).toBe(expected);
  });

  test('a matrix of GitHub Actions: four shards give the report of one run', () => {
    const { folder, origins } = repositories('matrix');
    // Enough for each of four to have some.
    for (let copy = 0; copy < 4; copy++)
      cpSync(join(origins, 'hello'), join(origins, `hello-${copy}`), { recursive: true });
    const { jobs } = parse(snippet('A matrix of GitHub Actions'));
    const { shard, report } = jobs;
    expect(report.needs).toBe('shard');
    const filled = (text: string, index: number) => text.replace(/\$\{\{ matrix\.shard \}\}/g, String(index));
    const addresses = readdirSync(origins).map((name) => `file://${join(origins, name)}\n`);
    const counts: number[] = [];
    for (const index of shard.strategy.matrix.shard) {
      const machine = join(folder, `machine-${index}`);
      mkdirSync(machine);
      writeFileSync(join(machine, 'repositories.txt'), addresses.join(''));
      const artifact = shard.steps.at(-1).with;
      for (const step of shard.steps)
        if (step.run !== undefined)
          expect(shell(step.run, machine, { SHARD: filled(step.env.SHARD, index) }).code).toBe(0);
      // What uploading and downloading do: each artifact has its folder.
      const place = join(folder, report.steps[0].with.path, filled(artifact.name, index));
      mkdirSync(place, { recursive: true });
      cpSync(join(machine, artifact.path), join(place, artifact.path));
      counts.push(JSON.parse(readFileSync(join(place, artifact.path), 'utf8')).repositories.length);
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(addresses.length);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(1);
    for (const step of report.steps) if (step.run !== undefined) expect(shell(step.run, folder).code).toBe(0);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);

    writeFileSync(join(folder, 'repositories.txt'), addresses.join(''));
    const whole = shell('multistage migrate --from repositories.txt --dry-run --format json', folder);
    const merged = shell('multistage merge-reports reports/*/report.json --format json', folder);
    expect(merged.out).toBe(whole.out);
    expect(JSON.parse(merged.out).summary.repositories).toEqual({
      ...{ total: 7, converted: 5, nothing: 2, skipped: 0, failed: 0 },
    });
  });
});

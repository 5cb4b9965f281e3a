// Verifying with a real builder: what is wrong with a result is found and named, and nothing is left behind. Skipped where there is no
// builder, or where it does not have the base images: nothing is fetched for a test.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toolchains } from '../src/index.ts';
import { basesOf } from '../src/verify/bases.ts';
import { findBuilder } from '../src/verify/builder.ts';
import { withSession } from '../src/verify/session.ts';
import { startsOf } from '../src/verify/starts.ts';
import type { Verification } from '../src/verify/verification.ts';
import { verify } from '../src/verify/verify.ts';
import { type Fixture, fixtures, isOwn } from './fixtures.ts';

const root = join(import.meta.dirname, '..');
const { signal } = new AbortController();

function fixtureNamed(name: string): Fixture & { readonly expected: string } {
  const fixture = fixtures.find((one) => one.name === name);
  if (fixture?.expected === undefined) throw new Error(`there is no fixture ${name} that converts`);
  return { ...fixture, expected: fixture.expected };
}

const board = fixtureNamed('go/http-server-with-templates-and-static-files');
const dice = fixtureNamed('go/import-c');
const ledger = fixtureNamed('go/user-and-volume');

const builder = await findBuilder(undefined, signal);
const needed = [board, dice, ledger].flatMap(({ dockerfile, expected }) => [
  ...basesOf(dockerfile),
  ...basesOf(expected),
]);
const missing: string[] = [];
for (const image of builder === undefined ? [] : new Set(needed))
  if ((await builder?.run(['image', 'inspect', image]))?.code !== 0) missing.push(image);
const why =
  builder === undefined
    ? 'no container builder answers here'
    : missing.length > 0
      ? `the builder does not have ${missing.join(', ')}`
      : '';
if (why !== '') console.log(`Nothing is built and run in these tests: ${why}.`);

const scratch = why === '' ? mkdtempSync(join(tmpdir(), 'verify-built-')) : '';
afterAll(() => {
  if (scratch !== '') rmSync(scratch, { recursive: true, force: true });
});

/** Its build context, without what a fixture holds beside it. */
function contextOf({ name, folder }: Fixture): string {
  const context = join(scratch, basename(name));
  if (!existsSync(context))
    cpSync(folder, context, { recursive: true, filter: (path) => !isOwn(relative(folder, path)) });
  return context;
}

async function verified(fixture: Fixture, after: string, http: readonly string[]): Promise<Verification> {
  if (builder === undefined) throw new Error('there is no builder');
  const context = contextOf(fixture);
  const side = (text: string) => ({ text, context, dockerfile: join(context, 'Dockerfile') });
  const starts = startsOf({ http, run: [], env: [], network: 'none', timeout: 20, memory: '512m' });
  const options = { pull: 'never', buildTimeout: 600, starts, onStep: () => {} } as const;
  const known = toolchains.map(({ title, drivers }) => ({ title, programs: drivers }));
  return withSession(builder, signal, (session) =>
    verify(
      session,
      { path: fixture.name, before: side(fixture.dockerfile), after: side(after) },
      { ...options, toolchains: known },
    ),
  );
}

function without(text: string, part: string | RegExp, instead = ''): string {
  const changed = text.replace(part, instead);
  expect(changed).not.toBe(text);
  return changed;
}

describe.skipIf(why !== '')('a result that was broken by hand', () => {
  test('a program with cgo on scratch', { timeout: 600_000 }, async () => {
    const { verdict, differences } = await verified(
      dice,
      without(dice.expected, 'debian:bookworm-slim', 'scratch'),
      [],
    );
    expect(verdict).toBe('different');
    expect(differences.map(({ name }) => name).slice(0, 2)).toEqual(['InterpreterMissing', 'ExitCodeChanged']);
    expect(differences[0]?.message).toMatch(
      /`\/usr\/local\/bin\/dice` .* needs the loader `\/lib64\/ld-linux-x86-64\.so\.2`/,
    );
    expect(differences[0]?.because).toEqual(['it needs `libc.so.6`']);
    expect(differences[1]?.because.join()).toContain('needs the loader `/lib64/ld-linux-x86-64.so.2`');
  });

  test('a server without its templates', { timeout: 600_000 }, async () => {
    const after = without(board.expected, /COPY .*templates\n/);
    const { verdict, differences } = await verified(board, after, ['8080/']);
    expect(verdict).toBe('different');
    expect(differences.map(({ name }) => name)).toContain('EndedEarly');
    for (const { because } of differences)
      expect(because).toContain('`/app/templates` of the original is not in the image');
  });

  test('another WORKDIR', { timeout: 600_000 }, async () => {
    const { verdict, differences } = await verified(
      board,
      without(board.expected, /WORKDIR \/app(?=\nCOPY --from)/, 'WORKDIR /srv'),
      ['8080/'],
    );
    expect(verdict).toBe('different');
    expect(differences[0]?.message).toBe('WORKDIR is `/srv`, and was `/app`.');
    const ended = differences.find(({ name }) => name === 'EndedEarly');
    expect(ended?.because.join()).toContain(
      '`templates/` is looked for in WORKDIR, which is `/srv` and was `/app`: the image has `/app/templates`',
    );
  });

  test('no USER any more', { timeout: 600_000 }, async () => {
    const { verdict, differences } = await verified(ledger, without(ledger.expected, /USER .*\n/), []);
    expect(verdict).toBe('different');
    expect(differences[0]?.message).toBe('USER is `root`, and was `keeper`.');
    expect(differences[1]?.message).toBe('standard output is `written by 0\n`, and was `written by 10001\n`.');
  });

  test('a folder that the user may not write, and an account that is not there', { timeout: 600_000 }, async () => {
    const owned = await verified(ledger, without(ledger.expected, '--chown=keeper:keeper '), []);
    expect(owned.differences[0]?.message).toBe(
      'user 10001 can no longer write `/var/lib/ledger`, which belongs to 0:0.',
    );
    expect(owned.differences.find(({ name }) => name === 'ExitCodeChanged')?.because.join()).toContain(
      'can no longer write',
    );
    const nobody = without(without(ledger.expected, /COPY .*passwd.*\n/), '--chown=keeper:keeper', '--chown=10001');
    const lost = await verified(ledger, nobody, []);
    expect(lost.differences.map(({ name }) => name)).toEqual(['AccountMissing', 'NotStarted']);
  });
});

describe.skipIf(why !== '')('what is left behind', () => {
  beforeAll(() => {
    const build = spawnSync(process.execPath, ['build.js'], { cwd: root, encoding: 'utf8' });
    if (build.status !== 0) throw new Error(build.stderr);
  });

  const listed = async (words: readonly string[]): Promise<readonly string[]> =>
    ((await builder?.run(words))?.stdout ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .sort();

  const count = async () => ({
    containers: await listed(['ps', '--all', '--quiet', '--filter', 'label=multistage.verify']),
    images: await listed(['images', '--all', '--quiet', '--filter', 'label=multistage.verify']),
    volumes: await listed(['volume', 'ls', '--quiet']),
    folders: readdirSync(tmpdir()).filter((name) => name.startsWith('multistage-verify-')),
  });

  const start = (context: string, words: readonly string[]): ChildProcess => {
    const command = [join(root, 'bin/multistage.js'), 'verify', '--pull=never', ...words, context];
    return spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  };

  const ended = (child: ChildProcess) =>
    new Promise<number | null>((settle) => child.once('close', (code) => settle(code)));

  test('nothing, when all went well', { timeout: 600_000 }, async () => {
    const before = await count();
    expect(await ended(start(contextOf(ledger), []))).toBe(0);
    expect(await count()).toEqual(before);
  });

  test.each([
    ['building the original', 'SIGINT', 130],
    ['building the conversion', 'SIGTERM', 143],
    ['looking into both images', 'SIGINT', 130],
    ['running the original', 'SIGINT', 130],
    ['running the conversion', 'SIGTERM', 143],
  ] as const)('nothing, when it is interrupted while it is %s', { timeout: 600_000 }, async (phase, name, code) => {
    const before = await count();
    let context = contextOf(board);
    if (phase.startsWith('building')) {
      // A build that no cache shortens.
      context = join(scratch, 'interrupted');
      cpSync(contextOf(board), context, { recursive: true });
      const text = without(board.dockerfile, /^(WORKDIR .*)$/m, `$1\nENV TRIAL=${Date.now()}`);
      writeFileSync(join(context, 'Dockerfile'), text);
    }
    // Nobody answers on that port, so that there is time to interrupt.
    const child = start(context, ['--http', '9/', '--timeout', phase.endsWith('conversion') ? '3' : '60']);
    let said = '';
    child.stderr?.on('data', (chunk) => {
      const waiting = !said.includes(phase);
      said += chunk;
      if (waiting && said.includes(phase)) setTimeout(() => child.kill(name), 700);
    });
    expect(await ended(child)).toBe(code);
    expect(said).toContain('interrupted; removing what was started');
    expect(await count()).toEqual(before);
  });
});

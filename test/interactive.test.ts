import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as NodePty from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtures, isOwn } from './fixtures.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin/multistage.js');

/** Undefined on a system for which there is no build of it. */
const pty: typeof NodePty | undefined = await import('@lydell/node-pty').catch(() => undefined);
const without = pty === undefined ? ' (left out: node-pty has no build for this system)' : '';
const isSmall = pty === undefined || process.platform === 'win32';

beforeAll(() => {
  if (existsSync(join(root, 'dist/cli.js'))) return;
  const build = spawnSync(process.execPath, ['build.js'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(build.stderr);
});

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'review-')));
  temporary.push(folder);
  return folder;
}

/** Five contexts of fixtures, in the order in which they are asked about. */
const chosen = {
  a: 'go/hello-heredoc',
  b: 'rust/templates-and-settings-beside-target',
  c: 'go/http-server-with-templates-and-static-files',
  d: 'go/hello-heredoc',
  e: 'go/hello-heredoc',
};

function folderOfFive(): string {
  const folder = emptyFolder();
  for (const [name, fixture] of Object.entries(chosen)) {
    const found = fixtures.find((one) => one.name === fixture);
    if (found?.expected === undefined) throw new Error(`${fixture} is no fixture that converts`);
    const filter = (path: string) => !isOwn(path.slice(found.folder.length + 1));
    cpSync(found.folder, join(folder, name), { recursive: true, filter });
  }
  return folder;
}

function snapshot(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

const results = new Map<string, Record<string, string>>();

/** The folder as `--write` leaves it. */
function written(words: readonly string[] = []): Record<string, string> {
  const known = results.get(words.join(' '));
  if (known !== undefined) return known;
  const folder = folderOfFive();
  const { status } = spawnSync(process.execPath, [bin, '--write', ...words], { cwd: folder });
  expect(status).toBe(0);
  const result = snapshot(folder);
  results.set(words.join(' '), result);
  return result;
}

interface Dialogue {
  readonly pid: number;
  /** Waits for the text, which has to come after what was waited for before, and then types. */
  answer(text: string | RegExp, keys?: string): Promise<void>;
  readonly exit: Promise<number>;
  /** All that was printed. */
  readonly printed: string;
  kill(signal: string): void;
}

interface Surroundings {
  readonly columns?: number;
  readonly env?: Record<string, string>;
}

const question = '[a,s,e,x,p,r,q,?]? ';

function startIn(cwd: string, command: readonly string[], { columns = 100, env = {} }: Surroundings = {}): Dialogue {
  if (pty === undefined) throw new Error('there is no pseudo-terminal');
  const [file = '', ...words] = command;
  const surroundings = { ...process.env, NO_COLOR: '1', TERM: 'xterm', ...env };
  const terminal = pty.spawn(file, words, { cwd, cols: columns, rows: 24, env: surroundings });
  let printed = '';
  let seen = 0;
  let look = () => {};
  let isOver = false;
  terminal.onData((data) => {
    printed += data;
    look();
  });
  const exit = new Promise<number>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      isOver = true;
      look();
      resolve(signal ? -signal : exitCode);
    });
  });
  return {
    pid: terminal.pid,
    exit,
    kill: (signal) => terminal.kill(signal),
    get printed() {
      return printed;
    },
    answer: (text, keys) =>
      new Promise((resolve, reject) => {
        look = () => {
          const rest = printed.slice(seen);
          const at = typeof text === 'string' ? rest.indexOf(text) : rest.search(text);
          if (at >= 0) {
            look = () => {};
            seen += at + (typeof text === 'string' ? text.length : 1);
            if (keys !== undefined) terminal.write(keys);
            resolve();
          } else if (isOver) reject(new Error(`it ended without ${text}:\n${rest}`));
        };
        look();
      }),
  };
}

const review = (cwd: string, words: readonly string[] = [], surroundings?: Surroundings): Dialogue =>
  startIn(cwd, [process.execPath, bin, '--interactive', ...words], surroundings);

/** An editor that is a script; the path of the file is its last argument. */
function editor(script: string): string {
  const file = join(emptyFolder(), 'editor.mjs');
  writeFileSync(
    file,
    `import { readFileSync, writeFileSync } from 'node:fs';\nconst file = process.argv.at(-1);\n${script}\n`,
  );
  return `${process.execPath} ${file}`;
}

describe.skipIf(isSmall)(`a dialogue in a pseudo-terminal${without}`, () => {
  test('changes what is accepted, and nothing else', async () => {
    const folder = folderOfFive();
    const before = snapshot(folder);
    const EDITOR = editor(
      "writeFileSync(file, readFileSync(file, 'utf8').replace('EXPOSE 8080', '# by hand\\nEXPOSE 8080'));",
    );
    const TMPDIR = emptyFolder();
    const dialogue = review(folder, [], { env: { EDITOR, VISUAL: '', TMPDIR } });
    await dialogue.answer('1 of 5');
    await dialogue.answer('+FROM scratch');
    await dialogue.answer('confidence  high');
    await dialogue.answer(question, 'a');
    await dialogue.answer('written a/Dockerfile');
    await dialogue.answer(question, 's');
    await dialogue.answer('3 of 5');
    await dialogue.answer(question, 'e');
    await dialogue.answer('+# by hand');
    await dialogue.answer('The edited text is proven as well.');
    await dialogue.answer(question, 'a');
    await dialogue.answer('4 of 5');
    await dialogue.answer(question, 'x');
    await dialogue.answer('what the instructions do');
    await dialogue.answer(question, 'p');
    await dialogue.answer('2 shell', '2');
    await dialogue.answer('+FROM debian:');
    await dialogue.answer(question, 'a');
    await dialogue.answer('5 of 5');
    await dialogue.answer(question, '?');
    await dialogue.answer('skip: leave it as it is');
    await dialogue.answer(question, 'q');
    await dialogue.answer('3 accepted, 1 skipped, 1 left');
    expect(await dialogue.exit).toBe(0);

    const plain = written();
    const shell = written(['--prefer', 'shell']);
    expect(plain['c/Dockerfile']).toContain('EXPOSE 8080');
    expect(snapshot(folder)).toEqual({
      ...before,
      'a/Dockerfile': plain['a/Dockerfile'],
      'c/Dockerfile': plain['c/Dockerfile']?.replace('EXPOSE 8080', '# by hand\nEXPOSE 8080'),
      'd/Dockerfile': shell['d/Dockerfile'],
    });
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  test('accepts all the rest, with backups, as --write does', async () => {
    const folder = folderOfFive();
    const dialogue = review(folder, ['--backup']);
    await dialogue.answer(question, 'r');
    await dialogue.answer('5 accepted, 0 skipped, 0 left');
    expect(await dialogue.exit).toBe(0);
    expect(snapshot(folder)).toEqual(written(['--backup']));
  });

  test('what an edit breaks is said, and what the editor does not give changes nothing', async () => {
    const folder = folderOfFive();
    const before = snapshot(folder);
    const spoil = editor("writeFileSync(file, readFileSync(file, 'utf8').replace('COPY --from', '# COPY --from'));");
    const dialogue = review(join(folder, 'a'), [], { env: { VISUAL: spoil, EDITOR: 'false' } });
    await dialogue.answer(question, 'e');
    await dialogue.answer('not proven: ');
    await dialogue.answer('Whether to accept it is yours to judge.');
    await dialogue.answer(question, 'q');
    expect(await dialogue.exit).toBe(0);
    for (const [EDITOR, says] of [
      ['false', 'the editor ended with exit code 1'],
      ['no-such-editor', 'the editor could not be started'],
      ['no-such-editor --wait', 'the editor ended with exit code 127'],
      [editor('writeFileSync(file, "");'), 'this file is empty'],
      ['true', 'Nothing is changed.'],
    ] as const) {
      const other = review(join(folder, 'a'), [], { env: { EDITOR, VISUAL: '' } });
      await other.answer(question, 'e');
      await other.answer(says);
      await other.answer(question, 'q');
      expect(await other.exit, EDITOR).toBe(0);
    }
    expect(snapshot(folder)).toEqual(before);
  });

  test.each<[string, (one: Dialogue) => unknown, number]>([
    ['Ctrl-C', (one) => one.answer(question, '\u0003'), 130],
    ['SIGTERM', (one) => one.answer(question).then(() => process.kill(one.pid, 'SIGTERM')), 143],
    ['Ctrl-D', (one) => one.answer(question, '\u0004'), 0],
  ])('%s in the middle leaves what was accepted', async (_, interrupt, code) => {
    const folder = folderOfFive();
    const before = snapshot(folder);
    const dialogue = review(folder);
    await dialogue.answer(question, 'a');
    await dialogue.answer('2 of 5');
    await interrupt(dialogue);
    expect(await dialogue.exit).toBe(code);
    expect(dialogue.printed).toContain('1 accepted, 0 skipped, 4 left');
    expect(snapshot(folder)).toEqual({ ...before, 'a/Dockerfile': written()['a/Dockerfile'] });
  });

  test('the terminal has its own mode back afterwards', async () => {
    const shell = startIn(folderOfFive(), ['sh', '-c', `stty -a; "$0" "$1" -i; stty -a`, process.execPath, bin]);
    await shell.answer(question, 's');
    await shell.answer(question, '\u0003');
    await shell.exit;
    const modes = shell.printed.match(/[^\r\n]*\bicanon\b[^\r\n]*/g) ?? [];
    expect(modes).toHaveLength(2);
    expect(modes[0]).toBe(modes[1]);
    expect(modes[0]).not.toContain('-icanon');
  });

  test.each<[string, (one: Dialogue) => unknown]>([
    ['SIGTERM', (one) => process.kill(one.pid, 'SIGTERM')],
    ['a terminal that is closed', (one) => one.kill('SIGHUP')],
  ])('%s while the editor is open leaves nothing behind', async (_, end) => {
    const folder = folderOfFive();
    const before = snapshot(folder);
    const TMPDIR = emptyFolder();
    const EDITOR = editor("process.stdout.write('open'); setInterval(() => {}, 1000);");
    const dialogue = review(folder, [], { env: { EDITOR, VISUAL: '', TMPDIR } });
    await dialogue.answer(question, 'e');
    await dialogue.answer('open');
    expect(readdirSync(TMPDIR)).toHaveLength(1);
    end(dialogue);
    expect(await dialogue.exit).not.toBe(0);
    expect(readdirSync(TMPDIR)).toEqual([]);
    expect(snapshot(folder)).toEqual(before);
  });

  test('Ctrl-C in the editor is the editor’s', async () => {
    const folder = folderOfFive();
    const EDITOR = editor("process.stdout.write('open'); setInterval(() => {}, 1000);");
    const dialogue = review(folder, [], { env: { EDITOR, VISUAL: '' } });
    await dialogue.answer(question, 'e');
    await dialogue.answer('open', '\u0003');
    await dialogue.answer('Nothing is changed: ');
    await dialogue.answer(question, 'q');
    expect(await dialogue.exit).toBe(0);
  });

  test.each<[string, (one: Dialogue) => unknown]>([
    ['killed', (one) => one.kill('SIGKILL')],
    ['interrupted', (one) => one.answer('', '\u0003')],
  ])('%s in the middle of writing, no file is half of anything', async (how, end) => {
    const folder = emptyFolder();
    const { dockerfile = '', expected } = fixtures.find((one) => one.name === chosen.a) ?? {};
    for (let number = 0; number < 40; number++) {
      mkdirSync(join(folder, `n${number}`));
      writeFileSync(join(folder, `n${number}`, 'Dockerfile'), dockerfile);
    }
    const dialogue = review(folder);
    await dialogue.answer(question, 'r');
    await dialogue.answer('written');
    await end(dialogue);
    await dialogue.exit;
    const texts = Object.entries(snapshot(folder)).filter(([path]) => path.endsWith('/Dockerfile'));
    const changed = texts.filter(([, text]) => text === expected).length;
    expect(texts).toHaveLength(40);
    expect(changed).toBeGreaterThan(0);
    expect(texts.filter(([, text]) => text !== dockerfile && text !== expected)).toEqual([]);
    if (how === 'interrupted')
      expect(dialogue.printed).toContain(`${changed} accepted, 0 skipped, ${40 - changed} left`);
  });

  test('a narrow terminal, keys of no meaning, and a file that changed meanwhile', async () => {
    const folder = join(folderOfFive(), 'a');
    const dialogue = review(folder, [], { columns: 12 });
    await dialogue.answer(question, '\u001b[A\rz');
    await dialogue.answer('accept: write');
    await dialogue.answer(question);
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
    await dialogue.answer('', 'a');
    await dialogue.answer('FileChanged');
    expect(await dialogue.exit).toBe(2);
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe('FROM scratch\n');
  });

  test('files beside a Dockerfile are written with it', async () => {
    const found = fixtures.find((one) => Object.keys(one.neighbours).length > 0 && one.expected !== undefined);
    if (found === undefined) throw new Error('no fixture has neighbours that change');
    const folder = emptyFolder();
    for (const [path, text] of Object.entries(found.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const dialogue = review(folder, ['--neighbours']);
    await dialogue.answer('+', undefined);
    await dialogue.answer(question, 'a');
    expect(await dialogue.exit).toBe(0);
    expect(snapshot(folder)).toMatchObject({ ...found.neighbours, Dockerfile: found.expected });
  });

  test('nothing of a Dockerfile reaches the terminal as it is', async () => {
    const folder = emptyFolder();
    const { dockerfile = '' } = fixtures.find((one) => one.name === chosen.a) ?? {};
    const place = join(folder, 'a\u001b[31m\u0007b');
    mkdirSync(place);
    writeFileSync(
      join(place, 'Dockerfile'),
      dockerfile.replace('CMD', '# \u001b]0;title\u0007 \u009b2J \u202e\nLABEL x="\u001b[2J"\nCMD'),
    );
    const dialogue = review(folder);
    await dialogue.answer(question, 'x');
    await dialogue.answer(question, 'a');
    expect(await dialogue.exit).toBe(0);
    expect(dialogue.printed).toContain('\\u{1b}');
    expect(dialogue.printed).not.toMatch(/[^\P{Cc}\r\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
  });

  test('a dumb terminal is refused in a sentence', async () => {
    const dialogue = review(emptyFolder(), [], { env: { TERM: 'dumb' } });
    expect(await dialogue.exit).toBe(2);
    expect(dialogue.printed).toMatch(/^multistage: --interactive needs a terminal/);
  });
});

test.each([
  [['-i'], 'needs a terminal'],
  [['-i', '--write'], 'does not go with --write'],
  [['-i', '--check'], 'does not go with --interactive'],
  [['-i', '--explain'], 'does not go with --explain'],
  [['-i', '--format', 'diff'], 'does not go with --format'],
  [['-i', '-'], '- is standard input'],
  [['-i', '--verify'], '--verify goes with --write'],
])('%j is refused in a sentence', (words, says) => {
  const folder = folderOfFive();
  const before = snapshot(folder);
  const run = spawnSync(process.execPath, [bin, ...words], { cwd: folder, encoding: 'utf8', input: '' });
  expect(run.status).toBe(2);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(/^multistage: [^\n]+\.\nSee multistage --help\.\n$/);
  expect(run.stderr).toContain(says);
  expect(snapshot(folder)).toEqual(before);
});

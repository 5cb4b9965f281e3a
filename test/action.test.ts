// The GitHub action: its inputs, and the bundle as a runner starts it, from a folder that has nothing else.

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { inputsFrom, pullRequestOf } from '../src/cli/action/inputs.ts';
import { renderAnnotations, workflowCommand } from '../src/report/annotations.ts';
import type { Outcome } from '../src/report/outcome.ts';
import { fixtures } from './fixtures.ts';
import { type Answer, type ForgeServer, startForge } from './forge-server.ts';
import { type Comment, forbidden, type GitHubState, github, type LineComment, type Review } from './github.ts';
import { commandsIn, dangerousIn, hostile, hostileDockerfile, hostilePath, outsideOfCode } from './hostile.ts';

const root = join(import.meta.dirname, '..');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
const hello = fixtures.find(({ name }) => name === 'go/hello-heredoc');
const refused = fixtures.find(({ name }) => name === 'go/script-calls-go');
if (hello === undefined || refused === undefined) throw new Error('a fixture of these tests has another name now');

let installed: string;
const temporary: string[] = [];

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'action-')));
  temporary.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

beforeAll(() => {
  if (!existsSync(join(root, 'dist/action.js'))) execFileSync(process.execPath, ['build.js'], { cwd: root });
  installed = folderWith({ 'package.json': '{"type":"module"}' });
  for (const path of ['action', 'action.yml', 'dist'])
    cpSync(join(root, path), join(installed, path), { recursive: true });
});
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** As a runner does it: inputs with their defaults as variables, and files for what a step says. */
async function run(
  cwd: string,
  inputs: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const told = folderWith({ output: '', summary: '' });
  const defaults = Object.entries<{ default?: string }>(action.inputs).map(([name, one]) => [
    name,
    (one.default ?? '').replace(/\$\{\{.*\}\}/, ''),
  ]);
  const given = Object.entries({ ...Object.fromEntries(defaults), ...inputs });
  const { GITHUB_TOKEN: _, GH_TOKEN: __, ...rest } = process.env;
  const env = {
    ...rest,
    ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    GITHUB_OUTPUT: join(told, 'output'),
    GITHUB_STEP_SUMMARY: join(told, 'summary'),
    ...variables,
  };
  const child = spawn(process.execPath, [join(installed, action.runs.main)], { cwd, env });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    text.err += chunk;
  });
  const code = await new Promise<number | null>((settle) => child.on('close', settle));
  const outputs = outputsIn(readFileSync(join(told, 'output'), 'utf8'));
  return { code, ...text, outputs, summary: readFileSync(join(told, 'summary'), 'utf8') };
}

/** As the runner reads them: a name, a word, and lines up to that word. */
function outputsIn(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 1) {
    const [name = '', end] = (lines.shift() ?? '').split('<<');
    found[name] = lines.splice(0, lines.indexOf(end ?? '')).join('\n');
    lines.shift();
  }
  return found;
}

/** What the runner takes for commands: not what stands between a stop and its word. */
function heeded(log: string): readonly string[] {
  let stop: string | undefined;
  const lines = log.split('\n').filter((line) => {
    if (stop !== undefined) {
      if (line === `::${stop}::`) stop = undefined;
      return false;
    }
    stop = /^::stop-commands::(.+)$/.exec(line)?.[1];
    return stop === undefined;
  });
  expect(stop).toBeUndefined();
  return commandsIn(lines.join('\n'));
}

describe('action.yml', () => {
  test('names what there is', () => {
    expect(action.runs.using).toBe('node24');
    expect(existsSync(join(root, action.runs.main))).toBe(true);
    for (const { description } of Object.values<{ description: string }>({ ...action.inputs, ...action.outputs }))
      expect(description).toMatch(/\.$/);
  });

  test('has the inputs that are read, and their defaults', () => {
    const asked = new Set<string>();
    const variables = new Proxy<Record<string, string>>({}, { get: (_, name) => void asked.add(String(name)) });
    const without = inputsFrom(variables);
    const names = Object.keys(action.inputs).map((name) => `INPUT_${name.toUpperCase()}`);
    expect([...asked].sort()).toEqual(names.sort());
    const defaults = Object.entries<{ default: string }>(action.inputs).map(([name, one]) => [
      `INPUT_${name.toUpperCase()}`,
      name === 'token' ? '' : one.default,
    ]);
    expect(inputsFrom(Object.fromEntries(defaults))).toEqual(without);
  });
});

test.each([
  ['paths', ' a/Dockerfile \n\n b \n', { paths: ['a/Dockerfile', 'b'] }],
  ['mode', 'suggest', { mode: 'suggest' }],
  ['prefer', 'distroless', { prefer: 'distroless' }],
  ['min-confidence', 'high', { minConfidence: 'high' }],
  ['fail-on', ' convertible\n', { failOn: 'convertible' }],
  ['context', '', { context: undefined }],
])('the input %s, %j', (name, value, expected) => {
  expect(inputsFrom({ [`INPUT_${name.toUpperCase()}`]: value })).toMatchObject(expected);
});

test.each([
  ['pull_request', { number: 7, pull_request: { number: 7 } }, 7],
  ['a comment on one', { issue: { number: 8, pull_request: { url: '' } } }, 8],
  ['a comment on an issue', { issue: { number: 8 } }, undefined],
  ['push', { ref: 'refs/heads/main' }, undefined],
  ['odd', { pull_request: { number: '7; rm' } }, undefined],
  ['nothing', null, undefined],
])('an event of %s', (_, event, number) => {
  const variables = { GITHUB_REPOSITORY: 'acme/shop' };
  const expected = number === undefined ? undefined : { repo: 'acme/shop', number };
  expect(pullRequestOf(JSON.stringify(event), variables)).toEqual(expected);
});

describe('workflow commands', () => {
  test('are one line, whatever is in them', () => {
    const line = workflowCommand('error', { file: 'a,b:c%\n', title: 'x' }, '50% of\r\n::warning::this');
    expect(line).toBe('::error file=a%2Cb%3Ac%25\\u{a},title=x::50%25 of\\u{d}\\u{a}::warning::this\n');
  });

  test('are no more of a kind than are shown, and say so', () => {
    const diagnostic = { name: 'FloatingTag', level: 'warning', message: 'This.', hint: undefined } as const;
    const diagnostics = Array.from({ length: 12 }, (_, at) => ({ ...diagnostic, span: { start: at, end: at + 1 } }));
    const outcome: Outcome = { kind: 'refused', path: 'D', input: 'FROM golang:1\n', toolchains: [], diagnostics };
    const lines = renderAnnotations([outcome]).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('::warning file=D,line=1,endLine=1,col=1,endColumn=2,title=FloatingTag::This.');
    expect(lines[10]).toMatch(/^2 more are in the summary/);
  });
});

describe('check', () => {
  const files = { Dockerfile: hello.dockerfile, 'b/Dockerfile': refused.dockerfile };

  test('says it beside the lines, in the summary and as outputs, and changes nothing', async () => {
    const folder = folderWith(files);
    const { code, out, summary, outputs } = await run(folder, {});
    expect(code).toBe(0);
    expect(out).toContain('+FROM scratch\n');
    expect(out).toMatch(
      /^::warning file=Dockerfile,line=2,endLine=2,col=1,endColumn=17,title=Convertible::the image keeps/m,
    );
    expect(out).toMatch(/^::notice file=b\/Dockerfile,line=\d+/m);
    expect(out).toMatch(/^2 files: 1 converted, 1 refused/m);
    expect(heeded(out).map((line) => line.split(' ')[0])).toEqual(['::warning', '::notice']);
    expect(summary).toMatch(/^# Leave the build tools out of the image\n/);
    expect(outputs).toEqual({ converted: '1', refused: '1', unchanged: '0', failed: '0', files: '["Dockerfile"]' });
    for (const name of Object.keys(outputs)) expect(action.outputs).toHaveProperty(name);
    for (const [path, text] of Object.entries(files)) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
  });

  test.each([
    ['convertible', {}, 1],
    ['convertible', { paths: 'b' }, 0],
    ['never', { paths: 'absent' }, 0],
    ['convertible', { paths: 'absent' }, 1],
    ['sometimes', {}, 1],
  ] as const)('fail-on: %s, %o ends with %i', async (failOn, inputs, expected) => {
    const { code, out } = await run(folderWith(files), { 'fail-on': failOn, ...inputs });
    expect(code).toBe(expected);
    if (failOn === 'sometimes')
      expect(out).toBe(
        '::error title=multistage::the input fail-on is "sometimes", and has to be one of never, convertible.\n',
      );
    if ('paths' in inputs && inputs.paths === 'absent')
      expect(out).toMatch(/^::error file=absent,title=PathNotFound::/m);
  });

  test('a configuration counts, and an input before it', async () => {
    const folder = folderWith({ ...files, 'multistage.config.json': '{"prefer":"shell"}' });
    expect((await run(folder, {})).out).not.toContain('+FROM scratch\n');
    expect((await run(folder, { prefer: 'smallest' })).out).toContain('+FROM scratch\n');
  });

  test.skipIf(process.platform === 'win32')('is not fooled', async () => {
    const name = hostilePath.replaceAll('/', '|');
    const folder = folderWith({
      [name]: hostileDockerfile,
      'x.Dockerfile': `FROM golang\nRUN ${hostile}\n${hostile}\n`,
    });
    const { out, err, summary, outputs } = await run(folder, {});
    expect(heeded(out).every((line) => /^::(?:warning|notice) file=/.test(line))).toBe(true);
    expect(commandsIn(err)).toEqual([]);
    const beside = out.replace(/^::stop-commands::(.+)\n[\s\S]*?^::\1::\n/m, '');
    expect([...dangerousIn(beside), ...dangerousIn(summary), ...dangerousIn(err)]).toEqual([]);
    expect(commandsIn(summary)).toEqual([]);
    for (const part of ['<b>', '<i>', '@someone', '<script']) expect(outsideOfCode(summary)).not.toContain(part);
    expect(JSON.parse(outputs.files ?? '')).toEqual([name]);
    expect(outputs.converted).toBe('1');
  });
});

describe('suggest', () => {
  const token = 'ghs_0123456789abcdefghijABCDEFGHIJ012345';
  let server: ForgeServer | undefined;
  afterAll(() => server?.close());

  async function scene(refusing?: Answer) {
    const said = { comments: [] as Comment[], lineComments: [] as LineComment[], reviews: [] as Review[] };
    const state: GitHubState = {
      token,
      self: 'github-actions[bot]',
      repositories: ['acme/shop'],
      pulls: [
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
          trees: { base: {}, head: { Dockerfile: hello?.dockerfile ?? '' } },
        },
      ],
      ...said,
    };
    await server?.close();
    server = await startForge(github(state));
    if (refusing !== undefined) server.next('POST', /./, refusing, refusing);
    const event = folderWith({ 'event.json': JSON.stringify({ pull_request: { number: 7 } }), 'push.json': '{}' });
    const variables = { GITHUB_API_URL: server.url, GITHUB_REPOSITORY: 'acme/shop' };
    const start = async (name: string, inputs: Record<string, string> = {}) => {
      const given = { mode: 'suggest', token, ...inputs };
      const ran = await run(event, given, { ...variables, GITHUB_EVENT_PATH: join(event, name) });
      expect(JSON.stringify(ran)).not.toContain(token);
      return ran;
    };
    return { ...said, start };
  }

  test('posts one review for the pull request of the event, and nothing twice', async () => {
    const { start, reviews } = await scene();
    const first = await start('event.json');
    expect(first).toMatchObject({ code: 0, outputs: { converted: '1', files: '["Dockerfile"]' } });
    expect(first.out).toMatch(/^acme\/shop#7: a review posted/);
    expect(first.summary).toContain('+FROM scratch');
    expect(reviews).toHaveLength(1);
    await start('event.json', { 'fail-on': 'convertible' }).then(({ code }) => expect(code).toBe(1));
    expect(reviews).toHaveLength(1);
  });

  test('does nothing for another event', async () => {
    const { start, reviews } = await scene();
    const { code, out } = await start('push.json');
    expect([code, out]).toEqual([0, 'The event is about no pull request, so nothing is suggested.\n']);
    expect(reviews).toEqual([]);
  });

  test.each([
    ['never', 0, /^::warning title=multistage::nothing was suggested: the log says why\.$/m],
    ['convertible', 1, /^$/],
  ])('with a token that may only read and fail-on: %s ends with %i', async (failOn, expected, out) => {
    const { start } = await scene(forbidden);
    const ran = await start('event.json', { 'fail-on': failOn });
    expect(ran.code).toBe(expected);
    expect(ran.out).toMatch(out);
    expect(ran.err).toMatch(/the token may not do this/);
  });
});

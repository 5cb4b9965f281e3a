// `multistage mcp`, as the SDK's own client sees it over a child process.

import { execFileSync, spawn } from 'node:child_process';
import {
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
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtures } from './fixtures.ts';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin/multistage.js');
const server = fixtures.find(({ name }) => name === 'go/http-server-with-templates-and-static-files');
const refused = fixtures.find(({ name }) => name === 'go/script-calls-go');
if (server === undefined || refused === undefined) throw new Error('a fixture of these tests has another name now');

const files: Record<string, string> = {
  ...Object.fromEntries(Object.entries(server.files).map(([path, text]) => [`shop/${path}`, text])),
  'scripts/Dockerfile': refused.dockerfile,
  'odd/Dockerfile': 'FROM golang\nRUN \u001b[31m\u202e```::error::<b>@team\nCMD ["x"]\n',
};
let folder: string;
let client: Client;
let transport: StdioClientTransport;
const unreadable: unknown[] = [];

beforeAll(async () => {
  if (!existsSync(join(root, 'dist/cli.js'))) execFileSync(process.execPath, ['build.js'], { cwd: root });
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-')));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(root, join(folder, 'outside'), 'junction');
  transport = new StdioClientTransport({ command: process.execPath, args: [bin, 'mcp'], cwd: folder, stderr: 'pipe' });
  client = new Client({ name: 'test', version: '1' });
  client.onerror = (error) => unreadable.push(error);
  await client.connect(transport);
  // The client validates structured content by the schemas that it has listed.
  await client.listTools();
});
afterAll(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly isError: boolean;
  readonly page: string;
  readonly data: Record<string, unknown>;
}

async function call(name: string, given: Record<string, unknown>): Promise<Answer> {
  const result = await client.callTool({ name, arguments: given });
  const [first] = result.content as readonly { readonly text: string }[];
  const data = (result.structuredContent ?? {}) as Record<string, unknown>;
  return { isError: result.isError === true, page: first?.text ?? '', data };
}

test('three tools, which say that they only read', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['convert', 'explain', 'check']);
  for (const { annotations, outputSchema, description } of tools) {
    expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
    expect(outputSchema?.type).toBe('object');
    expect(description).toMatch(/\.$/);
  }
});

describe('convert', () => {
  test('reads a file, its context, and writes nothing', async () => {
    const { page, data } = await call('convert', { path: 'shop/Dockerfile' });
    expect(data).toMatchObject({ path: 'shop/Dockerfile', kind: 'converted', toolchains: ['go'], confidence: 'high' });
    expect(data.output).toBe(server.expected);
    expect(data.diff).toContain('+++ b/shop/Dockerfile\n');
    expect(page).toContain('+FROM scratch\n');
    expect(page).toContain('net/http');
    const now = readdirSync(join(folder, 'shop'), { recursive: true, encoding: 'utf8' });
    expect(readFileSync(join(folder, 'shop/Dockerfile'), 'utf8')).toBe(server.dockerfile);
    expect(now.filter((path) => /Dockerfile/.test(path))).toEqual(['Dockerfile']);
  });

  test('takes text and the files of its context', async () => {
    const { Dockerfile: _, ...context } = server.files;
    const { data } = await call('convert', { text: server.dockerfile, files: context });
    expect(data).toMatchObject({ path: 'Dockerfile', output: server.expected });
  });

  test('takes text with a folder', async () => {
    expect((await call('convert', { text: server.dockerfile, context: 'shop' })).data.output).toBe(server.expected);
  });

  test('has options', async () => {
    const { data } = await call('convert', { path: 'shop/Dockerfile', prefer: 'shell' });
    expect(data.output).not.toContain('FROM scratch');
    expect((await call('convert', { path: 'shop/Dockerfile', prefer: 'fastest' })).isError).toBe(true);
  });

  test('a refusal is an answer, with its reasons', async () => {
    const { isError, page, data } = await call('convert', { path: 'scripts/Dockerfile' });
    expect(isError).toBe(false);
    expect(data).toMatchObject({ kind: 'refused', output: null, diff: null, confidence: null });
    expect((data.diagnostics as { level: string }[])[0]?.level).toBe('refusal');
    expect(page).toMatch(/refusal \w+: /);
  });
});

describe('a configuration', () => {
  test('counts where it is data', async () => {
    const config = join(folder, 'shop/multistage.config.json');
    writeFileSync(config, JSON.stringify({ prefer: 'shell' }));
    const { data } = await call('convert', { path: 'shop/Dockerfile' });
    rmSync(config);
    expect(data.output).not.toContain('FROM scratch');
  });

  test('is not run where it is code', async () => {
    const config = join(folder, 'shop/multistage.config.js');
    writeFileSync(config, 'throw new Error("this runs");');
    const { data } = await call('convert', { path: 'shop/Dockerfile' });
    rmSync(config);
    expect(data.output).toBe(server.expected);
  });

  test('counts where it is named', async () => {
    const config = join(folder, 'ours.json');
    writeFileSync(config, JSON.stringify({ prefer: 'shell' }));
    const args = [bin, 'mcp', '--config', config, folder];
    const second = new Client({ name: 'test', version: '1' });
    await second.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' }));
    const { structuredContent } = await second.callTool({ name: 'convert', arguments: { path: 'shop/Dockerfile' } });
    await second.close();
    expect((structuredContent as { output: string }).output).not.toContain('FROM scratch');
  });
});

test('explain tells the whole story', async () => {
  const { page, data } = await call('explain', { path: 'shop/Dockerfile' });
  expect(data.explanation).toBe(page);
  expect(page).toMatch(/instructions\n[\s\S]*RUN go build[\s\S]*what it needs\n/);
});

describe('check', () => {
  test('a right result is proven', async () => {
    const { data, page } = await call('check', { path: 'shop/Dockerfile', after: server.expected });
    expect(data.doubts).toEqual([]);
    expect(page).toMatch(/^proven/);
  });

  test('a wrong one is doubted', async () => {
    const after = server.expected?.replace(/^COPY --from=build \/usr\/local\/bin.*\n/m, '');
    const { data, page } = await call('check', { path: 'shop/Dockerfile', after });
    expect(data.doubts).not.toEqual([]);
    expect(page).toMatch(/^not proven:\n- /);
    const { data: other } = await call('check', { path: 'shop/Dockerfile', after: 'FROM' });
    expect(other.doubts).not.toEqual([]);
  });

  test('without a result it says whether there can be one', async () => {
    expect((await call('check', { path: 'shop/Dockerfile' })).data).toMatchObject({ kind: 'converted', doubts: null });
    expect((await call('check', { path: 'scripts/Dockerfile' })).data).toMatchObject({ kind: 'refused', doubts: null });
  });
});

describe('what may be read', () => {
  test.each([
    ['a path above', { path: '../Dockerfile' }, /PathOutside|PathNotFound/],
    ['an absolute path', { path: join(root, 'package.json') }, /PathOutside/],
    ['a link that leads out', { path: 'outside/package.json' }, /PathOutside/],
    ['a context outside', { path: 'shop/Dockerfile', context: root }, /PathOutside/],
    ['a context over a link', { text: 'FROM golang\n', context: 'outside' }, /PathOutside/],
    ['a file that is not there', { path: 'absent' }, /PathNotFound/],
    ['a folder', { path: 'shop' }, /NotAFile/],
    ['too large a text', { text: 'x'.repeat(1024 * 1024 + 1) }, /text/],
    [
      'too many files',
      { text: 'FROM a', files: Object.fromEntries(Array.from({ length: 201 }, (_, at) => [at, ''])) },
      /files/,
    ],
  ])('%s is an error', async (_, given, expected) => {
    const { isError, page, data } = await call('convert', given);
    expect(isError).toBe(true);
    expect(page).toMatch(expected);
    expect(data).toEqual({});
  });
});

test('a hostile Dockerfile comes out harmless in what is shown', async () => {
  const { page } = await call('convert', { path: 'odd/Dockerfile' });
  const explained = await call('explain', { path: 'odd/Dockerfile' });
  for (const shown of [page, explained.page]) {
    expect(shown).toContain('refusal');
    expect(shown).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  }
});

test('nothing but the protocol is on standard output, and the end of standard input ends it', async () => {
  expect(unreadable).toEqual([]);
  const child = spawn(process.execPath, [bin, 'mcp', folder], { stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => err.push(chunk));
  child.stdin.end('this is no JSON\n{"jsonrpc":"2.0","id":1,"method":5}\n{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
  const code = await new Promise((settle) => child.on('close', settle));
  const lines = Buffer.concat(out).toString('utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
  expect(Buffer.concat(err).toString('utf8')).toMatch(
    /^multistage: a message is no JSON, .*\nmultistage: a message is JSON, and no message of JSON-RPC 2\.0; .*\n$/,
  );
  expect(code).toBe(0);
});

test.each([
  [['mcp', 'absent'], /PathNotFound/],
  [['mcp', 'a', 'b'], /takes one folder/],
])('%s is something to mend', (words, expected) => {
  const run = () => execFileSync(process.execPath, [bin, ...words], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  expect(run).toThrow(expected);
});

// Hostile Dockerfiles and names of files, in every format. The command line, the action and the server for agents have the same texts in
// their own tests.

import { describe, expect, test } from 'vitest';
import { convert } from '../src/index.ts';
import { renderDiff, renderDiffForTerminal } from '../src/report/diff.ts';
import { renderJson } from '../src/report/json.ts';
import { renderMarkdown, sentence } from '../src/report/markdown.ts';
import type { Outcome } from '../src/report/outcome.ts';
import { renderRdjson } from '../src/report/rdjson.ts';
import { renderSarif } from '../src/report/sarif.ts';
import { renderSummary } from '../src/report/summary.ts';
import { escapeLine, plain } from '../src/report/terminal.ts';
import { renderDiagnostics, renderText } from '../src/report/text.ts';
import { commandsIn, dangerousIn, hostile, hostileDockerfile, hostilePath, outsideOfCode } from './hostile.ts';

const converted = convert(hostileDockerfile, { path: hostilePath });
const stranger: Outcome = {
  kind: 'refused',
  path: hostilePath,
  input: `FROM golang\nRUN echo ${hostile}\n${hostile}\n`,
  toolchains: [hostile],
  diagnostics: [
    { name: 'CommandNotUnderstood', level: 'refusal', message: hostile, hint: hostile, span: { start: 12, end: 20 } },
    {
      name: 'FloatingTag',
      level: 'warning',
      message: `::error::\`${hostile}\` is`,
      hint: hostile,
      span: { start: 0, end: 2 },
      file: { path: hostilePath, text: `::error::x\n${hostile}\n` },
    },
  ],
};
const failed: Outcome = { ...stranger, kind: 'failed', input: undefined };
const warned: Outcome = { ...converted, diagnostics: stranger.diagnostics.slice(1) };
const all: readonly Outcome[] = [converted, stranger, failed, warned];

test('the hostile Dockerfile is converted, or nothing would be seen of it', () => {
  expect(converted.kind).toBe('converted');
  expect(commandsIn(hostileDockerfile).length).toBeGreaterThan(3);
  expect(dangerousIn(hostileDockerfile).length).toBeGreaterThan(6);
});

const formats: readonly (readonly [string, string])[] = [
  ['text', renderText(all, { palette: plain, explain: false })],
  ['explained text', renderText(all, { palette: plain, explain: true })],
  ['diagnostics', renderDiagnostics(all, ['refusal', 'warning', 'note'], plain)],
  ['the diff for a terminal', renderDiffForTerminal(all, plain)],
  ['JSON', renderJson(all)],
  ['SARIF', renderSarif(all, '1')],
  ['rdjson', renderRdjson(all)],
  ['Markdown', renderMarkdown(all)],
  ['the summary', renderSummary(all)],
];

describe.each(formats)('%s', (_, text) => {
  test('holds nothing that a terminal acts on', () => {
    expect(dangerousIn(text)).toEqual([]);
  });
  test('has no line that a log takes for a command', () => {
    expect(commandsIn(text)).toEqual([]);
  });
});

test('the piped diff is exact instead, for git', () => {
  if (converted.kind !== 'converted') return;
  expect(commandsIn(renderDiff([converted]))).toHaveLength(4);
});

test('JSON is the same data, whatever is written as an escape', () => {
  const [file] = JSON.parse(renderJson([converted])).files;
  expect(file.path).toBe(hostilePath);
  expect(file.output).toBe(converted.kind === 'converted' ? converted.output : '');
});

describe('Markdown', () => {
  const parts = ['<b>', '<i>', '<!--', '](', '@someone', '#1', '| bar'];

  test('of a pull request holds text of strangers in code only', () => {
    const page = renderMarkdown(all);
    const outside = outsideOfCode(page);
    for (const part of parts) {
      expect(page).toContain(part);
      expect(outside).not.toContain(part);
    }
    expect(renderMarkdown([stranger])).toContain('No Dockerfile is converted');
  });

  test('of a comment by reviewdog as well', () => {
    const { diagnostics } = JSON.parse(renderRdjson(all));
    const messages: readonly string[] = diagnostics.map(({ message }: { message: string }) => message);
    expect(messages.join('\n')).toContain('@someone');
    for (const message of messages) {
      expect(message).not.toContain('\n');
      for (const part of parts) expect(outsideOfCode(message)).not.toContain(part);
    }
  });

  test.each([
    ['`RUN x` is not understood. Say `--y`.', '`RUN x` is not understood. Say `--y`.'],
    ['plain, and (so on); really.', 'plain, and (so on); really.'],
    ['`a` and @b', '`` `a` and @b ``'],
    ['`a` and `b', '`` `a` and `b ``'],
    ['``a`` <b>', '``` ``a`` <b> ```'],
    ['see http://x', '`see http://x`'],
    ['snake_case', '`snake_case`'],
  ])('%s → %s', (message, expected) => {
    expect(sentence(message)).toBe(expected);
  });
});

describe('SARIF', () => {
  interface Result {
    readonly message: { readonly text: string };
    readonly locations: readonly [
      { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } },
    ];
  }
  const results: readonly Result[] = JSON.parse(renderSarif(all, '1')).runs[0].results;

  test('has no links in messages', () => {
    expect(results.map(({ message }) => message.text).join()).toContain('\\[link\\](http://x)');
    for (const { message } of results) expect(message.text).not.toMatch(/(?<!\\)\[/);
  });

  test('has paths as addresses', () => {
    const uris = new Set(results.map(({ locations: [{ physicalLocation }] }) => physicalLocation.artifactLocation.uri));
    expect([...uris]).toEqual([hostilePath.split('/').map(encodeURIComponent).join('/')]);
  });
});

test.each([
  ['::error::x', '\\u{3a}:error::x'],
  ['  ::set-output name=a::b', '  \\u{3a}:set-output name=a::b'],
  ['::1 localhost', '::1 localhost'],
  ['a ::error::x', 'a ::error::x'],
  ['see ##[error]x', 'see #\\u{23}[error]x'],
  ['##vso[a]##teamcity[b]', '#\\u{23}vso[a]#\\u{23}teamcity[b]'],
  ['## [title]', '## [title]'],
  ['\u001b[1m\ttab', '\\u{1b}[1m\ttab'],
])('%j is shown as %j', (line, expected) => {
  expect(escapeLine(line)).toBe(expected);
});

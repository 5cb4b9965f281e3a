// What reviewdog reads: rdjson, field by field, and the diff. With what it is known to do to both, as its sources have it.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDiff } from '../src/report/diff.ts';
import { lineChangesOf } from '../src/report/line-changes.ts';
import type { Outcome } from '../src/report/outcome.ts';
import { renderRdjson } from '../src/report/rdjson.ts';
import { convertFixture, fixtures } from './fixtures.ts';
import schema from './rdjson.schema.json' with { type: 'json' };

interface Position {
  readonly line: number;
  readonly column?: number;
}
interface Range {
  readonly start: Position;
  readonly end?: Position;
}
interface Suggestion {
  readonly range: Range;
  readonly text: string;
}
interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string; readonly range?: Range };
  readonly severity: string;
  readonly code: { readonly value: string };
  readonly suggestions?: readonly Suggestion[];
}

const isRdjson = new Ajv2020({ allErrors: true }).compile(schema);

function diagnosticsOf(outcomes: readonly Outcome[]): readonly Diagnostic[] {
  const report: unknown = JSON.parse(renderRdjson(outcomes));
  expect(isRdjson(report), JSON.stringify(isRdjson.errors)).toBe(true);
  return (report as { readonly diagnostics: readonly Diagnostic[] }).diagnostics;
}

/** Whole lines in the place of whole lines, as a review comment is accepted; an empty suggestion takes the lines away. */
function accepted(text: string, suggestions: readonly { first: number; last: number; text: string }[]): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  for (const { first, last, text: added } of [...suggestions].reverse()) {
    const ending = /\r?\n$/.exec(lines[last - 1] ?? '')?.[0] ?? '';
    lines.splice(first - 1, last - first + 1, ...(added === '' ? [] : [added + ending]));
  }
  return lines.join('');
}

describe('every fixture', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const plain = convertFixture(fixture, 'app/Dockerfile');
    const crlf = convertFixture(fixture, 'app/Dockerfile', fixture.dockerfile.replace(/(?<!\r)\n/g, '\r\n'));
    for (const outcome of [plain, crlf]) {
      const diagnostics = diagnosticsOf([outcome]);
      const lines = outcome.input.split('\n');
      for (const { location, suggestions = [] } of diagnostics) {
        // A comment is on the lines of its first suggestion; others than that would be shown as errors.
        expect(suggestions.length).toBeLessThan(2);
        for (const { range } of suggestions) expect(range).toEqual(location.range);
        if (location.path !== 'app/Dockerfile' || location.range === undefined) continue;
        const { start, end = start } = location.range;
        expect(end.line).toBeGreaterThanOrEqual(start.line);
        for (const { line, column = 1 } of [start, end])
          expect(Buffer.byteLength(lines[line - 1] ?? '') + 1).toBeGreaterThanOrEqual(column);
      }
      if (outcome.kind !== 'converted') continue;
      const own = diagnostics.filter(({ location }) => location.path === 'app/Dockerfile');
      const made = own.flatMap(({ suggestions = [] }) =>
        suggestions.map(({ range: { start, end = start }, text }) => ({ first: start.line, last: end.line, text })),
      );
      expect(accepted(outcome.input, made)).toBe(outcome.output);
    }
  });
});

test('each field', () => {
  const text = 'FROM golang\nRUN é ``` x\n';
  const found: Outcome = {
    kind: 'refused',
    path: '-',
    input: text,
    toolchains: [],
    diagnostics: [
      { name: 'CommandNotUnderstood', level: 'refusal', message: 'This.', hint: 'Do.', span: { start: 16, end: 23 } },
      { name: 'FloatingTag', level: 'warning', message: 'That.', hint: undefined, span: undefined },
    ],
  };
  expect(JSON.parse(renderRdjson([found]))).toEqual({
    source: { name: 'multistage' },
    severity: 'WARNING',
    diagnostics: [
      {
        message: 'This. Do.',
        // From the `é`, of two bytes, to the end of the line.
        location: { path: 'Dockerfile', range: { start: { line: 2, column: 5 }, end: { line: 2, column: 13 } } },
        severity: 'INFO',
        code: { value: 'CommandNotUnderstood' },
      },
      {
        message: 'That.',
        location: { path: 'Dockerfile' },
        severity: 'WARNING',
        code: { value: 'FloatingTag' },
      },
    ],
  });
});

test('the schema refuses what no reader takes as it is meant', () => {
  const position = { start: { line: 0 } };
  for (const wrong of [
    { extra: 1 },
    { severity: 'HINT' },
    { diagnostics: [{ message: 'a', location: { path: 'b', range: position } }] },
    { diagnostics: [{ message: 'a', location: { path: 'b' }, rule: 'c' }] },
  ])
    expect(isRdjson(wrong)).toBe(false);
});

describe('suggestions', () => {
  test.each([
    ['a line changes', 'a\nb\nc\n', 'a\nB\nc\n', [{ first: 2, last: 2, text: 'B' }]],
    ['lines are put in', 'a\nb\n', 'a\nx\ny\nb\n', [{ first: 2, last: 2, text: 'x\ny\nb' }]],
    ['at the start', 'a\n', 'x\na\n', [{ first: 1, last: 1, text: 'x\na' }]],
    ['at the end', 'a\nb\n', 'a\nb\nx\n', [{ first: 2, last: 2, text: 'b\nx' }]],
    ['before the last line and at the end', 'a\nb\n', 'a\nx\nb\ny\n', [{ first: 2, last: 2, text: 'x\nb\ny' }]],
    ['lines go', 'a\nb\nc\n', 'a\nc\n', [{ first: 2, last: 2, text: '' }]],
    ['a line becomes empty', 'a\nb\nc\n', 'a\n\nc\n', [{ first: 2, last: 3, text: '\nc' }]],
    ['without a line end at the end', 'a\nb', 'a\nx\nB', [{ first: 2, last: 2, text: 'x\nB' }]],
    ['with CRLF', 'a\r\nb\r\n', 'a\r\nb\r\nx\r\n', [{ first: 2, last: 2, text: 'b\r\nx' }]],
  ] as const)('%s', (_, input, output, expected) => {
    expect(lineChangesOf({ path: 'Dockerfile', input, output })).toEqual(expected);
    expect(accepted(input, expected)).toBe(output);
  });

  test('make the output of any input, and no two meet', () => {
    const line = fc.constantFrom('a', 'b', 'c', '', ' ');
    const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => `${lines.join('\n')}\nend\n`);
    fc.assert(
      fc.property(text, text, (input, output) => {
        const made = lineChangesOf({ path: 'Dockerfile', input, output });
        expect(accepted(input, made)).toBe(output);
        for (const [index, { first }] of made.entries()) expect(first).toBeGreaterThan(made[index - 1]?.last ?? 0);
      }),
    );
  });
});

test('the diff, with one segment of each path stripped, is a patch of the very files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reviewdog-'));
  try {
    const outcomes = fixtures.slice(0, 40).map((fixture) => convertFixture(fixture, `${fixture.name}/Dockerfile`));
    for (const { path, input } of outcomes) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), input);
    }
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) };
    const git = spawnSync('git', ['apply', '-p1'], { cwd: folder, input: renderDiff(outcomes), env });
    expect(git.status, String(git.stderr)).toBe(0);
    for (const outcome of outcomes)
      expect(readFileSync(join(folder, outcome.path), 'utf8')).toBe(
        outcome.kind === 'converted' ? outcome.output : outcome.input,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

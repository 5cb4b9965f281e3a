// Runs every fixture, and every invariant of a conversion on every fixture. UPDATE=1 writes expected.Dockerfile instead of comparing.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Conversion, convert, type Diagnostic } from '../src/index.ts';
import { renderDiff } from '../src/report/diff.ts';
import { placesOf } from '../src/report/place.ts';
import { parseDockerfile } from '../src/syntax/parse.ts';
import { convertFixture, doubtsOf, type Fixture, fixtures } from './fixtures.ts';

const run = (fixture: Fixture, text?: string): Conversion => convertFixture(fixture, fixture.name, text);
/** `CopySourceMissing`, or `TargetAdded compose.yaml:7` in another file. */
const named = ({ name, file, span }: Diagnostic): string =>
  file === undefined ? name : `${name} ${file.path}:${placesOf(file.text)(span?.start ?? 0).line}`;
const crlf = (text: string) => text.replace(/\r?\n/g, '\r\n');
const lf = (text: string) => text.replace(/\r\n/g, '\n');

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
  const conversion = run(fixture);

  test('comes out as expected', () => {
    const seen = conversion.diagnostics.map((one) => `${one.name}: ${one.message}`).join('\n');
    expect(conversion.kind, seen).toBe(fixture.expect);
    if (conversion.kind === 'converted') {
      if (process.env.UPDATE === '1') writeFileSync(join(fixture.folder, 'expected.Dockerfile'), conversion.output);
      else expect(conversion.output).toBe(fixture.expected);
    } else expect(fixture.expected, 'a fixture that does not convert has no expected.Dockerfile').toBeUndefined();
    expect(conversion.diagnostics.map(named)).toEqual(expect.arrayContaining([...fixture.diagnostics]));
    const elsewhere = conversion.diagnostics.filter(({ file }) => file !== undefined).map(named);
    expect(elsewhere, 'each diagnostic in another file is stated').toEqual(
      fixture.diagnostics.filter((one) => one.includes(' ')),
    );
  });

  test('gives a reason when it is left alone, at a place inside the file', () => {
    if (conversion.kind !== 'converted') expect(conversion.diagnostics.length).toBeGreaterThan(0);
    expect(conversion.diagnostics.some((one) => one.level === 'refusal')).toBe(conversion.kind === 'refused');
    for (const { span, file } of conversion.diagnostics) {
      if (span === undefined) continue;
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual((file?.text ?? fixture.dockerfile).length);
    }
  });

  if (Object.keys(fixture.neighbours).length > 0) {
    test('changes the files that use it as expected', () => {
      const edits = conversion.kind === 'converted' ? (conversion.neighbours ?? []) : [];
      const changed = Object.fromEntries(edits.map((one) => [one.file.path, one.output]));
      if (process.env.UPDATE === '1')
        for (const [path, text] of Object.entries(changed))
          writeFileSync(join(fixture.folder, `expected.${path.replaceAll('/', '~')}`), text);
      else expect(changed).toEqual(fixture.neighbours);
    });
  }

  if (fixture.wrong !== undefined) {
    test('is not proven when it is converted wrongly', () => {
      expect(doubtsOf(fixture).join('\n')).not.toBe('');
    });
  }

  test('gives the same bytes for the same input', () => {
    expect(run(fixture)).toEqual(conversion);
  });

  if (conversion.kind === 'converted') {
    const { output, plan } = conversion;

    test('is left alone when it is converted again', () => {
      expect(run(fixture, output).kind).toBe('unchanged');
    });

    test('keeps every line of the author', () => {
      const rewritten = new Set([
        ...(plan.kind === 'split' ? plan.rewrites.map((rewrite) => rewrite.instruction) : []),
        ...(plan.kind === 'split' && plan.runtime.name !== undefined ? [plan.build.from] : []),
        ...plan.stages.references.map((reference) => reference.instruction),
      ]);
      const dockerfile = parseDockerfile(fixture.dockerfile);
      for (const instruction of dockerfile.instructions) {
        if (rewritten.has(instruction.index)) continue;
        expect(lf(output)).toContain(
          lf(fixture.dockerfile.slice(instruction.span.start, instruction.span.end).trimEnd()),
        );
      }
      for (const comment of dockerfile.comments) expect(output).toContain(comment.text);
    });

    test('keeps the line ends, the byte-order mark and the end of the file', () => {
      expect(output.endsWith('\n')).toBe(fixture.dockerfile.endsWith('\n'));
      expect(output.startsWith('\uFEFF')).toBe(fixture.dockerfile.startsWith('\uFEFF'));
      if (!fixture.dockerfile.includes('\r\n')) expect(output).not.toContain('\r');
    });

    test('has a plan that is plain data, with one destination for each instruction', () => {
      expect(JSON.parse(JSON.stringify(plan))).toEqual(JSON.parse(JSON.stringify(structuredClone(plan))));
      if (plan.kind !== 'split') return;
      expect(plan.destinations.map((one) => one.instruction)).toEqual(
        parseDockerfile(fixture.dockerfile)
          .instructions.slice(plan.build.from)
          .map((one) => one.index),
      );
    });
  }

  test('behaves the same with CRLF line ends', () => {
    const text = crlf(fixture.dockerfile);
    const other = run(fixture, text);
    expect(other.kind).toBe(conversion.kind);
    if (other.kind === 'converted' && conversion.kind === 'converted') {
      expect(other.output).toBe(crlf(conversion.output));
    }
  });

  test('behaves the same with a byte-order mark', () => {
    const other = run(fixture, `\uFEFF${fixture.dockerfile.replace(/^\uFEFF/, '')}`);
    expect(other.kind).toBe(conversion.kind);
    if (other.kind === 'converted' && conversion.kind === 'converted') {
      expect(other.output).toBe(`\uFEFF${conversion.output.replace(/^\uFEFF/, '')}`);
    }
  });
});

test('the diff of every fixture applies with git and gives the bytes of the conversion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'multistage-apply-'));
  try {
    const converted = fixtures.flatMap((fixture) => {
      const conversion = convert(fixture.dockerfile, { path: `${fixture.name}/Dockerfile`, context: fixture.context });
      return conversion.kind === 'converted' ? [{ fixture, conversion }] : [];
    });
    for (const { fixture } of converted) {
      mkdirSync(join(folder, fixture.name), { recursive: true });
      writeFileSync(join(folder, fixture.name, 'Dockerfile'), fixture.dockerfile);
    }
    const patch = renderDiff(converted.map(({ conversion }) => conversion));
    const git = spawnSync('git', ['apply', '-p1', '--whitespace=nowarn', '-'], {
      cwd: folder,
      input: patch,
      encoding: 'utf8',
    });
    expect(git.stderr).toBe('');
    expect(git.status).toBe(0);
    for (const { fixture, conversion } of converted) {
      expect(readFileSync(join(folder, fixture.name, 'Dockerfile'), 'utf8'), fixture.name).toBe(conversion.output);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

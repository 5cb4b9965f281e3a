// What a conversion costs, in bare parses of the same file by dockerfile-ast, over all fixtures; and what starting the command line costs,
// in starts of an empty node. Ratios, because they mean the same on every machine.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DockerfileParser } from 'dockerfile-ast';
import { afterAll, bench, describe } from 'vitest';
import { type BuildContext, contextFromFiles, convert } from '../src/index.ts';

interface Case {
  readonly text: string;
  readonly context: BuildContext;
}

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));

/** In memory, so that no disk is measured. */
const cases: readonly Case[] = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|[\\/])Dockerfile$/.test(path))
  .map((path) => join(fixtures, path, '..'))
  .map((folder) => ({
    text: readFileSync(join(folder, 'Dockerfile'), 'utf8'),
    context: contextFromFiles(filesBelow(folder)),
  }));

function filesBelow(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(folder, name)).isFile() && !name.startsWith('expected.'));
  return Object.fromEntries(
    files.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]),
  );
}

const rounds = {
  parse: () => {
    for (const { text } of cases) DockerfileParser.parse(text);
  },
  convert: () => {
    for (const { text, context } of cases) convert(text, { context });
  },
};

describe(`${cases.length} fixtures`, () => {
  bench('bare parse', rounds.parse);
  bench('convert', rounds.convert);
});

afterAll(() => {
  // In turn, so that both see the same moods of the machine; the benches above ran one after the other.
  const pairs = Array.from({ length: 9 }, () => ({ parse: timed(rounds.parse), convert: timed(rounds.convert) }));
  const perFile = median(pairs.map(({ convert }) => convert)) / cases.length;
  console.log(`start: ${startRatio()}`);
  console.log(`files per second: ${Math.round(1000 / perFile)}`);
  console.log(`ratio: ${median(pairs.map(({ parse, convert }) => convert / parse)).toFixed(1)}`);
  // All fixtures several times over take longer than a hook may by default.
}, 120_000);

function startRatio(): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const file = cases.length > 0 && existsSync(join(root, 'dist/cli.js')) ? join(root, 'bin/multistage.js') : undefined;
  if (file === undefined) return 'not built';
  const fixture =
    readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).find((path) => /(^|[\\/])Dockerfile$/.test(path)) ??
    '';
  const start = (...words: string[]) => timed(() => spawnSync(process.execPath, words, { stdio: 'ignore' }));
  const pairs = Array.from({ length: 15 }, () => ({
    empty: start('-e', '0'),
    one: start(file, join(fixtures, fixture)),
  }));
  return median(pairs.map(({ empty, one }) => one / empty)).toFixed(1);
}

/** In milliseconds. */
function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

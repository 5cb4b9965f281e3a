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

/** Durations of whole rounds over the fixtures, in milliseconds. */
const rounds = { convert: [] as number[], parse: [] as number[] };

function timed(name: keyof typeof rounds, round: () => void): () => void {
  return () => {
    const started = performance.now();
    round();
    rounds[name].push(performance.now() - started);
  };
}

function forget(name: keyof typeof rounds) {
  // The hook runs before warming up and before measuring; only what was measured is kept.
  return { setup: () => void rounds[name].splice(0), warmupTime: 500, time: 2000 };
}

describe(`${cases.length} fixtures`, () => {
  bench(
    'bare parse',
    timed('parse', () => {
      for (const { text } of cases) DockerfileParser.parse(text);
    }),
    forget('parse'),
  );
  bench(
    'convert',
    timed('convert', () => {
      for (const { text, context } of cases) convert(text, { context });
    }),
    forget('convert'),
  );
});

afterAll(() => {
  // A round that throws is no result for vitest, and no error either.
  if (rounds.convert.length === 0) for (const { text, context } of cases) convert(text, { context });
  const convertTime = median(rounds.convert);
  console.log(`start: ${startRatio()}`);
  console.log(`files per second: ${Math.round((cases.length * 1000) / convertTime)}`);
  console.log(`ratio: ${(convertTime / median(rounds.parse)).toFixed(1)}`);
});

function startRatio(): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const file = cases.length > 0 && existsSync(join(root, 'dist/cli.js')) ? join(root, 'bin/multistage.js') : undefined;
  if (file === undefined) return 'not built';
  const fixture =
    readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).find((path) => /(^|[\\/])Dockerfile$/.test(path)) ??
    '';
  const empty: number[] = [];
  const one: number[] = [];
  // In turn, so that both see the same moods of the machine.
  for (let round = 0; round < 15; round++) {
    empty.push(spawned(['-e', '0']));
    one.push(spawned([file, join(fixtures, fixture)]));
  }
  return (median(one) / median(empty)).toFixed(1);
}

function spawned(words: readonly string[]): number {
  const started = performance.now();
  spawnSync(process.execPath, words, { stdio: 'ignore' });
  return performance.now() - started;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

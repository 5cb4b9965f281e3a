// Finds the fixtures: every folder below fixtures/ that holds a Dockerfile is one. The folder without our own files is its build context.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { check } from '../src/check/check.ts';
import { type BuildContext, type ConvertOptions, contextFromFiles, toolchains } from '../src/index.ts';
import { parseDockerfile } from '../src/syntax/parse.ts';
import { programsWith } from '../src/trace/programs/all.ts';
import { traceDockerfile } from '../src/trace/trace.ts';

export interface Fixture {
  /** `go/static-hello` */
  readonly name: string;
  readonly folder: string;
  readonly dockerfile: string;
  /** Present exactly when it converts. */
  readonly expected: string | undefined;
  readonly about: string;
  /** Rows of the list of failures that it guards. */
  readonly failures: readonly number[];
  readonly expect: 'converted' | 'refused' | 'unchanged';
  /** Names of diagnostics that must be among those reported. */
  readonly diagnostics: readonly string[];
  readonly context: BuildContext;
  /** What it is converted with, beside its context. */
  readonly options: Pick<ConvertOptions, 'preference' | 'minConfidence'>;
  /** A result that somebody might make of it and that is wrong: the checker has to say so. */
  readonly wrong: string | undefined;
}

export const fixturesFolder = join(import.meta.dirname, '..', 'fixtures');
/** What a fixture holds beside its build context. */
export const ownFiles = new Set(['expected.Dockerfile', 'wrong.Dockerfile', 'fixture.json', 'run.json']);

export const fixtures: readonly Fixture[] = readdirSync(fixturesFolder).flatMap((group) =>
  readdirSync(join(fixturesFolder, group))
    .sort()
    .filter((name) => existsSync(join(fixturesFolder, group, name, 'Dockerfile')))
    .map((name) => readFixture(`${group}/${name}`)),
);

function readFixture(name: string): Fixture {
  const folder = join(fixturesFolder, name);
  const about = JSON.parse(readFileSync(join(folder, 'fixture.json'), 'utf8'));
  const expected = join(folder, 'expected.Dockerfile');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !ownFiles.has(relative(folder, path)));
  return {
    name,
    folder,
    dockerfile: readFileSync(join(folder, 'Dockerfile'), 'utf8'),
    expected: existsSync(expected) ? readFileSync(expected, 'utf8') : undefined,
    about: about.about,
    failures: about.failures,
    expect: about.expect,
    diagnostics: about.diagnostics,
    options: about.options ?? {},
    wrong: existsSync(join(folder, 'wrong.Dockerfile'))
      ? readFileSync(join(folder, 'wrong.Dockerfile'), 'utf8')
      : undefined,
    context: contextFromFiles(
      Object.fromEntries(
        files.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
      ),
    ),
  };
}

/** What the checker says of the wrong result of a fixture. */
export function doubtsOf(fixture: Fixture): readonly string[] {
  const original = parseDockerfile(fixture.dockerfile);
  const options = { context: fixture.context, programs: programsWith(toolchains) };
  const [trace] = traceDockerfile(original, options);
  if (trace === undefined || fixture.wrong === undefined) return [];
  return check({ original, trace, output: fixture.wrong, toolchains, options });
}

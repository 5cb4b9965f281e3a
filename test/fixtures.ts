// Finds the fixtures: every folder below fixtures/ that holds a Dockerfile is one. The folder without our own files is its build context.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type BuildContext, contextFromFiles } from '../src/index.ts';

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
}

export const fixturesFolder = join(import.meta.dirname, '..', 'fixtures');
const own = new Set(['expected.Dockerfile', 'fixture.json', 'run.json']);

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
    .filter((path) => !own.has(relative(folder, path)));
  return {
    name,
    folder,
    dockerfile: readFileSync(join(folder, 'Dockerfile'), 'utf8'),
    expected: existsSync(expected) ? readFileSync(expected, 'utf8') : undefined,
    about: about.about,
    failures: about.failures,
    expect: about.expect,
    diagnostics: about.diagnostics,
    context: contextFromFiles(
      Object.fromEntries(
        files.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
      ),
    ),
  };
}

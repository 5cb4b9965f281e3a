// Finds the fixtures: every folder below fixtures/ that holds a Dockerfile is one. The folder without our own files is its build context.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { check } from '../src/check/check.ts';
import {
  type BuildContext,
  type Conversion,
  type ConvertOptions,
  contextFromFiles,
  convert,
  readRepository,
  toolchains,
} from '../src/index.ts';
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
  /** Names of diagnostics that must be among those reported; for one in another file `Name compose.yaml:7`. */
  readonly diagnostics: readonly string[];
  readonly context: BuildContext;
  /** The files of its folder by path. */
  readonly files: Readonly<Record<string, string>>;
  /** What other files become with `--neighbours`, by path. */
  readonly neighbours: Readonly<Record<string, string>>;
  /** What it is converted with, beside its context. */
  readonly options: Pick<ConvertOptions, 'preference' | 'minConfidence' | 'images' | 'toolchainsOff'>;
  /** A result that somebody might make of it and that is wrong: the checker has to say so. */
  readonly wrong: string | undefined;
}

export const fixturesFolder = join(import.meta.dirname, '..', 'fixtures');
const own = new Set(['wrong.Dockerfile', 'fixture.json', 'run.json']);
/** Whether a file, by its path in the folder, is what a fixture holds beside its build context. */
export const isOwn = (path: string) => own.has(path) || path.startsWith('expected.');

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
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const texts = (chosen: readonly string[]) =>
    Object.fromEntries(chosen.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  const files = texts(paths.filter((path) => !isOwn(path)));
  const changed = texts(paths.filter((path) => path.startsWith('expected.') && path !== 'expected.Dockerfile'));
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
    context: contextFromFiles(files),
    files,
    neighbours: Object.fromEntries(
      Object.entries(changed).map(([path, text]) => [path.slice('expected.'.length).replaceAll('~', '/'), text]),
    ),
  };
}

/** As the command line converts it in its folder, which is the repository. */
export function convertFixture(fixture: Fixture, path = fixture.name, text = fixture.dockerfile): Conversion {
  const { files, context, options, neighbours } = fixture;
  const visible = Object.entries(files).filter(([name]) => name !== '.dockerignore');
  const below = (folder: string) =>
    Object.entries(files).flatMap(([name, content]) =>
      name.startsWith(`${folder}/`) ? [[name.slice(folder.length + 1), content]] : [],
    );
  return convert(text, {
    path,
    context,
    ...options,
    neighbours: {
      repository: readRepository(contextFromFiles(Object.fromEntries(visible))),
      dockerfile: 'Dockerfile',
      contextAt: (folder) => (folder === '' ? context : contextFromFiles(Object.fromEntries(below(folder)))),
      edit: Object.keys(neighbours).length > 0,
    },
  });
}

/** What the checker says of the wrong result of a fixture. */
export function doubtsOf(fixture: Fixture): readonly string[] {
  const original = parseDockerfile(fixture.dockerfile);
  const options = { context: fixture.context, programs: programsWith(toolchains) };
  const [trace] = traceDockerfile(original, options);
  if (trace === undefined || fixture.wrong === undefined) return [];
  return check({ original, trace, output: fixture.wrong, toolchains, options });
}

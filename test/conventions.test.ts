// What CONTRIBUTING.md and ARCHITECTURE.md promise of the code, as far as a machine can tell. Each rule says why it is one.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as catalogue from '../src/diagnostics.ts';
import { knowsImage, toolchains } from '../src/index.ts';
import { failures } from './failures.ts';
import { convertFixture, doubtsOf, fixtures, fixturesFolder } from './fixtures.ts';
import { type Rule, rules } from './rooms.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) =>
      posix.join(folder, entry.parentPath.slice(join(root, folder).length).replaceAll('\\', '/'), entry.name),
    )
    .sort();
const sources = [...filesBelow('src'), ...filesBelow('transforms')];

// --- Who may import what

interface Import {
  readonly from: string;
  /** A file of this repository, or the name of a package or of a node module. */
  readonly to: string;
  /** Gone when it runs. */
  readonly type: boolean;
}

function importsOf(path: string): readonly Import[] {
  const statement = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...read(path).matchAll(statement)].map(([, type, stated, dynamic]) => {
    const target = stated ?? dynamic ?? '';
    const to = target.startsWith('.') ? posix.join(posix.dirname(path), target) : target;
    return { from: path, to, type: type !== undefined };
  });
}

const imports = sources.flatMap(importsOf);
const isOurs = (path: string) => path.startsWith('src/') || path.startsWith('transforms/');

const matches = (path: string, room: string) => (room.endsWith('/') ? path.startsWith(room) : path === room);
const ruleOf = (path: string) => rules.find(({ room }) => matches(path, room));

/** A toolchain is a file and, if it is large, a folder of the same name. */
const toolchainOf = (path: string) => /^transforms\/([^/]+?)(?:\.ts$|\/)/.exec(path)?.[1];

function isAllowed({ from, to, type }: Import, { room, may }: Rule): boolean {
  if (room === 'transforms/' ? toolchainOf(from) === toolchainOf(to) : matches(to, room)) return true;
  return may.some((one) => (one.startsWith('type ') ? type && matches(to, one.slice(5)) : matches(to, one)));
}

describe('imports', () => {
  test.each(rules.map((rule) => [rule.room, rule] as const))('of %s', (room, rule) => {
    const wrong = imports.filter((one) => isOurs(one.to) && ruleOf(one.from)?.room === room && !isAllowed(one, rule));
    expect(
      wrong.map(({ from, to, type }) => `${from} imports ${type ? 'types of ' : ''}${to}`),
      rule.because,
    ).toEqual([]);
  });

  test('every file is in a room with a rule, and every rule has files', () => {
    expect(sources.filter((path) => ruleOf(path) === undefined)).toEqual([]);
    expect(rules.filter(({ room }) => !sources.some((path) => ruleOf(path)?.room === room))).toEqual([]);
  });

  test('every package of ours has one importer, so that replacing it is a change of one file', () => {
    const { dependencies } = JSON.parse(read('package.json'));
    const users = Object.keys(dependencies).map((name) => [
      name,
      [...new Set(imports.filter(({ to }) => to === name || to.startsWith(`${name}/`)).map(({ from }) => from))],
    ]);
    expect(users.filter(([, files]) => files?.length !== 1)).toEqual([]);
    const known = [...Object.keys(dependencies), 'node:'];
    expect(imports.filter(({ to }) => !isOurs(to) && !known.some((name) => to.startsWith(name)))).toEqual([]);
  });

  test('nothing that the library reaches needs Node: it works in a browser', () => {
    const reached = new Set<string>();
    const waiting = ['src/index.ts', 'src/convert.ts'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (reached.has(path)) continue;
      reached.add(path);
      waiting.push(...imports.filter((one) => one.from === path && !one.type && isOurs(one.to)).map(({ to }) => to));
    }
    expect([...reached].length).toBeGreaterThan(30);
    expect(imports.filter(({ from, to }) => reached.has(from) && to.startsWith('node:'))).toEqual([]);
  });

  test('only the command line, verifying, campaigns, programs and contexts on disk know Node, so that everything else is a function of its arguments', () => {
    const users = new Set(imports.filter(({ to }) => to.startsWith('node:')).map(({ from }) => from));
    expect([...users].filter((path) => !/^src\/(?:(?:cli|verify|campaign)\/|processes\.ts)/.test(path))).toEqual([
      'src/context/folder.ts',
    ]);
    const globals = /\b(?:process|console)\.|\bglobalThis\b/;
    const calling = sources.filter((path) => !path.startsWith('src/cli/') && globals.test(withoutComments(read(path))));
    expect(calling).toEqual([]);
  });
});

// --- What stands in the files

/** Code with its strings, without comments; good enough for our own style. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\/])\/\/.*$/gm, '$1');
}

describe('files', () => {
  test.each(sources)('%s opens with what it is for', (path) => {
    expect(read(path)).toMatch(/^\/\/ [A-Z`][^\n]{20,}/);
  });

  test('no file is called by what it is not for', () => {
    const catchAll = /(?:^|\/)(?:utils?|helpers?|common|shared|misc|lib|core)(?:\.ts|\/)/;
    expect(sources.filter((path) => catchAll.test(path))).toEqual([]);
  });

  test('the engine names no toolchain: what it has to know of one is a field of the contract', () => {
    // Programs of distributions and words of shell that some toolchain models as well; names of one letter are no words.
    const ordinary = new Set(
      'cc gcc g++ c++ cpp ld as ar strip ranlib make configure install node java perl python ruby build-essential gcc-c++ f77 fpc d v c lex yacc config boot CC CXX CFLAGS CXXFLAGS CPPFLAGS LDFLAGS'.split(
        ' ',
      ),
    );
    const words = toolchains
      .flatMap((toolchain) => [
        toolchain.name,
        toolchain.title,
        ...Object.keys(toolchain.programs),
        ...toolchain.packages,
        ...toolchain.variables,
      ])
      .filter((word) => word.length > 1 && !ordinary.has(word));
    const pattern = new RegExp(`^(?:${[...new Set(words)].map((word) => word.replace(/[.+*]/g, '\\$&')).join('|')})$`);
    const english = /\bgo (?:with|into|on|well|along)\b/g;
    // Facts on images, on packages, and on the files of the JVM's languages, whichever of them it is.
    const data = ['src/images/', 'src/packages/', 'src/artifacts/java.ts'];
    // Words of string literals and of regular expressions: elsewhere a word is the name of something of our own.
    const literal = /'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`|(?<=[(,=:|&!?{}\n]\s*)\/((?:[^/\\\n]|\\.)+)\//g;
    // The name of a package is nobody's choice here.
    const imported = /\bfrom '[^'.][^']*'/g;
    const found = filesBelow('src')
      .filter((path) => !data.some((room) => path.startsWith(room)))
      .flatMap((path) =>
        [...withoutComments(read(path)).replace(imported, '').matchAll(literal)]
          .flatMap(([, single, template, expression]) =>
            (single ?? template ?? expression ?? '').replaceAll(english, '').split(/[^\w.+-]+/),
          )
          .filter((word) => pattern.test(word))
          .map((word) => `${path}: ${word}`),
      );
    expect([...new Set(found)]).toEqual([]);
  });

  test('a program has one model, and a package one toolchain', () => {
    const twice = (all: readonly string[]) => all.filter((one, index) => all.indexOf(one) !== index);
    expect(twice(toolchains.flatMap((toolchain) => Object.keys(toolchain.programs)))).toEqual([]);
    expect(twice(toolchains.flatMap((toolchain) => toolchain.packages))).toEqual([]);
  });

  test('no transform is longer than a reader takes in: 250 lines', () => {
    const long = filesBelow('transforms').filter((path) => read(path).split('\n').length > 251);
    expect(long).toEqual([]);
  });

  test('the repository names no path of a machine', () => {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter((path) => path !== '' && path !== 'test/conventions.test.ts' && existsSync(join(root, path)));
    const machine = /\/work\/(?:main|shared)|\/(?:Users|home\/runner)\/|\/tmp\/(?:brief|bash_jobs)|[A-Z]:\\Users/;
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((path) => machine.test(read(path)))).toEqual([]);
  });
});

// --- Toolchains

describe('toolchains', () => {
  test.each(toolchains.flatMap(({ name, images = [] }) => images.map((image) => [name, image] as const)))(
    '%s names %s as an image that has it, and something is known of that',
    (_, image) => {
      const tags = ['', ':latest', ':1', ':1.0', ':8.0'];
      expect(tags.some((tag) => knowsImage(`${image}${tag}`))).toBe(true);
    },
  );

  const files = readdirSync(join(root, 'transforms'), { withFileTypes: true });
  const named = files.filter((entry) => entry.isFile() && entry.name !== 'index.ts').map((entry) => entry.name);

  test('every file of transforms/ is in the list, and is called what its toolchain is called', () => {
    expect(named.sort()).toEqual(toolchains.map(({ name }) => `${name}.ts`).sort());
    for (const { name } of toolchains) expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    const folders = files.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(folders.filter((name) => !named.includes(`${name}.ts`))).toEqual([]);
  });

  test.each(toolchains.map(({ name }) => name))(
    '%s has three fixtures that convert and two that are refused',
    (name) => {
      const own = fixtures.filter((fixture) => dirname(fixture.name) === name);
      const count = (kind: string) => own.filter((fixture) => fixture.expect === kind).length;
      expect(count('converted')).toBeGreaterThanOrEqual(3);
      expect(count('refused')).toBeGreaterThanOrEqual(2);
    },
  );
});

// --- Fixtures

const conversions = fixtures.map((fixture) => convertFixture(fixture));

describe('fixtures', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    '%s says what it is about',
    (name, fixture) => {
      expect(name.split('/').at(-1), 'a name says what is special, and is no number').toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      const about = JSON.parse(readFileSync(join(fixture.folder, 'fixture.json'), 'utf8'));
      expect(
        Object.keys(about)
          .filter((key) => key !== 'options')
          .sort(),
      ).toEqual(['about', 'diagnostics', 'expect', 'failures']);
      expect(fixture.about).toMatch(/^.{20,}\.$/);
      expect(['converted', 'refused', 'unchanged']).toContain(fixture.expect);
      for (const row of fixture.failures) expect(failures[row - 1], `there is no failure ${row}`).toBeDefined();
      for (const diagnostic of fixture.diagnostics) expect(names).toContain(diagnostic.split(' ')[0]);
    },
  );

  test('all are found: a folder without a Dockerfile would never run', () => {
    const foldersIn = (path: string) =>
      readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    const folders = foldersIn(fixturesFolder).flatMap((group) =>
      foldersIn(join(fixturesFolder, group)).map((name) => `${group}/${name}`),
    );
    expect(folders.sort()).toEqual(fixtures.map(({ name }) => name).sort());
  });
});

// --- Diagnostics and failures

const kinds = Object.entries(catalogue).flatMap(([constant, kind]) =>
  typeof kind === 'object' && 'summary' in kind ? [{ constant, kind }] : [],
);
const names = kinds.map(({ kind }) => kind.name);

/** No Dockerfile brings these about, so other tests do. */
const producedElsewhere = new Map<string, string>();

describe('diagnostics', () => {
  test.each(kinds.map(({ constant, kind }) => [constant, kind] as const))(
    '%s is worded like the others',
    (constant, kind) => {
      expect(kind.name).toBe(constant);
      expect(kind.summary).toMatch(/^[a-z`].*[^.]$/);
      if (typeof kind.hint === 'string') expect(kind.hint).toMatch(/^[A-Z].*\.$/);
    },
  );

  test('are all produced by a fixture', () => {
    const seen = new Set(conversions.flatMap(({ diagnostics }) => diagnostics.map(({ name }) => name)));
    // It takes a wrong result, which a fixture brings along.
    if (fixtures.some((fixture) => doubtsOf(fixture).length > 0)) seen.add('CheckFailed');
    expect(names.filter((name) => !seen.has(name) && !producedElsewhere.has(name))).toEqual([]);
    for (const [name, path] of producedElsewhere) {
      expect(seen.has(name), `${name} has a fixture now`).toBe(false);
      expect(read(path)).toContain(name);
    }
  });

  test('are worded nowhere else: a refusal that is made on the spot is not in the catalogue', () => {
    const making = imports.filter(({ to, from }) => to === 'src/diagnostics.ts' && !from.startsWith('src/cli/'));
    const literal = /level:\s*'(?:refusal|warning|note)'/;
    const others = sources.filter((path) => path !== 'src/diagnostics.ts' && path !== 'src/cli/failures.ts');
    expect(making.length).toBeGreaterThan(0);
    expect(others.filter((path) => literal.test(read(path)))).toEqual([]);
  });
});

describe('failures', () => {
  test.each(failures.map((row, index) => [index + 1, row.title, row] as const))('%i: %s', (number, _, row) => {
    const guards = fixtures.filter((fixture) => fixture.failures.includes(number));
    if (row.elsewhere === undefined) expect(guards.length, 'no fixture names it').toBeGreaterThan(0);
    else expect(guards, `it can happen after all, though: ${row.elsewhere}`).toEqual([]);
  });
});

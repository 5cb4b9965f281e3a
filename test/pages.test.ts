// The pages a reader sees first. What can be made from the code is made from it, between `<!-- generated: name -->` and `<!-- end -->`;
// UPDATE=1 writes those sections instead of comparing.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as failuresOfTheCommand from '../src/cli/failures.ts';
import { commandLine } from '../src/cli/main.ts';
import type { Conversion } from '../src/conversion.ts';
import * as catalogue from '../src/diagnostics.ts';
import * as library from '../src/index.ts';
import { convert, toolchains } from '../src/index.ts';
import * as libraryOfNode from '../src/node.ts';
import { type Converted, renderDiff } from '../src/report/diff.ts';
import { renderJson } from '../src/report/json.ts';
import { plain } from '../src/report/terminal.ts';
import { renderDiagnostics, renderText } from '../src/report/text.ts';
import { decimal, saving } from '../src/report/verification.ts';
import settingsSchema from '../src/settings/schema.json' with { type: 'json' };
import type { DifferenceKind } from '../src/verify/difference.ts';
import * as differences from '../src/verify/difference.ts';
import sizes from './engine/sizes.json' with { type: 'json' };
import { failures } from './failures.ts';
import { convertFixture, type Fixture, fixtures } from './fixtures.ts';
import { rules } from './rooms.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
];

// --- What is generated

const sections: Readonly<Record<string, () => string | Promise<string>>> = {
  'diff of go/hello-heredoc': () => fence('diff', renderDiff([conversionOf('go/hello-heredoc')])),
  'diff of go/http-server-with-templates-and-static-files': () =>
    fence('diff', renderDiff([conversionOf('go/http-server-with-templates-and-static-files')])),
  'diff of stages/copy-without-from': () => fence('diff', renderDiff([conversionOf('stages/copy-without-from')])),
  'warnings of neighbours/compose-for-development': () =>
    fence('text', renderDiagnostics([neighbourly('neighbours/compose-for-development')], ['warning'], plain)),
  'changes of neighbours/compose-gets-the-target': () =>
    fence('diff', renderDiff(changesOf(neighbourly('neighbours/compose-gets-the-target')))),
  'explanation of go/http-server-with-templates-and-static-files': () =>
    fence('text', story('go/http-server-with-templates-and-static-files')),
  'story of c/linked-with-a-sanitizer': () => fence('text', story('c/linked-with-a-sanitizer')),
  'refusal of go/script-calls-go': () =>
    fence('text', renderText([conversionOf('go/script-calls-go')], { palette: plain, explain: false })),
  'json of go/script-calls-go': () => fence('json', renderJson([conversionOf('go/script-calls-go')])),
  configuration: () => table(['Key', 'Value', 'Default', 'What it says'], configurationRows(settingsSchema)),
  help: async () => fence('text', await commandLine(() => {}).getHelp()),
  'help of verify': helpOfVerify,
  sizes: sizeTable,
  differences: () =>
    table(
      ['Name', 'When'],
      Object.values(differences)
        .filter((kind): kind is DifferenceKind<never[]> => typeof kind === 'function' && 'summary' in kind)
        .map(({ title, summary }) => [`\`${title}\``, summary]),
    ),
  toolchains: toolchainTable,
  'diagnostics in short': () => diagnosticTable(kindsOf(catalogue)),
  diagnostics: () => kindsOf(catalogue).map(diagnosticSection).join('\n\n'),
  'failures of the command line': () =>
    table(
      ['Name', 'When'],
      kindsOf(failuresOfTheCommand).map((kind) => [`\`${kind.name}\``, kind.summary]),
    ),
  failures: failureTable,
  imports: () =>
    table(
      ['Room', 'May use', 'Because'],
      rules.map(({ room, may, because }) => [
        `\`${room}\``,
        may.map((one) => (one.startsWith('type ') ? `types of \`${one.slice(5)}\`` : `\`${one}\``)).join(', ') ||
          'nothing of ours',
        because,
      ]),
    ),
};

interface Property {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly items?: Property;
  readonly additionalProperties?: boolean | (Property & { readonly properties?: Readonly<Record<string, Property>> });
}

/** A row for each key, and below it one for each key of its values. */
function configurationRows({ properties }: { readonly properties: object }): string[][] {
  return Object.entries(properties as Record<string, Property>).flatMap(([name, property]) => {
    const { additionalProperties: each } = property;
    const below = typeof each === 'object' ? Object.entries(each.properties ?? {}) : [];
    return [
      [`\`${name}\``, kindOf(property), shownDefault(property), property.description ?? ''],
      ...below.map(([key, one]) => [`\`${name}.*.${key}\``, kindOf(one), '', one.description ?? '']),
    ];
  });
}

function kindOf({ type, enum: choices, items, additionalProperties: each }: Property): string {
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (type === 'array') return `list of ${items?.type ?? 'values'}s`;
  if (type === 'object')
    return typeof each === 'object' && each.type === 'string' ? 'object of strings' : 'object of objects';
  return type ?? '';
}

function shownDefault({ default: value }: Property): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

function fixtureOf(name: string): Fixture {
  const fixture = fixtures.find((one) => one.name === name);
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
  return fixture;
}

/** What is printed for `multistage verify --help`. */
async function helpOfVerify(): Promise<string> {
  const help = await new Promise<string>((settle) => {
    void commandLine(() => {})
      .exitProcess(false)
      .parseAsync(['verify', '--help'], {}, (_error, _given, output) => settle(output));
  });
  return fence('text', help);
}

/** What `npm run engine -- --record` wrote: the first project of each toolchain. */
function sizeTable(): string {
  const { date, builder, note, projects } = sizes;
  const seen = new Set<string>();
  const rows = projects.flatMap(({ name, before, after }) => {
    const toolchain = toolchains.find((one) => one.name === name.split('/')[0]);
    if (toolchain === undefined || seen.has(toolchain.name)) return [];
    seen.add(toolchain.name);
    return [
      [toolchain.title, `[${name}](fixtures/${name})`, decimal(before), decimal(after), saving({ before, after })],
    ];
  });
  return [
    table(['Toolchain', 'Project', 'Before', 'After', 'Saved'], rows),
    `Built and run on ${date} with ${builder}. ${note}`,
  ].join('\n\n');
}

function conversionOf(name: string): Conversion {
  const { dockerfile, context } = fixtureOf(name);
  return convert(dockerfile, { path: 'Dockerfile', context });
}

/** What `multistage explain` prints. */
function story(name: string): string {
  const { dockerfile, context } = fixtureOf(name);
  const conversion = convert(dockerfile, { path: 'Dockerfile', context, findings: true });
  return renderText([conversion], { palette: plain, explain: true });
}

/** With the files around it. */
const neighbourly = (name: string): Conversion => convertFixture(fixtureOf(name), 'Dockerfile');

function changesOf(conversion: Conversion): readonly Converted[] {
  const changed = conversion.kind === 'converted' ? (conversion.neighbours ?? []) : [];
  return changed.map(({ file, output }) => ({ path: file.path, input: file.text, output }));
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const words = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' ');

function toolchainTable(): string {
  return table(
    ['Toolchain', 'Images', 'Commands', 'Artifacts', 'Runs on', 'Kept, when the container starts one of', 'Facts from'],
    toolchains.map(({ title, images = [], programs, artifacts = '', bases = [], drivers, documentation }) => [
      title,
      images.length > 0 ? `${words(images)}, or a distribution` : 'a distribution',
      words(Object.keys(programs)),
      artifacts,
      words(bases),
      words(drivers),
      documentation
        .split(', ')
        .map((url) => `<${url}>`)
        .join(', '),
    ]),
  );
}

type Kind = catalogue.DiagnosticKind<never[]>;

function kindsOf(module: object): readonly Kind[] {
  return Object.values(module).filter(
    (one): one is Kind => typeof one === 'object' && one !== null && 'summary' in one,
  );
}

const anchor = (name: string) => `diagnostics.md#${name.toLowerCase()}`;

function diagnosticTable(kinds: readonly Kind[]): string {
  return table(
    ['Name', 'Level', 'What it says'],
    kinds.map(({ name, level, summary }) => [`[\`${name}\`](docs/${anchor(name)})`, level, summary]),
  );
}

const conversions = fixtures.map((fixture) => ({
  fixture,
  conversion: convertFixture(fixture, 'Dockerfile'),
}));

function diagnosticSection({ name, level, summary, hint }: Kind): string {
  const producing = conversions
    .filter(({ conversion }) => conversion.diagnostics.some((one) => one.name === name))
    .sort((one, other) => one.fixture.dockerfile.length - other.fixture.dockerfile.length);
  // A fixture that is about it, where there is one.
  const example =
    producing.find(({ fixture }) => fixture.diagnostics.some((one) => one.split(' ')[0] === name)) ?? producing[0];
  const shown = example?.conversion.diagnostics.filter((one) => one.name === name).slice(0, 1) ?? [];
  return [
    `### ${name}`,
    `A ${level}: ${summary}.`,
    ...(example === undefined
      ? typeof hint !== 'string'
        ? []
        : [`Hint: ${hint}`]
      : [
          fence('text', renderDiagnostics([{ ...example.conversion, diagnostics: shown }], [level], plain)),
          `From [${example.fixture.name}](../fixtures/${example.fixture.name}): ${example.fixture.about}`,
        ]),
  ].join('\n\n');
}

function failureTable(): string {
  return table(
    ['#', 'How it fails', 'What is done about it', 'Fixtures'],
    failures.map(({ title, answer, elsewhere }, index) => {
      const guards = fixtures.filter((fixture) => fixture.failures.includes(index + 1));
      const first = guards.slice(0, 3).map(({ name }) => `[${name}](../fixtures/${name})`);
      const more = guards.length > 3 ? [`and ${guards.length - 3} more`] : [];
      return [
        String(index + 1),
        title,
        elsewhere === undefined ? answer : `Does not happen to the toolchains known so far. ${elsewhere}`,
        [...first, ...more].join(', '),
      ];
    }),
  );
}

// --- The tests

const marked = /(<!-- generated: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

describe.each(pages)('%s', (page) => {
  test('has up-to-date sections', async () => {
    const text = read(page);
    const rendered = new Map<string, string>();
    for (const [, , name = ''] of text.matchAll(marked)) {
      const render = sections[name];
      if (render === undefined) throw new Error(`${page} asks for "${name}", which nothing generates`);
      rendered.set(name, await render());
    }
    const current = text.replace(
      marked,
      (_, start: string, name: string, end: string) => `${start}\n${rendered.get(name)}\n\n${end}`,
    );
    if (process.env.UPDATE === '1') writeFileSync(join(root, page), current);
    else expect(text, 'run `npm run update`, and read the difference').toBe(current);
  });

  test('links to what is there', () => {
    const text = read(page);
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g)].map(([, target = '']) =>
      posix.join(posix.dirname(page), target),
    );
    expect(targets.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const named = [...text.matchAll(/`((?:src|test|transforms|fixtures|docs|bin)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('shows imports that exist', () => {
    for (const [, names = '', from] of read(page).matchAll(/import \{ ([\w, ]+) \} from 'multistage(\/node)?'/g))
      for (const name of names.split(', '))
        expect(Object.keys(from === undefined ? library : libraryOfNode)).toContain(name);
  });

  test('names diagnostics and scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const run = [...read(page).matchAll(/npm run ([\w-]+)/g)].map(([, name = '']) => name);
    expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

test('every generated section is on a page', () => {
  const asked = pages.flatMap((page) => [...read(page).matchAll(marked)].map(([, , name]) => name));
  expect(Object.keys(sections).filter((name) => !asked.includes(name))).toEqual([]);
});

test("the README's commands are those that are run for every change", () => {
  const readme = read('README.md');
  expect(readme).toContain('npm ci && npm test');
  expect(read('.ci/run')).toMatch(/npm ci\nnpm test/);
  const shown = /npx multistage (fixtures\/\S+)/.exec(readme)?.[1] ?? '';
  expect(existsSync(join(root, shown))).toBe(true);
});

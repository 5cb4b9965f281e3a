// What other programs read of this repository: the hooks for pre-commit, the image, and the pipelines that docs/ offers to be pasted. Those are
// taken out of the pages, and run with stand-ins for what they install.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { searchFolder } from '../src/cli/search.ts';
import { contextFromFolder } from '../src/context/folder.ts';
import { convert } from '../src/index.ts';
import { fixtures } from './fixtures.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const hello = fixtures.find(({ name }) => name === 'go/hello-heredoc');
if (hello === undefined) throw new Error('the fixture of these tests has another name now');

let work: string;
beforeAll(() => {
  if (!existsSync(join(root, 'dist/cli.js'))) spawnSync(process.execPath, ['build.js'], { cwd: root });
  work = mkdtempSync(join(tmpdir(), 'surfaces-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('hooks of pre-commit', () => {
  interface Hook {
    readonly id: string;
    readonly entry: string;
    readonly types: readonly string[];
    readonly exclude: string;
  }
  const hooks: readonly Hook[] = parse(read('.pre-commit-hooks.yaml'));

  test('are two, of a command that is installed', () => {
    expect(hooks.map(({ id, entry }) => [id, entry])).toEqual([
      ['multistage', 'multistage --write'],
      ['multistage-check', 'multistage --check'],
    ]);
    expect(JSON.parse(read('package.json')).bin).toHaveProperty('multistage');
  });

  /** What its library for types says: a name counts with and without each of its extensions. */
  const isDockerfile = (name: string) =>
    [name, ...name.split('.')].some((part) => /^(?:Docker|Container)file$/.test(part));

  test('get the files that a folder is searched for', () => {
    const names =
      'Dockerfile Dockerfile.dev api.Dockerfile Containerfile Containerfile.x Dockerfile.dockerignore Containerfile.containerignore Dockerfile.orig Dockerfile.orig.1 Dockerfile.rej Dockerfile.bak .Dockerfile.swp Dockerfile~ dockerfile README.md'.split(
        ' ',
      );
    const folder = join(work, 'names');
    mkdirSync(folder);
    for (const name of names) writeFileSync(join(folder, name), '');
    const searched = searchFolder(folder).map((path) => path.slice(folder.length + 1));
    for (const { types, exclude } of hooks) {
      expect(types).toEqual(['dockerfile']);
      const handed = names.filter((name) => isDockerfile(name) && !new RegExp(exclude).test(name));
      expect(handed.sort()).toEqual([...searched].sort());
    }
  });
});

describe('what README.md offers to be pasted', () => {
  const blocks = (language: string) => [
    ...read('README.md').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g')),
  ];
  const { version } = JSON.parse(read('package.json'));

  test('for pre-commit names hooks that there are', () => {
    const [, text = ''] = blocks('yaml').find(([, one]) => one?.startsWith('# .pre-commit-config.yaml')) ?? [];
    const [{ hooks, rev }] = parse(text).repos;
    expect(rev).toBe(`v${version}`);
    const ids = parse(read('.pre-commit-hooks.yaml')).map(({ id }: { id: string }) => id);
    for (const { id, args } of hooks) {
      expect(ids).toContain(id);
      expect(args.at(-1)).toBe('--');
    }
  });

  test('for the action names inputs that there are', () => {
    const [, text = ''] = blocks('yaml').find(([, one]) => one?.startsWith('- uses:')) ?? [];
    const [step] = parse(text);
    expect(step.uses).toBe(`OWNER/multistage@v${version}`);
    for (const name of Object.keys(step.with)) expect(parse(read('action.yml')).inputs).toHaveProperty([name]);
  });

  test('for agents starts the server', () => {
    const [, text = ''] = blocks('json').find(([, one]) => one?.includes('mcpServers')) ?? [];
    const { command, args } = JSON.parse(text).mcpServers.multistage;
    expect([command, ...args.slice(0, 2)]).toEqual(['npx', '--yes', 'multistage']);
    const input = '{"jsonrpc":"2.0","id":1,"method":"ping"}\n';
    const words = [join(root, 'bin/multistage.js'), ...args.slice(2)];
    const { stdout } = spawnSync(process.execPath, words, { cwd: work, input, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });
});

test('the image of the command line has stages that nothing is said against', () => {
  const outcome = convert(read('Dockerfile'), { context: contextFromFolder(root) });
  expect(outcome.kind).toBe('unchanged');
  expect(outcome.diagnostics.map(({ name }) => name)).toEqual(['AlreadyMultiStage']);
  // All that it copies is let through.
  const context = contextFromFolder(root);
  for (const path of [
    'package.json',
    'package-lock.json',
    'build.js',
    'bin/multistage.js',
    'src/cli/start.ts',
    'transforms/go.ts',
  ])
    expect(context.kind(path)).toBe('file');
  expect(['test', 'fixtures', 'node_modules', 'dist'].filter((path) => context.kind(path) !== undefined)).toEqual([]);
});

// --- Pipelines

const pages = ['docs/github.md', 'docs/gitlab.md'];
interface Example {
  readonly page: string;
  /** Where it is to be pasted. */
  readonly file: string;
  readonly content: Record<string, unknown>;
}
const examples: readonly Example[] = pages.flatMap((page) =>
  [...read(page).matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)].map(([, file = '', text = '']) => {
    const [document] = parseAllDocuments(text);
    expect(document?.errors).toEqual([]);
    return { page, file, content: document?.toJS() };
  }),
);

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Record<string, string>;
}

/** The lines of shell of a pipeline, in the order of its jobs. */
function scriptOf({ file, content }: Example): readonly string[] {
  const jobs = Object.values(content.jobs ?? content) as readonly { script?: string[]; steps?: Step[] }[];
  expect(jobs.length).toBeGreaterThan(0);
  return file === '.gitlab-ci.yml'
    ? jobs.flatMap(({ script = [] }) => script)
    : jobs.flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []));
}

const standIns: Readonly<Record<string, string>> = {
  npx: `#!/bin/sh\n[ "$1 $2" = '--yes multistage' ] || exit 9\nshift 2\nexec '${process.execPath}' '${join(root, 'bin/multistage.js')}' "$@"\n`,
  go: `#!/bin/sh\ncase "$*" in 'install github.com/reviewdog/reviewdog/cmd/reviewdog@v'*) ;; *) exit 9;; esac\n`,
  // Only flags that reviewdog has, and on standard input what the format is.
  reviewdog: `#!${process.execPath}
const { readFileSync } = require('node:fs');
const { Ajv2020 } = require(${JSON.stringify(join(root, 'node_modules/ajv/dist/2020.js'))});
const flags = Object.fromEntries(process.argv.slice(2).map((flag) => flag.replace(/^-/, '').split('=')));
const known = { f: ['rdjson', 'diff'], 'f.diff.strip': ['1'], name: ['multistage'], reporter: ['github-pr-review', 'github-pr-check', 'gitlab-mr-discussion'], 'filter-mode': ['file'] };
for (const [name, value] of Object.entries(flags)) if (!known[name]?.includes(value)) throw new Error('no such flag: ' + name + '=' + value);
const text = readFileSync(0, 'utf8');
if (flags.f === 'rdjson') {
  const validate = new Ajv2020().compile(JSON.parse(readFileSync(${JSON.stringify(join(root, 'test/rdjson.schema.json'))}, 'utf8')));
  if (!validate(JSON.parse(text))) throw new Error(JSON.stringify(validate.errors));
  console.log('rdjson', JSON.parse(text).diagnostics.length);
} else {
  if (!/^--- a\\/Dockerfile\\n\\+\\+\\+ b\\/Dockerfile\\n@@ /.test(text)) throw new Error('no diff: ' + text);
  console.log('diff', text.split('\\n@@ ').length - 1);
}
`,
};

describe.skipIf(process.platform === 'win32')('pipelines to be pasted', () => {
  test.each(examples.map((example) => [`${example.page}: ${example.file}`, example] as const))('%s', (_, example) => {
    const folder = mkdtempSync(join(work, 'pipeline-'));
    const bin = join(folder, '.bin');
    mkdirSync(bin);
    for (const [name, text] of Object.entries(standIns)) {
      writeFileSync(join(bin, name), text);
      chmodSync(join(bin, name), 0o755);
    }
    writeFileSync(join(folder, 'Dockerfile'), hello.dockerfile);
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
    const told: string[] = [];
    for (const line of scriptOf(example)) {
      // With a socket for its input and no SHLVL bash takes itself for a network login, and ~/.bashrc may put other
      // programs before the stand-ins.
      const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-eo', 'pipefail', '-c', line], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      // A check that finds something, and else nothing, ends with 1.
      expect(status, `${line}\n${stderr}`).toBe(line.includes('--check') ? 1 : 0);
      if (line.includes('reviewdog -')) told.push(stdout.trim());
    }
    for (const line of told) expect(['rdjson 2', 'diff 2']).toContain(line);
    if (existsSync(join(folder, 'multistage.sarif')))
      expect(JSON.parse(readFileSync(join(folder, 'multistage.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(hello.dockerfile);
  });

  test('are all of them looked at, and use reviewdog in each way that they name', () => {
    expect(examples.map(({ file }) => file)).toEqual([
      ...['multistage', 'dockerfiles', 'code-scanning', 'reviewdog'].map((name) => `.github/workflows/${name}.yml`),
      '.gitlab-ci.yml',
      '.gitlab-ci.yml',
    ]);
    expect(examples.flatMap(scriptOf).filter((line) => line.includes('reviewdog -'))).toHaveLength(3);
  });

  test('give the action inputs that it has, and rights that it needs', () => {
    const { inputs } = parse(read('action.yml'));
    const { version } = JSON.parse(read('package.json'));
    const uses = examples.flatMap(({ content }) =>
      Object.values((content.jobs ?? {}) as Record<string, { steps: Step[] }>).flatMap(({ steps }) =>
        steps.filter((step) => step.uses?.includes('/multistage@')).map((step) => ({ step, content })),
      ),
    );
    expect(uses).toHaveLength(2);
    for (const { step, content } of uses) {
      expect(step.uses).toBe(`OWNER/multistage@v${version}`);
      for (const name of Object.keys(step.with ?? {})) expect(inputs).toHaveProperty([name]);
      if (step.with?.mode === 'suggest') expect(content.permissions).toMatchObject({ 'pull-requests': 'write' });
    }
  });
});

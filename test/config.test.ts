// The configuration: what it may say, which file counts, and that the command line counts before it.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { settingsFor } from '../src/cli/settings.ts';
import { knowsImage, toolchains } from '../src/index.ts';
import { nearestConfiguration } from '../src/settings/nearest.ts';
import { settingsFrom, settingsFromJson } from '../src/settings/validate.ts';

const known = { toolchains: toolchains.map(({ name }) => name), knowsImage };
const command = fileURLToPath(new URL('../bin/multistage.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'multistage-config-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DOCKERFILE = `FROM golang:1.25
WORKDIR /src
COPY . .
RUN go build -o /usr/local/bin/tides .
CMD tides | tee /tmp/log
`;
const CONTEXT = {
  'main.go': 'package main\n\nfunc main() { println("tides") }\n',
  'go.mod': 'module example.org/tides\n\ngo 1.25\n',
};

const script = (text: string) => (file: string) => writeFileSync(file, text);

let count = 0;

/** A repository in a folder of its own. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(++count));
  for (const [path, text] of Object.entries({ '.git/HEAD': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function run(folder: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const board = (files: Readonly<Record<string, string>> = {}) =>
  repository({
    'board/Dockerfile': DOCKERFILE,
    'board/main.go': CONTEXT['main.go'],
    'board/go.mod': CONTEXT['go.mod'],
    ...files,
  });

describe('what is wrong with one is said with the nearest right name and the place', () => {
  test.each([
    ['{\n  "prefr": "shell"\n}', 'there is no key `prefr`; did you mean `prefer`?', 4],
    ['{ "images": { "a/b:1": { "likes": "debian:12" } } }', '`images.a/b:1` lacks the key `like`', 14],
    [
      '{ "images": { "a/b:1": { "like": "debian:12", "runtimes": true } } }',
      'there is no key `runtimes`; did you mean `runtime`?',
      46,
    ],
    ['{ "prefer": "small" }', '`prefer` is one of smallest, shell, distroless', 2],
    ['{ "ignore": "old" }', '`ignore` has to be a list', 2],
    [
      '{ "digests": { "debian:12": "sha256:12" } }',
      '`digests.debian:12` has to be sha256: and 64 hexadecimal digits',
      15,
    ],
    [
      '{ "mirrors": { "gcr.io/": "mirror" } }',
      '`mirrors.gcr.io/` has to be the start of a reference that ends with a slash',
      15,
    ],
    ['{ "toolchainsOff": ["golang"] }', '`toolchainsOff` names `golang`, which is no toolchain; did you mean `go`?', 2],
    ['{ "toolchainsOff": ["cobol"] }', '`toolchainsOff` names `cobol`, which is no toolchain', 2],
    [
      '{ "toolchainsOff": ["gradel"] }',
      '`toolchainsOff` names `gradel`, which is no toolchain; did you mean `gradle`?',
      2,
    ],
    [
      '{ "images": { "a/b": { "like": "nobody/knows" } } }',
      '`a/b` is said to be like `nobody/knows`, of which nothing is known',
      14,
    ],
    [
      '{ "images": { "a/b:1 AS x": { "like": "debian:12" } } }',
      '`images` names `a/b:1 AS x`, which is no reference of an image',
      14,
    ],
    [
      '{ "images": { "a/b:1": { "like": "debian:12", "megabytes": -1 } } }',
      '`images.a/b:1.megabytes` has to be 0 or more',
      46,
    ],
    [
      '{ "mirrors": { "docker.io/library": "mirror/" } }',
      '`mirrors` names `docker.io/library`, which is no start of a reference that ends with a slash',
      15,
    ],
    [
      '{ "mirrors": { "gcr.io/": "https://mirror.example/" } }',
      '`mirrors.gcr.io/` has to be the start of a reference that ends with a slash',
      15,
    ],
    [
      '{ "mirrors": { "gcr.io/": "mirror.example//" } }',
      '`mirrors.gcr.io/` has to be the start of a reference that ends with a slash',
      15,
    ],
    ['[]', 'the configuration has to be an object', 0],
    ['{\n  "prefer": shell\n}', 'this is not JSON', 14],
    ['{ "prefer": "shell", }', 'this is not JSON', 21],
    ['', 'this is not JSON', 0],
  ])('%s', (text, message, offset) => {
    expect(settingsFromJson(text, known)).toEqual({ problem: { message, offset } });
  });

  test('a value that a script gives has no place', () => {
    expect(settingsFrom({ prefr: 1 }, known)).toMatchObject({ problem: { offset: undefined } });
  });
});

test('a schema may be named, and is no setting', () => {
  expect(settingsFromJson('{ "$schema": "x", "prefer": "shell" }', known)).toEqual({ settings: { prefer: 'shell' } });
});

test.each([
  'gcr.io/distroless/static-debian12:nonroot',
  'registry.access.redhat.com/ubi9/ubi-minimal',
  'golang:windowsservercore',
])('what an image of one’s own may be like: %s', (like) => {
  expect(settingsFromJson(`{ "images": { "a/b:1": { "like": "${like}" } } }`, known)).toHaveProperty('settings');
});

describe('which file counts', () => {
  const mirror = (to: string) => `{ "mirrors": { "docker.io/library/": "${to}/" } }`;

  test.each([
    ['none', {}, 'FROM debian:'],
    ['that of the folder', { 'board/multistage.config.json': mirror('near') }, 'FROM near/debian:'],
    ['one further up', { 'multistage.config.json': mirror('far') }, 'FROM far/debian:'],
    [
      'the nearest',
      { 'multistage.config.json': mirror('far'), 'board/multistage.config.json': mirror('near') },
      'FROM near/',
    ],
    [
      'a key of package.json',
      { 'package.json': `{ "name": "x", "multistage": ${mirror('own')} }` },
      'FROM own/debian:',
    ],
    [
      'no package.json of others',
      { 'board/package.json': '{ "name": "x" }', 'multistage.config.json': mirror('far') },
      'FROM far/',
    ],
    [
      'no package.json that is broken',
      { 'board/package.json': '{ nope', 'multistage.config.json': mirror('far') },
      'FROM far/',
    ],
    ['a script', { 'multistage.config.mjs': `export default ${mirror('script')};` }, 'FROM script/debian:'],
    [
      'a script of CommonJS',
      { 'multistage.config.cjs': `module.exports = ${mirror('common')};` },
      'FROM common/debian:',
    ],
  ])('%s', (_name, files, base) => {
    const { status, stdout } = run(board(files), '.');
    expect(status).toBe(0);
    expect(stdout).toContain(`+${base}`);
  });

  test('none above the repository', () => {
    const folder = repository({
      'multistage.config.json': mirror('outside'),
      'inner/.git/HEAD': '',
      'inner/Dockerfile': DOCKERFILE,
      'inner/main.go': CONTEXT['main.go'],
      'inner/go.mod': CONTEXT['go.mod'],
    });
    expect(run(join(folder, 'inner')).stdout).toContain('+FROM debian:');
  });

  test('another one, or none, when the command line says so', () => {
    const folder = board({ 'multistage.config.json': mirror('far'), 'other.json': mirror('other') });
    expect(run(folder, '--config', 'other.json').stdout).toContain('+FROM other/debian:');
    expect(run(folder, '--no-config').stdout).toContain('+FROM debian:');
    expect(run(folder, '--config', 'lost.json')).toMatchObject({ status: 2, stdout: '' });
  });

  test('a broken one converts nothing, and says where', () => {
    const { status, stdout, stderr } = run(board({ 'multistage.config.json': '{\n  "prefr": 1\n}' }), '.');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(
      'multistage.config.json:2:3 does not hold: there is no key `prefr`; did you mean `prefer`?',
    );
  });

  test('an empty one is broken, and lets none further up count', () => {
    const folder = board({ 'board/multistage.config.json': '', 'multistage.config.json': mirror('far') });
    const { status, stdout, stderr } = run(folder, '.');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('board/multistage.config.json');
    expect(stderr).toContain('this is not JSON');
  });

  const CONFIG = 'multistage.config.json';
  test.each<[name: string, make: (file: string) => void, file: string, says: string]>([
    ['a folder', (file) => mkdirSync(file), CONFIG, 'it is not a file'],
    ['a named pipe', (file) => spawnSync('mkfifo', [file]), CONFIG, 'it is not a file'],
    ['a link to nothing', (file) => symlinkSync('lost.json', file), CONFIG, 'it is a symbolic link that leads nowhere'],
    ['a link to itself', (file) => symlinkSync(CONFIG, file), CONFIG, 'it is a symbolic link that leads nowhere'],
    ['a huge file', (file) => writeFileSync(file, ' '.repeat(2 ** 21)), CONFIG, 'it is larger than 1 MiB'],
    ['an empty file', (file) => writeFileSync(file, ''), CONFIG, 'this is not JSON'],
    ['a script that throws', script('throw new Error("no luck")'), 'multistage.config.mjs', 'no luck'],
    ['a script without a default', script('export const x = 1'), 'multistage.config.mjs', 'has to be an object'],
  ])('%s', async (_name, make, file, says) => {
    const folder = repository({});
    make(join(folder, file));
    const held = await settingsFor({ prefer: undefined, minConfidence: undefined, config: undefined })(
      join(folder, 'Dockerfile'),
    );
    expect(held).toMatchObject({ kind: 'failed', diagnostics: [{ name: 'ConfigurationInvalid' }] });
    expect('kind' in held ? held.diagnostics[0]?.message : '').toContain(says);
  });

  test('a script that cannot be read as one', () => {
    const { status, stderr } = run(repository({ Dockerfile: DOCKERFILE, 'multistage.config.mjs': 'export default ' }));
    expect(status).toBe(2);
    expect(stderr).toContain('multistage.config.mjs does not hold: Unexpected end of input.');
  });
});

describe('what it does', () => {
  test('the command line counts before it, and the rest is the default', () => {
    const folder = board({ 'multistage.config.json': '{ "prefer": "distroless", "minConfidence": "high" }' });
    const shown = JSON.parse(run(folder, '--print-config', '--prefer', 'shell', 'board').stdout);
    expect(shown).toMatchObject({
      prefer: { value: 'shell', from: 'command line' },
      minConfidence: { value: 'high', from: 'multistage.config.json' },
      ignore: { value: [], from: 'default' },
      isIgnored: false,
    });
  });

  test('Dockerfiles that it ignores stay, also when they are named', () => {
    const folder = board({ 'multistage.config.json': '{ "ignore": ["board/"] }' });
    expect(run(folder, 'board/Dockerfile', '--write')).toMatchObject({ status: 0, stderr: '1 file: 1 unchanged\n' });
    expect(run(folder, '--format', 'text', '.').stdout).toContain('IgnoredByConfiguration');
    expect(run(folder, 'verify', '.').stdout).toContain('IgnoredByConfiguration');
  });

  test('writing may take more confidence than showing', () => {
    const folder = board({
      'multistage.config.json': '{ "minConfidenceToWrite": "high" }',
      'shop/Dockerfile':
        'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /usr/local/bin/shop .\nCMD ["shop"]\n',
      'shop/go.mod': 'module example.org/shop\n',
      'shop/main.go': 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile(os.Args[1]) }\n',
    });
    expect(run(folder, 'shop').stdout).toContain('+FROM ');
    expect(run(folder, '--write', 'shop').stderr).toContain('BelowMinimumConfidence');
  });

  test('it holds for standard input in its folder', () => {
    const folder = board({ 'multistage.config.json': '{ "toolchainsOff": ["go"] }' });
    const { stdout } = spawnSync(process.execPath, [command, '-'], {
      cwd: folder,
      encoding: 'utf8',
      input: DOCKERFILE,
    });
    expect(stdout).toBe(DOCKERFILE);
  });
});

describe('the configuration of a repository that is not the own one', () => {
  const nearest = (files: Readonly<Record<string, string>>, dockerfile = 'a/b/Dockerfile') =>
    nearestConfiguration(dockerfile, (path) => files[path], known);

  test.each([
    [
      'the nearest',
      { 'a/multistage.config.json': '{ "prefer": "shell" }', 'multistage.config.json': '{}' },
      'a/multistage.config.json',
    ],
    ['that of the root', { 'multistage.config.json': '{}' }, 'multistage.config.json'],
    ['a key of package.json', { 'package.json': '{ "multistage": { "prefer": "shell" } }' }, 'package.json'],
    ['none of a script', { 'multistage.config.js': 'export default {}' }, undefined],
    ['none of a package.json of others', { 'package.json': '{ "keywords": ["multistage"] }' }, undefined],
  ])('%s', (_name, files, path) => {
    expect(nearest(files)?.path).toBe(path);
  });

  test('what is wrong with it', () => {
    expect(nearest({ 'multistage.config.json': '{ "prefr": 1 }' })).toMatchObject({ problem: { offset: 2 } });
  });
});

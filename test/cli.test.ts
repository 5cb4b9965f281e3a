import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchFolder } from '../src/cli/search.ts';
import { replaceFile } from '../src/cli/write.ts';
import { departures } from './schema.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin/multistage.js');
const windows = process.platform === 'win32';
const allPowerful = windows || process.getuid?.() === 0;

beforeAll(() => {
  if (existsSync(join(root, 'dist/cli.js'))) return;
  const build = spawnSync(process.execPath, ['build.js'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(build.stderr);
});

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cli-')));
  temporary.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Surroundings {
  readonly stdin?: string | Uint8Array;
  readonly env?: Record<string, string>;
}

function multistage(cwd: string, words: readonly string[], { stdin = '', env = {} }: Surroundings = {}): Run {
  const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env;
  const options = { cwd, input: stdin, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...rest, ...env } } as const;
  const run = spawnSync(process.execPath, [bin, ...words], options);
  expect(run.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** Every file below the folder with its content, to see that nothing else was written. */
function snapshot(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => lstatSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

const hello = `# syntax=docker/dockerfile:1
FROM golang:1.25
WORKDIR /src
COPY <<EOF ./main.go
package main
import "fmt"
func main() {
 fmt.Println("hello, world")
}
EOF
RUN go build -o /bin/hello ./main.go
CMD ["/bin/hello"]
`;
const helloConverted = hello
  .replace('FROM golang:1.25', 'FROM golang:1.25 AS build')
  .replace('CMD', '\nFROM scratch\nCOPY --from=build /bin/hello /bin/hello\nCMD');
const multi = 'FROM golang:1.25 AS build\nRUN go build -o /x .\nFROM scratch\nCOPY --from=build /x /x\nCMD ["/x"]\n';
/** Not a Dockerfile, with things in it that a terminal would act on. */
const evil = 'FORM \u001b[31mred\u202e\u009b\n';

describe('printing', () => {
  test('a diff, and nothing is written', () => {
    const folder = folderWith({ Dockerfile: hello });
    const before = snapshot(folder);
    const { code, out, err } = multistage(folder, []);
    expect(out).toMatch(/^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n@@ /);
    expect(out).toContain('-FROM golang:1.25\n+FROM golang:1.25 AS build\n');
    expect(err).toBe('1 file: 1 converted\n');
    expect(code).toBe(0);
    expect(snapshot(folder)).toEqual(before);
  });

  test('the printed diff gives what --write gives', () => {
    const files = { 'a b/Dockerfile': hello, 'crlf/Dockerfile': hello.replaceAll('\n', '\r\n') };
    const folder = folderWith(files);
    const patched = folderWith(files);
    const { out } = multistage(folder, ['.']);
    // Without this, git would look for a repository above and skip files outside of it.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(patched) };
    expect(spawnSync('git', ['apply', '-p1'], { cwd: patched, input: out, env }).status).toBe(0);
    expect(multistage(folder, ['--write', '.']).code).toBe(0);
    expect(snapshot(patched)).toEqual(snapshot(folder));
    expect(snapshot(folder)).toEqual({
      [join('a b', 'Dockerfile')]: helloConverted,
      [join('crlf', 'Dockerfile')]: helloConverted.replaceAll('\n', '\r\n'),
    });
  });

  test('text, explained', () => {
    const folder = folderWith({ Dockerfile: hello });
    const short = multistage(folder, ['--format', 'text']).out;
    const long = multistage(folder, ['--explain']).out;
    expect(short).toMatch(/^Dockerfile: converted \(go\)\n {2}runtime +scratch: /);
    expect(short).not.toContain('instructions\n');
    expect(long).toContain('instructions\n');
    expect(long).toContain('RUN go build -o /bin/hello ./main.go');
  });

  test('JSON as its schema says', () => {
    const folder = folderWith({
      Dockerfile: hello,
      'multi/Dockerfile': multi,
      'other.Dockerfile': evil,
      'binary.Dockerfile': 'a\0b',
    });
    const { code, out, err } = multistage(folder, ['.', 'absent', '--format', 'json']);
    const report = JSON.parse(out);
    expect(departures(report)).toEqual([]);
    expect(report.files.map((file: { path: string; kind: string }) => [file.path, file.kind])).toEqual([
      ['Dockerfile', 'converted'],
      ['binary.Dockerfile', 'failed'],
      ['multi/Dockerfile', 'unchanged'],
      ['other.Dockerfile', 'refused'],
      ['absent', 'failed'],
    ]);
    expect(report.files[0].output).toBe(helloConverted);
    expect(report.summary).toMatchObject({ files: 5, converted: 1, refused: 1, unchanged: 1, failed: 2 });
    expect(err).toContain('binary.Dockerfile error NotText: ');
    expect(err).toContain('absent error PathNotFound: ');
    expect(err.trimEnd().split('\n').at(-1)).toMatch(/^5 files: 1 converted, 1 refused, 1 unchanged, 2 failed \(/);
    expect(code).toBe(2);
  });

  test('JSON of every fixture as its schema says', () => {
    const { out } = multistage(root, ['fixtures', '--format', 'json', '--explain']);
    const report = JSON.parse(out);
    expect(departures(report)).toEqual([]);
    expect(report.summary.reasons).not.toHaveProperty('Crashed');
    expect(report.summary.converted).toBeGreaterThan(10);
  });

  test('a refusal is on standard error with its line, and is no error', () => {
    const folder = folderWith({ Dockerfile: evil });
    const { code, out, err } = multistage(folder, ['Dockerfile']);
    expect(out).toBe('');
    expect(err).toContain('refusal NotADockerfile: ');
    expect(err).toContain('1 file: 1 refused (NotADockerfile)\n');
    expect(code).toBe(0);
  });

  test.skipIf(windows)('no escape sequence of a file or a path reaches the terminal', () => {
    const folder = folderWith({ 'x\u001b[1m.Dockerfile': hello, 'Dockerfile.\u202e': evil });
    for (const words of [['--format', 'text'], ['--explain'], ['--format', 'json'], []]) {
      const { out, err } = multistage(folder, words);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      const dangerous = /[\u001b\u009b\u202e]/;
      expect(err).not.toMatch(dangerous);
      expect(out).not.toMatch(dangerous);
    }
  });
});

describe('colours', () => {
  const folder = folderWith({ Dockerfile: hello, 'other.Dockerfile': evil });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  const coloured = /\u001b\[/;
  test.each([
    ['none in a pipe', {}, false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
    ['NO_COLOR wins', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ] as const)('%s', (_name, env, expected) => {
    const { out, err } = multistage(folder, [], { env });
    expect(coloured.test(out)).toBe(expected);
    expect(coloured.test(err)).toBe(expected);
  });

  const pseudo = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
  test.skipIf(!pseudo)('on a terminal', () => {
    const onTerminal = (more: Record<string, string>): string => {
      const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env;
      const env = { ...rest, TERM: 'xterm', ...more };
      const command = `'${process.execPath}' '${bin}' Dockerfile`;
      return spawnSync('script', ['-qec', command, '/dev/null'], { cwd: folder, encoding: 'utf8', env }).stdout;
    };
    expect(onTerminal({})).toContain('\u001b[32m+FROM golang:1.25 AS build');
    expect(onTerminal({ NO_COLOR: '1' })).not.toMatch(coloured);
  });
});

describe('standard input', () => {
  const folder = folderWith({});
  test('prints the converted text', () => {
    const expected = { code: 0, out: helloConverted, err: '1 file: 1 converted\n' };
    expect(multistage(folder, ['-'], { stdin: hello })).toEqual(expected);
  });
  test('prints the same bytes when nothing changes', () => {
    for (const stdin of [multi, `\uFEFF${multi.replaceAll('\n', '\r\n')}`, 'no dockerfile', helloConverted]) {
      expect(multistage(folder, ['-'], { stdin })).toMatchObject({ code: 0, out: stdin });
    }
  });
  test('prints the report that is asked for', () => {
    const report = (...words: string[]) => multistage(folder, ['-', ...words], { stdin: hello }).out;
    expect(report('--format', 'diff')).toMatch(/^--- a\/Dockerfile\n/);
    expect(JSON.parse(report('--format', 'json')).files[0]).toMatchObject({ path: '-' });
    expect(report('--explain')).toMatch(/^<stdin>: converted/);
  });
  test('--check tells', () => {
    expect(multistage(folder, ['-', '--check'], { stdin: hello }).code).toBe(1);
    expect(multistage(folder, ['-', '--check'], { stdin: multi }).code).toBe(0);
  });
  test.each([
    ['empty', '', 'EmptyFile'],
    ['binary', Uint8Array.of(0x46, 0xff, 0), 'NotText'],
    ['11 MiB', '#'.repeat(11 * 1024 * 1024), 'FileTooLarge'],
  ])('%s', (_name, stdin, name) => {
    const { code, out, err } = multistage(folder, ['-'], { stdin });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(new RegExp(`^<stdin> error ${name}: .*\\.\n1 file: 1 failed`));
  });
});

describe('--write', () => {
  test('replaces the text, keeps the mode, leaves nothing else, and a second run changes nothing', () => {
    const folder = folderWith({ Dockerfile: hello, 'other.Dockerfile': multi });
    chmodSync(join(folder, 'Dockerfile'), 0o640);
    const { code, out, err } = multistage(folder, ['-w']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Dockerfile: converted/);
    expect(err).toBe('2 files: 1 converted, 1 unchanged\n');
    const after = { Dockerfile: helloConverted, 'other.Dockerfile': multi };
    expect(snapshot(folder)).toEqual(after);
    if (!windows) expect(statSync(join(folder, 'Dockerfile')).mode & 0o777).toBe(0o640);
    expect(multistage(folder, ['-w']).err).toBe('2 files: 2 unchanged\n');
    expect(snapshot(folder)).toEqual(after);
  });

  test('--backup keeps the original, and no older backup is lost', () => {
    const folder = folderWith({ Dockerfile: hello });
    for (const _ of [0, 1, 2]) {
      writeFileSync(join(folder, 'Dockerfile'), hello);
      expect(multistage(folder, ['--write', '--backup']).err).toBe('1 file: 1 converted\n');
    }
    expect(snapshot(folder)).toEqual({
      Dockerfile: helloConverted,
      'Dockerfile.orig': hello,
      'Dockerfile.orig.1': hello,
      'Dockerfile.orig.2': hello,
    });
  });

  test.skipIf(windows)('follows a symbolic link to its target', () => {
    const folder = folderWith({ 'real/Dockerfile': hello });
    symlinkSync('real/Dockerfile', join(folder, 'Dockerfile'));
    expect(multistage(folder, ['--write', 'Dockerfile']).code).toBe(0);
    expect(lstatSync(join(folder, 'Dockerfile')).isSymbolicLink()).toBe(true);
    expect(snapshot(folder)).toEqual({ 'real/Dockerfile': helloConverted });
  });

  test('a file is replaced as a whole', () => {
    const folder = folderWith({ Dockerfile: 'before' });
    const file = join(folder, 'Dockerfile');
    const inode = statSync(file).ino;
    expect(
      replaceFile({ file, path: 'x', before: Buffer.from('before'), after: 'after', backup: false }),
    ).toBeUndefined();
    expect(snapshot(folder)).toEqual({ Dockerfile: 'after' });
    // A new file that took the place of the old one: no reader can have seen half of it.
    if (!windows) expect(statSync(file).ino).not.toBe(inode);
  });

  test('a file that was changed meanwhile is left alone', () => {
    const folder = folderWith({ Dockerfile: 'theirs' });
    const file = join(folder, 'Dockerfile');
    const failure = replaceFile({ file, path: 'x', before: Buffer.from('ours'), after: 'new', backup: true });
    expect(failure?.diagnostics[0]?.name).toBe('FileChanged');
    expect(snapshot(folder)).toEqual({ Dockerfile: 'theirs' });
  });

  test.skipIf(allPowerful)('a file or folder that may not be written', () => {
    const folder = folderWith({ Dockerfile: hello, 'closed/Dockerfile': hello });
    chmodSync(join(folder, 'Dockerfile'), 0o444);
    chmodSync(join(folder, 'closed'), 0o555);
    const { code, err } = multistage(folder, ['--write']);
    chmodSync(join(folder, 'closed'), 0o755);
    expect(code).toBe(2);
    expect(err).toContain('Dockerfile error NoPermission: this may not be written');
    expect(err).toContain('closed/Dockerfile error NoPermission: this may not be written');
    expect(snapshot(folder)).toEqual({ Dockerfile: hello, 'closed/Dockerfile': hello });
  });
});

describe('--neighbours', () => {
  const served = `FROM golang:1.25
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /bin/app .
CMD ["/bin/app"]
`;
  const sources = { 'go.mod': 'module example.com/app\n\ngo 1.25\n', 'main.go': 'package main\n\nfunc main() {}\n' };
  const compose = `services:
  one:
    build: ./one
    command: go run .
  two:
    build: # with a comment
      context: .
      dockerfile: two/Dockerfile
    command: go test ./...
`;
  const project = (more: Record<string, string> = {}) =>
    folderWith({
      '.git/HEAD': '',
      'compose.yaml': compose,
      'one/Dockerfile': served,
      'one/go.mod': sources['go.mod'],
      'one/main.go': sources['main.go'],
      'two/Dockerfile': served,
      ...sources,
      ...more,
    });

  test('without it there are warnings, with the file and its line, and nothing is changed there', () => {
    const folder = project();
    const { out, err, code } = multistage(join(folder, 'one'), ['Dockerfile']);
    expect(code).toBe(0);
    expect(out).not.toContain('compose.yaml');
    expect(err).toContain(
      `${join(folder, 'compose.yaml')}:4:5 warning CommandNeedsToolchain: the service \`one\` runs`,
    );
    expect(err).toContain('`target: build`');
    expect(err).not.toContain('service `two`');
  });

  test('the printed diff has one patch for the file that two Dockerfiles change, and gives what --write gives', () => {
    const [shown, written] = [project(), project()];
    const { out } = multistage(shown, ['--neighbours']);
    expect(out.match(/^--- .*/gm)).toEqual(['--- a/one/Dockerfile', '--- a/two/Dockerfile', '--- a/compose.yaml']);
    const git = spawnSync('git', ['apply', '-'], { cwd: shown, input: out, encoding: 'utf8' });
    expect(git.stderr).toBe('');
    const run = multistage(written, ['--neighbours', '--write', '--backup']);
    expect(run.code).toBe(0);
    expect(readFileSync(join(written, 'compose.yaml.orig'), 'utf8')).toBe(compose);
    for (const path of ['compose.yaml', 'one/Dockerfile', 'two/Dockerfile'])
      expect(readFileSync(join(written, path), 'utf8')).toBe(readFileSync(join(shown, path), 'utf8'));
    expect(readFileSync(join(written, 'compose.yaml'), 'utf8')).toBe(
      compose
        .replace('build: ./one', 'build:\n      context: ./one\n      target: build')
        .replace('dockerfile: two/Dockerfile', 'dockerfile: two/Dockerfile\n      target: build'),
    );
    expect(multistage(written, ['--neighbours']).out).toBe('');
  });

  test('a byte-order mark and CRLF stay', () => {
    const text = `\uFEFF${compose.replaceAll('\n', '\r\n')}`;
    const folder = project({ 'compose.yaml': text });
    multistage(folder, ['--neighbours', '--write']);
    const after = readFileSync(join(folder, 'compose.yaml'), 'utf8');
    expect(after.replace('\r\n      context: ./one\r\n      target: build', ' ./one')).toBe(
      text.replace('two/Dockerfile', 'two/Dockerfile\r\n      target: build'),
    );
  });

  test('JSON names the file, and what changes in it', () => {
    const folder = project();
    const { out } = multistage(folder, ['--format', 'json', '--neighbours', 'two/Dockerfile']);
    const report = JSON.parse(out);
    expect(departures(report)).toEqual([]);
    const [file] = report.files;
    expect(file.neighbours).toEqual([
      {
        path: 'compose.yaml',
        edits: [{ start: expect.any(Number), end: expect.any(Number), text: '\n      target: build' }],
      },
    ]);
    expect(file.diagnostics.find((one: { file: string }) => one.file === 'compose.yaml')).toMatchObject({
      name: 'ContextStated',
      line: 7,
      column: 16,
    });
  });

  test('the context is what compose says, unless --context says another', () => {
    const folder = project({ 'two/Dockerfile': served.replace('CGO_ENABLED=0 ', '') });
    expect(multistage(folder, ['two/Dockerfile']).out).toContain('+FROM scratch');
    expect(multistage(folder, ['--context', 'two', 'two/Dockerfile']).out).not.toContain('+FROM scratch');
  });

  test('links out of the repository, folders and pipes that are called like a neighbour are passed over', () => {
    const folder = project({ 'compose.yml/inside': '', 'docker-bake.hcl': '\u0000' });
    if (!windows) {
      symlinkSync('/etc/passwd', join(folder, 'docker-compose.yml'));
      symlinkSync('compose.loop.yaml', join(folder, 'compose.loop.yaml'));
      symlinkSync('..', join(folder, 'deploy'));
      spawnSync('mkfifo', [join(folder, 'compose.pipe.yaml')]);
    }
    expect(multistage(folder, ['--neighbours']).code).toBe(0);
  });

  test('a file that is left unchanged costs no look at others', () => {
    const folder = project({ Dockerfile: 'FROM alpine:3.22\nCMD ["true"]\n' });
    expect(multistage(folder, ['Dockerfile']).err).toBe('1 file: 1 unchanged\n');
  });

  test('standard input has none', () => {
    expect(multistage(project(), ['--neighbours', '-'], { stdin: served }).code).toBe(2);
  });
});

describe('options', () => {
  test('--check', () => {
    const folder = folderWith({ Dockerfile: hello, 'other.Dockerfile': multi });
    expect(multistage(folder, ['--check']).code).toBe(1);
    expect(multistage(folder, ['--check', 'other.Dockerfile']).code).toBe(0);
    expect(multistage(folder, ['--check', 'absent', '.']).code).toBe(2);
    expect(snapshot(folder)).toEqual({ Dockerfile: hello, 'other.Dockerfile': multi });
  });

  test('--min-confidence refuses what is below it, and does not write it', () => {
    // Without its context little can be known of what this builds.
    const vague = 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/hello .\nCMD ["/bin/hello"]\n';
    const levels = ['low', 'medium', 'high'] as const;
    const folder = folderWith({ Dockerfile: vague });
    const run = (...words: string[]) => JSON.parse(multistage(folder, ['--format', 'json', ...words]).out).files[0];
    const given = run();
    expect(given).toMatchObject({ kind: 'converted', confidence: expect.stringMatching(/^(low|medium)$/) });
    for (const [index, least] of levels.entries()) {
      const file = run('--min-confidence', least);
      if (index <= levels.indexOf(given.confidence)) expect(file.kind).toBe('converted');
      else {
        expect(file).toMatchObject({ kind: 'refused', output: null, confidence: null });
        expect(file.diagnostics[0]).toMatchObject({ name: 'BelowMinimumConfidence', level: 'refusal' });
      }
    }
    run('--min-confidence', 'high', '--write');
    expect(snapshot(folder)).toEqual({ Dockerfile: vague });
  });

  test('--context is where the sources are looked for', () => {
    const folder = folderWith({
      'docker/Dockerfile': 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build .\nCMD ["/src/shop"]\n',
      'app/go.mod': 'module example.com/shop\n\ngo 1.25\n',
      'app/main.go': 'package main\n\nfunc main() { println("hi") }\n',
    });
    const run = (...words: string[]) => {
      return JSON.parse(multistage(folder, ['docker/Dockerfile', '--format', 'json', ...words]).out).files[0];
    };
    expect(run('--context', 'app')).toMatchObject({ kind: 'converted', confidence: 'high' });
    expect(run().confidence).not.toBe('high');
  });

  test.each([
    [['--nope'], /Unknown argument: nope\n/],
    [['--formt', 'json'], /Unknown argument: formt; did you mean --format\?/],
    [['verify', '--bulder', 'docker'], /Unknown argument: bulder; did you mean --builder\?/],
    [['verfy', 'Dockerfile'], /There is no file `verfy`; did you mean the command `verify`\?/],
    [['--format', 'xml'], /Choices: "diff", "text", "json"/],
    [['--format'], /Not enough arguments following: format/],
    [['--context'], /Not enough arguments following: context/],
    [['--no-write'], /Unknown argument/],
    [['--write', '--check'], /--check writes nothing/],
    [['--backup'], /--backup goes with --write/],
    [['-', '--write'], /--write needs a file/],
    [['-', 'Dockerfile'], /has to be the only path/],
    [['--context', 'a', '--context', 'b'], /--context is given twice/],
    [[''], /a path is empty/],
  ])('%j is a usage error', (words, message) => {
    const { code, out, err } = multistage(folderWith({ Dockerfile: hello }), words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toMatch(/See multistage --help\.\n$/);
  });

  test('help, version, toolchains', () => {
    const folder = folderWith({});
    const help = multistage(folder, ['--help']);
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('--min-confidence'), err: '' });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(multistage(folder, ['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
    const toolchains = multistage(folder, ['toolchains']);
    expect(toolchains).toMatchObject({ code: 0, out: expect.stringMatching(/^go +Go$/m), err: '' });
  });
});

describe('bad input: one sentence each, exit code 2, and the rest goes on', () => {
  const fails = (folder: string, path: string, name: string): void => {
    const { code, out, err } = multistage(folder, [path, 'good/Dockerfile']);
    const sentences = err.split('\n').filter((line) => line.includes(' error '));
    expect(sentences).toEqual([expect.stringMatching(new RegExp(`^\\S+ error ${name}: [^.].*\\.$`))]);
    expect(out).toContain('+FROM golang:1.25 AS build');
    expect(err).toMatch(/\n2 files: 1 converted, 1 failed \(\w+\)\n$/);
    expect(code).toBe(2);
  };
  const good = { 'good/Dockerfile': hello };
  const rows: readonly [what: string, path: string, name: string, files: Record<string, string | Uint8Array>][] = [
    ['no such path', 'absent', 'PathNotFound', {}],
    ['a path below a file', 'good/Dockerfile/x', 'PathNotFound', {}],
    ['a number', '007', 'PathNotFound', {}],
    ['a glob that finds nothing', 'x*', 'PathNotFound', {}],
    ['a folder without Dockerfiles', 'folder', 'NoDockerfileFound', { 'folder/x': '' }],
    ['empty', 'Dockerfile', 'EmptyFile', { Dockerfile: '' }],
    ['binary', 'Dockerfile', 'NotText', { Dockerfile: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff) }],
    ['not UTF-8', 'Dockerfile', 'NotText', { Dockerfile: Uint8Array.of(0x46, 0xfc) }],
    ['11 MiB', 'Dockerfile', 'FileTooLarge', { Dockerfile: new Uint8Array(11 * 1024 * 1024) }],
  ];
  test.each(rows)('%s', (_what, path, name, files) => {
    fails(folderWith({ ...good, ...files }), path, name);
  });

  test.skipIf(windows)('symbolic links that lead in a circle, or nowhere', () => {
    const folder = folderWith(good);
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    symlinkSync('absent', join(folder, 'nowhere'));
    symlinkSync('.', join(folder, 'good/again'));
    fails(folder, 'a', 'LinkLoop');
    fails(folder, 'nowhere', 'PathNotFound');
    expect(multistage(folder, []).err).toBe('1 file: 1 converted\n');
  });

  test.skipIf(windows)('a named pipe', () => {
    const folder = folderWith(good);
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    fails(folder, 'pipe', 'NotAFile');
  });

  test.skipIf(windows).each([
    ['a current folder that is gone', 'cd gone && rmdir ../gone && "$@" .', 'the current folder is gone'],
    ['a full disk behind standard output', '"$@" good/Dockerfile > /dev/full', 'what was to be printed is not whole'],
  ])('%s', (_what, line, sentence) => {
    const folder = folderWith(good);
    if (line.includes('/dev/full') && !existsSync('/dev/full')) return;
    mkdirSync(join(folder, 'gone'));
    const { status, stderr } = spawnSync('sh', ['-c', line, 'sh', process.execPath, bin], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr.split('\n')).toContainEqual(expect.stringMatching(`^multistage: ${sentence}`));
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });

  test.skipIf(allPowerful)('no permission', () => {
    const folder = folderWith({ ...good, Dockerfile: hello });
    chmodSync(join(folder, 'Dockerfile'), 0);
    fails(folder, 'Dockerfile', 'NoPermission');
  });

  test.skipIf(windows).each([
    ['absent', 'ContextNotFound'],
    ['good/Dockerfile', 'ContextNotAFolder'],
    ['loop', 'LinkLoop'],
  ])('a build context that is none: %s', (context, name) => {
    const folder = folderWith(good);
    symlinkSync('loop', join(folder, 'loop'));
    const { code, out, err } = multistage(folder, ['--context', context, 'good/Dockerfile', '--format', 'json']);
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^${context} error ${name}: .*\\.\n`));
    expect(departures(JSON.parse(out))).toEqual([]);
    expect(JSON.parse(out).summary).toMatchObject({ converted: 0, failed: 1 });
  });

  test('a broken pipe is quiet', async () => {
    const folder = folderWith({ Dockerfile: hello, 'b/Dockerfile': hello });
    const child = spawn(process.execPath, [bin, '--explain'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(err).not.toMatch(/EPIPE|Error/);
  });
});

describe('searching a folder', () => {
  const found = (folder: string, below = '.'): readonly string[] =>
    searchFolder(join(folder, below)).map((file) => file.slice(folder.length + 1).replaceAll('\\', '/'));

  test('by name', () => {
    const names = [
      '.hidden/Dockerfile',
      'Dockerfile',
      'Dockerfile.dev',
      'a/Containerfile',
      'a/Containerfile.arm',
      'a/api.Dockerfile',
    ];
    const others = [
      'node_modules/x/Dockerfile',
      'a/node_modules/Dockerfile',
      '.git/Dockerfile',
      'Dockerfile.dockerignore',
      'Dockerfile.orig',
      'Dockerfile.orig.1',
      'Dockerfiles/readme',
      'MyDockerfile',
    ];
    const folder = folderWith(Object.fromEntries([...names, ...others].map((name) => [name, hello])));
    expect(found(folder)).toEqual(names);
  });

  test('honouring .gitignore as git does', () => {
    const folder = folderWith({
      '.gitignore': 'out/\n*.tmp.Dockerfile\n/top\n',
      'out/Dockerfile': '',
      'out/.gitignore': '!Dockerfile\n',
      'a/out/Dockerfile': '',
      'top/Dockerfile': '',
      'a/top/Dockerfile': '',
      'x.tmp.Dockerfile': '',
      'b/.gitignore': '!keep.tmp.Dockerfile\nlocal\n',
      'b/keep.tmp.Dockerfile': '',
      'b/local/Dockerfile': '',
      'c/local/Dockerfile': '',
    });
    const expected = ['a/top/Dockerfile', 'b/keep.tmp.Dockerfile', 'c/local/Dockerfile'];
    expect(spawnSync('git', ['init', '-q'], { cwd: folder }).status).toBe(0);
    const listed = spawnSync('git', ['ls-files', '-o', '--exclude-standard'], { cwd: folder, encoding: 'utf8' }).stdout;
    const byGit = listed.split('\n').filter((name) => name.endsWith('Dockerfile'));
    expect(byGit.sort()).toEqual(expected);
    expect(found(folder)).toEqual(expected);
    // The rules above the searched folder count, unless they ignore that very folder.
    expect(found(folder, 'a')).toEqual(['a/top/Dockerfile']);
    expect(found(folder, 'top')).toEqual(['top/Dockerfile']);
  });

  test('each file once, in the order of the command line; globs', () => {
    const folder = folderWith({ Dockerfile: multi, 'b/Dockerfile': multi, 'c/api.Dockerfile': multi });
    const paths = (...words: string[]) => {
      const report = JSON.parse(multistage(folder, [...words, '--format', 'json']).out);
      return report.files.map((file: { path: string }) => file.path);
    };
    expect(paths('b', 'Dockerfile', '.')).toEqual(['b/Dockerfile', 'Dockerfile', 'c/api.Dockerfile']);
    expect(paths('**/*.Dockerfile', './b/../Dockerfile')).toEqual(['c/api.Dockerfile', 'Dockerfile']);
    expect(paths(join(folder, 'b'))).toEqual(['b/Dockerfile']);
  });
});

test('the library runs without anything of Node', () => {
  const script = `
    const print = console.log;
    const library = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
    for (const name of ['process', 'Buffer', 'global', 'setImmediate']) delete globalThis[name];
    const context = library.contextFromFiles({ 'a/b': 'x', 'c': '', '.dockerignore': 'a/*' });
    print(context.kind('a/b'), context.kind('a'), context.kind('c'));
    print(library.convert(${JSON.stringify(multi)}, { context }).kind);`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(run.stdout + run.stderr).toBe('undefined folder file\nunchanged\n');
});

test('the part for Node reads folders', async () => {
  const { contextFromFolder } = await import(new URL('../dist/node.js', import.meta.url).href);
  expect(contextFromFolder(folderWith({ 'go.mod': 'module a\n' })).read('go.mod')).toBe('module a\n');
});

test('a link of the build context that leads out of what is copied takes along what it leads to', async () => {
  const { contextFromFolder } = await import(new URL('../dist/node.js', import.meta.url).href);
  const { convert } = await import(new URL('../dist/index.js', import.meta.url).href);
  const folder = folderWith({
    'package.json': '{"private":true,"devDependencies":{"typescript":"5.3.3"}}',
    'web/tsconfig.json': '{"compilerOptions":{"outDir":"public/js"}}',
    'web/src/notes.ts': 'document.title = "Notes";\n',
    'web/public/index.html': '<!doctype html>\n',
    'shared/styles/notes.css': 'body { margin: 2rem }\n',
  });
  symlinkSync('../../shared/styles', join(folder, 'web/public/styles'));
  const dockerfile =
    'FROM node:20\nRUN npm install -g serve\nWORKDIR /app\nCOPY . .\nRUN npm install && npx tsc -p web\nCMD ["serve", "web/public"]\n';
  const { output } = convert(dockerfile, { context: contextFromFolder(folder) });
  expect(output).toContain(
    'COPY --from=build /app/shared/styles /app/shared/styles\nCOPY --from=build /app/web/public /app/web/public\n',
  );
});

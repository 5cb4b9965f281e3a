import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Conversion, contextFromFiles, convert } from '../src/index.ts';
import { plain } from '../src/report/terminal.ts';
import { renderText } from '../src/report/text.ts';
import { fixtures } from './fixtures.ts';

const root = join(import.meta.dirname, '..');

function explained(name: string): Conversion {
  const fixture = fixtures.find((one) => one.name === name);
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
  return convert(fixture.dockerfile, { path: 'Dockerfile', context: fixture.context, findings: true });
}

const told = (conversion: Conversion) => renderText([conversion], { palette: plain, explain: true });

describe('the story of a file', () => {
  test.each<[name: string, kind: Conversion['kind'], lines: readonly (string | RegExp)[]]>([
    [
      'go/http-server-with-templates-and-static-files',
      'converted',
      [
        /recognised\n +1 +go +the base image `golang:1.25` has it\n +4 +go +`go mod download` is its command/,
        'read        go.mod, main.go\n',
        /5 +COPY \. \. +brings `\/app` from the build context/,
        /8 +notice-board +go builds `\/usr\/local\/bin\/notice-board`/,
        'its sources name `templates/*.html`',
        'in the runtime stage\n',
        'left behind ',
      ],
    ],
    [
      'go/script-calls-go',
      'refused',
      [
        /^Dockerfile: refused\n/,
        /5 +go vet \.\/\.\.\. +called by `\/src\/start.sh`; a program of the base image/,
        /scratch +has no shell, and the script `\/src\/start.sh` is started/,
        'refusal ToolchainAtRunTime: ',
        '  hint: ',
      ],
    ],
    [
      'ant/target-that-runs-a-script',
      'refused',
      [
        /not understood\n +5 +`<exec>` of the build file is not followed +it may have changed what is in `\/ledger`/,
        /2 +ant +the package `ant` is it/,
        /openjdk:8u302-jre-buster +would do: /,
      ],
    ],
    [
      'go/unknown-base-image',
      'refused',
      [
        'registry.example.com/platform/go-workbench:7: nothing is known of it',
        / 4 +go +`go build [^`]+` is its command/,
      ],
    ],
    [
      'go/coverage-report',
      'unchanged',
      [/^Dockerfile: unchanged\n/, /what the container starts\n +5 +cat \/coverage.txt/, 'note NothingBuilt: '],
    ],
    [
      'stages/copy-of-what-is-not-made',
      'unchanged',
      [/7 +COPY --from=build \S+ \S+ +brings `\/bin\/kettle` from `build`/, 'note AlreadyMultiStage: '],
    ],
  ])('of %s', (name, kind, lines) => {
    const conversion = explained(name);
    expect(conversion.kind).toBe(kind);
    const text = told(conversion);
    for (const line of lines) expect(text).toMatch(line);
  });

  test('is not told where the text is no Dockerfile', () => {
    const conversion = convert('FORM golang\n', { findings: true });
    expect(conversion.findings).toBeUndefined();
    expect(told(conversion)).toMatch(/^Dockerfile:1:1 refusal NotADockerfile: /);
  });

  test('shows nothing of a stranger as it is', () => {
    const evil =
      'FROM golang:1.25\u001b[2J\nRUN go build -o /a "\u001b]0;x\u0007\u202e"\nRUN ./\u009bx.sh\nCMD ["/a\u001b[31m"]\n';
    expect(told(convert(evil, { findings: true }))).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
    expect(told(convert(evil.replace('25\u001b[2J', '25'), { findings: true }))).toContain('\\u{1b}');
  });
});

describe('findings', () => {
  test('of every fixture have no unknown parts, and asking for them changes nothing else', () => {
    const wrong = fixtures.filter(({ dockerfile, context, options }) => {
      const { findings = null, ...asked } = convert(dockerfile, { context, ...options, findings: true });
      const text = JSON.stringify(findings);
      const isSame = JSON.stringify(asked) === JSON.stringify(convert(dockerfile, { context, ...options }));
      return !isSame || text.includes('\\u0000');
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('say which files of the build context were read', () => {
    const files = { 'go.mod': 'module example.com/a\n', 'main.go': 'package main\nfunc main() {}\n', 'notes.md': '' };
    const text = 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /a .\nCMD ["/a"]\n';
    const { findings } = convert(text, { context: contextFromFiles(files), findings: true });
    expect(findings?.read).toEqual(['go.mod', 'main.go']);
    expect(findings?.artifacts.map(({ path }) => path)).toEqual(['/a']);
    expect(findings?.bases?.chosen?.image).toBe('scratch');
  });
});

describe('multistage explain', () => {
  const run = (words: readonly string[], input = '') =>
    spawnSync(process.execPath, [join(root, 'bin/multistage.js'), 'explain', ...words], {
      cwd: join(root, 'fixtures/go/script-calls-go'),
      encoding: 'utf8',
      input,
    });

  test('tells the story of a file, and of standard input', () => {
    const { stdout, status } = run(['Dockerfile']);
    expect(stdout).toBe(`${told(explained('go/script-calls-go'))}\n`);
    expect(status).toBe(0);
    expect(run(['-'], 'FROM golang:1.25\n').stdout).toMatch(/^<stdin>: unchanged\n {2}base image {2}golang:1.25: /);
  });

  test.each([
    [[], 'explain needs one file'],
    [['Dockerfile', 'Dockerfile'], 'explain needs one file'],
    [['Dockerfile', '--context', ''], '--context needs a folder'],
  ])('%j is refused in a sentence', (words, says) => {
    const { stdout, stderr, status } = run(words);
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toContain(`multistage: ${says}`);
  });

  test('a file that is not there is an error', () => {
    const { stderr, status } = run(['absent']);
    expect(stderr).toContain('absent error PathNotFound: ');
    expect(status).toBe(2);
  });
});

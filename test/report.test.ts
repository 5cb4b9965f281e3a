import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { afterAll, describe, expect, test } from 'vitest';
import type { Conversion } from '../src/conversion.ts';
import type { Diagnostic } from '../src/diagnostics.ts';
import type { Need } from '../src/images/need.ts';
import type { Plan } from '../src/plan/plan.ts';
import { renderDiff, renderDiffForTerminal } from '../src/report/diff.ts';
import { renderJson } from '../src/report/json.ts';
import { renderMarkdown } from '../src/report/markdown.ts';
import type { Failure, Outcome } from '../src/report/outcome.ts';
import { renderRdjson } from '../src/report/rdjson.ts';
import { renderSarif } from '../src/report/sarif.ts';
import { renderSummary } from '../src/report/summary.ts';
import { type Palette, plain } from '../src/report/terminal.ts';
import { renderDiagnostics, renderText } from '../src/report/text.ts';
import { departures } from './schema.ts';

const input = 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/hello .\nCMD ["/bin/hello"]\n';
const output =
  'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/hello .\n\nFROM scratch\nCOPY --from=build /bin/hello /bin/hello\nCMD ["/bin/hello"]\n';

const because = 'a reason';
const needs: readonly Need[] = [
  { kind: 'libc', because },
  { kind: 'shell', because },
  { kind: 'program', name: 'curl', because },
  { kind: 'package', name: 'tzdata', because },
  { kind: 'certificates', because },
  { kind: 'zoneinfo', because },
  { kind: 'tmp', because },
  { kind: 'account', names: ['app'], because },
  { kind: 'distribution', because },
  { kind: 'interpreter', name: 'node', because },
  { kind: 'interpreter', name: 'node', because },
];

/** Every kind of need, supply and step, so that the schema is held against all of them. */
const plan: Plan = {
  kind: 'split',
  stages: { names: [], references: [] },
  toolchains: ['go'],
  build: {
    name: 'build',
    from: 0,
    named: true,
    image: 'golang:1.25',
    environment: [{ name: 'CGO_ENABLED', value: '0', before: 3, because: 'only `net` stands in the way' }],
  },
  runtime: {
    flags: ['--platform=linux/arm64'],
    image: 'scratch',
    because: 'the program needs nothing',
    supplies: [
      ...needs.map((need) => ({ need, how: 'provided' }) as const),
      {
        need: { kind: 'certificates', because: '`net/http` is imported' },
        how: 'copied',
        paths: ['/etc/ssl/certs/ca-certificates.crt'],
      },
      { need: { kind: 'program', name: 'curl', because }, how: 'installed', packages: ['curl'] },
    ],
    rejected: [{ image: 'alpine:3.22', because: 'has musl, and the program is linked to glibc' }],
    steps: [
      { kind: 'copy', paths: ['/bin/hello'], to: '/bin/hello', owner: undefined, because: '`CMD` starts it' },
      { kind: 'copy', paths: ['/src/a', '/src/b'], to: '/src/', owner: 'app', because },
      { kind: 'repeat', instruction: 1, because: 'the image is started in it' },
      { kind: 'move', instruction: 4, comments: [{ start: 0, end: 4 }], because },
      { kind: 'write', keyword: 'ENV', text: 'A=b', because },
    ],
  },
  split: 3,
  destinations: [
    { instruction: 0, span: { start: 0, end: 16 }, stage: 'build', because: 'it is the base of the build' },
    { instruction: 1, span: { start: 17, end: 29 }, stage: 'both', because },
    { instruction: 4, stage: 'runtime', because },
  ],
  rewrites: [{ instruction: 4, text: 'CMD ["hello"]', because: 'the base has no shell' }],
  confidence: 'high',
  evidence: ['`go.mod` names the module example.com/hello'],
  size: { before: 930, after: 7 },
};

const converted: Conversion = {
  kind: 'converted',
  path: 'Dockerfile',
  input,
  output,
  plan,
  confidence: 'high',
  toolchains: ['go'],
  diagnostics: [],
};
const place: Diagnostic = {
  name: 'ArtifactNotFound',
  level: 'refusal',
  message: '`make` may have written it anywhere.',
  hint: 'Add the Makefile to the build context.',
  span: { start: input.indexOf('go build'), end: input.indexOf('go build') + 'go build'.length },
};
const whole: Diagnostic = { ...place, name: 'NoProgram', hint: undefined, span: undefined };
const refused: Conversion = { kind: 'refused', path: 'a/Dockerfile', input, toolchains: ['go'], diagnostics: [place] };
const unchanged: Conversion = { kind: 'unchanged', path: 'b/Dockerfile', input, toolchains: [], diagnostics: [] };
const failed: Failure = { kind: 'failed', path: 'c', input: undefined, toolchains: [], diagnostics: [whole] };
const everything: readonly Outcome[] = [converted, refused, unchanged, failed];

const tags: Palette = {
  bold: (text) => `<b>${text}</b>`,
  dim: (text) => `<d>${text}</d>`,
  red: (text) => `<r>${text}</r>`,
  green: (text) => `<g>${text}</g>`,
  yellow: (text) => `<y>${text}</y>`,
  cyan: (text) => `<c>${text}</c>`,
};

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

function conversionOf(before: string, after: string, path = 'Dockerfile'): Conversion {
  return { ...converted, input: before, output: after, path } as Conversion;
}

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** What the tool makes of the file when it is given the patch. */
function applied(tool: readonly string[], conversion: Conversion): string {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  temporary.push(folder);
  const file = join(folder, conversion.path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, conversion.input);
  const [program = '', ...words] = tool;
  // Without this, git would look for a repository above and skip files outside of it.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) };
  const run = spawnSync(program, words, { cwd: folder, input: renderDiff([conversion]), encoding: 'utf8', env });
  expect(run.stdout + run.stderr).not.toMatch(/error|reject|garbage/i);
  expect(run.status).toBe(0);
  return readFileSync(file, 'utf8');
}

describe('the diff applies', () => {
  const crlf = (text: string) => text.replaceAll('\n', '\r\n');
  const long = (line: (index: number) => string) =>
    Array.from({ length: 6000 }, (_, index) => `${line(index)}\n`).join('');
  const rows: readonly [name: string, conversion: Conversion][] = [
    ['plain', conversionOf(input, output)],
    ['in a folder', conversionOf(input, output, 'services/shop/app.Dockerfile')],
    ['CRLF', conversionOf(crlf(input), crlf(output))],
    ['both line ends in one file', conversionOf(`# a\r\n${input}`, `# a\r\n${output}`)],
    ['byte-order mark', conversionOf(`\uFEFF${input}`, `\uFEFF${output}`)],
    ['no final line end', conversionOf(input.trimEnd(), output.trimEnd())],
    ['no final line end, changed there', conversionOf('FROM a', 'FROM a AS b\nFROM c')],
    ['final line end added and removed', conversionOf('FROM a\nCMD b', 'FROM a\nCMD b\n')],
    ['a first and a last line', conversionOf('a\nb\nc\n', 'x\na\nb\nc\ny\n')],
    ['lines that look like headers', conversionOf('--- a\n-- b\nc\n', '--- a\n+++ b\n++ c\nc\n')],
    ['two places far apart', conversionOf(`a\n${'x\n'.repeat(50)}b\n`, `A\n${'x\n'.repeat(50)}B\n`)],
    ['a name with a blank', conversionOf(input, output, 'my app/Dockerfile')],
    ['a name with quotes and letters', conversionOf(input, output, 'büro "x"/Dockerfile')],
    [
      'too different for the library',
      conversionOf(`same\n${long((i) => `a${i}`)}end\n`, `same\n${long((i) => `b${i}`)}end\n`),
    ],
    [
      'too different, without a final line end',
      conversionOf(
        long((i) => `a${i}`).trimEnd(),
        long((i) => `b${i}`),
      ),
    ],
  ];
  test.skipIf(!has('git')).each(rows)('with git apply: %s', (_name, conversion) => {
    expect(applied(['git', 'apply', '-p1'], conversion)).toBe((conversion as { output: string }).output);
  });
  test.skipIf(!has('patch')).each(rows)('with patch: %s', (_name, conversion) => {
    expect(applied(['patch', '-p1'], conversion)).toBe((conversion as { output: string }).output);
  });

  test('only conversions are in it, one after the other', () => {
    const two = renderDiff([converted, refused, conversionOf(input, output, 'x/Dockerfile'), unchanged, failed]);
    expect(two.match(/^--- .*$/gm)).toEqual(['--- a/Dockerfile', '--- a/x/Dockerfile']);
    expect(renderDiff([refused, unchanged, failed])).toBe('');
  });

  test('standard input is called Dockerfile, absolute paths lose their slash', () => {
    expect(renderDiff([conversionOf(input, output, '-')])).toContain('--- a/Dockerfile\n+++ b/Dockerfile\n');
    expect(renderDiff([conversionOf(input, output, '/srv/Dockerfile')])).toContain('--- a/srv/Dockerfile\n');
  });

  test('a file of 10 MB takes linear time', () => {
    const lines = (letter: string) => `${letter.repeat(20)}\n`.repeat(450_000);
    const started = performance.now();
    renderDiff([conversionOf(`FROM a\n${lines('a')}`, `FROM a AS b\n${lines('a')}FROM c\n`)]);
    renderDiff([conversionOf(`FROM a\n${lines('a')}`, `FROM a AS b\n${lines('b')}FROM c\n`)]);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

const evil = 'LABEL a="\u001b[2J\u202ecod\u202c\u0007\u009b31m\u200b"';

describe('a terminal gets nothing that it would act on', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/;
  const conversion = {
    ...conversionOf(`${evil}\r\n${input}`, `${evil}\r\n${output}`, 'a\u001b[1mb'),
    toolchains: ['\u001b'],
  } as Conversion;
  const diagnostics = [{ ...place, message: evil, hint: evil, span: { start: 0, end: evil.length } }];
  const refusal = { ...refused, path: 'a\u001b[1mb', input: evil, diagnostics } as Conversion;
  test('in the diff', () => {
    const shown = renderDiffForTerminal([conversion], plain);
    expect(shown).not.toMatch(dangerous);
    expect(shown).toContain('LABEL a="\\u{1b}[2J\\u{202e}cod\\u{202c}\\u{7}\\u{9b}31m\\u{200b}"\n');
  });
  test('in the text', () => {
    for (const explain of [false, true]) {
      expect(renderText([conversion, refusal], { palette: plain, explain })).not.toMatch(dangerous);
    }
    expect(renderDiagnostics([refusal], ['refusal'], plain)).not.toMatch(dangerous);
  });
  test('in JSON, where the data stays the same', () => {
    const json = renderJson([conversion, refusal]);
    expect(json).not.toMatch(dangerous);
    expect(JSON.parse(json).files[0].output).toBe((conversion as { output: string }).output);
  });
  test('but a patch keeps the bytes', () => {
    expect(renderDiff([conversion])).toContain(` ${evil}\r\n`);
  });
});

test('colours of a diff follow the hunks, not the looks of a line', () => {
  const shown = renderDiffForTerminal([conversionOf('-- x\ny', '++ x\ny')], tags);
  expect(shown).toBe(
    '<b>--- a/Dockerfile</b>\n<b>+++ b/Dockerfile</b>\n<c>@@ -1,2 +1,2 @@</c>\n<r>--- x</r>\n<g>+++ x</g>\n y\n<d>\\ No newline at end of file</d>\n',
  );
});

describe('refusals read like a compiler’s', () => {
  test('place, source line, carets, hint', () => {
    expect(renderDiagnostics([refused], ['refusal'], plain)).toBe(
      [
        'a/Dockerfile:4:5 refusal ArtifactNotFound: `make` may have written it anywhere.',
        '  4 | RUN go build -o /bin/hello .',
        '    |     ^^^^^^^^',
        '  hint: Add the Makefile to the build context.',
        '',
      ].join('\n'),
    );
    expect(renderDiagnostics([refused], ['refusal'], tags)).toContain(
      '<b>a/Dockerfile:4:5</b> <r>refusal</r> ArtifactNotFound',
    );
  });

  const rows: readonly [name: string, input: string, marked: string, expected: readonly string[]][] = [
    ['byte-order mark', '\uFEFFFROM a', 'FROM a', ['1:1', '  1 | FROM a', '    | ^^^^^^']],
    ['tabs', 'RUN\ta', 'a', ['1:5', '  1 | RUN\ta', '    |    \t^']],
    ['wide letters', 'RUN 建 x', 'x', ['1:7', '  1 | RUN 建 x', '    |        ^']],
    ['escaped', 'RUN \u001b x', 'x', ['1:7', '  1 | RUN \\u{1b} x', '    |            ^']],
    ['CRLF', 'FROM a\r\nRUN b\r\n', 'RUN b', ['2:1', '  2 | RUN b', '    | ^^^^^']],
    ['several lines', 'RUN a \\\n b\n', 'RUN a \\\n b', ['1:1', '  1 | RUN a \\', '    | ^^^^^^^']],
    ['the end of the file', 'FROM a', '', ['1:1', '  1 | FROM a', '    | ^']],
  ];
  test.each(rows)('%s', (_name, text, marked, [where, ...lines]) => {
    const start = text.indexOf(marked);
    const span = { start, end: start + marked.length };
    const shown = renderDiagnostics(
      [{ ...refused, input: text, diagnostics: [{ ...whole, span }] } as Conversion],
      ['refusal'],
      plain,
    );
    expect(shown.split('\n').slice(0, 3)).toEqual([expect.stringContaining(`a/Dockerfile:${where} refusal`), ...lines]);
  });

  test('a long line is cut around the span', () => {
    const text = `RUN ${'a'.repeat(5000)} here ${'b'.repeat(5000)}`;
    const span = { start: text.indexOf('here'), end: text.indexOf('here') + 4 };
    const shown = renderDiagnostics(
      [{ ...refused, input: text, diagnostics: [{ ...whole, span }] } as Conversion],
      ['refusal'],
      plain,
    );
    const [, line = '', carets = ''] = shown.split('\n');
    expect(line.length).toBeLessThan(130);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('here');
  });

  test('a failure is an error, and offsets that are off are no crash', () => {
    expect(renderDiagnostics([failed], ['refusal'], plain)).toMatch(/^c error NoProgram: /);
    for (const span of [
      { start: 99_999, end: 3 },
      { start: -5, end: -1 },
    ]) {
      renderDiagnostics([{ ...refused, diagnostics: [{ ...place, span }] } as Conversion], ['refusal'], plain);
    }
  });
});

test('text of a conversion', () => {
  expect(renderText([converted, unchanged], { palette: plain, explain: false })).toMatchInlineSnapshot(`
    "Dockerfile: converted (go)
      runtime     scratch: the program needs nothing
      confidence  high
                  \`go.mod\` names the module example.com/hello
      size        about 930 MB before, 7 MB after

    b/Dockerfile: unchanged
    "
  `);
});

test('text with --explain', () => {
  expect(renderText([converted], { palette: plain, explain: true })).toMatchInlineSnapshot(`
    "Dockerfile: converted (go)
      runtime     scratch: the program needs nothing
      confidence  high
                  \`go.mod\` names the module example.com/hello
      size        about 930 MB before, 7 MB after
      instructions
          1  FROM golang:1.25  build    it is the base of the build
          2  WORKDIR /src      both     a reason
             instruction 5     runtime  a reason
      added to the build stage
        ENV CGO_ENABLED=0  only \`net\` stands in the way
      rewritten
        CMD ["hello"]  the base has no shell
      in the runtime stage
        copy /bin/hello              \`CMD\` starts it
        copy /src/a /src/b to /src/  a reason
        again: WORKDIR /src          the image is started in it
        moved: instruction 5         a reason
        new: ENV A=b                 a reason
      what it needs
        libc              provided by the base                        a reason
        shell             provided by the base                        a reason
        program curl      provided by the base                        a reason
        package tzdata    provided by the base                        a reason
        certificates      provided by the base                        a reason
        zoneinfo          provided by the base                        a reason
        tmp               provided by the base                        a reason
        account app       provided by the base                        a reason
        distribution      provided by the base                        a reason
        interpreter node  provided by the base                        a reason
        interpreter node  provided by the base                        a reason
        certificates      copied: /etc/ssl/certs/ca-certificates.crt  \`net/http\` is imported
        program curl      installed: curl                             a reason
      rejected bases
        alpine:3.22  has musl, and the program is linked to glibc
      left behind about 923 MB: golang:1.25 and what 1 instruction made
    "
  `);
});

describe('a file that uses the Dockerfile', () => {
  const file = { path: 'deploy/compose.yaml', text: 'services:\n  web:\n    build: .\n' };
  const at = file.text.indexOf('web');
  const added: Diagnostic = { ...place, name: 'TargetAdded', level: 'note', file, span: { start: at, end: at + 3 } };
  const edits = [{ start: file.text.length, end: file.text.length, text: '    target: build\n' }];
  const changing: Conversion = {
    ...converted,
    diagnostics: [added],
    neighbours: [{ file, edits, output: `${file.text}${edits[0]?.text}` }],
  };

  test('has its own places in text, and its line is quoted', () => {
    expect(renderDiagnostics([changing], ['note'], plain)).toMatch(
      /^deploy\/compose\.yaml:2:3 note TargetAdded: .*\n.*web:\n/,
    );
  });

  test('is named in JSON, with its edits', () => {
    const report = JSON.parse(renderJson([changing]));
    expect(departures(report)).toEqual([]);
    expect(report.files[0].diagnostics[0]).toMatchObject({ file: file.path, line: 2, column: 3 });
    expect(report.files[0].neighbours).toEqual([{ path: file.path, edits }]);
  });

  test('has a finding of its own in SARIF and rdjson, with the fix', () => {
    const [, result] = JSON.parse(renderSarif([changing], '1')).runs[0].results;
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe(file.path);
    expect(result.fixes[0].artifactChanges[0]).toMatchObject({
      artifactLocation: { uri: file.path },
      replacements: [{ deletedRegion: { startLine: 4, startColumn: 1 }, insertedContent: { text: edits[0]?.text } }],
    });
    const finding = JSON.parse(renderRdjson([changing])).diagnostics.at(-1);
    expect(finding).toMatchObject({
      location: { path: file.path },
      suggestions: [{ text: '    build: .\n    target: build' }],
    });
  });

  test('is in the diff and the list of a pull request', () => {
    const page = renderMarkdown([changing]);
    expect(page).toContain('- `deploy/compose.yaml`, line 2: ');
    expect(page).toContain('+++ b/deploy/compose.yaml');
  });
});

test('JSON follows its schema', () => {
  const report = JSON.parse(renderJson(everything));
  expect(departures(report)).toEqual([]);
  expect(report.files[1].diagnostics).toEqual([
    {
      name: 'ArtifactNotFound',
      level: 'refusal',
      message: place.message,
      hint: place.hint,
      file: null,
      line: 4,
      column: 5,
    },
  ]);
  expect(report.files[3].diagnostics[0]).toMatchObject({ hint: null, line: null, column: null });
  expect(report.summary).toEqual({
    files: 4,
    converted: 1,
    refused: 1,
    unchanged: 1,
    failed: 1,
    reasons: { ArtifactNotFound: 1, NoProgram: 1 },
  });
  report.files[0].extra = 1;
  report.files[0].plan.runtime.steps[0].kind = 'other';
  expect(departures(report)).toHaveLength(2);
});

test.each([
  ['1 file: 1 converted', [converted]],
  ['4 files: 1 converted, 1 refused, 1 unchanged, 1 failed (ArtifactNotFound, NoProgram)', everything],
  ['3 files: 1 converted, 2 refused (ArtifactNotFound 2)', [refused, converted, refused]],
] as const)('%s', (expected, outcomes) => {
  expect(renderSummary(outcomes)).toBe(expected);
});

describe('formats for review tools', () => {
  const crlf: Outcome = {
    ...converted,
    input: input.replaceAll('\n', '\r\n'),
    output: output.replaceAll('\n', '\r\n'),
  };
  const all: readonly Outcome[] = [converted, crlf, refused];

  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  const sarifSchema = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('schemastore/schemas/json/sarif-2.1.0.json'), 'utf8'),
  );
  const isSarif = ajv.compile(sarifSchema);

  test('SARIF is valid by its schema, and its fixes make the output', () => {
    const log = JSON.parse(renderSarif(all, '1.2.3'));
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    const results = log.runs[0].results.filter((result: { fixes?: unknown }) => result.fixes !== undefined);
    expect(results).toHaveLength(2);
    for (const [index, outcome] of [converted, crlf].entries()) {
      const { replacements } = results[index].fixes[0].artifactChanges[0];
      const text = apply(
        outcome.input ?? '',
        replacements.map((each: { deletedRegion: Record<string, number>; insertedContent: { text: string } }) => ({
          from: [each.deletedRegion.startLine, each.deletedRegion.startColumn],
          to: [each.deletedRegion.endLine, each.deletedRegion.endColumn],
          text: each.insertedContent.text,
        })),
      );
      expect(text).toBe(outcome.kind === 'converted' ? outcome.output : '');
    }
  });

  /** Applies replacements that are given by one-based lines and columns. */
  function apply(
    text: string,
    replacements: readonly { from: readonly number[]; to: readonly number[]; text: string }[],
  ): string {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    const offset = ([line = 0, column = 0]: readonly number[]) => (starts[line - 1] ?? text.length) + column - 1;
    return [...replacements]
      .reverse()
      .reduce((result, each) => result.slice(0, offset(each.from)) + each.text + result.slice(offset(each.to)), text);
  }
});

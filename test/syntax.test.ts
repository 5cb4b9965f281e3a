// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Docker's variables

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandWord, expandWords } from '../src/syntax/expand.ts';
import type { Dockerfile, Instruction } from '../src/syntax/instruction.ts';
import { lineStarts, positionAt } from '../src/syntax/lines.ts';
import { parseDockerfile } from '../src/syntax/parse.ts';
import { stagesOf } from '../src/syntax/stages.ts';

/** Everything that is to be true of any reading. */
function checkShape(file: Dockerfile): void {
  const { text } = file;
  let last = 0;
  const spans = [...file.directives, ...file.comments, ...file.instructions].map(({ span }) => span);
  for (const { start, end } of spans.sort((one, other) => one.start - other.start)) {
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(text.length);
    last = end;
  }
  for (const [index, instruction] of file.instructions.entries()) {
    const { span, offsets, value, line } = instruction;
    expect(instruction.index).toBe(index);
    expect(offsets).toHaveLength(value.length + 1);
    expect(offsets.slice(0, -1).map((offset) => text[offset])).toEqual(
      [...Array(value.length).keys()].map((at) => value[at]),
    );
    for (const offset of offsets) expect(offset >= span.start && offset <= span.end).toBe(true);
    expect(offsets.every((offset, at) => at === 0 || offset > (offsets[at - 1] ?? 0))).toBe(true);
    expect(text.slice(span.end).search(/^\r*(?:\n|$)/)).toBe(0);
    expect(text.slice(0, span.start).split('\n')).toHaveLength(line);
    for (const inner of [...instruction.flags, ...instruction.heredocs]) {
      expect(inner.span.start).toBeGreaterThan(span.start);
      expect(inner.span.end).toBeLessThanOrEqual(span.end);
    }
  }
  for (const { span } of file.problems) expect(span.start <= span.end && span.end <= text.length).toBe(true);
}

function read(text: string): Dockerfile {
  const file = parseDockerfile(text);
  checkShape(file);
  return file;
}

/** The instruction that follows a FROM, without what `checkShape` has looked at. */
function readOne(text: string): Partial<Instruction> {
  const file = read(`FROM base\n${text}`);
  expect(file.problems).toEqual([]);
  expect(file.instructions).toHaveLength(2);
  const { index, span, line, offsets, flags, heredocs, value, ...own } = { ...file.instructions[1] } as Instruction;
  return own;
}

const problemsOf = (text: string): string[] => read(text).problems.map(({ message }) => message);

const shell = (script: string) => ({ form: 'shell', script });
const exec = (...words: string[]) => ({ form: 'exec', words });

describe('instructions', () => {
  const rows: [text: string, expected: object][] = [
    ['RUN go build ./...', { keyword: 'RUN', invocation: shell('go build ./...'), shebang: undefined }],
    ['run make', { keyword: 'RUN', invocation: shell('make') }],
    ['   RUN   make  all   ', { keyword: 'RUN', invocation: shell('make  all') }],
    ['RUN\tmake', { keyword: 'RUN', invocation: shell('make') }],
    ['RUN ["go", "build"]', { keyword: 'RUN', invocation: exec('go', 'build') }],
    ['RUN --network=none [ "go" ,\\\n  "build" ]', { keyword: 'RUN', invocation: exec('go', 'build') }],
    ['RUN --mount=type=cache,target=/root/.cache go build', { invocation: shell('go build') }],
    ['RUN make -- --mount=x', { invocation: shell('make -- --mount=x') }],
    ['RU\\\nN make', { keyword: 'RUN', invocation: shell('make') }],

    ['CMD ["/app", "-x"]', { keyword: 'CMD', invocation: exec('/app', '-x') }],
    ['CMD []', { keyword: 'CMD', invocation: exec() }],
    ['CMD ["a b", "\\u00e9"]', { keyword: 'CMD', invocation: exec('a b', 'é') }],
    ['CMD /app -x', { keyword: 'CMD', invocation: shell('/app -x') }],
    ["CMD ['/app']", { keyword: 'CMD', invocation: shell("['/app']") }],
    ['CMD ["/app" "-x"]', { keyword: 'CMD', invocation: shell('["/app" "-x"]') }],
    ['CMD ["/app",]', { keyword: 'CMD', invocation: shell('["/app",]') }],
    ['CMD ["/app"] # note', { keyword: 'CMD', invocation: shell('["/app"] # note') }],
    ['CMD [ "$x" = y ] && z', { keyword: 'CMD', invocation: shell('[ "$x" = y ] && z') }],
    ['ENTRYPOINT ["/app"]', { keyword: 'ENTRYPOINT', invocation: exec('/app') }],
    ['SHELL ["/bin/bash", "-c"]', { keyword: 'SHELL', words: ['/bin/bash', '-c'] }],

    ['HEALTHCHECK NONE', { keyword: 'HEALTHCHECK', invocation: undefined }],
    ['healthcheck none', { keyword: 'HEALTHCHECK', invocation: undefined }],
    ['HEALTHCHECK CMD curl -f http://localhost/', { invocation: shell('curl -f http://localhost/') }],
    ['HEALTHCHECK --interval=5m --timeout=3s \\\n  cmd ["/check"]', { invocation: exec('/check') }],

    ['COPY . .', { keyword: 'COPY', sources: ['.'], destination: '.' }],
    ['COPY a.txt  b.txt\tdir/', { keyword: 'COPY', sources: ['a.txt', 'b.txt'], destination: 'dir/' }],
    ['COPY --from=build --chown=app:app /a /b', { keyword: 'COPY', sources: ['/a'], destination: '/b' }],
    ['COPY ["my file", "/to here/"]', { keyword: 'COPY', sources: ['my file'], destination: '/to here/' }],
    ['COPY $A "${B}" /c', { keyword: 'COPY', sources: ['$A', '"${B}"'], destination: '/c' }],
    ['ADD https://example.com/x.tgz /x', { keyword: 'ADD', sources: ['https://example.com/x.tgz'], destination: '/x' }],
    ['COPY <<EOF /x\nEOF', { sources: ['<<EOF'], destination: '/x' }],
    ['COPY a <<-"EOF" <<B /x/\nEOF\nB', { sources: ['a', '<<-"EOF"', '<<B'], destination: '/x/' }],

    ['ENV A=1', { keyword: 'ENV', pairs: [{ name: 'A', value: '1' }] }],
    ['ENV A 1', { keyword: 'ENV', pairs: [{ name: 'A', value: '1' }] }],
    ['ENV A b  "c" = d', { keyword: 'ENV', pairs: [{ name: 'A', value: 'b  "c" = d' }] }],
    [
      'ENV A=1 B="x y"   C=\'z w\' D=e\\ f',
      {
        pairs: [
          { name: 'A', value: '1' },
          { name: 'B', value: '"x y"' },
          { name: 'C', value: "'z w'" },
          { name: 'D', value: 'e\\ f' },
        ],
      },
    ],
    [
      'ENV A=1 \\\n    # note\n\n    B=$A=2',
      {
        pairs: [
          { name: 'A', value: '1' },
          { name: 'B', value: '$A=2' },
        ],
      },
    ],
    [
      'ENV A= B=',
      {
        pairs: [
          { name: 'A', value: '' },
          { name: 'B', value: '' },
        ],
      },
    ],
    [
      'ENV A="it\\"s" B=it\\\'s',
      {
        pairs: [
          { name: 'A', value: '"it\\"s"' },
          { name: 'B', value: "it\\'s" },
        ],
      },
    ],
    [
      'LABEL "com.example.name"="A B" b=c',
      {
        keyword: 'LABEL',
        pairs: [
          { name: 'com.example.name', value: '"A B"' },
          { name: 'b', value: 'c' },
        ],
      },
    ],
    ['LABEL maintainer someone', { pairs: [{ name: 'maintainer', value: 'someone' }] }],
    ['ARG A', { keyword: 'ARG', pairs: [{ name: 'A', value: undefined }] }],
    [
      'ARG A=1 B C="x y"',
      {
        pairs: [
          { name: 'A', value: '1' },
          { name: 'B', value: undefined },
          { name: 'C', value: '"x y"' },
        ],
      },
    ],

    ['EXPOSE 80 443/tcp $P', { keyword: 'EXPOSE', words: ['80', '443/tcp', '$P'] }],
    ['VOLUME /a /b', { keyword: 'VOLUME', words: ['/a', '/b'] }],
    ['VOLUME ["/a", "/b c"]', { keyword: 'VOLUME', words: ['/a', '/b c'] }],
    ['ONBUILD RUN --mount=x make', { keyword: 'ONBUILD', trigger: 'RUN --mount=x make' }],
    ['ONBUILD copy . .', { keyword: 'ONBUILD', trigger: 'copy . .' }],
  ];
  test.each(rows)('%j', (text, expected) => {
    expect(readOne(text)).toMatchObject(expected);
    expect(readOne(text.replaceAll('\n', '\r\n'))).toMatchObject(expected);
  });

  test.each([
    ['WORKDIR /a b ', '/a b'],
    ['USER  app:app', 'app:app'],
    ['STOPSIGNAL SIGTERM', 'SIGTERM'],
    ['MAINTAINER A <a@example.com>', 'A <a@example.com>'],
    ['WORKDIR /a\\\n/b', '/a/b'],
    ['WORKDIR C:\\\\', 'C:\\\\'],
  ])('value of %j', (text, value) => {
    expect(read(`FROM base\n${text}\nUSER x`).instructions[1]?.value).toBe(value);
  });

  test('flags keep their names, values without quotes, and places', () => {
    const text =
      'FROM base\nRUN --mount=type=bind,source="a b",target=/x \\\n  --Network=\'none\' --future make --no\n';
    const flags = read(text).instructions[1]?.flags ?? [];
    expect(flags.map(({ name, value }) => [name, value])).toEqual([
      ['mount', 'type=bind,source=a b,target=/x'],
      ['network', 'none'],
      ['future', ''],
    ]);
    expect(flags.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      '--mount=type=bind,source="a b",target=/x',
      "--Network='none'",
      '--future',
    ]);
  });
});

describe('FROM', () => {
  test.each([
    ['FROM golang', 'golang', undefined],
    ['FROM golang:1.25@sha256:abc AS Build', 'golang:1.25@sha256:abc', 'Build'],
    ['from a as b', 'a', 'b'],
    ['FROM --platform=$BUILDPLATFORM golang:${V:-2} aS b-1.x_y', 'golang:${V:-2}', 'b-1.x_y'],
    ['FROM a \\\n  # the stage\n  AS b', 'a', 'b'],
  ])('%j', (text, image, stageName) => {
    expect(read(text).instructions[0]).toMatchObject({ keyword: 'FROM', image, stageName });
    expect(problemsOf(text)).toEqual([]);
  });

  test('starts the stages', () => {
    const file = read('ARG V=1\nFROM a:$V AS one\nRUN x\nRUN y\nFROM one\nCMD z\nFROM two AS b\n');
    const { stages, globals } = stagesOf(file);
    expect(globals.map(({ keyword }) => keyword)).toEqual(['ARG']);
    expect(
      stages.map(({ index, name, from, instructions }) => [
        index,
        name,
        from.image,
        instructions.map((one) => one.index),
      ]),
    ).toEqual([
      [0, 'one', 'a:$V', [2, 3]],
      [1, undefined, 'one', [5]],
      [2, 'b', 'two', []],
    ]);
  });
});

describe('continuations', () => {
  const value = (text: string) => read(`FROM base\n${text}`).instructions[1]?.value;
  test.each([
    ['RUN a \\\n && b', 'a  && b'],
    ['RUN a \\  \t\n && b', 'a  && b'],
    ['RUN a \\\n# note \\\n && b', 'a  && b'],
    ['RUN a \\\n   # note\n\n   \n && b', 'a  && b'],
    ['RUN a \\ \\\n b', 'a \\  b'],
    ['RUN echo # no comment \\\n && b', 'echo # no comment  && b'],
    ['RUN a \\', 'a'],
    ['RUN a \\\n', 'a'],
    ['RUN a \\\n# last', 'a'],
    ['RUN \\\n  a', 'a'],
    ['\\\nRUN a', 'a'],
  ])('%j', (text, expected) => {
    expect(value(text)).toBe(expected);
    expect(value(text.replaceAll('\n', '\r\n'))).toBe(expected);
    expect(problemsOf(`FROM base\n${text}`)).toEqual([]);
  });

  test('two escape characters at the end of a line are no continuation', () => {
    const file = read('FROM base\nCOPY a c:\\\\\nRUN dir\n');
    expect(file.instructions.map(({ keyword, value }) => [keyword, value])).toEqual([
      ['FROM', 'base'],
      ['COPY', 'a c:\\\\'],
      ['RUN', 'dir'],
    ]);
  });

  test('comments inside belong to the instruction, those outside are listed', () => {
    const text = '# one\n\n  # two \nFROM base\nRUN a \\\n # in\n b\n#three';
    const file = read(text);
    expect(file.comments.map((comment) => comment.text)).toEqual(['one', 'two', 'three']);
    expect(file.comments.map(({ span }) => text.slice(span.start, span.end))).toEqual(['# one', '# two ', '#three']);
    expect(file.instructions.map(({ line }) => line)).toEqual([4, 5]);
  });
});

describe('parser directives', () => {
  test('the escape character', () => {
    const file = read('# escape=`\nFROM base\nRUN a `\n b\nCOPY a c:\\\n');
    expect(file.escape).toBe('`');
    expect(file.instructions.map(({ value }) => value)).toEqual(['base', 'a  b', 'a c:\\']);
  });

  test.each([
    ['# syntax=docker/dockerfile:1\n# escape = ` \nFROM a', ['syntax', 'escape'], '`', []],
    ['#Check=skip=all\n#  SYNTAX=x\nFROM a', ['check', 'syntax'], '\\', []],
    ['\uFEFF# escape=`\r\nFROM a', ['escape'], '`', []],
    ['# note\n# escape=`\nFROM a', [], '\\', ['note', 'escape=`']],
    ['\n# escape=`\nFROM a', [], '\\', ['escape=`']],
    ['# other=x\n# escape=`\nFROM a', [], '\\', ['other=x', 'escape=`']],
    ['# escape\nFROM a', [], '\\', ['escape']],
    ['# escape more=`\nFROM a', [], '\\', ['escape more=`']],
  ])('%j', (text, names, escapeToken, comments) => {
    const file = read(text);
    expect(file.directives.map(({ name }) => name)).toEqual(names);
    expect(file.escape).toBe(escapeToken);
    expect(file.comments.map((comment) => comment.text)).toEqual(comments);
    expect(file.problems).toEqual([]);
  });
});

describe('heredocs', () => {
  const rows: [text: string, heredocs: object[], own: object][] = [
    [
      'RUN <<EOF\nset -e\nmake\nEOF',
      [{ name: 'EOF', body: 'set -e\nmake\n', expand: true }],
      { invocation: shell('set -e\nmake\n'), shebang: undefined },
    ],
    ['RUN <<EOF\nEOF', [{ name: 'EOF', body: '' }], { invocation: shell('') }],
    ["RUN <<'EOF'\n$x\nEOF", [{ name: 'EOF', body: '$x\n', expand: false }], { invocation: shell('$x\n') }],
    ['RUN <<"E F"\nx\nE F', [{ name: 'E F', expand: false }], { invocation: shell('x\n') }],
    ['RUN <<-EOF\n\tx\n\t\ty\n\tEOF', [{ name: 'EOF', body: 'x\ny\n' }], { invocation: shell('x\ny\n') }],
    ['RUN <<EOF\n\tEOF\nEOF', [{ name: 'EOF', body: '\tEOF\n' }], { invocation: shell('\tEOF\n') }],
    [
      'RUN <<EOF\n# no comment\n\nx \\\nEOF',
      [{ body: '# no comment\n\nx \\\n' }],
      { invocation: shell('# no comment\n\nx \\\n') },
    ],
    ['RUN --network=none <<EOF\nx\nEOF', [{ name: 'EOF' }], { invocation: shell('x\n') }],
    [
      'RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF',
      [{ name: 'EOF' }],
      { invocation: shell('#!/usr/bin/env python3\nprint(1)\n'), shebang: '/usr/bin/env python3' },
    ],
    [
      'RUN cat <<EOF > /x\n#!a\nEOF',
      [{ body: '#!a\n' }],
      { invocation: shell('cat <<EOF > /x\n#!a\nEOF'), shebang: undefined },
    ],
    ['RUN python3 <<EOF && make\nx\nEOF', [{ body: 'x\n' }], { invocation: shell('python3 <<EOF && make\nx\nEOF') }],
    [
      'RUN a <<A \\\n && b <<B\n1\nA\n2\nB',
      [
        { name: 'A', body: '1\n' },
        { name: 'B', body: '2\n' },
      ],
      { invocation: shell('a <<A  && b <<B\n1\nA\n2\nB') },
    ],
    ['RUN cat 3<<EOF\nx\nEOF', [{ name: 'EOF' }], {}],
    ['RUN cat << EOF\nx\nEOF', [{ name: 'EOF', body: 'x\n' }], {}],
    [
      "COPY <<A <<-'B' /x/\n$a\nA\n\tb\nB",
      [
        { name: 'A', body: '$a\n', expand: true },
        { name: 'B', body: 'b\n', expand: false },
      ],
      {},
    ],
    ['ONBUILD RUN <<EOF\nx\nEOF', [{ name: 'EOF', body: 'x\n' }], { trigger: 'RUN <<EOF' }],
    ['RUN echo $((1<<2)) $(( 1 << 2 ))', [], { invocation: shell('echo $((1<<2)) $(( 1 << 2 ))') }],
    ['RUN cat <<<EOF', [], {}],
    ['RUN echo "a <<EOF b"', [], {}],
    ["RUN echo 'a' '<<EOF'", [], {}],
    ['RUN ["cat", "<<EOF"]', [], { invocation: exec('cat', '<<EOF') }],
    ['CMD cat <<EOF', [], { invocation: shell('cat <<EOF') }],
    ['RUN cat <<$EOF\nx\n$EOF', [{ name: '$EOF', body: 'x\n' }], {}],
  ];
  test.each(rows)('%j', (text, heredocs, own) => {
    for (const ends of ['\n', '\r\n']) {
      const file = read(`FROM base\n${text}\nUSER x\n`.replaceAll('\n', ends));
      expect(file.problems).toEqual([]);
      expect(file.instructions).toHaveLength(3);
      expect(file.instructions[1]?.heredocs).toMatchObject(heredocs);
      expect(file.instructions[1]).toMatchObject(own);
    }
  });

  test('the span is that of the body and its delimiter', () => {
    const text = 'FROM base\nRUN <<EOF\nx\nEOF\nUSER y';
    const [, run] = read(text).instructions;
    expect(run?.heredocs.map(({ span }) => text.slice(span.start, span.end))).toEqual(['x\nEOF']);
    expect(text.slice(run?.span.start, run?.span.end)).toBe('RUN <<EOF\nx\nEOF');
    expect(run?.value).toBe('<<EOF');
  });
});

describe('problems', () => {
  test.each([
    ['', 'the file has no instructions'],
    ['\uFEFF', 'the file has no instructions'],
    ['# only a comment\n', 'the file has no instructions'],
    ['ARG A\n', 'there is no FROM'],
    ['ENV A=1\nFROM a', 'ENV stands before the first FROM'],
    ['FORM a\nFROM a', 'unknown instruction `FORM`'],
    ['FROM a\n<html>', 'unknown instruction `<HTML>`'],
    ['FROM', 'FROM takes one or three words'],
    ['FROM a b', 'FROM takes one or three words'],
    ['FROM a AS', 'FROM takes one or three words'],
    ['FROM a IS b', 'FROM takes one or three words'],
    ['FROM a # note', 'FROM takes one or three words'],
    ['FROM a AS b # note', 'FROM takes one or three words'],
    ['FROM a AS 1b', '`1b` is no name for a stage'],
    ['FROM a AS b/c', '`b/c` is no name for a stage'],
    ['FROM a:${V', "missing '}' in `a:${V`"],
    ['FROM a\nRUN', 'RUN lacks its argument'],
    ['FROM a\nRUN \\\n', 'RUN lacks its argument'],
    ['FROM a\nRUN --network=none', 'RUN lacks its argument'],
    ['FROM a\nCMD', 'CMD lacks its argument'],
    ['FROM a\nCMD --x /y', 'CMD takes no flag `x`'],
    ['FROM a\nCMD ["a", 1]', 'a JSON array holds something else than strings'],
    ['FROM a\nCOPY [null, "b"]', 'a JSON array holds something else than strings'],
    ['FROM a\nCOPY a', 'COPY lacks its destination'],
    ['FROM a\nADD ["a"]', 'ADD lacks its destination'],
    ['FROM a\nCOPY a <<EOF\nEOF', 'a heredoc is no destination of COPY'],
    ['FROM a\nCOPY "a b" c', 'a double quote is not closed in `"a`'],
    ['FROM a\nSHELL bash -c', 'SHELL takes a JSON array'],
    ['FROM a\nHEALTHCHECK curl', '`curl` is neither CMD nor NONE'],
    ['FROM a\nHEALTHCHECK CMD', 'HEALTHCHECK CMD lacks its command'],
    ['FROM a\nHEALTHCHECK NONE x', 'HEALTHCHECK NONE takes no argument'],
    ['FROM a\nENV A', 'ENV takes a name and a value'],
    ['FROM a\nENV A=1 B', '`B` has no `=`'],
    ['FROM a\nENV =1', 'a name of ENV is empty'],
    ["FROM a\nLABEL a=it's", "a single quote is not closed in `it's`"],
    ['FROM a\nENV A=${}', 'bad substitution in `${}`'],
    ['FROM a\nENV A=${B:x}', 'unsupported modifier in substitution in `${B:x}`'],
    ['FROM a\nVOLUME []', 'VOLUME lacks its argument'],
    ['FROM a\nONBUILD ONBUILD RUN x', 'ONBUILD is no trigger of ONBUILD'],
    ['FROM a\nONBUILD FROM b', 'FROM is no trigger of ONBUILD'],
    ['FROM a\nRUN <<EOF\nx\n', 'the heredoc `EOF` is not closed'],
    ['FROM a\nRUN <<EOF\nx\n EOF\n', 'the heredoc `EOF` is not closed'],
    ['FROM a\nRUN x\rRUN y', 'a carriage return stands within a line'],
    ['FROM a\nRUN x\u0000y', 'the file is binary'],
    [`FROM a\nRUN ${'é'.repeat(40_000)}`, 'a line is longer than 65535 bytes'],
    ['# escape=/\nFROM a', '`/` is no escape character'],
    ['# syntax=a\n# syntax=b\nFROM a', 'the parser directive `syntax` is there twice'],
    ['FROM a\n\\\n', 'a line continuation belongs to no instruction'],
  ])('%j', (text, message) => {
    expect(problemsOf(text)).toContain(message);
  });

  test.each([
    'FROM a',
    'from a\nrun b',
    'ARG A\nARG B=1\nFROM $A',
    'FROM a\r\nRUN b\r\r\n',
    'FROM a\nRUN b\r',
    "FROM a\nRUN echo it's fine",
    "FROM a\nMAINTAINER Pat O'Hara",
    'FROM a\nCOPY --new-flag=1 a b',
    'FROM a\nENTRYPOINT []',
    'FROM a\nENV A=${B:-${C:+d}} B=${C%.*}',
    `FROM a\nRUN ${'x'.repeat(60_000)}`,
    `FROM a\nRUN ${'x'.repeat(60_000)} \\\n${'y'.repeat(60_000)}`,
  ])('none in %j', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('an open heredoc takes the rest of the file', () => {
    const file = read('FROM a\nRUN <<EOF\nCMD x\n\n');
    expect(file.instructions.map(({ keyword }) => keyword)).toEqual(['FROM', 'RUN']);
  });
});

test('the most frequent line end, and the byte-order mark', () => {
  expect(read('FROM a\nRUN b').newline).toBe('\n');
  expect(read('FROM a\r\nRUN b\r\nRUN c\n').newline).toBe('\r\n');
  expect(read('FROM a\r\nRUN b\n').newline).toBe('\n');
  expect(read('FROM a').newline).toBe('\n');
  const file = read('\uFEFFFROM a');
  expect(file.bom).toBe(true);
  expect(file.problems).toEqual([]);
  expect(file.instructions[0]).toMatchObject({ keyword: 'FROM', span: { start: 1, end: 7 }, line: 1 });
});

test('positions', () => {
  const starts = lineStarts('ab\r\n\nc');
  expect(starts).toEqual([0, 4, 5]);
  expect([0, 1, 3, 4, 5, 6].map((offset) => positionAt(starts, offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 1, column: 4 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 3, column: 2 },
  ]);
});

describe('expansion', () => {
  const variables: Readonly<Record<string, string>> = {
    A: 'x',
    PATH: '/usr/bin:/bin',
    E: '',
    S: 'a b',
    F: 'lib.tar.gz',
    U: '\u0000',
    T: 'a/b/a',
  };
  const lookup = (name: string): string | undefined => (Object.hasOwn(variables, name) ? variables[name] : undefined);

  test.each([
    ['plain', 'plain'],
    ['$A', 'x'],
    ['${A}y', 'xy'],
    ['$Ay', ''],
    ['/opt:$PATH', '/opt:/usr/bin:/bin'],
    ['"$A b"', 'x b'],
    ["'$A b'", '$A b'],
    ['\\$A', '$A'],
    ['a\\ b', 'a b'],
    ['"a\\"b\\n"', 'a"b\\n'],
    ["it\\'s", "it's"],
    ['a\\', 'a'],
    ['$', '$'],
    ['$-', ''],
    ['a$.b', 'a$.b'],
    ['$1x', 'x'],
    ['${MISSING}', ''],
    ['${E:-w}', 'w'],
    ['${E-w}', ''],
    ['${MISSING-w}', 'w'],
    ['${A:-w}', 'x'],
    ['${MISSING:-${A}$S}', 'xa b'],
    ['${MISSING:-"}"}', '}'],
    ['${A:+w}', 'w'],
    ['${E:+w}', ''],
    ['${E+w}', 'w'],
    ['${MISSING+w}', ''],
    ['${A:?no}', 'x'],
    ['${E:?no}', '\u0000'],
    ['${MISSING?no}', '\u0000'],
    ['${F#*.}', 'tar.gz'],
    ['${F##*.}', 'gz'],
    ['${F%.*}', 'lib.tar'],
    ['${F%%.*}', 'lib'],
    ['${F#l?b}', '.tar.gz'],
    ['${F#x}', 'lib.tar.gz'],
    ['${F%$MISSING.gz}', 'lib.tar'],
    ['${T/a/c}', 'c/b/a'],
    ['${T//a/c}', 'c/b/c'],
    ['${T/\\//-}', 'a-b/a'],
    ['${T//b*/}', 'a/'],
    ['v$U', 'v\u0000'],
    ['${U:-w}', '\u0000'],
    ['${U:+w}', '\u0000'],
    ['${U%.*}', '\u0000'],
    ['"open', '\u0000'],
    ['${A', '\u0000'],
  ])('%j', (raw, expected) => {
    expect(expandWord(raw, lookup, '\\')).toBe(expected);
  });

  test('the other escape character', () => {
    expect(expandWord('c:\\a\\$A`$A', lookup, '`')).toBe('c:\\a\\x$A');
  });

  test.each([
    ['80 443', ['80', '443']],
    ['$S c', ['a', 'b', 'c']],
    ['"$S" c', ['a b', 'c']],
    ['a\\ b  c', ['a b', 'c']],
    ["'a b'c", ['a bc']],
    ['$MISSING', []],
    ['"a', ['\u0000']],
  ])('words of %j', (raw, expected) => {
    expect(expandWords(raw, lookup, '\\')).toEqual(expected);
  });

  test('a value that doubles itself ends as unknown', () => {
    let value = 'x';
    for (let line = 0; line < 200; line++) value = expandWord('$A$A', () => value, '\\');
    expect(value.length).toBeLessThan(3_000_000);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    'FROM ',
    'RUN ',
    'COPY ',
    'ENV ',
    'ARG ',
    'CMD ',
    'HEALTHCHECK ',
    'ONBUILD ',
    'LABEL ',
    'SHELL ',
    'VOLUME ',
    '\n',
    '\n',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\\',
    '\\\n',
    '`',
    '#',
    '# escape=`\n',
    '# syntax=x\n',
    '<<EOF',
    '<<-EOF',
    '<< EOF',
    "<<'EOF'",
    'EOF',
    '[',
    ']',
    '"a"',
    ',',
    '"',
    "'",
    '$',
    '${',
    '}',
    ':-',
    '%',
    '/',
    '=',
    'a',
    'A=b',
    '--x=y',
    ' AS b',
    '\u0000',
    '\uFEFF',
    '\u2028',
    '\u0085',
    '\u00a0',
    'é',
    '😀',
  );
  const text = fc.oneof(
    { weight: 5, arbitrary: fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );

  test('is read without a throw, with spans in order and in bounds', () => {
    fc.assert(
      fc.property(text, (any) => {
        const file = parseDockerfile(any);
        checkShape(file);
        expect(file.text).toBe(any);
        if (file.instructions.length === 0) expect(file.problems).not.toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  test('keeps all that is not blank in a comment, a directive, an instruction or a problem', () => {
    fc.assert(
      fc.property(text, (any) => {
        const file = parseDockerfile(any);
        const covered = new Set<number>();
        for (const { span } of [...file.comments, ...file.directives, ...file.instructions, ...file.problems])
          for (let at = span.start; at < span.end; at++) covered.add(at);
        const lost = [...Array(any.length).keys()].filter(
          (at) => !covered.has(at) && !/[\s\\`\u0085\uFEFF]/.test(any.charAt(at)),
        );
        expect(lost).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('is expanded without a throw', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('\\', '`'), (any, token) => {
        expect(typeof expandWord(any, (name) => (name === 'a' ? 'x y' : undefined), token)).toBe('string');
        expect(expandWords(any, () => undefined, token).every((word) => typeof word === 'string')).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  test('an ordinary file has every instruction at its keyword, however it is spelled', () => {
    const line = fc.tuple(
      fc.constantFrom(
        'RUN make',
        'copy . .',
        'Env A=b',
        'CMD ["x"]',
        'RUN a \\\n  # note\n  b',
        'RUN <<E\n# x\nE',
        '# note',
        '',
      ),
      fc.constantFrom('', '  ', '\t'),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean(), (lines, ends, bom) => {
        const all = `${bom ? '\uFEFF' : ''}${['FROM base', ...lines.map(([content, indent]) => indent + content)].join('\n').replaceAll('\n', ends)}`;
        const file = parseDockerfile(all);
        expect(file.problems).toEqual([]);
        expect(file.instructions).toHaveLength(
          1 + lines.filter(([content]) => content !== '' && content !== '# note').length,
        );
        for (const { keyword, span } of file.instructions)
          expect(all.slice(span.start, span.end).toUpperCase().startsWith(`${keyword} `)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('time grows with the text, not with its square', () => {
  const shapes: Readonly<Record<string, (count: number) => string>> = {
    instructions: (count) => `FROM a\n${'RUN go build -o /bin/x . && echo "$A"\nENV A="b $C" D=e\n'.repeat(count)}`,
    'stages and comments': (count) => '# note\nFROM a\n'.repeat(count),
    continuations: (count) => `FROM a\nRUN x${' \\\n# note\n  && y'.repeat(count)}`,
    heredocs: (count) => `FROM a\n${'RUN <<EOF\nx\nEOF\n'.repeat(count)}`,
    'heredocs that are none': (count) =>
      `FROM a\n${Array.from({ length: count }, (_, at) => `RUN a << E${at}\n`).join('')}`,
    flags: (count) => `FROM a\nRUN${' --a=b \\\n'.repeat(count)} x`,
    'nested variables': (count) => `FROM a\nENV A=${'${B:-'.repeat(count)}`,
    'blanks in a line': (count) => `FROM a\nENV A${' '.repeat(count)}b\nHEALTHCHECK CMD${' '.repeat(count)}x`,
    'carriage returns': (count) => `FROM a\nRUN x${'\r'.repeat(count)}\n`,
  };
  const measure = (text: string): number => {
    const start = performance.now();
    parseDockerfile(text);
    return performance.now() - start;
  };
  test.each(Object.entries(shapes))('%s', (_name, shape) => {
    const small = shape(1_000);
    const large = shape(20_000);
    measure(small);
    // Twenty times the text. Square growth would take four hundred times as long; the rest is room for a busy machine.
    const once = Math.min(...[1, 2, 3, 4, 5].map(() => measure(small)));
    expect(Math.min(measure(large), measure(large))).toBeLessThan(Math.max(once, 5) * 100);
  });
});

// Any text is converted or left alone, never a throw; and what keeps the meaning of a Dockerfile keeps what becomes of it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert } from '../src/index.ts';
import { parseDockerfile } from '../src/syntax/parse.ts';
import { type Fixture, fixtures } from './fixtures.ts';

const anyFixture = fc.constantFrom(...fixtures);

/** Holds for every text: the kind fits the fields, and a result is a Dockerfile that is left alone. */
function holds(text: string, fixture?: Fixture): void {
  const options = fixture === undefined ? {} : { context: fixture.context };
  const conversion = convert(text, options);
  if (conversion.kind !== 'converted') {
    expect('output' in conversion).toBe(false);
    expect(conversion.diagnostics.length).toBeGreaterThan(0);
    return;
  }
  expect(parseDockerfile(conversion.output).problems).toEqual([]);
  expect(convert(conversion.output, options).kind).toBe('unchanged');
}

test('any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => holds(text)),
    { numRuns: 500 },
  );
});

test('text that looks like a Dockerfile', () => {
  const word = fc.constantFrom(
    'FROM',
    'golang:1.25',
    'RUN',
    'go build -o /a .',
    'COPY',
    '. .',
    '\n',
    '\\\n',
    ' ',
    '"',
    '[',
    ']',
    '<<EOF',
    'EOF',
    'AS',
    '$',
    '#',
    'CMD',
    '["/a"]',
    'USER',
    'a',
    '&&',
    '(',
    '`',
    '\r\n',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => holds(words.join(''))),
    { numRuns: 1500 },
  );
});

describe('fixtures that are damaged', () => {
  const damage: Readonly<Record<string, (lines: string[], at: number, to: number) => string[]>> = {
    'a line is lost': (lines, at) => lines.filter((_, index) => index !== at),
    'a line is doubled': (lines, at) => lines.flatMap((line, index) => (index === at ? [line, line] : [line])),
    'two lines change places': (lines, at, to) =>
      lines.map((line, index) => (index === at ? lines[to] : index === to ? lines[at] : line) ?? ''),
    'the end is cut off': (lines, at, to) => [...lines.slice(0, at), (lines[at] ?? '').slice(0, to)],
  };
  for (const [name, mutate] of Object.entries(damage)) {
    test(name, () => {
      fc.assert(
        fc.property(anyFixture, fc.nat(), fc.nat(), (fixture, first, second) => {
          const lines = fixture.dockerfile.split('\n');
          holds(mutate(lines, first % lines.length, second % lines.length).join('\n'), fixture);
        }),
        { numRuns: 400 },
      );
    });
  }
});

describe('fixtures that are written another way', () => {
  const ways: Readonly<Record<string, (fixture: Fixture) => string>> = {
    'a comment at the end': ({ dockerfile }) => `${dockerfile.replace(/\n?$/, '\n')}# the end\n`,
    'blank lines between instructions': ({ dockerfile }) => spread(dockerfile, '\n'),
    'comments between instructions': ({ dockerfile }) => spread(dockerfile, '# between\n'),
    'a label more': ({ dockerfile }) => `${dockerfile.replace(/\n?$/, '\n')}LABEL more=yes\n`,
  };
  for (const [name, write] of Object.entries(ways)) {
    test(name, () => {
      for (const fixture of fixtures) {
        if (parseDockerfile(fixture.dockerfile).problems.length > 0) continue;
        expect(convert(write(fixture), { context: fixture.context, ...fixture.options }).kind, fixture.name).toBe(
          fixture.expect,
        );
      }
    });
  }
});

/** Puts lines before each instruction but those at the top, where parser directives may stand. */
function spread(text: string, between: string): string {
  const starts = parseDockerfile(text)
    .instructions.slice(1)
    .map(({ span }) => text.lastIndexOf('\n', span.start) + 1);
  return [0, ...starts].map((start, index) => text.slice(start, starts[index] ?? text.length)).join(between);
}

describe('ten times the text takes about ten times as long', () => {
  const shapes: Readonly<Record<string, (index: number) => string>> = {
    'files that are copied one by one': (index) => `COPY f${index}.txt /srv/\n`,
    builds: (index) => `RUN CGO_ENABLED=0 go build -o /usr/local/bin/x${index} .\n`,
    'variables that refer to each other': (index) => `ENV A${index}=$A${index - 1}x\n`,
    'packages that come and go': (index) => `RUN apt-get install -y p${index} && apt-get remove -y p${index}\n`,
  };
  const write = (line: (index: number) => string, count: number) =>
    `FROM golang:1.25\nWORKDIR /src\n${Array.from({ length: count }, (_, index) => line(index)).join('')}RUN go build -o /app .\nCMD ["/app"]\n`;
  const time = (text: string) => {
    const times = [0, 1, 2].map(() => {
      const start = performance.now();
      convert(text);
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  for (const [name, line] of Object.entries(shapes)) {
    test(name, { timeout: 60_000 }, () => {
      time(write(line, 300));
      // Far above the bar, as the machine may have other things to do; what is quadratic takes a hundred times as long.
      expect(time(write(line, 3000)) / time(write(line, 300))).toBeLessThan(45);
    });
  }
});

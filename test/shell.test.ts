import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../src/syntax/parse.ts';
import { parseShell, programsNamedIn, wordsOf, wordsOfLine } from '../src/syntax/shell.ts';

describe('a script that is one plain word list', () => {
  test.each([
    ['./app', ['./app']],
    ['  /bin/app   -x\t--port 80 ', ['/bin/app', '-x', '--port', '80']],
    ['java -Da=b -jar app.jar', ['java', '-Da=b', '-jar', 'app.jar']],
    ['"./app"', ['./app']],
    ["nginx -g 'daemon off;'", ['nginx', '-g', 'daemon off;']],
    ['sh -c "a && b | c > d"', ['sh', '-c', 'a && b | c > d']],
    ["echo 'a'\"b\"c ''", ['echo', 'abc', '']],
    ['app a#b 100% x^y', ['app', 'a#b', '100%', 'x^y']],
    ["app 'it is $5'", ['app', 'it is $5']],
    ['bundle exec puma', ['bundle', 'exec', 'puma']],
    ['echo hi', ['echo', 'hi']],
  ])('%j', (script, words) => {
    expect(wordsOf(script)).toEqual({ words, exec: false });
  });

  test('the word exec in front is told apart', () => {
    expect(wordsOf('exec ./app -x')).toEqual({ words: ['./app', '-x'], exec: true });
    expect(wordsOf("'exec' ./app")).toEqual({ words: ['exec', './app'], exec: false });
  });

  test.each([
    '',
    '   ',
    'exec',
    'exec -a name app',
    './app $PORT',
    './app "$PORT"',
    './app "`x`"',
    './app $(nproc)',
    './app `nproc`',
    './a && ./b',
    './a; ./b',
    './a | b',
    './a &',
    './a > log',
    './a 2>&1',
    './a < in',
    'A=b ./app',
    'A= ./app',
    '~/app',
    './app ~',
    './app *.jar',
    './app file?',
    './app [ab]',
    './app {a,b}',
    '(./app)',
    '{ ./app; }',
    '! ./app',
    'app # note',
    '# note',
    'a\\ b',
    './a\n./b',
    "./app 'open",
    './app "open',
    './app "a\\"b"',
    'cd /app',
    'source env',
    '. env',
    'export A=b',
    'if true',
    'for x in a',
    'while x',
    'set -e',
    'eval x',
    'time app',
    "''",
    'exec cd',
    "echo 'a\\nb'",
  ])('none in %j', (script) => {
    expect(wordsOf(script)).toBeUndefined();
  });

  test('a shell parser sees the same words', () => {
    const character = fc.constantFrom(
      'a',
      'b',
      '/',
      '-',
      '.',
      '=',
      ' ',
      '\t',
      "'",
      '"',
      '$',
      '\\',
      '*',
      ';',
      '|',
      '#',
      '~',
      '{',
      '!',
      '%',
      '&',
      '(',
      '>',
      '\n',
    );
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (script) => {
        const plain = wordsOf(script);
        if (plain === undefined || plain.exec) return;
        const { commands, errors } = parseShell(script);
        expect(errors ?? []).toEqual([]);
        const [statement] = commands;
        expect(commands).toHaveLength(1);
        expect(statement?.background).not.toBe(true);
        const command = statement?.command;
        if (command?.type !== 'Command') throw new Error(`${script} is ${command?.type}`);
        expect(command.prefix).toEqual([]);
        expect(command.redirects).toEqual([]);
        expect([
          command.name?.value,
          ...command.args.map((word) => (word.type === 'Word' ? word.value : word.text)),
        ]).toEqual(plain.words);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the script of a RUN is shell text', () => {
  const scriptOf = (text: string): string => {
    const [, run] = parseDockerfile(`FROM base\n${text}\n`).instructions;
    if (run?.keyword !== 'RUN' || run.invocation.form !== 'shell') throw new Error('no RUN in shell form');
    return run.invocation.script;
  };

  test.each([
    ["RUN a && \\\n  # it's (here\n  b", 1],
    ['RUN if [ -f x ]; then \\\n\n    make; \\\n  fi', 1],
    ["RUN <<EOF\nset -e\n# it's\nmake\nEOF", 2],
    ['RUN cat <<EOF > /x && y\n$A "\nEOF', 1],
    ["RUN python3 <<'EOF'\nprint('(')\nEOF", 1],
    ['RUN cat <<-EOF > /x\n\tone (\n\tEOF', 1],
  ])('%j', (text, statements) => {
    const { commands, errors } = parseShell(scriptOf(text));
    expect(errors ?? []).toEqual([]);
    expect(commands).toHaveLength(statements);
  });

  test('a heredoc that the shell reads has its body', () => {
    const [statement] = parseShell(scriptOf('RUN cat <<EOF > /x\nhello\nEOF')).commands;
    const command = statement?.command;
    if (command?.type !== 'Command') throw new Error('no command');
    const [heredoc] = command.redirects;
    expect(heredoc?.type === 'HereDoc' && heredoc.body.text).toBe('hello\n');
  });

  test('any text is parsed without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (script) => {
        expect(Array.isArray(parseShell(script).commands)).toBe(true);
      }),
    );
  });
});

describe('programs that a script names', () => {
  test.each([
    ['curl -f x || exit 1', ['curl']],
    ['set -e; cd /x && ./tool "$@"', ['./tool']],
    ['exec nginx -g "daemon off;"', ['nginx']],
    [
      'if test -f x; then migrate | tee log; fi; while sleep 1; do [ -e y ] && break; done',
      ['migrate', 'sleep', 'tee'],
    ],
    ['start() { server; }; start', ['server']],
    ['echo $(date)', ['date']],
    ['$TOOL x; "$@"', []],
    ['if then', []],
  ])('%j', (script, names) => {
    expect([...programsNamedIn(script)].sort()).toEqual(names);
  });
});

describe('a line of words', () => {
  test.each<[string, readonly string[] | undefined]>([
    ['', []],
    ['a  b', ['a', 'b']],
    [`--name 'two words' "x" a\\ b`, ['--name', 'two words', 'x', 'a b']],
    ['A=b if', ['A=b', 'if']],
    ['$HOME', undefined],
    ['"$HOME"', undefined],
    ['`id`', undefined],
    ['*.txt', undefined],
    ['a > b', undefined],
    ['a; b', undefined],
    ['a | b', undefined],
    ["a 'b", undefined],
  ])('%j', (line, words) => {
    expect(wordsOfLine(line)).toEqual(words);
  });
});

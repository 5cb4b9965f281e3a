// Reads a Dockerfile. dockerfile-ast says where instructions stand; what is in each, and where Docker itself would put a boundary
// elsewhere, is decided here by the rules of BuildKit's parser. Nothing here knows an image, a shell command or a toolchain.

import { DockerfileParser } from 'dockerfile-ast';
import { type EscapeToken, expansionProblem, unquote } from './expand.ts';
import { heredocOpenings, parseOpening, readHeredoc } from './heredoc.ts';
import type {
  Comment,
  Dockerfile,
  Flag,
  Heredoc,
  Instruction,
  Invocation,
  KeyValue,
  ParserDirective,
  Span,
  SyntaxProblem,
} from './instruction.ts';
import { type JoinedLine, joinLines, offsetOf, offsetsOf, withoutReturns } from './joined.ts';
import { lineStarts, positionAt, skipSpaces, trimSpaces } from './lines.ts';
import { readFlags, readJson, splitQuoted, splitWords } from './words.ts';

/** Never throws: what Docker would refuse, or what cannot be read, is in `problems`. Linear in the length of the text. */
export function parseDockerfile(text: string): Dockerfile {
  const bom = text.startsWith('\uFEFF');
  const starts = lineStarts(text);
  const problems: SyntaxProblem[] = [...textProblems(text, starts)];
  const { directives, escapeToken, end } = readDirectives(text, bom ? 1 : 0, problems);
  const file: Reading = {
    text,
    starts,
    escapeToken,
    problems,
    comments: [],
    instructions: [],
    missing: new Set(),
    fromSeen: false,
  };

  let at = end;
  for (const start of instructionStarts(text, end, starts)) {
    // The library may have taken this line for a new instruction, and Docker for a continuation of the last one, …
    if (start < at) continue;
    // … or the other way round: then there is more than comments in front of it.
    while (at < start) at = readLine(file, at);
    if (at === start) at = readLine(file, at);
  }
  while (at < text.length) at = readLine(file, at);

  if (!file.fromSeen)
    problems.push({
      message: file.instructions.length === 0 ? 'the file has no instructions' : 'there is no FROM',
      span: { start: 0, end: 0 },
    });
  return {
    text,
    bom,
    newline: newlineOf(text, starts),
    escape: escapeToken,
    directives,
    comments: file.comments,
    instructions: file.instructions,
    problems,
  };
}

interface Reading {
  readonly text: string;
  readonly starts: readonly number[];
  readonly escapeToken: EscapeToken;
  readonly problems: SyntaxProblem[];
  readonly comments: Comment[];
  readonly instructions: Instruction[];
  /** Delimiters that do not come any more. */
  readonly missing: Set<string>;
  fromSeen: boolean;
}

/** Past this length the library is not asked: it has shapes, such as a long list of flags, that take the square of their length. */
const longestForLibrary = 65_536;

/** Starts of the lines that the library sees instructions on. */
function instructionStarts(text: string, from: number, starts: readonly number[]): readonly number[] {
  if (text.length > longestForLibrary) return [];
  // The library sorts each comment into the stages, which takes comments times stages: it gets to see none.
  const body = text.slice(from).replace(/^[ \t]*#.*$/gm, (comment) => ' '.repeat(comment.length));
  try {
    return DockerfileParser.parse(text.slice(0, from) + body)
      .getInstructions()
      .map((instruction) => starts[instruction.getRange().start.line] ?? 0)
      .filter((start) => start >= from);
  } catch {
    return [];
  }
}

function newlineOf(text: string, starts: readonly number[]): '\n' | '\r\n' {
  let returns = 0;
  for (let line = 1; line < starts.length; line++) if (text[(starts[line] ?? 0) - 2] === '\r') returns++;
  return returns * 2 > starts.length - 1 ? '\r\n' : '\n';
}

/** BuildKit reads lines into a buffer of this many bytes. */
const longestLine = 65_535;

function* textProblems(text: string, starts: readonly number[]): Generator<SyntaxProblem> {
  const nul = text.indexOf('\0');
  if (nul !== -1) yield { message: 'the file is binary', span: { start: nul, end: nul + 1 } };
  const carriageReturn = loneReturn(text);
  if (carriageReturn !== undefined)
    yield {
      message: 'a carriage return stands within a line',
      span: { start: carriageReturn, end: carriageReturn + 1 },
    };
  for (let line = 0; line < starts.length; line++) {
    const start = starts[line] ?? 0;
    const end = (starts[line + 1] ?? text.length + 1) - 1;
    // A UTF-16 unit has three bytes at most.
    if (end - start <= longestLine / 3) continue;
    if (new TextEncoder().encode(text.slice(start, end)).length > longestLine)
      yield { message: `a line is longer than ${longestLine} bytes`, span: { start, end } };
  }
}

/** The first CR that is not part of a line end. */
function loneReturn(text: string): number | undefined {
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at)) {
    const start = at;
    while (text[at] === '\r') at++;
    if (at < text.length && text[at] !== '\n') return start;
  }
  return undefined;
}

const directiveNames = new Set(['syntax', 'escape', 'check']);

function readDirectives(
  text: string,
  from: number,
  problems: SyntaxProblem[],
): { readonly directives: readonly ParserDirective[]; readonly escapeToken: EscapeToken; readonly end: number } {
  const directives: ParserDirective[] = [];
  let escapeToken: EscapeToken = '\\';
  let at = from;
  while (at < text.length) {
    const lineFeed = text.indexOf('\n', at);
    const stop = withoutReturns(text, at, lineFeed === -1 ? text.length : lineFeed);
    const start = skipSpaces(text, at, stop);
    const line = text.slice(start, stop);
    const [head = '', written = ''] = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=/.exec(line) ?? [];
    const name = written.toLowerCase();
    const value = line.slice(head.length).trim();
    // The first line that is none ends them: what follows are comments.
    if (!directiveNames.has(name) || value === '') break;
    const span = { start, end: stop };
    if (directives.some((directive) => directive.name === name))
      problems.push({ message: `the parser directive \`${name}\` is there twice`, span });
    else if (name === 'escape' && value !== '\\' && value !== '`')
      problems.push({ message: `\`${value}\` is no escape character`, span });
    else if (name === 'escape') escapeToken = value === '`' ? '`' : '\\';
    directives.push({ name, value, span });
    at = lineFeed === -1 ? text.length : lineFeed + 1;
  }
  return { directives, escapeToken, end: at };
}

/** Reads what starts on the line at `at`: nothing, a comment, or an instruction with all its lines. Returns the start of the next line. */
function readLine(file: Reading, at: number): number {
  const { text } = file;
  const lineFeed = text.indexOf('\n', at);
  const stop = withoutReturns(text, at, lineFeed === -1 ? text.length : lineFeed);
  const start = skipSpaces(text, at, stop);
  const next = lineFeed === -1 ? text.length : lineFeed + 1;
  if (start === stop) return next;
  if (text[start] === '#') {
    file.comments.push({ text: text.slice(start + 1, stop).trim(), span: { start, end: stop } });
    return next;
  }
  return readInstruction(file, start);
}

function readInstruction(file: Reading, start: number): number {
  const { text, escapeToken, problems } = file;
  const line = joinLines(text, start, escapeToken);
  if (line.text === '') {
    problems.push({
      message: 'a line continuation belongs to no instruction',
      span: { start, end: Math.max(start, line.end) },
    });
    return line.next;
  }

  const { keyword, flags, rest } = readHead(line.text);
  const { heredocs, end, next } = readHeredocs(file, line, start);
  const span = { start, end };
  const problem = (message: string): number => {
    problems.push({ message, span });
    return next;
  };

  if (!isKeyword(keyword)) return problem(`unknown instruction \`${shorten(keyword)}\``);
  if (keyword === 'FROM') file.fromSeen = true;
  else if (!file.fromSeen && keyword !== 'ARG')
    problems.push({ message: `${keyword} stands before the first FROM`, span });
  if (flags[0] !== undefined && withoutFlags.has(keyword))
    problems.push({ message: `${keyword} takes no flag \`${shorten(flags[0].name)}\``, span });

  const base: Base = {
    index: file.instructions.length,
    span,
    line: positionAt(file.starts, start).line,
    flags: flags.map(
      (flag): Flag => ({ name: flag.name, value: flag.value, span: spanOf(line, flag.start, flag.end) }),
    ),
    heredocs,
    value: line.text.slice(rest),
    offsets: offsetsOf(line, rest, line.text.length),
  };
  const instruction = describe(keyword, base, escapeToken);
  if (typeof instruction === 'string') return problem(instruction);
  for (const word of expandedWords(instruction)) {
    const reason = expansionProblem(word, escapeToken);
    if (reason !== undefined) problems.push({ message: `${reason} in \`${shorten(word)}\``, span });
  }
  file.instructions.push(instruction);
  return next;
}

function spanOf(line: JoinedLine, from: number, to: number): Span {
  return { start: offsetOf(line, from), end: offsetOf(line, to - 1) + 1 };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function readHead(line: string): {
  readonly keyword: string;
  readonly flags: ReturnType<typeof readFlags>['flags'];
  readonly rest: number;
} {
  const blank = line.search(/[\t\v\f\r ]/);
  const end = blank === -1 ? line.length : blank;
  return { keyword: line.slice(0, end).toUpperCase(), ...readFlags(line, end) };
}

const withHeredocs = new Set(['RUN', 'COPY', 'ADD']);

/** The heredocs of a joined line, and where the instruction ends with them. */
function readHeredocs(
  file: Reading,
  line: JoinedLine,
  start: number,
): { readonly heredocs: readonly Heredoc[]; readonly end: number; readonly next: number } {
  const { text, missing, problems } = file;
  const heredocs: Heredoc[] = [];
  let { end, next } = line;
  for (const opening of canHoldHeredocs(line.text) ? heredocOpenings(line.text) : []) {
    const key = `${opening.chomp} ${opening.name}`;
    // The limit keeps a file full of delimiters that never come from being searched to its end for each of them.
    const heredoc = missing.has(key) || missing.size > 100 ? undefined : readHeredoc(text, next, opening);
    if (heredoc !== undefined) {
      heredocs.push(heredoc);
      end = heredoc.span.end;
      const lineFeed = text.indexOf('\n', end);
      next = lineFeed === -1 ? text.length : lineFeed + 1;
      continue;
    }
    missing.add(key);
    if (opening.spaced) continue;
    problems.push({
      message: `the heredoc \`${shorten(opening.name)}\` is not closed`,
      span: { start, end: line.end },
    });
    const ink = trimSpaces(text, end, text.length);
    const lineFeed = text.indexOf('\n', ink);
    return {
      heredocs,
      end: withoutReturns(text, ink, lineFeed === -1 ? text.length : lineFeed),
      next: text.length,
    };
  }
  return { heredocs, end, next };
}

function canHoldHeredocs(line: string): boolean {
  if (!line.includes('<<')) return false;
  let { keyword, rest } = readHead(line);
  let value = line.slice(rest);
  if (keyword === 'ONBUILD') {
    ({ keyword, rest } = readHead(value));
    value = value.slice(rest);
  }
  return withHeredocs.has(keyword) && !Array.isArray(readJson(value));
}

type Keyword = Instruction['keyword'];

const keywords: Readonly<Record<Keyword, true>> = {
  ADD: true,
  ARG: true,
  CMD: true,
  COPY: true,
  ENTRYPOINT: true,
  ENV: true,
  EXPOSE: true,
  FROM: true,
  HEALTHCHECK: true,
  LABEL: true,
  MAINTAINER: true,
  ONBUILD: true,
  RUN: true,
  SHELL: true,
  STOPSIGNAL: true,
  USER: true,
  VOLUME: true,
  WORKDIR: true,
};

function isKeyword(word: string): word is Keyword {
  return Object.hasOwn(keywords, word);
}

/** Docker refuses any flag of these. Those of the others grow with its releases, so that an unknown one is kept. */
const withoutFlags: ReadonlySet<Keyword> = new Set<Keyword>([
  'CMD',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

type Base = Pick<Instruction, 'index' | 'span' | 'line' | 'flags' | 'heredocs' | 'value' | 'offsets'>;

const mixedArray = 'a JSON array holds something else than strings';

/** The instruction, or why Docker refuses it. */
function describe(keyword: Keyword, base: Base, escapeToken: EscapeToken): Instruction | string {
  const { value } = base;
  if (value === '') return keyword === 'FROM' ? 'FROM takes one or three words' : `${keyword} lacks its argument`;
  switch (keyword) {
    case 'FROM': {
      const words = splitWords(value);
      const [image = '', as, stageName] = words;
      if (words.length === 1) return { ...base, keyword, image, stageName: undefined };
      if (words.length !== 3 || as?.toUpperCase() !== 'AS' || stageName === undefined)
        return 'FROM takes one or three words';
      if (!/^[a-z][a-z0-9_.-]*$/i.test(stageName)) return `\`${shorten(stageName)}\` is no name for a stage`;
      return { ...base, keyword, image, stageName };
    }
    case 'RUN': {
      const invocation = base.heredocs.length === 0 ? readInvocation(value) : heredocInvocation(value, base.heredocs);
      if (typeof invocation === 'string') return invocation;
      return { ...base, keyword, invocation, shebang: shebangOf(value, base.heredocs) };
    }
    case 'CMD':
    case 'ENTRYPOINT': {
      const invocation = readInvocation(value);
      return typeof invocation === 'string' ? invocation : { ...base, keyword, invocation };
    }
    case 'HEALTHCHECK': {
      const [, type = '', command = ''] = /^(\S+)\s*(.*)$/s.exec(value) ?? [];
      if (type.toUpperCase() === 'NONE')
        return command === '' ? { ...base, keyword, invocation: undefined } : 'HEALTHCHECK NONE takes no argument';
      if (type.toUpperCase() !== 'CMD') return `\`${shorten(type)}\` is neither CMD nor NONE`;
      const invocation = readInvocation(command);
      if (typeof invocation === 'string') return invocation;
      const empty = invocation.form === 'exec' ? invocation.words.length === 0 : invocation.script === '';
      return empty ? 'HEALTHCHECK CMD lacks its command' : { ...base, keyword, invocation };
    }
    case 'SHELL': {
      const words = readJson(value);
      if (words === 'mixed') return mixedArray;
      return words === undefined || words.length === 0 ? 'SHELL takes a JSON array' : { ...base, keyword, words };
    }
    case 'COPY':
    case 'ADD': {
      const words = readJson(value) ?? splitWords(value);
      if (words === 'mixed') return mixedArray;
      const destination = words.at(-1);
      if (destination === undefined || words.length < 2) return `${keyword} lacks its destination`;
      if (base.heredocs.length > 0 && parseOpening(destination) !== undefined)
        return `a heredoc is no destination of ${keyword}`;
      return { ...base, keyword, sources: words.slice(0, -1), destination };
    }
    case 'EXPOSE':
      return { ...base, keyword, words: splitWords(value) };
    case 'VOLUME': {
      const words = readJson(value) ?? splitWords(value);
      if (words === 'mixed') return mixedArray;
      return words.length === 0 || words.includes('') ? 'VOLUME lacks its argument' : { ...base, keyword, words };
    }
    case 'ENV':
    case 'LABEL':
    case 'ARG': {
      const pairs = readPairs(keyword, value, escapeToken);
      return typeof pairs === 'string' ? pairs : { ...base, keyword, pairs };
    }
    case 'ONBUILD': {
      const trigger = readHead(value).keyword;
      if (trigger === 'ONBUILD' || trigger === 'FROM' || trigger === 'MAINTAINER')
        return `${trigger} is no trigger of ONBUILD`;
      return { ...base, keyword, trigger: value };
    }
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return { ...base, keyword };
  }
}

function readInvocation(value: string): Invocation | string {
  const words = readJson(value);
  if (words === 'mixed') return mixedArray;
  return words === undefined ? { form: 'shell', script: value } : { form: 'exec', words };
}

/** A heredoc alone is the script; beside anything else it is left for the shell to read. */
function heredocInvocation(value: string, heredocs: readonly Heredoc[]): Invocation {
  const [first] = heredocs;
  if (first !== undefined && parseOpening(value) !== undefined) return { form: 'shell', script: first.body };
  return { form: 'shell', script: `${value}${heredocs.map(({ body, name }) => `\n${body}${name}`).join('')}` };
}

/** What follows `#!` in a heredoc that is the whole command. */
function shebangOf(value: string, [first]: readonly Heredoc[]): string | undefined {
  if (first === undefined || !first.body.startsWith('#!') || parseOpening(value) === undefined) return undefined;
  return first.body.slice(2, first.body.indexOf('\n')).trim();
}

function readPairs(
  keyword: 'ENV' | 'LABEL' | 'ARG',
  value: string,
  escapeToken: EscapeToken,
): readonly KeyValue[] | string {
  const words = splitQuoted(value, escapeToken);
  if (keyword !== 'ARG' && words[0]?.includes('=') === false) {
    // The old form has one name, and the rest of the line is its value.
    const [, name = '', text] = /^([^\t\v\f\r ]*)[\t\v\f\r ]+(.*)$/s.exec(value) ?? [];
    return text === undefined
      ? `${keyword} takes a name and a value`
      : [{ name: unquote(name, escapeToken), value: text }];
  }
  const pairs: KeyValue[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals === 0) return `a name of ${keyword} is empty`;
    if (equals !== -1) pairs.push({ name: unquote(word.slice(0, equals), escapeToken), value: word.slice(equals + 1) });
    else if (keyword === 'ARG') pairs.push({ name: unquote(word, escapeToken), value: undefined });
    else return `\`${shorten(word)}\` has no \`=\``;
  }
  return pairs;
}

/** The words that Docker replaces variables in. */
function expandedWords(instruction: Instruction): readonly string[] {
  switch (instruction.keyword) {
    case 'FROM':
      return [instruction.image];
    case 'COPY':
    case 'ADD':
      return [...instruction.sources, instruction.destination];
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      return instruction.pairs.map(({ value }) => value ?? '');
    case 'EXPOSE':
    case 'VOLUME':
      return instruction.words;
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return [instruction.value];
    default:
      return [];
  }
}

// Reads the literals of HCL: blocks, attributes, strings, lists and objects, with their places. No library of ours keeps offsets, so this
// is a reader of its own. Expressions that are more than a literal or a name are no values. Source: the HCL native syntax specification.

import { type Member, makeNode, type Node, positionsIn } from './node.ts';

interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'mark' | 'newline' | 'end';
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How deep blocks, lists and objects may be nested. */
const DEEPEST = 50;

/** `target "app" { … }` is the member `app` of the member `target`. Undefined for text that cannot be read. */
export function readHclTree(text: string): Node | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const reader = { text, tokens, at: 0 };
  const members = readBody(reader, 0);
  return members === undefined || peek(reader).kind !== 'end' ? undefined : mapOf(members, 0, text.length);
}

interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
}

const nothing: Token = { kind: 'end', start: 0, end: 0, text: '' };
const peek = ({ tokens, at }: Reader): Token => tokens[at] ?? nothing;
const isMark = (token: Token, text: string): boolean => token.kind === 'mark' && token.text === text;

function take(reader: Reader): Token {
  const token = peek(reader);
  reader.at++;
  return token;
}

function skipNewlines(reader: Reader, marks = ''): void {
  while (peek(reader).kind === 'newline' || (peek(reader).kind === 'mark' && marks.includes(peek(reader).text)))
    reader.at++;
}

function mapOf(members: readonly Member[], start: number, end: number): Node {
  return makeNode({ kind: 'map', start, end, members: () => members });
}

/** Up to a closing brace or the end, which stay. */
function readBody(reader: Reader, depth: number): readonly Member[] | undefined {
  if (depth > DEEPEST) return undefined;
  const members: Member[] = [];
  for (skipNewlines(reader); peek(reader).kind !== 'end' && !isMark(peek(reader), '}'); skipNewlines(reader)) {
    const name = take(reader);
    if (name.kind !== 'name') return undefined;
    const { start, end } = name;
    if (isMark(peek(reader), '=')) {
      reader.at++;
      members.push({ name: name.text, start, end, value: readValue(reader, depth + 1) });
      continue;
    }
    const labels: Token[] = [name];
    while (peek(reader).kind === 'string' || peek(reader).kind === 'name') labels.push(take(reader));
    if (!isMark(take(reader), '{')) return undefined;
    const body = readBody(reader, depth + 1);
    const close = take(reader);
    if (body === undefined || !isMark(close, '}')) return undefined;
    // From the last label outwards: each one is a member of the one before it.
    const block = labels.reduceRight<Node>(
      (inner, label, index) =>
        index === 0
          ? inner
          : mapOf([{ name: label.text, start: label.start, end: label.end, value: inner }], start, close.end),
      mapOf(body, start, close.end),
    );
    members.push({ name: name.text, start, end, value: block });
  }
  return joined(members);
}

/** Blocks of the same kind are one; of attributes the last one counts. */
function joined(members: readonly Member[]): readonly Member[] {
  const found = new Map<string, Member[]>();
  for (const member of members) {
    const before = found.get(member.name);
    if (before?.at(-1)?.value?.kind === 'map' && member.value?.kind === 'map') before.push(member);
    else found.set(member.name, [member]);
  }
  return [...found.values()].flatMap((all) => {
    const [first] = all;
    const value = all.at(-1)?.value;
    return first === undefined || value === undefined || all.length === 1
      ? all
      : [
          {
            ...first,
            value: mapOf(
              all.flatMap((one) => one.value?.members() ?? []),
              first.start,
              value.end,
            ),
          },
        ];
  });
}

/** Up to the end of the line, or what closes or separates. Undefined for an expression. */
function readValue(reader: Reader, depth: number): Node | undefined {
  const token = peek(reader);
  const value = depth > DEEPEST ? undefined : readLiteral(reader, depth);
  const next = peek(reader);
  if (next.kind === 'newline' || next.kind === 'end' || (next.kind === 'mark' && ',]}'.includes(next.text)))
    return value;
  skipExpression(reader, token);
  return undefined;
}

function readLiteral(reader: Reader, depth: number): Node | undefined {
  const token = take(reader);
  const { start, end } = token;
  switch (token.kind) {
    case 'string':
      return makeNode({
        kind: 'scalar',
        start,
        end,
        text: token.text,
        at: positionsIn(reader.text.slice(start, end), start, token.text),
      });
    case 'name':
    case 'number': {
      // A name is a variable; it reads like the template of it.
      const text =
        token.kind === 'number' || /^(?:true|false)$/.test(token.text)
          ? token.text
          : token.text === 'null'
            ? undefined
            : `\${${token.text}}`;
      return makeNode({ kind: 'scalar', start, end, text });
    }
    default:
  }
  if (isMark(token, '[')) {
    const items: Node[] = [];
    for (skipNewlines(reader, ','); !isMark(peek(reader), ']'); skipNewlines(reader, ',')) {
      if (peek(reader).kind === 'end') return undefined;
      const item = readValue(reader, depth + 1);
      if (item !== undefined) items.push(item);
    }
    return makeNode({ kind: 'list', start, end: take(reader).end, flow: true, items: () => items });
  }
  if (isMark(token, '{')) {
    const members: Member[] = [];
    for (skipNewlines(reader, ','); !isMark(peek(reader), '}'); skipNewlines(reader, ',')) {
      const name = take(reader);
      if (name.kind !== 'name' && name.kind !== 'string') return undefined;
      if (!isMark(peek(reader), '=') && !isMark(peek(reader), ':')) return undefined;
      reader.at++;
      members.push({ name: name.text, start: name.start, end: name.end, value: readValue(reader, depth + 1) });
    }
    return makeNode({ kind: 'map', start, end: take(reader).end, flow: true, members: () => members });
  }
  return undefined;
}

/** What an expression consists of is passed over, with all that is in its brackets. */
function skipExpression(reader: Reader, first: Token): void {
  let depth = isMark(first, '(') ? 1 : 0;
  for (let token = peek(reader); token.kind !== 'end'; token = peek(reader)) {
    if (depth === 0 && (token.kind === 'newline' || (token.kind === 'mark' && ',]}'.includes(token.text)))) return;
    if (token.kind === 'mark' && '([{'.includes(token.text)) depth++;
    if (token.kind === 'mark' && ')]}'.includes(token.text)) depth--;
    reader.at++;
  }
}

const pattern =
  /([ \t\r\uFEFF]+)|(#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(\n)|([A-Za-z_][\w-]*)|(\d[\w.]*)|<<-?([A-Za-z_][\w-]*)[^\n]*\n|([\s\S])/y;

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === '"') {
      const end = stringEnd(text, at);
      if (end === undefined) return undefined;
      tokens.push({ kind: 'string', start: at, end, text: unescaped(text.slice(at + 1, end - 1)) });
      at = end;
      continue;
    }
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [whole, , , newline, name, number, heredoc, mark] = match;
    const start = at;
    at += whole.length;
    if (heredoc !== undefined) {
      const body = at;
      const close = new RegExp(`^[ \\t]*${heredoc}[ \\t]*\\r?$`, 'gm');
      close.lastIndex = body;
      const delimiter = close.exec(text);
      if (delimiter === null) return undefined;
      at = close.lastIndex;
      tokens.push({ kind: 'string', start, end: at, text: text.slice(body, delimiter.index) });
    } else if (newline !== undefined) tokens.push({ kind: 'newline', start, end: at, text: newline });
    else if (name !== undefined) tokens.push({ kind: 'name', start, end: at, text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', start, end: at, text: number });
    else if (mark !== undefined) tokens.push({ kind: 'mark', start, end: at, text: mark });
  }
  return tokens;
}

/** Behind the closing quote; a template in the string may hold strings of its own. */
function stringEnd(text: string, start: number, nested = 0): number | undefined {
  let depth = 0;
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n' || nested > DEEPEST) return undefined;
    if (character === '"' && depth === 0) return at + 1;
    if (character === '"') {
      const end = stringEnd(text, at, nested + 1);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (character === '\\') at++;
    else if (depth === 0 && character === '$' && text.charAt(at + 1) === '{') {
      depth++;
      at++;
    } else if (depth > 0 && character === '{') depth++;
    else if (depth > 0 && character === '}') depth--;
  }
  return undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\nt])/g, (_, one: string) => (one === 'n' ? '\n' : one === 't' ? '\t' : one));
}

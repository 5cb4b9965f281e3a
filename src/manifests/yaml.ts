// Reads YAML: as plain data, and as trees that know their places. The only file that knows the YAML library.

import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, parse, parseAllDocuments } from 'yaml';
import { type Member, makeNode, type Node, positionsIn } from './node.ts';

export function parseYaml(source: string): unknown {
  return parse(source, { maxAliasCount: 100, logLevel: 'silent' });
}

/** How many aliases and merges may stand behind each other. */
const DEEPEST = 20;

/** The documents of a file, without those that are no YAML. */
export function readYamlTrees(text: string): readonly Node[] {
  // The library drops a byte-order mark, and counts without it.
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const source = text.slice(shift);
  const documents = parseAllDocuments(source, { logLevel: 'silent', uniqueKeys: false });
  return [...documents].flatMap((document) => {
    const root =
      document.errors.length > 0 ? undefined : treeOf(document.contents, { document, source, shift }, false, 0);
    return root === undefined ? [] : [root];
  });
}

interface Reading {
  readonly document: Document.Parsed | Document;
  readonly source: string;
  readonly shift: number;
}

function treeOf(value: unknown, reading: Reading, borrowed: boolean, depth: number): Node | undefined {
  const { document, source, shift } = reading;
  if (isAlias(value)) return depth > DEEPEST ? undefined : treeOf(value.resolve(document), reading, true, depth + 1);
  if (!isNode(value) || value.range === undefined || value.range === null) return undefined;
  const [from, to] = value.range;
  const place = { start: from + shift, end: to + shift, borrowed };
  if (isScalar(value)) {
    const text = typeof value.value === 'string' ? value.value : value.value === null ? undefined : value.source;
    const written = source.slice(from, to);
    const at =
      text === undefined
        ? undefined
        : value.type === 'BLOCK_LITERAL'
          ? linesIn(written, from + shift, text)
          : positionsIn(written, from + shift, text);
    return makeNode({ kind: 'scalar', ...place, text, ...(at === undefined ? {} : { at }) });
  }
  if (isSeq(value))
    return makeNode({
      kind: 'list',
      ...place,
      flow: value.flow === true,
      items: () => value.items.flatMap((item) => treeOf(item, reading, borrowed, depth) ?? []),
    });
  if (!isMap(value)) return undefined;
  const members = (): readonly Member[] => {
    const merged: Member[] = [];
    const own: Member[] = [];
    for (const pair of value.items) {
      if (!isPair(pair) || !isScalar(pair.key) || pair.key.range === undefined || pair.key.range === null) continue;
      const name = String(pair.key.source ?? pair.key.value);
      if (name === '<<') {
        const sources = isSeq(pair.value) ? pair.value.items : [pair.value];
        // Of several the first one wins.
        for (const one of [...sources].reverse())
          merged.push(...(treeOf(one, reading, true, depth + 1)?.members() ?? []));
        continue;
      }
      const [start, end] = pair.key.range;
      own.push({ name, start: start + shift, end: end + shift, value: treeOf(pair.value, reading, borrowed, depth) });
    }
    return [...merged, ...own];
  };
  return makeNode({ kind: 'map', ...place, flow: value.flow === true, members });
}

/** Positions in a block that starts with `|`: its lines are those of the file, without their indentation. */
function linesIn(written: string, start: number, text: string): Node['at'] {
  const first = written.indexOf('\n') + 1;
  return (position) => {
    const before = text.slice(0, position);
    const line = before.split('\n').length - 1;
    let offset = first;
    for (let count = 0; count < line && offset > 0; count++) offset = written.indexOf('\n', offset) + 1;
    const end = written.indexOf('\n', offset);
    const raw = written.slice(offset, end < 0 ? undefined : end).replace(/\r$/, '');
    const own = text.split('\n')[line] ?? '';
    return first === 0 || !raw.endsWith(own)
      ? start
      : start + offset + raw.length - own.length + position - (before.lastIndexOf('\n') + 1);
  };
}

// Reads YAML: as plain data, and as trees that know their places. The only file that knows the YAML library.

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  parse,
  parseAllDocuments,
  visit,
} from 'yaml';
import { type Member, makeNode, type Node, positionsIn } from './node.ts';

export function parseYaml(source: string): unknown {
  return parse(source, { maxAliasCount: 100, logLevel: 'silent' });
}

/** How many aliases and merges may stand behind each other, and how many are followed in all: each may stand for many others. */
const DEEPEST = 20;
const MOST_ALIASES = 1000;

/** The documents of a file, without those that are no YAML. */
export function readYamlTrees(text: string): readonly Node[] {
  // The library drops a byte-order mark, and counts without it.
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const source = text.slice(shift);
  return documentsIn(source).flatMap((document) => {
    const reading = { ...anchorsIn(document), source, shift, aliases: MOST_ALIASES };
    const root = document.errors.length > 0 ? undefined : treeOf(document.contents, reading, false, 0);
    return root === undefined ? [] : [root];
  });
}

function documentsIn(source: string): readonly (Document.Parsed | Document)[] {
  try {
    return [...parseAllDocuments(source, { logLevel: 'silent', uniqueKeys: false })];
  } catch {
    // Nested deeper than the stack.
    return [];
  }
}

interface Reading {
  /** The nodes that have an anchor, by its name, in order. */
  readonly anchors: ReadonlyMap<string, readonly ParsedNode[]>;
  /** The names of those that an alias stands for. */
  readonly used: ReadonlySet<string>;
  readonly source: string;
  readonly shift: number;
  /** How many more are followed. */
  aliases: number;
}

/** Looked for once; the library searches the whole document for each alias. */
function anchorsIn(document: Document.Parsed | Document): Pick<Reading, 'anchors' | 'used'> {
  const anchors = new Map<string, ParsedNode[]>();
  const used = new Set<string>();
  visit(document, (_, node) => {
    if (isAlias(node)) used.add(node.source);
    if (!isNode(node) || isAlias(node) || node.anchor === undefined) return;
    const named = anchors.get(node.anchor) ?? [];
    named.push(node as ParsedNode);
    anchors.set(node.anchor, named);
  });
  return { anchors, used };
}

/** What an alias stands for: the last node in front of it with that anchor. */
function anchored({ source, range }: Alias, { anchors }: Reading): ParsedNode | undefined {
  return anchors.get(source)?.findLast((node) => (node.range[0] ?? 0) < (range?.[0] ?? 0));
}

/** `within` what is shared everything is. */
function treeOf(value: unknown, reading: Reading, within: boolean, depth: number): Node | undefined {
  const { source, shift, used } = reading;
  if (isAlias(value))
    return depth > DEEPEST || reading.aliases-- <= 0
      ? undefined
      : treeOf(anchored(value, reading), reading, true, depth + 1);
  if (!isNode(value) || value.range === undefined || value.range === null) return undefined;
  const [from, to] = value.range;
  const shared = within || (value.anchor !== undefined && used.has(value.anchor));
  const place = { start: from + shift, end: to + shift, shared };
  if (isScalar(value)) {
    const text = typeof value.value === 'string' ? value.value : value.value === null ? undefined : value.source;
    const written = source.slice(from, to);
    const at =
      text === undefined
        ? undefined
        : value.type?.startsWith('BLOCK_') === true
          ? acrossBlanks(written, from + shift, text, written.indexOf('\n') + 1)
          : value.type === 'PLAIN' && written.includes('\n')
            ? acrossBlanks(written, from + shift, text, 0)
            : positionsIn(written, from + shift, text);
    return makeNode({ kind: 'scalar', ...place, text, ...(at === undefined ? {} : { at }) });
  }
  if (isSeq(value))
    return makeNode({
      kind: 'list',
      ...place,
      flow: value.flow === true,
      items: () => value.items.flatMap((item) => treeOf(item, reading, shared, depth) ?? []),
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
      own.push({ name, start: start + shift, end: end + shift, value: treeOf(pair.value, reading, shared, depth) });
    }
    return [...merged, ...own];
  };
  return makeNode({ kind: 'map', ...place, flow: value.flow === true, members });
}

/** Positions in a scalar of several lines, which differ from those of the file in nothing but blanks and, for blocks, their head. */
function acrossBlanks(written: string, start: number, text: string, head: number): Node['at'] {
  let known: { readonly inText: readonly number[]; readonly inFile: readonly number[] } | undefined;
  return (position) => {
    known ??= { inText: marksIn(text, 0), inFile: marksIn(written, head) };
    const { inText, inFile } = known;
    if (inText.length !== inFile.length) return start;
    let [low, high] = [0, inText.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((inText[middle] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return start + (inFile[low] ?? 0);
  };
}

/** Where everything but blanks stands. */
function marksIn(text: string, from: number): readonly number[] {
  return Array.from(text.slice(from).matchAll(/[^ \t\r\n]/g), ({ index }) => from + index);
}

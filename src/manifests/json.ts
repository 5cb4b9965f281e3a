// Reads JSON, with comments and trailing commas: as plain data, and as a tree that knows its places. The only file that knows the library.

import { type Node as JsonNode, type ParseError, parse, parseTree } from 'jsonc-parser';
import { makeNode, type Node, positionsIn } from './node.ts';

const options = { allowTrailingComma: true };

export function parseJson(source: string): unknown {
  return parse(source, undefined, options);
}

/** The offset of the first thing that plain JSON does not allow. */
export function mistakeInJson(text: string): number | undefined {
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const errors: ParseError[] = [];
  try {
    parse(text.slice(shift), errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    // Nested deeper than the stack; what came before is known.
  }
  const [first] = errors;
  return first === undefined ? undefined : first.offset + shift;
}

/** Undefined for text that is no JSON. */
export function readJsonTree(text: string): Node | undefined {
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  try {
    const root = parseTree(text.slice(shift), undefined, options);
    return root === undefined ? undefined : treeOf(root, text, shift);
  } catch {
    // Nested deeper than the stack.
    return undefined;
  }
}

function treeOf(node: JsonNode, source: string, shift: number): Node {
  const start = node.offset + shift;
  const place = { start, end: start + node.length, flow: true };
  const { children = [] } = node;
  if (node.type === 'array')
    return makeNode({ kind: 'list', ...place, items: () => children.map((child) => treeOf(child, source, shift)) });
  if (node.type === 'object')
    return makeNode({
      kind: 'map',
      ...place,
      members: () =>
        children.flatMap(({ children: [key, value] = [] }) =>
          key === undefined
            ? []
            : [
                {
                  name: String(key.value),
                  start: key.offset + shift,
                  end: key.offset + key.length + shift,
                  value: value === undefined ? undefined : treeOf(value, source, shift),
                },
              ],
        ),
    });
  const text = node.value === null || node.value === undefined ? undefined : String(node.value);
  const at = text === undefined ? undefined : positionsIn(source.slice(start, place.end), start, text);
  return makeNode({ kind: 'scalar', ...place, text, ...(at === undefined ? {} : { at }) });
}

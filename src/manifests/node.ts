// A manifest as a tree that knows where in the text each value stands, whatever its format. It knows no field of any manifest.

export interface Node {
  readonly kind: 'scalar' | 'list' | 'map';
  /** UTF-16 offsets in the text that was read, quotes and braces included. */
  readonly start: number;
  readonly end: number;
  /** A scalar as text; undefined for null, and for what holds more than text. */
  readonly text: string | undefined;
  /** Where in the file a position of `text` stands; `start` where that cannot be told. */
  at(position: number): number;
  /** In braces or brackets, and not by lines. */
  readonly flow: boolean;
  /** Written once and referred to at other places: who changes it changes those as well. */
  readonly shared: boolean;
  /** Of a map, in order; with those that are merged into it. */
  members(): readonly Member[];
  get(name: string): Node | undefined;
  /** Of a list; a scalar is a list of itself. */
  items(): readonly Node[];
}

export interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Undefined where nothing follows the name. */
  readonly value: Node | undefined;
}

type Shape = Partial<Pick<Node, 'text' | 'at' | 'flow' | 'shared' | 'members'>> & {
  readonly kind: Node['kind'];
  readonly start: number;
  readonly end: number;
  readonly items?: () => readonly Node[];
};

export function makeNode(shape: Shape): Node {
  const { kind, start, end, text, members = () => [] } = shape;
  let read: readonly Member[] | undefined;
  const all = () => {
    read ??= members();
    return read;
  };
  const node: Node = {
    kind,
    start,
    end,
    text,
    at: shape.at ?? (() => start),
    flow: shape.flow ?? false,
    shared: shape.shared ?? false,
    members: all,
    get: (name) => all().findLast((member) => member.name === name)?.value,
    items: shape.items ?? (() => (kind === 'scalar' ? [node] : [])),
  };
  return node;
}

/** For a scalar that is written in one piece, perhaps in quotes: where its positions are. */
export function positionsIn(source: string, start: number, text: string): Node['at'] {
  const quote = /^["'`]/.test(source) ? 1 : 0;
  const plain = source.slice(quote, source.length - quote) === text;
  return (position) => (plain ? start + quote + position : start);
}

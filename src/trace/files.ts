// The symbolic file system of one stage: which instruction made each path, and out of what. It knows no shell and no toolchain.

import type { BuildContext } from '../context/context.ts';
import type { Artifact } from '../toolchain.ts';
import type { Entry, Files, Origin } from './effect.ts';
import { baseName, join, parentOf, resolvePath } from './path.ts';

/** A build context folder that was copied to a folder; several may lie over each other, the last one on top. */
interface Tree {
  readonly contextPath: string;
  readonly instruction: number;
  readonly owner: string | undefined;
}

interface Outputs {
  readonly name: string;
  readonly artifact: Artifact;
  readonly instruction: number;
  readonly owner: string | undefined;
}

interface Node {
  entry: Entry | undefined;
  /** Copied context folders, oldest first. */
  trees: Tree[];
  /** Folders of these names below hold what was built. */
  outputs: Outputs[];
  /** Removed since the nearest copied folder above put it there. */
  removed: boolean;
  /** When it was removed, a copied folder had brought it, or may have. */
  broughtThen?: boolean;
  children: Map<string, Node>;
}

export interface Write {
  readonly node: Entry['node'];
  readonly origin: Origin;
  readonly instruction: number;
  readonly content?: string | undefined;
  readonly target?: string | undefined;
  readonly owner?: string | undefined;
  readonly mode?: string | undefined;
  readonly certain?: boolean;
  readonly open?: boolean;
  readonly tried?: string;
}

export interface FileSystem extends Files {
  write(path: string, made: Write): void;
  /** Folders of this name below `path` may hold the artifact. */
  expect(path: string, outputs: Outputs): void;
  /** The nearest folder above `path`, or `path` itself, that is only known by its name to hold what was built. */
  outputOf(path: string): Entry | undefined;
  /** Lays a folder of the build context over `path`. */
  overlay(path: string, contextPath: string, instruction: number, owner: string | undefined): void;
  /** Copies what is known at `from`, the entries below included. False when nothing is known there. */
  copy(from: string, to: string, instruction: number, source?: FileSystem, owner?: string | undefined): boolean;
  remove(path: string): void;
  /** Sets owner or mode; false when nothing that the trace saw is there. */
  mark(path: string, recursive: boolean, change: { owner?: string; mode?: string }): boolean;
  /** What is at `path` is only there in some runs. */
  doubt(path: string): void;
  /** What was built is at `path` for certain, whatever was known before. */
  confirm(path: string): void;
  /** What is at `path` was made by a command whose failure fails nothing. */
  try(path: string, command: string): void;
  /** Hides what is below `path`, and gives back a function that restores it: how a mount behaves. */
  mount(path: string): () => void;
  /** Every entry that was written on its own, in the order of paths; context files inside copied folders are not spelled out. */
  written(): readonly Entry[];
  node(path: string): Node | undefined;
  /** Whether a copied folder above has, or may have, this path in the build context, whatever happened to it since. */
  isBrought(path: string): boolean;
  /** Paths to which symbolic links of the build context lead that lie in this folder, at any depth. */
  linkedFrom(folder: string): readonly string[];
}

/** More entries of a folder than this are not looked at for links. */
const LINKS_LIMIT = 5000;

export function makeFileSystem(context: BuildContext): FileSystem {
  const root = makeNode();

  const walk = (path: string): Node | undefined => {
    let node: Node | undefined = root;
    for (const name of namesOf(path)) {
      node = node?.children.get(name);
      if (node === undefined) return undefined;
    }
    return node;
  };

  const reach = (path: string): Node => {
    let node = root;
    for (const name of namesOf(path)) {
      let child = node.children.get(name);
      if (child === undefined) {
        child = makeNode();
        node.children.set(name, child);
      }
      node = child;
    }
    return node;
  };

  const find = (path: string): Entry | undefined => {
    let node: Node | undefined = root;
    let below: { node: Node; path: string } | undefined;
    let copied: { node: Node; path: string } | undefined;
    let here = '/';
    const names = namesOf(path);
    for (let index = 0; node !== undefined; index++) {
      if (node.removed) {
        below = undefined;
        copied = undefined;
      }
      if (node.trees.length > 0) copied = { node, path: here };
      if (node.trees.length > 0 || node.entry?.open === true || node.outputs.length > 0) below = { node, path: here };
      const name = names[index];
      if (name === undefined) {
        if (node.entry !== undefined) return node.entry;
        if (node.removed) return undefined;
        break;
      }
      here = join(here, name);
      node = node.children.get(name);
    }
    if (below === undefined || below.path === path) return undefined;
    // What is built into a copied folder leaves there what the build context brought.
    const brought =
      copied === undefined || copied.node === below.node ? undefined : derive(copied.node, copied.path, path, context);
    return brought?.origin.kind === 'context' && brought.certain
      ? brought
      : derive(below.node, below.path, path, context);
  };

  const list = (folder: string): readonly Entry[] => {
    const found = new Map<string, Entry>();
    const node = walk(folder);
    const within = find(folder);
    const contextFolders = node?.trees.map((tree) => tree.contextPath) ?? [];
    if (within?.origin.kind === 'context' && within.node === 'folder' && contextFolders.length === 0)
      contextFolders.push(within.origin.path);
    for (const contextFolder of contextFolders) {
      for (const name of context.list(contextFolder)) {
        const entry = find(join(folder, name));
        if (entry !== undefined) found.set(name, entry);
      }
    }
    for (const [name, child] of node?.children ?? []) {
      if (child.entry !== undefined) found.set(name, child.entry);
      else if (child.children.size > 0 && !found.has(name)) found.set(name, implicitFolder(join(folder, name)));
      else if (child.removed) found.delete(name);
    }
    return [...found.values()];
  };

  const isBrought = (path: string): boolean => {
    let node: Node | undefined = root;
    const names = namesOf(path);
    for (const [index, name] of names.entries()) {
      for (const { contextPath } of node.trees) {
        const own = contextJoin(contextPath, names.slice(index).join('/'));
        if (context.kind(contextPath) !== 'folder' || context.kind(own) !== undefined) return true;
      }
      node = node.children.get(name);
      if (node === undefined) return false;
    }
    return false;
  };

  const fileSystem: FileSystem = {
    find,
    list,
    removed: (path) => walk(path)?.removed === true,
    read(path) {
      const entry = find(path);
      if (entry?.node !== 'file') return undefined;
      if (entry.content !== undefined) return entry.content;
      return entry.origin.kind === 'context' ? context.read(entry.origin.path) : undefined;
    },
    write(path, made) {
      const node = reach(path);
      const before = find(path);
      if (made.node !== 'folder') {
        node.children.clear();
        node.trees = [];
      }
      node.removed = false;
      const kept = made.node === 'folder' && before?.node === 'folder' ? before : undefined;
      node.entry = {
        path,
        node: made.node,
        origin: kept !== undefined && made.open !== true ? kept.origin : made.origin,
        content: made.content,
        target: made.target,
        instruction: kept !== undefined && made.open !== true ? kept.instruction : made.instruction,
        owner: made.owner ?? kept?.owner,
        mode: made.mode ?? kept?.mode,
        certain: made.certain ?? true,
        open: made.open === true || kept?.open === true,
        ...(made.tried === undefined || before?.certain === true ? {} : { tried: made.tried }),
      };
    },
    expect(path, outputs) {
      reach(path).outputs.push(outputs);
    },
    outputOf(path) {
      let node: Node | undefined = root;
      const names = namesOf(path);
      for (let index = 0; node !== undefined; index++) {
        const found = outputIn(node, names, index);
        if (found !== undefined) return found;
        node = node.children.get(names[index] ?? '');
        if (node?.entry?.origin.kind === 'artifact') return undefined;
      }
      return undefined;
    },
    overlay(path, contextPath, instruction, owner) {
      const node = reach(path);
      // COPY into a folder that is there leaves the folder itself as it is.
      const own = node.entry?.node === 'folder' ? node.entry.owner : owner;
      node.removed = false;
      node.trees.push({ contextPath, instruction, owner });
      node.entry = {
        path,
        node: 'folder',
        origin: { kind: 'context', path: contextPath },
        content: undefined,
        target: undefined,
        instruction,
        owner: own,
        mode: undefined,
        certain: true,
        open: context.kind(contextPath) !== 'folder',
      };
      // A name that the copied folder brings again, or may bring, is newer than what was removed there before.
      const hidden = context.kind(contextPath) !== 'folder';
      for (const [name, child] of node.children)
        if (child.removed && (hidden || context.kind(contextJoin(contextPath, name)) !== undefined))
          node.children.delete(name);
    },
    copy(from, to, instruction, source = fileSystem, owner) {
      const entry = source.find(from);
      const original = source.node(from);
      if (entry === undefined && (original === undefined || original.children.size === 0)) return false;
      // A snapshot first: the destination may lie inside the source.
      const snapshot = original === undefined ? undefined : clone(original);
      const node = reach(to);
      node.removed = false;
      // What is copied into a folder leaves the folder its owner and mode.
      const into =
        node.entry?.node === 'folder' && (entry === undefined || entry.node === 'folder') ? node.entry : undefined;
      const base: Entry = entry ?? {
        path: to,
        node: 'folder',
        origin: { kind: 'command', program: 'cp' },
        content: undefined,
        target: undefined,
        instruction,
        owner: undefined,
        mode: undefined,
        certain: true,
        open: false,
      };
      node.entry = {
        ...base,
        path: to,
        instruction,
        content: entry?.content ?? source.read(from),
        owner: into === undefined ? (owner ?? base.owner) : into.owner,
        mode: into === undefined ? base.mode : into.mode,
      };
      if (snapshot !== undefined) {
        node.trees.push(...snapshot.trees);
        node.outputs.push(...snapshot.outputs);
        graft(node, snapshot, to, instruction, owner);
      }
      if (
        base.origin.kind === 'context' &&
        base.node === 'folder' &&
        (snapshot === undefined || snapshot.trees.length === 0)
      ) {
        node.trees.push({ contextPath: base.origin.path, instruction, owner: base.owner });
      }
      return true;
    },
    remove(path) {
      const brought = find(path)?.origin.kind === 'context' || isBrought(path);
      const node = reach(path);
      node.entry = undefined;
      node.trees = [];
      node.outputs = [];
      node.children.clear();
      node.removed = true;
      node.broughtThen = brought;
    },
    mark(path, recursive, change) {
      const entry = find(path);
      if (entry === undefined) return false;
      const node = reach(path);
      node.entry = { ...entry, ...change };
      if (entry.origin.kind === 'context' && entry.node === 'folder' && node.trees.length === 0) {
        node.trees.push({ contextPath: entry.origin.path, instruction: entry.instruction, owner: entry.owner });
      }
      if (recursive) {
        if (change.owner !== undefined) node.trees = node.trees.map((tree) => ({ ...tree, owner: change.owner }));
        forEachBelow(node, (child) => {
          if (child.entry !== undefined) child.entry = { ...child.entry, ...change };
          if (change.owner !== undefined) child.trees = child.trees.map((tree) => ({ ...tree, owner: change.owner }));
        });
      }
      return true;
    },
    doubt(path) {
      const node = walk(path);
      if (node?.entry !== undefined) node.entry = { ...node.entry, certain: false };
    },
    confirm(path) {
      const node = walk(path);
      if (node?.entry === undefined) return;
      const { tried, ...entry } = node.entry;
      node.entry = entry.origin.kind === 'artifact' ? { ...entry, certain: true } : entry;
    },
    try(path, command) {
      const node = walk(path);
      if (node?.entry !== undefined) node.entry = { ...node.entry, tried: command };
    },
    mount(path) {
      const parent = reach(parentOf(path));
      const name = baseName(path);
      const hidden = parent.children.get(name);
      parent.children.set(name, makeNode());
      return () => {
        if (hidden === undefined) parent.children.delete(name);
        else parent.children.set(name, hidden);
      };
    },
    written() {
      const entries: Entry[] = root.entry === undefined ? [] : [root.entry];
      forEachBelow(root, (node) => {
        if (node.entry !== undefined) entries.push(node.entry);
      });
      // `COPY rootfs /`, where nobody can see what that holds.
      if (root.entry?.open === true && root.entry.origin.kind === 'context') entries.push(root.entry);
      return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    node: walk,
    isBrought,
    linkedFrom(folder) {
      if (context.target === undefined) return [];
      const found: string[] = [];
      const waiting = [folder];
      let seen = 0;
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        for (const { path, node, origin } of list(next)) {
          if (++seen > LINKS_LIMIT) return found;
          const target = origin.kind === 'context' ? context.target(origin.path) : undefined;
          if (target !== undefined) found.push(resolvePath(parentOf(path), target));
          else if (node === 'folder') waiting.push(path);
        }
      return found;
    },
  };
  return fileSystem;
}

/** The first folder on the way, from the name at `index` on, whose name is that of an output. */
function outputIn(node: Node, names: readonly string[], index: number): Entry | undefined {
  for (let at = index; at < names.length; at++) {
    const outputs = node.outputs.findLast(({ name }) => name === names[at]);
    if (outputs === undefined) continue;
    return {
      path: `/${names.slice(0, at + 1).join('/')}`,
      node: 'folder',
      origin: { kind: 'artifact', artifact: outputs.artifact },
      content: undefined,
      target: undefined,
      instruction: outputs.instruction,
      owner: outputs.owner,
      mode: undefined,
      certain: false,
      open: true,
    };
  }
  return undefined;
}

function makeNode(): Node {
  return { entry: undefined, trees: [], outputs: [], removed: false, children: new Map() };
}

function namesOf(path: string): string[] {
  const names: string[] = [];
  // Asked more often than anything else: without an array for what is thrown away.
  for (let start = 0; start < path.length; ) {
    const slash = path.indexOf('/', start);
    const end = slash === -1 ? path.length : slash;
    if (end > start) names.push(path.slice(start, end));
    start = end + 1;
  }
  return names;
}

function contextJoin(folder: string, rest: string): string {
  return folder === '' ? rest : `${folder}/${rest}`;
}

/** A folder that is only there because something was written below it. */
function implicitFolder(path: string): Entry {
  return {
    path,
    node: 'folder',
    origin: { kind: 'command', program: 'mkdir' },
    content: undefined,
    target: undefined,
    instruction: -1,
    owner: undefined,
    mode: undefined,
    certain: true,
    open: false,
  };
}

/** What is at `path`, which lies below a copied or open folder and was not written on its own. */
function derive(node: Node, folder: string, path: string, context: BuildContext): Entry | undefined {
  const rest = path.slice(folder === '/' ? 1 : folder.length + 1);
  const output = node.outputs.length === 0 ? undefined : outputIn(node, namesOf(path), namesOf(folder).length);
  const inherited = { content: undefined, target: undefined, mode: undefined };
  for (const tree of [...node.trees].reverse()) {
    const contextPath = contextJoin(tree.contextPath, rest);
    const kind = context.kind(contextPath);
    if (kind !== undefined) {
      return {
        path,
        node: kind,
        origin: { kind: 'context', path: contextPath },
        instruction: tree.instruction,
        owner: tree.owner,
        certain: true,
        open: false,
        ...inherited,
      };
    }
  }
  if (output !== undefined) return output.path === path ? output : { ...output, path, node: 'file' };
  const built = node.entry?.open === true && node.entry.origin.kind === 'artifact';
  const unseen = node.trees.at(-1);
  if (unseen !== undefined && !built) {
    // The view of the context may be partial: what it does not show may be there all the same.
    const contextPath = contextJoin(unseen.contextPath, rest);
    return {
      path,
      node: 'file',
      origin: { kind: 'context', path: contextPath },
      instruction: unseen.instruction,
      owner: unseen.owner,
      certain: false,
      open: true,
      ...inherited,
    };
  }
  const entry = node.entry;
  if (entry?.open !== true) return undefined;
  return { ...entry, path, node: 'file', certain: false, open: true, ...inherited };
}

function forEachBelow(node: Node, visit: (node: Node) => void): void {
  const waiting = [...node.children.values()];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    visit(next);
    waiting.push(...next.children.values());
  }
}

function clone(node: Node): Node {
  const copy: Node = {
    entry: node.entry,
    trees: [...node.trees],
    outputs: [...node.outputs],
    removed: node.removed,
    children: new Map(),
  };
  const waiting: [Node, Node][] = [[node, copy]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [name, child] of next[0].children) {
      const childCopy: Node = {
        entry: child.entry,
        trees: [...child.trees],
        outputs: [...child.outputs],
        removed: child.removed,
        children: new Map(),
      };
      next[1].children.set(name, childCopy);
      waiting.push([child, childCopy]);
    }
  }
  return copy;
}

function graft(node: Node, source: Node, path: string, instruction: number, owner: string | undefined): void {
  const waiting: [Node, Node, string][] = [[node, source, path]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [target, from, here] = next;
    for (const [name, child] of from.children) {
      const childPath = join(here, name);
      let placed = target.children.get(name);
      if (placed === undefined) {
        placed = makeNode();
        target.children.set(name, placed);
      }
      placed.removed = child.removed;
      placed.trees.push(...child.trees);
      placed.outputs.push(...child.outputs);
      if (child.entry !== undefined)
        placed.entry = { ...child.entry, path: childPath, instruction, owner: owner ?? child.entry.owner };
      waiting.push([placed, child, childPath]);
    }
  }
}

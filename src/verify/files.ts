// The files of an image as a tree, and how a path is followed in it. Knows neither archives nor builders.

import type { Elf } from './elf.ts';

export interface FileEntry {
  readonly kind: 'file' | 'folder' | 'link' | 'device';
  /** Permission bits with set-id and sticky bits: 0o4755. */
  readonly mode: number;
  readonly user: number;
  readonly group: number;
  /** Bytes. */
  readonly size: number;
  /** Of a symbolic link, as written. */
  readonly target?: string;
  readonly elf?: Elf;
  /** Of scripts, and of the few files of the system whose text says something about others. */
  readonly text?: string;
}

/** A name of the tree: what is there, and what is below it. */
export interface Node {
  entry: FileEntry;
  readonly children: Map<string, Node>;
}

const FOLDER: FileEntry = { kind: 'folder', mode: 0o755, user: 0, group: 0, size: 0 };

export function emptyTree(): Node {
  return { entry: FOLDER, children: new Map() };
}

export function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** The node of a folder, made where it is missing. Links are not followed: layers name their files by the real path. */
export function folderAt(root: Node, segments: readonly string[]): Node {
  let node = root;
  for (const segment of segments) {
    let next = node.children.get(segment);
    if (next === undefined) {
      next = emptyTree();
      node.children.set(segment, next);
    }
    node = next;
  }
  return node;
}

export interface Found {
  /** Absolute, with no link in it. */
  readonly path: string;
  readonly entry: FileEntry;
  readonly node: Node;
}

/** As many links as Linux follows. */
const LINKS = 40;

/** What an absolute path leads to, links followed; undefined where the way breaks off, or leads in a circle. */
export function find(root: Node, path: string): Found | undefined {
  const waiting = segmentsOf(path).reverse();
  const way: { readonly name: string; readonly node: Node }[] = [];
  let links = 0;
  for (let segment = waiting.pop(); segment !== undefined; segment = waiting.pop()) {
    if (segment === '..') {
      way.pop();
      continue;
    }
    const node = (way.at(-1)?.node ?? root).children.get(segment);
    if (node === undefined) return undefined;
    if (node.entry.kind !== 'link') {
      way.push({ name: segment, node });
      continue;
    }
    if (++links > LINKS) return undefined;
    const target = node.entry.target ?? '';
    if (target.startsWith('/')) way.length = 0;
    waiting.push(...segmentsOf(target).reverse());
  }
  const node = way.at(-1)?.node ?? root;
  return { path: `/${way.map(({ name }) => name).join('/')}`, entry: node.entry, node };
}

/** Every path but the root, with what is there; links are not followed. */
export function* walk(root: Node): Generator<readonly [path: string, entry: FileEntry]> {
  const waiting: [string, Node][] = [['', root]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, node] = next;
    if (path !== '') yield [path, node.entry];
    for (const [name, child] of node.children) waiting.push([`${path}/${name}`, child]);
  }
}

/** Against a folder, without `.` and `..`. */
export function absolute(path: string, folder: string): string {
  const kept: string[] = [];
  for (const segment of segmentsOf(path.startsWith('/') ? path : `${folder}/${path}`))
    if (segment === '..') kept.pop();
    else kept.push(segment);
  return `/${kept.join('/')}`;
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Whether a program may be started by this user, as far as the file's own bits say. */
export function isExecutable({ kind, mode }: FileEntry): boolean {
  return kind === 'file' && (mode & 0o111) !== 0;
}

export interface Account {
  readonly user: number;
  readonly groups: readonly number[];
}

export function mayWrite({ mode, user, group }: FileEntry, account: Account): boolean {
  if (account.user === 0) return true;
  if (account.user === user) return (mode & 0o200) !== 0;
  if (account.groups.includes(group)) return (mode & 0o020) !== 0;
  return (mode & 0o002) !== 0;
}

/** The accounts of `/etc/passwd` or `/etc/group`: name → fields. */
export function accountsOf(root: Node, file: '/etc/passwd' | '/etc/group'): ReadonlyMap<string, readonly string[]> {
  const lines = (find(root, file)?.entry.text ?? '').split('\n').map((line) => line.split(':'));
  return new Map(lines.flatMap(([name = '', ...fields]) => (name === '' ? [] : [[name, fields] as const])));
}

// Reads what `docker save` writes: an archive of layers, each an archive of files, and the config that goes with them. Podman and Buildah
// write the same. The only file that knows the archive library; it starts nothing, and no file of an image reaches the disk.

import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Extract, extract, type Header } from 'tar-stream';
import { isElf, readElf } from './elf.ts';
import { emptyTree, type FileEntry, folderAt, type Node, segmentsOf } from './files.ts';
import { type Image, readImage } from './image.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** A layer as it was read: files by path, and what it removes of the layers below. */
interface Layer {
  readonly bytes: number;
  readonly entries: readonly (readonly [segments: readonly string[], entry: FileEntry])[];
  readonly removed: readonly (readonly string[])[];
  /** Folders of which nothing from below is left. */
  readonly emptied: readonly (readonly string[])[];
}

/** Texts of the system that say something about other files. */
const SYSTEM_TEXT = /^etc\/(?:passwd|group|os-release|ld\.so\.cache|ld-musl-[^/]+\.path)$/;

const SCRIPT_LIMIT = 256 * 1024;
/** A program that is larger than this is not looked into. */
const PROGRAM_LIMIT = 1024 * 1024 * 1024;
/** An archive's JSON: config, manifest. */
const JSON_LIMIT = 16 * 1024 * 1024;
const BLOCK = 512;

/**
 * The image of an archive. `looks` says of which paths, without the leading slash, programs and scripts are looked into. Rejects when this
 * is no such archive.
 */
export async function readArchive(archive: Bytes, looks: (path: string) => boolean): Promise<Image> {
  const layers = new Map<string, Layer>();
  const documents = new Map<string, unknown>();
  for await (const entry of unpacked(archive)) {
    const { name, type, size, linkname } = entry.header;
    // Archives of old name a layer that is there twice by a link to the first.
    if (type === 'symlink' || type === 'link') {
      const same = layers.get(linkname) ?? layers.get(resolved(name, linkname));
      if (same !== undefined) layers.set(name, same);
      entry.resume();
      continue;
    }
    if (type !== 'file' || size === 0) {
      entry.resume();
      continue;
    }
    const { head, all } = await peek(chunksOf(entry));
    if (head[0] === 0x7b || head[0] === 0x5b) {
      const text = await textOf(all, JSON_LIMIT);
      if (text !== undefined) documents.set(name, parsed(text));
    } else if (isTar(head)) layers.set(name, await readLayer(all, looks));
    else if (head[0] === 0x1f && head[1] === 0x8b)
      layers.set(name, await readLayer(Readable.from(all).pipe(createGunzip()), looks));
    entry.resume();
  }
  return readImage(documents, (names) => ({
    bytes: names.map((name) => layerNamed(layers, name).bytes),
    root: overlay(names.map((name) => layerNamed(layers, name))),
  }));
}

function resolved(name: string, link: string): string {
  return new URL(link, `tar:/${name}`).pathname.slice(1);
}

function layerNamed(layers: ReadonlyMap<string, Layer>, name: string): Layer {
  const layer = layers.get(name);
  if (layer === undefined) throw new Error(`the archive has no layer ${name}`);
  return layer;
}

function isTar(head: Buffer): boolean {
  // A layer without files is nothing but zeros.
  return head.toString('latin1', 257, 262) === 'ustar' || head.subarray(0, BLOCK).every((byte) => byte === 0);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unpacked(bytes: Bytes): Extract {
  const archive = extract();
  void feed(bytes, archive);
  return archive;
}

async function feed(bytes: Bytes, archive: Extract): Promise<void> {
  try {
    for await (const chunk of bytes)
      if (!archive.write(chunk)) await new Promise<void>((wake) => archive.once('drain', () => wake()));
    archive.end(undefined);
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

async function* chunksOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

/** The first block of a stream, or as much as there is, and all of it. Pipes hand on pieces of any length. */
async function peek(bytes: Bytes): Promise<{ readonly head: Buffer; readonly all: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < BLOCK) {
    const next = await iterator.next();
    if (next.done) return { head, all: again(head, undefined) };
    head = Buffer.concat([head, next.value]);
  }
  return { head, all: again(head, iterator) };
}

async function* again(head: Buffer, rest: AsyncIterator<Uint8Array> | undefined): AsyncGenerator<Uint8Array> {
  yield head;
  if (rest === undefined) return;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function bytesOf(stream: Bytes, limit: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}

async function textOf(stream: Bytes, limit: number): Promise<string | undefined> {
  return (await bytesOf(stream, limit))?.toString('utf8');
}

// — Layers

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

async function readLayer(stream: Bytes, looks: (path: string) => boolean): Promise<Layer> {
  const entries = new Map<string, readonly [readonly string[], FileEntry]>();
  const removed: (readonly string[])[] = [];
  const emptied: (readonly string[])[] = [];
  let bytes = 0;
  for await (const file of unpacked(stream)) {
    const segments = segmentsOf(file.header.name);
    const name = segments.at(-1) ?? '';
    const path = segments.join('/');
    bytes += file.header.size;
    if (name === OPAQUE) emptied.push(segments.slice(0, -1));
    else if (name.startsWith(WHITEOUT)) removed.push([...segments.slice(0, -1), name.slice(WHITEOUT.length)]);
    else if (file.header.type === 'link') {
      // Two names of one file; the other stands further up in this layer.
      const other = entries.get(segmentsOf(file.header.linkname).join('/'));
      if (other !== undefined) entries.set(path, [segments, { ...other[1], size: 0 }]);
    } else {
      const entry = entryOf(file.header);
      entries.set(path, [
        segments,
        entry.kind === 'file'
          ? { ...entry, ...(await lookInto(chunksOf(file), file.header.size, path, looks)) }
          : entry,
      ]);
    }
    file.resume();
  }
  return { bytes, entries: [...entries.values()], removed, emptied };
}

const KINDS: Readonly<Record<string, FileEntry['kind']>> = { file: 'file', directory: 'folder', symlink: 'link' };

function entryOf({ type, mode, uid, gid, size, linkname }: Header): FileEntry {
  const kind = KINDS[type] ?? 'device';
  const target = kind === 'link' ? { target: linkname } : {};
  return { kind, mode: mode & 0o7777, user: uid, group: gid, size, ...target };
}

/** What a program or a script says of itself; nothing for all other files, whose content is passed over. */
async function lookInto(
  file: Bytes,
  size: number,
  path: string,
  looks: (path: string) => boolean,
): Promise<Partial<FileEntry>> {
  if (SYSTEM_TEXT.test(path)) {
    // The loader's cache is no text; only the paths in it are looked for.
    const bytes = await bytesOf(file, SCRIPT_LIMIT);
    return bytes === undefined ? {} : { text: bytes.toString(path.endsWith('.cache') ? 'latin1' : 'utf8') };
  }
  if (!looks(path) || size < 4) return {};
  const { head, all } = await peek(file);
  if (isElf(head)) {
    const bytes = await bytesOf(all, PROGRAM_LIMIT);
    const elf = bytes === undefined ? undefined : readElf(bytes);
    return elf === undefined ? {} : { elf };
  }
  if (head[0] !== 0x23 || head[1] !== 0x21) return {};
  const text = await textOf(all, SCRIPT_LIMIT);
  return text === undefined ? {} : { text };
}

/** All layers as one tree, the later ones over the earlier ones. Source: the OCI image specification, "Image Layer Filesystem Changeset". */
function overlay(layers: readonly Layer[]): Node {
  const root = emptyTree();
  for (const { entries, removed, emptied } of layers) {
    for (const segments of emptied) folderAt(root, segments).children.clear();
    for (const segments of removed) folderAt(root, segments.slice(0, -1)).children.delete(segments.at(-1) ?? '');
    for (const [segments, entry] of entries) {
      const node = folderAt(root, segments);
      node.entry = entry;
      if (entry.kind !== 'folder') node.children.clear();
    }
  }
  return root;
}

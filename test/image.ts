// Makes images for tests, in memory: as an archive that `docker save` would write, and as what is read of one.

import { pack } from 'tar-stream';
import { readArchive } from '../src/verify/archive.ts';
import type { Image } from '../src/verify/image.ts';

/** Content of a file; or a folder, a symbolic link, a hard link. `mode` is 0o755 unless it is given. */
export type File =
  | string
  | Buffer
  | {
      readonly content?: string | Buffer;
      readonly folder?: true;
      readonly link?: string;
      readonly same?: string;
      readonly mode?: number;
      readonly owner?: readonly [user: number, group: number];
    };

export type Files = Readonly<Record<string, File>>;

export interface Archived {
  readonly layers: readonly Files[];
  readonly config?: object;
  readonly history?: readonly object[];
  readonly pressed?: (layer: Buffer) => Buffer;
}

export async function layerOf(files: Files): Promise<Buffer> {
  const tar = pack();
  for (const [name, file] of Object.entries(files)) {
    const one = typeof file === 'string' || Buffer.isBuffer(file) ? { content: file } : file;
    const [uid, gid] = one.owner ?? [0, 0];
    const header = { name, mode: one.mode ?? 0o755, uid, gid };
    if (one.folder) tar.entry({ ...header, type: 'directory' });
    else if (one.link !== undefined) tar.entry({ ...header, type: 'symlink', linkname: one.link });
    else if (one.same !== undefined) tar.entry({ ...header, type: 'link', linkname: one.same });
    else tar.entry(header, one.content ?? '');
  }
  return finished(tar);
}

async function finished(tar: ReturnType<typeof pack>): Promise<Buffer> {
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function archiveOf({
  layers,
  config = {},
  history = [],
  pressed = (layer) => layer,
}: Archived): Promise<Buffer> {
  const tar = pack();
  const names = layers.map((_, index) => `blobs/sha256/${index}`);
  for (const [index, files] of layers.entries()) tar.entry({ name: names[index] ?? '' }, pressed(await layerOf(files)));
  tar.entry({ name: 'config.json' }, JSON.stringify({ architecture: 'amd64', os: 'linux', config, history }));
  tar.entry({ name: 'manifest.json' }, JSON.stringify([{ Config: 'config.json', Layers: names }]));
  return finished(tar);
}

/** Of the lengths that a pipe may have: short ones, long ones. */
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const lengths = [1, 700, 3, 100, 5000];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const length = lengths[index % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

export async function read(bytes: Buffer, looks: (path: string) => boolean = () => true): Promise<Image> {
  return readArchive(pieces(bytes), looks);
}

export async function imageOf(files: Files, config: object = {}): Promise<Image> {
  return read(await archiveOf({ layers: [files], config }));
}

// What has been done, kept on disk: a line of JSON for each repository, added when it is finished and never changed. Memory holds where the
// lines are, not what is in them.

import { type FileHandle, open } from 'node:fs/promises';
import type { RepositoryResult } from '../report/campaign.ts';

export interface Journal {
  readonly size: number;
  count(kind: RepositoryResult['kind']): number;
  /** What became of a repository; undefined when it is not finished. */
  kindOf(repository: string): RepositoryResult['kind'] | undefined;
  /** Written when it resolves. */
  append(result: RepositoryResult): Promise<void>;
  /** The newest of each repository, in the code-unit order of their names, read one after the other. */
  results(): AsyncGenerator<RepositoryResult>;
  close(): Promise<void>;
}

interface Line {
  readonly start: number;
  /** In bytes, without the line end. */
  readonly length: number;
  readonly kind: RepositoryResult['kind'];
}

/**
 * Opens or makes the file. A last line that was torn by a crash is cut off, and lines that cannot be read count as not written. What is
 * not `durable` need not outlast the machine.
 */
export async function openJournal(path: string, durable: boolean): Promise<Journal> {
  const file = await open(path, 'a+', 0o644);
  const lines = new Map<string, Line>();
  let end = await readLines(file, (text, start, length) => {
    const result = parsed(text);
    if (result !== undefined) lines.set(result.repository, { start, length, kind: result.kind });
  });
  await file.truncate(end);
  let writing: Promise<void> = Promise.resolve();
  const write = async (result: RepositoryResult): Promise<void> => {
    const bytes = Buffer.from(`${JSON.stringify(result)}\n`);
    await file.appendFile(bytes);
    if (durable) await file.datasync();
    lines.set(result.repository, { start: end, length: bytes.length - 1, kind: result.kind });
    end += bytes.length;
  };
  return {
    get size() {
      return lines.size;
    },
    count: (wanted) => [...lines.values()].filter(({ kind }) => kind === wanted).length,
    kindOf: (repository) => lines.get(repository)?.kind,
    append: (result) => {
      // One after the other, also when many finish at once; after one that failed, none is tried.
      writing = writing.then(() => write(result));
      return writing;
    },
    async *results() {
      for (const name of [...lines.keys()].sort((a, b) => (a < b ? -1 : 1))) {
        const { start = 0, length = 0 } = lines.get(name) ?? {};
        const { buffer } = await file.read(Buffer.alloc(length), 0, length, start);
        const result = parsed(buffer.toString());
        if (result !== undefined) yield result;
      }
    },
    close: () => file.close(),
  };
}

/** Calls for each whole line; gives where the last of them ends. */
async function readLines(
  file: FileHandle,
  onLine: (text: string, start: number, length: number) => void,
): Promise<number> {
  let start = 0;
  let rest = Buffer.alloc(0);
  const chunk = Buffer.alloc(1 << 16);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return start;
    at += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    for (let newline = rest.indexOf(10); newline >= 0; newline = rest.indexOf(10)) {
      onLine(rest.toString('utf8', 0, newline), start, newline);
      rest = rest.subarray(newline + 1);
      start += newline + 1;
    }
  }
}

function parsed(line: string): RepositoryResult | undefined {
  try {
    const result = JSON.parse(line);
    return typeof result?.repository === 'string' && Array.isArray(result.files) ? result : undefined;
  } catch {
    return undefined;
  }
}

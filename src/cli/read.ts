// Bytes of a file or of standard input → text that is exactly those bytes. Knows no Dockerfile.

import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import type { Failure } from '../report/outcome.ts';
import { EmptyFile, fail, failFromError, failTooLarge, NotAFile, NotText, SIZE_LIMIT } from './failures.ts';

export type Reading = { readonly text: string; readonly bytes: Uint8Array } | Failure;

/** `file` is where it is, `path` what the user calls it. */
export function readDockerfile(file: string, path: string): Reading {
  let handle: number | undefined;
  try {
    // Asked before it is opened: opening a named pipe would wait for its writer.
    if (!statSync(file).isFile()) return fail(path, NotAFile);
    handle = openSync(file, 'r');
    const { size } = fstatSync(handle);
    return size > SIZE_LIMIT ? failTooLarge(path, size) : readingOf(readFileSync(handle), path);
  } catch (error) {
    return failFromError(path, error, 'read');
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

export async function readStandardInput(): Promise<Reading> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > SIZE_LIMIT) {
        process.stdin.destroy();
        return failTooLarge('-', size);
      }
      chunks.push(bytes);
    }
  } catch (error) {
    return failFromError('-', error, 'read');
  }
  return readingOf(Buffer.concat(chunks), '-');
}

/** From bytes that were read elsewhere. */
export function readingOf(bytes: Uint8Array, path: string): Reading {
  if (bytes.length > SIZE_LIMIT) return failTooLarge(path, bytes.length);
  if (bytes.length === 0) return fail(path, EmptyFile);
  try {
    // Without `ignoreBOM` the decoder would drop a byte-order mark, and the file would come back without it.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? fail(path, NotText) : { text, bytes };
  } catch {
    return fail(path, NotText);
  }
}

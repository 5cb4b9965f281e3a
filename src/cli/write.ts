// Replaces the content of a file so that nobody ever sees half of it. Knows no Dockerfile.

import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Failure } from '../report/outcome.ts';
import { codeOf, FileChanged, fail, failFromError } from './failures.ts';

export interface Replacement {
  readonly file: string;
  /** What the user calls it. */
  readonly path: string;
  /** What was read; if the file holds anything else by now, it is left alone. */
  readonly before: Uint8Array;
  readonly after: string;
  readonly backup: boolean;
}

/** A symbolic link stays, its target is replaced. Mode and, where the system lets us, owner are kept. */
export function replaceFile({ file, path, before, after, backup }: Replacement): Failure | undefined {
  let temporary: string | undefined;
  try {
    const target = realpathSync(file);
    // Renaming asks only for the right to write the folder, so a file that is marked read-only is asked about first.
    accessSync(target, constants.W_OK);
    const stats = statSync(target);
    const name = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
    const handle = openSync(name, 'wx', stats.mode & 0o777);
    temporary = name;
    try {
      writeFileSync(handle, after);
      keepOwner(handle, stats);
      // After the owner: changing it clears the set-id bits, and the umask has taken from the mode that was given to open.
      fchmodSync(handle, stats.mode & 0o7777);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    // As late as can be: what is left is the moment between this line and the renaming.
    if (!readFileSync(target).equals(before)) return fail(path, FileChanged);
    if (backup) backUp(target);
    renameSync(name, target);
    temporary = undefined;
    syncFolder(dirname(target));
    return undefined;
  } catch (error) {
    return failFromError(path, error, 'written');
  } finally {
    if (temporary !== undefined) rmSync(temporary, { force: true });
  }
}

function keepOwner(handle: number, { uid, gid }: { readonly uid: number; readonly gid: number }): void {
  try {
    fchownSync(handle, uid, gid);
  } catch {
    // Only root may give files away; for anyone else the new file is their own, as an editor's would be.
  }
}

/** `Dockerfile.orig`, then `.orig.1` and so on: no older backup is overwritten. */
function backUp(target: string): void {
  for (let number = 0; ; number++) {
    try {
      copyFileSync(target, number === 0 ? `${target}.orig` : `${target}.orig.${number}`, constants.COPYFILE_EXCL);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

function syncFolder(folder: string): void {
  // Makes the renaming last through a power cut. Not every system can open a folder; the content is safe either way.
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Nothing to do: see above.
  }
}

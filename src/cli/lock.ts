// One run at a time in a campaign's folder. A lock names the process that holds it, so that one that was killed does not hold it for ever.

import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Gives what removes the lock again, or the process that holds it. */
export async function lock(path: string, pid: number): Promise<(() => Promise<void>) | { readonly holder: string }> {
  const own = `${pid} ${hostname()}\n`;
  const draft = `${path}.${pid}`;
  await writeFile(draft, own);
  try {
    for (;;) {
      try {
        // Linking makes the lock with its content, and fails when there is one.
        await link(draft, path);
        return () => rm(path, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const held = await readFile(path, 'utf8').catch(() => '');
      if (held !== '' && isHeld(held, pid)) return { holder: held.trim() };
      await removeStale(path, held, draft);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function isHeld(content: string, pid: number): boolean {
  const [holder = '', host] = content.trim().split(' ');
  // Of another machine nobody here knows whether it is at work.
  if (host !== hostname()) return true;
  return Number(holder) !== pid && isAlive(Number(holder));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moved away first: between looking and removing, another may have done the same and hold a lock of its own by now. */
async function removeStale(path: string, held: string, draft: string): Promise<void> {
  const away = `${draft}.stale`;
  await rename(path, away).catch(() => {});
  const taken = await readFile(away, 'utf8').catch(() => held);
  if (taken !== held) await link(away, path).catch(() => {});
  await rm(away, { force: true });
}

// Conversions in threads, so that one that crashes or does not come to an end costs its repository and nothing else. The only file that
// knows the library of threads.

import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { RepositoryConversion } from '../campaign/conversion.ts';
import { atMost } from '../campaign/queue.ts';
import type { RepositoryTask } from './repository.ts';

export interface Threads {
  /** Rejects when the conversion crashed or took too long; its thread is ended then. */
  convert(task: RepositoryTask): Promise<RepositoryConversion>;
  close(): Promise<void>;
}

/** Seconds for a repository: a conversion takes milliseconds, and some have hundreds of Dockerfiles. */
const PATIENCE = 120;
const MEGABYTES = 1024;

// This file becomes a chunk in a folder beside the entries, see build.js.
const WORKER = fileURLToPath(new URL('../worker.js', import.meta.url));

export function threads(count: number, { worker = WORKER, patience = PATIENCE } = {}): Threads {
  const pool = new Piscina({
    filename: worker,
    minThreads: 0,
    maxThreads: count,
    idleTimeout: 1000,
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
  });
  const enter = atMost(count);
  return {
    convert: (task) =>
      enter(async () => {
        const late = new AbortController();
        const timer = setTimeout(() => late.abort(), patience * 1000);
        try {
          return await pool.run(task, { signal: late.signal });
        } catch (error) {
          if (late.signal.aborted) throw new Error(`it took more than ${patience} seconds`);
          throw error;
        } finally {
          clearTimeout(timer);
        }
      }),
    close: () => pool.destroy(),
  };
}

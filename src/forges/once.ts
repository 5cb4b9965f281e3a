// A change that nobody may make twice. When it fails, it may have happened all the same.

import { ForgeError } from './forge.ts';

/** Whether nobody knows if the forge did what it was asked for. */
function isUnknown(error: unknown): boolean {
  return error instanceof ForgeError && (error.status === undefined || error.status >= 500);
}

/** Does it; when that fails, looks whether it is done, and tries once more if it is not and nobody knows why. */
export async function once<Done>(doing: () => Promise<Done>, look: () => Promise<Done | undefined>): Promise<Done> {
  for (let times = 1; ; times++) {
    try {
      return await doing();
    } catch (error) {
      const done = await look().catch(() => {
        // Who cannot look must not try again.
        throw error;
      });
      if (done !== undefined) return done;
      if (!isUnknown(error) || times === 2) throw error;
    }
  }
}

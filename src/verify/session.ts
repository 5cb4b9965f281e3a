// Everything that a run makes carries its label, and is removed by it, whatever becomes of the run. Knows nothing of what is made, or why.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Builder } from './builder.ts';

export const LABEL = 'multistage.verify';

export interface Session {
  readonly builder: Builder;
  /** `multistage.verify=<run>`, which no other run has. */
  readonly label: string;
  /** A folder of its own, for Dockerfiles and what builders write. */
  readonly scratch: string;
  /** Aborted when the user interrupts the run. */
  readonly signal: AbortSignal;
}

/** Rejects when it is interrupted, after all was removed. */
export async function withSession<Result>(
  builder: Builder,
  signal: AbortSignal,
  action: (session: Session) => Promise<Result>,
): Promise<Result> {
  const label = `${LABEL}=${randomBytes(8).toString('hex')}`;
  const scratch = await mkdtemp(join(tmpdir(), 'multistage-verify-'));
  try {
    return await action({ builder, label, scratch, signal });
  } finally {
    await removeAll(builder, label, signal.aborted);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A build that is interrupted may still leave its image a moment later, so that things are looked for more than once. */
const LOOKS = 5;
const MOMENT = 400;

async function removeAll(builder: Builder, label: string, interrupted: boolean): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const found = (await removeContainers(builder, label)) + (await removeImages(builder, label));
    if (found === 0 && !interrupted) return;
    if (interrupted) await new Promise((wake) => setTimeout(wake, MOMENT));
  }
}

// What is left over when the user interrupts is removed nevertheless: this run's signal does not reach these commands.
const UNDISTURBED = { timeout: 60, signal: undefined } as const;

/** Gives how many there were. Those that lean on others go in the second look, if the builder insists. */
async function removeContainers(builder: Builder, label: string): Promise<number> {
  if (!builder.starts) return 0;
  const list = await builder.run(['ps', '--all', '--quiet', '--filter', `label=${label}`], UNDISTURBED);
  const containers = list.stdout.split('\n').filter((id) => id !== '');
  if (containers.length > 0) await builder.run(['rm', '--force', '--volumes', ...containers], UNDISTURBED);
  return containers.length;
}

/** Gives how many there were. */
export async function removeImages(builder: Builder, label: string): Promise<number> {
  const list = await builder.run(['images', '--quiet', '--no-trunc', '--filter', `label=${label}`], UNDISTURBED);
  const images = [...new Set(list.stdout.split('\n').filter((id) => id !== ''))];
  if (images.length > 0) await builder.run(['rmi', '--force', ...images], UNDISTURBED);
  return images.length;
}

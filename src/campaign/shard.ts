// How several machines share the repositories of a campaign without talking to each other.

import { createHash } from 'node:crypto';

/** One of several machines that share the work. */
export interface Shard {
  /** One-based. */
  readonly index: number;
  readonly count: number;
}

/** `2/4`; undefined when it is not of this form. */
export function shardOf(text: string): Shard | undefined {
  const [, index, count] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index <= shard.count ? shard : undefined;
}

/** Decided by the name alone, so that machines whose lists differ still leave nothing out and do nothing twice. */
export function isInShard(name: string, { index, count }: Shard): boolean {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % count === index - 1;
}

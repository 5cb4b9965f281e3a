// All repositories of a campaign, a few at a time, each result into the journal as it comes. Memory does not grow with their number.

import type { RepositoryResult } from '../report/campaign.ts';
import type { Journal } from './journal.ts';
import { type Intent, migrateRepository, type Services } from './repository.ts';
import { isInShard, type Shard } from './shard.ts';
import type { Source } from './sources.ts';

export interface Run {
  readonly intent: Intent;
  readonly services: Services;
  readonly journal: Journal;
  /** How many repositories are under way at once. */
  readonly atOnce: number;
  /** How many may be converted, those of the journal among them. */
  readonly limit: number | undefined;
  /** Aborted when no further repository is to be begun. */
  readonly stopped: AbortSignal;
  onResult(result: RepositoryResult): void;
}

/** What is left to do: what is not in the journal, and what failed or was skipped, for that may have been mended. */
export function sourcesLeft(sources: readonly Source[], journal: Journal, shard: Shard | undefined): readonly Source[] {
  return sources.filter(({ name }) => {
    const kind = journal.kindOf(name);
    const open = kind === undefined || kind === 'failed' || kind === 'skipped';
    return open && (shard === undefined || isInShard(name, shard));
  });
}

/**
 * Begins the sources in their order. With a limit, those that are converted are the first so many that can be, however many run at once:
 * none is begun that could be one too many. Resolves when nothing is under way any more, and rejects when the journal cannot be written.
 */
export async function runCampaign(sources: readonly Source[], run: Run): Promise<void> {
  const { journal, atOnce, limit = Number.POSITIVE_INFINITY, stopped } = run;
  const underWay = new Set<Promise<void>>();
  let converted = journal.count('converted');
  let broken: { readonly error: unknown } | undefined;
  const work = async (source: Source): Promise<void> => {
    try {
      const result = await migrateRepository(source, run.intent, run.services);
      await journal.append(result);
      if (result.kind === 'converted') converted++;
      run.onResult(result);
    } catch (error) {
      // What is aborted is not finished, and so not in the journal.
      if (!run.services.signal.aborted) broken ??= { error };
    }
  };
  for (const source of sources) {
    while (underWay.size > 0 && (underWay.size >= atOnce || converted + underWay.size >= limit))
      await Promise.race(underWay);
    if (stopped.aborted || broken !== undefined || converted >= limit) break;
    const task = work(source).finally(() => underWay.delete(task));
    underWay.add(task);
  }
  await Promise.all(underWay);
  if (broken !== undefined) throw broken.error;
}

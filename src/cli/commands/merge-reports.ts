// `multistage merge-reports`: the reports of several machines as the report of one. Memory holds where each repository is, and not what
// became of it.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { RepositoryResult } from '../../report/campaign.ts';
import { campaignReader, type Extent, repositoryOf } from '../../report/campaign-reader.ts';
import type { CampaignResults } from '../../report/campaign-totals.ts';
import { printCampaign } from '../campaign-report.ts';
import { failFromError } from '../failures.ts';
import type { MergeOptions } from '../options/merge-reports.ts';

const PIECE = 1 << 16;

interface Report {
  readonly path: string;
  readonly descriptor: number;
}

/** Exit code: 0 done. Throws an Error with a sentence for what cannot be read or does not fit together. */
export async function mergeReports({ paths, format }: MergeOptions): Promise<number> {
  const reports: Report[] = [];
  try {
    for (const path of paths) reports.push(opened(path));
    await printCampaign(merged(reports), format);
    return 0;
  } finally {
    for (const { descriptor } of reports) closeSync(descriptor);
  }
}

function opened(path: string): Report {
  try {
    const descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).isFile()) return { path, descriptor };
    closeSync(descriptor);
  } catch (error) {
    const [told] = failFromError(path, error, 'read').diagnostics;
    throw new Error(`${path}: ${told?.message ?? 'it cannot be read.'}`);
  }
  throw new Error(`${path} is not a file.`);
}

function merged(reports: readonly Report[]): CampaignResults {
  const places = new Map<string, { readonly report: Report; readonly extent: Extent }>();
  for (const report of reports) {
    for (const extent of extentsOf(report)) {
      const result = resultAt(report, extent);
      const known = places.get(result.repository);
      if (known === undefined) places.set(result.repository, { report, extent });
      else if (!isDeepStrictEqual(result, resultAt(known.report, known.extent)))
        throw new Error(
          `${result.repository} is in ${known.report.path} and, with another result, in ${report.path}: merge reports of one campaign only.`,
        );
    }
  }
  const names = [...places.keys()].sort((a, b) => (a < b ? -1 : 1));
  return {
    *results() {
      for (const name of names) {
        const place = places.get(name);
        if (place !== undefined) yield resultAt(place.report, place.extent);
      }
    },
  };
}

function* extentsOf({ path, descriptor }: Report): Generator<Extent> {
  const reader = campaignReader();
  const piece = Buffer.alloc(PIECE);
  for (let at = 0; ; ) {
    const read = readSync(descriptor, piece, 0, PIECE, at);
    if (read === 0) break;
    at += read;
    yield* reader.push(piece.subarray(0, read));
  }
  const problem = reader.problem();
  if (problem !== undefined) throw new Error(`${path} ${problem}.`);
}

function resultAt({ path, descriptor }: Report, { start, end }: Extent): RepositoryResult {
  const bytes = Buffer.alloc(end - start);
  const read = readSync(descriptor, bytes, 0, bytes.length, start);
  const result = repositoryOf(bytes.toString('utf8', 0, read));
  if (result === undefined) throw new Error(`${path} is not a JSON report of multistage migrate.`);
  return result;
}

// `multistage merge-reports`: the reports of several machines as the report of one. Memory holds where each repository is, and not what
// became of it.

import { type FileHandle, open } from 'node:fs/promises';
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
  readonly file: FileHandle;
}

/** Exit code: 0 done. Throws an Error with a sentence for what cannot be read or does not fit together. */
export async function mergeReports({ paths, format }: MergeOptions): Promise<number> {
  const reports: Report[] = [];
  try {
    for (const path of paths) reports.push(await opened(path));
    await printCampaign(await merged(reports), format);
    return 0;
  } finally {
    for (const { file } of reports) await file.close();
  }
}

async function opened(path: string): Promise<Report> {
  const told = (error: unknown): never => {
    throw new Error(`${path}: ${failFromError(path, error, 'read').diagnostics[0]?.message ?? 'it cannot be read.'}`);
  };
  const file = await open(path, 'r').catch(told);
  if (!(await file.stat()).isFile()) {
    await file.close();
    throw new Error(`${path} is not a file.`);
  }
  return { path, file };
}

async function merged(reports: readonly Report[]): Promise<CampaignResults> {
  const places = new Map<string, { readonly report: Report; readonly extent: Extent }>();
  for (const report of reports) {
    for await (const extent of extentsOf(report)) {
      const result = await resultAt(report, extent);
      const known = places.get(result.repository);
      if (known === undefined) places.set(result.repository, { report, extent });
      else if (!isDeepStrictEqual(result, await resultAt(known.report, known.extent)))
        throw new Error(
          `${result.repository} is in ${known.report.path} and, with another result, in ${report.path}: merge reports of one campaign only.`,
        );
    }
  }
  const names = [...places.keys()].sort((a, b) => (a < b ? -1 : 1));
  return {
    async *results() {
      for (const name of names) {
        const place = places.get(name);
        if (place !== undefined) yield await resultAt(place.report, place.extent);
      }
    },
  };
}

async function* extentsOf({ path, file }: Report): AsyncGenerator<Extent> {
  const reader = campaignReader();
  const piece = Buffer.alloc(PIECE);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(piece, 0, PIECE, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    yield* reader.push(piece.subarray(0, bytesRead));
  }
  const problem = reader.problem();
  if (problem !== undefined) throw new Error(`${path} ${problem}.`);
}

async function resultAt({ path, file }: Report, { start, end }: Extent): Promise<RepositoryResult> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  const result = repositoryOf(buffer.toString('utf8', 0, bytesRead));
  if (result === undefined) throw new Error(`${path} is not a JSON report of multistage migrate.`);
  return result;
}

// Results of repositories → what they come to together. It grows with the number of reasons and toolchains, and not with that of
// repositories.

import type { FileResult, RepositoryResult } from './campaign.ts';

/** What a report on a campaign is made from. A journal is one. */
export interface CampaignResults {
  /** Each repository once, in the code-unit order of their names; from the beginning at each call. */
  results(): AsyncIterable<RepositoryResult> | Iterable<RepositoryResult>;
}

export const REPOSITORY_KINDS = ['converted', 'nothing', 'skipped', 'failed'] as const;
export const FILE_KINDS = ['converted', 'refused', 'unchanged', 'failed'] as const;

/** The most frequent first, then by name. */
export type Ranking = readonly { readonly name: string; readonly count: number }[];

export interface Totals {
  readonly repositories: Readonly<Record<RepositoryResult['kind'], number>>;
  readonly files: Readonly<Record<FileResult['kind'], number>>;
  readonly pushed: number;
  readonly pullRequests: number;
  /** Why repositories and files are what they are; the first reason of each counts. */
  readonly reasons: {
    readonly repositories: Readonly<Record<'skipped' | 'failed', Ranking>>;
    readonly files: Readonly<Record<'refused' | 'unchanged' | 'failed', Ranking>>;
  };
  readonly estimate: Estimate;
  /** Converted files with an estimate, by what they save: one number for each of SAVINGS. */
  readonly savings: readonly number[];
  /** Those with the most files first. A file with two toolchains counts for both. */
  readonly toolchains: readonly ToolchainTotals[];
}

/** Sizes of images in bytes, summed over the converted files for which both are known. */
export interface Estimate {
  readonly files: number;
  readonly before: number;
  readonly after: number;
}

export interface ToolchainTotals {
  readonly name: string;
  readonly files: Readonly<Record<FileResult['kind'], number>>;
  readonly estimate: Estimate;
}

/** Where the steps of `savings` end, in bytes, exclusive. */
export const SAVINGS = [50e6, 100e6, 200e6, 500e6, 1e9, 2e9, Number.POSITIVE_INFINITY] as const;

/** Bytes; undefined where nobody knows, and for what is not converted. */
export function savingOf({ kind, before, after }: FileResult): number | undefined {
  return kind !== 'converted' || before === null || after === null ? undefined : before - after;
}

export async function totalsOf(campaign: CampaignResults): Promise<Totals> {
  const count = counter();
  for await (const result of campaign.results()) count.add(result);
  return count.totals();
}

/** For those who show the repositories in the same pass. */
export function counter(): { add(result: RepositoryResult): void; totals(): Totals } {
  const repositories = { converted: 0, nothing: 0, skipped: 0, failed: 0 };
  const files = noFiles();
  const why = { skipped: new Map(), failed: new Map() } as const;
  const whyFiles = { refused: new Map(), unchanged: new Map(), failed: new Map() } as const;
  const estimate = noEstimate();
  const savings = SAVINGS.map(() => 0);
  const toolchains = new Map<string, { files: ReturnType<typeof noFiles>; estimate: ReturnType<typeof noEstimate> }>();
  let pushed = 0;
  let pullRequests = 0;
  const addFile = (file: FileResult): void => {
    const { kind, reasons } = file;
    files[kind]++;
    if (kind !== 'converted') increment(whyFiles[kind], reasons[0]?.name);
    const saving = savingOf(file);
    const step = saving === undefined ? -1 : SAVINGS.findIndex((end) => saving < end);
    if (step >= 0) savings[step] = (savings[step] ?? 0) + 1;
    addEstimate(estimate, file);
    for (const name of new Set(file.toolchains)) {
      const known = toolchains.get(name) ?? { files: noFiles(), estimate: noEstimate() };
      toolchains.set(name, known);
      known.files[kind]++;
      addEstimate(known.estimate, file);
    }
  };
  return {
    add(result) {
      const { kind, reason } = result;
      repositories[kind]++;
      if (kind === 'skipped' || kind === 'failed') increment(why[kind], reason?.name);
      if (result.pushed) pushed++;
      if (result.pullRequest !== null) pullRequests++;
      for (const file of result.files) addFile(file);
    },
    totals: () => ({
      ...{ repositories, files, pushed, pullRequests, estimate, savings },
      reasons: {
        repositories: { skipped: ranked(why.skipped), failed: ranked(why.failed) },
        files: {
          refused: ranked(whyFiles.refused),
          unchanged: ranked(whyFiles.unchanged),
          failed: ranked(whyFiles.failed),
        },
      },
      toolchains: [...toolchains]
        .map(([name, known]) => ({ name, ...known }))
        .sort((a, b) => sumOf(b.files) - sumOf(a.files) || byName(a, b)),
    }),
  };
}

export function sumOf(counts: Readonly<Record<string, number>> | readonly number[]): number {
  return Object.values<number>(counts).reduce((sum, count) => sum + count, 0);
}

const noFiles = () => ({ converted: 0, refused: 0, unchanged: 0, failed: 0 });
const noEstimate = () => ({ files: 0, before: 0, after: 0 });

function addEstimate(estimate: ReturnType<typeof noEstimate>, file: FileResult): void {
  if (savingOf(file) === undefined) return;
  estimate.files++;
  estimate.before += file.before ?? 0;
  estimate.after += file.after ?? 0;
}

function increment(counts: Map<string, number>, name: string | undefined): void {
  if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
}

function ranked(counts: ReadonlyMap<string, number>): Ranking {
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || byName(a, b));
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

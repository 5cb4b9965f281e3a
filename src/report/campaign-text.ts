// A campaign → lines that a person reads: each repository, and at the end, where a terminal stays, what they come to together.

import type { FileResult, Reason, RepositoryResult } from './campaign.ts';
import {
  type CampaignResults,
  counter,
  FILE_KINDS,
  type Ranking,
  REPOSITORY_KINDS,
  savingOf,
  sumOf,
  type Totals,
} from './campaign-totals.ts';
import { inColumns } from './table.ts';
import { escapeLine, type Palette } from './terminal.ts';
import { megabytes } from './words.ts';

const COLOURS = {
  converted: 'green',
  nothing: 'dim',
  unchanged: 'dim',
  refused: 'yellow',
  skipped: 'yellow',
  failed: 'red',
} as const;

/** A chunk for each repository, and one for the totals. Each line ends with LF. */
export async function* renderCampaignText(campaign: CampaignResults, palette: Palette): AsyncGenerator<string> {
  const count = counter();
  for await (const result of campaign.results()) {
    count.add(result);
    yield lines(repositoryLines(result, palette));
  }
  const totals = count.totals();
  yield lines([...(sumOf(totals.repositories) === 0 ? [] : ['']), ...totalLines(totals, palette)]);
}

/** The two lines that close a run whose report goes elsewhere. */
export function renderCampaignCounts(totals: Totals): string {
  return lines(countLines(totals));
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

function repositoryLines(result: RepositoryResult, palette: Palette): readonly string[] {
  const { repository, kind, reason, branch, commit, pullRequest, files } = result;
  const where = [
    ...(branch === null ? [] : [commit === null ? branch : `${branch} ${commit.slice(0, 12)}`]),
    ...(pullRequest === null ? [] : [pullRequest.url]),
  ];
  const what = kind === 'nothing' ? 'nothing to convert' : kind;
  return [
    [
      `${palette.bold(escapeLine(repository))}: ${palette[COLOURS[kind]](what)}`,
      ...(where.length === 0 ? [] : [` (${escapeLine(where.join(', '))})`]),
      ...(reason === null ? [] : [` ${sentenceOf(reason)}`]),
    ].join(''),
    ...hintLines(reason, '  ', palette),
    ...files.flatMap((file) => fileLines(file, palette)),
  ];
}

function fileLines(file: FileResult, palette: Palette): readonly string[] {
  const { path, kind, toolchains, reasons } = file;
  const saving = savingOf(file);
  const about = [
    ...(toolchains.length === 0 ? [] : [toolchains.map(escapeLine).join(', ')]),
    ...(saving === undefined ? [] : [`about ${megabytes(saving / 1e6)} less`]),
  ];
  const brackets = about.length === 0 ? '' : ` (${about.join('; ')})`;
  const head = `  ${escapeLine(path)}: ${palette[COLOURS[kind]](kind)}${brackets}`;
  // The reasons of a conversion are what to know about it, and need not be read to know what became of the file.
  const [reason = null] = kind === 'converted' ? [] : reasons;
  return [reason === null ? head : `${head} ${sentenceOf(reason)}`, ...hintLines(reason, '    ', palette)];
}

function sentenceOf({ name, message }: Reason): string {
  return escapeLine(`${name}: ${message}`);
}

function hintLines(reason: Reason | null, indent: string, palette: Palette): readonly string[] {
  return reason === null || reason.hint === null ? [] : [`${indent}${palette.dim('hint:')} ${escapeLine(reason.hint)}`];
}

function totalLines(totals: Totals, palette: Palette): readonly string[] {
  const { pushed, pullRequests, estimate, reasons, toolchains } = totals;
  const why: readonly (readonly [string, Ranking])[] = [
    ['skipped', reasons.repositories.skipped],
    ['failed', reasons.repositories.failed],
    ['refused', reasons.files.refused],
    ['unchanged', reasons.files.unchanged],
    ['failed', reasons.files.failed],
  ];
  return [
    ...countLines(totals).map(palette.bold),
    ...(estimate.files === 0
      ? []
      : [
          `about ${megabytes((estimate.before - estimate.after) / 1e6)} less in ${counted(estimate.files, 'image', 'images')}: ` +
            `${megabytes(estimate.before / 1e6)} before, ${megabytes(estimate.after / 1e6)} after`,
        ]),
    ...(pushed + pullRequests === 0
      ? []
      : [`${counted(pushed, 'branch', 'branches')} pushed, ${counted(pullRequests, 'pull request', 'pull requests')}`]),
    ...why.flatMap(([kind, ranking]) => (ranking.length === 0 ? [] : [`${kind}: ${namesOf(ranking)}`])),
    ...(toolchains.length === 0 ? [] : ['', ...toolchainTable(totals)]),
  ];
}

function countLines({ repositories, files }: Totals): readonly string[] {
  return [
    `${counted(sumOf(repositories), 'repository', 'repositories')}${kinds(REPOSITORY_KINDS, repositories)}`,
    `${counted(sumOf(files), 'file', 'files')}${kinds(FILE_KINDS, files)}`,
  ];
}

function toolchainTable({ toolchains }: Totals): readonly string[] {
  return inColumns([
    ['toolchain', ...FILE_KINDS, 'saved'],
    ...toolchains.map(({ name, files, estimate }) => [
      escapeLine(name),
      ...FILE_KINDS.map((kind) => String(files[kind])),
      estimate.files === 0 ? '–' : `about ${megabytes((estimate.before - estimate.after) / 1e6)}`,
    ]),
  ]);
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function kinds<K extends string>(names: readonly K[], counts: Readonly<Record<K, number>>): string {
  const shown = names.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  return shown.length === 0 ? '' : `: ${shown.join(', ')}`;
}

function namesOf(ranking: Ranking): string {
  return ranking.map(({ name, count }) => escapeLine(count === 1 ? name : `${name} ${count}`)).join(', ');
}

// A campaign → a page that needs nothing else: no network, no file beside it. Its script, in page/, makes the list of repositories from the
// data at the end; the figures and charts are there without it.

import type { FileResult, Reason, RepositoryResult } from './campaign.ts';
import { chartsOf, grouped } from './campaign-charts.ts';
import { type CampaignResults, savingOf, sumOf, type Totals, totalsOf } from './campaign-totals.ts';
import { marksOf } from './diff.ts';
import { escapeHtml, jsonInHtml } from './html.ts';
import { escapeLine, escapeLines } from './terminal.ts';
import { megabytes } from './words.ts';

/** page/page.css and page/page.js, put in when the command line is built. */
declare const MULTISTAGE_PAGE_STYLE: string;
declare const MULTISTAGE_PAGE_SCRIPT: string;

/** What the page's script is given: escaped for eyes. */
export type ShownRepository = Omit<RepositoryResult, 'files'> & { readonly files: readonly ShownFile[] };

export interface ShownFile extends Omit<FileResult, 'before' | 'after'> {
  /** What each line of the diff is, a character for each. */
  readonly marks: string;
  /** `about 830 MB less`. */
  readonly saved: string | null;
}

/** Chunks of the page: what comes before the data, a repository each, the end. The results are read twice. */
export async function* renderCampaignHtml(campaign: CampaignResults): AsyncGenerator<string> {
  const totals = await totalsOf(campaign);
  // A browser reads every line end as LF, and the policy is about what it reads.
  const css = lines(MULTISTAGE_PAGE_STYLE);
  const js = lines(MULTISTAGE_PAGE_SCRIPT);
  yield head(css, await hashOf(css), await hashOf(js));
  yield body(totals);
  let separator = '\n';
  for await (const result of campaign.results()) {
    yield `${separator}${jsonInHtml(shown(result))}`;
    separator = ',\n';
  }
  yield `\n]</script>\n<script>${js}</script>\n</body>\n</html>\n`;
}

function lines(text: string): string {
  return `\n${text.replaceAll('\r\n', '\n')}`;
}

/** As a Content-Security-Policy wants it. */
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}

function head(css: string, cssHash: string, jsHash: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${cssHash}; script-src ${jsHash}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>multistage: report of a campaign</title>
<style>${css}</style>
</head>
`;
}

function body(totals: Totals): string {
  return `<body>
<a class="skip" href="#repositories">To the repositories</a>
<header>
<h1>Report of a campaign</h1>
<p class="lead">${lead(totals)}</p>
</header>
<main>
<dl class="figures">${figures(totals)}</dl>
<div class="charts">
${chartsOf(totals)}</div>
<section aria-labelledby="repositories">
<h2 id="repositories">Repositories</h2>
<form id="filters" role="search" aria-label="Filter repositories">${filters(totals)}</form>
<div class="bar-above"><p id="shown" role="status"></p><button type="button" id="open">Open all shown</button><button type="button" id="close">Close all</button></div>
<noscript><p>The list of repositories is made by a script of this page, and scripts are turned off.</p></noscript>
<p id="none" hidden>No repository is like that. <a href="#">Show all</a></p>
<ul id="list"></ul>
<button type="button" id="more" hidden></button>
</section>
</main>
<script type="application/json" id="data">[`;
}

function lead({ repositories, files }: Totals): string {
  const others = [
    [repositories.nothing, 'had nothing to convert'],
    [repositories.skipped, repositories.skipped === 1 ? 'was skipped' : 'were skipped'],
    [repositories.failed, 'failed'],
  ] as const;
  const total = sumOf(repositories);
  return [
    `${grouped(total)} ${total === 1 ? 'repository' : 'repositories'} with ${grouped(sumOf(files))} Dockerfiles`,
    ...others.filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`),
  ].join('; ');
}

function figures({ repositories, files, estimate, pullRequests, pushed }: Totals): string {
  const boxes: readonly (readonly [title: string, value: string])[] = [
    [`of ${grouped(sumOf(repositories))} repositories converted`, grouped(repositories.converted)],
    [`of ${grouped(sumOf(files))} files converted`, grouped(files.converted)],
    ...(estimate.files === 0
      ? []
      : [
          [
            `less, as estimated for ${grouped(estimate.files)} ${estimate.files === 1 ? 'image' : 'images'}: ${megabytes(estimate.before / 1e6)} before, ${megabytes(estimate.after / 1e6)} after`,
            megabytes((estimate.before - estimate.after) / 1e6),
          ] as const,
        ]),
    ...(pullRequests === 0 ? [] : [['pull requests', grouped(pullRequests)] as const]),
    ...(pushed === 0 || pullRequests > 0 ? [] : [['branches pushed', grouped(pushed)] as const]),
  ];
  return boxes
    .map(([title, value]) => `<div><dt>${escapeHtml(title)}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join('');
}

function filters({ reasons, toolchains }: Totals): string {
  const outcomes = ['converted', 'refused', 'unchanged', 'skipped', 'failed', 'nothing'];
  const rankings = [...Object.values(reasons.files), ...Object.values(reasons.repositories)];
  const names = new Set(rankings.flatMap((ranking) => ranking.map(({ name }) => name)));
  return [
    '<label>Search<input type="search" name="text" placeholder="repository, path" autocomplete="off" spellcheck="false"></label>',
    select('Outcome', 'outcome', outcomes),
    select('Reason', 'reason', [...names].sort()),
    select('Toolchain', 'toolchain', toolchains.map(({ name }) => name).sort()),
    '<button type="reset">Reset</button>',
  ].join('');
}

function select(title: string, name: string, values: readonly string[]): string {
  const options = values.map(
    (value) =>
      `<option value="${escapeHtml(value)}">${escapeHtml(value === 'nothing' ? 'nothing to convert' : value)}</option>`,
  );
  return `<label>${title}<select name="${name}"><option value="">any</option>${options.join('')}</select></label>`;
}

function shown({
  repository,
  reason,
  branch,
  base,
  commit,
  pullRequest,
  files,
  ...plain
}: RepositoryResult): ShownRepository {
  return {
    ...plain,
    repository: escapeLine(repository),
    reason: reason === null ? null : shownReason(reason),
    branch: branch === null ? null : escapeLine(branch),
    base: base === null ? null : escapeLine(base),
    commit: commit === null ? null : escapeLine(commit),
    pullRequest: pullRequest === null ? null : { ...pullRequest, url: escapeLine(pullRequest.url) },
    files: files.map(shownFile),
  };
}

function shownFile(file: FileResult): ShownFile {
  const { path, kind, toolchains, confidence, reasons, diff } = file;
  // Without the line end after the last line.
  const text = diff === null ? null : escapeLines(diff.replace(/\n$/, ''));
  const saving = savingOf(file);
  return {
    path: escapeLine(path),
    kind,
    toolchains: toolchains.map(escapeLine),
    confidence,
    reasons: reasons.map(shownReason),
    diff: text,
    marks: text === null ? '' : marksOf(text),
    saved: saving === undefined ? null : `about ${megabytes(saving / 1e6)} less`,
  };
}

function shownReason({ name, message, hint }: Reason): Reason {
  return { name: escapeLine(name), message: escapeLine(message), hint: hint === null ? null : escapeLine(hint) };
}

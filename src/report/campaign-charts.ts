// The totals of a campaign → charts, as HTML with inline SVG. What a chart shows is beside it or in it as text as well.

import { FILE_KINDS, type Ranking, SAVINGS, sumOf, type ToolchainTotals, type Totals } from './campaign-totals.ts';
import { escapeHtml } from './html.ts';
import { megabytes } from './words.ts';

/** Every chart there is something for. */
export function chartsOf(totals: Totals): string {
  const { files, reasons, savings, toolchains, repositories } = totals;
  return [
    sumOf(files) === 0 ? '' : outcomeChart(totals),
    sumOf(savings) === 0 ? '' : savingsChart(savings),
    reasonChart('Files refused, by reason', 'refused', reasons.files.refused),
    reasonChart('Files left unchanged, by reason', 'unchanged', reasons.files.unchanged),
    reasonChart('Files that failed, by reason', 'failed', reasons.files.failed),
    repositories.skipped === 0
      ? ''
      : reasonChart('Repositories skipped, by reason', 'skipped', reasons.repositories.skipped),
    reasonChart('Repositories that failed, by reason', 'failed', reasons.repositories.failed),
    toolchains.length === 0 ? '' : toolchainChart(toolchains),
  ].join('');
}

/** `1,310`. */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** The address of the list with one filter set. */
export function addressOf(filter: Readonly<Record<string, string>>): string {
  return escapeHtml(`#${new URLSearchParams(filter)}`);
}

function figure(id: string, title: string, body: string, wide = false): string {
  return `<figure id="${id}"${wide ? ' class="wide"' : ''} aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(title)}</h2>${body}</figure>\n`;
}

function outcomeChart({ files }: Totals): string {
  const total = sumOf(files);
  const radius = 64;
  const round = 2 * Math.PI * radius;
  let before = 0;
  const rings = FILE_KINDS.filter((kind) => files[kind] > 0).map((kind) => {
    const length = (files[kind] / total) * round;
    const ring = `<circle class="ring ${kind}" cx="80" cy="80" r="${radius}" stroke-dasharray="${fixed(length)} ${fixed(round - length)}" stroke-dashoffset="${fixed(-before)}"/>`;
    before += length;
    return ring;
  });
  const words = FILE_KINDS.map((kind) => `${grouped(files[kind])} ${kind}`).join(', ');
  const rows = FILE_KINDS.map(
    (kind) =>
      `<tr><th scope="row">${swatch(kind)}<a href="${addressOf({ outcome: kind })}">${kind}</a></th><td class="number">${grouped(files[kind])}</td><td class="number muted">${percent(files[kind], total)}</td></tr>`,
  );
  const svg = `<svg viewBox="0 0 160 160" role="img" aria-label="${words}"><g transform="rotate(-90 80 80)">${rings.join('')}</g><text class="large" x="80" y="83" text-anchor="middle">${grouped(total)}</text><text class="quiet" x="80" y="100" text-anchor="middle">${total === 1 ? 'file' : 'files'}</text></svg>`;
  return figure(
    'outcome',
    'Files, by outcome',
    `<div class="outcome">${svg}<table><tbody>${rows.join('')}</tbody></table></div>`,
  );
}

function swatch(kind: string): string {
  return `<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect class="${kind}" width="1" height="1"/></svg>`;
}

function savingsChart(savings: Totals['savings']): string {
  const width = 70;
  const top = 24;
  const height = 130;
  const most = Math.max(...savings);
  const labels = SAVINGS.map((end, index) => stepName(SAVINGS[index - 1], end));
  const bars = savings.map((count, index) => {
    const tall = (count / most) * height;
    const middle = index * width + width / 2;
    const bar =
      count === 0
        ? ''
        : `<rect class="converted" x="${index * width + 8}" y="${fixed(top + height - tall)}" width="${width - 16}" height="${fixed(tall)}" rx="2"/>`;
    const number = `<text x="${middle}" y="${fixed(top + height - tall - 6)}" text-anchor="middle">${grouped(count)}</text>`;
    return `${bar}${number}<text class="quiet" x="${middle}" y="${top + height + 18}" text-anchor="middle">${escapeHtml(labels[index] ?? '')}</text>`;
  });
  const words = savings.map((count, index) => `${labels[index]}: ${grouped(count)}`).join('; ');
  const total = width * savings.length;
  return figure(
    'savings',
    'Images, by what they are estimated to save',
    `<svg class="histogram" viewBox="0 0 ${total} ${top + height + 26}" role="img" aria-label="${escapeHtml(words)}">${bars.join('')}<line class="axis" x1="0" x2="${total}" y1="${top + height}" y2="${top + height}"/></svg>`,
  );
}

function stepName(start: number | undefined, end: number): string {
  if (start === undefined) return `< ${megabytes(end / 1e6)}`;
  if (end === Number.POSITIVE_INFINITY) return `≥ ${sizeName(start)}`;
  return start < 1e9 && end <= 1e9
    ? `${start / 1e6}–${end === 1e9 ? '1000' : end / 1e6}`
    : `${start / 1e9}–${sizeName(end)}`;
}

/** `1 GB`, and not `1.0 GB`. */
function sizeName(bytes: number): string {
  return bytes >= 1e9 ? `${bytes / 1e9} GB` : `${bytes / 1e6} MB`;
}

type Shade = 'refused' | 'unchanged' | 'failed' | 'skipped';

function reasonChart(title: string, kind: Shade, ranking: Ranking): string {
  const most = ranking[0]?.count;
  if (most === undefined) return '';
  const rows = ranking.map(
    ({ name, count }) =>
      `<tr><th scope="row"><a href="${addressOf({ outcome: kind, reason: name })}">${escapeHtml(name)}</a></th><td class="bar">${bar([[kind, count / most]])}</td><td class="number">${grouped(count)}</td></tr>`,
  );
  const id = title.toLowerCase().replace(/[^a-z]+/g, '-');
  return figure(id, title, rowsOf(rows));
}

function toolchainChart(toolchains: readonly ToolchainTotals[]): string {
  const most = Math.max(...toolchains.map(({ files }) => sumOf(files)));
  const head = [
    '<th scope="col">Toolchain</th><td class="bar"></td>',
    ...FILE_KINDS.map((kind) => `<th scope="col" class="number optional">${swatch(kind)}${kind}</th>`),
    '<th scope="col" class="number">saved</th>',
  ];
  const rows = toolchains.map(({ name, files, estimate }) => {
    const cells = FILE_KINDS.map((kind) => `<td class="number optional">${grouped(files[kind])}</td>`);
    const shares = FILE_KINDS.map((kind) => [kind, files[kind] / most] as const);
    const saved = estimate.files === 0 ? '–' : megabytes((estimate.before - estimate.after) / 1e6);
    return `<tr><th scope="row"><a href="${addressOf({ toolchain: name })}">${escapeHtml(name)}</a></th><td class="bar">${bar(shares)}</td>${cells.join('')}<td class="number">${saved}</td></tr>`;
  });
  return figure('toolchains', 'Files, by toolchain', rowsOf(rows, `<thead><tr>${head.join('')}</tr></thead>`), true);
}

/** What is rare waits to be asked for. */
const FIRST = 10;

function rowsOf(rows: readonly string[], head = ''): string {
  const table = (some: readonly string[]) => `<table>${head}<tbody>${some.join('')}</tbody></table>`;
  // One that is hidden takes the place that it would take itself.
  if (rows.length <= FIRST + 1) return table(rows);
  return `${table(rows.slice(0, FIRST))}<details><summary>${rows.length - FIRST} more</summary>${table(rows.slice(FIRST))}</details>`;
}

/** Parts of 1 from the left. The numbers stand beside it. */
function bar(parts: readonly (readonly [kind: string, share: number])[]): string {
  let before = 0;
  const rects = parts.flatMap(([kind, share]) => {
    const start = before;
    before += share;
    return share === 0
      ? []
      : [`<rect class="${kind}" x="${fixed(100 * start)}" width="${fixed(100 * share)}" height="10"/>`];
  });
  return `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${rects.join('')}</svg>`;
}

function percent(count: number, total: number): string {
  return `${Math.round((100 * count) / total)} %`;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(2)));
}

// Verified files → lines that a person reads. Decides nothing and prints nothing.

import type { Difference } from '../verify/difference.ts';
import type { ImageLayer } from '../verify/image.ts';
import type { Measured, Verification, VerifyReport } from '../verify/verification.ts';
import { inColumns } from './table.ts';
import { escapeLine, type Palette } from './terminal.ts';
import {
  countedFiles,
  decimal,
  departed,
  instructionOf,
  saving,
  seenOf,
  severities,
  startTitle,
  summaryOf,
  TABLE_HEAD,
  tableOf,
  told,
} from './verification.ts';

const COLOURS = { same: 'green', different: 'red', failed: 'yellow', skipped: 'dim' } as const;

/** Each line ends with LF. */
export function renderVerification(verification: Verification, palette: Palette): string {
  const { path, verdict, reasons, differences, notes, measured } = verification;
  const [reason, ...more] = reasons.map(escapeLine);
  const head = `${palette.bold(escapeLine(path))}: ${palette[COLOURS[verdict]](verdict)}`;
  return lines([
    reason === undefined ? head : `${head} (${reason})`,
    ...more.map((line) => `    ${line}`),
    ...(measured === undefined ? [] : measurements(measured)),
    ...told(differences).flatMap((each) => difference(each, palette.red('different'))),
    ...told(notes).flatMap((each) => difference(each, palette.cyan('note     '))),
  ]);
}

/** The table that closes a run. Each line ends with LF. */
export function renderVerifySummary(report: VerifyReport, palette: Palette): string {
  const [head = '', ...rows] = inColumns([TABLE_HEAD, ...tableOf(report).map((row) => row.map(escapeLine))]);
  return lines([palette.dim(head), ...rows, '', summaryOf(report)]);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(9)}  ${escapeLine(text)}`;
}

function difference({ name, message, because }: Difference, title: string): string[] {
  const [first, ...more] = because.flatMap((clause) => clause.split('\n')).map(escapeLine);
  return [
    `  ${title}  ${name}: ${escapeLine(message)}`,
    ...(first === undefined ? [] : [`             because ${first}`]),
    ...more.map((clause) => `                     ${clause}`),
  ];
}

function measurements({ size, layers, contents, starts, vulnerabilities }: Measured): string[] {
  const elf = contents.after.machinePrograms;
  return [
    row('size', `${decimal(size.before)} before, ${decimal(size.after)} after, ${saving(size)}`),
    ...layerRows('before', layers.before),
    ...layerRows('after', layers.after),
    row('files', countedFiles(contents)),
    ...departed(contents).map(([title, names]) => row('left', `${title}: ${clipped(names, 120)}`)),
    ...(contents.after.privileged.length > 0 ? [row('set-id', contents.after.privileged.join(' '))] : []),
    row('programs', `${elf} ${elf === 1 ? 'program or library' : 'programs and libraries'} looked into`),
    ...starts.map((start) => row('start', `${startTitle(start)}: ${seenOf(start).join('; ')}`)),
    ...(vulnerabilities === undefined
      ? []
      : [
          row(
            vulnerabilities.scanner,
            `${severities(vulnerabilities.before)} before; ${severities(vulnerabilities.after)} after`,
          ),
        ]),
  ];
}

/** Layers smaller than this, in bytes, are counted and not named. */
const SMALL = 50_000;

function layerRows(side: string, layers: readonly ImageLayer[]): string[] {
  const large = layers.filter(({ bytes }) => bytes >= SMALL);
  const named = large.map((layer) => `${decimal(layer.bytes)} ${clipped(instructionOf(layer), 40)}`);
  const count = `${layers.length} ${layers.length === 1 ? 'layer' : 'layers'} ${side}`;
  return [row('layers', named.length === 0 ? count : `${count}: ${named.join('; ')}`)];
}

function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

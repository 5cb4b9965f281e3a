// Conversions → lines that a person reads, in the manner of a good compiler. Decides nothing and prints nothing.

import type { Conversion } from '../conversion.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Supply } from '../images/image.ts';
import type { Destination, Plan, RuntimeStep, SplitPlan, StageChanges } from '../plan/plan.ts';
import { locator, type Outcome } from './outcome.ts';
import { type Place, placesOf } from './place.ts';
import { inColumns } from './table.ts';
import { blanksLike, escapeLine, type Palette } from './terminal.ts';

export interface TextOptions {
  readonly palette: Palette;
  /** With the destination of each instruction, the artifacts, every rejected base, and what stays behind. */
  readonly explain: boolean;
}

/** Every outcome with its diagnostics. Each line ends with LF. */
export function renderText(outcomes: readonly Outcome[], options: TextOptions): string {
  return outcomes.map((outcome) => lines(outcomeLines(outcome, options))).join('\n');
}

/** Only the diagnostics of the given levels. */
export function renderDiagnostics(
  outcomes: readonly Outcome[],
  levels: readonly Diagnostic['level'][],
  palette: Palette,
): string {
  return lines(outcomes.flatMap((outcome) => diagnosticLines(outcome, levels, palette)));
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

function outcomeLines(outcome: Outcome, { palette, explain }: TextOptions): readonly string[] {
  const diagnostics = diagnosticLines(outcome, ['refusal', 'warning', 'note'], palette);
  const path = palette.bold(named(outcome.path));
  switch (outcome.kind) {
    case 'converted': {
      const what = outcome.plan.kind === 'stages' ? 'stages' : outcome.toolchains.map(escapeLine).join(', ');
      const head = `${path}: ${palette.green('converted')} (${what})`;
      const details = explain ? explanation(outcome) : [];
      return [head, ...decision(outcome.plan, outcome.confidence), ...details, ...diagnostics];
    }
    case 'refused':
    case 'failed':
      return diagnostics.length > 0 ? diagnostics : [`${path}: ${palette.yellow(outcome.kind)}`];
    case 'unchanged':
      return [`${path}: ${palette.dim('unchanged')}`, ...diagnostics];
  }
}

function named(path: string): string {
  if (path === '-') return '<stdin>';
  // At the begin of a line a runner of GitHub Actions takes it for a command.
  return /^\s*::/.test(path) ? `./${escapeLine(path)}` : escapeLine(path);
}

// — Diagnostics

const COLOURS = { refusal: 'red', warning: 'yellow', note: 'cyan' } as const;

function diagnosticLines(outcome: Outcome, levels: readonly Diagnostic['level'][], palette: Palette): string[] {
  const locate = locator(outcome);
  return outcome.diagnostics
    .filter((each) => levels.includes(each.level))
    .flatMap((each) => {
      const colour = palette[COLOURS[each.level]];
      const { path, start: place } = locate(each);
      const where = place === undefined ? '' : `:${place.line}:${place.column}`;
      // A failure is no decision about a Dockerfile, so it is not called by the level that it shares with refusals.
      const level = outcome.kind === 'failed' ? 'error' : each.level;
      const head = `${palette.bold(named(path) + where)} ${colour(level)} ${each.name}: ${escapeLine(each.message)}`;
      const shown = place === undefined || each.span === undefined ? [] : quotation(place, each.span, colour);
      const hint = each.hint === undefined ? [] : [`  ${palette.dim('hint:')} ${escapeLine(each.hint)}`];
      return [head, ...shown, ...hint];
    });
}

const WIDTH = 120;
const BEFORE = 40;

/** The source line and a line of carets below it. A line that is too long for a screen is cut on both sides of the span. */
function quotation(
  place: Place,
  span: { readonly start: number; readonly end: number },
  colour: (text: string) => string,
): string[] {
  const first = Math.max(0, Math.min(span.start - place.start, place.text.length));
  const last = Math.max(first, Math.min(span.end - place.start, place.text.length));
  const from = place.text.length <= WIDTH ? 0 : Math.max(0, first - BEFORE);
  const to = Math.min(place.text.length, from + WIDTH);
  const opening = from > 0 ? '…' : '';
  const closing = to < place.text.length ? '…' : '';
  const before = opening + escapeLine(place.text.slice(from, first));
  const marked = escapeLine(place.text.slice(first, Math.min(last, to)));
  const after = escapeLine(place.text.slice(Math.min(last, to), to)) + closing;
  const carets = '^'.repeat(Math.max(1, blanksLike(marked).length));
  // Behind a number and a bar no line of a file can be a command to the program that keeps the log.
  const margin = `  ${place.line} | `;
  return [
    `${margin}${before}${marked}${after}`,
    `${' '.repeat(margin.length - 2)}| ${blanksLike(before)}${colour(carets)}`,
  ];
}

// — What was decided

function decision(plan: Plan, confidence: string): string[] {
  const named = plan.stages.names.map(({ name, because }) => row('stage', escapeLine(`${name}: ${because}`)));
  const sure = [row('confidence', confidence), ...plan.evidence.map((clause) => row('', escapeLine(clause)))];
  if (plan.kind === 'stages') return [...named, ...sure];
  const { runtime, size } = plan;
  return [
    ...named,
    row('runtime', `${escapeLine(runtime.image)}: ${escapeLine(runtime.because)}`),
    ...sure,
    row('size', `about ${megabytes(size.before)} before, ${megabytes(size.after)} after`),
  ];
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(11)} ${text}`;
}

/** Rough, for people: `1.2 GB`, `8 MB`. */
export function megabytes(size: number): string {
  return size >= 1000 ? `${(size / 1000).toFixed(1)} GB` : `${Math.round(size)} MB`;
}

// — Explanation

function explanation({ input, plan }: Conversion & { readonly kind: 'converted' }): string[] {
  const placeOf = placesOf(input);
  const references = referenceRows(plan.stages, placeOf);
  return plan.kind === 'stages' ? references : [...references, ...splitRows(plan, placeOf)];
}

function referenceRows({ references }: StageChanges, placeOf: (offset: number) => Place): string[] {
  return section(
    'references',
    references.map(({ span, from, to, because }) => {
      const { line, text } = placeOf(span.start);
      const change =
        from === undefined ? `from ${to}, and not from the build context` : `from ${to}, and not from ${from}`;
      return [String(line).padStart(3), clipped(text.trim()), change, because];
    }),
  );
}

function splitRows(plan: SplitPlan, placeOf: (offset: number) => Place): string[] {
  const source = (instruction: number): string => {
    const span = plan.destinations.find((each) => each.instruction === instruction)?.span;
    return span === undefined ? `instruction ${instruction + 1}` : clipped(placeOf(span.start).text.trim());
  };
  const { build, runtime, destinations, size } = plan;
  const behind = destinations.filter((each) => each.stage === 'build').length;
  const saved = megabytes(Math.max(0, size.before - size.after));
  return [
    ...section(
      'instructions',
      destinations.map((each) => [lineOf(each, placeOf), source(each.instruction), each.stage, each.because]),
    ),
    ...section('added to the build stage', [
      ...build.environment.map((each) => [`ENV ${each.name}=${each.value}`, each.because]),
      ...(build.pruning === undefined ? [] : [[`RUN ${build.pruning.text}`, build.pruning.because]]),
    ]),
    ...section(
      'rewritten',
      plan.rewrites.map((each) => [clipped(each.text), each.because]),
    ),
    ...section(
      'in the runtime stage',
      runtime.steps.map((step) => [...stepWords(step, source), step.because]),
    ),
    ...section(
      'what it needs',
      runtime.supplies.map((supply) => [...supplyWords(supply), supply.need.because]),
    ),
    ...section(
      'rejected bases',
      runtime.rejected.map((each) => [each.image, each.because]),
    ),
    row(
      'left behind',
      `about ${saved}: ${escapeLine(build.image)} and what ${behind} ${behind === 1 ? 'instruction' : 'instructions'} made`,
    ),
  ];
}

function lineOf(destination: Destination, placeOf: (offset: number) => Place): string {
  return destination.span === undefined ? '' : String(placeOf(destination.span.start).line).padStart(3);
}

function stepWords(step: RuntimeStep, source: (instruction: number) => string): [string] {
  switch (step.kind) {
    case 'copy':
      return [
        `copy ${step.paths.join(' ')}${step.paths.length === 1 && step.paths[0] === step.to ? '' : ` to ${step.to}`}`,
      ];
    case 'context':
    case 'repeat':
      return [`again: ${source(step.instruction)}`];
    case 'move':
      return [`moved: ${source(step.instruction)}`];
    case 'write':
      return [`new: ${step.keyword} ${clipped(step.text.trim().split('\n')[0] ?? '')}`];
  }
}

function supplyWords(supply: Supply): [string, string] {
  const { need } = supply;
  const name =
    'name' in need
      ? `${need.kind} ${need.name}`
      : need.kind === 'library'
        ? `library of ${need.development}`
        : need.kind === 'account'
          ? `account ${need.names.join(', ')}`
          : need.kind;
  switch (supply.how) {
    case 'provided':
      return [name, 'provided by the base'];
    case 'copied':
      return [name, `copied: ${supply.paths.join(' ')}`];
    case 'installed':
      return [name, `installed: ${supply.packages.join(' ')}`];
  }
}

const CLIP = 56;

function clipped(text: string): string {
  return text.length <= CLIP ? text : `${text.slice(0, CLIP - 1)}…`;
}

/** A title and rows in columns; the last column is not padded. Nothing when there are no rows. */
function section(title: string, rows: readonly (readonly string[])[]): string[] {
  const lines = inColumns(rows.map((each) => each.map(escapeLine)));
  return rows.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];
}

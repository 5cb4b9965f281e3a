// Conversions → lines that a person reads, in the manner of a good compiler. Decides nothing and prints nothing.

import type { Diagnostic } from '../diagnostics.ts';
import type { Plan } from '../plan/plan.ts';
import { explanation } from './explanation.ts';
import { locator, type Outcome } from './outcome.ts';
import type { Place } from './place.ts';
import { story } from './story.ts';
import { blanksLike, escapeLine, type Palette } from './terminal.ts';
import { megabytes, row } from './words.ts';

export interface TextOptions {
  readonly palette: Palette;
  /** With what was seen, where the conversion has its findings, the destination of each instruction, every rejected base, and what stays behind. */
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
      const details = explain ? [...story(outcome), ...explanation(outcome)] : [];
      return [head, ...decision(outcome.plan, outcome.confidence), ...details, ...diagnostics];
    }
    case 'failed':
      return diagnostics.length > 0 ? diagnostics : [`${path}: ${palette.yellow(outcome.kind)}`];
    case 'refused':
    case 'unchanged': {
      const details = explain ? story(outcome) : [];
      // A refusal says by itself what it is about.
      if (outcome.kind === 'refused' && details.length === 0 && diagnostics.length > 0) return diagnostics;
      const colour = outcome.kind === 'refused' ? palette.yellow : palette.dim;
      return [`${path}: ${colour(outcome.kind)}`, ...details, ...diagnostics];
    }
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

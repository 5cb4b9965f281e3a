// `multistage [paths..]`: reads, converts, prints or writes, and counts. What becomes of a Dockerfile is decided in the engine.

import { resolve } from 'node:path';
import type { Converted } from '../../report/diff.ts';
import type { Outcome } from '../../report/outcome.ts';
import { renderSummary } from '../../report/summary.ts';
import type { Palette } from '../../report/terminal.ts';
import { renderDiagnostics } from '../../report/text.ts';
import { isColoured, paletteFor } from '../colours.ts';
import { contextFailure, convertFile, convertReading } from '../conversion.ts';
import { findDockerfiles, type Target } from '../find.ts';
import { type Neighbours, neighboursOf } from '../neighbours.ts';
import type { Format, Options } from '../options/convert.ts';
import { counterOn } from '../progress.ts';
import { readStandardInput } from '../read.ts';
import { type SettingsOf, settingsFor } from '../settings.ts';
import type { Verifier } from '../verifier.ts';
import { version } from '../version.ts';

/** Exit code: 0 done or nothing to do, 1 `--check` found something to convert, 2 something that the user has to mend. */
export async function convertPaths(options: Options): Promise<number> {
  const errors = paletteFor(isColoured(process.stderr));
  const broken = options.context === undefined ? undefined : contextFailure(options.context);
  const outcomes =
    broken !== undefined
      ? [broken]
      : options.paths[0] === '-'
        ? [await convertStandardInput(options)]
        : options.verify
          ? await convertVerified(options, errors)
          : await convertFiles(options, errors);
  if (broken !== undefined) process.stderr.write(renderDiagnostics([broken], ['refusal'], errors));

  const format = formatOf(options);
  process.stdout.write(await renderAll(outcomes, format));
  if (options.paths[0] === '-' && broken === undefined) {
    for (const outcome of outcomes) {
      if (format === undefined) process.stdout.write(textAfter(outcome));
      await printOne(outcome, format, options, errors);
    }
  }
  process.stderr.write(`${renderSummary(outcomes)}\n`);
  if (outcomes.some((outcome) => outcome.kind === 'failed')) return 2;
  return options.check && outcomes.some((outcome) => outcome.kind === 'converted') ? 1 : 0;
}

/** Undefined stands for the bare text, which only standard input is answered with. */
function formatOf(options: Options): Format | undefined {
  if (options.format !== undefined) return options.format;
  if (options.explain) return 'text';
  if (options.paths[0] === '-') return undefined;
  return options.write ? 'text' : 'diff';
}

/** The formats that are one document for all files. */
async function renderAll(outcomes: readonly Outcome[], format: Format | undefined): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../report/json.ts')).renderJson(outcomes);
    case 'sarif':
      return (await import('../../report/sarif.ts')).renderSarif(outcomes, version);
    case 'rdjson':
      return (await import('../../report/rdjson.ts')).renderRdjson(outcomes);
    case 'markdown':
      return (await import('../../report/markdown.ts')).renderMarkdown(outcomes);
    default:
      return '';
  }
}

async function convertVerified(options: Options, errors: Palette): Promise<readonly Outcome[]> {
  const { plainTrial, withVerifier } = await import('../verifier.ts');
  const outcomes = await withVerifier(plainTrial, (verifier) => convertFiles(options, errors, verifier));
  if (!('kind' in outcomes)) return outcomes;
  process.stderr.write(renderDiagnostics([outcomes], ['refusal'], errors));
  return [outcomes];
}

async function convertFiles(options: Options, errors: Palette, verifier?: Verifier): Promise<readonly Outcome[]> {
  const targets = await findDockerfiles(options.paths);
  const format = formatOf(options);
  const counter = counterOn(process.stderr, targets.length);
  const neighbours = neighboursOf(options);
  const settingsOf = settingsFor(options);
  const outcomes: Outcome[] = [];
  for (const target of targets) {
    const outcome =
      target.kind === 'target' ? await convertTarget(target, options, neighbours, settingsOf, verifier) : target;
    outcomes.push(outcome);
    counter.clear();
    await printOne(outcome, format, options, errors);
    counter.count(outcomes.length);
  }
  counter.clear();
  if (format === 'diff') await printDiff(neighbours.changes);
  const failures = options.write && neighbours.changes.length > 0 ? await neighbours.write(options.backup) : [];
  for (const failure of failures) await printOne(failure, format, options, errors);
  return [...outcomes, ...failures];
}

async function convertTarget(
  target: Target,
  options: Options,
  neighbours: Neighbours,
  settingsOf: SettingsOf,
  verifier: Verifier | undefined,
): Promise<Outcome> {
  const { file, path } = target;
  const { reading, outcome } = await convertFile(target, options, neighbours, settingsOf);
  if (outcome.kind === 'failed') return outcome;
  if (options.write && outcome.kind === 'converted' && !('kind' in reading)) {
    const context = options.context ?? neighbours.contextOf(file);
    const doubt = await verifier?.doubt(target, { text: reading.text, context }, { text: outcome.output, context });
    if (doubt !== undefined) return doubt;
    const { replaceFile } = await import('../write.ts');
    const { backup } = options;
    const failure = replaceFile({ file, path, before: reading.bytes, after: outcome.output, backup });
    if (failure !== undefined) return failure;
  }
  neighbours.take(outcome, file);
  return neighbours.shown(outcome, file);
}

/** The configuration is that of the current folder, and its `ignore` is about files. */
async function convertStandardInput(options: Options): Promise<Outcome> {
  const held = await settingsFor(options)(resolve('-'));
  if ('kind' in held) return held;
  const settings = { ...held.settings, explain: options.explain };
  return convertReading(await readStandardInput(), '-', options.context, settings);
}

function textAfter(outcome: Outcome): string {
  if (outcome.kind === 'converted') return outcome.output;
  return outcome.input ?? '';
}

/** Results go to standard output as they come; what the user has to know beside them goes to standard error. One document for all is printed at the end. */
async function printOne(
  outcome: Outcome,
  format: Format | undefined,
  options: Options,
  errors: Palette,
): Promise<void> {
  if (outcome.kind === 'failed') {
    process.stderr.write(renderDiagnostics([outcome], ['refusal'], errors));
    return;
  }
  if (format !== undefined && format !== 'text' && format !== 'diff') return;
  if (format === 'text') {
    const { renderText } = await import('../../report/text.ts');
    const palette = paletteFor(isColoured(process.stdout));
    process.stdout.write(`${renderText([outcome], { palette, explain: options.explain })}\n`);
    return;
  }
  if (format === 'diff' && outcome.kind === 'converted') await printDiff([outcome]);
  process.stderr.write(renderDiagnostics([outcome], ['refusal', 'warning'], errors));
}

async function printDiff(changes: readonly Converted[]): Promise<void> {
  if (changes.length === 0) return;
  const { renderDiff, renderDiffForTerminal } = await import('../../report/diff.ts');
  const coloured = isColoured(process.stdout);
  const forEyes = coloured || process.stdout.isTTY;
  process.stdout.write(forEyes ? renderDiffForTerminal(changes, paletteFor(coloured)) : renderDiff(changes));
}

// The GitHub action: converts what the inputs name, and says it beside the lines, in the log, in the summary and as outputs. It changes nothing.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { renderAnnotations, workflowCommand } from '../../report/annotations.ts';
import { renderDiff } from '../../report/diff.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { type Outcome, tally } from '../../report/outcome.ts';
import { renderSummary } from '../../report/summary.ts';
import { convertFile } from '../conversion.ts';
import { reasonOf } from '../failures.ts';
import { findDockerfiles } from '../find.ts';
import { neighboursOf } from '../neighbours.ts';
import { settingsFor } from '../settings.ts';
import { type Inputs, inputsFrom, pullRequestOf } from './inputs.ts';
import { addSummary, setOutput } from './runner.ts';

/** Exit code: 0, or 1 for what was asked to fail and for what has to be mended. Never throws. */
export async function runAction(): Promise<number> {
  try {
    const inputs = inputsFrom(process.env);
    return inputs.mode === 'check' ? await check(inputs) : await suggestFor(inputs);
  } catch (error) {
    process.stdout.write(workflowCommand('error', { title: 'multistage' }, `${reasonOf(error)}.`));
    return 1;
  }
}

async function check(inputs: Inputs): Promise<number> {
  const { paths, context, failOn } = inputs;
  const neighbours = neighboursOf({ paths, context, neighbours: false });
  // Whatever event it is that runs this: a configuration of a checkout that would be run is not.
  const settingsOf = settingsFor({ ...inputs, config: undefined, scripts: false });
  const outcomes: Outcome[] = [];
  for (const target of await findDockerfiles(paths)) {
    const outcome =
      target.kind === 'target' ? (await convertFile(target, inputs, neighbours, settingsOf)).outcome : target;
    outcomes.push(
      target.kind === 'target' && outcome.kind !== 'failed' ? neighbours.shown(outcome, target.file) : outcome,
    );
  }
  const diff = renderDiff(outcomes);
  if (diff !== '') process.stdout.write(inert(diff));
  process.stdout.write(`${renderAnnotations(outcomes)}${renderSummary(outcomes)}\n`);
  report(outcomes);
  const { converted, failed } = tally(outcomes);
  return failOn === 'convertible' && converted + failed > 0 ? 1 : 0;
}

async function suggestFor({ token, failOn, prefer, minConfidence }: Inputs): Promise<number> {
  const event = process.env.GITHUB_EVENT_PATH;
  const found = event === undefined ? undefined : pullRequestOf(readFileSync(event, 'utf8'), process.env);
  if (found === undefined) {
    process.stdout.write('The event is about no pull request, so nothing is suggested.\n');
    return 0;
  }
  if (token !== '') process.env.GITHUB_TOKEN = token;
  const { suggest } = await import('../commands/suggest.ts');
  const options = { repo: found.repo, pr: found.number, dryRun: false, format: 'text', prefer, minConfidence } as const;
  const fails = failOn === 'convertible';
  const code = await suggest({ ...options, check: fails }, undefined, {
    converted: report,
  });
  // A pull request of a fork comes with a token that may not write: that is no fault of who opened it.
  if (code === 2 && !fails)
    process.stdout.write(
      workflowCommand('warning', { title: 'multistage' }, 'nothing was suggested: the log says why.'),
    );
  return fails && code !== 0 ? 1 : 0;
}

function report(outcomes: readonly Outcome[]): void {
  addSummary(renderMarkdown(outcomes));
  const { converted, refused, unchanged, failed } = tally(outcomes);
  for (const [name, count] of Object.entries({ converted, refused, unchanged, failed })) setOutput(name, String(count));
  setOutput('files', JSON.stringify(outcomes.flatMap(({ kind, path }) => (kind === 'converted' ? [path] : []))));
}

/** Lines that the runner shows and does not read for commands, up to a word that nobody can foresee. */
function inert(text: string): string {
  const word = randomUUID();
  return `::stop-commands::${word}\n${text}::${word}::\n`;
}

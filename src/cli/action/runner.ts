// What a step tells the runner of GitHub Actions: outputs and a summary, each through a file that it names. Facts: the workflow commands of
// GitHub's documentation. Outside of a runner there are no such files, and nothing is written.

import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/** What the runner takes for the summary of one step, in bytes. */
const MOST = 1024 * 1024;

/** A value may hold anything: it ends at a line that nobody can foresee. */
export function setOutput(name: string, value: string): void {
  const end = `end-${randomUUID()}`;
  append(process.env.GITHUB_OUTPUT, `${name}<<${end}\n${value}\n${end}\n`);
}

/** Markdown. */
export function addSummary(page: string): void {
  const fits = Buffer.byteLength(page) <= MOST;
  append(
    process.env.GITHUB_STEP_SUMMARY,
    fits ? page : 'The report is larger than a summary may be: look at the log.\n',
  );
}

function append(file: string | undefined, text: string): void {
  if (file !== undefined && file !== '') appendFileSync(file, text);
}

// What action.yml starts. A release brings the bundle along. At any other commit it is built first, from what package-lock.json names, which
// takes half a minute.

import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/action.js', import.meta.url);

try {
  if (!existsSync(bundle)) {
    // What the workflow hands over is for nothing that npm starts, and what npm prints is no command to the runner.
    const secret = /^(?:INPUT_|GITHUB_TOKEN$|GH_TOKEN$|ACTIONS_)/;
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !secret.test(name)));
    const cwd = new URL('..', import.meta.url);
    for (const line of ['npm ci --ignore-scripts --no-audit --no-fund', 'node build.js'])
      execSync(line, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  await import(bundle.href);
} catch (error) {
  process.stdout.write(`::error title=multistage::the action could not be started: the log says why.\n`);
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

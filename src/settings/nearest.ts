// The configuration of a repository whose files somebody else reads: a commit, a base branch. JSON alone counts there, as no code of a
// repository is run that is not the user's own.

import type { Configuration } from './settings.ts';
import { type Known, type SettingsProblem, settingsFromJson } from './validate.ts';

export type Nearest =
  | Configuration
  | { readonly path: string; readonly problem: SettingsProblem; readonly text: string };

/** `dockerfile` and what `read` is asked for are relative to the repository, with `/`. Undefined where no folder above has a configuration. */
export function nearestConfiguration(
  dockerfile: string,
  read: (path: string) => string | undefined,
  known: Known,
): Nearest | undefined {
  const folders = dockerfile.split('/').slice(0, -1);
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const folder = folders
      .slice(0, depth)
      .map((name) => `${name}/`)
      .join('');
    for (const [name, within] of [
      ['multistage.config.json', undefined],
      ['package.json', 'multistage'],
    ] as const) {
      const path = `${folder}${name}`;
      const text = read(path);
      if (text === undefined || (within !== undefined && !text.includes(`"${within}"`))) continue;
      const validated = settingsFromJson(text, known, within);
      if ('problem' in validated) {
        if (within === undefined || validated.problem.message !== 'this is not JSON')
          return { path, problem: validated.problem, text };
      } else if (within === undefined || Object.keys(validated.settings).length > 0) {
        return { path, settings: validated.settings };
      }
    }
  }
  return undefined;
}

// Programs that sources or packages start: full images have some of them, and slim ones do not.

import type { Need } from '../images/need.ts';
import { programsOfFullImages } from '../packages/programs.ts';
import { programsNamed, startsProcesses } from '../sources/processes.ts';
import type { SourceTree } from '../sources/tree.ts';
import type { Call } from '../trace/effect.ts';

/** What command lines start, as far as it has to be named: what every base has, and what the author installs, is there anyway. `literals`: all those of sources that start programs, since arguments and tables name some. */
export function programsStarted(
  commands: readonly string[],
  because: (program: string) => string,
  literals: readonly string[] = [],
): Need[] {
  const isOfFullImage = (word: string) => programsOfFullImages.has(word);
  const names = commands.flatMap((command) => command.split(/[\s|;&()]+/).filter(isOfFullImage));
  return [...new Set([...names, ...programsNamed(literals, isOfFullImage)])].map(
    (name): Need => ({ kind: 'program', name, because: because(name) }),
  );
}

/** Programs of the build image that sources start by their names; none where they were not seen. `quotesRun`: text in back quotes is a command. */
export function programsRun(call: Call, sources: SourceTree | undefined, quotesRun = false): Need[] {
  if (sources === undefined) return [];
  if (!startsProcesses(sources.code) && !(quotesRun && sources.plain.includes('`'))) return [];
  return [...programsNamed(sources.literals, (program) => call.has(program))].map((name) => ({
    kind: 'program',
    name,
    because: `the sources run \`${name}\``,
  }));
}

/** Where Git is asked to do something with another repository: a command, an argument on its own, a method of a library. */
const reaches =
  /\bgit\b.*\s(?:clone|fetch|pull|push|ls-remote|submodule)\b|["'](?:clone|fetch|pull|push|ls-remote|submodule)["']|\.(?:clone(?:_from)?|pull|ls_remote)\s*\(/;

/** `ssh`, where Git is needed and the build image has both: sources name a repository that Git reaches by it, or do not name the one that is reached. */
export function remoteShell(
  call: Call,
  needs: readonly Need[],
  sources: Pick<SourceTree, 'plain'> | undefined,
): Need[] {
  if (sources === undefined || call.has('ssh') !== true) return [];
  if (!needs.some((need) => need.kind === 'program' && need.name === 'git')) return [];
  const isReached = sources.plain
    .split('\n')
    .some(
      (line) => /\bgit@|\bssh:\/\//.test(line) || (reaches.test(line) && !/\b(?:https?|git|file):\/\/\w/.test(line)),
    );
  return isReached
    ? [{ kind: 'program', name: 'ssh', because: 'the sources may have Git reach a repository by SSH' }]
    : [];
}

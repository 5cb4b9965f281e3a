// Programs of the build image that sources start. Whether they start any at all is for each language to say; which ones are those is asked here.

import type { Need } from '../images/need.ts';
import { programsNamed } from '../sources/processes.ts';
import type { SourceTree } from '../sources/tree.ts';
import type { Call } from '../trace/effect.ts';

/** What is known of how sources start others. */
export interface Started {
  /** Command lines, or parts of them: any word that is a program of the image may be started. */
  readonly commands?: readonly string[];
  /** Other literals, since arguments, tables and scripts name programs: those count that are more than a word of ordinary text. */
  readonly literals?: readonly string[];
}

/** What the image of the build stage does not have, nobody starts today; what every base has does no harm among needs. */
export function programsStarted(
  call: Pick<Call, 'has'> & Partial<Pick<Call, 'files' | 'resolve'>>,
  { commands = [], literals = [] }: Started,
): Need[] {
  const has = (program: string) => call.has(program);
  const words = commands.flatMap((command) => command.split(/[\s|;&()"'`]+/));
  const scripts = [...words, ...literals].flatMap((word) => scriptAt(word, call));
  const names = new Set([
    ...words.map((word) => word.replace(/^.*\//, '')).filter((word) => has(word) === true),
    ...programsNamed([...literals, ...scripts], has),
  ]);
  return [...names].map((name) => ({ kind: 'program', name, because: `the sources start \`${name}\`` }));
}

/** The text of a shell script of the project that sources name. */
function scriptAt(word: string, { files, resolve }: Partial<Pick<Call, 'files' | 'resolve'>>): readonly string[] {
  if (!/^[\w./-]+\.(?:sh|bash)$/.test(word) || files === undefined || resolve === undefined) return [];
  const text = files.read(resolve(word));
  return text === undefined ? [] : [text];
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

// Why a container behaves differently, as far as its own words and the files of both images tell. Says nothing when nothing is known.

import type { Observation } from './container.ts';
import type { Difference } from './difference.ts';
import { absolute, find } from './files.ts';
import type { Image } from './image.ts';

/** More of them would be a list, and no reason. */
const MOST = 4;

/**
 * Clauses without a full stop. `known` are differences that were found without starting anything: one of those that keep a program from
 * working is reason enough.
 */
export function causesOf(
  before: Image,
  after: Image,
  [old, now]: readonly [Observation, Observation],
  known: readonly Difference[],
): readonly string[] {
  const breaking = known.filter(({ name }) => BREAKING.has(name)).map(({ message }) => message.replace(/\.$/, ''));
  const causes = [...breaking, ...missingPaths(before, after, old, now), ...goneVariables(before, after, now)];
  return [...new Set(causes)].slice(0, MOST);
}

const BREAKING = new Set([
  'AccountMissing',
  'InterpreterMissing',
  'LibraryMissing',
  'LibraryTooOld',
  'ProgramMissing',
  'ProgramNotExecutable',
  'WriteLost',
]);

/** Paths that the converted one speaks of and does not find where the original has them. */
function missingPaths(before: Image, after: Image, old: Observation, now: Observation): string[] {
  const causes: string[] = [];
  const said = new Set(wordsOf(old));
  for (const word of wordsOf(now)) {
    if (said.has(word)) continue;
    const path = absolute(word, before.config.folder);
    const here = absolute(word, after.config.folder);
    const original = path === '/' ? undefined : find(before.root, path);
    if (original === undefined || find(after.root, here) !== undefined) continue;
    if (here !== path && find(after.root, path) !== undefined)
      causes.push(
        `\`${word}\` is looked for in WORKDIR, which is \`${after.config.folder}\` and was \`${before.config.folder}\`: the image has \`${path}\``,
      );
    else causes.push(`\`${path}\` of the original is not in the image`);
  }
  return causes;
}

/** What may be a path: with a slash or a dot in it. Of a pattern, the folder. */
function wordsOf({ stdout, stderr, refusal = '', answers }: Observation): string[] {
  const text = [refusal, stderr, stdout, ...answers.map(({ body }) => body.slice(0, 4096))].join('\n');
  const words = text.match(/[\w./@+*-]*[\w/@+*-]/g) ?? [];
  return words
    .filter((word) => /[./]/.test(word) || /^\w{3,}$/.test(word))
    .map((word) => (word.includes('*') ? word.slice(0, word.indexOf('*')).replace(/[^/]*$/, '') : word))
    .filter((word) => word !== '' && word !== '/');
}

/** Variables that the original has, and of which the converted one speaks. */
function goneVariables(before: Image, after: Image, now: Observation): string[] {
  const text = now.stderr + now.stdout;
  return [...before.config.environment.keys()]
    .filter((name) => name.length > 2 && !after.config.environment.has(name) && text.includes(name))
    .map((name) => `ENV \`${name}\` of the original is not set`);
}

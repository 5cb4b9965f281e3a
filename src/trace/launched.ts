// Interpreters that are given what they run as an argument: without that file the command cannot work.

import { UNKNOWN } from './effect.ts';
import { baseName, resolvePath } from './path.ts';
import { hasGlob } from './programs/places.ts';

/** The word that names the program's file, by interpreter. Options that take a value as a word of their own are those before it. */
const fileWord: Readonly<Record<string, (words: readonly string[]) => string | undefined>> = {
  java: (words) => (words.includes('-jar') ? words[words.indexOf('-jar') + 1] : undefined),
};

/** The absolute path of the file that the command has its interpreter run; undefined when it names none, or by a pattern. */
export function launchedFile(words: readonly string[], cwd: string): string | undefined {
  const interpreter = baseName(words[0] ?? '');
  const word = Object.hasOwn(fileWord, interpreter) ? fileWord[interpreter]?.(words) : undefined;
  if (word === undefined || word === '' || word.includes(UNKNOWN) || hasGlob(word)) return undefined;
  return resolvePath(cwd, word);
}

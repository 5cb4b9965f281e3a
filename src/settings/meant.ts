// What somebody meant who wrote a name that does not exist. Imports the library that compares words.

import { closest, distance } from 'fastest-levenshtein';

/** One of the names, or undefined where none is so near that it would help: `golang` is `go` rather than `erlang`. */
export function meant(name: string, names: readonly string[]): string | undefined {
  const shorter = names
    .filter((one) => one.length > 1 && name.startsWith(one))
    .sort((one, other) => other.length - one.length)[0];
  if (shorter !== undefined) return shorter;
  const nearest = names.length === 0 ? undefined : closest(name, [...names]);
  return nearest !== undefined && distance(name, nearest) <= Math.max(1, name.length / 3) ? nearest : undefined;
}

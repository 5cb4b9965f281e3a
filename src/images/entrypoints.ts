// Entrypoints of official images that prepare something and then become the command that follows: with one or without, the same program runs.
// Sources: docker-library/php and docker-library/openjdk, nodejs/docker-node, carlossg/docker-maven, adoptium/containers, nginxinc/docker-nginx, oven-sh/bun,
// envygeeks/jekyll-docker.

import type { InheritedConfig } from './image.ts';

/** Name of the script, and whether it treats a first argument that is a flag as one of its own program; `of`: the program that the image has, where others call their scripts by this name; `never`: words that it does not take for a program. */
const passing: Readonly<Record<string, { readonly flags: boolean; readonly of?: string; readonly never?: RegExp }>> = {
  // Copies a reference repository into the home folder of Maven.
  '/usr/local/bin/mvn-entrypoint.sh': { flags: false },
  // Imports certificates where an environment variable asks for it, which no Dockerfile's image does by itself.
  '/__cacert_entrypoint.sh': { flags: false },
  // Runs `node` when the first word is a flag or no program.
  'docker-entrypoint.sh': { flags: true },
  // Fills templates of the configuration when nginx follows, and becomes what follows.
  '/docker-entrypoint.sh': { flags: false, of: 'nginx' },
  // Runs `bun` when the first word is a flag or no program.
  '/usr/local/bin/docker-entrypoint.sh': { flags: true, never: /\.[cm]?[jt]sx?$/ },
  // Runs `php` when the first word is a flag.
  'docker-php-entrypoint': { flags: true },
  // Changes to the account of Jekyll, and sees to the gems of the folder.
  '/usr/jekyll/bin/entrypoint': { flags: false },
};

/** What a base image starts when the Dockerfile says nothing else: it is there, whatever it is. */
export function isOwnStart(config: InheritedConfig | undefined, word: string): boolean {
  return word.startsWith('/') && (config?.entrypoint?.[0] === word || config?.cmd?.[0] === word);
}

/** Whether an inherited entrypoint runs this command as it is. `programs` are those of the image. */
export function passesThrough(
  entrypoint: readonly string[],
  command: readonly string[],
  programs: ReadonlySet<string> | undefined,
): boolean {
  const [script = '', ...rest] = entrypoint;
  // It sets variables of the toolchain; a program that is named by its path is not looked up with them.
  if (entrypoint.join(' ') === 'opam exec --') return command[0]?.includes('/') === true;
  if (rest.length > 0 || !Object.hasOwn(passing, script)) return false;
  const first = command[0];
  const { of, never, flags } = passing[script] ?? {};
  if (first === undefined || never?.test(first) === true) return false;
  if (of !== undefined && programs?.has(of) !== true) return false;
  return flags === false || !first.startsWith('-');
}

// What a call of `make` runs.

import { type Call, UNKNOWN } from '../effect.ts';
import type { MakeScope } from '../makefile/makefile.ts';
import { readMakefile } from '../makefile/read.ts';
import { expandRecipes, ignoringFailure } from '../makefile/recipes.ts';
import { join, resolvePath } from '../path.ts';
import { readOptions } from './options.ts';
import { isUnknown, matchGlob } from './places.ts';

const MAKE_LONG =
  'directory file makefile include-dir old-file assume-old new-file assume-new what-if eval load-average'.split(' ');

/** The scripts that a call of `make` runs, in order, and where. Undefined when its Makefile is not known or not understood. */
export function makeScripts(call: Call): { scripts: readonly string[]; cwd: string } | undefined {
  // `-j 4` and `-l 2`: the number is optional, so that it is taken only when it is one.
  const words = call.words
    .slice(1)
    .filter(
      (word, index, all) =>
        !(/^-[a-z]*[jl]$/i.test(all[index - 1] ?? '') && (/^\d+(?:\.\d+)?$/.test(word) || word === UNKNOWN)),
    );
  const options = readOptions(words, { short: 'CfIoW', long: MAKE_LONG });
  const cwd = options
    .values('C', 'directory')
    .reduce((folder, path) => (path.startsWith('/') ? resolvePath('/', path) : resolvePath(folder, path)), call.cwd);
  if (isUnknown(cwd)) return undefined;
  if (options.has('n', 'just-print', 'dry-run', 'recon', 'q', 'question', 'v', 'version', 'h', 'help'))
    return { scripts: [], cwd };
  const overrides = new Map<string, string>();
  const goals: string[] = [];
  for (const word of options.operands) {
    const assignment = /^([A-Za-z_][\w.-]*)\s*(?::{0,3}|\+|\?)=(.*)$/s.exec(word);
    if (assignment !== null) overrides.set(assignment[1] ?? '', assignment[2] ?? '');
    else goals.push(word);
  }
  const named = options.values('f', 'file', 'makefile');
  const paths =
    named.length > 0
      ? named.map((name) => resolvePath(cwd, name))
      : ['GNUmakefile', 'makefile', 'Makefile'].map((name) => join(cwd, name));
  const texts = paths.flatMap((path) => call.files.read(path) ?? []);
  if (texts.length === 0 || (named.length > 0 && texts.length < named.length)) return undefined;
  const path = named.length > 0 ? paths[0] : paths.find((one) => call.files.read(one) !== undefined);
  const makefile = readMakefile(
    named.length > 0 ? texts.join('\n') : (texts[0] ?? ''),
    scopeOf(call, cwd, overrides, goals),
    path,
  );
  const shell = makefile.variables.get('SHELL')?.value;
  if (shell !== undefined && !/(?:^|[/\s)])(?:sh|bash|ash|dash|zsh)\b/.test(shell) && !isUnknown(shell))
    return undefined;
  const scripts = expandRecipes(makefile, goals);
  if (scripts === undefined) return undefined;
  return { scripts: options.has('i', 'ignore-errors') ? scripts.map(ignoringFailure) : scripts, cwd };
}

function scopeOf(call: Call, cwd: string, overrides: ReadonlyMap<string, string>, goals: readonly string[]): MakeScope {
  return {
    overrides,
    environment: (name) => (name === 'PWD' ? call.cwd : call.variable(name)),
    cwd,
    goals,
    read: (path) => call.files.read(path),
    exists: (path) => call.files.find(path)?.certain === true,
    glob: (pattern) => {
      const absolute = resolvePath(cwd, pattern);
      const { paths, complete } = matchGlob(call, absolute);
      if (!complete) return undefined;
      const base = pattern.startsWith('/') ? '' : `${cwd === '/' ? '' : cwd}/`;
      return paths.map((path) => (base !== '' && path.startsWith(base) ? path.slice(base.length) : path));
    },
  };
}

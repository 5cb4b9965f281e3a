// Which Dockerfiles a folder or a glob holds, without what git ignores. The only file that knows the glob and gitignore libraries.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { globSync } from 'tinyglobby';

const NAMES = ['Dockerfile', 'Dockerfile.*', '*.Dockerfile', 'Containerfile', 'Containerfile.*'];

// Named like a Dockerfile and none: ignore files, and what this tool, patch and editors leave behind.
const LEFTOVERS = ['*.dockerignore', '*.containerignore', '*.orig', '*.orig.*', '*.rej', '*.bak', '*.swp', '*~'];

const everywhere = (names: readonly string[]): string[] => names.map((name) => `**/${name}`);

// Links are not followed: they can lead out of the folder, or in circles.
const SEARCH = { dot: true, expandDirectories: false, followSymbolicLinks: false, onlyFiles: true } as const;
const PRUNED = ['**/node_modules/**', '**/.git/**'];

const named = ignore({ ignorecase: false }).add(NAMES);
const leftover = ignore({ ignorecase: false }).add(LEFTOVERS);

/** Whether a search would find a file of this path, with `/`. */
export function isNamedLikeDockerfile(path: string): boolean {
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  return (
    ignore.isPathValid(name) && named.ignores(name) && !leftover.ignores(name) && !segments.includes('node_modules')
  );
}

/** Absolute paths in code-unit order. */
export function searchFolder(folder: string): readonly string[] {
  const root = resolve(folder);
  const found = globSync([...everywhere(NAMES), '**/.gitignore'], {
    ...SEARCH,
    cwd: root,
    ignore: [...PRUNED, ...everywhere(LEFTOVERS)],
  });
  const rules = new Map<string, Ignore>();
  const dockerfiles: string[] = [];
  for (const path of found) {
    const file = resolve(root, path);
    if (path === '.gitignore' || path.endsWith('/.gitignore')) addRules(rules, dirname(file));
    else dockerfiles.push(file);
  }
  addRulesAbove(rules, root);
  return dockerfiles.filter((file) => !isIgnored(file, rules)).sort(inOrder);
}

/** Whether patterns as in a .gitignore of this folder leave a file out. */
export function ignoredBy(patterns: readonly string[], folder: string, file: string): boolean {
  const path = slashed(relative(folder, file));
  if (patterns.length === 0 || path.startsWith('../')) return false;
  return ignore({ ignorecase: false })
    .add([...patterns])
    .ignores(path);
}

/** Absolute paths in code-unit order. A glob names its files, so nothing but `node_modules` and `.git` is left out. */
export function expandGlob(glob: string): readonly string[] {
  const pattern = sep === '\\' ? glob.replaceAll('\\', '/') : glob;
  return globSync([pattern], { ...SEARCH, cwd: process.cwd(), absolute: true, ignore: PRUNED })
    .map((file) => resolve(file))
    .sort(inOrder);
}

function addRules(rules: Map<string, Ignore>, folder: string): void {
  try {
    rules.set(folder, ignore({ ignorecase: false }).add(readFileSync(join(folder, '.gitignore'), 'utf8')));
  } catch {
    // A .gitignore that cannot be read ignores nothing, for git as well.
  }
}

/** Those of the folders above count up to the root of the repository. */
function addRulesAbove(rules: Map<string, Ignore>, root: string): void {
  const above: string[] = [];
  for (let folder = root; !existsSync(join(folder, '.git')); ) {
    const parent = dirname(folder);
    // No repository around: then there is no ignore file to honour above what the user named.
    if (parent === folder) return;
    folder = parent;
    above.push(folder);
  }
  for (const folder of above) addRules(rules, folder);
  // The user named a folder that a rule above ignores: then that rule cannot be meant.
  for (const folder of above)
    if (rules.get(folder)?.ignores(`${slashed(relative(folder, root))}/`)) rules.delete(folder);
}

/** An ignored folder takes all below it, whatever an exception further down says. */
function isIgnored(file: string, rules: ReadonlyMap<string, Ignore>): boolean {
  if (rules.size === 0 || isNamed(file, '', rules)) return rules.size > 0;
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (isNamed(folder, '/', rules)) return true;
  }
  return false;
}

/** From the entry's own folder upwards, the first .gitignore with an opinion decides. Folders are told apart by the slash at their end. */
function isNamed(entry: string, ending: '' | '/', rules: ReadonlyMap<string, Ignore>): boolean {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const verdict = rules.get(folder)?.test(slashed(relative(folder, entry)) + ending);
    if (verdict?.ignored) return true;
    if (verdict?.unignored || folder === dirname(folder)) return false;
  }
}

function slashed(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

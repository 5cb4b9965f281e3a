// Which repositories a campaign is about, from the words of the user: work trees, addresses, and folders that hold work trees. Their names
// and their order are the same in every run, and on every machine that is given the same words.

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Reason } from '../report/campaign.ts';
import { withoutCredentials } from './git.ts';
import { badAddress, credentialsInAddress, noRepository, noSuchFolder } from './reasons.ts';

/** `name` is what the user calls it, see RepositoryResult. */
export type Source =
  | { readonly kind: 'folder'; readonly name: string /** Absolute, without links. */; readonly folder: string }
  /** Cloned; the address holds no credentials. */
  | { readonly kind: 'remote'; readonly name: string; readonly address: string }
  | { readonly kind: 'broken'; readonly name: string; readonly reason: Reason };

/** In the order of the words, those of a folder sorted, each repository once. `apart` is a folder that is not looked into. */
export function sourcesOf(words: readonly string[], apart: string): readonly Source[] {
  const sources = new Map<string, Source>();
  for (const word of words)
    for (const source of sourcesOfWord(word, apart)) {
      const key = source.kind === 'folder' ? source.folder : source.name;
      if (!sources.has(key)) sources.set(key, source);
    }
  return [...sources.values()];
}

/** The words of a list: one in a line, without blank lines and those that begin with `#`. */
export function wordsOfList(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

// `https://host/path`, `host:path` and `user@host:path`; a drive of Windows is no host.
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;
const SCP_LIKE = /^[^/\\:\s]{2,}:[^:\s]/;
const TAKEN = /^(?:https?|ssh|git|file):\/\//i;

function sourcesOfWord(word: string, apart: string): readonly Source[] {
  const broken = (reason: Reason): readonly Source[] => [{ kind: 'broken', name: withoutCredentials(word), reason }];
  if (URL_LIKE.test(word) || (!existsSync(word) && (SCP_LIKE.test(word) || word.includes('::')))) {
    const address = word.replace(/\/+$/, '');
    const name = withoutCredentials(address);
    if (name !== address) return broken(credentialsInAddress);
    if (URL_LIKE.test(word) ? !TAKEN.test(word) : word.includes('::')) return broken(badAddress);
    return [{ kind: 'remote', name, address }];
  }
  const name = nameOf(word);
  if (!isFolder(word)) return broken(noSuchFolder);
  if (existsSync(join(word, '.git'))) return [{ kind: 'folder', name, folder: realpathSync(word) }];
  if (['HEAD', 'objects', 'refs'].every((part) => existsSync(join(word, part))))
    return [{ kind: 'remote', name, address: pathToFileURL(realpathSync(word)).href }];
  const found = workTreesBelow(word, apart);
  if (found.length === 0) return broken(noRepository);
  return found.map((path) => ({
    kind: 'folder',
    name: nameOf(`${word}/${path}`),
    folder: realpathSync(join(word, path)),
  }));
}

/** `./a//b/` is `a/b`; with `/` on every system. */
function nameOf(word: string): string {
  const parts = (sep === '\\' ? word.replaceAll('\\', '/') : word).split('/');
  const kept = parts.filter((part, index) => part !== '.' && (part !== '' || index === 0));
  return kept.join('/') || (word.startsWith('/') ? '/' : '.');
}

/**
 * Paths below the folder in code-unit order. What lies in a work tree belongs to it, be it a submodule or a clone that git does not know.
 * Hidden folders are caches of tools, links lead elsewhere, and a linked work tree is another view of a repository that has a place of its own.
 */
function workTreesBelow(folder: string, apart: string): readonly string[] {
  const found: string[] = [];
  const waiting = [''];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of entriesOf(join(folder, path))) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      const full = resolve(folder, below);
      if (full === apart) continue;
      if (!existsSync(join(full, '.git'))) waiting.push(below);
      else if (!isLinked(join(full, '.git'))) found.push(below);
    }
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that may not be read holds nothing that could be converted.
    return [];
  }
}

/** Of `git worktree`: a file that leads to a folder of another repository. */
function isLinked(path: string): boolean {
  try {
    return !isFolder(path) && /^gitdir: .*[\\/]worktrees[\\/][^\\/]+\s*$/.test(readFileSync(path, 'utf8'));
  } catch {
    // Git will say what is wrong with it.
    return false;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

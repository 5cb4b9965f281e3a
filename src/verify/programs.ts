// What a container starts, and whether it is there: the programs of CMD, ENTRYPOINT and HEALTHCHECK, the interpreters of scripts, and what
// scripts call. Looks into the files of an image; what differs between two images is decided elsewhere.

import { programsNamedIn } from '../syntax/shell.ts';
import { absolute, type Found, find, folderOf, isExecutable, type Node } from './files.ts';
import type { Image, ImageConfig } from './image.ts';

/** A program or file that is named, and what became of it. */
export interface Named {
  /** As written. */
  readonly name: string;
  /** Who names it: `CMD`, or the path of a script. */
  readonly by: string;
  /** `argument`: a word that may be a path. `call`: of a script, which need not get there. */
  readonly role: 'program' | 'interpreter' | 'call' | 'argument';
  readonly state: 'there' | 'missing' | 'not executable';
  /** Absolute, links followed, when it is there. */
  readonly path: string | undefined;
}

/** Docker's own. Source: moby/moby, oci/defaults. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const SHELL = /^(?:ba|da|a|z|k)?sh$/;

/** Scripts that call scripts: followed this deep. */
const DEEPEST = 8;

/** All that starting the container names, in the order in which it is met. */
export function programsOf({ config, root }: Image): readonly Named[] {
  const look: Look = { root, folder: config.folder, path: searchPath(config), named: [], seen: new Set() };
  const { entrypoint, command, health } = config;
  const started = entrypoint.length > 0 ? entrypoint : command;
  nameWords(started, entrypoint.length > 0 ? 'ENTRYPOINT' : 'CMD', look, 0);
  // Words of CMD under an ENTRYPOINT are arguments; an entrypoint script most often starts them.
  if (entrypoint.length > 0) for (const word of command) nameArgument(word, 'CMD', look);
  const [kind, ...words] = health?.test ?? [];
  if (kind === 'CMD') nameWords(words, 'HEALTHCHECK', look, 0);
  if (kind === 'CMD-SHELL') nameWords([...shellOf(config), ...words], 'HEALTHCHECK', look, 0);
  return look.named;
}

export function shellOf({ shell }: ImageConfig): readonly string[] {
  return shell.length > 0 ? shell : ['/bin/sh', '-c'];
}

interface Look {
  readonly root: Node;
  readonly folder: string;
  readonly path: readonly string[];
  readonly named: Named[];
  /** Scripts that were read. */
  readonly seen: Set<string>;
}

function searchPath({ environment }: ImageConfig): readonly string[] {
  return (environment.get('PATH') ?? DEFAULT_PATH).split(':').filter((folder) => folder !== '');
}

/** Where a command leads, as the shell and Docker look for it. */
function locate(name: string, { root, folder, path }: Look): Found | undefined {
  if (name.includes('/')) return find(root, absolute(name, folder));
  for (const each of path) {
    const found = find(root, absolute(`${each}/${name}`, folder));
    if (found?.entry.kind === 'file') return found;
  }
  return undefined;
}

function nameWords(words: readonly string[], by: string, look: Look, depth: number): void {
  const [program, ...rest] = words;
  if (program === undefined) return;
  const found = name(program, by, 'program', look);
  if (found !== undefined) nameScript(found, look, depth);
  const flag = rest.findIndex((word) => /^-\w*c$/.test(word));
  const script = rest[flag + 1];
  if (SHELL.test(program.slice(program.lastIndexOf('/') + 1)) && flag >= 0 && script !== undefined)
    for (const each of programsNamedIn(script)) nameCall(each, by, look, depth);
  else for (const word of rest) nameArgument(word, by, look, depth);
}

function nameCall(call: string, by: string, look: Look, depth: number): void {
  const found = name(call, by, 'call', look);
  if (found !== undefined) nameScript(found, look, depth);
}

function name(program: string, by: string, role: Named['role'], look: Look): Found | undefined {
  const found = locate(program, look);
  const state = found === undefined ? 'missing' : isExecutable(found.entry) ? 'there' : 'not executable';
  look.named.push({ name: program, by, role, state, path: found?.path });
  return found;
}

/** A word that looks like a path; that it is none is found out by comparing with an image that has it. */
function nameArgument(word: string, by: string, look: Look, depth = 0): void {
  if (!/^[^-].*[./]/.test(word) || /[\s:*?$]/.test(word)) return;
  const found = find(look.root, absolute(word, look.folder));
  look.named.push({
    name: word,
    by,
    role: 'argument',
    state: found === undefined ? 'missing' : 'there',
    path: found?.path,
  });
  if (found !== undefined) nameScript(found, look, depth);
}

function nameScript({ path, entry }: Found, look: Look, depth: number): void {
  if (entry.text === undefined || look.seen.has(path) || depth >= DEEPEST) return;
  look.seen.add(path);
  const [line = ''] = entry.text.split('\n', 1);
  const [interpreter = '', ...words] = line.slice(2).trim().split(/\s+/);
  name(interpreter, path, 'interpreter', look);
  const isEnv = interpreter.endsWith('/env');
  const behind = isEnv ? words.find((word) => !word.startsWith('-') && !word.includes('=')) : interpreter;
  if (isEnv && behind !== undefined) name(behind, path, 'interpreter', look);
  if (!SHELL.test((behind ?? '').slice((behind ?? '').lastIndexOf('/') + 1))) return;
  // A script's own folder is where it most often finds the others.
  const folder = folderOf(path);
  for (const call of programsNamedIn(entry.text.slice(line.length)))
    nameCall(call, path, call.startsWith('./') ? { ...look, folder: withCall(look, call, folder) } : look, depth + 1);
}

function withCall({ root, folder }: Look, call: string, own: string): string {
  return find(root, absolute(call, folder)) === undefined && find(root, absolute(call, own)) !== undefined
    ? own
    : folder;
}

// Compares the files of two images: what left, what is new, and what those that stayed have lost. Looks at files, and starts nothing.

import {
  AccountMissing,
  because,
  type Difference,
  InterpreterMissing,
  LibraryMissing,
  LibraryTooOld,
  ProgramMissing,
  ProgramNotExecutable,
  WriteLost,
} from './difference.ts';
import { type Account, accountsOf, type FileEntry, find, mayWrite, walk } from './files.ts';
import type { Image } from './image.ts';
import { type Lack, lacksOf } from './libraries.ts';
import { type Named, programsOf } from './programs.ts';

/** A toolchain, by the names of the programs that it brings. */
export interface KnownToolchain {
  readonly title: string;
  readonly programs: readonly string[];
}

export interface Inventory {
  readonly files: number;
  /** Paths of programs that run with rights of their owner or group. */
  readonly privileged: readonly string[];
  readonly shells: readonly string[];
  readonly packageManagers: readonly string[];
  /** Titles. */
  readonly toolchains: readonly string[];
  /** Programs and libraries that are linked dynamically or are shared. */
  readonly machinePrograms: number;
}

export interface Contents {
  readonly before: Inventory;
  readonly after: Inventory;
  /** Paths of files that only the converted image has: those of its base, most often. */
  readonly added: readonly string[];
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'busybox']);
const PACKAGE_MANAGERS = new Set('apt apt-get dpkg apk yum dnf microdnf tdnf rpm zypper pacman'.split(' '));
const PROGRAM_FOLDER = /^(?:\/usr(?:\/local)?|\/opt\/[^/]+|\/root\/\.[^/]+)?(?:\/[^/]+)?\/s?bin\/([^/]+)$/;

export function compareContents(before: Image, after: Image, toolchains: readonly KnownToolchain[]): Contents {
  const titles = new Map(
    toolchains.flatMap(({ title, programs }) => programs.map((program) => [program, title] as const)),
  );
  const there = new Set<string>();
  for (const [path] of walk(before.root)) there.add(path);
  const added: string[] = [];
  for (const [path, { kind }] of walk(after.root)) if (kind !== 'folder' && !there.has(path)) added.push(path);
  return { before: inventory(before, titles), after: inventory(after, titles), added: added.sort() };
}

function inventory({ root }: Image, titles: ReadonlyMap<string, string>): Inventory {
  let files = 0;
  let machinePrograms = 0;
  const privileged: string[] = [];
  const names = new Set<string>();
  for (const [path, { kind, mode, elf }] of walk(root)) {
    if (kind === 'folder') continue;
    files++;
    if (elf !== undefined) machinePrograms++;
    if (kind === 'file' && (mode & 0o6000) !== 0 && (mode & 0o111) !== 0) privileged.push(path);
    const name = PROGRAM_FOLDER.exec(path)?.[1];
    if (name !== undefined) names.add(name);
  }
  const present = [...names].sort();
  const known = present.flatMap((name) => titles.get(name) ?? []);
  return {
    files,
    privileged: privileged.sort(),
    shells: present.filter((name) => SHELLS.has(name)),
    packageManagers: present.filter((name) => PACKAGE_MANAGERS.has(name)),
    toolchains: [...new Set(known)].sort(),
    machinePrograms,
  };
}

// — What was lost

/** Programs that are named and not there, libraries that are not found, files that can no longer be written. */
export function findLosses(before: Image, after: Image): readonly Difference[] {
  return [
    ...missingAccount(before, after),
    ...missingPrograms(before, after),
    ...missingLibraries(before, after),
    ...lostWrites(before, after),
  ];
}

function missingPrograms(before: Image, after: Image): Difference[] {
  const key = ({ name, by, role }: Named): string => JSON.stringify([name, by, role]);
  const old = new Map(programsOf(before).map((named) => [key(named), named.state]));
  return programsOf(after).flatMap((named) => {
    const state = old.get(key(named));
    if (named.state === 'there' || named.state === state) return [];
    // What a script calls and which words are paths is only known from the image that has them.
    if ((named.role === 'call' || named.role === 'argument') && state !== 'there') return [];
    const by = named.by.startsWith('/') ? `\`${named.by}\`` : named.by;
    return [named.state === 'missing' ? ProgramMissing(named.name, by) : ProgramNotExecutable(named.name, by)];
  });
}

function missingLibraries(before: Image, after: Image): Difference[] {
  const started = new Set(programsOf(after).map(({ path }) => path));
  const differences: Difference[] = [];
  for (const [path, entry] of walk(after.root)) {
    if (entry.elf === undefined || entry.kind !== 'file') continue;
    const lacks = lacksOf(after.root, { path, entry, node: after.root }, after.config.environment);
    if (lacks.length === 0) continue;
    const old = find(before.root, path);
    // A file that is not in the original comes from the new base; of those only what is started can be a mistake of ours.
    if (old?.entry.elf === undefined && !started.has(path)) continue;
    const known = new Set((old === undefined ? [] : lacksOf(before.root, old, before.config.environment)).map(keyOf));
    differences.push(
      ...describeLacks(
        path,
        lacks.filter((lack) => !known.has(keyOf(lack))),
      ),
    );
  }
  return differences;
}

const keyOf = (lack: Lack): string => JSON.stringify(Object.values(lack));

function describeLacks(path: string, lacks: readonly Lack[]): Difference[] {
  const libraries = lacks.filter(({ kind }) => kind === 'library').map(({ name }) => `\`${name}\``);
  const [interpreter] = lacks.filter(({ kind }) => kind === 'interpreter');
  const missing = libraries.length === 0 ? [] : [LibraryMissing(path, libraries.join(', '))];
  const versions = lacks.flatMap((lack) =>
    lack.kind === 'version' ? [LibraryTooOld(path, lack.version, lack.name)] : [],
  );
  if (interpreter === undefined) return [...missing, ...versions];
  const found = InterpreterMissing(path, interpreter.name);
  return [libraries.length === 0 ? found : because(found, [`it needs ${libraries.join(', ')}`])];
}

// — Accounts

function missingAccount(before: Image, after: Image): Difference[] {
  const [name = ''] = after.config.user.split(':');
  if (name === '' || /^\d+$/.test(name) || name === 'root' || accountOf(before) === undefined) return [];
  return accountsOf(after.root, '/etc/passwd').has(name) ? [] : [AccountMissing(name)];
}

/** Who the container runs as; undefined for a name that is in no file of the image. */
export function accountOf({ config, root }: Image): Account | undefined {
  const [name = '', group] = config.user.split(':');
  const accounts = accountsOf(root, '/etc/passwd');
  const groups = accountsOf(root, '/etc/group');
  const [, , own] = /^\d+$/.test(name)
    ? ([...accounts.values()].find(([, id]) => id === name) ?? [])
    : (accounts.get(name) ?? []);
  const user = name === '' || name === 'root' ? '0' : /^\d+$/.test(name) ? name : accounts.get(name)?.[1];
  if (user === undefined) return undefined;
  const member = [...groups.values()]
    .filter(([, , members = '']) => name !== '' && members.split(',').includes(name))
    .map(([, id]) => id);
  const chosen = group === undefined ? own : /^\d+$/.test(group) ? group : groups.get(group)?.[1];
  return { user: Number(user), groups: [chosen ?? '0', ...member].map(Number) };
}

/** More of them say nothing more. */
const SHOWN_WRITES = 5;

function lostWrites(before: Image, after: Image): Difference[] {
  const [old, now] = [accountOf(before), accountOf(after)];
  if (old === undefined || now === undefined || now.user === 0) return [];
  const lost: [string, FileEntry][] = [];
  for (const [path, entry] of walk(after.root)) {
    if (entry.kind === 'link' || entry.kind === 'device' || mayWrite(entry, now)) continue;
    const was = find(before.root, path)?.entry;
    if (was?.kind === entry.kind && mayWrite(was, old)) lost.push([path, entry]);
  }
  // What lies in a folder that is named already follows from it.
  const outermost = lost.filter(([path]) => !lost.some(([other]) => path.startsWith(`${other}/`)));
  return outermost
    .slice(0, SHOWN_WRITES)
    .map(([path, { user, group }]) => WriteLost(path, `${now.user}`, `${user}:${group}`));
}

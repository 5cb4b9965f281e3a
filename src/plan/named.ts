// What the command lines name, in folders of which nobody knows what is in them: by its path, or by a pattern.

import { FolderNotSeen } from '../diagnostics.ts';
import { classifyPackage, packageName } from '../packages/classify.ts';
import { programsOfPackage } from '../packages/programs.ts';
import type { Entry } from '../trace/effect.ts';
import { isLoadedSeen, placeOf } from '../trace/loaded.ts';
import { ancestorsOf, isInside, parentOf } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import type { InstalledPackage } from '../trace/state.ts';
import type { Search } from './folders.ts';
import { systemFolders } from './residue.ts';
import { isOutput, matchesGlob } from './use.ts';

/** What the command line matches by a pattern is copied by that very pattern: whatever it is when the image is built, the command sees the same. */
export function addGlob({ trace, copies, owner }: Search, glob: string): void {
  const { files } = trace;
  const folder = parentOf(glob);
  if (hasGlob(folder)) {
    const fixed = folder.slice(0, folder.lastIndexOf('/', folder.search(/[*?[]/)));
    const above = ancestorsOf(glob).find((path) => files.node(path)?.entry?.origin.kind === 'artifact');
    if (above !== undefined && isInside(fixed, above))
      copies.add(fixed, undefined, 'the command line looks in it', files.find(above)?.instruction ?? 0, 'broad');
    return;
  }
  const within = files.find(folder);
  const made = files.list(folder).find((entry) => entry.origin.kind === 'artifact' && matchesGlob(glob, entry.path));
  const open = within?.origin.kind === 'artifact' && (within.open || !within.certain);
  if (made === undefined && !open) return;
  if (within?.origin.kind === 'artifact' && within.origin.artifact.whole === true) return;
  copies.addBeside({
    path: glob,
    owner: within === undefined ? undefined : owner(within),
    because: 'the command line names it by this pattern',
    broad: false,
    home: false,
    mode: undefined,
    instruction: made?.instruction ?? within?.instruction ?? 0,
  });
}

/** A pattern over folders is met by the folder that holds them all. */
export function addAbove({ trace, copies, again, owner, problem }: Search, glob: string): void {
  if (!hasGlob(parentOf(glob))) return;
  const above = ancestorsOf(glob).filter((folder) => !hasGlob(folder));
  const path = above.reduce((longest, folder) => (folder.length > longest.length ? folder : longest), '/');
  const entry = trace.files.find(path);
  if (entry === undefined || copies.isCovered(path) || again.isRepeated(path)) return;
  if (systemFolders.has(path)) problem(FolderNotSeen, entry.instruction, path);
  else copies.add(path, owner(entry), 'the command line names what is in it by a pattern', entry.instruction, 'broad');
}

/** A file that an interpreter runs is there, or the image does not work today. Where only the build can have put it, so can it have put more beside it. */
export function addLaunched({ trace, copies, owner }: Search, path: string): void {
  const entry = trace.files.find(path);
  if (entry?.origin.kind !== 'context' || entry.certain || trace.files.node(path)?.entry !== undefined) return;
  const folder = parentOf(path);
  if (systemFolders.has(folder)) copies.add(path, owner(entry), 'the command line names it', entry.instruction);
  else copies.add(folder, owner(entry), 'the command line names a file in it', entry.instruction, 'broad');
}

/** The same for what an interpreter loads. Of a folder that on paper has no library, the build fills it or nobody does. */
export function addLoaded(search: Search, path: string): void {
  const { trace, copies, owner } = search;
  const folder = placeOf(path);
  const entry = trace.files.find(folder);
  if (folder === path) addLaunched(search, path);
  else if (entry === undefined || isLoadedSeen(trace, path)) return;
  else if (systemFolders.has(folder)) search.problem(FolderNotSeen, entry.instruction, folder);
  else copies.add(folder, owner(entry), 'the command line names what is in it', entry.instruction, 'broad');
}

/** Nobody knows which programs the package has. */
function mayBringAnything({ name, manager }: InstalledPackage): boolean {
  const own = packageName(name);
  return (
    classifyPackage(own, manager) === 'runtime' && programsOfPackage(own).length === 0 && !/^lib|^fonts?-/.test(own)
  );
}

/** Of a folder that holds more than its artifacts, the paths that the container names; they are there, or the image does not work today. */
export function addNamed(search: Search, entry: Entry): void {
  const { trace, use, copies, owner } = search;
  const { path, origin, instruction } = entry;
  if (origin.kind !== 'artifact') return;
  const because = `${origin.artifact.toolchain} builds it`;
  const isNearest = (one: string) =>
    use.written.findLast((other) => isOutput(other) && isInside(one, other.path))?.path === path;
  const inside = [...use.named].filter((one) => one !== path && isInside(one, path) && isNearest(one)).sort();
  if (
    origin.artifact.whole === true &&
    (inside.length > 0 || use.globs.some((one) => isInside(one, path) && isNearest(one)))
  ) {
    copies.add(path, owner(entry), because, instruction, 'broad');
    return;
  }
  if (use.named.has(path)) copies.add(path, owner(entry), 'the command line names it', instruction, 'broad');
  // What is built here is meant to be started; a program that was only fetched may not be the one of that name.
  const isAmbiguous =
    origin.artifact.tool && inside.some((one) => use.guessed.has(one)) && trace.packages.some(mayBringAnything);
  if (isAmbiguous || (use.scriptUnseen && inside.length === 0 && search.own.isKept(path)))
    search.problem(FolderNotSeen, instruction, path);
  for (const one of inside)
    if (hasGlob(one)) addGlob(search, one);
    else if (trace.files.node(one)?.entry === undefined) copies.add(one, owner(entry), because, instruction);
}

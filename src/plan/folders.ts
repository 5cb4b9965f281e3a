// What of a folder is copied: all of it, what is known to be used, or nothing.

import { type DiagnosticKind, FolderNotSeen } from '../diagnostics.ts';
import type { Entry } from '../trace/effect.ts';
import { baseName, isInside, parentOf } from '../trace/path.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';
import type { ContextAgain } from './context-again.ts';
import type { Copies, Owner } from './copies.ts';
import type { OwnFiles } from './own-files.ts';
import { isResidueName, systemFolders } from './residue.ts';
import type { Use } from './use.ts';

/** A search for what to copy, on its way. */
export interface Search {
  readonly trace: StageTrace;
  readonly use: Use;
  readonly own: OwnFiles;
  readonly copies: Copies;
  readonly again: ContextAgain;
  /** The owner to copy it with; undefined for root. */
  readonly owner: Owner;
  problem(kind: DiagnosticKind<[string]>, instruction: number, text: string): void;
}

const named = 'the sources or the command line name it';

export function addFolder(search: Search, entry: Entry): void {
  const { trace, use, own, copies, owner } = search;
  const { files } = trace;
  const { path, origin, instruction } = entry;
  const trees = (files.node(path)?.trees.length ?? 0) > 0;
  // The home of an account of the base image is there, and other things may be in it.
  if (!trees && !entry.open && trace.image?.accounts?.some((name) => path === `/home/${name}`) === true) return;
  if (own.has(path) && !copies.isCovered(path)) addNamedWithin(search, entry);
  if (copies.isCovered(path) && !copies.isCoveredAs(path, owner(entry)) && !own.has(path))
    copies.add(path, owner(entry), 'its owner differs', instruction, 'broad');
  if (own.has(path) || copies.isCovered(path)) return;
  const built = origin.kind === 'artifact' && entry.open;
  if (origin.kind === 'artifact' && origin.artifact.whole === true && (!trees || origin.artifact.overlays === true)) {
    if (use.isWanted(entry)) copies.add(path, owner(entry), `${origin.artifact.toolchain} builds it`, instruction);
    return;
  }
  if (!trees && (!entry.open || (use.seen && isOnlyMade(trace, entry)))) {
    addMade(search, entry);
    return;
  }
  if (systemFolders.has(path)) {
    addInto(search, path, entry, built);
    return;
  }
  if (built && !trees) {
    if (use.isWanted(entry))
      copies.add(path, owner(entry), 'the names of the artifacts in it are not certain', instruction, 'broad');
    return;
  }
  addBrought(search, entry, trees, built);
}

/** A folder that the build context brings, or of which nobody knows what is in it. */
function addBrought(search: Search, entry: Entry, trees: boolean, built: boolean): void {
  const { use, own, copies, owner } = search;
  const { path, instruction } = entry;
  // Pruning is for the folder that holds the sources; what is copied beside it is meant for the program.
  const whole = use.pruned && trees && !own.areWithin(path);
  // What is built somewhere in there is not in the build context.
  const mayRepeat = trees && !built && search.again.holdsResidue(path);
  if (use.named.has(path) || (whole && !entry.open)) {
    if (mayRepeat && addAgain(search, entry, named)) return;
    copies.add(path, owner(entry), named, instruction, use.seen ? undefined : 'broad');
    return;
  }
  if (trees && use.pruned && owner(entry) === undefined) {
    if (!entry.open && areOnlySources(search, path)) return;
    // A command that may have left anything in here may have left what is named and was not seen.
    const mayHoldMore = entry.open && entry.origin.kind === 'command' && use.mentions.unknownWithin(path);
    if (!(entry.open && built) && !mayHoldMore && selectFrom(search, entry)) return;
  }
  const because = use.proven ? 'what is in it cannot be seen' : 'what is read from it at run time is not known';
  if (mayRepeat && addAgain(search, entry, because)) return;
  copies.add(path, owner(entry), because, instruction, 'broad');
}

/** The folder as the build context has it. */
function addAgain({ again, copies, owner }: Search, entry: Entry, because: string): boolean {
  const context = again.repeat(entry.path);
  if (context === undefined) return false;
  copies.addBeside({
    path: entry.path,
    owner: owner(entry),
    because,
    broad: !systemFolders.has(entry.path),
    home: false,
    mode: undefined,
    instruction: Math.max(...context),
    context,
  });
  return true;
}

/** Of a folder of sources, what is named all the same. */
function addNamedWithin({ trace, use, copies, owner }: Search, folder: Entry): void {
  const paths = [...use.named, ...use.mentions.within(folder.path)].filter((path) => isInside(path, folder.path));
  for (const path of paths) {
    const entry = trace.files.find(path);
    if (entry !== undefined && entry.origin.kind !== 'artifact')
      copies.add(path, owner(entry), named, Math.max(entry.instruction, folder.instruction));
  }
}

/** A folder that `mkdir -p` makes is open only because the context might have brought it as well. */
function isOnlyMade(trace: StageTrace, { instruction, origin }: Entry): boolean {
  return (
    stepAt(trace, instruction)?.instruction.keyword === 'RUN' &&
    (origin.kind === 'context' || (origin.kind === 'command' && origin.program === 'mkdir'))
  );
}

/** A folder that the author makes, which what is in it does not bring along. */
function addMade({ trace, copies, owner }: Search, entry: Entry): void {
  const { path, origin, instruction } = entry;
  if (origin.kind === 'command' && origin.program === 'WORKDIR' && owner(entry) === undefined) return;
  const empty = trace.files.list(path).length === 0;
  if (trace.accounts.some((account) => account.home === path && account.instruction === instruction))
    copies.add(path, owner(entry), 'it is the home of an account', instruction, 'home');
  else if (owner(entry) !== undefined && !systemFolders.has(path)) {
    const because = 'it belongs to the account that the container runs as';
    copies.add(path, owner(entry), because, instruction, empty ? undefined : 'broad');
  } else if (empty && !systemFolders.has(path) && path !== trace.config.workdir.value)
    copies.add(path, undefined, 'the author makes this folder', instruction);
}

/** All of the build context goes there and is built there, and what can be seen of it holds no source: more is there than can be seen. */
function isNotTheContext({ trace, use, own }: Search, folder: string): boolean {
  const { files } = trace;
  if (use.seen || files.node(folder)?.trees.every(({ contextPath }) => contextPath !== '') !== false) return false;
  return files
    .list(folder)
    .filter(({ origin }) => origin.kind === 'context')
    .every(({ path, node }) => (node === 'folder' ? !own.areWithin(path) : !own.has(path)));
}

/** Copies what is known to have gone into a folder of the base image, name by name. */
function addInto(search: Search, folder: string, entry: Entry, built: boolean): void {
  const { trace, use, own, copies, owner } = search;
  if (built) {
    // Beside programs lie programs, which nobody else may start; elsewhere a program may have files of its own.
    if (use.scriptUnseen || !(use.proven || isForPrograms(folder)))
      search.problem(FolderNotSeen, entry.instruction, folder);
    for (const path of use.started)
      if (parentOf(path) === folder) copies.add(path, owner(entry), 'the container starts it', entry.instruction);
    return;
  }
  const children = trace.files.list(folder);
  if (entry.open || children.length === 0 || isNotTheContext(search, folder)) {
    // Whatever the instruction brings, it brings the same once more.
    if (!addAgain(search, entry, 'what goes into it cannot be seen')) {
      search.problem(FolderNotSeen, entry.instruction, folder);
      return;
    }
  }
  for (const child of children) {
    if (search.again.brings(child)) continue;
    if (child.origin.kind === 'artifact' || own.has(child.path) || isResidueName(baseName(child.path))) continue;
    if (systemFolders.has(child.path)) addInto(search, child.path, child, false);
    else copies.add(child.path, owner(child), 'the author copies it into the image', child.instruction);
  }
}

function isForPrograms(folder: string): boolean {
  return /\/s?bin$/.test(folder);
}

/** Adds what the sources name below a visible folder. False when that cannot be told apart, so that all of it is needed. */
function selectFrom(search: Search, root: Entry): boolean {
  const { trace, use, own, copies, owner } = search;
  const { files } = trace;
  const chosen: Entry[] = [];
  const waiting = [root.path];
  let visited = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const child of files.list(folder)) {
      if (++visited > 5000) return false;
      if (child.origin.kind === 'artifact') continue;
      const isNamed = use.named.has(child.path);
      // A tool's own notes on its build, which lie among its residue.
      if (use.isHeavy(child.path) && child.origin.kind === 'command' && !isNamed) continue;
      if (isUnused(search, child.path) && !isNamed) {
        if (child.node === 'folder' && isNamedWithin(use, child.path)) waiting.push(child.path);
        continue;
      }
      const isEmpty = child.node === 'folder' && !child.open && files.list(child.path).length === 0;
      if (child.origin.kind !== 'context' && isEmpty) continue;
      // It is only there because something was written below it.
      if (child.instruction < 0) waiting.push(child.path);
      else if (use.mentions.names(child.path, child.node) || isNamed) chosen.push(child);
      else if (child.node === 'folder' && (use.proven || own.areWithin(child.path))) waiting.push(child.path);
      else if (!use.proven) chosen.push(child);
    }
  }
  // So many lines are read by nobody: the folder as a whole is one.
  if (chosen.length > 10) return false;
  for (const child of chosen)
    copies.add(child.path, owner(child), named, Math.max(child.instruction, root.instruction));
  return true;
}

function areOnlySources(search: Search, folder: string, depth = 0): boolean {
  const children = search.trace.files.list(folder);
  if (depth > 20 || (depth === 0 && children.length === 0)) return false;
  return children.every(
    (child) =>
      (isUnused(search, child.path) && !isNamedWithin(search.use, child.path)) ||
      child.origin.kind === 'artifact' ||
      (child.node === 'folder' && !child.open && areOnlySources(search, child.path, depth + 1)),
  );
}

/** A source or residue, and nothing names it. */
function isUnused({ use, own }: Search, path: string): boolean {
  return (own.has(path) || isResidueName(baseName(path))) && !use.mentions.exactly(path);
}

function isNamedWithin(use: Use, folder: string): boolean {
  return use.mentions.within(folder).length > 0 || [...use.named].some((path) => isInside(path, folder));
}

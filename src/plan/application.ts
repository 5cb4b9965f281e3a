// Which paths of the build stage the runtime stage gets: artifacts, and what the author put into the image, without build residue.

import {
  CompanionsMissing,
  type Diagnostic,
  diagnose,
  FolderNotSeen,
  ImageStateChanged,
  NotAlwaysMade,
  ScriptNotSeen,
} from '../diagnostics.ts';
import { isEmptyIn } from '../images/local.ts';
import type { Artifact, Toolchain } from '../toolchain.ts';
import { matchName } from '../trace/copy.ts';
import type { Entry } from '../trace/effect.ts';
import { type Filled, filledByHand } from '../trace/filled.ts';
import { baseName, isInside, parentOf, resolvePath } from '../trace/path.ts';
import type { Starts } from '../trace/starts.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';
import { contextAgain } from './context-again.ts';
import { type CopyItem, makeCopies, type Owner } from './copies.ts';
import { addFolder, type Search } from './folders.ts';
import { addLink, addTarget, isBrought, isMadeAgain } from './links.ts';
import { addAbove, addGlob, addLaunched, addLoaded, addNamed } from './named.ts';
import { ownFiles } from './own-files.ts';
import { isResidueName, residueFolders, systemFolders } from './residue.ts';
import { unpacksOwnFolder } from './unpacked.ts';
import { type Built, matchesGlob, type Use, useOf } from './use.ts';

export interface Application {
  readonly items: readonly CopyItem[];
  /** Symbolic links that a copy would follow, and that are made again. */
  readonly links: readonly Entry[];
  readonly artifacts: readonly { readonly path: string; readonly artifact: Artifact }[];
  /** True when the sources of every artifact were read, and name every file that is opened. */
  readonly proven: boolean;
  /** True when the sources of every artifact were read. */
  readonly seen: boolean;
  /** False when no artifact touches a file, so that the working directory does not matter. */
  readonly filesTouched: boolean;
  /** True when the container does nothing but serve files. */
  readonly serves: boolean;
  /** Folders of projects that stay behind, but for what of them is opened. */
  readonly left: readonly string[];
  /** Rough size of the dependencies that stay behind. */
  readonly leftMegabytes: number;
  /** Names of toolchains all of whose artifacts are data to the container. */
  readonly unrun: ReadonlySet<string>;
  readonly problems: readonly Diagnostic[];
}

export function findApplication(trace: StageTrace, toolchains: readonly Toolchain[], starts: Starts): Application {
  const { files } = trace;
  const use = useOf(trace, toolchains, starts);
  const problems: Diagnostic[] = [];
  const search: Search = {
    trace,
    use,
    own: ownFiles(files, toolchains, use.pruned),
    copies: makeCopies(files),
    again: contextAgain(trace, use.isHeavy),
    owner: ownersIn(trace),
    problem: (kind, instruction, text) =>
      problems.push(diagnose(kind, stepAt(trace, instruction)?.instruction.span, text)),
  };
  const skipped = [...residueFolders, ...trace.residue];
  const unpacked = unpackedByBuild(trace);
  const isLeft = leftWithSources(search, starts);

  for (const glob of use.globs) addGlob(search, glob);
  for (const path of use.launched) addLaunched(search, path);
  for (const path of starts.commands.flatMap((start) => start.loads ?? [])) addLoaded(search, path);
  for (const filled of filledByHand(trace)) addFilled(search, filled);
  for (const entry of use.written) addEntry(entry);
  for (const glob of use.globs) addAbove(search, glob);
  for (const folder of use.data?.folders ?? []) addOpened(search, folder);
  // A new volume gets what the image has there.
  for (const { value } of trace.config.volumes) addOpened(search, value);
  const artifacts = [...use.wanted, ...withoutName(search, starts)];
  const copied = search.copies.fromBuild();
  for (const one of use.built)
    if (!use.isWanted(one.entry) && copied.some((item) => isInside(one.entry.path, item.path))) artifacts.push(one);
  for (const link of search.copies.links()) addTarget(search, link);
  for (const { path } of search.copies.all()) for (const target of files.linkedFrom(path)) addLinked(search, target);
  for (const folder of starts.entered)
    if (
      !isInside(trace.config.workdir.value, folder) &&
      !search.copies.all().some(({ path }) => isInside(path, folder))
    )
      addOpened(search, folder);
  const items = search.copies.list(use.written, search.owner);
  const links = search.copies.links().filter(({ path }) => !items.some((item) => isBrought(path, item)));
  for (const { path, instruction } of items) {
    const tried = files.find(path)?.tried;
    // Without what it starts, the container is of no use as it is.
    if (tried !== undefined && !use.started.has(path) && !use.launched.includes(path))
      problems.push(diagnose(NotAlwaysMade, stepAt(trace, instruction)?.instruction.span, path, tried));
  }
  for (const { entry, artifact } of artifacts)
    if (entry.node === 'file' && artifact.companions !== undefined && !isAccompanied(trace, entry, artifact.companions))
      problems.push(
        diagnose(
          CompanionsMissing,
          stepAt(trace, entry.instruction)?.instruction.span,
          entry.path,
          artifact.companions.map((name) => `\`${name}\``).join(', '),
        ),
      );
  for (const link of links)
    if (!isMadeAgain(link, items, trace))
      search.problem(ImageStateChanged, link.instruction, `ln -s ${link.target ?? ''} ${link.path}`);
  return {
    items,
    links,
    artifacts: artifacts.map(({ entry, artifact }) => ({ path: entry.path, artifact })),
    proven: use.proven,
    seen: use.seen,
    filesTouched: use.filesTouched,
    serves: use.data?.isServed === true,
    unrun: use.unrun,
    left: use.data?.projects ?? [],
    leftMegabytes: use.built
      .filter(({ entry }) => !copied.some((item) => isInside(entry.path, item.path)))
      .reduce((sum, { artifact }) => sum + (artifact.megabytes ?? 0), 0),
    problems,
  };

  function addEntry(entry: Entry): void {
    const { path, origin, instruction } = entry;
    const built = origin.kind === 'artifact' ? origin.artifact : undefined;
    const isMatched = use.globs.some((glob) => matchesGlob(glob, path));
    const isNamed =
      use.named.has(path) ||
      isMatched ||
      (use.scriptUnseen &&
        built !== undefined &&
        entry.node === 'file' &&
        entry.certain &&
        (use.isHeavy(path) || search.own.isKept(path)));
    if (search.again.brings(entry)) return;
    if (built === undefined && !isNamed && use.data?.isLeft(path) === true) return;
    if (built !== undefined && entry.node === 'folder') {
      if (use.isHeavy(path) || search.own.isKept(path)) {
        addNamed(search, entry);
        return;
      }
      if (isPartOfSystem(trace, path, built)) {
        search.problem(FolderNotSeen, instruction, path);
        return;
      }
    }
    const isSkipped = search.own.isKept(path) || skipped.some((folder) => isInside(path, folder));
    if (isSkipped && built?.whole !== true && !isNamed && !isPlaced(search, entry) && !use.mentions.exactly(path))
      return;
    if (built !== undefined && entry.node === 'file') {
      if (use.isWanted(entry) && !isMatched) addArtifact(search, entry, built);
    } else if (built !== undefined && !entry.certain && !isNamed && !isNamedInside(use, path)) {
      if (use.scriptUnseen) search.problem(FolderNotSeen, instruction, path);
    } else if (built === undefined && isLeft(path)) {
      // The artifacts were made to do without it, but for what they name.
      for (const inside of namedInside(search, path)) addOpened(search, inside);
    } else if (entry.node === 'link') addLink(search, entry);
    else if (entry.node === 'folder') addFolder(search, entry);
    else addFile(search, entry, isNamed, unpacked);
  }
}

/** What is started all the same, by a way that nobody sees; reports when there is none. */
function withoutName({ use, problem }: Search, starts: Starts): readonly Built[] {
  const [first] = starts.commands;
  const rest = use.built.filter(({ artifact }) => !artifact.tool);
  if (use.wanted.length > 0 || first === undefined || rest.length === 0) return [];
  // What is launched was built to another place than the usual one, and needs the same.
  if (use.launched.length > 0) return rest;
  problem(ScriptNotSeen, first.instruction ?? -1, first.word);
  return [];
}

/** Something of these names lies beside it, or a command puts it there by such a pattern. */
function isAccompanied({ files, steps }: StageTrace, { path }: Entry, names: readonly string[]): boolean {
  // A command that is not followed may put them there; it is a reason of its own.
  if (steps.some(({ unknowns }) => unknowns.length > 0)) return true;
  const folder = parentOf(path);
  const put = steps
    .flatMap(({ calls }) => calls)
    .filter(({ effects }) => effects.some((effect) => effect.kind === 'write' && effect.path === folder && effect.open))
    .flatMap(({ words }) => words);
  const beside = [...files.list(folder).map((entry) => entry.path), ...put].map(baseName);
  return names.every((pattern) => beside.some((name) => name === '*' || name === pattern || matchName(pattern, name)));
}

/** Root is what COPY makes the owner anyway. */
function ownersIn(trace: StageTrace): Owner {
  const accounts = trace.image?.accounts ?? [];
  return ({ owner }) => {
    if (owner === undefined || /^(?:root|0)(?::(?:root|0))?$/.test(owner)) return undefined;
    // Its group has the same name and the same number.
    return accounts.includes(owner) ? `${owner}:${owner}` : owner;
  };
}

/** Archives that the build itself unpacks. */
function unpackedByBuild(trace: StageTrace): ReadonlySet<string> {
  const calls = trace.steps
    .flatMap((step) => step.calls)
    .filter((call) => /^(?:tar|bsdtar|unzip|gunzip|bunzip2|unxz|dpkg)$/.test(call.program));
  return new Set(calls.flatMap((call) => call.words.slice(1).map((word) => resolvePath(call.cwd, word))));
}

/** Servers of files by settings of their own. */
const servers = new Set(['nginx', 'apache2', 'apache2ctl', 'apachectl', 'httpd', 'httpd-foreground', 'lighttpd']);

/** Says what lies beside the sources of artifacts that were made to be moved away from them. */
function leftWithSources({ trace, use }: Search, starts: Starts): (path: string) => boolean {
  const folders = use.wanted.map(({ artifact }) => artifact.sourceFolder);
  // What a server opens whose settings were not read, nobody knows.
  const isHidden = starts.commands.some(
    ({ word, serves }) => serves === 'unknown' || (servers.has(baseName(word)) && serves === undefined),
  );
  if (folders.length === 0 || use.scriptUnseen || isHidden) return () => false;
  /** A folder that was built as a whole brings it. */
  const isInsideWhole = (path: string) =>
    use.wanted.some(({ entry, artifact }) => artifact.whole === true && isInside(path, entry.path));
  // Who works in a folder that was built as a whole, or among residue, looks for files there, and not beside it.
  const cwds = [trace.config.workdir.value, ...starts.commands.map((start) => start.cwd)].filter(
    (cwd) => !use.isHeavy(cwd) && !isInsideWhole(cwd),
  );
  const left: string[] = [];
  for (const folder of folders) {
    if (folder === undefined) return () => false;
    if (folder !== '/' && !cwds.some((cwd) => isInside(cwd, folder))) left.push(folder);
  }
  const isNamed = (path: string) =>
    [...use.named].some((named) => (isInside(named, path) && !isInsideWhole(named)) || isInside(path, named));
  return (path) => left.some((folder) => isInside(path, folder)) && !isNamed(path) && !use.mentions.exactly(path);
}

/** A folder in which the author put something that cannot be seen, when the toolchain is not there as well. */
function addFilled({ trace, own, copies }: Search, { path, step, unknown }: Filled): void {
  if (!own.mayBeIn(path) && !unpacksOwnFolder(trace, step, unknown))
    copies.add(path, undefined, 'what was put there cannot be seen', step.instruction.index, 'broad');
}

/** A folder of the base image that holds more than what was built into it, in which nobody can tell it apart. */
function isPartOfSystem({ image }: StageTrace, path: string, artifact: Artifact): boolean {
  return artifact.whole === true && artifact.overlays !== true && systemFolders.has(path) && !isEmptyIn(image, path);
}

/** The container names it, or something in it. */
function isNamedInside(use: Use, path: string): boolean {
  return [...use.named, ...use.references].some((one) => isInside(one, path));
}

/** The author puts it there on purpose, which tools that leave their residue there do not. */
function isPlaced({ trace, own }: Search, { path, instruction }: Entry): boolean {
  const keyword = stepAt(trace, instruction)?.instruction.keyword;
  return (
    (keyword === 'COPY' || keyword === 'ADD') &&
    !isInside(path, '/tmp') &&
    !own.isKept(path) &&
    !isInside(path, '/usr/local/share/ca-certificates')
  );
}

/** Paths in a folder that sources, or settings beside them, name in full or from the working directory. */
function namedInside({ trace, use }: Search, folder: string): readonly string[] {
  const settings = use.wanted.flatMap(({ artifact }) => artifact.opens?.named ?? []);
  const paths = settings.map((value) => resolvePath(trace.config.workdir.value, value.replace(/^file:(?:\/\/)?/, '')));
  return [...paths, ...use.mentions.within(folder)].filter(
    (path) =>
      path !== folder && isInside(path, folder) && trace.files.find(path)?.certain === true && !use.isHeavy(path),
  );
}

function addOpened({ trace, copies, again, owner }: Search, path: string): void {
  // A folder of the image is no entry; what may have been put into it comes with all of it.
  const entry = trace.files.find(path) ?? trace.files.list(path).find(({ certain }) => !certain);
  if (entry === undefined || copies.isCovered(path) || again.isRepeated(path) || systemFolders.has(path)) return;
  copies.add(path, owner(entry), 'what the container starts opens it', entry.instruction);
}

/** A symbolic link of the build context leads to it, out of what is copied. */
function addLinked({ trace, copies, again, owner }: Search, path: string): void {
  const entry = trace.files.find(path);
  if (entry === undefined || copies.isCovered(path) || again.isRepeated(path) || systemFolders.has(path)) return;
  copies.add(path, owner(entry), 'a link of the build context leads to it', entry.instruction);
}

function addArtifact({ use, copies, owner }: Search, entry: Entry, artifact: Artifact): void {
  const folder = parentOf(entry.path);
  // Whether it is there is not certain, but its folder is.
  if (!entry.certain && !use.named.has(entry.path) && !systemFolders.has(folder)) {
    const because = 'a script that was not seen may start what is in it';
    copies.add(folder, owner(entry), because, entry.instruction, 'broad');
  } else copies.add(entry.path, owner(entry), `${artifact.toolchain} builds it`, entry.instruction);
}

function addFile(search: Search, entry: Entry, isNamed: boolean, unpacked: ReadonlySet<string>): void {
  const { use, own, copies, owner } = search;
  const { path, origin, instruction } = entry;
  const name = baseName(path);
  // Something that was not seen was copied over it, so that it is a folder.
  if (systemFolders.has(path)) {
    search.problem(FolderNotSeen, instruction, path);
    return;
  }
  if (copies.isCoveredAs(path, owner(entry))) return;
  if (!isNamed && !use.mentions.exactly(path) && (own.has(path) || isResidueName(name))) return;
  if (own.isProgram(name) && !use.started.has(path)) return;
  if (!isNamed && origin.kind === 'remote' && unpacked.has(path)) return;
  if (!entry.certain && /[*?[]/.test(name)) {
    const folder = parentOf(path);
    if (systemFolders.has(folder)) search.problem(FolderNotSeen, instruction, folder);
    else copies.add(folder, owner(entry), `the files \`${name}\` are copied into it`, instruction, 'broad');
    return;
  }
  const isTheirs = origin.kind === 'context';
  const because = isTheirs ? 'the author copies it into the image' : 'an instruction of the author makes it';
  copies.add(path, owner(entry), because, instruction);
}

// What of the files in the build stage the container uses: what it names, what it starts, and which artifacts that makes wanted.

import type { Artifact, Toolchain } from '../toolchain.ts';
import { matchName } from '../trace/copy.ts';
import type { Entry } from '../trace/effect.ts';
import { canBeFollowed, targetOf } from '../trace/links.ts';
import { baseName, isInside, parentOf } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import type { Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';
import { asData, type Data, dataOf } from './data.ts';
import { type Mentions, mentions } from './mentions.ts';

/** A place where an artifact may be. */
export interface Built {
  readonly entry: Entry;
  readonly artifact: Artifact;
}

export interface Use {
  /** What was written during the build, by path; folders that toolchains write to as well. */
  readonly written: readonly Entry[];
  readonly built: readonly Built[];
  /** What the container needs of it. */
  readonly wanted: readonly Built[];
  isWanted(entry: Entry): boolean;
  /** Programs that the command lines start. */
  readonly started: ReadonlySet<string>;
  /** Those that are looked up on PATH, and that only may be where they are taken to be. */
  readonly guessed: ReadonlySet<string>;
  /** Files that interpreters run. */
  readonly launched: readonly string[];
  /** Paths that command lines name, in any role. */
  readonly named: ReadonlySet<string>;
  /** Patterns on command lines. */
  readonly globs: readonly string[];
  /** The same paths and patterns, as references of the command lines alone. */
  readonly references: readonly string[];
  /** What sources, command lines and variables say. */
  readonly mentions: Mentions;
  /** Names of toolchains all of whose artifacts are data to the container. */
  readonly unrun: ReadonlySet<string>;
  /** Something starts that nobody can read, and that may start or read anything. */
  readonly scriptUnseen: boolean;
  /** Set where some of what was built is only data. */
  readonly data: Data | undefined;
  /** Too much, or too heavy, to be copied for what little of it is used. */
  isHeavy(path: string): boolean;
  /** True when the sources of every artifact were read, and name every file that is opened. */
  readonly proven: boolean;
  /** True when the sources of every artifact were read. */
  readonly seen: boolean;
  /** True when in addition sources are for the build alone, so that they and what they do not name can be left behind. */
  readonly pruned: boolean;
  /** False when no artifact touches a file, so that the working directory does not matter. */
  readonly filesTouched: boolean;
}

export function useOf(trace: StageTrace, toolchains: readonly Toolchain[], starts: Starts): Use {
  const { files, config } = trace;
  const workdir = config.workdir.value;
  const launched = starts.commands.flatMap((start) => start.launches ?? []);
  const outputs = new Map(
    [...launched, ...starts.references, workdir].flatMap((path) => {
      const entry = files.outputOf(path);
      return entry === undefined ? [] : [[entry.path, entry] as const];
    }),
  );
  const written = [...files.written().filter((entry) => !outputs.has(entry.path)), ...outputs.values()].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const started = new Set(starts.commands.flatMap((start) => (start.path === undefined ? [] : [start.path])));
  const guessed = new Set(
    starts.commands.flatMap(({ path, entry, bare }) =>
      bare && path !== undefined && entry?.certain === false ? [path] : [],
    ),
  );
  const globs = starts.references.filter((path) => hasGlob(path));
  const places = written.flatMap((entry) =>
    entry.origin.kind === 'artifact' ? [{ entry, artifact: entry.origin.artifact }] : [],
  );
  const data = dataOf(trace, starts, written);
  const isData = ({ artifact }: Built) => data?.has(artifact) === true;
  const built = places.map((one) => ({
    ...one,
    artifact: isData(one) ? asData(one.artifact) : (one.artifact.completed?.(files, workdir) ?? one.artifact),
  }));
  const running = new Set(places.flatMap((one) => (isData(one) ? [] : [one.artifact.toolchain])));
  const named = new Set([
    ...started,
    ...starts.scripts,
    // Of words that a server is given, those that name a folder to serve are known, and all others are not paths.
    ...starts.references.filter((path) => !hasGlob(path) && (data?.isServed !== true || files.find(path)?.certain)),
    ...launched,
    ...(data?.folders ?? []),
  ]);
  // A set goes on to what is added to it, and so through links to links.
  for (const path of named) {
    const entry = files.find(path);
    if (entry?.node === 'link' && !canBeFollowed(entry, files)) named.add(targetOf(entry));
  }
  // Where a program works in a folder that was built, that folder is what it was built for.
  if (written.some((entry) => isOutput(entry) && entry.path !== workdir && isInside(workdir, entry.path)))
    named.add(workdir);

  const scriptUnseen = starts.unread !== undefined;
  const literals = new Set(built.flatMap(({ artifact }) => (artifact.tool ? [] : (artifact.reads?.paths ?? []))));
  const isHeavy = (path: string) =>
    outputs.has(path) || data?.isLeft(path) === true || trace.residue.some((folder) => isInside(path, folder));
  /** The container starts a copy of it by the same name, and nobody names this one. */
  const isCopiedAway = ({ path }: Entry, artifact: Artifact) =>
    (workdir === '/' || !isInside(path, workdir)) &&
    built.some(
      (other) =>
        other.artifact === artifact &&
        other.entry.path !== path &&
        baseName(other.entry.path) === baseName(path) &&
        started.has(other.entry.path),
    );
  const found = built.filter(
    ({ entry, artifact }) =>
      (entry.certain &&
        !(entry.node === 'file' && isCopiedAway(entry, artifact)) &&
        !artifact.tool &&
        (entry.node === 'file' || entry.open) &&
        !isHeavy(entry.path)) ||
      [...named, ...starts.references].some((path) => isInside(path, entry.path)) ||
      globs.some((glob) => matchesGlob(glob, entry.path)) ||
      scriptUnseen ||
      literals.has(baseName(entry.path)),
  );
  const together = new Set(found.flatMap(({ artifact }) => artifact.beside ?? []));
  const wanted = built.filter((one) => found.includes(one) || together.has(one.entry.path));
  const seen = wanted.length > 0 && wanted.every(({ artifact }) => artifact.reads !== undefined);
  const wantedEntries = new Set(wanted.map(({ entry }) => entry));
  // Dependencies that were fetched before the sources came say nothing of those; what was built from both does.
  const own = wanted.filter(({ artifact }) => artifact.fetched !== true);
  const readings = (own.length > 0 ? own : wanted).map(({ artifact }) => artifact.reads);
  const toolVariables = new Set(toolchains.flatMap((toolchain) => toolchain.variables));
  return {
    written,
    built,
    wanted,
    isWanted: (entry) => wantedEntries.has(entry),
    started,
    guessed,
    launched,
    named,
    globs,
    references: starts.references,
    mentions: mentions(
      trace,
      [
        ...readings.flatMap((reads) => (reads?.files === true ? reads.paths : [])),
        ...commandWords(starts),
        ...[...config.environment].flatMap(([name, one]) => (toolVariables.has(name) ? [] : [one.value])),
      ],
      wanted.map(({ entry }) => parentOf(entry.path)),
    ),
    unrun: new Set(places.map(({ artifact }) => artifact.toolchain).filter((name) => !running.has(name))),
    scriptUnseen,
    data,
    isHeavy,
    proven:
      readings.length > 0 &&
      readings.every((reads) => reads?.complete === true) &&
      starts.scripts.length === 0 &&
      starts.commands.some((start) => start.entry?.origin.kind === 'artifact'),
    seen,
    pruned: seen && !wanted.some(({ artifact }) => artifact.interpreted === true),
    filesTouched: readings.length === 0 || readings.some((reads) => reads?.files !== false),
  };
}

/** A folder into which a toolchain writes names that are not known. */
export function isOutput(entry: Entry): boolean {
  return entry.origin.kind === 'artifact' && entry.node === 'folder' && entry.open;
}

/** Whether a pattern in the last part of `glob` matches the path. */
export function matchesGlob(glob: string, path: string): boolean {
  return parentOf(glob) === parentOf(path) && matchName(baseName(glob), baseName(path));
}

function commandWords(starts: Starts): string[] {
  return starts.commands.flatMap(({ words }) =>
    words.slice(1).flatMap((word) => [word, word.slice(word.indexOf('=') + 1)]),
  );
}

// What of the files that are built a container only reads as data: it serves them, or they are for an interpreter that it never starts.

import type { Artifact } from '../toolchain.ts';
import type { Entry } from './effect.ts';
import { ancestorsOf, baseName } from './path.ts';
import type { Programs } from './programs/all.ts';
import { type Starts, startsOthers } from './starts.ts';

/** Commands beside others that open no file of the author's: a health check, a shell. */
const beside = new Set(['sh', 'bash', 'ash', 'dash', 'curl', 'wget', 'nc', 'exit', 'exec', 'cd', 'set', 'test', '[']);

/** Commands that count for what the container opens; undefined when not all of them are known. */
function mainCommands(starts: Starts): Starts['commands'] | undefined {
  const commands = starts.commands.filter(({ word, path }) => path !== undefined || !beside.has(baseName(word)));
  return commands.some(startsOthers) || starts.unread !== undefined || starts.hidden.length > 0 || commands.length === 0
    ? undefined
    : commands;
}

/** The container does nothing but serve files, so that nothing of the author's runs. */
export function servesOnly(starts: Starts): boolean {
  return mainCommands(starts)?.every(({ serves }) => serves !== undefined) === true;
}

/** What the container opens of the author's, where it does nothing but serve files; undefined where it may open more. */
export function servedFolders(starts: Starts): readonly string[] | undefined {
  if (!servesOnly(starts)) return undefined;
  const folders: string[] = [];
  for (const { serves = [] } of starts.commands) {
    if (serves === 'unknown') return undefined;
    folders.push(...serves);
  }
  return [...new Set(folders)];
}

/** What the started programs say of an artifact that an interpreter runs. */
export interface NeverRun {
  /** The container starts no such interpreter, and nothing that it starts names one. */
  has(artifact: Artifact): boolean;
  /** Literals of what is started, where they name every file that it opens; undefined where it may open others. */
  readonly opened: readonly string[] | undefined;
  /** Literals of what is started, whether it may open others or not. */
  readonly named: readonly string[];
  /** What all that is started was made to be moved away from; undefined where that may be opened. */
  readonly behind: Behind | undefined;
}

interface Behind {
  /** Folders of sources. */
  readonly sources: readonly string[];
  /** What of them is opened beside what they name. */
  readonly opens: NonNullable<Artifact['opens']>;
}

/** Undefined where something was not made to be moved away from its sources, or may open anything there. */
function behindOf(started: readonly (Artifact | undefined)[]): Behind | undefined {
  const found = started.flatMap((one) =>
    one?.sourceFolder === undefined || one.opens === undefined ? [] : [{ sources: one.sourceFolder, ...one.opens }],
  );
  if (found.length < started.length) return undefined;
  return {
    sources: found.map(({ sources }) => sources),
    opens: { folders: found.flatMap(({ folders }) => folders), named: found.flatMap(({ named }) => named) },
  };
}

/** It may open any file, and is known to start nothing of another toolchain. */
const startsNothing = { paths: [], complete: false, files: true } as const;

function runsOn({ needs }: Artifact, program: string): boolean {
  return needs.some((need) => need.kind === 'interpreter' && need.name === program);
}

/** What is in a folder that was built as a whole: a release, what was published. */
function bundleWith(path: string, files: ReadonlyMap<string, Entry>): Artifact | undefined {
  for (const folder of ancestorsOf(path)) {
    const origin = files.get(folder)?.origin;
    if (origin?.kind === 'artifact' && origin.artifact.whole === true) return origin.artifact;
  }
  return undefined;
}

/**
 * Undefined where something is started whose sources were not read. Of `programs` count those that run scripts of manifests, and with them any
 * interpreter, and those that have an interpreter built in. `complete` gives an artifact as the finished image has it.
 */
export function neverRun(
  starts: Starts,
  written: readonly Entry[],
  programs: Pick<Programs, 'readers' | 'hosts'>,
  complete: (artifact: Artifact) => Artifact,
): NeverRun | undefined {
  const commands = mainCommands(starts);
  if (commands === undefined) return undefined;
  const files = new Map(written.map((entry) => [entry.path, entry]));
  const isAlone = (artifact: Artifact) => artifact.alone === true && complete(artifact).alone === true;
  const alone = written.flatMap(({ origin }) =>
    origin.kind === 'artifact' && isAlone(origin.artifact) ? [origin.artifact] : [],
  );
  const started = commands.flatMap((start): readonly (Artifact | undefined)[] => {
    const name = baseName(start.word);
    const interpreted = alone.find((one) => runsOn(one, name) || programs.hosts.get(name) === one.toolchain);
    if (interpreted !== undefined) return [interpreted];
    const entry = start.launches === undefined ? start.entry : files.get(start.launches);
    const artifact = entry?.origin.kind === 'artifact' ? entry.origin.artifact : undefined;
    if (artifact !== undefined && (entry?.node === 'file' || isAlone(artifact))) return [artifact];
    const path = start.launches ?? start.path;
    return [path === undefined ? undefined : bundleWith(path, files)];
  });
  if (started.some((artifact) => artifact?.startsOthers === true)) return undefined;
  const readings = started.flatMap((artifact) =>
    artifact !== undefined && isAlone(artifact)
      ? [{ ...startsNothing, paths: complete(artifact).reads?.paths ?? [] }]
      : (artifact?.reads ?? []),
  );
  if (readings.length < started.length) return undefined;
  const opened = readings.flatMap(({ paths }) => paths);
  const words = new Set(opened.flatMap((path) => path.split(/\s+/).map((word) => baseName(word))));
  const isStarted = (name: string) => words.has(name) || commands.some(({ word }) => baseName(word) === name);
  return {
    has: (artifact) => {
      const interpreter = artifact.needs.find((need) => need.kind === 'interpreter');
      const isNeeded = (name: string) =>
        started.some((one) => one?.needs.some((need) => need.kind === 'program' && need.name === name) === true);
      return (
        interpreter?.kind === 'interpreter' &&
        !isNeeded(interpreter.name) &&
        !started.some((one) => one === artifact || (one?.alone === true && one.toolchain === artifact.toolchain)) &&
        ![interpreter.name, artifact.toolchain, ...Object.keys(programs.readers)].some(isStarted)
      );
    },
    opened: readings.every(({ complete }) => complete) && starts.scripts.length === 0 ? opened : undefined,
    named: opened,
    behind: behindOf(started),
  };
}

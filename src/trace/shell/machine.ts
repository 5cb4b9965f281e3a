// The state of a shell that runs on paper, and how a command of it is recorded.

import type { CompoundList, Statement } from '../../syntax/shell.ts';
import { type Call, type Effect, type Program, UNKNOWN } from '../effect.ts';
import type { FileSystem } from '../files.ts';
import { baseName, resolvePath } from '../path.ts';
import type { Programs } from '../programs/all.ts';
import type { Lookup } from '../word.ts';

/** A command that ran, with what it did. */
export interface TracedCall extends Call {
  readonly effects: readonly Effect[];
  /** Offset of the command in the script that the instruction holds; undefined inside of other scripts. */
  readonly offset: number | undefined;
  /** Path of the script of the image that the command stands in. */
  readonly script: string | undefined;
}

/** What a script acts on. */
export interface Machine {
  readonly files: FileSystem;
  readonly programs: Programs;
  /** The environment of the instruction: ENV and ARG. Undefined when unset. */
  readonly environment: Lookup;
  readonly user: string;
  has(program: string): boolean | undefined;
  /** Of an interpreter of the base image; undefined where none is known. */
  version?(interpreter: string): string | undefined;
  /** The model of a `make` whose Makefile cannot be seen: that of the toolchain that the image is for. */
  readonly make?: Program | undefined;
  /** Applies what a call does, and keeps it. */
  record(call: TracedCall): void;
  /** Told of every path that the shell itself reads, looks for, or hands on in a variable. */
  reads?(path: string): void;
  /** Told of every folder that the shell goes into. */
  enters?(folder: string): void;
  /** Set where the environment and the arguments may be others when it really runs: then no test is decided. */
  readonly open?: boolean;
  /** Told of every script of the image that is run. */
  visit?(script: string): void;
  /** Told of every command that runs scripts of a manifest, and whether they could be read. */
  follow?(call: Call, seen: boolean): void;
  /** How many more commands may be run, so that no script can keep us busy. */
  budget: number;
}

export interface Shell {
  cwd: string;
  readonly variables: Map<string, string>;
  /** Names that commands see, those of the instruction's environment aside. */
  readonly exported: Set<string>;
  readonly functions: Map<string, CompoundList>;
  parameters: readonly string[];
  readonly user: string;
  readonly certain: boolean;
  /** What fails now fails nothing. */
  tried: boolean;
  /** Whether the first failure ends the script, where it says so. */
  errexit: boolean | undefined;
  readonly depth: number;
  readonly script: string | undefined;
  /** Programs that are not known change files below this folder and nowhere else. */
  readonly within?: string;
  /** Set by `exit`: what follows does not run. */
  ended: boolean;
}

/** How a command ended: known, or assumed to have succeeded as RUN would have failed otherwise, or not known. */
export type Status = 'success' | 'failure' | 'assumed' | 'unknown';

export interface Streams {
  readonly input: Call['input'];
  readonly output: string | undefined;
  /** The words of the command whose output is the input. */
  readonly piped?: readonly string[] | undefined;
}

/** How deep scripts may call scripts. */
export const deepest = 12;
export const noStreams: Streams = { input: undefined, output: undefined };

export interface Site extends Streams {
  readonly text: string;
  readonly offset: number | undefined;
  /** What a command prints when it is known: the content of the file that its output goes to. */
  readonly appended?: boolean;
  readonly heredoc?: string | undefined;
}

/** A shell that starts in `cwd`, as RUN, CMD and ENTRYPOINT start one. */
export function startShell(cwd: string, machine: Machine): Shell {
  return {
    cwd,
    variables: new Map(),
    exported: new Set(),
    functions: new Map(),
    parameters: [],
    user: machine.user,
    certain: true,
    tried: false,
    errexit: undefined,
    depth: 0,
    script: undefined,
    ended: false,
  };
}

export function subshell(shell: Shell): Shell {
  return {
    ...shell,
    variables: new Map(shell.variables),
    exported: new Set(shell.exported),
    functions: new Map(shell.functions),
    ended: false,
  };
}

/** The same shell, for commands that may not run. Assignments and `cd` in there are no longer certain, so they are kept apart. */
export function branch(shell: Shell): Shell {
  return { ...subshell(shell), certain: false };
}

/** After commands that may or may not have run: what they assigned is not known any more. */
export function rejoin(shell: Shell, ran: Shell): void {
  for (const [name, value] of ran.variables)
    if (shell.variables.get(name) !== value) shell.variables.set(name, UNKNOWN);
  for (const name of ran.exported) shell.exported.add(name);
}

/** The name that a program is known by: `gcc-12` and `aarch64-linux-gnu-gcc` are `gcc`, `pip3.11` is `pip3`, unless they are known themselves. */
export function programName(word: string, { programs: { models } }: Machine): string {
  const name = baseName(word);
  if (models[name] !== undefined) return name;
  const plain = name
    .replace(/^(?:[a-z]\w*-)+(?:linux|w64)-\w+-(?=[a-z])/, '')
    .replace(/-\d+(?:\.\d+)*$|(?<=[a-z]\d)\.\d+$/, '');
  return models[plain] === undefined ? name : plain;
}

/** How commands run other commands; given by the runner, which knows them. */
export interface Runner {
  statements(statements: readonly Statement[], shell: Shell, machine: Machine): Status;
  command(running: Running): Status;
}

/** A command that is about to run, with all that it runs in. */
export interface Running {
  readonly words: readonly string[];
  /** Variables for this command alone. */
  readonly assignments: ReadonlyMap<string, string>;
  readonly site: Site;
  readonly shell: Shell;
  readonly machine: Machine;
  readonly run: Runner;
}

export function makeCall({ words, assignments, site, shell, machine }: Omit<Running, 'run'>): Call {
  return {
    program: programName(words[0] ?? '', machine),
    words,
    cwd: shell.cwd,
    user: shell.user,
    certain: shell.certain,
    tried: shell.tried,
    text: site.text,
    output: site.output,
    input: site.input,
    files: machine.files,
    variable: (name) => {
      const given = machine.environment(name);
      // A plain assignment stays inside the shell, unless the variable was in its environment before.
      const own = shell.exported.has(name) || given !== undefined ? shell.variables.get(name) : undefined;
      return assignments.get(name) ?? own ?? given;
    },
    resolve: (path) => resolvePath(shell.cwd, path),
    has: (program) => machine.has(program),
    version: (interpreter) => machine.version?.(interpreter),
  };
}

export function record(running: Running, effects: readonly Effect[], call = makeCall(running)): void {
  running.machine.record({ ...call, effects, offset: running.site.offset, script: running.shell.script });
}

/** Records what happens beside commands: a redirection, or something of the shell that is not followed. */
export function recordBeside(
  words: readonly string[],
  effects: readonly Effect[],
  shell: Shell,
  machine: Machine,
  { text = words[0] ?? '', offset }: { readonly text?: string; readonly offset?: number } = {},
): void {
  const call = makeCall({ words, assignments: new Map(), site: { ...noStreams, text, offset }, shell, machine });
  machine.record({ ...call, effects, offset, script: shell.script });
}

export function unknown(reason: string, under?: string): Effect {
  return { kind: 'unknown', reason, under };
}

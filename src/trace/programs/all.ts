// All program models of a run in one table: ordinary programs, and over them those of the toolchains.

import type { ScriptReader, Served, Toolchain } from '../../toolchain.ts';
import type { Call, Program } from '../effect.ts';
import { programs as ordinary } from './index.ts';
import { nginx } from './nginx.ts';

export interface Programs {
  /** By name; without a prototype, so that `constructor` is not a program. */
  readonly models: Readonly<Record<string, Program>>;
  /** Programs that run scripts of manifests. */
  readonly readers: Readonly<Record<string, ScriptReader>>;
  /** Scripts of projects whose model counts even where their text can be read. */
  readonly wrappers: ReadonlySet<string>;
  /** Who says what a `make` does whose Makefile cannot be seen. */
  readonly make: readonly (Pick<Toolchain, 'name' | 'packages' | 'folders'> & { readonly program: Program })[];
  readonly installers: readonly { readonly url: RegExp; readonly program: Program }[];
  /** The toolchain whose interpreter a program has built in. */
  readonly hosts: ReadonlyMap<string, string>;
  /** The file that a command line has its interpreter run, as it is written. */
  runs(words: readonly string[]): string | undefined;
  /** What a command line has its interpreter load besides that file, as it is written. */
  loads(call: Call): readonly string[];
  /** The folders of files that a command line serves, when it does nothing else. */
  serves(call: Call): Served | undefined;
}

export const noPrograms: Programs = {
  models: Object.create(null),
  readers: Object.create(null),
  wrappers: new Set(),
  make: [],
  installers: [],
  hosts: new Map(),
  runs: () => undefined,
  loads: () => [],
  serves: () => undefined,
};

export function programsWith(toolchains: readonly Toolchain[]): Programs {
  const models: Record<string, Program> = Object.assign(Object.create(null), ordinary);
  const readers: Record<string, ScriptReader> = Object.create(null);
  for (const toolchain of toolchains) {
    Object.assign(models, toolchain.programs);
    Object.assign(readers, toolchain.readers);
  }
  const runs = toolchains.flatMap((toolchain) => toolchain.runs ?? []);
  const loads = toolchains.flatMap((toolchain) => toolchain.loads ?? []);
  const serves = toolchains.flatMap((toolchain) => toolchain.serves ?? []);
  return {
    models,
    readers,
    wrappers: new Set(toolchains.flatMap((toolchain) => toolchain.wrappers ?? [])),
    make: toolchains.flatMap(({ name, packages, folders, make }) =>
      make === undefined ? [] : [{ name, packages, folders, program: make }],
    ),
    installers: toolchains.flatMap((toolchain) => toolchain.installers ?? []),
    hosts: new Map(toolchains.flatMap(({ name, hosts = [] }) => hosts.map((program) => [program, name] as const))),
    runs: (words) => firstAnswer(runs, words),
    loads: (call) => loads.flatMap((ask) => ask(call)),
    serves: (call) => {
      if (call.program !== 'nginx') return firstAnswer(serves, call);
      const folders = nginx(call);
      return folders && { folders };
    },
  };
}

function firstAnswer<Question, Answer>(
  asked: readonly ((question: Question) => Answer | undefined)[],
  question: Question,
): Answer | undefined {
  for (const ask of asked) {
    const answer = ask(question);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

// What to call stages that have no name: after what they do, as their commands tell, and never as anything else in the file is called.

import { type Role, roleOf } from '../packages/roles.ts';
import type { StageTrace } from '../trace/trace.ts';

export interface StageName {
  readonly name: string;
  /** A clause. */
  readonly because: string;
}

/** A name for each of `wanted`, positions of stages. */
export function nameStages(
  traces: readonly StageTrace[],
  wanted: ReadonlySet<number>,
  taken: ReadonlySet<string>,
): ReadonlyMap<number, StageName> {
  const works = traces.map(workOf);
  const builds = works.filter((work) => work.role === 'build').length;
  const free = freeNames(taken);
  const names = new Map<number, StageName>();
  for (const [index, { role, because }] of works.entries()) {
    if (!wanted.has(index)) continue;
    const word = role === 'assets' && builds === 0 ? 'build' : (role ?? `stage-${index}`);
    names.set(index, { name: free(word), because });
  }
  return names;
}

/** Gives out `word`, or `word-2` and so on: each name once, and none that is taken. */
export function freeNames(taken: ReadonlySet<string>): (word: string) => string {
  const given = new Set(taken);
  const counts = new Map<string, number>();
  return (word) => {
    for (let count = counts.get(word) ?? 1; ; count++) {
      const name = count === 1 ? word : `${word}-${count}`;
      if (given.has(name)) continue;
      counts.set(word, count);
      given.add(name);
      return name;
    }
  };
}

/** Every name that means something in the file: of stages, of images, and what files are taken from. */
export function takenNames(
  traces: readonly StageTrace[],
  references: readonly { readonly name: string }[],
): ReadonlySet<string> {
  const taken = new Set<string>();
  const take = (text: string) => {
    taken.add(text.toLowerCase());
    taken.add(text.replace(/[:@].*$/, '').toLowerCase());
  };
  for (const { stage, imageText } of traces) {
    if (stage.name !== undefined) take(stage.name);
    take(stage.from.image);
    take(imageText);
  }
  for (const { name } of references) take(name);
  return taken;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words of names of stages in which something is built, and of those that people or tests work in. */
const building = words(
  'build builder builds buildenv building compile compiler compilation publish package install toolchain base deps dependencies source src vendor stage',
);
const developing = words(
  'dev develop developer development devel test tests tester testing ci lint check validate debug',
);
const running = words('run runs runner runtime prod production release final deploy');

/** Whether a name means a stage that builds or is worked in; any other means what runs. `tools` are called after what builds in it: `maven`. */
export function saysBuild(name: string, tools: readonly string[]): boolean {
  const own = new Set(tools.flatMap(wordsOf));
  const found = wordsOf(name);
  return (
    found.some((word) => building.has(word) || developing.has(word) || own.has(word)) &&
    !found.some((word) => running.has(word))
  );
}

/** Whether a name means a stage that people or tests work in. */
export function saysDevelopment(name: string): boolean {
  const found = wordsOf(name);
  return found.some((word) => developing.has(word)) && !found.some((word) => running.has(word));
}

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z]+/g) ?? [];
}

interface Work {
  readonly role: Role | undefined;
  readonly because: string;
}

/** In this order a role says most of a stage. */
const order: readonly Role[] = ['build', 'assets', 'deps', 'download'];

function workOf(trace: StageTrace): Work {
  const found = new Map<Role, string>();
  const note = (role: Role, text: string) => {
    if (!found.has(role)) found.set(role, `it runs \`${shorten(text)}\``);
  };
  for (const { instruction, calls } of trace.steps) {
    if (instruction.keyword === 'ADD' && instruction.sources.some((source) => /^https?:/.test(source)))
      note('download', instruction.keyword);
    for (const call of calls) {
      const role = roleOf(call.program, call.words);
      const makes = call.effects.some((effect) => effect.kind === 'write' && effect.origin.kind === 'artifact');
      if (role !== undefined || makes) note(role ?? 'build', call.text);
    }
  }
  const runs = trace.steps.some(({ instruction }) => instruction.keyword === 'RUN');
  const role = order.find((one) => found.has(one));
  if (role !== 'build' && role !== 'assets' && role !== 'deps' && runs && (trace.image?.toolchains.length ?? 0) > 0)
    return { role: 'build', because: `\`${trace.imageText}\` has a toolchain` };
  return { role, because: (role && found.get(role)) ?? 'files are copied out of it' };
}

function shorten(text: string): string {
  const line = text.split('\n')[0]?.trim() ?? '';
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}

// Proves that a file whose stages got names means what it did: the same stages and instructions, and each reference leads where it led.

import type { Dockerfile, Instruction } from '../syntax/instruction.ts';
import { referencesOf, type Stage, stagesOf, targetsOf } from '../syntax/stages.ts';
import { resolvePath } from '../trace/path.ts';
import type { StageTrace, TraceOptions } from '../trace/trace.ts';

/** What could not be proven, as clauses. `traces` are the stages of the original. */
export function keepsStages(
  original: Dockerfile,
  traces: readonly StageTrace[],
  result: Dockerfile,
  { context }: TraceOptions,
): readonly string[] {
  const problems: string[] = [];
  if (original.instructions.length !== result.instructions.length) return ['instructions were added or lost'];
  for (const [index, before] of original.instructions.entries()) {
    const after = result.instructions[index];
    if (after === undefined || contentOf(before) !== contentOf(after))
      problems.push(`line ${before.line}, \`${before.keyword}\`, is another instruction`);
  }
  const comments = (dockerfile: Dockerfile) =>
    JSON.stringify([
      dockerfile.comments.map(({ text }) => text),
      dockerfile.directives.map(({ name, value }) => [name, value]),
    ]);
  if (comments(original) !== comments(result)) problems.push('comments or parser directives differ');

  const [stages, now] = [stagesOf(original).stages, stagesOf(result).stages];
  const [above, aboveNow] = [basesOf(stages, traces), basesOf(now, traces)];
  for (const [index, { name }] of stages.entries()) {
    if (name !== undefined && now[index]?.name !== name) problems.push(`the stage \`${name}\` lost its name`);
    if (above[index] !== aboveNow[index]) problems.push(`\`${traces[index]?.imageText ?? ''}\` is another base`);
  }
  const [was, is] = [meaningOf(stages), meaningOf(now)];
  const makers = makersOf(traces, context.list('').length > 0);
  const key = (instruction: number, flag: number) => `${instruction} ${flag}`;
  const references = new Map(referencesOf(original).map((one) => [key(one.instruction, one.flag), one]));
  for (const { instruction, flag, name, stage } of referencesOf(result)) {
    const copy = original.instructions[instruction];
    const line = `line ${copy?.line ?? 0}`;
    const added = copy !== undefined && result.instructions[instruction]?.flags.length !== copy.flags.length;
    if (added) {
      const from = is(name);
      if (typeof from !== 'number' || from >= stage || !isMadeBy(copy, makers, from, stage, context))
        problems.push(`${line} takes from \`${name}\`, which is not known to be the only one with these files`);
      continue;
    }
    const before = references.get(key(instruction, flag));
    if (before === undefined || was(before.name) !== is(name)) problems.push(`${line} takes from another stage`);
    references.delete(key(instruction, flag));
  }
  if (references.size > 0) problems.push('what was taken from a stage is not any more');
  return problems;
}

/** Each stage that has a name can be asked for by it: the last one, which is two now, as one of these. */
export function keepsNames(original: Dockerfile, result: Dockerfile): string[] {
  const names = (dockerfile: Dockerfile) => stagesOf(dockerfile).stages.map((stage) => stage.name?.toLowerCase());
  const [before, after] = [names(original), names(result)];
  const problems = before.flatMap((name, index) => {
    const kept = name === after[index] || (index === before.length - 1 && name === after[index + 1]);
    return name === undefined || kept ? [] : [`the stage \`${name}\` lost its name`];
  });
  const twice = (all: typeof before) => {
    const given = all.filter((name) => name !== undefined);
    return given.length - new Set(given).size;
  };
  if (twice(after) > twice(before)) problems.push('two stages have the same name');
  return problems;
}

/** All of an instruction but what names a stage. */
function contentOf(instruction: Instruction): string {
  const flags = instruction.flags
    .filter(({ name }) => !(instruction.keyword === 'COPY' && name === 'from'))
    .map(({ name, value }) => [name, name === 'mount' ? value.replace(/(^|,)from=[^,]*/i, '$1from=') : value]);
  const value = instruction.keyword === 'FROM' ? instruction.image : instruction.value;
  return JSON.stringify([instruction.keyword, flags, value, instruction.heredocs.map(({ body }) => body)]);
}

/** For each stage the position of the stage above that its FROM names; undefined for an image. */
function basesOf(stages: readonly Stage[], traces: readonly StageTrace[]): readonly (number | undefined)[] {
  const named = new Map<string, number>();
  return stages.map(({ index, name }) => {
    const base = named.get(traces[index]?.imageText.toLowerCase() ?? '');
    if (name !== undefined) named.set(name.toLowerCase(), index);
    return base;
  });
}

/** The position of the stage that a name stands for; otherwise the name, with how many stages share it. */
function meaningOf(stages: readonly Stage[]): (name: string) => number | string {
  const target = targetsOf(stages);
  const counts = new Map<string, number>();
  for (const { name } of stages)
    if (name !== undefined) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return (name) => target(name) ?? `${name}, ${counts.get(name.toLowerCase()) ?? 0}`;
}

/** For each path that a stage builds, or copies from where it is built, the positions of these stages. */
function makersOf(traces: readonly StageTrace[], isSeen: boolean): ReadonlyMap<string, readonly number[]> {
  const makers = new Map<string, number[]>();
  for (const { files, stage } of traces)
    for (const { path, node, origin, certain, instruction } of files.written()) {
      if (origin.kind !== 'artifact' || !certain || instruction <= stage.from.index) continue;
      const { assumed, whole } = origin.artifact;
      // Of a context that is not seen, nobody knows that it has no folder of this name.
      if (assumed !== undefined || (node !== 'file' && (!isSeen || whole !== true || files.isBrought(path)))) continue;
      const known = makers.get(path);
      if (known === undefined) makers.set(path, [stage.index]);
      else known.push(stage.index);
    }
  return makers;
}

/** The context shows none of the sources, and of the stages above only this one builds each of them. */
function isMadeBy(
  copy: Instruction,
  makers: ReadonlyMap<string, readonly number[]>,
  from: number,
  stage: number,
  context: TraceOptions['context'],
): boolean {
  if (copy.keyword !== 'COPY') return false;
  return copy.sources.every((source) => {
    const path = resolvePath('/', source);
    const [first, second] = makers.get(path) ?? [];
    const shown = context.kind(path.slice(1)) !== undefined;
    return source.startsWith('/') && !shown && first === from && (second === undefined || second >= stage);
  });
}

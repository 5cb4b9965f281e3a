// What becomes of the stages that a file has already: those that are named by their position get a name, and a COPY that lost its
// `--from` gets it back. Decides and makes no text; a stage that is to be split is a matter of make.ts.

import type { BuildContext } from '../context/context.ts';
import * as diagnostics from '../diagnostics.ts';
import { type Diagnostic, diagnose } from '../diagnostics.ts';
import type { Dockerfile, Flag, Instruction } from '../syntax/instruction.ts';
import { type Reference, referencesOf, renamed, targetsOf } from '../syntax/stages.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { resolvePath } from '../trace/path.ts';
import type { StageTrace } from '../trace/trace.ts';
import { nameStages, takenNames } from './names.ts';
import type { StageChanges } from './plan.ts';

export interface Mended {
  readonly changes: StageChanges;
  /** The Dockerfile as it will be, with spans of the text that was given. The same one when nothing changes. */
  readonly dockerfile: Dockerfile;
  readonly diagnostics: readonly Diagnostic[];
}

export function mendStages(dockerfile: Dockerfile, traces: readonly StageTrace[], context: BuildContext): Mended {
  const unchanged: Mended = { changes: { names: [], references: [] }, dockerfile, diagnostics: [] };
  if (traces.length < 2) return unchanged;
  const stages = traces.map((trace) => trace.stage);
  const references = referencesOf(dockerfile);
  const target = targetsOf(stages);

  const counted = new Map<number, Reference[]>();
  const based = new Set(stages.map((stage) => stage.from.image));
  for (const reference of references) {
    if (!/^\d+$/.test(reference.name)) continue;
    const index = target(reference.name);
    if (index === undefined || index >= reference.stage || stages[index]?.name !== undefined) continue;
    const before = counted.get(index);
    if (before === undefined) counted.set(index, [reference]);
    else before.push(reference);
  }
  // Docker takes `FROM 0` for an image, other builders for a stage: nobody can say what it means.
  for (const [index, own] of counted)
    if (own.some(({ span }) => span === undefined) || based.has(String(index))) counted.delete(index);

  const lost = findLost(traces, context).filter(({ from }) => {
    const name = stages[from]?.name;
    return name === undefined ? !based.has(String(from)) : target(name) === from;
  });
  if (counted.size === 0 && lost.length === 0) return unchanged;

  const wanted = new Set(
    [...counted.keys(), ...lost.map(({ from }) => from)].filter((index) => stages[index]?.name === undefined),
  );
  // A stage that is named now would be meant by its position as well, where that could not be changed.
  const names = nameStages(traces, wanted, takenNames(traces, references));
  const nameOf = (index: number): string => stages[index]?.name ?? names.get(index)?.name ?? String(index);
  const found: Diagnostic[] = [];
  const edits: StageChanges['references'][number][] = [];
  const instructions = [...dockerfile.instructions];
  const change = (index: number, changed: (instruction: Instruction) => Instruction) => {
    const instruction = instructions[index];
    if (instruction !== undefined) instructions[index] = changed(instruction);
  };

  for (const [index, { name, because }] of names) {
    const from = stages[index]?.from;
    if (from === undefined) continue;
    change(from.index, (instruction) =>
      instruction.keyword === 'FROM' ? { ...instruction, stageName: name } : instruction,
    );
    found.push(diagnose(diagnostics.StageNamed, from.span, name, because));
  }
  for (const [index, own] of counted)
    for (const { instruction, flag, name, span } of own) {
      if (span === undefined) continue;
      change(instruction, (one) => renamed(one, flag, nameOf(index)));
      edits.push({ instruction, span, from: name, to: nameOf(index), because: 'the stage has a name' });
    }
  for (const { instruction, from, paths } of lost) {
    const start = instruction.flags[0]?.span.start ?? instruction.offsets[0] ?? instruction.span.end;
    const span = { start, end: start };
    const flag: Flag = { name: 'from', value: nameOf(from), span };
    change(instruction.index, (one) => ({ ...one, flags: [flag, ...one.flags] }));
    const because = `the stage makes \`${paths.join('`, `')}\`, and the build context does not show it`;
    edits.push({ instruction: instruction.index, span, from: undefined, to: nameOf(from), because });
    found.push(diagnose(diagnostics.CopyFromRestored, instruction.span, nameOf(from), paths.join('`, `')));
  }
  return {
    changes: {
      names: [...names].map(([index, { name, because }]) => ({
        instruction: stages[index]?.from.index ?? 0,
        name,
        because,
      })),
      references: edits.sort((a, b) => a.span.start - b.span.start),
    },
    dockerfile: { ...dockerfile, instructions },
    diagnostics: found.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)),
  };
}

interface Lost {
  readonly instruction: Extract<Instruction, { keyword: 'COPY' | 'ADD' }>;
  /** The stage that makes its sources. */
  readonly from: number;
  readonly paths: readonly string[];
}

/** COPY of the build context whose sources no context shows, and exactly one earlier stage makes. */
function findLost(traces: readonly StageTrace[], context: BuildContext): readonly Lost[] {
  const isSeen = context.list('').length > 0;
  const makers = new Map<string, number | undefined>();
  const found: Lost[] = [];
  for (const [index, trace] of traces.entries()) {
    for (const { instruction } of index === 0 ? [] : trace.steps) {
      if (instruction.keyword !== 'COPY' || instruction.heredocs.length > 0) continue;
      if (instruction.flags.some(({ name }) => name === 'from') || !instruction.sources.every(isPlainPath)) continue;
      const paths = instruction.sources.map((source) => resolvePath('/', source));
      const from = paths.map((path) => (context.kind(path.slice(1)) === undefined ? makers.get(path) : undefined));
      const [first] = from;
      if (first !== undefined && from.every((one) => one === first)) found.push({ instruction, from: first, paths });
    }
    for (const path of artifactsOf(trace, isSeen)) makers.set(path, makers.has(path) ? undefined : index);
  }
  return found;
}

/** Absolute, without a pattern or a variable. A source of the context is hardly ever written like that. */
function isPlainPath(source: string): boolean {
  return /^\/[\w.@+/-]*[\w@+-]$/.test(source) && !source.includes(UNKNOWN);
}

/**
 * What the stage builds, or copies of what an earlier stage builds; of what it has from the stage that it is based on, nothing. A folder
 * counts only where all of it is built, and not where the context is unseen: it may well have one of the same name.
 */
function artifactsOf({ files, stage }: StageTrace, isSeen: boolean): readonly string[] {
  return files.written().flatMap(({ path, node, origin, instruction, certain }) => {
    if (origin.kind !== 'artifact' || !certain || instruction <= stage.from.index) return [];
    const { artifact } = origin;
    const isWhole = node === 'file' || (isSeen && artifact.whole === true && !files.isBrought(path));
    return isWhole && artifact.assumed === undefined ? [path] : [];
  });
}

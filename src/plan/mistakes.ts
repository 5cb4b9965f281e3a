// Mistakes that people make by hand in files with several stages. Each is proven, or not told: what is not known may well be right.

import * as diagnostics from '../diagnostics.ts';
import { type Diagnostic, diagnose } from '../diagnostics.ts';
import { isOfficialName, mayBeOfImage } from '../images/official.ts';
import { packageName } from '../packages/classify.ts';
import { roleOf } from '../packages/roles.ts';
import type { Instruction, Invocation } from '../syntax/instruction.ts';
import { type Reference, targetsOf } from '../syntax/stages.ts';
import type { Artifact } from '../toolchain.ts';
import { ancestorsOf, isInside, resolvePath } from '../trace/path.ts';
import type { TracedCall } from '../trace/shell/machine.ts';
import { effectiveEntrypoint, findStarts } from '../trace/starts.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';

/** `references` are all of the file. */
export function findMistakes(stages: readonly StageTrace[], references: readonly Reference[]): readonly Diagnostic[] {
  const target = targetsOf(stages.map(({ stage }) => stage));
  const instructions = new Map<number, Instruction>();
  for (const { steps } of stages) for (const { instruction } of steps) instructions.set(instruction.index, instruction);
  const used = new Set<number>();
  for (const { parent } of stages) if (parent !== undefined) used.add(parent.stage.index);
  for (const { name } of references) used.add(target(name) ?? -1);

  const reaches = reachesOf(stages, target);
  const found: Diagnostic[] = [];
  for (const trace of stages) {
    // A stage that others use is not what runs.
    const reach = reaches[trace.stage.index];
    if (used.has(trace.stage.index) || reach === undefined) continue;
    found.push(...withoutLibrary(trace, reach, instructions, stages), ...withoutShell(trace, reach, instructions));
  }
  const unknown = new Map<string, boolean>();
  const suspicious = (reference: Reference): boolean => {
    const known = unknown.get(reference.name);
    if (known !== undefined || unknown.size >= most) return known ?? false;
    const is = namesNoStage(reference, stages, used, instructions.get(reference.instruction));
    unknown.set(reference.name, is);
    return is;
  };
  for (const reference of references) {
    const instruction = instructions.get(reference.instruction);
    const span = reference.span ?? instruction?.span;
    const index = target(reference.name);
    const from = index === undefined ? undefined : stages[index];
    if (from !== undefined && from.stage.index < reference.stage) {
      for (const path of missing(from, reaches[from.stage.index], instruction))
        found.push(diagnose(diagnostics.CopySourceMissing, instruction?.span, path, from.stage.name ?? reference.name));
    } else if (instruction?.keyword === 'COPY' && /^\d+$/.test(reference.name)) {
      if (index === undefined) found.push(diagnose(diagnostics.StageOutOfRange, span, reference.name));
    } else if (index === undefined && suspicious(reference))
      found.push(diagnose(diagnostics.UnknownStage, span, reference.name));
  }
  return found;
}

/** Names, and stages, that are compared with each other: more than anybody writes. */
const most = 50;

// --- What runs

function hasNothing({ image }: StageTrace): boolean {
  return image !== undefined && image.libc === undefined && image.programs?.size === 0;
}

/** What is known of the files of a stage, those that it is based on included. */
interface Reach {
  /** Below these paths anything may be. */
  readonly open: ReadonlySet<string>;
  /** The folders above these paths. */
  readonly above: ReadonlySet<string>;
  /** Nothing is known: an instruction may have written anywhere, or the image is chosen by whoever builds it. */
  readonly everywhere: boolean;
}

/** For each stage; a folder that is copied from an image or a stage may hold what the trace has not seen. */
function reachesOf(stages: readonly StageTrace[], target: (name: string) => number | undefined): readonly Reach[] {
  const reaches: Reach[] = [];
  for (const { stage, parent, steps, imageVaries } of stages) {
    const before = parent === undefined ? undefined : reaches[parent.stage.index];
    const paths: string[] = [];
    let everywhere = imageVaries || before?.everywhere === true;
    for (const { instruction, workdir, calls, unknowns } of steps) {
      for (const { under } of unknowns) {
        if (under === undefined) everywhere = true;
        else paths.push(under);
      }
      for (const call of calls) {
        for (const effect of call.effects) if (effect.kind === 'copy') paths.push(effect.to);
        if (mayWriteAnywhere(call)) everywhere = true;
      }
      if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
      const from = target(instruction.flags.find(({ name }) => name === 'from')?.value ?? '');
      const isFile = (source: string) => {
        const entry =
          from === undefined || from >= stage.index ? undefined : stages[from]?.files.find(resolvePath('/', source));
        return source.startsWith('<<') || (entry?.node === 'file' && entry.certain);
      };
      if (instruction.sources.every(isFile)) continue;
      paths.push(instruction.destination.includes('$') ? '/' : resolvePath(workdir, instruction.destination));
    }
    if (paths.some(isDeep)) everywhere = true;
    const known = everywhere ? [] : paths;
    reaches.push({
      open: new Set([...(before?.open ?? []), ...known]),
      above: new Set([...(before?.above ?? []), ...known.flatMap(ancestorsOf)]),
      everywhere,
    });
  }
  return reaches;
}

/** Deeper than anybody nests folders, so that no file can keep us busy. */
function isDeep(path: string): boolean {
  return path.split('/', 42).length > 40;
}

/** A build whose output is not known file by file: code of the project ran, and it writes where it likes. */
function mayWriteAnywhere({ program, words, effects }: TracedCall): boolean {
  const built = effects.flatMap((effect) =>
    effect.kind === 'write' && effect.origin.kind === 'artifact'
      ? [{ ...effect, artifact: effect.origin.artifact }]
      : [],
  );
  const role = roleOf(program, words);
  if (built.length === 0) return role === 'build' || role === 'assets';
  return built.some(({ open, artifact }) => open === true || artifact.assumed !== undefined);
}

function mayHave(path: string, { open, above, everywhere }: Reach): boolean {
  return (
    everywhere ||
    isDeep(path) ||
    above.has(path) ||
    open.has(path) ||
    ancestorsOf(path).some((folder) => open.has(folder))
  );
}

/** The image below all stages that it is based on. */
function baseOf({ image, imageText }: StageTrace): string {
  return image?.reference.text ?? imageText;
}

const libraryFolders = ['/lib', '/lib64', '/lib32', '/libx32', '/usr/lib', '/usr/lib64', '/usr/local/lib'];

/** Packages that run programs of the other C library. */
const compatible = /^(?:gcompat|libc6-compat|musl|glibc(?:-.*)?)$/;

function withoutLibrary(
  trace: StageTrace,
  reach: Reach,
  instructions: ReadonlyMap<number, Instruction>,
  stages: readonly StageTrace[],
): Diagnostic[] {
  const { files, image, packages } = trace;
  const nothing = hasNothing(trace);
  if ((!nothing && image?.libc === undefined) || packages.some(({ name }) => compatible.test(packageName(name))))
    return [];
  // Where the loader, or all of a system, may have come along.
  if (libraryFolders.some((folder) => files.node(folder) !== undefined || mayHave(`${folder}/ld.so`, reach))) return [];
  const found = new Map<string, Diagnostic>();
  for (const { entry, path, instruction } of findStarts(trace).commands) {
    const artifact = entry?.origin.kind === 'artifact' ? entry.origin.artifact : undefined;
    if (artifact?.dynamic === undefined || path === undefined || entry?.certain !== true) continue;
    const linked = nothing ? undefined : libraryOf(artifact, stages.slice(0, trace.stage.index));
    if (!nothing && (linked === undefined || linked === image?.libc)) continue;
    const span = instructions.get(entry.instruction)?.span ?? instructions.get(instruction ?? -1)?.span;
    const has = nothing ? 'no C library' : `${image?.libc} and not ${linked}`;
    const { dynamic } = artifact;
    found.set(path, diagnose(diagnostics.DynamicProgramWithoutLibrary, span, path, baseOf(trace), has, dynamic));
  }
  return [...found.values()];
}

/** The C library of the one stage above that builds it. */
function libraryOf(artifact: Artifact, above: readonly StageTrace[]): 'glibc' | 'musl' | undefined {
  const makers = above.filter((one) =>
    one.files
      .written()
      .some(
        ({ origin, instruction }) =>
          origin.kind === 'artifact' &&
          origin.artifact === artifact &&
          stepAt(one, instruction)?.instruction.keyword === 'RUN',
      ),
  );
  return makers.length === 1 ? makers[0]?.image?.libc : undefined;
}

function withoutShell(trace: StageTrace, reach: Reach, instructions: ReadonlyMap<number, Instruction>): Diagnostic[] {
  const { config, files, image } = trace;
  const shell = config.shell.value[0] ?? '';
  // An image for debugging starts a shell of its own, and RUN can bring one in exec form.
  if (
    !hasNothing(trace) ||
    image?.config.entrypoint !== undefined ||
    trace.steps.some(({ instruction }) => instruction.keyword === 'RUN')
  )
    return [];
  if (!shell.startsWith('/') || files.find(shell) !== undefined || files.node(shell) !== undefined) return [];
  if (mayHave(shell, reach) || ancestorsOf(shell).some((folder) => files.find(folder)?.node === 'link')) return [];
  const entrypoint = effectiveEntrypoint(trace);
  const lines: ({ value: Invocation | undefined; instruction: number | undefined } | undefined)[] = [
    entrypoint,
    // Behind an entrypoint, CMD holds arguments.
    entrypoint === undefined ? config.cmd : undefined,
    config.healthcheck,
  ];
  return lines.flatMap((line) => {
    const instruction = instructions.get(line?.instruction ?? -1);
    return line?.value?.form !== 'shell' || instruction === undefined || line.value.script.trim() === ''
      ? []
      : [diagnose(diagnostics.ShellFormWithoutShell, instruction.span, instruction.keyword, baseOf(trace), shell)];
  });
}

// --- What is copied

/** No image is called so, and it is nearly the name of a stage, or a stage that nothing names makes these very files. */
function namesNoStage(
  { name, stage }: Reference,
  stages: readonly StageTrace[],
  used: ReadonlySet<number>,
  instruction: Instruction | undefined,
): boolean {
  if (!/^[a-z][a-z0-9_-]{2,63}$/i.test(name) || isOfficialName(name.toLowerCase())) return false;
  // Several have it.
  if (stages.some((one) => one.stage.name?.toLowerCase() === name.toLowerCase())) return false;
  const above = stages.slice(0, Math.min(stage, most));
  if (above.some((one) => one.stage.name !== undefined && isSlip(name.toLowerCase(), one.stage.name.toLowerCase())))
    return true;
  if (instruction?.keyword !== 'COPY') return false;
  // A stage without a name that nothing uses is there for no reason, unless this is it.
  if (above.some((one) => one.stage.name === undefined && !used.has(one.stage.index))) return true;
  return above.some(
    (one) =>
      !used.has(one.stage.index) &&
      instruction.sources.every((source) => {
        const entry = one.files.find(resolvePath('/', source));
        return entry?.origin.kind === 'artifact' && entry.certain;
      }),
  );
}

/** `build` for `builder`, one letter too many or too few, or two letters in the wrong order. */
function isSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < 4) return false;
  if (`${short}er` === long) return true;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length + 1 === long.length) return /[a-z]/.test(long[at] ?? '') && short.slice(at) === long.slice(at + 1);
  return (
    short.length === long.length &&
    short[at] === long[at + 1] &&
    short[at + 1] === long[at] &&
    short.slice(at + 2) === long.slice(at + 2) &&
    short !== long
  );
}

/** Sources of the COPY that the stage, whose doings are all known, does not make, in places where its base image has nothing. */
function missing(from: StageTrace, reach: Reach | undefined, instruction: Instruction | undefined): readonly string[] {
  if (instruction?.keyword !== 'COPY' || from.image === undefined || reach === undefined) return [];
  const { reference, config } = from.image;
  if (config.onbuild) return [];
  return instruction.sources.flatMap((source) => {
    const path = resolvePath('/', source);
    if (path === '/' || !/^[\w./@+-]+$/.test(source)) return [];
    if (mayBeOfImage(reference.repository, path) || (config.workdir !== '/' && isInside(path, config.workdir)))
      return [];
    if (mayHave(path, reach)) return [];
    if (from.files.find(path) !== undefined || from.files.node(path)?.children.size) return [];
    return ancestorsOf(path).some((folder) => from.files.find(folder)?.node === 'link') ? [] : [path];
  });
}

// What a split means for those who use the Dockerfile: which of them get an image that lacks what they call. It proves nothing and changes
// no conversion; where nothing is known of a program it says nothing.

import * as diagnostics from '../diagnostics.ts';
import { type Diagnostic, diagnoseIn, type SourceFile } from '../diagnostics.ts';
import type { SplitPlan } from '../plan/plan.ts';
import type { Invocation, Span } from '../syntax/instruction.ts';
import type { Toolchain } from '../toolchain.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { baseName, isInside, resolvePath } from '../trace/path.ts';
import { hasProgram, isPresent } from '../trace/presence.ts';
import { drives, findStarts, type Start } from '../trace/starts.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';
import { isService } from './docker.ts';
import { isSameImage } from './paths.ts';
import { type Build, mostUses, type Override, type Run, type Uses } from './use.ts';

export interface Split {
  readonly plan: SplitPlan;
  /** The last stage, as it was. */
  readonly before: StageTrace;
  /** The runtime stage. */
  readonly after: StageTrace;
  readonly toolchains: readonly Toolchain[];
}

export interface Judgement {
  readonly diagnostics: readonly Diagnostic[];
  readonly edits: readonly {
    readonly file: SourceFile;
    readonly edits: readonly (Span & { readonly text: string })[];
  }[];
}

/** `uses` are those of this Dockerfile. With `edit`, who works with the toolchain gets the build stage, where that is one line to add. */
export function judge({ builds, runs }: Uses, split: Split, edit: boolean): Judgement {
  const found: Diagnostic[] = [];
  const edits = new Map<string, { file: SourceFile; edits: (Span & { text: string })[] }>();
  const running: Build[] = [];
  /** Services that do not get, or no longer get, the runtime stage in one of their files; images of one name may be several. */
  const settled: string[] = [];
  for (const build of builds) {
    const stage = stageOf(build, split);
    if (stage === 'build' && build.target !== undefined)
      found.push(diagnoseIn(diagnostics.TargetIsBuildStage, build.target.place, build.who, build.target.name));
    if (stage !== 'runtime') {
      settled.push(...build.images.filter(isService));
      continue;
    }
    const own = [...developmentIn(build, split), ...build.runs.flatMap((run) => problemsOf(run, build, split))];
    const addition = build.addition?.edit?.(split.plan.build.name);
    if (edit && addition !== undefined && own.some(isWorkWithToolchain)) {
      const { file } = build.place;
      const known = edits.get(file.path) ?? { file, edits: [] };
      known.edits.push({ ...addition.span, text: addition.text });
      edits.set(file.path, known);
      found.push(diagnoseIn(diagnostics.TargetAdded, build.place, build.who, lineOf(build, split)));
      settled.push(...build.images.filter(isService));
      continue;
    }
    found.push(...own);
    running.push(build);
  }
  const started = runs.flatMap((run) => {
    const isMeant = (name: string) => isSameImage(name, run.of ?? '');
    const build = running.find(({ images }) => images.some(isMeant));
    return build === undefined || settled.some(isMeant) ? [] : [{ run, build }];
  });
  for (const { run, build } of started.slice(0, mostUses)) found.push(...problemsOf(run, build, split));
  return { diagnostics: inOrder(found), edits: [...edits.values()] };
}

/** Which stage of the result a build gets; 'other' for those that the split does not touch. */
function stageOf({ target }: Build, { plan, before }: Split): 'runtime' | 'build' | 'other' {
  if (target === undefined) return 'runtime';
  const { name, index } = before.stage;
  if (target.name === String(index)) return 'build';
  if (target.name.toLowerCase() !== name?.toLowerCase()) return 'other';
  return plan.runtime.name === undefined ? 'build' : 'runtime';
}

function lineOf(build: Build, { plan }: Split): string {
  return build.addition?.line(plan.build.name) ?? `--target ${plan.build.name}`;
}

const isWorkWithToolchain = ({ name }: Diagnostic): boolean =>
  name === diagnostics.CommandNeedsToolchain.name || name === diagnostics.DevelopmentInRuntimeStage.name;

function titlesOf({ plan, toolchains }: Split): string {
  return toolchains
    .filter(({ name }) => plan.toolchains.includes(name))
    .map(({ title }) => title)
    .join(' and ');
}

function developmentIn(build: Build, split: Split): readonly Diagnostic[] {
  return build.development
    ? [diagnoseIn(diagnostics.DevelopmentInRuntimeStage, build.place, build.who, titlesOf(split), lineOf(build, split))]
    : [];
}

function problemsOf(run: Run, build: Build, split: Split): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const main = run.command ?? run.entrypoint;
  if (main !== undefined) {
    const idle = main.invocation.form === 'exec' && isIdle(main.invocation.words);
    if (idle || findStarts(withRun(split.before, run)).interactive !== undefined)
      found.push(
        diagnoseIn(diagnostics.DevelopmentInRuntimeStage, main.place, run.who, titlesOf(split), lineOf(build, split)),
      );
    else found.push(...lacking(run, main, (trace) => withRun(trace, run), build, split));
  }
  if (run.healthcheck !== undefined)
    found.push(...lacking(run, run.healthcheck, (trace) => withHealthcheck(trace, run), build, split));
  for (const { path, place } of run.mounts)
    if (covers(path, run, split))
      found.push(diagnoseIn(diagnostics.MountOverApplication, place, run.who, path, lineOf(build, split)));
  return found;
}

/** It only keeps the container up, for people who come in. */
function isIdle(words: readonly string[]): boolean {
  return /^(?:sleep (?:infinity|inf|\d{4,}\w?)|tail (?:-f|-F|--follow) \/dev\/null)$/.test(words.join(' '));
}

/** An instruction that stands in no Dockerfile. */
const outside = -1;

function setting(override: Override | undefined): { value: Invocation; instruction: number } | undefined {
  return override === undefined ? undefined : { value: override.invocation, instruction: outside };
}

/** The stage as the run has it: an entrypoint of its own takes away the command of the image. */
function withRun(trace: StageTrace, { command, entrypoint, workdir }: Run): StageTrace {
  const { config } = trace;
  return {
    ...trace,
    config: {
      ...config,
      ...(entrypoint === undefined ? {} : { entrypoint: setting(entrypoint), cmd: undefined }),
      ...(command === undefined ? {} : { cmd: setting(command) }),
      ...(workdir === undefined
        ? {}
        : { workdir: { value: resolvePath(config.workdir.value, workdir), instruction: outside } }),
      healthcheck: undefined,
    },
  };
}

function withHealthcheck(trace: StageTrace, { healthcheck }: Run): StageTrace {
  const { config } = trace;
  return { ...trace, config: { ...config, entrypoint: undefined, cmd: undefined, healthcheck: setting(healthcheck) } };
}

/** The first thing that is started and that the split takes away. */
function lacking(
  run: Run,
  { invocation, place }: Override,
  changed: (trace: StageTrace) => StageTrace,
  build: Build,
  split: Split,
): readonly Diagnostic[] {
  const [before, after] = [changed(split.before), changed(split.after)];
  const [was, is] = [findStarts(before), findStarts(after)];
  const line = lineOf(build, split);
  const same = (start: Start) => is.commands.find((one) => one.words.join(' ') === start.words.join(' '));
  const image = after.image?.reference.text ?? after.imageText;
  for (const start of was.commands) {
    if (start.word.includes(UNKNOWN)) continue;
    const now = same(start);
    const toolchain = split.toolchains.find(
      (one) =>
        (drives(one, start.words) || one.develops?.(start.words) === true) &&
        now?.entry?.origin.kind !== 'artifact' &&
        hasToolchain(one, start, before, split),
    );
    if (toolchain !== undefined)
      return [
        diagnoseIn(diagnostics.CommandNeedsToolchain, place, run.who, start.words.join(' '), toolchain.title, line),
      ];
    if (!isPresent(start, before) || isMounted(start.path, run)) continue;
    const there = now === undefined ? isPresentByName(start, after) : isPresent(now, after);
    if (!there) return [diagnoseIn(diagnostics.ProgramNotInRuntime, place, run.who, start.word, image, line)];
  }
  // Nothing turns a line of another file into exec form.
  const shell = is.shell !== undefined || invocation.form === 'shell';
  return shell && !hasProgram(after, 'sh') && hasProgram(before, 'sh')
    ? [diagnoseIn(diagnostics.ProgramNotInRuntime, place, run.who, '/bin/sh', image, line)]
    : [];
}

/** The image had it: what never ran in there is nothing that the split takes away. */
function hasToolchain({ name }: Toolchain, start: Start, before: StageTrace, { plan }: Split): boolean {
  return plan.toolchains.includes(name) || before.image?.toolchains.includes(name) === true || isPresent(start, before);
}

/** Of a command in a script that the runtime stage does not have; the script itself was told before, or is mounted. */
function isPresentByName({ word, path }: Start, after: StageTrace): boolean {
  return path === undefined ? hasProgram(after, baseName(word)) : after.files.find(path) !== undefined;
}

function isMounted(path: string | undefined, { mounts }: Run): boolean {
  return path !== undefined && mounts.some((mount) => isInside(path, mount.path));
}

/** The container works or starts in it, and the runtime stage copies something there. */
function covers(path: string, run: Run, { after }: Split): boolean {
  const isCopied = ({ instruction }: { readonly instruction: number }) =>
    stepAt(after, instruction)?.instruction.keyword === 'COPY';
  if (path === '/' || !after.files.written().some((entry) => isInside(entry.path, path) && isCopied(entry)))
    return false;
  const stage = withRun(after, run);
  const started = findStarts(stage).commands.flatMap((start) => [start.path ?? '', start.launches ?? '']);
  return [stage.config.workdir.value, ...started].some((one) => one !== '' && isInside(one, path));
}

/** Each once, in the order of their places. */
function inOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ name, file, span, message }: Diagnostic) => `${name} ${file?.path} ${span?.start} ${message}`;
  const path = ({ file }: Diagnostic) => file?.path ?? '';
  return [...new Map(found.map((one) => [key(one), one])).values()].sort((a, b) =>
    path(a) === path(b) ? (a.span?.start ?? 0) - (b.span?.start ?? 0) : path(a) < path(b) ? -1 : 1,
  );
}

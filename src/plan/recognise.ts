// Whether a stage is a candidate at all: a toolchain is in the image, something was built with it, and the toolchain stays behind.

import * as diagnostics from '../diagnostics.ts';
import { type Diagnostic, diagnose } from '../diagnostics.ts';
import { isKnownRepository } from '../images/describe.ts';
import type { Image } from '../images/image.ts';
import { isOneOf } from '../packages/classify.ts';
import type { Span } from '../syntax/instruction.ts';
import type { Toolchain } from '../toolchain.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { baseName, isInside } from '../trace/path.ts';
import { drives } from '../trace/starts.ts';
import type { InstalledPackage } from '../trace/state.ts';
import { type StageTrace, type Step, stepAt } from '../trace/trace.ts';

export type Recognition =
  /** `built`: an artifact was found. */
  | {
      readonly kind: 'candidate';
      readonly toolchains: readonly Toolchain[];
      readonly image: Image;
      readonly built: boolean;
      readonly title: string;
    }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[]; readonly toolchains: readonly string[] }
  | { readonly kind: 'unchanged'; readonly diagnostics: readonly Diagnostic[] };

/** What says that a toolchain is in a stage, or is called in it. */
export interface Sign {
  /** A clause. */
  readonly because: string;
  readonly span: Span | undefined;
}

/** All that says so of this toolchain: what brings it, and its own commands. */
export function signsOf(trace: StageTrace, toolchain: Toolchain): readonly Sign[] {
  const commands = trace.steps.flatMap(({ calls, instruction }) =>
    calls
      .filter(({ program }) => Object.hasOwn(toolchain.programs, program))
      .map(({ text }) => ({ because: `\`${text}\` is its command`, span: instruction.span })),
  );
  const taken = commands.length > 0 ? comesFromImage(trace, toolchain) : [];
  return [...presenceOf(trace, toolchain), ...taken, ...commands];
}

/** What brings the toolchain into the stage, programs out of other images aside. */
function presenceOf(trace: StageTrace, toolchain: Toolchain): readonly Sign[] {
  const { image, imageText, stage, packages, removedPackages, steps } = trace;
  const signs: Sign[] = [];
  const say = (instruction: number | undefined, because: string) =>
    signs.push({ because, span: stepAt(trace, instruction)?.instruction.span ?? stage.from.span });
  if (image?.toolchains.includes(toolchain.name) === true) say(undefined, `the base image \`${imageText}\` has it`);
  for (const one of packages) if (brings(toolchain, one)) say(one.instruction, `the package \`${one.name}\` is it`);
  for (const one of removedPackages)
    if (brings(toolchain, one)) say(one.instruction, `the package \`${one.name}\` is it, and stays in a layer`);
  const { wrappers = [] } = toolchain;
  for (const { calls, instruction } of wrappers.length === 0 ? [] : steps)
    for (const { program } of calls)
      if (wrappers.includes(program) && removedAgain(trace, [toolchain]) === undefined)
        say(instruction.index, `the script \`${program}\` fetches it`);
  const unpackedBy = unpacked(trace, toolchain);
  if (unpackedBy !== undefined) say(unpackedBy.instruction.index, 'it is unpacked into a folder of its own');
  return signs;
}

export function recognise(trace: StageTrace, toolchains: readonly Toolchain[]): Recognition {
  const ran = [...new Set(trace.steps.flatMap((step) => step.calls.map((call) => call.program)))];
  // `make` may call a toolchain by itself, as what it makes says.
  const made = new Set(
    trace.files.written().flatMap(({ origin }) => (origin.kind === 'artifact' ? [origin.artifact.toolchain] : [])),
  );
  const used = toolchains.filter(
    ({ name, programs }) => made.has(name) || ran.some((program) => Object.hasOwn(programs, program)),
  );
  const { image } = trace;
  const present = toolchains.filter(
    (toolchain) =>
      presenceOf(trace, toolchain).length > 0 ||
      (used.includes(toolchain) && comesFromImage(trace, toolchain).length > 0),
  );
  const titles = used.map((toolchain) => toolchain.title).join(' and ');
  if (image === undefined) {
    const gone = removedAgain(trace, used);
    if (gone !== undefined) return { kind: 'unchanged', diagnostics: [gone] };
    // An image that nothing is known of may hold the toolchain that the instructions run.
    if (used.length > 0 || isKnownRepository(trace.imageText))
      return {
        kind: 'refused',
        diagnostics: [
          diagnose(
            diagnostics.UnknownBaseImage,
            trace.stage.from.span,
            trace.imageText.includes(UNKNOWN) ? trace.stage.from.image : trace.imageText,
          ),
        ],
        toolchains: used.map((one) => one.name),
      };
    return { kind: 'unchanged', diagnostics: [diagnose(diagnostics.NoToolchain, undefined)] };
  }
  if (image.config.onbuild && toolchains.some((toolchain) => image.toolchains.includes(toolchain.name))) {
    return {
      kind: 'refused',
      diagnostics: [diagnose(diagnostics.OnbuildBaseImage, trace.stage.from.span, trace.imageText)],
      toolchains: present.map((one) => one.name),
    };
  }
  if (present.length === 0) {
    const gone = removedAgain(trace, used);
    if (gone !== undefined) return { kind: 'unchanged', diagnostics: [gone] };
    return { kind: 'unchanged', diagnostics: [diagnose(diagnostics.NoToolchain, undefined)] };
  }
  const building = present.filter(
    (toolchain) => used.includes(toolchain) || used.some((one) => one.uses?.includes(toolchain.name)),
  );
  const started = startsToolchain(trace, present);
  if (building.length === 0 && started !== undefined)
    return { kind: 'refused', diagnostics: [started], toolchains: present.map((one) => one.name) };
  const built =
    trace.files.written().some((entry) => entry.origin.kind === 'artifact' && entry.origin.artifact.fetched !== true) ||
    trace.steps.some((step) => step.calls.some((call) => call.effects.some((effect) => effect.kind === 'outputs')));
  if (!built && started !== undefined)
    return { kind: 'refused', diagnostics: [started], toolchains: present.map((one) => one.name) };
  return {
    kind: 'candidate',
    toolchains: building.length === 0 ? present : building,
    image,
    built,
    title: titles || present.map((one) => one.title).join(' and '),
  };
}

/** The toolchain was called in a way that is not known, or only taken to build where nothing is any more: it may have built something elsewhere. Or what it built was moved, and nobody knows what that was. */
export function mayBuild(trace: StageTrace, toolchains: readonly Toolchain[]): boolean {
  const isMade = trace.steps.some(({ calls }) =>
    calls.some(({ effects }) =>
      effects.some(
        (effect) =>
          effect.kind === 'write' && effect.origin.kind === 'artifact' && effect.origin.artifact.fetched !== true,
      ),
    ),
  );
  const isMoved = ({ unknowns }: StageTrace['steps'][number]) =>
    unknowns.some(({ call }) => call !== undefined && /^(?:cp|mv|install|rsync|tar)$/.test(call.program));
  if (isMade && trace.steps.some(isMoved)) return true;
  return trace.steps.some(
    (step) =>
      step.unknowns.some(
        ({ call }) => call !== undefined && toolchains.some((one) => Object.hasOwn(one.programs, call.program)),
      ) ||
      step.calls.some((call) =>
        call.effects.some(
          (effect) =>
            effect.kind === 'write' &&
            effect.origin.kind === 'artifact' &&
            effect.origin.artifact.fetched !== true &&
            effect.origin.artifact.assumed !== undefined,
        ),
      ),
  );
}

/** The toolchain was installed and removed by one instruction, which is as good as a stage of its own. */
export function removedAgain(trace: StageTrace, used: readonly Toolchain[]): Diagnostic | undefined {
  for (const toolchain of used) {
    const installed = trace.transientPackages.find((one) => brings(toolchain, one));
    if (installed === undefined || unpacked(trace, toolchain) !== undefined) continue;
    const span = stepAt(trace, installed.instruction)?.instruction.span;
    return diagnose(diagnostics.ToolchainRemovedAgain, span, toolchain.title);
  }
  return undefined;
}

/** A package of a distribution that is the toolchain: `golang`, `golang-1.19`. */
export function brings(toolchain: Toolchain, installed: InstalledPackage): boolean {
  return isOneOf(toolchain.packages, installed.name);
}

/** COPY takes one of its programs out of its own image. */
function comesFromImage(trace: StageTrace, toolchain: Toolchain): readonly Sign[] {
  return trace.files.written().flatMap(({ path, origin, instruction }) =>
    origin.kind === 'stage' && Object.hasOwn(toolchain.programs, baseName(path))
      ? [
          {
            because: `\`${path}\` is copied out of \`${origin.from}\``,
            span: stepAt(trace, instruction)?.instruction.span,
          },
        ]
      : [],
  );
}

/** The step that unpacks it into one of its folders, where it is in the layer that this makes. */
function unpacked(trace: StageTrace, toolchain: Toolchain): Step | undefined {
  return trace.steps.find(({ calls, instruction }) =>
    calls.some(({ effects }, at) =>
      effects.some((effect, index) => {
        if (effect.kind !== 'write' && effect.kind !== 'unknown') return false;
        const path = effect.kind === 'write' ? effect.path : effect.under;
        return (
          toolchain.folders.some((folder) => unpacks(path, folder, instruction.value, toolchain)) &&
          ![effects.slice(index), ...calls.slice(at + 1).map((call) => call.effects)]
            .flat()
            .some((later) => later.kind === 'remove' && path !== undefined && isInside(path, later.path))
        );
      }),
    ),
  );
}

function unpacks(path: string | undefined, folder: string, text: string, toolchain: Toolchain): boolean {
  if (path === undefined) return false;
  return isInside(path, folder) || (isInside(folder, path) && toolchain.archive.test(text));
}

/** The command line of the container calls the toolchain: told at once, as this is the usual reason why nothing is built. */
export function startsToolchain(trace: StageTrace, toolchains: readonly Toolchain[]): Diagnostic | undefined {
  const { entrypoint, cmd } = trace.config;
  for (const setting of [entrypoint, cmd]) {
    if (setting?.instruction === undefined) continue;
    const { value } = setting;
    // CMD are the first arguments of an ENTRYPOINT.
    const more = setting === entrypoint && value.form === 'exec' && cmd?.value.form === 'exec' ? cmd.value.words : [];
    const words = value.form === 'exec' ? [...value.words, ...more] : value.script.trim().split(/\s+/);
    const span = stepAt(trace, setting.instruction)?.instruction.span;
    const shown = value.form === 'exec' ? value.words.join(' ') : value.script;
    const found = developmentBy(words, toolchains, { shown, span });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The command needs a toolchain, or is for those who work with it. `built`: its program is an artifact, whatever it is called. */
export function developmentBy(
  words: readonly string[],
  toolchains: readonly Toolchain[],
  { shown, span, built = false }: { readonly shown: string; readonly span: Span | undefined; readonly built?: boolean },
): Diagnostic | undefined {
  const toolchain = toolchains.find((one) => (drives(one, words) && !built) || one.develops?.(words) === true);
  if (toolchain !== undefined) return diagnose(diagnostics.ToolchainAtRunTime, span, shown, toolchain.title);
  return toolchains.some((one) => one.watches?.(words) === true)
    ? diagnose(diagnostics.DevelopmentServer, span, shown)
    : undefined;
}

// Package sources that instructions add: what names them, as far as it can be seen. Keys count, as they are for a source.

import { isMoveToMirror, isOwnArchive } from '../images/mirrors.ts';
import { packageName } from '../packages/classify.ts';
import { mayCome } from '../packages/vendors.ts';
import { isInside } from './path.ts';
import type { TracedCall } from './shell/machine.ts';
import { type StageTrace, type Step, stepAt } from './trace.ts';

export interface PackageSource {
  /** A path of settings, an address, or the command that adds it. */
  readonly what: string;
  readonly instruction: number;
  /** Lines of settings, and scripts of `sed` that change them; undefined where they cannot be seen. */
  readonly lines: readonly string[] | undefined;
}

/** Where the package managers keep their sources. */
export const settingsPlaces = [
  '/etc/apt/sources.list',
  '/etc/apt/sources.list.d',
  '/etc/apk/repositories',
  '/etc/yum.repos.d',
];

/** Those that are more than the distribution itself under another name. */
export function foreignSources(trace: StageTrace): readonly PackageSource[] {
  const distribution = trace.image?.distribution;
  const isOwn = (line: string) =>
    isMoveToMirror(line) || (distribution !== undefined && isOwnArchive(line, distribution));
  return packageSources(trace).flatMap((one) => {
    const lines = one.lines?.filter((line) => !isOwn(line));
    return lines?.length === 0 ? [] : [{ ...one, lines }];
  });
}

export function packageSources(trace: StageTrace): readonly PackageSource[] {
  return [
    // A key is for a source, which the same instruction adds, or one that is not seen.
    ...trace.sources.map((one) => ({
      ...one,
      lines: /^apt-key\b/.test(one.what) ? linesBeside(trace, one.instruction) : [one.what],
    })),
    ...trace.files
      .written()
      .filter((entry) => entry.node !== 'folder' && settingsPlaces.some((place) => isInside(entry.path, place)))
      .map(({ path, instruction }) => ({ path, instruction, content: trace.files.read(path) }))
      .map(({ path, instruction, content }) => ({
        what: path,
        instruction,
        lines: content === undefined ? linesOf(trace, path, instruction) : linesIn(content),
      })),
    // `foo@edge`: apk takes it from a source that has a name.
    ...trace.packages
      .filter((one) => one.name.includes('@'))
      .map((one) => ({ what: one.name, instruction: one.instruction, lines: undefined })),
  ];
}

/** Whether a package was installed when the source was there, and may come from it; without its version. */
export function mayComeFrom({ steps }: StageTrace, { instruction, lines }: PackageSource, name: string): boolean {
  if (lines?.some((line) => mayCome(name, line)) === false) return false;
  const adds = (call: TracedCall) =>
    changes(call, settingsPlaces) ||
    call.effects.some((effect) => effect.kind === 'packages' && effect.action === 'source');
  return steps.some((step) => {
    const first = step.instruction.index === instruction ? step.calls.findIndex(adds) : 0;
    const rest = step.instruction.index < instruction ? [] : step.calls.slice(Math.max(first, 0));
    return rest.some(({ effects }) =>
      effects.some(
        (effect) =>
          effect.kind === 'packages' &&
          effect.action === 'install' &&
          effect.names.some((one) => packageName(one) === name),
      ),
    );
  });
}

/** What all instructions until that one wrote into the settings; undefined where one of them may have written others. */
function linesOf(trace: StageTrace, path: string, instruction: number): readonly string[] | undefined {
  const steps = trace.steps.filter((step) => step.instruction.index <= instruction);
  const isCopied = steps.some(
    ({ instruction }) =>
      (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
      /\/etc\/ap[tk]\b|sources\.list|repositories/.test(instruction.destination),
  );
  if (isCopied || trace.files.isBrought(path)) return undefined;
  const writers = steps.filter((step) => step.calls.some((call) => changes(call, [path])));
  return writers.at(-1)?.instruction.index === instruction
    ? joined(writers.map((step) => linesOfStep(step, [path])))
    : undefined;
}

function linesOfStep({ calls, instruction }: Step, paths: readonly string[]): readonly string[] | undefined {
  const changing = calls.filter((call) => call.program !== '>' && changes(call, paths));
  const lines = changing.map((call) => linesOfCall(call.program === 'tee' ? calls[calls.indexOf(call) - 1] : call));
  // A group of commands has one output, which none of them shows.
  const targets = [...instruction.value.matchAll(/(?:>>?|\btee(?:\s+-a)?)\s*["']?(\/etc\/[^\s"';&|)]+)/g)];
  const redirected = targets.filter(([, target = '']) => paths.some((path) => isInside(target, path)));
  const writing = changing.filter(({ program }) => program !== 'sed' && program !== 'rm');
  return changing.length > 0 && redirected.length === writing.length ? joined(lines) : undefined;
}

function changes({ output, effects }: TracedCall, places: readonly string[]): boolean {
  const changed = effects.map((effect) => ('to' in effect ? effect.to : 'path' in effect ? effect.path : undefined));
  return [output, ...changed].some((path) => path !== undefined && places.some((place) => isInside(path, place)));
}

/** The lines that a call puts into settings. */
function linesOfCall(call: TracedCall | undefined): readonly string[] | undefined {
  const words = call?.words.slice(1) ?? [];
  switch (call?.program) {
    case 'rm':
      return [];
    case 'sed': {
      const scripts = words.filter((word) => /^s[|/@#,]/.test(word));
      const rest = words.filter((word) => !scripts.includes(word));
      const isPlain = rest.every((word) => /^(?:-i|-e|-ie?|-ri?|-E|--in-place|--expression|\/.*)$/.test(word));
      return isPlain && scripts.length > 0 ? scripts : undefined;
    }
    case 'echo':
    case 'printf':
      return linesIn(words.join(' ').replaceAll('\\n', '\n'));
    default:
      return undefined;
  }
}

function linesBeside(trace: StageTrace, instruction: number): readonly string[] | undefined {
  const step = stepAt(trace, instruction);
  return step === undefined ? undefined : linesOfStep(step, settingsPlaces);
}

function linesIn(content: string): readonly string[] {
  const lines = content.split('\n').map((line) => line.trim().replace(/^-[en]+ /, ''));
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

function joined(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return lists.some((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

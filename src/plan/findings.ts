// What was seen of the last stage, whatever was decided: for those who ask why. It repeats the questions that a plan asks, and decides nothing.

import type { Choice, Rejection } from '../images/image.ts';
import type { Need, Preference } from '../images/need.ts';
import type { Span } from '../syntax/instruction.ts';
import type { Toolchain } from '../toolchain.ts';
import { type Effect, type Entry, type Origin, UNKNOWN } from '../trace/effect.ts';
import { madeBy } from '../trace/made.ts';
import { findStarts, isInherited, type Start } from '../trace/starts.ts';
import { type StageTrace, type Step, stepAt } from '../trace/trace.ts';
import { type Application, findApplication } from './application.ts';
import { solveBase } from './base.ts';
import { recognise, type Sign, signsOf } from './recognise.ts';

/** Plain data that can be printed. Every `because`, and what an instruction `does`, is a clause. */
export interface Findings {
  /** What FROM names; `megabytes` is rough, and undefined where nothing is known of the image. */
  readonly image: { readonly text: string; readonly megabytes: number | undefined };
  /** Every toolchain that the stage has or calls, with what says so. */
  readonly recognised: readonly { readonly toolchain: string; readonly signs: readonly Sign[] }[];
  /** Files of the build context whose text was read, sorted. */
  readonly read: readonly string[];
  /** Of those that do more than to set image config. */
  readonly instructions: readonly {
    readonly instruction: number;
    readonly span: Span;
    readonly does: readonly string[];
  }[];
  /** What could not be followed. `under`: it is limited to that folder; undefined when it may have changed anything. */
  readonly unknown: readonly {
    readonly instruction: number;
    readonly span: Span;
    readonly because: string;
    readonly under: string | undefined;
  }[];
  /** Every command that the container starts, through its scripts. */
  readonly starts: readonly { readonly text: string; readonly span: Span | undefined; readonly because: string }[];
  readonly artifacts: readonly FoundArtifact[];
  /** Undefined where it was not a question, as nothing was built or nothing is known of the image. */
  readonly bases: Bases | undefined;
}

export interface FoundArtifact {
  readonly path: string;
  readonly toolchain: string;
  readonly needs: readonly Need[];
  /** Literals of its sources that can name files that it opens; undefined when the sources were not seen. */
  readonly opens: readonly string[] | undefined;
  readonly evidence: readonly string[];
}

export interface Bases {
  readonly chosen: { readonly image: string; readonly because: string } | undefined;
  /** Those that were considered before it, each with the first need that it does not meet. */
  readonly rejected: readonly Rejection[];
}

export interface FindingsRequest {
  readonly trace: StageTrace;
  readonly toolchains: readonly Toolchain[];
  readonly preference: Preference;
  readonly read: Iterable<string>;
}

export function findingsOf({ trace, toolchains, preference, read }: FindingsRequest): Findings {
  const starts = findStarts(trace);
  const recognised = recognise(trace, toolchains);
  const candidates = recognised.kind === 'candidate' ? recognised.toolchains : [];
  const application = findApplication(trace, candidates, starts);
  const request = { trace, toolchains: candidates, known: toolchains, starts, application, preference };
  const made = madeBy(trace.files);
  const spanAt = (index: number | undefined) => stepAt(trace, index)?.instruction.span;
  return {
    image: { text: shown(trace.imageText), megabytes: trace.image?.megabytes },
    recognised: toolchains.flatMap((toolchain) => {
      const signs = signsOf(trace, toolchain);
      const clauses = signs.map(({ because, span }) => ({ because: shown(because), span }));
      return signs.length === 0 ? [] : [{ toolchain: toolchain.name, signs: clauses }];
    }),
    read: [...read].sort(),
    instructions: trace.steps.flatMap((step) => {
      const does = [...new Set(doneBy(step, made).map(shown))];
      const { index, span } = step.instruction;
      return does.length === 0 ? [] : [{ instruction: index, span, does }];
    }),
    unknown: trace.steps.flatMap(({ instruction, unknowns }) =>
      unknowns.map(({ reason, under }) => ({
        instruction: instruction.index,
        span: instruction.span,
        because: shown(reason),
        under,
      })),
    ),
    starts: starts.commands.map((start) => ({
      text: shown(start.words.join(' ')),
      span: spanAt(start.instruction),
      because: shown(originOfStart(start)),
    })),
    artifacts: application.artifacts.map(({ path, artifact }) => ({
      path,
      toolchain: artifact.toolchain,
      needs: artifact.needs,
      opens: artifact.reads === undefined ? undefined : [...new Set(artifact.reads.paths)],
      evidence: artifact.assumed === undefined ? artifact.evidence : [...artifact.evidence, artifact.assumed],
    })),
    bases: basesOf(recognised, application, () =>
      trace.image === undefined ? undefined : solveBase({ ...request, image: trace.image }),
    ),
  };
}

function basesOf(
  { kind }: ReturnType<typeof recognise>,
  { artifacts }: Application,
  solve: () => { readonly choice: Choice | undefined; readonly rejected: readonly Rejection[] } | undefined,
): Bases | undefined {
  const solution = kind === 'candidate' && artifacts.length > 0 ? solve() : undefined;
  if (solution === undefined) return undefined;
  const { choice, rejected } = solution;
  const chosen = choice === undefined ? undefined : { image: choice.image.reference.text, because: choice.because };
  return { chosen, rejected };
}

/** What an instruction does to the image, as clauses; nothing for one that sets config alone. */
function doneBy(
  { instruction, calls, unknowns }: Step,
  made: ReadonlyMap<number, readonly Entry[]>,
): readonly string[] {
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD')
    return (made.get(instruction.index) ?? []).map(({ path, origin }) => `brings \`${path}\` ${comesFrom(origin)}`);
  const built = new Set(
    calls.flatMap(({ effects }) => effects.flatMap((one) => (one.kind === 'write' && isBuilt(one) ? [one.path] : []))),
  );
  // A folder that is only made for what is built in it is no deed of its own.
  const isAside = (effect: Effect) => effect.kind === 'write' && !isBuilt(effect) && built.has(effect.path);
  const done = calls.flatMap(({ effects, program }) =>
    effects.flatMap((effect) => (isAside(effect) ? [] : doneByEffect(effect, program))),
  );
  const caches = calls.flatMap(({ effects }) => effects.flatMap((one) => (one.kind === 'residue' ? [one.path] : [])));
  const clauses = caches.length === 0 ? done : [...done, `leaves caches in ${quoted(caches)}`];
  return clauses.length + unknowns.length === 0 && calls.length > 0 ? ['changes nothing that matters'] : clauses;
}

function isBuilt(effect: Effect): boolean {
  return effect.kind === 'write' && effect.origin.kind === 'artifact';
}

function doneByEffect(effect: Effect, program: string): string[] {
  switch (effect.kind) {
    case 'write':
      return effect.origin.kind === 'artifact'
        ? [
            `${effect.origin.artifact.toolchain} ${effect.origin.artifact.fetched === true ? 'fetches' : 'builds'} \`${effect.path}\``,
          ]
        : [`\`${program}\` makes \`${effect.path}\``];
    case 'outputs':
      return [`${effect.artifact.toolchain} builds into folders \`${effect.name}\` below \`${effect.path}\``];
    case 'copy':
      return [`${effect.move ? 'moves' : 'copies'} \`${effect.from}\` to \`${effect.to}\``];
    case 'link':
      return [`links \`${effect.path}\` to \`${effect.target}\``];
    case 'remove':
      return [`removes \`${effect.path}\``];
    case 'attribute':
      return [`changes the ${effect.owner === undefined ? 'mode' : 'owner'} of \`${effect.path}\``];
    case 'packages':
      return effect.action === 'refresh' ? [] : [`${packageActions[effect.action]} ${quoted(effect.names)}`];
    case 'account':
      return [`makes the ${effect.account} \`${effect.name}\``];
    case 'system':
      return [`changes state of the image: \`${effect.what}\``];
    case 'residue':
    case 'output':
    case 'unknown':
      return [];
  }
}

const packageActions = { install: 'installs', remove: 'uninstalls', source: 'adds the package source' } as const;

/** What is not known of a text has no name. */
function shown(text: string): string {
  return text.replaceAll(UNKNOWN, '…');
}

function quoted(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `\`${name}\``).join(', ');
}

function comesFrom(origin: Origin): string {
  switch (origin.kind) {
    case 'context':
      return 'from the build context';
    case 'heredoc':
      return 'from the Dockerfile itself';
    case 'stage':
      return `from \`${origin.from}\``;
    case 'remote':
      return 'from the network';
    case 'package':
      return `with the package \`${origin.name}\``;
    case 'artifact':
      return `which ${origin.artifact.toolchain} builds`;
    case 'command':
      return `made by \`${origin.program}\``;
  }
}

function originOfStart(start: Start): string {
  const { path, entry, script, brought } = start;
  const called = script === undefined ? '' : `called by \`${script}\`; `;
  if (brought !== undefined) return `${called}installed by \`${brought.what}\``;
  if (entry?.origin.kind === 'artifact') return `${called}${entry.origin.artifact.toolchain} builds \`${entry.path}\``;
  if (entry !== undefined)
    return `${called}\`${entry.path}\` ${comesFrom(entry.origin)}${entry.certain ? '' : ', perhaps'}`;
  if (path === undefined) return `${called}a program of the base image or of a package`;
  return `${called}${isInherited(start) ? 'a file of the base image' : 'nothing that is known makes it'}`;
}

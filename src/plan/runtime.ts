// The instructions of the runtime stage, in order: packages, accounts, working directory, copies, user, and the author's image config.

import { type Diagnostic, diagnose, ImageStateChanged, ValueNotKnown } from '../diagnostics.ts';
import { type Choice, hasShell } from '../images/image.ts';
import { installerOf } from '../images/systems.ts';
import { packageName } from '../packages/classify.ts';
import { installCommand } from '../packages/install.ts';
import type { Comment, Dockerfile, Instruction, Span } from '../syntax/instruction.ts';
import { isConfigOnly } from '../trace/config.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { isInside, parentOf } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import { isRepeatable, removalsUndone } from '../trace/removals.ts';
import type { Starts } from '../trace/starts.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';
import { commandsAgain, linksAgain } from './again.ts';
import type { Application } from './application.ts';
import { asWritten } from './arguments.ts';
import type { RuntimeStep, SplitPlan } from './plan.ts';
import type { SourcesAgain } from './sources-again.ts';
import type { Split } from './split.ts';

export interface RuntimeRequest {
  readonly dockerfile: Dockerfile;
  readonly trace: StageTrace;
  readonly starts: Starts;
  readonly application: Application;
  readonly choice: Choice;
  readonly split: Split;
  /** Package sources of the author that have to be there before packages are installed. */
  readonly sources: SourcesAgain;
}

export interface Runtime {
  /** What says who made the image: right below FROM. */
  readonly first: readonly RuntimeStep[];
  readonly steps: readonly RuntimeStep[];
  readonly rewrites: SplitPlan['rewrites'];
  readonly problems: readonly Diagnostic[];
}

export function planRuntime({
  dockerfile,
  trace,
  starts,
  application,
  choice,
  split,
  sources,
}: RuntimeRequest): Runtime {
  const steps: RuntimeStep[] = [];
  const problems: Diagnostic[] = [];
  const all = trace.steps.map((step) => step.instruction);
  const above = all.filter((instruction) => instruction.index <= split.last);
  const shell = hasShell(choice.image);

  const leads = (instruction: Instruction) =>
    (instruction.keyword === 'MAINTAINER' || instruction.keyword === 'LABEL') && !instruction.value.includes('$');
  const move = (instruction: Instruction): RuntimeStep => ({
    kind: 'move',
    instruction: instruction.index,
    comments: commentsAbove(dockerfile, instruction),
    because: 'it describes the image that runs',
  });
  const first = above.filter(leads).map(move);

  const wanted = [
    ...new Set(choice.supplies.flatMap((supply) => (supply.how === 'installed' ? supply.packages : []))),
  ].sort();
  // One that the author asks for in a certain version is not asked for in any.
  const packages = wanted.filter((name) => !wanted.some((one) => one !== name && packageName(one) === name));
  const because = choice.supplies.filter((supply) => supply.how === 'installed').map((supply) => supply.need.because);
  // Packages that make accounts of their own find those, with their numbers.
  for (const supply of choice.supplies)
    if (
      supply.how === 'copied' &&
      supply.need.kind === 'account' &&
      !isMadeHere(supply.need.names) &&
      !steps.some((step) => step.kind === 'copy')
    )
      steps.push({ kind: 'copy', paths: supply.paths, to: '/etc/', owner: undefined, because: supply.need.because });
  install(sources.first, 'apt needs it to open a package source that the author adds');
  for (const path of sources.paths)
    steps.push({
      kind: 'copy',
      paths: [path],
      to: path,
      owner: undefined,
      because: 'packages come from a source that the author adds',
    });
  install(
    packages.filter((name) => !sources.first.includes(name)),
    [...new Set(because)].join('; '),
  );
  // A package may bring the shell that is named.
  const named = trace.config.shell.instruction;
  if (named !== undefined && named <= split.last && starts.shell !== undefined)
    steps.push({ kind: 'repeat', instruction: named, because: 'the shell form below uses it' });
  for (const index of split.accounts)
    steps.push({ kind: 'repeat', instruction: index, because: 'it creates the account that the container runs as' });

  const removals = removalsUndone(trace, choice.image, packages).filter(({ instruction }) => instruction <= split.last);
  for (const removal of removals)
    if (!isRepeatable(removal))
      problems.push(
        diagnose(ImageStateChanged, stepAt(trace, removal.instruction)?.instruction.span, removal.call.text),
      );
  if (removals.length > 0)
    steps.push({
      kind: 'write',
      keyword: 'RUN',
      text: `rm -rf ${[...new Set(removals.map(({ path }) => path))].join(' ')}`,
      because: 'the author removes what the base image or a package brings',
    });

  const workdir = planWorkdir();
  const copied = copies();
  // COPY gives a folder that is already there no owner, so a folder that has one is copied before WORKDIR makes it.
  const owned = copied.some(
    (step) =>
      (step.kind === 'copy' || step.kind === 'context') &&
      step.owner !== undefined &&
      isInside(trace.config.workdir.value, step.to),
  );
  if (workdir !== undefined && !owned) steps.push(workdir);
  steps.push(...copied);
  if (workdir !== undefined && owned) steps.push(workdir);
  for (const { path, mode } of application.items)
    if (mode !== undefined && copied.some((step) => step.kind === 'copy' && step.to === path))
      steps.push({
        kind: 'write',
        keyword: 'RUN',
        text: `chmod ${mode} ${path}`,
        because: 'COPY gives a folder the usual mode',
      });

  steps.push(...linksAgain(application, split.last));

  const mode = trace.files.find(trace.config.workdir.value)?.mode;
  if (
    mode !== undefined &&
    shell &&
    !application.items.some((item) => isInside(trace.config.workdir.value, item.path)) &&
    steps.some((step) => step.kind !== 'repeat' && step.kind !== 'move')
  )
    steps.push({
      kind: 'write',
      keyword: 'RUN',
      text: `chmod ${mode} ${trace.config.workdir.value}`,
      because: 'WORKDIR makes a folder of the usual mode',
    });

  for (const command of commandsAgain(trace, starts, application, choice.supplies))
    steps.push({
      kind: 'write',
      keyword: 'RUN',
      text: asWritten(command, trace),
      because: 'what it makes of the files is state of the image',
    });

  const userSet = above.findLast((instruction) => instruction.keyword === 'USER');
  if (userSet !== undefined && userSet.index === trace.config.user.instruction) {
    const user = trace.config.user.value;
    if (user.includes(UNKNOWN)) problems.push(diagnose(ValueNotKnown, userSet.span, 'the user'));
    else if (userSet.value.includes('$'))
      steps.push({ kind: 'write', keyword: 'USER', text: `${user}`, because: 'the container runs as this user' });
    else if (user !== 'root' && user !== '0')
      steps.push({ kind: 'repeat', instruction: userSet.index, because: 'the container runs as this user' });
  } else if (
    trace.config.user.instruction === undefined &&
    trace.config.user.value !== choice.image.config.user &&
    !/^(?:|root|0)$/.test(trace.config.user.value)
  )
    steps.push({
      kind: 'write',
      keyword: 'USER',
      text: trace.config.user.value,
      because: 'the base image of the build stage sets this user',
    });
  for (const instruction of above) if (isConfigOnly(instruction) && !leads(instruction)) steps.push(move(instruction));

  const rewrites = shell
    ? []
    : starts.plain.map(({ instruction, text }) => ({ instruction, text, because: 'the runtime stage has no shell' }));
  return { first, steps, rewrites, problems };

  function install(names: readonly string[], reason: string): void {
    const manager = installerOf(choice.image);
    if (names.length === 0 || manager === undefined) return;
    const text = installCommand(manager, names, {
      recommends: wantsRecommended(trace),
      asksNothing: asksNothing(trace),
    });
    steps.push({ kind: 'write', keyword: 'RUN', text: asWritten(text, trace), because: reason });
  }

  function planWorkdir(): RuntimeStep | undefined {
    const after = trace.steps.find((step) => step.instruction.index > split.last);
    const path = after?.workdir ?? trace.config.workdir.value;
    if (path === choice.image.config.workdir) return undefined;
    const below = all.filter((instruction) => instruction.index > split.last);
    const setBelow = trace.config.workdir.instruction !== undefined && trace.config.workdir.instruction > split.last;
    const reset = below.findIndex(
      (instruction) => instruction.keyword === 'WORKDIR' && instruction.value.startsWith('/'),
    );
    const untilSet = reset < 0 ? below : below.slice(0, reset);
    const relativeBelow = untilSet.some(
      (instruction) =>
        instruction.keyword === 'RUN' ||
        ((instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
          !instruction.destination.startsWith('/')) ||
        instruction.keyword === 'WORKDIR',
    );
    if (!relativeBelow && (setBelow || !workdirMatters())) return undefined;
    return {
      kind: 'write',
      keyword: 'WORKDIR',
      text: `${/\s/.test(path) ? JSON.stringify(path) : path}`,
      because: 'the program runs in this folder',
    };
  }

  function workdirMatters(): boolean {
    if (
      application.filesTouched ||
      application.artifacts.length === 0 ||
      starts.scripts.length > 0 ||
      starts.unread !== undefined
    )
      return true;
    if (starts.commands.some(({ entry }) => entry !== undefined && entry.origin.kind !== 'artifact')) return true;
    if (starts.writes.some((path) => isInside(path, trace.config.workdir.value))) return true;
    // The shell goes into a folder that is there by WORKDIR alone.
    const workdir = trace.config.workdir.value;
    if (starts.entered.some((path) => path !== '/' && (isInside(workdir, path) || isInside(path, workdir))))
      return true;
    if (starts.references.some((path) => isInside(path, workdir) && trace.files.find(path)?.certain === true))
      return true;
    return starts.commands.some((start) =>
      start.words.some((word) => /^\.{0,2}[\w.-]*\//.test(word) && !word.startsWith('/') && !word.includes('://')),
    );
  }

  /** What is removed is there again where its package is installed again, and on the same image. A file that is copied to its place is enough. */
  function madeAgain(instruction: number): boolean {
    return split.accounts.includes(instruction) || instruction > split.last;
  }

  /** The instruction that makes the account stands in the runtime stage as it is, and would find it there already. */
  function isMadeHere(names: readonly string[]): boolean {
    if (split.accounts.length > 0) return true;
    const made = trace.accounts.filter((account) => names.includes(account.name));
    return made.length > 0 && made.every((account) => account.instruction > split.last);
  }

  function copies(): RuntimeStep[] {
    const found: RuntimeStep[] = [];
    const homes = application.items.filter((item) => item.home);
    const done = new Set<string>();
    for (const supply of choice.supplies) {
      if (supply.how !== 'copied' || supply.need.kind === 'account') continue;
      // One way is enough.
      if (supply.need.kind === 'certificates' && packages.includes('ca-certificates')) continue;
      const paths = supply.paths.filter((path) => !done.has(path));
      for (const path of paths) done.add(path);
      if (paths.length === 0) continue;
      for (const folder of new Set(paths.map(parentOf))) {
        const together = paths.filter((path) => parentOf(path) === folder);
        found.push({
          kind: 'copy',
          paths: together,
          to: together.length === 1 ? (together[0] ?? '') : `${folder}/`,
          owner: undefined,
          because: supply.need.because,
        });
      }
    }
    for (const item of application.items) {
      if (done.has(item.path) || sources.paths.some((path) => isInside(item.path, path))) continue;
      if (item.context !== undefined) {
        for (const instruction of item.context)
          if (instruction <= split.last)
            found.push({ kind: 'context', instruction, to: item.path, owner: item.owner, because: item.because });
        continue;
      }
      if (
        item.instruction > split.last ||
        (item.home && madeAgain(item.instruction)) ||
        split.accounts.includes(item.instruction)
      )
        continue;
      if (
        homes.some(
          (home) =>
            home !== item &&
            isInside(item.path, home.path) &&
            home.owner === item.owner &&
            !madeAgain(home.instruction),
        )
      )
        continue;
      const to = hasGlob(item.path) ? `${parentOf(item.path)}/` : item.path;
      found.push({ kind: 'copy', paths: [item.path], to, owner: item.owner, because: item.because });
    }
    return found;
  }
}

/** The author keeps packages from asking, in whatever way. */
function asksNothing(trace: StageTrace): boolean {
  return trace.steps.some(({ instruction }) => instruction.value.includes('DEBIAN_FRONTEND'));
}

/** The author's own installs take recommended packages along; so must ours. */
function wantsRecommended(trace: StageTrace): boolean {
  return trace.steps.some((step) =>
    step.calls.some(
      (call) =>
        call.effects.some(
          (effect) => effect.kind === 'packages' && effect.manager === 'apt' && effect.action === 'install',
        ) &&
        !call.words.includes('--no-install-recommends') &&
        !call.words.some((word) => /Install-Recommends=(?:0|false)/.test(word)),
    ),
  );
}

/** The comment lines right above an instruction, without a blank line between, and not those above the first FROM. */
function commentsAbove(dockerfile: Dockerfile, instruction: Instruction): readonly Span[] {
  const { text } = dockerfile;
  const found: Span[] = [];
  let below = lineStart(text, instruction.span.start);
  for (const comment of [...dockerfile.comments].reverse() as Comment[]) {
    if (comment.span.start >= below) continue;
    if (!/^[ \t]*\r?\n[ \t]*$/.test(text.slice(comment.span.end, below))) break;
    found.unshift(comment.span);
    below = lineStart(text, comment.span.start);
  }
  return found;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

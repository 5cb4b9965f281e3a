// Makes the plan: what goes into the runtime stage, on which base, and why. Its steps stand here in order; each has a file of its own.

import * as diagnostics from '../diagnostics.ts';
import { type Diagnostic, diagnose } from '../diagnostics.ts';
import type { Choice } from '../images/image.ts';
import { changesVendor } from '../images/jvm.ts';
import type { Preference } from '../images/need.ts';
import { besidesMegabytes, compilerMegabytes } from '../packages/classify.ts';
import type { Dockerfile } from '../syntax/instruction.ts';
import type { Toolchain } from '../toolchain.ts';
import { isConfigOnly } from '../trace/config.ts';
import { pruningOf } from '../trace/pruning.ts';
import { drives, findStarts, isUnseenScript, type Starts, startsOthers } from '../trace/starts.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';
import { type Application, findApplication } from './application.ts';
import { type Solution, solveBase, toolsFor } from './base.ts';
import { planEnvironment } from './environment.ts';
import { saysBuild } from './names.ts';
import { findObstacles } from './obstacles.ts';
import type { Confidence, Destination, RuntimeStep, SplitPlan, StageChanges } from './plan.ts';
import { mayBuild, recognise, removedAgain } from './recognise.ts';
import { planRuntime } from './runtime.ts';
import { packagesFromElsewhere } from './sources.ts';
import { planSplit } from './split.ts';
import { findUnread } from './unread.ts';

export type Decision =
  | {
      readonly kind: 'plan';
      readonly plan: SplitPlan;
      readonly diagnostics: readonly Diagnostic[];
      readonly toolchains: readonly string[];
    }
  | {
      readonly kind: 'refused' | 'unchanged';
      readonly diagnostics: readonly Diagnostic[];
      readonly toolchains: readonly string[];
    };

export interface PlanOptions {
  readonly toolchains: readonly Toolchain[];
  readonly preference: Preference;
  readonly minConfidence: Confidence | undefined;
  /** What changes of the stages above. */
  readonly stages?: StageChanges;
  /** A name for the build stage that nothing in the file has. */
  readonly buildName: string;
}

const confidences: readonly Confidence[] = ['low', 'medium', 'high'];

/** Obstacles that say that something was meant to be built, where no artifact was found. */
const failedBuild = new Set(['ArtifactNotFound', 'ArtifactOnMount']);

export function makePlan(dockerfile: Dockerfile, trace: StageTrace, options: PlanOptions): Decision {
  const recognised = recognise(trace, options.toolchains);
  if (recognised.kind !== 'candidate')
    return { ...recognised, toolchains: recognised.kind === 'refused' ? recognised.toolchains : [] };
  const { toolchains, image } = recognised;
  const names = toolchains.map((toolchain) => toolchain.name);
  // What the image has already, no package adds.
  const compilers =
    image.programs?.has('gcc') === true
      ? 0
      : compilerMegabytes([...trace.packages, ...trace.removedPackages].map((one) => one.name));
  const starts = findStarts(trace);
  const application = findApplication(trace, toolchains, starts);
  // The image is one that runs what is built, and nothing was added to it that could stay behind: only what needs less than that gains anything.
  const isSmall = image.runtimes.includes(image.reference.text) || image.toolchains.length === 0;
  const onlyDependencies =
    application.artifacts.some(({ artifact }) => artifact.interpreted === true) &&
    application.artifacts.every(({ artifact }) => artifact.fetched === true || artifact.interpreted === true);
  const isRuntime =
    compilers === 0 &&
    application.leftMegabytes === 0 &&
    (onlyDependencies
      ? isSmall
      : image.runtimes.includes(image.reference.text) &&
        toolchains.every((one) => image.toolchains.includes(one.name)));
  const reason = (before: string, after: string) =>
    onlyDependencies && isRuntime
      ? (removedAgain(trace, options.toolchains) ??
        diagnose(diagnostics.DependenciesOnly, undefined, image.reference.text))
      : diagnose(diagnostics.NotWorthIt, undefined, image.reference.text, before, after);
  const notWorthIt = (before: string, after: string): Decision => ({
    kind: 'unchanged',
    diagnostics: [reason(before, after)],
    toolchains: names,
  });
  const refuse = (found: readonly Diagnostic[]): Decision =>
    isRuntime ? notWorthIt('', '') : { kind: 'refused', diagnostics: found, toolchains: names };

  // What comes with the packages of a language is no toolchain of the image until the container starts it.
  const onTop = options.toolchains.filter(
    (one) =>
      !toolchains.includes(one) &&
      starts.commands.some(
        ({ words }) =>
          drives(one, words) ||
          (one.uses?.some((name) => image.toolchains.includes(name) || names.includes(name)) === true &&
            one.develops?.(words) === true),
      ),
  );
  const obstacles = findObstacles(trace, [...toolchains, ...onTop], starts, application);
  const isUnfinished = obstacles.some(
    ({ name }) => failedBuild.has(name) || (name === diagnostics.ScriptNotSeen.name && starts.hidden.length === 0),
  );
  if (!recognised.built && !isUnfinished && !mayBuild(trace, toolchains))
    return {
      kind: 'unchanged',
      diagnostics: [diagnose(diagnostics.NothingBuilt, undefined, recognised.title)],
      toolchains: names,
    };
  if (obstacles.length > 0) return refuse(obstacles);

  const request = {
    trace,
    image,
    toolchains,
    known: options.toolchains,
    starts,
    application,
    preference: options.preference,
  };
  const hidden = starts.commands.find(isUnseenScript);
  if (hidden !== undefined)
    return refuse([diagnose(diagnostics.ScriptNotSeen, spanOf(trace, hidden.instruction), hidden.word)]);
  // What a process manager starts may be any file of the author's.
  const manager = starts.commands.find(startsOthers);
  if (manager !== undefined)
    return refuse([diagnose(diagnostics.ScriptNotSeen, spanOf(trace, manager.instruction), manager.word)]);
  const other = findUnread(trace, starts, application);
  const unread =
    starts.unread ??
    (other?.instruction === undefined ? undefined : { path: other.word, instruction: other.instruction });
  let base = solveBase(request);
  if (unread !== undefined && base.choice !== undefined) {
    const tools = toolsFor(image, base.choice.image, toolchains);
    // There it finds the toolchain as well, and not what the build leaves for it in its folders.
    const drives =
      base.choice.image.reference.text === image.reference.text &&
      toolchains.some((one) => image.toolchains.includes(one.name));
    if (tools === undefined || drives)
      return refuse([diagnose(diagnostics.ScriptNotSeen, spanOf(trace, unread.instruction), unread.path)]);
    if (tools.length > 0) base = solveBase({ ...request, tools });
  }
  if (base.choice === undefined) {
    const onlyScratch = base.rejected.every(({ image: name }) => name === 'scratch');
    if (onlyScratch && image.distribution?.release === undefined)
      return refuse([diagnose(diagnostics.ReleaseNotKnown, trace.stage.from.span, image.reference.text)]);
    return refuse([diagnose(diagnostics.NoBaseImage, trace.stage.from.span, reasonsOf(base.rejected))]);
  }
  const { choice } = base;
  const pruning = isRuntime ? pruningOf(trace, toolchains, starts) : undefined;
  if (isRuntime && pruning === undefined && choice.image.reference.text === image.reference.text)
    return notWorthIt('', '');
  const elsewhere = packagesFromElsewhere(trace, choice);
  if (elsewhere.problems.length > 0) return refuse(elsewhere.problems);

  const own = 20 + (application.items.some((item) => item.broad) ? 10 : 0);
  const before =
    image.megabytes +
    application.leftMegabytes +
    besidesMegabytes(trace.packages) +
    (pruning === undefined ? 0 : pruning.megabytes + own) +
    Math.max(
      compilers,
      ...toolchains.filter((one) => !image.toolchains.includes(one.name)).map((one) => one.megabytes),
    );
  const after = choice.image.megabytes + own;
  const saved = before - after;
  if (saved < before * 0.2 && saved < 100)
    return isRuntime ? notWorthIt('', '') : notWorthIt(String(before), String(after));

  const split = planSplit(trace, choice, application);
  // What is added to the end of the build stage runs as root there.
  const isUser = ({ instruction }: StageTrace['steps'][number]) =>
    instruction.keyword === 'USER' && instruction.index <= split.last;
  if (pruning !== undefined && trace.steps.some(isUser)) return notWorthIt('', '');
  const runtime = planRuntime({ dockerfile, trace, starts, application, choice, split, sources: elsewhere.again });
  const below = trace.steps
    .map((step) => step.instruction)
    .filter((instruction) => instruction.index > split.last || isConfigOnly(instruction));
  const environment = planEnvironment({
    trace,
    toolchains,
    starts,
    base: choice.image,
    split: split.last,
    below,
    folders: application.items
      .filter((item) => item.broad && !application.seen && trace.files.find(item.path)?.origin.kind !== 'artifact')
      .map((item) => item.path),
    named: [
      ...runtime.steps.flatMap((step) =>
        step.kind === 'write' && step.keyword === 'RUN'
          ? [...step.text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name)
          : [],
      ),
      ...application.artifacts.flatMap(
        ({ artifact }) =>
          artifact.reads?.paths.filter((text) => /^[A-Z][A-Z0-9_]+$/.test(text) && text !== 'PATH') ?? [],
      ),
    ],
    settings: application.artifacts.flatMap(({ artifact }) => artifact.settings ?? []),
    copied: [...application.items, ...application.links].map(({ path }) => path),
    serves: application.serves,
  });
  const problems = [...runtime.problems, ...environment.problems];
  if (problems.length > 0) return refuse(problems);

  const steps: RuntimeStep[] = [...runtime.first, ...environment.steps, ...runtime.steps];
  const confidence = confidenceOf(application, unread !== undefined);
  const least = options.minConfidence ?? 'low';
  if (confidences.indexOf(confidence.level) < confidences.indexOf(least))
    return refuse([diagnose(diagnostics.BelowMinimumConfidence, undefined, confidence.level, least)]);
  const name = nameOfWhatRuns(trace, toolchains);
  const plan: SplitPlan = {
    kind: 'split',
    stages: options.stages ?? { names: [], references: [] },
    toolchains: names,
    build: {
      name: trace.stage.name === undefined || name !== undefined ? options.buildName : trace.stage.name,
      from: trace.stage.from.index,
      named: trace.stage.name !== undefined && name === undefined,
      image: trace.imageText,
      environment: base.environment.map((one) => ({ ...one, before: firstBuild(trace) })),
      ...(pruning === undefined ? {} : { pruning: { text: pruning.text, because: pruning.because } }),
    },
    runtime: {
      ...(name === undefined ? {} : { name }),
      flags: trace.stage.from.flags.map((flag) => dockerfile.text.slice(flag.span.start, flag.span.end)),
      // As it is written there, so that a build argument changes both.
      image: choice.image.reference.text === trace.imageText ? trace.stage.from.image : choice.image.reference.text,
      because: choice.because,
      supplies: choice.supplies,
      rejected: base.rejected,
      steps,
    },
    split: split.last,
    destinations: destinationsOf(trace, split.last, steps),
    rewrites: runtime.rewrites,
    confidence: confidence.level,
    evidence: [
      ...new Set([
        ...application.artifacts.flatMap(({ artifact }) =>
          base.environment.length > 0 && artifact.variant !== undefined
            ? [`the binary is static with the added environment: ${artifact.variant.because}`]
            : artifact.evidence,
        ),
        ...confidence.because,
      ]),
    ],
    size: { before, after },
  };
  return {
    kind: 'plan',
    plan,
    toolchains: names,
    diagnostics: remarks(plan, trace, application, base, choice, unread),
  };
}

/** Images that lack the same are named once: the last of them, which is the nearest to what is needed, and how many more there are. */
function reasonsOf(rejected: Solution['rejected']): string {
  const reasons = [...new Set(rejected.map(({ because }) => because))];
  return reasons
    .map((because) => {
      const others = rejected.filter((one) => one.because === because);
      const last = others.pop();
      const more = others.length === 0 ? '' : ` (${others.length} more like it)`;
      return `\`${last?.image}\`${more} ${because}`;
    })
    .join('; ');
}

/** The name of the stage, with its place, where it stays with what runs. */
function nameOfWhatRuns({ stage, image }: StageTrace, toolchains: readonly Toolchain[]): SplitPlan['runtime']['name'] {
  const { name, from } = stage;
  if (name === undefined || saysBuild(name, [image?.reference.repository ?? '', ...toolchains.map((one) => one.name)]))
    return undefined;
  const start = from.offsets[from.value.length - name.length] ?? 0;
  const end = (from.offsets[from.value.length - 1] ?? 0) + 1;
  // A continuation may stand in the middle of it.
  return end - start === name.length ? { text: name, span: { start, end } } : undefined;
}

/** The first instruction that builds an artifact: what changes the build has to stand above it. */
function firstBuild(trace: StageTrace): number {
  const builds = (step: StageTrace['steps'][number]) =>
    step.calls.some((call) =>
      call.effects.some((effect) => effect.kind === 'write' && effect.origin.kind === 'artifact'),
    );
  return trace.steps.find(builds)?.instruction.index ?? trace.stage.from.index + 1;
}

function destinationsOf(trace: StageTrace, last: number, steps: readonly RuntimeStep[]): Destination[] {
  return [trace.stage.from, ...trace.steps.map((step) => step.instruction)].map(({ index, span }) => {
    if (index > last)
      return {
        instruction: index,
        span,
        stage: 'runtime',
        because: 'it stands after the last instruction that needs the toolchain',
      };
    const step = steps.find((one) => (one.kind === 'move' || one.kind === 'repeat') && one.instruction === index);
    if (step?.kind === 'move') return { instruction: index, span, stage: 'moved', because: step.because };
    if (step !== undefined) return { instruction: index, span, stage: 'both', because: step.because };
    return {
      instruction: index,
      span,
      stage: 'build',
      because: index === trace.stage.from.index ? 'it has the toolchain' : 'the build needs it',
    };
  });
}

function confidenceOf(
  application: Application,
  scriptUnseen: boolean,
): { level: Confidence; because: readonly string[] } {
  const assumed = application.artifacts.flatMap(({ artifact }) => artifact.assumed ?? []);
  if (assumed.length > 0) return { level: 'low', because: assumed };
  if (scriptUnseen) return { level: 'low', because: ['a script that is started was not seen'] };
  if (application.proven)
    return { level: 'high', because: ['the sources were read, and name every file that is opened'] };
  if (application.artifacts.length === 0) return { level: 'low', because: ['what is built was not seen'] };
  return { level: 'medium', because: ['not all that the program opens is known, so whole folders are copied'] };
}

function remarks(
  plan: SplitPlan,
  trace: StageTrace,
  application: Application,
  { environment, left }: Solution,
  choice: Choice,
  unread: Starts['unread'],
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const again = choice.supplies.flatMap((one) => (one.how === 'installed' ? one.packages : []));
  const gone = left.filter((name) => !again.includes(name));
  if (gone.length > 0)
    found.push(diagnose(diagnostics.PackagesLeft, undefined, gone.map((name) => `\`${name}\``).join(', ')));
  const broad = application.items.filter((item) => item.broad).map((item) => `\`${item.path}\``);
  if (!application.seen && application.artifacts.length > 0)
    found.push(diagnose(diagnostics.SourcesNotSeen, undefined, broad.join(', ')));
  if (unread !== undefined)
    found.push(diagnose(diagnostics.ScriptAssumed, spanOf(trace, unread.instruction), unread.path));
  for (const { name, value, because } of environment)
    found.push(diagnose(diagnostics.EnvironmentAdded, undefined, `${name}=${value}`, because));
  if (plan.build.pruning !== undefined)
    found.push(
      diagnose(diagnostics.DependenciesPruned, undefined, plan.build.pruning.text, plan.build.pruning.because),
    );
  for (const { instruction } of plan.rewrites) {
    const step = stepAt(trace, instruction);
    found.push(diagnose(diagnostics.ShellFormRewritten, step?.instruction.span, step?.instruction.keyword ?? 'CMD'));
  }
  if (choice.image.reference.text !== trace.imageText && trace.images.lacksDigest(choice.image.reference.text))
    found.push(diagnose(diagnostics.DigestNotKnown, trace.stage.from.span, choice.image.reference.text));
  if (trace.image !== undefined && changesVendor(trace.image.reference, choice.image.reference))
    found.push(
      diagnose(diagnostics.VendorChanged, trace.stage.from.span, trace.imageText, choice.image.reference.text),
    );
  if (trace.imageVaries && isForDefault(plan, trace, choice))
    found.push(diagnose(diagnostics.ImageVaries, trace.stage.from.span, trace.stage.from.image));
  const dynamic = choice.supplies.some((supply) => supply.need.kind === 'libc');
  if (
    dynamic &&
    choice.image.distribution !== undefined &&
    choice.image.reference.text !== trace.imageText &&
    (choice.image.distribution.release === undefined || choice.image.distribution.release === 'stable')
  )
    found.push(diagnose(diagnostics.FloatingTag, trace.stage.from.span, trace.imageText, choice.image.reference.text));
  return found;
}

/** An interpreter in the version that the default of a build argument gives: in the name of the image, or in paths such as `/usr/local/lib/python3.12`. */
function isForDefault(plan: SplitPlan, trace: StageTrace, choice: Choice): boolean {
  if (!choice.supplies.some(({ need }) => need.kind === 'interpreter' || need.kind === 'runtime')) return false;
  const isNamed = (step: RuntimeStep) => step.kind === 'copy' && step.paths.some((path) => /\d\.\d/.test(path));
  return choice.image.reference.text !== trace.imageText || plan.runtime.steps.some(isNamed);
}

function spanOf(trace: StageTrace, instruction: number | undefined) {
  return stepAt(trace, instruction)?.instruction.span;
}

// Compares what two containers did. What changes from run to run is told apart by a second look at the original. Starts nothing itself.

import type { Comparison } from './config.ts';
import { plainWords } from './config.ts';
import type { Answer, Observation } from './container.ts';
import {
  AnswerChanged,
  type Difference,
  EndedEarly,
  ExitCodeChanged,
  GoesOnRunning,
  HealthChanged,
  NotStarted,
  NotSteady,
  OriginalFails,
  OutOfMemory,
  OutputChanged,
  PortsChanged,
  ProcessUserChanged,
  StoppedDifferently,
  VolumesChanged,
} from './difference.ts';
import type { ImageConfig } from './image.ts';

/** A thing that is seen of a container, as text that can be compared. */
interface Aspect {
  readonly title: string;
  readonly value: (seen: Observation) => string | undefined;
  readonly describe: (before: string, after: string) => Difference;
}

const CLOCK = /\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?/g;

/** Without times of day: they differ by their nature. */
function withoutTimes(text: string): string {
  return text.replace(CLOCK, '<time>');
}

/** Without anything that counts, measures or is made up at random, and whatever order its lines have. */
function withoutNumbers(text: string): string {
  const lines = text.replace(/\b(?:0x)?[0-9a-f]*\d[0-9a-f]*\b/gi, '#').split('\n');
  return [...new Set(lines)].sort().join('\n');
}

function aspectsOf(before: Observation, after: Observation): readonly Aspect[] {
  const said: readonly Aspect[] = [
    {
      title: 'standard output',
      value: ({ stdout }) => stdout,
      describe: (old, now) => OutputChanged('standard output', old, now),
    },
    {
      title: 'standard error',
      value: ({ stderr }) => stderr,
      describe: (old, now) => OutputChanged('standard error', old, now),
    },
  ];
  // Who has ended does nothing any more; that it has, and what it said, is what there is to tell.
  if (before.ended !== after.ended) return said;
  return [
    ...said,
    { title: 'the list of ports', value: ({ ports }) => ports?.join(', '), describe: PortsChanged },
    { title: 'the process', value: ({ account }) => account, describe: ProcessUserChanged },
    { title: 'the health check', value: ({ health }) => health?.toString(), describe: HealthChanged },
    { title: 'the list of volumes', value: ({ volumes }) => volumes.join(', '), describe: VolumesChanged },
    ...before.answers.flatMap((answer) => aspectsOfAnswer(answer)),
  ];
}

function aspectsOfAnswer({ port, path }: Answer): readonly Aspect[] {
  const question = `\`:${port}${path}\``;
  const of = (seen: Observation) => seen.answers.find((answer) => answer.port === port && answer.path === path);
  const aspect = (title: string, value: (answer: Answer) => string): Aspect => ({
    title: `${title} of ${question}`,
    value: (seen) => {
      const answer = of(seen);
      return answer === undefined ? '' : value(answer);
    },
    describe: (old, now) => AnswerChanged(title, question, old, now),
  });
  return [
    aspect('the status', ({ status }) => (status === undefined ? 'no answer' : String(status))),
    aspect('the content type', ({ type = '' }) => type),
    aspect('the location', ({ location = '' }) => location),
    aspect('the answer', ({ body }) => body),
  ];
}

/**
 * `again` starts the original once more, and is asked only when something differs. `configs` tell whether a shell stood in front of the
 * program on one side only.
 */
export async function compareBehaviour(
  before: Observation,
  after: Observation,
  configs: readonly [ImageConfig, ImageConfig],
  again: () => Promise<Observation>,
): Promise<Comparison> {
  const failing = originalFailure(before);
  const notes: Difference[] = failing === undefined ? [] : [OriginalFails(failing)];
  if (before.refusal !== undefined) return { differences: [], notes };
  if (after.refusal !== undefined) return { differences: [NotStarted(after.refusal)], notes };
  const differences = [...compareEnds(before, after)];
  // A shell as the first process hides how the program ended when it was stopped.
  if (!before.ended && !after.ended && before.exitCode !== after.exitCode) {
    const codes = [String(before.exitCode), String(after.exitCode)] as const;
    if (haveSameForm(...configs)) differences.push(ExitCodeChanged(...codes));
    else notes.push(StoppedDifferently(...codes));
  }
  let second: Observation | undefined;
  for (const { title, value, describe } of aspectsOf(before, after)) {
    const [old, now] = [value(before), value(after)];
    // What could not be seen on one side has been said elsewhere.
    if (old === undefined || now === undefined || withoutTimes(old) === withoutTimes(now)) continue;
    second ??= await again();
    const other = value(second) ?? old;
    if (withoutTimes(other) === withoutTimes(old)) {
      differences.push(describe(old, now));
      continue;
    }
    notes.push(NotSteady(title));
    const [first, repeated] = [withoutNumbers(old), withoutNumbers(other)];
    if (first === repeated && first !== withoutNumbers(now)) differences.push(describe(old, now));
  }
  return { differences, notes };
}

function originalFailure({ refusal, ended, exitCode, outOfMemory, answers, health }: Observation): string | undefined {
  if (refusal !== undefined) return `the original does not start (\`${refusal}\`)`;
  if (outOfMemory) return 'the original runs out of memory';
  const silent = answers.find(({ status }) => status === undefined);
  if (ended && exitCode !== 0) return `the original ends with exit code ${exitCode}`;
  if (silent !== undefined) return `the original gives no answer on \`:${silent.port}${silent.path}\``;
  return health !== undefined && health !== 0 ? `the original's health check ends with ${health}` : undefined;
}

function compareEnds(before: Observation, after: Observation): readonly Difference[] {
  if (after.outOfMemory && !before.outOfMemory) return [OutOfMemory()];
  if (before.ended && !after.ended) return [GoesOnRunning(String(before.exitCode))];
  if (!before.ended && after.ended) return [EndedEarly(String(after.exitCode))];
  return before.ended && before.exitCode !== after.exitCode
    ? [ExitCodeChanged(String(before.exitCode), String(after.exitCode))]
    : [];
}

function haveSameForm(before: ImageConfig, after: ImageConfig): boolean {
  const first = ({ entrypoint, command }: ImageConfig) => (entrypoint.length > 0 ? entrypoint : command);
  const isRewritten = (config: ImageConfig): boolean => plainWords(first(config)) !== first(config);
  return isRewritten(before) === isRewritten(after);
}

// Verifying on one screen: build both, look into both, start both, compare. What is compared and how it is said is in the other files.

import { compareBehaviour } from './behaviour.ts';
import { type BuildOptions, build, inspect, type Side } from './build.ts';
import { causesOf } from './cause.ts';
import { compareConfigs } from './config.ts';
import { observe, type Start, type Subject } from './container.ts';
import { compareContents, findLosses, type KnownToolchain } from './contents.ts';
import { BuildFailed, because, type Difference, NobodyCouldAsk, NothingStarts } from './difference.ts';
import { find } from './files.ts';
import { proberAmong } from './probe.ts';
import { removeImages, type Session } from './session.ts';
import { type Start as Started, unmeasured, type Verification } from './verification.ts';
import { scan } from './vulnerabilities.ts';

export interface Pair {
  /** What the user calls it. */
  readonly path: string;
  readonly before: Side;
  readonly after: Side;
}

export interface VerifyOptions extends BuildOptions {
  /** How the containers are started, one after the other. */
  readonly starts: readonly Start[];
  readonly toolchains: readonly KnownToolchain[];
  /** What is being done, in a few words; text of the Dockerfile may be among them. */
  readonly onStep: (step: string) => void;
}

/** Rejects only when it is interrupted, or the builder breaks down. */
export async function verify(session: Session, pair: Pair, options: VerifyOptions): Promise<Verification> {
  const began = performance.now();
  try {
    const verification = await compareSides(session, pair, options);
    return { ...verification, seconds: Math.round((performance.now() - began) / 100) / 10 };
  } finally {
    await removeImages(session.builder, session.label);
  }
}

async function compareSides(session: Session, pair: Pair, options: VerifyOptions): Promise<Verification> {
  const { path } = pair;
  const { onStep } = options;
  onStep('building the original');
  const old = await build(session, 'before', pair.before, options, (step) => onStep(`building the original, ${step}`));
  if (old.kind === 'unreachable') return unmeasured(path, 'failed', [old.because]);
  if (old.kind === 'failed')
    return unmeasured(path, 'failed', ['the original does not build', ...old.output.split('\n')]);
  onStep('building the conversion');
  const now = await build(session, 'after', pair.after, options, (step) => onStep(`building the conversion, ${step}`));
  if (now.kind === 'unreachable') return unmeasured(path, 'failed', [now.because]);
  if (now.kind === 'failed') {
    const differences = [because(BuildFailed(), now.output.split('\n'))];
    return { path, verdict: 'different', reasons: [], differences, notes: [], measured: undefined, seconds: 0 };
  }
  onStep('looking into both images');
  const after: Subject = { id: now.id, image: await inspect(session, now.id, () => true) };
  const { root } = after.image;
  // Of the original, only what the converted one has as well has to be known closely.
  const before: Subject = {
    id: old.id,
    image: await inspect(session, old.id, (each) => find(root, `/${each}`) !== undefined),
  };
  return compareSubjects(session, pair, before, after, options);
}

async function compareSubjects(
  session: Session,
  pair: Pair,
  before: Subject,
  after: Subject,
  options: VerifyOptions,
): Promise<Verification> {
  const images = [before.image, after.image] as const;
  const config = compareConfigs(before.image.config, after.image.config, pair.before.text);
  const differences: Difference[] = [...config.differences, ...findLosses(...images)];
  const notes: Difference[] = [...config.notes];
  const contents = compareContents(...images, options.toolchains);
  const starts = session.builder.starts ? await start(session, [before, after], options, differences, notes) : [];
  if (!session.builder.starts) notes.push(NothingStarts(session.builder.name));
  const scanned = await scan(session, [before.id, after.id]);
  if (scanned !== undefined && 'name' in scanned) notes.push(scanned);
  // Then nothing was seen of what the other one would have to do.
  const unstarted = starts.find(({ before: { refusal } }) => refusal !== undefined)?.before.refusal;
  return {
    path: pair.path,
    verdict: differences.length > 0 ? 'different' : unstarted === undefined ? 'same' : 'failed',
    reasons: unstarted === undefined ? [] : [`the original does not start: ${unstarted}`],
    differences,
    notes,
    measured: {
      size: { before: before.image.bytes, after: after.image.bytes },
      layers: { before: before.image.layers, after: after.image.layers },
      contents,
      starts,
      vulnerabilities: scanned !== undefined && 'scanner' in scanned ? scanned : undefined,
    },
    seconds: 0,
  };
}

/** Adds what is found to `differences` and `notes`. */
async function start(
  session: Session,
  [before, after]: readonly [Subject, Subject],
  { starts, onStep }: VerifyOptions,
  differences: Difference[],
  notes: Difference[],
): Promise<readonly Started[]> {
  const prober = proberAmong([before, after]);
  const known = [...differences];
  const seen: Started[] = [];
  for (const one of starts) {
    const words = one.arguments.length === 0 ? '' : ` with ${one.arguments.join(' ')}`;
    onStep(`running the original${words}`);
    const old = await observe(session, before, prober, one);
    onStep(`running the conversion${words}`);
    const now = await observe(session, after, prober, one, old);
    seen.push({ arguments: one.arguments, before: old, after: now });
    const configs = [before.image.config, after.image.config] as const;
    const found = await compareBehaviour(old, now, configs, () => {
      onStep(`running the original${words} once more`);
      return observe(session, before, prober, one, old);
    });
    const causes = found.differences.length > 0 ? causesOf(before.image, after.image, [old, now], known) : [];
    differences.push(...found.differences.map((difference) => because(difference, causes)));
    notes.push(...found.notes);
    const unseen = prober === undefined && !(old.ended && now.ended) && old.refusal === undefined;
    if (unseen) notes.push(NobodyCouldAsk());
  }
  return seen;
}

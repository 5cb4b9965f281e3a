// Puts the verifying of images at the service of commands: the builder, the removal of all that was made, signals, progress. Loaded only by
// those who verify.

import { dirname } from 'node:path';
import { toolchains } from '../index.ts';
import type { Failure } from '../report/outcome.ts';
import { reasonsOf } from '../report/verification.ts';
import { type Builder, findBuilder } from '../verify/builder.ts';
import { checkOut, type Revision } from '../verify/revision.ts';
import { type Session, withSession } from '../verify/session.ts';
import { startsOf } from '../verify/starts.ts';
import { unmeasured, type Verification } from '../verify/verification.ts';
import { verify } from '../verify/verify.ts';
import { fail, NoBuilder, NotVerified, reasonOf } from './failures.ts';
import type { Target } from './find.ts';
import type { TrialOptions } from './options/verify.ts';
import { progressOn } from './progress.ts';
import { exitCodeOf, onSignal } from './signals.ts';

/** Text and build context of one side; without a context it is the folder of the file. */
export interface Version {
  readonly text: string;
  readonly context: string | undefined;
}

export interface Verifier {
  /** `docker 28.5.2`. */
  readonly builder: string;
  verify(target: Target, before: Version & { readonly file?: string }, after: Version): Promise<Verification>;
  /** Why a converted text is not to be written; undefined when both images are the same. */
  doubt(target: Target, before: Version, after: Version): Promise<Failure | undefined>;
  /** The repository around a folder as it was, or in a clause why it cannot be had. */
  revision(name: string, folder: string): Promise<Revision | string>;
}

export const plainTrial: TrialOptions = {
  builder: undefined,
  pull: 'missing',
  http: [],
  run: [],
  env: [],
  network: 'none',
  timeout: 30,
  buildTimeout: 1800,
  memory: '1g',
};

/** Gives a failure when there is no builder. When the user interrupts, all is removed and the process ends. */
export async function withVerifier<Result>(
  trial: TrialOptions,
  action: (verifier: Verifier) => Promise<Result>,
): Promise<Result | Failure> {
  const interrupted = new AbortController();
  const letGo = onSignal((signal) => {
    if (!interrupted.signal.aborted) process.stderr.write('\nmultistage: interrupted; removing what was started\n');
    interrupted.abort(signal);
  });
  try {
    const builder = await findBuilder(trial.builder, interrupted.signal);
    if (builder === undefined) return fail('multistage', NoBuilder, trial.builder ?? '');
    return await withSession(builder, interrupted.signal, (session) => action(verifierOf(builder, session, trial)));
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    return process.exit(exitCodeOf(interrupted.signal.reason));
  } finally {
    letGo();
  }
}

function verifierOf({ name, version }: Builder, session: Session, trial: TrialOptions): Verifier {
  const progress = progressOn(process.stderr);
  const known = toolchains.map(({ title, programs, drivers }) => ({
    title,
    programs: [...drivers].filter((driver) => Object.hasOwn(programs, driver)),
  }));
  const verifyTarget: Verifier['verify'] = async ({ file, path }, before, after) => {
    const side = (one: Version, dockerfile: string) => ({
      text: one.text,
      dockerfile,
      context: one.context ?? dirname(dockerfile),
    });
    const pair = { path, before: side(before, before.file ?? file), after: side(after, file) };
    try {
      return await verify(session, pair, {
        pull: trial.pull,
        buildTimeout: trial.buildTimeout,
        starts: startsOf(trial),
        toolchains: known,
        onStep: (step) => progress.show(path, step),
      });
    } catch (error) {
      session.signal.throwIfAborted();
      // The builder broke down over this file; the others have nothing to do with it.
      return unmeasured(path, 'failed', [reasonOf(error)]);
    } finally {
      progress.clear();
    }
  };
  const revisions = new Map<string, Promise<Revision | string>>();
  return {
    builder: `${name} ${version}`,
    verify: verifyTarget,
    doubt: async (target, before, after) => {
      const verification = await verifyTarget(target, before, after);
      return verification.verdict === 'same' ? undefined : fail(target.path, NotVerified, reasonsOf(verification));
    },
    revision: (revision, folder) => {
      const known = revisions.get(folder) ?? checkOut(revision, folder, session.scratch, session.signal);
      revisions.set(folder, known);
      return known;
    },
  };
}

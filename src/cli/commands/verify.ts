// `multistage verify [paths..]`: converts, builds both, runs both, and says what differs. Writes no file of the user.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Failure } from '../../report/outcome.ts';
import { renderDiagnostics } from '../../report/text.ts';
import { renderVerifyJson } from '../../report/verification-json.ts';
import { renderVerifyMarkdown } from '../../report/verification-markdown.ts';
import { renderVerification, renderVerifySummary } from '../../report/verification-text.ts';
import { unmeasured, type Verification, type VerifyReport } from '../../verify/verification.ts';
import { isColoured, paletteFor } from '../colours.ts';
import { contextFailure, convertFile } from '../conversion.ts';
import { fail, RevisionNotFound } from '../failures.ts';
import { findDockerfiles, type Target } from '../find.ts';
import { type Neighbours, neighboursOf } from '../neighbours.ts';
import type { VerifyOptions } from '../options/verify.ts';
import { readDockerfile } from '../read.ts';
import { type SettingsOf, settingsFor } from '../settings.ts';
import { type Verifier, withVerifier } from '../verifier.ts';

/** Exit code: 0 the same, or nothing to verify; 1 something differs; 2 something could not be compared, or has to be mended. */
export async function verifyPaths(options: VerifyOptions): Promise<number> {
  const broken = options.context === undefined ? undefined : contextFailure(options.context);
  if (broken !== undefined) return tell(broken);
  const targets = await findDockerfiles(options.paths);
  const { paths, context } = options;
  const neighbours = neighboursOf({ paths, context, neighbours: false });
  const settingsOf = settingsFor(options);
  const plans: (Plan | Verification)[] = [];
  for (const target of targets)
    plans.push(target.kind === 'target' ? await planOf(target, options, neighbours, settingsOf) : failed(target));
  // Nothing to build: then no builder is asked for.
  const report = plans.every((plan) => 'verdict' in plan)
    ? await verifyAll(plans, undefined, options)
    : await withVerifier(options, (verifier) => verifyAll(plans, verifier, options));
  if ('kind' in report) return tell(report);
  if (options.format === 'json') process.stdout.write(renderVerifyJson(report));
  else if (options.format === 'markdown') process.stdout.write(renderVerifyMarkdown(report));
  else process.stdout.write(renderVerifySummary(report, paletteFor(isColoured(process.stdout))));
  const verdicts = report.verifications.map(({ verdict }) => verdict);
  return verdicts.includes('failed') ? 2 : verdicts.includes('different') ? 1 : 0;
}

function tell(failure: Failure): number {
  process.stderr.write(renderDiagnostics([failure], ['refusal'], paletteFor(isColoured(process.stderr))));
  return 2;
}

function failed({ path, diagnostics }: Failure): Verification {
  return unmeasured(
    path,
    'failed',
    diagnostics.map(({ message }) => message.replace(/\.$/, '')),
  );
}

/** What is verified: the working tree's text, and, where it is converted, the result. */
interface Plan {
  readonly target: Target;
  readonly text: string;
  readonly converted: string;
  readonly context: string | undefined;
}

async function planOf(
  target: Target,
  options: VerifyOptions,
  neighbours: Neighbours,
  settingsOf: SettingsOf,
): Promise<Plan | Verification> {
  const { file, path } = target;
  const { reading, outcome } = await convertFile(target, options, neighbours, settingsOf);
  if ('kind' in reading) return failed(reading);
  const context = options.context ?? neighbours.contextOf(file);
  if (options.base !== undefined) return { target, text: reading.text, converted: reading.text, context };
  switch (outcome.kind) {
    case 'converted':
      return { target, text: reading.text, converted: outcome.output, context };
    case 'failed':
      return failed(outcome);
    default: {
      const names = outcome.diagnostics.filter(({ level }) => level !== 'warning').map(({ name }) => name);
      return unmeasured(path, 'skipped', [
        `${outcome.kind}${names.length === 0 ? '' : `: ${[...new Set(names)].join(', ')}`}`,
      ]);
    }
  }
}

async function verifyAll(
  plans: readonly (Plan | Verification)[],
  verifier: Verifier | undefined,
  options: VerifyOptions,
): Promise<VerifyReport | Failure> {
  const verifications: Verification[] = [];
  for (const plan of plans) {
    const verification = 'verdict' in plan || verifier === undefined ? plan : await verifyPlan(plan, verifier, options);
    if ('kind' in verification) return verification;
    if (!('verdict' in verification)) continue;
    verifications.push(verification);
    if (options.format === 'text')
      process.stdout.write(`${renderVerification(verification, paletteFor(isColoured(process.stdout)))}\n`);
  }
  return { builder: verifier?.builder ?? '', verifications };
}

async function verifyPlan(
  { target, text, converted, context }: Plan,
  verifier: Verifier,
  { base }: VerifyOptions,
): Promise<Verification | Failure> {
  if (base === undefined) return verifier.verify(target, { text, context }, { text: converted, context });
  const revision = await verifier.revision(base, dirname(target.file));
  if (typeof revision === 'string') return fail(target.path, RevisionNotFound, revision);
  const file = revision.locate(target.file);
  if (!existsSync(file)) return unmeasured(target.path, 'skipped', [`the revision has no such file`]);
  const old = readDockerfile(file, target.path);
  if ('kind' in old) return failed(old);
  const folder = context === undefined ? undefined : revision.locate(context);
  return verifier.verify(target, { text: old.text, context: folder, file }, { text: converted, context });
}

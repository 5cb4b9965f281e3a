// Verified files → the stable JSON, described by verification.schema.json beside this file. Fields are added, never changed.

import type { Observation } from '../verify/container.ts';
import type { Inventory } from '../verify/contents.ts';
import type { Measured, Verification, VerifyReport } from '../verify/verification.ts';
import { asciiControls } from './json.ts';
import { instructionOf, told } from './verification.ts';

/** One JSON document with a line end after it; what is absent is null. Sizes are in bytes. */
export function renderVerifyJson({ builder, verifications }: VerifyReport): string {
  const count = (verdict: Verification['verdict']): number =>
    verifications.filter((verification) => verification.verdict === verdict).length;
  const report = {
    version: 1,
    builder: builder === '' ? null : builder,
    files: verifications.map(fileOf),
    summary: {
      files: verifications.length,
      same: count('same'),
      different: count('different'),
      skipped: count('skipped'),
      failed: count('failed'),
    },
  };
  return `${asciiControls(JSON.stringify(report, null, 2))}\n`;
}

function fileOf({ path, verdict, reasons, differences, notes, measured, seconds }: Verification): object {
  return {
    path,
    verdict,
    reasons,
    differences: told(differences),
    notes: told(notes),
    measured: measured === undefined ? null : measuredOf(measured),
    seconds,
  };
}

function measuredOf({ size, layers, contents, starts, vulnerabilities }: Measured): object {
  const described = (side: 'before' | 'after') =>
    layers[side].map((layer) => ({ instruction: instructionOf(layer), bytes: layer.bytes }));
  return {
    size,
    layers: { before: described('before'), after: described('after') },
    contents: { before: inventoryOf(contents.before), after: inventoryOf(contents.after), added: contents.added },
    starts: starts.map((start) => ({
      arguments: start.arguments,
      before: observationOf(start.before),
      after: observationOf(start.after),
    })),
    vulnerabilities: vulnerabilities ?? null,
  };
}

function inventoryOf(inventory: Inventory): object {
  const { files, machinePrograms, privileged, shells, packageManagers, toolchains } = inventory;
  return { files, machinePrograms, privileged, shells, packageManagers, toolchains };
}

const CLIP = 4000;

function observationOf(seen: Observation): object {
  return {
    refusal: seen.refusal ?? null,
    ended: seen.ended,
    exitCode: seen.exitCode ?? null,
    outOfMemory: seen.outOfMemory,
    stdout: seen.stdout.slice(0, CLIP),
    stderr: seen.stderr.slice(0, CLIP),
    ports: seen.ports ?? null,
    account: seen.account ?? null,
    health: seen.health ?? null,
    volumes: seen.volumes,
    answers: seen.answers.map(({ port, path, status, type, location, body }) => ({
      port,
      path,
      status: status ?? null,
      type: type ?? null,
      location: location ?? null,
      body: body.slice(0, CLIP),
    })),
  };
}

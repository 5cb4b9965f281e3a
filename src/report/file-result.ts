// An outcome as a line of a campaign's report.

import type { FileResult } from './campaign.ts';
import { renderDiff } from './diff.ts';
import type { Outcome } from './outcome.ts';

const MEGABYTE = 1e6;

const weight = { refusal: 0, warning: 1, note: 2 } as const;

export function fileResultOf(outcome: Outcome): FileResult {
  const { path, kind, toolchains, diagnostics } = outcome;
  const converted = outcome.kind === 'converted' ? outcome : undefined;
  const beside = (converted?.neighbours ?? []).map(({ file, output }) => ({ ...file, input: file.text, output }));
  const size = converted?.plan.kind === 'split' ? converted.plan.size : undefined;
  const ranked = [...diagnostics].sort((a, b) => weight[a.level] - weight[b.level]);
  return {
    path,
    kind,
    toolchains,
    confidence: converted?.confidence ?? null,
    reasons: ranked.map(({ name, message, hint = null }) => ({ name, message, hint })),
    diff: converted === undefined ? null : renderDiff([converted, ...beside]),
    before: size === undefined ? null : size.before * MEGABYTE,
    after: size === undefined ? null : size.after * MEGABYTE,
  };
}

// What reports on verified files have in common: sizes, counts and short forms in words. Returns text and prints nothing.

import type { Inventory } from '../verify/contents.ts';
import type { Difference } from '../verify/difference.ts';
import type { ImageLayer } from '../verify/image.ts';
import type { Measured, Start, Verification, VerifyReport } from '../verify/verification.ts';

/** Decimal, as builders count: `928.6 MB`. */
export function decimal(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `99.7 % less`. */
export function saving({ before, after }: Measured['size']): string {
  if (before === 0) return 'as large';
  const percent = 100 * (1 - after / before);
  return `${Math.abs(percent).toFixed(1)} % ${percent < 0 ? 'more' : 'less'}`;
}

/** Why a verification is not `same`, in one clause. */
export function reasonsOf({ differences, reasons }: Verification): string {
  const [first] = differences;
  if (first === undefined) return reasons.slice(0, 1).join('; ') || 'nothing was compared';
  const more = differences.length > 1 ? `, and ${differences.length - 1} more` : '';
  return `${first.message.replace(/\.$/, '')}${more}`;
}

/** The instruction that made a layer, without what builders add to it. */
export function instructionOf({ createdBy }: ImageLayer): string {
  const text = createdBy
    .replace(/\s*# buildkit$/, '')
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^(?:RUN )?\/bin\/sh -c /, 'RUN ')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? 'base image' : text;
}

/** What the original has and the converted one has not, with a title for each kind. */
export function departed({
  before,
  after,
}: Measured['contents']): readonly (readonly [title: string, names: string])[] {
  const gone = (names: (inventory: Inventory) => readonly string[]): string[] =>
    names(before).filter((name) => !names(after).includes(name));
  const rows = [
    ['toolchains', gone(({ toolchains }) => toolchains)],
    ['package managers', gone(({ packageManagers }) => packageManagers)],
    ['shells', gone(({ shells }) => shells)],
    ['programs with set-id bits', gone(({ privileged }) => privileged)],
  ] as const;
  return rows.flatMap(([title, names]) => (names.length === 0 ? [] : [[title, names.join(', ')] as const]));
}

export function countedFiles({ before, after, added }: Measured['contents']): string {
  const fresh = added.length === 0 ? '' : `; ${added.length} that the original does not have`;
  return `${before.files} before, ${after.files} after${fresh}`;
}

/** `as CMD says`, or the words. */
export function startTitle(start: Start): string {
  return start.arguments.length === 0 ? 'as CMD says' : `with ${start.arguments.join(' ')}`;
}

/** What the original did, in a few facts. */
export function seenOf({ before }: Start): readonly string[] {
  if (before.refusal !== undefined) return [`does not start: ${before.refusal}`];
  const first = before.stdout.trim() || before.stderr.trim();
  const facts = [
    before.ended ? `ends with exit code ${before.exitCode}` : 'goes on running',
    ...(before.ports === undefined || before.ports.length === 0 ? [] : [`listens on ${before.ports.join(', ')}`]),
    ...(before.account === undefined ? [] : [`user and group ${before.account}`]),
    ...(before.health === undefined ? [] : [`health check ${before.health}`]),
    ...(before.volumes.length === 0 ? [] : [`volumes ${before.volumes.join(' ')}`]),
    ...before.answers.map(({ port, path, status, type }) =>
      `:${port}${path} ${status ?? 'no answer'} ${type ?? ''}`.trim(),
    ),
  ];
  return first === '' ? facts : [...facts, `says \`${(first.split('\n')[0] ?? '').slice(0, 60)}\``];
}

/** `critical 2, high 11`. */
export function severities(counts: Readonly<Record<string, number>>): string {
  const order = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'];
  const names = Object.keys(counts).sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return names.map((name) => `${name} ${counts[name]}`).join(', ') || 'none';
}

/** A row for each file: path, sizes, what was saved, verdict. */
export function tableOf({ verifications }: VerifyReport): readonly (readonly string[])[] {
  return verifications.map(({ path, measured, verdict }) => {
    const sizes =
      measured === undefined
        ? ['–', '–', '–']
        : [decimal(measured.size.before), decimal(measured.size.after), saving(measured.size)];
    return [path, ...sizes, verdict];
  });
}

export const TABLE_HEAD = ['file', 'before', 'after', 'saved', 'result'];

/** `3 files: 2 same, 1 different (docker 28.5.2)`. */
export function summaryOf({ verifications, builder }: VerifyReport): string {
  const verdicts = ['same', 'different', 'failed', 'skipped'] as const;
  const count = (verdict: Verification['verdict']): number =>
    verifications.filter((verification) => verification.verdict === verdict).length;
  const counts = verdicts.filter((verdict) => count(verdict) > 0).map((verdict) => `${count(verdict)} ${verdict}`);
  const files = `${verifications.length} ${verifications.length === 1 ? 'file' : 'files'}`;
  return `${files}: ${counts.join(', ')}${builder === '' ? '' : ` (${builder})`}`;
}

/** The same fact found at several starts is told once. */
export function told(differences: readonly Difference[]): readonly Difference[] {
  const seen = new Set<string>();
  return differences.filter(({ message }) => {
    if (seen.has(message)) return false;
    seen.add(message);
    return true;
  });
}

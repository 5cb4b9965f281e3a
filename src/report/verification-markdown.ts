// Verified files → Markdown for a comment or a job summary. Text of strangers stands in code, where it makes no link, mention or tag.

import type { Difference } from '../verify/difference.ts';
import type { Verification, VerifyReport } from '../verify/verification.ts';
import { cell, code } from './markdown.ts';
import { departed, reasonsOf, seenOf, startTitle, summaryOf, TABLE_HEAD, tableOf, told } from './verification.ts';

/** Each line ends with LF. */
export function renderVerifyMarkdown(report: VerifyReport): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [
    TABLE_HEAD,
    TABLE_HEAD.map(() => '---'),
    ...tableOf(report).map(([path = '', ...rest]) => [cell(path), ...rest]),
  ];
  const parts = [...table.map(row), '', `${summaryOf(report)}.`, ...report.verifications.flatMap(section)];
  return parts.map((line) => `${line}\n`).join('');
}

function section(verification: Verification): readonly string[] {
  const { path, verdict, differences, notes, measured } = verification;
  const left = measured === undefined ? [] : departed(measured.contents);
  const items = [
    ...(verdict === 'failed' || verdict === 'skipped' ? [`${verdict}: ${code(reasonsOf(verification))}`] : []),
    ...told(differences).map((each) => `**different**, ${named(each)}`),
    ...told(notes).map(named),
    ...left.map(([title, names]) => `left, ${title}: ${code(names)}`),
    ...(measured?.starts ?? []).map((start) => `started ${code(startTitle(start))}: ${code(seenOf(start).join('; '))}`),
  ];
  return ['', `## ${code(path)}`, '', ...items.map((item) => `- ${item}`)];
}

function named({ name, message, because }: Difference): string {
  return [`${name}: ${code(message)}`, ...because.map((clause) => `because ${code(clause)}`)].join(', ');
}

// Verified files → Markdown for a comment or a job summary. Text of strangers stays text there.

import type { Difference } from '../verify/difference.ts';
import type { VerifyReport } from '../verify/verification.ts';
import { escapeLine } from './terminal.ts';
import { departed, reasonsOf, seenOf, startTitle, summaryOf, TABLE_HEAD, tableOf, told } from './verification.ts';

/** Each line ends with LF. */
export function renderVerifyMarkdown(report: VerifyReport): string {
  const head = [`| ${TABLE_HEAD.join(' | ')} |`, `| ${TABLE_HEAD.map(() => '---').join(' | ')} |`];
  const rows = tableOf(report).map((cells) => `| ${cells.map(text).join(' | ')} |`);
  const details = report.verifications.flatMap((verification) => {
    const { path, verdict, differences, notes, measured } = verification;
    const found = [
      ...told(differences).map((each) => item(each, '**different**')),
      ...told(notes).map((each) => item(each, 'note')),
    ];
    const left =
      measured === undefined
        ? []
        : departed(measured.contents).map(([title, names]) => `- left: ${title}: ${text(names)}`);
    const starts = (measured?.starts ?? []).map(
      (start) => `- started ${text(startTitle(start))}: ${text(seenOf(start).join('; '))}`,
    );
    const why = verdict === 'failed' || verdict === 'skipped' ? [`- ${verdict}: ${text(reasonsOf(verification))}`] : [];
    return ['', `### ${text(path)}`, '', ...why, ...found, ...left, ...starts];
  });
  return [...head, ...rows, '', text(summaryOf(report)), ...details].map((line) => `${line}\n`).join('');
}

function item({ name, message, because }: Difference, title: string): string {
  const causes = because.length === 0 ? '' : ` Because ${because.map(text).join('; ')}.`;
  return `- ${title} ${name}: ${text(message)}${causes}`;
}

/** What Markdown or HTML would act on is escaped; backquotes stay, and are closed within the text that has them. */
function text(value: string): string {
  const escaped = escapeLine(value).replace(/[\\*_[\]<>|#~!@&]/g, (character) =>
    character === '<'
      ? '&lt;'
      : character === '>'
        ? '&gt;'
        : character === '&'
          ? '&amp;'
          : character === '@'
            ? '&#64;'
            : `\\${character}`,
  );
  return escaped.replaceAll('`', '');
}

// What `suggest` says of its own run: text for people, JSON for machines. Every line with words of others begins with something of ours, so
// that no runner takes it for a command.

import { asciiControls } from './json.ts';
import { escapeLine } from './terminal.ts';

export interface SuggestReport {
  /** `owner/name#7` */
  readonly pullRequest: string;
  readonly dryRun: boolean;
  readonly files: readonly { readonly path: string; readonly kind: 'converted' | 'refused' | 'unchanged' | 'failed' }[];
  readonly review:
    | {
        readonly body: string;
        readonly comments: readonly {
          readonly path: string;
          readonly first: number;
          readonly last: number;
          readonly body: string;
        }[];
      }
    | undefined;
  readonly comment: { readonly kind: 'post' | 'change' | 'withdraw'; readonly body: string } | undefined;
  /** Addresses of comments that are taken back. */
  readonly removed: readonly string[];
  readonly notices: readonly string[];
  /** Addresses of what was posted or changed. */
  readonly posted: { readonly review: string | undefined; readonly comment: string | undefined };
}

export function renderSuggested(report: SuggestReport): string {
  const { pullRequest, dryRun, review, comment, removed, notices, posted } = report;
  const would = dryRun ? 'would be ' : '';
  const lines: string[] = [];
  const say = (what: string, url: string | undefined, shown: readonly string[]) => {
    lines.push(`${pullRequest}: ${what}${url === undefined ? '' : `: ${escapeLine(url)}`}`);
    if (dryRun) lines.push(...shown);
  };
  if (review !== undefined) {
    const paths = [...new Set(review.comments.map(({ path }) => escapeLine(path)))].join(', ');
    const comments = review.comments.flatMap(({ path, first, last, body }) => [
      `  ${escapeLine(path)}:${first}-${last}`,
      ...quoted(body),
    ]);
    say(`a review ${would}posted, with suggestions for ${paths}`, posted.review, [...quoted(review.body), ...comments]);
  }
  const done = { post: 'posted', change: 'changed', withdraw: 'withdrawn' };
  if (comment !== undefined) say(`a comment ${would}${done[comment.kind]}`, posted.comment, quoted(comment.body));
  for (const url of removed) say(`a suggestion that no longer fits ${would}taken back`, url, []);
  if (lines.length === 0) lines.push(`${pullRequest}: there is nothing to say, or it is said already.`);
  lines.push(...notices.map((notice) => `${pullRequest}: ${escapeLine(notice)}`));
  return lines.map((line) => `${line}\n`).join('');
}

/** One JSON document with a line end after it; what is absent is null. */
export function renderSuggestedJson({ review, comment, posted, ...report }: SuggestReport): string {
  const shown = {
    version: 1,
    ...report,
    review: review ?? null,
    comment: comment ?? null,
    posted: { review: posted.review ?? null, comment: posted.comment ?? null },
  };
  return `${asciiControls(JSON.stringify(shown, null, 2))}\n`;
}

function quoted(text: string): readonly string[] {
  return text.split('\n').map((line) => `  | ${escapeLine(line)}`);
}

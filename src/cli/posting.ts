// What is said on a pull request, said once: our own earlier words are found, kept where they still hold, changed or taken back where not.

import { createHash } from 'node:crypto';
import { ForgeError } from '../forges/forge.ts';
import { once } from '../forges/once.ts';
import type { NewReview, Reviewing, Said, SaidAtLines } from '../forges/pull-request.ts';
import type { Suggested, Suggestions } from '../report/suggestions.ts';

/** What is to be done. Undefined and empty where nothing is. */
export interface Steps {
  /** With the suggestions that are not there yet. */
  readonly review: (NewReview & { readonly keys: readonly string[] }) | undefined;
  readonly comment: { readonly kind: 'post' | 'change' | 'withdraw'; readonly body: string } | undefined;
  /** Suggestions at lines that no longer want them. */
  readonly outdated: readonly SaidAtLines[];
  /** Comments beside the first: two runs at the same time may both have found none. */
  readonly surplus: readonly Said[];
}

export interface Spoken {
  readonly comments: readonly Own<Said>[];
  readonly lineComments: readonly Own<SaidAtLines>[];
  /** What was answered by anyone. */
  readonly answered: ReadonlySet<number>;
}

type Own<Of> = Of & { readonly key: string };

/** Whoever can read it can copy it, so it counts in words of our own alone. */
const MARKER = /<!-- multistage ([0-9a-f]{16}) -->\s*$/;

const WITHDRAWN = 'There is nothing left here that multistage would convert.';
const OUTDATED = 'This suggestion no longer fits the file.';

/** Our own words on the pull request. */
export async function listen(forge: Reviewing): Promise<Spoken> {
  const [self, comments, lineComments] = await Promise.all([forge.self(), forge.comments(), forge.lineComments()]);
  const answered = new Set(lineComments.flatMap(({ answers }) => (answers === undefined ? [] : [answers])));
  return { comments: ownOf(comments, self), lineComments: ownOf(lineComments, self), answered };
}

function ownOf<Of extends Said>(all: readonly Of[], self: string): readonly Own<Of>[] {
  return all.flatMap((one) => {
    const key = one.author === self ? MARKER.exec(one.body)?.[1] : undefined;
    return key === undefined ? [] : [{ ...one, key }];
  });
}

/** `hashOf` says which content of a file the suggestions are for. */
export function stepsFor(
  { review, comment }: Suggestions,
  { comments, lineComments }: Spoken,
  hashOf: (path: string) => string | undefined,
): Steps {
  const wanted = new Map((review?.files ?? []).map((file) => [keyOf(file, hashOf(file.path)), file]));
  // One at lines that are gone cannot be taken any more.
  const there = new Set(lineComments.filter(({ line }) => line !== undefined).map(({ key }) => key));
  const missing = [...wanted].filter(([key]) => !there.has(key));
  const seen = new Set<string>();
  const outdated = lineComments.filter(({ key, line }) => {
    const place = `${key} ${line}`;
    const again = seen.has(place);
    seen.add(place);
    // Lines that are gone need no suggestion taken back: GitHub shows it as outdated.
    return line !== undefined && (again || !wanted.has(key));
  });
  return {
    review:
      review === undefined || missing.length === 0
        ? undefined
        : {
            body: review.body,
            keys: missing.map(([key]) => key),
            comments: missing.flatMap(([key, { path, comments }]) =>
              comments.map(({ first, last, body }) => ({ path, first, last, body: marked(body, key) })),
            ),
          },
    comment: commentStep(comment, comments[0]),
    outdated,
    surplus: comments.slice(1),
  };
}

function commentStep(wanted: string | undefined, there: Own<Said> | undefined): Steps['comment'] {
  const body = wanted ?? WITHDRAWN;
  const key = digest(body);
  if (there === undefined) return wanted === undefined ? undefined : { kind: 'post', body: marked(body, key) };
  if (there.key === key) return undefined;
  return { kind: wanted === undefined ? 'withdraw' : 'change', body: marked(body, key) };
}

/** Where it is, once it is said. */
export interface Places {
  readonly review: string | undefined;
  readonly comment: string | undefined;
}

/** GitHub takes no review like this. Nothing of it was posted. */
export class ReviewRefused extends Error {}

/** Posts it, and says where. */
export async function postReview(
  forge: Reviewing,
  commit: string,
  review: Steps['review'],
): Promise<string | undefined> {
  if (review === undefined) return undefined;
  try {
    const posted = await once(
      () => forge.postReview(commit, review),
      () => reviewOf(forge, review.keys),
    );
    return posted.url;
  } catch (error) {
    throw error instanceof ForgeError && error.status === 422 ? new ReviewRefused() : error;
  }
}

/** The comment, and then what is taken back: if something fails, nothing is lost, and the next run does the rest. */
export async function sayRest(forge: Reviewing, steps: Steps, before: Spoken): Promise<string | undefined> {
  const { comment, outdated, surplus } = steps;
  const said = comment && (await sayComment(forge, comment.body, before.comments));
  for (const { id } of surplus) await forge.removeComment(id);
  for (const { id } of outdated) {
    if (before.answered.has(id)) await forge.changeLineComment(id, OUTDATED);
    else await forge.removeLineComment(id);
  }
  return said?.url;
}

async function reviewOf(forge: Reviewing, keys: readonly string[]): Promise<Pick<Said, 'url'> | undefined> {
  const { lineComments } = await listen(forge);
  // All of a review is there or nothing.
  return lineComments.find(({ key, line }) => key === keys[0] && line !== undefined);
}

async function sayComment(forge: Reviewing, body: string, before: readonly Own<Said>[]): Promise<Pick<Said, 'url'>> {
  const [first] = before;
  if (first === undefined)
    return once(
      () => forge.postComment(body),
      async () => (await listen(forge)).comments[0],
    );
  await forge.changeComment(first.id, body);
  return first;
}

function keyOf({ path, comments }: Suggested, hash: string | undefined): string {
  return digest(JSON.stringify([path, hash, comments]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function marked(body: string, key: string): string {
  return `${body.trimEnd()}\n\n<!-- multistage ${key} -->`;
}

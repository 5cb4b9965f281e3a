// `multistage suggest`: a pull request's Dockerfiles at its head, converted and spoken about. It runs and writes nothing of the repository.

import { ForgeError } from '../../forges/forge.ts';
import { type ChangedFile, type Reviewing, reviewing } from '../../forges/pull-request.ts';
import type { Outcome } from '../../report/outcome.ts';
import { renderSuggested, renderSuggestedJson, type SuggestReport } from '../../report/suggested.ts';
import { type Candidate, type Suggestions, suggestionsFor } from '../../report/suggestions.ts';
import { escapeLine } from '../../report/terminal.ts';
import { renderDiagnostics } from '../../report/text.ts';
import { isColoured, paletteFor } from '../colours.ts';
import { ConfigurationInvalid } from '../failures.ts';
import { tokenFor } from '../forges.ts';
import type { SuggestOptions } from '../options/suggest.ts';
import { listen, type Places, postReview, ReviewRefused, type Steps, sayRest, stepsFor } from '../posting.ts';
import { type Ends, openRemote } from '../remote.ts';
import { isNamedLikeDockerfile } from '../search.ts';
import { version } from '../version.ts';

/** Dockerfiles of one pull request; more of them belong to a change of all. */
const MOST_DOCKERFILES = 20;
/** GitHub lists no more. */
const LISTED_FILES = 3000;

const NOTHING: Steps = { review: undefined, comment: undefined, outdated: [], surplus: [] };
const NOWHERE: Places = { review: undefined, comment: undefined };

export interface Listener {
  /** What became of the Dockerfiles of the pull request; not called where it stops before that. */
  readonly converted?: (outcomes: readonly Outcome[]) => void;
}

/** Exit code: 0 done or nothing to say, 1 `--check` found something to convert, 2 something that the user has to mend. `second` as for the forge. */
export async function suggest(options: SuggestOptions, second?: number, listener: Listener = {}): Promise<number> {
  try {
    const forge = reviewing({ forge: 'github', api: apiAddress(), repository: options.repo }, options.pr, {
      token: tokenOf(),
      ...(second !== undefined && { second }),
    });
    return await suggestOn(forge, options, listener);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    const hint = error.hint === undefined ? '' : ` ${error.hint}`;
    process.stderr.write(`multistage: ${escapeLine(error.message + hint)}\n`);
    return 2;
  }
}

function tokenOf(): string {
  const token = tokenFor('github');
  if (token !== undefined) return token;
  throw new ForgeError('there is no token for GitHub.', {
    hint: 'Set GITHUB_TOKEN; in a workflow, to github.token.',
  });
}

function apiAddress(): string {
  const address = process.env.GITHUB_API_URL || 'https://api.github.com';
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address.replace(/\/+$/, '');
  throw new ForgeError('GITHUB_API_URL is no address.', { hint: 'It is https://api.github.com where it is not set.' });
}

async function suggestOn(forge: Reviewing, options: SuggestOptions, { converted }: Listener): Promise<number> {
  const { state, head, base, changedFiles } = await forge.pullRequest();
  if (state === 'closed') {
    print(options, { files: [], notices: ['it is closed, so nothing is suggested.'], steps: NOTHING, places: NOWHERE });
    return 0;
  }
  const files = await forge.changedFiles();
  const dockerfiles = files.filter(({ path, there }) => there && isNamedLikeDockerfile(path));
  const taken = dockerfiles.slice(0, MOST_DOCKERFILES);
  const { outcomes, notices, hashOf } = await convertAll(forge, { base, head }, taken, options);
  converted?.(outcomes);
  const candidates = outcomes.flatMap((conversion, index): Candidate[] =>
    conversion.kind === 'converted' ? [{ conversion, patch: taken[index]?.patch }] : [],
  );
  const all = [
    ...(changedFiles > files.length && files.length >= LISTED_FILES
      ? [
          `GitHub lists ${files.length} of the ${changedFiles} files that this pull request changes; the others were not looked at.`,
        ]
      : []),
    ...(dockerfiles.length > taken.length
      ? [`Only the first ${taken.length} of ${dockerfiles.length} Dockerfiles were looked at.`]
      : []),
    ...notices,
  ];
  const wording = { command: commandOf(options), notices: all };
  const said = await say(forge, head, options, hashOf, (inline) => suggestionsFor(candidates, wording, inline));
  process.stderr.write(renderDiagnostics(outcomes, ['refusal'], paletteFor(isColoured(process.stderr))));
  print(options, { files: outcomes, notices: all, ...said });
  const wrong = outcomes.some(({ diagnostics }) => diagnostics.some(({ name }) => name === ConfigurationInvalid.name));
  return wrong ? 2 : options.check && candidates.length > 0 ? 1 : 0;
}

interface Converted {
  readonly outcomes: readonly Outcome[];
  readonly notices: readonly string[];
  hashOf(path: string): string | undefined;
}

async function convertAll(
  forge: Reviewing,
  ends: Ends,
  dockerfiles: readonly ChangedFile[],
  { prefer, minConfidence }: SuggestOptions,
): Promise<Converted> {
  if (dockerfiles.length === 0) return { outcomes: [], notices: [], hashOf: () => undefined };
  const remote = await openRemote(forge, ends, {
    ...(prefer !== undefined && { prefer }),
    ...(minConfidence !== undefined && { minConfidence }),
  });
  const outcomes: Outcome[] = [];
  for (const { path } of dockerfiles) outcomes.push(await remote.convert(path));
  return { outcomes, notices: remote.notices(), hashOf: remote.hashOf };
}

/** What the result is made with again, by anyone; the configuration is in the repository. */
function commandOf({ prefer, minConfidence }: SuggestOptions): readonly string[] {
  return [
    'npx',
    `multistage@${version}`,
    '--write',
    ...(prefer === undefined ? [] : ['--prefer', prefer]),
    ...(minConfidence === undefined ? [] : ['--min-confidence', minConfidence]),
  ];
}

interface SaidSteps {
  readonly steps: Steps;
  readonly places: Places;
}

async function say(
  forge: Reviewing,
  head: string,
  { dryRun }: SuggestOptions,
  hashOf: (path: string) => string | undefined,
  suggestions: (inline: (path: string) => boolean) => Suggestions,
): Promise<SaidSteps> {
  const before = await listen(forge);
  const steps = stepsFor(
    suggestions(() => true),
    before,
    hashOf,
  );
  if (dryRun) return { steps, places: NOWHERE };
  try {
    const review = await postReview(forge, head, steps.review);
    return { steps, places: { review, comment: await sayRest(forge, steps, before) } };
  } catch (error) {
    if (!(error instanceof ReviewRefused)) throw error;
    // It refuses all of a review for one line that it does not show, and does not say which.
    const refused = new Set(steps.review?.comments.map(({ path }) => path));
    const others = stepsFor(
      suggestions((path) => !refused.has(path)),
      before,
      hashOf,
    );
    return { steps: others, places: { review: undefined, comment: await sayRest(forge, others, before) } };
  }
}

interface Printed extends SaidSteps {
  readonly files: SuggestReport['files'];
  readonly notices: readonly string[];
}

function print({ repo, pr, dryRun, format }: SuggestOptions, { files, notices, steps, places }: Printed): void {
  const { review, comment, outdated, surplus } = steps;
  const report: SuggestReport = {
    pullRequest: `${repo}#${pr}`,
    dryRun,
    files: files.map(({ path, kind }) => ({ path, kind })),
    review: review && { body: review.body, comments: review.comments },
    comment,
    removed: [...outdated, ...surplus].map(({ url }) => url),
    notices,
    posted: places,
  };
  process.stdout.write(format === 'json' ? renderSuggestedJson(report) : renderSuggested(report));
}

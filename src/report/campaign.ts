// What a report on many repositories is made from: one result for each. It is also what a line of a campaign's journal holds, so it
// is plain JSON, and what is absent is null.

/** What became of one repository. */
export interface RepositoryResult {
  /** As the user named it, without credentials: a folder or an address. It is the same in every run and in every shard. */
  readonly repository: string;
  /**
   * `converted`: at least one file; `nothing`: no file to convert; `skipped`: left alone, for its state; `failed`: something
   * that was to be done could not be done.
   */
  readonly kind: 'converted' | 'nothing' | 'skipped' | 'failed';
  /** Why it was skipped or failed. */
  readonly reason: Reason | null;
  /** The branch that a campaign writes, and the one that it is for. Null where nothing was written, as in a dry run. */
  readonly branch: string | null;
  readonly base: string | null;
  /** The full hash. */
  readonly commit: string | null;
  readonly pushed: boolean;
  readonly pullRequest: PullRequestResult | null;
  readonly files: readonly FileResult[];
}

export interface Reason {
  /** From the catalogues of diagnostics and failures. */
  readonly name: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface PullRequestResult {
  readonly number: number;
  readonly url: string;
}

/** What became of one Dockerfile. */
export interface FileResult {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly kind: 'converted' | 'refused' | 'unchanged' | 'failed';
  readonly toolchains: readonly string[];
  readonly confidence: 'low' | 'medium' | 'high' | null;
  /** Why it was refused, left or failed, or what to know about its conversion; of these, the first is the reason that is counted. */
  readonly reasons: readonly Reason[];
  /** A unified diff against the repository's root; null when it is not converted. */
  readonly diff: string | null;
  /** Estimated sizes of the image, in bytes; null where nobody knows. */
  readonly before: number | null;
  readonly after: number | null;
}

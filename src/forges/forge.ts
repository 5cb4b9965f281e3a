// What a campaign asks of a forge: GitHub, GitLab. Types only; each forge is one file beside this one.

/** Where a forge has a repository, taken from the address of its remote. */
export interface Remote {
  /** `github` or `gitlab`, also when it runs on a host of one's own. */
  readonly forge: 'github' | 'gitlab';
  /** The API's address, without a slash at its end. */
  readonly api: string;
  /** `owner/name`; with more segments on GitLab. */
  readonly repository: string;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'merged' | 'closed';
  /** Undefined while the forge has not looked. */
  readonly conflicts: boolean | undefined;
}

export interface NewPullRequest {
  /** The branch with the change, and the one that it is for. */
  readonly head: string;
  readonly base: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** Every call retries what may pass by itself (5xx, rate limits, within bounds) and else throws a ForgeError. No error holds the token. */
export interface Forge {
  /** The newest one of this branch, whatever its state. */
  pullRequestOf(head: string): Promise<PullRequest | undefined>;
  openPullRequest(request: NewPullRequest): Promise<PullRequest>;
}

/** What a forge said no to, as one sentence for the user, and what to do about it. */
export class ForgeError extends Error {
  override readonly name = 'ForgeError';
  readonly status: number | undefined;
  readonly hint: string | undefined;

  constructor(message: string, { status, hint }: { readonly status?: number; readonly hint?: string } = {}) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

// What a campaign hands to a converter for one repository, and what it gets back. Types only: plain data, which threads can pass on.

import type { FileResult } from '../report/campaign.ts';

export interface Job {
  /** The work tree. */
  readonly root: string;
  /** All files of the commit, relative to the root, with `/`. */
  readonly paths: readonly string[];
  /** Bytes as they are in the commit. */
  readonly dockerfiles: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

export interface RepositoryConversion {
  readonly files: readonly FileResult[];
  /** What is to be written. */
  readonly changes: readonly ChangedText[];
  /** One line: of the commit, and of a pull request. */
  readonly title: string;
  /** The whole message of the commit, with the title. */
  readonly message: string;
  /** Of a pull request, in Markdown. */
  readonly body: string;
}

export interface ChangedText {
  readonly path: string;
  /** Without a byte-order mark. */
  readonly before: string;
  readonly after: string;
}

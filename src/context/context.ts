// The read-only view of a build context: what `COPY` can see. A view may be partial, so absence proves nothing by itself.

/** Paths are relative to the context's root, with `/`, without a leading `./` or `/`; the root itself is `''`. */
export interface BuildContext {
  /** What is at this path after `.dockerignore`; undefined when nothing is visible there. */
  kind(path: string): 'file' | 'folder' | undefined;
  /** The text of a file, or undefined when it is absent, larger than 1 MiB or not UTF-8 text. */
  read(path: string): string | undefined;
  /** The names inside a folder, sorted; empty when it is absent or a file. */
  list(path: string): readonly string[];
  /** Where the symbolic link at this path leads, as it is written; undefined where there is none. Absent of contexts without links. */
  target?(path: string): string | undefined;
}

/** A context in memory: `contextFromFiles({ 'go.mod': '…' })`. Keys are paths as above. A `.dockerignore` among them is applied. */

// Keeps what is read of a build context, for those who ask what a result rests on.

import type { BuildContext } from './context.ts';

/** The same view. Paths whose text was read are in `read`, in the order in which they were first asked for. */
export function withReads(context: BuildContext): {
  readonly context: BuildContext;
  readonly read: ReadonlySet<string>;
} {
  const read = new Set<string>();
  return {
    read,
    context: {
      kind: (path) => context.kind(path),
      list: (path) => context.list(path),
      read: (path) => {
        const text = context.read(path);
        if (text !== undefined) read.add(path);
        return text;
      },
    },
  };
}

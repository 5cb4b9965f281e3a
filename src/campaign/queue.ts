// So many at once and no more. The only file that knows the queue library.

import PQueue from 'p-queue';

/** Runs actions as there is room, in the order in which they come. */
export function atMost(concurrency: number): <Result>(action: () => Promise<Result>) => Promise<Result> {
  const queue = new PQueue({ concurrency });
  return (action) => queue.add(action);
}

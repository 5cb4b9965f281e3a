// What to do when the user or the system asks this process to end, in place of ending on the spot.

const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type Signal = keyof typeof EXIT_CODES;

const signals = Object.keys(EXIT_CODES) as readonly Signal[];

/** Gives what lets signals end the process again. */
export function onSignal(handle: (signal: Signal) => void): () => void {
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}

/** As shells count it; for a reason of another kind that of Ctrl-C. */
export function exitCodeOf(signal: unknown): number {
  const known = signals.find((one) => one === signal);
  return EXIT_CODES[known ?? 'SIGINT'];
}

// Single keys from the terminal. The only file that changes the terminal's mode, and it gives it back however it ends.

import { emitKeypressEvents, type Key } from 'node:readline';
import { onSignal, type Signal } from './signals.ts';

export interface Keys {
  /** The next key as it is typed, `a` or `?`. 'end' for Ctrl-D and for input that is closed; a signal where that asks the process to end, as Ctrl-C does; '' where a person comes back to a process that slept. */
  next(): Promise<string>;
  /** Aborted, with the signal as the reason, when the process is asked to end. */
  readonly signal: AbortSignal;
  /** Lends the terminal to another program. Ctrl-C is that program's then. */
  lend<Result>(action: () => Promise<Result>): Promise<Result>;
}

/** Standard input has to be a terminal. */
export async function withKeys<Result>(action: (keys: Keys) => Promise<Result>): Promise<Result> {
  const { stdin } = process;
  const typed: string[] = [];
  const ended = new AbortController();
  let closed = false;
  let lent = false;
  let wake: (() => void) | undefined;

  const type = (key: string): void => {
    typed.push(key);
    wake?.();
  };
  const end = (signal: Signal): void => {
    if (lent && signal === 'SIGINT') return;
    ended.abort(signal);
    wake?.();
  };
  const close = (): void => {
    closed = true;
    wake?.();
  };
  const sleep = (): void => {
    stdin.setRawMode(false);
    process.once('SIGCONT', () => {
      if (!lent) stdin.setRawMode(true);
      type('');
    });
    process.kill(process.pid, 'SIGTSTP');
  };
  const onKey = (text: string | undefined, { ctrl, name }: Key): void => {
    if (ctrl === true && name === 'c') end('SIGINT');
    else if (ctrl === true && name === 'd') type('end');
    else if (ctrl === true && name === 'z' && process.platform !== 'win32') sleep();
    // Keys without a character, such as the arrows, are none of ours.
    else if (text !== undefined && /^\P{Cc}$/u.test(text)) type(text);
  };

  const letGo = onSignal(end);
  emitKeypressEvents(stdin);
  stdin.on('keypress', onKey).on('end', close).on('error', close);
  const take = (): void => {
    stdin.setRawMode(true);
    stdin.resume();
  };
  const giveBack = (): void => {
    stdin.pause();
    stdin.setRawMode(false);
  };
  take();
  try {
    return await action({
      signal: ended.signal,
      next: async () => {
        for (;;) {
          if (ended.signal.aborted) return String(ended.signal.reason);
          const key = typed.shift();
          if (key !== undefined) return key;
          if (closed) return 'end';
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      lend: async (use) => {
        giveBack();
        lent = true;
        try {
          return await use();
        } finally {
          lent = false;
          take();
        }
      },
    });
  } finally {
    giveBack();
    stdin.off('keypress', onKey).off('end', close).off('error', close);
    letGo();
  }
}

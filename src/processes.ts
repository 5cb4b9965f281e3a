// Starts programs of this machine and waits for them, with a limit on everything. Words are handed over as they are, never by way of a
// shell. The only file that knows the process library; it knows nothing of what the programs do.

import type { Readable } from 'node:stream';
import { execa } from 'execa';

export interface Limits {
  /** Seconds, after which the program is ended; two more than that are given to those that do not listen. */
  readonly timeout?: number;
  /** Ends the program when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Characters that are kept of each of the two outputs; a program that writes more is ended. */
  readonly characters?: number;
}

export interface Surroundings {
  /** Without it, standard input is empty. */
  readonly input?: string | Uint8Array;
  readonly folder?: string;
  /** Beside the variables of this process; those that are undefined are left out of them. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface Execution extends Limits, Surroundings {
  /** Each line of both outputs, as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface Ended {
  /** Undefined when it could not be started, or was ended by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

const SECOND = 1000;
const KEPT = 4_000_000;

// A process group of their own: a Ctrl-C at the terminal reaches this program alone, which then ends the others in good order.
const APART = { detached: true, reject: false, forceKillAfterDelay: 5 * SECOND, stripFinalNewline: false } as const;

/** Runs a program to its end. Never rejects. */
export async function execute(program: string, words: readonly string[], options: Execution = {}): Promise<Ended> {
  const { timeout = 60, characters = KEPT, onLine } = options;
  const child = execa(program, [...words], {
    ...APART,
    ...around(options),
    timeout: timeout * SECOND,
    maxBuffer: characters,
    all: onLine !== undefined,
  });
  if (onLine !== undefined) void forward(child.iterable({ from: 'all' }), onLine);
  const { exitCode, stdout, stderr, timedOut } = await child;
  return { code: exitCode, stdout, stderr, timedOut };
}

function around({ input, folder, environment = {}, signal }: Surroundings & Limits) {
  return {
    env: environment,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    ...(folder === undefined ? {} : { cwd: folder }),
  };
}

async function forward(lines: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(line);
  } catch {
    // The program failed; whoever waits for it hears of it there.
  }
}

/** Hands the standard output of a program on as it comes. Rejects with what the program said when it failed, or with why it could not be read. */
export async function pipe<Result>(
  program: string,
  words: readonly string[],
  read: (output: Readable) => Promise<Result>,
  options: Limits & Surroundings = {},
): Promise<Result> {
  const { timeout = 600 } = options;
  const child = execa(program, [...words], {
    ...APART,
    ...around(options),
    stdout: 'pipe',
    buffer: { stdout: false, stderr: true },
    timeout: timeout * SECOND,
  });
  // Whoever stops reading must not leave the program waiting for somebody to read on.
  const reading = read(child.stdout).catch((error: unknown) => {
    child.kill();
    return { error };
  });
  const [result, { failed, timedOut, stderr }] = await Promise.all([reading, child]);
  if (timedOut) throw new Error(`it took more than ${timeout} seconds`);
  if (typeof result === 'object' && result !== null && 'error' in result) throw result.error;
  if (failed) throw new Error(stderr.trim().split('\n').at(-1) || 'it failed');
  return result;
}

/** Rejects when the signal is aborted. */
export function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((wake, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      wake();
    }, seconds * SECOND);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

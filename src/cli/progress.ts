// What is being done right now: one line that is written over on a terminal, and a line for each phase in a pipe.

import { escapeLine } from '../report/terminal.ts';

export interface Progress {
  /** `step` is a phase, or a phase and what of it, with a comma between. */
  show(path: string, step: string): void;
  /** One of many is done. `pace` is for those who wait. */
  count(done: number, total: number, pace: string, what: string): void;
  /** Makes room for a line of somebody else. */
  clear(): void;
}

const CLEAR = '\r\u001b[K';

export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY && process.env.TERM !== 'dumb' ? liveLine(stream) : plainLines(stream);
}

function liveLine(stream: NodeJS.WriteStream): Progress {
  const put = (text: string) => {
    const line = escapeLine(text);
    stream.write(`${CLEAR}${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
  };
  return {
    show: (path, step) => put(`${path}: ${step}`),
    count: (done, total, pace, what) => put(`${done}/${total}, ${pace}: ${what}`),
    clear: () => {
      stream.write(CLEAR);
    },
  };
}

function plainLines(stream: NodeJS.WriteStream): Progress {
  let last = '';
  return {
    show: (path, step) => {
      const line = escapeLine(`${path}: ${step.split(',', 1)[0]}`);
      if (line !== last) stream.write(`${line}\n`);
      last = line;
    },
    count: (done, total, _pace, what) => {
      stream.write(`${escapeLine(`${done}/${total} ${what}`)}\n`);
    },
    clear: () => {},
  };
}

/** Below this many files a counter would only flicker. */
const MANY = 50;

/** Milliseconds between two looks of it. */
const PACE = 100;

/** How far a long run is, on one line of a terminal; nothing anywhere else. */
export interface Counter {
  count(done: number): void;
  /** Makes room for a line of somebody else. */
  clear(): void;
}

export function counterOn(stream: NodeJS.WriteStream, total: number): Counter {
  if (total <= MANY || !stream.isTTY || process.env.TERM === 'dumb') return { count: () => {}, clear: () => {} };
  const line = liveLine(stream);
  const start = performance.now();
  let next = start + PACE;
  let text: string | undefined;
  let isShown = false;
  return {
    count: (done) => {
      const now = performance.now();
      if (now >= next) {
        text = paceOf(done, total, now - start);
        next = now + PACE;
      } else if (isShown) return;
      if (text === undefined) return;
      line.show(`${done} of ${total}`, text);
      isShown = true;
    },
    clear: () => {
      if (isShown) line.clear();
      isShown = false;
    },
  };
}

/** `12 files per second, about 40 s left`; `elapsed` in milliseconds. */
export function paceOf(done: number, total: number, elapsed: number): string {
  const rate = (done * 1000) / elapsed;
  const seconds = Math.ceil((total - done) / rate);
  const left = seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} files per second, about ${left} left`;
}

import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { counterOn, paceOf } from '../src/cli/progress.ts';

test.each([
  [100, 1000, 1000, '100 files per second, about 9 s left'],
  [1, 1000, 2000, '0.5 files per second, about 34 min left'],
  [999, 1000, 500, '1998 files per second, about 1 s left'],
  [50, 200, 25_000, '2.0 files per second, about 75 s left'],
])('%i of %i after %i ms', (done, total, elapsed, says) => {
  expect(paceOf(done, total, elapsed)).toBe(says);
});

describe('a counter', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  /** What it prints for so many files, each of which takes 30 ms. */
  function printed(total: number, isTTY: boolean): string {
    vi.useFakeTimers({ toFake: ['performance'] });
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 60 });
    const counter = counterOn(stream as unknown as NodeJS.WriteStream, total);
    for (let done = 1; done <= total; done++) {
      vi.advanceTimersByTime(30);
      counter.clear();
      counter.count(done);
    }
    counter.clear();
    return stream.read()?.toString() ?? '';
  }

  test('shows one line of a long run on a terminal, and clears it', () => {
    vi.stubEnv('TERM', 'xterm');
    const text = printed(60, true);
    expect(text).toContain('\r\u001b[K4 of 60: 33 files per second, about 2 s left');
    expect(text.endsWith('\r\u001b[K')).toBe(true);
    expect(text).not.toContain('\n');
  });

  test('is quiet in a pipe, on a dumb terminal, and where there is little to do', () => {
    vi.stubEnv('TERM', 'xterm');
    expect(printed(60, false)).toBe('');
    expect(printed(50, true)).toBe('');
    vi.stubEnv('TERM', 'dumb');
    expect(printed(60, true)).toBe('');
  });
});

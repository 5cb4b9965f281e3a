// How containers are to be started, from what a user says of it. Knows no builder.

import { wordsOfLine } from '../syntax/shell.ts';
import type { Question, Start } from './container.ts';

export interface StartOptions extends Pick<Start, 'network' | 'timeout' | 'memory'> {
  /** `8080/health`. */
  readonly http: readonly string[];
  /** Each is a line of words, given in place of CMD. */
  readonly run: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
}

/** As CMD says first, then once for each line of `run`; servers are asked at the first. Undefined when `problemOf` has something to say. */
export function startsOf({ http, run, env, network, timeout, memory }: StartOptions): readonly Start[] {
  const surroundings = { environment: env, network, timeout, memory };
  const questions = http.flatMap((one) => questionOf(one) ?? []);
  const lines = run.flatMap((line) => {
    const words = wordsOfLine(line);
    return words === undefined ? [] : [words];
  });
  return [
    { arguments: [], questions, ...surroundings },
    ...lines.map((words) => ({ arguments: words, questions: [], ...surroundings })),
  ];
}

/** What is wrong with the options, as a sentence. */
export function problemOf({ http, run, env, network, timeout, memory }: StartOptions): string | undefined {
  const question = http.find((one) => questionOf(one) === undefined);
  if (question !== undefined) return `--http needs a port and a path, as in 8080/health, and not ${question}.`;
  const line = run.find((one) => wordsOfLine(one) === undefined);
  if (line !== undefined) return `--run takes words, and no shell runs them: ${line}`;
  const variable = env.find((one) => !/^[^=\s]+=/.test(one));
  if (variable !== undefined) return `--env needs NAME=value, and not ${variable}.`;
  if (!(timeout > 0)) return '--timeout needs a number of seconds.';
  if (!/^\d+[bkmg]?$/i.test(memory)) return '--memory needs a size, as in 512m.';
  if (!/^[\w.-]+$/.test(network)) return '--network needs the name of a network, as in none, host or bridge.';
  return undefined;
}

function questionOf(text: string): Question | undefined {
  const [, port, path] = /^:?(\d{1,5})(\/[^\s]*)?$/.exec(text) ?? [];
  return port === undefined || Number(port) > 65_535 ? undefined : { port: Number(port), path: path ?? '/' };
}

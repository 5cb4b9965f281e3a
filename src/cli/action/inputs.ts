// The inputs of the GitHub action → options. A runner hands them over as variables, INPUT_ and the name in capitals, blanks around them cut.

import { CONFIDENCES, type ConversionOptions, PREFERENCES } from '../options/conversion.ts';

const MODES = ['check', 'suggest'] as const;
const FAIL_ON = ['never', 'convertible'] as const;

export interface Inputs extends Omit<ConversionOptions, 'config'> {
  readonly mode: (typeof MODES)[number];
  readonly paths: readonly string[];
  readonly failOn: (typeof FAIL_ON)[number];
  readonly token: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Throws an Error with a sentence for what is none of an input's words. */
export function inputsFrom(variables: Variables): Inputs {
  const input = (name: string) => (variables[`INPUT_${name.toUpperCase()}`] ?? '').trim();
  const choice = <Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined => {
    const given = input(name);
    if (given === '') return undefined;
    const found = choices.find((one) => one === given);
    if (found === undefined)
      throw new Error(`the input ${name} is ${JSON.stringify(given)}, and has to be one of ${choices.join(', ')}.`);
    return found;
  };
  const lines = input('paths').split('\n');
  return {
    mode: choice('mode', MODES) ?? 'check',
    paths: lines.map((line) => line.trim()).filter((line) => line !== ''),
    context: input('context') || undefined,
    prefer: choice('prefer', PREFERENCES),
    minConfidence: choice('min-confidence', CONFIDENCES),
    failOn: choice('fail-on', FAIL_ON) ?? 'never',
    token: input('token'),
  };
}

export interface PullRequest {
  /** `owner/name` */
  readonly repo: string;
  readonly number: number;
}

/** The pull request that an event is about; undefined when it is about none. `text` is the file at GITHUB_EVENT_PATH. */
export function pullRequestOf(text: string, variables: Variables): PullRequest | undefined {
  const event: unknown = JSON.parse(text);
  // A comment on a pull request is an event of its issue.
  const number =
    at(event, 'pull_request', 'number') ?? (at(event, 'issue', 'pull_request') && at(event, 'issue', 'number'));
  const repo = variables.GITHUB_REPOSITORY ?? '';
  return typeof number === 'number' && repo !== '' ? { repo, number } : undefined;
}

function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? new Map<string, unknown>(Object.entries(inner)).get(name)
        : undefined,
    value,
  );
}

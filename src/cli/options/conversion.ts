// The options of every command that converts.

import type { Preference } from '../../images/need.ts';
import type { Confidence } from '../../plan/plan.ts';

export const PREFERENCES = ['smallest', 'shell', 'distroless'] as const satisfies readonly Preference[];
export const CONFIDENCES = ['low', 'medium', 'high'] as const satisfies readonly Confidence[];

/** What a conversion is made with. */
export interface ConversionOptions {
  readonly context: string | undefined;
  /** These two are those of the configuration where they are undefined. */
  readonly prefer: Preference | undefined;
  readonly minConfidence: Confidence | undefined;
  /** The file to take, or false for none; where it is undefined, the nearest one is searched for. */
  readonly config: string | false | undefined;
}

export const conversionOptions = {
  context: {
    type: 'string',
    requiresArg: true,
    describe: 'the build context (default: what other files say, or the folder of each Dockerfile; none for -)',
  },
  prefer: {
    choices: PREFERENCES,
    requiresArg: true,
    describe: 'which base to take of those that do (default: smallest)',
  },
  'min-confidence': {
    choices: CONFIDENCES,
    requiresArg: true,
    describe: 'refuse conversions that are less sure (default: low)',
  },
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'the configuration (default: the nearest multistage.config.json above a Dockerfile)',
  },
  'no-config': { type: 'boolean', default: false, describe: 'use no configuration' },
} as const;

interface Given {
  readonly context: string | undefined;
  readonly prefer: Preference | undefined;
  readonly 'min-confidence': Confidence | undefined;
  readonly config: string | undefined;
  readonly 'no-config': boolean;
}

export function conversionOptionsOf(given: Given): ConversionOptions {
  const { context, prefer, config } = given;
  return { context, prefer, minConfidence: given['min-confidence'], config: given['no-config'] ? false : config };
}

/** An empty word is a variable of a shell that was not set. */
export function refuseEmpty(context: string | undefined, paths: readonly string[]): void {
  if (context === '') throw new Error('--context needs a folder.');
  if (paths.includes('')) throw new Error('a path is empty.');
}

// The options of every command that converts.

import type { Preference } from '../../images/need.ts';
import type { Confidence } from '../../plan/plan.ts';

export const PREFERENCES = ['smallest', 'shell', 'distroless'] as const satisfies readonly Preference[];
export const CONFIDENCES = ['low', 'medium', 'high'] as const satisfies readonly Confidence[];

/** What a conversion is made with. */
export interface ConversionOptions {
  readonly context: string | undefined;
  readonly prefer: Preference;
  readonly minConfidence: Confidence;
}

export const conversionOptions = {
  context: {
    type: 'string',
    requiresArg: true,
    describe: 'the build context (default: what other files say, or the folder of each Dockerfile; none for -)',
  },
  prefer: {
    choices: PREFERENCES,
    default: 'smallest',
    requiresArg: true,
    describe: 'which base to take of those that do',
  },
  'min-confidence': {
    choices: CONFIDENCES,
    default: 'low',
    requiresArg: true,
    describe: 'refuse conversions that are less sure',
  },
} as const;

interface Given {
  readonly context: string | undefined;
  readonly prefer: Preference;
  readonly 'min-confidence': Confidence;
}

export function conversionOptionsOf(given: Given): ConversionOptions {
  return { context: given.context, prefer: given.prefer, minConfidence: given['min-confidence'] };
}

/** An empty word is a variable of a shell that was not set. */
export function refuseEmpty(context: string | undefined, paths: readonly string[]): void {
  if (context === '') throw new Error('--context needs a folder.');
  if (paths.includes('')) throw new Error('a path is empty.');
}

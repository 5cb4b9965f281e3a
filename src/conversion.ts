// The result of `convert`.

import type { Diagnostic } from './diagnostics.ts';
import type { Confidence, Plan } from './plan/plan.ts';

interface ConversionBase {
  readonly path: string;
  /** The text that was given. */
  readonly input: string;
  readonly toolchains: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export type Conversion =
  | (ConversionBase & {
      readonly kind: 'converted';
      readonly output: string;
      readonly plan: Plan;
      readonly confidence: Confidence;
    })
  /** Nothing to do. */
  | (ConversionBase & { readonly kind: 'unchanged' })
  /** A candidate that could not be proven. The plan is there when one was made and the checker rejected it. */
  | (ConversionBase & { readonly kind: 'refused' });

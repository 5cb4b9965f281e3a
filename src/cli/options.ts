// What the command line can say, as data. Types only.

import type { Preference } from '../images/need.ts';
import type { Confidence } from '../plan/plan.ts';

export const FORMATS = ['diff', 'text', 'json', 'sarif', 'rdjson', 'markdown'] as const;
export const PREFERENCES = ['smallest', 'shell', 'distroless'] as const satisfies readonly Preference[];
export const CONFIDENCES = ['low', 'medium', 'high'] as const satisfies readonly Confidence[];

export type Format = (typeof FORMATS)[number];

export interface Options {
  /** As given; `-` for standard input. */
  readonly paths: readonly string[];
  readonly write: boolean;
  readonly backup: boolean;
  readonly check: boolean;
  readonly explain: boolean;
  readonly neighbours: boolean;
  /** Undefined when none was asked for: what is printed then depends on the rest. */
  readonly format: Format | undefined;
  readonly context: string | undefined;
  readonly prefer: Preference;
  readonly minConfidence: Confidence;
}

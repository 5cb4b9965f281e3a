// The result of `convert`.

import type { Diagnostic, SourceFile } from './diagnostics.ts';
import type { Findings } from './plan/findings.ts';
import type { Confidence, Plan } from './plan/plan.ts';
import type { Span } from './syntax/instruction.ts';

/** What changes in a file that uses the Dockerfile; offsets are those of its text. */
export interface FileEdits {
  readonly file: SourceFile;
  readonly edits: readonly (Span & { readonly text: string })[];
  /** The text with these edits. */
  readonly output: string;
}

interface ConversionBase {
  readonly path: string;
  /** The text that was given. */
  readonly input: string;
  readonly toolchains: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Only where they were asked for, and the text is a Dockerfile. */
  readonly findings?: Findings;
}

export type Conversion =
  | (ConversionBase & {
      readonly kind: 'converted';
      readonly output: string;
      readonly plan: Plan;
      readonly confidence: Confidence;
      /** Only where they were asked for. */
      readonly neighbours?: readonly FileEdits[];
    })
  /** Nothing to do. */
  | (ConversionBase & { readonly kind: 'unchanged' })
  /** A candidate that could not be proven. The plan is there when one was made and the checker rejected it. */
  | (ConversionBase & { readonly kind: 'refused' });

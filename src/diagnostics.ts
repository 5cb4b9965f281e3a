// The catalogue: every refusal, warning and note, with its wording. No message is built anywhere else.

import type { Span } from './syntax/instruction.ts';

export type Level = 'refusal' | 'warning' | 'note';

export interface Diagnostic {
  readonly name: string;
  readonly level: Level;
  /** One sentence, present tense. */
  readonly message: string;
  /** What would let us convert, or what to look at. */
  readonly hint: string | undefined;
  /** In the Dockerfile that was given. */
  readonly span: Span | undefined;
}

export interface DiagnosticKind<Details extends readonly unknown[]> {
  /** States the fact: `ArtifactNotFound`. Never reused. */
  readonly name: string;
  readonly level: Level;
  /** For the generated table. */
  readonly summary: string;
  readonly message: (...details: Details) => string;
  readonly hint: string | undefined;
}

export function diagnose<Details extends readonly unknown[]>(kind: DiagnosticKind<Details>, span: Span | undefined, ...details: Details): Diagnostic {
  return { name: kind.name, level: kind.level, message: kind.message(...details), hint: kind.hint, span };
}

function define<Details extends readonly unknown[]>(kind: DiagnosticKind<Details>): DiagnosticKind<Details> {
  return kind;
}

export const NotADockerfile = define({
  name: 'NotADockerfile',
  level: 'refusal',
  summary: 'the text has no FROM, or an instruction that Docker does not know',
  message: (what: string) => `this is not a Dockerfile that Docker would build: ${what}.`,
  hint: undefined,
});

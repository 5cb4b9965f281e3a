// What the command line can say, as data. Types only.

import type { Preference } from '../images/need.ts';
import type { Confidence } from '../plan/plan.ts';
import type { BuildOptions } from '../verify/build.ts';
import type { BuilderName, Pull } from '../verify/builder.ts';
import type { StartOptions } from '../verify/starts.ts';

export const FORMATS = ['diff', 'text', 'json', 'sarif', 'rdjson', 'markdown'] as const;
export const PREFERENCES = ['smallest', 'shell', 'distroless'] as const satisfies readonly Preference[];
export const CONFIDENCES = ['low', 'medium', 'high'] as const satisfies readonly Confidence[];

export const BUILDERS = ['docker', 'podman', 'buildah'] as const satisfies readonly BuilderName[];
export const PULLS = ['missing', 'never', 'always'] as const satisfies readonly Pull[];

export type Format = (typeof FORMATS)[number];

/** What a conversion is made with. */
export interface ConversionOptions {
  readonly context: string | undefined;
  readonly prefer: Preference;
  readonly minConfidence: Confidence;
}

export interface Options extends ConversionOptions {
  /** As given; `-` for standard input. */
  readonly paths: readonly string[];
  readonly write: boolean;
  /** Only what builds and behaves the same is written. */
  readonly verify: boolean;
  readonly backup: boolean;
  readonly check: boolean;
  readonly explain: boolean;
  readonly neighbours: boolean;
  /** Undefined when none was asked for: what is printed then depends on the rest. */
  readonly format: Format | undefined;
}

export const VERIFY_FORMATS = ['text', 'json', 'markdown'] as const;
export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

/** How images are built and containers started. */
export interface TrialOptions extends BuildOptions, StartOptions {
  /** The first that answers, when none is asked for. */
  readonly builder: BuilderName | undefined;
}

export interface VerifyCommandOptions extends ConversionOptions, TrialOptions {
  readonly paths: readonly string[];
  /** The revision that the working tree is compared with, in place of a conversion. */
  readonly base: string | undefined;
  readonly format: VerifyFormat;
}

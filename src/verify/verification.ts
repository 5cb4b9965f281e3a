// What becomes of verifying one Dockerfile, as data: for reports.

import type { Observation } from './container.ts';
import type { Contents } from './contents.ts';
import type { Difference } from './difference.ts';
import type { ImageLayer } from './image.ts';
import type { Scan } from './vulnerabilities.ts';

export interface Start {
  /** Empty for what CMD says. */
  readonly arguments: readonly string[];
  readonly before: Observation;
  readonly after: Observation;
}

/** What was seen of two images that were both built. */
export interface Measured {
  /** Bytes. */
  readonly size: { readonly before: number; readonly after: number };
  /** The lowest first. */
  readonly layers: { readonly before: readonly ImageLayer[]; readonly after: readonly ImageLayer[] };
  readonly contents: Contents;
  readonly starts: readonly Start[];
  /** Known vulnerabilities; undefined when no scanner is on the path. */
  readonly vulnerabilities: Scan | undefined;
}

export interface Verification {
  readonly path: string;
  /**
   * `skipped`: there is no conversion to verify. `failed`: nothing could be compared, as the original does not build or start, or the
   * machine lacks something.
   */
  readonly verdict: 'same' | 'different' | 'skipped' | 'failed';
  /** Of `skipped` and `failed`: clauses without a full stop, and lines of a builder. */
  readonly reasons: readonly string[];
  readonly differences: readonly Difference[];
  /** What follows from leaving the build behind, or is worth knowing. */
  readonly notes: readonly Difference[];
  readonly measured: Measured | undefined;
  readonly seconds: number;
}

export interface VerifyReport {
  /** `docker 28.5.2`. */
  readonly builder: string;
  readonly verifications: readonly Verification[];
}

export function unmeasured(path: string, verdict: 'skipped' | 'failed', reasons: readonly string[]): Verification {
  return { path, verdict, reasons, differences: [], notes: [], measured: undefined, seconds: 0 };
}

// The public library: pure functions, no IO, works in a browser. Contexts on disk are in `multistage/node`.

import { toolchains } from '../transforms/index.ts';
import type { Conversion } from './conversion.ts';
import { type ConvertOptions, makeConverter } from './convert.ts';
import { type Doubt, makeDoubter } from './doubt.ts';

export type { BuildContext } from './context/context.ts';
export { contextFromFiles } from './context/files.ts';
export type { Conversion, FileEdits } from './conversion.ts';
export type { ConvertOptions } from './convert.ts';
export type { Diagnostic, Level, SourceFile } from './diagnostics.ts';
export type { Doubt } from './doubt.ts';
export { applyEdits } from './edits/edits.ts';
export type { OwnImage, OwnImages } from './images/catalogue.ts';
export { knowsImage } from './images/describe.ts';
export type { Preference } from './images/need.ts';
export type { Neighbourhood } from './neighbours/neighbours.ts';
export { type Repository, readRepository } from './neighbours/repository.ts';
export type { Bases, Findings, FoundArtifact } from './plan/findings.ts';
export type { Confidence, Destination, Plan, RuntimeStep, SplitPlan, StageChanges, StagesPlan } from './plan/plan.ts';
export type { Span } from './syntax/instruction.ts';
export type { Toolchain } from './toolchain.ts';
export { toolchains };

/** Converts one Dockerfile. Synchronous, pure, total: the same input gives the same bytes, and nothing makes it throw. */
export const convert: (text: string, options?: ConvertOptions) => Conversion = makeConverter(toolchains);

/** What cannot be proven of a result that was made by hand or by another tool. Empty when it is proven; else clauses, for people. */
export const doubtsOf: Doubt = makeDoubter(toolchains);

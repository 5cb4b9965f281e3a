// Whether what is started is there, in the image of a stage as far as it is known.

import { packageName } from '../packages/classify.ts';
import { bringsProgram } from '../packages/runtimes.ts';
import { baseName } from './path.ts';
import { isInherited, type Start } from './starts.ts';
import type { InstalledPackage } from './state.ts';
import type { StageTrace } from './trace.ts';

/** A program of the base image or of an installed package. */
export function hasProgram({ image, packages }: Pick<StageTrace, 'image' | 'packages'>, program: string): boolean {
  return (
    image?.programs?.has(program) === true ||
    Object.hasOwn(image?.interpreters ?? {}, program) ||
    packages.some((one) => hasInside(one, program))
  );
}

/** Whether the package has the program, or depends on one that has it. */
export function hasInside({ name, brings }: InstalledPackage, program: string): boolean {
  return brings?.includes(program) === true || bringsProgram(packageName(name), program);
}

export function isPresent(start: Start, trace: StageTrace): boolean {
  return (
    start.entry !== undefined ||
    start.brought !== undefined ||
    isInherited(start) ||
    hasProgram(trace, baseName(start.word))
  );
}

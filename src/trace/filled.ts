// Folders that the base image leaves empty, and into which something went that cannot be seen: all that lies there is the author's.

import { isEmptyIn } from '../images/local.ts';
import type { Entry } from './effect.ts';
import { isInside } from './path.ts';
import type { Unknown } from './state.ts';
import type { StageTrace, Step } from './trace.ts';

export interface Filled {
  readonly path: string;
  readonly step: Step;
  readonly unknown: Unknown;
}

export function filledByHand({ image, steps }: StageTrace): readonly Filled[] {
  return steps.flatMap((step) =>
    step.unknowns.flatMap((unknown) =>
      unknown.under !== undefined && isEmptyIn(image, unknown.under) ? [{ path: unknown.under, step, unknown }] : [],
    ),
  );
}

/** What may lie at a path in such a folder. */
export function guessIn(filled: readonly Filled[], path: string): Entry | undefined {
  const found = filled.find((one) => isInside(path, one.path));
  if (found === undefined) return undefined;
  return {
    path,
    node: 'file',
    origin: { kind: 'remote', url: undefined },
    content: undefined,
    target: undefined,
    instruction: found.step.instruction.index,
    owner: undefined,
    mode: undefined,
    certain: false,
    open: true,
  };
}

export function isGuess({ origin, open, certain }: Entry): boolean {
  return origin.kind === 'remote' && origin.url === undefined && open && !certain;
}

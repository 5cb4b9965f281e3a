// Groups the instructions of a file into stages, as Docker does: each FROM starts one. Knows no images.

import type { Dockerfile, Instruction } from './instruction.ts';

export type FromInstruction = Extract<Instruction, { keyword: 'FROM' }>;

export interface Stage {
  /** Position among the stages. */
  readonly index: number;
  /** As written; Docker compares names without case. */
  readonly name: string | undefined;
  readonly from: FromInstruction;
  /** Those after its FROM. */
  readonly instructions: readonly Instruction[];
}

/** `globals` are the ARGs before the first FROM. */
export function stagesOf(dockerfile: Dockerfile): {
  readonly stages: readonly Stage[];
  readonly globals: readonly Instruction[];
} {
  const globals: Instruction[] = [];
  const stages: Stage[] = [];
  let current = globals;
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword === 'FROM') {
      current = [];
      stages.push({ index: stages.length, name: instruction.stageName, from: instruction, instructions: current });
    } else current.push(instruction);
  }
  return { stages, globals };
}

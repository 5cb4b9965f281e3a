// Groups the instructions of a file into stages, as Docker does: each FROM starts one; and finds where stages are named. Knows no images.

import type { Dockerfile, Instruction, Span } from './instruction.ts';

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

/** A place that takes files from a stage or an image: `COPY --from`, or `from` of a `RUN --mount`. */
export interface Reference {
  /** The stage in which it stands. */
  readonly stage: number;
  readonly instruction: number;
  /** Position among the flags of its instruction. */
  readonly flag: number;
  /** As written, quotes removed. Docker expands no variable here. */
  readonly name: string;
  /** Of the name in the text; undefined where it is not written in one piece. */
  readonly span: Span | undefined;
}

export function referencesOf(dockerfile: Dockerfile): readonly Reference[] {
  return stagesOf(dockerfile).stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) =>
      instruction.flags.flatMap((flag, position) => {
        const own = { stage: stage.index, instruction: instruction.index, flag: position };
        const written = dockerfile.text.slice(flag.span.start, flag.span.end);
        if (instruction.keyword === 'COPY' && flag.name === 'from')
          return [
            {
              ...own,
              name: flag.value,
              span: spanOf(flag.span, /^--from=(?=\S+$)/i.exec(written)?.[0].length, flag.span.end),
            },
          ];
        const name = instruction.keyword === 'RUN' && flag.name === 'mount' ? mountedFrom(flag.value) : undefined;
        if (name === undefined) return [];
        const before = /^--mount=(?:[^"'\\`\s]*,)?from=/i.exec(written)?.[0].length;
        const at = before === undefined ? 0 : flag.span.start + before + name.length;
        return [
          {
            ...own,
            name,
            span: dockerfile.text.startsWith(name, at - name.length) ? spanOf(flag.span, before, at) : undefined,
          },
        ];
      }),
    ),
  );
}

function spanOf(flag: Span, before: number | undefined, end: number): Span | undefined {
  return before === undefined ? undefined : { start: flag.start + before, end };
}

const mountOption = /(^|,)(from)=([^,]*)/i;

function mountedFrom(mount: string): string | undefined {
  return mountOption.exec(mount)?.[3];
}

/** The instruction with another name at that flag. */
export function renamed(instruction: Instruction, flag: number, name: string): Instruction {
  const flags = instruction.flags.map((one, position) => {
    if (position !== flag) return one;
    const value =
      one.name === 'mount' ? one.value.replace(mountOption, (_, comma, key) => `${comma}${key}=${name}`) : name;
    return { ...one, value };
  });
  return { ...instruction, flags };
}

/** Which stage a reference means, as its position; undefined for an image, or for a name that several stages have. */
export function targetsOf(stages: readonly Stage[]): (name: string) => number | undefined {
  const named = new Map<string, number | undefined>();
  for (const { name, index } of stages) {
    const key = name?.toLowerCase();
    if (key !== undefined) named.set(key, named.has(key) ? undefined : index);
  }
  return (name) => {
    const key = name.toLowerCase();
    // A name never starts with a digit.
    if (named.has(key)) return named.get(key);
    return /^\d{1,6}$/.test(name) && Number(name) < stages.length ? Number(name) : undefined;
  };
}

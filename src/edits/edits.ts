// Turns a plan into edits of the original text, and applies them once. It decides nothing: every line here is in the plan.

import MagicString from 'magic-string';
import type { Plan, RuntimeStep, SplitPlan, StageChanges } from '../plan/plan.ts';
import type { Dockerfile, Instruction, Span } from '../syntax/instruction.ts';

/** One replacement in the original text. An insertion has `start` equal to `end`. */
export interface Edit extends Span {
  readonly text: string;
}

/** Sorted, disjoint edits, in offsets of the original text. */
export function toEdits(dockerfile: Dockerfile, plan: Plan): readonly Edit[] {
  const stages = stageEdits(dockerfile, plan.stages);
  return merge(plan.kind === 'stages' ? stages : [...stages, ...splitEdits(dockerfile, plan)]);
}

function stageEdits({ text, instructions }: Dockerfile, { names, references }: StageChanges): Edit[] {
  const froms = instructions.filter(({ keyword }) => keyword === 'FROM');
  // The author's own `AS` is the better example; without one, FROM is.
  const words = froms.map(({ value }) => /\s(as)\s+\S+$/i.exec(value)?.[1]);
  const as = words.find((word) => word !== undefined);
  return [
    ...names.flatMap(({ instruction, name }) => {
      const from = instructions[instruction];
      if (from === undefined) return [];
      const lower = text.startsWith('from', from.span.start);
      return [insert(wordEnd(text, from.span), ` ${as ?? (lower ? 'as' : 'AS')} ${name}`)];
    }),
    ...references.map(({ span, from, to }) => ({ ...span, text: from === undefined ? `--from=${to} ` : to })),
  ];
}

function splitEdits(dockerfile: Dockerfile, plan: SplitPlan): Edit[] {
  const { text, newline } = dockerfile;
  const at = (index: number): Instruction => {
    const instruction = dockerfile.instructions[index];
    if (instruction === undefined) throw new RangeError(`the plan names instruction ${index}, which is not there`);
    return instruction;
  };
  const rewritten = new Map(plan.rewrites.map((rewrite) => [rewrite.instruction, rewrite.text]));
  const edits: Edit[] = [];

  const from = at(plan.build.from);
  // What is added is written as the author writes.
  const lower = text.slice(from.span.start, from.span.start + 4) === 'from';
  const keyword = (word: string) => (lower ? word.toLowerCase() : word);
  const own = plan.runtime.name;
  if (own !== undefined) edits.push({ ...own.span, text: plan.build.name });
  else if (!plan.build.named) edits.push(insert(wordEnd(text, from.span), ` ${keyword('AS')} ${plan.build.name}`));
  for (const { name, value, before } of plan.build.environment) {
    const start = blockStart(text, dockerfile, at(before).span.start);
    edits.push(insert(start, `${keyword('ENV')} ${name}=${value}${newline}`));
  }
  const moved = new Set<number>();
  for (const step of plan.runtime.steps) if (step.kind === 'move') moved.add(step.instruction);
  for (const step of plan.runtime.steps)
    if (step.kind === 'move') edits.push(...removals(text, [...step.comments, at(step.instruction).span]));

  const end = lineEnd(text, at(plan.split).span.end);
  const { pruning } = plan.build;
  const lines = [
    ...(pruning === undefined ? [] : [`${keyword('RUN')} ${pruning.text}`]),
    '',
    [
      keyword('FROM'),
      ...plan.runtime.flags,
      plan.runtime.image,
      ...(own === undefined ? [] : [keyword('AS'), own.text]),
    ].join(' '),
    ...plan.runtime.steps.flatMap((step) => linesOf(step)),
  ];
  edits.push(insert(end, `${newline}${lines.join(newline)}`));

  for (const [index, exec] of rewritten) if (!moved.has(index)) edits.push(rewrite(at(index), exec));
  return edits;

  function linesOf(step: RuntimeStep): string[] {
    switch (step.kind) {
      case 'write':
        return [`${keyword(step.keyword)} ${step.text}`];
      case 'repeat':
        return [slice(text, at(step.instruction).span)];
      case 'context': {
        const instruction = at(step.instruction);
        if (!('sources' in instruction)) throw new RangeError(`instruction ${step.instruction} copies nothing`);
        const own = slice(text, instruction.span);
        if (step.owner === undefined && instruction.destination.startsWith('/')) return [own];
        const flags = instruction.flags.filter(({ name }) => name !== 'chown').map((flag) => slice(text, flag.span));
        const owner = step.owner === undefined ? [] : [`--chown=${step.owner}`];
        const words = copyWords([...instruction.sources, `${step.to === '/' ? '' : step.to}/`]);
        return [[own.slice(0, instruction.keyword.length), ...flags, ...owner, words].join(' ')];
      }
      case 'move': {
        const instruction = at(step.instruction);
        const exec = rewritten.get(step.instruction);
        const own = slice(text, instruction.span);
        return [
          ...step.comments.map((span) => slice(text, span)),
          exec === undefined ? own : `${own.slice(0, valueStart(instruction))}${exec}`,
        ];
      }
      case 'copy':
        return [
          `${keyword('COPY')} --from=${plan.build.name} ${step.owner === undefined ? '' : `--chown=${step.owner} `}${copyWords([...step.paths, step.to])}`,
        ];
    }
  }
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  const result = new MagicString(text);
  for (const edit of edits) {
    if (edit.start === edit.end) result.appendLeft(edit.start, edit.text);
    else if (edit.text === '') result.remove(edit.start, edit.end);
    else result.update(edit.start, edit.end, edit.text);
  }
  return result.toString();
}

function insert(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

function slice(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}

/** The end of the last word of an instruction that may be followed by blanks. */
function wordEnd(text: string, span: Span): number {
  return span.start + text.slice(span.start, span.end).trimEnd().length;
}

function copyWords(words: readonly string[]): string {
  return words.some((word) => /[\s"'\\$[\]]/.test(word))
    ? JSON.stringify(words).replaceAll('","', '", "')
    : words.join(' ');
}

function rewrite(instruction: Instruction, exec: string): Edit {
  return { start: instruction.span.start + valueStart(instruction), end: instruction.span.end, text: exec };
}

/** Where the value of an instruction starts, relative to its keyword. */
function valueStart(instruction: Instruction): number {
  return (instruction.offsets[0] ?? instruction.span.end) - instruction.span.start;
}

/** The whole lines of each span, with their line ends. */
function removals(text: string, spans: readonly Span[]): Edit[] {
  return spans.map((span) => {
    const start = text.lastIndexOf('\n', span.start - 1) + 1;
    const next = text.indexOf('\n', span.end);
    const end = next < 0 ? text.length : next + 1;
    // Between two blank lines, one goes along: the gap would be twice as wide.
    const above = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(Math.max(0, start - 200), start));
    const below = /^[ \t]*\r?\n/.exec(text.slice(end, end + 200))?.[0] ?? '';
    return { start: span.start === 0 ? 0 : start, end: above ? end + below.length : end, text: '' };
  });
}

/** The end of the line on which `offset` stands, before its line end. */
function lineEnd(text: string, offset: number): number {
  const next = text.indexOf('\n', offset);
  if (next < 0) return text.length;
  return text[next - 1] === '\r' ? next - 1 : next;
}

/** The start of the line of an instruction, or of the comments right above it. */
function blockStart(text: string, dockerfile: Dockerfile, offset: number): number {
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  for (const comment of [...dockerfile.comments].reverse()) {
    if (comment.span.start >= start) continue;
    if (!/^[ \t]*\r?\n[ \t]*$/.test(text.slice(comment.span.end, start))) break;
    start = text.lastIndexOf('\n', comment.span.start - 1) + 1;
  }
  return start;
}

/** Sorts, and joins removals that touch. */
function merge(edits: readonly Edit[]): Edit[] {
  const merged: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && edit.start < last.end) throw new RangeError(`edits overlap at ${edit.start}`);
    merged.push(edit);
  }
  return merged;
}

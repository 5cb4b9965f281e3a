// What the author wrote is in the result: instructions, comments, directives, and the bytes around them.

import type { Dockerfile, Instruction, Invocation } from '../syntax/instruction.ts';
import { wordsOf } from '../syntax/shell.ts';

/** Every instruction and every comment of the author is in the result. */
export function keepsEverything(original: Dockerfile, result: Dockerfile): string[] {
  const missing: string[] = [];
  const found = new Map<string, number>();
  const key = (instruction: Instruction) =>
    `${instruction.keyword} ${instruction.flags.map((flag) => `${flag.name}=${flag.value}`).join(' ')} ${instruction.keyword === 'FROM' ? instruction.image : canonical(instruction)}`;
  for (const instruction of result.instructions) found.set(key(instruction), (found.get(key(instruction)) ?? 0) + 1);
  for (const instruction of original.instructions) {
    const count = found.get(key(instruction)) ?? 0;
    if (count === 0) missing.push(`line ${instruction.line}, \`${instruction.keyword}\`, is lost`);
    else found.set(key(instruction), count - 1);
  }
  const comments = new Set(result.comments.map((comment) => comment.text));
  for (const comment of original.comments)
    if (!comments.has(comment.text)) missing.push(`the comment \`${comment.text}\` is lost`);
  const directives = (dockerfile: Dockerfile) => dockerfile.directives.map((one) => `${one.name}=${one.value}`).join();
  if (directives(original) !== directives(result)) missing.push('the parser directives differ');
  return missing;
}

/** The value of an instruction; for CMD in one form whether it is written in shell form or, word for word, in exec form. */
function canonical(instruction: Instruction): string {
  if (instruction.keyword === 'CMD') return JSON.stringify(wordsIn(instruction.invocation) ?? instruction.invocation);
  return instruction.value + instruction.heredocs.map((heredoc) => heredoc.body).join();
}

export function wordsIn(invocation: Invocation): readonly string[] | undefined {
  return invocation.form === 'exec' ? invocation.words : wordsOf(invocation.script)?.words;
}

/** Byte-order mark, line ends and the end of the file are as they were. */
export function keepsBytes(original: Dockerfile, output: string): string[] {
  const { text } = original;
  const problems: string[] = [];
  if (text.startsWith('\uFEFF') !== output.startsWith('\uFEFF')) problems.push('the byte-order mark changes');
  const mixed = (one: string) => [/\r\n/.test(one), /(?:^|[^\r])\n/.test(one)].join();
  if (mixed(text) !== mixed(output)) problems.push('the line ends change');
  return problems;
}

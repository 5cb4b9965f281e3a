// Redirections: where a command reads from and writes to, and what is known of a file that it writes.

import type { Redirection } from '../../syntax/shell.ts';
import { UNKNOWN } from '../effect.ts';
import { resolvePath } from '../path.ts';
import { expandWord, type Scope } from '../word.ts';
import { type Machine, recordBeside, type Shell, type Streams, unknown } from './machine.ts';

export interface Redirected {
  readonly streams: Streams;
  readonly appended: boolean;
  readonly heredoc: string | undefined;
}

export function redirect(
  redirections: readonly Redirection[],
  shell: Shell,
  machine: Machine,
  streams: Streams,
  scope: Scope,
): Redirected {
  let { input, output } = streams;
  let appended = false;
  let heredoc: string | undefined;
  for (const redirection of redirections) {
    if (redirection.type === 'HereDoc') {
      input = 'heredoc';
      heredoc = redirection.body.text;
      continue;
    }
    if (redirection.type === 'HereString' || redirection.operator === '<' || redirection.operator === '<>') {
      input = 'file';
      const source = redirection.type === 'HereString' ? undefined : redirection.target;
      if (source !== undefined) machine.reads?.(resolvePath(shell.cwd, expandWord(source, scope)));
      continue;
    }
    const descriptor = redirection.descriptor?.type === 'FileDescriptor' ? redirection.descriptor.value : 1;
    if (redirection.target === undefined || descriptor !== 1 || redirection.operator === '<&') continue;
    if (redirection.operator === '>&' && /^\d+$|^-$/.test(redirection.target.value)) continue;
    const target = expandWord(redirection.target, scope);
    output = resolvePath(shell.cwd, target);
    appended = redirection.operator === '>>' || redirection.operator === '&>>';
    if (target.includes(UNKNOWN)) {
      recordBeside(
        ['>'],
        [unknown('a command writes to a path that is not known', target.startsWith('/') ? undefined : shell.cwd)],
        shell,
        machine,
        { text: `> ${target.replaceAll(UNKNOWN, '…')}` },
      );
      output = undefined;
    } else if (!output.startsWith('/dev/') && !output.startsWith('/proc/')) {
      const before = appended ? machine.files.find(output) : undefined;
      // What the command prints is filled in afterwards, where it is known.
      recordBeside(
        ['>'],
        [{ kind: 'write', path: output, node: 'file', origin: before?.origin ?? { kind: 'command', program: '>' } }],
        shell,
        machine,
        { text: `> ${output}` },
      );
    }
  }
  return { streams: { ...streams, input, output }, appended, heredoc };
}

/** Fills in the content of the file that a command's output goes to. */
export function writeOutput(
  content: string,
  site: { streams?: Streams; output?: string | undefined; appended?: boolean },
  shell: Shell,
  machine: Machine,
): void {
  const output = site.output ?? site.streams?.output;
  if (output === undefined || output.startsWith('/dev/') || site.appended === true) return;
  recordBeside(
    ['>'],
    [{ kind: 'write', path: output, node: 'file', origin: { kind: 'command', program: 'echo' }, content }],
    shell,
    machine,
    { text: `> ${output}` },
  );
}

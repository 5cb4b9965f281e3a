// What a command prints that can be told without running it.

import { UNKNOWN } from '../effect.ts';
import { baseName, resolvePath } from '../path.ts';
import type { Machine, Shell } from './machine.ts';

/** Undefined when it prints something that is not known, or does more than print. */
export function printedBy(words: readonly string[], shell: Shell, machine: Machine): string | undefined {
  const [program = '', argument = '', second = ''] = words;
  if (words.some((word) => word.includes(UNKNOWN))) return undefined;
  switch (program) {
    case 'pwd':
      return shell.cwd;
    case 'echo':
      return words.slice(1).join(' ');
    case 'dirname':
      return argument.includes('/') ? argument.replace(/\/[^/]*$/, '') || '/' : '.';
    case 'basename': {
      const name = baseName(argument.replace(/\/+$/, ''));
      return second !== '' && name.endsWith(second) ? name.slice(0, -second.length) : name;
    }
    case 'cat':
      for (const word of words.slice(1)) machine.reads?.(resolvePath(shell.cwd, word));
      return words.length === 2 ? machine.files.read(resolvePath(shell.cwd, argument))?.trimEnd() : undefined;
    case 'uname':
      return words.length === 1 || argument === '-s' ? 'Linux' : undefined;
    case 'nproc':
      return '1';
    case 'whoami':
      return shell.user;
    default:
      return undefined;
  }
}

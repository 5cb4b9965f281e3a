// The blocks of CMake's lists, and which of their commands run on Linux. Source: cmake-language(7), "Control Structures"; cmake-variables(7).

import type { Command } from './language.ts';

export interface Placed {
  readonly command: Command;
  /** It is in a branch that may not be taken, or in a loop. */
  readonly doubtful: boolean;
  /** It runs when a function or macro of the project is called. */
  readonly called: boolean;
}

/** The commands that are no blocks themselves, in order. */
export function* inBlocks(commands: readonly Command[]): Generator<Placed> {
  /** Of each block that a command is in, whether it may not run. */
  const doubts: boolean[] = [];
  /** Of the last `if`, while nothing came after its first branch. */
  let condition: boolean | undefined;
  let functions = 0;
  for (const command of commands) {
    const { name } = command;
    if (/^(?:function|macro)$/.test(name)) functions++;
    else if (/^end(?:function|macro)$/.test(name)) functions--;
    else if (/^(?:if|foreach|while)$/.test(name)) {
      condition = name === 'if' ? onLinux(command) : undefined;
      doubts.push(condition !== true);
    } else if (/^end(?:if|foreach|while)$/.test(name)) {
      doubts.pop();
      condition = undefined;
    } else if (/^else(?:if)?$/.test(name)) {
      doubts[doubts.length - 1] = name === 'elseif' || condition !== false;
      condition = undefined;
    } else if (!/^(?:break|continue)$/.test(name))
      yield { command, doubtful: doubts.includes(true), called: functions > 0 };
  }
}

/** Whether the condition of an `if` holds on Linux; undefined when more than the platform decides. */
function onLinux({ words }: Command): boolean | undefined {
  const condition = words.map(({ text }) => text).join(' ');
  if (/^(?:(?:UNIX|NOT (?:WIN32|APPLE|MSVC))(?: AND (?!$)|$))+$/.test(condition)) return true;
  return /^(?:(?:WIN32|APPLE|MSVC|NOT UNIX)(?: OR (?!$)|$))+$/.test(condition) ? false : undefined;
}

// `multistage completion SHELL`: its help.

import { type Command, command, pathsOf } from '../command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Given all commands, itself among them. */
export const completionCommand = (commands: () => readonly Command[]): Command =>
  command({
    name: 'completion',
    summary: 'print a script that completes commands, options and their choices in a shell',
    usage: `$0 completion ${SHELLS.join('|')}

Prints a script for the shell. It completes commands, options, their choices and paths, and starts nothing.`,
    options: {},
    words: SHELLS,
    examples: [
      ['source <($0 completion bash)', 'in ~/.bashrc'],
      ['source <($0 completion zsh)', 'in ~/.zshrc, after compinit'],
      ['$0 completion fish | source', 'in ~/.config/fish/config.fish'],
    ],

    check(given) {
      const words = pathsOf(given);
      if (words.length !== 1 || !SHELLS.some((shell) => shell === words[0]))
        throw new Error(`completion needs one of ${SHELLS.join(', ')}.`);
    },

    async run(given) {
      const { completionScript } = await import('../completion.ts');
      const shell = SHELLS.find((one) => one === pathsOf(given)[0]);
      if (shell !== undefined) process.stdout.write(completionScript(shell, commands()));
      return 0;
    },
  });

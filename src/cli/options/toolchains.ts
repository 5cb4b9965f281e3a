// `multistage toolchains`: its help.

import { command } from '../command.ts';

export const toolchainsCommand = command({
  name: 'toolchains',
  summary: 'list the toolchains it knows',
  options: {},
  async run() {
    const { listToolchains } = await import('../commands/toolchains.ts');
    listToolchains();
    return 0;
  },
});

// `multistage mcp [folder]`: its help.

import { command, pathsOf, refuseRepeated } from '../command.ts';

export const mcpCommand = command({
  name: 'mcp',
  summary: 'answer coding agents over the Model Context Protocol',
  usage: `$0 mcp [folder]

A server of the Model Context Protocol on standard input and output, with the tools convert,
explain and check. It reads files below the folder, by default the current one, and the
configuration that holds for them, unless that is code. It writes nothing.`,
  options: {
    config: {
      type: 'string',
      requiresArg: true,
      describe: 'the configuration (default: the nearest multistage.config.json above a Dockerfile)',
    },
  },
  examples: [
    ['npx --yes multistage mcp', 'the command that a client is given'],
    ['npx --yes multistage mcp ~/projects/shop', 'where it starts its servers elsewhere'],
  ],
  check(given) {
    refuseRepeated(given, ['config']);
    const folders = pathsOf(given);
    if (folders.length > 1) throw new Error('multistage mcp takes one folder.');
    if (folders.includes('')) throw new Error('the folder is empty.');
  },
  async run(given) {
    const { serve } = await import('../commands/mcp.ts');
    return serve(pathsOf(given)[0] ?? '.', given.config);
  },
});

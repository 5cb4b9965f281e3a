// `multistage mcp [folder]`: its help.

import { command, pathsOf } from '../command.ts';

export const mcpCommand = command({
  name: 'mcp',
  summary: 'answer coding agents over the Model Context Protocol',
  usage: `$0 mcp [folder]

A server of the Model Context Protocol on standard input and output, with the tools convert, explain and check.
It reads files below the folder, by default the current one, and nothing else. It writes none.`,
  options: {},
  examples: [
    ['claude mcp add multistage -- npx multistage mcp', 'for one client; others take the same command'],
    ['$0 mcp ~/projects/shop', 'where a client starts its servers elsewhere'],
  ],
  check(given) {
    const folders = pathsOf(given);
    if (folders.length > 1) throw new Error('multistage mcp takes one folder.');
    if (folders.includes('')) throw new Error('the folder is empty.');
  },
  async run(given) {
    const { serve } = await import('../commands/mcp.ts');
    return serve(pathsOf(given)[0] ?? '.');
  },
});

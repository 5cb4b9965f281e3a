// `multistage explain FILE`: its options and help.

import { command, pathsOf, refuseRepeated } from '../command.ts';
import { conversionOptions, conversionOptionsOf, refuseEmpty } from './conversion.ts';

export const explainCommand = command({
  name: 'explain',
  summary: 'tell the story of one file: what was seen, and why it was decided so',
  usage: `$0 explain FILE

Says what was recognised in a Dockerfile and by what, what each instruction does, what was not understood,
what is built and what that needs, which bases were considered and why each was rejected, and what becomes
of the file. FILE may be - for standard input. Writes nothing.`,
  options: { ...conversionOptions },
  examples: [
    ['$0 explain Dockerfile', 'with its folder as the build context'],
    ['$0 explain --context . docker/Dockerfile', 'with another one'],
    ['$0 --explain --format json Dockerfile', 'the same as data'],
  ],
  epilogue: 'Exit codes: 0 told, whatever became of the file; 2 something you have to mend.',

  check(given) {
    const paths = pathsOf(given);
    refuseRepeated(given, Object.keys(conversionOptions));
    if (paths.length !== 1) throw new Error('explain needs one file, or - for standard input.');
    refuseEmpty(given.context, paths);
  },

  async run(given) {
    const { convertPaths } = await import('../commands/convert.ts');
    const reading = { write: false, verify: false, backup: false, check: false, neighbours: false } as const;
    const options = { ...reading, explain: true, format: 'text' as const, ...conversionOptionsOf(given) };
    return convertPaths({ paths: pathsOf(given), ...options });
  },
});

// What may be taken out of the build stage at its end, as the toolchains tell from all that was run on paper.

import type { Pruning, Toolchain } from '../toolchain.ts';
import { resolvePath } from './path.ts';
import type { Starts } from './starts.ts';
import type { StageTrace } from './trace.ts';

/** Undefined where nothing is proven to be of no use. */
export function pruningOf(
  trace: StageTrace,
  toolchains: readonly Toolchain[],
  starts: Starts,
): (Pruning & { readonly text: string }) | undefined {
  if (starts.unread !== undefined || starts.hidden.length > 0 || trace.accounts.length > 0) return undefined;
  const lastRun = trace.steps.findLast(({ instruction }) => instruction.keyword === 'RUN');
  if (lastRun === undefined || lastRun.unknowns.length > 0) return undefined;
  const calls = trace.steps.flatMap((step) => step.calls);
  const commands = starts.commands.map(({ words, cwd }) => ({
    words,
    cwd,
    resolve: (path: string) => resolvePath(cwd, path),
  }));
  for (const toolchain of toolchains) {
    const pruning = toolchain.prunes?.(trace.files, calls, commands);
    if (pruning === undefined || !/^[\w./-]+$/.test(pruning.folder)) continue;
    const isThere = [lastRun.workdir, trace.config.workdir.value].every((path) => path === pruning.folder);
    return { ...pruning, text: isThere ? pruning.command : `cd ${pruning.folder} && ${pruning.command}` };
  }
  return undefined;
}

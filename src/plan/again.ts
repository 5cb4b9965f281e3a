// What of the author's instructions a runtime stage does again: COPY whose words mean the same there, and commands that make state out of files.

import type { Supply } from '../images/image.ts';
import { isInside, parentOf, resolvePath } from '../trace/path.ts';
import { isStandardFolder } from '../trace/programs/places.ts';
import { changesInUse, type Starts } from '../trace/starts.ts';
import { repeatedCommand } from '../trace/state.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';
import type { Application } from './application.ts';
import type { RuntimeStep } from './plan.ts';

/** Unpacked by ADD, or fetched: what it makes is not what the build context has. */
const changesOnTheWay = /^\w+:\/\/|^git@|\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$/;

/** Whether the instruction copies folders of the build context to `path` and to no other place, with words that do not depend on the stage. */
export function canRepeat(trace: StageTrace, index: number, path: string): boolean {
  const step = stepAt(trace, index);
  if (step === undefined) return false;
  const { instruction } = step;
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false;
  if (instruction.value.includes('$') || instruction.heredocs.length > 0) return false;
  if (!instruction.flags.every(({ name }) => name === 'chown' || name === 'link' || name === 'exclude')) return false;
  if (instruction.flags.some(({ value }) => value?.includes('$') === true)) return false;
  if (instruction.keyword === 'ADD' && instruction.sources.some((source) => changesOnTheWay.test(source))) return false;
  return resolvePath(step.workdir, instruction.destination) === path;
}

/** Commands to run once packages and files are there, in their order. Libraries below /usr/local are found through the cache that ldconfig writes. */
export function commandsAgain(
  trace: StageTrace,
  starts: Starts,
  application: Application,
  supplies: readonly Supply[] = [],
): readonly string[] {
  const again = changesInUse(trace, starts).flatMap((change) => repeatedCommand(change) ?? []);
  const libraries =
    trace.image?.libc === 'glibc' &&
    application.items.some((item) => isInside('/usr/local/lib', item.path) && item.context === undefined);
  const copied = supplies.some((supply) => supply.how === 'copied' && supply.need.kind === 'library');
  return [...new Set([...again, ...((libraries || copied) && !again.includes('ldconfig') ? ['ldconfig'] : [])])];
}

/** Links of the build stage, which COPY would follow. */
export function linksAgain({ links, items }: Application, last: number): readonly RuntimeStep[] {
  return links
    .filter(({ instruction }) => instruction <= last)
    .map(({ path, target = '' }) => {
      const folder = parentOf(path);
      const isThere = isStandardFolder(folder) || items.some((item) => isInside(folder, item.path));
      return {
        kind: 'write',
        keyword: 'RUN',
        text: `${isThere ? '' : `mkdir -p ${folder} && `}ln -sfn ${target} ${path}`,
        because: 'COPY would follow the link that the author made',
      };
    });
}

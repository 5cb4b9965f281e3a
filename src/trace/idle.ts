// Toolchains whose artifacts lie in the image and are run by nothing: packages for making assets, beside a server in another language.

import type { Artifact, Toolchain } from '../toolchain.ts';
import { baseName } from './path.ts';
import { isUnseenScript, type Start, type Starts } from './starts.ts';

/** Those of `toolchains` that nothing runs, beside one that is started and starts no other; none where a script that was not seen may run anything. */
export function idleToolchains(
  artifacts: readonly Artifact[],
  { commands, unread }: Pick<Starts, 'commands' | 'unread'>,
  toolchains: readonly Toolchain[],
): readonly Toolchain[] {
  if (unread !== undefined || commands.some((start) => isUnseenScript(start))) return [];
  const isStarted = ({ name, programs }: Toolchain) => {
    const own = artifacts.filter((artifact) => artifact.toolchain === name);
    const interpreters = new Set(
      own.flatMap(({ needs }) => needs.flatMap((need) => (need.kind === 'interpreter' ? [need.name] : []))),
    );
    const runs = ({ word, entry }: Start) =>
      entry?.origin.kind === 'artifact'
        ? entry.origin.artifact.toolchain === name
        : interpreters.has(baseName(word)) || Object.hasOwn(programs, baseName(word));
    return commands.some(runs);
  };
  const started = toolchains.filter((one) => isStarted(one));
  const isAlone = started.some(({ name }) => artifacts.some((one) => one.toolchain === name && one.alone === true));
  const isThere = ({ name }: Toolchain) => artifacts.some((artifact) => artifact.toolchain === name);
  return isAlone ? toolchains.filter((one) => isThere(one) && !started.includes(one)) : [];
}

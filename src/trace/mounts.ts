// RUN --mount on paper: what a mount hides and brings while its instruction runs.

import type { BuildContext } from '../context/context.ts';
import type { Instruction } from '../syntax/instruction.ts';
import { UNKNOWN } from './effect.ts';
import type { FileSystem } from './files.ts';
import { isInside, resolvePath } from './path.ts';

/** `--mount`: what lies below the target is hidden while the instruction runs, and back afterwards. */
export function mountAll(
  instruction: Instruction,
  workdir: string,
  files: FileSystem,
  context: BuildContext,
  expand: (raw: string) => string,
): () => void {
  const restores: (() => void)[] = [];
  for (const flag of instruction.flags) {
    if (flag.name !== 'mount') continue;
    const options = new Map(
      flag.value
        .split(',')
        .map((part): [string, string] => [
          part.replace(/=.*$/s, ''),
          part.includes('=') ? part.slice(part.indexOf('=') + 1) : '',
        ]),
    );
    const type = options.get('type') ?? 'bind';
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
    if (target === undefined || type === 'secret' || type === 'ssh') continue;
    const path = resolvePath(workdir, expand(target));
    if (path === '/' || path.includes(UNKNOWN)) continue;
    restores.push(files.mount(path));
    if (type === 'bind' && options.get('from') === undefined) {
      const source = resolvePath('/', options.get('source') ?? options.get('src') ?? '').slice(1);
      if (context.kind(source) === 'file')
        files.write(path, { node: 'file', origin: { kind: 'context', path: source }, instruction: instruction.index });
      else files.overlay(path, source, instruction.index, undefined);
    } else
      files.write(path, {
        node: 'folder',
        origin: { kind: 'command', program: 'mount' },
        instruction: instruction.index,
        open: true,
      });
  }
  return () => {
    for (const restore of restores.reverse()) restore();
  };
}

/** Whether `path` lies on a cache or other mount of this RUN, so that what is written there is not in the image. */
export function mountOver(instruction: Instruction, workdir: string, path: string): string | undefined {
  for (const flag of instruction.flags) {
    if (flag.name !== 'mount') continue;
    const target = /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(flag.value)?.[1];
    if (target !== undefined && isInside(path, resolvePath(workdir, target))) return resolvePath(workdir, target);
  }
  return undefined;
}

// Who owns files, and what may be done with them: `chmod`, `chown`, `chgrp`.

import type { Call, Effect, Program } from '../effect.ts';
import { type Options, readOptions } from './options.ts';
import { pathsOf } from './places.ts';

export const chmod: Program = (call) => {
  // A mode may start with a dash: `chmod -x file`, `chmod -R u+x,-w folder`.
  const mode = call.words.slice(1).find((word) => /^-[rwxXst]+$/.test(word));
  const words = call.words.slice(1).filter((word) => word !== mode);
  const options = readOptions(words, { long: ['reference'] });
  if (options.value('reference') !== undefined) return [];
  const [first, ...rest] = options.operands;
  if (mode === undefined && first === undefined) return undefined;
  return mark(call, mode === undefined ? rest : options.operands, options, { mode: mode ?? first ?? '' });
};

export const chown: Program = (call) => {
  const options = readOptions(call.words.slice(1), { long: ['reference', 'from'] });
  if (options.value('reference') !== undefined) return [];
  const [owner, ...paths] = options.operands;
  if (owner === undefined) return undefined;
  // What is left of `$USER:$GROUP` when neither is set.
  if (owner === ':') return [];
  // `app.app` is the old way to write `app:app`.
  const colon = owner.includes(':') ? owner : owner.replace('.', ':');
  return mark(call, paths, options, { owner: colon });
};

export const chgrp: Program = (call) => {
  const options = readOptions(call.words.slice(1), { long: ['reference'] });
  if (options.value('reference') !== undefined) return [];
  const [group, ...paths] = options.operands;
  if (group === undefined) return undefined;
  return paths.flatMap((word) => {
    const before = pathsOf(call, word).paths.map((path) => call.files.find(path)?.owner)[0];
    return mark(call, [word], options, { owner: `${before?.split(':')[0] ?? 'root'}:${group}` });
  });
};

function mark(
  call: Call,
  words: readonly string[],
  options: Options,
  change: { readonly mode: string } | { readonly owner: string },
): readonly Effect[] {
  const recursive = options.has('R', 'recursive');
  // What is not known by name keeps its content all the same, so nothing has to be said of it.
  return words.flatMap((word) =>
    pathsOf(call, word).paths.map((path): Effect => ({ kind: 'attribute', path, recursive, ...change })),
  );
}

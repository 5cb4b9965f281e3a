// Words of commands that run again, as the author wrote them with a build argument, so that another value of it reaches both stages.

import type { StageTrace } from '../trace/trace.ts';

/** Puts the author's spelling in the place of what its default makes of it: `serve@14.2.0` is `serve@${SERVE_VERSION}` again. */
export function asWritten(text: string, { steps }: StageTrace): string {
  const defaults = new Map<string, string>();
  const spelled = new Map<string, string>();
  for (const { instruction } of steps) {
    if (instruction.keyword === 'ARG')
      for (const { name, value } of instruction.pairs) if (value !== undefined) defaults.set(name, value);
    if (instruction.keyword !== 'RUN') continue;
    for (const word of instruction.value.match(/[\w./:@%+=,~^${}-]*\$[\w./:@%+=,~^${}-]+/g) ?? []) {
      const names = [...word.matchAll(/\$\{?(\w+)\}?/g)].map(([, name = '']) => name);
      if (names.every((name) => /^[\w./:@%+=,~^-]+$/.test(defaults.get(name) ?? '')))
        spelled.set(
          word.replace(/\$\{?(\w+)\}?/g, (_, name) => defaults.get(name) ?? ''),
          word,
        );
    }
  }
  return spelled.size === 0 ? text : text.replace(/\S+/g, (word) => spelled.get(word) ?? word);
}

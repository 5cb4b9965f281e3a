// Which images a Dockerfile is built from, so that none of them is fetched where that is not wanted. Reads text alone.

import { expandWord } from '../syntax/expand.ts';
import type { Dockerfile, Instruction } from '../syntax/instruction.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import { referencesOf, stagesOf } from '../syntax/stages.ts';

/** The images of FROM, `COPY --from` and mounts, as they are written, with ARGs expanded; without stages and `scratch`. */
export function basesOf(text: string): readonly string[] {
  const dockerfile = parseDockerfile(text);
  const { stages, globals } = stagesOf(dockerfile);
  const values = defaultsOf(dockerfile, globals);
  const names = new Set(['scratch', ...stages.map(({ name = '' }) => name.toLowerCase())]);
  const asked = [
    ...stages.map(({ from }) => expandWord(from.image, (name) => values.get(name) ?? '', dockerfile.escape)),
    ...referencesOf(dockerfile)
      .map(({ name }) => name)
      .filter((name) => !/^\d+$/.test(name)),
  ];
  return [...new Set(asked.filter((name) => name !== '' && !names.has(name.toLowerCase())))];
}

function defaultsOf(dockerfile: Dockerfile, globals: readonly Instruction[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const instruction of globals) {
    if (instruction.keyword !== 'ARG') continue;
    for (const { name, value } of instruction.pairs)
      if (value !== undefined)
        values.set(
          name,
          expandWord(value, (each) => values.get(each) ?? '', dockerfile.escape),
        );
  }
  return values;
}

/** The image of `# syntax=`, if the file names one. */
export function frontEndOf(text: string): string | undefined {
  return parseDockerfile(text).directives.find(({ name }) => name === 'syntax')?.value;
}

/** Docker's own language, which builders read without fetching anything: the line may be left out. */
export function isStandardFrontEnd(image: string): boolean {
  return /^(?:docker\.io\/)?docker\/dockerfile(?::[\d.]+|:latest)?(?:@\S+)?$/.test(image);
}

/** The text without its `# syntax=` line; a comment stands in its place, so that the lines keep their numbers. */
export function withoutFrontEnd(text: string): string {
  const directive = parseDockerfile(text).directives.find(({ name }) => name === 'syntax');
  if (directive === undefined) return text;
  const { start, end } = directive.span;
  // A comment ends the directives. So the others have to stand in front of it.
  const others = parseDockerfile(text).directives.filter((one) => one !== directive && one.span.start > start);
  const last = others.at(-1)?.span.end ?? end;
  const rest = text.slice(text.slice(end).startsWith('\r\n') ? end + 2 : end + 1, last);
  return `${text.slice(0, start)}${rest}${rest === '' ? '' : text.slice(end).startsWith('\r\n') ? '\r\n' : '\n'}#${text.slice(last)}`;
}

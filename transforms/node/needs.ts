// What the packages and the sources of a project need beside Node.js.

import { type Call, list, type Need, programsStarted, readTree, type SourceTree } from '../../src/toolchain.ts';
import { general, linked, selfContained, usesImage } from './addons.ts';
import type { Locked } from './lock.ts';

export const jsLexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|`(?<raw>[^`]*)`|"(?<text>(?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\.)*'/g,
};

export function readSources(call: Call, folder: string): SourceTree | undefined {
  return readTree(call.files, folder, {
    endings: list('.js .ts .mjs .cjs .mts .cts .jsx .tsx .vue .svelte'),
    lexis: jsLexis,
    skip: list('node_modules test tests __tests__ spec e2e cypress docs .git'),
  });
}

/** `direct`: the packages that manifests name. Those that come with them are known by the lock file. */
export function packageNeeds(direct: readonly string[], locked: Locked | undefined): readonly Need[] {
  const names = new Set([...direct, ...[...(locked?.names ?? [])].filter((name) => !general.has(name))]);
  return [...names].flatMap((name): readonly Need[] => {
    const development = Object.hasOwn(linked, name) ? linked[name] : undefined;
    if (development !== undefined)
      return [
        { kind: 'library', development, because: `the package \`${name}\` uses the library of \`${development}\`` },
      ];
    if (usesImage.has(name))
      return [
        {
          kind: 'image',
          because: `the package \`${name}\` may use programs and libraries that only that image has`,
        },
      ];
    return locked?.scripts.has(name) === true && !selfContained.has(name)
      ? [
          {
            kind: 'image',
            because: `what the package \`${name}\` builds when it is installed may be linked to any library of that image`,
          },
        ]
      : [];
  });
}

/** Programs that the sources start. */
export function startedBy(sources: SourceTree): Need[] {
  if (!/\bchild_process\b/.test(sources.plain)) return [];
  const calls = [
    ...sources.plain.matchAll(
      /(?:(?<![.\w])|\b(?:child_process|childProcess|cp|proc)\.|child_process['"]\s*\)\s*\.)(?:exec|execFile|spawn)(?:Sync|Async)?\s*\(\s*(?:(['"`])([^'"`]*))?/g,
    ),
  ];
  const commands = calls.map(([, , text]) => text ?? '');
  const needs = programsStarted(commands, (program) => `the sources start \`${program}\``);
  const unknown = calls.length === 0 || commands.some((text) => text === '' || /^(?:\$|\S*\$\{)/.test(text));
  if (unknown && !/\bfork\s*\(/.test(sources.code))
    needs.push({ kind: 'image', because: 'the sources start programs whose names are not known' });
  return needs;
}

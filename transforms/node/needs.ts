// What the packages and the sources of a project need beside Node.js.

import {
  type Call,
  list,
  type Need,
  programsStarted,
  readTree,
  type SourceTree,
  startedBehind,
} from '../../src/toolchain.ts';
import { general, linked, selfContained, startsPrograms, usesImage, usesTls } from './addons.ts';
import type { Locked } from './lock.ts';

export const jsLexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|`(?<raw>[^`]*)`|(?<quote>["'])(?<text>(?:(?!\k<quote>)[^\\\n]|\\.)*)\k<quote>/g,
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
    if (development !== undefined) {
      const because = `the package \`${name}\` uses the library of \`${development}\``;
      const library: Need = { kind: 'library', development, because };
      return usesTls.has(development) ? [library, { kind: 'certificates', links: true, because }] : [library];
    }
    const program = Object.hasOwn(startsPrograms, name) ? startsPrograms[name] : undefined;
    if (program !== undefined)
      return [{ kind: 'program', name: program, because: `the package \`${name}\` starts \`${program}\`` }];
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

/** Modules by which sources start programs; other packages that do so are needs of their own. */
const starters = /\bchild_process\b|["'](?:tinyexec|nano-spawn)["']/;
const starting =
  /(?:(?<![.\w])|\b(?:child_process|childProcess|cp|proc)\.|child_process['"]\s*\)\s*\.)(?:(?:exec|execFile|spawn)(?:Sync|Async)?|x)\s*\(\s*(?:(['"`])([^'"`]*)(?:\1\s*,\s*\[([^\]]*))?)?/g;

/** Settings by which Node.js reads the certificates of the distribution, and not those that it brings. */
const systemTrust =
  /--use-(?:openssl|system)-ca\b|\bNODE_EXTRA_CA_CERTS\b|\/etc\/ssl\/cert(?:s\b|\.pem)|\bgetCACertificates\b/;

export function usesSystemTrust(text: string): boolean {
  return systemTrust.test(text);
}

/** Programs that the sources start: those of the calls, and whatever literals name, since arguments of wrappers and tables of commands name some. */
export function startedBy(call: Call, sources: SourceTree): Need[] {
  if (!starters.test(sources.plain)) return [];
  const calls = [...sources.plain.matchAll(starting)].filter(
    ([text]) => !text.startsWith('x') || sources.plain.includes('tinyexec'),
  );
  const commands = calls.map(([, , text]) => text ?? '');
  const needs = programsStarted(call, { commands, literals: sources.literals });
  const unknown =
    calls.length === 0 ||
    commands.some((text) => text === '' || /^(?:\$|\S*\$\{)/.test(text)) ||
    calls.some(([, , text = '', words]) => startedBehind(text, words) === 'unknown');
  if (unknown && !/\bfork\s*\(/.test(sources.code))
    needs.push({ kind: 'image', because: 'the sources start programs whose names are not known' });
  return needs;
}

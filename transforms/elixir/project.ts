// What `mix.exs` says. It is a program; only what stands there as it usually does is understood.
// Source: the documentation of Mix.Project, `mix release` and `mix escript.build`.

import { readSource } from '../../src/toolchain.ts';

export interface Project {
  readonly app: string | undefined;
  /** True for one that holds several applications. */
  readonly umbrella: boolean;
  /** The name of its only release; undefined when that is not known. */
  readonly release: string | undefined;
  /** Releases, or their builds, go to another place than usual. */
  readonly moved: boolean;
  /** A release is made without the virtual machine. */
  readonly borrowsMachine: boolean;
  /** Path of the program that `mix escript.build` makes; undefined when it is not known. */
  readonly escript: string | undefined;
}

/** Comments, heredocs, strings. */
export const lexis = {
  tokens: /"""(?<raw>[\s\S]*?)"""|"(?<text>(?:[^"\\\n]|\\.)*)"|(?<comment>#[^\n]*)/g,
};

export function readProject(text: string | undefined): Project | undefined {
  if (text === undefined) return undefined;
  const { plain } = readSource(text, lexis);
  const app = /\bapp:\s*:(\w+)/.exec(plain)?.[1];
  const releases = listOf(plain, 'releases');
  const names = releases === undefined ? [] : namesIn(releases);
  const script = listOf(plain, 'escript');
  const has = (name: string) => new RegExp(`\\b${name}:`).test(plain);
  const name = /\bname:\s*(?:"([^"]+)"|:(\w+))/.exec(script ?? '');
  return {
    app,
    umbrella: has('apps_path'),
    release: has('releases') ? (names.length === 1 ? names[0] : undefined) : app,
    moved:
      /\bpath:/.test(releases ?? '') ||
      has('build_path') ||
      /\bbuild_per_environment:\s*false/.test(plain) ||
      (has('releases') && releases === undefined && /\bpath:\s*"/.test(plain)),
    borrowsMachine: /\binclude_erts:\s*(?!true)/.test(plain),
    escript:
      script === undefined
        ? has('escript')
          ? undefined
          : app
        : (/\bpath:\s*"([^"]+)"/.exec(script)?.[1] ??
          name?.[1] ??
          name?.[2] ??
          (/\b(?:name|path):/.test(script) ? undefined : app)),
  };
}

/** The text of the list that stands after a key, or that the function which stands there gives; undefined when it is neither. */
function listOf(plain: string, key: string): string | undefined {
  const after = new RegExp(`\\b${key}:\\s*`).exec(plain);
  if (after === null) return undefined;
  const start = after.index + after[0].length;
  if (plain[start] === '[') return bracketed(plain, start);
  const called = /^@?(\w+)/.exec(plain.slice(start, start + 80))?.[1];
  const body =
    called === undefined
      ? null
      : new RegExp(`(?:\\bdefp?\\s+${called}(?:\\(\\))?\\s*(?:do|,\\s*do:)|@${called})\\s*(?=\\[)`).exec(plain);
  return body === null ? undefined : bracketed(plain, body.index + body[0].length);
}

function bracketed(plain: string, start: number): string | undefined {
  let depth = 0;
  for (let at = start; at < plain.length; at++) {
    if (plain[at] === '[' || plain[at] === '{') depth++;
    else if (plain[at] === ']' || plain[at] === '}') depth--;
    if (depth === 0) return plain.slice(start, at + 1);
  }
  return undefined;
}

/** Keys of the outermost list. */
function namesIn(text: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  for (const [token, name] of text.matchAll(/[[\]{}]|(\w+):(?!:)/g)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    else if (depth === 1 && name !== undefined) names.push(name);
  }
  return names;
}

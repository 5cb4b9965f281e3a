// What build scripts leave outside of the folder that cargo gives them, and what programs open in there when they run.
// Source: the Cargo book (build scripts; the environment variables that cargo sets for them and for crates).

import { type Call, type Effect, type Need, readTree, type SourceTree } from '../../src/toolchain.ts';
import { rustLexis } from './source.ts';

/** What writes a file or a folder, or runs a program that may. */
const writes =
  /\bfs\s*::\s*(?:write|copy|rename|create_dir(?:_all)?)\b|\bFile\s*::\s*create|\bcreate_dir|\bOpenOptions\b|\bCommand\s*::\s*new\b/;

/** Folders of the system that a script looks for things in. */
const looked = /^\/(?:proc|sys|dev|bin|sbin|lib\w*|usr\/(?:local\/)?(?:s?bin|lib\w*|include))(?:\/|$)/;

/** A path from the root that is more than the end of another one, such as `/bindings.rs`. */
const absolute = /^\/(?:app|data|etc|home|mnt|opt|root|srv|usr|var)\/[\w.-]/;

/** Build scripts run anywhere below the project, and are given no way to say what they write. */
export function writtenByScripts(call: Call, folder: string): Effect[] {
  const scripts = readTree(call.files, folder, { endings: ['build.rs'], lexis: rustLexis, skip: ['target'] });
  if (scripts === undefined || !writes.test(scripts.code)) return [];
  const path = scripts.literals.find((text) => absolute.test(text) && !looked.test(text));
  if (path === undefined) return [];
  return [{ kind: 'unknown', reason: `\`build.rs\` may write to \`${path}\``, under: undefined }];
}

/** `OUT_DIR` is read by the compiler for what it includes; anywhere else it is the path of a folder that is opened at run time. */
export function opensOutput(sources: SourceTree | undefined): Need[] {
  const plain = sources?.plain ?? '';
  const isOpened = [...plain.matchAll(/\benv!\s*[([{]\s*"OUT_DIR"/g)].some(
    ({ index }) =>
      !/\binclude\w*!\s*[([{]\s*(?:concat!\s*[([{]\s*)?$/.test(plain.slice(Math.max(0, index - 200), index)),
  );
  return isOpened
    ? [
        {
          kind: 'image',
          because: 'the program opens what its build script made, in the folder of the build (`OUT_DIR`)',
        },
      ]
    : [];
}

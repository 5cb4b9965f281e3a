// What `find` lists, and what the commands that it runs do to that.

import type { Call, Effect, Program } from '../effect.ts';
import { baseName } from '../path.ts';
import { chgrp, chmod, chown } from './ownership.ts';
import { globMatcher, hasGlob, isUnseen, pathsOf, placeOf, unknownBelow } from './places.ts';

/** More entries than this are not walked: the answer would still be right, only less exact. */
export const WALK_LIMIT = 5000;

/** `find`: searching is inert; removing and marking reach what is known; any other action may change what it finds. */
export const find: Program = (call) => {
  const words = call.words.slice(1);
  const test = words.findIndex((word) => /^[-(!]/.test(word) && !/^-[HLPO]/.test(word));
  const roots = test < 0 ? words : words.slice(0, test);
  const tests = test < 0 ? [] : words.slice(test);
  const action = tests.findIndex((word) => /^-(?:delete|execdir|exec|ok|okdir|fprint|fls)$/.test(word));
  if (action < 0) return [];
  const program = tests[action] === '-delete' ? 'rm' : baseName(tests[action + 1] ?? '');
  const inner = tests
    .slice(action + 2)
    .filter((word) => word !== '{}' && word !== ';' && word !== '\\;' && word !== '+');
  if (
    /^(?:grep|egrep|ls|echo|cat|stat|file|du|test|sha\d+sum|md5sum|ldd|scanelf|strip|touch|paxctl|setfattr)$/.test(
      program,
    )
  )
    return [];
  const names = tests.flatMap((word, index) => (/^-i?name$/.test(word) ? [globMatcher(tests[index + 1] ?? '')] : []));
  // Only a plain list of tests is followed; with `-o`, `!` and tests on size or age it is not known what is found.
  const plain = tests
    .slice(0, action)
    .every(
      (word, index, all) =>
        /^-(?:i?name|type|xdev|mindepth|maxdepth|depth)$/.test(word) ||
        /^-(?:i?name|type|mindepth|maxdepth)$/.test(all[index - 1] ?? ''),
    );
  const folders = (roots.length === 0 ? ['.'] : roots).filter((word) => !word.startsWith('-'));
  if (program === 'rm' || program === 'rmdir' || program === 'chmod' || program === 'chown' || program === 'chgrp') {
    if (!plain || names.length !== 1) return [];
    const type = tests[tests.indexOf('-type') + 1];
    const isRemoved = program === 'rm' || program === 'rmdir';
    const found = folders.flatMap((word) => pathsOf(call, word).paths.flatMap((path) => walk(call, path)));
    const known = found
      .filter(
        ({ path, node }) =>
          names.every((matches) => matches(baseName(path))) &&
          (!tests.includes('-type') || (type === 'd') === (node === 'folder')),
      )
      .flatMap(({ path }): readonly Effect[] => {
        if (isRemoved) return [{ kind: 'remove', path }];
        const model = program === 'chmod' ? chmod : program === 'chown' ? chown : chgrp;
        return model({ ...call, program, words: [program, ...inner, path] }) ?? [];
      });
    return [...known, ...(isRemoved ? unseenIn(call, folders, tests) : [])];
  }
  const destination = program === 'cp' || program === 'mv' ? inner.at(-1) : undefined;
  const changed = destination === undefined ? folders : [destination];
  return changed.map((word) => {
    const place = placeOf(call, word);
    return unknownBelow(place.kind === 'exact' ? place.path : place.under, `what \`${call.text}\` finds is not known`);
  });
};

/** Settings that packages and the base image bring, by the name that is looked for, as deep as they usually lie. */
function unseenIn(call: Call, folders: readonly string[], tests: readonly string[]): readonly Effect[] {
  const name = tests[tests.findIndex((word) => /^-i?name$/.test(word)) + 1] ?? '';
  const limit = Number(tests[tests.indexOf('-maxdepth') + 1] ?? 3);
  const depths = ['', '*/', '*/*/'].slice(0, tests.includes('-maxdepth') ? limit : 3);
  return folders
    .map((word) => call.resolve(word))
    .filter((folder) => /^\/etc\/[^/]/.test(folder) && !hasGlob(folder) && isUnseen(call, folder))
    .flatMap((folder) =>
      depths.map((depth): Effect => ({ kind: 'remove', path: `${folder}/${depth}${name}`, unseen: true })),
    );
}

function walk(call: Call, folder: string): readonly { readonly path: string; readonly node: string }[] {
  const found: { path: string; node: string }[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && found.length < WALK_LIMIT; next = waiting.pop()) {
    for (const { path, node } of call.files.list(next)) {
      found.push({ path, node });
      if (node === 'folder') waiting.push(path);
    }
  }
  return found;
}

// Models of the programs that read, filter and edit text. Reading changes nothing; only in-place edits do.

import type { Call, Effect, Program } from '../effect.ts';
import { readOptions } from './options.ts';
import { command, hasGlob, pathsOf, unknownBelow, unknownPath, writeFile } from './places.ts';

const inert: Program = () => [];

const sed: Program = (call) => {
  const words = call.words.slice(1);
  const inPlace = words.some((word) => /^-(?:[nErsuz]*i|-in-place)/.test(word));
  if (!inPlace) return [];
  // What follows `-i` in the same word is a suffix for the copy that is kept, not another option.
  const options = readOptions(
    words.map((word) => (/^-[nErsuz]*i./.test(word) ? '-i' : word)),
    { short: 'efl', long: ['expression', 'file', 'line-length'] },
  );
  const files = options.has('e', 'expression', 'f', 'file') ? options.operands : options.operands.slice(1);
  return changed(call, files);
};

const perl: Program = (call) => {
  const words = call.words.slice(1);
  // Only `perl -pi -e …`, the substitute for sed, is a text program; any other script may do anything.
  const options = words.filter((word) => word.startsWith('-'));
  if (
    !options.some((word) => /^-[a-zA-Z0-9.]*e/.test(word)) ||
    !options.some((word) => /^-[a-df-zA-Z0]*[pn]/.test(word))
  ) {
    return undefined;
  }
  const at = words.findLastIndex((word) => /^-[a-zA-Z0-9.]*e$/.test(word));
  const files = words.slice(at + 2).filter((word) => !word.startsWith('-'));
  return options.some((word) => /^-[a-df-zA-Z0]*i/.test(word)) ? changed(call, files) : [];
};

/** Files that are edited where they are: still files of the same path, with a content that is not known. */
function changed(call: Call, words: readonly string[]): readonly Effect[] {
  return words.flatMap((word): readonly Effect[] => {
    if (!hasGlob(word)) return writeFile(call, word);
    const { paths, complete } = pathsOf(call, word);
    const effects = paths.flatMap((path) => writeFile(call, path));
    const folder = call.resolve(word.slice(0, word.search(/[*?[]/)).replace(/[^/]*$/, '') || '.');
    if (complete) return effects;
    // Settings of a package, in a folder of their own: all of it holds what was changed.
    const isOfPackage = /^\/etc\/[^/]+\/./.test(folder) && !hasGlob(word.slice(0, word.lastIndexOf('/')));
    if (isOfPackage)
      return [
        { kind: 'write', path: folder.replace(/\/$/, ''), node: 'folder', open: true, origin: command(call) },
        ...effects,
      ];
    return [unknownBelow(folder, `the files that \`${call.text}\` changes are not known`), ...effects];
  });
}

const awk: Program = (call) => {
  // An awk program may write files and start programs: `print > "x"`, `system("…")`.
  const writes = call.words.some((word) => /system\s*\(|>\s*"|inplace/.test(word));
  return writes ? [unknownBelow(undefined, `\`${call.text}\` writes files out of awk`)] : [];
};

/** Programs that write where an option says, and else to standard output. */
function withOutput(short: string, long: string, valued: string): Program {
  return (call) => {
    const options = readOptions(call.words.slice(1), { short: valued, long: [long] });
    const output = options.value(short, long);
    return output === undefined ? [] : writeFile(call, output);
  };
}

const split: Program = (call) => [unknownPath(call, '.')];

/** `dos2unix FILE…`: the line ends change, the file stays what it is. */
const lineEnds: Program = (call) =>
  readOptions(call.words.slice(1)).operands.flatMap((word) =>
    pathsOf(call, word).paths.map((path): Effect => ({ kind: 'attribute', path, recursive: false })),
  );

/** `ed` and `ex`, with their script on standard input. */
const editor: Program = (call) => changed(call, readOptions(call.words.slice(1), { short: 'cS' }).operands);

/** `xmlstarlet ed -L`, `crudini --set FILE …` and the like. */
const xmlstarlet: Program = (call) =>
  call.words.some((word) => word === '-L' || word === '--inplace') ? changed(call, call.words.slice(-1)) : [];

const crudini: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'l', long: ['list', 'output'] });
  const file = options.operands[0];
  return file === undefined || options.has('get') ? [] : changed(call, [file]);
};

const yq: Program = (call) => {
  const options = readOptions(call.words.slice(1));
  const file = options.operands.at(-1);
  return options.has('i', 'inplace', 'in-place') && file !== undefined
    ? [{ kind: 'write', path: call.resolve(file), node: 'file', origin: command(call) }]
    : [];
};

/** `sponge FILE`: writes what comes through the pipe. */
const sponge: Program = (call) => changed(call, readOptions(call.words.slice(1)).operands);

const READERS =
  'cat tac nl echo printf grep egrep fgrep rg zgrep cut head tail tr jq envsubst wc uniq rev fold fmt column paste join comm ' +
  'diff cmp less more od hexdump xxd strings seq yes expr bc dc basename dirname realpath readlink base64 base32 cksum sum ' +
  'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum b2sum zcat bzcat xzcat iconv expand unexpand shuf factor ' +
  'numfmt xmllint tree zipinfo';

export const text: Readonly<Record<string, Program>> = {
  ...Object.fromEntries(READERS.split(' ').map((name) => [name, inert])),
  sed,
  gsed: sed,
  perl,
  awk,
  gawk: awk,
  mawk: awk,
  sort: withOutput('o', 'output', 'okStT'),
  split,
  csplit: split,
  dos2unix: lineEnds,
  unix2dos: lineEnds,
  ed: editor,
  ex: editor,
  xmlstarlet,
  crudini,
  yq,
  sponge,
};

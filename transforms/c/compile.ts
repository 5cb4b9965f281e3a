// What one call of a compiler writes, and what the result is linked to. Sources: the manuals of GCC and Clang, "Overall Options" and "Options for Linking".

import { type Call, type Effect, list, type Program, type TreeOptions, UNKNOWN } from '../../src/toolchain.ts';
import { isGenerated } from '../protobuf/protoc.ts';
import { describeBuild, endings } from './needs.ts';

/** Options whose value is the next word, when it is not in the same one. */
const withValue = new Set(
  list(
    '-o -x -I -L -D -U -l -include -imacros -isystem -iquote -idirafter -iprefix -iwithprefix -isysroot -MF -MT -MQ -Xlinker -Xpreprocessor -Xassembler -Xclang -z -T -u -e -arch -target --param --sysroot -aux-info -wrapper -specs -framework -J',
  ),
);
/** They make no program: preprocessing, assembler text, dependencies, questions. */
const makesNothing = /^-(?:E|S|M|MM|fsyntax-only|###|v|V|dump.*|print-.*|-version|-help.*|-print-.*)$/;

export interface Compiler {
  readonly toolchain: string;
  readonly cplusplus: boolean;
  readonly language?: TreeOptions;
  /** `-l` names that it adds by itself. */
  readonly links: readonly string[];
}

export function compiler(facts: Compiler): Program {
  return (call) => compile(call, call.words.slice(1), facts);
}

function compile(call: Call, words: readonly string[], facts: Compiler): readonly Effect[] | undefined {
  // The library of a sanitizer comes with the compiler alone, under a name that every release changes.
  if (words.some((word) => /^-fsanitize=|^-static-lib[alt]san$/.test(word)) && !words.includes('-static'))
    return undefined;
  const inputs: string[] = [];
  const links: string[] = [...facts.links];
  let output: string | undefined;
  let known = true;
  let cplusplus = facts.cplusplus;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const value = withValue.has(word) ? (words[++index] ?? '') : undefined;
    if (word === '-o') output = value;
    else if (word.startsWith('-o') && word.length > 2 && !/^-o(?:pt|bj)/.test(word)) output = word.slice(2);
    else if (word === '-l') links.push(value ?? '');
    else if (word.startsWith('-l')) links.push(word.slice(2));
    else if (word === '-x') cplusplus ||= value?.startsWith('c++') === true;
    // What `pkg-config` prints, or a file of options.
    else if (word.startsWith(UNKNOWN) || word.startsWith('@')) known = false;
    else if (!word.startsWith('-') && value === undefined) inputs.push(word);
  }
  if (words.some((word) => makesNothing.test(word)) && output === undefined) return [];
  if (output?.includes(UNKNOWN) === true || call.cwd.includes(UNKNOWN))
    return [{ kind: 'unknown', reason: `where \`${call.text}\` writes is not known`, under: undefined }];
  cplusplus ||= inputs.some((input) => /\.(?:cc|cpp|cxx|c\+\+|C|mm|cu)$/.test(input)) || links.includes('stdc++');
  const made = { kind: 'command', program: call.program } as const;
  if (words.includes('-c') || words.some((word) => makesNothing.test(word))) {
    const objects =
      output !== undefined
        ? [output]
        : inputs
            .filter((input) => !/[*?[]/.test(input) && !input.includes(UNKNOWN))
            .map((input) => input.replace(/^.*\//, '').replace(/\.\w+$/, '.o'));
    return objects.map((path): Effect => ({ kind: 'write', path: call.resolve(path), node: 'file', origin: made }));
  }
  if (inputs.length === 0 && known) return [];
  const artifact = describeBuild(call, {
    toolchain: facts.toolchain,
    because: words.includes('-static') ? '`-static` is given' : '`-static` is not given',
    static: words.includes('-static') && !words.includes('-shared'),
    sources: foldersOf(call, inputs, facts.language?.endings ?? endings),
    ...(facts.language === undefined ? {} : { language: facts.language }),
    // Objects and archives may be of other sources.
    isWhole: known && inputs.length > 0 && inputs.every((input) => endings.some((ending) => input.endsWith(ending))),
    links: known ? links : undefined,
    // What is linked from objects may be C++ in any of them.
    cplusplus: cplusplus || inputs.some((input) => /\.(?:o|a|so)$/.test(input)),
    openmp: words.some((word) => /^-f?openmp/.test(word)),
  });
  return [
    { kind: 'write', path: call.resolve(output ?? 'a.out'), node: 'file', origin: { kind: 'artifact', artifact } },
  ];
}

/** The folders in which the inputs lie; undefined when one of them cannot be read. */
function foldersOf(call: Call, inputs: readonly string[], endings: readonly string[]): readonly string[] | undefined {
  const folders = new Set<string>();
  for (const input of inputs) {
    const path = call.resolve(input);
    const inside = call.cwd !== '/' && path.startsWith(`${call.cwd}/`);
    const isSource = endings.some((ending) => path.endsWith(ending));
    if (isSource && !/[*?[]/.test(path) && !isGenerated(path) && call.files.read(path) === undefined) return undefined;
    folders.add(inside ? call.cwd : path.replace(/\/[^/]*$/, '') || '/');
  }
  return [...folders];
}

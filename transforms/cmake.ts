// Calls of CMake. What is built and installed then is in cmake/build.ts, what the project's lists say in cmake/lists.ts.
// Sources: cmake(1), cmake-commands(7), cmake-variables(7), ninja's manual.

import { type Call, defineToolchain, type Effect, list, models, type Program, UNKNOWN } from '../src/toolchain.ts';
import { readMake } from './c/make.ts';
import { type Cache, cacheName, cacheOf, made, write, writtenOutside } from './cmake/build.ts';

const cmake: Program = (call) => {
  const words = call.words.slice(1);
  if (words.includes('-E')) return commandMode(call, words.slice(words.indexOf('-E') + 1));
  if (words[0] === '--build') return buildMode(call, words.slice(1));
  if (words[0] === '--install') return installMode(call, words.slice(1));
  if (words.includes('-P') || words.includes('--workflow')) return undefined;
  if (words.some((word) => /^--(?:version|help.*)$/.test(word)) || words.length === 0) return [];
  return configure(call, words);
};

function configure(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const definitions = new Map<string, string>();
  let source: string | undefined;
  let build: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const value = (option: string) => (word === option ? (words[++index] ?? '') : word.slice(option.length));
    if (word.startsWith('-D')) {
      const [, name = '', setting = ''] = /^([^:=]+)(?::\w+)?=(.*)$/s.exec(value('-D')) ?? [];
      definitions.set(name, setting);
    } else if (word.startsWith('-S')) source = value('-S');
    else if (word.startsWith('-H')) source = value('-H');
    else if (word.startsWith('-B')) build = value('-B');
    else if (/^-[CUGTA]$/.test(word) || word === '--toolchain' || word === '--install-prefix' || word === '--preset') {
      const setting = words[++index] ?? '';
      if (word === '--preset') return undefined;
      if (word === '--install-prefix') definitions.set('CMAKE_INSTALL_PREFIX', setting);
    } else if (word.startsWith('--preset')) return undefined;
    else if (word.startsWith('--install-prefix=')) definitions.set('CMAKE_INSTALL_PREFIX', word.slice(17));
    // `$OPTIONS` may hold a prefix.
    else if (word.startsWith(UNKNOWN)) definitions.set('CMAKE_INSTALL_PREFIX', UNKNOWN);
    else if (!word.startsWith('-')) source ??= word;
  }
  const from = call.resolve(source ?? '.');
  const cached = cacheOf(call, from);
  const folder = call.resolve(build ?? (cached !== undefined && source !== undefined ? cached.build : '.'));
  if (folder.includes(UNKNOWN) || from.includes(UNKNOWN) || folder === '/') return undefined;
  const before = cacheOf(call, folder);
  const cache: Cache = {
    source: cached?.source ?? (source === undefined && before !== undefined ? before.source : from),
    build: folder,
    definitions: new Map([...(before?.definitions ?? []), ...definitions]),
  };
  return [
    {
      kind: 'write',
      path: `${folder}/${cacheName}`,
      node: 'file',
      origin: { kind: 'command', program: 'cmake' },
      content: write(cache),
    },
    ...writtenOutside(call, cache),
  ];
}

function buildMode(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const [folder = '.', ...rest] = words;
  const targets: string[] = [];
  let taking = false;
  for (const word of rest) {
    if (word === '--') break;
    if (word === '--target' || word === '-t') taking = true;
    else if (word.startsWith('--target=')) targets.push(word.slice(9));
    else if (word.startsWith('-')) taking = false;
    else if (taking) targets.push(word);
  }
  return made(call, call.resolve(folder), targets, {});
}

function installMode(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const at = words.indexOf('--prefix');
  const prefix = at < 0 ? words.find((word) => word.startsWith('--prefix='))?.slice(9) : words[at + 1];
  return made(call, call.resolve(words[0] ?? '.'), ['install'], prefix === undefined ? {} : { prefix });
}

/** `cmake -E copy a b` and the like. */
function commandMode(call: Call, [command = '', ...words]: readonly string[]): readonly Effect[] | undefined {
  const origin = { kind: 'command', program: 'cmake' } as const;
  switch (command) {
    case 'make_directory':
      return words.map((path): Effect => ({ kind: 'write', path: call.resolve(path), node: 'folder', origin }));
    case 'remove':
    case 'remove_directory':
    case 'rm':
      return words
        .filter((word) => !word.startsWith('-'))
        .map((path): Effect => ({ kind: 'remove', path: call.resolve(path) }));
    case 'echo':
    case 'sleep':
    case 'true':
    case 'environment':
      return [];
    default:
      return undefined;
  }
}

const make: Program = (call) => {
  const found = readMake(call);
  if (found === undefined) return undefined;
  return made(
    call,
    found.folder,
    found.goals,
    found.variables.has('DESTDIR') ? { stage: found.variables.get('DESTDIR') } : {},
  );
};

const inPlace: Program = (call) => [{ kind: 'residue', path: `${call.variable('HOME') ?? '/root'}/.${call.program}` }];

export default defineToolchain({
  name: 'cmake',
  title: 'CMake',
  documentation: 'https://cmake.org/cmake/help/latest/',
  images: [],
  artifacts: 'programs in the build folder, and what `install` puts below its prefix',
  bases: ["the author's base"],
  programs: {
    cmake,
    cmake3: cmake,
    ...models(inPlace, 'conan vcpkg'),
    ...models(() => [], 'ctest ccmake'),
  },
  sensitive: /(?!)/,
  make,
  drivers: list('cmake ctest'),
  packages: list('cmake cmake3'),
  fetchers: list('git curl wget'),
  folders: [],
  archive: /cmake-\d[^\s/]*\.(?:tar|sh)/,
  sources: list(
    'CMakeLists.txt *.cmake *.cmake.in CMakePresets.json CMakeUserPresets.json CMakeCache.txt CMakeFiles conanfile.txt conanfile.py vcpkg.json *.cc *.cpp *.cxx *.c *.h *.hpp *.hh *.hxx *.o *.a',
  ),
  variables: list(
    'CMAKE_BUILD_TYPE CMAKE_BUILD_PARALLEL_LEVEL CMAKE_GENERATOR CMAKE_PREFIX_PATH CMAKE_TOOLCHAIN_FILE CTEST_OUTPUT_ON_FAILURE VCPKG_ROOT CONAN_USER_HOME',
  ),
  megabytes: 350,
});

// Reads CMakeLists.txt as far as it says which programs and shared libraries are built, where, and what is installed.
// Source: the CMake language and its commands, cmake-language(7) and cmake-commands(7).

import { UNKNOWN } from '../../src/toolchain.ts';
import { inBlocks } from './blocks.ts';
import { harmless, modulesWithoutTargets, setsVariable } from './commands.ts';
import { absolute, given, parse } from './language.ts';
import { installedBy, targetsInstalled, type Written, writtenBy } from './written.ts';

const DEEPEST = 12;

export interface Target {
  readonly name: string;
  readonly kind: 'program' | 'shared' | 'static';
  /** File that is built, absolute. May contain UNKNOWN. */
  readonly path: string;
  readonly links: readonly string[];
  /** Files of a shared library have a version in their names. */
  readonly versioned: boolean;
}

export interface Project {
  readonly targets: readonly Target[];
  /** `install(TARGETS …)`: target and folder below the prefix; undefined when something else is installed too. */
  readonly installed: readonly { readonly target: string; readonly folder: string }[] | undefined;
  /** False when a command was not understood, so that there may be more targets. */
  readonly complete: boolean;
  readonly languages: ReadonlySet<string>;
  /** What the lists write at absolute paths while they configure and build. */
  readonly written: readonly Written[];
  /** The same for what they install beside targets. */
  readonly placed: readonly Written[];
}

export interface ProjectOptions {
  readonly source: string;
  readonly build: string;
  readonly definitions: ReadonlyMap<string, string>;
  readonly home: string;
  read(path: string): string | undefined;
}

/** Undefined when the list of the project itself cannot be read. */
export function readProject({ source, build, definitions, home, read }: ProjectOptions): Project | undefined {
  const targets: Target[] = [];
  const properties = new Map<string, Map<string, string>>();
  const links = new Map<string, string[]>();
  const installed: { target: string; folder: string }[] = [];
  const languages = new Set<string>();
  const written: Written[] = [];
  const placed: Written[] = [];
  let onlyTargets = true;
  let complete = true;
  const top = read(`${source}/CMakeLists.txt`);
  if (top === undefined) return undefined;
  const start = new Map<string, string>([
    ['CMAKE_SOURCE_DIR', source],
    ['CMAKE_BINARY_DIR', build],
    ['CMAKE_COMMAND', 'cmake'],
    ['ENV{HOME}', home],
    ['ENV{DESTDIR}', ''],
    ['CMAKE_INSTALL_BINDIR', 'bin'],
    ['CMAKE_INSTALL_SBINDIR', 'sbin'],
    ['CMAKE_INSTALL_PREFIX', definitions.get('CMAKE_INSTALL_PREFIX') ?? '/usr/local'],
    ...definitions,
  ]);
  run(top, source, build, start, 0);
  return {
    targets: targets.map((target) => located(target)),
    installed: onlyTargets ? installed : undefined,
    complete,
    languages,
    written,
    placed,
  };

  function located(target: Target): Target {
    const own = properties.get(target.name);
    const name = own?.get('OUTPUT_NAME') ?? target.name;
    const kind = target.kind === 'program' ? 'RUNTIME' : 'LIBRARY';
    const folder = own?.get(`${kind}_OUTPUT_DIRECTORY`) ?? target.path;
    const file = target.kind === 'program' ? `${name}${own?.get('SUFFIX') ?? ''}` : `lib${name}.so`;
    const absolute = folder.startsWith('/') || folder.startsWith(UNKNOWN) ? folder : `${target.path}/${folder}`;
    return {
      ...target,
      path: `${absolute}/${file}`,
      links: links.get(target.name) ?? [],
      versioned: own?.has('VERSION') === true || own?.has('SOVERSION') === true,
    };
  }

  function run(text: string, folder: string, binary: string, variables: Map<string, string>, depth: number): void {
    const commands = parse(text);
    if (commands === undefined || depth > DEEPEST) {
      complete = false;
      return;
    }
    variables.set('CMAKE_CURRENT_SOURCE_DIR', folder);
    variables.set('CMAKE_CURRENT_LIST_DIR', folder);
    variables.set('CMAKE_CURRENT_BINARY_DIR', binary);
    for (const { command, doubtful, called } of inBlocks(commands)) {
      const words = given(command, variables);
      if (called) note(command.name, words, true);
      else step(command.name, words, folder, binary, variables, depth, doubtful);
    }
  }

  function note(name: string, words: readonly string[], doubtful: boolean): void {
    written.push(...writtenBy(name, words, doubtful));
    if (name !== 'install' || words[0] === 'EXPORT') return;
    placed.push(...installedBy(words, doubtful));
    for (const [index, word] of words.entries()) {
      const value = words[index + 1] ?? '';
      const code = word === 'CODE' ? value : word === 'SCRIPT' ? read(absolute(value, source)) : undefined;
      const inCode = [...inBlocks(parse(code ?? '') ?? [])];
      for (const { command, doubtful: perhaps, called } of inCode)
        placed.push(...writtenBy(command.name, given(command, start), doubtful || perhaps || called));
    }
  }

  function step(
    name: string,
    words: readonly string[],
    folder: string,
    binary: string,
    variables: Map<string, string>,
    depth: number,
    doubtful: boolean,
  ): void {
    note(name, words, doubtful);
    const [first = '', ...rest] = words;
    switch (name) {
      case 'project':
        for (const variable of ['PROJECT_NAME', ...(depth === 0 ? ['CMAKE_PROJECT_NAME'] : [])])
          variables.set(variable, first);
        variables.set('PROJECT_SOURCE_DIR', folder);
        variables.set('PROJECT_BINARY_DIR', binary);
        variables.set(`${first}_SOURCE_DIR`, folder);
        variables.set(`${first}_BINARY_DIR`, binary);
        for (const word of rest) if (/^(?:C|CXX|Fortran|CUDA|OBJC)$/.test(word)) languages.add(word);
        return;
      case 'set': {
        if (definitions.has(first) && rest.includes('CACHE')) return;
        const end = rest.findIndex((word) => word === 'CACHE' || word === 'PARENT_SCOPE');
        const value = (end < 0 ? rest : rest.slice(0, end)).join(';');
        variables.set(first, doubtful && variables.get(first) !== value ? UNKNOWN : value);
        return;
      }
      case 'option':
        if (!variables.has(first)) variables.set(first, words[2] ?? 'OFF');
        return;
      case 'add_executable':
        if (/^(?:IMPORTED|ALIAS)$/.test(rest[0] ?? '')) return;
        addTarget(first, 'program', binary, variables, doubtful);
        return;
      case 'add_library': {
        const [kind = ''] = rest;
        if (/^(?:IMPORTED|ALIAS|INTERFACE|OBJECT)$/.test(kind) || rest[1] === 'IMPORTED' || rest[1] === 'GLOBAL')
          return;
        const shared = variables.get('BUILD_SHARED_LIBS');
        const isShared =
          kind === 'SHARED' ||
          kind === 'MODULE' ||
          (kind !== 'STATIC' && shared !== undefined && !/^(?:|0|off|no|false|n)$/i.test(shared));
        addTarget(first, isShared ? 'shared' : 'static', binary, variables, doubtful);
        return;
      }
      case 'set_target_properties': {
        const at = rest.indexOf('PROPERTIES');
        for (const target of [first, ...rest.slice(0, Math.max(at, 0))]) {
          const own = properties.get(target) ?? new Map<string, string>();
          properties.set(target, own);
          for (let index = at + 1; index > 0 && index < rest.length; index += 2)
            own.set(rest[index] ?? '', doubtful ? UNKNOWN : (rest[index + 1] ?? ''));
        }
        return;
      }
      case 'target_link_libraries':
        links.set(first, [
          ...(links.get(first) ?? []),
          ...rest.filter((word) => !/^(?:PUBLIC|PRIVATE|INTERFACE|debug|optimized|general)$/.test(word)),
        ]);
        return;
      case 'link_libraries':
        links.set('', [...(links.get('') ?? []), ...words]);
        return;
      case 'add_subdirectory': {
        const path = absolute(first, folder);
        const below =
          rest[0] === undefined || rest[0] === 'EXCLUDE_FROM_ALL'
            ? `${binary}${path.slice(folder.length)}`
            : absolute(rest[0], binary);
        const text = first.includes(UNKNOWN) ? undefined : read(`${path}/CMakeLists.txt`);
        if (text === undefined || (!path.startsWith(`${folder}/`) && rest[0] === undefined)) complete = false;
        else run(text, path, below, new Map(variables), depth + 1);
        return;
      }
      case 'include': {
        if (modulesWithoutTargets.test(first)) return;
        const path = absolute(first, folder);
        const own = (variables.get('CMAKE_MODULE_PATH') ?? '')
          .split(';')
          .map((one) => `${absolute(one, folder)}/${first}.cmake`);
        const text = [path, ...own]
          .map((one) => (one.includes(UNKNOWN) ? undefined : read(one)))
          .find((one) => one !== undefined);
        if (text === undefined) complete = false;
        else run(text, folder, binary, variables, depth + 1);
        return;
      }
      case 'install':
        install(first, rest);
        return;
      default:
        if (!harmless.has(name)) complete = false;
        else if (name in setsVariable) variables.set(first, UNKNOWN);
        else if ((name === 'string' || name === 'list' || name === 'file') && rest.length > 0)
          for (const word of rest) if (/^[A-Za-z_]\w*$/.test(word) && variables.has(word)) variables.set(word, UNKNOWN);
    }
  }

  function addTarget(
    name: string,
    kind: Target['kind'],
    binary: string,
    variables: ReadonlyMap<string, string>,
    doubtful: boolean,
  ): void {
    if (name.includes(UNKNOWN) || doubtful) {
      complete = false;
      if (name.includes(UNKNOWN)) return;
    }
    const folder =
      kind === 'program'
        ? (variables.get('CMAKE_RUNTIME_OUTPUT_DIRECTORY') ?? variables.get('EXECUTABLE_OUTPUT_PATH'))
        : (variables.get('CMAKE_LIBRARY_OUTPUT_DIRECTORY') ?? variables.get('LIBRARY_OUTPUT_PATH'));
    const path = folder === undefined || folder === '' ? binary : absolute(folder, binary);
    targets.push({ name, kind, path, links: [], versioned: false });
  }

  function install(first: string, rest: readonly string[]): void {
    if (first !== 'TARGETS' || rest.includes(UNKNOWN)) {
      // Headers and files for other builds are not used at run time, but nobody can tell all of them by their names.
      if (first !== 'EXPORT') onlyTargets = false;
      return;
    }
    installed.push(...targetsInstalled(rest));
  }
}

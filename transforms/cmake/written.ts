// Where the lists of a project put files by themselves, besides what they build. Sources: cmake-commands(7); cmake(1), "Run a Command-Line Tool".

import { list, UNKNOWN } from '../../src/toolchain.ts';

export interface Written {
  /** Absolute; may contain UNKNOWN, but not at its start. */
  readonly path: string;
  readonly node: 'file' | 'folder';
  /** False when it is not sure to happen, or not sure that this is the name. */
  readonly certain: boolean;
}

const filesMade = new Set(list('WRITE APPEND TOUCH'));
const secondIsMade = new Set(list('DOWNLOAD RENAME COPY_FILE GENERATE CONFIGURE'));
const commandKeywords =
  /^(?:COMMAND|ARGS|DEPENDS|WORKING_DIRECTORY|COMMENT|VERBATIM|BYPRODUCTS|OUTPUT|APPEND|MAIN_DEPENDENCY|IMPLICIT_DEPENDS|DEPFILE|USES_TERMINAL|SOURCES|TIMEOUT|\w+_VARIABLE|\w+_FILE|\w+_QUIET|\w+_STRIP_TRAILING_WHITESPACE|COMMAND_\w+|ENCODING)$/;
/** Programs, and commands of `cmake -E`, that make all of their arguments. */
const makers = new Set(list('mkdir make_directory touch tee'));
/** The last argument is what they make. */
const copiers = new Set(
  list(
    'cp mv install rsync ln copy copy_if_different copy_directory copy_directory_if_different create_symlink create_hardlink rename',
  ),
);
/** Units of a service manager, which containers do not have. */
const units = /^(?:\/usr)?\/lib\/systemd\/|^\/etc\/(?:systemd|init\.d)(?:\/|$)/;

/** What a command writes at absolute paths. */
export function writtenBy(
  name: string,
  [first = '', ...rest]: readonly string[],
  doubtful: boolean,
): readonly Written[] {
  const found = written(name, first, rest).filter(
    ({ path }) => path.startsWith('/') && !/^\/(?:dev|tmp)(?:\/|$)/.test(path),
  );
  return doubtful ? perhaps(found) : found;
}

/** What `install(FILES …)` and the like put at absolute paths. */
export function installedBy(words: readonly string[], doubtful: boolean): readonly Written[] {
  const found = intoDestination(words).filter(({ path }) => path.startsWith('/') && !units.test(path));
  return doubtful ? perhaps(found) : found;
}

/** The targets of `install(TARGETS …)`, with the folder that programs go into, below the prefix or absolute. */
export function targetsInstalled(rest: readonly string[]): readonly { target: string; folder: string }[] {
  const keywords =
    /^(?:EXPORT|ARCHIVE|LIBRARY|RUNTIME|OBJECTS|FRAMEWORK|BUNDLE|PRIVATE_HEADER|PUBLIC_HEADER|RESOURCE|INCLUDES|DESTINATION|PERMISSIONS|CONFIGURATIONS|COMPONENT|OPTIONAL|NAMELINK_\w+|FILE_SET|CXX_MODULES_BMI|RUNTIME_DEPENDENC\w+)$/;
  const end = rest.findIndex((word) => keywords.test(word));
  const names = end < 0 ? rest : rest.slice(0, end);
  const options = end < 0 ? [] : rest.slice(end);
  let folder: string | undefined;
  let general: string | undefined;
  for (const [index, word] of options.entries())
    if (word === 'DESTINATION') {
      if (options[index - 1] === 'RUNTIME') folder = options[index + 1];
      else if (index === 0) general = options[1];
    }
  return names.map((target) => ({ target, folder: folder ?? general ?? 'bin' }));
}

function written(name: string, first: string, rest: readonly string[]): readonly Written[] {
  switch (name) {
    case 'configure_file':
      return [file(rest[0])];
    case 'file':
      if (filesMade.has(first)) return [file(rest[0])];
      if (secondIsMade.has(first)) return [file(rest[1])];
      if (first === 'MAKE_DIRECTORY') return rest.map((path) => folder(path));
      if (first === 'CREATE_LINK') return [{ ...file(rest[1]), certain: false }];
      return /^(?:COPY|INSTALL|ARCHIVE_EXTRACT)$/.test(first) ? intoDestination(rest) : [];
    case 'execute_process':
      return byCommands([first, ...rest]);
    case 'add_custom_command':
      return first === 'TARGET' ? byCommands(rest) : perhaps(byCommands(rest));
    case 'add_custom_target':
      return rest.includes('ALL') ? byCommands(rest) : perhaps(byCommands(rest));
    default:
      return [];
  }
}

function intoDestination(words: readonly string[]): readonly Written[] {
  const at = words.indexOf('DESTINATION');
  const destination = words[at + 1];
  if (at < 0 || destination === undefined) return [];
  const renamed = words.indexOf('RENAME');
  const name = renamed < 0 ? undefined : words[renamed + 1];
  const sources = words.slice(0, at).filter((word) => !/^(?:FILES|PROGRAMS|DIRECTORY|TYPE|INPUT)$/.test(word));
  // Only a name with a suffix is sure to be a file's.
  const single = sources.every((word) => /\.\w+$/.test(word) && !word.includes(UNKNOWN));
  if (!single || sources.length === 0) return [folder(destination)];
  return sources.map((word) => file(`${destination}/${name ?? word.slice(word.lastIndexOf('/') + 1)}`));
}

function byCommands(words: readonly string[]): readonly Written[] {
  const found: Written[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (/^(?:OUTPUT|ERROR)_FILE$/.test(word)) found.push(file(words[index + 1]));
    if (word !== 'COMMAND') continue;
    const rest = words.slice(index + 1);
    const end = rest.findIndex((one) => commandKeywords.test(one) && one !== 'ARGS');
    found.push(...byShell(end < 0 ? rest : rest.slice(0, end)));
  }
  return found;
}

function byShell(words: readonly string[]): readonly Written[] {
  const end = words.findIndex((word) => /^(?:&&|\|\||[;|])$/.test(word));
  if (end >= 0) return [...byShell(words.slice(0, end)), ...byShell(words.slice(end + 1))];
  const [program = '', ...given] = words.filter((word) => word !== 'ARGS' && word !== 'sudo');
  const script = /(?:^|\/)(?:ba|da)?sh$/.test(program) && given[0] === '-c' ? given[1] : undefined;
  if (script !== undefined)
    return perhaps(
      byShell(
        script
          .replace(/&&|\|\||[;|]|>+/g, ' $& ')
          .split(/[\s"']+/)
          .filter((word) => word !== ''),
      ),
    );
  const into = words.flatMap((word, index) => (/^>+$/.test(word) ? [file(words[index + 1])] : []));
  const [tool = '', ...options] = given[0] === '-E' ? given.slice(1) : [program, ...given];
  const paths = options.filter((word) => !word.startsWith('-'));
  const called = tool.slice(tool.lastIndexOf('/') + 1);
  if (makers.has(called)) into.push(...paths.map((path) => (/^mk|^make/.test(called) ? folder(path) : file(path))));
  else if (copiers.has(called)) {
    const last = paths.at(-1);
    const isFolder = /^copy_directory/.test(called) || last?.endsWith('/') === true || paths.length > 2;
    into.push(isFolder ? folder(last) : { ...file(last), certain: /^copy/.test(called) && /\.\w+$/.test(last ?? '') });
  }
  return into;
}

function file(path = ''): Written {
  return { path, node: 'file', certain: true };
}

function folder(path = ''): Written {
  return { path, node: 'folder', certain: true };
}

function perhaps(all: readonly Written[]): readonly Written[] {
  return all.map((one) => ({ ...one, certain: false }));
}

// Command lines of package managers, taken apart: what they are to do, in which folder, and what they hand on to scripts.
// Sources: the command lists of npm, Yarn and pnpm.

import { type Call, list } from '../../src/toolchain.ts';

/** A command of a package manager, taken apart. */
export interface Request {
  readonly verb: string;
  readonly operands: readonly string[];
  readonly options: readonly string[];
  readonly folder: string;
  /** What follows `--`, or for yarn and pnpm all that follows the name of the script. */
  readonly handedOn: readonly string[];
}

const withValue = new Set(
  list(
    '--registry --loglevel --cache --userconfig -w --workspace --filter -F --network-timeout --network-concurrency --mutex --modules-folder --omit --include --only --location --arch --platform --node-linker',
  ),
);
/** Options that run a command in another folder. */
const folderOption = /^(?:--prefix|--cwd|-C|--dir)(?:=(.*))?$/;
/** Options after which the command is about more packages than that of the folder. */
export const manyPackages = /^(?:-w|--workspaces?|--filter|-F|-r|--recursive|-ws)(?:=|$)/;

export function requestOf(call: Call): Request {
  const words = call.words.slice(1);
  const operands: string[] = [];
  const options: string[] = [];
  let folder = call.cwd;
  let handedOn: readonly string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const at = folderOption.exec(word);
    if (word === '--') {
      handedOn = words.slice(index + 1);
      break;
    }
    if (at !== null) folder = call.resolve(at[1] ?? words[++index] ?? '.');
    else if (withValue.has(word)) options.push(word, words[++index] ?? '');
    else if (word.startsWith('-')) options.push(word);
    else {
      operands.push(word);
      // Yarn and pnpm hand on all that follows the script's name.
      const name = operands.at(-1) ?? '';
      const isLast = /^(?:run|exec|dlx|workspace|global)$/.test(operands[0] ?? '') ? operands.length > 1 : true;
      if (
        call.program !== 'npm' &&
        isLast &&
        !verbsOfYarn.has(name) &&
        operands[0] !== 'global' &&
        !verbsOfYarn.has(operands[0] ?? '')
      ) {
        handedOn = words.slice(index + 1).filter((one, place) => !(place === 0 && one === '--'));
        break;
      }
    }
  }
  const [verb = '', ...rest] = operands;
  return { verb, operands: rest, options, folder, handedOn };
}

/** Commands of Yarn and pnpm that are no scripts. */
export const verbsOfYarn = new Set(
  list(
    'add audit autoclean bin cache check config create dedupe deploy env fetch generate-lock-entry global help i import info init install licenses link list login logout outdated owner pack patch plugin policies prune publish rb rebuild remove rm root self-update set setup store tag team unlink up update upgrade version versions why workspaces',
  ),
);
export const installs = /^(?:i|install|ci|clean-install|install-clean|in|ins|isntall|add)$/;
export const buildName =
  /build|compile|bundle|transpile|webpack|babel|(?:^|[:_-])(?:dist|prod|production|tsc|generate|export)(?:$|[:_-])/i;

export const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

// How pip and the tools that stand in for it are asked for packages. Source: the documentation of pip.

import { type Call, type Effect, list, type Program, readOptions, UNKNOWN } from '../../src/toolchain.ts';
import { caches, installed } from './packages.ts';
import { environmentOf, homeOf, isRoot, type Place, sitesOf } from './places.ts';
import {
  nothing,
  type Requirements,
  requirementOf,
  requirementsFile,
  together,
  unseen,
  writesElsewhere,
} from './requirements.ts';

const withValue = new Set(
  list(`
    r requirement c constraint e editable t target prefix root src i index-url extra-index-url f find-links trusted-host timeout retries proxy cert client-cert
    cache-dir log python-version platform implementation abi no-binary only-binary progress-bar upgrade-strategy global-option install-option build-option config-settings
    C build b exists-action root-user-action report use-feature use-deprecated python p w wheel-dir d dest default-timeout resolution link-mode index allow-insecure-host extra group keyring-provider override
    index-strategy prerelease refresh-package no-build-isolation-package
  `),
);

const flag = /^-{1,2}(?=\w)/;

/** Every value of an option that may be given more than once. */
function valuesOf(words: readonly string[], ...names: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (!word.startsWith('-')) return [];
    const [name = '', value] = word.replace(flag, '').split(/=(.*)/s);
    if (names.includes(name)) return [value ?? words[index + 1] ?? ''];
    // `-rrequirements.txt`
    const [first = '', ...rest] = word.slice(1);
    return !word.startsWith('--') &&
      names.includes(first) &&
      rest.length > 0 &&
      !/^[rec][a-z]+$/.test(word.slice(1).split(/[./]/)[0] ?? '')
      ? [rest.join('')]
      : [];
  });
}

export interface Request {
  readonly verb: string;
  readonly named: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
  readonly requirements: Requirements;
  /** Folders of projects that are installed as they lie there. */
  readonly editable: readonly string[];
}

export function requestOf(call: Call, words: readonly string[]): Request {
  const { named, operands } = readOptions(words, withValue, true);
  const [verb = '', ...rest] = operands;
  const editable = valuesOf(words, 'e', 'editable');
  const requirements = together(
    nothing,
    ...rest.map((one) => requirementOf(one, call.cwd, call.files)),
    ...editable.map((one) => requirementOf(one, call.cwd, call.files)),
    ...valuesOf(words, 'r', 'requirement').map((file) =>
      file.includes(UNKNOWN) || file === '-' || file === '/dev/stdin' || file.includes('://')
        ? unseen(file === '-' || file === '/dev/stdin' ? 'what is piped into pip' : file)
        : requirementsFile(call.resolve(file), call.files),
    ),
  );
  return { verb, named, operands: rest, requirements, editable };
}

/** Settings of pip by the environment that move what it installs. */
const moving = list('PIP_TARGET PIP_PREFIX PIP_ROOT PYTHONUSERBASE PIP_CONFIG_FILE PYTHONPYCACHEPREFIX');

/** Where packages go, by the options and the environment; undefined when that is not known. */
export function placesOf(call: Call, named: ReadonlyMap<string, string>): readonly Place[] | undefined {
  if (moving.some((name) => call.variable(name) !== undefined)) return undefined;
  if (named.has('prefix') || named.has('root')) {
    const prefix = named.get('prefix');
    return prefix === undefined ||
      named.has('root') ||
      prefix.includes(UNKNOWN) ||
      /^\/usr(?:\/local)?\/?$/.test(prefix)
      ? undefined
      : [{ path: call.resolve(prefix), whole: true }];
  }
  const target = named.get('target') ?? named.get('t');
  if (target !== undefined) return target.includes(UNKNOWN) ? undefined : [{ path: call.resolve(target), whole: true }];
  const environment = environmentOf(call);
  if (environment !== undefined) return [{ path: environment, whole: true }];
  const isUser = named.has('user') || /^(?:1|true|yes|on)$/i.test(call.variable('PIP_USER') ?? '');
  if (isUser || !isRoot(call)) return [{ path: `${homeOf(call)}/.local`, whole: true }];
  return sitesOf(call);
}

/** Projects that stay where they are, and those from repositories, which go into `src`. */
export function editableFolders(call: Call, request: Request): Effect[] | undefined {
  const effects: Effect[] = [];
  for (const word of request.editable) {
    const isRemote = /^(?:git|hg|svn|bzr)\+|:\/\//.test(word);
    const path = isRemote
      ? call.resolve(request.named.get('src') ?? 'src')
      : call.resolve(word.replace(/\[.*$/, '').replace(/^file:\/\//, ''));
    const environment = environmentOf(call);
    if (path.includes(UNKNOWN) || path === '/' || /^\/(?:tmp|var\/tmp)(?:\/|$)/.test(path)) return undefined;
    if (isRemote && environment !== undefined && !request.named.has('src')) continue;
    effects.push(...installed(call, [{ path, whole: false }], nothing));
  }
  return effects;
}

const inert = /^(?:uninstall|list|freeze|show|check|config|cache|debug|index|search|hash|help|completion|inspect|)$/;

export function pipCommand(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const request = requestOf(call, words);
  const { verb, named } = request;
  if (inert.test(verb)) return caches(call);
  if (verb === 'wheel' || verb === 'download') {
    const folder = named.get('w') ?? named.get('wheel-dir') ?? named.get('d') ?? named.get('dest');
    return folder === undefined || folder.includes(UNKNOWN)
      ? undefined
      : [{ kind: 'residue', path: call.resolve(folder) }, ...caches(call)];
  }
  if (verb !== 'install' || named.has('dry-run')) return undefined;
  const places = placesOf(call, named);
  const editable = editableFolders(call, request);
  const folders = [...request.operands, ...request.editable].map((word) => call.resolve(word.replace(/\[.*$/, '')));
  if (places === undefined || editable === undefined || folders.some((one) => writesElsewhere(one, call.files)))
    return undefined;
  return [...installed(call, places, request.requirements), ...editable];
}

export const pip: Program = (call) => pipCommand(call, call.words.slice(1));

export const easyInstall: Program = (call) => pipCommand(call, ['install', ...call.words.slice(1)]);

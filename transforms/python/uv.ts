// The environment that uv makes for a project, and its stand-in for pip. Source: the documentation of uv.

import { type Call, type Effect, list, type Program, readOptions, UNKNOWN } from '../../src/toolchain.ts';
import { exported, isOn, virtualEnvironment, withProject } from './environment.ts';
import { caches } from './packages.ts';
import { pipCommand, requestOf } from './pip.ts';
import { environmentOf, type Place, sitesOf } from './places.ts';
import { projectOf } from './requirements.ts';

const valuesOfUv = new Set(
  list(
    'p python group extra only-group no-group package index-url default-index index find-links resolution link-mode color config-file cache-dir directory project refresh-package with no-build-package no-binary-package no-install-package index-strategy prompt o output-file format',
  ),
);

/** Without another folder by name, `.venv` in the project. */
export function placesOfUv(call: Call): readonly Place[] | undefined {
  const path = call.variable('UV_PROJECT_ENVIRONMENT') ?? '.venv';
  if (path.includes(UNKNOWN)) return undefined;
  if (/^\/usr(?:\/local)?\/?$/.test(path)) return sitesOf({ ...call, words: ['python'] });
  return [{ path: call.resolve(path), whole: true }];
}

/** It fetches another Python when the image has none that fits. */
function fetchesPython(call: Call): boolean {
  const pinned = call.files.read(`${call.cwd}/.python-version`)?.trim();
  const own = call.version('python');
  return own === undefined || (pinned !== undefined && own !== '' && pinned !== own && !pinned.startsWith(`${own}.`));
}

export const uv: Program = (call) => {
  const words = call.words.slice(1);
  const { named, operands } = readOptions(words, valuesOfUv, true);
  const [verb = '', second = ''] = operands;
  if (named.has('directory') || named.has('project')) return undefined;
  if (verb === 'venv')
    return fetchesPython(call) || named.has('p') || named.has('python')
      ? undefined
      : virtualEnvironment(call, second === '' ? '.venv' : second);
  if (verb === 'sync') {
    if (fetchesPython(call)) return undefined;
    return withProject(call, placesOfUv(call), !named.has('no-install-project') && !named.has('no-editable'));
  }
  if (verb === 'pip') {
    const rest = words.slice(words.indexOf('pip') + 1);
    if (second !== 'install')
      return second === 'sync'
        ? pipFrom(call, ['install', '-r', ...operands.slice(2)])
        : second === 'compile'
          ? compiled(call, named)
          : caches(call);
    return pipFrom(call, rest);
  }
  if (verb === 'export') return compiled(call, named);
  return /^(?:lock|cache|version|tree|self|help|)$/.test(verb) ? caches(call) : undefined;
};

function compiled(call: Call, named: ReadonlyMap<string, string>): Effect[] | undefined {
  const path = named.get('o') ?? named.get('output-file') ?? call.output;
  return path === undefined || path.includes(UNKNOWN)
    ? undefined
    : [exported(call, path, [...projectOf(call.cwd, call.files).names])];
}

function pipFrom(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const isSystem = words.some((word) => word === '--system') || isOn(call.variable('UV_SYSTEM_PYTHON'));
  if (isSystem)
    return pipCommand(
      { ...call, words: ['pip', ...words] },
      words.filter((word) => word !== '--system'),
    );
  const named = requestOf(call, words).named;
  const python = named.get('python') ?? named.get('p');
  const environment =
    python?.includes('/') === true
      ? python.replace(/\/bin\/python[\d.]*$/, '')
      : (call.variable('VIRTUAL_ENV') ?? environmentOf(call) ?? `${call.cwd}/.venv`);
  if (call.files.find(call.resolve(environment)) === undefined) return undefined;
  return pipCommand({ ...call, words: [`${environment}/bin/pip`, ...words] }, words);
}

// Tools that install a project by its manifest: Poetry and Pipenv. Where they put it, and what they run. Sources: their documentation.

import {
  type Call,
  list,
  type Program,
  readOptions,
  readToml,
  type ScriptReader,
  UNKNOWN,
} from '../../src/toolchain.ts';
import { exported, isOff, isOn, withProject } from './environment.ts';
import { caches, installed } from './packages.ts';
import { environmentOf, homeOf, isRoot, type Place, sitesOf } from './places.ts';
import { pipfileOf, projectOf, requirementOf, together } from './requirements.ts';
import { placesOfUv, uv } from './uv.ts';

/** What `poetry config` was told, or a file of the project says. */
function settingOf(call: Call, name: 'create' | 'in-project'): string | undefined {
  const variable = call.variable(`POETRY_VIRTUALENVS_${name.toUpperCase().replace('-', '_')}`);
  const files = [`${call.cwd}/poetry.toml`, `${homeOf(call)}/.config/pypoetry/config.toml`];
  return (
    variable ??
    files.map((path) => readToml(call.files.read(path))?.text('virtualenvs', name)).find((one) => one !== undefined)
  );
}

/** An active environment counts before all settings. */
function placesOfPoetry(call: Call): readonly Place[] | undefined {
  const active = call.variable('VIRTUAL_ENV') ?? environmentOf(call);
  const isOwn = active !== undefined && /^\/opt\/poetry|\/pypoetry|\.poetry/.test(active);
  if (active !== undefined && !isOwn) return active.includes(UNKNOWN) ? undefined : [{ path: active, whole: true }];
  if (isOff(settingOf(call, 'create'))) return sitesOf({ ...call, words: ['python'] });
  if (isOn(settingOf(call, 'in-project')) || call.files.find(`${call.cwd}/.venv`) !== undefined)
    return [{ path: `${call.cwd}/.venv`, whole: true }];
  if (call.variable('POETRY_VIRTUALENVS_PATH') !== undefined) return undefined;
  const cache = call.variable('POETRY_CACHE_DIR') ?? `${homeOf(call)}/.cache/pypoetry`;
  return [{ path: `${cache}/virtualenvs`, whole: true }];
}

const poetry: Program = (call) => {
  const { named, operands } = readOptions(
    call.words.slice(1),
    new Set(list('E extras without with only C directory P project o output f format')),
    true,
  );
  const [verb = '', first = '', second = ''] = operands;
  if (named.has('C') || named.has('directory') || named.has('P') || named.has('project')) return undefined;
  if (verb === 'config') {
    const name = /^virtualenvs\.(create|in-project)$/.exec(first)?.[1];
    if (/^virtualenvs\.path|^cache-dir/.test(first)) return undefined;
    if (name === undefined || second === '') return caches(call);
    const path = named.has('local') ? `${call.cwd}/poetry.toml` : `${homeOf(call)}/.config/pypoetry/config.toml`;
    const content = `${call.files.read(path) ?? '[virtualenvs]\n'}${name} = ${isOn(second)}\n`;
    return [
      { kind: 'write', path, node: 'file', content, origin: { kind: 'command', program: 'poetry' } },
      ...caches(call),
    ];
  }
  if (/^(?:install|sync|update|add)$/.test(verb)) {
    const isOnlyDependencies = named.has('no-root') || named.has('only') || call.cwd === '/';
    const extra = verb === 'add' ? operands.slice(1).map((one) => requirementOf(one, call.cwd, call.files)) : [];
    const places = placesOfPoetry(call);
    const made = withProject(call, places, !isOnlyDependencies);
    if (made === undefined || places === undefined) return undefined;
    return extra.length === 0 ? made : [...made, ...installed(call, places, together(...extra))];
  }
  if (verb === 'export') {
    const path = named.get('o') ?? named.get('output') ?? call.output;
    if (path === undefined || path.includes(UNKNOWN)) return undefined;
    return [exported(call, path, [...projectOf(call.cwd, call.files).names]), ...caches(call)];
  }
  if (verb === 'build') return [{ kind: 'residue', path: `${call.cwd}/dist` }];
  return /^(?:lock|check|show|env|cache|about|version|search|self|source|)$/.test(verb) || named.has('version')
    ? caches(call)
    : undefined;
};

const pipenv: Program = (call) => {
  const { named, operands } = readOptions(
    call.words.slice(1),
    new Set(list('python r requirements i index extra-pip-args categories')),
    true,
  );
  const [verb = '', ...names] = operands;
  const isSystem = named.has('system') || isOn(call.variable('PIPENV_SYSTEM'));
  if (verb === 'install' || verb === 'sync' || verb === 'update') {
    if (call.variable('PIPENV_PIPFILE') !== undefined || call.variable('WORKON_HOME') !== undefined) return undefined;
    const active = environmentOf(call) ?? call.variable('VIRTUAL_ENV');
    const places: readonly Place[] | undefined = isSystem
      ? isRoot(call)
        ? sitesOf({ ...call, words: ['python'] })
        : [{ path: `${homeOf(call)}/.local`, whole: true }]
      : active !== undefined
        ? [{ path: active, whole: true }]
        : isOn(call.variable('PIPENV_VENV_IN_PROJECT')) || call.files.find(`${call.cwd}/.venv`) !== undefined
          ? [{ path: `${call.cwd}/.venv`, whole: true }]
          : [{ path: `${homeOf(call)}/.local/share/virtualenvs`, whole: true }];
    if (places === undefined) return undefined;
    const requirements = together(
      ...(names.length > 0 && !named.has('r')
        ? []
        : [pipfileOf(call.cwd, call.files, named.has('dev') || named.has('d'))]),
      ...names.map((one) => requirementOf(one, call.cwd, call.files)),
    );
    return installed(call, places, requirements);
  }
  if ((verb === 'lock' && (named.has('r') || named.has('requirements'))) || verb === 'requirements')
    return call.output === undefined
      ? undefined
      : [exported(call, call.output, [...pipfileOf(call.cwd, call.files, named.has('dev')).names])];
  return /^(?:lock|check|graph|clean|verify|scripts|)$/.test(verb) ? caches(call) : undefined;
};

export const projects: Readonly<Record<string, Program>> = { poetry, pipenv, uv };

/** `poetry run …`, `pipenv run …`, `uv run …` in the environment of the project. */
const runner =
  (places: (call: Call) => readonly Place[] | undefined): ScriptReader =>
  (call) => {
    const at = call.words.indexOf('run');
    const options =
      call.program === 'uv'
        ? new Set(list('--group --extra --with -p --python --package --env-file'))
        : new Set<string>();
    if (at < 0) return undefined;
    let first = at + 1;
    while (call.words[first]?.startsWith('-') === true) first += options.has(call.words[first] ?? '') ? 2 : 1;
    const words = call.words.slice(first);
    const folders = places(call);
    if (words.length === 0 || folders === undefined || words.some((word) => word.includes(UNKNOWN))) return 'unseen';
    const path = folders.map((one) =>
      /virtualenvs$|site-packages$|\/lib$|\/bin$/.test(one.path) ? one.path : `${one.path}/bin`,
    );
    return {
      cwd: call.cwd,
      scripts: [words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')],
      path,
      within: call.cwd,
    };
  };

export const readers: Readonly<Record<string, ScriptReader>> = {
  poetry: runner(placesOfPoetry),
  pipenv: runner((call) => [{ path: `${homeOf(call)}/.local/share/virtualenvs`, whole: true }]),
  uv: runner(placesOfUv),
};

// Python's package managers as builds call them. What is installed is in python/packages.ts, what distributions need in python/distributions.ts.
// Sources: the documentation of pip, venv, setuptools, Poetry, Pipenv, uv and Django; docker-library/python.

import {
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readOptions,
  UNKNOWN,
} from '../src/toolchain.ts';
import { protoc } from './protobuf/protoc.ts';
import { virtualEnvironment } from './python/environment.ts';
import { caches, installed } from './python/packages.ts';
import { easyInstall, editableFolders, pip, pipCommand, placesOf, requestOf } from './python/pip.ts';
import { homeOf, interpreterOf, sitesOf } from './python/places.ts';
import { projects, readers } from './python/projects.ts';
import { nothing, projectOf, writesElsewhere } from './python/requirements.ts';
import { serves } from './python/servers.ts';
import { sourcesIn } from './python/sources.ts';

const inert: Program = (call) => caches(call);

/** Programs that check, and leave nothing but caches. */
const checking = 'pytest py.test nosetests flake8 pylint pycodestyle pyflakes mypy black isort bandit safety ruff';

/** `setup.py` with its commands, one after the other. */
function setup(call: Call, script: string, commands: readonly string[]): readonly Effect[] | undefined {
  const folder = call.resolve(script).replace(/\/[^/]*$/, '') || '/';
  const effects: Effect[] = [];
  for (const command of commands.filter((word) => !word.startsWith('-'))) {
    if (/^(?:build|sdist|bdist_wheel|bdist|egg_info|check|clean|test|sdist|build_py|build_ext)$/.test(command)) {
      if (command.startsWith('build_ext')) effects.push(...installed(call, [{ path: folder, whole: false }], nothing));
      else effects.push({ kind: 'residue', path: `${folder}/build` }, { kind: 'residue', path: `${folder}/dist` });
    } else if (command === 'install' || command === 'develop') {
      if (commands.some((word) => /^--(?:prefix|root|home|user|install-)/.test(word))) return undefined;
      const places = placesOf(call, new Map());
      if (places === undefined || folder === '/' || writesElsewhere(folder, call.files)) return undefined;
      effects.push(...installed(call, places, projectOf(folder, call.files)), {
        kind: 'residue',
        path: `${folder}/build`,
      });
      if (command === 'develop') {
        const made = editableFolders(call, { ...requestOf(call, []), editable: [folder] });
        if (made === undefined) return undefined;
        effects.push(...made);
      }
    } else return undefined;
  }
  return effects;
}

const silent = /^(?:check|test|showmigrations|validate|diffsettings|help|version|--version|compilescss)$/;
const writing =
  /^(?:collectstatic|compilemessages|compress|makemessages|assets|compilejsi18n|compilejsi18n|build|tailwind|sass|update_translation_field|thumbnail)$/;

/** Commands of Django write into the project, as far as its settings do not name another place. */
function manage(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const command = words.find((word) => !word.startsWith('-')) ?? '';
  if (silent.test(command)) return [];
  if (!writing.test(command) || call.cwd === '/') return undefined;
  const folder = staticFolder(call);
  if (folder === 'unknown') return undefined;
  const assumed =
    folder === undefined && command !== 'compilemessages'
      ? `where \`${call.text}\` writes to was not seen, and is taken to be in \`${call.cwd}\``
      : undefined;
  return [call.cwd, ...(folder === undefined ? [] : [folder])].flatMap((path) =>
    installed(call, [{ path, whole: false }], nothing).map((effect): Effect => {
      if (effect.kind !== 'write' || effect.origin.kind !== 'artifact') return effect;
      const evidence = [`\`${call.text}\` writes in \`${path}\``];
      const artifact = { ...effect.origin.artifact, evidence, ...(assumed === undefined ? {} : { assumed }) };
      return { ...effect, origin: { kind: 'artifact', artifact } };
    }),
  );
}

/** Where the settings that can be seen have static files collected; undefined when none of them says so. */
function staticFolder(call: Call): string | 'unknown' | undefined {
  const sources = sourcesIn(call.files);
  const values = [...(sources?.plain ?? '').matchAll(/^[ \t]*(?:STATIC_ROOT|COMPRESS_ROOT)\s*=\s*([^\n]*)/gm)].map(
    ([, value = '']) => value.trim(),
  );
  const inside =
    /^(?:str\(\s*)?(?:os\.path\.join\(\s*\w+\s*,\s*(?:["'](?!\/|\.\.)[\w./-]*["']\s*,?\s*)+\)|\w+\s*(?:\/\s*["'](?!\/|\.\.)[\w./-]*["']\s*)+|["'](?!\/|\.\.)[\w./-]*["'])\)?$/;
  const outside = values.filter((value) => value.length > 300 || !inside.test(value));
  if (outside.length === 0) return values.length === 0 ? undefined : call.cwd;
  const [, path] = /^["'](\/[\w./-]+)["']$/.exec(outside[0] ?? '') ?? [];
  return outside.length > 1 || path === undefined ? 'unknown' : call.resolve(path);
}

/** Modules that are started as programs: `python -m pip install …`. */
function runModule(call: Call, name: string, words: readonly string[]): readonly Effect[] | undefined {
  switch (name) {
    case 'pip':
      return pipCommand(call, words);
    case 'venv':
    case 'virtualenv':
      return environment(call, words);
    case 'ensurepip': {
      const places = placesOf(call, new Map());
      return places === undefined ? undefined : installed(call, places, nothing);
    }
    case 'compileall':
    case 'site':
    case 'this':
    case 'unittest':
      return [];
    // gRPC brings the compiler of Protocol Buffers along.
    case 'grpc_tools.protoc':
      return protoc({ ...call, program: 'protoc', words: ['protoc', ...words] });
    case 'nltk.downloader': {
      const { named } = readOptions(words, new Set(['d', 'u', 'p']), true);
      const folder = named.get('d') ?? call.variable('NLTK_DATA') ?? `${homeOf(call)}/nltk_data`;
      return folder.includes(UNKNOWN)
        ? undefined
        : installed(call, [{ path: call.resolve(folder), whole: true }], nothing);
    }
    case 'spacy': {
      const places = placesOf(call, new Map());
      return words[0] !== 'download' || places === undefined ? undefined : installed(call, places, nothing);
    }
    default: {
      const program = Object.hasOwn(projects, name) ? projects[name] : undefined;
      if (program !== undefined) return program({ ...call, program: name, words: [name, ...words] });
      return list(checking).includes(name) ? inert(call) : undefined;
    }
  }
}

function environment(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const { operands } = readOptions(words, new Set(list('prompt p python setuptools pip wheel')), true);
  const [folder, ...more] = operands;
  return folder === undefined || more.length > 0 ? undefined : virtualEnvironment(call, folder);
}

const harmlessCode =
  /^\s*(?:(?:import|from)\s+[\w.]+(?:\s+import\s+[\w., ]+)?(?:\s+as\s+\w+)?\s*;?\s*)*(?:print\s*\([\w.\s'"%]*\)\s*;?\s*)*$/;

const python: Program = (call) => {
  const words = call.words.slice(1);
  const at = words.findIndex((word) => !/^-[BbdEiIOPqsSuvx]+$/.test(word));
  const [first, second = '', ...rest] = at < 0 ? [] : words.slice(at);
  if (first === undefined) return call.input === undefined ? [] : undefined;
  if (/^(?:--version|-V|--help|-h)$/.test(first)) return [];
  if (first === '-m') return runModule(call, second, rest);
  if (first === '-c')
    return harmlessCode.test(second) && !/nltk|transformers|torch|spacy/.test(second) ? [] : undefined;
  const name = first.slice(first.lastIndexOf('/') + 1);
  if (name === 'setup.py')
    return setup(
      call,
      first,
      [second, ...rest].filter((word) => word !== ''),
    );
  if (name === 'manage.py') return manage(call, [second, ...rest]);
  if (name === 'get-pip.py') return getPip(call);
  if (/^(?:get|install)-poetry(?:\.py)?$/.test(name)) return poetryInstaller(call);
  return undefined;
};

const getPip: Program = (call) => {
  const places = sitesOf({ ...call, words: [call.program === 'python' ? 'python' : interpreterOf(call)] });
  return places === undefined ? undefined : installed(call, places, nothing);
};

/** Both installers put Poetry beside everything else; the newer one into a folder of the user's data. */
const poetryInstaller: Program = (call) => {
  const home = call.variable('POETRY_HOME');
  const folders = home === undefined ? [`${homeOf(call)}/.poetry`, `${homeOf(call)}/.local/share/pypoetry`] : [home];
  return [...folders.map((path): Effect => ({ kind: 'residue', path })), ...caches(call)];
};

const uvInstaller: Program = (call) => caches(call);

const django: Program = (call) => manage(call, call.words.slice(1));

export default defineToolchain({
  name: 'python',
  title: 'Python build tools',
  documentation:
    'https://pip.pypa.io/, https://python-poetry.org/docs/, https://pipenv.pypa.io/, https://docs.astral.sh/uv/',
  images: ['python'],
  artifacts:
    'a virtual environment, or the packages and programs of the interpreter, at their paths; the sources as they are',
  bases: ['python:<version>-slim-<release>', 'python:<version>-alpine<release>'],
  programs: {
    ...models(pip, 'pip pip2 pip3'),
    ...models(python, 'python python2 python3'),
    ...models(inert, checking),
    ...models(easyInstall, 'easy_install easy_install3'),
    ...models((call) => environment(call, call.words.slice(1)), 'virtualenv pyvenv'),
    ...projects,
    'manage.py': django,
    'django-admin': django,
    'django-admin.py': django,
  },
  readers,
  serves,
  installers: [
    { url: /get-pip\.py/, program: getPip },
    { url: /get-poetry\.py|install-poetry\.py|install\.python-poetry\.org/, program: poetryInstaller },
    { url: /astral\.sh\/uv\/.*install\.sh/, program: uvInstaller },
  ],
  uses: ['c'],
  drivers: list('conda jupyter jupyter-lab jupyter-notebook ipython tox nox pytest py.test nosetests'),
  develops: (words) => {
    const [program = '', ...rest] = words;
    const name = program.slice(program.lastIndexOf('/') + 1);
    const isPython = /^python[\d.]*$/.test(name);
    if (isPython && rest.length === 0) return true;
    const [first = '', second = ''] =
      isPython && rest[0] === '-m' ? rest.slice(1) : [name, ...rest.filter((word) => !word.startsWith('-'))];
    if (/^pip[\d.]*$/.test(first) || first === 'pipenv' || first === 'poetry' || first === 'uv')
      return /^(?:install|sync|update|add|pip|wheel|lock)$/.test(second);
    return isPython && /(?:^|\/)setup\.py$/.test(rest.find((word) => !word.startsWith('-')) ?? '');
  },
  watches: (words) => words.includes('runserver') || words.includes('--reload'),
  runs: ([program = '', ...words]) => {
    if (!/^python[\d.]*$/.test(program)) return undefined;
    const script = words.find((word) => !/^-[BbdEiIOPqsSuvx]+$/.test(word));
    return script === undefined || script.startsWith('-') ? undefined : script;
  },
  sensitive: /(?!)/,
  packages: list(
    'python-dev python2-dev python3-dev python-all-dev python3-all-dev python3.5-dev python3.6-dev python3.7-dev python3.8-dev python3.9-dev python3.10-dev python3.11-dev python3.12-dev python3.13-dev python-pip python3-pip py-pip py2-pip py3-pip python-virtualenv python3-virtualenv virtualenv python3-venv python-wheel python3-wheel py3-wheel cython cython3 py3-virtualenv',
  ),
  fetchers: [],
  folders: [],
  archive: /(?!)/,
  sources: list(
    'requirements.txt requirements-*.txt requirements_*.txt constraints.txt Pipfile Pipfile.lock poetry.lock uv.lock',
  ),
  variables: list(
    'PIP_NO_CACHE_DIR PIP_DISABLE_PIP_VERSION_CHECK PIP_DEFAULT_TIMEOUT PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST POETRY_HOME POETRY_VERSION POETRY_VIRTUALENVS_CREATE POETRY_VIRTUALENVS_IN_PROJECT POETRY_NO_INTERACTION POETRY_CACHE_DIR UV_COMPILE_BYTECODE UV_LINK_MODE UV_CACHE_DIR PIPENV_VENV_IN_PROJECT',
  ),
  // Without a compiler beside it nothing is gained.
  megabytes: 0,
});

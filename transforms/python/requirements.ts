// Which distributions a project asks for: requirements files, pyproject.toml, setup.py and setup.cfg, Pipfile, and lock files, which name all of them.
// Sources: pip's requirements file format, PEP 508, PEP 621, the documentation of Poetry, Pipenv, uv and setuptools.

import { type Files, list, type Manifest, readJson, readSource, readToml, UNKNOWN } from '../../src/toolchain.ts';
import { normalized } from './distributions.ts';
import { lexis } from './sources.ts';

export interface Requirements {
  /** Normalized, with extras as written. */
  readonly names: ReadonlySet<string>;
  /** What could not be read, as a word for messages; undefined when all was. */
  readonly unseen: string | undefined;
}

export const nothing: Requirements = { names: new Set(), unseen: undefined };

export const unseen = (what: string): Requirements => ({ names: new Set(), unseen: what });

export function together(...all: readonly Requirements[]): Requirements {
  return {
    names: new Set(all.flatMap(({ names }) => [...names])),
    unseen: all.find((one) => one.unseen !== undefined)?.unseen,
  };
}

const named = (names: readonly string[]): Requirements => ({ names: new Set(names), unseen: undefined });

/** No person writes a longer one. */
const LONGEST = 1000;

/** `Flask-Login[x]>=1 ; python_version < "3"` → `flask-login[x]`; of an address, its `#egg=`. Undefined when the name is not in it. */
export function nameIn(requirement: string): string | undefined {
  if (requirement.length > LONGEST) return undefined;
  const address = /#(?:.*&)?egg=([\w.-]+)/.exec(requirement)?.[1];
  if (address !== undefined) return normalized(address);
  const [, name, extras = ''] =
    /^([A-Za-z0-9][\w.-]*)\s*(\[[\w\s,.-]*\])?\s*(?:$|[<>=!~;@#(])/.exec(requirement.trim()) ?? [];
  return name === undefined ? undefined : normalized(name) + extras.replace(/\s/g, '');
}

/** A requirement of a command line or a file, whose folder is `folder`. */
export function requirementOf(word: string, folder: string, files: Files, depth = 0): Requirements {
  if (word.includes(UNKNOWN)) return unseen('a requirement');
  const [, path, extras = ''] = /^(?:file:)?(?:\/\/)?(\.{0,2}(?:\/[^[]*)?)(?:\[(.*)\])?$/.exec(word) ?? [];
  if (path !== undefined && (path.startsWith('.') || path.startsWith('/'))) {
    const target = resolve(folder, path);
    if (/\.(?:whl|tar\.gz|zip)$/.test(target)) return unseen(target);
    const project = projectOf(target, files, depth + 1);
    return extras === ''
      ? project
      : together(project, ...extras.split(',').map((one) => extraOf(target, one.trim(), files)));
  }
  const name = nameIn(word);
  return name === undefined ? unseen(word) : named([name]);
}

function resolve(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** A requirements file, and those that it names. */
export function requirementsFile(path: string, files: Files, depth = 0): Requirements {
  const text = files.read(path);
  if (text === undefined || depth > 8) return unseen(path);
  const folder = path.slice(0, path.lastIndexOf('/'));
  const lines = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  return together(
    ...lines.map((line): Requirements => {
      const plain = line.replace(/(?:^|\s)#.*$/, '').trim();
      if (plain === '') return nothing;
      const [, option = '', value = ''] = /^(-\w|--[\w-]+)[\s=]*(.*)$/.exec(plain) ?? [];
      if (option === '-r' || option === '--requirement')
        return requirementsFile(resolve(folder, value), files, depth + 1);
      if (option === '-e' || option === '--editable') return requirementOf(value, folder, files, depth);
      if (option !== '') return nothing;
      return requirementOf(plain.replace(/\s--[\w-]+.*$/, ''), folder, files, depth);
    }),
  );
}

/** What a project lists for an extra, where its manifest is plain data. */
function extraOf(folder: string, extra: string, files: Files): Requirements {
  const project = readToml(files.read(`${folder === '/' ? '' : folder}/pyproject.toml`));
  const isListed = project?.has('project', 'optional-dependencies', extra) === true;
  return project !== undefined && isListed
    ? named(dependenciesOf(project, 'optional-dependencies', extra))
    : unseen(`${folder}[${extra}]`);
}

/** Whether it installs files beside its packages, to wherever it likes. */
export function writesElsewhere(folder: string, files: Files): boolean {
  return list('setup.py setup.cfg pyproject.toml').some((name) =>
    /\bdata[_-]files\b/.test(files.read(`${folder === '/' ? '' : folder}/${name}`) ?? ''),
  );
}

function dependenciesOf(project: Manifest, ...path: readonly string[]): string[] {
  return project
    .all('project', ...(path.length === 0 ? ['dependencies'] : path))
    .map((one) => (typeof one.value === 'string' ? one.value : ''))
    .map((one) => nameIn(one) ?? one);
}

/** Poetry's tables: names with a version, or with a table that holds extras. */
function tableOf(manifest: Manifest, ...path: readonly string[]): string[] {
  return manifest
    .names(...path)
    .filter((name) => name !== 'python')
    .map((name) => {
      const extras = manifest.all(...path, name, 'extras').map((one) => String(one.value));
      return normalized(name) + (extras.length > 0 ? `[${extras.join(',')}]` : '');
    });
}

/** All that a lock file names, the project itself aside. */
function lockOf(text: string | undefined, own: string | undefined): Requirements | undefined {
  const lock = readToml(text);
  if (lock === undefined) return undefined;
  const names = lock.all('package').flatMap((one) => one.text('name') ?? []);
  return named(names.map((name) => normalized(name)).filter((name) => name !== own));
}

/** The project in a folder, by its lock file where there is one. */
export function projectOf(folder: string, files: Files, depth = 0): Requirements {
  const at = (name: string) => files.read(`${folder === '/' ? '' : folder}/${name}`);
  if (depth > 8) return unseen(folder);
  const project = readToml(at('pyproject.toml'));
  const own = project?.text('project', 'name') ?? project?.text('tool', 'poetry', 'name');
  const locked =
    lockOf(at('poetry.lock'), own === undefined ? own : normalized(own)) ??
    lockOf(at('uv.lock'), own === undefined ? own : normalized(own));
  if (locked !== undefined) return locked;
  if (project !== undefined) {
    const groups = project.names('tool', 'poetry', 'group');
    const names = [
      ...tableOf(project, 'tool', 'poetry', 'dependencies'),
      ...tableOf(project, 'tool', 'poetry', 'dev-dependencies'),
      ...groups.flatMap((group) => tableOf(project, 'tool', 'poetry', 'group', group, 'dependencies')),
      ...dependenciesOf(project),
      ...project
        .names('dependency-groups')
        .flatMap((group) => project.all('dependency-groups', group))
        .flatMap((one) => (typeof one.value === 'string' ? (nameIn(one.value) ?? one.value) : [])),
    ];
    if (project.has('project', 'dependencies') || project.has('tool', 'poetry', 'dependencies')) return named(names);
  }
  const settings = at('setup.cfg');
  const listed = /^install_requires\s*=\s*((?:[^\n]*\n?)(?:[ \t]+[^\n]*\n?)*)/m.exec(settings ?? '')?.[1];
  if (listed !== undefined && !listed.trim().startsWith('file:'))
    return together(
      ...listed
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => requirementOf(line, folder, files, depth)),
    );
  return setupOf(at('setup.py'), folder) ?? unseen(`${folder}/setup.py`);
}

/** `install_requires=[…]` with nothing but literals in it, or no such argument. */
function setupOf(text: string | undefined, folder: string): Requirements | undefined {
  if (text === undefined) return undefined;
  const { plain } = readSource(text, lexis);
  if (/\bext_modules\b|\bcffi_modules\b|\brust_extensions\b/.test(plain))
    return unseen(`what \`${folder}/setup.py\` builds`);
  if (!/\binstall_requires\b/.test(plain)) return /\bsetup\s*\(/.test(plain) ? nothing : undefined;
  const inside = /\binstall_requires\s*=\s*\[([^\]]*)\]/.exec(plain)?.[1];
  if (inside === undefined || !/^(?:\s*(["'])[^"']*\1\s*,?)*\s*$/.test(inside)) return undefined;
  return named([...inside.matchAll(/(["'])([^"']*)\1/g)].map(([, , one]) => nameIn(one ?? '') ?? one ?? ''));
}

/** Pipfile.lock names all; Pipfile only what the project asks for. */
export function pipfileOf(folder: string, files: Files, development: boolean): Requirements {
  const base = folder === '/' ? '' : folder;
  const groups = development ? ['default', 'develop'] : ['default'];
  const lock = readJson(files.read(`${base}/Pipfile.lock`));
  if (lock !== undefined) return named(groups.flatMap((group) => lock.names(group)).map((name) => normalized(name)));
  const manifest = readToml(files.read(`${base}/Pipfile`));
  if (manifest === undefined) return unseen(`${base}/Pipfile`);
  return named(
    (development ? ['packages', 'dev-packages'] : ['packages']).flatMap((group) => tableOf(manifest, group)),
  );
}

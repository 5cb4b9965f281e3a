// What a folder that CMake configured builds and installs, whether `cmake --build`, `make` or `ninja` runs there.

import { type Artifact, type Call, type Effect, UNKNOWN } from '../../src/toolchain.ts';
import { installInto } from '../c/install.ts';
import { isInstall } from '../c/make.ts';
import { describeBuild } from '../c/needs.ts';
import { type Project, readProject, type Target } from './lists.ts';
import type { Written } from './written.ts';

/** What `cmake` was told when it configured a build folder. */
export interface Cache {
  readonly source: string;
  readonly build: string;
  readonly definitions: ReadonlyMap<string, string>;
}

export const cacheName = 'CMakeCache.txt';

/** In the form of the real file, as far as it is read here. */
export function write({ source, definitions }: Cache): string {
  return [...definitions, ['CMAKE_HOME_DIRECTORY', source] as const]
    .map(([name, value]) => `${name}:STRING=${value}\n`)
    .join('');
}

export function cacheOf(call: Call, folder: string): Cache | undefined {
  const text = call.files.read(`${folder}/${cacheName}`);
  if (text === undefined) return undefined;
  const definitions = new Map(
    [...text.matchAll(/^([^\s:#]+):\w+=(.*)$/gm)].map(([, name = '', value = '']): [string, string] => [name, value]),
  );
  return { source: definitions.get('CMAKE_HOME_DIRECTORY') ?? folder, build: folder, definitions };
}

function projectOf(call: Call, { source, build, definitions }: Cache): Project | undefined {
  const home = call.variable('HOME') ?? '/root';
  return readProject({ source, build, definitions, home, read: (path) => call.files.read(path) });
}

/** What the project's lists write beside its sources and the build folder. */
export function writtenOutside(call: Call, cache: Cache): readonly Effect[] {
  return placedOutside(call, projectOf(call, cache)?.written ?? [], [cache.source, cache.build]);
}

function placedOutside(call: Call, written: readonly Written[], folders: readonly string[]): readonly Effect[] {
  const origin = { kind: 'command', program: 'cmake' } as const;
  return written.flatMap(({ path, node, certain }): readonly Effect[] => {
    const at = call.resolve(path);
    if (folders.some((folder) => at === folder || at.startsWith(`${folder}/`))) return [];
    if (certain && !at.includes(UNKNOWN))
      return [{ kind: 'write', path: at, node, origin, ...(node === 'folder' ? { open: true } : {}) }];
    // A folder below which something is unknown would be copied, and perhaps it is not there.
    const reason = `whether CMake writes to \`${at.replaceAll(UNKNOWN, '…')}\` is not known`;
    return [{ kind: 'unknown', reason, under: undefined }];
  });
}

/** `make`, `ninja` and `cmake --build` in a folder that CMake configured. */
export function made(
  call: Call,
  folder: string,
  goals: readonly string[],
  { prefix, stage = call.variable('DESTDIR') }: { prefix?: string | undefined; stage?: string | undefined },
): readonly Effect[] | undefined {
  const cache = folder.includes(UNKNOWN) ? undefined : cacheOf(call, folder);
  if (cache === undefined) return undefined;
  if (
    goals.length > 0 &&
    goals.every((goal) => /^(?:clean|test|check|help|edit_cache|rebuild_cache|docs?)$/.test(goal))
  )
    return [];
  const project = projectOf(call, cache);
  if (!goals.some(isInstall)) return buildIn(call, cache, project, goals);
  const at = prefix ?? cache.definitions.get('CMAKE_INSTALL_PREFIX') ?? '/usr/local';
  if (at.includes(UNKNOWN)) return undefined;
  const destination = call.resolve(at);
  const artifact = describe(call, cache, project, project?.targets, true);
  const left: Effect[] =
    cache.source === folder
      ? [{ kind: 'write', path: folder, node: 'folder', origin: { kind: 'command', program: 'cmake' }, open: true }]
      : [{ kind: 'residue', path: folder }];
  const only = project?.complete === true ? onlyPrograms(project) : undefined;
  if (only !== undefined && stage === undefined)
    return [
      ...left,
      ...only.map(
        ({ folder: below, file }): Effect => ({
          kind: 'write',
          path: `${below.startsWith('/') ? '' : `${destination}/`}${below}/${file}`.replace(/\/+/g, '/'),
          node: 'file',
          origin: { kind: 'artifact', artifact },
        }),
      ),
    ];
  const installed = installInto(call, { prefix: destination, folders: [], files: [] }, artifact, stage);
  if (installed === undefined) return undefined;
  const beside = (project?.placed ?? []).map((one) => ({ ...one, path: `${stage ?? ''}${one.path}` }));
  return [...left, ...installed, ...placedOutside(call, beside, [destination])];
}

/** What is installed, when it is nothing but programs with names that are known. */
function onlyPrograms({ installed, targets }: Project): readonly { folder: string; file: string }[] | undefined {
  if (installed === undefined || installed.length === 0) return undefined;
  const found = installed.map(({ target, folder }) => ({ folder, target: targets.find((one) => one.name === target) }));
  if (found.some(({ target, folder }) => target === undefined || target.kind === 'shared' || folder.includes(UNKNOWN)))
    return undefined;
  return found.flatMap(({ target, folder }) =>
    target === undefined || target.kind !== 'program'
      ? []
      : [{ folder, file: target.path.slice(target.path.lastIndexOf('/') + 1) }],
  );
}

function buildIn(call: Call, cache: Cache, project: Project | undefined, goals: readonly string[]): readonly Effect[] {
  const { build } = cache;
  const named = project?.targets.filter((target) => target.kind !== 'static') ?? [];
  const isKnown =
    project?.complete === true &&
    named.length > 0 &&
    named.every((target) => !target.path.includes(UNKNOWN) && !(target.kind === 'shared' && target.versioned));
  if (!isKnown) {
    const artifact = describe(call, cache, project, undefined, false);
    return [{ kind: 'write', path: build, node: 'folder', origin: { kind: 'artifact', artifact }, open: true }];
  }
  const wanted =
    goals.length === 0 || goals.includes('all')
      ? named
      : named.filter((target) => goals.includes(target.name) || target.kind === 'shared');
  return wanted.map(
    (target): Effect => ({
      kind: 'write',
      path: call.resolve(target.path),
      node: 'file',
      origin: { kind: 'artifact', artifact: describe(call, cache, project, [target], false) },
    }),
  );
}

/** Names that CMake's modules give to libraries, by their name in `-l`. */
const importedNames: readonly (readonly [pattern: RegExp, link: string])[] = [
  [/^OpenSSL::|^OPENSSL_/, 'ssl'],
  [/^ZLIB::|^ZLIB_/, 'z'],
  [/^CURL::|^CURL_/, 'curl'],
  [/^PostgreSQL::|^PostgreSQL_|^PQ_/, 'pq'],
  [/^SQLite::|^SQLite3_|^unofficial::sqlite3/, 'sqlite3'],
  [/^PNG::|^PNG_/, 'png'],
  [/^JPEG::|^JPEG_/, 'jpeg'],
  [/^LibXml2::|^LIBXML2_/, 'xml2'],
  [/^BZip2::|^BZIP2_/, 'bz2'],
  [/^LibLZMA::|^LIBLZMA_/, 'lzma'],
  [/^OpenMP::|^OpenMP_/, 'gomp'],
  [/^CURSES_/, 'ncurses'],
];
const withoutLibrary =
  /^(?:Threads::Threads|\$\{CMAKE_THREAD_LIBS_INIT\}|pthread|m|dl|rt|-pthread|-lpthread|-lm|-ldl|-lrt|stdc\+\+fs|c)$/;

function describe(
  call: Call,
  cache: Cache,
  project: Project | undefined,
  targets: readonly Target[] | undefined,
  installs: boolean,
): Artifact {
  const own = new Set(project?.targets.map((target) => target.name));
  const given =
    project === undefined || !project.complete || targets === undefined
      ? undefined
      : project.targets.flatMap((target) => target.links);
  const links = given?.flatMap((name) => {
    if (own.has(name) || withoutLibrary.test(name)) return [];
    const imported = importedNames.find(([pattern]) => pattern.test(name));
    return [imported?.[1] ?? name.replace(/^-l/, '')];
  });
  const isKnown = links !== undefined && !links.some((name) => name.includes(UNKNOWN) || name.includes('::'));
  return describeBuild(call, {
    toolchain: 'cmake',
    because: project === undefined ? '`CMakeLists.txt` is not in the build context' : 'nothing says that it is static',
    sources: project === undefined ? undefined : [cache.source],
    links: isKnown ? links : undefined,
    cplusplus: !(project !== undefined && project.languages.size === 1 && project.languages.has('C')),
    ...(installs ? { sourceFolder: cache.source, whole: true } : {}),
  });
}

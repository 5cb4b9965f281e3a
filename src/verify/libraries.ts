// What the dynamic loader would not find: interpreters, libraries, versions of their symbols. Looks where the loader looks, in the files of
// an image, and starts nothing. Sources: ld.so(8), and musl's ldso/dynlink.c.

import type { Elf } from './elf.ts';
import { absolute, type Found, find, folderOf, type Node } from './files.ts';

/** One thing that a program or library does not find. */
export type Lack =
  | { readonly kind: 'interpreter'; readonly name: string }
  | { readonly kind: 'library'; readonly name: string }
  /** `name` is the library that is there, and too old. */
  | { readonly kind: 'version'; readonly name: string; readonly version: string };

/** Folders of Debian and its kin that the loader knows beside the usual ones. Source: "Multiarch/Tuples" of the Debian wiki. */
const tuples: Readonly<Record<number, string>> = {
  3: 'i386-linux-gnu',
  21: 'powerpc64le-linux-gnu',
  22: 's390x-linux-gnu',
  40: 'arm-linux-gnueabihf',
  62: 'x86_64-linux-gnu',
  183: 'aarch64-linux-gnu',
  243: 'riscv64-linux-gnu',
};

/** What this file lacks of its own: those of its libraries are asked about for themselves. */
export function lacksOf(root: Node, file: Found, environment: ReadonlyMap<string, string>): readonly Lack[] {
  const { elf } = file.entry;
  if (elf === undefined) return [];
  const lacks: Lack[] = [];
  const { interpreter } = elf;
  if (interpreter !== undefined && find(root, interpreter)?.entry.kind !== 'file')
    lacks.push({ kind: 'interpreter', name: interpreter });
  for (const name of elf.needed) {
    const library = libraryOf(root, name, elf, folderOf(file.path), environment);
    if (library === undefined) lacks.push({ kind: 'library', name });
    else for (const version of tooNew(elf, name, library)) lacks.push({ kind: 'version', name, version });
  }
  return lacks;
}

function tooNew(elf: Elf, name: string, { entry }: Found): readonly string[] {
  const brings = entry.elf?.brings;
  // Libraries of musl have no versions, and neither loader asks for any there.
  if (brings === undefined || brings.size === 0) return [];
  return (elf.versions.get(name) ?? []).filter((version) => !brings.has(version));
}

function libraryOf(
  root: Node,
  name: string,
  elf: Elf,
  origin: string,
  environment: ReadonlyMap<string, string>,
): Found | undefined {
  const fitting = (path: string): Found | undefined => {
    const found = find(root, path);
    const other = found?.entry.elf;
    if (found?.entry.kind !== 'file') return undefined;
    return other !== undefined && (other.machine !== elf.machine || other.bits !== elf.bits) ? undefined : found;
  };
  if (name.includes('/')) return fitting(absolute(name, '/'));
  // The loader itself is a library of programs that are linked with musl, by a name of its own.
  if (name.startsWith('libc.musl-') || /^ld-(?:linux|musl)/.test(name)) {
    const loader = elf.interpreter === undefined ? undefined : fitting(elf.interpreter);
    if (loader !== undefined) return loader;
  }
  const own = elf.runpath.length > 0 ? [] : elf.rpath;
  const asked = (environment.get('LD_LIBRARY_PATH') ?? '').split(/[:;]/).filter((folder) => folder !== '');
  const folders = [...own, ...asked, ...elf.runpath].map((folder) =>
    absolute(folder.replace(/\$(?:ORIGIN|\{ORIGIN\})/g, origin).replace(/\$(?:LIB|\{LIB\})/g, libFolder(elf)), '/'),
  );
  for (const folder of folders) {
    const found = fitting(`${folder}/${name}`);
    if (found !== undefined) return found;
  }
  for (const path of [...cachedPaths(root, name), ...usualFolders(root, elf).map((folder) => `${folder}/${name}`)]) {
    const found = fitting(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function libFolder({ machine, bits }: Elf): string {
  const tuple = tuples[machine];
  return tuple === undefined ? (bits === 64 ? 'lib64' : 'lib') : `lib/${tuple}`;
}

/** Other folders than the usual ones count only when `ldconfig` has been run: the loader reads its cache, and no configuration. */
function cachedPaths(root: Node, name: string): readonly string[] {
  const cache = find(root, '/etc/ld.so.cache')?.entry.text ?? '';
  const paths: string[] = [];
  for (let at = cache.indexOf(`/${name}\0`); at >= 0; at = cache.indexOf(`/${name}\0`, at + 1)) {
    const start = cache.lastIndexOf('\0', at) + 1;
    paths.push(cache.slice(start, at + 1 + name.length));
  }
  return paths.filter((path) => path.startsWith('/'));
}

const MUSL: Readonly<Record<number, string>> = { 3: 'i386', 40: 'armhf', 62: 'x86_64', 183: 'aarch64', 243: 'riscv64' };

function usualFolders(root: Node, { machine }: Elf): readonly string[] {
  const tuple = tuples[machine];
  const ofDebian = tuple === undefined ? [] : [`/lib/${tuple}`, `/usr/lib/${tuple}`];
  const usual = ['/lib64', '/usr/lib64', '/lib', '/usr/lib', ...ofDebian];
  const architecture = MUSL[machine] ?? '';
  if (find(root, `/lib/ld-musl-${architecture}.so.1`) === undefined) return usual;
  const path = find(root, `/etc/ld-musl-${architecture}.path`)?.entry.text;
  const own =
    path === undefined ? ['/lib', '/usr/local/lib', '/usr/lib'] : path.split(/[:\n]/).filter((each) => each !== '');
  return [...own, ...usual];
}

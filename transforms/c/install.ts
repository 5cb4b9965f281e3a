// What a project installs, and where: `configure` says it, `make install` does it. Also for tools that are told a prefix in another way.
// Sources: GNU Coding Standards, "Directory Variables"; nginx's documentation of its configure.

import { type Artifact, type Call, type Effect, list, UNKNOWN } from '../../src/toolchain.ts';

export interface Destination {
  readonly prefix: string;
  /** Folders outside of the prefix. */
  readonly folders: readonly string[];
  /** Single files outside of it. */
  readonly files: readonly string[];
}

/** Options of configure scripts that name a folder into which `make install` puts something that is used at run time. */
const folderOptions = new Set(
  list(
    'exec-prefix bindir sbindir libdir libexecdir sysconfdir localstatedir sharedstatedir datadir datarootdir moduledir modulesdir',
  ),
);
/** nginx, and what is derived from it: a file, or the folder of a file that is made at run time. */
const fileOptions = new Set(list('sbin-path'));
const fileInFolderOptions = new Set(list('conf-path error-log-path http-log-path'));
const nginxFolders = new Set(list('modules-path'));

/** Undefined when a value is not known. */
export function destinationOf(words: readonly string[], usual = '/usr/local'): Destination | undefined {
  let prefix = usual;
  const folders: string[] = [];
  const files: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    // What `$OPTIONS` or `$(…)` stands for may be a prefix.
    if (word.startsWith(UNKNOWN)) return undefined;
    const option = /^--?([\w-]+)(?:=(.*))?$/s.exec(word);
    const name = option?.[1] ?? '';
    const value = (option?.[2] ?? (name === 'prefix' ? words[++index] : undefined))?.replace(/^(['"])(.*)\1$/, '$2');
    if (value === undefined) continue;
    const path = value.replace(/(?<=.)\/+$/, '');
    if (name === 'prefix') prefix = path;
    else if (folderOptions.has(name) || nginxFolders.has(name)) folders.push(path);
    else if (fileOptions.has(name)) files.push(path);
    else if (fileInFolderOptions.has(name)) folders.push(path.replace(/\/[^/]*$/, ''));
  }
  const all = [prefix, ...folders, ...files];
  if (all.some((path) => path.includes(UNKNOWN)) || !prefix.startsWith('/')) return undefined;
  const outside = (path: string) => path.startsWith('/') && path !== prefix && !path.startsWith(`${prefix}/`);
  return { prefix, folders: [...new Set(folders.filter(outside))], files: [...new Set(files.filter(outside))] };
}

/** The destination as text that a later command can read back. */
export function write({ prefix, folders, files }: Destination): string {
  return [
    `prefix=${prefix}`,
    ...folders.map((path) => `folder=${path}`),
    ...files.map((path) => `file=${path}`),
    '',
  ].join('\n');
}

export function read(text: string | undefined): Destination | undefined {
  if (text === undefined) return undefined;
  const of = (name: string) =>
    text.split('\n').flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));
  const [prefix] = of('prefix');
  return prefix === undefined ? undefined : { prefix, folders: of('folder'), files: of('file') };
}

/** All that is installed there. `stage` is DESTDIR. */
export function installInto(
  call: Call,
  destination: Destination,
  artifact: Artifact,
  stage = '',
): readonly Effect[] | undefined {
  const { prefix, folders, files } = destination;
  if (stage.includes(UNKNOWN)) return undefined;
  const at = (path: string) => call.resolve(`${stage}${path}`);
  const origin = { kind: 'artifact', artifact } as const;
  if (at(prefix) === '/') return undefined;
  return [
    ...[prefix, ...folders].map(
      (path): Effect => ({ kind: 'write', path: at(path), node: 'folder', origin, open: true }),
    ),
    ...files.map((path): Effect => ({ kind: 'write', path: at(path), node: 'file', origin })),
  ];
}

// COPY and ADD on paper: which paths they make, out of the build context, another stage, a URL or a heredoc.

import type { BuildContext } from '../context/context.ts';
import type { Instruction } from '../syntax/instruction.ts';
import type { Origin } from './effect.ts';
import { UNKNOWN } from './effect.ts';
import type { FileSystem } from './files.ts';
import { baseName, join, resolvePath } from './path.ts';

export interface CopyRequest {
  readonly instruction: Extract<Instruction, { keyword: 'COPY' | 'ADD' }>;
  /** Expanded. */
  readonly sources: readonly string[];
  readonly destination: string;
  readonly workdir: string;
  readonly owner: string | undefined;
  readonly mode: string | undefined;
  readonly context: BuildContext;
  readonly files: FileSystem;
  /** The files of the stage or image that `--from` names; `name` is as written. */
  readonly from: { readonly name: string; readonly files: FileSystem | undefined } | undefined;
  /** Expands a heredoc's body. */
  readonly expand: (text: string) => string;
}

const archive = /\.(?:tar|tar\.gz|tgz|tar\.bz2|tbz2?|tar\.xz|txz|tar\.zst)$/;
const wildcard = /[*?[]/;

/** Applies the instruction. Returns a reason when a path of it is not known. */
export function applyCopy(request: CopyRequest): string | undefined {
  const { destination, sources, workdir, files, instruction } = request;
  if (destination.includes(UNKNOWN)) return 'the destination depends on a value that is not known';
  const target = resolvePath(workdir, destination);
  const many = sources.length > 1 || sources.some((source) => wildcard.test(source));
  const existing = files.find(target);
  const intoFolder =
    destination.endsWith('/') ||
    destination === '.' ||
    destination.endsWith('/.') ||
    destination.endsWith('..') ||
    many ||
    (existing !== undefined && existing.node === 'folder' && existing.certain) ||
    knownFolders.has(target);
  for (const source of sources) {
    if (source.includes(UNKNOWN)) {
      files.write(target, {
        node: 'folder',
        origin: { kind: 'context', path: '' },
        instruction: instruction.index,
        owner: request.owner,
        open: true,
        certain: false,
      });
      continue;
    }
    copyOne(request, source, target, intoFolder);
  }
  return undefined;
}

/** Folders of every Linux base image: a file that is copied to one goes inside. */
const knownFolders = new Set([
  '/',
  '/bin',
  '/etc',
  '/home',
  '/lib',
  '/opt',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/tmp',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/local/bin',
  '/usr/local/lib',
  '/usr/local/sbin',
  '/usr/sbin',
  '/usr/share',
  '/var',
  '/var/lib',
  '/var/log',
  '/var/run',
]);

function copyOne(request: CopyRequest, source: string, target: string, intoFolder: boolean): void {
  const { context, files, instruction, owner, mode, from } = request;
  const made = { instruction: instruction.index, owner, mode };
  const file = (name: string) => (intoFolder ? join(target, name) : target);

  if (source.startsWith('<<')) {
    const heredoc =
      instruction.heredocs.find((one) => one.name === source.replace(/^<<-?["']?|["']$/g, '')) ??
      instruction.heredocs[0];
    const name = heredoc?.name ?? 'heredoc';
    const content = heredoc === undefined ? undefined : heredoc.expand ? request.expand(heredoc.body) : heredoc.body;
    files.write(file(name), { ...made, node: 'file', origin: { kind: 'heredoc' }, content });
    return;
  }
  if (from !== undefined) {
    const path = resolvePath('/', source);
    const entry = from.files?.find(path);
    const folder =
      entry?.node === 'folder' ||
      source.endsWith('/') ||
      source.endsWith('/.') ||
      (entry === undefined && (knownFolders.has(path) || path === '/usr/share/zoneinfo'));
    const to = folder ? target : file(baseName(path));
    const origin: Origin = { kind: 'stage', from: from.name, path };
    // The stage has it, as the build goes on, and nobody can see what it is: a folder, unless its name is that of a file.
    const isSeen = entry !== undefined && (entry.certain || !entry.open);
    const hasMore = (from.files?.node(path)?.children.size ?? 0) > 0;
    const isNamedAsFile = wildcard.test(path) || /\.\w+$/.test(baseName(path));
    if (from.files !== undefined && !folder && !isSeen && !hasMore && !isNamedAsFile) {
      // In a folder a file has its own name, and what is in a folder has none more.
      const place = intoFolder && !knownFolders.has(target) ? target : to;
      const known = entry?.origin.kind === 'artifact' ? entry.origin : origin;
      files.write(place, { ...made, node: 'folder', origin: known, open: true });
      return;
    }
    // A part of a project that an interpreter runs: what the project needs is no need of each part, such as pages.
    if (
      entry?.origin.kind === 'artifact' &&
      !entry.certain &&
      from.files?.node(path) === undefined &&
      entry.origin.artifact.needs.some((need) => need.kind === 'interpreter') &&
      !/\.\w+$/.test(baseName(path))
    ) {
      files.write(to, { ...made, node: 'folder', origin, open: true, certain: true });
      return;
    }
    // COPY --from does not keep the owner.
    if (from.files !== undefined && files.copy(path, to, instruction.index, from.files, owner ?? 'root')) {
      // The build fails when it is not there.
      if (!/[*?[]/.test(path)) files.confirm(to);
      return;
    }
    files.write(to, {
      ...made,
      node: folder || /\/\.?$/.test(source) ? 'folder' : 'file',
      origin,
      open: folder,
      certain: from.files === undefined,
    });
    return;
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(source) || /^git@/.test(source)) {
    const git = /\.git(?:#.*)?$/.test(source) || source.startsWith('git');
    const name = baseName(source.replace(/[?#].*$/, ''));
    if (git) files.write(target, { ...made, node: 'folder', origin: { kind: 'remote', url: source }, open: true });
    else
      files.write(request.destination.endsWith('/') || intoFolder ? join(target, name) : target, {
        ...made,
        node: 'file',
        origin: { kind: 'remote', url: source },
      });
    return;
  }
  copyFromContext(request, source.replace(/^\/+/, ''), target, intoFolder, made, context);
}

function copyFromContext(
  request: CopyRequest,
  source: string,
  target: string,
  intoFolder: boolean,
  made: { instruction: number; owner: string | undefined; mode: string | undefined },
  context: BuildContext,
): void {
  const { files } = request;
  const path = resolvePath('/', source).slice(1);
  if (wildcard.test(path)) {
    const matches = matchContext(path, context);
    for (const match of matches) place(match);
    // What the pattern brings and the view does not show: kept under the pattern itself.
    if (matches.length === 0)
      files.write(join(target, baseName(path)), {
        ...made,
        node: 'file',
        origin: { kind: 'context', path },
        certain: false,
      });
    return;
  }
  place(path);

  function place(one: string): void {
    const kind = context.kind(one);
    const name = baseName(one);
    if (request.instruction.keyword === 'ADD' && kind !== 'folder' && archive.test(one)) {
      files.write(target, { ...made, node: 'folder', origin: { kind: 'context', path: one }, open: true });
    } else if (one === '' || kind === 'folder' || (kind === undefined && looksLikeFolder(source))) {
      files.overlay(target, one, made.instruction, made.owner);
    } else if (kind === 'file' || /\.[a-zA-Z0-9]+$/.test(name)) {
      files.write(intoFolder ? join(target, name) : target, {
        ...made,
        node: 'file',
        origin: { kind: 'context', path: one },
        certain: kind === 'file',
      });
    } else if (intoFolder && knownFolders.has(target)) {
      // A file, by its own name, or a folder, whose content lies there: either way the same instruction brings it.
      files.overlay(target, one, made.instruction, made.owner);
      files.write(join(target, name), {
        ...made,
        node: 'file',
        origin: { kind: 'context', path: one },
        open: true,
        certain: false,
      });
    } else if (intoFolder) {
      // A file or a folder, nobody can see which: either way it ends up in this folder.
      files.write(target, { ...made, node: 'folder', origin: { kind: 'context', path: one }, open: true });
    } else {
      files.overlay(target, one, made.instruction, made.owner);
    }
  }
}

function looksLikeFolder(source: string): boolean {
  return source === '.' || source === './' || source === '' || source.endsWith('/') || source.endsWith('/.');
}

/** The context's paths that match a COPY pattern; `*`, `?` and `[…]` do not cross folders. */
function matchContext(pattern: string, context: BuildContext): string[] {
  let found = [''];
  for (const part of pattern.split('/')) {
    const next: string[] = [];
    for (const folder of found) {
      const names = wildcard.test(part) ? context.list(folder).filter((name) => matchName(part, name)) : [part];
      for (const name of names) {
        const path = folder === '' ? name : `${folder}/${name}`;
        if (context.kind(path) !== undefined) next.push(path);
      }
    }
    found = next;
  }
  return found;
}

/** Whether a name matches a pattern of `*`, `?` and character classes. Linear: no backtracking over more than one star at a time. */
export function matchName(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    const c = pattern[p];
    const end = c === '[' ? pattern.indexOf(']', p + 2) : -1;
    if (c === '*') {
      star = p++;
      mark = n;
    } else if (c === '?' || (c !== undefined && end < 0 && c === name[n])) {
      p++;
      n++;
    } else if (end > 0 && inClass(pattern.slice(p + 1, end), name[n] ?? '')) {
      p = end + 1;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function inClass(content: string, c: string): boolean {
  const negated = content.startsWith('!') || content.startsWith('^');
  const set = negated ? content.slice(1) : content;
  let inside = false;
  for (let index = 0; index < set.length; index++) {
    const from = set[index] ?? '';
    const to = set[index + 1] === '-' ? set[index + 2] : undefined;
    if (to !== undefined) {
      if (c >= from && c <= to) inside = true;
      index += 2;
    } else if (c === from) inside = true;
  }
  return inside !== negated;
}

// Paths of a repository, as its files name them. The root is `''`; nothing outside of it has a path.

import { normalize } from '../context/path.ts';
import { UNKNOWN } from '../trace/effect.ts';

/** What `path` means in `folder`; one with a leading slash starts at the root. Undefined where that is not known, or outside. */
export function pathIn(folder: string, path: string): string | undefined {
  return path.includes(UNKNOWN) || path.includes('://') || path.startsWith('~')
    ? undefined
    : normalize(path.startsWith('/') ? path : `${folder}/${path}`);
}

/** What is built in `folder`. A Dockerfile that is named is looked for in the context, or in the folder. */
export function buildIn(
  folder: string,
  context: string,
  dockerfile: string | undefined,
  within: 'context' | 'folder' = 'context',
): { readonly context: string | undefined; readonly dockerfile: string | undefined } {
  const path = pathIn(folder, context);
  const base = within === 'folder' && dockerfile !== undefined ? folder : path;
  return { context: path, dockerfile: base === undefined ? undefined : pathIn(base, dockerfile ?? 'Dockerfile') };
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What an image is called, with its tag. Undefined when nothing of the name is known. */
export function imageName(text: string): string | undefined {
  const whole = text.replace(/@.*$/, '');
  const [, name = '', tag = 'latest'] = /^(.*?)(?::([^/:]*))?$/s.exec(whole) ?? [];
  return /\w/.test(name.replaceAll(UNKNOWN, '')) ? `${name}:${tag}` : undefined;
}

/** Whether both may mean the same image: the names are equal, and so are the tags as far as they are known. */
export function isSameImage(one: string, other: string): boolean {
  const [a, b] = [one.lastIndexOf(':'), other.lastIndexOf(':')];
  return (
    one.slice(0, a) === other.slice(0, b) &&
    (one.slice(a) === other.slice(b) || one.slice(a).includes(UNKNOWN) || other.slice(b).includes(UNKNOWN))
  );
}

/** The words that are a folder of the machine in a mount: `.:/app`, `$PWD/src:/app/src:ro`; the path inside the container. */
export function bindMount(text: string): string | undefined {
  if (text.includes('=')) {
    const parts = new Map(text.split(',').map((part) => [part.replace(/=.*$/, ''), part.replace(/^[^=]*=?/, '')]));
    const target = parts.get('target') ?? parts.get('dst') ?? parts.get('destination');
    return parts.get('type') === 'bind' ? target : undefined;
  }
  const windows = /^[A-Za-z]:[\\/]/.test(text) ? 2 : 0;
  const colon = text.indexOf(':', windows);
  if (colon < 0) return undefined;
  const source = text.slice(0, colon);
  // A bare name is a volume.
  if (!source.includes(UNKNOWN) && !/^(?:[./~\\]|[A-Za-z]:)/.test(source)) return undefined;
  const target = text.slice(colon + 1).split(':')[0] ?? '';
  return target.startsWith('/') ? target : undefined;
}

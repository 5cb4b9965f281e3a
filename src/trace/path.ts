// Paths inside an image: absolute, `/`-separated. No file system of the machine is involved.

/** A segment that is empty, `.` or `..`. */
const unresolved = /\/\.{0,2}(?:\/|$)/;

/** Resolves `path` against the absolute folder `from`, with `.`, `..` and doubled slashes removed. */
export function resolvePath(from: string, path: string): string {
  const whole = path.startsWith('/') ? path : `${from}/${path}`;
  if (whole.startsWith('/') && !unresolved.test(whole)) return whole;
  const names: string[] = [];
  for (const name of whole.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  return `/${names.join('/')}`;
}

export function join(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True when `path` is `folder` or below it. */
export function isInside(path: string, folder: string): boolean {
  return folder === '/' || (path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/'));
}

/** Splits `path` into the names of its folders: `/a/b` → `['/', '/a']`. */
export function ancestorsOf(path: string): string[] {
  const found: string[] = [];
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    found.unshift(folder);
    if (folder === '/') return found;
  }
}

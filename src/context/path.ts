// Paths inside a build context. Pure text: knows no disk.

/** Nobody nests folders like this but those who want to keep us busy; what lies deeper is as good as absent. */
const DEEPEST = 512;

/** A segment that is empty, `.` or `..`. */
const unresolved = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Without `.`, empty and `..` segments, `''` for the root; undefined when the path would leave the root, or lies too deep. */
export function normalize(path: string): string | undefined {
  // Most are so already.
  if (path.length <= DEEPEST && !unresolved.test(path)) return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.pop() === undefined) return undefined;
    if (kept.length > DEEPEST) return undefined;
  }
  return kept.join('/');
}

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Code-unit order, the same on every machine. */
export function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

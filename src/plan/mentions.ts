// Whether the literals of sources, command lines and variables name a path of the image.

import type { Entry } from '../trace/effect.ts';
import { ancestorsOf, baseName, isInside, resolvePath } from '../trace/path.ts';
import type { StageTrace } from '../trace/trace.ts';

export interface Mentions {
  /** The path, a folder above it, or a name like its own. */
  names(path: string, node: Entry['node']): boolean;
  /** This very path. */
  exactly(path: string): boolean;
  /** Paths below this folder that are named as they are. */
  within(folder: string): readonly string[];
  /** Whether a path below this folder is named that nothing is known to have made. */
  unknownWithin(folder: string): boolean;
}

/** Relative, with a folder in front or an ending behind, and no type of content. */
function isPath(text: string): boolean {
  return (
    /^(?:\.\/)?(?:[\w-]+\/)+[\w.-]*$|^[\w-]+\.\w{2,5}$/.test(text) &&
    !/^(?:text|image|application|audio|video|font|multipart|message)\//.test(text)
  );
}

/** What literals name: paths as they are, what a pattern stands below, and single names wherever they occur. */
export function mentions(trace: StageTrace, literals: readonly string[], folders: readonly string[]): Mentions {
  const workdir = trace.config.workdir.value;
  const exact = new Set<string>();
  const names = new Set<string>();
  const unknown = new Set<string>();
  for (const literal of literals) {
    const whole = literal === '' || literal.length > 300 ? undefined : resolvePath(workdir, literal);
    if (whole !== undefined && whole !== '/' && trace.files.find(whole)?.certain === true) exact.add(whole);
    if (literal === '' || literal.length > 300 || /[\s<>{}"'`|;]/.test(literal)) continue;
    const plain = literal.replace(/^file:\/\//, '').replace(/(?:^|\/)[^/]*[*?[%$].*$/, '');
    if (plain === '' && literal !== '') continue;
    let found = false;
    for (const folder of plain.startsWith('/') ? [plain] : [workdir, ...folders]) {
      const path = resolvePath(folder, plain);
      if (/^\.?\/*$/.test(plain) || path === '/') {
        if (plain === '.' || plain === './') exact.add(folder);
        continue;
      }
      const entry = trace.files.find(path);
      if (entry?.certain !== true && folder === workdir && isPath(plain)) unknown.add(path);
      // What was built is copied on its own.
      if (entry?.origin.kind === 'artifact' && !entry.certain) found = true;
      if (entry?.certain !== true) continue;
      exact.add(path);
      found = true;
    }
    if (!found) for (const name of plain.split('/')) if (name !== '' && name !== '.' && name !== '..') names.add(name);
  }
  const matches = (path: string, node: Entry['node']): boolean => {
    if (exact.has(path) || [...ancestorsOf(path)].some((folder) => exact.has(folder))) return true;
    const name = baseName(path);
    return (
      names.has(name) ||
      (node === 'file' && names.has(name.replace(/\.[^.]+$/, '')) && name.includes('.') && !name.startsWith('.'))
    );
  };
  return {
    names: matches,
    exactly: (path) => exact.has(path),
    within: (folder) => [...exact].filter((path) => path !== folder && isInside(path, folder)),
    unknownWithin: (folder) => [...unknown].some((path) => isInside(path, folder)),
  };
}

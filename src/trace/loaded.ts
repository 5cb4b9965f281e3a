// What an interpreter is given to load besides the file that it runs: libraries on a class path, agents.

import { parentOf } from './path.ts';
import { mayHave } from './starts.ts';
import type { StageTrace } from './trace.ts';

/** The file or folder that is meant: `FOLDER` of `FOLDER/*`. */
export function placeOf(path: string): string {
  return path.endsWith('/*') ? parentOf(path) : path;
}

/** Whether it is there on paper: not only in what the view of the build context may lack, and no folder without a library. */
export function isLoadedSeen({ files }: StageTrace, path: string): boolean {
  const folder = placeOf(path);
  if (folder !== path && files.list(folder).some((entry) => /(?:\.jar|\*)$/i.test(entry.path))) return true;
  if (folder === path && (path === '/' || files.node(path) !== undefined)) return true;
  // Any library: what writes names that are not known may write this one.
  const entry = files.find(folder === path ? path : `${folder}/any.jar`);
  return entry !== undefined && (entry.certain || entry.origin.kind !== 'context');
}

/** Libraries that are loaded by name, or from a folder of them, have to be there; of other folders many a class path names some that never were. */
export function mayHaveLoaded(trace: StageTrace, path: string): boolean {
  return isLoadedSeen(trace, path) || (/(?:\/\*|\.jar)$/.test(path) && mayHave(trace, placeOf(path)));
}

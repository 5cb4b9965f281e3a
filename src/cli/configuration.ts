// Finds and reads the file of a configuration. Loaded only where there is one; the only file that knows the library that finds it.

import { lstatSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lilconfig } from 'lilconfig';
import { knowsImage, toolchains } from '../index.ts';
import { placesOf } from '../report/place.ts';
import { settingsFrom, settingsFromJson } from '../settings/validate.ts';
import { codeOf, reasonOf } from './failures.ts';
import { repositoryOf, shownPath } from './find.ts';
import { configurationNames, type Found } from './settings.ts';

/** The key of package.json. */
const KEY = 'multistage';
const PACKAGE = 'package.json';
/** Bytes; nobody writes a larger one, and some programs do. */
const LIMIT = 1024 * 1024;
const known = { toolchains: toolchains.map(({ name }) => name), knowsImage };

/** The nearest one from a folder upwards, within its repository. */
export async function searchConfiguration(folder: string, scripts: boolean): Promise<Found> {
  const names = scripts ? configurationNames : configurationNames.filter((name) => name.endsWith('.json'));
  const found = lilconfig(KEY, {
    searchPlaces: names,
    stopDir: repositoryOf(join(folder, 'Dockerfile'), ['/']),
    // Only the place is asked for: nothing runs before it is known which file counts.
    loaders: { '.json': (_path, text) => keyOf(text), '.js': () => ({}), '.mjs': () => ({}), '.cjs': () => ({}) },
    cache: false,
    // One that was emptied by accident is told, and does not let another one count.
    ignoreEmptySearchPlaces: false,
  });
  try {
    const odd = nearestOddity(folder, names);
    if (odd !== undefined) return odd;
    const result = await found.search(folder);
    if (result === null || (result.isEmpty && basename(result.filepath) === PACKAGE)) return {};
    return await readConfiguration(result.filepath);
  } catch (error) {
    return { problem: { place: shownPath(folder), message: reasonOf(error) } };
  }
}

/** What a file that is not JSON holds is told when it is read; a package.json that never had our key is not our business. */
function keyOf(text: string): object {
  try {
    return JSON.parse(text);
  } catch {
    return text.includes(`"${KEY}"`) ? { [KEY]: {} } : {};
  }
}

/** The search opens what it meets: what cannot be read as a file is found out before, up to the first configuration that can. */
function nearestOddity(from: string, names: readonly string[]): Found | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of names) {
      const path = join(folder, name);
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) continue;
      const problem = oddityOf(path);
      if (problem !== undefined && (name !== PACKAGE || problem !== NOWHERE))
        return { problem: { place: shownPath(path), message: problem } };
      if (name !== PACKAGE) return undefined;
    }
    if (lstatSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined || folder === dirname(folder))
      return undefined;
  }
}

const NOWHERE = 'it is a symbolic link that leads nowhere';

/** A clause. */
function oddityOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return NOWHERE;
    if (!stats.isFile()) return 'it is not a file';
    return stats.size > LIMIT && basename(path) !== PACKAGE ? 'it is larger than 1 MiB' : undefined;
  } catch (error) {
    return codeOf(error) === 'ELOOP' ? NOWHERE : reasonOf(error);
  }
}

export async function readConfiguration(path: string): Promise<Found> {
  try {
    const odd = oddityOf(path);
    if (odd !== undefined) return { problem: { place: shownPath(path), message: odd } };
    const text = readFileSync(path, 'utf8');
    const within = basename(path) === PACKAGE ? KEY : undefined;
    const validated = path.endsWith('.json')
      ? settingsFromJson(text, known, within)
      : // Runs the file: it is the user's own, like the configuration of any other tool.
        settingsFrom((await import(pathToFileURL(path).href)).default, known);
    if ('settings' in validated) return { configuration: { path, settings: validated.settings } };
    const { message, offset } = validated.problem;
    const at = offset === undefined ? undefined : placesOf(text)(offset);
    const place = at === undefined ? shownPath(path) : `${shownPath(path)}:${at.line}:${at.column}`;
    return { problem: { place, message } };
  } catch (error) {
    return { problem: { place: shownPath(path), message: reasonOf(error) } };
  }
}

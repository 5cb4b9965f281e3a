// Finds and reads the file of a configuration. Loaded only where there is one; the only file that knows the library that finds it.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { lilconfig } from 'lilconfig';
import { knowsImage, toolchains } from '../index.ts';
import { placesOf } from '../report/place.ts';
import { settingsFrom, settingsFromJson } from '../settings/validate.ts';
import { reasonOf } from './failures.ts';
import { repositoryOf, shownPath } from './find.ts';
import { configurationNames, type Found } from './settings.ts';

/** The key of package.json. */
const KEY = 'multistage';
const known = { toolchains: toolchains.map(({ name }) => name), knowsImage };

/** The nearest one from a folder upwards, within its repository. */
export async function searchConfiguration(folder: string, scripts: boolean): Promise<Found> {
  const found = lilconfig(KEY, {
    searchPlaces: scripts ? configurationNames : configurationNames.filter((name) => name.endsWith('.json')),
    stopDir: repositoryOf(join(folder, 'Dockerfile'), ['/']),
    // Only the place is asked for: nothing runs before it is known which file counts.
    loaders: { '.json': (_path, text) => keyOf(text), '.js': () => ({}), '.mjs': () => ({}), '.cjs': () => ({}) },
    cache: false,
  });
  try {
    const result = await found.search(folder);
    return result === null ? {} : await readConfiguration(result.filepath);
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

export async function readConfiguration(path: string): Promise<Found> {
  try {
    const text = readFileSync(path, 'utf8');
    const within = basename(path) === 'package.json' ? KEY : undefined;
    const validated = path.endsWith('.json')
      ? settingsFromJson(text, known, within)
      : // Runs the file: it is the user's own, like the configuration of any other tool.
        settingsFrom((await lilconfig(KEY, { cache: false }).load(path))?.config ?? {}, known);
    if ('settings' in validated) return { configuration: { path, settings: validated.settings } };
    const { message, offset } = validated.problem;
    const at = offset === undefined ? undefined : placesOf(text)(offset);
    const place = at === undefined ? shownPath(path) : `${shownPath(path)}:${at.line}:${at.column}`;
    return { problem: { place, message } };
  } catch (error) {
    return { problem: { place: shownPath(path), message: reasonOf(error) } };
  }
}

// Dockerfiles of a pull request → conversions, with the configuration of the branch that it is for. No code of the repository is run, and
// nothing of it is written.

import { dirname, posix } from 'node:path';
import { listedFiles } from '../context/listed.ts';
import type { Reviewing } from '../forges/pull-request.ts';
import { readRepository } from '../index.ts';
import type { Outcome } from '../report/outcome.ts';
import { placesOf } from '../report/place.ts';
import { nearestConfiguration } from '../settings/nearest.ts';
import { effective, type Settings } from '../settings/settings.ts';
import { known } from './configuration.ts';
import { convertIn } from './conversion.ts';
import { ConfigurationInvalid, fail, NotFetched } from './failures.ts';
import { type FetchedFiles, fetchedFiles, IGNORE_FILE } from './fetched.ts';
import { readingOf } from './read.ts';
import { ignoredBy } from './search.ts';
import { forWriting, leftAlone } from './settings.ts';

export interface RemoteFiles {
  convert(path: string): Promise<Outcome>;
  /** The blob at a path. */
  hashOf(path: string): string | undefined;
  notices(): readonly string[];
}

/** Commits at both ends. */
export interface Ends {
  readonly base: string;
  readonly head: string;
}

/** `given` counts before the configuration. */
export async function openRemote(
  forge: Pick<Reviewing, 'tree' | 'blob'>,
  { base, head }: Ends,
  given: Partial<Settings>,
): Promise<RemoteFiles> {
  const [before, after] = await Promise.all([fetchedFiles(forge, base), fetchedFiles(forge, head)]);
  const paths = [...after.entries.values()].map(({ path, kind }) => (kind === 'submodule' ? `${path}/` : path));
  const { files, contextAt } = listedFiles(paths, after.read);

  return {
    hashOf: (path) => after.entries.get(path)?.hash,
    notices: () => [...new Set([...before.notices(), ...after.notices()])],

    async convert(path) {
      const entry = after.entries.get(path);
      if (entry === undefined) return fail(path, NotFetched, 'GitHub does not list it among the files of the commit');
      if (entry.kind !== 'file') return fail(path, NotFetched, 'it is a link');
      const settings = await settingsFor(path, before, given);
      if ('kind' in settings) return settings;
      const reading = readingOf(await forge.blob(entry.hash), path);
      if ('kind' in reading) return reading;
      if (settings.isIgnored) return leftAlone(path, reading.text);
      const outcome = await after.settled(() => {
        const folder = posix.dirname(path);
        const context = contextAt(folder === '.' ? '' : folder, path);
        const repository = readRepository(files);
        const neighbours = { repository, dockerfile: path, contextAt: (folder: string) => contextAt(folder, path) };
        return convertIn(reading, path, forWriting(settings), { context, neighbours });
      });
      const hidden = [...after.unread].find((path) => IGNORE_FILE.test(path));
      return hidden === undefined ? outcome : fail(path, NotFetched, `${hidden} could not be read`);
    },
  };
}

async function settingsFor(
  path: string,
  files: FetchedFiles,
  given: Partial<Settings>,
): Promise<(Settings & { readonly isIgnored: boolean }) | Outcome> {
  const found = await files.settled(() => nearestConfiguration(path, files.read, known), 0);
  const unread = [...files.unread].find((path) => files.entries.has(path) && posix.basename(path) !== 'package.json');
  if (unread !== undefined) return fail(path, ConfigurationInvalid, unread, 'it could not be read');
  if (found !== undefined && 'problem' in found) {
    const { message, offset } = found.problem;
    const at = offset === undefined ? undefined : placesOf(found.text)(offset);
    return fail(
      path,
      ConfigurationInvalid,
      at === undefined ? found.path : `${found.path}:${at.line}:${at.column}`,
      message,
    );
  }
  const { settings } = effective(given, found);
  return { ...settings, isIgnored: found !== undefined && ignoredBy(settings.ignore, dirname(found.path), path) };
}

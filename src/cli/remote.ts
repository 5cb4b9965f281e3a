// Dockerfiles of a pull request → conversions, with the configuration of the branch that it is for. No code of the repository is run, and
// nothing of it is written.

import { posix } from 'node:path';
import { listedFiles } from '../context/listed.ts';
import type { Reviewing } from '../forges/pull-request.ts';
import { readRepository } from '../index.ts';
import type { Failure, Outcome } from '../report/outcome.ts';
import type { Settings } from '../settings/settings.ts';
import { settingsInCommit } from './commit-settings.ts';
import { convertIn } from './conversion.ts';
import { ConfigurationInvalid, fail, NotFetched } from './failures.ts';
import { type FetchedFiles, fetchedFiles, IGNORE_FILE } from './fetched.ts';
import { readingOf } from './read.ts';
import { type EffectiveSettings, forWriting, leftAlone } from './settings.ts';

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

type Given = Pick<Partial<Settings>, 'prefer' | 'minConfidence'>;

/** `given` counts before the configuration. */
export async function openRemote(
  forge: Pick<Reviewing, 'tree' | 'blob'>,
  { base, head }: Ends,
  given: Given,
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
        return convertIn(reading, path, forWriting(settings.settings), { context, neighbours });
      });
      const hidden = [...after.unread].find((path) => IGNORE_FILE.test(path));
      return hidden === undefined ? outcome : fail(path, NotFetched, `${hidden} could not be read`);
    },
  };
}

async function settingsFor(path: string, files: FetchedFiles, given: Given): Promise<EffectiveSettings | Failure> {
  const settings = await files.settled(() => settingsInCommit(path, files.read, given), 0);
  const unread = [...files.unread].find((path) => posix.basename(path) !== 'package.json');
  return unread === undefined ? settings : fail(path, ConfigurationInvalid, unread, 'it could not be read');
}

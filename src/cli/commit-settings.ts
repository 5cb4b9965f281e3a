// The settings that hold for a Dockerfile of a commit: as for a file on this disk, but that JSON alone is read and nothing is run.

import { dirname } from 'node:path/posix';
import { knowsImage, toolchains } from '../index.ts';
import type { Failure } from '../report/outcome.ts';
import { placesOf } from '../report/place.ts';
import { nearestConfiguration } from '../settings/nearest.ts';
import { effective, type Settings } from '../settings/settings.ts';
import { ConfigurationInvalid, fail } from './failures.ts';
import { ignoredBy } from './search.ts';
import type { EffectiveSettings } from './settings.ts';

const known = { toolchains: toolchains.map(({ name }) => name), knowsImage };

/** `path` and what `read` is asked for are relative to the root of the repository, with `/`. */
export function settingsInCommit(
  path: string,
  read: (path: string) => string | undefined,
  given: Pick<Partial<Settings>, 'prefer' | 'minConfidence'>,
): EffectiveSettings | Failure {
  const nearest = nearestConfiguration(path, read, known);
  if (nearest !== undefined && 'problem' in nearest) {
    const { message, offset } = nearest.problem;
    const place = offset === undefined ? undefined : placesOf(nearest.text)(offset);
    const at = place === undefined ? nearest.path : `${nearest.path}:${place.line}:${place.column}`;
    return fail(path, ConfigurationInvalid, at, message);
  }
  const { settings, from } = effective(given, nearest);
  const isIgnored = nearest !== undefined && ignoredBy(settings.ignore, `/${dirname(nearest.path)}`, `/${path}`);
  return { settings, from, isIgnored };
}

// The settings that hold for a Dockerfile: the command line counts before the nearest configuration above it.

import { existsSync, lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { diagnose } from '../diagnostics.ts';
import type { Failure, Outcome } from '../report/outcome.ts';
import { type Configuration, type Effective, effective, type Settings } from '../settings/settings.ts';
import { ConfigurationInvalid, ConfigurationNotFound, fail, IgnoredByConfiguration } from './failures.ts';
import { shownPath } from './find.ts';
import type { ConversionOptions } from './options/conversion.ts';
import { ignoredBy } from './search.ts';

export interface EffectiveSettings extends Effective {
  /** Whether the configuration leaves this Dockerfile alone. */
  readonly isIgnored: boolean;
}

/** In the order in which they count within a folder. */
export const configurationNames = [
  ...['json', 'js', 'mjs', 'cjs'].map((ending) => `multistage.config.${ending}`),
  'package.json',
];

/** What a search for a configuration came to; neither is there when it found none. */
export interface Found {
  readonly configuration?: Configuration;
  readonly problem?: { readonly place: string; readonly message: string };
}

export interface SettingsOptions extends Pick<ConversionOptions, 'prefer' | 'minConfidence' | 'config'> {
  /** False where the files are not the user's own: then only JSON is read, and nothing is run. */
  readonly scripts?: boolean;
}

export type SettingsOf = (file: string) => Promise<EffectiveSettings | Failure>;

/** Answers for absolute paths of Dockerfiles, or of anything else that is in the folder where the search begins. */
export function settingsFor(options: SettingsOptions): SettingsOf {
  const found = new Map<string, Promise<Found>>();
  const given = saidBy(options);
  return async (file) => {
    const folder = dirname(file);
    const search = found.get(folder) ?? find(folder, options);
    found.set(folder, search);
    const { configuration, problem } = await search;
    const path = shownPath(file);
    if (problem !== undefined) return fail(path, ConfigurationInvalid, problem.place, problem.message);
    if (configuration === undefined && typeof options.config === 'string')
      return fail(path, ConfigurationNotFound, options.config);
    const { settings, from } = effective(given, configuration);
    const isIgnored = configuration !== undefined && ignoredBy(settings.ignore, dirname(configuration.path), file);
    return { settings, from, isIgnored };
  };
}

/** What the command line says. */
export function saidBy({
  prefer,
  minConfidence,
}: Pick<ConversionOptions, 'prefer' | 'minConfidence'>): Pick<Partial<Settings>, 'prefer' | 'minConfidence'> {
  return { ...(prefer === undefined ? {} : { prefer }), ...(minConfidence === undefined ? {} : { minConfidence }) };
}

/** Most runs have no configuration: then nothing is loaded to find none. */
async function find(folder: string, { config, scripts = true }: SettingsOptions): Promise<Found> {
  if (config === false || (typeof config === 'string' ? !existsSync(config) : !isAbove(folder))) return {};
  const { readConfiguration, searchConfiguration } = await import('./configuration.ts');
  return config === undefined ? searchConfiguration(folder, scripts) : readConfiguration(resolve(config));
}

function isAbove(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (configurationNames.some((name) => isThere(join(at, name)))) return true;
    if (existsSync(join(at, '.git')) || at === dirname(at)) return false;
  }
}

/** A link that leads nowhere is there as well. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** What is written may have to be surer than what is shown. */
export function forWriting(settings: Settings): Settings {
  const { minConfidence, minConfidenceToWrite } = settings;
  const rank = (level: Settings['minConfidence']) => ['low', 'medium', 'high'].indexOf(level);
  return rank(minConfidenceToWrite) > rank(minConfidence)
    ? { ...settings, minConfidence: minConfidenceToWrite }
    : settings;
}

export function leftAlone(path: string, input: string): Outcome {
  return { kind: 'unchanged', path, input, toolchains: [], diagnostics: [diagnose(IgnoredByConfiguration, undefined)] };
}

/** What holds for a path, and where it is from, as JSON with a line end. */
export function renderEffective({ settings, from, isIgnored }: EffectiveSettings): string {
  const rows = Object.entries(settings).map(([name, value]) => {
    const origin = from[name as keyof Settings];
    return [name, { value, from: typeof origin === 'string' ? origin : shownPath(origin.file) }];
  });
  return `${JSON.stringify({ ...Object.fromEntries(rows), isIgnored }, null, 2)}\n`;
}

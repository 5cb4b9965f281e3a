// What a configuration may say, what holds where it says nothing, and where each value is from. No file is read here.

import type { OwnImages } from '../images/catalogue.ts';
import type { Preference } from '../images/need.ts';
import type { Confidence } from '../plan/plan.ts';

/** As described by schema.json beside this file. */
export interface Settings extends Required<OwnImages> {
  readonly prefer: Preference;
  readonly minConfidence: Confidence;
  readonly minConfidenceToWrite: Confidence;
  readonly toolchainsOff: readonly string[];
  /** Patterns as in a .gitignore, relative to the folder of the configuration. */
  readonly ignore: readonly string[];
}

export const defaults: Settings = {
  prefer: 'smallest',
  minConfidence: 'low',
  minConfidenceToWrite: 'low',
  toolchainsOff: [],
  ignore: [],
  images: {},
  mirrors: {},
  digests: {},
};

/** A configuration that was read. */
export interface Configuration {
  /** The path of its file. */
  readonly path: string;
  readonly settings: Partial<Settings>;
}

/** The settings that hold, and for each who says so. */
export interface Effective {
  readonly settings: Settings;
  readonly from: Readonly<Record<keyof Settings, 'command line' | 'default' | { readonly file: string }>>;
}

/** The command line counts before the configuration, and that before what holds without either. */
export function effective(given: Partial<Settings>, configuration: Configuration | undefined): Effective {
  const names = Object.keys(defaults) as (keyof Settings)[];
  const said = (settings: Partial<Settings> | undefined, name: keyof Settings) => settings?.[name] !== undefined;
  const origin = (name: keyof Settings): Effective['from'][keyof Settings] => {
    if (said(given, name)) return 'command line';
    return configuration !== undefined && said(configuration.settings, name) ? { file: configuration.path } : 'default';
  };
  const chosen = Object.fromEntries(
    names.map((name) => [name, given[name] ?? configuration?.settings[name] ?? defaults[name]]),
  );
  return {
    settings: chosen as unknown as Settings,
    from: Object.fromEntries(names.map((name) => [name, origin(name)])) as Effective['from'],
  };
}

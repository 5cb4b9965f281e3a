// Reads manifests of projects: TOML, XML, YAML, and JSON with comments. Total: text that is not one gives undefined. It knows no project's fields.

import { XMLParser } from 'fast-xml-parser';
import { parse as parseToml } from 'smol-toml';
import { parseJson } from './json.ts';
import { parseYaml } from './yaml.ts';

/** Plain data as it comes out of a manifest. For XML: a repeated element is an array, its text a string, an attribute a member `@name`. */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Value[]
  | { readonly [name: string]: Value };

/** Manifests are small; what is larger was not written by a person. */
const LONGEST = 2_000_000;

export function readToml(text: string | undefined): Manifest | undefined {
  return attempt(text, (source) => parseToml(source));
}

export function readYaml(text: string | undefined): Manifest | undefined {
  return attempt(text, (source) => parseYaml(source));
}

/** Comments and trailing commas are allowed, as TypeScript's and many other configuration files have them. */
export function readJson(text: string | undefined): Manifest | undefined {
  return attempt(text, (source) => parseJson(source));
}

export function readXml(text: string | undefined): Manifest | undefined {
  return attempt(text, (source) =>
    new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      parseTagValue: false,
      removeNSPrefix: true,
      processEntities: false,
    }).parse(source),
  );
}

/** A manifest, asked by path of names: absent steps are absent values, never errors. */
export interface Manifest {
  /** The text at this path; numbers and booleans as text. Undefined for what is absent or holds more than text. */
  text(...path: readonly string[]): string | undefined;
  /** What is at this path, as a list: nothing, the one thing, or all of them. */
  all(...path: readonly string[]): readonly Manifest[];
  /** The names of the members at this path. */
  names(...path: readonly string[]): readonly string[];
  has(...path: readonly string[]): boolean;
  readonly value: Value;
}

function attempt(text: string | undefined, parse: (source: string) => unknown): Manifest | undefined {
  if (text === undefined || text.length > LONGEST) return undefined;
  try {
    const value = parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? manifest(value as Value) : undefined;
  } catch {
    return undefined;
  }
}

function manifest(value: Value): Manifest {
  const at = (path: readonly string[]): Value => {
    let here = value;
    for (const name of path) {
      const only: Value = Array.isArray(here) && here.length > 0 && !/^\d+$/.test(name) ? here[0] : here;
      if (typeof only !== 'object' || only === null || !Object.hasOwn(only, name)) return undefined;
      here = (only as { readonly [name: string]: Value })[name];
    }
    return here;
  };
  return {
    value,
    text: (...path) => {
      const found = at(path);
      if (typeof found === 'string') return found;
      return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
    },
    all: (...path) => {
      const found = at(path);
      if (found === undefined || found === null) return [];
      return Array.isArray(found) ? found.map((one) => manifest(one)) : [manifest(found)];
    },
    names: (...path) => {
      const found = at(path);
      return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.keys(found) : [];
    },
    has: (...path) => at(path) !== undefined,
  };
}

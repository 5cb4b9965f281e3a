// The value of a configuration → its settings, or what is wrong with it, with the place where that is known. The only file that knows the
// validator.

import { Ajv, type ErrorObject } from 'ajv';
import { mistakeInJson, readJsonTree } from '../manifests/json.ts';
import type { Node } from '../manifests/node.ts';
import { meant } from './meant.ts';
import schema from './schema.json' with { type: 'json' };
import type { Settings } from './settings.ts';

/** One sentence without a full stop, and its offset in the text; undefined where that is not known. */
export interface SettingsProblem {
  readonly message: string;
  readonly offset: number | undefined;
}

export interface Known {
  /** Names of toolchains. */
  readonly toolchains: readonly string[];
  knowsImage(reference: string): boolean;
}

export type Validated = { readonly settings: Partial<Settings> } | { readonly problem: SettingsProblem };

/** The text of a JSON file. `within` is the key that holds the configuration, as in a package.json. */
export function settingsFromJson(text: string, known: Known, within?: string): Validated {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { problem: { message: 'this is not JSON', offset: mistakeInJson(text) } };
  }
  const root = readJsonTree(text);
  if (within === undefined) return settingsFrom(value, known, root);
  const held = typeof value === 'object' && value !== null ? Reflect.get(value, within) : undefined;
  return held === undefined ? { settings: {} } : settingsFrom(held, known, root?.get(within));
}

/** Any value; `tree` is the same with its places. */
export function settingsFrom(value: unknown, known: Known, tree?: Node): Validated {
  const validate = new Ajv({ allErrors: false, verbose: true }).compile<Partial<Settings> & { $schema?: string }>(
    schema,
  );
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    return {
      problem: error === undefined ? { message: 'it is not valid', offset: undefined } : problemOf(error, tree),
    };
  }
  const { $schema: _, ...settings } = value;
  const wrong = settings.toolchainsOff?.find((name) => !known.toolchains.includes(name));
  if (wrong !== undefined)
    return problem(
      `\`toolchainsOff\` names \`${wrong}\`, which is no toolchain${orMeant(wrong, known.toolchains)}`,
      tree,
      ['toolchainsOff'],
    );
  for (const [name, { like }] of Object.entries(settings.images ?? {}))
    if (!known.knowsImage(like))
      return problem(`\`${name}\` is said to be like \`${like}\`, of which nothing is known`, tree, ['images', name]);
  return { settings };
}

function problemOf(
  { keyword, instancePath, params, parentSchema, propertyName }: ErrorObject,
  tree: Node | undefined,
): { message: string; offset: number | undefined } {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = path.length === 0 ? 'the configuration' : `\`${path.join('.')}\``;
  switch (keyword) {
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      const names = Object.keys((parentSchema?.properties ?? {}) as object).filter((one) => one !== '$schema');
      return problem(`there is no key \`${name}\`${orMeant(name, names)}`, tree, [...path, name]).problem;
    }
    case 'enum':
      return problem(`${key} is one of ${(params.allowedValues as string[]).join(', ')}`, tree, path).problem;
    case 'required':
      return problem(`${key} lacks the key \`${String(params.missingProperty)}\``, tree, path).problem;
    case 'type':
      return problem(`${key} has to be ${kinds[String(params.type)] ?? String(params.type)}`, tree, path).problem;
    case 'minimum':
      return problem(`${key} has to be ${params.limit} or more`, tree, path).problem;
    case 'pattern':
      if (propertyName !== undefined)
        return problem(
          `${key} names \`${propertyName}\`, which is ${path[0] === 'images' ? 'no reference of an image' : 'no start of a reference that ends with a slash'}`,
          tree,
          [...path, propertyName],
        ).problem;
      return problem(
        `${key} has to be ${path[0] === 'digests' ? 'sha256: and 64 hexadecimal digits' : 'the start of a reference that ends with a slash'}`,
        tree,
        path,
      ).problem;
    default:
      return problem(`${key} is not valid`, tree, path).problem;
  }
}

const kinds: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
};

function orMeant(name: string, names: readonly string[]): string {
  const nearest = meant(name, names);
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
}

function problem(message: string, tree: Node | undefined, path: readonly string[]): { problem: SettingsProblem } {
  let node = tree;
  let offset = tree?.start;
  for (const key of path) {
    const member = node?.members().findLast(({ name }) => name === key);
    node = member?.value;
    offset = member?.start ?? offset;
  }
  return { problem: { message, offset } };
}

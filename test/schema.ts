// Validates JSON reports against src/report/schema.json: the few keywords that the schema uses, and one rule more: what the schema
// does not name must not be there. So neither can drift from the other.

import { readFileSync } from 'node:fs';

type Schema = { readonly [keyword: string]: unknown };

const readSchema = (name: string): Schema =>
  JSON.parse(readFileSync(new URL(`../src/report/${name}`, import.meta.url), 'utf8'));

/** Of `multistage --format json`. */
const conversions = readSchema('schema.json');
/** Of `multistage verify --format json`. */
export const verifications = readSchema('verification.schema.json');

/** Where the value departs from the schema; empty when it is valid. */
export function departures(value: unknown, root: Schema = conversions, schema: Schema = root, path = '$'): string[] {
  const found: string[] = [];
  for (const [keyword, rule] of Object.entries(schema)) {
    switch (keyword) {
      case '$schema':
      case '$defs':
      case 'title':
      case 'description':
      case 'properties':
        break;
      case '$ref':
        found.push(...departures(value, root, defined(root, String(rule)), path));
        break;
      case 'type': {
        const types = Array.isArray(rule) ? rule : [rule];
        if (!types.some((type) => isOfType(value, type))) found.push(`${path} is no ${types.join(' or ')}`);
        break;
      }
      case 'const':
        if (value !== rule) found.push(`${path} is not ${JSON.stringify(rule)}`);
        break;
      case 'enum':
        if (!(rule as unknown[]).includes(value)) found.push(`${path} is none of ${JSON.stringify(rule)}`);
        break;
      case 'minimum':
        if (typeof value === 'number' && value < (rule as number)) found.push(`${path} is below ${rule}`);
        break;
      case 'required':
        for (const name of rule as string[])
          if (!isObject(value) || !(name in value)) found.push(`${path}.${name} is missing`);
        break;
      case 'items':
        if (Array.isArray(value))
          found.push(...value.flatMap((each, index) => departures(each, root, rule as Schema, `${path}[${index}]`)));
        break;
      case 'anyOf': {
        const ways = (rule as Schema[]).map((each) => departures(value, root, each, path));
        if (ways.every((way) => way.length > 0)) found.push(...(ways.sort((a, b) => a.length - b.length)[0] ?? []));
        break;
      }
      case 'additionalProperties':
        break;
      default:
        found.push(`${path}: the keyword ${keyword} is not checked here`);
    }
  }
  return [...found, ...departuresOfProperties(value, root, schema, path)];
}

function departuresOfProperties(value: unknown, root: Schema, schema: Schema, path: string): string[] {
  if (!isObject(value) || schema.type !== 'object') return [];
  const known = (schema.properties ?? {}) as Record<string, Schema>;
  const other = schema.additionalProperties as Schema | undefined;
  return Object.entries(value).flatMap(([name, each]) => {
    const rule = Object.hasOwn(known, name) ? known[name] : other;
    return rule === undefined
      ? [`${path}.${name} is not in the schema`]
      : departures(each, root, rule, `${path}.${name}`);
  });
}

function defined(root: Schema, reference: string): Schema {
  const schema = (root.$defs as Record<string, Schema>)[reference.replace('#/$defs/', '')];
  if (schema === undefined) throw new Error(`${reference} is not defined`);
  return schema;
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

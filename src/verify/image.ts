// An image as its archive describes it: config, layers, files. Reads JSON and nothing else.

import type { Node } from './files.ts';

export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** Empty for root. */
  readonly user: string;
  /** Absolute; `/` when none is set. */
  readonly folder: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  /** `8080/tcp`, sorted. */
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly stopSignal: string;
  readonly shell: readonly string[];
  readonly triggers: readonly string[];
  /** `test` begins with `CMD`, `CMD-SHELL` or `NONE`; the rest are the settings, as written in JSON. */
  readonly health: { readonly test: readonly string[]; readonly settings: string } | undefined;
  readonly author: string;
  readonly platform: string;
}

export interface ImageLayer {
  readonly createdBy: string;
  /** Of the files in it. */
  readonly bytes: number;
}

export interface Image {
  readonly config: ImageConfig;
  /** The lowest first. */
  readonly layers: readonly ImageLayer[];
  /** Of all layers: what the image takes on a disk that has none of them. */
  readonly bytes: number;
  readonly root: Node;
}

interface Content {
  readonly bytes: readonly number[];
  readonly root: Node;
}

/** From the JSON documents of an archive, by name. `contents` reads the layers of these names. */
export function readImage(
  documents: ReadonlyMap<string, unknown>,
  contents: (layers: readonly string[]) => Content,
): Image {
  const manifest = Array.isArray(documents.get('manifest.json')) ? documents.get('manifest.json') : undefined;
  const [described] = items(manifest).map(record);
  const config = record(documents.get(text(described?.Config)));
  if (described === undefined || config.config === undefined) throw new Error('this is no archive of an image');
  const { bytes, root } = contents(texts(described.Layers));
  const history = items(config.history).map(record);
  const made = history.filter((step) => step.empty_layer !== true).map((step) => text(step.created_by));
  return {
    config: configOf(config),
    layers: bytes.map((size, index) => ({ createdBy: made[index] ?? '', bytes: size })),
    bytes: bytes.reduce((sum, size) => sum + size, 0),
    root,
  };
}

function configOf(document: Readonly<Record<string, unknown>>): ImageConfig {
  const config = record(document.config);
  const { Test, ...settings } = record(config.Healthcheck);
  const test = texts(Test);
  return {
    entrypoint: texts(config.Entrypoint),
    command: texts(config.Cmd),
    user: text(config.User),
    folder: text(config.WorkingDir) || '/',
    environment: new Map(texts(config.Env).map((one) => pair(one))),
    labels: new Map(Object.entries(record(config.Labels)).map(([name, value]) => [name, text(value)])),
    ports: Object.keys(record(config.ExposedPorts)).sort(),
    volumes: Object.keys(record(config.Volumes)).sort(),
    stopSignal: text(config.StopSignal),
    shell: texts(config.Shell),
    triggers: texts(config.OnBuild),
    health: test.length === 0 ? undefined : { test, settings: JSON.stringify(settings) },
    author: text(document.author),
    platform: [document.os, document.architecture].map(text).join('/'),
  };
}

function pair(entry: string): readonly [string, string] {
  const equals = entry.indexOf('=');
  return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
}

// What an archive says is not trusted to have the shape that it should have.

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): readonly string[] {
  return items(value).filter((each) => typeof each === 'string');
}

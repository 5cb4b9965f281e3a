// The image config of a stage as its instructions build it up. Instruction indexes say who set what; undefined is the base image.

import type { InheritedConfig } from '../images/image.ts';
import type { Instruction, Invocation } from '../syntax/instruction.ts';

export interface Setting<Value> {
  readonly value: Value;
  /** Index of the instruction that set it; undefined for what the base image gave. */
  readonly instruction: number | undefined;
}

export interface ImageConfig {
  /** ENV only: what a container sees. */
  readonly environment: ReadonlyMap<string, Setting<string>>;
  /** Absolute; may contain UNKNOWN. */
  readonly workdir: Setting<string>;
  readonly user: Setting<string>;
  readonly entrypoint: Setting<Invocation> | undefined;
  readonly cmd: Setting<Invocation> | undefined;
  /** Undefined value: `HEALTHCHECK NONE`. */
  readonly healthcheck: Setting<Invocation | undefined> | undefined;
  readonly shell: Setting<readonly string[]>;
  readonly exposes: readonly Setting<string>[];
  readonly volumes: readonly Setting<string>[];
  readonly labels: ReadonlyMap<string, Setting<string>>;
  readonly stopsignal: Setting<string> | undefined;
  readonly author: Setting<string> | undefined;
  readonly onbuild: readonly Setting<string>[];
}

export type MutableConfig = {
  -readonly [Key in keyof ImageConfig]: ImageConfig[Key] extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : ImageConfig[Key] extends readonly (infer V)[]
      ? V[]
      : ImageConfig[Key];
};

export const defaultShell: readonly string[] = ['/bin/sh', '-c'];

export function inherit(config: InheritedConfig | undefined): MutableConfig {
  const base = <Value>(value: Value): Setting<Value> => ({ value, instruction: undefined });
  const exec = (words: readonly string[] | undefined) =>
    words === undefined ? undefined : base<Invocation>({ form: 'exec', words });
  return {
    environment: new Map(Object.entries(config?.environment ?? {}).map(([name, value]) => [name, base(value)])),
    workdir: base(config?.workdir ?? '/'),
    user: base(config?.user ?? 'root'),
    entrypoint: exec(config?.entrypoint),
    cmd: exec(config?.cmd),
    healthcheck: undefined,
    shell: base(defaultShell),
    exposes: (config?.exposes ?? []).map(base),
    volumes: (config?.volumes ?? []).map(base),
    labels: new Map(),
    stopsignal: undefined,
    author: undefined,
    onbuild: [],
  };
}

export function copyConfig(config: ImageConfig): MutableConfig {
  return {
    ...config,
    environment: new Map(config.environment),
    labels: new Map(config.labels),
    exposes: [...config.exposes],
    volumes: [...config.volumes],
    onbuild: [...config.onbuild],
  };
}

/** Settings that only describe the image and that no later instruction of the stage reads. */
export function isConfigOnly(instruction: Instruction): boolean {
  return [
    'EXPOSE',
    'VOLUME',
    'LABEL',
    'MAINTAINER',
    'STOPSIGNAL',
    'HEALTHCHECK',
    'CMD',
    'ENTRYPOINT',
    'ONBUILD',
  ].includes(instruction.keyword);
}

// All program models of a run in one table: ordinary programs, and over them those of the toolchains.

import type { Toolchain } from '../../toolchain.ts';
import type { Program } from '../effect.ts';
import { programs as ordinary } from './index.ts';

/** By name; without a prototype, so that `constructor` is not a program. */
export type Programs = Readonly<Record<string, Program>>;

export function programsWith(toolchains: readonly Toolchain[]): Programs {
  const all: Record<string, Program> = Object.assign(Object.create(null), ordinary);
  for (const { programs, make } of toolchains) Object.assign(all, programs, make === undefined ? {} : { make });
  return all;
}

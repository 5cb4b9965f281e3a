// The toolchains that are known. Order matters only for messages: where two are in one file, the first is named first.

import type { Toolchain } from '../src/toolchain.ts';
import go from './go.ts';

export const toolchains: readonly Toolchain[] = [go];

// The toolchains that are known. One line for each; the first that fits counts where several could.

import type { Toolchain } from '../src/toolchain.ts';
import go from './go.ts';
import node from './node.ts';
import rust from './rust.ts';

export const toolchains: readonly Toolchain[] = [go, rust, node];

// The toolchains that are known. One line for each; the first that fits counts where several could.

import type { Toolchain } from '../src/toolchain.ts';
import go from './go.ts';
import gradle from './gradle.ts';
import java from './java.ts';
import maven from './maven.ts';
import rust from './rust.ts';

export const toolchains: readonly Toolchain[] = [go, rust, maven, gradle, java];

// The toolchains that are known. One line for each; the first that fits counts where several could.

import type { Toolchain } from '../src/toolchain.ts';
import c from './c.ts';
import cmake from './cmake.ts';
import fortran from './fortran.ts';
import go from './go.ts';
import gradle from './gradle.ts';
import java from './java.ts';
import maven from './maven.ts';
import meson from './meson.ts';
import rust from './rust.ts';

export const toolchains: readonly Toolchain[] = [go, rust, maven, gradle, java];
export const toolchains: readonly Toolchain[] = [go, rust, maven, java, c, cmake, meson, fortran];

// The toolchains that are known. One line for each; where two are in one file, the first is named first, and languages come before the C that many bring along.

import type { Toolchain } from '../src/toolchain.ts';
import c from './c.ts';
import cmake from './cmake.ts';
import fortran from './fortran.ts';
import go from './go.ts';
import gradle from './gradle.ts';
import java from './java.ts';
import maven from './maven.ts';
import meson from './meson.ts';
import node from './node.ts';
import rust from './rust.ts';

export const toolchains: readonly Toolchain[] = [go, rust, maven, gradle, java, cmake, meson, fortran, node, c];

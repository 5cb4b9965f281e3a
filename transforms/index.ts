// The toolchains that are known. One line for each; the first that fits counts where several could.

import type { Toolchain } from '../src/toolchain.ts';
import ant from './ant.ts';
import clojure from './clojure.ts';
import go from './go.ts';
import graalvm from './graalvm.ts';
import java from './java.ts';
import leiningen from './leiningen.ts';
import maven from './maven.ts';
import rust from './rust.ts';
import sbt from './sbt.ts';

export const toolchains: readonly Toolchain[] = [go, rust, maven, java, sbt, leiningen, clojure, graalvm, ant];

// The toolchains that are known. One line for each; where two are in one file, the first is named first, and languages come before the C that many bring along.

import type { Toolchain } from '../src/toolchain.ts';
import ant from './ant.ts';
import c from './c.ts';
import clojure from './clojure.ts';
import cmake from './cmake.ts';
import dotnet from './dotnet.ts';
import elixir from './elixir.ts';
import erlang from './erlang.ts';
import fortran from './fortran.ts';
import gleam from './gleam.ts';
import go from './go.ts';
import graalvm from './graalvm.ts';
import gradle from './gradle.ts';
import haskell from './haskell.ts';
import java from './java.ts';
import leiningen from './leiningen.ts';
import maven from './maven.ts';
import meson from './meson.ts';
import node from './node.ts';
import rust from './rust.ts';
import sbt from './sbt.ts';
import swift from './swift.ts';

export const toolchains: readonly Toolchain[] = [
  go,
  rust,
  haskell,
  swift,
  maven,
  gradle,
  sbt,
  leiningen,
  clojure,
  ant,
  graalvm,
  java,
  dotnet,
  gleam,
  elixir,
  erlang,
  node,
  cmake,
  meson,
  fortran,
  c,
];

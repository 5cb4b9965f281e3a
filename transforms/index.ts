// The toolchains that are known. One line for each; where two are in one file, the first is named first, and languages come before the C that many bring along.

import type { Toolchain } from '../src/toolchain.ts';
import ant from './ant.ts';
import bun from './bun.ts';
import c from './c.ts';
import clojure from './clojure.ts';
import cmake from './cmake.ts';
import crystal from './crystal.ts';
import d from './d.ts';
import dart from './dart.ts';
import deno from './deno.ts';
import dotnet from './dotnet.ts';
import elixir from './elixir.ts';
import elm from './elm.ts';
import emscripten from './emscripten.ts';
import erlang from './erlang.ts';
import flutter from './flutter.ts';
import fortran from './fortran.ts';
import gleam from './gleam.ts';
import go from './go.ts';
import graalvm from './graalvm.ts';
import gradle from './gradle.ts';
import haskell from './haskell.ts';
import hugo from './hugo.ts';
import java from './java.ts';
import jekyll from './jekyll.ts';
import leiningen from './leiningen.ts';
import maven from './maven.ts';
import mdbook from './mdbook.ts';
import meson from './meson.ts';
import mkdocs from './mkdocs.ts';
import nim from './nim.ts';
import node from './node.ts';
import ocaml from './ocaml.ts';
import pascal from './pascal.ts';
import pelican from './pelican.ts';
import php from './php.ts';
import protobuf from './protobuf.ts';
import python from './python.ts';
import ruby from './ruby.ts';
import rust from './rust.ts';
import sbt from './sbt.ts';
import sphinx from './sphinx.ts';
import swift from './swift.ts';
import trunk from './trunk.ts';
import v from './v.ts';
import zig from './zig.ts';
import zola from './zola.ts';

export const toolchains: readonly Toolchain[] = [
  go,
  rust,
  zig,
  crystal,
  nim,
  d,
  v,
  haskell,
  swift,
  ocaml,
  dart,
  maven,
  gradle,
  sbt,
  leiningen,
  clojure,
  ant,
  graalvm,
  java,
  dotnet,
  elixir,
  erlang,
  gleam,
  bun,
  deno,
  node,
  hugo,
  jekyll,
  mkdocs,
  sphinx,
  pelican,
  mdbook,
  zola,
  elm,
  flutter,
  emscripten,
  trunk,
  ruby,
  php,
  protobuf,
  cmake,
  meson,
  fortran,
  pascal,
  python,
  c,
];

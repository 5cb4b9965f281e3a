// One entry for all that is known on base images: a table from repository to the file that knows it. No facts of its own.

import { describeGleam, describeHexpm, describeOldElixir } from './beam.ts';
import { describeBuildpack } from './buildpack.ts';
import { describeBun, describeDeno } from './bun.ts';
import { describeClojure, describeMozillaSbt, describeSbt } from './clojure.ts';
import { describeCrystal } from './crystal.ts';
import { describeDart } from './dart.ts';
import { describeDistroless } from './distroless.ts';
import { describeDlang } from './dlang.ts';
import { describeDotnet } from './dotnet.ts';
import { describeElixir, describeErlang } from './erlang.ts';
import { describeGcc } from './gcc.ts';
import { describeGolang } from './golang.ts';
import { describeGlibcOnAlpine, describeGraal } from './graalvm.ts';
import { describeGradle } from './gradle.ts';
import { describeHaskell } from './haskell.ts';
import type { Image, ImageReference } from './image.ts';
import { describeCorretto, describeIbmJava, describeSapMachine, describeSemeru, describeVendor } from './jdks.ts';
import { describeLinuxserver, linuxserverRepositories } from './linuxserver.ts';
import { describeMaven } from './maven.ts';
import { describeAspnet, describeAspnetcore, describeMicrosoftDotnet } from './microsoft.ts';
import { describeMono } from './mono.ts';
import { describeNim } from './nim.ts';
import { describeAlpineNode, describeIojs, describeKeymetrics, describeNode } from './nodejs.ts';
import { describeOpam } from './opam.ts';
import { describeOpenjdk } from './openjdk.ts';
import { describePerl } from './perl.ts';
import { describeComposer, describePhp } from './php.ts';
import { describeBaseimage, describeMinideb, describePassenger, passengerRepositories } from './phusion.ts';
import { describeConda, describePypy, describePython, describeUv } from './python.ts';
import { describeR } from './r.ts';
import { splitReference } from './reference.ts';
import { describeRuby } from './ruby.ts';
import { describeMuslBuilder, describeMuslCross, describeMuslrust, describeRust, describeRustNightly } from './rust.ts';
import { describeCaddy, describeHttpd, describeNginx } from './servers.ts';
import { describeJetty, describeTomcat } from './servlets.ts';
import { describeHugomods, describeJekyll, describeJojomi, describeKlakegg, describeMkdocs } from './sites.ts';
import { describeSwift, describeSwiftNightly } from './swift.ts';
import {
  describeAlpine,
  describeBusybox,
  describeDebian,
  describeRedHat,
  describeScratch,
  describeUbuntu,
} from './systems.ts';
import { describeAdopt, describeAdoptOwn, describeTemurin } from './temurin.ts';

/** `tag` is as written; undefined when none is. It may hold `UNKNOWN`. */
type Describe = (reference: ImageReference, tag: string | undefined) => Image | undefined;

/** For families where a tag that is not known says nothing: `latest` stands in for none, also beside a digest, and an unknown one is not described. */
function plain(describe: (reference: ImageReference, tag: string) => Image | undefined): Describe {
  return (reference, tag) => {
    if (tag !== undefined && reference.tag === undefined) return undefined;
    return describe(reference, tag ?? 'latest');
  };
}

/** Toolchain images and distributions. A toolchain's image has a file of its own beside golang.ts, and a line here. */
const families: Readonly<Record<string, Describe>> = {
  scratch: plain(describeScratch),
  debian: plain(describeDebian),
  'public.ecr.aws/debian/debian': plain(describeDebian),
  ubuntu: plain(describeUbuntu),
  'public.ecr.aws/ubuntu/ubuntu': plain(describeUbuntu),
  alpine: plain(describeAlpine),
  // Where the official image was made before it was one.
  'gliderlabs/alpine': plain(describeAlpine),
  busybox: plain(describeBusybox),
  'buildpack-deps': plain(describeBuildpack),
  golang: describeGolang,
  rust: plain(describeRust),
  'rustlang/rust': plain(describeRustNightly),
  'ekidd/rust-musl-builder': plain(describeMuslBuilder),
  'clux/muslrust': plain(describeMuslrust),
  'messense/rust-musl-cross': plain(describeMuslCross),
  'ghcr.io/rust-cross/rust-musl-cross': plain(describeMuslCross),
  gcc: plain(describeGcc),
  haskell: plain(describeHaskell),
  swift: plain(describeSwift),
  'swiftlang/swift': plain(describeSwiftNightly),
  'crystallang/crystal': plain(describeCrystal),
  'nimlang/nim': plain(describeNim),
  'dlang2/dmd-ubuntu': plain(describeDlang),
  'dlang2/ldc-ubuntu': plain(describeDlang),
  dart: plain(describeDart),
  'ocaml/opam': plain(describeOpam),
  'ocurrent/opam': plain(describeOpam),
  'r-base': plain(describeR),
  openjdk: plain(describeOpenjdk),
  java: plain(describeOpenjdk),
  'eclipse-temurin': plain(describeTemurin),
  adoptopenjdk: plain(describeAdopt),
  'adoptopenjdk/openjdk8': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk8-openj9': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk11': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk11-openj9': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk9': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk10': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk12': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk13': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk14': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk15': plain(describeAdoptOwn),
  'adoptopenjdk/openjdk16': plain(describeAdoptOwn),
  amazoncorretto: plain(describeCorretto),
  'public.ecr.aws/amazoncorretto/amazoncorretto': plain(describeCorretto),
  'ibm-semeru-runtimes': plain(describeSemeru),
  ibmjava: plain(describeIbmJava),
  sapmachine: plain(describeSapMachine),
  'azul/zulu-openjdk': plain(describeVendor),
  'azul/zulu-openjdk-alpine': plain(describeVendor),
  'azul/zulu-openjdk-debian': plain(describeVendor),
  'bellsoft/liberica-openjdk-debian': plain(describeVendor),
  'bellsoft/liberica-openjdk-alpine-musl': plain(describeVendor),
  'bellsoft/liberica-openjre-debian': plain(describeVendor),
  'ghcr.io/graalvm/graalvm-ce': plain(describeGraal),
  'ghcr.io/graalvm/graalvm-community': plain(describeGraal),
  'ghcr.io/graalvm/jdk-community': plain(describeGraal),
  'ghcr.io/graalvm/native-image-community': plain(describeGraal),
  'container-registry.oracle.com/graalvm/jdk': plain(describeGraal),
  'container-registry.oracle.com/graalvm/native-image': plain(describeGraal),
  'anapsix/alpine-java': plain(describeGlibcOnAlpine),
  'frolvlad/alpine-java': plain(describeGlibcOnAlpine),
  'frolvlad/alpine-oraclejdk8': plain(describeGlibcOnAlpine),
  'frolvlad/alpine-oraclejre8': plain(describeGlibcOnAlpine),
  maven: plain(describeMaven),
  gradle: plain(describeGradle),
  clojure: plain(describeClojure),
  'hseeberger/scala-sbt': plain(describeSbt),
  'sbtscala/scala-sbt': plain(describeSbt),
  'mozilla/sbt': plain(describeMozillaSbt),
  tomcat: plain(describeTomcat),
  jetty: plain(describeJetty),
  'mcr.microsoft.com/dotnet/sdk': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/aspnet': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/runtime': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/runtime-deps': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/core/sdk': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/core/aspnet': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/core/runtime': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/core/runtime-deps': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/nightly/sdk': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/nightly/aspnet': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/nightly/runtime': plain(describeDotnet),
  'mcr.microsoft.com/dotnet/nightly/runtime-deps': plain(describeDotnet),
  'microsoft/dotnet': plain(describeMicrosoftDotnet),
  'microsoft/aspnetcore': plain(describeAspnetcore),
  'microsoft/aspnetcore-build': plain(describeAspnetcore),
  'microsoft/aspnet': plain(describeAspnet),
  mono: plain(describeMono),
  erlang: plain(describeErlang),
  elixir: plain(describeElixir),
  'hexpm/erlang': plain(describeHexpm),
  'hexpm/elixir': plain(describeHexpm),
  'ghcr.io/gleam-lang/gleam': plain(describeGleam),
  'bitwalker/alpine-erlang': plain(describeOldElixir),
  'bitwalker/alpine-elixir': plain(describeOldElixir),
  'bitwalker/alpine-elixir-phoenix': plain(describeOldElixir),
  'msaraiva/elixir': plain(describeOldElixir),
  'msaraiva/elixir-dev': plain(describeOldElixir),
  'trenpixster/elixir': plain(describeOldElixir),
  nginx: plain(describeNginx),
  'nginxinc/nginx-unprivileged': plain(describeNginx),
  httpd: plain(describeHttpd),
  caddy: plain(describeCaddy),
  'phusion/baseimage': plain(describeBaseimage),
  'bitnami/minideb': plain(describeMinideb),
  'jekyll/jekyll': plain(describeJekyll),
  'jekyll/builder': plain(describeJekyll),
  'klakegg/hugo': plain(describeKlakegg),
  'hugomods/hugo': plain(describeHugomods),
  'jojomi/hugo': plain(describeJojomi),
  'squidfunk/mkdocs-material': plain(describeMkdocs),
  ...Object.fromEntries(passengerRepositories.map((repository) => [repository, plain(describePassenger)])),
  ...Object.fromEntries(
    [...linuxserverRepositories.keys()].map((repository) => [repository, plain(describeLinuxserver)]),
  ),
  node: plain(describeNode),
  iojs: plain(describeIojs),
  'mhart/alpine-node': plain(describeAlpineNode),
  'keymetrics/pm2': plain(describeKeymetrics),
  python: plain(describePython),
  pypy: plain(describePypy),
  'ghcr.io/astral-sh/uv': plain(describeUv),
  'continuumio/miniconda3': plain(describeConda),
  'continuumio/anaconda3': plain(describeConda),
  'condaforge/miniforge3': plain(describeConda),
  'condaforge/mambaforge': plain(describeConda),
  ruby: plain(describeRuby),
  php: plain(describePhp),
  composer: plain(describeComposer),
  perl: plain(describePerl),
  'oven/bun': plain(describeBun),
  'denoland/deno': plain(describeDeno),
};

/** True for the repositories that are known here, also where this tag of them is not: a Windows variant, say. */
export function isKnownRepository(text: string): boolean {
  const repository = splitReference(text)?.reference.repository;
  return repository !== undefined && Object.hasOwn(families, repository);
}

/** Whether anything is known of an image, as of those whose registries have more than families of tags. */
export function knowsImage(text: string): boolean {
  return isKnownRepository(text) || describeImage(text) !== undefined;
}

/** Undefined: not a reference, or nothing is known of this image. */
export function describeImage(text: string): Image | undefined {
  const parts = splitReference(text);
  if (parts === undefined) return undefined;
  const { reference, writtenTag } = parts;
  const { repository } = reference;
  const describe = Object.hasOwn(families, repository) ? families[repository] : undefined;
  if (describe !== undefined) return describe(reference, writtenTag);
  if (repository.startsWith('gcr.io/distroless/')) return plain(describeDistroless)(reference, writtenTag);
  return plain(describeRedHat)(reference, writtenTag);
}

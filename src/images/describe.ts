// One entry for all that is known on base images: a table from repository to the file that knows it. No facts of its own.

import { describeGleam, describeHexpm, describeOldElixir } from './beam.ts';
import { describeBuildpack } from './buildpack.ts';
import { describeDistroless } from './distroless.ts';
import { describeDotnet } from './dotnet.ts';
import { describeElixir, describeErlang } from './erlang.ts';
import { describeGolang } from './golang.ts';
import type { Image, ImageReference } from './image.ts';
import { describeAspnet, describeAspnetcore, describeMicrosoftDotnet } from './microsoft.ts';
import { describeMono } from './mono.ts';
import { describeBaseimage, describeMinideb, describePassenger, passengerRepositories } from './phusion.ts';
import { splitReference } from './reference.ts';
import { describeCaddy, describeHttpd, describeNginx } from './servers.ts';
import { describeHugomods, describeJekyll, describeJojomi, describeKlakegg, describeMkdocs } from './sites.ts';
import {
  describeAlpine,
  describeBusybox,
  describeDebian,
  describeRedHat,
  describeScratch,
  describeUbuntu,
} from './systems.ts';

/** `tag` is as written; undefined when none is. It may hold `UNKNOWN`. */
type Describe = (reference: ImageReference, tag: string | undefined) => Image | undefined;

/** For families where a tag that is not known says nothing: `latest` stands in for none, and an unknown one or a bare digest is not described. */
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
  busybox: plain(describeBusybox),
  'buildpack-deps': plain(describeBuildpack),
  golang: describeGolang,
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
};

/** True for the repositories that are known here, also where this tag of them is not: a Windows variant, say. */
export function isKnownRepository(text: string): boolean {
  const repository = splitReference(text)?.reference.repository;
  return repository !== undefined && Object.hasOwn(families, repository);
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

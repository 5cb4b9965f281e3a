// Microsoft's images of .NET on its own registry: `dotnet/sdk`, `aspnet`, `runtime`, `runtime-deps`, with their `core/` ancestors and
// `nightly/` siblings. Sources: Dockerfiles and tag lists of dotnet/dotnet-docker.

import { languageImage } from './buildpack.ts';
import { debianRelease, distributionNamed, distributionWithin } from './distributions.ts';
import type { Distribution, Image, ImageReference, InheritedConfig } from './image.ts';
import { isBareDigest, siblingText } from './reference.ts';

/** What an image of .NET is for, by the last word of its repository. */
export type Kind = 'sdk' | 'aspnet' | 'runtime' | 'runtime-deps';

interface Version {
  /** Of tags that name none. It never changes while a version lives. */
  readonly release: string;
  /** Oldest and newest Alpine that `-alpine` stood for. */
  readonly alpine: string;
}

/** `6.0 bullseye 3.13..3.20`. .NET 11 is on Ubuntu, of a release that is not certain. */
const versions: ReadonlyMap<string, Version> = new Map(
  (
    '2.1 stretch 3.6..3.14, 2.2 stretch 3.8..3.10, 3.0 buster 3.9..3.11, 3.1 buster 3.10..3.16, 5.0 buster 3.11..3.15, ' +
    '6.0 bullseye 3.13..3.20, 7.0 bullseye 3.15..3.19, 8.0 bookworm 3.16..3.24, 9.0 bookworm 3.19..3.24, 10.0 noble 3.21..3.24, ' +
    '11.0 ubuntu 3.22..3.24'
  )
    .split(', ')
    .map((row) => {
      const [number = '', release = '', alpine = ''] = row.split(' ');
      return [number, { release, alpine }];
    }),
);

interface Tag {
  /** '' for `latest`. */
  readonly version: string;
  /** `jammy`, `buster-slim`, `alpine3.18`; '' for the default. */
  readonly system: string;
  /** What comes with `-chiseled` and `-extra`. */
  readonly chiseled: boolean;
  readonly extra: boolean;
  /** `-amd64`, or ''. */
  readonly architecture: string;
}

/** A preview may have other ENV than the version that came of it, so that it is not read. */
const tagText =
  /^(\d+\.\d+)(?:\.\d+)?(?:-([a-z]+(?:\d\.\d+)?(?:-slim)?))?(-chiseled)?(?:-(?:aot|composite))?(-extra)?(-(?:amd64|arm64v8|arm32v7))?$/;

function readTag(tag: string): Tag | undefined {
  if (tag === 'latest') return { version: '', system: '', chiseled: false, extra: false, architecture: '' };
  const words = tagText.exec(tag);
  if (words === null) return undefined;
  const [, version = '', system = '', chiseled, extra, architecture = ''] = words;
  return { version, system, chiseled: chiseled !== undefined, extra: extra !== undefined, architecture };
}

function distributionOf({ version, system }: Tag, isCore: boolean): Distribution | undefined {
  // The old repository ended with 3.1; the other one is at 10.0 or later, on Ubuntu.
  const known = versions.get(version === '' ? (isCore ? '3.1' : '11.0') : version);
  if (known === undefined) return undefined;
  if (system === '' && known.release === 'ubuntu') return { name: 'ubuntu', release: undefined };
  if (system === 'alpine') return distributionWithin('alpine', known.alpine);
  if (/^alpine3\.\d+$/.test(system)) return { name: 'alpine', release: system.slice('alpine'.length) };
  return distributionNamed(system === '' ? known.release : system);
}

const repositoryText = /^mcr\.microsoft\.com\/dotnet\/(?:(core|nightly)\/)?(sdk|aspnet|runtime|runtime-deps)$/;

/** Undefined for Windows, CBL-Mariner, Azure Linux, previews, and chiseled images before 8.0. */
export function describeDotnet(reference: ImageReference, text: string): Image | undefined {
  const [, line, word] = repositoryText.exec(reference.repository) ?? [];
  const kind = (['sdk', 'aspnet', 'runtime', 'runtime-deps'] as const).find((name) => name === word);
  const tag = readTag(text);
  if (kind === undefined || tag === undefined || isBareDigest(reference)) return undefined;
  const distribution = distributionOf(tag, line === 'core');
  if (distribution === undefined) return undefined;
  const { version, chiseled } = tag;
  if (chiseled && (kind === 'sdk' || distribution.name !== 'ubuntu' || Number.parseInt(version, 10) < 8)) {
    return undefined;
  }
  const written = version === '' && line === 'core' ? '3.1' : version;
  const image = dotnetImage({ reference, kind, version: written, distribution, extra: tag.extra });
  const runtimes =
    kind !== 'sdk'
      ? []
      : ['runtime-deps', 'runtime', 'aspnet'].map((sibling) =>
          siblingText(reference, reference.repository.replace(/sdk$/, sibling), siblingTag(tag, text)),
        );
  return { ...(chiseled ? chisel(image) : image), runtimes };
}

/** An SDK has numbers of its own, so that its patch says nothing of the runtime's. Only SDKs have plain Debian, the others are slim. */
function siblingTag({ version, system, architecture }: Tag, text: string): string {
  if (version === '') return text;
  const slim = debianRelease(system) === undefined ? system : `${system}-slim`;
  return `${version}${slim === '' ? '' : `-${slim}`}${architecture}`;
}

export interface DotnetFacts {
  readonly reference: ImageReference;
  readonly kind: Kind;
  /** `8.0`; '' when it floats. */
  readonly version: string;
  readonly distribution: Distribution;
  readonly extra: boolean;
}

/** Of .NET Core 2.1 and later. */
export function dotnetImage({ reference, kind, version, distribution, extra }: DotnetFacts): Image {
  const number = version === '' ? Number.POSITIVE_INFINITY : Number.parseFloat(version);
  const isAlpine = distribution.name === 'alpine';
  const isSdk = kind === 'sdk';
  // Up to 3.1, the SDK on Debian and Ubuntu was made on buildpack-deps; from 5.0 on, on aspnet with three more packages.
  const isBuildpack = isSdk && !isAlpine && number < 5;
  const added = ['curl', 'git', 'wget', ...(number < 6 ? ['ps', 'top', 'pgrep', 'pkill'] : [])];
  return languageImage({
    reference,
    distribution,
    layer: isBuildpack ? 'scm' : 'slim',
    certificates: true,
    // tzdata is in runtime-deps from 8.0 on, except on Alpine, where it came with ICU.
    zoneinfo: isAlpine ? number >= 8 && (isSdk || extra) : distribution.name === 'debian' || number >= 8,
    config: config(kind, number, distribution, extra),
    programs: [
      // On Alpine, only the bundle is left from 8.0 on.
      ...(isAlpine && number >= 8 ? [] : ['update-ca-certificates']),
      ...(isAlpine ? [] : ['openssl', 'c_rehash']),
      ...(kind === 'runtime-deps' ? [] : ['dotnet']),
      ...(isSdk && number >= 3 ? ['pwsh'] : []),
      ...(isSdk && !isBuildpack && (!isAlpine || number >= 6) ? added : []),
      ...(kind === 'aspnet' && number < 3 && !isAlpine ? ['curl'] : []),
    ],
    accounts: number >= 8 ? ['app'] : [],
    toolchains: isSdk ? ['dotnet'] : [],
    interpreters: {
      // Libraries that a program with the runtime inside loads.
      'runtime-deps': version,
      ...(kind === 'runtime-deps' ? {} : { dotnet: version }),
      ...(kind === 'sdk' || kind === 'aspnet' ? { aspnetcore: version } : {}),
    },
    megabytes: sizes[kind][isAlpine ? 1 : 0] + (isSdk && number < 3 ? 900 : 0),
    source: 'dotnet/dotnet-docker',
  });
}

const sizes: Readonly<Record<Kind, readonly [onDebian: number, onAlpine: number]>> = {
  sdk: [850, 650],
  aspnet: [220, 110],
  runtime: [195, 85],
  'runtime-deps': [120, 14],
};

/**
 * The port on which ASP.NET Core listens is in ENV: 80 up to 7.0 and 8080 from 8.0 on. From 3.0 on the SDK has no ASPNETCORE_URLS, or sets it
 * to '', so that a program listens on localhost:5000 there; from 8.0 on it keeps the port of aspnet. ICU is in the SDK on Alpine, and not in
 * the other images, which turn globalization off. The numbers of versions (DOTNET_VERSION, ASPNET_VERSION, DOTNET_SDK_VERSION), the kind of file watcher, the name of
 * PowerShell's channel and DOTNET_ROLL_FORWARD, which PowerShell needs, are left out.
 */
function config(kind: Kind, number: number, { name }: Distribution, extra: boolean): Partial<InheritedConfig> {
  const isAlpine = name === 'alpine';
  const isSdk = kind === 'sdk';
  const urls = !isSdk || number < 3 ? 'http://+:80' : isAlpine || number >= 5 ? '' : undefined;
  const invariant = isAlpine && !extra ? !isSdk : undefined;
  return {
    environment: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      DOTNET_RUNNING_IN_CONTAINER: 'true',
      ...(number >= 8 ? { ASPNETCORE_HTTP_PORTS: '8080', APP_UID: '1654' } : {}),
      ...(number < 8 && urls !== undefined ? { ASPNETCORE_URLS: urls } : {}),
      ...(invariant === undefined ? {} : { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: String(invariant) }),
      ...(isSdk ? { NUGET_XMLDOC_MODE: 'skip' } : {}),
      ...(isSdk && number >= 6 ? { DOTNET_GENERATE_ASPNET_CERTIFICATE: 'false', DOTNET_NOLOGO: 'true' } : {}),
      ...(isSdk && isAlpine && number < 5 ? { LC_ALL: 'en_US.UTF-8', LANG: 'en_US.UTF-8' } : {}),
    },
    cmd: [isAlpine ? '/bin/sh' : name === 'ubuntu' ? '/bin/bash' : 'bash'],
  };
}

/** Ubuntu cut down to what .NET needs: no shell, no package manager, not root. */
function chisel(image: Image): Image {
  const environment = image.config.environment;
  const hasIcu = image.reference.tag?.includes('-extra') ?? false;
  return {
    ...image,
    config: {
      ...image.config,
      environment: hasIcu ? environment : { ...environment, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: 'true' },
      user: '1654',
      cmd: undefined,
    },
    programs: new Set(image.programs?.has('dotnet') ? ['dotnet'] : []),
    files: { ...image.files, zoneinfo: hasIcu ? '/usr/share/zoneinfo' : undefined },
    packageManager: undefined,
    megabytes: Math.max(image.megabytes - 100, 15),
  };
}

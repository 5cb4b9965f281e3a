// Microsoft's images of .NET on Docker Hub, which ended in 2019: `microsoft/dotnet`, `aspnetcore`, `aspnetcore-build`, and `aspnet` on Mono.
// Sources: Dockerfiles of dotnet/dotnet-docker and of aspnet/aspnet-docker.

import { languageImage } from './buildpack.ts';
import { distributionNamed, distributionWithin } from './distributions.ts';
import { dotnetImage, type Kind } from './dotnet.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { monoPrograms } from './mono.ts';
import { isBareDigest, siblingText } from './reference.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const kestrel = { ASPNETCORE_URLS: 'http://+:80' };

const kinds: Readonly<Record<string, Kind>> = {
  sdk: 'sdk',
  core: 'runtime',
  'core-deps': 'runtime-deps',
  runtime: 'runtime',
  'runtime-deps': 'runtime-deps',
  'aspnetcore-runtime': 'aspnet',
};

/** `2.2-sdk`, `2.0.5-sdk-2.1.4-jessie`, `1.1-sdk-projectjson`, `2.1-runtime-deps-alpine3.7`, `1.0.1-core`, `sdk`. */
const dotnetTag =
  /^(?:(\d\.\d)(?:\.(\d+))?(?:-preview\d)?-)?(sdk|core|core-deps|runtime|runtime-deps|aspnetcore-runtime)(?:-\d[\d.]*)?(?:-(?:msbuild|projectjson))?(?:-([a-z]+(?:\d\.\d+)?(?:-slim)?))?$/;

/** Undefined for Windows, nightly builds and ONBUILD. The tags without a version ended with 2.2. */
export function describeMicrosoftDotnet(reference: ImageReference, text: string): Image | undefined {
  const tag = text === 'latest' ? 'sdk' : /-preview\d$/.test(text) ? `${text}-sdk` : text;
  const [, version = '2.2', patch, word = '', system = ''] = dotnetTag.exec(tag) ?? [];
  const kind = kinds[word];
  const distribution = hubDistribution(version, patch, system);
  if (kind === undefined || distribution === undefined || isBareDigest(reference)) return undefined;
  // Up to 2.1.2xx, a number of an SDK was that of .NET Core 2.0.
  if (kind === 'sdk' && version === '2.1' && patch !== undefined && Number(patch) < 300) return undefined;
  const runtimes = kind === 'sdk' ? hubRuntimes(reference, version, patch, system) : [];
  if (Number(version) >= 2.1) {
    return { ...dotnetImage({ reference, kind, version, distribution, extra: false }), runtimes };
  }
  return oldDotnet({ reference, kind, version, distribution, runtimes });
}

/** 1.x moved from jessie to stretch in 2018, in its last months. */
function hubDistribution(version: string, patch: string | undefined, system: string): Distribution | undefined {
  if (system === 'alpine') return distributionWithin('alpine', version === '2.2' ? '3.8..3.9' : '3.6..3.9');
  if (/^alpine3\.\d+$/.test(system)) return { name: 'alpine', release: system.slice('alpine'.length) };
  if (system !== '') return distributionNamed(system);
  if (version === '1.0' || version === '1.1') {
    return patch !== undefined && Number(patch) < 9
      ? { name: 'debian', release: 'jessie' }
      : distributionWithin('debian', 'jessie..stretch');
  }
  return /^2\.[0-2]$/.test(version) ? { name: 'debian', release: 'stretch' } : undefined;
}

/** Smallest first. ASP.NET Core had an image of its own until 2.1. */
function hubRuntimes(
  reference: ImageReference,
  version: string,
  patch: string | undefined,
  system: string,
): readonly string[] {
  if (Number(version) >= 2.1) {
    const suffix = system === 'stretch' ? '-stretch-slim' : system === '' ? '' : `-${system}`;
    return ['runtime-deps', 'runtime', 'aspnetcore-runtime'].map((kind) =>
      siblingText(reference, 'microsoft/dotnet', `${version}-${kind}${suffix}`),
    );
  }
  const full = patch === undefined ? version : `${version}.${patch}`;
  // At first, `-core` was the word for it.
  if (version === '1.0' && patch !== undefined && Number(patch) < 3) return [];
  const suffix = system === '' ? '' : `-${system}`;
  const plain = siblingText(reference, 'microsoft/dotnet', `${full}-runtime${suffix}`);
  // Of 1.x it was on jessie, as the SDKs with an early patch version.
  const isSame = version === '2.0' || (patch !== undefined && Number(patch) < 9 && system !== 'stretch');
  const web = siblingText(reference, 'microsoft/aspnetcore', `${version}${version === '2.0' ? suffix : ''}`);
  return isSame ? [plain, web] : [plain];
}

interface OldFacts {
  readonly reference: ImageReference;
  readonly kind: Kind;
  readonly version: string;
  readonly distribution: Distribution;
  readonly runtimes: readonly string[];
}

/** .NET Core 1.x and 2.0, where a program of ASP.NET Core 1.x brings all of it along. */
function oldDotnet({ reference, kind, version, distribution, runtimes }: OldFacts): Image {
  const isSdk = kind === 'sdk';
  const container = { ...kestrel, DOTNET_RUNNING_IN_CONTAINER: 'true' };
  return languageImage({
    reference,
    distribution,
    layer: isSdk ? 'scm' : 'slim',
    certificates: true,
    config: {
      environment: {
        PATH: path,
        ...(version === '2.0' ? container : {}),
        ...(isSdk ? { NUGET_XMLDOC_MODE: 'skip' } : {}),
        ...(isSdk && version === '2.0' ? { RestoreUseSkipNonexistentTargets: 'false' } : {}),
      },
    },
    programs: ['openssl', 'update-ca-certificates', ...(kind === 'runtime-deps' ? [] : ['dotnet', 'curl'])],
    toolchains: isSdk ? ['dotnet'] : [],
    interpreters: {
      ...(kind === 'runtime-deps' ? {} : { dotnet: version }),
      ...(isSdk ? { aspnetcore: version } : {}),
    },
    runtimes,
    megabytes: isSdk ? 1700 : kind === 'runtime' ? 220 : 160,
    source: 'dotnet/dotnet-docker',
  });
}

/** `2.0`, `1.1.2`, `1.1-msbuild`, `2.0-jessie`; `1.0-2.0` has all versions. Undefined for Windows. */
const aspnetcoreTag =
  /^(?:(\d\.\d)(?:\.\d+)?(-\d\.\d)?|latest)(?:-\d{4}-\d\d)?(?:-(?:msbuild|projectjson))?(?:-(jessie|stretch))?$/;

/** `aspnetcore-build` is the SDK with Node.js (6, later 8), bower and gulp; `aspnetcore` the runtime with ASP.NET Core's own libraries. */
export function describeAspnetcore(reference: ImageReference, text: string): Image | undefined {
  const words = aspnetcoreTag.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, written = '2.0', several, system] = words;
  const version = several === undefined ? written : '';
  const isBuild = reference.repository === 'microsoft/aspnetcore-build';
  const isNew = version === '2.0' || several === '-2.0';
  if (!/^(?:1\.[01]|2\.0|)$/.test(version)) return undefined;
  const sibling = siblingText(
    reference,
    'microsoft/aspnetcore',
    `${version}${system === undefined ? '' : `-${system}`}`,
  );
  const image = oldDotnet({
    reference,
    kind: isBuild ? 'sdk' : 'runtime',
    version,
    distribution: { name: 'debian', release: system ?? (isNew ? 'stretch' : 'jessie') },
    runtimes: isBuild && several === undefined ? [sibling] : [],
  });
  return {
    ...image,
    config: { ...image.config, environment: { ...image.config.environment, ...kestrel } },
    programs: new Set([...(image.programs ?? []), ...(isBuild ? ['node', 'nodejs', 'npm', 'bower', 'gulp'] : [])]),
    toolchains: isBuild ? ['dotnet', 'node'] : [],
    interpreters: { dotnet: version, aspnetcore: version, ...(isBuild ? { node: '' } : {}) },
    megabytes: image.megabytes + (isBuild ? 300 : 110),
    source: 'aspnet/aspnet-docker',
  };
}

/** ASP.NET 5 of 2015, on Mono 4.0: `1.0.0-beta8`, `1.0.0-rc1-update1`. The others are Windows, or have no Mono. */
export function describeAspnet(reference: ImageReference, text: string): Image | undefined {
  if (!/^1\.0\.0-(?:beta[4-8]|rc1-(?:final|update[12]))$/.test(text) || isBareDigest(reference)) return undefined;
  return languageImage({
    reference,
    distribution: distributionWithin('debian', 'wheezy..jessie'),
    layer: 'slim',
    certificates: true,
    config: {
      environment: {
        PATH: `${path}:/opt/dnx/runtimes/default/bin`,
        DNX_USER_HOME: '/opt/dnx',
        MONO_THREADS_PER_CPU: '50',
      },
      cmd: ['/bin/bash'],
    },
    programs: [...monoPrograms, 'curl', 'unzip', 'dnx', 'dnu'],
    toolchains: ['dotnet'],
    interpreters: { mono: '4.0' },
    megabytes: 800,
    source: 'aspnet/aspnet-docker',
  });
}

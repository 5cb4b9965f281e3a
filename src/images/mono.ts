// Docker's official image of Mono. Source: Dockerfiles of mono/docker.

import { languageImage } from './buildpack.ts';
import { distributionWithin } from './distributions.ts';
import type { Image, ImageReference } from './image.ts';
import { isBareDigest } from './reference.ts';

export const monoPrograms = 'mono mono-sgen mcs gacutil al resgen xbuild csharp cert-sync mozroots nuget'.split(' ');
const newPrograms = 'csc msbuild vbnc fsharpc fsharpi'.split(' ');

/** Debian's releases from this version on; where two are named, one of them. */
const releases: readonly (readonly [since: string, range: string])[] = [
  ['6.12', 'buster'],
  ['6.0', 'stretch..buster'],
  ['5.14', 'jessie..stretch'],
  ['5.0', 'jessie'],
  ['3.8', 'wheezy..jessie'],
];

/** `5.4` as 5.04, so that it is before `5.12`. The last minor version stands in for none. */
function order(version: string): number {
  const [major = '', minor] = version.split('.');
  const last = major === '5' ? '20' : major === '4' ? '8' : '12';
  return Number(major) + Number(minor ?? last) / 100;
}

/**
 * `6`, `6.12.0.182`, `5.10.0.160-slim`, `latest`. Mono has had no release since 6.12, so that `latest` is that. The slim image has few of the class
 * libraries that the other one has, so that it need not run what is built there.
 */
export function describeMono(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:(\d+(?:\.\d+){0,3})|latest)?(?:(?:^|-)(slim))?$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, version = '6.12', suffix] = words;
  const number = order(version);
  const range = releases.find(([since]) => number >= order(since))?.[1];
  if (range === undefined) return undefined;
  const isSlim = suffix !== undefined;
  return languageImage({
    reference,
    distribution: distributionWithin('debian', range),
    layer: 'slim',
    // ca-certificates stayed in the slim image from 6.12 on.
    certificates: !isSlim || number >= order('6.12'),
    config: { cmd: [/wheezy|jessie/.test(range) ? '/bin/bash' : 'bash'] },
    programs: isSlim ? ['mono', 'mono-sgen'] : [...monoPrograms, 'curl', ...(number >= 5 ? newPrograms : [])],
    // There is no other name for what builds for Mono.
    toolchains: isSlim ? [] : ['dotnet'],
    interpreters: { mono: /^\d+\.\d+/.exec(version)?.[0] ?? version },
    megabytes: isSlim ? 180 : 720,
    source: 'mono/docker',
  });
}

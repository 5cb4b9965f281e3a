// Crystal's own images, on Ubuntu and on Alpine. Sources: docker/ of crystal-lang/distribution-scripts, and the pull requests that moved
// them: bionic with 0.32.0, focal after 0.35, noble in the summer of 2024.

import { languageImage } from './buildpack.ts';
import { alpineReleases } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { certificatePrograms, gccPrograms, isSince, readEras, readTag, releaseOf, systemPath } from './tags.ts';

const ubuntu = readEras('16.04@0.24 18.04@0.32 20.04@0.36 20.04..22.04@1.5 20.04..24.04@1.12.2 24.04@1.15 ?@1.20');

/** `1.5.1`, `0.31.1-build`, `1.5.1-alpine`, `latest-alpine-build`, `nightly`. On Alpine no tag says which release it is. */
export function describeCrystal(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text.replace(/^nightly(?:-\d{8})?/, 'latest'));
  if (tag === undefined || tag.slim || tag.others.some((word) => word !== 'build')) return undefined;
  const { version } = tag;
  const isAlpine = tag.distribution?.name === 'alpine';
  if (tag.distribution !== undefined && !isAlpine) return undefined;
  // An image stays on the Alpine of its day, whose libraries may be others than those of the newest.
  const distribution: Distribution | undefined = isAlpine
    ? { name: 'alpine', release: alpineReleases.at(-1), oldest: '3.9' }
    : releaseOf('ubuntu', ubuntu, version, reference.digest !== undefined);
  if (distribution === undefined) return undefined;

  // Up to 0.31 on what may have been buildpack-deps; more headers than there may be are safer than fewer.
  const isOld = version !== '' && !isSince(version, '0.32');
  const isBuild = tag.others.includes('build');
  return languageImage({
    reference,
    distribution,
    layer: isOld && !isAlpine ? 'full' : 'slim',
    config: { cmd: ['/bin/sh'], environment: { PATH: systemPath } },
    certificates: true,
    // Whether tzdata was there before is not known.
    zoneinfo: version === '' || isSince(version, isAlpine ? '1.13' : '0.36'),
    programs: [
      ...'crystal shards git make'.split(' '),
      ...gccPrograms,
      ...(isAlpine ? ['update-ca-certificates'] : certificatePrograms),
      ...(isBuild ? ['g++', 'c++'] : []),
    ],
    toolchains: ['crystal', 'c'],
    development: isAlpine ? alpineDevelopment : debianDevelopment,
    megabytes: isBuild ? 1200 : isAlpine ? 350 : 600,
    source: 'crystal-lang/distribution-scripts',
  });
}

/** Strings are matched with PCRE up to 1.7 and with PCRE2 from 1.8 on; both are there in between. libgc is in Crystal's own folder, static, but not on Alpine. */
const debianDevelopment =
  'libssl-dev libxml2-dev libyaml-dev libgmp-dev libevent-dev libpcre3-dev libpcre2-dev zlib1g-dev'.split(' ');

/** By Debian's names, as all needs are; libevent, libyaml, zlib and xz are static there. */
const alpineDevelopment =
  'libgmp-dev libevent-dev libpcre3-dev libpcre2-dev libgc-dev libxml2-dev libssl-dev libyaml-dev zlib1g-dev'.split(
    ' ',
  );

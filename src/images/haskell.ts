// Docker's official image of Haskell: GHC, cabal and stack on Debian. Sources: the Dockerfiles of haskell/docker-haskell through its history,
// its issues on leaving stretch and buster, and the images' histories in docker-library/repo-info.

import { languageImage } from './buildpack.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { certificatePrograms, gccPrograms, isSince, readEras, readTag, releaseOf, systemPath } from './tags.ts';

/** What a tag without a suffix is on. Buster was left in July 2024, with 9.6.6, 9.8.3 and 9.10; 9.12 ended on bookworm. */
const debian = readEras(
  'wheezy..jessie@7.8 jessie@7.10 jessie..stretch@8.0.2 jessie@8.2 jessie..stretch@8.2.2 stretch..buster@8.4.4 stretch@8.6 stretch..buster@8.6.5 stretch@8.8 ' +
    'stretch..buster@8.8.3 buster@8.10.3 bullseye@9.6.6 buster@9.8 bullseye@9.8.3 buster..bullseye@9.10 bullseye@9.10.2 ' +
    'bullseye..bookworm@9.12 bookworm@9.12.4 ?@9.16',
);

const programs = 'ghc ghci ghc-pkg runghc runhaskell hsc2hs hpc haddock cabal stack git g++ c++'.split(' ');

/** `8.10`, `9.4.8-slim`, `9.6-slim-bullseye`, `8`, `buster`. */
export function describeHaskell(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text);
  if (tag === undefined || tag.others.length > 0) return undefined;
  if (tag.distribution !== undefined && tag.distribution.name !== 'debian') return undefined;
  const { version } = tag;
  const pinned = reference.digest !== undefined;
  const found = tag.distribution ?? releaseOf('debian', debian, version, pinned);
  if (found === undefined) return undefined;
  const distribution = found.release === undefined ? newest(pinned) : found;

  const isNew = version === '' || isSince(version, '8.4');
  // Between 2022 and 2024 the full images stood on buildpack-deps; more headers than there may be are safer than fewer.
  const isFull = !tag.slim && isNew && distribution.release === 'buster';
  // Each has its own folder below /opt/ghc; up to 8.8 cabal, happy and alex had theirs too.
  const patch = /^\d+\.\d+\.\d+$/.test(version) ? `${version}/` : '';
  return languageImage({
    reference,
    distribution,
    layer: isFull ? 'full' : 'slim',
    config: {
      environment: {
        LANG: 'C.UTF-8',
        PATH: `/root/.cabal/bin:/root/.local/bin:/opt/ghc/${patch}bin:${systemPath}`,
      },
      cmd: ['ghci'],
    },
    certificates: version === '' || isSince(version, '7.10'),
    programs: [
      ...programs,
      ...gccPrograms,
      ...certificatePrograms,
      ...(isNew ? 'curl make gpg xz unxz'.split(' ') : ['happy', 'alex']),
    ],
    toolchains: ['haskell', 'c'],
    // Every program of GHC is linked to libgmp, and with the newer builds of GHC to libnuma.
    development: [
      ...'libgmp-dev zlib1g-dev libtinfo-dev libffi-dev'.split(' '),
      ...(version === '' || isSince(version, '9.0') ? ['libnuma-dev'] : []),
      ...(version === '' || !isSince(version, '9.6.6') ? ['libsqlite3-dev'] : []),
    ],
    megabytes: tag.slim ? 1800 : isNew ? 2000 : 1000,
    source: 'haskell/docker-haskell',
  });
}

/** The newest images come years after Debian's stable, so that `latest` is no alias of that. */
function newest(pinned: boolean): Distribution {
  return { name: 'debian', release: 'trixie', oldest: pinned ? 'jessie' : 'bullseye' };
}

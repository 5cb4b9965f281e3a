// Docker's official image of GCC, which is built from source on `buildpack-deps`. Sources: versions.json, versions.sh, update.sh and
// Dockerfile.template of docker-library/gcc, tag lists in docker-library/repo-info.

import { languageImage } from './buildpack.ts';
import type { Image, ImageReference } from './image.ts';
import { readEras, readTag, releaseOf, systemPath } from './tags.ts';

/** What a tag without a suffix is on. A major version stays on an older release while the newer one has a newer libstdc++ than it. */
const debian = readEras(
  'wheezy..jessie@4 jessie@4.9.4 jessie@5 jessie..stretch@6 stretch@7.2 stretch..buster@7.4 buster@7.5 stretch@8 stretch..buster@8.3 ' +
    'buster@8.4 stretch..buster@9 buster@9.2 buster..bullseye@10.5 buster..bullseye@11 bullseye@11.2 bullseye@12 bookworm@12.3 ' +
    'bullseye..bookworm@13 bookworm@13.2 bookworm@14 bookworm..trixie@14.3 trixie@14.4 bookworm..trixie@15 trixie@15.2 ?@17',
);

/**
 * `12`, `12.2.0`, `9.5-buster`, `bookworm`. These images have a libstdc++ and libgcc_s of their own in /usr/local/lib64, newer than those of the
 * release and first in ld.so's order: what is linked to them may not start on the plain image of the release. GCC_VERSION is left out.
 */
export function describeGcc(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text);
  if (tag === undefined || tag.slim || tag.others.length > 0) return undefined;
  if (tag.distribution !== undefined && tag.distribution.name !== 'debian') return undefined;
  const distribution = tag.distribution ?? releaseOf('debian', debian, tag.version, reference.digest !== undefined);
  if (distribution === undefined) return undefined;
  return languageImage({
    reference,
    distribution,
    layer: 'full',
    config: { environment: { PATH: systemPath } },
    programs: 'gfortran gccgo gcov gcc-ar gcc-nm gcc-ranlib'.split(' '),
    toolchains: ['c', 'fortran'],
    libraries: {
      'libstdc++-dev': ['/usr/local/lib64/libstdc++.so.6', '/usr/local/lib64/libgcc_s.so.1', configuration],
      'libgomp-dev': ['/usr/local/lib64/libgomp.so.1', configuration],
      gfortran: [
        `/usr/local/lib64/libgfortran.so.${fortranVersion(tag.version)}`,
        '/usr/local/lib64/libquadmath.so.0',
        '/usr/local/lib64/libgcc_s.so.1',
        configuration,
      ],
    },
    megabytes: 1400,
    source: 'docker-library/gcc',
  });
}

/** The image lists its folder in a file of its own here, whose name is not the same in all versions. */
const configuration = '/etc/ld.so.conf.d';

/** Of libgfortran. Source: the release notes of GCC 7 and 8. */
function fortranVersion(version: string | undefined): number {
  const major = Number(version?.split('.')[0] || '15');
  return major >= 8 ? 5 : major === 7 ? 4 : 3;
}

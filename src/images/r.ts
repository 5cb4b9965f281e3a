// Docker's official image of R, which follows Debian's testing. Source: rocker-org/rocker, folder r-base.

import { languageImage } from './buildpack.ts';
import type { Image, ImageReference } from './image.ts';
import { certificatePrograms, gccPrograms, readTag, systemPath } from './tags.ts';

/** `3.6.0`, `4.3.1`, `latest`. R programs are run where they are; no image without the compilers exists. */
export function describeR(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text);
  if (tag === undefined || tag.slim || tag.distribution !== undefined || tag.others.length > 0) return undefined;
  return languageImage({
    reference,
    // Each is of the testing of its day, which is no release that others can be compared with.
    distribution: { name: 'debian', release: 'testing' },
    layer: 'slim',
    config: {
      environment: { PATH: systemPath, LC_ALL: 'en_US.UTF-8', LANG: 'en_US.UTF-8' },
      cmd: ['R'],
    },
    certificates: true,
    programs: [
      ...'R Rscript r littler install.r installGithub.r less ed wget gfortran g++ c++ make'.split(' '),
      ...gccPrograms,
      ...certificatePrograms,
    ],
    interpreters: { R: tag.version, Rscript: tag.version },
    megabytes: 900,
    source: 'rocker-org/rocker',
  });
}

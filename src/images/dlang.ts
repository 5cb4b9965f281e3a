// The images of D that the language's community builds, on Ubuntu. Source: ubuntu/dlang.docker of wilzbach/dlang-docker.

import { languageImage } from './buildpack.ts';
import type { Image, ImageReference } from './image.ts';
import { certificatePrograms, gccPrograms, readTag, systemPath } from './tags.ts';

/** `dlang2/dmd-ubuntu:2.088.1`, `dlang2/ldc-ubuntu:1.26.0`, `latest`, `beta`. No tag says which release it is on. */
export function describeDlang(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text.replace(/^(?:beta|nightly)$/, 'latest'));
  if (tag === undefined || tag.slim || tag.distribution !== undefined || tag.others.length > 0) return undefined;
  const compiler = /^dlang2\/(dmd|ldc)-ubuntu$/.exec(reference.repository)?.[1];
  if (compiler === undefined) return undefined;
  // Without a version in the tag the folder's name is not known; it is below /dlang all the same.
  const folder = `/dlang/${tag.version === '' ? compiler : `${compiler}-${tag.version}`}${compiler === 'dmd' ? '/linux' : ''}`;
  const [bin, lib] = compiler === 'dmd' ? ['bin64', 'lib64'] : ['bin', 'lib'];
  return languageImage({
    reference,
    distribution: { name: 'ubuntu', release: undefined },
    layer: 'slim',
    config: {
      cmd: ['/bin/bash'],
      environment: {
        DEBIAN_FRONTEND: 'noninteractive',
        DPATH: '/dlang',
        PATH: `${folder}/${bin}:${systemPath}`,
        LIBRARY_PATH: `${folder}/${lib}:`,
        LD_LIBRARY_PATH: `${folder}/${lib}:`,
      },
    },
    certificates: true,
    programs: [
      ...(compiler === 'dmd' ? ['dmd'] : ['ldc2', 'ldmd2']),
      ...'dub rdmd curl make xz'.split(' '),
      ...gccPrograms,
      ...certificatePrograms,
    ],
    toolchains: ['d', 'c'],
    development: ['libevent-dev', 'libssl-dev', 'zlib1g-dev'],
    megabytes: 700,
    source: 'wilzbach/dlang-docker',
  });
}

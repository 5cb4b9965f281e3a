// The images of Nim. Source: moigagoo/nimage, which builds `nimlang/nim`.

import { languageImage } from './buildpack.ts';
import type { Image, ImageReference } from './image.ts';
import { certificatePrograms, gccPrograms, readTag, systemPath } from './tags.ts';

/** `1.6.0`, `2.0.0-slim`, `1.4.8-alpine`, `alpine-slim`, `latest-ubuntu`. No tag says which release it is on, and old ones are built again. */
export function describeNim(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text);
  if (tag === undefined || tag.others.some((word) => !/^(?:regular|ubuntu)$/.test(word))) return undefined;
  const isAlpine = tag.distribution?.name === 'alpine';
  if (tag.distribution !== undefined && !isAlpine) return undefined;
  const git = tag.slim ? [] : ['git', 'hg', 'nimble', 'nimsuggest', 'testament'];
  return languageImage({
    reference,
    distribution: tag.distribution ?? { name: 'ubuntu', release: undefined },
    layer: 'slim',
    config: {
      ...(isAlpine ? {} : { cmd: ['/bin/bash'] }),
      environment: { PATH: tag.slim ? systemPath : `/root/.nimble/bin:${systemPath}` },
    },
    certificates: true,
    programs: [
      ...git,
      ...(isAlpine ? ['curl', 'xz', 'update-ca-certificates'] : ['wget', 'xz', ...certificatePrograms]),
      ...['nim', 'node', 'g++', 'c++', ...gccPrograms],
    ],
    toolchains: ['nim', 'c'],
    interpreters: { node: '' },
    development: isAlpine || tag.slim ? [] : ['libssl-dev'],
    megabytes: isAlpine ? 450 : 850,
    source: 'moigagoo/nimage',
  });
}

// Docker's official image of Dart. Sources: dart-lang/dart-docker through its history, library/dart in docker-library/official-images.

import { languageImage } from './buildpack.ts';
import type { Image, ImageReference } from './image.ts';
import { certificatePrograms, readEras, readTag, releaseOf, systemPath } from './tags.ts';

/** Bullseye came with 2.16.1 in February 2022, bookworm at the end of 2023, trixie with 3.9.2 at the latest. */
const debian = readEras(
  'buster@2.12 bullseye@2.16.1 bullseye..bookworm@3.1.3 bookworm@3.2 bookworm..trixie@3.9 trixie@3.9.2 ?@3.14',
);

/** `3.11.0`, `2.19-sdk`, `stable`, `beta-sdk`. The folder /runtime holds the C library and CA certificates, for a runtime stage from scratch. */
export function describeDart(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text.replace(/^(?:stable|beta|dev)/, 'latest'));
  if (tag === undefined || tag.slim || tag.distribution !== undefined) return undefined;
  if (tag.others.some((word) => word !== 'sdk')) return undefined;
  const distribution = releaseOf('debian', debian, tag.version, reference.digest !== undefined);
  if (distribution === undefined) return undefined;
  return languageImage({
    reference,
    distribution,
    layer: 'slim',
    config: {
      // The second folder came later than the first images.
      environment: { DART_SDK: '/usr/lib/dart', PATH: `/usr/lib/dart/bin:/root/.pub-cache/bin:${systemPath}` },
      workdir: '/root',
    },
    certificates: true,
    programs: [...'dart dartaotruntime git curl unzip ssh scp dig nslookup host'.split(' '), ...certificatePrograms],
    toolchains: ['dart'],
    megabytes: 850,
    source: 'dart-lang/dart-docker',
  });
}

// Docker's official image of Perl. Sources: Perl/docker-perl and library/perl of docker-library/official-images.

import { languageImage } from './buildpack.ts';
import { companions, distributionOf, isBareDigest, type Line, line, otherTag, readVariant } from './eras.ts';
import type { Image, ImageReference } from './image.ts';

/** By minor version; the numbers are patches. Older ones had another working directory. */
const versions: Readonly<Record<string, Line>> = {
  '34': line('bullseye..bookworm', ''),
  '36': line('bullseye..bookworm bookworm@3', ''),
  '38': line('bookworm', ''),
  '40': line('bookworm..trixie', ''),
  '42': line('bookworm..trixie *', ''),
  '44': line('trixie *', ''),
};

const floating = line('trixie *', '');

/** `5.36`, `5-slim`, `5.38.2-threaded-bookworm`, `5.36-slim-threaded-bullseye`. */
export function describePerl(reference: ImageReference, text: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const [, version = '', minor, patch, rest = ''] =
    /^(?:(5(?:\.(\d+))?(?:\.(\d+))?|latest|stable)(?:-|$))?(.*)$/.exec(text) ?? [];
  const threaded = /(?:^|-)threaded(?=-|$)/.test(rest);
  const variant = readVariant(rest.replace(/(?:^|-)threaded(?=-|$)/, '').replace(/^-/, ''), 'slim first');
  const known = minor === undefined ? floating : versions[minor];
  if (variant === undefined || variant.name === 'alpine' || variant.onbuild || known === undefined) return undefined;
  const at = patch === undefined ? undefined : Number(patch);
  const distribution = distributionOf(known, variant, at, reference.digest !== undefined);
  const { slim, release } = variant;
  const { perl: _system, ...along } = slim ? {} : companions(distribution);
  return languageImage({
    reference,
    distribution,
    layer: slim ? 'slim' : 'full',
    // The command names the patch version.
    config: { workdir: '/usr/src/app', cmd: patch === undefined ? undefined : [`perl5.${minor}.${patch}`, '-de0'] },
    programs: ['perl', 'cpan', 'cpanm', 'cpm', 'prove', ...(slim ? ['make'] : []), ...Object.keys(along)],
    certificates: true,
    toolchains: slim ? ['perl'] : ['perl', 'c'],
    interpreters: { ...along, perl: minor === undefined ? '' : `5.${minor}` },
    runtimes: slim ? [] : [otherTag(reference, version, 'slim', threaded ? 'threaded' : '', release)],
    megabytes: slim ? 150 : 950,
    source: 'Perl/docker-perl',
  });
}

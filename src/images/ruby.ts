// Docker's official image of Ruby. Sources: the history of docker-library/ruby and of library/ruby in docker-library/official-images.

import { languageImage } from './buildpack.ts';
import {
  companions,
  distributionOf,
  hasBundle,
  isBareDigest,
  type Line,
  line,
  otherTag,
  readVariant,
  type Variant,
} from './eras.ts';
import type { Image, ImageReference } from './image.ts';

/** By minor version; the numbers are patches. Up to 3.0 Ruby needs OpenSSL 1, so these stayed on bullseye and Alpine 3.16; up to 2.2 on jessie. */
const versions: Readonly<Record<string, Line>> = {
  '1.9': line('wheezy..jessie', ''),
  '2.0': line('wheezy..jessie', '3.3..3.4?'),
  '2.1': line('wheezy wheezy..jessie@5 jessie@6', '3.3..3.4?'),
  '2.2': line('wheezy..jessie jessie@2', '3.3..3.7?'),
  '2.3': line('jessie jessie..stretch@5 stretch@8', '3.3..3.9?'),
  '2.4': line('jessie jessie..stretch@2 stretch@5 stretch..buster@6 buster@7', '3.4..3.11'),
  '2.5': line('jessie..stretch stretch@1 stretch..buster@5 buster@6', '3.7..3.13'),
  '2.6': line('stretch stretch..buster@3 buster@4 bullseye@8', '3.8..3.15'),
  '2.7': line('buster bullseye@4', '3.11..3.16'),
  '3.0': line('buster bullseye@2', '3.12..3.16'),
  '3.1': line('bullseye bookworm@4', '3.15..3.21'),
  '3.2': line('bullseye bookworm@2 trixie@9', '3.17..3.23?'),
  '3.3': line('bookworm trixie@9 *', '3.19..'),
  '3.4': line('bookworm trixie@5 *', '3.21..'),
  '4.0': line('trixie *', '3.23..'),
};

const floating = line('trixie *', '3.23..');

interface Tag {
  /** `3.2`; undefined for the newest. */
  readonly minor: string | undefined;
  /** Undefined: the last. */
  readonly patch: number | undefined;
  /** As written, without the variant. */
  readonly version: string;
  readonly variant: Variant;
}

/** `2` ended with 2.7, and `1` with 1.9; `2.1.5` and `2.0.0-p645` are patches. */
function readTag(tag: string): Tag | undefined {
  const [, version = '', major, minor, patch, rest = ''] =
    /^(?:((\d)(?:\.(\d+))?(?:\.(\d+))?(?:-p\d+)?|latest)(?:-|$))?(.*)$/.exec(tag) ?? [];
  const variant = readVariant(rest, 'slim first');
  if (variant === undefined) return undefined;
  const last: Readonly<Record<string, string>> = { '1': '1.9', '2': '2.7' };
  const known = minor === undefined ? last[major ?? ''] : `${major}.${minor}`;
  return { minor: known, patch: patch === undefined ? undefined : Number(patch), version, variant };
}

export function describeRuby(reference: ImageReference, text: string): Image | undefined {
  const tag = isBareDigest(reference) ? undefined : readTag(text);
  const known = tag?.minor === undefined ? floating : versions[tag.minor];
  if (tag === undefined || known === undefined) return undefined;
  const { variant } = tag;
  const distribution = distributionOf(known, variant, tag.patch, reference.digest !== undefined);
  const isAlpine = variant.name === 'alpine';
  const isFull = !isAlpine && !variant.slim;
  const along = isFull ? companions(distribution) : {};
  return languageImage({
    reference,
    distribution,
    layer: isFull ? 'full' : 'slim',
    config: {
      environment: environment(tag),
      cmd: ['irb'],
      workdir: variant.onbuild ? '/usr/src/app' : '/',
      onbuild: variant.onbuild,
    },
    programs: [...['ruby', 'gem', 'bundle', 'bundler', 'irb', 'rake', 'erb', 'rdoc', 'ri'], ...Object.keys(along)],
    certificates: isAlpine ? hasBundle(distribution) : true,
    toolchains: isFull ? ['ruby', 'c'] : ['ruby'],
    interpreters: { ...along, ruby: tag.minor ?? '' },
    runtimes: slimSibling(reference, tag),
    megabytes: isAlpine ? 85 : isFull ? 990 : 200,
    source: 'docker-library/ruby',
  });
}

/** RUBY_VERSION and its like hold patch versions. LANG came in 2018; up to then Bundler had more variables, with the same folders. */
function environment({ minor, patch }: Tag): Readonly<Record<string, string>> {
  const number = minor === undefined ? 99 : Number(minor);
  const firstLanguage: Readonly<Record<string, number>> = { '2.3': 7, '2.4': 4, '2.5': 1 };
  const language =
    number >= 2.6 || (number >= 2.3 && (patch === undefined || patch >= (firstLanguage[minor ?? ''] ?? 0)));
  return {
    PATH: '/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    GEM_HOME: '/usr/local/bundle',
    BUNDLE_APP_CONFIG: '/usr/local/bundle',
    BUNDLE_SILENCE_ROOT_WARNING: '1',
    ...(number <= 2.2 ? { BUNDLE_PATH: '/usr/local/bundle', BUNDLE_BIN: '/usr/local/bundle/bin' } : {}),
    ...(language ? { LANG: 'C.UTF-8' } : {}),
  };
}

/** `2.6` → `2.6-slim`, `3.2-bullseye` → `3.2-slim-bullseye`. Slim images began in 2014. On Alpine there is one image, which is small. */
function slimSibling(reference: ImageReference, { minor, patch, version, variant }: Tag): readonly string[] {
  if (variant.onbuild || variant.release === 'wheezy') return [];
  if (variant.name === 'alpine' || variant.slim) return [reference.text];
  if (minor === '1.9' || minor === '2.0' || (minor === '2.1' && patch !== undefined && patch < 6)) return [];
  return [otherTag(reference, version, 'slim', variant.release)];
}

// Images of Node.js: the official `node` and `iojs`, `mhart/alpine-node`, and `keymetrics/pm2`. Sources: the history of nodejs/docker-node and of
// library/node in docker-library/official-images; nodejs/docker-iojs; mhart/alpine-node; keymetrics/docker-pm2.

import type { Layer } from './buildpack.ts';
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
import type { Distribution, Image, ImageReference } from './image.ts';

/**
 * By major version, and minor below 1. The numbers are minor versions, below 1 patches. The default moved from jessie to stretch in autumn 2018
 * for all that was supported; a later version kept what it began with, until that release of Debian ended.
 */
const versions: Readonly<Record<string, Line>> = {
  '0.8': line('wheezy..jessie', ''),
  '0.10': line('wheezy..jessie jessie@40', ''),
  '0.11': line('wheezy..jessie', ''),
  '0.12': line('wheezy..jessie jessie@6', ''),
  '4': line('jessie', '3.3..3.7?'),
  '5': line('jessie', '3.3..3.4?'),
  '6': line('jessie jessie..stretch@15 stretch@16', '3.3..3.9?'),
  '7': line('jessie', '3.4..3.6?'),
  '8': line('jessie jessie..stretch@12 stretch@15', '3.6..3.11?'),
  '9': line('jessie', '3.6..3.8?'),
  '10': line('jessie jessie..stretch@10 stretch@15', '3.7..3.13?'),
  '11': line('jessie..stretch stretch@6', '3.8..3.9?'),
  '12': line('stretch', '3.9..3.15?'),
  '13': line('stretch', '3.10..3.12?'),
  '14': line('stretch stretch..buster@18 buster@20', '3.10..3.17?'),
  '15': line('stretch..buster', '3.10..3.13?'),
  '16': line('stretch..buster buster@12', '3.11..3.18?'),
  '17': line('bullseye', '3.12..3.16?'),
  '18': line('bullseye bullseye..bookworm@16 bookworm@20', '3.14..3.21?'),
  '19': line('bullseye', '3.15..3.18?'),
  '20': line('bullseye bullseye..bookworm@3 bookworm@12', '3.16..3.23?'),
  '21': line('bullseye..bookworm bookworm@7', '3.17..3.20?'),
  '22': line('bookworm *', '3.18..'),
  '23': line('bookworm', '3.20..3.22?'),
  '24': line('bookworm bookworm..trixie@14 *', '3.20..'),
  '25': line('bookworm bookworm..trixie@6', '3.21..3.23?'),
  '26': line('bookworm..trixie *', '3.22..'),
};

const names = [
  ...['argon', 'boron', 'carbon', 'dubnium', 'erbium', 'fermium'],
  ...['gallium', 'hydrogen', 'iron', 'jod', 'krypton'],
];

const floating = line('bookworm..trixie *', '3.22..');

interface Tag {
  /** Undefined: the newest, or the newest with long-term support. */
  readonly major: string | undefined;
  /** Undefined: the last of the major version. Below 1 the patch. */
  readonly minor: number | undefined;
  /** As written, without the variant. */
  readonly version: string;
  readonly variant: Variant;
}

const grammar = new RegExp(
  `^(?:((?:(0\\.\\d+|[1-9]\\d*)(?:\\.(\\d+))?(?:\\.\\d+)?)|(?:lts-)?(${names.join('|')})|latest|lts|current)(?:-|$))?(.*)$`,
);

function readTag(tag: string): Tag | undefined {
  const [, version = '', number, minor, name, rest = ''] = grammar.exec(tag) ?? [];
  const variant = readVariant(rest, 'slim last');
  if (variant === undefined) return undefined;
  const major = number ?? (name === undefined ? undefined : String(4 + 2 * names.indexOf(name)));
  return { major, minor: minor === undefined ? undefined : Number(minor), version, variant };
}

/** True from this minor version on; a tag without one is the last of its major version. */
function since({ minor }: Tag, first: number): boolean {
  return minor === undefined || minor >= first;
}

export function describeNode(reference: ImageReference, text: string): Image | undefined {
  const tag = isBareDigest(reference) ? undefined : readTag(text);
  const known = tag?.major === undefined ? floating : versions[tag.major];
  if (tag === undefined || known === undefined) return undefined;
  const { variant } = tag;
  const distribution = distributionOf(known, variant, tag.minor, reference.digest !== undefined);
  const layer = layerOf(variant, distribution);
  const isFull = layer === 'full' && variant.name === 'debian';
  const along = isFull ? companions(distribution) : {};
  return languageImage({
    reference,
    distribution,
    layer,
    // NODE_VERSION and YARN_VERSION hold patch versions.
    config: {
      entrypoint: hasEntrypoint(tag) ? ['docker-entrypoint.sh'] : undefined,
      cmd: variant.onbuild ? ['npm', 'start'] : ['node'],
      workdir: variant.onbuild ? '/usr/src/app' : '/',
      onbuild: variant.onbuild,
    },
    programs: [...programsOf(tag), ...Object.keys(along)],
    certificates: variant.name === 'alpine' ? hasBundle(distribution) : layer !== 'slim',
    toolchains: isFull ? ['node', 'c'] : ['node'],
    interpreters: { ...along, node: tag.major ?? '' },
    runtimes: runtimesOf(reference, tag),
    accounts: Number(tag.major ?? 99) >= 8 ? ['node'] : [],
    megabytes: variant.name === 'alpine' ? 140 : isFull ? 1000 : 210,
    source: 'nodejs/docker-node',
  });
}

/** Up to autumn 2018 `-slim` kept curl, wget and the certificates; those that name their release came later. */
function layerOf(variant: Variant, { release }: Distribution): Layer {
  if (variant.name === 'alpine') return 'slim';
  if (!variant.slim) return 'full';
  return variant.release === undefined && (release === 'jessie' || release === 'wheezy') ? 'curl' : 'slim';
}

/** It came in June 2019. That runs `node` when the first word is a flag or no command, and otherwise the words as they are. */
function hasEntrypoint(tag: Tag): boolean {
  const major = Number(tag.major ?? 99);
  if (major === 8 || major === 10) return since(tag, 16);
  return major > 12 || (major === 12 && since(tag, 4));
}

/** Yarn came at the end of 2016 and left with 26; corepack was part of Node.js up to 24. */
function programsOf(tag: Tag): readonly string[] {
  const major = Number(tag.major ?? 99);
  const firstYarn: Readonly<Record<number, number>> = { 4: 7, 6: 10, 7: 3 };
  const yarn = major >= 8 ? major < 26 : firstYarn[major] !== undefined && since(tag, firstYarn[major]);
  const corepack = major === 14 ? since(tag, 19) : major === 16 ? since(tag, 9) : major > 16 && major < 25;
  return [
    ...['node', 'nodejs', 'npm'],
    ...(major > 8 || (major === 8 && since(tag, 2)) ? ['npx'] : []),
    ...(yarn ? ['yarn', 'yarnpkg'] : []),
    ...(corepack ? ['corepack'] : []),
  ];
}

/** The minor version from which on a slim image names its release, by that release and by major version; later ones always had them. */
const namedSlim: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  jessie: { '6': 16, '8': 15, '10': 15 },
  stretch: { '6': 16, '8': 15, '10': 15, '11': 6, '12': 0, '13': 0, '14': 0, '15': 0, '16': 0, '17': 0 },
};

/** A slim image, or one of Alpine, runs by itself what is built in it. */
function runtimesOf(reference: ImageReference, tag: Tag): readonly string[] {
  const { name, slim, onbuild } = tag.variant;
  return !onbuild && (name === 'alpine' || slim) ? [reference.text] : slimSibling(reference, tag);
}

/** `18` → `18-slim`, `18-buster` → `18-buster-slim`. */
function slimSibling(reference: ImageReference, tag: Tag): readonly string[] {
  const { major, minor, version, variant } = tag;
  const { release } = variant;
  if (variant.name === 'alpine' || variant.slim || variant.onbuild || release === 'wheezy') return [];
  if (major === '0.10' && minor !== undefined && minor < 38) return [];
  const first = namedSlim[release ?? ''];
  const began = first?.[major ?? ''];
  if (first !== undefined && (began === undefined || !since(tag, began))) return [];
  return [otherTag(reference, version, release, 'slim')];
}

/** `3`, `3.3.0-slim`, `latest`. */
export function describeIojs(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:(?:([123])(?:\.\d+){0,2}|latest)(?:-|$))?(slim|onbuild)?$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, major = '3', variant] = words;
  const distribution: Distribution =
    major === '3' ? { name: 'debian', release: 'jessie' } : { name: 'debian', release: 'jessie', oldest: 'wheezy' };
  const along = variant === 'slim' ? {} : companions(distribution);
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return languageImage({
    reference,
    distribution,
    layer: variant === 'slim' ? 'curl' : 'full',
    config: {
      environment: { PATH: path, NPM_CONFIG_LOGLEVEL: 'info' },
      cmd: variant === 'onbuild' ? ['npm', 'start'] : ['iojs'],
      workdir: variant === 'onbuild' ? '/usr/src/app' : '/',
      onbuild: variant === 'onbuild',
    },
    programs: ['iojs', 'node', 'npm', ...Object.keys(along)],
    toolchains: variant === 'slim' ? ['node'] : ['node', 'c'],
    interpreters: { ...along, node: major },
    megabytes: variant === 'slim' ? 170 : 640,
    source: 'nodejs/docker-iojs',
  });
}

/** `8`, `8.11.3`, `slim-10`, `base-6.9`; `base` and `slim` are without npm. */
export function describeAlpineNode(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:(base|slim)(?:-|$))?(?:(0\.\d+|\d+)(?:\.\d+){0,2}|latest)?$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, bare, major = ''] = words;
  const npm = ['npm', ...(Number(major) >= 9 ? ['npx'] : []), ...(Number(major) >= 8 ? ['yarn'] : [])];
  return languageImage({
    reference,
    distribution: { name: 'alpine', release: '3.12', oldest: '3.2' },
    layer: 'slim',
    programs: ['node', ...(bare === undefined ? npm : [])],
    certificates: false,
    toolchains: ['node'],
    interpreters: { node: major },
    runtimes: [reference.text],
    megabytes: bare === undefined ? 70 : 40,
    source: 'mhart/alpine-node',
  });
}

/** `18-alpine`, `latest-slim`: the image of Node.js with pm2. */
export function describeKeymetrics(reference: ImageReference, text: string): Image | undefined {
  const [, version = '', variant = ''] = /^(latest|\d+)-([a-z]+)$/.exec(text) ?? [];
  const node = variant === '' ? undefined : describeNode(reference, version === 'latest' ? variant : text);
  if (node === undefined) return undefined;
  return {
    ...node,
    config: {
      ...node.config,
      cmd: ['pm2-runtime', 'start', 'pm2.json'],
      exposes: ['80', '443', '43554'],
    },
    programs: new Set([...(node.programs ?? []), 'pm2', 'pm2-runtime', 'pm2-docker', 'pm2-dev']),
    // The slim one may be on another release of Debian.
    runtimes: variant === 'alpine' || variant === 'slim' ? [reference.text] : [],
    source: 'keymetrics/docker-pm2',
  };
}

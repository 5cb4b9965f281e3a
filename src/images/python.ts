// Images of Python: the official `python` and `pypy`, uv's, which stand on it, and conda's. Sources: the history of docker-library/python,
// docker-library/pypy and their library files in docker-library/official-images; astral-sh/uv; ContinuumIO/docker-images; conda-forge/miniforge-images.

import { languageImage } from './buildpack.ts';
import {
  companions,
  distributionOf,
  isBareDigest,
  type Line,
  line,
  otherTag,
  readVariant,
  type Variant,
} from './eras.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { siblingText } from './reference.ts';

/**
 * By minor version; the numbers are patches. A tag is built again until the next patch, so a version is on the release that was the default
 * at its end: stretch from the winter of 2017, buster from July 2019, bullseye from August 2021, bookworm from June 2023, trixie from August 2025.
 */
const versions: Readonly<Record<string, Line>> = {
  '2.7': line('wheezy wheezy..jessie@9 jessie@10 jessie..stretch@13 stretch@15 buster@16', '3.3..3.11'),
  '3.3': line('wheezy..jessie jessie@6', ''),
  '3.4': line('wheezy..jessie jessie@3 jessie..stretch@7', '3.3..3.9?'),
  '3.5': line('jessie jessie..stretch@4 stretch..buster@6 buster@7', '3.3..3.12'),
  '3.6': line('jessie jessie..stretch@2 stretch@5 buster@9 bullseye@14', '3.4..3.15'),
  '3.7': line('stretch stretch..buster@3 buster@4 bullseye@11 bookworm@17', '3.7..3.18'),
  '3.8': line('buster bullseye@11 bookworm@17', '3.10..3.20'),
  '3.9': line('buster bullseye@6 bookworm@17 trixie@23', '3.12..3.22'),
  '3.10': line('bullseye bookworm@12 trixie@18', '3.14..3.24'),
  '3.11': line('bullseye bookworm@4 trixie@13 *', '3.16..'),
  '3.12': line('bookworm trixie@11 *', '3.18..'),
  '3.13': line('bookworm bookworm..trixie@6 trixie@7 *', '3.20..'),
  '3.14': line('trixie *', '3.22..'),
};

const floating = line('trixie *', '3.22..');

const path = '/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What the image adds, and what `-dev` packages of `buildpack-deps` bring along that packages of Python look for. */
const development =
  'libbluetooth-dev tk-dev uuid-dev libcairo2-dev libfreetype6-dev libicu-dev liblcms2-dev libopenjp2-7-dev libpcre2-dev libpcre3-dev libtiff-dev libxcb1-dev'.split(
    ' ',
  );

interface Tag {
  /** `3.11`, `2.7`; undefined for the newest. */
  readonly minor: string | undefined;
  /** Undefined: the last. */
  readonly patch: number | undefined;
  /** As written, without the variant. */
  readonly version: string;
  readonly variant: Variant;
}

/** `2` ended with 2.7. */
function readTag(tag: string): Tag | undefined {
  const [, version = '', major, minor, patch, rest = ''] =
    /^(?:(([23])(?:\.(\d+))?(?:\.(\d+))?|latest)(?:-|$))?(.*)$/.exec(tag) ?? [];
  const variant = readVariant(rest, 'slim first');
  if (variant === undefined) return undefined;
  const known = minor === undefined ? (major === '2' ? '2.7' : undefined) : `${major}.${minor}`;
  return { minor: known, patch: patch === undefined ? undefined : Number(patch), version, variant };
}

/** Versions before a release, `windowsservercore` and `nanoserver` are not known here. */
export function describePython(reference: ImageReference, text: string): Image | undefined {
  const tag = isBareDigest(reference) ? undefined : readTag(text);
  const known = tag?.minor === undefined ? floating : versions[tag.minor];
  if (tag === undefined || known === undefined) return undefined;
  const pinned = reference.digest !== undefined;
  const distribution: Distribution = tag.variant.onbuild
    ? { name: 'debian', release: 'jessie', oldest: 'wheezy' }
    : distributionOf(known, tag.variant, tag.patch, pinned);
  return pythonImage({
    reference,
    distribution,
    minor: tag.minor,
    slim: tag.variant.slim,
    onbuild: tag.variant.onbuild,
    runtimes: tag.variant.slim || tag.variant.name === 'alpine' ? [reference.text] : slimSibling(reference, tag),
    source: 'docker-library/python',
  });
}

interface PythonImage {
  readonly reference: ImageReference;
  readonly distribution: Distribution;
  readonly minor: string | undefined;
  readonly slim: boolean;
  readonly onbuild?: boolean;
  readonly runtimes: readonly string[];
  readonly programs?: readonly string[];
  readonly cmd?: readonly string[];
  readonly source: string;
}

function pythonImage(facts: PythonImage): Image {
  const { reference, distribution, minor, slim, onbuild = false } = facts;
  const isAlpine = distribution.name === 'alpine';
  const isFull = !slim && !isAlpine;
  const isTwo = minor === '2.7';
  const number = minor === undefined ? 99 : Number(minor.slice(2));
  const own = isTwo ? 'python python2 python2.7 pip pip2' : 'python python3 pip pip3 pydoc pydoc3 python3-config';
  const along = isFull ? companions(distribution) : {};
  const image = languageImage({
    reference,
    distribution,
    layer: isFull ? 'full' : 'slim',
    // PYTHON_VERSION and its like hold patch versions and hashes. LANG went away with 3.13.
    config: {
      environment: { PATH: path, ...(isTwo || number < 13 ? { LANG: 'C.UTF-8' } : {}) },
      cmd: facts.cmd ?? [isTwo ? 'python2' : 'python3'],
      workdir: onbuild ? '/usr/src/app' : '/',
      onbuild,
    },
    programs: [
      ...own.split(' '),
      ...(isTwo || minor === undefined ? [] : [`python${minor}`]),
      ...Object.keys(along),
      ...(facts.programs ?? []),
    ],
    certificates: true,
    ...(isAlpine && number >= 12 && !isTwo ? { zoneinfo: true } : {}),
    toolchains: isFull ? ['python', 'c'] : ['python'],
    interpreters: {
      ...along,
      ...(isTwo ? { python: '2.7', python2: '2.7' } : { python: minor ?? '', python3: minor ?? '' }),
    },
    runtimes: facts.runtimes,
    megabytes: isAlpine ? 55 : isFull ? 1000 : 135,
    source: facts.source,
  });
  return isFull ? { ...image, development: [...image.development, ...development] } : image;
}

/** `3.9` → `3.9-slim`, `3.9-buster` → `3.9-slim-buster`. Slim images began in 2014, and wheezy's have no name of their own. */
function slimSibling(reference: ImageReference, { minor, patch, version, variant }: Tag): readonly string[] {
  if (variant.name === 'alpine' || variant.slim || variant.onbuild || variant.release === 'wheezy') return [];
  const first: Readonly<Record<string, number>> = { '2.7': 9, '3.4': 3 };
  if (patch !== undefined && patch < (first[minor ?? ''] ?? 0)) return [];
  return [otherTag(reference, version, 'slim', variant.release)];
}

/** `python3.12-bookworm-slim`, `0.8.3-python3.13-alpine3.22`, `bookworm`, `debian-slim`. Without any of these it is two programs and no system. */
export function describeUv(reference: ImageReference, text: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const [, minor, rest] = /^(?:\d+\.\d+(?:\.\d+)?-)?(?:python(3\.\d+)-)?([a-z][a-z0-9.-]*)$/.exec(text) ?? [];
  const variant = rest === undefined ? undefined : readVariant(rest.replace(/^debian(?=-|$)-?/, ''), 'slim last');
  if (variant === undefined || rest === 'latest' || rest === 'slim') return undefined;
  const { name, release, slim } = variant;
  const source = 'astral-sh/uv';
  if (minor !== undefined) {
    if (versions[minor] === undefined || (name === 'debian' && release === undefined)) return undefined;
    const sibling = name === 'alpine' ? `${minor}-${rest}` : `${minor}-slim-${release}`;
    const runtimes = [siblingText({ ...reference, prefix: '' }, 'python', sibling)];
    const distribution: Distribution = { name, release };
    const cmd = ['/usr/local/bin/uv'];
    return pythonImage({ reference, distribution, minor, slim, runtimes, programs: ['uv', 'uvx'], cmd, source });
  }
  const isFull = name === 'debian' && !slim;
  const along = isFull ? companions({ name, release }) : {};
  return languageImage({
    reference,
    distribution: { name, release },
    layer: isFull ? 'full' : 'slim',
    config: { cmd: ['/usr/local/bin/uv'] },
    programs: ['uv', 'uvx', ...Object.keys(along)],
    toolchains: isFull ? ['python', 'c'] : ['python'],
    interpreters: along,
    megabytes: isFull ? 950 : name === 'alpine' ? 60 : 130,
    source,
  });
}

/** `3.10`, `3.9-7.3.12-slim`, `2-bookworm`, `3-slim-bullseye`; below 3.8 it lies elsewhere. */
export function describePypy(reference: ImageReference, text: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const [, version = '', major = '3', minor, rest = ''] =
    /^(?:((?:([23])(?:\.(\d+))?(?:-7\.\d+(?:\.\d+)?)?)|latest)(?:-|$))?(.*)$/.exec(text) ?? [];
  const variant = readVariant(rest, 'slim first');
  if (variant === undefined || variant.name === 'alpine' || variant.onbuild) return undefined;
  if (major === '3' && minor !== undefined && Number(minor) < 8) return undefined;
  const { release, slim } = variant;
  const moves = !version.includes('-') && (minor === undefined || major === '2' || Number(minor) >= 11);
  const distribution: Distribution =
    release !== undefined || moves
      ? { name: 'debian', release }
      : { name: 'debian', release: 'trixie', oldest: 'bullseye' };
  const program = major === '2' ? 'pypy' : 'pypy3';
  const along = slim ? {} : companions(distribution);
  return languageImage({
    reference,
    distribution,
    layer: slim ? 'slim' : 'full',
    config: {
      environment: {
        PATH: '/opt/pypy/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        LANG: 'C.UTF-8',
      },
      cmd: [program],
    },
    programs: [program, 'pip', ...Object.keys(along)],
    certificates: true,
    toolchains: slim ? ['python'] : ['python', 'c'],
    interpreters: { ...along, [program]: major === '2' ? '2.7' : minor === undefined ? '' : `3.${minor}` },
    runtimes: slim ? [] : [otherTag(reference, version, 'slim', release)],
    megabytes: slim ? 250 : 1100,
    source: 'docker-library/pypy',
  });
}

/** Numbers are conda's own or those of the installer: `24.7.1-0`, `2024.02-1`. Older ones had another entrypoint, `-alpine` two C libraries. */
export function describeConda(reference: ImageReference, text: string): Image | undefined {
  if (isBareDigest(reference) || !/^(?:latest|v?\d+(?:\.\d+){0,3}(?:-\d+)?)$/.test(text)) return undefined;
  const isForge = reference.repository.startsWith('condaforge/');
  const year = Number.parseFloat(text.replace(/^v?(?:20)?/, ''));
  if (text !== 'latest' && year < 21) return undefined;
  const debian: Distribution =
    text === 'latest'
      ? { name: 'debian', release: undefined }
      : { name: 'debian', release: 'trixie', oldest: 'buster' };
  return languageImage({
    reference,
    distribution: isForge ? { name: 'ubuntu', release: undefined } : debian,
    layer: 'slim',
    config: {
      environment: {
        PATH: '/opt/conda/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        LANG: 'C.UTF-8',
        LC_ALL: 'C.UTF-8',
        ...(isForge ? { CONDA_DIR: '/opt/conda' } : {}),
      },
      entrypoint: isForge ? ['tini', '--'] : undefined,
      cmd: ['/bin/bash'],
    },
    programs: 'conda python python3 pip pip3 git wget bzip2 openssl'
      .split(' ')
      .concat(isForge ? ['mamba', 'tini'] : []),
    certificates: true,
    toolchains: ['python'],
    interpreters: { python: '', python3: '' },
    megabytes: reference.repository.endsWith('anaconda3') ? 3500 : 550,
    source: isForge ? 'conda-forge/miniforge-images' : 'ContinuumIO/docker-images',
  });
}

// Docker's official image of Go: which release each tag is made on, and what it brings. Sources: the history of docker-library/golang and
// of library/golang in docker-library/official-images; package lists in docker-library/repo-info.

import { programsOf } from '../packages/contents.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { scmPrograms } from './buildpack.ts';
import { debianRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference, InheritedConfig } from './image.ts';

/** From this patch level on, the last build of a version was made on this release; where that is not certain, on one from `oldest` to it. */
interface Since {
  readonly patch: number;
  readonly release: string;
  readonly oldest: string | undefined;
}

interface Version {
  readonly debian: readonly Since[];
  /** Of the tags that say `-alpine` and no number. Empty while that may still move: the version is supported. */
  readonly alpine: readonly Since[];
  /** Rough sizes in MB, on Debian and on Alpine. */
  readonly megabytes: readonly [number, number];
}

/** `stretch buster@12`: stretch from the first patch on, buster from the twelfth on. `stretch..buster@12`: one of them from the twelfth on. */
function version(debian: string, alpine: string, onDebian: number, onAlpine: number): Version {
  return { debian: readSince(debian), alpine: readSince(alpine), megabytes: [onDebian, onAlpine] };
}

function readSince(text: string): readonly Since[] {
  if (text === '') return [];
  return text.split(' ').map((word) => {
    const [range = word, patch = '0'] = word.split('@');
    const [oldest = range, newest] = range.split('..');
    return { patch: Number(patch), release: newest ?? oldest, oldest: newest === undefined ? undefined : oldest };
  });
}

/**
 * By minor version. A tag is built again until the next patch, so a version is on the release that was the default at its end. On Debian that
 * is jessie from 1.3.3, stretch from 1.9, buster from July 2019 (1.11.12, 1.12.7), bullseye from August 2021 (1.16.7), bookworm from June
 * 2023 (1.19.10, 1.20.5) and trixie from 12 August 2025 (1.24.6). On Alpine the default moved to 3.4 in June 2016, 3.8 on 12 July 2018, 3.10 on
 * 20 June 2019, 3.11 on 26 December 2019, 3.12 on 1 June 2020, 3.16 on 1 June 2022, 3.17 on 1 December 2022, 3.18 on 11 May 2023, 3.20 on 22 May
 * 2024, 3.21 on 6 December 2024, 3.22 on 30 May 2025, 3.23 on 3 December 2025 and 3.24 on 10 June 2026; 1.7 to 1.9 kept what they began with.
 */
const versions: readonly Version[] = [
  version('', '', 0, 0),
  version('wheezy', '', 400, 0),
  version('wheezy', '', 435, 0),
  version('wheezy jessie@3', '', 440, 0),
  version('wheezy..jessie jessie@2', '3.3', 560, 120),
  version('jessie', '3.3 3.4@4', 710, 210),
  version('jessie', '3.3 3.4@2', 745, 285),
  version('jessie', '3.4', 680, 245),
  version('jessie', '3.5', 710, 260),
  version('stretch', '3.6', 735, 270),
  version('stretch', '3.7 3.8@3 3.8..3.9@8', 780, 260),
  version('stretch buster@12', '3.8 3.9@5 3.10@11', 800, 315),
  version('stretch buster@7', '3.9 3.10@6 3.11@14', 810, 345),
  version('buster', '3.10 3.11@5 3.12@12', 805, 360),
  version('buster', '3.11 3.12@4 3.12..3.13@14', 810, 370),
  version('buster', '3.12 3.12..3.13@7 3.13@8 3.14@13', 840, 300),
  version('buster bullseye@7', '3.13 3.14@5 3.14..3.15@10 3.15@11', 920, 300),
  version('bullseye', '3.14 3.14..3.15@3 3.15@4 3.16@11', 940, 315),
  version('bullseye', '3.15 3.15..3.16@2 3.16@3 3.17@8', 965, 330),
  version('bullseye bookworm@10', '3.16 3.17@3 3.18@9', 990, 355),
  version('bullseye bookworm@5', '3.17 3.18@4 3.19@12', 845, 255),
  version('bookworm', '3.18 3.19@5 3.20@10', 815, 220),
  version('bookworm', '3.19 3.20@3 3.21@10', 825, 235),
  version('bookworm bookworm..trixie@12', '3.20 3.21@4 3.22@9', 840, 245),
  version('bookworm trixie@6', '3.21 3.22@3 3.23@11', 920, 265),
  version('trixie', '3.22 3.23@5 3.23..3.24@10 3.24@12', 850, 215),
  version('trixie', '', 880, 240),
  version('trixie', '', 900, 245),
];

interface Tag {
  /** Undefined: the newest. */
  readonly minor: number | undefined;
  /** Undefined: the newest of the minor version. */
  readonly patch: number | undefined;
  /** '' for the default. */
  readonly variant: string;
}

function readTag(tag: string): Tag | undefined {
  const words =
    /^(?:(?:(?:go)?1(?:\.(\d+))?(?:\.(\d+))?(?:-?(rc|beta)\d*)?|latest|rc|tip(?:-\d{8})?)(?:-|$))?([a-z][a-z0-9.-]*)?$/.exec(
      tag,
    );
  if (words === null) return undefined;
  const [, minor, patch, early, variant] = words;
  return {
    minor: minor === undefined ? undefined : Number(minor),
    patch: patch !== undefined ? Number(patch) : early !== undefined ? 0 : undefined,
    variant: variant ?? '',
  };
}

function distributionOf(tag: Tag, pinned: boolean): Distribution | undefined {
  const known = tag.minor === undefined ? undefined : versions[tag.minor];
  const { variant } = tag;
  const alpine = /^alpine(3\.\d+)?$/.exec(variant);
  if (alpine !== null) {
    if (alpine[1] !== undefined) return { name: 'alpine', release: alpine[1] };
    return lastBuild('alpine', known?.alpine ?? [], tag.patch, pinned);
  }
  if (variant === '' || variant === 'onbuild' || variant === 'cross') {
    return lastBuild('debian', known?.debian ?? [], tag.patch, pinned);
  }
  const release = debianRelease(variant);
  return release === undefined ? undefined : { name: 'debian', release: release.name };
}

/** A digest may be an earlier build of its tag: on the release before the last one too, when the tag saw both. */
function lastBuild(
  name: 'debian' | 'alpine',
  list: readonly Since[],
  patch: number | undefined,
  pinned: boolean,
): Distribution {
  const index = patch === undefined ? list.length - 1 : list.findLastIndex((since) => since.patch <= patch);
  const since = list[index];
  const before = patch === undefined ? list[0] : since?.patch === patch ? list[index - 1] : undefined;
  const oldest = pinned ? (before?.oldest ?? before?.release ?? since?.oldest) : since?.oldest;
  return { name, release: since?.release, ...(oldest === undefined || oldest === since?.release ? {} : { oldest }) };
}

export function describeGolang(reference: ImageReference, writtenTag: string | undefined): Image | undefined {
  // A digest alone, or a tag with a part that is not known, may be any variant.
  if ((writtenTag === undefined && reference.digest !== undefined) || (writtenTag ?? '').includes(UNKNOWN)) {
    return describeUnknown(reference, writtenTag);
  }
  const tag = readTag(writtenTag ?? 'latest');
  const distribution = tag === undefined ? undefined : distributionOf(tag, reference.digest !== undefined);
  if (tag === undefined || distribution === undefined) return undefined;
  return image(reference, tag, distribution);
}

/** Only a suffix that is written out says what it is: `golang:${VERSION}-alpine3.18`. */
function describeUnknown(reference: ImageReference, writtenTag: string | undefined): Image | undefined {
  const suffix = /^-([a-z][a-z0-9.]*)$/.exec(writtenTag?.split(UNKNOWN).at(-1) ?? '')?.[1];
  const tag: Tag = { minor: undefined, patch: undefined, variant: suffix ?? '' };
  const distribution = suffix === undefined ? undefined : distributionOf(tag, false);
  if (suffix !== undefined && distribution === undefined) return undefined;
  return { ...image(reference, tag, distribution), ...(distribution === undefined ? { programs: undefined } : {}) };
}

function image(reference: ImageReference, tag: Tag, distribution: Distribution | undefined): Image {
  const minor = tag.minor ?? versions.length - 1;
  const size = (versions[minor] ?? versions[versions.length - 1])?.megabytes ?? [850, 240];
  const isAlpine = distribution?.name === 'alpine';
  return {
    reference,
    distribution,
    libc: distribution === undefined ? undefined : isAlpine ? 'musl' : 'glibc',
    config: config(minor, isAlpine, tag.variant === 'onbuild'),
    programs: isAlpine ? alpinePrograms(minor) : debianPrograms(minor, distribution?.release),
    files: {
      certificates: isAlpine && !hasCertificates(minor, tag.patch) ? undefined : '/etc/ssl/certs/ca-certificates.crt',
      // Go looks below its own root last, so this path serves what was built there, and nothing else.
      zoneinfo:
        isAlpine || distribution === undefined
          ? `${root(minor, isAlpine)}/lib/time/zoneinfo.zip`
          : '/usr/share/zoneinfo',
      passwd: true,
      tmp: true,
    },
    packageManager: distribution === undefined ? undefined : isAlpine ? 'apk' : 'apt',
    toolchains: isAlpine || distribution === undefined ? ['go'] : ['go', 'c'],
    interpreters: {},
    runtimes: [],
    development: [],
    // `go-wrapper` lay in /usr/local/bin up to 1.9.
    local: ['/usr/local/go', ...(minor <= 9 ? ['/usr/local/bin'] : [])],
    megabytes: isAlpine ? size[1] || 240 : size[0] || 850,
    source: 'docker-library/golang',
  };
}

/** On Debian, Go up to 1.4 was built from source where it was unpacked. */
function root(minor: number, isAlpine: boolean): string {
  return minor <= 4 && !isAlpine ? '/usr/src/go' : '/usr/local/go';
}

/** On Alpine, ca-certificates stayed after the build of Go since June 2016: 1.5.4, 1.6.2, 1.7. */
function hasCertificates(minor: number, patch: number | undefined): boolean {
  if (minor >= 7) return true;
  if (patch === undefined) return minor >= 5;
  return (minor === 6 && patch >= 2) || (minor === 5 && patch >= 4);
}

function config(minor: number, isAlpine: boolean, onbuild: boolean): InheritedConfig {
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return {
    environment: {
      GOPATH: '/go',
      PATH: `/go/bin:${root(minor, isAlpine)}/bin:${path}`,
      ...(minor >= 21 ? { GOTOOLCHAIN: 'local' } : {}),
      // The images set the exact patch version; its minor version is what is known for every tag.
      GOLANG_VERSION: `1.${minor}`,
    },
    workdir: onbuild ? '/go/src/app' : '/go',
    user: 'root',
    entrypoint: undefined,
    cmd: onbuild ? ['go-wrapper', 'run'] : [isAlpine ? '/bin/sh' : 'bash'],
    exposes: [],
    volumes: [],
    onbuild,
  };
}

/** `buildpack-deps:*-scm` and the C compiler for cgo. mercurial brings python, python3 from bullseye on; gpg is there from stretch on; Go up to 1.2 had plain Debian. */
/** One set for each release and age of Go, made when it is first asked for: a few dozen at most. */
const debianSets = new Map<string, ReadonlySet<string>>();

function debianPrograms(minor: number, release: string | undefined): ReadonlySet<string> {
  const key = `${Math.min(minor, 10)} ${release ?? ''}`;
  const known = debianSets.get(key);
  if (known !== undefined) return known;
  const made = makeDebianPrograms(minor, release);
  debianSets.set(key, made);
  return made;
}

function makeDebianPrograms(minor: number, release: string | undefined): ReadonlySet<string> {
  const scm = minor >= 3 ? scmPrograms(release) : 'curl git hg bzr openssl update-ca-certificates'.split(' ');
  return new Set([
    ...(programsOf('debian', 'bookworm') ?? []),
    ...scm,
    ...'gcc cc cpp make ld as ar ranlib strip nm objcopy objdump readelf'.split(' '),
    ...(minor >= 4 ? ['g++', 'c++'] : []),
    ...(minor >= 7 ? ['pkg-config'] : []),
    'go',
    'gofmt',
    ...(minor <= 9 ? ['go-wrapper'] : []),
  ]);
}

/** Go's own tools. git, gcc and bash were never left in the image. */
function alpinePrograms(minor: number): ReadonlySet<string> {
  return new Set([
    ...(programsOf('alpine') ?? []),
    'update-ca-certificates',
    'go',
    'gofmt',
    ...(minor <= 9 ? ['go-wrapper'] : []),
  ]);
}

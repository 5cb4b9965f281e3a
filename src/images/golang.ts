// Docker's official image of Go: which release each tag is made on, and what it brings. Sources: the history of docker-library/golang and
// of library/golang in docker-library/official-images; package lists in docker-library/repo-info.

import { programsOf } from '../packages/contents.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { debianRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference, InheritedConfig } from './image.ts';

/** From this patch level on, the last build of a version was made on this release. */
type Since = readonly [patch: number, release: string];

interface Version {
  readonly debian: readonly Since[];
  /** Of the tags that say `-alpine` and no number. Empty while that may still move: the version is supported. */
  readonly alpine: readonly Since[];
  /** Rough sizes in MB, on Debian and on Alpine. */
  readonly megabytes: readonly [number, number];
}

/** `stretch buster@12`: stretch from the first patch on, buster from the twelfth on. */
function version(debian: string, alpine: string, onDebian: number, onAlpine: number): Version {
  return { debian: readSince(debian), alpine: readSince(alpine), megabytes: [onDebian, onAlpine] };
}

function readSince(text: string): readonly Since[] {
  if (text === '') return [];
  return text.split(' ').map((word) => {
    const [release = word, patch = '0'] = word.split('@');
    return [Number(patch), release];
  });
}

/**
 * By minor version. A tag is built again until the next patch, so a version is on the release that was the default at its end: the default
 * moved to jessie in April 2015, to stretch with 1.9, to buster in July 2019 (1.11.12, 1.12.7), to bullseye in August 2021 (1.16.7, 1.17),
 * to bookworm in June 2023 (1.19.10, 1.20.5) and to trixie in August 2025 (1.24.6, 1.25).
 */
const versions: readonly Version[] = [
  version('', '', 0, 0),
  version('wheezy', '', 400, 0),
  version('wheezy', '', 435, 0),
  version('wheezy jessie@3', '', 440, 0),
  version('wheezy jessie@2', '3.3', 560, 120),
  version('jessie', '3.3 3.4@4', 710, 210),
  version('jessie', '3.3 3.4@3', 745, 285),
  version('jessie', '3.4 3.5@5', 680, 245),
  version('jessie', '3.5', 710, 260),
  version('stretch', '3.6', 735, 270),
  version('stretch', '3.7 3.8@3', 780, 260),
  version('stretch buster@12', '3.8 3.9@5 3.10@11', 800, 315),
  version('stretch buster@7', '3.9 3.10@6 3.11@15', 810, 345),
  version('buster', '3.10 3.11@6 3.12@12', 805, 360),
  version('buster', '3.11 3.12@4 3.13@15', 810, 370),
  version('buster', '3.12 3.13@7 3.14@13', 840, 300),
  version('buster bullseye@7', '3.13 3.14@5 3.15@11', 920, 300),
  version('bullseye', '3.14 3.15@3 3.16@10', 940, 315),
  version('bullseye', '3.15 3.16@2 3.17@8', 965, 330),
  version('bullseye bookworm@10', '3.16 3.17@3 3.18@9', 990, 355),
  version('bullseye bookworm@5', '3.17 3.18@4 3.19@12', 845, 255),
  version('bookworm', '3.18 3.19@5 3.20@10', 815, 220),
  version('bookworm', '3.19 3.20@3 3.21@9', 825, 235),
  version('bookworm', '3.20 3.21@4 3.22@9', 840, 245),
  version('bookworm trixie@6', '3.21 3.22@3 3.23@11', 920, 265),
  version('trixie', '3.22 3.23@5 3.24@11', 850, 215),
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

/** The release of the last build of a patch level, and for a pinned digest every release that the tag ever had. */
function releaseOf(list: readonly Since[], patch: number | undefined): string | undefined {
  let release: string | undefined;
  for (const [since, name] of list) if (patch === undefined || since <= patch) release = name;
  return release;
}

function distributionOf(tag: Tag, pinned: boolean): Distribution | undefined {
  const known = tag.minor === undefined ? undefined : versions[tag.minor];
  const { variant } = tag;
  const alpine = /^alpine(3\.\d+)?$/.exec(variant);
  if (alpine !== null) {
    const release = alpine[1] ?? releaseOf(known?.alpine ?? [], tag.patch);
    const oldest = alpine[1] === undefined && pinned && tag.patch === undefined ? known?.alpine[0]?.[1] : undefined;
    return oldest === undefined || oldest === release
      ? { name: 'alpine', release }
      : { name: 'alpine', release, oldest };
  }
  if (variant === '' || variant === 'onbuild' || variant === 'cross') {
    const release = releaseOf(known?.debian ?? [], tag.patch);
    const oldest = pinned ? previous(known?.debian ?? [], tag.patch) : undefined;
    return oldest === undefined || oldest === release
      ? { name: 'debian', release }
      : { name: 'debian', release, oldest };
  }
  const release = debianRelease(variant);
  return release === undefined ? undefined : { name: 'debian', release: release.name };
}

/** A digest may be an earlier build of the tag: the release before the last one, when the tag saw both. */
function previous(list: readonly Since[], patch: number | undefined): string | undefined {
  if (patch === undefined) return list[0]?.[1];
  const index = list.findIndex(([since]) => since === patch);
  return index > 0 ? list[index - 1]?.[1] : undefined;
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
    programs: isAlpine ? alpinePrograms(minor) : debianPrograms(minor),
    files: {
      certificates: '/etc/ssl/certs/ca-certificates.crt',
      zoneinfo: isAlpine || distribution === undefined ? `${root(minor)}/lib/time/zoneinfo.zip` : '/usr/share/zoneinfo',
      passwd: true,
      tmp: true,
    },
    packageManager: distribution === undefined ? undefined : isAlpine ? 'apk' : 'apt',
    toolchain: 'go',
    megabytes: isAlpine ? size[1] || 240 : size[0] || 850,
    source: 'docker-library/golang',
  };
}

/** Up to 1.4 the toolchain was built from source where it was unpacked. */
function root(minor: number): string {
  return minor <= 4 ? '/usr/src/go' : '/usr/local/go';
}

function config(minor: number, isAlpine: boolean, onbuild: boolean): InheritedConfig {
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return {
    environment: {
      GOPATH: '/go',
      PATH: `/go/bin:${root(minor)}/bin:${path}`,
      ...(minor >= 21 ? { GOTOOLCHAIN: 'local' } : {}),
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

/** `buildpack-deps:*-scm` (curl's variant: ca-certificates curl gnupg netbase wget; scm: git mercurial openssh-client subversion procps, bzr up to buster) and the C compiler for cgo. */
function debianPrograms(minor: number): ReadonlySet<string> {
  return new Set([
    ...(programsOf('debian') ?? []),
    ...'curl wget git hg svn ssh scp sftp ssh-keygen ssh-keyscan ssh-agent ssh-add gpg dirmngr openssl update-ca-certificates c_rehash'.split(
      ' ',
    ),
    ...'ps pgrep pkill top free watch sysctl kill uptime w vmstat pmap'.split(' '),
    ...'gcc g++ cc c++ cpp make pkg-config ld as ar ranlib strip nm objcopy objdump readelf'.split(' '),
    ...(minor <= 15 ? ['bzr', 'python'] : []),
    'python3',
    'go',
    'gofmt',
    ...(minor <= 1 ? [] : minor <= 9 ? ['go-wrapper'] : []),
  ]);
}

/** Go's own tools and certificates; git only up to 1.8, which cloned with it; bash and openssl while they were needed to build Go. */
function alpinePrograms(minor: number): ReadonlySet<string> {
  return new Set([
    ...(programsOf('alpine') ?? []),
    'update-ca-certificates',
    'go',
    'gofmt',
    ...(minor <= 9 ? ['go-wrapper'] : []),
  ]);
}

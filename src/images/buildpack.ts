// The image `buildpack-deps`, which most official images of languages start from. Source: docker-library/buildpack-deps.

import { programsOf } from '../packages/contents.ts';
import { debianRelease, isOlderThan, ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference, InheritedConfig } from './image.ts';
import { plainConfig } from './systems.ts';

/** What the `-scm` variant adds: ca-certificates curl wget, gnupg from stretch on; git mercurial openssh-client subversion procps, bzr up to stretch. */
export function scmPrograms(release: string | undefined): readonly string[] {
  const python2 = release !== undefined && isOlderThan(release, 'bullseye');
  return [
    ...curlPrograms(release),
    ...'git hg svn ssh scp sftp ssh-keygen ssh-keyscan ssh-agent ssh-add'.split(' '),
    ...'ps pgrep pkill top free watch sysctl kill uptime w vmstat pmap'.split(' '),
    ...(release !== undefined && isOlderThan(release, 'buster') ? ['bzr'] : []),
    python2 ? 'python' : 'python3',
    ...'adduser deluser addgroup delgroup'.split(' '),
  ];
}

function curlPrograms(release: string | undefined): readonly string[] {
  const hasGnupg = release === undefined || !isOlderThan(release, 'stretch');
  return [
    'curl',
    'wget',
    'openssl',
    'update-ca-certificates',
    'c_rehash',
    ...(hasGnupg ? ['gpg', 'gpgv', 'dirmngr'] : []),
  ];
}

/** What the variant without a suffix adds, beside compilers: the headers that the languages' own builds want. Source: docker-library/buildpack-deps, Dockerfile.template. */
const development = (
  'default-libmysqlclient-dev libbz2-dev libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev ' +
  'libjpeg-dev libkrb5-dev liblzma-dev libmagickcore-dev libmagickwand-dev libmaxminddb-dev libncurses-dev libpng-dev libpq-dev ' +
  'libreadline-dev libsqlite3-dev libssl-dev libwebp-dev libxml2-dev libxslt1-dev libyaml-dev zlib1g-dev ' +
  // What libxml2-dev and libmagickcore-dev depend on. Source: packages.debian.org.
  'libicu-dev libtiff-dev'
).split(' ');

const compilerPrograms =
  'gcc g++ cc c++ cpp make ld as ar ranlib strip nm objcopy objdump readelf autoconf automake autoreconf aclocal autoheader libtoolize patch ' +
  'bzip2 xz unzip file convert identify mysql_config xml2-config pkg-config mogrify';

/** Which of the layers of `buildpack-deps` an image stands on; `slim`: none, the distribution alone. */
export type Layer = 'slim' | 'curl' | 'scm' | 'full';

export interface LanguageImage {
  readonly reference: ImageReference;
  /** Undefined when the tag does not tell. */
  readonly distribution: Distribution | undefined;
  readonly layer: Layer;
  /** Beyond PATH and CMD of a plain image; PATH is given in full. */
  readonly config?: Partial<InheritedConfig>;
  /** Programs beyond those of the distribution and the layer. */
  readonly programs?: readonly string[];
  /** Whether CA certificates are there; by default where the layer has curl, and on Alpine. */
  readonly certificates?: boolean;
  /** Whether the IANA time zones are there; by default on Debian alone. */
  readonly zoneinfo?: boolean;
  readonly accounts?: readonly string[];
  readonly toolchains?: readonly string[];
  readonly interpreters?: Readonly<Record<string, string>>;
  readonly runtimes?: readonly string[];
  /** `-dev` packages beyond those of the layer. */
  readonly development?: readonly string[];
  readonly libraries?: Readonly<Record<string, readonly string[]>>;
  readonly local?: readonly string[];
  /** Its CMD starts a server. */
  readonly serves?: boolean;
  readonly megabytes: number;
  readonly source: string;
}

/** An image that adds a language to a distribution, as nearly all official images of languages do. */
export function languageImage(facts: LanguageImage): Image {
  const { reference, distribution, layer } = facts;
  const name = distribution?.name;
  const isAlpine = name === 'alpine';
  const isRedHat = name === 'rhel' || name === 'amazonlinux';
  const added =
    layer === 'slim' || isAlpine
      ? []
      : layer === 'curl'
        ? curlPrograms(distribution?.release)
        : [...scmPrograms(distribution?.release), ...(layer === 'full' ? compilerPrograms.split(' ') : [])];
  const certificates = facts.certificates ?? (layer !== 'slim' || isAlpine || isRedHat);
  const bundle = isRedHat ? '/etc/pki/tls/certs/ca-bundle.crt' : '/etc/ssl/certs/ca-certificates.crt';
  const base = distribution === undefined ? undefined : programsOf(distribution.name, distribution.release);
  return {
    reference,
    distribution,
    libc: name === undefined || name === 'other' ? undefined : isAlpine ? 'musl' : 'glibc',
    config: { ...plainConfig([isAlpine ? '/bin/sh' : 'bash']), ...facts.config },
    programs: base === undefined ? undefined : new Set([...base, ...added, ...(facts.programs ?? [])]),
    files: {
      certificates: certificates ? bundle : undefined,
      // Of Python, which packages of the full layer depend on.
      ...(layer === 'full' && name === 'debian' ? { mediaTypes: '/etc/mime.types' } : {}),
      zoneinfo: (facts.zoneinfo ?? (name === 'debian' || isRedHat)) ? '/usr/share/zoneinfo' : undefined,
      passwd: true,
      tmp: true,
    },
    packageManager: isAlpine ? 'apk' : isRedHat ? 'dnf' : name === 'debian' || name === 'ubuntu' ? 'apt' : undefined,
    ...(facts.accounts === undefined ? {} : { accounts: facts.accounts }),
    toolchains: facts.toolchains ?? [],
    interpreters: facts.interpreters ?? {},
    runtimes: facts.runtimes ?? [],
    development: [...(layer === 'full' && !isAlpine ? development : []), ...(facts.development ?? [])],
    ...(facts.libraries === undefined ? {} : { libraries: facts.libraries }),
    ...(facts.local === undefined ? {} : { local: facts.local }),
    ...(facts.serves === undefined ? {} : { serves: facts.serves }),
    megabytes: facts.megabytes,
    source: facts.source,
  };
}

/** `trixie`, `bookworm-scm`, `jammy-curl`, `stable`, `scm`. */
export function describeBuildpack(reference: ImageReference, tag: string): Image | undefined {
  const words = /^(.+?)??-?(scm|curl)?$/.exec(tag);
  const layer: Layer = words?.[2] === 'scm' ? 'scm' : words?.[2] === 'curl' ? 'curl' : 'full';
  const distribution = distributionOf(words?.[1] ?? 'latest');
  if (distribution === undefined) return undefined;
  return languageImage({
    reference,
    distribution,
    layer,
    toolchains: layer === 'full' ? ['c'] : [],
    local: [],
    megabytes: layer === 'full' ? 900 : layer === 'scm' ? 350 : 180,
    source: 'docker-library/buildpack-deps',
  });
}

function distributionOf(word: string): Distribution | undefined {
  if (word === 'latest' || word === 'stable') return { name: 'debian', release: undefined };
  const debian = debianRelease(word);
  if (debian !== undefined) return { name: 'debian', release: debian.name };
  const ubuntu = ubuntuRelease(word);
  return ubuntu === undefined ? undefined : { name: 'ubuntu', release: ubuntu.name };
}

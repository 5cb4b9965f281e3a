// The image `buildpack-deps`, which most official images of languages start from. Source: docker-library/buildpack-deps.

import { programsOf } from '../packages/contents.ts';
import { debianRelease, isOlderThan, ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
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

/** `trixie`, `bookworm-scm`, `jammy-curl`, `stable`, `scm`. */
export function describeBuildpack(reference: ImageReference, tag: string): Image | undefined {
  const words = /^(.+?)??-?(scm|curl)?$/.exec(tag);
  const word = words?.[1] ?? 'latest';
  const variant = words?.[2] ?? 'full';
  const distribution = distributionOf(word);
  if (distribution === undefined) return undefined;
  const { release } = distribution;
  const added = variant === 'curl' ? curlPrograms(release) : scmPrograms(release);
  return {
    reference,
    distribution,
    libc: 'glibc',
    config: plainConfig(['bash']),
    programs: new Set([
      ...(programsOf(distribution.name, release) ?? []),
      ...added,
      ...(variant === 'full'
        ? 'gcc g++ cc c++ cpp make autoconf automake libtool patch bzip2 xz unzip file convert identify'.split(' ')
        : []),
    ]),
    files: {
      certificates: '/etc/ssl/certs/ca-certificates.crt',
      zoneinfo: '/usr/share/zoneinfo',
      passwd: true,
      tmp: true,
    },
    packageManager: 'apt',
    toolchain: 'gcc',
    megabytes: variant === 'full' ? 900 : variant === 'scm' ? 350 : 180,
    source: 'docker-library/buildpack-deps',
  };
}

function distributionOf(word: string): Distribution | undefined {
  if (word === 'latest' || word === 'stable') return { name: 'debian', release: undefined };
  const debian = debianRelease(word);
  if (debian !== undefined) return { name: 'debian', release: debian.name };
  const ubuntu = ubuntuRelease(word);
  return ubuntu === undefined ? undefined : { name: 'ubuntu', release: ubuntu.name };
}

// The images of OCaml with opam, one for each distribution and compiler. Source: src/pipeline.ml of ocurrent/docker-base-images.

import { languageImage } from './buildpack.ts';
import { debianRelease, ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { gccPrograms, systemPath } from './tags.ts';

/** `debian-10-ocaml-4.11`, `ubuntu-lts-ocaml-5.1-flambda`, `alpine`, `latest`. The images with opam alone, `debian-12-opam`, have no compiler to run. */
export function describeOpam(reference: ImageReference, text: string): Image | undefined {
  if (reference.tag === undefined && reference.digest !== undefined) return undefined;
  const words = /^(?:latest|([a-z]+)(?:-(\d[\d.]*|lts|testing|unstable))?(?:-ocaml-\d[\w.+-]*)?)$/.exec(text);
  const distribution = words === null ? undefined : distributionOf(words[1] ?? 'debian', words[2]);
  if (distribution === undefined) return undefined;
  const isApt = distribution.name === 'debian' || distribution.name === 'ubuntu';
  return languageImage({
    reference,
    distribution,
    layer: 'slim',
    config: {
      user: 'opam',
      workdir: '/home/opam',
      entrypoint: ['opam', 'exec', '--'],
      cmd: ['/bin/sh', '-c', 'bash'],
      environment: { PATH: systemPath, OPAMYES: '1', OPAMERRLOGLEN: '0', OPAMPRECISETRACKING: '1' },
    },
    // openSUSE has them at another place.
    certificates: distribution.name !== 'other',
    programs: [
      ...'opam git curl sudo make patch unzip rsync bzip2 g++ c++ bwrap'.split(' '),
      ...(distribution.name === 'alpine' ? ['bash'] : []),
      ...gccPrograms,
    ],
    toolchains: ['ocaml', 'c'],
    development: isApt ? ['libcap-dev', 'libx11-dev'] : [],
    megabytes: 1500,
    source: 'ocurrent/docker-base-images',
  });
}

function distributionOf(name: string, release: string | undefined): Distribution | undefined {
  switch (name) {
    case 'alpine':
      return { name, release };
    case 'debian': {
      // Which of the two is the default is not known.
      if (release === undefined) return { name, release: 'trixie', oldest: 'bookworm' };
      if (release === 'testing' || release === 'unstable') return { name, release };
      const known = debianRelease(release);
      return known === undefined ? undefined : { name, release: known.name };
    }
    case 'ubuntu': {
      if (release === undefined || release === 'lts') return { name, release: undefined };
      return ubuntuRelease(release) === undefined ? undefined : { name, release };
    }
    case 'fedora':
      return { name: 'rhel', release: release === undefined ? undefined : `fedora ${release}` };
    case 'centos':
    case 'oraclelinux':
      return { name: 'rhel', release };
    case 'archlinux':
    case 'opensuse':
      return { name: 'other', release: undefined };
    default:
      return undefined;
  }
}

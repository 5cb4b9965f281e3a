// The base images of LinuxServer.io: distributions with the init of s6-overlay, which starts the services in /etc/services.d and /etc/s6-overlay.
// Sources: linuxserver/docker-baseimage-alpine, -ubuntu and -debian.

import { languageImage } from './buildpack.ts';
import { debianRelease, ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { isBareDigest } from './reference.ts';

type Name = 'alpine' | 'ubuntu' | 'debian';

/** `lsiobase/alpine:3.6`, `lsiobase/alpine.armhf:3.6`, `lsiobase/xenial`, `ghcr.io/linuxserver/baseimage-ubuntu:jammy`, `…/baseimage-alpine:arm64v8-3.20`. */
export const linuxserverRepositories: ReadonlyMap<string, Name> = new Map([
  ...(['', '.armhf', '.arm64'] as const).map((suffix) => [`lsiobase/alpine${suffix}`, 'alpine'] as const),
  ...(['lsiobase/ubuntu', 'lsiobase/xenial', 'lsiobase/bionic'] as const).map((name) => [name, 'ubuntu'] as const),
  ...['lsiobase', 'ghcr.io/linuxserver', 'lscr.io/linuxserver', 'linuxserver'].flatMap((owner) =>
    (['alpine', 'ubuntu', 'debian'] as const).map((name) => [`${owner}/baseimage-${name}`, name] as const),
  ),
]);

export function describeLinuxserver(reference: ImageReference, text: string): Image | undefined {
  const name = linuxserverRepositories.get(reference.repository);
  const word = text.replace(/^(?:amd64|arm32v7|arm64v8)-/, '').replace(/-version-[\da-f]+$/, '');
  const distribution =
    name === undefined || isBareDigest(reference) ? undefined : distributionOf(name, reference, word);
  if (distribution === undefined) return undefined;
  const image = languageImage({
    reference,
    distribution,
    layer: 'slim',
    certificates: true,
    zoneinfo: true,
    config: { environment: { PATH: path, HOME: '/root', TERM: 'xterm' }, entrypoint: ['/init'] },
    accounts: ['abc'],
    megabytes: name === 'alpine' ? 25 : 100,
    source: `linuxserver/docker-baseimage-${name}`,
  });
  // What else is in them changed over the years.
  return { ...image, programs: undefined };
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function distributionOf(name: Name, { repository }: ImageReference, word: string): Distribution | undefined {
  const of = word === 'latest' ? (/\/(xenial|bionic)$/.exec(repository)?.[1] ?? word) : word;
  if (of === 'latest' || (name === 'ubuntu' && of === 'rolling')) return { name, release: undefined };
  if (name === 'alpine') return /^3\.\d+$/.test(of) ? { name, release: of } : undefined;
  const release = name === 'ubuntu' ? ubuntuRelease(of) : debianRelease(of);
  return release === undefined ? undefined : { name, release: release.name };
}

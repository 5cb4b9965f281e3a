// Takes apart what stands after FROM. Knows the grammar of image references and Docker Hub's mirrors, and no image.

import { UNKNOWN } from '../trace/effect.ts';
import type { ImageReference } from './image.ts';

/** Registries that serve Docker's official images under the same names. Source: the pages of Docker Hub, Google's mirror and Amazon's public gallery. */
const mirrors = [
  'docker.io/library/',
  'index.docker.io/library/',
  'registry-1.docker.io/library/',
  'registry.hub.docker.com/library/',
  'registry.docker.com/library/',
  'hub.docker.com/library/',
  'mirror.gcr.io/library/',
  'public.ecr.aws/docker/library/',
  'docker.io/',
  'index.docker.io/',
  'library/',
];

/** Docker Hub's accounts for one architecture of the official images. Source: docker-library/official-images, "Architectures other than amd64?". */
const architectures = new Set([
  'amd64',
  'arm32v5',
  'arm32v6',
  'arm32v7',
  'arm64v8',
  'i386',
  'mips64le',
  'ppc64le',
  'riscv64',
  's390x',
]);

const component = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const registry = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:\d))(?::\d+)?$/;
const tagName = /^\w[\w.-]{0,127}$/;
const digestText = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** A reference whose tag may still hold `UNKNOWN`, so that "no tag" and "a tag that is not known" are told apart. */
export interface ReferenceParts {
  readonly reference: ImageReference;
  /** As written; undefined when none is. */
  readonly writtenTag: string | undefined;
}

export function splitReference(text: string): ReferenceParts | undefined {
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !digest.includes(UNKNOWN) && !digestText.test(digest)) return undefined;

  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  const writtenTag = colon < 0 ? undefined : named.slice(colon + 1);
  if (!isRepository(name)) return undefined;
  if (writtenTag !== undefined && !writtenTag.includes(UNKNOWN) && !tagName.test(writtenTag)) return undefined;

  const prefix = mirrorPrefix(name);
  return {
    reference: {
      text,
      prefix,
      repository: name.slice(prefix.length),
      tag: writtenTag?.includes(UNKNOWN) ? undefined : writtenTag,
      digest: digest?.includes(UNKNOWN) ? undefined : digest,
    },
    writtenTag,
  };
}

/** Undefined for what is no reference, and for one whose repository has an unknown part. */
export function parseReference(text: string): ImageReference | undefined {
  return splitReference(text)?.reference;
}

/** A digest without a tag says nothing of what it is. */
export function isBareDigest({ tag, digest }: ImageReference): boolean {
  return tag === undefined && digest !== undefined;
}

/** The reference of another official image at the place where the author gets these from. */
export function siblingText(reference: ImageReference, repository: string, tag: string | undefined): string {
  return `${reference.prefix}${repository}${tag === undefined ? '' : `:${tag}`}`;
}

function isRepository(name: string): boolean {
  if (name.length === 0 || name.length > 255) return false;
  const parts = name.split('/');
  const first = parts[0] ?? '';
  const path = parts.length > 1 && registry.test(first) ? parts.slice(1) : parts;
  return path.every((part) => component.test(part));
}

/** '' when the name is not one of Docker Hub. */
function mirrorPrefix(name: string): string {
  const mirror = mirrors.find((start) => name.startsWith(start)) ?? '';
  const rest = name.slice(mirror.length).split('/');
  if (rest.length === 1) return mirror;
  const owner = rest[0] ?? '';
  // `docker.io/bitnami/golang` is Docker Hub's `bitnami/golang`.
  if (rest.length === 2 && mirror.endsWith('docker.io/') && !architectures.has(owner)) return mirror;
  // `docker.io/arm64v8/golang`, but not `docker.io/library/arm64v8/golang`, which does not exist.
  if (rest.length === 2 && architectures.has(owner) && !mirror.endsWith('library/')) return `${mirror}${owner}/`;
  return '';
}

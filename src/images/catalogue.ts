// What is known on base images in one run: the facts of this folder, and what an organisation says of its own registry.

import { describeImage } from './describe.ts';
import type { Image, ImageReference } from './image.ts';
import { splitReference } from './reference.ts';

/** What an organisation says of the images that it has. */
export interface OwnImages {
  /** By reference, or by repository where the tags are those of `like`: what it is made from. */
  readonly images?: Readonly<Record<string, OwnImage>>;
  /** By the start of a public reference (`docker.io/library/`, `gcr.io/`), where the same images are served: `mirror.example/hub/`. */
  readonly mirrors?: Readonly<Record<string, string>>;
  /** By reference with its tag, of public images and own ones: `sha256:` and 64 hexadecimal digits. */
  readonly digests?: Readonly<Record<string, string>>;
}

export interface OwnImage {
  /** The public image whose config, programs and release it has: `eclipse-temurin:17-jre`. */
  readonly like: string;
  /** Programs that it has beyond those. */
  readonly programs?: readonly string[];
  /** Whether a runtime stage may be based on it. */
  readonly runtime?: boolean;
  /** Unpacked; that of `like` when it is left out. */
  readonly megabytes?: number;
}

export interface Catalogue {
  /** Undefined: not a reference, or nothing is known of this image. */
  describe(text: string): Image | undefined;
  /** How an image that we add is written: from the mirror, with its digest. The same again for what is written so. */
  written(text: string): string;
  /** Whether it should have a digest, and has none. */
  lacksDigest(text: string): boolean;
  /** Further images that a runtime stage may be based on. */
  readonly bases: readonly Image[];
}

export const publicImages: Catalogue = {
  describe: describeImage,
  written: (text) => text,
  lacksDigest: () => false,
  bases: [],
};

export function catalogueOf(own: OwnImages | undefined): Catalogue {
  if (own === undefined) return publicImages;
  const { images = {}, mirrors = {}, digests = {} } = own;
  const served = Object.entries(mirrors).sort(([one], [other]) => other.length - one.length);
  // A mirror may lie below another one: `mirror.example/` and `mirror.example/hub/`.
  const serving = [...served].sort(([, one], [, other]) => other.length - one.length);
  /** What a reference of a mirror is called in public. */
  const publicName = (text: string): string | undefined => {
    const mirror = serving.find(([, to]) => text.startsWith(to));
    return mirror === undefined ? undefined : shortName(`${mirror[0]}${text.slice(mirror[1].length)}`);
  };
  const written = (text: string): string => {
    if (text === 'scratch' || text.includes('@')) return text;
    const inPublic = publicName(text);
    const full = fullName(inPublic ?? text);
    const mirror = inPublic === undefined ? served.find(([from]) => full.startsWith(from)) : undefined;
    const name = mirror === undefined ? text : `${mirror[1]}${full.slice(mirror[0].length)}`;
    const key = [text, shortName(full)].find((one) => Object.hasOwn(digests, one));
    return key === undefined ? name : `${name}@${digests[key]}`;
  };
  const known = (text: string): Image | undefined => {
    const inPublic = publicName(text);
    const own = ownImage(text, images) ?? (inPublic === undefined ? undefined : ownImage(inPublic, images));
    const image = own ?? describeImage(inPublic ?? text);
    // Its siblings are named as in public, and written as everything is that is added.
    return image === undefined || image.reference.text === text ? image : renamed(image, { ...image.reference, text });
  };
  const describe = (text: string): Image | undefined => {
    const image = known(text);
    if (image === undefined) return undefined;
    return { ...image, runtimes: image.runtimes.map((one) => (one === image.reference.text ? one : written(one))) };
  };
  return {
    describe,
    written,
    lacksDigest: (text) => Object.keys(digests).length > 0 && text !== 'scratch' && !text.includes('@'),
    bases: Object.entries(images).flatMap(([text, { runtime }]) =>
      runtime === true ? (describe(written(text)) ?? []) : [],
    ),
  };
}

/** An image of the organisation is what it is like, under its own name. */
function ownImage(text: string, images: Readonly<Record<string, OwnImage>>): Image | undefined {
  const parts = splitReference(text);
  if (parts === undefined) return undefined;
  const { reference, writtenTag } = parts;
  const repository = `${reference.prefix}${reference.repository}`;
  const tagged = writtenTag === undefined ? repository : `${repository}:${writtenTag}`;
  const named = [tagged, repository].find((name) => Object.hasOwn(images, name));
  const own = named === undefined ? undefined : images[named];
  if (own === undefined) return undefined;
  // The tags of a repository that is named without one are those of what it is like; a digest alone says as little as there.
  const takesTag = named === repository && !/:[^/]*$/.test(own.like);
  const rest = text.slice(repository.length);
  const image = describeImage(takesTag ? `${own.like}${rest}` : own.like);
  if (image === undefined) return undefined;
  const { programs = [], megabytes = image.megabytes } = own;
  return {
    // Nothing is known of images beside it in its registry: siblings are public ones.
    ...renamed(image, { ...image.reference, text, digest: reference.digest }),
    programs: image.programs === undefined ? undefined : new Set([...image.programs, ...programs]),
    megabytes,
    source: 'the configuration',
  };
}

/** What runs what it builds may be the image itself. */
function renamed(image: Image, reference: ImageReference): Image {
  const runtimes = image.runtimes.map((one) => (one === image.reference.text ? reference.text : one));
  return { ...image, reference, runtimes };
}

const hub = 'docker.io/library/';

/** `debian:12` is `docker.io/library/debian:12`, and `bitnami/node` is `docker.io/bitnami/node`. */
function fullName(text: string): string {
  const first = text.slice(0, text.indexOf('/'));
  if (!text.includes('/')) return `${hub}${text}`;
  return /[.:]/.test(first) || first === 'localhost' ? text : `docker.io/${text}`;
}

function shortName(text: string): string {
  if (text.startsWith(hub)) return text.slice(hub.length);
  return text.startsWith('docker.io/') ? text.slice('docker.io/'.length) : text;
}

// The image `clojure`, with Leiningen, Clojure's own tools or Boot, and the images of sbt and Scala. Sources: Quantisan/docker-clojure, library/clojure
// of docker-library/official-images, sbt/docker-sbt, hseeberger/scala-sbt.

import { debianRelease, ubuntuRelease } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { below, floating, isBareDigest, javaImage, moved, onJdk, rangeOf, someAlpine, temurinRuntimes } from './jvm.ts';
import { describeOpenjdk } from './openjdk.ts';
import { describeTemurin } from './temurin.ts';

interface Tag {
  readonly vendor: string | undefined;
  readonly major: number | undefined;
  readonly tool: 'lein' | 'tools-deps' | 'boot' | undefined;
  readonly version: string | undefined;
  readonly variant: string;
}

function readTag(tag: string): Tag | undefined {
  const words =
    /^(?:(temurin|openjdk)-(\d+)(?:-|$))?(?:(lein|tools-deps|boot)(?:-(\d[\d.]*))?(?:-|$))?(?:latest|([a-z][a-z0-9.-]*))?$/.exec(
      tag,
    );
  if (words === null) return undefined;
  const [, vendor, major, tool, version, variant = ''] = words;
  return {
    vendor,
    major: major === undefined ? undefined : Number(major),
    tool: tool === 'lein' || tool === 'tools-deps' || tool === 'boot' ? tool : undefined,
    version,
    variant,
  };
}

/** `lein`, `temurin-17-lein-2.9.10-jammy`, `openjdk-11-lein-2.9.1`, `openjdk-17-tools-deps-1.10.3.933-alpine`, `temurin-21-bookworm-slim`, `lein-2.8.1`, `alpine`. */
export function describeClojure(reference: ImageReference, written: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const tag = readTag(written);
  if (tag === undefined || /onbuild/.test(tag.variant)) return undefined;
  const jdk = tag.vendor === 'openjdk' ? onOpenjdk(reference, tag) : onTemurin(reference, tag);
  if (jdk === undefined) return undefined;
  // A tag that names no tool is Leiningen's where it names no JDK either, and else that of Clojure's own tools. `latest` has both.
  const hasLein = tag.tool === 'lein' || (tag.tool === undefined && tag.vendor === undefined);
  const hasClojure =
    tag.tool === 'tools-deps' || (tag.tool === undefined && tag.vendor !== undefined) || written === 'latest';
  const environment = jdk.config.environment;
  return onJdk(reference, jdk, {
    toolchains: [...(hasLein ? ['leiningen'] : []), 'clojure'],
    programs: [
      ...(hasLein ? ['lein'] : []),
      ...(hasClojure ? ['clojure', 'clj'] : []),
      ...(tag.tool === 'boot' ? ['boot'] : []),
    ],
    config: {
      // LEIN_VERSION, CLOJURE_VERSION and BOOT_VERSION are left out.
      environment: hasLein
        ? { LEIN_ROOT: '1', LEIN_INSTALL: '/usr/local/bin/', PATH: `${environment.PATH ?? ''}:/usr/local/bin/` }
        : {},
      workdir: '/tmp',
      // A REPL, started in other ways over the years, some through an entrypoint that ends in `exec "$@"`.
      entrypoint: undefined,
      cmd: undefined,
    },
    megabytes: 60,
    source: 'Quantisan/docker-clojure',
  });
}

/** From 2019 to 2022: the tag of the image below is written out but for the release. */
function onOpenjdk(reference: ImageReference, { major, variant }: Tag): Image | undefined {
  const word = /^(.*?)(-slim)?$/.exec(variant);
  const suffix = variant === '' ? '' : word?.[2] === undefined ? `-${variant}` : `-slim-${word[1]}`;
  const text = `${major}-jdk${suffix}`;
  const image = describeOpenjdk(below(reference, 'openjdk', text), text);
  if (image === undefined) return undefined;
  if (variant === 'alpine') return moved(image, someAlpine);
  if (variant !== '') return image;
  // Debian's slim images for all but 8, later for that as well; buster, from 2021 on bullseye.
  const base = describeOpenjdk(below(reference, 'openjdk', `${major}-jdk-slim`), `${major}-jdk-slim`);
  return base === undefined ? undefined : moved(base, { name: 'debian', ...rangeOf('stretch..bullseye') });
}

/** Of the tags that name none, since October 2025. */
const newestJava = '25';

/** Java's folder, copied from Temurin onto Debian, or Temurin's own image on Ubuntu and Alpine. Without a suffix: Ubuntu up to 20, Debian from 21 on. */
function onTemurin(reference: ImageReference, { vendor, major, tool, version, variant }: Tag): Image | undefined {
  if (vendor === undefined && /^2\.8\.\d$/.test(version ?? '')) {
    // 2018, when the default was Java 8 on stretch. Source: the history of repos/clojure/remote in docker-library/repo-info.
    const text = variant === 'alpine' ? '8u181-jdk-alpine' : '8u181-jdk';
    return variant === '' || variant === 'alpine'
      ? describeOpenjdk(below(reference, 'openjdk', text), text)
      : undefined;
  }
  if (vendor === undefined) {
    // Which Java, and which release: it moved with the long-term versions.
    if (variant !== '' && variant !== 'alpine') return undefined;
    const image = javaImage({
      reference,
      distribution: undefined,
      major: undefined,
      jre: false,
      megabytes: 400,
      source: 'Quantisan/docker-clojure',
    });
    const distribution: Distribution | undefined =
      variant === 'alpine'
        ? someAlpine
        : version === undefined
          ? undefined
          : { name: 'debian', ...rangeOf('jessie..trixie') };
    // Boot ended in 2024, and `alpine` alone before that.
    const moves = version === undefined && tool !== 'boot' && (tool !== undefined || variant === '');
    const base: Distribution = variant === 'alpine' ? someAlpine : { name: 'debian', release: undefined };
    return {
      ...(moves ? floating({ ...image, distribution: base }, newestJava) : image),
      distribution,
      libc: variant === 'alpine' ? 'musl' : 'glibc',
      config: { ...image.config, cmd: undefined },
    };
  }
  const debian = /^([a-z]+)(?:-slim)?$/.exec(variant)?.[1];
  const release = debian === undefined ? undefined : debianRelease(debian)?.name;
  if (release === undefined && variant !== '' && variant !== 'alpine' && ubuntuRelease(variant) === undefined)
    return undefined;
  if (release !== undefined || (variant === '' && (major ?? 0) >= 21)) {
    const distribution: Distribution = {
      name: 'debian',
      ...(release === undefined ? rangeOf('bookworm..trixie') : { release }),
    };
    return javaImage({
      reference,
      distribution,
      major,
      jre: false,
      home: '/opt/java/openjdk',
      certificates: false,
      runtimes: temurinRuntimes(reference, major, distribution),
      megabytes: 420,
      source: 'Quantisan/docker-clojure',
    });
  }
  const text = `${major}-jdk${variant === '' ? '' : `-${variant}`}`;
  const image = describeTemurin(below(reference, 'eclipse-temurin', text), text);
  if (image === undefined || variant !== '') return image;
  return moved(image, { name: 'ubuntu', ...rangeOf('20.04..24.04') });
}

/** What `hseeberger/scala-sbt` was before its tags named versions, and stayed: Java 8. `sbtscala/scala-sbt` has no such tag. */
function describeOldSbt(reference: ImageReference): Image | undefined {
  const text = '8-jdk';
  const jdk = describeOpenjdk(below(reference, 'openjdk', text), text);
  if (jdk === undefined || isBareDigest(reference) || !reference.repository.startsWith('hseeberger/')) return undefined;
  return onJdk(reference, moved(jdk, { name: 'debian', ...rangeOf('jessie..buster') }) ?? jdk, {
    toolchains: ['sbt'],
    programs: ['sbt', 'scala', 'scalac'],
    config: { workdir: '/root' },
    megabytes: 350,
    source: 'hseeberger/scala-sbt',
  });
}

/** `8u232_1.3.13`, `11.0.13_1.6.2`: the tag of `openjdk` and the version of sbt. Source: mozilla/docker-sbt. */
export function describeMozillaSbt(reference: ImageReference, written: string): Image | undefined {
  const [, java, minor] = /^(8u\d+|1[1-9](?:\.\d+)*)_(?:0\.13|1\.(\d+))\.\d+$/.exec(written) ?? [];
  // Its working directory became another one at some time between these versions.
  if (java === undefined || minor === '4' || isBareDigest(reference)) return undefined;
  const jdk = describeOpenjdk(below(reference, 'openjdk', java), java);
  if (jdk === undefined) return undefined;
  return onJdk(reference, jdk, {
    toolchains: ['sbt'],
    programs: ['sbt'],
    config: { workdir: Number(minor ?? 0) > 4 ? '/app' : '/' },
    megabytes: 150,
    source: 'mozilla/docker-sbt',
  });
}

/** `eclipse-temurin-21.0.6_7_1.10.11_2.13.16`, `eclipse-temurin-alpine-17.0.4_1.7.1_3.2.0`, `8u242_1.3.8_2.13.1`, `11.0.10_1.4.9_2.13.5`, `openjdk-11.0.16_1.7.1_2.13.8`. */
export function describeSbt(reference: ImageReference, written: string): Image | undefined {
  if (written === 'latest') return describeOldSbt(reference);
  const words =
    /^(?:(eclipse-temurin|openjdk)-)?((?:focal|jammy|noble|alpine)-)?(\d+(?:u\d+|[\d.]*)(?:_\d+)??)(?:-b\d+)?_(\d+\.\d+\.\d+(?:-M\d+|-RC\d+)?)_(\d+\.\d+\.\d+\S*)$/.exec(
      written,
    );
  if (words === null || isBareDigest(reference)) return undefined;
  const [, vendor, variant, java = ''] = words;
  const major = Number(/^\d+/.exec(java)?.[0]);
  const isTemurin = vendor === 'eclipse-temurin';
  const isOpenjdk = !isTemurin && variant === undefined;
  if (!isTemurin && !isOpenjdk) return undefined;
  const update = /^\d+u(\d+)/.exec(java)?.[1] ?? /^\d+\.\d+\.(\d+)/.exec(java)?.[1];
  const suffix = variant === undefined ? '' : `-${variant.slice(0, -1)}`;
  const text = isTemurin
    ? `${java.includes('_') ? java : `${major}`}-jdk${suffix}`
    : `${major === 8 && update !== undefined ? `8u${update}` : major === 11 && update !== undefined ? `11.0.${update}` : major}-jdk`;
  const jdk = isTemurin
    ? describeTemurin(below(reference, 'eclipse-temurin', text), text)
    : describeOpenjdk(below(reference, 'openjdk', text), text);
  if (jdk === undefined) return undefined;
  // The tags of JDKs without a build number stood on one of that time.
  const isExact = !isTemurin || java.includes('_') || variant === 'alpine-';
  const distribution: Distribution | undefined = isExact
    ? jdk.distribution
    : { name: 'ubuntu', ...rangeOf('20.04..22.04') };
  return onJdk(
    reference,
    { ...jdk, distribution: variant === 'alpine-' ? someAlpine : distribution },
    {
      toolchains: ['sbt'],
      programs: ['sbt', 'scala', 'scalac', ...(variant === 'alpine-' ? ['bash'] : ['git', 'rpm'])],
      // Up to 2019 /root came from the same WORKDIR; SBT_VERSION and SCALA_VERSION are left out.
      config: { workdir: '/root', ...(isTemurin ? { cmd: undefined } : {}) },
      megabytes: 350,
      source: 'sbt/docker-sbt',
    },
  );
}

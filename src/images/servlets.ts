// Servlet containers on the image of a JDK or JRE: Tomcat and Jetty. They are runtimes first: what runs in them needs them. Sources: docker-library/tomcat
// and jetty/jetty.docker, with their library files in docker-library/official-images.

import { servletContainer } from '../packages/jvm.ts';
import type { Image, ImageReference, InheritedConfig } from './image.ts';
import { describeCorretto } from './jdks.ts';
import { below, isBareDigest, javaImage, onJdk, someAlpine } from './jvm.ts';
import { describeOpenjdk } from './openjdk.ts';
import { siblingText } from './reference.ts';
import { describeTemurin } from './temurin.ts';

interface Tag {
  readonly version: string | undefined;
  readonly jre: boolean;
  readonly major: number | undefined;
  readonly variant: string;
}

function readTag(tag: string): Tag | undefined {
  const words =
    /^(?:(\d+(?:\.\d+)*(?:[.-]?(?:M|v|RC)\d+)?|latest)(?:-|$))?(?:(jdk|jre)(\d+)(?:-|$))?([a-z][a-z0-9.-]*)?$/.exec(
      tag,
    );
  if (words === null) return undefined;
  const [, version, kind, major, variant = ''] = words;
  if (/windows|nanoserver/.test(variant)) return undefined;
  return { version, jre: kind === 'jre', major: major === undefined ? undefined : Number(major), variant };
}

/** The image below, when the tag names it: `temurin-jammy`, `openjdk-slim-buster`, `corretto-al2023`. */
function namedBelow(reference: ImageReference, { jre, major, variant }: Tag): Image | undefined {
  const [vendor = '', ...rest] = variant.split('-');
  const suffix = rest.length === 0 ? '' : `-${rest.join('-')}`;
  if (major === undefined || rest.length === 0) return undefined;
  const kind = jre ? 'jre' : 'jdk';
  const at = (repository: string, text: string) => below(reference, repository, text);
  if (vendor === 'temurin') {
    const text = `${major}-${kind}${suffix.replace(/-alpine(?=3)/, '-alpine-')}`;
    return describeTemurin(at('eclipse-temurin', text), text);
  }
  if (vendor === 'openjdk')
    return describeOpenjdk(at('openjdk', `${major}-${kind}${suffix}`), `${major}-${kind}${suffix}`);
  if (vendor === 'corretto' && !jre)
    return describeCorretto(at('amazoncorretto', `${major}${suffix}`), `${major}${suffix}`);
  return undefined;
}

/** Any release: the defaults moved between Debian and Ubuntu. */
function anyBelow(reference: ImageReference, { jre, major, variant }: Tag): Image {
  const isAlpine = /(?:^|-)alpine/.test(variant);
  const image = javaImage({
    reference,
    distribution: isAlpine ? someAlpine : undefined,
    major,
    jre,
    cmd: undefined,
    megabytes: jre ? 280 : 500,
    source: '',
  });
  return {
    ...image,
    libc: isAlpine ? 'musl' : 'glibc',
    ...(isAlpine ? {} : { files: { ...image.files, zoneinfo: undefined, certificates: undefined } }),
  };
}

function server(
  reference: ImageReference,
  tag: Tag,
  config: Partial<InheritedConfig>,
  home: string,
  starter: string | undefined,
  smaller: readonly string[] = [],
): Image {
  const jdk = namedBelow(reference, tag) ?? anyBelow(reference, tag);
  const image = onJdk(reference, jdk, {
    toolchains: [],
    programs: [],
    config: {
      ...config,
      environment: { ...config.environment, PATH: `${home}/bin:${jdk.config.environment.PATH ?? ''}` },
    },
    megabytes: 20,
    source: `the history of library/${reference.repository} in docker-library/official-images`,
  });
  return {
    ...image,
    ...(config.user === undefined ? {} : { accounts: [config.user] }),
    // What it serves runs in no other container than this one.
    interpreters: { ...image.interpreters, ...(starter === undefined ? {} : { [starter]: tag.version ?? '' }) },
    runtimes: smaller,
    serves: true,
  };
}

/** `9`, `8.5-jre8`, `9.0-jdk17-temurin-jammy`, `8-jre8-alpine`, `9.0.95-jdk11-corretto-al2`. */
export function describeTomcat(reference: ImageReference, written: string): Image | undefined {
  const tag = readTag(written);
  if (tag === undefined || isBareDigest(reference)) return undefined;
  const home = '/usr/local/tomcat';
  return server(
    reference,
    tag,
    {
      environment: {
        CATALINA_HOME: home,
        TOMCAT_NATIVE_LIBDIR: `${home}/native-jni-lib`,
        LD_LIBRARY_PATH: `${home}/native-jni-lib`,
      },
      workdir: home,
      exposes: ['8080'],
      entrypoint: undefined,
      cmd: ['catalina.sh', 'run'],
    },
    home,
    servletContainer,
    // Those with a JRE came back with Temurin, for what is still built.
    !tag.jre && /^(?:9|9\.0|10|10\.1)-jdk(?:17|21)(?:-temurin)?$/.test(written)
      ? [siblingText(reference, 'tomcat', written.replace('-jdk', '-jre'))]
      : [],
  );
}

/** `9.4-jdk11-slim`, `12-jdk21-alpine`, `latest`. Older ones than 9.4 started as root. */
export function describeJetty(reference: ImageReference, written: string): Image | undefined {
  const tag = readTag(written);
  if (tag === undefined || isBareDigest(reference)) return undefined;
  if (/^(?:[1-8]|9\.[0-3])(?:\.|$)/.test(tag.version ?? '')) return undefined;
  const home = '/usr/local/jetty';
  return server(
    reference,
    tag,
    {
      environment: { JETTY_HOME: home, JETTY_BASE: '/var/lib/jetty', TMPDIR: '/tmp/jetty' },
      workdir: '/var/lib/jetty',
      user: 'jetty',
      exposes: ['8080'],
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['java', '-jar', `${home}/start.jar`],
    },
    home,
    undefined,
  );
}

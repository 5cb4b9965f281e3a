// Images of generators of static sites: Jekyll, Hugo, MkDocs. Sources: Dockerfiles of envygeeks/jekyll-docker, klakegg/docker-hugo,
// hugomods/docker, jojomi/docker-hugo, squidfunk/mkdocs-material.

import { languageImage } from './buildpack.ts';
import { alpineReleases, distributionWithin } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { isBareDigest } from './reference.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const newestAlpine = alpineReleases.at(-1) ?? '';
const number = /^v?\d+(?:\.\d+){0,2}$/;

/**
 * `jekyll/jekyll` and `jekyll/builder`: `4.2.0`, `3.8`, `pages`, `latest`; older ones were made otherwise. They declare /srv/jekyll a volume, so
 * that what a classic builder writes below it after FROM is lost. JEKYLL_VERSION, JEKYLL_DOCKER_TAG and the like are left out. Ruby's version
 * is that of the day, and what else is in them changed, so that their programs are not known.
 */
export function describeJekyll(reference: ImageReference, text: string): Image | undefined {
  if (!/^(?:4(?:\.\d+){0,2}|3\.[7-9](?:\.\d+)?|3|latest|stable|pages|builder)$/.test(text)) return undefined;
  if (isBareDigest(reference)) return undefined;
  const image = languageImage({
    reference,
    distribution: distributionWithin('alpine', `3.7..${newestAlpine}`),
    layer: 'slim',
    zoneinfo: true,
    config: {
      environment: { PATH: `/usr/jekyll/bin:/usr/local/bundle/bin:${path}`, ...environment },
      workdir: '/srv/jekyll',
      entrypoint: ['/usr/jekyll/bin/entrypoint'],
      cmd: ['jekyll', '--help'],
      exposes: ['35729', '4000'],
      volumes: ['/srv/jekyll'],
    },
    toolchains: ['jekyll', 'ruby', 'node', ...(text === 'pages' ? [] : ['c'])],
    interpreters: { ruby: '', node: '' },
    megabytes: 800,
    source: 'envygeeks/jekyll-docker',
  });
  return { ...image, programs: undefined };
}

const environment = {
  LANG: 'en_US.UTF-8',
  LANGUAGE: 'en_US:en',
  LC_ALL: 'en_US.UTF-8',
  TZ: 'America/Chicago',
  BUNDLE_HOME: '/usr/local/bundle',
  BUNDLE_APP_CONFIG: '/usr/local/bundle',
  BUNDLE_BIN: '/usr/local/bundle/bin',
  GEM_HOME: '/usr/gem',
  GEM_BIN: '/usr/gem/bin',
  JEKYLL_VAR_DIR: '/var/jekyll',
  JEKYLL_DATA_DIR: '/srv/jekyll',
  JEKYLL_BIN: '/usr/jekyll/bin',
  JEKYLL_ENV: 'development',
};

/** `0.101.0-ext-alpine`, `alpine`, `ext-ubuntu-onbuild`, `0.80.0`, which is BusyBox. */
const klakeggTag =
  /^(?:(?:v?\d+(?:\.\d+){0,2}|latest)(?:-|$))?(?:(?:ext|asciidoctor|pandoc)(?:-|$))?(?:(alpine|debian|ubuntu|busybox)(?:-|$))?(onbuild|ci)?$/;

/** Its entrypoint is hugo, but for the images for continuous integration. */
export function describeKlakegg(reference: ImageReference, text: string): Image | undefined {
  const words = klakeggTag.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, system, variant] = words;
  // Without a system it is BusyBox, or Alpine with what `ext` adds: not told apart here.
  const distribution =
    system === 'alpine' || system === 'debian' || system === 'ubuntu' ? klakeggSystems[system] : undefined;
  return hugoImage(reference, distribution, {
    workdir: '/src',
    ...(variant === 'ci' ? {} : { entrypoint: ['hugo'], cmd: undefined }),
    onbuild: variant === 'onbuild',
  });
}

const klakeggSystems: Readonly<Record<'alpine' | 'debian' | 'ubuntu', Distribution>> = {
  alpine: distributionWithin('alpine', '3.8..3.16'),
  debian: distributionWithin('debian', 'stretch..bullseye'),
  ubuntu: distributionWithin('ubuntu', '18.04..22.04'),
};

/** `0.120.4`, `exts-0.111.3`, `go-git`: on Alpine, or on Debian when the tag says so. Its nginx is another image. */
export function describeHugomods(reference: ImageReference, text: string): Image | undefined {
  if (!/^(?:[a-z]+-)*(?:[a-z]+|v?\d+(?:\.\d+){0,2})$/.test(text) || isBareDigest(reference)) return undefined;
  if (/nginx|ci|debian|latest-/.test(text)) return undefined;
  return hugoImage(reference, distributionWithin('alpine', `3.17..${newestAlpine}`), { workdir: '/src' });
}

/** `0.57.2`, `latest`. Its command is a script that builds or watches. */
export function describeJojomi(reference: ImageReference, text: string): Image | undefined {
  if ((!number.test(text) && text !== 'latest') || isBareDigest(reference)) return undefined;
  return hugoImage(reference, distributionWithin('alpine', `3.3..${newestAlpine}`), {
    workdir: '/src',
    cmd: ['/run.sh'],
    volumes: ['/src', '/output'],
  });
}

function hugoImage(
  reference: ImageReference,
  distribution: Distribution | undefined,
  config: Partial<Image['config']>,
): Image {
  const image = languageImage({
    reference,
    distribution,
    layer: 'slim',
    config: { environment: { PATH: path }, exposes: ['1313'], ...config },
    toolchains: ['hugo'],
    megabytes: 130,
    source: `the page of ${reference.repository}`,
  });
  return { ...image, programs: undefined };
}

/** `9.1.2`, `latest`: Python on Alpine. Its entrypoint is mkdocs, behind tini since 7.1. */
export function describeMkdocs(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:(\d+)(?:\.(\d+)(?:\.\d+)?)?|latest)$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, major = '99', minor = '99'] = words;
  const hasTini = Number(major) > 7 || (major === '7' && Number(minor) >= 1);
  const image = languageImage({
    reference,
    distribution: distributionWithin('alpine', `3.8..${newestAlpine}`),
    layer: 'slim',
    config: {
      environment: { PATH: path, PYTHONDONTWRITEBYTECODE: '1' },
      workdir: '/docs',
      entrypoint: hasTini ? ['/sbin/tini', '--', 'mkdocs'] : ['mkdocs'],
      cmd: ['serve', '--dev-addr=0.0.0.0:8000'],
      exposes: ['8000'],
    },
    toolchains: ['python'],
    interpreters: { python3: '' },
    megabytes: 180,
    source: 'squidfunk/mkdocs-material',
  });
  return { ...image, programs: undefined };
}

// Docker's official images of PHP and of Composer. Sources: the history of docker-library/php and of library/php in
// docker-library/official-images; composer/docker.

import { languageImage } from './buildpack.ts';
import { distributionOf, isBareDigest, type Line, line, readVariant } from './eras.ts';
import type { Distribution, Image, ImageReference, InheritedConfig } from './image.ts';

/** By minor version; the numbers are patches. 8.0 needs OpenSSL 1, so it stayed on bullseye and Alpine 3.16. */
const versions: Readonly<Record<string, Line>> = {
  '5.3': line('wheezy..jessie', ''),
  '5.4': line('wheezy..jessie', ''),
  '5.5': line('wheezy..jessie jessie@26', '3.3..3.4?'),
  '5.6': line('wheezy..jessie jessie@10 jessie..stretch@31 stretch@37', '3.3..3.8?'),
  '7.0': line('jessie jessie..stretch@21 stretch@31', '3.3..3.8?'),
  '7.1': line('jessie jessie..stretch@7 stretch@20 stretch..buster@30 buster@31', '3.4..3.10'),
  '7.2': line('jessie..stretch stretch@8 stretch..buster@19 buster@21', '3.6..3.12'),
  '7.3': line('stretch stretch..buster@6 buster@8 buster..bullseye@29 bullseye@30', '3.8..3.15?'),
  '7.4': line('buster buster..bullseye@22 bullseye@23', '3.10..3.16'),
  '8.0': line('buster buster..bullseye@9 bullseye@10', '3.12..3.16'),
  '8.1': line('bullseye bookworm@20 bookworm..trixie@33 trixie@34', '3.15..3.23?'),
  '8.2': line('bullseye bookworm@7 bookworm..trixie@29 trixie@30 *', '3.16..'),
  '8.3': line('bookworm bookworm..trixie@24 trixie@25 *', '3.18..'),
  '8.4': line('bookworm bookworm..trixie@11 trixie@12 *', '3.20..'),
  '8.5': line('trixie *', '3.22..'),
};

const floating = line('trixie *', '3.22..');

/** What a server's image adds to the command line's. */
const servers: Readonly<Record<string, Partial<InheritedConfig>>> = {
  cli: { cmd: ['php', '-a'] },
  zts: { cmd: ['php', '-a'] },
  fpm: { cmd: ['php-fpm'], workdir: '/var/www/html', exposes: ['9000'] },
  apache: { cmd: ['apache2-foreground'], workdir: '/var/www/html', exposes: ['80'] },
};

const extensions = ['configure', 'enable', 'install'].map((verb) => `docker-php-ext-${verb}`);
const scripts = ['docker-php-entrypoint', 'docker-php-source', ...extensions];
const own = ['php', 'phar', 'pear', 'pecl', 'phpize', 'php-config', ...scripts];
/** PHPIZE_DEPS, which Debian's images keep so that extensions can be built. */
const compilers =
  'autoconf gcc g++ cc c++ cpp make ld as ar ranlib strip nm objcopy objdump readelf file pkg-config re2c curl xz openssl';
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** `7.4-fpm-alpine3.12`, `8.3-cli`, `7-apache-buster`, `fpm`. There is no `-slim`. */
export function describePhp(reference: ImageReference, text: string): Image | undefined {
  if (isBareDigest(reference)) return undefined;
  const [, major, second, patch, server = 'cli', rest = ''] =
    /^(?:(?:(\d)(?:\.(\d+))?(?:\.(\d+))?|latest)(?:-|$))?(?:(cli|zts|fpm|apache)(?:-|$))?(.*)$/.exec(text) ?? [];
  const variant = readVariant(rest, 'slim first');
  if (variant === undefined || variant.slim || variant.onbuild) return undefined;
  const last: Readonly<Record<string, string>> = { '5': '5.6', '7': '7.4' };
  const minor = second === undefined ? last[major ?? ''] : `${major}.${second}`;
  const known = minor === undefined ? floating : versions[minor];
  const at = patch === undefined ? undefined : Number(patch);
  const entrypoint = hasEntrypoint(minor, at);
  if (known === undefined || entrypoint === undefined) return undefined;
  const isAlpine = variant.name === 'alpine';
  return languageImage({
    reference,
    distribution: distributionOf(known, variant, at, reference.digest !== undefined),
    layer: 'slim',
    // PHP_VERSION and its like hold patch versions and hashes.
    config: {
      environment: {
        PATH: path,
        PHP_INI_DIR: '/usr/local/etc/php',
        PHPIZE_DEPS: isAlpine
          ? 'autoconf dpkg-dev dpkg file g++ gcc libc-dev make pkgconf re2c'
          : 'autoconf dpkg-dev file g++ gcc libc-dev make pkg-config re2c',
        ...(server === 'apache' ? { APACHE_CONFDIR: '/etc/apache2', APACHE_ENVVARS: '/etc/apache2/envvars' } : {}),
      },
      entrypoint: entrypoint ? ['docker-php-entrypoint'] : undefined,
      ...servers[server],
    },
    ...(server === 'fpm' || server === 'apache' ? { serves: true } : {}),
    programs: [
      ...own.filter((name) => entrypoint || name !== 'docker-php-entrypoint'),
      ...(isAlpine ? ['curl', 'xz', 'openssl'] : compilers.split(' ')),
      ...(server === 'fpm' ? ['php-fpm'] : server === 'apache' ? ['apache2', 'apache2-foreground', 'a2enmod'] : []),
    ],
    certificates: true,
    toolchains: isAlpine ? ['php'] : ['php', 'c'],
    interpreters: { php: minor ?? '' },
    accounts: ['www-data'],
    // There is no smaller one.
    runtimes: [reference.text],
    megabytes: isAlpine ? 100 : 500,
    source: 'docker-library/php',
  });
}

/** It came in the spring of 2017; undefined for patches of that time, where it is not certain. */
function hasEntrypoint(minor: string | undefined, patch: number | undefined): boolean | undefined {
  const spring: Readonly<Record<string, readonly [before: number, after: number]>> = {
    '5.6': [29, 31],
    '7.0': [14, 21],
    '7.1': [1, 7],
  };
  if (minor === undefined) return true;
  const known = spring[minor];
  if (known === undefined) return Number(minor) > 7.1;
  if (patch === undefined || patch >= known[1]) return true;
  return patch <= known[0] ? false : undefined;
}

/** `2`, `2.8`, `latest`, `lts`; `-bin` is one file and no system. Which PHP it runs on moves. */
export function describeComposer(reference: ImageReference, text: string): Image | undefined {
  if (isBareDigest(reference) || !/^(?:latest|lts|1|1\.10|2(?:\.\d+){0,2})$/.test(text)) return undefined;
  const isExact = /^2\.\d/.test(text) && text !== '2.2';
  const distribution: Distribution = isExact
    ? { name: 'alpine', release: '3.24', oldest: '3.12' }
    : { name: 'alpine', release: undefined };
  return languageImage({
    reference,
    distribution,
    layer: 'slim',
    config: {
      environment: {
        PATH: path,
        PHP_INI_DIR: '/usr/local/etc/php',
        COMPOSER_ALLOW_SUPERUSER: '1',
        COMPOSER_HOME: '/tmp',
      },
      workdir: '/app',
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['composer'],
    },
    programs: [...own, ...'composer bash curl git make openssl patch ssh svn tini unzip xz zip'.split(' ')],
    toolchains: ['php'],
    interpreters: { php: '' },
    runtimes: [reference.text],
    megabytes: 200,
    source: 'composer/docker',
  });
}

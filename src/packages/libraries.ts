// Which package a program needs at run time when it was built with a `-dev` package. A table; what is not in it is not known.

import type { Distribution } from '../images/image.ts';
import * as native from './native-libraries.ts';

/** `a b; bookworm c`: `a` and `b` from the first release of the order on, `c` from bookworm on; `-` where nothing is known. */
type Runtime = Readonly<Record<string, string>>;

/** From stretch on. Source: Depends of the -dev packages, at deb.debian.org for bullseye to trixie and at packages.debian.org for the older ones. */
const debianOrder = ['stretch', 'buster', 'bullseye', 'bookworm', 'trixie'];
const debian: Runtime = {
  'gcc-multilib': 'libc6-i386',
  'g++-multilib': 'lib32stdc++6',
  'libc6-dev-i386': 'libc6-i386',
  gfortran: 'libgfortran3; buster libgfortran5',
  'default-libmysqlclient-dev': 'libmariadbclient18; buster libmariadb3',
  'libacl1-dev': 'libacl1',
  'libaio-dev': 'libaio1; trixie libaio1t64',
  'libarchive-dev': 'libarchive13; trixie libarchive13t64',
  'libasound2-dev': 'libasound2; trixie libasound2t64',
  'libassuan-dev': 'libassuan0; trixie libassuan9',
  'libattr1-dev': 'libattr1',
  'libavcodec-dev': 'libavcodec57; buster libavcodec58; bookworm libavcodec59; trixie libavcodec61',
  'libavformat-dev': 'libavformat57; buster libavformat58; bookworm libavformat59; trixie libavformat61',
  'libavutil-dev': 'libavutil55; buster libavutil56; bookworm libavutil57; trixie libavutil59',
  'libblkid-dev': 'libblkid1',
  'libbluetooth-dev': 'libbluetooth3',
  'libbtrfs-dev': '-; bullseye libbtrfs0; trixie libbtrfs0t64',
  'libbz2-dev': 'libbz2-1.0',
  'libc-ares-dev': 'libc-ares2; trixie libcares2',
  'libcairo2-dev': 'libcairo2 libcairo-gobject2',
  'libcap-dev': 'libcap2',
  'libcurl4-gnutls-dev': 'libcurl3-gnutls; trixie libcurl3t64-gnutls',
  'libcurl4-openssl-dev': 'libcurl3; buster libcurl4; trixie libcurl4t64',
  'libdbus-1-dev': 'libdbus-1-3',
  'libdevmapper-dev': 'libdevmapper1.02.1',
  'libedit-dev': 'libedit2',
  'libelf-dev': 'libelf1; trixie libelf1t64',
  'libevent-dev':
    'libevent-2.0-5; buster libevent-2.1-6; bullseye libevent-2.1-7 libevent-core-2.1-7 libevent-extra-2.1-7 libevent-openssl-2.1-7 libevent-pthreads-2.1-7; trixie libevent-2.1-7t64 libevent-core-2.1-7t64 libevent-extra-2.1-7t64 libevent-openssl-2.1-7t64 libevent-pthreads-2.1-7t64',
  'libexif-dev': 'libexif12',
  'libexpat1-dev': 'libexpat1',
  'libffi-dev': 'libffi6; bullseye libffi7; bookworm libffi8',
  'libfontconfig1-dev': 'libfontconfig1',
  'libfreetype6-dev': 'libfreetype6',
  'libfuse-dev': 'libfuse2; trixie libfuse2t64',
  'libgc-dev': 'libgc1c2; bullseye libgc1',
  'libgcrypt20-dev': 'libgcrypt20',
  'libgdal-dev': 'libgdal20; bullseye libgdal28; bookworm libgdal32; trixie libgdal36',
  'libgeos-dev': 'libgeos-c1v5; trixie libgeos-c1t64',
  'libgif-dev': 'libgif7',
  'libgit2-dev': 'libgit2-24; buster libgit2-27; bullseye libgit2-1.1; bookworm libgit2-1.5; trixie libgit2-1.9',
  'libglib2.0-dev': 'libglib2.0-0; trixie libglib2.0-0t64',
  'libgmp-dev': 'libgmp10 libgmpxx4ldbl',
  'libgmp3-dev': 'libgmp10 libgmpxx4ldbl',
  'libgnutls28-dev': 'libgnutls30; trixie libgnutls30t64',
  'libgpg-error-dev': 'libgpg-error0',
  'libgpgme-dev': '-; bullseye libgpgme11; trixie libgpgme11t64',
  'libgpgme11-dev': 'libgpgme11',
  'libgtk-3-dev': 'libgtk-3-0; trixie libgtk-3-0t64',
  'libheif-dev': '-; buster libheif1',
  'libhiredis-dev': 'libhiredis0.13; buster libhiredis0.14; trixie libhiredis1.1.0',
  'libicu-dev': 'libicu57; buster libicu63; bullseye libicu67; bookworm libicu72; trixie libicu76',
  'libidn2-dev': '-; buster libidn2-0',
  'libjansson-dev': 'libjansson4',
  'libjemalloc-dev': 'libjemalloc1; buster libjemalloc2',
  'libjpeg-dev': 'libjpeg62-turbo',
  'libjpeg62-turbo-dev': 'libjpeg62-turbo',
  'libjq-dev': 'libjq1',
  'liblcms2-dev': 'liblcms2-2',
  'libldap2-dev': 'libldap-2.4-2; bookworm libldap-2.5-0; trixie libldap2',
  'libldap-dev': '-; bookworm libldap-2.5-0; trixie libldap2',
  'libleptonica-dev': 'liblept5; trixie libleptonica6',
  'libleveldb-dev': 'libleveldb1v5; buster libleveldb1d',
  'liblua5.3-dev': 'liblua5.3-0',
  'libluajit-5.1-dev': 'libluajit-5.1-2',
  'liblz4-dev': 'liblz4-1',
  'liblzma-dev': 'liblzma5',
  'libmagic-dev': 'libmagic1; trixie libmagic1t64',
  'libmagickwand-dev': 'libmagickwand-6.q16-3; buster libmagickwand-6.q16-6; trixie libmagickwand-7.q16-10',
  'libmariadb-dev': 'libmariadb2; buster libmariadb3',
  'libmaxminddb-dev': 'libmaxminddb0',
  'libmemcached-dev': 'libmemcached11 libmemcachedutil2; trixie libmemcached11t64 libmemcachedutil2t64',
  'libmnl-dev': 'libmnl0',
  'libmosquitto-dev': 'libmosquitto1',
  'libmp3lame-dev': 'libmp3lame0',
  'libncurses-dev': '-; buster libncurses6 libncursesw6 libtinfo6',
  'libncurses5-dev': 'libncurses5 libtinfo5; buster libncurses6 libtinfo6; trixie -',
  'libncursesw5-dev': 'libncursesw5 libtinfo5; buster libncursesw6 libtinfo6; trixie -',
  'libnetfilter-conntrack-dev': 'libnetfilter-conntrack3',
  'libnetfilter-queue-dev': 'libnetfilter-queue1',
  'libnfnetlink-dev': 'libnfnetlink0',
  'libnl-3-dev': 'libnl-3-200',
  'libnuma-dev': 'libnuma1',
  'libogg-dev': 'libogg0',
  'libonig-dev': 'libonig4; buster libonig5',
  'libopenal-dev': 'libopenal1',
  'libopenblas-dev': '-; bullseye libopenblas0',
  'libopus-dev': 'libopus0',
  'libopusfile-dev': 'libopusfile0',
  'libpam0g-dev': 'libpam0g',
  'libpango1.0-dev': 'libpango-1.0-0 libpangocairo-1.0-0 libpangoft2-1.0-0',
  'libpcap-dev': 'libpcap0.8; trixie libpcap0.8t64',
  'libpcap0.8-dev': 'libpcap0.8; trixie libpcap0.8t64',
  'libpcre2-dev': 'libpcre2-8-0 libpcre2-16-0 libpcre2-32-0',
  'libpcre3-dev': 'libpcre3; trixie -',
  'libpng-dev': 'libpng16-16; trixie libpng16-16t64',
  'libpq-dev': 'libpq5',
  'libproj-dev': 'libproj12; buster libproj13; bullseye libproj19; bookworm libproj25',
  'librdkafka-dev': 'librdkafka1 librdkafka++1',
  'libreadline-dev': 'libreadline7; bullseye libreadline8; trixie libreadline8t64',
  'librocksdb-dev':
    'librocksdb4.5; buster librocksdb5.17; bullseye librocksdb6.11; bookworm librocksdb7.8; trixie librocksdb9.10',
  'librsvg2-dev': 'librsvg2-2',
  'libsasl2-dev': 'libsasl2-2',
  'libsdl2-dev': 'libsdl2-2.0-0',
  'libseccomp-dev': 'libseccomp2',
  'libsnappy-dev': 'libsnappy1v5',
  'libsodium-dev': 'libsodium18; buster libsodium23',
  'libspatialindex-dev': '-; bullseye libspatialindex6 libspatialindex-c6; trixie libspatialindex8 libspatialindex-c8',
  'libsqlite3-dev': 'libsqlite3-0',
  'libssh-dev': 'libssh-4',
  'libssh2-1-dev': 'libssh2-1; trixie libssh2-1t64',
  'libssl-dev': 'libssl1.1; bookworm libssl3; trixie libssl3t64',
  'libswscale-dev': 'libswscale4; buster libswscale5; bookworm libswscale6; trixie libswscale8',
  'libsystemd-dev': 'libsystemd0',
  'libtesseract-dev': 'libtesseract3; buster libtesseract4; bookworm libtesseract5',
  'libtiff-dev': 'libtiff5 libtiffxx5; bookworm libtiff6 libtiffxx6',
  'libtiff5-dev': 'libtiff5; bookworm libtiff6',
  'libtinfo-dev': 'libtinfo5; buster libtinfo6',
  'libudev-dev': 'libudev1',
  'libunwind-dev': 'libunwind8',
  'libusb-1.0-0-dev': 'libusb-1.0-0',
  'libuv1-dev': 'libuv1; trixie libuv1t64',
  'libvips-dev': 'libvips42; trixie libvips42t64',
  'libvirt-dev': 'libvirt0',
  'libvorbis-dev': 'libvorbis0a libvorbisenc2 libvorbisfile3',
  'libwebp-dev': 'libwebp6; bookworm libwebp7 libwebpdemux2 libwebpmux3',
  'libx11-dev': 'libx11-6',
  'libxml2-dev': 'libxml2',
  'libxslt1-dev': 'libxslt1.1',
  'libyaml-dev': 'libyaml-0-2',
  'libzmq3-dev': 'libzmq5',
  'libzstd-dev': 'libzstd1',
  'portaudio19-dev': 'libportaudio2',
  'unixodbc-dev': 'libodbc1; bookworm libodbc2 libodbcinst2',
  'uuid-dev': 'libuuid1',
  'zlib1g-dev': 'zlib1g',
};

/** The long-term releases from 18.04 on. Source: packages.ubuntu.com. */
const ubuntuOrder = ['18.04', '20.04', '22.04', '24.04'];
const ubuntu: Runtime = {
  'gcc-multilib': 'libc6-i386',
  'g++-multilib': 'lib32stdc++6',
  'libc6-dev-i386': 'libc6-i386',
  gfortran: 'libgfortran4; 20.04 libgfortran5',
  'default-libmysqlclient-dev': 'libmysqlclient20; 20.04 libmysqlclient21',
  'libasound2-dev': 'libasound2; 24.04 libasound2t64',
  'libbz2-dev': 'libbz2-1.0',
  'libcurl4-openssl-dev': 'libcurl4; 24.04 libcurl4t64',
  'libedit-dev': 'libedit2',
  'libevent-dev':
    'libevent-2.1-6 libevent-core-2.1-6 libevent-extra-2.1-6 libevent-openssl-2.1-6 libevent-pthreads-2.1-6; 20.04 libevent-2.1-7 libevent-core-2.1-7 libevent-extra-2.1-7 libevent-openssl-2.1-7 libevent-pthreads-2.1-7; 24.04 libevent-2.1-7t64 libevent-core-2.1-7t64 libevent-extra-2.1-7t64 libevent-openssl-2.1-7t64 libevent-pthreads-2.1-7t64',
  'libexpat1-dev': 'libexpat1',
  'libgc-dev': 'libgc1c2; 22.04 libgc1',
  'libffi-dev': 'libffi6; 20.04 libffi7; 22.04 libffi8',
  'libfontconfig1-dev': 'libfontconfig1',
  'libfreetype6-dev': 'libfreetype6',
  'libgeos-dev': 'libgeos-c1v5; 24.04 libgeos-c1t64',
  'libgit2-dev': 'libgit2-26; 20.04 libgit2-28; 22.04 libgit2-1.1; 24.04 libgit2-1.7',
  'libglib2.0-dev': 'libglib2.0-0; 24.04 libglib2.0-0t64',
  'libgmp-dev': 'libgmp10 libgmpxx4ldbl',
  'libgmp3-dev': 'libgmp10 libgmpxx4ldbl',
  'libicu-dev': 'libicu60; 20.04 libicu66; 22.04 libicu70; 24.04 libicu74',
  'libjpeg-dev': 'libjpeg-turbo8',
  'libldap2-dev': 'libldap-2.4-2; 22.04 libldap-2.5-0; 24.04 libldap2',
  'liblz4-dev': 'liblz4-1',
  'liblzma-dev': 'liblzma5',
  'libmariadb-dev': 'libmariadb3',
  'libmysqlclient-dev': 'libmysqlclient20; 20.04 libmysqlclient21',
  'libncurses-dev': '-; 20.04 libncurses6 libncursesw6 libtinfo6',
  'libncurses5-dev': 'libncurses5 libtinfo5; 20.04 libncurses6 libtinfo6',
  'libncursesw5-dev': 'libncursesw5 libtinfo5; 20.04 libncursesw6 libtinfo6',
  'libpcap-dev': 'libpcap0.8; 24.04 libpcap0.8t64',
  'libpcre2-dev': 'libpcre2-8-0 libpcre2-16-0 libpcre2-32-0',
  'libpcre3-dev': 'libpcre3',
  'libpng-dev': 'libpng16-16; 24.04 libpng16-16t64',
  'libpq-dev': 'libpq5',
  'libproj-dev': 'libproj12; 20.04 libproj15; 22.04 libproj22; 24.04 libproj25',
  'librdkafka-dev': 'librdkafka1 librdkafka++1',
  'libreadline-dev': 'libreadline7; 20.04 libreadline8; 24.04 libreadline8t64',
  'libsasl2-dev': 'libsasl2-2',
  'libseccomp-dev': 'libseccomp2',
  'libsnappy-dev': 'libsnappy1v5',
  'libsodium-dev': 'libsodium23',
  'libsqlite3-dev': 'libsqlite3-0',
  'libssl-dev': 'libssl1.1; 22.04 libssl3; 24.04 libssl3t64',
  'libtiff-dev': 'libtiff5; 24.04 libtiff6',
  'libudev-dev': 'libudev1',
  'libusb-1.0-0-dev': 'libusb-1.0-0',
  'libuv1-dev': 'libuv1; 24.04 libuv1t64',
  'libwebp-dev': 'libwebp6; 22.04 libwebp7',
  'libxml2-dev': 'libxml2',
  'libxslt1-dev': 'libxslt1.1',
  'libyaml-dev': 'libyaml-0-2',
  'libzmq3-dev': 'libzmq5',
  'libzstd-dev': 'libzstd1',
  'uuid-dev': 'libuuid1',
  'zlib1g-dev': 'zlib1g',
};

/** Names that hardly move; a release is named where they did. Source: pkgs.alpinelinux.org. */
const alpineOrder = Array.from({ length: 19 }, (_, index) => `3.${index + 6}`);
const alpine: Runtime = {
  gfortran: 'libgfortran',
  'alsa-lib-dev': 'alsa-lib',
  'bzip2-dev': 'libbz2',
  'c-ares-dev': 'c-ares',
  'cairo-dev': 'cairo',
  'curl-dev': 'libcurl',
  'cyrus-sasl-dev': 'libsasl',
  'expat-dev': 'expat',
  'fontconfig-dev': 'fontconfig',
  'freetype-dev': 'freetype',
  'gc-dev': 'gc',
  'geos-dev': 'geos',
  'glib-dev': 'glib',
  'gmp-dev': 'gmp',
  'gnutls-dev': 'gnutls',
  'gpgme-dev': 'gpgme',
  'hiredis-dev': 'hiredis',
  'icu-dev': 'icu-libs',
  'imagemagick-dev': 'imagemagick',
  'jansson-dev': 'jansson',
  'krb5-dev': 'krb5-libs',
  'libarchive-dev': 'libarchive',
  'libcap-dev': 'libcap',
  'libedit-dev': 'libedit',
  'libevent-dev': 'libevent',
  'libffi-dev': 'libffi',
  'libgit2-dev': 'libgit2',
  'libjpeg-turbo-dev': 'libjpeg-turbo',
  'libmnl-dev': 'libmnl',
  'libpcap-dev': 'libpcap',
  'libpng-dev': 'libpng',
  'libpq-dev': '-; 3.15 libpq',
  'librdkafka-dev': 'librdkafka',
  'librsvg-dev': 'librsvg',
  'libseccomp-dev': 'libseccomp',
  'libsodium-dev': 'libsodium',
  'libssh2-dev': 'libssh2',
  'libusb-dev': 'libusb',
  'libuv-dev': 'libuv',
  'libwebp-dev': 'libwebp',
  'libx11-dev': 'libx11',
  'libxml2-dev': 'libxml2',
  'libxslt-dev': 'libxslt',
  'lz4-dev': '-; 3.9 lz4-libs',
  'mariadb-connector-c-dev': 'mariadb-connector-c',
  'mariadb-dev': '-; 3.9 mariadb-connector-c',
  'ncurses-dev': 'ncurses-libs',
  'oniguruma-dev': 'oniguruma',
  'openldap-dev': 'libldap',
  'openssl-dev': '-; 3.9 libssl1.1 libcrypto1.1; 3.17 libssl3 libcrypto3',
  'opus-dev': 'opus',
  'pango-dev': 'pango',
  'pcre-dev': 'pcre',
  'pcre2-dev': 'pcre2',
  'postgresql-dev': '-; 3.15 libpq',
  'proj-dev': 'proj',
  'readline-dev': 'readline',
  'snappy-dev': 'snappy',
  'sqlite-dev': 'sqlite-libs',
  'tiff-dev': 'tiff',
  'unixodbc-dev': 'unixodbc',
  'util-linux-dev': 'libuuid',
  'vips-dev': 'vips',
  'xz-dev': 'xz-libs',
  'yaml-dev': 'yaml',
  'zeromq-dev': 'libzmq',
  'zlib-dev': 'zlib',
  'zstd-dev': '-; 3.11 zstd-libs',
};

/** Names of `-dev` packages elsewhere, where they are not Debian's: Alpine, then Red Hat's family. Source: pkgs.alpinelinux.org, packages.fedoraproject.org. */
const elsewhere: Readonly<Record<string, readonly [alpine: string, rhel: string]>> = {
  'default-libmysqlclient-dev': ['mariadb-connector-c-dev', 'mariadb-devel'],
  'libbz2-dev': ['bzip2-dev', 'bzip2-devel'],
  'libcairo2-dev': ['cairo-dev', 'cairo-devel'],
  'libcurl4-openssl-dev': ['curl-dev', 'libcurl-devel'],
  'libevent-dev': ['libevent-dev', 'libevent-devel'],
  'libffi-dev': ['libffi-dev', 'libffi-devel'],
  'libgc-dev': ['gc-dev', 'gc-devel'],
  'libgit2-dev': ['libgit2-dev', 'libgit2-devel'],
  'libgmp-dev': ['gmp-dev', 'gmp-devel'],
  'libicu-dev': ['icu-dev', 'libicu-devel'],
  'libjpeg-dev': ['libjpeg-turbo-dev', 'libjpeg-turbo-devel'],
  'libkrb5-dev': ['krb5-dev', 'krb5-devel'],
  'libldap2-dev': ['openldap-dev', 'openldap-devel'],
  'liblzma-dev': ['xz-dev', 'xz-devel'],
  'libmagickwand-dev': ['imagemagick-dev', 'ImageMagick-devel'],
  'libncurses-dev': ['ncurses-dev', 'ncurses-devel'],
  'libpcre2-dev': ['pcre2-dev', 'pcre2-devel'],
  'libpcre3-dev': ['pcre-dev', 'pcre-devel'],
  'libpng-dev': ['libpng-dev', 'libpng-devel'],
  'libpq-dev': ['postgresql-dev', 'postgresql-devel'],
  'librdkafka-dev': ['librdkafka-dev', 'librdkafka-devel'],
  'libreadline-dev': ['readline-dev', 'readline-devel'],
  'libsodium-dev': ['libsodium-dev', 'libsodium-devel'],
  'libsqlite3-dev': ['sqlite-dev', 'sqlite-devel'],
  'libssl-dev': ['openssl-dev', 'openssl-devel'],
  'libuv1-dev': ['libuv-dev', 'libuv-devel'],
  'libwebp-dev': ['libwebp-dev', 'libwebp-devel'],
  'libxml2-dev': ['libxml2-dev', 'libxml2-devel'],
  'libxslt1-dev': ['libxslt-dev', 'libxslt-devel'],
  'libyaml-dev': ['yaml-dev', 'libyaml-devel'],
  'libzmq3-dev': ['zeromq-dev', 'zeromq-devel'],
  'unixodbc-dev': ['unixodbc-dev', 'unixODBC-devel'],
  gfortran: ['gfortran', 'gcc-gfortran'],
  'zlib1g-dev': ['zlib-dev', 'zlib-devel'],
};

/** Libraries that every image of Debian and Ubuntu has, because apt, dpkg, bash and the like need them. Source: their Depends, stretch to trixie. */
const essential = new Set(
  'zlib1g libbz2-1.0 liblzma5 libgcc-s1 libgcc1 libstdc++6 libacl1 libattr1 libselinux1 libuuid1 libblkid1 libmount1 libtinfo6 libudev1'.split(
    ' ',
  ),
);

/** Those that came with apt's own TLS, by the first release of each. */
const essentialSince: Readonly<Record<string, readonly [debian: string, ubuntu: string]>> = {
  libgmp10: ['buster', '18.04'],
};

export function isEssential(library: string, { name, release, oldest = release }: Distribution): boolean {
  if (name !== 'debian' && name !== 'ubuntu') return false;
  if (essential.has(library)) return true;
  const since = Object.hasOwn(essentialSince, library)
    ? essentialSince[library]?.[name === 'debian' ? 0 : 1]
    : undefined;
  const order = name === 'debian' ? debianOrder : ubuntuOrder;
  return since !== undefined && order.indexOf(oldest ?? '') >= order.indexOf(since);
}

/** The name of a `-dev` package of Debian in a distribution; Debian's own where none is known. */
export function developmentName(debianName: string, distribution: Distribution['name']): string {
  const names = Object.hasOwn(elsewhere, debianName) ? elsewhere[debianName] : undefined;
  if (distribution === 'alpine') return names?.[0] ?? debianName;
  if (distribution === 'rhel' || distribution === 'amazonlinux') return names?.[1] ?? debianName;
  return debianName;
}

/**
 * The runtime packages of a `-dev` package on a release; Alpine without a release is the newest one. Undefined: not known, so that only the
 * `-dev` package itself, which depends on them, is sure to bring them.
 */
export function runtimeOf(
  devPackage: string,
  distribution: Distribution['name'],
  release: string | undefined,
): readonly string[] | undefined {
  if (native.withoutLibraries.has(devPackage)) return [];
  if ((distribution === 'debian' || distribution === 'ubuntu') && Object.hasOwn(native.older, release ?? '')) {
    const row = native.older[release ?? ''] ?? {};
    return Object.hasOwn(row, devPackage) ? row[devPackage]?.split(' ') : undefined;
  }
  switch (distribution) {
    case 'debian':
      return (
        lookUp(debian, debianOrder, devPackage, release) ?? lookUp(native.debian, debianOrder, devPackage, release)
      );
    case 'ubuntu':
      return (
        lookUp(ubuntu, ubuntuOrder, devPackage, release) ?? lookUp(native.ubuntu, ubuntuOrder, devPackage, release)
      );
    case 'alpine': {
      const known = release === undefined || release === 'edge' ? alpineOrder.at(-1) : release;
      return lookUp(alpine, alpineOrder, devPackage, known) ?? lookUp(native.alpine, alpineOrder, devPackage, known);
    }
    case 'rhel':
    case 'amazonlinux':
      return Object.hasOwn(native.rhel, devPackage) ? native.rhel[devPackage]?.split(' ') : undefined;
    case 'other':
      return undefined;
  }
}

/** The runtime packages on every release that an image may be on; undefined where they are not the same on all of them. */
export function runtimeWithin(devPackage: string, distribution: Distribution): readonly string[] | undefined {
  const { name, release, oldest } = distribution;
  const order =
    name === 'debian' ? debianOrder : name === 'ubuntu' ? ubuntuOrder : name === 'alpine' ? alpineOrder : [];
  // A tag that moves on may be any, and a library that was never called otherwise will not be tomorrow.
  const until = release ?? order.at(-1);
  const newest = runtimeOf(devPackage, name, until);
  const since = release === undefined ? order[0] : oldest;
  if (since === undefined || until === undefined || newest === undefined) return newest;
  const [first, last] = [order.indexOf(since), order.indexOf(until)];
  if (first < 0 || last < first) return undefined;
  const isSame = order
    .slice(first, last)
    .every((one) => runtimeOf(devPackage, name, one)?.join(' ') === newest.join(' '));
  return isSame ? newest : undefined;
}

/** Packages of Alpine that had one name all the time; `icu-data-full` since 3.16. Source: pkgs.alpinelinux.org. */
const unchanged = new Set(['icu-libs', 'icu-data-full', 'libgcc', 'libstdc++', 'ncurses-libs']);

/** Whether a library has this name, and so this ABI, on every release that an image may be on. */
export function keepsName(library: string, distribution: Distribution): boolean {
  if (distribution.name === 'alpine' && unchanged.has(library)) return true;
  const table = distribution.name === 'debian' ? debian : distribution.name === 'ubuntu' ? ubuntu : alpine;
  return Object.entries(table).some(
    ([development, row]) =>
      row.includes(library) && runtimeWithin(development, distribution)?.includes(library) === true,
  );
}

/** Compilers whose packages depend on `-dev` packages, to whose libraries all that they build is linked. Source: packages.debian.org, pkgs.alpinelinux.org. */
const brought: Readonly<Record<string, readonly string[]>> = {
  // Alpine's one matched strings with PCRE before 3.18; no other distribution calls it `pcre-dev`.
  crystal: ['libgc-dev', 'libevent-dev', 'libpcre2-dev', 'pcre-dev'],
  ghc: ['libgmp-dev', 'libffi-dev'],
  'haskell-platform': ['libgmp-dev', 'libffi-dev', 'zlib1g-dev'],
  'haskell-stack': ['libgmp-dev', 'libffi-dev', 'zlib1g-dev'],
  'cabal-install': ['libgmp-dev', 'libffi-dev', 'zlib1g-dev'],
};

/** Where these are, a program may be one of 32 bits, which needs a C library of its own. Source: the packages of Debian's gcc-defaults. */
export const multilib = ['gcc-multilib', 'g++-multilib', 'libc6-dev-i386'];

/** A package and the `-dev` packages that are known to come with it. */
export function withBrought(name: string): readonly string[] {
  return [name, ...(Object.hasOwn(brought, name) ? (brought[name] ?? []) : [])];
}

function lookUp(
  table: Runtime,
  order: readonly string[],
  name: string,
  release: string | undefined,
): readonly string[] | undefined {
  const wanted = order.indexOf(release ?? '');
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  if (row === undefined || wanted < 0) return undefined;
  let found: readonly string[] = [];
  for (const [index, part] of row.split('; ').entries()) {
    const [first = '', ...rest] = part.split(' ');
    const since = index === 0 ? 0 : order.indexOf(first);
    if (since > wanted) break;
    found = index === 0 ? [first, ...rest] : rest;
  }
  return found[0] === '-' || found.length === 0 ? undefined : found;
}

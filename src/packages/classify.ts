// What a package is for, judged by its name. A rule of thumb with tables: the planner decides what follows from it.

export type PackageManager = 'apt' | 'apk' | 'dnf';

/**
 * - `build`: only a compiler or its helpers use it;
 * - `fetch`: gets or unpacks sources; needed at run time only where something names its programs;
 * - `library`: headers and link names (`-dev`, `-devel`); at run time its library may be needed;
 * - `certificates`, `zoneinfo`: data that base images may have already;
 * - `runtime`: anything else.
 */
export type PackageClass = 'build' | 'fetch' | 'library' | 'certificates' | 'zoneinfo' | 'runtime';

const build = new Set(
  `
  build-essential build-base alpine-sdk abuild base-devel devscripts debhelper dh-make fakeroot equivs checkinstall
  gcc g++ gcc-c++ gcc-multilib g++-multilib gfortran gcc-gfortran cpp cpp-base clang clang++ llvm lld lldb tcc nasm yasm
  binutils binutils-gold binutils-dev elfutils patchelf
  make gmake cmake cmake3 extra-cmake-modules ninja ninja-build samurai meson scons bmake premake4 bazel
  autoconf autoconf2.13 automake automake1.11 autotools-dev autogen libtool libtool-bin m4 gettext-dev intltool
  pkg-config pkgconf pkgconfig
  bison flex byacc re2c gperf ragel swig swig3.0 texinfo help2man
  linux-headers linux-libc-dev kernel-headers musl-dev libc-dev libc6-dev libc6-compat-dev glibc-devel glibc-headers glibc-static
  libc6-dev-i386 fortify-headers libgcc-dev
  patch diffstat quilt dpkg dpkg-dev rpm-build rpmdevtools ccache distcc gdb strace ltrace valgrind
  protobuf-compiler protoc protobuf-c-compiler golang-goprotobuf-dev thrift-compiler flatbuffers-compiler
  upx upx-ucl debootstrap upstart-dev apt-transport-https apt-utils
  crossbuild-essential-amd64 crossbuild-essential-arm64 crossbuild-essential-armhf crossbuild-essential-armel
  mingw-w64 gcc-mingw-w64 gcc-mingw-w64-x86-64 gcc-mingw-w64-i686 g++-mingw-w64 musl-tools
  doxygen asciidoc asciidoctor go-md2man @development-tools
  `
    .trim()
    .split(/\s+/),
);

const fetch = new Set(
  `
  git git-core git-lfs git-all mercurial hg subversion svn bzr breezy cvs darcs fossil
  curl wget axel aria2 httpie lynx
  unzip zip bzip2 xz xz-utils xz-lzma lzma tar gzip p7zip p7zip-full zstd lz4 cpio
  gnupg gnupg1 gnupg2 gpg gpg-agent dirmngr gpgv debian-keyring debian-archive-keyring
  openssh openssh-client openssh-clients openssh-client-default openssh-keygen ssh
  software-properties-common python-software-properties lsb-release epel-release dnf-plugins-core yum-utils
  rsync file findutils
  `
    .trim()
    .split(/\s+/),
);

const certificates = new Set([
  'ca-certificates',
  'ca-certificates-bundle',
  'ca-certificates-cacert',
  'ca-certificates-utils',
  'ca-certificates-mozilla',
]);

const zoneinfo = new Set(['tzdata', 'tzdata-legacy', 'zoneinfo']);

const compilers =
  /^(?:gcc|g\+\+|cpp|clang|llvm|gfortran|lld|lldb|gnat|gdc)-\d[\d.]*(?:-(?:base|dev|tools|multilib|arm-linux-gnueabihf|aarch64-linux-gnu))?$|^(?:gcc|g\+\+|cpp|binutils)-[a-z0-9_]+-linux-(?:gnu|musl)[a-z0-9]*$|^linux-headers-|^libstdc\+\+(?:-\d+)?-(?:dev|devel)$|^libstdc\+\+-static$|^devtoolset-|^gcc-toolset-/;

/** The name in a word of an install command: without version, release, architecture and repository (`foo=1.2`, `foo~=1`, `foo/stable`, `foo:amd64`, `foo@edge`). */
export function packageName(word: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._]*(?:[+-]+[A-Za-z0-9._]+)*\+*/.exec(word)?.[0] ?? word;
}

/** Roughly what else comes with these packages of a toolchain, in MB: Debian and Ubuntu split `npm` into some hundred packages. */
export function besidesMegabytes(
  packages: readonly { readonly name: string; readonly manager: PackageManager }[],
): number {
  return packages.some(({ name, manager }) => manager === 'apt' && packageName(name) === 'npm') ? 200 : 0;
}

/** Roughly what a C compiler and its helpers weigh, where they are among these packages. */
export function compilerMegabytes(words: readonly string[]): number {
  // PHP's headers come with what builds extensions.
  const compiler =
    /^(?:php[\d.]*-dev|build-essential|build-base|alpine-sdk|base-devel|gcc|g\+\+|gcc-c\+\+|clang|@development-tools)$/;
  return words.some((word) => compiler.test(packageName(word)) || compilers.test(packageName(word))) ? 200 : 0;
}

/** Whether a word of an install command is one of these packages, in whatever version: `golang` also for `golang-1.19` and `golang=2:1.19`. */
export function isOneOf(names: readonly string[], word: string): boolean {
  const name = packageName(word);
  return names.some(
    (one) => name === one || (name.startsWith(`${one}-`) && /^-[\d.]+(?:-|$)/.test(name.slice(one.length))),
  );
}

export function classifyPackage(word: string, manager: PackageManager): PackageClass {
  const name = packageName(word);
  if (certificates.has(name)) return 'certificates';
  if (zoneinfo.has(name)) return 'zoneinfo';
  if (build.has(name) || compilers.test(name)) return 'build';
  if (fetch.has(name)) return 'fetch';
  if (name.endsWith('-dev') || name.endsWith('-devel') || name.endsWith('-headers')) return 'library';
  if (manager !== 'apt' && (name.endsWith('-static') || name.endsWith('-doc'))) return 'build';
  return 'runtime';
}

/** Packages for building that bring all of Perl, of which images have the base alone. Source: packages.debian.org. */
const withPerl = new Set(['build-essential', 'dpkg-dev', 'debhelper', 'devscripts', 'autoconf', 'automake']);

export function bringsPerl(name: string): boolean {
  return withPerl.has(name);
}

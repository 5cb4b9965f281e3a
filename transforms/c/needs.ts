// What a program of C, C++ or their relatives needs, and what of its sources can be read: the same whichever tool calls the compiler.

import { type Artifact, type Call, cFamily, list, type Need, nativeArtifact, readTree } from '../../src/toolchain.ts';

export const endings = list('.c .cc .cpp .cxx .c++ .C .h .hh .hpp .hxx .h++ .inl .ipp .tpp .tcc .m .mm .cu .S');

/** Names of libraries in `-l`, by Debian's name of the package that they are built with. Source: the file lists of these packages. */
export const linkNames: Readonly<Record<string, string>> = {
  ssl: 'libssl-dev',
  crypto: 'libssl-dev',
  z: 'zlib1g-dev',
  bz2: 'libbz2-dev',
  lzma: 'liblzma-dev',
  curl: 'libcurl4-openssl-dev',
  db: 'libdb-dev',
  event: 'libevent-dev',
  event_core: 'libevent-dev',
  event_extra: 'libevent-dev',
  event_openssl: 'libevent-dev',
  event_pthreads: 'libevent-dev',
  ffi: 'libffi-dev',
  gdbm: 'libgdbm-dev',
  'glib-2.0': 'libglib2.0-dev',
  'gio-2.0': 'libglib2.0-dev',
  'gobject-2.0': 'libglib2.0-dev',
  'gthread-2.0': 'libglib2.0-dev',
  gmp: 'libgmp-dev',
  gmpxx: 'libgmp-dev',
  jpeg: 'libjpeg-dev',
  krb5: 'libkrb5-dev',
  gssapi_krb5: 'libkrb5-dev',
  maxminddb: 'libmaxminddb-dev',
  mysqlclient: 'default-libmysqlclient-dev',
  mariadb: 'default-libmysqlclient-dev',
  ncurses: 'libncurses-dev',
  ncursesw: 'libncurses-dev',
  curses: 'libncurses-dev',
  tinfo: 'libncurses-dev',
  png: 'libpng-dev',
  pq: 'libpq-dev',
  readline: 'libreadline-dev',
  sqlite3: 'libsqlite3-dev',
  webp: 'libwebp-dev',
  xml2: 'libxml2-dev',
  xslt: 'libxslt1-dev',
  exslt: 'libxslt1-dev',
  yaml: 'libyaml-dev',
};

/** Those that a build finds by itself when they are there, as `configure` does; all that the images with compilers bring. */
export const findable: readonly string[] = [
  ...new Set(Object.values(linkNames)),
  'libmagickcore-dev',
  'libmagickwand-dev',
];

export interface NativeBuild {
  readonly toolchain: string;
  readonly because: string;
  readonly static?: boolean;
  /** Folders of the sources; undefined when they were not seen. */
  readonly sources: readonly string[] | undefined;
  /** Names as in `-l`; undefined when they are not known. */
  readonly links: readonly string[] | undefined;
  /** C++, as far as it is known. */
  readonly cplusplus: boolean;
  readonly openmp?: boolean;
  readonly assumed?: string;
  readonly sourceFolder?: string;
  readonly whole?: boolean;
}

export function describeBuild(call: Call, build: NativeBuild): Artifact {
  const { links } = build;
  const trees = build.sources?.map((folder) => readTree(call.files, folder, { endings, lexis: cFamily }));
  const seen = trees === undefined || trees.length === 0 ? undefined : trees.flatMap((tree) => tree ?? []);
  const sources =
    seen === undefined || seen.length !== trees?.length
      ? undefined
      : {
          literals: seen.flatMap((tree) => tree.literals),
          code: seen.map((tree) => tree.code).join('\n'),
          plain: seen.map((tree) => tree.plain).join('\n'),
          paths: seen.flatMap((tree) => tree.paths),
        };
  const libraries =
    links === undefined
      ? findable
      : [...new Set(links.flatMap((name) => (Object.hasOwn(linkNames, name) ? (linkNames[name] ?? []) : [])))];
  return nativeArtifact(call, {
    toolchain: build.toolchain,
    link: build.static === true ? 'static' : 'dynamic',
    because: build.because,
    sources,
    libraries,
    needs: build.static === true ? [] : compilerLibraries(call, build),
    ...(build.assumed === undefined ? {} : { assumed: build.assumed }),
    ...(build.sourceFolder === undefined ? {} : { sourceFolder: build.sourceFolder }),
    ...(build.whole === undefined ? {} : { whole: build.whole }),
  });
}

/** Libraries that come with the compiler and that distributions do not all have without it. Sources: the packages of gcc in each. */
function compilerLibraries(call: Call, { cplusplus, openmp, links }: NativeBuild): Need[] {
  const isAlpine = call.has('apk') === true;
  const needs: Need[] = [];
  const add = (name: string, because: string) => needs.push({ kind: 'package', name, because });
  if (isAlpine && cplusplus) add('libstdc++', 'the program may be linked to the library of C++');
  if (openmp === true || links === undefined || links.includes('gomp'))
    add(call.has('apt-get') === true ? 'libgomp1' : 'libgomp', 'the program may use OpenMP');
  if (links?.includes('atomic') === true)
    add(call.has('apt-get') === true ? 'libatomic1' : 'libatomic', 'the program is linked to `libatomic`');
  return needs;
}

// What a program of C, C++ or their relatives needs, and what of its sources can be read: the same whichever tool calls the compiler.

import {
  type Artifact,
  type Call,
  cFamily,
  list,
  type Need,
  nativeArtifact,
  readTree,
  type TreeOptions,
} from '../../src/toolchain.ts';
import { isGenerated } from '../protobuf/protoc.ts';

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

/** Headers of the C library and of C++'s whose functions open no file and load nothing, those in `opens` aside. Source: the C and C++ standards, POSIX. */
const plainHeaders = new Set(
  list(
    'assert ctype errno fenv float inttypes iso646 limits math setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings tgmath threads unistd pthread semaphore sys/types sys/socket netinet/in netinet/tcp arpa/inet sys/epoll sys/select sys/time sys/wait sys/uio poll sched getopt fcntl sys/stat sys/mman sys/resource endian byteswap memory malloc alloca time',
  ),
);
const plainCplusplus = new Set(
  list(
    'algorithm any array atomic bit bitset cassert cctype cerrno cfloat charconv chrono cinttypes climits cmath compare complex concepts condition_variable coroutine csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime deque exception execution forward_list functional future initializer_list iomanip ios iosfwd iostream istream iterator limits list map memory memory_resource mutex new numbers numeric optional ostream queue random ranges ratio scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept stop_token streambuf string string_view system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version',
  ),
);
/** Functions of those headers that do open files, run programs or ask for names, accounts and time zones. */
const opens =
  /\b(?:f?d?re?open\w*|fopen\w*|open(?:at|dir)?\w*|creat|tmpfile\w*|tmpnam|mkd?s?temp\w*|mkostemps?|popen|system|exec[lv]\w*|f?execve?\w*|posix_spawn\w*|dlm?open|getaddrinfo|gethostby\w+|getservby\w+|getprotoby\w+|getpw\w+|getgr\w+|initgroups|setlocale|localtime\w*|mktime|strftime|tzset|ctime\w*|u?n?link|symlink|mkdir\w*|rmdir|mkfifo\w*|mknod\w*|f?chmod\w*|l?f?chown\w*|f?truncate\w*|utime\w*|pathconf|syscall|remove|rename|stat|lstat|access|chdir|chroot|shm_open|sem_open|mq_open|random_device|locale|syslog|wordexp|glob|iconv\w*|realpath|readlink|asm|__asm__|__asm|mount|getlogin\w*|cuserid|ttyname\w*|zoned_time|current_zone|locate_zone|fstream|filesystem|import)\b/;

/** Nothing of the image but the C library can matter to the program. */
function isPlain(tree: { readonly code: string; readonly plain: string; readonly paths: readonly string[] }): boolean {
  if (opens.test(tree.code)) return false;
  const own = new Set(tree.paths.map((path) => path.replace(/^.*\//, '')));
  return [...tree.plain.matchAll(/^[ \t]*#[ \t]*(?:include|import|include_next)\b[ \t]*([^\n]*)/gm)].every(
    ([, word = '']) => {
      const name = /^[<"]([^>"]+)[>"]/.exec(word)?.[1];
      if (name === undefined) return false;
      return (
        own.has(name.replace(/^.*\//, '')) || plainHeaders.has(name.replace(/\.h$/, '')) || plainCplusplus.has(name)
      );
    },
  );
}

const plainLinks = new Set(list('m c pthread rt stdc++ gcc gcc_s atomic gomp'));

export interface NativeBuild {
  readonly toolchain: string;
  readonly because: string;
  /** What its sources look like, when that is not C. */
  readonly language?: TreeOptions;
  readonly static?: boolean;
  /** Folders of the sources; undefined when they were not seen. */
  readonly sources: readonly string[] | undefined;
  /** True when nothing else than these sources is linked. */
  readonly isWhole?: boolean;
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
  const trees = build.sources?.map((folder) =>
    readTree(call.files, folder, build.language ?? { endings, lexis: cFamily, unseen: isGenerated }),
  );
  const seen = trees === undefined || trees.length === 0 ? undefined : trees.flatMap((tree) => tree ?? []);
  const sources =
    seen === undefined || seen.length !== trees?.length
      ? undefined
      : {
          literals: literalsOf(seen),
          code: seen.map((tree) => tree.code).join('\n'),
          plain: seen.map((tree) => tree.plain).join('\n'),
          paths: seen.flatMap((tree) => tree.paths),
        };
  const libraries =
    links === undefined
      ? findable
      : [...new Set(links.flatMap((name) => (Object.hasOwn(linkNames, name) ? (linkNames[name] ?? []) : [])))];
  const artifact = nativeArtifact(call, {
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
  const isAlone =
    build.isWhole === true && build.language === undefined && links?.every((name) => plainLinks.has(name)) === true;
  if (sources === undefined || !isAlone || !isPlain(sources)) return artifact;
  return {
    ...artifact,
    needs: artifact.needs.filter(({ kind }) => kind === 'libc' || kind === 'library' || kind === 'package'),
    reads: { paths: sources.literals, complete: true, files: false },
    evidence: [...artifact.evidence, 'its sources call nothing that opens a file'],
  };
}

/** What the sources name, without the headers that they include. */
function literalsOf(trees: readonly { readonly literals: readonly string[]; readonly plain: string }[]): string[] {
  return trees.flatMap(({ literals, plain }) => {
    const included = new Set([...plain.matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"/gm)].map(([, name]) => name));
    return literals.filter((literal) => !included.has(literal));
  });
}

/** Libraries that come with the compiler and that distributions do not all have without it. Sources: the packages of gcc in each. */
function compilerLibraries(call: Call, { cplusplus, openmp, links }: NativeBuild): Need[] {
  const isAlpine = call.has('apk') === true;
  const needs: Need[] = [];
  const add = (name: string, because: string) => needs.push({ kind: 'package', name, because });
  const beside = (development: string, because: string) => needs.push({ kind: 'library', development, because });
  if (cplusplus) {
    const because = 'the program may be linked to the library of C++';
    if (isAlpine) add('libstdc++', because);
    else beside('libstdc++-dev', because);
  }
  if (links?.includes('gfortran') === true) beside('gfortran', 'the program is linked to the library of Fortran');
  if (openmp === true || links === undefined || links.includes('gomp')) {
    // GCC's own image has it beside the distribution's, as nothing else has this program.
    if (call.has('gccgo') === true) beside('libgomp-dev', 'the program may use OpenMP');
    else add(call.has('apt-get') === true ? 'libgomp1' : 'libgomp', 'the program may use OpenMP');
  }
  if (links?.includes('atomic') === true)
    add(call.has('apt-get') === true ? 'libatomic1' : 'libatomic', 'the program is linked to `libatomic`');
  return needs;
}

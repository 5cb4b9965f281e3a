// C and C++: compilers, `make` and what comes before it. How a call of a compiler is read is in c/compile.ts, where things are installed in c/install.ts.
// Sources: the manuals of GCC, Clang and GNU make; the GNU Coding Standards; the manuals of Autoconf and Automake.

import {
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readOptions,
  UNKNOWN,
} from '../src/toolchain.ts';
import { compiler } from './c/compile.ts';
import { destinationOf, write } from './c/install.ts';
import { make } from './c/make.ts';

const cNames = list('gcc cc clang tcc c99 c89 musl-gcc musl-clang icc');
const cplusplusNames = list('g++ c++ clang++ icpc');

const c = compiler({ toolchain: 'c', cplusplus: false, links: [] });
const cplusplus = compiler({ toolchain: 'c', cplusplus: true, links: ['stdc++'] });

const inert: Program = () => [];

/** `ccache gcc …` */
const wrapped: Program = (call) => {
  const words = call.words.slice(1).filter((word, index) => index > 0 || !word.startsWith('-'));
  const program = (words[0] ?? '').replace(/^.*\//, '').replace(/-\d+$/, '');
  if (cNames.includes(program)) return c({ ...call, program, words });
  return cplusplusNames.includes(program) ? cplusplus({ ...call, program, words }) : [];
};

/** One file out of others, which only the build uses. */
const intermediate: Program = (call) => {
  const { named: options, operands } = readOptions(call.words.slice(1), new Set(['o', 'f', 'I', 'D']), true);
  const output = options.get('o') ?? (call.program === 'ar' ? operands.find((word) => word.endsWith('.a')) : undefined);
  return output === undefined || output.includes(UNKNOWN)
    ? []
    : [{ kind: 'write', path: call.resolve(output), node: 'file', origin: { kind: 'command', program: call.program } }];
};

/** It changes its operand in place, or writes the result to another file. */
const strip: Program = (call) => {
  const { named: options, operands } = readOptions(
    call.words.slice(1),
    new Set(['o', 'K', 'N', 'R', 'O', 'F', 'I']),
    true,
  );
  const output = options.get('o') ?? (call.program === 'objcopy' ? operands[1] : undefined);
  const input = operands[0];
  if (output === undefined || input === undefined) return [];
  return [{ kind: 'copy', from: call.resolve(input), to: call.resolve(output), move: false }];
};

/** A script of the project that makes `configure`, and calls it in some. */
const bootstrap: Program = (call) => {
  const origin = call.files.find(call.resolve(call.words[0] ?? ''))?.origin.kind;
  const generic = !/^(?:autogen|configure)/.test(call.program);
  // Anything can be called `bootstrap.sh` in the author's own project.
  if (generic && (origin === 'context' || origin === 'heredoc' || origin === 'stage')) return undefined;
  return configure(call);
};

const configure: Program = (call) => {
  const words = call.words.slice(1);
  if (words.some((word) => /^(?:--help|--version|-h|-V)(?:=|$)/.test(word))) return [];
  // Qt, and what is made like it, installs somewhere else when nothing is said.
  const isOther = /\/(?:qt-everywhere|treefrog)[^/]*(?:\/|$)/i.test(call.cwd);
  if (
    (isOther ||
      words.some((word) => /^--?(?:spec|platform|opensource|confirm-license|nomake|release)(?:=|$)/.test(word))) &&
    !words.some((word) => /^--?prefix/.test(word))
  )
    return undefined;
  const folder = call.cwd;
  if (folder.includes(UNKNOWN)) return undefined;
  const destination = destinationOf(words);
  const reason = `where \`${call.text.slice(0, 60)}\` puts the installation is not known`;
  if (destination === undefined) return [{ kind: 'unknown', reason, under: undefined }];
  const status: Effect = {
    kind: 'write',
    path: `${folder === '/' ? '' : folder}/config.status`,
    node: 'file',
    origin: { kind: 'command', program: call.program },
    content: write(destination),
  };
  return [status];
};

export default defineToolchain({
  name: 'c',
  title: 'C and C++',
  documentation:
    'https://gcc.gnu.org/onlinedocs/, https://www.gnu.org/software/make/manual/, https://www.gnu.org/prep/standards/',
  images: ['gcc', 'buildpack-deps'],
  artifacts: 'a program where `-o` says, what a Makefile makes, and what `make install` puts below its prefix',
  bases: ["the author's base", 'debian:<release>-slim', 'scratch'],
  programs: {
    ...models(c, cNames.join(' ')),
    ...models(cplusplus, cplusplusNames.join(' ')),
    ...models(wrapped, 'ccache distcc sccache bear'),
    ...models(
      intermediate,
      'ld ld.gold ld.lld ar gcc-ar llvm-ar as nasm yasm flex lex bison yacc byacc re2c gperf ragel protoc-c',
    ),
    ...models(strip, 'strip objcopy'),
    ...models(inert, 'ranlib gcc-ranlib dlltool gcov lcov gcovr valgrind cppcheck clang-format clang-tidy'),
    ...models(
      inert,
      'autoconf automake aclocal autoheader autoreconf autopoint autoupdate libtoolize gettextize intltoolize glib-gettextize',
    ),
    // They write a Makefile, whose programs are built in place.
    ...models(inert, 'qmake qmake-qt5 qmake6 moc uic rcc imake xmkmf premake4 premake5'),
    ...models(inert, 'pkg-config pkgconf m4 makeinfo'),
    ...models(configure, 'configure Configure'),
    ...models(bootstrap, 'autogen.sh autogen bootstrap bootstrap.sh buildconf buildconf.sh config'),
  },
  wrappers: ['configure'],
  sensitive: /(?!)/,
  make: (call: Call) => make(call),
  drivers: [...cNames, ...cplusplusNames, ...list('make gmake gdb gdbserver valgrind')],
  packages: list(
    'build-essential build-base alpine-sdk base-devel gcc g++ gcc-c++ clang clang++ tcc musl-tools gcc-multilib g++-multilib @development-tools',
  ),
  fetchers: list('git subversion mercurial curl wget openssh-client openssh unzip'),
  folders: [],
  archive: /(?!)/,
  sources: list(`
    *.c *.cc *.cpp *.cxx *.c++ *.h *.hh *.hpp *.hxx *.h++ *.inl *.ipp *.tpp *.tcc *.S *.o *.a *.la *.lo *.gch *.pch *.y *.yy *.l *.ll
    configure configure.ac configure.in configure.sh autogen.sh config.status config.log config.h.in aclocal.m4 *.m4 autom4te.cache Makefile.am
    Makefile.in Makefile.inc GNUmakefile *.mk *.mak .clang-format .clang-tidy compile_commands.json
  `),
  // Those of make itself, such as CFLAGS, are known to the engine.
  variables: list('LIBS CPP AR RANLIB CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH LIBRARY_PATH CCACHE_DIR'),
  megabytes: 300,
});

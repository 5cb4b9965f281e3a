// Calls of Meson, and of ninja for whoever configured the folder. What is built and installed is in meson/build.ts.
// Sources: the manual of Meson, "Running Meson" and "Commands"; ninja's manual.

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
import { made as madeByCmake } from './cmake/build.ts';
import { configured, made } from './meson/build.ts';

const withValue = new Set(
  list(
    'C j l k d f t D prefix bindir sbindir libdir libexecdir sysconfdir localstatedir datadir mandir includedir buildtype default-library cross-file native-file wrap-mode backend destdir tags auto-features warnlevel optimization unity layout',
  ),
);

const meson: Program = (call) => {
  const [, first = '', ...others] = call.words;
  const isCommand =
    /^(?:setup|compile|install|test|configure|dist|init|introspect|subprojects|wrap|rewrite|help|env2mfile|devenv|format)$/.test(
      first,
    );
  const subcommand = first.startsWith('-') || !isCommand ? 'setup' : first;
  const words = isCommand ? others : call.words.slice(1);
  const { named, operands } = readOptions(words, withValue, true);
  const folder = call.resolve(named.get('C') ?? '.');
  switch (subcommand) {
    case 'setup': {
      // Build and source folder, in either order: the source is the one that has, or may have, a meson.build.
      const [one = '.', other] = operands.map((path) => call.resolve(path));
      const isSource = (path: string) => call.files.read(`${path}/meson.build`) !== undefined;
      const [build, source] =
        other === undefined
          ? [call.resolve(one), call.cwd]
          : isSource(one) && !isSource(other)
            ? [other, one]
            : [one, other];
      if (build.includes(UNKNOWN) || source.includes(UNKNOWN)) return undefined;
      const effect = configured(
        build,
        source,
        words.filter((word) => word.startsWith('-')).concat(optionValues(words)),
      );
      return effect === undefined ? undefined : [effect];
    }
    case 'compile':
      return made(call, folder, operands);
    case 'install':
      return made(call, folder, ['install'], named.get('destdir') ?? call.variable('DESTDIR'));
    case 'configure': {
      return words.some((word) => /prefix|dir/.test(word)) ? undefined : [];
    }
    case 'test':
    case 'introspect':
    case 'subprojects':
    case 'wrap':
    case 'help':
      return [];
    default:
      return undefined;
  }
};

/** `--prefix /usr` in one word, as `configure` has it. */
function optionValues(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    return /^--\w*(?:prefix|dir)$/.test(word) && next !== undefined ? [`${word}=${next}`] : [];
  });
}

const ninja: Program = (call: Call): readonly Effect[] | undefined => {
  const { named, operands } = readOptions(call.words.slice(1), withValue, true);
  if (named.has('version') || named.has('t')) return [];
  const folder = call.resolve(named.get('C') ?? '.');
  return madeByCmake(call, folder, operands, {}) ?? made(call, folder, operands);
};

export default defineToolchain({
  name: 'meson',
  title: 'Meson',
  documentation: 'https://mesonbuild.com/Manual.html, https://ninja-build.org/manual.html',
  images: [],
  artifacts: 'programs in the build folder, and what `install` puts below its prefix',
  bases: ["the author's base"],
  programs: { meson, ...models(ninja, 'ninja ninja-build samu') },
  sensitive: /(?!)/,
  drivers: list('meson ninja'),
  packages: list('meson ninja-build ninja samurai'),
  fetchers: list('git curl wget'),
  folders: [],
  archive: /(?!)/,
  sources: list(
    'meson.build meson-private cmd_line.txt meson_options.txt meson.options *.wrap subprojects *.c *.cc *.cpp *.h *.hpp *.o *.a',
  ),
  variables: list('DESTDIR NINJA_STATUS'),
  megabytes: 320,
});

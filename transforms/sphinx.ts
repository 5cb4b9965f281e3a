// Where Sphinx writes the pages of a documentation. Sources: the documentation of `sphinx-build` and of its make mode.

import { type Call, defineToolchain, type Effect, list, models, type Program, readOptions } from '../src/toolchain.ts';
import { writePages } from './hugo/pages.ts';

const withValue = new Set(
  list('b M d t D A c j w k doctree-dir builder tag define html-define conf-dir jobs warning-file'),
);

/** `sphinx-build -b html source pages`, and `sphinx-build -M html source build`, which has the name of the builder below its folder. */
const build: Program = (call) => {
  const words = call.words.slice(1);
  if (words.some((word) => /^(?:--version|-h|--help)$/.test(word))) return [];
  const { named, operands } = readOptions(words, withValue, true);
  const mode = named.get('M');
  const [source, pages] = operands;
  if (source === undefined || pages === undefined) return undefined;
  return write(call, source, mode === undefined ? pages : `${pages}/${mode}`);
};

function write(call: Call, source: string, pages: string): Effect[] | undefined {
  return writePages(call, 'sphinx', call.resolve(source), call.resolve(pages));
}

/** Makefiles that `sphinx-quickstart` writes put the pages below a folder that they name, beside the sources. */
const make: Program = (call) => {
  const target = call.words.slice(1).find((word) => !word.startsWith('-'));
  if (target === undefined || !/^(?:html|dirhtml|singlehtml)$/.test(target) || call.cwd === '/') return undefined;
  const [pages] = writePages(call, 'sphinx', '/', call.cwd) ?? [];
  if (pages?.kind !== 'write' || pages.origin.kind !== 'artifact') return undefined;
  const assumed = `the Makefile was not seen, and is taken to write pages in \`${call.cwd}\``;
  return [{ ...pages, origin: { ...pages.origin, artifact: { ...pages.origin.artifact, whole: false, assumed } } }];
};

export default defineToolchain({
  name: 'sphinx',
  title: 'Sphinx',
  documentation: 'https://www.sphinx-doc.org/en/master/man/sphinx-build.html',
  artifacts: 'the folder that `sphinx-build` names, `_build/html` with most Makefiles',
  bases: ['that of the server'],
  programs: { ...models(build, 'sphinx-build sphinx-build-3'), 'sphinx-apidoc': () => undefined },
  make,
  sensitive: /(?!)/,
  wrappers: list('sphinx-build sphinx-build-3'),
  uses: ['python'],
  develops: ([first = '']) => /(?:^|\/)sphinx-(?:auto)?build(?:-3)?$/.test(first),
  drivers: list('sphinx-autobuild'),
  packages: list(
    'python3-sphinx python-sphinx py3-sphinx sphinx-common sphinx-doc python3-sphinx-rtd-theme python3-recommonmark',
  ),
  fetchers: list('git'),
  folders: [],
  archive: /(?!)/,
  sources: [],
  variables: list('SPHINXOPTS SPHINXBUILD'),
  megabytes: 120,
});

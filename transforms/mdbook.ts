// Where mdBook writes the pages of a book. Sources: its guide, on the command line and on `build-dir`.

import { defineToolchain, list, type Program } from '../src/toolchain.ts';
import { generate } from './hugo/pages.ts';

const generator = {
  toolchain: 'mdbook',
  withValue: new Set(list('d dest-dir')),
  source: [],
  pages: ['d', 'dest-dir'],
  manifests: ['book.toml'],
  setting: ['build', 'build-dir'],
  usual: 'book',
  fromSource: true,
};

const mdbook: Program = (call) => {
  const [verb = ''] = call.words.slice(1);
  if (/^(?:test|clean|completions|help|--version|-V|--help)$/.test(verb)) return [];
  return verb === 'build' ? generate(call, call.words.slice(2), generator, true) : undefined;
};

export default defineToolchain({
  name: 'mdbook',
  title: 'mdBook',
  documentation: 'https://rust-lang.github.io/mdBook/cli/build.html',
  artifacts: '`book`, `build-dir` of `book.toml`, or the folder that `--dest-dir` names',
  bases: ['that of the server'],
  programs: { mdbook },
  sensitive: /(?!)/,
  wrappers: ['mdbook'],
  uses: ['rust'],
  develops: ([first = '']) => /(?:^|\/)mdbook$/.test(first),
  drivers: [],
  packages: ['mdbook'],
  fetchers: list('git'),
  folders: list('/usr/local/bin/mdbook /usr/bin/mdbook'),
  archive: /mdbook-v?\d/,
  sources: [],
  variables: list('MDBOOK_VERSION'),
  megabytes: 30,
});

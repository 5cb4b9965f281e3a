// Where MkDocs writes the pages of a site. Sources: the documentation of its command line and of `site_dir`.

import { defineToolchain, list, type Program } from '../src/toolchain.ts';
import { generate } from './hugo/pages.ts';

const generator = {
  toolchain: 'mkdocs',
  withValue: new Set(list('d site-dir f config-file t theme')),
  source: [],
  pages: ['d', 'site-dir'],
  manifests: list('mkdocs.yml mkdocs.yaml'),
  setting: ['site_dir'],
  usual: 'site',
};

const mkdocs: Program = (call) => {
  const verb = call.words.slice(1).find((word) => !word.startsWith('-'));
  const words = call.words.slice(call.words.indexOf(verb ?? '') + 1);
  if (verb === undefined || verb === 'get-deps') return [];
  if (verb !== 'build') return undefined;
  const file = words.findIndex((word) => word === '-f' || word === '--config-file');
  const config = file < 0 ? undefined : words[file + 1];
  // Another configuration has its folders beside it.
  return config === undefined || /^(?:\.\/)?mkdocs\.ya?ml$/.test(config) ? generate(call, words, generator) : undefined;
};

export default defineToolchain({
  name: 'mkdocs',
  title: 'MkDocs',
  documentation: 'https://www.mkdocs.org/user-guide/cli/',
  images: ['squidfunk/mkdocs-material'],
  artifacts: '`site`, `site_dir` of its configuration, or the folder that `--site-dir` names',
  bases: ['that of the server'],
  programs: { mkdocs },
  sensitive: /(?!)/,
  wrappers: ['mkdocs'],
  uses: ['python'],
  develops: ([first = '']) => /(?:^|\/)mkdocs$/.test(first),
  drivers: [],
  packages: ['mkdocs', 'mkdocs-material'],
  fetchers: list('git'),
  folders: [],
  archive: /(?!)/,
  sources: [],
  variables: [],
  megabytes: 120,
});

// Where Jekyll writes the pages of a site. Sources: the documentation of its command line and of `destination`.

import { defineToolchain, list, type Program } from '../src/toolchain.ts';
import { generate } from './hugo/pages.ts';

const generator = {
  toolchain: 'jekyll',
  withValue: new Set(list('s source d destination config p plugins layouts limit_posts b baseurl V')),
  source: ['s', 'source'],
  pages: ['d', 'destination'],
  manifests: list('_config.yml _config.yaml _config.toml'),
  setting: ['destination'],
  usual: '_site',
};

const jekyll: Program = (call) => {
  const [verb = ''] = call.words.slice(1);
  if (/^(?:doctor|hyde|help|clean|--version|-v|--help)$/.test(verb)) return [];
  return /^(?:build|b)$/.test(verb) ? generate(call, call.words.slice(2), generator) : undefined;
};

export default defineToolchain({
  name: 'jekyll',
  title: 'Jekyll',
  documentation: 'https://jekyllrb.com/docs/configuration/options/',
  images: list('jekyll/jekyll jekyll/builder'),
  artifacts: '`_site`, `destination` of its configuration, or the folder that `--destination` names',
  bases: ['that of the server'],
  programs: { jekyll },
  sensitive: /(?!)/,
  wrappers: ['jekyll'],
  uses: ['ruby'],
  develops: ([first = '']) => /(?:^|\/)jekyll$/.test(first),
  drivers: [],
  packages: ['jekyll'],
  fetchers: list('git'),
  folders: [],
  archive: /(?!)/,
  sources: [],
  variables: list('JEKYLL_ENV'),
  megabytes: 60,
});

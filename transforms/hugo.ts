// Where Hugo writes the pages of a site. Sources: the documentation of its command line and of `publishDir`.

import { defineToolchain, list, type Program } from '../src/toolchain.ts';
import { generate } from './hugo/pages.ts';

const generator = {
  toolchain: 'hugo',
  withValue: new Set(
    list(`s source d destination b baseURL t theme themesDir config configDir c contentDir e environment l layoutDir cacheDir logLevel
      clock renderSegments M`),
  ),
  source: ['s', 'source'],
  pages: ['d', 'destination'],
  manifests: list('hugo.toml hugo.yaml hugo.yml config.toml config.yaml config.yml'),
  setting: ['publishDir'],
  usual: 'public',
  fromSource: true,
};

const hugo: Program = (call) => {
  const [verb = ''] = call.words.slice(1);
  if (/^(?:version|env|help|list|check|gen|completion|--version|--help|-h)$/.test(verb)) return [];
  if (/^(?:mod|new|convert|import|config)$/.test(verb)) return undefined;
  if (/^(?:server|serve)$/.test(verb)) return undefined;
  return generate(call, call.words.slice(verb === 'build' ? 2 : 1), generator);
};

export default defineToolchain({
  name: 'hugo',
  title: 'Hugo',
  documentation: 'https://gohugo.io/commands/hugo/',
  images: list('klakegg/hugo hugomods/hugo jojomi/hugo'),
  artifacts: '`public`, `publishDir` of its configuration, or the folder that `--destination` names',
  bases: ['that of the server'],
  programs: { hugo },
  sensitive: /(?!)/,
  // Whatever installs it, it runs.
  wrappers: ['hugo'],
  develops: ([first = '', ...rest]) => /(?:^|\/)hugo$/.test(first) && !/^(?:version|env)$/.test(rest[0] ?? ''),
  drivers: [],
  packages: ['hugo'],
  fetchers: list('git'),
  folders: list('/usr/local/bin/hugo /usr/bin/hugo /usr/local/hugo /opt/hugo'),
  archive: /hugo(?:_extended)?_/,
  sources: [],
  variables: list('HUGO_VERSION HUGO_ENV HUGO_ENVIRONMENT HUGO_BASEURL HUGO_CACHEDIR'),
  megabytes: 70,
});

// Bundler, RubyGems, and the tasks of Rake and Rails that builds run. What gems need is in ruby/gems.ts.
// Sources: bundler.io, guides.rubygems.org, guides.rubyonrails.org; docker-library/ruby.

import { type Call, defineToolchain, type Effect, list, models, type Program } from '../src/toolchain.ts';
import { configure } from './ruby/bundle.ts';
import { built, installBundle, installGems } from './ruby/install.ts';
import { develops, drivers, readers } from './ruby/scripts.ts';

const bundle: Program = (call) => {
  const words = call.words.slice(1).filter((word) => !/^_\d[\w.]*_$/.test(word));
  const verb = words.find((word) => !word.startsWith('-') && !/^\d+$/.test(word)) ?? 'install';
  if (words.includes('--version') || words.includes('-v')) return [];
  switch (verb) {
    case 'install':
    case 'i':
    case 'update':
      return installBundle(call);
    case 'config':
      return configure(call);
    case 'check':
    case 'list':
    case 'show':
    case 'info':
    case 'outdated':
    case 'audit':
    case 'platform':
    case 'version':
    case 'env':
    case 'doctor':
    case 'licenses':
      return [];
    case 'clean':
      return [];
    case 'lock':
    case 'binstubs':
    case 'package':
    case 'cache':
    case 'pack':
    case 'init':
    case 'add':
      return within(call);
    default:
      return undefined;
  }
};

/** It changes files of the project, and only those. */
function within(call: Call): Effect[] | undefined {
  if (call.cwd === '/') return undefined;
  return [{ kind: 'unknown', reason: `what \`${call.text}\` does was not seen`, under: call.cwd }];
}

const gem: Program = (call) => {
  const [verb = ''] = call.words.slice(1);
  if (/^(?:install|i)$/.test(verb)) return installGems(call);
  if (verb === 'update') return call.words.includes('--system') ? updateSystem(call) : installGems(call);
  if (verb === 'build') return within(call);
  if (
    /^(?:sources?|list|env|environment|cleanup|clean|search|info|specification|which|help|query|-v|--version|)$/.test(
      verb,
    )
  )
    return [];
  return undefined;
};

/** Its files lie among those of Ruby itself. */
const updateSystem: Program = (call) => [{ kind: 'system', what: call.words.join(' ') }];

const rake: Program = (call) => {
  const [first = ''] = call.words.slice(1);
  return /^(?:-T|--tasks|-V|--version|-P|--help|-h|about|routes|stats|notes|--tasks)$/.test(first) ? [] : built(call);
};

/** A script of the project: it may write anything, and does so in the project. */
const ruby: Program = (call) => (/^(?:-v|--version)$/.test(call.words[1] ?? '') ? [] : within(call));

/** The file that Ruby is given, behind its options. */
function runs(words: readonly string[]): string | undefined {
  if (words[0] !== 'ruby') return undefined;
  for (let index = 1; index < words.length; index++) {
    const word = words[index] ?? '';
    if (/^-[rIECKW]$/.test(word)) index++;
    else if (/^-(?:e|S|v|-version|run)/.test(word)) return undefined;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}

export default defineToolchain({
  name: 'ruby',
  title: 'Bundler and RubyGems',
  documentation: 'https://bundler.io/, https://guides.rubygems.org/',
  images: ['ruby'],
  artifacts: 'the folder of gems (`GEM_HOME`, `vendor/bundle`), and the folder of the project, in which tasks build',
  bases: ['ruby:<version>-slim', 'ruby:<version>-alpine'],
  programs: {
    ...models(bundle, 'bundle bundler'),
    gem,
    update_rubygems: updateSystem,
    ...models(rake, 'rake rails'),
    ruby,
    ...models(() => [], 'rspec rubocop brakeman'),
  },
  readers,
  develops,
  sensitive: /(?!)/,
  wrappers: list('rails rake bundle'),
  drivers,
  runs,
  packages: list(
    'ruby-dev ruby-devel ruby-all-dev ruby-full ruby1.9.1-dev ruby2.0-dev ruby2.1-dev ruby2.3-dev ruby2.5-dev ruby2.7-dev ruby3.0-dev ruby3.1-dev ruby3.2-dev ruby3.3-dev',
  ),
  fetchers: list('git openssh-client openssh'),
  folders: [],
  archive: /(?!)/,
  sources: [],
  variables: list('BUNDLE_JOBS BUNDLE_RETRY BUNDLER_VERSION'),
  megabytes: 0,
});

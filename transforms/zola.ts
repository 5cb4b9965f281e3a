// Where Zola writes the pages of a site. Sources: its documentation, on the command line and on `output_dir`.

import { defineToolchain, list, type Program } from '../src/toolchain.ts';
import { generate } from './hugo/pages.ts';

const generator = {
  toolchain: 'zola',
  withValue: new Set(list('r root c config u base-url o output-dir')),
  source: ['r', 'root'],
  pages: ['o', 'output-dir'],
  manifests: ['config.toml'],
  setting: ['output_dir'],
  usual: 'public',
};

const zola: Program = (call) => {
  const verb = call.words.slice(1).find((word) => /^(?:build|check|serve|init|help|completion)$/.test(word));
  if (verb === 'check' || verb === 'help' || call.words.includes('--version')) return [];
  return verb === 'build'
    ? generate(
        call,
        call.words.slice(1).filter((word) => word !== 'build'),
        generator,
      )
    : undefined;
};

export default defineToolchain({
  name: 'zola',
  title: 'Zola',
  documentation: 'https://www.getzola.org/documentation/getting-started/cli-usage/',
  artifacts: '`public`, `output_dir` of `config.toml`, or the folder that `--output-dir` names',
  bases: ['that of the server'],
  programs: { zola },
  sensitive: /(?!)/,
  wrappers: ['zola'],
  uses: ['rust'],
  develops: ([first = '']) => /(?:^|\/)zola$/.test(first),
  drivers: [],
  packages: ['zola'],
  fetchers: list('git'),
  folders: list('/usr/local/bin/zola /usr/bin/zola'),
  archive: /zola-v?\d/,
  sources: [],
  variables: list('ZOLA_VERSION'),
  megabytes: 40,
});

// Where Pelican writes the pages of a site. Sources: its documentation, on the command line and on `OUTPUT_PATH`.

import { defineToolchain, list, type Program, readOptions } from '../src/toolchain.ts';
import { writePages } from './hugo/pages.ts';

const withValue = new Set(list('t theme-path o output s settings e extra-settings p port b bind ignore-cache'));

const pelican: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), withValue, true);
  if (named.has('version') || named.has('help') || named.has('print-settings')) return [];
  if (named.has('l') || named.has('listen') || named.has('r') || named.has('autoreload')) return undefined;
  const source = call.resolve('.');
  const settings = named.get('s') ?? named.get('settings') ?? 'pelicanconf.py';
  const text = call.files.read(call.resolve(settings));
  const output = named.get('o') ?? named.get('output') ?? /^OUTPUT_PATH\s*=\s*["']([^"']+)["']/m.exec(text ?? '')?.[1];
  // Settings that compute it, or that another file brings.
  if (output === undefined && text !== undefined && /\bOUTPUT_PATH\b|^from\s.*\*/m.test(text)) return undefined;
  return operands.length > 1 ? undefined : writePages(call, 'pelican', source, call.resolve(output ?? 'output'));
};

export default defineToolchain({
  name: 'pelican',
  title: 'Pelican',
  documentation: 'https://docs.getpelican.com/en/latest/settings.html',
  artifacts: '`output`, `OUTPUT_PATH` of its settings, or the folder that `--output` names',
  bases: ['that of the server'],
  programs: { pelican },
  sensitive: /(?!)/,
  wrappers: ['pelican'],
  uses: ['python'],
  develops: ([first = '']) => /(?:^|\/)pelican$/.test(first),
  drivers: [],
  packages: ['pelican'],
  fetchers: list('git'),
  folders: [],
  archive: /(?!)/,
  sources: [],
  variables: [],
  megabytes: 100,
});

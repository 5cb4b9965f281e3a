// Where Trunk and wasm-pack write what a browser runs. Sources: their documentation, and the reference of `Trunk.toml`.

import { defineToolchain, list, type Program } from '../src/toolchain.ts';
import { generate } from './hugo/pages.ts';

const ofTrunk = {
  toolchain: 'trunk',
  withValue: new Set(list('d dist config public-url filehash features')),
  source: [],
  pages: ['d', 'dist'],
  manifests: ['Trunk.toml'],
  setting: ['build', 'dist'],
  usual: 'dist',
};

/** A page that is named has its folder beside it. */
const trunk: Program = (call) => {
  const [verb = '', ...words] = call.words.slice(1);
  if (/^(?:clean|tools|config|help|--version|-V|--help)$/.test(verb)) return [];
  const isPlain = words.every((word, index) => !/\.html$/.test(word) || ofTrunk.withValue.has(words[index - 1] ?? ''));
  // A variable counts before the manifest, and the command line before that.
  const folder = call.variable('TRUNK_BUILD_DIST');
  const settled = folder === undefined ? words : ['--dist', folder, ...words];
  // Hooks run any command, with the folder of the pages.
  const hasHooks = /\[\[hooks\]\]/.test(call.files.read(call.resolve('Trunk.toml')) ?? '');
  return verb === 'build' && isPlain && !hasHooks ? generate(call, settled, ofTrunk) : undefined;
};

const ofWasmPack = {
  toolchain: 'trunk',
  withValue: new Set(list('d out-dir out-name s scope t target m mode')),
  source: [],
  pages: ['d', 'out-dir'],
  manifests: [],
  setting: [],
  usual: 'pkg',
};

/** The folder is meant from that of the crate, which is the working directory when none is named. */
const wasmPack: Program = (call) => {
  const [verb = '', ...words] = call.words.slice(1);
  if (/^(?:--version|-V|help|--help)$/.test(verb)) return [];
  const names = words.some(
    (word, index) => !word.startsWith('-') && !ofWasmPack.withValue.has((words[index - 1] ?? '').replace(/^-+/, '')),
  );
  return verb === 'build' && !names ? generate(call, words, ofWasmPack) : undefined;
};

export default defineToolchain({
  name: 'trunk',
  title: 'Trunk and wasm-pack',
  documentation: 'https://trunkrs.dev/, https://rustwasm.github.io/docs/wasm-pack/',
  artifacts:
    '`dist`, `dist` of `Trunk.toml`, or the folder that `--dist` names; `pkg` of wasm-pack, or what `--out-dir` names',
  bases: ['that of the server'],
  programs: { trunk, 'wasm-pack': wasmPack },
  sensitive: /(?!)/,
  wrappers: list('trunk wasm-pack'),
  installers: [{ url: /rustwasm\.github\.io\/wasm-pack\/installer|wasm-pack\/installer\/init\.sh/, program: () => [] }],
  uses: ['rust'],
  develops: ([first = '']) => /(?:^|\/)(?:trunk|wasm-pack)$/.test(first),
  drivers: [],
  packages: [],
  fetchers: list('git binaryen'),
  folders: list('/usr/local/bin/trunk /usr/local/bin/wasm-pack'),
  archive: /trunk-(?:x86_64|aarch64)|wasm-pack-v?\d/,
  sources: ['Trunk.toml'],
  variables: ['TRUNK_BUILD_DIST'],
  megabytes: 30,
});

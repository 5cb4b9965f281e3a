// What Emscripten's compiler writes for browsers and Node.js. Sources: its documentation of emcc and of its settings.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  UNKNOWN,
} from '../src/toolchain.ts';

/** Options whose value is the next word. */
const withValue = new Set(
  list(
    '-o -x -I -L -D -U -l -include -isystem -s -MF -MT -MQ --preload-file --embed-file --shell-file --pre-js --post-js --js-library',
  ),
);

/** Threads and dynamic linking write files whose names depend on the version; the page's data may lie elsewhere. */
const otherFiles =
  /^-pthread$|USE_PTHREADS|PTHREAD|MAIN_MODULE|SIDE_MODULE|SPLIT_MODULE|^-gsource-map|^-gseparate-dwarf|--use-preload|--emit-symbol-map/;

const emcc: Program = (call) => {
  const words = call.words.slice(1);
  if (words.some((word) => /^(?:--version|-v|--help|--show-ports|--clear-cache|-E|-M|-MM|-fsyntax-only)$/.test(word)))
    return [];
  if (words.some((word) => word.startsWith('@') || word.includes(UNKNOWN) || otherFiles.test(word))) return undefined;
  const inputs = words.filter((word, index) => !word.startsWith('-') && !withValue.has(words[index - 1] ?? ''));
  const output = words[words.lastIndexOf('-o') + 1 || words.length];
  if (inputs.length === 0) return undefined;
  if (words.includes('-c') || words.includes('-S') || /\.(?:o|bc|a)$/.test(output ?? ''))
    return objects(call, inputs, output).map((path) => ({ kind: 'write', path, node: 'file', origin: made }));
  const artifact: Artifact = {
    toolchain: 'emscripten',
    tool: false,
    needs: [],
    // Files that it opens are packed by the compiler, or asked of the server.
    reads: { paths: [], complete: true, files: true },
    sourceFolder: call.cwd,
    evidence: [`\`${call.text}\` compiles to WebAssembly`],
  };
  // The compiler of older distributions writes no module unless it is told to.
  const isSaid = words.some((word) => /^(?:-s)?WASM=1$/.test(word));
  return results(output ?? 'a.out.js', words)?.map(
    (path): Effect => ({
      kind: 'write',
      path: call.resolve(path),
      node: 'file',
      ...(path.endsWith('.wasm') && !isSaid && path !== output ? { certain: false } : {}),
      origin: { kind: 'artifact', artifact },
    }),
  );
};

const made = { kind: 'command', program: 'emcc' } as const;

function objects(call: Call, inputs: readonly string[], output: string | undefined): readonly string[] {
  if (output !== undefined) return [call.resolve(output)];
  return inputs
    .filter((input) => !/[*?[]/.test(input))
    .map((input) => call.resolve(input.replace(/^.*\//, '').replace(/\.\w+$/, '.o')));
}

/** The page or script, and what that loads from beside itself. */
function results(output: string, words: readonly string[]): readonly string[] | undefined {
  const [, stem, ending] = /^(.*)\.(html|js|mjs|wasm)$/.exec(output) ?? [];
  if (stem === undefined || ending === undefined) return undefined;
  const says = (setting: RegExp) => words.some((word) => setting.test(word));
  const single = says(/^(?:-s)?SINGLE_FILE(?:=1|=true)?$/);
  // Without WebAssembly the memory may be in a file of its own.
  if (says(/^(?:-s)?WASM=[02]$/)) return undefined;
  const script = ending === 'html' ? `${stem}.js` : ending === 'wasm' ? undefined : output;
  return [
    output,
    ...(script === undefined || script === output || single ? [] : [script]),
    ...(single || ending === 'wasm' ? [] : [`${stem}.wasm`]),
    ...(words.includes('--preload-file') ? [`${stem}.data`] : []),
  ];
}

/** They set the compiler for what they run, and what that writes is not followed. */
const wrapper: Program = () => undefined;

export default defineToolchain({
  name: 'emscripten',
  title: 'Emscripten',
  documentation: 'https://emscripten.org/docs/tools_reference/emcc.html',
  artifacts: 'the page, script and WebAssembly module that `-o` names',
  bases: ['that of the server'],
  programs: { ...models(emcc, 'emcc em++'), ...models(wrapper, 'emmake emconfigure emcmake') },
  sensitive: /(?!)/,
  wrappers: list('emcc em++'),
  uses: ['c', 'python', 'node'],
  develops: ([first = '']) => /(?:^|\/)(?:emcc|em\+\+|emrun|emmake)$/.test(first),
  drivers: [],
  packages: ['emscripten'],
  fetchers: list('git'),
  folders: list('/emsdk /opt/emsdk /usr/local/emsdk /usr/share/emscripten /usr/lib/emscripten'),
  archive: /emsdk/,
  sources: list('*.c *.cc *.cpp *.cxx *.h *.hpp Makefile CMakeLists.txt'),
  variables: list('EMSDK EM_CONFIG EM_CACHE EMSDK_NODE EMSDK_VERSION'),
  megabytes: 1300,
});

// Where the compiler of Protocol Buffers writes sources of other languages. Sources: the documentation of Protocol Buffers on the code that is generated,
// and gRPC's on its plugins.

import { type Call, type Effect, type Program, UNKNOWN } from '../../src/toolchain.ts';

/** What stands behind the name of a definition, by the plugin that writes it. */
const endings: Readonly<Record<string, readonly string[]>> = {
  cpp: ['.pb.cc', '.pb.h'],
  dart: ['.pb.dart'],
  go: ['.pb.go'],
  'go-grpc': ['_grpc.pb.go'],
  gogo: ['.pb.go'],
  gofast: ['.pb.go'],
  'grpc-gateway': ['.pb.gw.go'],
  grpc_cpp_plugin: ['.grpc.pb.cc', '.grpc.pb.h'],
  grpc_python: ['_pb2_grpc.py'],
  grpc_python_plugin: ['_pb2_grpc.py'],
  grpc_ruby_plugin: ['_services_pb.rb'],
  js: ['_pb.js'],
  mypy: ['_pb2.pyi'],
  pyi: ['_pb2.pyi'],
  python: ['_pb2.py'],
  ruby: ['_pb.rb'],
};
/** These name their files by what a definition says of its package. */
const byPackage = /^(?:go|go-grpc|gogo|gofast|grpc-gateway)$/;
/** Modules of Python have no dashes. */
const asModule = /^(?:python|grpc_python|grpc_python_plugin|pyi|mypy)$/;

export const protoc: Program = (call) => {
  const words = call.words.slice(1);
  if (words.some((word) => /^(?:--version|-h|--help)$/.test(word))) return [];
  if (words.some((word) => word.startsWith('@') || word === '--plugin')) return undefined;
  const ofGrpc = words.find((word) => word.startsWith('--plugin=protoc-gen-grpc='))?.replace(/^.*\//, '');
  const roots: string[] = [];
  const definitions: string[] = [];
  const outputs: [plugin: string, value: string][] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const root = /^(?:-I=?|--proto_path(?:=|$))(.*)$/.exec(word);
    const output = /^--([\w-]+?)_out(?:=(.*))?$/.exec(word);
    const value = (given: string | undefined) => (given === undefined || given === '' ? (words[++index] ?? '') : given);
    if (root !== null) roots.push(call.resolve(value(root[1])));
    else if (output !== null) outputs.push([output[1] ?? '', value(output[2])]);
    else if (/^(?:-o|--descriptor_set_out)$/.test(word)) outputs.push(['descriptor_set', words[++index] ?? '']);
    else if (!word.startsWith('-')) definitions.push(call.resolve(word));
  }
  if (roots.length === 0) roots.push(call.cwd);
  const written = outputs.map(([plugin, value]) =>
    write(call, plugin === 'grpc' ? (ofGrpc ?? '') : plugin, value, definitions, roots),
  );
  return written.includes(undefined) ? undefined : written.flatMap((effects) => effects ?? []);
};

/** `value`: parameters of the plugin and a colon may stand before the folder. */
function write(
  call: Call,
  plugin: string,
  value: string,
  definitions: readonly string[],
  roots: readonly string[],
): readonly Effect[] | undefined {
  const made = { node: 'file', origin: { kind: 'command', program: 'protoc' } } as const;
  if (value.includes(UNKNOWN)) return undefined;
  if (plugin === 'descriptor_set') return [{ kind: 'write', path: call.resolve(value), ...made }];
  if (!Object.hasOwn(endings, plugin) || /\.(?:zip|jar)$/.test(value)) return undefined;
  // Without this style there is one file for each message, or one for all of them.
  if (plugin === 'js' && !/\bimport_style=(?:commonjs|commonjs_strict|es6)\b/.test(value)) return undefined;
  const folder = call.resolve(value.slice(value.lastIndexOf(':') + 1));
  return definitions.flatMap((definition) => {
    const root = roots.find((one) => one === '/' || definition.startsWith(`${one}/`));
    const name = root === undefined || root === '/' ? definition : definition.slice(root.length);
    const stem = name.replace(/\.proto$/, '');
    return (endings[plugin] ?? []).map(
      (ending): Effect => ({
        kind: 'write',
        path: `${folder === '/' ? '' : folder}${asModule.test(plugin) ? stem.replaceAll('-', '_') : stem}${ending}`,
        ...(byPackage.test(plugin) ? { certain: false } : {}),
        ...made,
      }),
    );
  });
}

/** What it generates is not seen, and opens and starts nothing. */
export function isGenerated(path: string): boolean {
  return /(?:_pb2(?:_grpc)?\.pyi?|\.pb\.(?:go|gw\.go|cc|h)|_grpc\.pb\.go|_pb\.(?:rb|js)|\.pb\.dart)$/.test(path);
}

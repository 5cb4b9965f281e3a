// Protocol Buffers: a compiler that leaves sources for the compilers of other languages. Where it writes them is in protobuf/protoc.ts.

import { defineToolchain, list } from '../src/toolchain.ts';
import { protoc } from './protobuf/protoc.ts';

export default defineToolchain({
  name: 'protobuf',
  title: 'Protocol Buffers',
  documentation: 'https://protobuf.dev/reference/, https://grpc.io/docs/protoc-installation/',
  artifacts: 'sources, where `--go_out`, `--python_out` and the like say',
  bases: ['that of the language'],
  programs: { protoc },
  sensitive: /(?!)/,
  wrappers: ['protoc'],
  drivers: ['protoc'],
  packages: list('protobuf-compiler protobuf-compiler-grpc protoc'),
  fetchers: list('curl wget unzip'),
  folders: list('/usr/local/bin/protoc /usr/local/include/google /opt/protoc'),
  archive: /protoc-\d[\w.-]*\.zip/,
  sources: ['*.proto'],
  variables: list('PROTOC PROTOC_VERSION'),
  megabytes: 30,
});

// Where the V compiler puts programs. Sources: docs.vlang.io, `v help build`.

import {
  defineToolchain,
  type Effect,
  list,
  nativeArtifact,
  type Program,
  readOptions,
  readTree,
  UNKNOWN,
} from '../src/toolchain.ts';

const withValue = new Set(
  list(
    'o output cc cflags ldflags d define os arch gc backend b path custom-prelude printfn file-list thread-stack-size message-limit bare-builtin-dir line-info',
  ),
);
const commands = new Set(
  list(
    'install update up upgrade outdated list remove search fmt vet test doc symlink version help init new check check-md self',
  ),
);
const libraries = list(
  'libgc-dev libssl-dev libsqlite3-dev libpq-dev default-libmysqlclient-dev libmariadb-dev zlib1g-dev libatomic1',
);
const lexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|\br(?:'(?<raw>[^'\n]*)'|"(?:[^"\n]*)")|'(?<text>(?:[^'\\]|\\[\s\S])*)'|"(?:[^"\\]|\\[\s\S])*"/g,
};

const v: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), withValue, true);
  const [first, ...more] = operands;
  const caches: Effect = {
    kind: 'residue',
    path: call.variable('VCACHE') ?? `${call.variable('HOME') ?? '/root'}/.vmodules/.cache`,
  };
  if (first === undefined || commands.has(first)) return first === 'init' || first === 'new' ? undefined : [caches];
  if (more.length > 0 || first.includes(UNKNOWN) || named.has('shared')) return undefined;
  // A bare word may be a command as well: `v run`, `v watch`.
  const path = call.resolve(first);
  const isFile = first.endsWith('.v') || first.endsWith('.vsh');
  if (!isFile && !/^\.|\//.test(first) && call.files.find(path)?.node !== 'folder') return undefined;
  const output = named.get('o') ?? named.get('output');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const made =
    output === undefined ? (isFile ? path.replace(/\.vs?h?$/, '') : `${path}/${name}`) : call.resolve(output);
  if (made.includes(UNKNOWN))
    return [{ kind: 'unknown', reason: `where \`${call.text}\` writes is not known`, under: undefined }];
  if (/\.(?:c|js|so)$/.test(made)) return undefined;
  const isStatic = /(?:^|\s)-static\b/.test(named.get('cflags') ?? '');
  const artifact = nativeArtifact(call, {
    toolchain: 'v',
    link: isStatic ? 'static' : 'dynamic',
    because: isStatic ? '`-static` is among the flags for the C compiler' : 'the C compiler links it',
    sources: readTree(call.files, isFile ? path.slice(0, path.lastIndexOf('/')) || '/' : path, {
      endings: ['.v'],
      lexis,
      skip: ['tests'],
    }),
    libraries,
  });
  return [caches, { kind: 'write', path: made, node: 'file', origin: { kind: 'artifact', artifact } }];
};

export default defineToolchain({
  name: 'v',
  title: 'V',
  documentation: 'https://docs.vlang.io/',
  images: [],
  artifacts: 'the program that `v -prod` makes',
  bases: list('debian:<release>-slim alpine:<release>'),
  programs: { v },
  sensitive: /(?!)/,
  drivers: list('v vls'),
  packages: [],
  fetchers: list('git'),
  folders: list('/opt/vlang /opt/v /usr/local/v /root/.vmodules'),
  archive: /vlang\/v\b|v_linux[^\s/]*\.zip/,
  sources: list('*.v *.vsh v.mod .vpkg'),
  variables: list('VFLAGS VMODULES VCACHE VEXE'),
  megabytes: 250,
});

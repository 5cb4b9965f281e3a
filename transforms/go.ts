// Where `go build` and `go install` put their results. What those need to run is in go/needs.ts.
// Sources: `go help build`, `go help install`, the Go modules reference.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readOptions,
  UNKNOWN,
  unknownNeeds,
} from '../src/toolchain.ts';
import { describeArtifact } from './go/needs.ts';
import { goPath, isRemote, mainPackages, nameOf } from './go/packages.ts';
import { caches, inPlace, reading, runTool, tools } from './go/tools.ts';

/** Options of the go command that take a value. */
const withValue = new Set(
  list(
    'o p C asmflags buildmode compiler covermode coverpkg exec gccgoflags gcflags installsuffix ldflags mod modfile overlay pgo pkgdir tags toolexec',
  ),
);

const go: Program = (call) => {
  const [, subcommand = '', ...rest] = call.words;
  const { named } = readOptions(rest, withValue);
  const changed = named.get('C');
  const at = changed === undefined ? call : inFolder(call, call.resolve(changed));
  switch (subcommand) {
    case 'build':
      return build(at, rest);
    case 'install':
      return install(at, rest);
    case 'get':
      return [
        ...caches(at),
        ...(named.has('d')
          ? []
          : (install(at, rest) ?? []).map((effect) =>
              effect.kind === 'write' ? { ...effect, certain: false } : effect,
            )),
      ];
    case 'mod':
      return [...caches(at), ...changesModule(at, rest)];
    case 'generate':
      return [
        {
          kind: 'write',
          path: at.cwd,
          node: 'folder',
          origin: { kind: 'command', program: 'go generate' },
          open: true,
        },
      ];
    case 'env':
      // What `-w` sets holds for all later commands.
      return rest.includes('-w') &&
        !rest.every((word) => /^(?:-w|GO(?:PROXY|SUMDB|NOSUMDB|PRIVATE|INSECURE)=)/.test(word))
        ? undefined
        : caches(at);
    case 'work':
    case 'version':
    case 'list':
    case 'vet':
    case 'fmt':
    case 'test':
    case 'clean':
    case 'fix':
    case 'doc':
    case 'help':
    case 'tool':
    case 'telemetry':
    case 'bug':
      return caches(at);
    case 'run':
      return runTool(at, readOptions(rest, withValue).operands);
    default:
      return undefined;
  }
};

function inFolder(call: Call, cwd: string): Call {
  return { ...call, cwd, resolve: (path) => call.resolve(path.startsWith('/') ? path : `${cwd}/${path}`) };
}

/** GOFLAGS come first, so that options of the command itself win. */
function withFlags(call: Call, rest: readonly string[]): readonly string[] {
  return [...(call.variable('GOFLAGS') ?? '').split(/\s+/).filter((flag) => flag !== ''), ...rest];
}

function changesModule(call: Call, [action, ...rest]: readonly string[]): Effect[] {
  const origin = { kind: 'command', program: 'go mod' } as const;
  if (action === 'init')
    return [
      {
        kind: 'write',
        path: call.resolve('go.mod'),
        node: 'file',
        origin,
        content: `module ${rest.find((word) => !word.startsWith('-')) ?? UNKNOWN}\n`,
      },
    ];
  return action === 'vendor'
    ? [{ kind: 'write', path: call.resolve('vendor'), node: 'folder', origin, open: true }]
    : [];
}

// --- Where artifacts land

function build(call: Call, rest: readonly string[]): Effect[] | undefined {
  const { named, operands } = readOptions(withFlags(call, rest), withValue);
  const output = named.get('o');
  const packages = operands.length === 0 ? ['.'] : operands;
  const files = packages.every((one) => one.endsWith('.go'));
  const artifact = describeArtifact(call, named, packages);
  const write = (path: string, certain = true): Effect => ({
    kind: 'write',
    path,
    node: 'file',
    origin: { kind: 'artifact', artifact },
    certain,
  });
  const somewhereIn = (folder: string): Effect[] => [
    { kind: 'write', path: folder, node: 'folder', origin: { kind: 'artifact', artifact }, open: true },
  ];
  if (output?.includes(UNKNOWN) === true)
    return [
      ...caches(call),
      { kind: 'unknown', reason: `the output of \`${call.text}\` has a name that is not known`, under: undefined },
    ];
  const names = files
    ? [(packages[0] ?? '').replace(/^.*\//, '').replace(/\.go$/, '')]
    : packages.length === 1 && !packages[0]?.includes('...')
      ? [nameOf(call, packages[0] ?? '.')]
      : mainPackages(call, packages);
  if (output !== undefined) {
    const path = call.resolve(output);
    if (!output.endsWith('/') && call.files.find(path)?.node !== 'folder') return [...caches(call), write(path)];
    if (names === undefined || names.includes(undefined)) return [...caches(call), ...somewhereIn(path)];
    return [
      ...caches(call),
      { kind: 'write', path, node: 'folder', origin: { kind: 'command', program: 'go build' } },
      ...names.map((name) => write(`${path}/${name}`)),
    ];
  }
  if (names === undefined) return [...caches(call), ...somewhereIn(call.cwd)];
  if (names.length !== 1) return caches(call);
  return [...caches(call), ...(names[0] === undefined ? somewhereIn(call.cwd) : [write(call.resolve(names[0]))])];
}

function install(call: Call, rest: readonly string[]): Effect[] | undefined {
  const { named, operands } = readOptions(withFlags(call, rest), withValue);
  const packages = operands.length === 0 ? ['.'] : operands;
  const folder = call.variable('GOBIN') || `${goPath(call)}/bin`;
  if (folder.includes(UNKNOWN)) return undefined;
  const foreign = call.variable('GOARCH') !== undefined;
  const effects: Effect[] = caches(call);
  for (const one of packages) {
    const artifact = { ...describeArtifact(call, named, [one]), tool: one.includes('@') || isRemote(call, one) };
    const names = one.includes('...') ? mainPackages(call, [one]) : [nameOf(call, one)];
    if (names === undefined || names.includes(undefined) || foreign)
      effects.push({ kind: 'write', path: folder, node: 'folder', origin: { kind: 'artifact', artifact }, open: true });
    else
      for (const name of names)
        effects.push({
          kind: 'write',
          path: `${folder}/${name}`,
          node: 'file',
          origin: { kind: 'artifact', artifact },
        });
  }
  return effects;
}

// --- Its companions

/** `godep go build` and the like run go with another GOPATH. */
const wrapper: Program = (call) =>
  call.words[1] === 'go' ? go({ ...call, words: call.words.slice(1) }) : inPlace(call);
const goWrapper: Program = (call) =>
  call.words[1] === 'install'
    ? install(call, call.words.slice(2))
    : call.words[1] === 'download'
      ? caches(call)
      : undefined;
const builder: Program = (call) => {
  if (call.words.slice(1).some((word) => /install|deploy|release|publish|push|image|docker/.test(word)))
    return undefined;
  const assumed = `\`${call.text}\` builds in its working directory, and what it runs was not seen`;
  const artifact: Artifact = {
    toolchain: 'go',
    tool: false,
    assumed,
    reads: undefined,
    needs: [{ kind: 'libc', because: `what \`${call.program}\` links is not known` }, ...unknownNeeds(call, true)],
    evidence: [assumed],
  };
  return [
    ...caches(call),
    { kind: 'write', path: call.cwd, node: 'folder', origin: { kind: 'artifact', artifact }, open: true },
  ];
};

export default defineToolchain({
  name: 'go',
  title: 'Go',
  documentation: 'https://go.dev/ref/mod, https://pkg.go.dev/cmd/go',
  images: ['golang'],
  artifacts: 'a program for each main package: where `-o` says, in the working directory, in `$GOBIN` or `$GOPATH/bin`',
  bases: ['scratch', 'debian:<release>-slim', 'alpine:<release>'],
  programs: {
    go,
    godep: wrapper,
    'go-wrapper': goWrapper,
    ...tools,
    ...models(inPlace, 'glide dep govendor gvt'),
    ...models(builder, 'mage gox'),
  },
  installers: [
    { url: /glide\.sh\/get|golang\/dep\/(?:master|v[\d.]+)\/install\.sh/, program: reading },
    { url: /golangci-lint\/(?:master|HEAD|main|v?[\d.]+)\/install\.sh/, program: reading },
  ],
  sensitive: /\bgo (?:test|vet|run|generate|tool)\b|-(?:race|msan|asan)\b/,
  make: builder,
  drivers: list('go gin air reflex fresh CompileDaemon realize dlv gow go-wrapper bee revel buffalo godep'),
  packages: list('golang golang-go golang-any go gccgo gccgo-go'),
  fetchers: list('git mercurial subversion bzr openssh-client openssh'),
  folders: ['/usr/local/go'],
  archive: /\bgo(?:\d|\$)[^\s/]*\.tar|golang/,
  sources: list(
    '*.go go.mod go.sum go.work go.work.sum Gopkg.toml Gopkg.lock glide.yaml glide.lock Godeps vendor testdata',
  ),
  variables: list(`
    GOPATH GOROOT GOBIN GOOS GOARCH GOARM GOAMD64 GOFLAGS GO111MODULE GOPROXY GOSUMDB GONOSUMDB GONOSUMCHECK GOPRIVATE
    GOINSECURE GOTOOLCHAIN GOCACHE GOMODCACHE GOEXPERIMENT GOLANG_VERSION CGO_ENABLED CGO_CFLAGS CGO_LDFLAGS
  `),
  megabytes: 500,
});

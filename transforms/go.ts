import { type Artifact, type Call, cFamily, defineToolchain, type Effect, type Need, type Program, readOptions, readSource, UNKNOWN } from '../src/toolchain.ts';

// Where `go build` and `go install` put their results, and what those need to run.
// Sources: `go help build`, `go help install`, `go help gopath`, the cgo and net package documentation, the Go 1.16, 1.18 and 1.20 release notes.

const withValue = new Set(['o', 'p', 'C', 'asmflags', 'buildmode', 'compiler', 'covermode', 'coverpkg', 'exec', 'gccgoflags', 'gcflags', 'installsuffix', 'ldflags', 'mod', 'modfile', 'overlay', 'pgo', 'pkgdir', 'tags', 'toolexec']);

/** Packages of the standard library that link `net` or `os/user`, so that cgo makes the program dynamic (`go list -deps`, Go 1.26). */
const linksC = new Set(['archive/tar', 'crypto/tls', 'crypto/x509', 'expvar', 'log/syslog', 'mime/multipart', 'net', 'net/http', 'net/http/cgi', 'net/http/cookiejar', 'net/http/fcgi', 'net/http/httptest', 'net/http/httptrace', 'net/http/httputil', 'net/http/pprof', 'net/mail', 'net/rpc', 'net/rpc/jsonrpc', 'net/smtp', 'net/textproto', 'os/user']);
const usesTls = ['net/http', 'crypto/tls', 'crypto/x509', 'net/smtp'];
/** Modules that are built with cgo, or that lose their purpose without it. */
const needsC = ['github.com/mattn/go-sqlite3', 'gorm.io/driver/sqlite', 'github.com/confluentinc/confluent-kafka-go', 'github.com/google/gopacket', 'github.com/libgit2/git2go', 'github.com/godror/godror', 'github.com/go-gl', 'github.com/gordonklaus/portaudio', 'github.com/pebbe/zmq4', 'github.com/h2non/bimg', 'github.com/davidbyttow/govips', 'github.com/tecbot/gorocksdb', 'github.com/DataDog/zstd', 'github.com/veandco/go-sdl2', 'github.com/mattn/go-oci8', 'gocv.io/x/gocv', 'github.com/miekg/pkcs11', 'github.com/rogpeppe/go-charset'];
/** Modules that are plain Go, run no other program and open no file that their caller does not name. */
const pure = ['golang.org/x/crypto', 'golang.org/x/net', 'golang.org/x/sys', 'golang.org/x/text', 'golang.org/x/sync', 'golang.org/x/time', 'golang.org/x/term', 'golang.org/x/oauth2', 'golang.org/x/exp', 'google.golang.org/grpc', 'google.golang.org/protobuf', 'google.golang.org/genproto', 'github.com/gin-gonic/gin', 'github.com/gin-contrib', 'github.com/labstack/echo', 'github.com/labstack/gommon', 'github.com/gofiber/fiber', 'github.com/go-chi', 'github.com/gorilla', 'github.com/julienschmidt/httprouter', 'github.com/valyala/fasthttp', 'github.com/sirupsen/logrus', 'github.com/rs', 'go.uber.org', 'github.com/spf13/cobra', 'github.com/spf13/pflag', 'github.com/spf13/viper', 'github.com/urfave/cli', 'github.com/prometheus/client_golang', 'github.com/redis/go-redis', 'github.com/go-redis/redis', 'github.com/gomodule/redigo', 'github.com/lib/pq', 'github.com/jackc', 'github.com/go-sql-driver/mysql', 'github.com/jmoiron/sqlx', 'gorm.io/gorm', 'gorm.io/driver/postgres', 'gorm.io/driver/mysql', 'go.mongodb.org/mongo-driver', 'github.com/golang-jwt/jwt', 'github.com/dgrijalva/jwt-go', 'github.com/google/uuid', 'github.com/pkg/errors', 'github.com/stretchr/testify', 'github.com/aws/aws-sdk-go', 'github.com/aws/aws-sdk-go-v2', 'github.com/aws/smithy-go', 'github.com/nats-io/nats.go', 'github.com/segmentio/kafka-go', 'github.com/streadway/amqp', 'github.com/rabbitmq/amqp091-go', 'github.com/joho/godotenv', 'github.com/fatih/color', 'github.com/davecgh/go-spew', 'gopkg.in/yaml.v2', 'gopkg.in/yaml.v3', 'github.com/BurntSushi/toml', 'github.com/rs/zerolog'];
/** Files that a module opens on its own. */
const opens: Readonly<Record<string, readonly string[]>> = { 'github.com/joho/godotenv': ['.env'] };

/** Calls that open, make or list files, or ask for the working directory. */
const touchesFiles = /\b(?:os|ioutil|syscall|unix)\.(?:Open\w*|Create\w*|ReadFile|ReadDir|ReadLink|WriteFile|Mkdir\w*|Remove\w*|Rename|Stat|Lstat|Getwd|Chdir|Chmod|Chown|DirFS|Truncate|Symlink|Link|Executable|Exec)\b|\bfilepath\.(?:Walk\w*|Glob|Abs|EvalSymlinks)\b|\bhttp\.(?:Dir|ServeFile)\b|\bsql\.Open\b|\b(?:ParseFiles|ParseGlob|LoadX509KeyPair|ListenAndServeTLS|ServeTLS|OpenReader)\b/;
/** Such calls whose path is not a literal, nor joined from one: which file is opened is only known at run time. */
const computesPaths = /\b(?:os|ioutil)\.(?:Open|OpenFile|ReadFile|ReadDir|DirFS|Stat)\((?!\s*(?:""|(?:filepath|path)\.Join\(\s*""))|\bhttp\.Dir\((?!\s*"")|\bhttp\.ServeFile\((?:[^,()]*,){2}(?!\s*"")|\bParse(?:Files|Glob)\((?!\s*"")|\bfilepath\.(?:Walk|WalkDir|Glob)\((?!\s*"")/;

interface Place {
  /** Folder that holds go.mod, and the module's path; undefined in GOPATH mode. */
  readonly module: { readonly folder: string; readonly path: string } | undefined;
  /** False when a go.mod may be there that cannot be seen. */
  readonly certain: boolean;
}

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
      return [...caches(at), ...(named.has('d') ? [] : (install(at, rest) ?? []).map((effect) => (effect.kind === 'write' ? { ...effect, certain: false } : effect)))];
    case 'mod':
      return [...caches(at), ...changesModule(at, rest)];
    case 'generate':
      return [{ kind: 'write', path: at.cwd, node: 'folder', origin: { kind: 'command', program: 'go generate' }, open: true }];
    case 'work':
    case 'env':
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
    default:
      return undefined;
  }
};

function inFolder(call: Call, cwd: string): Call {
  return { ...call, cwd, resolve: (path) => call.resolve(path.startsWith('/') ? path : `${cwd}/${path}`) };
}

function goPath(call: Call): string {
  return call.variable('GOPATH')?.split(':')[0] ?? `${call.variable('HOME') ?? '/root'}/go`;
}

function caches(call: Call): Effect[] {
  return [`${goPath(call)}/pkg`, call.variable('GOCACHE') ?? `${call.variable('HOME') ?? '/root'}/.cache/go-build`].map((path) => ({ kind: 'residue', path }));
}

function changesModule(call: Call, [action, ...rest]: readonly string[]): Effect[] {
  const origin = { kind: 'command', program: 'go mod' } as const;
  if (action === 'init') return [{ kind: 'write', path: call.resolve('go.mod'), node: 'file', origin, content: `module ${rest.find((word) => !word.startsWith('-')) ?? UNKNOWN}\n` }];
  return action === 'vendor' ? [{ kind: 'write', path: call.resolve('vendor'), node: 'folder', origin, open: true }] : [];
}

// --- Where artifacts land

function build(call: Call, rest: readonly string[]): Effect[] | undefined {
  const { named, operands } = readOptions(rest, withValue);
  const output = named.get('o');
  const packages = operands.length === 0 ? ['.'] : operands;
  const files = packages.every((one) => one.endsWith('.go'));
  const artifact = describe(call, rest, packages);
  const write = (path: string, certain = true): Effect => ({ kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact }, certain });
  const somewhereIn = (folder: string): Effect[] => [{ kind: 'write', path: folder, node: 'folder', origin: { kind: 'artifact', artifact }, open: true }];
  if (output?.includes(UNKNOWN) === true) return [...caches(call), { kind: 'unknown', reason: `the output of \`${call.text}\` has a name that is not known`, under: undefined }];
  const names = files ? [(packages[0] ?? '').replace(/^.*\//, '').replace(/\.go$/, '')] : packages.length === 1 && !packages[0]?.includes('...') ? [nameOf(call, packages[0] ?? '.')] : mainPackages(call, packages);
  if (output !== undefined) {
    const path = call.resolve(output);
    if (!output.endsWith('/') && call.files.find(path)?.node !== 'folder') return [...caches(call), write(path)];
    if (names === undefined || names.includes(undefined)) return [...caches(call), ...somewhereIn(path)];
    return [...caches(call), { kind: 'write', path, node: 'folder', origin: { kind: 'command', program: 'go build' } }, ...names.map((name) => write(`${path}/${name}`))];
  }
  if (names === undefined) return [...caches(call), ...somewhereIn(call.cwd)];
  if (names.length !== 1) return caches(call);
  return [...caches(call), ...(names[0] === undefined ? somewhereIn(call.cwd) : [write(call.resolve(names[0]))])];
}

function install(call: Call, rest: readonly string[]): Effect[] | undefined {
  const { operands } = readOptions(rest, withValue);
  const packages = operands.length === 0 ? ['.'] : operands;
  const folder = call.variable('GOBIN') || `${goPath(call)}/bin`;
  if (folder.includes(UNKNOWN)) return undefined;
  const foreign = call.variable('GOARCH') !== undefined;
  const effects: Effect[] = caches(call);
  for (const one of packages) {
    const artifact = { ...describe(call, rest, [one]), tool: one.includes('@') || isRemote(call, one) };
    const names = one.includes('...') ? mainPackages(call, [one]) : [nameOf(call, one)];
    if (names === undefined || names.includes(undefined) || foreign) effects.push({ kind: 'write', path: folder, node: 'folder', origin: { kind: 'artifact', artifact }, open: true });
    else for (const name of names) effects.push({ kind: 'write', path: `${folder}/${name}`, node: 'file', origin: { kind: 'artifact', artifact } });
  }
  return effects;
}

function isRemote(call: Call, one: string): boolean {
  return /^[^./][^/]*\.[^/]+\//.test(one) && folderOf(call, one) === undefined;
}

/** The name of the binary of one package; undefined when it cannot be known. */
function nameOf(call: Call, one: string): string | undefined {
  if (one.includes(UNKNOWN)) return undefined;
  const local = one === '.' || one.startsWith('./') || one.startsWith('../') || one.startsWith('/');
  if (!local) return lastElement(one.replace(/@.*$/, ''));
  const folder = call.resolve(one);
  if (folder.includes(UNKNOWN)) return undefined;
  const { module, certain } = placeOf(call, folder);
  if (module === undefined) return certain ? lastElement(folder) : undefined;
  if (module.path.includes(UNKNOWN)) return folder === module.folder ? undefined : lastElement(folder);
  return lastElement(module.path + folder.slice(module.folder.length));
}

function lastElement(path: string): string | undefined {
  const names = path.split('/').filter((name) => name !== '');
  const last = names.at(-1);
  return last !== undefined && /^v\d+$/.test(last) && names.length > 1 && path.includes('.') ? names.at(-2) : last;
}

function placeOf(call: Call, folder: string): Place {
  const inGoPath = folder.startsWith(`${goPath(call)}/src/`);
  const minor = Number(/^1\.(\d+)/.exec(call.variable('GOLANG_VERSION') ?? '')?.[1] ?? '99');
  const mode = call.variable('GO111MODULE');
  if (mode === 'off' || (minor < 11 && mode === undefined) || (minor < 13 && inGoPath && mode !== 'on')) return { module: undefined, certain: true };
  let certain = true;
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const path = at === '/' ? '/go.mod' : `${at}/go.mod`;
    const text = call.files.read(path);
    const name = text === undefined ? undefined : /^\s*module\s+"?([^\s"]+)/m.exec(text)?.[1];
    if (name !== undefined) return { module: { folder: at, path: name }, certain: true };
    if (call.files.find(path) !== undefined) certain = false;
    if (at === '/') return { module: undefined, certain: certain && (inGoPath || minor < 16) };
  }
}

function folderOf(call: Call, path: string): string | undefined {
  const module = localModules(call).find((one) => path === one.path || path.startsWith(`${one.path}/`));
  if (module !== undefined) return module.folder + path.slice(module.path.length);
  const inGoPath = `${goPath(call)}/src/${path}`;
  return call.files.find(inGoPath) === undefined ? undefined : inGoPath;
}

/** The module of the working directory, those beside it in go.work, and those that `replace` takes from a folder. */
function localModules(call: Call): { folder: string; path: string }[] {
  const { module } = placeOf(call, call.cwd);
  const found = module === undefined ? [] : [module];
  for (let at = call.cwd; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const inFolderOf = (path: string) => call.resolve(`${at}/${path}`);
    const uses = /^\s*use\s*(?:\(([^)]*)\)|(\S+))/gm;
    for (const [, block, single] of (call.files.read(inFolderOf('go.work')) ?? '').matchAll(uses)) {
      for (const folder of (block ?? single ?? '').split(/\s+/)) if (folder !== '') found.push(...moduleAt(call, inFolderOf(folder)));
    }
    for (const [, path = '', folder = ''] of (call.files.read(inFolderOf('go.mod')) ?? '').matchAll(/^\s*(?:replace\s+)?(\S+)(?:\s+v\S+)?\s+=>\s+(\.\S*)/gm)) found.push({ folder: inFolderOf(folder), path });
    if (at === '/') return found;
  }
}

function moduleAt(call: Call, folder: string): { folder: string; path: string }[] {
  const path = /^\s*module\s+"?([^\s"]+)/m.exec(call.files.read(`${folder}/go.mod`) ?? '')?.[1];
  return path === undefined ? [] : [{ folder, path }];
}

/** The binaries of patterns such as `./...`; undefined when not every folder can be seen. */
function mainPackages(call: Call, patterns: readonly string[]): (string | undefined)[] | undefined {
  const names = new Set<string | undefined>();
  let visible = false;
  for (const pattern of patterns) {
    const recursive = pattern.endsWith('...');
    const path = pattern.replace(/\/?\.\.\.$/, '') || '.';
    const root = path.startsWith('.') || path.startsWith('/') ? call.resolve(path) : folderOf(call, path);
    if (root === undefined) return undefined;
    for (const folder of recursive ? foldersBelow(call, root) : [root]) {
      const main = isMain(call, folder);
      if (main === undefined) return undefined;
      visible ||= call.files.list(folder).some((entry) => entry.path.endsWith('.go'));
      if (main) names.add(nameOf(call, folder));
    }
  }
  // A context that shows no Go file at all is not the whole context.
  return visible ? [...names] : undefined;
}

function foldersBelow(call: Call, root: string): string[] {
  const found = [root];
  for (let index = 0; index < found.length && found.length < 2000; index++) {
    for (const entry of call.files.list(found[index] ?? '')) {
      const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
      if (entry.node === 'folder' && !/^(?:vendor|testdata|[._].*)$/.test(name) && call.files.find(`${entry.path}/go.mod`)?.certain !== true) found.push(entry.path);
    }
  }
  return found;
}

/** Whether a folder holds a program; undefined when its Go files cannot be read. */
function isMain(call: Call, folder: string): boolean | undefined {
  const entries = call.files.list(folder);
  if (entries.length === 0) return call.files.find(folder)?.certain === true && call.files.find(folder)?.open === false ? false : undefined;
  for (const entry of entries) {
    if (!entry.path.endsWith('.go') || entry.path.endsWith('_test.go')) continue;
    const text = call.files.read(entry.path);
    if (text === undefined) return undefined;
    const name = /^\s*package\s+(\w+)/m.exec(readSource(text, cFamily).code)?.[1];
    if (name === 'main' && !/^\/\/(?:go:build ignore|\s*\+build ignore)/m.test(text)) return true;
  }
  return false;
}

// --- What artifacts need

interface Sources {
  readonly imports: ReadonlySet<string>;
  readonly literals: readonly string[];
  readonly code: string;
  /** Imported modules of others that are not known to be plain Go. */
  readonly strangers: readonly string[];
  readonly modules: readonly string[];
}

function describe(call: Call, rest: readonly string[], packages: readonly string[]): Artifact {
  const { named } = readOptions(rest, withValue);
  const sources = readSources(call, packages);
  const link = linkOf(call, named, sources);
  const needs: Need[] = sources === undefined ? unseen(call) : seen(call, sources);
  const dynamic: Need[] = [{ kind: 'libc', because: `the binary is dynamically linked: ${link.because}` }, ...needs];
  const artifact = { toolchain: 'go', tool: false, reads: sources === undefined ? undefined : { paths: [...sources.literals, ...sources.modules.flatMap((name) => opens[name] ?? [])], complete: sources.strangers.length === 0 && !computesPaths.test(sources.code), files: sources.modules.length > 0 || touchesFiles.test(sources.code) } };
  if (link.kind === 'static') return { ...artifact, needs, evidence: [`the binary is static: ${link.because}`] };
  const variant = link.kind === 'avoidable' ? { variant: { environment: { CGO_ENABLED: '0' }, needs, because: link.because } } : {};
  return { ...artifact, needs: dynamic, ...variant, evidence: [`the binary is dynamic: ${link.because}`] };
}

type Link = { readonly kind: 'static' | 'dynamic' | 'avoidable'; readonly because: string };

function linkOf(call: Call, named: ReadonlyMap<string, string>, sources: Sources | undefined): Link {
  const mode = named.get('buildmode') ?? 'exe';
  if (mode !== 'exe' && mode !== 'default') return { kind: 'dynamic', because: `\`-buildmode=${mode}\`` };
  const flags = `${named.get('ldflags') ?? ''} ${call.variable('GOFLAGS') ?? ''}`;
  if (/linkmode[= ]'?"?external/.test(flags) && !/-static/.test(flags)) return { kind: 'dynamic', because: '`-linkmode=external`' };
  for (const flag of ['race', 'msan', 'asan', 'linkshared']) if (named.has(flag)) return { kind: 'dynamic', because: `\`-${flag}\` needs cgo` };
  const cgo = call.variable('CGO_ENABLED');
  if (cgo === '0') return { kind: 'static', because: '`CGO_ENABLED=0`' };
  const minor = Number(/^1\.(\d+)/.exec(call.variable('GOLANG_VERSION') ?? '')?.[1] ?? '0');
  if (/-extldflags[= ]['"]?[^'"]*-static/.test(flags) && sources !== undefined && ![...sources.imports].some((name) => linksC.has(name)) && sources.modules.length === 0) return { kind: 'static', because: '`-extldflags -static`, and nothing looks up names' };
  if (cgo === undefined && call.has('gcc') === false && call.has('clang') === false && minor >= 20) return { kind: 'static', because: 'the image has no C compiler, so cgo is off' };
  const tags = new Set((named.get('tags') ?? '').split(/[\s,]+/));
  const plain = sources !== undefined && !['C', 'plugin'].some((name) => sources.imports.has(name)) && sources.modules.length === 0;
  if (plain && tags.has('netgo') && (tags.has('osusergo') || !sources.imports.has('os/user'))) return { kind: 'static', because: 'the tags `netgo` and `osusergo` avoid the C library' };
  if (sources === undefined) return { kind: 'dynamic', because: 'cgo may be on, and the sources are not in the build context' };
  if (sources.imports.has('C')) return { kind: 'dynamic', because: 'the sources import "C"' };
  if (sources.imports.has('plugin')) return { kind: 'dynamic', because: 'the sources import "plugin"' };
  const native = sources.modules.find((name) => matches(name, needsC));
  if (native !== undefined) return { kind: 'dynamic', because: `\`${native}\` is built with cgo` };
  const stranger = sources.strangers[0];
  if (stranger !== undefined) return { kind: 'dynamic', because: `\`${stranger}\` may use cgo` };
  const reason = [...sources.imports].find((name) => linksC.has(name)) ?? sources.modules[0];
  if (reason === undefined) return { kind: 'static', because: 'its sources import neither "C" nor a package that links the C library' };
  // A value that the author set is not ours to change.
  return { kind: cgo === undefined ? 'avoidable' : 'dynamic', because: `\`${reason}\` links the C library only for name look-ups` };
}

function matches(path: string, list: readonly string[]): boolean {
  return list.some((name) => path === name || path.startsWith(`${name}/`));
}

function unseen(call: Call): Need[] {
  const because = `the sources that \`${call.text}\` builds are not in the build context`;
  return [{ kind: 'distribution', because }, { kind: 'certificates', because }, { kind: 'zoneinfo', because }];
}

function seen(call: Call, { imports, literals, code, strangers, modules }: Sources): Need[] {
  const needs: Need[] = [];
  const tls = usesTls.find((name) => imports.has(name)) ?? modules[0];
  if (tls !== undefined) needs.push({ kind: 'certificates', because: `\`${tls}\` can open TLS connections` });
  if (/\btime\.LoadLocation\b/.test(code) && !imports.has('time/tzdata')) needs.push({ kind: 'zoneinfo', because: 'the sources call `time.LoadLocation`' });
  else if (modules.length > 0) needs.push({ kind: 'zoneinfo', because: `\`${modules[0]}\` may load time zones` });
  if (call.variable('TZ') !== undefined) needs.push({ kind: 'zoneinfo', because: '`TZ` is set' });
  if (/\b(?:CreateTemp|MkdirTemp|TempDir|TempFile|ParseMultipartForm|FormFile|MultipartForm)\b/.test(code) || imports.has('mime/multipart') || modules.length > 0) needs.push({ kind: 'tmp', because: 'temporary files may be written' });
  if (imports.has('os/user')) needs.push({ kind: 'account', names: [], because: 'the sources import "os/user"' });
  if (imports.has('os/exec') || /\bos\.StartProcess\b|\bsyscall\.Exec\b/.test(code)) {
    const named = [...code.matchAll(/\bexec\.(?:Command|CommandContext|LookPath)\(/g)].length;
    const programs = literals.filter((text) => /^[a-z][\w.+-]*$/.test(text) && call.has(text) !== false && call.has(text) !== undefined);
    needs.push({ kind: 'distribution', because: 'the sources run other programs' });
    if (named > 0) for (const name of new Set(programs)) needs.push({ kind: 'program', name, because: `the sources run \`${name}\`` });
  }
  if (imports.has('go/build') || imports.has('golang.org/x/tools/go/packages')) needs.push({ kind: 'program', name: 'go', because: 'the sources load Go packages at run time' });
  if (strangers.length > 0) needs.push({ kind: 'distribution', because: `what \`${strangers[0]}\` does at run time is not known` });
  return needs;
}

/** Reads the packages and everything of the same module that they import; undefined when a file of them cannot be seen. */
function readSources(call: Call, packages: readonly string[]): Sources | undefined {
  const imports = new Set<string>();
  const literals: string[] = [];
  const code: string[] = [];
  const modules = new Set<string>();
  const waiting: string[] = [];
  const listed = packages.every((one) => one.endsWith('.go'));
  for (const one of packages) {
    if (one.includes(UNKNOWN) || one.includes('@')) return undefined;
    const root = listed ? call.resolve(one) : one.startsWith('.') || one.startsWith('/') ? call.resolve(one.replace(/\/?\.\.\.$/, '') || '.') : folderOf(call, one.replace(/\/?\.\.\.$/, ''));
    if (root === undefined) return undefined;
    waiting.push(...(one.endsWith('...') ? foldersBelow(call, root).filter((folder) => isMain(call, folder) !== false) : [root]));
  }
  const done = new Set(waiting);
  let main = false;
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const files = listed && place.endsWith('.go') ? [place] : call.files.list(place).map((entry) => entry.path);
    let found = false;
    for (const file of files.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'))) {
      const text = call.files.read(file);
      if (text === undefined) return undefined;
      found = true;
      const source = readSource(text, cFamily);
      if (/^\s*package\s+main\b/m.test(source.code)) main = true;
      const names = importsOf(text);
      code.push(source.code);
      literals.push(...source.literals.filter((literal) => !names.includes(literal)));
      for (const name of names) {
        imports.add(name);
        const folder = name.startsWith('.') ? undefined : (folderOf(call, name) ?? vendored(call, name));
        if (folder !== undefined && !done.has(folder)) {
          done.add(folder);
          waiting.push(folder);
        } else if (folder === undefined && name.split('/')[0]?.includes('.') === true) modules.add(name);
      }
    }
    if (!found) return undefined;
  }
  if (!main) return undefined;
  const foreign = [...modules];
  return { imports, literals, code: code.join('\n'), modules: foreign, strangers: foreign.filter((name) => !matches(name, pure)) };
}

function vendored(call: Call, name: string): string | undefined {
  const root = placeOf(call, call.cwd).module?.folder ?? call.cwd;
  const folder = `${root === '/' ? '' : root}/vendor/${name}`;
  return call.files.list(folder).length > 0 ? folder : undefined;
}

function importsOf(text: string): string[] {
  const plain = text.replace(/\/\*[\s\S]*?(?:\*\/|$)|^[ \t]*\/\/[^\n]*/gm, '');
  const names: string[] = [];
  for (const [, block, single] of plain.matchAll(/^[ \t]*import\s*(?:\(([^)]*)\)|(?:[\w.]+\s+)?["`]([^"`\n]+)["`])/gm)) {
    if (single !== undefined) names.push(single);
    for (const [, name] of (block ?? '').matchAll(/["`]([^"`\n]+)["`]/g)) if (name !== undefined) names.push(name);
  }
  return names;
}

// --- Its companions

const inPlace: Program = (call) => [...caches(call), { kind: 'write', path: call.cwd, node: 'folder', origin: { kind: 'command', program: call.program }, open: true }];
const reading: Program = (call) => caches(call);
/** `godep go build` and the like run go with another GOPATH. */
const wrapper: Program = (call) => (call.words[1] === 'go' ? go({ ...call, words: call.words.slice(1) }) : inPlace(call));
const goWrapper: Program = (call) => (call.words[1] === 'install' ? install(call, call.words.slice(2)) : call.words[1] === 'download' ? caches(call) : undefined);
const builder: Program = (call) => {
  if (call.words.slice(1).some((word) => /install|deploy|release|publish|push|image|docker/.test(word))) return undefined;
  const assumed = `\`${call.text}\` builds in its working directory, and what it runs was not seen`;
  const artifact: Artifact = { toolchain: 'go', tool: false, assumed, reads: undefined, needs: [{ kind: 'libc', because: `what \`${call.program}\` links is not known` }, ...unseen(call)], evidence: [assumed] };
  return [...caches(call), { kind: 'write', path: call.cwd, node: 'folder', origin: { kind: 'artifact', artifact }, open: true }];
};

export default defineToolchain({
  name: 'go',
  title: 'Go',
  documentation: 'https://go.dev/ref/mod, https://pkg.go.dev/cmd/go',
  programs: { go, gofmt: reading, goimports: reading, golint: reading, 'golangci-lint': reading, staticcheck: reading, godep: wrapper, 'go-wrapper': goWrapper, glide: inPlace, dep: inPlace, govendor: inPlace, gvt: inPlace, 'go-bindata': inPlace, 'go-bindata-assetfs': inPlace, packr: inPlace, packr2: inPlace, statik: inPlace, swag: inPlace, wire: inPlace, templ: inPlace, stringer: inPlace, mockgen: inPlace, sqlc: inPlace, easyjson: inPlace, mage: builder, gox: builder },
  make: builder,
  drivers: ['go', 'gin', 'air', 'reflex', 'fresh', 'CompileDaemon', 'realize', 'dlv', 'gow', 'go-wrapper', 'bee', 'revel', 'buffalo', 'godep'],
  packages: ['golang', 'golang-go', 'golang-any', 'go', 'gccgo', 'gccgo-go'],
  folders: ['/usr/local/go'],
  archive: /\bgo(?:\d|\$)[^\s/]*\.tar|golang/,
  sources: ['*.go', 'go.mod', 'go.sum', 'go.work', 'go.work.sum', 'Gopkg.toml', 'Gopkg.lock', 'glide.yaml', 'glide.lock', 'Godeps', 'vendor', 'testdata'],
  variables: ['GOPATH', 'GOROOT', 'GOBIN', 'GOOS', 'GOARCH', 'GOARM', 'GOAMD64', 'GOFLAGS', 'GO111MODULE', 'GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GONOSUMCHECK', 'GOPRIVATE', 'GOINSECURE', 'GOTOOLCHAIN', 'GOCACHE', 'GOMODCACHE', 'CGO_ENABLED', 'CGO_CFLAGS', 'CGO_LDFLAGS', 'GOLANG_VERSION', 'GOEXPERIMENT'],
  megabytes: 500,
});

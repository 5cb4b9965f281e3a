// What a Go program needs to run: how it is linked, and what its sources open, start and look up.
// Sources: the documentation of cgo, net, time, crypto/x509 and os/user; the release notes of Go 1.16, 1.18 and 1.20; `go list -deps`.

import {
  type Artifact,
  type Call,
  linkedToC,
  list,
  type Need,
  programsStarted,
  unknownNeeds,
} from '../../src/toolchain.ts';
import { readSources, type Sources } from './sources.ts';

/** Packages of the standard library that link `net` or `os/user`, so that cgo makes the program dynamic (`go list -deps`, Go 1.26). */
const linksC = new Set(
  list(`
  archive/tar crypto/tls crypto/x509 expvar log/syslog mime/multipart net net/http net/http/cgi
  net/http/cookiejar net/http/fcgi net/http/httptest net/http/httptrace net/http/httputil net/http/pprof
  net/mail net/rpc net/rpc/jsonrpc net/smtp net/textproto os/user
`),
);

const usesTls = ['net/http', 'crypto/tls', 'crypto/x509', 'net/smtp'];
/** Modules that are built with cgo, or that lose their purpose without it. */
const needsC = list(`
  github.com/mattn/go-sqlite3 gorm.io/driver/sqlite github.com/confluentinc/confluent-kafka-go
  github.com/google/gopacket github.com/libgit2/git2go github.com/godror/godror github.com/go-gl
  github.com/gordonklaus/portaudio github.com/pebbe/zmq4 github.com/h2non/bimg github.com/davidbyttow/govips
  github.com/tecbot/gorocksdb github.com/DataDog/zstd github.com/veandco/go-sdl2 github.com/mattn/go-oci8
  gocv.io/x/gocv github.com/miekg/pkcs11 github.com/rogpeppe/go-charset
`);
/** Modules that are plain Go, run no other program and open no file that their caller does not name. */
const pure = list(`
  golang.org/x/crypto golang.org/x/net golang.org/x/sys golang.org/x/text golang.org/x/sync golang.org/x/time
  golang.org/x/term golang.org/x/oauth2 golang.org/x/exp google.golang.org/grpc google.golang.org/protobuf
  google.golang.org/genproto github.com/gin-gonic/gin github.com/gin-contrib github.com/labstack/echo
  github.com/labstack/gommon github.com/gofiber/fiber github.com/go-chi github.com/gorilla
  github.com/julienschmidt/httprouter github.com/valyala/fasthttp github.com/sirupsen/logrus github.com/rs
  go.uber.org github.com/spf13/cobra github.com/spf13/pflag github.com/spf13/viper github.com/urfave/cli
  github.com/prometheus/client_golang github.com/redis/go-redis github.com/go-redis/redis
  github.com/gomodule/redigo github.com/lib/pq github.com/jackc github.com/go-sql-driver/mysql
  github.com/jmoiron/sqlx gorm.io/gorm gorm.io/driver/postgres gorm.io/driver/mysql go.mongodb.org/mongo-driver
  github.com/golang-jwt/jwt github.com/dgrijalva/jwt-go github.com/google/uuid github.com/pkg/errors
  github.com/stretchr/testify github.com/aws/aws-sdk-go github.com/aws/aws-sdk-go-v2 github.com/aws/smithy-go
  github.com/nats-io/nats.go github.com/segmentio/kafka-go github.com/streadway/amqp
  github.com/rabbitmq/amqp091-go github.com/joho/godotenv github.com/fatih/color github.com/davecgh/go-spew
  gopkg.in/yaml.v2 gopkg.in/yaml.v3 github.com/BurntSushi/toml github.com/rs/zerolog
`);
/** Files that a module opens on its own. */
const opens: Readonly<Record<string, readonly string[]>> = { 'github.com/joho/godotenv': ['.env'] };

/** What opens, makes or lists files, or asks for the working directory: everything of `os` but what is known not to, and others by name. */
const touchesFiles =
  /\bos\.(?!(?:Args|Getenv|LookupEnv|Setenv|Unsetenv|Environ|ExpandEnv|Expand|Exit|Stdin|Stdout|Stderr|Hostname|Getpid|Getppid|Getuid|Getgid|Interrupt|Kill|Signal|Process|FindProcess|Err\w*|Is(?:Not)?Exist|PathSeparator|PathListSeparator|DevNull|File(?:Mode|Info)?|O_\w+|Mode\w+|Getpagesize)\b)\w+|\bioutil\.(?!(?:ReadAll|Discard|NopCloser)\b)\w+|\b(?:syscall|unix)\.(?:Open|Exec|Creat|Mkdir|Stat|Mount)\w*|\bfilepath\.(?:Walk\w*|Glob|Abs|EvalSymlinks)\b|\bhttp\.(?:Dir|ServeFile)\b|\bsql\.Open\b|\bexec\.\w+|\bplugin\.Open\b|\b(?:ParseFiles|ParseGlob|LoadX509KeyPair|ListenAndServeTLS|ServeTLS|OpenReader|New\w*TLSFromFile|OpenRoot)\b/g;
/** Such calls whose path is written out, alone or joined from literals: it is known which file they open. */
const literalPath =
  /(?:\bos\.(?:Open|ReadFile|ReadDir|DirFS|Stat)|\bioutil\.Read(?:File|Dir)|\bhttp\.Dir|\bParseGlob)\(\s*(?:""|(?:filepath|path)\.Join\(\s*""(?:\s*,\s*"")*\s*\))\s*\)|\bParseFiles\(\s*""(?:\s*,\s*"")*\s*\)|\bos\.(?:Create|WriteFile|OpenFile|MkdirAll|Mkdir)\(\s*""\s*[,)]/g;

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** The artifact that a build with these options makes of these packages. */
export function describeArtifact(
  call: Call,
  named: ReadonlyMap<string, string>,
  packages: readonly string[],
): Artifact {
  const sources = readSources(call, packages);
  const strangers = sources?.modules.filter((name) => !matches(name, pure)) ?? [];
  // Modules, C and plugins open files of their own; a renamed package hides that it does.
  const knowsFiles =
    sources !== undefined &&
    !sources.aliased &&
    sources.modules.length === 0 &&
    !sources.imports.has('C') &&
    !sources.imports.has('plugin');
  const link = linkOf(call, named, sources, strangers[0]);
  const needs: Need[] = sources === undefined ? unknownNeeds(call, true) : seen(call, sources, strangers[0]);
  const dynamic: Need[] = [...linkedToC(call, `the binary is dynamically linked: ${link.because}`), ...needs];
  const artifact = {
    toolchain: 'go',
    native: true,
    tool: false,
    ...(sources !== undefined && startsPrograms(sources) ? { startsOthers: true } : {}),
    reads:
      sources === undefined
        ? undefined
        : {
            paths: [...sources.literals, ...sources.modules.flatMap((name) => opens[name] ?? [])],
            complete: knowsFiles && count(sources.code, touchesFiles) === count(sources.code, literalPath),
            files: !knowsFiles || count(sources.code, touchesFiles) > 0,
          },
  };
  if (link.kind === 'static') return { ...artifact, needs, evidence: [`the binary is static: ${link.because}`] };
  const variant =
    link.kind === 'avoidable' ? { variant: { environment: { CGO_ENABLED: '0' }, needs, because: link.because } } : {};
  const sure = isDynamic(call, named, sources) ? { dynamic: link.because } : {};
  return { ...artifact, needs: dynamic, ...variant, ...sure, evidence: [`the binary is dynamic: ${link.because}`] };
}

/** Cgo is on, nothing asks for a static link or another platform, and the sources themselves use C or a package that does. */
function isDynamic(call: Call, named: ReadonlyMap<string, string>, sources: Sources | undefined): boolean {
  if (sources === undefined || sources.constrained || call.has('gcc') !== true) return false;
  if (!['1', undefined].includes(call.variable('CGO_ENABLED'))) return false;
  if (!['linux', undefined].includes(call.variable('GOOS'))) return false;
  if (['GOARCH', 'GOFLAGS', 'CGO_LDFLAGS', 'CC'].some((name) => call.variable(name) !== undefined)) return false;
  if (['ldflags', 'tags', 'buildmode', 'compiler'].some((name) => named.has(name))) return false;
  return [...sources.imports].some(
    (name) => name === 'C' || name === 'net' || name === 'net/http' || name === 'os/user',
  );
}

type Link = { readonly kind: 'static' | 'dynamic' | 'avoidable'; readonly because: string };

function linkOf(
  call: Call,
  named: ReadonlyMap<string, string>,
  sources: Sources | undefined,
  stranger: string | undefined,
): Link {
  const mode = named.get('buildmode') ?? 'exe';
  if (mode !== 'exe' && mode !== 'default') return { kind: 'dynamic', because: `\`-buildmode=${mode}\`` };
  const flags = `${named.get('ldflags') ?? ''} ${call.variable('GOFLAGS') ?? ''}`;
  if (/linkmode[= ]'?"?external/.test(flags) && !/-static(?![\w-])/.test(flags))
    return { kind: 'dynamic', because: '`-linkmode=external`' };
  for (const flag of ['race', 'msan', 'asan', 'linkshared'])
    if (named.has(flag)) return { kind: 'dynamic', because: `\`-${flag}\` needs cgo` };
  const cgo = call.variable('CGO_ENABLED');
  if (cgo === '0') return { kind: 'static', because: '`CGO_ENABLED=0`' };
  const minor = Number(/^1\.(\d+)/.exec(call.variable('GOLANG_VERSION') ?? '')?.[1] ?? '0');
  if (
    /-extldflags[= ]['"]?[^'"]*-static(?![\w-])/.test(flags) &&
    sources !== undefined &&
    ![...sources.imports].some((name) => linksC.has(name)) &&
    sources.modules.length === 0
  )
    return { kind: 'static', because: '`-extldflags -static`, and nothing looks up names' };
  if (cgo === undefined && call.has('gcc') === false && call.has('clang') === false && minor >= 20)
    return { kind: 'static', because: 'the image has no C compiler, so cgo is off' };
  const tags = new Set((named.get('tags') ?? '').split(/[\s,]+/));
  const plain =
    sources !== undefined && !['C', 'plugin'].some((name) => sources.imports.has(name)) && sources.modules.length === 0;
  if (
    plain &&
    tags.has('netgo') &&
    (tags.has('osusergo') || !(sources.imports.has('os/user') || sources.imports.has('archive/tar')))
  )
    return { kind: 'static', because: 'the tags `netgo` and `osusergo` avoid the C library' };
  if (sources === undefined)
    return { kind: 'dynamic', because: 'cgo may be on, and the sources are not in the build context' };
  if (sources.imports.has('C')) return { kind: 'dynamic', because: 'the sources import "C"' };
  if (sources.imports.has('plugin')) return { kind: 'dynamic', because: 'the sources import "plugin"' };
  const native = sources.modules.find((name) => matches(name, needsC));
  if (native !== undefined) return { kind: 'dynamic', because: `\`${native}\` is built with cgo` };
  if (stranger !== undefined) return { kind: 'dynamic', because: `\`${stranger}\` may use cgo` };
  const reason = [...sources.imports].find((name) => linksC.has(name)) ?? sources.modules[0];
  if (reason === undefined)
    return { kind: 'static', because: 'its sources import neither "C" nor a package that links the C library' };
  // A value that the author set is not ours to change.
  return {
    kind: cgo === undefined ? 'avoidable' : 'dynamic',
    because: `\`${reason}\` links the C library only for name look-ups`,
  };
}

function matches(path: string, list: readonly string[]): boolean {
  return list.some((name) => path === name || path.startsWith(`${name}/`));
}

function startsPrograms({ imports, code }: Pick<Sources, 'imports' | 'code'>): boolean {
  return imports.has('os/exec') || /\bos\.StartProcess\b|\bsyscall\.Exec\b/.test(code);
}

function seen(call: Call, { imports, literals, code, modules }: Sources, stranger: string | undefined): Need[] {
  const needs: Need[] = [];
  const tls = usesTls.find((name) => imports.has(name)) ?? modules[0];
  if (tls !== undefined) needs.push({ kind: 'certificates', because: `\`${tls}\` can open TLS connections` });
  if (/\btime\.LoadLocation\b/.test(code) && !imports.has('time/tzdata'))
    needs.push({ kind: 'zoneinfo', because: 'the sources call `time.LoadLocation`' });
  else if (modules.length > 0) needs.push({ kind: 'zoneinfo', because: `\`${modules[0]}\` may load time zones` });
  if (call.variable('TZ') !== undefined) needs.push({ kind: 'zoneinfo', because: '`TZ` is set' });
  if (
    /\b(?:CreateTemp|MkdirTemp|TempDir|TempFile|ParseMultipartForm|FormFile|MultipartForm)\b/.test(code) ||
    imports.has('mime/multipart') ||
    modules.length > 0
  )
    needs.push({ kind: 'tmp', because: 'temporary files may be written' });
  // The engine takes HOME from /etc/passwd; without that file it is `/`.
  const home = /\bUser(?:Home|Config|Cache)Dir\b/.test(code) || literals.some((text) => /\bHOME\b|^~\//.test(text));
  const account = imports.has('os/user')
    ? 'the sources import "os/user"'
    : modules[0] && `\`${modules[0]}\` may look for the home folder`;
  // The folder itself has to be there as well.
  if (home) needs.push({ kind: 'distribution', because: 'the sources use the home folder' });
  if (account !== undefined) needs.push({ kind: 'account', names: [], because: account });
  if (startsPrograms({ imports, code })) {
    needs.push({ kind: 'distribution', because: 'the sources run other programs' });
    needs.push(...programsStarted(call, { literals }));
  }
  for (const text of literals) {
    if (/^\/tmp(?:\/|$)/.test(text)) needs.push({ kind: 'tmp', because: `the sources name \`${text}\`` });
  }
  if (imports.has('go/build') || imports.has('golang.org/x/tools/go/packages'))
    needs.push({ kind: 'program', name: 'go', because: 'the sources load Go packages at run time' });
  if (stranger !== undefined)
    needs.push({ kind: 'distribution', because: `what \`${stranger}\` does at run time is not known` });
  return needs;
}

// What Clojure's own command line, and Boot, write: whatever function is called, by convention below `target`.
// Sources: clojure.org (deps and CLI reference, tools.build guide), seancorfield/depstar, tonsky/uberdeps, boot-clj.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  javaArtifact,
  list,
  type Program,
  UNKNOWN,
} from '../src/toolchain.ts';

/** Options that only ask, or prepare: `-P`, `-Spath`, `-Sdeps` takes a value. */
const asks = /^-(?:P|S(?:path|tree|pom|describe|verbose|trace|cp|force|resolve-tags|repro))$|^--?(?:help|version|h)$/;
/** Functions and aliases that build: the last word of a name counts. */
const builds =
  /(?:^|[/:.+-])(?:build|uber|uberjar|uber-jar|jar|uberdeps|depstar|pack|package|compile|aot|ci|all|dist|release)(?:$|[/:.+-])/i;
/** Those that only test, check or remove. */
const checks =
  /(?:^|[/:.-])(?:test|tests|runner|kaocha|eastwood|kondo|lint|cljfmt|outdated|antq|clean|prep|help|deps|tree)$/i;

const clojure: Program = (call) => {
  const words = call.words.slice(1).filter((word) => !word.startsWith('-J'));
  if (call.cwd.includes(UNKNOWN)) return undefined;
  const caches = cachesOf(call);
  // Asked for to be used: what is on it lies in caches and among sources.
  if (words.includes('-Spath') && call.output !== undefined) return undefined;
  if (words.some((word) => asks.test(word)) || words.length === 0) return words.length === 0 ? undefined : caches;
  const named = words.filter((word, index) => words[index - 1] !== '-Sdeps' && word !== '-Sdeps');
  if (named.some((word) => builds.test(word))) return [...caches, ...output(call, named)];
  return named.some((word) => checks.test(word)) ? caches : undefined;
};

/** Boot's tasks leave their files in `target`, where the task of that name is among them. */
const boot: Program = (call) => {
  const words = call.words.slice(1);
  if (call.cwd.includes(UNKNOWN)) return undefined;
  if (words.some((word) => /^(?:repl|watch|serve|wait|run|reload|speak|dev|cljs-repl)$/.test(word))) return undefined;
  return [...cachesOf(call), ...output(call, words)];
};

function output(call: Call, words: readonly string[]): readonly Effect[] {
  const definitions = list('deps.edn build.clj build.boot build/build.clj dev/build.clj').flatMap(
    (name) => call.files.read(call.resolve(name)) ?? [],
  );
  const plain = definitions.map((text) => text.replace(/("(?:[^"\\]|\\.)*")|;[^\n]*/g, '$1'));
  const artifact = javaArtifact(call, {
    toolchain: 'clojure',
    because: definitions.length === 0 ? '`deps.edn` is not in the build context' : '`deps.edn` defines the build',
    project: call.cwd,
    manifests: plain,
    movable: true,
    // Clojure's own compiler makes classes for Java 8 at most.
    ...(plain.length === 0 || plain.some((text) => /\bjavac\b/.test(text)) ? {} : { since: 8 }),
  });
  const given = words.flatMap((word) => /^"?([^"%\s]+\.jar)"?$/.exec(word)?.[1] ?? []);
  const perhaps = plain.flatMap((text) => [...text.matchAll(/"([^"%\s]+\.jar)"/g)].map(([, name = '']) => name));
  return [
    { kind: 'residue', path: call.resolve('target') },
    opened(call.resolve('target'), artifact),
    ...given.map((name): Effect => file(call.resolve(name), artifact, true)),
    ...perhaps
      .filter((name) => !given.includes(name) && !name.startsWith('target/'))
      .map((name): Effect => file(call.resolve(name), artifact, false)),
  ];
}

function file(path: string, artifact: Artifact, certain: boolean): Effect {
  return { kind: 'write', path, node: 'file', origin: { kind: 'artifact', artifact }, certain };
}

function opened(path: string, artifact: Artifact): Effect {
  return { kind: 'write', path, node: 'folder', open: true, origin: { kind: 'artifact', artifact } };
}

function cachesOf(call: Call): Effect[] {
  const home = call.variable('HOME') ?? (/^(?:|root|0)$/.test(call.user) ? '/root' : `/home/${call.user}`);
  return [...list('.m2 .gitlibs .clojure .cache .boot').map((name) => `${home}/${name}`), call.resolve('.cpcache')].map(
    (path) => ({ kind: 'residue', path }),
  );
}

export default defineToolchain({
  name: 'clojure',
  title: 'Clojure CLI',
  documentation: 'https://clojure.org/reference/clojure_cli, https://clojure.org/guides/tools_build',
  images: ['clojure'],
  artifacts: 'a jar as `build.clj` or the arguments name it',
  bases: ['openjdk:<version>-jre', 'eclipse-temurin:<version>-jre'],
  programs: { clojure, clj: clojure, boot },
  installers: [
    {
      url: /download\.clojure\.org\/install|clojure\/brew-install/,
      program: () =>
        list('/usr/local/lib/clojure /usr/local/share/clojure').map((path) => ({
          kind: 'write',
          path,
          node: 'folder',
          open: true,
          origin: { kind: 'command', program: 'clojure' },
        })),
    },
  ],
  wrappers: list('clojure clj boot'),
  uses: ['java'],
  sensitive: /(?!)/,
  drivers: list('clojure clj boot bb'),
  packages: list('clojure'),
  fetchers: list('git curl rlwrap openssh-client'),
  folders: list('/usr/local/lib/clojure /usr/local/share/clojure /root/.boot /root/.m2 /root/.gitlibs /root/.clojure'),
  archive: /clojure-tools|linux-install|\bboot\.sh\b/,
  sources: list(
    '*.clj *.cljs *.cljc *.java deps.edn build.boot boot.properties target src/ test .cpcache .clj-kondo .lsp tests.edn',
  ),
  variables: list(
    'CLOJURE_VERSION CLOJURE_INSTALL BOOT_VERSION BOOT_INSTALL BOOT_AS_ROOT BOOT_HOME CLJ_CONFIG GITLIBS',
  ),
  megabytes: 60,
});

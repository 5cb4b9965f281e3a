// Where dune and the OCaml compilers put what they build, and which libraries of the system opam's packages bring.
// Sources: dune.readthedocs.io, opam.ocaml.org/doc, the `depexts` of the packages in ocaml/opam-repository.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  nativeArtifact,
  type Program,
  readOptions,
  readTree,
  UNKNOWN,
} from '../src/toolchain.ts';

const withValue = new Set(
  list(`
    root build-dir profile p only-packages j jobs x context workspace default-target display prefix libdir mandir bindir destdir
    o package I cclib ccopt ppx pp syntax predicates g switch color confirm-level
  `).filter((name) => name !== 'g'),
);

/** Packages of opam that link a library of the system, themselves or through what they depend on, by Debian's name of the package to build with. */
const linked: Readonly<Record<string, string>> = {
  zarith: 'libgmp-dev',
  'conf-gmp': 'libgmp-dev',
  tls: 'libgmp-dev',
  'tls-lwt': 'libgmp-dev',
  'conf-libev': 'libev-dev',
  dream: 'libev-dev libssl-dev libgmp-dev',
  ssl: 'libssl-dev',
  lwt_ssl: 'libssl-dev',
  'conf-libssl': 'libssl-dev',
  pcre: 'libpcre3-dev',
  'conf-libpcre': 'libpcre3-dev',
  postgresql: 'libpq-dev',
  'caqti-driver-postgresql': 'libpq-dev',
  'conf-postgresql': 'libpq-dev',
  sqlite3: 'libsqlite3-dev',
  'caqti-driver-sqlite3': 'libsqlite3-dev',
  'conf-sqlite3': 'libsqlite3-dev',
  camlzip: 'zlib1g-dev',
  'conf-zlib': 'zlib1g-dev',
  ctypes: 'libffi-dev',
  'ctypes-foreign': 'libffi-dev',
  'conf-libffi': 'libffi-dev',
};

/** Packages that link nothing but the C library. What is in neither table is not known. */
const plain = new Set(
  list(`
    ocaml dune dune-configurator ocamlfind ocamlbuild opam-depext menhir base stdio core core_kernel core_unix async lwt lwt_ppx cmdliner fmt logs re
    uri yojson atd atdgen ezjsonm jsonm sexplib ppx_deriving ppx_deriving_yojson ppx_sexp_conv ppx_jane ppxlib ppx_expect angstrom faraday httpaf
    httpaf-lwt-unix httpun httpun-eio tiny_httpd cohttp cohttp-lwt cohttp-lwt-unix opium containers iter ounit ounit2 alcotest qcheck odoc ocamlformat merlin
    astring bos rresult fpath ptime mtime digestif base64 hex cstruct stringext tyxml mustache omd str unix threads eio eio_main bigstringaf caqti
  `),
);

const harmless = new Set(['', ...list('init update switch repository repo clean list show option var')]);

const ocamlLexis = {
  tokens:
    /(?<comment>\(\*[\s\S]*?(?:\*\)|$))|\{(\w*)\|[\s\S]*?\|\2\}|"(?<text>(?:[^"\\]|\\[\s\S])*)"|'(?:[^'\\\n]|\\[^\n']{1,4})'/g,
};

const homeOf = (call: Call) => call.variable('HOME') ?? (call.user === 'opam' ? '/home/opam' : '/root');
const caches = (call: Call): Effect[] => [
  { kind: 'residue', path: `${homeOf(call)}/.opam` },
  { kind: 'residue', path: `${homeOf(call)}/.cache` },
];

function describe(call: Call, folder: string): Artifact {
  return nativeArtifact(call, {
    toolchain: 'ocaml',
    link: 'dynamic',
    because: 'the C library and those of the system are shared',
    sources: readTree(call.files, folder, {
      endings: ['.ml', '.mli', '.eml'],
      lexis: ocamlLexis,
      skip: ['_build', 'test', 'tests'],
    }),
  });
}

/** What opam installs of the system along with its packages; an unknown effect where that is not known. */
function systemPackages(call: Call, packages: readonly string[]): Effect[] {
  const names = new Set<string>();
  for (const one of packages) {
    const name = one.replace(/[.=<>{ ].*$/, '');
    const found = Object.hasOwn(linked, name) ? linked[name] : undefined;
    if (found !== undefined) for (const development of list(found)) names.add(development);
    else if (!plain.has(name) && !name.startsWith('ppx_'))
      return [
        {
          kind: 'unknown',
          reason: `whether opam’s package \`${name}\` is linked to a library of the system is not known`,
          under: undefined,
        },
      ];
  }
  if (names.size === 0) return [];
  return call.has('apt-get') === false
    ? [
        {
          kind: 'unknown',
          reason: `which packages \`${call.text}\` brings is not known on this distribution`,
          under: undefined,
        },
      ]
    : [{ kind: 'packages', manager: 'apt', action: 'install', names: [...names] }];
}

/** What the packages in a folder depend on; undefined when they are not seen. */
function dependencies(call: Call, folder: string): readonly string[] | undefined {
  const files = call.files.list(folder).filter(({ path }) => path.endsWith('.opam'));
  const texts = files.map(({ path }) => call.files.read(path));
  if (texts.length === 0 || texts.some((text) => text === undefined)) return undefined;
  const own = new Set(files.map(({ path }) => path.replace(/^.*\/|\.opam$/g, '')));
  return texts
    .flatMap((text) => /^depends:\s*\[([\s\S]*?)^\]/m.exec(text ?? '')?.[1]?.replace(/\{[^}]*\}/g, '') ?? [])
    .flatMap((text) => [...text.matchAll(/"([^"]+)"/g)].flatMap(([, name]) => name ?? []))
    .filter((name) => !own.has(name));
}

const opam: Program = (call) => {
  const words = call.words.slice(1);
  const { operands } = readOptions(words, withValue, true);
  const [subcommand = '', ...rest] = operands;
  switch (subcommand) {
    case 'env':
    case 'config':
      // Variables that only the build reads.
      return subcommand === 'env' || rest[0] === 'env' ? [{ kind: 'output', text: '' }] : caches(call);
    case 'exec': {
      const inner = words.slice(words.indexOf('--') + 1);
      const program = words.includes('--') ? programs[inner[0] ?? ''] : undefined;
      return program?.({ ...call, words: inner });
    }
    case 'install':
    case 'depext': {
      const local = rest.filter((one) => /^\.|\/|\.opam$/.test(one));
      const seen = local.length > 0 || rest.length === 0 ? dependencies(call, call.cwd) : [];
      if (seen === undefined)
        return [
          {
            kind: 'unknown',
            reason: `which packages \`${call.text}\` installs is not known without the \`*.opam\` files`,
            under: undefined,
          },
        ];
      return [...caches(call), ...systemPackages(call, [...rest.filter((one) => !local.includes(one)), ...seen])];
    }
    default:
      // `opam pin` may build anything.
      return harmless.has(subcommand) ? caches(call) : undefined;
  }
};

const dune: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), withValue, true);
  const folder = call.resolve(named.get('root') ?? '.');
  const given = named.get('build-dir') ?? call.variable('DUNE_BUILD_DIR');
  const build = given === undefined ? `${folder === '/' ? '' : folder}/_build` : call.resolve(given);
  const open = (path: string): Effect => ({
    kind: 'write',
    path,
    node: 'folder',
    origin: { kind: 'artifact', artifact: describe(call, folder) },
    open: true,
  });
  const heavy: Effect = { kind: 'residue', path: build };
  if (build.includes(UNKNOWN)) return undefined;
  switch (operands[0]) {
    case 'build':
      return [...caches(call), heavy, open(`${build}/default`), open(`${build}/install/default/bin`)];
    case 'install': {
      const prefix = named.get('bindir') ?? (named.has('prefix') ? `${named.get('prefix')}/bin` : undefined);
      return prefix === undefined || named.has('destdir') ? undefined : [heavy, open(call.resolve(prefix))];
    }
    case 'clean':
      return [{ kind: 'remove', path: build }];
    case 'test':
    case 'runtest':
    case 'fmt':
    case 'subst':
    case 'external-lib-deps':
      return [...caches(call), heavy];
    default:
      return undefined;
  }
};

/** `ocamlfind ocamlopt -package unix -linkpkg main.ml -o main` */
const compiler: Program = (call) => {
  const words = call.words.slice(call.program === 'ocamlfind' ? 2 : 1);
  const { named, operands } = readOptions(words, withValue, true);
  if (call.program === 'ocamlfind' && !/^ocamlopt(?:\.opt)?$/.test(call.words[1] ?? '')) return undefined;
  if (words.some((word) => /^-(?:c|a|shared|output-obj|pack|i)$/.test(word) || word.includes(UNKNOWN)))
    return undefined;
  if (!operands.some((word) => word.endsWith('.ml'))) return undefined;
  const packages = (named.get('package') ?? '')
    .split(',')
    .filter((one) => one !== '')
    .map((one) => one.replace(/\..*$/, ''));
  const unknown = systemPackages(call, packages).filter((effect) => effect.kind === 'unknown');
  return [
    ...unknown,
    {
      kind: 'write',
      path: call.resolve(named.get('o') ?? 'a.out'),
      node: 'file',
      origin: { kind: 'artifact', artifact: describe(call, call.cwd) },
    },
  ];
};

const programs: Readonly<Record<string, Program>> = {
  opam,
  dune,
  jbuilder: dune,
  ...models(compiler, 'ocamlfind ocamlopt ocamlopt.opt'),
  ...models(() => [], 'ocamlformat odoc'),
};

export default defineToolchain({
  name: 'ocaml',
  title: 'OCaml',
  documentation: 'https://dune.readthedocs.io/, https://opam.ocaml.org/doc/',
  images: ['ocaml/opam', 'ocurrent/opam'],
  artifacts: 'programs in `_build/default`, `_build/install` or below a prefix',
  bases: ['debian:<release>-slim', 'alpine:<release>'],
  programs,
  sensitive: /(?!)/,
  drivers: list('opam dune ocaml ocamlrun utop jbuilder ocamlfind esy'),
  // Bytecode is run by the compiler's own ocamlrun.
  develops: ([first = '']) => /\.bc$/.test(first),
  packages: list('ocaml ocaml-nox ocaml-base opam ocaml-dune ocaml-findlib dune'),
  fetchers: list('git mercurial darcs rsync m4 unzip bubblewrap'),
  folders: list('/home/opam/.opam /home/opam/opam-repository /root/.opam'),
  archive: /\bocaml-\d[\w.-]*\.tar|opam-\d[\w.-]*/,
  sources: list(
    '*.ml *.mli *.mll *.mly *.eml *.opam *.opam.locked *.opam.template dune dune-project dune-workspace .ocamlformat esy.json esy.lock',
  ),
  variables: list(
    'OPAMYES OPAMERRLOGLEN OPAMPRECISETRACKING OPAMROOT OPAMSWITCH OPAM_SWITCH_PREFIX OPAMCONFIRMLEVEL CAML_LD_LIBRARY_PATH OCAML_TOPLEVEL_PATH DUNE_BUILD_DIR DUNE_PROFILE',
  ),
  megabytes: 1200,
});

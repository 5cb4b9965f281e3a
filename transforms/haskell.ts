// Where stack, cabal and GHC put what they build. What the packages of a project say is in haskell/packages.ts.
// Sources: Stack's documentation, the Cabal User Guide, GHC's User Guide, haskell/docker-haskell.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Need,
  nativeArtifact,
  type Program,
  readOptions,
  readTree,
  readYaml,
  UNKNOWN,
} from '../src/toolchain.ts';
import { boundNeeds, type Package, readProject } from './haskell/packages.ts';

/** Options of stack and cabal that take a value; of GHC those that name a file. */
const withValue = new Set(
  list(`
    work-dir resolver snapshot compiler stack-yaml stack-root local-bin-path ghc-options flag j jobs allow-newer-deps hpack-force setup-info-yaml
    ghc-variant arch docker-image coverage benchmark-arguments test-arguments ta ba exec file-watch-poll skip color
    extra-lib-dirs extra-include-dirs with-gcc with-hpack terminal-width dump-logs ghc-build os
    installdir install-method overwrite-policy bindir prefix builddir project-file project-dir constraint c f flags w with-compiler
    package-env index-state O datadir libdir O2 store-dir config-file sandbox-config-file
    o outputdir odir hidir main-is package
  `).filter((name) => !/^O\d?$/.test(name)),
);

const haskellLexis = {
  tokens: /(?<comment>--[^\n]*|\{-[\s\S]*?(?:-\}|$))|"(?<text>(?:[^"\\]|\\[\s\S])*)"|'(?:[^'\\\n]|\\[^\n']{1,10})'/g,
};

/** What every program of GHC is linked to. Those that the build stage does not have do no harm. */
const libraries = list('libnuma-dev zlib1g-dev');
const gmp: Need = {
  kind: 'library',
  development: 'libgmp-dev',
  library: 'libgmp10',
  because: 'what GHC builds is linked to GMP',
};

const homeOf = (call: Call) => call.variable('HOME') ?? '/root';
const residue = (path: string): Effect => ({ kind: 'residue', path });
const openFolder = (path: string, artifact: Artifact): Effect => ({
  kind: 'write',
  path,
  node: 'folder',
  origin: { kind: 'artifact', artifact },
  open: true,
});
const file = (path: string, artifact: Artifact): Effect => ({
  kind: 'write',
  path,
  node: 'file',
  origin: { kind: 'artifact', artifact },
});

function describe(
  call: Call,
  packages: readonly Package[] | undefined,
  programs: readonly string[],
  tool: boolean,
): Artifact {
  return nativeArtifact(call, {
    toolchain: 'haskell',
    link: 'dynamic',
    because:
      packages === undefined
        ? 'the description of the package is not in the build context'
        : 'GHC links C libraries dynamically',
    libraries,
    needs: [gmp, ...boundNeeds(packages ?? [], programs)],
    tool,
    sources: tool
      ? undefined
      : readTree(call.files, call.cwd, {
          endings: ['.hs', '.lhs', '.hsc'],
          lexis: haskellLexis,
          skip: ['test', 'tests', 'bench', 'dist', 'dist-newstyle'],
        }),
  });
}

/** Programs of the packages that a command names; undefined when they cannot all be known. */
function programsOf(
  packages: readonly Package[] | undefined,
  targets: readonly string[],
): readonly string[] | undefined {
  const chosen = targets.map((one) => /(?:^|:)exe:(.+)$/.exec(one)?.[1]);
  if (chosen.length > 0 && chosen.every((one) => one !== undefined)) return chosen;
  return packages?.flatMap((one) => one.programs);
}

/** A target in the project itself: a folder, a component, or one of its packages. */
function isOwn(call: Call, target: string): boolean {
  if (/^\.|\/|:|\.cabal$/.test(target)) return true;
  return call.files.list(call.cwd).some(({ path }) => path.endsWith(`/${target}`) || path.endsWith(`/${target}.cabal`));
}

function isDynamic(words: readonly string[]): boolean {
  return words.some((word) => /(?:^|[\s=])-?-(?:enable-executable-)?dynamic\b/.test(word));
}

const stack: Program = (call) => {
  const words = call.words.slice(1);
  const { named, operands } = readOptions(words, withValue, true);
  const [subcommand = '', ...targets] = operands;
  const folder = call.cwd;
  const stackFile = named.get('stack-yaml') ?? call.variable('STACK_YAML');
  const workDir = named.get('work-dir') ?? call.variable('STACK_WORK') ?? '.stack-work';
  const packages = readProject(call, folder, stackFile === undefined ? undefined : call.resolve(stackFile));
  const work = [folder, ...(packages ?? []).map((one) => one.folder)].map((one) => `${one}/${workDir}`);
  const root = residue(named.get('stack-root') ?? call.variable('STACK_ROOT') ?? `${homeOf(call)}/.stack`);
  const caches = [root, ...work.map(residue)];
  switch (subcommand) {
    case 'setup':
    case 'update':
    case 'upgrade':
    case 'test':
    case 'bench':
    case 'haddock':
    case 'config':
    case 'ls':
    case 'list':
    case 'list-dependencies':
    case 'dot':
    case 'query':
    case '':
      return caches;
    case 'clean':
    case 'purge':
      return [...caches, ...work.map((path): Effect => ({ kind: 'remove', path }))];
    case 'path':
      return named.has('local-install-root') ? [{ kind: 'output', text: `${folder}/${workDir}/install` }] : caches;
    case 'build':
    case 'install':
    case 'copy':
      break;
    default:
      // `stack exec`, `stack new` and the like.
      return undefined;
  }
  if (isDynamic(words)) return undefined;
  if (['only-dependencies', 'dependencies-only', 'only-snapshot', 'dry-run'].some((name) => named.has(name)))
    return caches;
  const settings = readYaml(call.files.read(`${folder}/stack.yaml`));
  const bin = call.resolve(
    named.get('local-bin-path') ?? settings?.text('local-bin-path') ?? `${homeOf(call)}/.local/bin`,
  );
  if (bin.includes(UNKNOWN)) return undefined;
  const copies = subcommand === 'install' || named.has('copy-bins');
  const foreign =
    targets.length > 0 &&
    targets.every((one) => !isOwn(call, one)) &&
    packages?.some((one) =>
      targets.some((target) => one.folder.endsWith(`/${target}`) || one.programs.includes(target)),
    ) !== true;
  const programs = foreign ? undefined : programsOf(packages, targets);
  const artifact = describe(call, packages, foreign ? targets : (programs ?? []), foreign);
  const inPlace = openFolder(`${folder}/${workDir}/install`, artifact);
  // Their path is in the program.
  const hasData = packages?.some((one) => one.hasData) === true;
  const build = hasData ? [root, residue(`${folder}/${workDir}/dist`), inPlace] : [...caches, inPlace];
  if (!copies) return build;
  return [
    ...build,
    ...(programs === undefined || programs.length === 0
      ? [openFolder(bin, artifact)]
      : programs.map((name) => file(`${bin}/${name}`, artifact))),
  ];
};

const cabal: Program = (call) => {
  const words = call.words.slice(1);
  const { named, operands } = readOptions(words, withValue, true);
  const [subcommand = '', ...targets] = operands;
  const home = homeOf(call);
  const folder = call.cwd;
  const style = /^(v1|v2|new)-/.exec(subcommand)?.[1];
  const caches = [
    `${home}/.cabal/packages`,
    `${home}/.cabal/store`,
    `${home}/.cabal/lib`,
    `${home}/.cache`,
    `${home}/.ghc`,
  ].map(residue);
  const built = [`${folder}/dist`, `${folder}/dist-newstyle`, `${folder}/.cabal-sandbox`].map(residue);
  const sandbox = call.files.find(`${folder}/cabal.sandbox.config`) !== undefined;
  if (isDynamic(words) || words.some((word) => word.includes(UNKNOWN) && !/^-j/.test(word))) return undefined;
  switch (subcommand.replace(/^(?:v1|v2|new)-/, '')) {
    case 'update':
    case 'configure':
    case 'freeze':
    case 'check':
    case 'test':
    case 'fetch':
    case 'info':
    case 'list':
    case 'haddock':
    case 'user-config':
    case 'outdated':
    case '':
      return [...caches, ...built];
    case 'clean':
      return [`${folder}/dist`, `${folder}/dist-newstyle`].map((path) => ({ kind: 'remove', path }));
    case 'sandbox':
      return targets[0] === 'init'
        ? [
            {
              kind: 'write',
              path: `${folder}/cabal.sandbox.config`,
              node: 'file',
              origin: { kind: 'command', program: 'cabal' },
            },
            ...built,
          ]
        : [...caches, ...built];
    case 'list-bin': {
      // Where it really is nothing can name that the author did not compute in the same way.
      const name = targets[0]?.replace(/^.*:/, '');
      return name === undefined ? undefined : [...built, { kind: 'output', text: `${folder}/dist-newstyle/${name}` }];
    }
    case 'build':
    case 'install':
      break;
    default:
      return undefined;
  }
  if (['only-dependencies', 'dependencies-only', 'lib', 'dry-run'].some((name) => named.has(name)))
    return [...caches, ...built];
  const install = subcommand.endsWith('install');
  const foreign = install && targets.length > 0 && !targets.every((one) => isOwn(call, one));
  const packages = foreign ? undefined : readProject(call, folder, `${folder}/cabal.project.none`);
  const programs = foreign ? undefined : programsOf(packages, targets);
  const artifact = describe(call, packages, foreign ? targets : (programs ?? []), foreign);
  if (!install)
    return [
      ...caches,
      ...built,
      openFolder(`${folder}/dist-newstyle`, artifact),
      ...(style === 'v2' || style === 'new'
        ? []
        : programs === undefined || programs.length === 0
          ? [openFolder(`${call.resolve(named.get('builddir') ?? 'dist')}/build`, artifact)]
          : programs.map((name) => file(`${folder}/dist/build/${name}/${name}`, artifact))),
    ];
  // Data files of the newer style are below the store, with all libraries.
  const hasData = packages?.some((one) => one.hasData) === true;
  if (hasData && (style !== undefined || named.has('installdir') || sandbox)) return undefined;
  const prefix = named.get('prefix');
  const bin = call.resolve(
    named.get('installdir') ??
      named.get('bindir') ??
      (prefix === undefined ? undefined : `${prefix}/bin`) ??
      (sandbox ? '.cabal-sandbox/bin' : `${home}/.cabal/bin`),
  );
  return [
    ...caches,
    ...built,
    ...(programs === undefined || programs.length === 0
      ? [openFolder(bin, artifact)]
      : programs.map((name) => file(`${bin}/${name}`, artifact))),
    ...(hasData ? [openFolder(`${home}/.cabal/share`, artifact)] : []),
  ];
};

const ghc: Program = (call) => {
  const words = call.words.slice(1);
  const { named, operands } = readOptions(words, withValue, true);
  if (words.some((word) => /^-(?:-version|V|-info|-numeric-version|-print-libdir|-supported-\w+)$/.test(word)))
    return [];
  const main = operands.find((word) => /\.l?hs$/.test(word));
  if (
    main === undefined ||
    isDynamic(words) ||
    words.some((word) => /^-(?:c|e|M|shared|no-link)$/.test(word) || word.includes(UNKNOWN))
  )
    return undefined;
  return [file(call.resolve(named.get('o') ?? main.replace(/\.l?hs$/, '')), describe(call, [], [], false))];
};

/** get.haskellstack.org installs what GHC links to, and stack; what only builds, or is there already, is left out here. */
const installStack: Program = (call) => [
  ...(call.has('apt-get') === false
    ? []
    : [
        {
          kind: 'packages',
          manager: 'apt',
          action: 'install',
          names: list('libffi-dev libgmp-dev zlib1g-dev netbase'),
        } as const,
      ]),
  { kind: 'write', path: '/usr/local/bin/stack', node: 'file', origin: { kind: 'command', program: 'stack' } },
  {
    kind: 'write',
    path: `${homeOf(call)}/.stack`,
    node: 'folder',
    origin: { kind: 'command', program: 'stack' },
    open: true,
  },
];
const installGhcup: Program = (call) => [
  {
    kind: 'write',
    path: `${homeOf(call)}/.ghcup`,
    node: 'folder',
    origin: { kind: 'command', program: 'ghcup' },
    open: true,
  },
];
const ghcup: Program = (call) => [residue(`${homeOf(call)}/.ghcup`)];
const inert: Program = () => [];

export default defineToolchain({
  name: 'haskell',
  title: 'Haskell',
  documentation:
    'https://docs.haskellstack.org/, https://cabal.readthedocs.io/, https://downloads.haskell.org/ghc/latest/docs/users_guide/',
  programs: { stack, cabal, ghc, ghcup, ...models(inert, 'ghc-pkg hlint hpack haddock') },
  installers: [
    { url: /get\.haskellstack\.org/, program: installStack },
    { url: /get-ghcup\.haskell\.org/, program: installGhcup },
  ],
  sensitive: /(?!)/,
  drivers: list('stack cabal ghc ghci runghc runhaskell ghcid yesod hastec'),
  packages: list('haskell-platform haskell-stack ghc cabal-install cabal stack ghc-prof ghc-dynamic'),
  fetchers: list('git openssh-client openssh curl'),
  folders: list('/opt/ghc /opt/cabal /opt/stack /root/.stack /root/.ghcup'),
  archive: /\bghc-\d[\w.-]*\.tar|\bstack-\d?[\w.-]*\.tar|cabal-install-[\w.-]*\.tar/,
  sources: list(
    '*.hs *.lhs *.hsc *.chs *.hs-boot *.cabal stack.yaml stack-*.yaml stack.yaml.lock package.yaml cabal.project cabal.project.* cabal.config cabal.sandbox.config hie.yaml .ghci .hlint.yaml .stylish-haskell.yaml',
  ),
  variables: list(
    'STACK_ROOT STACK_WORK STACK_YAML STACK_VERSION STACK_RELEASE CABAL_INSTALL GHC_VERSION GHC CABAL CABAL_DIR CABAL_VERSION',
  ),
  megabytes: 1800,
});

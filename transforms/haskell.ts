// Where stack and GHC put what they build; cabal is in haskell/cabal.ts, and what the packages of a project say in haskell/packages.ts.
// Sources: Stack's documentation, the Cabal User Guide, GHC's User Guide, haskell/docker-haskell.

import {
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readOptions,
  readYaml,
  UNKNOWN,
} from '../src/toolchain.ts';
import { cabal } from './haskell/cabal.ts';
import { readProject } from './haskell/packages.ts';
import {
  describe,
  file,
  homeOf,
  isDynamic,
  isOwn,
  openFolder,
  programsOf,
  residue,
  withValue,
} from './haskell/programs.ts';

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
    case 'exec': {
      const [asked, name] = targets;
      return asked === 'which' && name !== undefined
        ? [...caches, { kind: 'output', text: `${folder}/${workDir}/install/bin/${name}` }]
        : undefined;
    }
    case 'build':
    case 'install':
    case 'copy':
      break;
    default:
      // `stack new`, `stack run` and the like.
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
  images: ['haskell'],
  artifacts: 'programs in `~/.local/bin`, `~/.cabal/bin` or where the command says',
  bases: ['debian:<release>-slim'],
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

// What stack, cabal and GHC have in common: their options, their programs, and what those are linked to.

import {
  type Artifact,
  type Call,
  type Effect,
  list,
  type Need,
  nativeArtifact,
  readTree,
} from '../../src/toolchain.ts';
import { boundNeeds, linkedLibraries, type Package } from './packages.ts';

/** Options of stack and cabal that take a value; of GHC those that name a file. */
export const withValue = new Set(
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

export const homeOf = (call: Call) => call.variable('HOME') ?? '/root';
export const residue = (path: string): Effect => ({ kind: 'residue', path });
export const openFolder = (path: string, artifact: Artifact): Effect => ({
  kind: 'write',
  path,
  node: 'folder',
  origin: { kind: 'artifact', artifact },
  open: true,
});
export const file = (path: string, artifact: Artifact): Effect => ({
  kind: 'write',
  path,
  node: 'file',
  origin: { kind: 'artifact', artifact },
});

export function describe(
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
    libraries: [...libraries, ...linkedLibraries(packages)],
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
export function programsOf(
  packages: readonly Package[] | undefined,
  targets: readonly string[],
): readonly string[] | undefined {
  const chosen = targets.map((one) => /(?:^|:)exe:(.+)$/.exec(one)?.[1]);
  if (chosen.length > 0 && chosen.every((one) => one !== undefined)) return chosen;
  return packages?.flatMap((one) => one.programs);
}

/** A target in the project itself: a folder, a component, or one of its packages. */
export function isOwn(call: Call, target: string): boolean {
  if (/^\.|\/|:|\.cabal$/.test(target)) return true;
  return call.files.list(call.cwd).some(({ path }) => path.endsWith(`/${target}`) || path.endsWith(`/${target}.cabal`));
}

export function isDynamic(words: readonly string[]): boolean {
  return words.some((word) => /(?:^|[\s=])-?-(?:enable-executable-)?dynamic\b/.test(word));
}

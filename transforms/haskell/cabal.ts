// Where cabal puts what it builds, in its older and its newer style. Source: the Cabal User Guide.

import { type Program, readOptions, UNKNOWN } from '../../src/toolchain.ts';
import { readProject } from './packages.ts';
import { describe, file, homeOf, isDynamic, isOwn, openFolder, programsOf, residue, withValue } from './programs.ts';

export const cabal: Program = (call) => {
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
  const sandbox = call.files.find(`${folder}/cabal.sandbox.config`)?.certain === true;
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

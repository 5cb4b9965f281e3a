// What becomes of the packages that the author installed: left behind, needed at run time, or the runtime library of a `-dev` package.

import type { Need } from '../images/need.ts';
import { bringsPerl, classifyPackage, packageName } from '../packages/classify.ts';
import { isEssential, runtimeWithin } from '../packages/libraries.ts';
import { programsOfPackage } from '../packages/programs.ts';
import type { Toolchain } from '../toolchain.ts';
import type { Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';
import { brings } from './recognise.ts';

export interface Software {
  readonly needs: readonly Need[];
  /** Names that stay in the build stage. */
  readonly left: readonly string[];
}

export interface SoftwareOptions {
  /** A dynamically linked artifact is copied, so libraries count. */
  readonly dynamic: boolean;
  /** Libraries are opened by the names that only `-dev` packages give them. */
  readonly opensLibraries: boolean;
  /** What the program needs is known from its sources: a package of plain data was only for the build if it is not among that. */
  readonly proven: boolean;
  /** The sources were read, so programs that they start are among those that artifacts are known to run. */
  readonly seen: boolean;
  /** A script that could not be read may call anything. */
  readonly scriptUnseen: boolean;
  /** Programs that artifacts are known to run. */
  readonly programs: ReadonlySet<string>;
  /** Toolchains whose programs nothing starts. */
  readonly idle: readonly Toolchain[];
  /** Toolchains that made something: only these fetched anything. */
  readonly makers: readonly Toolchain[];
}

export function sortPackages(
  trace: StageTrace,
  toolchains: readonly Toolchain[],
  starts: Starts,
  options: SoftwareOptions,
): Software {
  const needs: Need[] = [];
  const left: string[] = [];
  const seen = new Set<string>();
  const called = new Set([
    ...starts.commands.map((start) => start.word.slice(start.word.lastIndexOf('/') + 1)),
    ...options.programs,
  ]);
  const fetchers = new Set(options.makers.flatMap((toolchain) => toolchain.fetchers));
  const helpers = new Set(options.makers.flatMap((toolchain) => toolchain.helpers ?? []));
  const isHelper = (name: string) =>
    helpers.has(name) &&
    options.seen &&
    !options.scriptUnseen &&
    ![...called].some((program) => program.startsWith(name.replace(/[\d.-].*$/, '')));
  const ran = new Set(trace.steps.flatMap((step) => step.calls.map((call) => call.program)));
  const distribution = trace.image?.distribution;
  // What apt removes by name leaves the libraries that it brought along.
  const headers = [...trace.transientPackages, ...trace.removedPackages].filter(
    (one) => one.manager === 'apt' && classifyPackage(one.name, one.manager) === 'library',
  );
  for (const installed of [...trace.packages, ...headers]) {
    const { name: written, manager } = installed;
    const name = packageName(written);
    if (seen.has(name)) continue;
    seen.add(name);
    const because = `the author installs \`${name}\``;
    const isIdle = [name, ...programsOfPackage(name)].some((program) =>
      options.idle.some((toolchain) => Object.hasOwn(toolchain.programs, program)),
    );
    if (isIdle || toolchains.some((toolchain) => brings(toolchain, installed))) {
      left.push(name);
      continue;
    }
    switch (classifyPackage(name, manager)) {
      case 'build':
        left.push(name);
        if (options.scriptUnseen && manager === 'apt' && bringsPerl(name))
          needs.push({
            kind: 'package',
            name: 'perl',
            because: `a script that was not seen may use what \`${name}\` brings`,
          });
        break;
      case 'fetch': {
        const programs = [name, ...programsOfPackage(name)];
        const forBuild = fetchers.has(name) || programs.some((program) => ran.has(program)) || options.proven;
        // Who removes what the build needed, in the instruction that installed it, leaves the rest on purpose.
        const isLeft =
          !options.proven && trace.transientPackages.some((one) => one.instruction === installed.instruction);
        if (!forBuild || isLeft || options.scriptUnseen || programs.some((program) => called.has(program)))
          needs.push({ kind: 'package', name, because });
        else left.push(name);
        break;
      }
      case 'certificates':
        if (options.proven) left.push(name);
        else needs.push({ kind: 'certificates', because });
        break;
      case 'zoneinfo':
        if (options.proven) left.push(name);
        else needs.push({ kind: 'zoneinfo', because });
        break;
      case 'library': {
        if (!options.dynamic) {
          left.push(name);
          break;
        }
        const exact =
          distribution === undefined || options.opensLibraries ? undefined : runtimeWithin(name, distribution);
        // The -dev package itself depends on its library, so it is always right, only larger.
        const libraries = (exact ?? [written]).filter(
          (one) => distribution === undefined || !isEssential(one, distribution),
        );
        if (libraries.length === 0) left.push(name);
        for (const library of libraries)
          needs.push({
            kind: 'package',
            name: library,
            because: `${because}, and the binary may be linked to its library`,
          });
        break;
      }
      default:
        if (isHelper(name)) left.push(name);
        else needs.push({ kind: 'package', name: written, because });
    }
  }
  return { needs, left };
}

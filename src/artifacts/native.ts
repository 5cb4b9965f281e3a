// Artifacts that are machine programs, whatever language they were written in: how they are linked says what they need.

import type { Need } from '../images/need.ts';
import { multilib } from '../packages/libraries.ts';
import { startsProcesses } from '../sources/processes.ts';
import type { SourceTree } from '../sources/tree.ts';
import type { Artifact } from '../toolchain.ts';
import type { Call } from '../trace/effect.ts';
import { programsStarted } from './started.ts';

export interface NativeFacts {
  readonly toolchain: string;
  /** `static` only where that is proven. */
  readonly link: 'static' | 'dynamic';
  /** Set when `dynamic` is proven as well, and not only what is left when `static` is not. */
  readonly certain?: boolean;
  /** A clause: "the target is `x86_64-unknown-linux-musl`". */
  readonly because: string;
  /** Undefined when they were not seen. */
  readonly sources: SourceTree | undefined;
  /** Debian's names of the `-dev` packages to whose libraries it may be linked; those that the build stage lacks do no harm. */
  readonly libraries?: readonly string[];
  /** More that is known to be needed. */
  readonly needs?: readonly Need[];
  readonly tool?: boolean;
  readonly assumed?: string;
  readonly sourceFolder?: string;
  readonly whole?: boolean;
  readonly opensLibraries?: boolean;
  readonly companions?: readonly string[];
  /** Text in back quotes is a command that runs. */
  readonly quotesRun?: boolean;
}

/** What any program needs that is dynamically linked. */
export function linkedToC(call: Call, because: string): Need[] {
  const others = multilib.filter((name) => call.has(name) === true);
  return [
    { kind: 'libc', because },
    ...others.map(
      (development): Need => ({
        kind: 'library',
        development,
        because: `\`${development}\` is there, so that the program may be one of 32 bits`,
      }),
    ),
  ];
}

/** A program for the machine. Its sources are read for literals only, so it may open what they do not name. */
export function nativeArtifact(call: Call, facts: NativeFacts): Artifact {
  const { toolchain, link, because, sources, libraries = [], needs = [], tool = false } = facts;
  const linked: Need[] =
    link === 'static'
      ? []
      : [
          ...linkedToC(call, `the program is dynamically linked: ${because}`),
          ...libraries.map(
            (development): Need => ({
              kind: 'library',
              development,
              because: `the program may be linked to the library of \`${development}\``,
            }),
          ),
        ];
  return {
    toolchain,
    native: true,
    tool,
    needs: [
      ...linked,
      ...unknownNeeds(call, sources === undefined),
      ...(startsProcesses(sources, facts.quotesRun) ? programsStarted(call, sources) : []),
      ...needs,
    ],
    reads: sources === undefined ? undefined : { paths: sources.literals, complete: false, files: true },
    evidence: [`the program is ${link}: ${because}`],
    ...(link === 'dynamic' && facts.certain === true ? { dynamic: because } : {}),
    ...(facts.assumed === undefined ? {} : { assumed: facts.assumed }),
    ...(facts.sourceFolder === undefined ? {} : { sourceFolder: facts.sourceFolder }),
    ...(facts.opensLibraries === undefined ? {} : { opensLibraries: facts.opensLibraries }),
    ...(facts.whole === undefined ? {} : { whole: facts.whole }),
    ...(facts.companions === undefined ? {} : { companions: facts.companions }),
    ...(startsProcesses(sources, facts.quotesRun) ? { startsOthers: true } : {}),
  };
}

/** What a program may need whose doings are not known: the distribution with its programs, certificates, time zones. */
export function unknownNeeds(call: Call, unseen: boolean): Need[] {
  const because = unseen
    ? `the sources that \`${call.text}\` builds are not in the build context`
    : `what the program of \`${call.text}\` does at run time is not known`;
  return [
    { kind: 'distribution', because },
    { kind: 'certificates', because },
    { kind: 'zoneinfo', because },
  ];
}

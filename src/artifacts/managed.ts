// Artifacts that a virtual machine or an interpreter runs: jars, assemblies, releases. They need that, in the version of the build stage.

import type { Need } from '../images/need.ts';
import type { SourceTree } from '../sources/tree.ts';
import type { Artifact } from '../toolchain.ts';

export interface ManagedFacts {
  readonly toolchain: string;
  /** The program that starts it: `java`, `dotnet`. */
  readonly interpreter: string;
  /** A clause on what it is: "`pom.xml` names the jar shop-1.0". */
  readonly because: string;
  readonly sources: SourceTree | undefined;
  /** The version that it is made for, if it runs on all later ones. */
  readonly since?: number;
  readonly needs?: readonly Need[];
  /** True: it is copied only when something at run time names it. */
  readonly tool?: boolean;
  readonly assumed?: string;
  readonly sourceFolder?: string;
  readonly whole?: boolean;
  readonly startsOthers?: boolean;
  readonly opens?: Artifact['opens'];
}

export function managedArtifact(facts: ManagedFacts): Artifact {
  const { toolchain, interpreter, because, sources, needs = [], tool = false } = facts;
  return {
    toolchain,
    tool,
    needs: [
      {
        kind: 'interpreter',
        name: interpreter,
        ...(facts.since === undefined ? {} : { since: facts.since }),
        because: `\`${interpreter}\` runs it`,
      },
      { kind: 'tmp', because: 'temporary files may be written' },
      ...needs,
    ],
    reads: sources === undefined ? undefined : { paths: sources.literals, complete: false, files: true },
    evidence: [because],
    ...(facts.assumed === undefined ? {} : { assumed: facts.assumed }),
    ...(facts.sourceFolder === undefined ? {} : { sourceFolder: facts.sourceFolder }),
    ...(facts.whole === undefined ? {} : { whole: facts.whole }),
    ...(facts.startsOthers === true ? { startsOthers: true } : {}),
    ...(facts.opens === undefined ? {} : { opens: facts.opens }),
  };
}

// Artifacts that are a folder with a virtual machine of its own, and scripts that start it: what that machine is linked to is needed again.

import type { Need } from '../images/need.ts';
import type { SourceTree } from '../sources/tree.ts';
import type { Artifact } from '../toolchain.ts';
import type { Call } from '../trace/effect.ts';
import { nativeArtifact } from './native.ts';

export interface BundleFacts {
  readonly toolchain: string;
  /** The program that starts the machine in the image where it is built. */
  readonly machine: string;
  /** A clause: "the release brings its virtual machine". */
  readonly because: string;
  /** As of a native artifact. */
  readonly libraries: readonly string[];
  /** Runtime packages that the machine needs on Alpine; Debian and Ubuntu have them from the start. */
  readonly onAlpine: readonly string[];
  /** Undefined when they were not seen. */
  readonly sources: SourceTree | undefined;
  readonly needs?: readonly Need[];
  readonly sourceFolder?: string;
}

export function bundleArtifact(call: Call, facts: BundleFacts): Artifact {
  const { toolchain, machine, because, libraries, onAlpine, sources, needs = [], sourceFolder } = facts;
  const isAlpine = call.has('apk') === true;
  // Of a machine that comes from a package of the distribution, the image does not tell what it is linked to.
  const installed =
    call.version(machine) === undefined
      ? [isAlpine ? 'openssl-dev' : call.has('dnf') === true ? 'openssl' : 'libssl-dev']
      : [];
  return nativeArtifact(call, {
    toolchain,
    link: 'dynamic',
    because,
    sources,
    libraries,
    needs: [
      { kind: 'shell', because: 'a script starts it' },
      ...(isAlpine ? onAlpine : []).map((name): Need => ({ kind: 'package', name, because })),
      ...installed.map((name): Need => ({ kind: 'package', name, linked: true, because })),
      ...needs,
    ],
    whole: true,
    ...(sourceFolder === undefined ? {} : { sourceFolder }),
  });
}

// What several commands put into one folder, such as packages of an interpreter: it needs what each of them needs.

import type { Artifact } from '../toolchain.ts';
import type { Files } from '../trace/effect.ts';

/** The artifact with what the same toolchain put there before. */
export function joinedWith(files: Files, path: string, artifact: Artifact): Artifact {
  const origin = files.find(path)?.origin;
  if (origin?.kind !== 'artifact' || origin.artifact.toolchain !== artifact.toolchain) return artifact;
  return join(origin.artifact, artifact);
}

function join(before: Artifact, { fetched, assumed = before.assumed, completed, ...artifact }: Artifact): Artifact {
  return {
    ...artifact,
    needs: [...before.needs, ...artifact.needs],
    evidence: [...before.evidence, ...artifact.evidence],
    ...(assumed === undefined ? {} : { assumed }),
    ...(fetched === true && before.fetched === true ? { fetched } : {}),
    ...(completed === undefined && before.completed === undefined
      ? {}
      : {
          completed: (files, folder) =>
            join(before.completed?.(files, folder) ?? before, completed?.(files, folder) ?? artifact),
        }),
  };
}

// What sources name of the build context and the original has at that path, the runtime stage has as well.

import type { Toolchain } from '../toolchain.ts';
import { matchName } from '../trace/copy.ts';
import { baseName, isInside, resolvePath } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import type { StageTrace } from '../trace/trace.ts';

export function dataIsThere(runtime: StageTrace, before: StageTrace, toolchains: readonly Toolchain[]): string[] {
  const { workdir } = before.config;
  const patterns = toolchains.flatMap(({ sources }) => sources);
  const artifacts = new Set(
    runtime.files.written().flatMap(({ origin }) => (origin.kind === 'artifact' ? [origin.artifact] : [])),
  );
  const problems = new Set<string>();
  for (const artifact of artifacts) {
    if (artifact.reads?.files !== true) continue;
    for (const literal of artifact.reads.paths) {
      if (!/^[\w./-]*\w[\w./-]*$/.test(literal) || hasGlob(literal)) continue;
      const path = resolvePath(workdir.value, literal);
      if (path === '/' || isInside(workdir.value, path)) continue;
      const entry = before.files.find(path);
      const isContext = entry?.origin.kind === 'context' && entry.certain;
      if (!isContext || patterns.some((pattern) => matchName(pattern, baseName(path)))) continue;
      if (runtime.files.find(path) === undefined && runtime.files.node(path) === undefined)
        problems.add(`\`${path}\`, which the sources name, is not in the runtime stage`);
    }
  }
  return [...problems];
}

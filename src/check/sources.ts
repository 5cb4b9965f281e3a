// Packages that the author takes from a source of their own come from there again.

import { packageName } from '../packages/classify.ts';
import { foreignSources, mayComeFrom, type PackageSource } from '../trace/package-sources.ts';
import { isInside } from '../trace/path.ts';
import type { StageTrace } from '../trace/trace.ts';

export function sourcesAreThere(runtime: StageTrace, before: StageTrace): string[] {
  const isThere = ({ what }: PackageSource, until: number) =>
    runtime.steps.some(
      ({ instruction }) =>
        instruction.keyword === 'COPY' &&
        instruction.index < until &&
        instruction.flags.some(({ name }) => name === 'from') &&
        instruction.sources.includes(instruction.destination) &&
        isInside(what.startsWith('/') ? what : '/etc/apt', instruction.destination),
    );
  const added = foreignSources(before);
  return runtime.packages.flatMap(({ name, instruction }) =>
    added
      .filter((source) => mayComeFrom(before, source, packageName(name)) && !isThere(source, instruction))
      .map(({ what }) => `the package \`${name}\` may come from \`${what}\`, which the runtime stage does not have`),
  );
}

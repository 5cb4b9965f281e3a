// Packages that may come from a package source which the Dockerfile adds: the runtime stage would look for them in vain, or get others.

import { type Diagnostic, diagnose, PackageSourceAdded } from '../diagnostics.ts';
import type { Choice } from '../images/image.ts';
import { isArchivedImage } from '../images/systems.ts';
import { classifyPackage, packageName } from '../packages/classify.ts';
import { isInside } from '../trace/path.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';

/** Where the package managers keep their sources. */
const places = ['/etc/apt/sources.list', '/etc/apt/sources.list.d', '/etc/apk/repositories', '/etc/yum.repos.d'];

/** Sources of newer compilers bring a newer library of C++ along, which what they build is linked to. */
const compilers = /toolchain-r|toolchain\/test|devtoolset|llvm\.org|scl/;

export function packagesFromElsewhere(trace: StageTrace, choice: Choice): readonly Diagnostic[] {
  const added = [
    ...trace.sources,
    ...trace.files
      .written()
      .filter((entry) => entry.node !== 'folder' && places.some((place) => isInside(entry.path, place)))
      .map((entry) => ({ what: entry.path, instruction: entry.instruction })),
    // `foo@edge`: apk takes it from a source that has a name.
    ...trace.packages
      .filter((one) => one.name.includes('@'))
      .map((one) => ({ what: one.name, instruction: one.instruction })),
  ];
  const installed = choice.supplies.flatMap((supply) => (supply.how === 'installed' ? supply.packages : []));
  const isArchived = isArchivedImage(choice.image);
  if (isArchived) added.push(...settings(trace));
  const [first] = added;
  if (first === undefined) return [];
  const since = Math.min(...added.map(({ instruction }) => instruction));
  // Where the usual mirrors have a release no more, nothing can be installed without the author's change.
  const archived = isArchived ? installed[0] : undefined;
  const doubtful =
    archived ??
    installed.find((name) =>
      trace.packages.some(
        (one) =>
          one.instruction >= since &&
          packageName(one.name) === packageName(name) &&
          classifyPackage(name, one.manager) === 'runtime',
      ),
    );
  const dynamic = choice.supplies.some(({ need }) => need.kind === 'libc');
  const compiler = dynamic ? added.find(({ what }) => compilers.test(what)) : undefined;
  const source = compiler ?? (doubtful === undefined ? undefined : first);
  if (source === undefined) return [];
  return [
    diagnose(
      PackageSourceAdded,
      stepAt(trace, source.instruction)?.instruction.span,
      doubtful ?? 'libstdc++6',
      source.what,
    ),
  ];
}

/** What lets apt take packages of an archive, which signs nothing any more: settings in files and in options. */
function settings(trace: StageTrace): { what: string; instruction: number }[] {
  const files = trace.files
    .written()
    .filter(({ path, node }) => node !== 'folder' && /^\/etc\/apt\/apt\.conf(?:\.d\/|$)/.test(path))
    .map(({ path, instruction }) => ({ what: path, instruction }));
  const options = trace.steps.flatMap(({ instruction, calls }) =>
    calls.flatMap(({ words }) => {
      const option = words.find((word) => /Acquire::(?:Check-Valid-Until|AllowInsecure)/.test(word));
      return option === undefined ? [] : [{ what: option, instruction: instruction.index }];
    }),
  );
  return [...files, ...options];
}

// Packages that may come from a package source which the Dockerfile adds: the runtime stage would look for them in vain, or get others.

import { type Diagnostic, diagnose, PackageSourceAdded } from '../diagnostics.ts';
import type { Choice } from '../images/image.ts';
import { isMoveToMirror, isOfAnotherRelease, isOwnArchive } from '../images/mirrors.ts';
import { isArchivedImage } from '../images/systems.ts';
import { packageName } from '../packages/classify.ts';
import { runtimeWithin, withBrought } from '../packages/libraries.ts';
import { isOfVendor } from '../packages/vendors.ts';
import { foreignSources, mayComeFrom, type PackageSource, packageSources } from '../trace/package-sources.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';
import { type SourcesAgain, sourcesAgain } from './sources-again.ts';

/** Sources of newer compilers bring a newer library of C++ along, which what they build is linked to. */
const compilers = /toolchain-r|toolchain\/test|devtoolset|llvm\.org|scl/;

const nothing: SourcesAgain = { first: [], paths: [] };

/** What has to be copied before packages are installed; or why they would not be the same. */
export function packagesFromElsewhere(
  trace: StageTrace,
  choice: Choice,
): { readonly again: SourcesAgain; readonly problems: readonly Diagnostic[] } {
  const isArchived = isArchivedImage(choice.image);
  const added = isArchived ? [...packageSources(trace), ...settingsForArchives(trace)] : foreignSources(trace);
  const mayBring = (source: PackageSource, name: string) => mayComeFrom(trace, source, packageName(name));
  const suspects = choice.supplies
    .flatMap((supply) => (supply.how === 'installed' ? supply.packages : []))
    .flatMap((name) =>
      added.flatMap((source) => {
        // Where the usual mirrors have a release no more, nothing can be installed without the author's change.
        const isNeeded = isArchived && (source.lines === undefined || source.lines.some((line) => !isOfVendor(line)));
        const isLinked =
          !isSameRelease(source, trace) && developmentOf(name, trace).some((one) => mayBring(source, one));
        return isNeeded || isLinked || mayBring(source, name) ? [{ name, source, isLinked }] : [];
      }),
    );
  const newer = choice.supplies.some(({ need }) => need.kind === 'libc')
    ? foreignSources(trace).find((source) => bringsLibraries(source, trace))
    : undefined;
  const { name, source } =
    newer === undefined
      ? (suspects[0] ?? {})
      : { name: trace.image?.libc === 'musl' ? 'musl' : 'libc6', source: newer };
  if (name === undefined || source === undefined) return { again: nothing, problems: [] };
  const again =
    newer !== undefined || suspects.some(({ isLinked }) => isLinked)
      ? undefined
      : sourcesAgain(
          trace,
          choice.image,
          added,
          suspects.map((one) => packageName(one.name)),
        );
  if (again !== undefined) return { again, problems: [] };
  const span = stepAt(trace, source.instruction)?.instruction.span;
  return { again: nothing, problems: [diagnose(PackageSourceAdded, span, name, source.what)] };
}

/** It has what the distribution had, under the same names. */
function isSameRelease({ lines }: PackageSource, { image }: StageTrace): boolean {
  const distribution = image?.distribution;
  const isOwn = (line: string) =>
    isMoveToMirror(line, true) || (distribution !== undefined && isOwnArchive(line, distribution, true));
  return lines?.every(isOwn) === true;
}

/** Packages for building whose library that is: it may have another name where they come from. */
function developmentOf(library: string, { image, packages }: StageTrace): readonly string[] {
  const distribution = image?.distribution;
  if (distribution === undefined) return [];
  return packages
    .map(({ name }) => packageName(name))
    .filter((name) =>
      withBrought(name).some((development) => runtimeWithin(development, distribution)?.includes(library) === true),
    );
}

/** Newer libraries of the compiler come along with packages for building. */
function bringsLibraries({ what, lines = [] }: PackageSource, { image }: StageTrace): boolean {
  const distribution = image?.distribution;
  return (
    compilers.test(what) ||
    (distribution !== undefined && [what, ...lines].some((line) => isOfAnotherRelease(line, distribution)))
  );
}

/** What lets apt take packages of an archive, which signs nothing any more: settings in files and in options. */
function settingsForArchives(trace: StageTrace): PackageSource[] {
  const files = trace.files
    .written()
    .filter(({ path, node }) => node !== 'folder' && /^\/etc\/apt\/apt\.conf(?:\.d\/|$)/.test(path))
    .map(({ path, instruction }) => ({ what: path, instruction, lines: undefined }));
  const options = trace.steps.flatMap(({ instruction, calls }) =>
    calls.flatMap(({ words }) => {
      const option = words.find((word) => /Acquire::(?:Check-Valid-Until|AllowInsecure)/.test(word));
      return option === undefined ? [] : [{ what: option, instruction: instruction.index, lines: undefined }];
    }),
  );
  return [...files, ...options];
}

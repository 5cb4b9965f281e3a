// Packages that may come from a package source which the Dockerfile adds: the runtime stage would look for them in vain, or get others.

import { type Diagnostic, diagnose, PackageSourceAdded } from '../diagnostics.ts';
import type { Choice } from '../images/image.ts';
import { isOfAnotherRelease } from '../images/mirrors.ts';
import { isArchivedImage } from '../images/systems.ts';
import { packageName } from '../packages/classify.ts';
import { runtimeWithin, withBrought } from '../packages/libraries.ts';
import { isOfVendor, mayCome } from '../packages/vendors.ts';
import { foreignSources, isInstalledAfter, type PackageSource, packageSources } from '../trace/package-sources.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';

/** Sources of newer compilers bring a newer library of C++ along, which what they build is linked to. */
const compilers = /toolchain-r|toolchain\/test|devtoolset|llvm\.org|scl/;

export function packagesFromElsewhere(trace: StageTrace, choice: Choice): readonly Diagnostic[] {
  const isArchived = isArchivedImage(choice.image);
  const added = isArchived ? [...packageSources(trace), ...settings(trace)] : foreignSources(trace);
  const mayHave = ({ lines }: PackageSource, name: string) => lines?.some((line) => mayCome(name, line)) !== false;
  const mayBring = (source: PackageSource, name: string) =>
    mayHave(source, packageName(name)) && isInstalledAfter(trace, source, packageName(name));
  const suspects = choice.supplies
    .flatMap((supply) => (supply.how === 'installed' ? supply.packages : []))
    .flatMap((name) =>
      added.flatMap((source) => {
        // Where the usual mirrors have a release no more, nothing can be installed without the author's change.
        const isNeeded = isArchived && (source.lines === undefined || source.lines.some((line) => !isOfVendor(line)));
        const isBrought = [name, ...developmentOf(name, trace)].some((one) => mayBring(source, one));
        return isNeeded || isBrought ? [{ name, source }] : [];
      }),
    );
  const newer = choice.supplies.some(({ need }) => need.kind === 'libc')
    ? foreignSources(trace).find((source) => bringsLibraries(source, trace))
    : undefined;
  const { name, source } =
    newer === undefined
      ? (suspects[0] ?? {})
      : { name: trace.image?.libc === 'musl' ? 'musl' : 'libc6', source: newer };
  if (name === undefined || source === undefined) return [];
  const span = stepAt(trace, source.instruction)?.instruction.span;
  return [diagnose(PackageSourceAdded, span, name, source.what)];
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
function settings(trace: StageTrace): PackageSource[] {
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

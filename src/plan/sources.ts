// Packages that may come from a package source which the Dockerfile adds: the runtime stage would look for them in vain, or get others.

import { type Diagnostic, diagnose, PackageSourceAdded } from '../diagnostics.ts';
import type { Choice } from '../images/image.ts';
import { isArchivedImage } from '../images/systems.ts';
import { classifyPackage, packageName } from '../packages/classify.ts';
import { mayCome } from '../packages/vendors.ts';
import { isInside } from '../trace/path.ts';
import { type StageTrace, stepAt } from '../trace/trace.ts';

interface Added {
  readonly what: string;
  readonly instruction: number;
  /** What names the source; undefined where it cannot be seen. */
  readonly lines: readonly string[] | undefined;
}

/** Where the package managers keep their sources. */
const places = ['/etc/apt/sources.list', '/etc/apt/sources.list.d', '/etc/apk/repositories', '/etc/yum.repos.d'];

/** Sources of newer compilers bring a newer library of C++ along, which what they build is linked to. */
const compilers = /toolchain-r|toolchain\/test|devtoolset|llvm\.org|scl/;

export function packagesFromElsewhere(trace: StageTrace, choice: Choice): readonly Diagnostic[] {
  const added: Added[] = [
    // A key is for a source, which the same instruction adds, or one that is not seen.
    ...trace.sources.map((one) => ({
      ...one,
      lines: one.what.startsWith('apt-key') ? linesAddedBy(trace, one.instruction) : [one.what],
    })),
    ...trace.files
      .written()
      .filter((entry) => entry.node !== 'folder' && places.some((place) => isInside(entry.path, place)))
      .map((entry) => ({
        what: entry.path,
        instruction: entry.instruction,
        lines:
          entry.content?.split('\n').filter((line) => /\S/.test(line) && !line.trim().startsWith('#')) ??
          linesAddedBy(trace, entry.instruction),
      })),
    // `foo@edge`: apk takes it from a source that has a name.
    ...trace.packages
      .filter((one) => one.name.includes('@'))
      .map((one) => ({ what: one.name, instruction: one.instruction, lines: undefined })),
  ];
  const mayHave = ({ lines }: Added, name: string) => lines?.some((line) => mayCome(name, line)) !== false;
  const installed = choice.supplies.flatMap((supply) => (supply.how === 'installed' ? supply.packages : []));
  const isArchived = isArchivedImage(choice.image);
  if (isArchived) added.push(...settings(trace));
  const [first] = added;
  if (first === undefined) return [];
  // Where the usual mirrors have a release no more, nothing can be installed without the author's change.
  const archived = isArchived ? installed[0] : undefined;
  const doubtful =
    archived ??
    installed.find((name) =>
      trace.packages.some(
        (one) =>
          packageName(one.name) === packageName(name) &&
          added.some((source) => one.instruction >= source.instruction && mayHave(source, packageName(name))) &&
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

/** The lines that an instruction writes into the settings of apt; undefined where it may write others. */
function linesAddedBy(trace: StageTrace, instruction: number): readonly string[] | undefined {
  const text = stepAt(trace, instruction)?.instruction.value ?? '';
  const lines = text.match(/\bdeb(?:-src)?\s+(?:\[[^\]\n]*\]\s+)?[a-z+]+:\/\/[^\s"'\\]+/g) ?? [];
  const writes = text.match(/(?:>>?|\btee(?:\s+-a)?)\s*["']?\/etc\/apt\/sources\.list/g) ?? [];
  return lines.length > 0 && lines.length === writes.length ? lines : undefined;
}

/** What lets apt take packages of an archive, which signs nothing any more: settings in files and in options. */
function settings(trace: StageTrace): Added[] {
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

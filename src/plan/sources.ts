// Packages that may come from a package source which the Dockerfile adds: the runtime stage would look for them in vain, or get others.

import { type Diagnostic, diagnose, PackageSourceAdded } from '../diagnostics.ts';
import type { Choice } from '../images/image.ts';
import { isMoveToMirror, isOwnArchive } from '../images/mirrors.ts';
import { isArchivedImage } from '../images/systems.ts';
import { classifyPackage, packageName } from '../packages/classify.ts';
import { isOfVendor, mayCome } from '../packages/vendors.ts';
import { isInside } from '../trace/path.ts';
import type { TracedCall } from '../trace/shell/machine.ts';
import { type StageTrace, type Step, stepAt } from '../trace/trace.ts';

interface Added {
  readonly what: string;
  readonly instruction: number;
  /** The sources that it names; undefined where they cannot be seen. */
  readonly lines: readonly string[] | undefined;
}

/** Where the package managers keep their sources. */
const places = ['/etc/apt/sources.list', '/etc/apt/sources.list.d', '/etc/apk/repositories', '/etc/yum.repos.d'];

/** Sources of newer compilers bring a newer library of C++ along, which what they build is linked to. */
const compilers = /toolchain-r|toolchain\/test|devtoolset|llvm\.org|scl/;

export function packagesFromElsewhere(trace: StageTrace, choice: Choice): readonly Diagnostic[] {
  const isArchived = isArchivedImage(choice.image);
  const added = isArchived ? [...writtenSources(trace), ...settings(trace)] : foreign(writtenSources(trace), trace);
  const mayHave = ({ lines }: Added, name: string) => lines?.some((line) => mayCome(name, line)) !== false;
  const installed = choice.supplies.flatMap((supply) => (supply.how === 'installed' ? supply.packages : []));
  const suspects = installed.flatMap((name) =>
    added.flatMap((source) => {
      // Where the usual mirrors have a release no more, nothing can be installed without the author's change.
      const isNeeded = isArchived && (source.lines === undefined || source.lines.some((line) => !isOfVendor(line)));
      const isInstalled = trace.packages.some(
        (one) =>
          packageName(one.name) === packageName(name) &&
          one.instruction >= source.instruction &&
          classifyPackage(name, one.manager) === 'runtime',
      );
      return isNeeded || (isInstalled && mayHave(source, packageName(name))) ? [{ name, source }] : [];
    }),
  );
  const dynamic = choice.supplies.some(({ need }) => need.kind === 'libc');
  const compiler = dynamic ? added.find(({ what }) => compilers.test(what)) : undefined;
  const { name, source } = compiler === undefined ? (suspects[0] ?? {}) : { name: 'libstdc++6', source: compiler };
  if (name === undefined || source === undefined) return [];
  const span = stepAt(trace, source.instruction)?.instruction.span;
  return [diagnose(PackageSourceAdded, span, name, source.what)];
}

/** Those that are more than the distribution itself under another name. */
function foreign(added: readonly Added[], { image }: StageTrace): readonly Added[] {
  const distribution = image?.distribution;
  const isOwn = (line: string) =>
    isMoveToMirror(line) || (distribution !== undefined && isOwnArchive(line, distribution));
  return added.flatMap((one) => {
    const lines = one.lines?.filter((line) => !isOwn(line));
    return lines?.length === 0 ? [] : [{ ...one, lines }];
  });
}

function writtenSources(trace: StageTrace): readonly Added[] {
  return [
    // A key is for a source, which the same instruction adds, or one that is not seen.
    ...trace.sources.map((one) => ({
      ...one,
      lines: one.what.startsWith('apt-key') ? linesBeside(trace, one.instruction) : [one.what],
    })),
    ...trace.files
      .written()
      .filter((entry) => entry.node !== 'folder' && places.some((place) => isInside(entry.path, place)))
      .map(({ path, instruction }) => ({ path, instruction, content: trace.files.read(path) }))
      .map(({ path, instruction, content }) => ({
        what: path,
        instruction,
        lines: content === undefined ? linesOf(trace, path, instruction) : linesIn(content),
      })),
    // `foo@edge`: apk takes it from a source that has a name.
    ...trace.packages
      .filter((one) => one.name.includes('@'))
      .map((one) => ({ what: one.name, instruction: one.instruction, lines: undefined })),
  ];
}

/** What all instructions until that one wrote into the settings; undefined where one of them may have written others. */
function linesOf(trace: StageTrace, path: string, instruction: number): readonly string[] | undefined {
  const steps = trace.steps.filter((step) => step.instruction.index <= instruction);
  const isCopied = steps.some(
    ({ instruction }) =>
      (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
      /\/etc\/ap[tk]\b|sources\.list|repositories/.test(instruction.destination),
  );
  if (isCopied || trace.files.isBrought(path)) return undefined;
  const writers = steps.filter((step) => step.calls.some((call) => changes(call, [path])));
  return writers.at(-1)?.instruction.index === instruction
    ? joined(writers.map((step) => linesOfStep(step, [path])))
    : undefined;
}

function linesOfStep({ calls, instruction }: Step, paths: readonly string[]): readonly string[] | undefined {
  const changing = calls.filter((call) => call.program !== '>' && changes(call, paths));
  const lines = changing.map((call) => linesOfCall(call.program === 'tee' ? calls[calls.indexOf(call) - 1] : call));
  // A group of commands has one output, which none of them shows.
  const targets = [...instruction.value.matchAll(/(?:>>?|\btee(?:\s+-a)?)\s*["']?(\/etc\/[^\s"';&|)]+)/g)];
  const redirected = targets.filter(([, target = '']) => paths.some((path) => isInside(target, path)));
  const writing = changing.filter(({ program }) => program !== 'sed' && program !== 'rm');
  return changing.length > 0 && redirected.length === writing.length ? joined(lines) : undefined;
}

function changes({ output, effects }: TracedCall, places: readonly string[]): boolean {
  const changed = effects.map((effect) => ('to' in effect ? effect.to : 'path' in effect ? effect.path : undefined));
  return [output, ...changed].some((path) => path !== undefined && places.some((place) => isInside(path, place)));
}

/** The lines that a call puts into settings. */
function linesOfCall(call: TracedCall | undefined): readonly string[] | undefined {
  const words = call?.words.slice(1) ?? [];
  switch (call?.program) {
    case 'rm':
      return [];
    case 'sed': {
      const scripts = words.filter((word) => /^s[|/@#,]/.test(word));
      const rest = words.filter((word) => !scripts.includes(word));
      const isPlain = rest.every((word) => /^(?:-i|-e|-ie?|-ri?|-E|--in-place|--expression|\/.*)$/.test(word));
      return isPlain && scripts.length > 0 ? scripts : undefined;
    }
    case 'echo':
    case 'printf':
      return linesIn(words.join(' ').replaceAll('\\n', '\n'));
    default:
      return undefined;
  }
}

function linesBeside(trace: StageTrace, instruction: number): readonly string[] | undefined {
  const step = stepAt(trace, instruction);
  return step === undefined ? undefined : linesOfStep(step, places);
}

function linesIn(content: string): readonly string[] {
  const lines = content.split('\n').map((line) => line.trim().replace(/^-[en]+ /, ''));
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

function joined(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return lists.some((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
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

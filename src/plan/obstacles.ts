// Looks for a reason not to convert, before anything is decided. Each obstacle names its place.

import * as diagnostics from '../diagnostics.ts';
import { type Diagnostic, diagnose } from '../diagnostics.ts';
import { isOwnStart } from '../images/entrypoints.ts';
import type { Invocation, Span } from '../syntax/instruction.ts';
import type { Toolchain } from '../toolchain.ts';
import { servedFolders } from '../trace/data.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { mayHaveLoaded } from '../trace/loaded.ts';
import { mountOver } from '../trace/mounts.ts';
import { baseName, isInside } from '../trace/path.ts';
import { changesInUse, isInherited, mayHave, type Start, type Starts } from '../trace/starts.ts';
import { repeatedCommand, type SystemChange } from '../trace/state.ts';
import { type StageTrace, type Step, stepAt } from '../trace/trace.ts';
import type { Application } from './application.ts';
import { developmentBy } from './recognise.ts';
import { unpacksOwnFolder } from './unpacked.ts';

/** System commands whose effect a runtime stage has without them, or that its base does itself. */
const harmless = /^(?:ldconfig -p|sysctl|fc-list|update-alternatives|systemctl|service|dpkg-reconfigure debconf)/;

const atRunTime = new Set([diagnostics.ToolchainAtRunTime.name, diagnostics.DevelopmentServer.name]);

export function isHarmless(what: string): boolean {
  return harmless.test(what);
}

export function findObstacles(
  trace: StageTrace,
  toolchains: readonly Toolchain[],
  starts: Starts,
  application: Application,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const { config } = trace;
  const spanAt = (index: number | undefined): Span | undefined => stepAt(trace, index)?.instruction.span;

  if (config.onbuild.length > 0)
    found.push(diagnose(diagnostics.OnbuildInstruction, spanAt(config.onbuild[0]?.instruction)));
  // An image that serves files by itself may be left to do so.
  const isOwn = config.entrypoint?.instruction !== undefined || config.cmd?.instruction !== undefined;
  if (!isOwn && trace.image?.serves !== true && servedFolders(starts) === undefined) {
    found.push(diagnose(diagnostics.NoProgram, trace.stage.from.span));
    return found;
  }
  for (const setting of [config.entrypoint, config.cmd])
    if (setting?.instruction !== undefined && isBracketed(setting.value)) {
      const step = stepAt(trace, setting.instruction)?.instruction;
      return [diagnose(diagnostics.NotAnArray, step?.span, step?.keyword ?? 'CMD')];
    }
  if (starts.interactive !== undefined) found.push(diagnose(diagnostics.InteractiveShell, spanAt(starts.interactive)));
  for (const start of starts.commands)
    found.push(...obstaclesOf(start, toolchains, trace, application.artifacts.length > 0, spanAt));
  for (const { text, instruction } of starts.hidden)
    found.push(diagnose(diagnostics.ScriptNotSeen, spanAt(instruction), text));
  // What the toolchain would make in the container is not there now: nothing more can be said.
  const driven = found.find(({ name }) => atRunTime.has(name));
  if (driven !== undefined) return [driven];
  for (const step of trace.steps) found.push(...obstaclesIn(step, application, trace, toolchains));
  for (const change of trace.baseChanges) {
    if (
      isLeftBehind(change.path, trace, toolchains) ||
      toolchains.some((one) => one.archive.test(change.path)) ||
      application.items.some((item) => isInside(change.path, item.path)) ||
      isSystemFolderOfToolchain(change.path, trace)
    )
      continue;
    found.push(diagnose(diagnostics.ImageStateChanged, spanAt(change.instruction), change.what));
  }
  for (const change of changesInUse(trace, starts)) {
    const { what, instruction } = change;
    const isRepeated = repeatedCommand(change) !== undefined && actsOnCopies(change, application);
    if (!isHarmless(what) && !isRepeated && !installsToolchain(change, trace, toolchains))
      found.push(diagnose(diagnostics.ImageStateChanged, spanAt(instruction), what));
  }
  if (config.workdir.value.includes(UNKNOWN))
    found.push(diagnose(diagnostics.ValueNotKnown, spanAt(config.workdir.instruction), 'the working directory'));
  found.push(...application.problems);
  return unique(found);
}

/** `['app', '-v']`: what was meant to be exec form. A test in brackets has something behind it. */
function isBracketed(invocation: Invocation): boolean {
  return invocation.form === 'shell' && /^\[[^\]]*\]$/.test(invocation.script.trim());
}

/** What is done to one file can only be done again where that file is. */
function actsOnCopies({ call }: SystemChange, { items }: Application): boolean {
  if (call?.program !== 'setcap') return true;
  const path = call.resolve(call.words.at(-1) ?? '');
  return items.some((item) => isInside(path, item.path));
}

/** A package that was fetched and that is the toolchain, as the name of its archive says: it stays in the build stage. */
function installsToolchain(
  { what, instruction }: SystemChange,
  trace: StageTrace,
  toolchains: readonly Toolchain[],
): boolean {
  if (what !== 'dpkg -i') return false;
  const text = stepAt(trace, instruction)?.instruction.value ?? '';
  const fetched = text.match(/https?:\/\/[^\s"']+\.deb/g) ?? [];
  return fetched.length > 0 && fetched.every((url) => toolchains.some((one) => one.archive.test(url)));
}

/** What a server of files is given to serve, where none of it is there. It may come with a package, or when the container is run. */
function missingFolders({ serves }: Start, { files, config }: StageTrace): readonly string[] {
  if (serves === undefined || serves === 'unknown') return [];
  const isThere = (folder: string) => files.find(folder) !== undefined || files.list(folder).length > 0;
  const isOfOthers = (folder: string) =>
    /^\/(?:usr|etc|var\/(?:www|lib))(?:\/|$)/.test(folder) ||
    config.volumes.some(({ value }) => isInside(folder, value));
  return serves.some((folder) => isThere(folder) || isOfOthers(folder)) ? [] : serves;
}

function obstaclesOf(
  start: Start,
  toolchains: readonly Toolchain[],
  trace: StageTrace,
  built: boolean,
  spanAt: (index: number | undefined) => Span | undefined,
): Diagnostic[] {
  const name = baseName(start.word);
  const span = spanAt(start.instruction);
  const ownArtifact =
    start.entry?.origin.kind === 'artifact' && !start.entry.origin.artifact.tool && start.entry.certain;
  const shown = start.words.join(' ').replaceAll(UNKNOWN, '…');
  const development = developmentBy(start.words, toolchains, { shown, span, built: ownArtifact });
  if (development !== undefined) return [development];
  const source = toolchains.find((one) =>
    start.words
      .slice(1)
      .some((word) => one.sources.some((pattern) => pattern.startsWith('*.') && word.endsWith(pattern.slice(1)))),
  );
  if (source !== undefined && start.script === undefined)
    return [diagnose(diagnostics.ToolchainAtRunTime, span, shown, source.title)];
  if (start.word.includes(UNKNOWN) || start.word === '')
    return [diagnose(diagnostics.ValueNotKnown, span, 'the program that the container starts')];
  if (start.launches?.includes(UNKNOWN) === true)
    return [diagnose(diagnostics.ValueNotKnown, span, `the file that \`${name}\` runs`)];
  if (start.launches !== undefined && !mayHave(trace, start.launches))
    return [diagnose(diagnostics.ArtifactNotFound, span, start.launches)];
  const [served] = missingFolders(start, trace);
  if (served !== undefined) return [diagnose(diagnostics.ServedNotFound, span, served)];
  for (const path of start.loads ?? []) {
    if (path.includes(UNKNOWN)) return [diagnose(diagnostics.ValueNotKnown, span, `what \`${name}\` loads`)];
    if (!mayHaveLoaded(trace, path)) return [diagnose(diagnostics.ArtifactNotFound, span, path)];
  }
  if (start.brought !== undefined || isInherited(start)) return [];
  if (start.path !== undefined) {
    if (start.entry !== undefined) {
      const { origin } = start.entry;
      // A tool or a dependency whose name only happens to be there is no proof that the build makes this program.
      if (
        start.entry.certain ||
        origin.kind === 'artifact' ||
        (built && (origin.kind === 'context' || origin.kind === 'remote'))
      )
        return [];
      // The author brings it, as a script by its looks.
      const isOwn = trace.files.node(start.path)?.entry !== undefined || /\.(?:sh|bash)$/.test(start.path);
      if (origin.kind === 'context' && isOwn) return [diagnose(diagnostics.ScriptNotSeen, span, start.word)];
    }
    return [diagnose(diagnostics.ArtifactNotFound, span, start.word)];
  }
  const has =
    isOwnStart(trace.image?.config, start.word) ||
    trace.image?.programs?.has(name) === true ||
    Object.hasOwn(trace.image?.interpreters ?? {}, name) ||
    trace.packages.length > 0;
  return has || start.script !== undefined ? [] : [diagnose(diagnostics.ArtifactNotFound, span, start.word)];
}

function obstaclesIn(
  step: Step,
  application: Application,
  trace: StageTrace,
  toolchains: readonly Toolchain[],
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { instruction } = step;
  for (const unknown of step.unknowns) {
    const { under } = unknown;
    const contained =
      under !== undefined &&
      (isLeftBehind(under, trace, toolchains) ||
        application.left.some((folder) => isInside(under, folder)) ||
        application.items.some(
          (item) =>
            (item.broad || isWhole(item.path, trace)) && item.context === undefined && isInside(under, item.path),
        ));
    const unpacks = unknown.call !== undefined && /^(?:tar|unzip)$/.test(unknown.call.program);
    const unpacksToolchain =
      (under !== undefined || unpacks) &&
      unknown.call !== undefined &&
      toolchains.some(
        (one) => one.folders.some((folder) => isInside(folder, under ?? '/')) && one.archive.test(instruction.value),
      );
    if (!contained && !unpacksToolchain && !unpacksOwnFolder(trace, step, unknown))
      found.push(diagnose(diagnostics.CommandNotUnderstood, spanOfCall(step, unknown.call?.offset), unknown.reason));
  }
  for (const call of step.calls) {
    for (const effect of call.effects) {
      if (effect.kind !== 'write' || effect.origin.kind !== 'artifact' || effect.node !== 'file') continue;
      const mount = mountOver(instruction, step.workdir, effect.path);
      if (
        mount !== undefined &&
        !trace.residue.some((folder) => isInside(effect.path, folder)) &&
        trace.files.find(effect.path)?.origin.kind !== 'artifact' &&
        !movedAway(step, effect.path)
      )
        found.push(diagnose(diagnostics.ArtifactOnMount, instruction.span, effect.path, mount));
    }
  }
  return found;
}

/** A folder that is an artifact is copied with all that is in it. */
function isWhole(path: string, trace: StageTrace): boolean {
  const entry = trace.files.find(path);
  return entry?.node === 'folder' && entry.open && entry.origin.kind === 'artifact';
}

/** A later command of the same RUN copies it out of the mount. */
function movedAway(step: Step, path: string): boolean {
  return step.calls.some((call) =>
    call.effects.some((effect) => effect.kind === 'copy' && isInside(path, effect.from)),
  );
}

function spanOfCall(step: Step, offset: number | undefined): Span {
  const { instruction } = step;
  if (
    offset === undefined ||
    instruction.keyword !== 'RUN' ||
    instruction.invocation.form !== 'shell' ||
    instruction.invocation.script !== instruction.value
  )
    return instruction.span;
  const start = instruction.offsets[offset];
  return start === undefined ? instruction.span : { start, end: Math.min(start + 1, instruction.span.end) };
}

function isLeftBehind(path: string, trace: StageTrace, toolchains: readonly Toolchain[]): boolean {
  return [
    ...trace.residue,
    '/tmp',
    '/var/lib/apt',
    '/var/cache',
    '/root/.cache',
    ...toolchains.flatMap((toolchain) => toolchain.folders),
  ].some((folder) => isInside(path, folder));
}

/** `/go` and the like: folders that the image of the toolchain brings for its own use. */
function isSystemFolderOfToolchain(path: string, trace: StageTrace): boolean {
  return (
    trace.image !== undefined &&
    trace.image.toolchains.length > 0 &&
    isInside(path, trace.image.config.workdir) &&
    trace.image.config.workdir !== '/'
  );
}

function unique(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map((one) => [`${one.name} ${one.message}`, one])).values()];
}

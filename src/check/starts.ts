// What the container starts is started by the result as well, and finds what it needs to start.

import { isOwnStart } from '../images/entrypoints.ts';
import { hasShell } from '../images/image.ts';
import type { Toolchain } from '../toolchain.ts';
import { servedFolders } from '../trace/data.ts';
import { isGuess } from '../trace/filled.ts';
import { canBeFollowed } from '../trace/links.ts';
import { isLoadedSeen, placeOf } from '../trace/loaded.ts';
import { baseName, isInside, resolvePath } from '../trace/path.ts';
import { hasProgram, isPresent } from '../trace/presence.ts';
import { changesInUse, drives, mayHave, type Start, type Starts } from '../trace/starts.ts';
import { repeatedCommand } from '../trace/state.ts';
import { type StageTrace, type Step, stepAt } from '../trace/trace.ts';

/** What was put into a folder that the image has by itself. */
function filesIn(folder: string, { files }: StageTrace): readonly string[] {
  return files.list(folder).map(({ path }) => path);
}

/** Every program that the original starts is started by the result, and is there. */
export function startsExist(
  was: Starts,
  now: Starts,
  runtime: StageTrace,
  before: StageTrace,
  toolchains: readonly Toolchain[],
): string[] {
  const problems: string[] = [];
  const name = (start: Start) => start.words.join(' ');
  const started = new Set(now.commands.map(name));
  for (const folder of servedFolders(was) ?? [])
    for (const path of before.files.find(folder) === undefined ? filesIn(folder, before) : [folder])
      if (runtime.files.find(path) === undefined) problems.push(`\`${path}\` is served and not in the runtime stage`);
  for (const start of was.commands)
    if (!started.has(name(start))) problems.push(`\`${name(start)}\` is not started any more`);
  for (const start of now.commands) {
    const original = was.commands.find((one) => name(one) === name(start));
    // It lies somewhere in a folder that nobody can see into, and that comes along as a whole.
    const comesAlong =
      original?.path !== undefined &&
      original.entry !== undefined &&
      isGuess(original.entry) &&
      comesWithFolder(original.path, runtime);
    if (!comesAlong && !isPresent(start, runtime) && !isOwnStart(runtime.image?.config, start.word))
      problems.push(`the runtime stage has no \`${start.word}\``);
    if (start.launches !== undefined && !hasLaunched(start.launches, runtime, before))
      problems.push(`the runtime stage is not known to have \`${start.launches}\``);
    for (const path of start.loads ?? [])
      if (!isLoadedSeen(runtime, path) && !comesWithFolder(placeOf(path), runtime))
        problems.push(`the runtime stage is not known to have \`${path}\``);
    if (!comesAlong && original?.path !== undefined && original.path !== start.path)
      problems.push(
        `\`${start.word}\` is \`${start.path ?? 'a program of the base image'}\` instead of \`${original.path}\``,
      );
    const tool = toolchains.find(
      (toolchain) => drives(toolchain, start.words) && start.entry?.origin.kind !== 'artifact',
    );
    if (tool !== undefined) problems.push(`\`${start.word}\` is ${tool.title} itself`);
  }
  for (const script of was.scripts)
    if (!now.scripts.includes(script)) problems.push(`the script \`${script}\` is lost`);
  const shell = runtime.image !== undefined && hasShell(runtime.image);
  if (now.shell !== undefined && !shell) problems.push(`the runtime stage has no shell, and ${now.shell}`);
  for (const { instruction } of runtime.steps)
    if (instruction.keyword === 'RUN' && !shell)
      problems.push(`line ${instruction.line} of the result runs a command without a shell`);
  problems.push(...runsWithoutItsShell(runtime));
  // Under an ENTRYPOINT in exec form a shell-form CMD is only an argument.
  const { cmd, entrypoint } = runtime.config;
  if (!shell && (entrypoint?.value.form === 'shell' || (entrypoint === undefined && cmd?.value.form === 'shell')))
    problems.push('the command is in shell form, and the runtime stage has no shell');
  return problems;
}

/** A RUN behind SHELL finds the program that is named there: in the base image, or by a package above. */
function runsWithoutItsShell({ steps, image, packages }: StageTrace): string[] {
  let named: Step | undefined;
  return steps.flatMap((step) => {
    const { instruction } = step;
    if (instruction.keyword === 'SHELL') named = step;
    if (instruction.keyword !== 'RUN' || named?.instruction.keyword !== 'SHELL') return [];
    const [shell = 'sh'] = named.instruction.words;
    const above = packages.filter((one) => one.instruction < instruction.index);
    return hasProgram({ image, packages: above }, baseName(shell)) || image?.programs === undefined
      ? []
      : [`line ${instruction.line} of the result runs with \`${shell}\`, which is not there`];
  });
}

/** The file that an interpreter runs comes with a COPY of its own, by the author's own COPY, with that of a folder out of the build stage, or from what is seen of the build context. */
function hasLaunched(path: string, runtime: StageTrace, before: StageTrace): boolean {
  const entry = runtime.files.find(path);
  if (entry === undefined) return mayHave(runtime, path);
  const own = stepAt(runtime, entry.instruction)?.instruction;
  const original = stepAt(before, before.files.find(path)?.instruction)?.instruction;
  if (own?.keyword === 'COPY' && original?.keyword === 'COPY' && own.value === original.value) return true;
  if (entry.certain || entry.origin.kind !== 'context' || runtime.files.node(path)?.entry !== undefined) return true;
  return comesWithFolder(path, runtime);
}

function comesWithFolder(path: string, { steps }: StageTrace): boolean {
  return steps.some(
    ({ instruction, workdir }) =>
      instruction.keyword === 'COPY' &&
      instruction.flags.some(({ name }) => name === 'from') &&
      isInside(path, resolvePath(workdir, instruction.destination)),
  );
}

/** Commands whose outcome is state of the image ran in the runtime stage as well. */
export function stateIsMadeAgain(runtime: StageTrace, before: StageTrace, was: Starts): string[] {
  const now = new Set(runtime.system.map((change) => repeatedCommand(change)));
  const lost = changesInUse(before, was).flatMap((change) => {
    const command = repeatedCommand(change);
    return command === undefined || now.has(command) ? [] : [`\`${command}\` does not run in the runtime stage`];
  });
  const { files } = runtime;
  // A link that is not there at all was left behind, as of a tool of the build; a device is written to by what nobody sees.
  const links = before.files
    .written()
    .filter(
      (link) =>
        link.node === 'link' &&
        (link.target?.startsWith('/dev/') || files.node(link.path)?.entry !== undefined) &&
        !canBeFollowed(link, before.files),
    );
  return [
    ...lost,
    ...links
      .filter(({ path, target }) => files.find(path)?.target !== target)
      .map(({ path, target }) => `\`${path}\` is no link to \`${target}\` any more`),
  ];
}

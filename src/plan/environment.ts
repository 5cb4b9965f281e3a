// Which ENV, ARG and USER of the build stage the runtime stage needs again, and how PATH looks there.

import { type Diagnostic, diagnose, ValueNotKnown } from '../diagnostics.ts';
import type { Image } from '../images/image.ts';
import { buildVariables } from '../packages/variables.ts';
import type { Instruction } from '../syntax/instruction.ts';
import type { Toolchain } from '../toolchain.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { isInside } from '../trace/path.ts';
import type { Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';
import type { RuntimeStep } from './plan.ts';

const systemPath = new Set(['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']);

export interface EnvironmentRequest {
  readonly trace: StageTrace;
  readonly toolchains: readonly Toolchain[];
  readonly starts: Starts;
  readonly base: Image;
  /** Index of the last instruction of the build stage. */
  readonly split: number;
  /** Instructions that end up in the runtime stage, moved or kept. */
  readonly below: readonly Instruction[];
  /** Folders among those whose use is not known. */
  readonly folders: readonly string[];
  /** Variables that the sources name, or commands of the runtime stage. */
  readonly named: readonly string[];
  /** Variables that change what the artifacts do. */
  readonly settings: readonly string[];
  /** Paths that the runtime stage gets. */
  readonly copied: readonly string[];
  /** The container does nothing but serve files, and reads no variable of a language's image. */
  readonly serves: boolean;
}

export interface Environment {
  readonly steps: readonly RuntimeStep[];
  readonly problems: readonly Diagnostic[];
}

export function planEnvironment({
  trace,
  toolchains,
  starts,
  base,
  split,
  below,
  copied,
  folders: unknownFolders,
  named,
  settings,
  serves,
}: EnvironmentRequest): Environment {
  const steps: RuntimeStep[] = [];
  const problems: Diagnostic[] = [];
  const toolVariables = new Set([...buildVariables, ...toolchains.flatMap((toolchain) => toolchain.variables)]);
  const used = new Set([...below.flatMap((instruction) => variablesIn(instruction)), ...named]);
  const above = trace.steps.filter((step) => step.instruction.index <= split).map((step) => step.instruction);
  const environment = above.flatMap((instruction) => (instruction.keyword === 'ENV' ? [instruction] : []));
  const repeated = new Set<string>();

  // Walk backwards, so that what a repeated ENV refers to is known to be needed before it is looked at.
  const again: Instruction[] = [];
  for (const instruction of [...environment].reverse()) {
    const wanted = instruction.pairs.filter(
      ({ name }) => name !== 'PATH' && (!toolVariables.has(name) || used.has(name) || leadsToCopied(name)),
    );
    if (wanted.length === 0) continue;
    again.unshift(instruction);
    for (const { name, value } of wanted) {
      repeated.add(name);
      for (const other of namesIn(value ?? '')) used.add(other);
    }
  }
  const declared = above.filter(
    (instruction) => instruction.keyword === 'ARG' && instruction.pairs.some(({ name }) => used.has(name)),
  );
  for (const instruction of above) {
    if (declared.includes(instruction))
      steps.push({
        kind: 'repeat',
        instruction: instruction.index,
        because: 'a value of it is used in the runtime stage',
      });
    if (instruction.keyword !== 'ENV' || !again.includes(instruction)) continue;
    const plain = instruction.pairs.every(
      ({ name, value }) =>
        name !== 'PATH' && namesIn(value ?? '').every((other) => repeated.has(other) || trace.args.has(other)),
    );
    if (plain) {
      steps.push({ kind: 'repeat', instruction: instruction.index, because: 'the program may read it' });
      continue;
    }
    const pairs = instruction.pairs.filter(({ name }) => repeated.has(name) && name !== 'PATH');
    for (const { name } of pairs) {
      const value = trace.config.environment.get(name)?.value ?? '';
      if (value.includes(UNKNOWN))
        problems.push(diagnose(ValueNotKnown, instruction.span, `the environment variable \`${name}\``));
      else
        steps.push({
          kind: 'write',
          keyword: 'ENV',
          text: `${name}=${quote(value)}`,
          because: 'the program may read it',
        });
    }
  }
  for (const name of used) {
    const inherited = trace.config.environment.get(name);
    if (
      inherited?.instruction !== undefined ||
      inherited === undefined ||
      name === 'PATH' ||
      repeated.has(name) ||
      settings.includes(name) ||
      Object.hasOwn(base.config.environment, name)
    )
      continue;
    steps.unshift({
      kind: 'write',
      keyword: 'ENV',
      text: `${name}=${quote(inherited.value)}`,
      because: 'the base image of the build stage sets it, and it is used below',
    });
  }
  const scriptUnseen = starts.unread !== undefined;
  for (const [name, { value, instruction }] of trace.config.environment) {
    if (instruction !== undefined || name === 'PATH' || used.has(name) || Object.hasOwn(base.config.environment, name))
      continue;
    if (serves || settings.includes(name)) continue;
    const because = !toolVariables.has(name)
      ? 'the base image of the build stage sets it, and the program may read it'
      : scriptUnseen && value.startsWith('/')
        ? 'a script that was not seen may use it'
        : leadsToCopied(name)
          ? 'a program may find files by it, and its sources were not seen'
          : undefined;
    if (because !== undefined)
      steps.unshift({ kind: 'write', keyword: 'ENV', text: `${name}=${quote(value)}`, because });
  }
  for (const name of new Set(settings)) {
    const set = trace.config.environment.get(name);
    const value = set?.value ?? '';
    if (set?.instruction === undefined && value !== (base.config.environment[name] ?? ''))
      steps.unshift({
        kind: 'write',
        keyword: 'ENV',
        text: `${name}=${quote(value)}`,
        because: 'the base image of the runtime stage sets another value than that of the build stage',
      });
  }
  // What stands below sets it again.
  const isSetBelow =
    (trace.config.environment.get('PATH')?.instruction ?? -1) > split &&
    !environment.some((instruction) => instruction.pairs.some(({ name }) => name === 'PATH'));
  const folders = isSetBelow ? [] : pathFolders(trace, starts, copied, base);
  if (folders.length > 0)
    steps.push({
      kind: 'write',
      keyword: 'ENV',
      text: `PATH=${folders.join(':')}:$PATH`,
      because: 'a program in there is started by its bare name',
    });

  return { steps, problems };

  /** The variable names a folder in which something is copied, and it is not known what looks for it there. */
  function leadsToCopied(name: string): boolean {
    const value = trace.config.environment.get(name)?.value ?? '';
    return value.startsWith('/') && value !== '/' && unknownFolders.some((path) => isInside(path, value));
  }
}

/** Folders of PATH that the base does not search and from which the runtime stage starts something. */
function pathFolders(trace: StageTrace, starts: Starts, copied: readonly string[], base: Image): string[] {
  const searched = (base.config.environment.PATH ?? '').split(':');
  const folders = [...new Set((trace.config.environment.get('PATH')?.value ?? '').split(':'))];
  const set = trace.config.environment.get('PATH')?.instruction !== undefined;
  return folders.filter((folder) => {
    if (!folder.startsWith('/') || folder.includes(UNKNOWN) || systemPath.has(folder) || searched.includes(folder))
      return false;
    const started = starts.commands.some((start) => start.bare && start.path?.startsWith(`${folder}/`));
    return (
      started ||
      ((set || starts.scripts.length > 0 || starts.unread !== undefined) &&
        copied.some((path) => isInside(path, folder) || isInside(folder, path)))
    );
  });
}

function variablesIn(instruction: Instruction): string[] {
  return namesIn(instruction.value);
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? '');
}

/** A value as Docker reads it back. */
function quote(value: string): string {
  return /^[\w./:@%+,=-]*$/.test(value) ? value : `"${value.replace(/[\\"$]/g, '\\$&')}"`;
}

// Where the build stage ends: after the last instruction that has to run with the toolchain. What follows stays where the author wrote it.

import type { Choice } from '../images/image.ts';
import { hasShell } from '../images/image.ts';
import type { Entry } from '../trace/effect.ts';
import { madeBy } from '../trace/made.ts';
import { baseName, resolvePath } from '../trace/path.ts';
import type { StageTrace, Step } from '../trace/trace.ts';
import type { Application } from './application.ts';

export interface Split {
  /** Index of the last instruction of the build stage. */
  readonly last: number;
  /** RUN instructions of the build stage that only create accounts, and run again in the runtime stage. */
  readonly accounts: readonly number[];
}

export function planSplit(trace: StageTrace, choice: Choice, application: Application): Split {
  const shell = hasShell(choice.image);
  const written = madeBy(trace.files);
  const copied = new Set(application.items.map((item) => item.path));
  const linked = new Set(application.links.map(({ path }) => path));
  const repeated = new Set(application.items.flatMap((item) => item.context ?? []));
  let last = trace.stage.from.index;
  const tail: Step[] = [];
  for (const step of [...trace.steps].reverse()) {
    if (!canFollow(step)) {
      last = step.instruction.index;
      break;
    }
    tail.unshift(step);
  }
  // A chmod of the tail must act on something that the tail brings.
  for (const step of tail)
    if (step.instruction.keyword === 'RUN' && !actsOn(step, last)) last = Math.max(last, step.instruction.index);
  const wanted = choice.supplies.flatMap(({ need, how }) =>
    need.kind === 'account' && how !== 'provided' ? need.names : [],
  );
  const repeatable =
    shell && wanted.length > 0
      ? trace.steps
          .filter((step) => step.instruction.index <= last && makesAccountsOnly(step) && canRun(step))
          .map((step) => step.instruction.index)
      : [];
  // An account that a longer RUN makes comes with the file that lists all of them.
  const areMade = trace.accounts.every(
    ({ name, instruction }) => instruction > last || repeatable.includes(instruction) || !wanted.includes(name),
  );
  const accounts = areMade ? repeatable : [];
  return { last, accounts };

  /** The runtime base has the programs that the instruction calls: `adduser` is not in every Debian. */
  function canRun(step: Step): boolean {
    return step.calls.every((call) => choice.image.programs?.has(call.program) === true);
  }

  function canFollow(step: Step): boolean {
    const { instruction } = step;
    if (instruction.keyword === 'RUN')
      return shell && canRun(step) && (makesAccountsOnly(step) || marksOnly(step, linked));
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return true;
    // From another image: it can stay where it is. There is no earlier stage.
    return repeated.has(instruction.index) || bringsOnlyWhatIsNeeded(instruction.index);
  }

  function bringsOnlyWhatIsNeeded(index: number): boolean {
    const made = written.get(index) ?? [];
    return (
      made.length > 0 &&
      made.every((entry) => {
        if (!copied.has(entry.path)) return false;
        return entry.node === 'file' || isItsOwn(entry);
      })
    );
  }

  /** Nothing but this COPY made the folder, what it brings once more and what is copied before it aside. */
  function isItsOwn(folder: Entry): boolean {
    const [tree, ...others] = trace.files.node(folder.path)?.trees ?? [];
    if (others.length > 0) return false;
    return trace.files.list(folder.path).every(({ path, origin, owner, mode, instruction, node }) => {
      if (instruction >= folder.instruction) return instruction === folder.instruction;
      if (copied.has(path)) return true;
      return (
        tree !== undefined &&
        node === 'file' &&
        mode === undefined &&
        owner === tree.owner &&
        origin.kind === 'context' &&
        resolvePath(`/${tree.contextPath}`, baseName(path)) === resolvePath('/', origin.path)
      );
    });
  }

  function actsOn(step: Step, end: number): boolean {
    if (makesAccountsOnly(step) && canRun(step)) return true;
    return step.calls.every((call) =>
      call.effects.every(
        (effect) => effect.kind !== 'attribute' || (trace.files.find(effect.path)?.instruction ?? -1) > end,
      ),
    );
  }
}

/** Sets owners and modes, or makes links that are made again anyway. */
function marksOnly(step: Step, linked: ReadonlySet<string>): boolean {
  return (
    step.calls.length > 0 &&
    step.unknowns.length === 0 &&
    step.calls.every((call) =>
      call.effects.every(
        (effect) => effect.kind === 'attribute' || (effect.kind === 'link' && linked.has(effect.path)),
      ),
    )
  );
}

/** Creates users and groups, with folders of their own, and nothing else. */
export function makesAccountsOnly(step: Step): boolean {
  if (step.instruction.keyword !== 'RUN' || step.unknowns.length > 0) return false;
  const made = new Set<string>();
  let accounts = 0;
  for (const call of step.calls) {
    for (const effect of call.effects) {
      if (effect.kind === 'account') {
        accounts++;
        if (effect.home !== undefined) made.add(effect.home);
      } else if (
        effect.kind === 'write' &&
        effect.node === 'folder' &&
        effect.open !== true &&
        effect.origin.kind === 'command'
      )
        made.add(effect.path);
      else if (effect.kind !== 'attribute' || !made.has(effect.path)) return false;
    }
  }
  return accounts > 0;
}

// Programs that sources or packages of an interpreted language start: full images have some of them, and slim ones do not.

import type { Need } from '../images/need.ts';
import { programsOfFullImages } from '../packages/programs.ts';

/** What command lines start, as far as it has to be named: what every base has, and what the author installs, is there anyway. */
export function programsStarted(commands: readonly string[], because: (program: string) => string): Need[] {
  const names = commands
    .flatMap((command) => command.split(/[\s|;&()]+/))
    .filter((word) => programsOfFullImages.has(word));
  return [...new Set(names)].map((name): Need => ({ kind: 'program', name, because: because(name) }));
}

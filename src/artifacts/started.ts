// Programs that sources or packages of an interpreted language start: full images have some of them, and slim ones do not.

import type { Need } from '../images/need.ts';

/** Source: docker-library/buildpack-deps, beside the compilers that only a build needs; and Node.js, which many builds install. */
const ofFullImage = new Set(
  (
    'git hg svn ssh scp curl wget python python3 convert identify mogrify openssl make gcc g++ unzip xz bzip2 file ps pgrep ' +
    'pkill gpg free top node nodejs npm yarn'
  ).split(' '),
);

/** What command lines start, as far as it has to be named: what every base has, and what the author installs, is there anyway. */
export function programsStarted(commands: readonly string[], because: (program: string) => string): Need[] {
  const names = commands.flatMap((command) => command.split(/[\s|;&()]+/)).filter((word) => ofFullImage.has(word));
  return [...new Set(names)].map((name): Need => ({ kind: 'program', name, because: because(name) }));
}

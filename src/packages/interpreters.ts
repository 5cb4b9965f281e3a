// Versions of the interpreters that distributions have in their packages. Facts only.

import type { Distribution } from '../images/image.ts';
import { packageName } from './classify.ts';
import { runtimePackageOf } from './runtimes.ts';

/** `python3` by the first release of Alpine that has this version. Source: pkgs.alpinelinux.org and the branches of aports. */
const alpine: readonly (readonly [since: number, version: string])[] = [
  [3, '3.5'],
  [6, '3.6'],
  [10, '3.7'],
  [11, '3.8'],
  [14, '3.9'],
  [16, '3.10'],
  [18, '3.11'],
  [20, '3.12'],
];

/** `python3` of Debian and Ubuntu, by release. Source: packages.debian.org, packages.ubuntu.com. */
const debian: Readonly<Record<string, string>> = {
  wheezy: '3.2',
  jessie: '3.4',
  stretch: '3.5',
  buster: '3.7',
  bullseye: '3.9',
  bookworm: '3.11',
  trixie: '3.13',
  '12.04': '3.2',
  '14.04': '3.4',
  '16.04': '3.5',
  '18.04': '3.6',
  '20.04': '3.8',
  '22.04': '3.10',
  '24.04': '3.12',
};

/** The version of an interpreter that one of the packages brings; undefined when none does, or when it is not known. */
export function packagedVersion(
  program: string,
  installed: readonly string[],
  distribution: Distribution | undefined,
): string | undefined {
  if (!installed.some((name) => runtimePackageOf(packageName(name))?.program === program)) return undefined;
  if (distribution?.oldest !== undefined) return undefined;
  if (distribution?.name === 'debian' || distribution?.name === 'ubuntu')
    return program === 'python3' ? debian[distribution.release ?? ''] : /^python2?$/.test(program) ? '2.7' : undefined;
  if (distribution?.name !== 'alpine') return undefined;
  const minor = Number(/^3\.(\d+)$/.exec(distribution.release ?? '')?.[1] ?? Number.NaN);
  if (program === 'python2' || (program === 'python' && minor < 12)) return '2.7';
  return program === 'python3' ? alpine.findLast(([since]) => since <= minor)?.[1] : undefined;
}

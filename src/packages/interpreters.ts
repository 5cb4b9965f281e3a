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

/** The version of an interpreter that one of the packages brings; undefined when none does, or when it is not known. */
export function packagedVersion(
  program: string,
  installed: readonly string[],
  distribution: Distribution | undefined,
): string | undefined {
  if (!installed.some((name) => runtimePackageOf(packageName(name))?.program === program)) return undefined;
  if (distribution?.name !== 'alpine' || distribution.oldest !== undefined) return undefined;
  const minor = Number(/^3\.(\d+)$/.exec(distribution.release ?? '')?.[1] ?? Number.NaN);
  if (program === 'python2' || (program === 'python' && minor < 12)) return '2.7';
  return program === 'python3' ? alpine.findLast(([since]) => since <= minor)?.[1] : undefined;
}

// What the author removed of a package's files, and what the same package would bring back into the runtime stage.

import type { Image } from '../images/image.ts';
import { packageName } from '../packages/classify.ts';
import { isInside } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import type { StageTrace } from '../trace/trace.ts';

/** Packages of servers by how their names begin, and the folders that they put pages of their own into. */
const servers = ['nginx', 'apache2', 'httpd', 'lighttpd'];
const documentRoots = ['/usr/share/nginx', '/var/lib/nginx/html', '/var/www'];

/** Commands for after the packages and before the files: settings that would apply again, pages that would be served again. */
export function removedAgain(
  trace: StageTrace,
  base: Image,
  packages: readonly string[],
  last: number,
): readonly string[] {
  const names = packages.map(packageName);
  const isSame = base.reference.text === trace.imageText;
  const isServer = isSame || names.some((name) => servers.some((server) => name.startsWith(server)));
  const isThere = (path: string) => {
    const [, part] = /^\/etc\/([a-z]\w+)/.exec(path) ?? [];
    if (part !== undefined) return part !== 'apt' && (isSame || names.some((name) => name.startsWith(part)));
    return isServer && documentRoots.some((root) => isInside(path, root));
  };
  const found = trace.steps
    .filter(({ instruction }) => instruction.index <= last)
    .flatMap((step) => step.calls)
    .filter((call) => call.program === 'rm' && call.certain && call.user === 'root')
    .flatMap((call) => call.words.slice(1).map((word) => (word.startsWith('-') ? word : call.resolve(word))))
    .filter((path) => path.startsWith('/') && /^[\w./*@%+=:,-]+$/.test(path) && isThere(path))
    .filter(
      (path) =>
        hasGlob(path) || trace.files.removed?.(path) === true || trace.files.find(path)?.origin.kind === 'artifact',
    );
  return found.length === 0 ? [] : [`rm -rf ${[...new Set(found)].join(' ')}`];
}

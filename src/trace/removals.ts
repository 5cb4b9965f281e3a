// Files of the base image or of its packages that the author removes: where a runtime stage has that image or those packages again, it has them again.

import type { Image } from '../images/image.ts';
import { isInside } from './path.ts';
import type { TracedCall } from './shell/machine.ts';
import type { StageTrace } from './trace.ts';

export interface Removal {
  /** Absolute; may hold a glob. */
  readonly path: string;
  readonly instruction: number;
  readonly call: TracedCall;
}

/** What only takes room, and what no program of the container opens. */
const idle =
  /^\/(?:tmp|root|home|run|dev|proc|sys|usr\/(?:src|include|share\/(?:doc|man|info|locale|lintian|linda|groff|gtk-doc|gnome|icons|i18n)|local\/(?:include|share\/(?:doc|man))|lib\/(?:gcc|python[\d.]*|jvm))|var\/(?:tmp|cache|log|mail|lib\/(?:apt|dpkg|yum|dnf|rpm|systemd))|etc\/(?:apt|yum\.repos\.d|apk|ssh|machine-id|localtime|motd|resolv\.conf|hosts|legal|ld\.so\.cache)|lib\/(?:udev|systemd))(?:\/|$)|(?:\.(?:pyc?|a|la|h|md|gz|tgz|zip|xz|bz2|deb|rpm|apk|txt|log|pid|cache|dpkg-\w+)|\/(?:__pycache__|\.git\*?|\.cache|\.npm|node_modules))$/;

/** Of the distribution or below the folders that packages and servers use. */
const ofTheSystem = /^\/(?:etc|usr|var|opt|srv|lib|bin|sbin)\/[^/]+/;

/** Removals that a runtime stage would undo: its image is the author's own, or a package is installed there whose folder it was. */
export function removalsUndone(trace: StageTrace, runtime: Image, installed: readonly string[]): readonly Removal[] {
  const isOwn = runtime.reference.text === trace.image?.reference.text;
  if (!isOwn && installed.length === 0) return [];
  const names = installed.map((name) => name.replace(/[=~<>:].*$/, ''));
  const found = trace.steps.flatMap(({ instruction, calls }) =>
    calls.flatMap((call) =>
      call.effects.flatMap((effect): readonly Removal[] =>
        effect.kind === 'remove' && effect.unseen === true
          ? [{ path: effect.path, instruction: instruction.index, call }]
          : [],
      ),
    ),
  );
  return found.filter(
    ({ path }) =>
      ofTheSystem.test(path) &&
      !idle.test(path) &&
      !trace.residue.some((folder) => isInside(path, folder)) &&
      (isOwn || isInside(path, '/var/www') || names.some((name) => isFolderOf(name, path))),
  );
}

/** `/etc/nginx/…` is of `nginx` and of `nginx-full`, `/etc/php/…` of `php7.4`. */
function isFolderOf(name: string, path: string): boolean {
  const names = new Set([name, name.replace(/[\d.]+$/, ''), name.split('-')[0]]);
  return path.split('/').some((part) => names.has(part));
}

/** Whether it is removed whatever happens, so that another stage can do the same. */
export function isRepeatable({ path, call }: Removal): boolean {
  return call.certain && /^(?:|root|0)$/.test(call.user) && /^[\w./*?@%+=:-]+$/.test(path);
}

// Symbolic links of the author, which COPY would follow: copied where that brings something as good, and made again elsewhere.

import type { Entry } from '../trace/effect.ts';
import { canBeFollowed, targetOf } from '../trace/links.ts';
import { baseName, isInside } from '../trace/path.ts';
import { hasProgram } from '../trace/presence.ts';
import type { StageTrace } from '../trace/trace.ts';
import type { CopyItem } from './copies.ts';
import type { Search } from './folders.ts';

/** Another name that the author gives to something. */
export function addLink({ trace, use, own, copies }: Search, entry: Entry): void {
  const { path, instruction } = entry;
  if (copies.isCovered(path)) return;
  // Another name for a program of the toolchain.
  if (own.isProgram(baseName(path)) && !use.started.has(path)) return;
  const target = targetOf(entry);
  if (own.has(path) || (own.isKept(target) && !use.named.has(path))) return;
  const found = trace.files.find(target);
  const isTool = found !== undefined && found.origin.kind === 'artifact' && found.origin.artifact.tool;
  if (found?.node === 'file' && isTool && !found.certain) return;
  const isThere = found?.node === 'file' && (found.certain || use.named.has(path));
  if (canBeFollowed(entry, trace.files) && (isThere || found === undefined))
    copies.add(path, undefined, 'a link that the author made', instruction);
  else copies.addLink(entry);
}

/** A file of the author's that nothing but the link names. What a toolchain built may find more beside itself. */
export function addTarget({ trace, copies, again, owner }: Search, link: Entry): void {
  const found = trace.files.find(targetOf(link));
  if (found?.node !== 'file' || !found.certain || found.origin.kind === 'artifact') return;
  if (!copies.isCovered(found.path) && !again.brings(found))
    copies.add(found.path, owner(found), 'a link that the author made leads to it', found.instruction);
}

/** The path lies in a folder that comes out of the build stage, with the links in it. */
export function isBrought(path: string, item: CopyItem): boolean {
  return item.context === undefined && isInside(path, item.path);
}

/** A link to something that no instruction made, or that comes along. */
export function isMadeAgain(link: Entry, items: readonly CopyItem[], trace: StageTrace): boolean {
  const target = targetOf(link);
  const found = trace.files.find(target);
  const words = [link.path, link.target ?? ''];
  return (
    link.certain &&
    words.every((word) => /^[\w./:@%+=,][\w./:@%+=,-]*$/.test(word)) &&
    (found === undefined ||
      // Packages of a language lie beside its interpreter, so that it is among what may be theirs.
      (!found.certain && hasProgram(trace, baseName(target))) ||
      items.some(
        (item) =>
          isInside(item.path, target) ||
          ((item.context === undefined || found.origin.kind === 'context') && isInside(target, item.path)),
      ))
  );
}

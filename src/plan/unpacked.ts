// Archives of sources that are unpacked into a folder of the system: by custom they hold one folder of their own name, in which the author works next.

import { UNKNOWN } from '../trace/effect.ts';
import { baseName, isInside } from '../trace/path.ts';
import type { Unknown } from '../trace/state.ts';
import { type StageTrace, type Step, stepAt } from '../trace/trace.ts';

/** How a downloaded archive is called, up to its version: `samtools` of `samtools-1.11.tar.bz2`. */
const leading = /^[A-Za-z][A-Za-z+]*/;
/** Releases of a repository are called after their tag, and hold a folder that is called after the repository. */
const repository = /\/([^/]+)\/(?:-\/)?(?:archive|tarball|zipball|get|releases)\//;

/** Whether what could not be followed is the unpacking of one such folder, as a later command in there shows. */
export function unpacksOwnFolder(trace: StageTrace, step: Step, unknown: Unknown): boolean {
  const { call } = unknown;
  if (call === undefined || !/^(?:tar|bsdtar|unzip)$/.test(call.program)) return false;
  // Without its first folder the content lies right in the folder of the system.
  if (call.words.some((word) => /^--strip|^--transform|^--xform|^-[a-z]*P|^--absolute/.test(word))) return false;
  const folder = unknown.under ?? '/';
  const at = step.calls.indexOf(call);
  const names = archiveNames(trace, step, at);
  if (names.length === 0) return false;
  const inOneRun = step.calls.slice(at + 1).map((later) => later.cwd);
  const next = [1, 2, 3].flatMap((more) => {
    const after = stepAt(trace, step.instruction.index + more);
    return after === undefined ? [] : [after.workdir, ...after.calls.map((later) => later.cwd)];
  });
  return [...inOneRun, ...next].some((cwd) => {
    if (cwd === folder || !isInside(cwd, folder)) return false;
    const own = (cwd.slice(folder === '/' ? 1 : folder.length + 1).split('/')[0] ?? '').toLowerCase();
    return names.some((name) => own.startsWith(name));
  });
}

/** The words that its folder may begin with, from the names of the archive and its URL. */
function archiveNames(trace: StageTrace, step: Step, at: number): readonly string[] {
  const call = step.calls[at];
  // `curl URL | tar xz`
  const source = step.calls[at - 1];
  const words = [
    ...(call?.words ?? []).slice(1),
    ...(source !== undefined && /^(?:curl|wget|bzip2|xz|gzip|cat|bunzip2|gunzip)$/.test(source.program)
      ? source.words.slice(1)
      : []),
  ];
  const before = trace.steps
    .filter((one) => one.instruction.index < step.instruction.index)
    .flatMap((one) => one.calls);
  const fetched = [...before, ...step.calls.slice(0, at)].flatMap((one) =>
    /^(?:curl|wget)$/.test(one.program) ? one.words.slice(1) : [],
  );
  const archives = words.filter(
    (word) => !word.startsWith('-') && /\.(?:tar|tgz|tbz2?|txz|tar\.\w+|zip)(?:[?#/]|$)|^https?:/.test(word),
  );
  const origins = archives.some((word) => word.startsWith('http'))
    ? []
    : fetched.filter(
        (word) => /^https?:/.test(word) && archives.some((archive) => word.endsWith(`/${baseName(archive)}`)),
      );
  return [...archives, ...origins].flatMap((word) => {
    const found = [repository.exec(word)?.[1], leading.exec(baseName(word.replace(/[?#].*$/, '')))?.[0]];
    return found.flatMap((name) =>
      name === undefined || name.length < 2 || name.includes(UNKNOWN) ? [] : [name.toLowerCase()],
    );
  });
}

// The image config of the result is that of the original, but for what only the build stage used.

import { buildVariables } from '../packages/variables.ts';
import type { Invocation } from '../syntax/instruction.ts';
import type { Toolchain } from '../toolchain.ts';
import { servedFolders } from '../trace/data.ts';
import { isInside } from '../trace/path.ts';
import { effectiveEntrypoint, type Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';
import { wordsIn } from './text.ts';

export function keepsConfig(
  before: StageTrace,
  after: StageTrace,
  toolchains: readonly Toolchain[],
  was: Starts,
): string[] {
  const problems: string[] = [];
  const [one, other] = [before.config, after.config];
  const [entrypoint, entrypointNow] = [effectiveEntrypoint(before), effectiveEntrypoint(after)];
  const line = (invocation: { value: Invocation | undefined } | undefined) =>
    invocation?.value === undefined ? 'none' : JSON.stringify(invocation.value);
  // A program that is the whole command line starts the same way without the shell; one that is an argument does not.
  const command = (invocation: { value: Invocation } | undefined) =>
    invocation === undefined || entrypoint !== undefined
      ? line(invocation)
      : JSON.stringify(wordsIn(invocation.value) ?? invocation.value);
  const same = (what: string, a: string, b: string) => {
    if (a !== b) problems.push(`${what} is \`${b}\` instead of \`${a}\``);
  };
  same('ENTRYPOINT', line(entrypoint), line(entrypointNow));
  if (one.cmd?.instruction !== undefined || one.entrypoint?.instruction === undefined)
    same('CMD', command(one.cmd), command(other.cmd));
  same('HEALTHCHECK', line(one.healthcheck), line(other.healthcheck));
  same('USER', one.user.value, other.user.value);
  same('STOPSIGNAL', one.stopsignal?.value ?? 'none', other.stopsignal?.value ?? 'none');
  const list = (values: readonly { readonly value: string }[]) =>
    [...new Set(values.map(({ value }) => value))].sort().join(' ');
  same('EXPOSE', list(one.exposes), list(other.exposes));
  // The base image of the build stage keeps its caches in volumes.
  const isCache = (path: string) =>
    [before.residue, ...toolchains.map(({ folders }) => folders)].some((caches) =>
      caches.some((folder) => isInside(path, folder) || isInside(folder, path)),
    );
  same(
    'VOLUME',
    list(one.volumes.filter(({ value, instruction }) => instruction !== undefined || !isCache(value))),
    list(other.volumes),
  );
  const pairs = (map: StageTrace['config']['labels']) =>
    [...map]
      .map(([name, { value }]) => `${name}=${value}`)
      .sort()
      .join(' ');
  same('LABEL', pairs(one.labels), pairs(other.labels));
  same('MAINTAINER', one.author?.value ?? 'none', other.author?.value ?? 'none');
  if (one.workdir.value !== other.workdir.value && usesWorkdir(before, was))
    problems.push(`WORKDIR is \`${other.workdir.value}\` instead of \`${one.workdir.value}\``);

  const isIgnored = (name: string) =>
    name === 'PATH' || buildVariables.has(name) || toolchains.some(({ variables }) => variables.includes(name));
  for (const [name, { value, instruction }] of one.environment) {
    const found = other.environment.get(name);
    const now = found?.value;
    // Both base images set it, each as its own programs want it.
    if (instruction === undefined && found !== undefined && found.instruction === undefined) continue;
    // A server of files reads no variable of a language's image.
    if (instruction === undefined && servedFolders(was) !== undefined) continue;
    if (now !== value && !(isIgnored(name) && now === undefined) && name !== 'PATH')
      problems.push(
        `the environment variable \`${name}\` is ${now === undefined ? 'lost' : `\`${now}\` instead of \`${value}\``}`,
      );
  }
  for (const entry of after.files.written())
    for (const name of entry.origin.kind === 'artifact' ? (entry.origin.artifact.settings ?? []) : [])
      if ((other.environment.get(name)?.value ?? '') !== (one.environment.get(name)?.value ?? ''))
        problems.push(`the setting \`${name}\` of \`${entry.path}\` changes`);
  return problems;
}

/** Whether the folder in which the container starts can matter: something is relative, or some program may open files. */
function usesWorkdir(trace: StageTrace, starts: Starts): boolean {
  const workdir = trace.config.workdir.value;
  if (starts.scripts.length > 0 || starts.writes.some((path) => isInside(path, workdir))) return true;
  return starts.commands.some((start) => {
    const artifact = start.entry?.origin.kind === 'artifact' ? start.entry.origin.artifact : undefined;
    if (start.entry !== undefined && artifact?.reads?.files !== false) return true;
    // What an interpreter runs may open files like any other program.
    if (start.launches !== undefined || Object.hasOwn(trace.image?.interpreters ?? {}, start.word)) return true;
    return start.words.some((word) => /^\.{0,2}[\w.-]*\//.test(word) && !word.startsWith('/') && !word.includes('://'));
  });
}

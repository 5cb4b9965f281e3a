// What the runtime stage copies is there, and is what the original has at that path.

import { packageName } from '../packages/classify.ts';
import { matchName } from '../trace/copy.ts';
import { filledByHand } from '../trace/filled.ts';
import { canBeFollowed } from '../trace/links.ts';
import { baseName, isInside, parentOf, resolvePath } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import { removalsUndone } from '../trace/removals.ts';
import type { Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';

/** Everything that the runtime stage copies is made by the build stage, or known to be in its base image. */
export function copiesExist(
  runtime: StageTrace,
  build: StageTrace,
  before: StageTrace,
  { commands }: Starts,
): string[] {
  const problems: string[] = [];
  const { files } = build.image ?? {};
  const installed = (name: string) => build.packages.some((one) => packageName(one.name) === name);
  const known = new Set([
    ...(installed('ca-certificates') ||
    (build.image?.packageManager === 'apk' && (installed('git') || installed('curl')))
      ? ['/etc/ssl/certs/ca-certificates.crt']
      : []),
    ...(files?.certificates === undefined ? [] : [files.certificates]),
    // Of any image that apt is in.
    ...(build.image?.packageManager === 'apt' ? ['/etc/apt', '/usr/share/keyrings'] : []),
    ...(installed('tzdata') ? ['/usr/share/zoneinfo'] : []),
    ...(files?.zoneinfo === undefined ? [] : [files.zoneinfo]),
    ...(files?.mediaTypes === undefined ? [] : [files.mediaTypes]),
    ...(files?.passwd === true ? ['/etc/passwd', '/etc/group'] : []),
    ...(files?.tmp === true ? ['/tmp'] : []),
    ...(build.image?.shared?.folders ?? []),
    ...Object.values(build.image?.libraries ?? {}).flat(),
    ...filledByHand(build).map(({ path }) => path),
  ]);
  const launched = commands.flatMap((start) => [start.launches ?? [], start.loads ?? []].flat());
  const isStarted = (path: string) => launched.includes(path) || commands.some((start) => start.path === path);
  const external = new Set(
    before.steps.flatMap(({ instruction: { keyword, flags, value } }) =>
      keyword === 'COPY' ? flags.flatMap((flag) => (flag.name === 'from' ? [`${flag.value} ${value}`] : [])) : [],
    ),
  );
  for (const { instruction } of runtime.steps) {
    if (instruction.keyword !== 'COPY') continue;
    const from = instruction.flags.find((flag) => flag.name === 'from')?.value;
    if (from === undefined) continue;
    // From another image, as the author wrote it.
    if (external.has(`${from} ${instruction.value}`)) continue;
    if (from !== build.stage.name) problems.push(`COPY takes from \`${from}\`, which is not the build stage`);
    for (const source of instruction.sources) {
      const path = resolvePath('/', source);
      if (hasGlob(path)) {
        if (!matchesArtifact(path, build)) problems.push(`nothing in the build stage is known to match \`${path}\``);
        continue;
      }
      const below = build.files.node(path);
      const entry = build.files.find(path);
      // Only a copied folder might hold it, and what can be seen of the context does not show it.
      const guessed =
        entry?.origin.kind === 'context' &&
        !entry.certain &&
        // The original starts a file in it, so that it is there.
        !launched.some((file) => isInside(file, path)) &&
        below?.entry === undefined &&
        (below?.children.size ?? 0) === 0;
      const missing = entry === undefined && !known.has(path) && (below === undefined || below.children.size === 0);
      if (entry?.node === 'link' && !canBeFollowed(entry, build.files))
        problems.push(`\`${path}\` is a link to \`${entry.target}\`, which COPY follows`);
      if (entry?.tried !== undefined && !isStarted(path))
        problems.push(
          `\`${entry.tried}\` may not run, or fail without failing the build, and \`${path}\` is not there then`,
        );
      if (guessed || missing) problems.push(`nothing in the build stage makes \`${path}\``);
    }
  }
  return problems;
}

function matchesArtifact(glob: string, build: StageTrace): boolean {
  const folder = build.files.find(parentOf(glob));
  return (
    folder?.origin.kind === 'artifact' ||
    build.files
      .list(parentOf(glob))
      .some(({ path, origin }) => origin.kind === 'artifact' && matchName(baseName(glob), baseName(path)))
  );
}

/** What the runtime stage copies from the build context lies where the original has it, and is the same there. */
export function contextIsTheSame(runtime: StageTrace, before: StageTrace): string[] {
  const problems: string[] = [];
  for (const { path, origin } of runtime.files.written()) {
    if (origin.kind !== 'context') continue;
    const node = before.files.node(path);
    const sources = [
      before.files.find(path)?.origin,
      ...(node?.trees ?? []).map((tree) => ({ path: tree.contextPath })),
    ];
    if (!sources.some((source) => source !== undefined && 'path' in source && source.path === origin.path))
      problems.push(`\`${path}\` is copied from another path of the build context`);
  }
  return problems;
}

/** What the author removed of the base image or of its packages does not come back with them. */
export function removalsStay(runtime: StageTrace, before: StageTrace): string[] {
  if (runtime.image === undefined) return [];
  const gone = new Set(
    runtime.steps.flatMap(({ calls }) =>
      calls.flatMap((call) => call.effects.flatMap((effect) => (effect.kind === 'remove' ? [effect.path] : []))),
    ),
  );
  return removalsUndone(
    before,
    runtime.image,
    runtime.packages.map(({ name }) => name),
  ).flatMap(({ path }) => (gone.has(path) ? [] : [`\`${path}\` is there again, which the original removes`]));
}

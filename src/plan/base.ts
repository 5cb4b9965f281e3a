// Which base image the runtime stage gets: gathers all needs, and asks the solver, for the build as it is and for its variants.

import type { Choice, Image, Rejection } from '../images/image.ts';
import type { Need, Preference } from '../images/need.ts';
import { chooseBase } from '../images/solve.ts';
import { packageName } from '../packages/classify.ts';
import { withBrought } from '../packages/libraries.ts';
import { packageOfProgram } from '../packages/programs.ts';
import { runtimeFor, runtimePackageOf } from '../packages/runtimes.ts';
import type { Artifact, Toolchain } from '../toolchain.ts';
import { baseName, isInside, parentOf } from '../trace/path.ts';
import { hasInside } from '../trace/presence.ts';
import { isInherited, type Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';
import { commandsAgain } from './again.ts';
import type { Application } from './application.ts';
import { settingsNeeds } from './settings-needs.ts';
import { sortPackages } from './software.ts';
import { findUnread } from './unread.ts';

export interface Solution {
  readonly choice: Choice | undefined;
  readonly rejected: readonly Rejection[];
  /** Packages that stay in the build stage. */
  readonly left: readonly string[];
  /** Variables for the build stage that the choice rests on. */
  readonly environment: readonly { readonly name: string; readonly value: string; readonly because: string }[];
}

export interface SolveRequest {
  readonly trace: StageTrace;
  readonly image: Image;
  readonly toolchains: readonly Toolchain[];
  /** All toolchains: one that is not in the image may have left something in it all the same. */
  readonly known: readonly Toolchain[];
  readonly starts: Starts;
  readonly application: Application;
  readonly preference: Preference;
  /** Packages for programs that a script which was not seen may call. */
  readonly tools?: readonly Need[];
}

/** The smallest base for the artifacts as they are built now, or as a variant of the build environment would make them, if that is smaller. */
export function solveBase({
  trace,
  image,
  toolchains,
  known,
  starts,
  application,
  preference,
  tools = [],
}: SolveRequest): Solution {
  const artifacts = application.artifacts.map(({ artifact }) => artifact);
  const idle = known.filter(({ name }) => application.unrun.has(name));
  const answer = (needsOf: (artifact: Artifact) => readonly Need[]) => {
    const needs = [
      ...new Map(
        artifacts
          .flatMap(needsOf)
          .filter((need) => !isByHand(need, starts))
          .filter((need) => need.kind !== 'program' || !isElsewhere(need.name, image, trace))
          .map((need) => [JSON.stringify(need), fromPackage(need, image, trace)]),
      ).values(),
    ];
    const scriptUnseen = starts.unread !== undefined || findUnread(trace, starts, application) !== undefined;
    for (const need of needs)
      if (need.kind === 'program' && tlsClients.has(need.name))
        needs.push({ kind: 'certificates', because: `\`${need.name}\` opens TLS connections` });
    const programs = new Set(
      artifacts.flatMap(needsOf).flatMap((need) => (need.kind === 'program' ? [need.name] : [])),
    );
    const makers = toolchains.filter(({ name }) => artifacts.some((artifact) => artifact.toolchain === name));
    const software = sortPackages(trace, toolchains, starts, {
      makers: makers.length > 0 ? makers : toolchains,
      dynamic: needs.some((need) => need.kind === 'libc'),
      opensLibraries: artifacts.some((artifact) => artifact.opensLibraries === true),
      proven: application.proven,
      seen: application.seen,
      scriptUnseen,
      programs,
      idle,
    });
    const data = dataOf(image, trace);
    const isRoot = /^(?:|root|0)(?::.*)?$/.test(trace.config.user.value);
    const own = isRoot ? needs : needs.map((need): Need => (need.kind === 'tmp' ? { ...need, copied: false } : need));
    const chosen = chooseBase({
      needs: [
        ...own,
        ...startNeeds(trace, starts, application),
        ...systemNeeds(trace, artifacts),
        ...commandsAgain(trace, starts, application).flatMap((command) => againNeeds(command, image)),
        ...software.needs,
        ...tools,
      ].filter((need) => !(need.kind in data) || data[need.kind]),
      build: withInstalled(image, trace),
      images: trace.images,
      preference,
      ownPackages: trace.packages.length > 0,
      installed: trace.packages.flatMap((one) => withBrought(packageName(one.name))),
    });
    return { ...chosen, left: software.left };
  };
  const plain = answer((artifact) => artifact.needs);
  const varied = isVariable(trace, toolchains) ? artifacts.filter((artifact) => artifact.variant !== undefined) : [];
  const better = varied.length === 0 ? undefined : answer((artifact) => artifact.variant?.needs ?? artifact.needs);
  if (
    better?.choice !== undefined &&
    (plain.choice === undefined || better.choice.image.megabytes < plain.choice.image.megabytes)
  ) {
    const environment = varied.flatMap(({ variant }) =>
      Object.entries(variant?.environment ?? {}).map(([name, value]) => ({
        name,
        value,
        because: variant?.because ?? '',
      })),
    );
    return { ...better, environment: [...new Map(environment.map((one) => [one.name, one])).values()] };
  }
  return { ...plain, environment: [] };
}

/** An interpreter that the author unpacked is copied like any other file. */
function isByHand(need: Need, starts: Starts): boolean {
  return (
    need.kind === 'interpreter' &&
    starts.commands.some(({ word, entry }) => baseName(word) === need.name && entry?.origin.kind === 'remote')
  );
}

/** The author put it there, so that it is copied; or the original image has no such program, and does without. Packages may have brought it along. */
function isElsewhere(program: string, image: Image, { files, packages, removedPackages, system }: StageTrace): boolean {
  if (program.includes('/')) return false;
  if (files.find(`/usr/local/bin/${program}`)?.certain === true) return true;
  const isKnown = image.programs !== undefined && system.length === 0;
  const has = image.programs?.has(program) === true || Object.hasOwn(image.interpreters, program);
  return isKnown && !has && packages.length + removedPackages.length === 0;
}

/** A program that the author installs comes from its package; an interpreter from the package that runs what it builds. */
function fromPackage(need: Need, image: Image, trace: StageTrace): Need {
  if (need.kind === 'program' && image.programs?.has(need.name) !== true) {
    const owner = trace.packages.find((one) => hasInside(one, need.name));
    if (owner !== undefined) return { kind: 'package', name: owner.name, because: need.because };
  }
  if (need.kind !== 'interpreter' || Object.hasOwn(image.interpreters, need.name)) return need;
  const { distribution } = image;
  const runtime = runtimeFor(
    need.name,
    trace.packages.map((one) => ({ ...one, name: packageName(one.name) })),
    distribution?.release,
  );
  return runtime === undefined ? need : { kind: 'package', name: runtime, because: need.because };
}

/** A command that runs again runs on the same distribution, with the package that has it. */
function againNeeds(command: string, { distribution }: Image): readonly Need[] {
  const because = `\`${command}\` has to run again`;
  const [name = ''] = command.split(' ');
  const known = distribution !== undefined && packageOfProgram(name, distribution.name) !== undefined;
  return [{ kind: 'distribution', because }, ...(known ? [{ kind: 'program' as const, name, because }] : [])];
}

/** What the original image does not have either, nothing can lose. Packages may have brought it along. */
function dataOf(image: Image, trace: StageTrace): Readonly<Record<string, boolean>> {
  const mediaTypes = { 'media-types': image.files.mediaTypes !== undefined };
  return trace.packages.length > 0 || trace.removedPackages.length > 0
    ? mediaTypes
    : {
        ...mediaTypes,
        certificates: image.files.certificates !== undefined,
        zoneinfo: image.files.zoneinfo !== undefined,
      };
}

/** What the author installed in the build stage can be copied out of it. */
function withInstalled(image: Image, trace: StageTrace): Image {
  const installed = (name: string) => trace.packages.some((one) => packageName(one.name) === name);
  return {
    ...image,
    files: {
      ...image.files,
      certificates:
        image.files.certificates ?? (installed('ca-certificates') ? '/etc/ssl/certs/ca-certificates.crt' : undefined),
      zoneinfo: image.files.zoneinfo ?? (installed('tzdata') ? '/usr/share/zoneinfo' : undefined),
    },
  };
}

/** Programs whose packages only recommend the certificates that they use. */
const tlsClients = new Set(['curl', 'wget', 'git', 'caddy', 'traefik', 'cloudflared', 'certbot']);

/** The environment of a variant would reach every later command: none of them may depend on it, nor build what has no variant. */
function isVariable(trace: StageTrace, toolchains: readonly Toolchain[]): boolean {
  const calls = trace.steps.flatMap((step) => step.calls);
  const builds = calls.flatMap((call) =>
    call.effects.flatMap((effect) =>
      effect.kind === 'write' && effect.origin.kind === 'artifact' ? [effect.origin.artifact] : [],
    ),
  );
  if (calls.some((call) => toolchains.some((toolchain) => toolchain.sensitive.test(call.text)))) return false;
  return builds.every(
    (artifact) => artifact.variant !== undefined || !artifact.needs.some((need) => need.kind === 'libc'),
  );
}

/** Paths of the distribution, those aside that Docker brings or that are a need of their own. */
const systemPath =
  /^\/(?:etc|var|usr|run|root|home|lib)\/(?!(?:hosts|hostname|resolv\.conf|nsswitch\.conf|localtime|passwd|group|ssl\/certs.*|share\/zoneinfo.*)$)[\w./-]+$/;

/** Folders in which images with compilers have data and libraries that smaller ones of the same release lack. */
const ofFullImages = /^\/usr\/(?:lib\/(?!os-release$|locale\/)|share\/(?:mime|fonts|misc|file|dict)\b)/;

/** Literals of the sources that name a path of the system which the author did not put there. */
function systemNeeds(trace: StageTrace, artifacts: readonly Artifact[]): Need[] {
  const named = artifacts
    .flatMap((artifact) => (artifact.reads?.files === true ? artifact.reads.paths : []))
    .filter((path) => systemPath.test(path) && !trace.config.volumes.some((volume) => isInside(path, volume.value)))
    .filter(
      (path) =>
        (trace.files.find(path) ?? trace.files.find(parentOf(path))) === undefined &&
        trace.files.node(path) === undefined,
    );
  return [...new Set(named)].flatMap((path): Need[] => {
    const because = `the sources name \`${path}\``;
    if (ofFullImages.test(path)) return [{ kind: 'image', because }];
    const distribution: Need = { kind: 'distribution', because };
    return path === '/etc/mime.types' ? [distribution, { kind: 'media-types', because }] : [distribution];
  });
}

function startNeeds(trace: StageTrace, starts: Starts, application: Application): Need[] {
  const needs: Need[] = [];
  for (const { word } of starts.commands)
    if (tlsClients.has(word)) needs.push({ kind: 'certificates', because: `\`${word}\` opens TLS connections` });
  needs.push(...settingsNeeds(trace, starts));
  if (starts.shell !== undefined) needs.push({ kind: 'shell', because: starts.shell });
  for (const start of starts.commands) {
    needs.push(...(start.serving ?? []));
    const isOfImage = Object.hasOwn(trace.image?.interpreters ?? {}, start.word);
    const owner = isOfImage ? undefined : trace.packages.find((one) => hasInside(one, baseName(start.word)));
    if (start.brought !== undefined) needs.push(...(start.brought.provides?.needs ?? []));
    else if (isInherited(start)) needs.push({ kind: 'image', because: `its image starts \`${start.word}\`` });
    else if (start.path === undefined && owner !== undefined)
      needs.push({
        kind: 'package',
        name: runtimePackageOf(packageName(owner.name))?.name ?? owner.name,
        because: `\`${start.word}\` is started`,
      });
    else if (start.path === undefined)
      needs.push({
        kind: 'program',
        name: start.word,
        because:
          start.script === undefined
            ? `the container starts \`${start.word}\``
            : `\`${start.script}\` calls \`${start.word}\``,
      });
    else if (
      start.entry !== undefined &&
      start.entry.origin.kind !== 'artifact' &&
      !starts.scripts.includes(start.path)
    )
      needs.push({ kind: 'distribution', because: `\`${start.word}\` was not built here` });
  }
  const owners = application.items.flatMap((item) => item.owner?.split(':') ?? []);
  const named = [...new Set(owners.filter((name) => !/^\d+$/.test(name)))];
  if (named.length > 0) needs.push({ kind: 'account', names: named, because: `files belong to \`${named[0]}\`` });
  const modes = application.items.find((item) => item.mode !== undefined);
  if (modes !== undefined) needs.push({ kind: 'shell', because: `\`${modes.path}\` has a mode of its own` });
  const [link] = application.links;
  if (link !== undefined)
    needs.push({ kind: 'shell', because: `\`${link.path}\` is a link that has to be made again` });
  // A program that was not seen may change to any account that the author makes for it.
  for (const { artifact } of application.artifacts) {
    const { reads } = artifact;
    const wanted = trace.accounts.filter(({ name }) => reads === undefined || reads.paths.includes(name));
    const users = [...new Set(wanted.map(({ name }) => name))];
    if (users.length > 0)
      needs.push({ kind: 'account', names: users, because: `the program may change to \`${users[0]}\`` });
  }
  const others = starts.users.filter((name) => name !== 'root' && !/^\d+$/.test(name));
  if (others.length > 0)
    needs.push({ kind: 'account', names: others, because: `the container changes to \`${others[0]}\`` });
  const user = trace.config.user.value.split(':')[0] ?? '';
  if (user !== '' && user !== 'root' && !/^\d+$/.test(user))
    needs.push({
      kind: 'account',
      names: trace.config.user.value.split(':').filter((name) => !/^\d+$/.test(name)),
      because: `the container runs as \`${user}\``,
    });
  return needs;
}

/** Packages that bring back what the runtime image lacks, the toolchain aside; undefined when that is not known, or more than a little. */
export function toolsFor(build: Image, runtime: Image, toolchains: readonly Toolchain[]): readonly Need[] | undefined {
  if (build.programs === undefined || runtime.programs === undefined || runtime.distribution === undefined)
    return undefined;
  const own = new Set(toolchains.flatMap((toolchain) => [...Object.keys(toolchain.programs), ...toolchain.drivers]));
  const lost = [...build.programs].filter((program) => !runtime.programs?.has(program) && !own.has(program));
  const names = new Set(lost.map((program) => packageOfProgram(program, runtime.distribution?.name ?? 'other')));
  if (names.has(undefined) || names.size > 3) return undefined;
  return [...names].flatMap((name) =>
    name === undefined ? [] : [{ kind: 'package', name, because: 'a script that was not seen may call it' }],
  );
}

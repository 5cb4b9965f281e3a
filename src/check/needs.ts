// What artifacts need is in the runtime stage, and what only built them is not.

import { isNotOlder } from '../images/distributions.ts';
import type { Image } from '../images/image.ts';
import { hasShell } from '../images/image.ts';
import type { Need } from '../images/need.ts';
import { isOneOf, packageName } from '../packages/classify.ts';
import { developmentName, isEssential, runtimeOf, runtimeWithin, withBrought } from '../packages/libraries.ts';
import { programsOfPackage } from '../packages/programs.ts';
import { runtimePackageOf } from '../packages/runtimes.ts';
import type { Artifact, Toolchain } from '../toolchain.ts';
import { neverRun, servesOnly } from '../trace/data.ts';
import { baseName } from '../trace/path.ts';
import { hasProgram } from '../trace/presence.ts';
import type { Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';

/** What the artifacts in the runtime stage need, as they are built by the build stage of the result, is there. */
export function needsAreMet(runtime: StageTrace, build: StageTrace, starts: Starts): string[] {
  const { image } = runtime;
  if (image === undefined || build.image === undefined) return ['a base image of the result is not known'];
  const problems = new Set<string>();
  for (const { word, serving = [] } of starts.commands)
    for (const need of serving)
      if (!isAbsent(need, build) && !isMet(need, runtime, image, build, build.image))
        problems.add(`\`${image.reference.text}\` does not have what \`${word}\` needs: ${need.because}`);
  // What is only served does not run.
  if (servesOnly(starts)) return [...problems];
  const workdir = runtime.config.workdir.value;
  const complete = (artifact: Artifact) => artifact.completed?.(runtime.files, workdir) ?? artifact;
  const unrun = neverRun(starts, runtime.files.written(), runtime.programs, complete);
  for (const entry of runtime.files.written()) {
    if (entry.origin.kind !== 'artifact' || unrun?.has(entry.origin.artifact) === true) continue;
    const { artifact } = entry.origin;
    for (const need of complete(artifact).needs)
      if (!isAbsent(need, build) && !isMet(need, runtime, image, build, build.image))
        problems.add(`\`${image.reference.text}\` does not have what \`${entry.path}\` needs: ${need.because}`);
  }
  return [...problems];
}

/** The original does not have it either. */
function isAbsent(need: Need, { image, packages, removedPackages, system }: StageTrace): boolean {
  if (need.kind === 'media-types') return image?.files.mediaTypes === undefined;
  if (packages.length + removedPackages.length > 0) return false;
  if (need.kind === 'program')
    return (
      system.length === 0 &&
      image?.programs?.has(baseName(need.name)) === false &&
      !need.name.includes('/') &&
      !Object.hasOwn(image.interpreters, need.name)
    );
  return (
    (need.kind === 'certificates' && image?.files.certificates === undefined) ||
    (need.kind === 'zoneinfo' && image?.files.zoneinfo === undefined)
  );
}

function isMet(need: Need, runtime: StageTrace, image: Image, stage: StageTrace, build: Image): boolean {
  const has = (path: string) => runtime.files.find(path) !== undefined;
  const installed = (name: string) => runtime.packages.some((one) => packageName(one.name) === name);
  switch (need.kind) {
    case 'libc':
      if (image.reference.text === build.reference.text) return true;
      return (
        image.libc !== undefined &&
        image.libc === build.libc &&
        image.distribution !== undefined &&
        build.distribution !== undefined &&
        isNotOlder(image.distribution, build.distribution)
      );
    case 'image':
      return image.reference.text === build.reference.text;
    case 'distribution':
      return image.distribution !== undefined && image.distribution.name === build.distribution?.name;
    case 'shell':
      return hasShell(image);
    case 'certificates':
      return (
        image.files.certificates !== undefined ||
        installed('ca-certificates') ||
        has(build.files.certificates ?? '/etc/ssl/certs/ca-certificates.crt')
      );
    case 'zoneinfo':
      return (
        image.files.zoneinfo !== undefined ||
        installed('tzdata') ||
        has('/usr/share/zoneinfo') ||
        (build.files.zoneinfo !== undefined && has(build.files.zoneinfo))
      );
    case 'media-types':
      return (
        image.files.mediaTypes !== undefined ||
        installed('media-types') ||
        installed('mime-support') ||
        has(build.files.mediaTypes ?? '/etc/mime.types')
      );
    case 'compiler':
      return false;
    case 'tmp':
      return image.files.tmp || has('/tmp');
    case 'account':
      return has('/etc/passwd') || (image.files.passwd && need.changed !== true);
    case 'package':
      return installed(need.name) || image.reference.text === build.reference.text;
    case 'runtime':
      return (
        build.runtimes.includes(image.reference.text) ||
        (image.reference.text === build.reference.text && build.toolchains.length > 0) ||
        (build.shared?.folders.every(has) === true && build.shared.packages.every(installed))
      );
    case 'library':
      return hasLibrary(need, runtime, stage, installed);
    case 'interpreter':
      return (
        (Object.hasOwn(image.interpreters, need.name) &&
          (need.version === undefined ||
            !build.interpreters[need.name] ||
            need.version.split('.')[0] === build.interpreters[need.name]?.split('.')[0]) &&
          (image.interpreters[need.name] === build.interpreters[need.name] ||
            image.reference.text === build.reference.text ||
            (build.interpreters[need.name] === '' &&
              need.since !== undefined &&
              need.since <= Number(image.interpreters[need.name] || Number.NaN)))) ||
        runtime.packages.some(({ name }) => programsOfPackage(packageName(name)).includes(need.name)) ||
        isUnpacked(need.name, runtime)
      );
    case 'program':
      return hasProgram(runtime, baseName(need.name)) || has(`/usr/local/bin/${need.name}`);
  }
}

/** It lies in a folder of PATH that the author filled, and that comes out of the build stage as a whole. */
function isUnpacked(program: string, { files, config }: StageTrace): boolean {
  const path = config.environment.get('PATH')?.value ?? '/usr/local/sbin:/usr/local/bin';
  return path.split(':').some((folder) => files.find(`${folder}/${program}`)?.origin.kind === 'stage');
}

/** A library that the build stage has is in the runtime stage: by its own package, by the `-dev` package, or as it is the same image. */
function hasLibrary(
  { development, library }: Extract<Need, { readonly kind: 'library' }>,
  runtime: StageTrace,
  build: StageTrace,
  installed: (name: string) => boolean,
): boolean {
  const distribution = build.image?.distribution;
  const name = distribution === undefined ? development : developmentName(development, distribution.name);
  const own = build.packages.some((one) =>
    withBrought(packageName(one.name)).some((brought) => brought === name || brought === development),
  );
  if (!own && build.image?.development.includes(development) !== true) return true;
  if (!own && runtime.image?.reference.text === build.image?.reference.text) return true;
  if (
    !own &&
    runtime.image?.development.includes(development) === true &&
    build.image?.runtimes.includes(runtime.image.reference.text) === true
  )
    return true;
  if (installed(name)) return true;
  if (distribution === undefined) return false;
  const exact = runtimeWithin(name, distribution) ?? runtimeOf(name, distribution.name, distribution.release);
  const wanted = library !== undefined && exact?.includes(library) === true ? [library] : exact;
  return (
    wanted?.every((one) => installed(one) || isEssential(one, runtime.image?.distribution ?? distribution)) ?? false
  );
}

/** What was built with a toolchain does not take its package along. */
export function leavesToolchain(runtime: StageTrace, toolchains: readonly Toolchain[]): string[] {
  const used = new Set(
    runtime.files.written().flatMap(({ origin }) => (origin.kind === 'artifact' ? [origin.artifact.toolchain] : [])),
  );
  const packages = toolchains.filter(({ name }) => used.has(name)).flatMap((toolchain) => toolchain.packages);
  return runtime.packages
    .filter(({ name }) => isOneOf(packages, name) && runtimePackageOf(packageName(name))?.name !== packageName(name))
    .map(({ name }) => `the runtime stage installs \`${name}\`, which is the toolchain`);
}

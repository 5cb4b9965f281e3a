// Proves a result: reads it again, runs it on paper again, and compares it with the original. It does not know how the plan was made,
// and uses nothing of the rooms that make plans and edits. What it cannot prove is said, and then nothing is converted.

import { isNotOlder } from '../images/distributions.ts';
import type { Image } from '../images/image.ts';
import type { Need } from '../images/need.ts';
import { isOneOf, packageName } from '../packages/classify.ts';
import { developmentName, isEssential, runtimeOf, withBrought } from '../packages/libraries.ts';
import { programsOfPackage } from '../packages/programs.ts';
import { buildVariables } from '../packages/variables.ts';
import type { Dockerfile, Instruction, Invocation } from '../syntax/instruction.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import { wordsOf } from '../syntax/shell.ts';
import { stagesOf } from '../syntax/stages.ts';
import type { Toolchain } from '../toolchain.ts';
import { matchName } from '../trace/copy.ts';
import { baseName, isInside, parentOf, resolvePath } from '../trace/path.ts';
import { hasGlob } from '../trace/programs/places.ts';
import { changesInUse, drives, effectiveEntrypoint, findStarts, type Start, type Starts } from '../trace/starts.ts';
import { repeatedCommand } from '../trace/state.ts';
import { type StageTrace, type TraceOptions, traceDockerfile } from '../trace/trace.ts';
import { keepsStages } from './stages.ts';

export interface CheckRequest {
  readonly original: Dockerfile;
  /** The stage that becomes two. */
  readonly trace: StageTrace;
  /** All stages of the original, where there are more. */
  readonly stages?: readonly StageTrace[];
  /** The original with its stages named as the result has them, where names are added. */
  readonly meant?: Dockerfile;
  readonly output: string;
  readonly toolchains: readonly Toolchain[];
  readonly options: TraceOptions;
}

/** What could not be proven, as clauses; empty when the result is proven. */
export function check(request: CheckRequest): readonly string[] {
  const { original, trace, output, toolchains, options, meant = original, stages: before = [trace] } = request;
  const result = parseDockerfile(output);
  if (result.problems.length > 0)
    return result.problems.map((problem) => `the result does not parse: ${problem.message}`);
  const stages = traceDockerfile(result, options);
  if (before.length > 1 && stages.length === before.length)
    return [...keepsStages(original, before, result, options), ...keepsBytes(original, output)];
  const runtime = stages.at(-1);
  const build = stages.at(-2);
  if (runtime === undefined || build === undefined || build.stage.name === undefined)
    return ['the result has no build stage with a name'];
  const was = findStarts(trace);
  return [
    ...(meant === original ? [] : keepsStages(original, before, meant, options)),
    ...keepsEverything(meant, result),
    ...keepsNames(meant, result),
    ...keepsBytes(original, output),
    ...keepsConfig(trace, runtime, toolchains, was),
    ...copiesExist(runtime, build, trace),
    ...startsExist(was, runtime, toolchains),
    ...needsAreMet(runtime, build),
    ...contextIsTheSame(runtime, trace),
    ...stateIsMadeAgain(runtime, trace, was),
    ...leavesToolchain(runtime, toolchains),
  ];
}

/** What was built with a toolchain does not take its package along. */
function leavesToolchain(runtime: StageTrace, toolchains: readonly Toolchain[]): string[] {
  const used = new Set(
    runtime.files.written().flatMap(({ origin }) => (origin.kind === 'artifact' ? [origin.artifact.toolchain] : [])),
  );
  const packages = toolchains.filter(({ name }) => used.has(name)).flatMap((toolchain) => toolchain.packages);
  return runtime.packages
    .filter(({ name }) => isOneOf(packages, name))
    .map(({ name }) => `the runtime stage installs \`${name}\`, which is the toolchain`);
}

/** Every instruction and every comment of the author is in the result. */
function keepsEverything(original: Dockerfile, result: Dockerfile): string[] {
  const missing: string[] = [];
  const found = new Map<string, number>();
  const key = (instruction: Instruction) =>
    `${instruction.keyword} ${instruction.flags.map((flag) => `${flag.name}=${flag.value}`).join(' ')} ${instruction.keyword === 'FROM' ? instruction.image : canonical(instruction)}`;
  for (const instruction of result.instructions) found.set(key(instruction), (found.get(key(instruction)) ?? 0) + 1);
  for (const instruction of original.instructions) {
    const count = found.get(key(instruction)) ?? 0;
    if (count === 0) missing.push(`line ${instruction.line}, \`${instruction.keyword}\`, is lost`);
    else found.set(key(instruction), count - 1);
  }
  const comments = new Set(result.comments.map((comment) => comment.text));
  for (const comment of original.comments)
    if (!comments.has(comment.text)) missing.push(`the comment \`${comment.text}\` is lost`);
  const directives = (dockerfile: Dockerfile) => dockerfile.directives.map((one) => `${one.name}=${one.value}`).join();
  if (directives(original) !== directives(result)) missing.push('the parser directives differ');
  return missing;
}

/** Each stage that has a name can be asked for by it: the last one, which is two now, as one of these. */
function keepsNames(original: Dockerfile, result: Dockerfile): string[] {
  const names = (dockerfile: Dockerfile) => stagesOf(dockerfile).stages.map((stage) => stage.name?.toLowerCase());
  const [before, after] = [names(original), names(result)];
  const problems = before.flatMap((name, index) => {
    const kept = name === after[index] || (index === before.length - 1 && name === after[index + 1]);
    return name === undefined || kept ? [] : [`the stage \`${name}\` lost its name`];
  });
  const twice = (all: typeof before) => {
    const given = all.filter((name) => name !== undefined);
    return given.length - new Set(given).size;
  };
  if (twice(after) > twice(before)) problems.push('two stages have the same name');
  return problems;
}

/** The value of an instruction; for CMD in one form whether it is written in shell form or, word for word, in exec form. */
function canonical(instruction: Instruction): string {
  if (instruction.keyword === 'CMD') return JSON.stringify(wordsIn(instruction.invocation) ?? instruction.invocation);
  return instruction.value + instruction.heredocs.map((heredoc) => heredoc.body).join();
}

function wordsIn(invocation: Invocation): readonly string[] | undefined {
  return invocation.form === 'exec' ? invocation.words : wordsOf(invocation.script)?.words;
}

/** Byte-order mark, line ends and the end of the file are as they were. */
function keepsBytes(original: Dockerfile, output: string): string[] {
  const { text } = original;
  const problems: string[] = [];
  if (text.startsWith('\uFEFF') !== output.startsWith('\uFEFF')) problems.push('the byte-order mark changes');
  const mixed = (one: string) => [/\r\n/.test(one), /(?:^|[^\r])\n/.test(one)].join();
  if (mixed(text) !== mixed(output)) problems.push('the line ends change');
  return problems;
}

function keepsConfig(before: StageTrace, after: StageTrace, toolchains: readonly Toolchain[], was: Starts): string[] {
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
  const caches = [...before.residue, ...toolchains.flatMap((toolchain) => toolchain.folders)];
  const isCache = (path: string) => caches.some((folder) => isInside(path, folder) || isInside(folder, path));
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

  const ignored = new Set(['PATH', ...buildVariables, ...toolchains.flatMap((toolchain) => toolchain.variables)]);
  for (const [name, { value, instruction }] of one.environment) {
    const found = other.environment.get(name);
    const now = found?.value;
    // Both base images set it, each as its own programs want it.
    if (instruction === undefined && found !== undefined && found.instruction === undefined) continue;
    if (now !== value && !(ignored.has(name) && now === undefined) && name !== 'PATH')
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

/** Everything that the runtime stage copies is made by the build stage, or known to be in its base image. */
function copiesExist(runtime: StageTrace, build: StageTrace, before: StageTrace): string[] {
  const problems: string[] = [];
  const { files } = build.image ?? {};
  const installed = (name: string) => build.packages.some((one) => packageName(one.name) === name);
  const known = new Set([
    ...(installed('ca-certificates') ||
    (build.image?.packageManager === 'apk' && (installed('git') || installed('curl')))
      ? ['/etc/ssl/certs/ca-certificates.crt']
      : []),
    ...(installed('tzdata') ? ['/usr/share/zoneinfo'] : []),
    ...(files?.certificates === undefined ? [] : [files.certificates]),
    ...(files?.zoneinfo === undefined ? [] : [files.zoneinfo]),
    ...(files?.passwd === true ? ['/etc/passwd', '/etc/group'] : []),
    ...(files?.tmp === true ? ['/tmp'] : []),
    ...(build.image?.shared?.folders ?? []),
    ...Object.values(build.image?.libraries ?? {}).flat(),
  ]);
  const launched = findStarts(before).commands.flatMap((start) => start.launches ?? []);
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
function contextIsTheSame(runtime: StageTrace, before: StageTrace): string[] {
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

/** Commands whose outcome is state of the image ran in the runtime stage as well. */
function stateIsMadeAgain(runtime: StageTrace, before: StageTrace, was: Starts): string[] {
  const now = new Set(runtime.system.map((change) => repeatedCommand(change)));
  return changesInUse(before, was).flatMap((change) => {
    const command = repeatedCommand(change);
    return command === undefined || now.has(command) ? [] : [`\`${command}\` does not run in the runtime stage`];
  });
}

/** Every program that the original starts is started by the result, and is there. */
function startsExist(was: Starts, runtime: StageTrace, toolchains: readonly Toolchain[]): string[] {
  const problems: string[] = [];
  const now = findStarts(runtime);
  const name = (start: Start) => start.words.join(' ');
  const started = new Set(now.commands.map(name));
  for (const start of was.commands)
    if (!started.has(name(start))) problems.push(`\`${name(start)}\` is not started any more`);
  for (const start of now.commands) {
    if (!exists(start, runtime)) problems.push(`the runtime stage has no \`${start.word}\``);
    if (start.launches !== undefined && !hasLaunched(start.launches, runtime))
      problems.push(`the runtime stage is not known to have \`${start.launches}\``);
    const original = was.commands.find((one) => name(one) === name(start));
    if (original?.path !== undefined && original.path !== start.path)
      problems.push(
        `\`${start.word}\` is \`${start.path ?? 'a program of the base image'}\` instead of \`${original.path}\``,
      );
    const tool = toolchains.find(
      (toolchain) => drives(toolchain, start.words) && start.entry?.origin.kind !== 'artifact',
    );
    if (tool !== undefined) problems.push(`\`${start.word}\` is ${tool.title} itself`);
  }
  for (const script of was.scripts)
    if (!now.scripts.includes(script)) problems.push(`the script \`${script}\` is lost`);
  const hasShell = runtime.image?.programs?.has('sh') === true;
  if (now.shell !== undefined && !hasShell) problems.push(`the runtime stage has no shell, and ${now.shell}`);
  for (const { instruction } of runtime.steps)
    if (instruction.keyword === 'RUN' && !hasShell)
      problems.push(`line ${instruction.line} of the result runs a command without a shell`);
  // Under an ENTRYPOINT in exec form a shell-form CMD is only an argument.
  const { cmd, entrypoint } = runtime.config;
  if (!hasShell && (entrypoint?.value.form === 'shell' || (entrypoint === undefined && cmd?.value.form === 'shell')))
    problems.push('the command is in shell form, and the runtime stage has no shell');
  return problems;
}

/** The file that an interpreter runs comes with a COPY of its own, with that of a folder out of the build stage, or from what is seen of the build context. */
function hasLaunched(path: string, runtime: StageTrace): boolean {
  const entry = runtime.files.find(path);
  if (entry === undefined) return false;
  if (entry.certain || entry.origin.kind !== 'context' || runtime.files.node(path)?.entry !== undefined) return true;
  return runtime.steps.some(
    ({ instruction, workdir }) =>
      instruction.keyword === 'COPY' &&
      instruction.flags.some(({ name }) => name === 'from') &&
      isInside(path, resolvePath(workdir, instruction.destination)),
  );
}

function exists(start: Start, runtime: StageTrace): boolean {
  if (start.entry !== undefined || start.brought !== undefined) return true;
  const program = baseName(start.word);
  return (
    runtime.image?.programs?.has(program) === true ||
    runtime.packages.some(
      ({ name }) => packageName(name) === program || programsOfPackage(packageName(name)).includes(program),
    )
  );
}

/** What the artifacts in the runtime stage need, as they are built by the build stage of the result, is there. */
function needsAreMet(runtime: StageTrace, build: StageTrace): string[] {
  const { image } = runtime;
  if (image === undefined || build.image === undefined) return ['a base image of the result is not known'];
  const problems = new Set<string>();
  for (const entry of runtime.files.written()) {
    if (entry.origin.kind !== 'artifact') continue;
    for (const need of entry.origin.artifact.needs)
      if (!isAbsent(need, build) && !isMet(need, runtime, image, build, build.image))
        problems.add(`\`${image.reference.text}\` does not have what \`${entry.path}\` needs: ${need.because}`);
  }
  return [...problems];
}

/** The original does not have it either. */
function isAbsent(need: Need, { image, packages }: StageTrace): boolean {
  if (packages.length > 0) return false;
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
      return image.programs?.has('sh') === true;
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
    case 'tmp':
      return image.files.tmp || has('/tmp');
    case 'account':
      return image.files.passwd || has('/etc/passwd');
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
            image.reference.text === build.reference.text)) ||
        runtime.packages.some(({ name }) => programsOfPackage(packageName(name)).includes(need.name))
      );
    case 'program':
      return (
        image.programs?.has(baseName(need.name)) === true ||
        runtime.packages.some(
          ({ name }) => packageName(name) === need.name || programsOfPackage(packageName(name)).includes(need.name),
        )
      );
  }
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
  const exact = runtimeOf(name, distribution.name, distribution.release);
  const wanted = library !== undefined && exact?.includes(library) === true ? [library] : exact;
  return (
    wanted?.every((one) => installed(one) || isEssential(one, runtime.image?.distribution ?? distribution)) ?? false
  );
}

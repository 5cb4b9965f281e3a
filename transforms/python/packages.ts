// Installed distributions as an artifact: what they need, whichever tool installs them, and the folders that they lie in.

import {
  type Artifact,
  type Call,
  type Effect,
  list,
  managedArtifact,
  type Need,
  remoteShell,
  UNKNOWN,
} from '../../src/toolchain.ts';
import { belowPrefix, factsOf } from './distributions.ts';
import { homeOf, interpreterOf, ownsLocal, type Place } from './places.ts';
import type { Requirements } from './requirements.ts';
import { lastSourcesIn, startsUnknown } from './sources.ts';

const hasCompiler = (call: Call) =>
  list('gcc g++ build-essential build-base alpine-sdk clang').some((name) => call.has(name) === true);

function needsOfPackages(call: Call, { names, unseen }: Requirements): { needs: readonly Need[]; unknown?: string } {
  const needs: Need[] = [];
  const strangers: string[] = [];
  const libraries = new Map<string, string>();
  let openmp = unseen !== undefined;
  for (const name of names) {
    const facts = factsOf(name);
    if (facts === undefined) strangers.push(name);
    for (const development of facts?.libraries ?? []) if (!libraries.has(development)) libraries.set(development, name);
    for (const program of facts?.programs ?? [])
      needs.push({ kind: 'program', name: program, because: `\`${name}\` uses \`${program}\`` });
    if (facts?.compiles === true)
      needs.push({ kind: 'compiler', because: `\`${name}\` calls a compiler when it runs` });
    if (facts === undefined || facts.openmp) openmp = true;
  }
  for (const [development, name] of libraries)
    needs.push({
      kind: 'library',
      development,
      because: `\`${name}\` may be linked to the library of \`${development}\``,
    });
  const [stranger] = strangers;
  const unknown =
    unseen !== undefined
      ? `\`${unseen.replaceAll(UNKNOWN, '…')}\` was not seen`
      : stranger === undefined
        ? undefined
        : `it is not known what \`${stranger}\` needs`;
  if (unknown !== undefined)
    needs.push({
      kind: 'image',
      because: `${unknown}, and packages may use programs and libraries that only that image has`,
    });
  if (hasCompiler(call)) {
    const isAlpine = call.has('apk') === true;
    const because = 'packages that are compiled here may be linked to it';
    if (isAlpine && list('g++ build-base alpine-sdk').some((one) => call.has(one) === true))
      needs.push({ kind: 'package', name: 'libstdc++', because });
    if (openmp) needs.push({ kind: 'package', name: isAlpine ? 'libgomp' : 'libgomp1', because });
    if (call.has('gfortran') === true) needs.push({ kind: 'library', development: 'gfortran', because });
  }
  return unknown === undefined ? { needs } : { needs, unknown };
}

/** What only installs other packages. */
const installers = new Set(list('pip wheel virtualenv pipenv poetry poetry-core uv pip-tools build distlib'));

export function packagesArtifact(call: Call, requirements: Requirements, whole: boolean): Artifact {
  const because = `\`${call.text}\` installs packages for Python`;
  const { names, unseen } = requirements;
  const isTool = unseen === undefined && names.size > 0 && [...names].every((name) => installers.has(name));
  const { needs, unknown } = needsOfPackages(call, requirements);
  const debian = call.has('apt-get') === true && !ownsLocal(call);
  const interpreter = interpreterOf(call);
  const own: Need[] = [
    { kind: 'libc', because: 'packages may have machine code' },
    { kind: 'distribution', because: 'packages are installed for this distribution' },
    { kind: 'certificates', because: 'packages may open TLS connections' },
    { kind: 'media-types', because: 'packages may look up types of files' },
    // What the package of pip brings along, and packages take for given.
    ...(debian && call.has(`${interpreter}-pip`) === true
      ? [{ kind: 'package', name: `${interpreter}-setuptools`, because } as const]
      : []),
  ];
  const artifact = managedArtifact({
    toolchain: 'python',
    interpreter,
    because,
    sources: undefined,
    needs: [...own, ...needs],
    tool: isTool,
    ...(unknown === undefined ? {} : { assumed: `${unknown}, so neither is whether it calls a compiler when it runs` }),
    ...(whole ? { whole: true } : {}),
  });
  const made = {
    ...artifact,
    interpreted: true,
    alone: !['pyexecjs', 'javascript', 'nodejs', 'nodejs-bin', 'jpype1', 'pyjnius', 'pyspark'].some((name) =>
      names.has(name),
    ),
  };
  return {
    ...made,
    completed: (files) => {
      const sources = lastSourcesIn(call, files);
      if (sources === undefined) return made;
      const reads = { paths: sources.literals, complete: false, files: true };
      // Without `ldconfig -p`, as on Alpine, it is the compiler that finds libraries.
      const finds: Need[] =
        call.has('apk') === true && /\bfind_library\s*\(/.test(sources.plain)
          ? [{ kind: 'compiler', because: 'the sources look for shared libraries, for which Python asks it there' }]
          : [];
      const started = [...artifact.needs, ...sources.needs];
      const isOpen = startsUnknown(sources.needs);
      return {
        ...made,
        needs: [...started, ...finds, ...remoteShell(call, started, sources)],
        reads,
        alone: made.alone && !isOpen,
        ...(isOpen && made.assumed === undefined
          ? { assumed: 'the sources start programs whose names are not known, and are taken to start no compiler' }
          : {}),
      };
    },
  };
}

/** The artifact with more facts, which hold when it is completed as well. */
function lasting(artifact: Artifact, facts: Partial<Artifact>): Artifact {
  return {
    ...artifact,
    ...facts,
    completed: (files, folder) => ({ ...(artifact.completed?.(files, folder) ?? artifact), ...facts }),
  };
}

/** What was installed into the same place before is still there. */
function added(before: Artifact | undefined, artifact: Artifact): Artifact {
  if (before?.toolchain !== 'python') return artifact;
  const both = (one: Artifact): Artifact => ({
    ...one,
    tool: before.tool && one.tool,
    needs: [...before.needs, ...one.needs],
    evidence: [...new Set([...before.evidence, ...one.evidence])],
    ...(before.assumed === undefined ? {} : { assumed: before.assumed }),
  });
  return { ...both(artifact), completed: (files, folder) => both(artifact.completed?.(files, folder) ?? artifact) };
}

const shareFolder: Place = { path: '/usr/local/share', whole: true };

/** The packages are in these places from now on. */
export function installed(call: Call, places: readonly Place[], requirements: Requirements): Effect[] {
  const spread = [...requirements.names].find((name) => belowPrefix.has(name.replace(/\[.*$/, '')));
  // A virtual environment is one folder with all of it.
  if (spread !== undefined && places.some(({ path }) => path.endsWith('/bin')))
    return [
      {
        kind: 'unknown',
        reason: `\`${spread}\` puts files beside the folders of Python's packages`,
        under: undefined,
      },
    ];
  // Packages of which nothing is known may look for data where `sys.prefix` has it; these two folders are in every image.
  const isKnown =
    requirements.unseen === undefined && [...requirements.names].every((name) => factsOf(name) !== undefined);
  const data = isKnown || !places.some(({ path }) => path === '/usr/local/bin') ? [] : [shareFolder];
  const made = [...places, ...data].map(({ path, whole }): Effect => {
    const { origin } = call.files.find(path) ?? {};
    const before = origin?.kind === 'artifact' ? origin.artifact : undefined;
    const artifact = packagesArtifact(call, requirements, whole);
    const shared = /^\/usr\/local\/(?:bin|lib|share)$/.test(path);
    const beside = places.map((place) => place.path).filter((one) => one !== path);
    const own = lasting(artifact, {
      ...(beside.length > 0 ? { beside } : {}),
      ...(shared && ownsLocal(call) ? { overlays: true } : {}),
    });
    return {
      kind: 'write',
      path,
      node: 'folder',
      open: true,
      origin: { kind: 'artifact', artifact: added(before, own) },
    };
  });
  return [...made, ...caches(call)];
}

export function caches(call: Call): Effect[] {
  return ['.cache/pip', '.cache/uv', '.cache/pipenv', '.config/pip', '.config/pypoetry'].map((path) => ({
    kind: 'residue',
    path: `${homeOf(call)}/${path}`,
  }));
}

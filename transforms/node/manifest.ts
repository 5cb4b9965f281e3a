// Projects of Node.js by their package.json: where their packages lie, what is built, and what both need.

import {
  type Artifact,
  type Call,
  type Effect,
  type Manifest,
  managedArtifact,
  type Need,
  readJson,
  remoteShell,
} from '../../src/toolchain.ts';
import { lockedPackages } from './lock.ts';
import { packageNeeds, readSources, startedBy, usesSystemTrust } from './needs.ts';

/** The folders above, from the inside out, `/` aside. */
function foldersAbove(folder: string): string[] {
  const found: string[] = [];
  for (let at = folder; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) found.push(at);
  return found;
}

export function binFolders(folder: string): readonly string[] {
  return foldersAbove(folder).map((one) => `${one}/node_modules/.bin`);
}

export function readManifest(call: Call, folder: string): Manifest | undefined {
  return readJson(call.files.read(`${folder === '/' ? '' : folder}/package.json`));
}

/** What `node_modules` of this folder needs. The sources beside it are read for what they start. */
export function dependencies(call: Call, folder: string): Artifact {
  const manifest = readManifest(call, folder);
  const direct = [manifest, ...packagesBelow(call, folder, 2)].flatMap((one) => [
    ...(one?.names('dependencies') ?? []),
    ...(one?.names('optionalDependencies') ?? []),
  ]);
  const sources = manifest === undefined ? undefined : readSources(call, folder);
  const needs: Need[] = [
    { kind: 'libc', because: 'packages may have native addons' },
    { kind: 'distribution', because: 'packages are installed for this distribution' },
    ...packageNeeds(direct, lockedPackages(call, folder, direct)),
  ];
  if (manifest === undefined)
    needs.push({
      kind: 'image',
      because: '`package.json` was not seen, and packages may use programs and libraries that only that image has',
    });
  if (sources !== undefined) needs.push(...startedBy(call, sources));
  needs.push(...remoteShell(call, needs, sources));
  if (call.variable('NODE_EXTRA_CA_CERTS') !== undefined)
    needs.push({ kind: 'certificates', because: '`NODE_EXTRA_CA_CERTS` is set' });
  const scripts = call.files.read(`${folder}/package.json`) ?? '';
  if (usesSystemTrust(scripts) || (sources !== undefined && usesSystemTrust(sources.plain)))
    needs.push({ kind: 'certificates', links: true, because: 'the sources use the certificates of the system' });
  const artifact = managedArtifact({
    toolchain: 'node',
    interpreter: 'node',
    because:
      manifest === undefined ? '`package.json` was not seen' : '`package.json` names the packages that are installed',
    sources,
    needs,
    ...(manifest === undefined
      ? { assumed: '`package.json` was not seen, so neither was what its packages need' }
      : {}),
  });
  // A common size: a framework of the browser with its bundler.
  return { ...artifact, fetched: true, megabytes: 150 };
}

/** Manifests of the packages of a workspace, or of parts that are installed on their own. */
function packagesBelow(call: Call, folder: string, depth: number): readonly Manifest[] {
  if (depth === 0 || folder === '/') return [];
  return call.files.list(folder).flatMap(({ path, node }) => {
    if (node !== 'folder' || /\/(?:node_modules|\.[^/]*|tests?|e2e|examples?|docs)$/.test(path)) return [];
    const own = readManifest(call, path);
    return [...(own === undefined ? [] : [own]), ...packagesBelow(call, path, depth - 1)];
  });
}

/** The packages of a folder are there from now on. */
export function nodeModules(call: Call, folder: string): Effect[] {
  const manifest = readManifest(call, folder);
  const none =
    manifest !== undefined &&
    ['dependencies', 'devDependencies', 'optionalDependencies', 'workspaces'].every((one) => !manifest.has(one));
  const made: Effect[] = none
    ? []
    : [
        {
          kind: 'write',
          path: `${folder}/node_modules`,
          node: 'folder',
          open: true,
          origin: { kind: 'artifact', artifact: dependencies(call, folder) },
        },
      ];
  return [...caches(call), ...made];
}

export function homeOf(call: Call): string {
  return call.variable('HOME') ?? (call.user === 'root' || call.user === '0' ? '/root' : `/home/${call.user}`);
}

export function caches(call: Call): Effect[] {
  const home = homeOf(call);
  return ['.npm', '.cache', '.node-gyp', '.config', '.yarn', '.local/share/pnpm']
    .map((name) => `${home}/${name}`)
    .concat('/usr/local/share/.cache')
    .map((path) => ({ kind: 'residue', path }));
}

/** What a build makes in the folder of the project. It stays among its sources and packages, so the folder as a whole is it. */
export function built(call: Call, folder: string, seen: boolean): Effect[] {
  const { fetched: _, ...artifact } = dependencies(call, folder);
  const made: Effect = {
    kind: 'write',
    // The root is no folder that can be copied, so what stands for it is one that is in it.
    path: folder === '/' ? '/node_modules' : folder,
    node: 'folder',
    open: true,
    origin: {
      kind: 'artifact',
      artifact: {
        ...artifact,
        evidence: [`\`${call.text}\` builds in \`${folder}\``],
        ...(seen ? {} : { assumed: `what \`${call.text}\` runs was not seen, and is taken to build in \`${folder}\`` }),
      },
    },
  };
  const beside = `\`${call.text}\` builds in \`/\`, among the folders of the system`;
  return folder === '/' ? [made, { kind: 'unknown', reason: beside, under: undefined }] : [made];
}

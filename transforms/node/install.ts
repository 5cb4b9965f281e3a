// Where package managers put the packages of a project, and when that is not in its folder.

import { type Call, type Effect, readYaml, UNKNOWN } from '../../src/toolchain.ts';
import { nodeModules, readManifest } from './manifest.ts';

/** Yarn from 2 on puts packages into archives outside of the project, unless it is told to use node_modules. */
function usesNodeModules(call: Call, folder: string, options: readonly string[]): boolean {
  const settings = call.files.read(`${folder}/.yarnrc.yml`);
  if (settings !== undefined) return /^(?:node-modules|pnpm)$/.test(readYaml(settings)?.text('nodeLinker') ?? '');
  const version = readManifest(call, folder)?.text('packageManager') ?? '';
  return !/^yarn@(?:[2-9]|\d\d)/.test(version) && !options.includes('--immutable');
}

/** Packages of the project; undefined where they lie is not known, or outside of it. */
export function install(call: Call, folder: string, options: readonly string[]): Effect[] | undefined {
  if (folder.includes(UNKNOWN) || folder === '/') return folder === '/' ? nodeModules(call, '') : undefined;
  if (call.program === 'yarn' && !usesNodeModules(call, folder, options)) return undefined;
  if (options.some((one) => /^--modules-folder/.test(one))) return undefined;
  const manifest = readManifest(call, folder);
  const versions = ['dependencies', 'devDependencies'].flatMap((group) =>
    (manifest?.names(group) ?? []).map((name) => manifest?.text(group, name) ?? ''),
  );
  if (versions.some((version) => /^(?:file|link|portal):(?:\.\.|\/)/.test(version))) return undefined;
  return nodeModules(call, folder);
}

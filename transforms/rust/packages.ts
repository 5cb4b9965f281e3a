// What cargo's manifests and configuration files say: where a package is, where it is built, which programs it has.
// Sources: the Cargo book (manifest format, workspaces, target auto-discovery, configuration, build cache).

import { type Call, type Manifest, readToml } from '../../src/toolchain.ts';

export interface Places {
  /** Folder of the package's Cargo.toml. */
  readonly folder: string;
  readonly manifest: Manifest | undefined;
  readonly target: string;
  readonly triple: string | undefined;
}

export function placesOf(call: Call, named: ReadonlyMap<string, string>): Places {
  const given = named.get('manifest-path') ?? (named.has('path') ? `${named.get('path')}/Cargo.toml` : undefined);
  const folder = given === undefined ? call.cwd : call.resolve(given).replace(/\/[^/]*$/, '') || '/';
  const above = foldersAbove(folder);
  const root =
    above.find((one) => readToml(call.files.read(`${one}/Cargo.toml`))?.has('workspace')) ??
    above.find((one) => call.files.read(`${one}/Cargo.toml`) !== undefined) ??
    folder;
  const config = configurationsOf(call, call.cwd);
  const setting = (name: string) => config.flatMap((one) => one.text('build', name) ?? [])[0];
  const target =
    named.get('target-dir') ??
    call.variable('CARGO_TARGET_DIR') ??
    call.variable('CARGO_BUILD_TARGET_DIR') ??
    setting('target-dir');
  return {
    folder,
    manifest: readToml(call.files.read(`${folder}/Cargo.toml`)),
    target: target === undefined ? `${root === '/' ? '' : root}/target` : call.resolve(target),
    triple: named.get('target') ?? call.variable('CARGO_BUILD_TARGET') ?? setting('target'),
  };
}

/** From the folder up to the root, which is the empty text, so that `/name` can follow. */
export function foldersAbove(folder: string): string[] {
  const found = [folder];
  for (let at = folder; at !== '/'; ) {
    at = at.slice(0, at.lastIndexOf('/')) || '/';
    found.push(at);
  }
  return found.map((one) => (one === '/' ? '' : one));
}

export function cargoHome(call: Call): string {
  return call.variable('CARGO_HOME') ?? `${call.variable('HOME') ?? '/root'}/.cargo`;
}

/** The nearest first; that of the home comes last. */
export function configurationsOf(call: Call, folder: string): Manifest[] {
  return [...foldersAbove(folder).map((one) => `${one}/.cargo`), cargoHome(call)]
    .flatMap((one) => [`${one}/config.toml`, `${one}/config`])
    .flatMap((path) => readToml(call.files.read(path)) ?? []);
}

/** Names of the programs of a package and of the members of its workspace; undefined when they cannot all be known. */
export function programsOf(
  call: Call,
  folder: string,
  manifest: Manifest | undefined,
  depth = 0,
): readonly string[] | undefined {
  const name = manifest?.text('package', 'name');
  if (manifest === undefined || depth > 8 || (name === undefined && !manifest.has('workspace'))) return undefined;
  const names = new Set(manifest.all('bin').flatMap((bin) => bin.text('name') ?? name ?? []));
  const main = call.files.find(`${folder}/src/main.rs`);
  if (main?.certain === false) return undefined;
  const hasMain = !manifest.all('bin').some((bin) => /main\.rs$/.test(bin.text('path') ?? ''));
  if (name !== undefined && main !== undefined && hasMain) names.add(name);
  for (const { path, node } of call.files.list(`${folder}/src/bin`)) {
    const own = path.slice(path.lastIndexOf('/') + 1);
    if (node === 'folder' || own.endsWith('.rs')) names.add(own.replace(/\.rs$/, ''));
  }
  for (const member of manifest.all('workspace', 'members')) {
    const path = typeof member.value === 'string' ? member.value : '*';
    if (path.includes('*')) return undefined;
    const inside = call.resolve(`${folder}/${path}`);
    const more =
      inside === folder ? [] : programsOf(call, inside, readToml(call.files.read(`${inside}/Cargo.toml`)), depth + 1);
    if (more === undefined) return undefined;
    for (const one of more) names.add(one);
  }
  return [...names];
}

// What the manifest of a Swift package says: its programs, its resources; and where its sources are.
// Source: the documentation of SwiftPM (PackageDescription.md, Usage.md).

import { type Call, readSource, readTree, type SourceTree } from '../../src/toolchain.ts';

export const swiftLexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|#+"(?<raw>[^"\n]*)"#+|"""[\s\S]*?"""|"(?<text>(?:[^"\\\n]|\\.)*)"/g,
};

/** Names of the programs of a package: products, targets that are executable, and targets that have a main file. */
export function programsOf(call: Call, folder: string, manifest: string): readonly string[] {
  const named = (pattern: RegExp) => [...manifest.matchAll(pattern)].flatMap(([, name]) => name ?? []);
  const names = new Set(named(/\.executable(?:Target)?\s*\(\s*name\s*:\s*"([^"\\]+)"/g));
  for (const target of named(/\.target\s*\(\s*name\s*:\s*"([^"\\]+)"/g))
    if (call.files.find(`${folder}/Sources/${target}/main.swift`)?.certain === true) names.add(target);
  const own = named(/\bPackage\s*\(\s*name\s*:\s*"([^"\\]+)"/g)[0];
  if (own !== undefined && call.files.find(`${folder}/Sources/main.swift`)?.certain === true) names.add(own);
  return [...names];
}

/** `Bundle.module` is a folder beside the program, `Package_Target.resources`, or that of the build by its absolute path. */
export function hasResources(call: Call, folder: string, manifest: string, depth = 0): boolean {
  if (/\bresources\s*:/.test(manifest)) return true;
  const local = [...manifest.matchAll(/\.package\s*\((?:\s*name\s*:\s*"[^"]*"\s*,)?\s*path\s*:\s*"([^"\\]+)"/g)];
  return local.some(([, path = '']) => {
    const inside = call.resolve(path.startsWith('/') ? path : `${folder}/${path}`);
    const text = call.files.read(`${inside}/Package.swift`);
    return text !== undefined && depth < 8 && hasResources(call, inside, readSource(text, swiftLexis).plain, depth + 1);
  });
}

/** The manifest is Swift as well, but no source of the program. */
export function sourcesOf(call: Call, folder: string): SourceTree | undefined {
  const options = { endings: ['.swift'], lexis: swiftLexis, skip: ['Tests', 'Package.swift'] };
  return readTree(call.files, `${folder}/Sources`, options) ?? readTree(call.files, folder, options);
}

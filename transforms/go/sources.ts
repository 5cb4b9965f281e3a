// Reads the Go sources of packages: what they import, which text is code and which literals it holds.

import { type Call, cFamily, readSource, UNKNOWN } from '../../src/toolchain.ts';
import { isGenerated } from '../protobuf/protoc.ts';
import { folderOf, foldersBelow, isMain, moduleOf } from './packages.ts';

export interface Sources {
  readonly imports: ReadonlySet<string>;
  readonly literals: readonly string[];
  readonly code: string;
  /** A package that opens files is imported under another name. */
  readonly aliased: boolean;
  /** Import paths of other modules. */
  readonly modules: readonly string[];
  /** Some files are left out on other platforms or without a tag, so not all of this need be built. */
  readonly constrained: boolean;
}

/** Reads the packages and everything of the same module that they import; undefined when a file of them cannot be seen. */
export function readSources(call: Call, packages: readonly string[]): Sources | undefined {
  const imports = new Set<string>();
  const literals: string[] = [];
  const code: string[] = [];
  const modules = new Set<string>();
  const waiting: string[] = [];
  const listed = packages.every((one) => one.endsWith('.go'));
  for (const one of packages) {
    if (one.includes(UNKNOWN) || one.includes('@')) return undefined;
    const root = listed
      ? call.resolve(one)
      : one.startsWith('.') || one.startsWith('/')
        ? call.resolve(one.replace(/\/?\.\.\.$/, '') || '.')
        : folderOf(call, one.replace(/\/?\.\.\.$/, ''));
    if (root === undefined) return undefined;
    waiting.push(
      ...(one.endsWith('...') ? foldersBelow(call, root).filter((folder) => isMain(call, folder) !== false) : [root]),
    );
  }
  const done = new Set(waiting);
  let main = false;
  let aliased = false;
  let constrained = false;
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    // Whatever ran in this folder may have written more Go files into it.
    const folder = call.files.find(place);
    if (folder?.open === true && folder.origin.kind === 'command') return undefined;
    const files = listed && place.endsWith('.go') ? [place] : call.files.list(place).map((entry) => entry.path);
    let found = false;
    for (const file of files.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'))) {
      const text = call.files.read(file);
      if (text === undefined && isGenerated(file)) {
        found = true;
        modules.add(file.endsWith('_grpc.pb.go') ? 'google.golang.org/grpc' : 'google.golang.org/protobuf/proto');
        continue;
      }
      if (text === undefined) return undefined;
      found = true;
      const source = readSource(text, cFamily);
      if (/^[ \t]*package[ \t]+main\b/m.test(source.code)) main = true;
      const names = importsOf(source.plain);
      if (/_[a-z0-9]+\.go$/.test(file) || /^\/\/\s*(?:go:build|\+build)\b/m.test(text)) constrained = true;
      if (aliasesFiles.test(source.plain)) aliased = true;
      code.push(source.code);
      literals.push(...source.literals.filter((literal) => !names.includes(literal)));
      for (const name of names) {
        imports.add(name);
        const folder = name.startsWith('.') ? undefined : (folderOf(call, name) ?? vendored(call, name));
        if (folder !== undefined && !done.has(folder)) {
          done.add(folder);
          waiting.push(folder);
        } else if (folder === undefined && name.split('/')[0]?.includes('.') === true) modules.add(name);
      }
    }
    if (!found) return undefined;
  }
  if (!main) return undefined;
  const foreign = [...modules];
  return { imports, literals, code: code.join('\n'), modules: foreign, aliased, constrained };
}

function vendored(call: Call, name: string): string | undefined {
  const root = moduleOf(call, call.cwd)?.folder ?? call.cwd;
  const folder = `${root === '/' ? '' : root}/vendor/${name}`;
  return call.files.list(folder).length > 0 ? folder : undefined;
}

/** A package that opens files is imported under another name, so that its calls cannot be told. */
const aliasesFiles =
  /(?:^|[\n(;])[ \t]*(?:import[ \t]+)?(?!_|import\b)[\w.]+[ \t]+"(?:os|io\/ioutil|path\/filepath|net\/http|html\/template|text\/template|os\/exec)"/;

/** `plain` is source text without comments. */
function importsOf(plain: string): string[] {
  const names: string[] = [];
  for (const [, block, single] of plain.matchAll(
    /^[ \t]*import[ \t]*(?:\(([^)]*)\)|(?:[\w.]+[ \t]+)?["`]([^"`\n]+)["`])/gm,
  )) {
    if (single !== undefined) names.push(single);
    for (const [, name] of (block ?? '').matchAll(/["`]([^"`\n]+)["`]/g)) if (name !== undefined) names.push(name);
  }
  return names;
}

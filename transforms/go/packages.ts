// Go packages and where they are: folders, modules, workspaces, GOPATH, and the names of the programs they become.
// Sources: `go help packages`, `go help gopath`, the Go modules reference.

import { type Call, cFamily, readSource, UNKNOWN } from '../../src/toolchain.ts';

interface Place {
  /** Folder that holds go.mod, and the module's path; undefined in GOPATH mode. */
  readonly module: { readonly folder: string; readonly path: string } | undefined;
  /** False when a go.mod may be there that cannot be seen. */
  readonly certain: boolean;
}

export function goPath(call: Call): string {
  return call.variable('GOPATH')?.split(':')[0] ?? `${call.variable('HOME') ?? '/root'}/go`;
}

export function isRemote(call: Call, one: string): boolean {
  return /^[^./][^/]*\.[^/]+\//.test(one) && folderOf(call, one) === undefined;
}

/** The name of the binary of one package; undefined when it cannot be known. */
export function nameOf(call: Call, one: string): string | undefined {
  if (one.includes(UNKNOWN)) return undefined;
  const local = one === '.' || one.startsWith('./') || one.startsWith('../') || one.startsWith('/');
  if (!local) return lastElement(one.replace(/@.*$/, ''));
  const folder = call.resolve(one);
  if (folder.includes(UNKNOWN)) return undefined;
  const { module, certain } = placeOf(call, folder);
  if (module === undefined) return certain ? lastElement(folder) : undefined;
  if (module.path.includes(UNKNOWN)) return folder === module.folder ? undefined : lastElement(folder);
  return lastElement(module.path + folder.slice(module.folder.length));
}

function lastElement(path: string): string | undefined {
  const names = path.split('/').filter((name) => name !== '');
  const last = names.at(-1);
  return last !== undefined && /^v\d+$/.test(last) && names.length > 1 && path.includes('.') ? names.at(-2) : last;
}

/** The module that a folder belongs to; undefined in GOPATH mode, or when none can be seen. */
export function moduleOf(call: Call, folder: string): Place['module'] {
  return placeOf(call, folder).module;
}

function placeOf(call: Call, folder: string): Place {
  const inGoPath = folder.startsWith(`${goPath(call)}/src/`);
  const minor = Number(/^1\.(\d+)/.exec(call.variable('GOLANG_VERSION') ?? '')?.[1] ?? '99');
  const mode = call.variable('GO111MODULE');
  if (mode === 'off' || (minor < 11 && mode === undefined) || (minor < 13 && inGoPath && mode !== 'on'))
    return { module: undefined, certain: true };
  let certain = true;
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const path = at === '/' ? '/go.mod' : `${at}/go.mod`;
    const text = call.files.read(path);
    const name = text === undefined ? undefined : /^[ \t]*module[ \t]+"?([^\s"]+)/m.exec(text)?.[1];
    if (name !== undefined) return { module: { folder: at, path: name }, certain: true };
    if (call.files.find(path) !== undefined) certain = false;
    if (at === '/') return { module: undefined, certain: certain && (inGoPath || minor < 16) };
  }
}

export function folderOf(call: Call, path: string): string | undefined {
  const module = localModules(call).find((one) => path === one.path || path.startsWith(`${one.path}/`));
  if (module !== undefined) return module.folder + path.slice(module.path.length);
  const inGoPath = `${goPath(call)}/src/${path}`;
  return call.files.find(inGoPath) === undefined ? undefined : inGoPath;
}

/** The module of the working directory, those beside it in go.work, and those that `replace` takes from a folder. */
function localModules(call: Call): { folder: string; path: string }[] {
  const { module } = placeOf(call, call.cwd);
  const found = module === undefined ? [] : [module];
  for (let at = call.cwd; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const inFolderOf = (path: string) => call.resolve(`${at}/${path}`);
    const uses = /^[ \t]*use[ \t]*(?:\(([^)]*)\)|(\S+))/gm;
    for (const [, block, single] of (call.files.read(inFolderOf('go.work')) ?? '').matchAll(uses)) {
      for (const folder of (block ?? single ?? '').split(/\s+/))
        if (folder !== '') found.push(...moduleAt(call, inFolderOf(folder)));
    }
    for (const [, path = '', folder = ''] of (call.files.read(inFolderOf('go.mod')) ?? '').matchAll(
      /^[ \t]*(?:replace[ \t]+)?(\S+)(?:\s+v\S+)?\s+=>\s+(\.\S*)/gm,
    ))
      found.push({ folder: inFolderOf(folder), path });
    if (at === '/') return found;
  }
}

function moduleAt(call: Call, folder: string): { folder: string; path: string }[] {
  const path = /^[ \t]*module[ \t]+"?([^\s"]+)/m.exec(call.files.read(`${folder}/go.mod`) ?? '')?.[1];
  return path === undefined ? [] : [{ folder, path }];
}

/** The binaries of patterns such as `./...`; undefined when not every folder can be seen. */
export function mainPackages(call: Call, patterns: readonly string[]): (string | undefined)[] | undefined {
  const names = new Set<string | undefined>();
  let visible = false;
  for (const pattern of patterns) {
    const recursive = pattern.endsWith('...');
    const path = pattern.replace(/\/?\.\.\.$/, '') || '.';
    const root = path.startsWith('.') || path.startsWith('/') ? call.resolve(path) : folderOf(call, path);
    if (root === undefined) return undefined;
    for (const folder of recursive ? foldersBelow(call, root) : [root]) {
      const main = isMain(call, folder);
      if (main === undefined) return undefined;
      visible ||= call.files.list(folder).some((entry) => entry.path.endsWith('.go'));
      if (main) names.add(nameOf(call, folder));
    }
  }
  // A context that shows no Go file at all is not the whole context.
  return visible ? [...names] : undefined;
}

export function foldersBelow(call: Call, root: string): string[] {
  const found = [root];
  for (let index = 0; index < found.length && found.length < 2000; index++) {
    for (const entry of call.files.list(found[index] ?? '')) {
      const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
      if (
        entry.node === 'folder' &&
        !/^(?:vendor|testdata|[._].*)$/.test(name) &&
        call.files.find(`${entry.path}/go.mod`)?.certain !== true
      )
        found.push(entry.path);
    }
  }
  return found;
}

/** Whether a folder holds a program; undefined when its Go files cannot be read. */
export function isMain(call: Call, folder: string): boolean | undefined {
  const entries = call.files.list(folder);
  if (entries.length === 0)
    return call.files.find(folder)?.certain === true && call.files.find(folder)?.open === false ? false : undefined;
  for (const entry of entries) {
    if (!entry.path.endsWith('.go') || entry.path.endsWith('_test.go')) continue;
    const text = call.files.read(entry.path);
    if (text === undefined) return undefined;
    const name = /^[ \t]*package[ \t]+(\w+)/m.exec(readSource(text, cFamily).code)?.[1];
    if (name === 'main' && !/^\/\/(?:go:build ignore|[ \t]*\+build ignore)/m.test(text)) return true;
  }
  return false;
}

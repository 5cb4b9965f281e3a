// Lock files: which packages an installation for production has. Sources: npm's page on package-lock.json, the lock files of Yarn 1 to 4 and pnpm.

import { type Call, readJson } from '../../src/toolchain.ts';

export interface Locked {
  readonly names: ReadonlySet<string>;
  /** Those with scripts of their own that run when they are installed, where the lock file tells. */
  readonly scripts: ReadonlySet<string>;
}

/** `direct`: the packages that manifests name. Undefined when no lock file was seen. */
export function lockedPackages(call: Call, folder: string, direct: readonly string[]): Locked | undefined {
  for (const name of ['npm-shrinkwrap.json', 'package-lock.json']) {
    const text = call.files.read(`${folder}/${name}`);
    if (text !== undefined) return lockedByNpm(text);
  }
  for (const name of ['yarn.lock', 'pnpm-lock.yaml']) {
    const text = call.files.read(`${folder}/${name}`);
    if (text !== undefined) return lockedByLines(text, direct);
  }
  return undefined;
}

function lockedByNpm(text: string): Locked | undefined {
  const lock = readJson(text);
  if (lock === undefined) return undefined;
  const paths = lock
    .names('packages')
    .filter((path) => path.includes('node_modules/') && lock.text('packages', path, 'dev') !== 'true');
  const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 13);
  // The format of npm 5 and 6.
  const older = lock.names('dependencies').filter((name) => lock.text('dependencies', name, 'dev') !== 'true');
  return {
    names: new Set([...paths.map(nameOf), ...older]),
    scripts: new Set(paths.filter((path) => lock.text('packages', path, 'hasInstallScript') === 'true').map(nameOf)),
  };
}

/** Yarn and pnpm write one block for each version of a package. Versions are left aside: whatever one of them depends on counts. */
function lockedByLines(text: string, direct: readonly string[]): Locked {
  const edges = new Map<string, Set<string>>();
  const building = new Set<string>();
  let name = '';
  let isDependency = false;
  for (const line of text.split('\n')) {
    const header = /^ {0,2}["'/]*((?:@[\w.~-]+\/)?[\w.~-]+)[@/][^\s]*.*:\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      name = header;
      isDependency = false;
      if (!edges.has(name)) edges.set(name, new Set());
    } else if (/^ {2,4}(?:optionalD|d|peerD)ependencies:\s*$/.test(line)) isDependency = true;
    else if (/^ {2,4}\w/.test(line)) {
      isDependency = isDependency && /^ {4}/.test(line) && !/^ {4}\w+:\s*$/.test(line);
      if (/^\s*requiresBuild: true/.test(line)) building.add(name);
    }
    const dependency = isDependency ? /^ {4,6}["']?((?:@[\w.~-]+\/)?[\w.~-]+)["']?:? /.exec(line)?.[1] : undefined;
    if (dependency !== undefined) edges.get(name)?.add(dependency);
  }
  const names = new Set<string>();
  const waiting = [...direct];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (names.has(next)) continue;
    names.add(next);
    waiting.push(...(edges.get(next) ?? []));
  }
  return { names, scripts: new Set([...building].filter((one) => names.has(one))) };
}

// Where an interpreter has its packages, and which interpreter a program belongs to. Sources: docker-library/python, the site module of Debian's Python.

import { type Call, list } from '../../src/toolchain.ts';

/** A folder that packages are installed into. */
export interface Place {
  readonly path: string;
  /** Nothing else is in it, or only what every image with this Python has; otherwise only what is named in it can be told apart. */
  readonly whole: boolean;
}

/** The interpreter that a program installs for, by the name of the program that starts it. */
export function interpreterOf(call: Call): string {
  const [, version = ''] = /(?:python|pip|easy_install|virtualenv)-?([\d.]*)$/.exec(call.words[0] ?? '') ?? [];
  if (version === '' && call.version('python') !== undefined) return 'python';
  // Its full name is another one of the same program.
  const own = call.version('python3');
  if (version.includes('.') && (own === version || own === '')) return 'python3';
  if (version === '2.7' && call.version('python') === version) return 'python';
  const name = `python${version === '' ? '3' : version}`;
  if (call.version(name) !== undefined || version !== '') return name;
  return list('python2-pip python-pip python-dev python2-dev python').some((one) => call.has(one) === true)
    ? 'python'
    : name;
}

export function homeOf(call: Call): string {
  return call.variable('HOME') ?? (isRoot(call) ? '/root' : `/home/${call.user}`);
}

export function isRoot({ user }: Call): boolean {
  return /^(?:|root|0)(?::.*)?$/.test(user);
}

/** The virtual environment whose program this is, by its path or by PATH; undefined for the interpreter of the image. */
export function environmentOf(call: Call): string | undefined {
  const word = call.words[0] ?? '';
  if (word.includes('/')) {
    const prefix = /^(.+)\/bin\/[^/]+$/.exec(call.resolve(word))?.[1];
    return prefix === undefined || prefix === '/usr' || prefix === '/usr/local' ? undefined : prefix;
  }
  for (const folder of (call.variable('PATH') ?? '').split(':')) {
    const prefix = folder.replace(/\/bin\/?$/, '');
    if (prefix === folder || prefix === '/usr' || prefix === '/usr/local' || prefix.endsWith('/.local')) continue;
    const { origin } = call.files.find(prefix) ?? {};
    if (origin?.kind === 'artifact' && origin.artifact.toolchain === 'python') return prefix;
  }
  return undefined;
}

/** Python's own images build it below /usr/local, with pip; on a distribution that is a package. */
export function ownsLocal(call: Call): boolean {
  return (
    call.has('pip') === true &&
    !list('python3-pip python2-pip python-pip py3-pip py2-pip py-pip').some((name) => call.has(name) === true)
  );
}

/** Where the interpreter of the image has its packages and their programs; undefined when that is not known. */
export function sitesOf(call: Call): readonly Place[] | undefined {
  if (call.has('conda') === true || call.has('pypy3') === true || call.has('pypy') === true) return undefined;
  const version = call.version(interpreterOf(call));
  if (ownsLocal(call)) {
    if (version === undefined) return undefined;
    const library = version === '' ? '/usr/local/lib' : `/usr/local/lib/python${version}/site-packages`;
    return [
      { path: library, whole: true },
      { path: '/usr/local/bin', whole: true },
    ];
  }
  if (call.has('apt-get') === true) {
    const number = version ?? /^python(\d\.\d+)$/.exec(interpreterOf(call))?.[1];
    return [
      { path: number === undefined ? '/usr/local/lib' : `/usr/local/lib/python${number}/dist-packages`, whole: true },
      { path: '/usr/local/bin', whole: true },
    ];
  }
  if (call.has('apk') !== true || version === undefined || version === '') return undefined;
  return [
    { path: `/usr/lib/python${version}/site-packages`, whole: true },
    { path: '/usr/bin', whole: false },
  ];
}

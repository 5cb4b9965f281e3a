// Packages of a toolchain that have a smaller one beside them for running what it builds: a JDK has its JRE. Facts only.
// Python's packages for building depend on the interpreter. Sources: packages.debian.org, pkgs.alpinelinux.org, packages.fedoraproject.org, the package feed of .NET.

import { programsOfPackage } from './programs.ts';

interface Runtime {
  readonly pattern: RegExp;
  /** The name of the smaller package, with the groups of the pattern. */
  readonly runtime: string;
  /** The program that both bring and that starts what was built, with the groups of the pattern. */
  readonly program: string;
}

const runtimes: readonly Runtime[] = [
  { pattern: /^openjdk-(\d+)-(?:jdk|jre)(-headless)?$/, runtime: 'openjdk-$1-jre$2', program: 'java' },
  { pattern: /^default-(?:jdk|jre)(-headless)?$/, runtime: 'default-jre$1', program: 'java' },
  { pattern: /^openjdk(\d+)(?:-jdk|-jre)?$/, runtime: 'openjdk$1-jre', program: 'java' },
  { pattern: /^openjdk(\d+)-jre-headless$/, runtime: 'openjdk$1-jre-headless', program: 'java' },
  { pattern: /^java-([\d.]+)-openjdk(?:-devel)?$/, runtime: 'java-$1-openjdk', program: 'java' },
  { pattern: /^java-([\d.]+)-openjdk-headless$/, runtime: 'java-$1-openjdk-headless', program: 'java' },
  { pattern: /^java-(\d+)-amazon-corretto(?:-devel)?$/, runtime: 'java-$1-amazon-corretto', program: 'java' },
  {
    pattern: /^python(\d(?:\.\d+)?)?(?:-(?:dev|pip|venv|virtualenv|wheel|setuptools|minimal|all-dev))?$/,
    runtime: 'python$1',
    program: 'python$1',
  },
  { pattern: /^py(3|2)?-(?:pip|setuptools|wheel|virtualenv)$/, runtime: 'python$1', program: 'python$1' },
  { pattern: /^ruby(\d\.\d)?(?:-full)?$/, runtime: 'ruby$1', program: 'ruby' },
  // Debian and Ubuntu, Alpine, Fedora and nodesource.com.
  { pattern: /^(nodejs(?:-current|-lts|\d+)?)$/, runtime: '$1', program: 'node' },
  { pattern: /^(?:dotnet-sdk|aspnetcore-runtime)-(\d+\.\d+)$/, runtime: 'aspnetcore-runtime-$1', program: 'dotnet' },
];

/** The major version of Debian's and Ubuntu's default Java, by release. Source: the package default-jre of each. */
const defaultJava: Readonly<Record<string, number>> = {
  wheezy: 6,
  jessie: 7,
  stretch: 8,
  buster: 11,
  bullseye: 11,
  bookworm: 17,
  trixie: 21,
  '12.04': 6,
  '14.04': 7,
  '16.04': 8,
  '18.04': 11,
  '20.04': 11,
  '22.04': 11,
  '24.04': 21,
  // CentOS
  '7': 8,
};
/** Packages that depend on the default Java when nothing else brings one before. */
const bringDefault = new Set(['maven', 'gradle', 'ant', 'leiningen', 'ivy', 'groovy', 'tomcat8', 'tomcat9', 'jetty9']);

/** Of those, the ones that are content with any Java that is there. Alpine's packages take one that is installed by the same command as well. Source: their control files and APKBUILDs. */
const takeAny = new Set(['maven', 'ant']);

/** A package that the author installs, and the instruction that does. */
interface Installed {
  readonly name: string;
  readonly manager: 'apt' | 'apk' | 'dnf';
  readonly instruction: number;
}

/** The package that brings what `program` is in the end, when several of those that are installed may: the newest one is what `update-alternatives` and Alpine's java-common take. Undefined when that is not certain. */
export function runtimeFor(
  program: string,
  installed: readonly Installed[],
  release: string | undefined,
): string | undefined {
  const runtimes = installed.flatMap((one) => {
    const runtime = runtimePackageOf(one.name);
    return runtime?.program === program ? [{ ...one, runtime: runtime.name }] : [];
  });
  const found = runtimes.map(({ runtime }) => runtime);
  const names = [...new Set(found)].filter(
    (name) => !found.includes(name.replace(/-headless$/, '')) || !name.endsWith('-headless'),
  );
  const usual = release === undefined ? undefined : defaultJava[release];
  const isDefault = (name: string) => /^default-/.test(name);
  const major = (name: string) => (isDefault(name) ? usual : Number(/\d+/.exec(name.replace('1.', ''))?.[0] ?? '0'));
  const isThere = (tool: Installed) =>
    takeAny.has(tool.name) &&
    runtimes.some(({ instruction }) =>
      tool.manager === 'apk' ? instruction <= tool.instruction : instruction < tool.instruction,
    );
  const tool = program === 'java' && installed.some((one) => bringDefault.has(one.name) && !isThere(one));
  if (names.length === 1 && (!tool || isDefault(names[0] ?? ''))) return names[0];
  const newest = names.toSorted((one, other) => (major(other) ?? 0) - (major(one) ?? 0))[0];
  if (newest === undefined || names.some((name) => major(name) === undefined)) return undefined;
  return !tool || (usual !== undefined && (major(newest) ?? 0) >= usual) ? newest : undefined;
}

/** Whether the package has the program, or depends on one that has it. */
export function bringsProgram(name: string, program: string): boolean {
  return name === program || programsOfPackage(name).includes(program) || runtimePackageOf(name)?.program === program;
}

/** The package that runs what this one builds, which may be itself, and the program that starts it; undefined for all that has no such package. */
export function runtimePackageOf(name: string): { readonly name: string; readonly program: string } | undefined {
  for (const { pattern, runtime, program } of runtimes) {
    const found = pattern.exec(name);
    const filled = (text: string) => text.replace(/\$(\d)/g, (_, group) => found?.[Number(group)] ?? '');
    if (found !== null) return { name: filled(runtime), program: filled(program) };
  }
  return undefined;
}

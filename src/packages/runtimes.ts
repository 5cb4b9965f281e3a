// Packages of a toolchain that have a smaller one beside them for running what it builds: a JDK has its JRE. Facts only.
// Sources: packages.debian.org, pkgs.alpinelinux.org, packages.fedoraproject.org, the package feed of .NET.

interface Runtime {
  readonly pattern: RegExp;
  /** The name of the smaller package, with the groups of the pattern. */
  readonly runtime: string;
  /** The program that both bring and that starts what was built. */
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
  { pattern: /^(?:dotnet-sdk|aspnetcore-runtime)-(\d+\.\d+)$/, runtime: 'aspnetcore-runtime-$1', program: 'dotnet' },
];

/** The package that runs what this one builds, which may be itself, and the program that starts it; undefined for all that has no such package. */
export function runtimePackageOf(name: string): { readonly name: string; readonly program: string } | undefined {
  for (const { pattern, runtime, program } of runtimes) {
    const found = pattern.exec(name);
    if (found !== null) return { name: runtime.replace(/\$(\d)/g, (_, group) => found[Number(group)] ?? ''), program };
  }
  return undefined;
}

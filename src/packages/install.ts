// How a package manager is asked for packages, as the body of a RUN. Knows the managers' manners, and no package.

export type InstallingManager = 'apt' | 'apk' | 'dnf' | 'microdnf' | 'yum';

/** One line; without packages ''. `recommends`: apt's recommended packages come along, as they do by default. */
export function installCommand(
  manager: InstallingManager,
  packages: readonly string[],
  { recommends = false }: { readonly recommends?: boolean } = {},
): string {
  if (packages.length === 0) return '';
  const names = packages.join(' ');
  switch (manager) {
    case 'apt':
      return `apt-get update && apt-get install -y ${recommends ? '' : '--no-install-recommends '}${names} && rm -rf /var/lib/apt/lists/*`;
    case 'apk':
      return `apk add --no-cache ${names}`;
    case 'dnf':
    case 'microdnf':
    case 'yum':
      return `${manager} install -y ${names} && ${manager} clean all`;
  }
}

// How a package manager is asked for packages, as the body of a RUN. Knows the managers' manners, and no package.

export type InstallingManager = 'apt' | 'apk' | 'dnf' | 'microdnf' | 'yum';

export interface InstallOptions {
  /** apt's recommended packages come along, as they do by default. */
  readonly recommends?: boolean;
  /** The author's build answers no question of Debian's packages; otherwise only packages that are known to ask are kept from it. */
  readonly asksNothing?: boolean;
}

/** Packages whose questions stop a build. Source: their debconf templates of high priority, in Debian and Ubuntu. */
const asking = new Set('tzdata keyboard-configuration console-setup postfix exim4-config slapd krb5-config'.split(' '));

/** One line; without packages ''. */
export function installCommand(
  manager: InstallingManager,
  packages: readonly string[],
  { recommends = false, asksNothing = false }: InstallOptions = {},
): string {
  if (packages.length === 0) return '';
  const names = packages.join(' ');
  switch (manager) {
    case 'apt':
      return `apt-get update && ${asksNothing || packages.some((name) => asking.has(name)) ? 'DEBIAN_FRONTEND=noninteractive ' : ''}apt-get install -y ${recommends ? '' : '--no-install-recommends '}${names} && rm -rf /var/lib/apt/lists/*`;
    case 'apk':
      return `apk add --no-cache ${names}`;
    case 'dnf':
    case 'microdnf':
    case 'yum':
      return `${manager} install -y ${names} && ${manager} clean all`;
  }
}

// Models of the package managers of distributions. They know no package. Names stay as written: versions, architectures and unknown parts included.

import { type Call, type Effect, type Program, UNKNOWN } from '../effect.ts';
import { readOptions } from './options.ts';
import { unknownBelow, unknownPath, writeFile } from './places.ts';

type Manager = 'apt' | 'apk' | 'dnf';

function packages(
  manager: Manager,
  action: 'install' | 'remove' | 'refresh' | 'source',
  names: readonly string[] = [],
  group?: string,
): Effect {
  return { kind: 'packages', manager, action, names, ...(group === undefined ? {} : { group }) };
}

function system(what: string): readonly Effect[] {
  return [{ kind: 'system', what }];
}

const APT_SYNTAX = {
  short: 'octaPq',
  long: [
    'option',
    'config-file',
    'target-release',
    'default-release',
    'host-architecture',
    'build-profiles',
    'solver',
    'with-source',
  ],
};

const apt: Program = (call) => {
  // `-q` takes a level only in the same word, as `-q=2`; elsewhere it stands in a cluster: `-qy`, `-yqq`.
  const words = call.words.slice(1).map((word) => (/^-[^-o]*q/.test(word) ? word.replace(/q(?:=?\d)?/g, '') : word));
  const options = readOptions(
    words.filter((word) => word !== '-'),
    APT_SYNTAX,
  );
  const [action, ...operands] = options.operands;
  if (options.has('d', 'download-only', 's', 'simulate', 'dry-run', 'print-uris')) return [];
  switch (action) {
    case 'install':
    case 'reinstall':
    case 'satisfy':
      return install(operands);
    case 'remove':
    case 'purge':
    case 'autoremove':
    case 'autopurge':
      // With names, autoremove removes them like remove does.
      return operands.length === 0 ? [] : [packages('apt', 'remove', operands)];
    case 'update':
    case 'upgrade':
    case 'dist-upgrade':
    case 'full-upgrade':
    case 'safe-upgrade':
      return [packages('apt', 'refresh')];
    case 'build-dep':
      return [packages('apt', 'install', [UNKNOWN])];
    case 'source':
    case 'download':
      return [unknownPath(call, '.')];
    case 'edit-sources':
      return system('apt sources');
    default:
      // clean, autoclean, check, list, search, show, policy, changelog, and asking for help.
      return [];
  }
};

function install(operands: readonly string[]): readonly Effect[] {
  const isFile = (word: string) => word.endsWith('.deb') || /^[./]*\//.test(word);
  const removed = operands.filter((word) => word.endsWith('-') && !isFile(word)).map((word) => word.slice(0, -1));
  const names = operands.filter((word) => !word.endsWith('-') && !isFile(word));
  return [
    ...(names.length > 0 ? [packages('apt', 'install', names)] : []),
    ...(removed.length > 0 ? [packages('apt', 'remove', removed)] : []),
    ...installFiles('apt', operands.filter(isFile)),
  ];
}

/** A package that holds nothing but the address and the keys of a package source: `packages-microsoft-prod.deb`, `epel-release-latest-7.noarch.rpm`. */
function isSourcePackage(file: string): boolean {
  return /(?:^|\/)(?:packages-microsoft-prod|[\w.-]*(?:-release|-repo|-apt-config|-archive-keyring))[\w.-]*\.(?:deb|rpm)$/.test(
    file,
  );
}

function installFiles(manager: Manager, files: readonly string[]): readonly Effect[] {
  if (files.length === 0) return [];
  return files.every(isSourcePackage) ? [packages(manager, 'source', files)] : system('dpkg -i');
}

const dpkg: Program = (call) => {
  const options = readOptions(call.words.slice(1), { long: ['root', 'instdir', 'admindir'] });
  if (options.has('i', 'install') && options.operands.length > 0) return installFiles('apt', options.operands);
  if (options.has('i', 'install', 'unpack', 'configure', 'a')) return system('dpkg -i');
  if (options.has('r', 'remove', 'P', 'purge')) return [packages('apt', 'remove', options.operands)];
  if (options.has('add-architecture', 'remove-architecture')) return system('dpkg --add-architecture');
  if (options.has('x', 'extract', 'X', 'vextract', 'R')) {
    const [archive, folder] = options.operands;
    return folder === undefined ? undefined : [{ ...unknownPath(call, folder), ...reason(call, archive) }];
  }
  return [];
};

const dpkgDeb: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'Z' });
  const [first, second] = options.operands;
  if (options.has('b', 'build')) return writeFile(call, second ?? `${first ?? UNKNOWN}.deb`);
  if (options.has('x', 'extract', 'X', 'R', 'raw-extract'))
    return second === undefined ? undefined : [unknownPath(call, second)];
  return [];
};

function reason(call: Call, archive: string | undefined): { readonly reason: string } {
  return {
    reason:
      archive === undefined
        ? `what \`${call.text}\` unpacks is not known`
        : `the content of \`${archive}\` is not known`,
  };
}

const APK_SYNTAX = {
  short: 'Xpt',
  long: [
    'repository',
    'root',
    'keys-dir',
    'repositories-file',
    'wait',
    'arch',
    'cache-dir',
    'cache-max-age',
    'virtual',
    'progress-fd',
    'timeout',
  ],
};

const apk: Program = (call) => {
  const options = readOptions(call.words.slice(1), APK_SYNTAX);
  const [action, ...names] = options.operands;
  const root = options.value('p', 'root');
  if (root !== undefined && call.resolve(root) !== '/') {
    return action === 'add' || action === 'fix'
      ? [unknownBelow(call.resolve(root), `\`${call.text}\` installs packages there`)]
      : [];
  }
  switch (action) {
    case 'add': {
      const files = names.some((name) => name.endsWith('.apk'));
      const dropped = names.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
      const added = names.filter((name) => !name.startsWith('!') && !name.endsWith('.apk'));
      const group = options.value('t', 'virtual');
      return [
        ...options.values('X', 'repository').map((url) => packages('apk', 'source', [url])),
        ...(options.has('u', 'upgrade') ? [packages('apk', 'refresh')] : []),
        ...(added.length > 0 || group !== undefined ? [packages('apk', 'install', added, group)] : []),
        ...(dropped.length > 0 ? [packages('apk', 'remove', dropped)] : []),
        ...(files ? system('apk add') : []),
      ];
    }
    case 'del':
      return [packages('apk', 'remove', names)];
    case 'update':
    case 'upgrade':
    case 'fix':
      return [packages('apk', 'refresh')];
    case 'fetch': {
      const output = readOptions(call.words.slice(1), {
        ...APK_SYNTAX,
        short: 'Xpto',
        long: [...APK_SYNTAX.long, 'output'],
      });
      return output.has('s', 'stdout') ? [] : [unknownPath(call, output.value('o', 'output') ?? '.')];
    }
    default:
      // cache, info, search, version, policy, stats, audit, verify, index.
      return [];
  }
};

const DNF_SYNTAX = {
  short: 'cdeRxpt',
  long: (
    'config debuglevel errorlevel randomwait exclude excludepkgs installroot releasever enablerepo disablerepo repo repoid ' +
    'setopt disableplugin enableplugin color downloaddir destdir comment forcearch advisory cve bugfix security-severity'
  ).split(' '),
};

/** Groups are written as people like, and their identifiers differ by release: this one by the name that it has since Fedora 30. */
function groupNamed(name: string): string {
  return /^development[\s_-]*tools$/i.test(name) ? '@development-tools' : `@${name}`;
}

const dnf: Program = (call) => {
  const options = readOptions(call.words.slice(1), DNF_SYNTAX);
  const [action, ...names] = options.operands;
  const root = options.value('installroot');
  if (root !== undefined && call.resolve(root) !== '/') {
    return [unknownBelow(call.resolve(root), `\`${call.text}\` installs packages there`)];
  }
  switch (action) {
    case 'install':
    case 'reinstall':
    case 'localinstall':
    case 'in': {
      if (options.has('downloadonly')) return [];
      const isFile = (name: string) => name.endsWith('.rpm') || name.includes('://');
      const named = names.filter((name) => !isFile(name));
      return [
        ...(named.length > 0 ? [packages('dnf', 'install', named)] : []),
        ...(names.some(isFile) ? system('rpm -i') : []),
      ];
    }
    case 'groupinstall':
      return [packages('dnf', 'install', names.map(groupNamed))];
    case 'group':
      return names[0] === 'install' ? [packages('dnf', 'install', names.slice(1).map(groupNamed))] : [];
    case 'remove':
    case 'erase':
    case 'rm':
      return [packages('dnf', 'remove', names)];
    case 'update':
    case 'upgrade':
    case 'distro-sync':
    case 'update-minimal':
      return [packages('dnf', 'refresh')];
    case 'builddep':
      return [packages('dnf', 'install', [UNKNOWN])];
    case 'swap':
      return [packages('dnf', 'remove', names.slice(0, 1)), packages('dnf', 'install', names.slice(1))];
    case 'module':
    case 'config-manager':
    case 'copr':
    case 'makecache':
      return action === 'makecache' ? [] : system(`dnf ${action}`);
    case 'download':
      return [unknownPath(call, options.value('downloaddir', 'destdir') ?? '.')];
    default:
      // clean, autoremove, repolist, list, info, search, provides, check-update, versionlock.
      return [];
  }
};

const rpm: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    long: ['root', 'prefix', 'dbpath', 'define', 'queryformat', 'qf'],
  });
  if (options.has('q', 'query', 'V', 'verify', 'K', 'checksig', 'eval', 'E')) return [];
  if (options.has('e', 'erase')) return [packages('dnf', 'remove', options.operands)];
  if (options.has('import')) return [packages('dnf', 'source', [call.text])];
  if (!options.has('i', 'install', 'U', 'upgrade', 'F', 'freshen')) return [];
  return options.operands.every(isSourcePackage) ? [packages('dnf', 'source', [call.text])] : system('rpm -i');
};

/** `add-apt-repository`, `yum-config-manager`: packages may come from elsewhere from now on. */
function addsSource(manager: Manager): Program {
  return (call) => [packages(manager, 'source', [call.text])];
}

/** `dpkg-divert`: they change what the package manager does. */
function changesSystem(what: string): Program {
  return () => system(what);
}

const debconf: Program = () => system('debconf-set-selections');

export const packageManagers: Readonly<Record<string, Program>> = {
  'apt-get': apt,
  apt,
  aptitude: apt,
  'apt-fast': apt,
  'apt-key': (call) =>
    /^(?:add|adv|del)$/.test(call.words.slice(1).find((word) => !word.startsWith('-')) ?? '')
      ? addsSource('apt')(call)
      : [],
  'apt-cache': () => [],
  'apt-mark': () => [],
  'apt-config': () => [],
  'add-apt-repository': addsSource('apt'),
  'apt-add-repository': addsSource('apt'),
  extrepo: addsSource('apt'),
  dpkg,
  'dpkg-deb': dpkgDeb,
  'dpkg-query': () => [],
  'dpkg-architecture': () => [],
  'dpkg-divert': changesSystem('dpkg-divert'),
  'dpkg-statoverride': changesSystem('dpkg-statoverride'),
  'debconf-set-selections': debconf,
  gdebi: changesSystem('dpkg -i'),
  // Short forms that some base images bring along.
  install_packages: (call) => install(call.words.slice(1)),
  'clean-install': (call) => install(call.words.slice(1)),
  'apk-install': (call) => [packages('apk', 'install', call.words.slice(1))],
  apk,
  yum: dnf,
  dnf,
  microdnf: dnf,
  tdnf: dnf,
  'yum-config-manager': addsSource('dnf'),
  'yum-builddep': () => [packages('dnf', 'install', [UNKNOWN])],
  rpm,
};

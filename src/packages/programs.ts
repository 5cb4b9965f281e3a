// Which package brings a program, and the other way round, for the programs that scripts and health checks name. Facts only.

import type { Distribution } from '../images/image.ts';
import { runtimePackageOf } from './runtimes.ts';

interface PackageNames {
  readonly debian?: string;
  readonly alpine?: string;
  readonly rhel?: string;
}

function everywhere(name: string): PackageNames {
  return { debian: name, alpine: name, rhel: name };
}

/** By program. Source: the file lists at packages.debian.org and pkgs.alpinelinux.org. */
const packages: Readonly<Record<string, PackageNames>> = {
  bash: everywhere('bash'),
  curl: everywhere('curl'),
  wget: everywhere('wget'),
  git: everywhere('git'),
  hg: everywhere('mercurial'),
  svn: everywhere('subversion'),
  jq: everywhere('jq'),
  openssl: everywhere('openssl'),
  ssh: { debian: 'openssh-client', alpine: 'openssh-client', rhel: 'openssh-clients' },
  scp: { debian: 'openssh-client', alpine: 'openssh-client', rhel: 'openssh-clients' },
  sftp: { debian: 'openssh-client', alpine: 'openssh-client', rhel: 'openssh-clients' },
  'ssh-agent': { debian: 'openssh-client', alpine: 'openssh-client', rhel: 'openssh-clients' },
  'ssh-add': { debian: 'openssh-client', alpine: 'openssh-client', rhel: 'openssh-clients' },
  'ssh-keygen': { debian: 'openssh-client', alpine: 'openssh-keygen', rhel: 'openssh' },
  'ssh-keyscan': { debian: 'openssh-client', alpine: 'openssh-client', rhel: 'openssh-clients' },
  sshd: { debian: 'openssh-server', alpine: 'openssh-server', rhel: 'openssh-server' },
  nc: { debian: 'netcat-openbsd', alpine: 'netcat-openbsd', rhel: 'nmap-ncat' },
  netcat: { debian: 'netcat-openbsd' },
  ncat: { debian: 'ncat', alpine: 'nmap-ncat', rhel: 'nmap-ncat' },
  socat: everywhere('socat'),
  telnet: { debian: 'telnet', rhel: 'telnet' },
  psql: { debian: 'postgresql-client', alpine: 'postgresql-client', rhel: 'postgresql' },
  pg_dump: { debian: 'postgresql-client', alpine: 'postgresql-client', rhel: 'postgresql' },
  pg_isready: { debian: 'postgresql-client', alpine: 'postgresql-client', rhel: 'postgresql' },
  mysql: { debian: 'default-mysql-client', alpine: 'mysql-client', rhel: 'mariadb' },
  mysqladmin: { debian: 'default-mysql-client', alpine: 'mysql-client', rhel: 'mariadb' },
  mysqldump: { debian: 'default-mysql-client', alpine: 'mysql-client', rhel: 'mariadb' },
  'redis-cli': { debian: 'redis-tools', alpine: 'redis', rhel: 'redis' },
  sqlite3: { debian: 'sqlite3', alpine: 'sqlite', rhel: 'sqlite' },
  ffmpeg: { debian: 'ffmpeg', alpine: 'ffmpeg' },
  ffprobe: { debian: 'ffmpeg', alpine: 'ffmpeg' },
  convert: { debian: 'imagemagick', alpine: 'imagemagick', rhel: 'ImageMagick' },
  identify: { debian: 'imagemagick', alpine: 'imagemagick', rhel: 'ImageMagick' },
  pdftotext: { debian: 'poppler-utils', alpine: 'poppler-utils', rhel: 'poppler-utils' },
  dot: everywhere('graphviz'),
  'fc-list': everywhere('fontconfig'),
  tini: everywhere('tini'),
  'dumb-init': everywhere('dumb-init'),
  'su-exec': { alpine: 'su-exec' },
  gosu: { debian: 'gosu' },
  sudo: everywhere('sudo'),
  supervisord: everywhere('supervisor'),
  ps: { debian: 'procps', alpine: 'procps', rhel: 'procps-ng' },
  pgrep: { debian: 'procps', alpine: 'procps', rhel: 'procps-ng' },
  pkill: { debian: 'procps', alpine: 'procps', rhel: 'procps-ng' },
  top: { debian: 'procps', alpine: 'procps', rhel: 'procps-ng' },
  free: { debian: 'procps', alpine: 'procps', rhel: 'procps-ng' },
  sysctl: { debian: 'procps', alpine: 'procps', rhel: 'procps-ng' },
  watch: { debian: 'procps', alpine: 'procps', rhel: 'procps-ng' },
  kill: { debian: 'procps', alpine: 'procps', rhel: 'util-linux' },
  killall: { debian: 'psmisc', alpine: 'psmisc', rhel: 'psmisc' },
  fuser: { debian: 'psmisc', alpine: 'psmisc', rhel: 'psmisc' },
  pstree: { debian: 'psmisc', alpine: 'psmisc', rhel: 'psmisc' },
  dig: { debian: 'dnsutils', alpine: 'bind-tools', rhel: 'bind-utils' },
  nslookup: { debian: 'dnsutils', alpine: 'bind-tools', rhel: 'bind-utils' },
  host: { debian: 'dnsutils', alpine: 'bind-tools', rhel: 'bind-utils' },
  ping: { debian: 'iputils-ping', alpine: 'iputils', rhel: 'iputils' },
  ip: { debian: 'iproute2', alpine: 'iproute2', rhel: 'iproute' },
  ss: { debian: 'iproute2', alpine: 'iproute2', rhel: 'iproute' },
  netstat: { debian: 'net-tools', alpine: 'net-tools', rhel: 'net-tools' },
  ifconfig: { debian: 'net-tools', alpine: 'net-tools', rhel: 'net-tools' },
  iptables: everywhere('iptables'),
  tcpdump: everywhere('tcpdump'),
  envsubst: { debian: 'gettext-base', alpine: 'gettext', rhel: 'gettext' },
  unzip: everywhere('unzip'),
  zip: everywhere('zip'),
  xz: { debian: 'xz-utils', alpine: 'xz', rhel: 'xz' },
  bzip2: everywhere('bzip2'),
  rsync: everywhere('rsync'),
  less: everywhere('less'),
  vi: { debian: 'vim-tiny', alpine: 'vim', rhel: 'vim-minimal' },
  vim: { debian: 'vim', alpine: 'vim', rhel: 'vim-enhanced' },
  nano: everywhere('nano'),
  file: everywhere('file'),
  gpg: { debian: 'gnupg', alpine: 'gnupg', rhel: 'gnupg2' },
  runsvdir: { debian: 'runit', alpine: 'runit' },
  's6-svscan': { debian: 's6', alpine: 's6' },
  crond: { alpine: 'busybox', rhel: 'cronie' },
  cron: { debian: 'cron' },
  crontab: { debian: 'cron', rhel: 'cronie' },
  nginx: everywhere('nginx'),
  haproxy: everywhere('haproxy'),
  memcached: everywhere('memcached'),
  python3: everywhere('python3'),
  perl: everywhere('perl'),
  ruby: everywhere('ruby'),
  node: { debian: 'nodejs', alpine: 'nodejs', rhel: 'nodejs' },
  aws: { debian: 'awscli', alpine: 'aws-cli' },
  inotifywait: everywhere('inotify-tools'),
  fusermount: { debian: 'fuse', alpine: 'fuse', rhel: 'fuse' },
  tesseract: { debian: 'tesseract-ocr', alpine: 'tesseract-ocr', rhel: 'tesseract' },
  wkhtmltopdf: { debian: 'wkhtmltopdf' },
  which: { debian: 'debianutils', rhel: 'which' },
  column: { debian: 'bsdmainutils', alpine: 'util-linux', rhel: 'util-linux' },
  setpriv: { debian: 'util-linux', alpine: 'setpriv', rhel: 'util-linux' },
  'update-ca-certificates': { debian: 'ca-certificates', alpine: 'ca-certificates' },
  bc: { debian: 'bc', alpine: 'bc', rhel: 'bc' },
  gawk: everywhere('gawk'),
  expect: everywhere('expect'),
  screen: everywhere('screen'),
  tmux: everywhere('tmux'),
  htop: everywhere('htop'),
  setcap: { debian: 'libcap2-bin', alpine: 'libcap', rhel: 'libcap' },
  adduser: { debian: 'adduser' },
  addgroup: { debian: 'adduser' },
  useradd: { debian: 'passwd', alpine: 'shadow', rhel: 'shadow-utils' },
  usermod: { debian: 'passwd', alpine: 'shadow', rhel: 'shadow-utils' },
  groupadd: { debian: 'passwd', alpine: 'shadow', rhel: 'shadow-utils' },
};

/** Packages of programs and fonts that every release of Debian, Ubuntu and Alpine has had by this name, and those of the first two. Source: packages.debian.org, pkgs.alpinelinux.org. */
const always = new Set(
  'bash curl wget git jq openssl unzip zip rsync procps openssh-client sudo less file fontconfig graphviz postgresql-client net-tools socat ca-certificates tzdata vim nano'.split(
    ' ',
  ),
);
const alwaysDebian = new Set(
  'gettext-base iputils-ping xz-utils bzip2 fonts-dejavu-core fonts-liberation fonts-wqy-microhei fonts-wqy-zenhei'.split(
    ' ',
  ),
);

/** Whether a package has this name on every release that an image may be on. */
export function isAlwaysCalled(name: string, distribution: Distribution['name']): boolean {
  const isDebian = distribution === 'debian' || distribution === 'ubuntu';
  return (isDebian && alwaysDebian.has(name)) || (always.has(name) && (isDebian || distribution === 'alpine'));
}

/** The package to install for a program; undefined when it is not known, or when the distribution has none. */
export function packageOfProgram(program: string, distribution: Distribution['name']): string | undefined {
  const names = Object.hasOwn(packages, program) ? packages[program] : undefined;
  if (names === undefined) return undefined;
  switch (distribution) {
    case 'debian':
    case 'ubuntu':
      return names.debian;
    case 'alpine':
      return names.alpine;
    case 'rhel':
    case 'amazonlinux':
      return names.rhel;
    case 'other':
      return undefined;
  }
}

/** What packages of compilers bring together. */
const compilers = ['gcc', 'g++', 'cc', 'c++', 'cpp', 'make', 'ld', 'as', 'ar', 'ranlib', 'strip'];

/** Packages whose programs are named otherwise than above: compilers, and other spellings of the same package. */
const others: Readonly<Record<string, readonly string[]>> = {
  'build-essential': [...compilers, 'dpkg-buildpackage'],
  'build-base': [...compilers, 'patch'],
  '@development-tools': [...compilers, 'patch'],
  'alpine-sdk': [...compilers, 'patch', 'git', 'abuild'],
  gcc: ['gcc', 'cc', 'cpp', 'ld', 'as', 'ar', 'ranlib', 'strip'],
  'g++': ['g++', 'c++', 'gcc', 'cc', 'cpp'],
  'gcc-c++': ['g++', 'c++', 'gcc', 'cc', 'cpp'],
  clang: ['clang', 'clang++'],
  binutils: ['ld', 'as', 'ar', 'ranlib', 'strip', 'objcopy', 'objdump', 'nm', 'readelf', 'strings'],
  make: ['make'],
  cmake: ['cmake', 'ctest', 'cpack'],
  autoconf: ['autoconf', 'autoreconf', 'autoheader'],
  automake: ['automake', 'aclocal'],
  libtool: ['libtoolize'],
  'pkg-config': ['pkg-config'],
  pkgconf: ['pkg-config', 'pkgconf'],
  patch: ['patch'],
  'nginx-light': ['nginx'],
  'nginx-core': ['nginx'],
  'nginx-full': ['nginx'],
  'nginx-extras': ['nginx'],
  apache2: ['apache2ctl', 'apachectl', 'httpd'],
  httpd: ['httpd', 'apachectl'],
  bzr: ['bzr'],
  breezy: ['bzr', 'brz'],
  'git-core': ['git'],
  // `apt-key` is a script of apt that runs it.
  gnupg: ['gpg', 'apt-key'],
  gnupg1: ['gpg', 'apt-key'],
  gnupg2: ['gpg', 'gpg2', 'apt-key'],
  dirmngr: ['dirmngr', 'apt-key'],
  netcat: ['nc', 'netcat'],
  'netcat-traditional': ['nc', 'netcat'],
  'netcat-openbsd': ['netcat'],
  python: ['python'],
  python2: ['python2'],
  python3: ['python3'],
  'python-is-python3': ['python'],
  'python3-pip': ['pip3', 'pip'],
  'py3-pip': ['pip3', 'pip'],
  npm: ['npm', 'npx'],
  nodejs: ['nodejs'],
  openssh: ['ssh', 'scp', 'sftp', 'ssh-keygen', 'ssh-keyscan', 'ssh-agent', 'ssh-add', 'sshd'],
  'openssh-client-default': ['ssh', 'scp', 'sftp', 'ssh-keyscan', 'ssh-agent', 'ssh-add'],
  'mariadb-client': ['mysql', 'mysqladmin', 'mysqldump', 'mariadb', 'mariadb-dump', 'mariadb-admin'],
  'bind9-dnsutils': ['dig', 'nslookup', 'host', 'nsupdate'],
  'bind9-host': ['host'],
  'procps-ng': ['ps', 'pgrep', 'pkill', 'top', 'free', 'sysctl', 'watch'],
  'protobuf-compiler': ['protoc'],
  protoc: ['protoc'],
  upx: ['upx'],
  'upx-ucl': ['upx', 'upx-ucl'],
  coreutils: [
    'cat',
    'cp',
    'mv',
    'rm',
    'ls',
    'mkdir',
    'chmod',
    'chown',
    'sha256sum',
    'stat',
    'date',
    'timeout',
    'nproc',
  ],
  findutils: ['find', 'xargs'],
  grep: ['grep'],
  sed: ['sed'],
  tar: ['tar'],
  gzip: ['gzip', 'gunzip'],
  busybox: [],
};

const programsByPackage = collect();

function collect(): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  for (const [program, names] of Object.entries(packages)) {
    for (const name of new Set([names.debian, names.alpine, names.rhel])) {
      if (name === undefined) continue;
      result.set(name, [...(result.get(name) ?? []), program]);
    }
  }
  for (const [name, programs] of Object.entries(others)) {
    result.set(name, [...new Set([...(result.get(name) ?? []), ...programs])]);
  }
  return result;
}

/** The programs that this package is known to bring; there may be more. Empty when nothing is known. */
export function programsOfPackage(name: string): readonly string[] {
  const runtime = runtimePackageOf(name);
  return programsByPackage.get(name) ?? (runtime === undefined ? [] : [runtime.program]);
}

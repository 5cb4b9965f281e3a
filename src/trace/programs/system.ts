// Models of the programs that look at the system, and of those that change state of the image which is more than files we can name.

import type { Effect, Program } from '../effect.ts';
import { readOptions } from './options.ts';

const inert: Program = () => [];

const changes: Program = (call) => [{ kind: 'system', what: call.program }];

/** `service x status`, `systemctl --version`: only some of their verbs change anything. */
function changesUnless(harmless: RegExp): Program {
  return (call) => (call.words.slice(1).some((word) => harmless.test(word)) ? [] : changes(call));
}

/** Servers that look over their settings, and start nothing: by the option, or the verb, that asks for it. */
const LOOKS: Readonly<Record<string, RegExp>> = {
  nginx: /^-[tTqvV]+$/,
  apachectl: /^(?:configtest|-[tSMvVlL])$/,
  apache2ctl: /^(?:configtest|-[tSMvVlL])$/,
  apache2: /^-[tSMvVlL]$/,
  httpd: /^-[tSMvVlL]$/,
  haproxy: /^-(?:c|v|vv)$/,
  sshd: /^-[tT]$/,
  visudo: /^-c/,
};
const looks = Object.fromEntries(
  Object.entries(LOOKS).map(([name, asking]): [string, Program] => [
    name,
    (call) => (call.words.slice(1).some((word) => asking.test(word)) ? [] : undefined),
  ]),
);

/** `ldconfig -p` prints; `-n DIR` only makes links in that folder. */
const ldconfig: Program = (call) =>
  readOptions(call.words.slice(1), { short: 'Cfr' }).has('p', 'print-cache') ? [] : changes(call);

const setcap: Program = (call): readonly Effect[] => {
  if (call.words.includes('-v')) return [];
  const path = call.words.at(-1);
  return path === undefined ? [] : [{ kind: 'system', what: `setcap ${path}` }];
};

const CHANGES =
  'update-ca-trust locale-gen localedef systemctl service rc-update rc-service rc-status ' +
  'sysctl modprobe fc-cache update-alternatives alternatives update-java-alternatives update-rc.d invoke-rc.d chkconfig ' +
  'a2enmod a2dismod a2ensite a2dissite a2enconf a2disconf php5enmod phpenmod phpdismod crontab mknod mkfifo mount umount ' +
  'swapon mkswap iptables ip6tables setfacl setfattr chattr update-mime-database update-desktop-database glib-compile-schemas ' +
  'gtk-update-icon-cache update-initramfs authselect update-passwd mandb makewhatis ' +
  'gdk-pixbuf-query-loaders install-info tzconfig timedatectl hwclock';

const READERS =
  'ls ll dir vdir pwd which whereis whoami id groups uname arch date sleep usleep ps pgrep top df du free uptime env printenv ' +
  'sync stat file ldd nproc hostname hostnamectl getconf getent lsb_release locale tty stty clear reset tput who w last logname ' +
  'true false : test [ [[ kill killall pkill wait trap ulimit umask alias unalias hash type shopt jobs bg fg disown history ' +
  'lscpu lsblk lsof lsmod lspci netstat ss ip ifconfig ping ping6 traceroute dig nslookup host nc ncat telnet pidof vmstat iostat ' +
  'scanelf readelf objdump nm size addr2line getfacl getcap getfattr dmesg logger man info help whatis apropos gdb strace ltrace ' +
  'let read getopts times mountpoint findmnt cmp cal ionice renice taskset mesg script logsave inotifywait watch runlevel  ' +
  'pg_isready shellcheck hadolint';

/** For time zones it writes two files, one out of the other; for anything else nobody knows what. */
const reconfigure: Program = (call) => {
  const packages = readOptions(call.words.slice(1), { short: 'fp', long: ['frontend', 'priority'] }).operands;
  if (packages.length !== 1 || packages[0] !== 'tzdata') return changes(call);
  return ['/etc/localtime', '/etc/timezone']
    .filter((path) => call.files.find(path) === undefined)
    .map((path): Effect => ({ kind: 'write', path, node: 'file', origin: { kind: 'command', program: call.program } }));
};

/** What login programs read, and nothing in a container. */
const updateLocale: Program = (call) => [
  { kind: 'write', path: '/etc/default/locale', node: 'file', origin: { kind: 'command', program: call.program } },
];

/** It writes the bundle that TLS clients read, out of the certificates that were put beside it. */
const updateCertificates: Program = () => [
  {
    kind: 'write',
    path: '/etc/ssl/certs/ca-certificates.crt',
    node: 'file',
    origin: { kind: 'command', program: 'update-ca-certificates' },
  },
];

export const system: Readonly<Record<string, Program>> = {
  ...Object.fromEntries(READERS.split(' ').map((name) => [name, inert])),
  ...Object.fromEntries(CHANGES.split(' ').map((name) => [name, changes])),
  ...looks,
  systemctl: changesUnless(/^(?:status|--version|is-active|is-enabled|list-.*|show)$/),
  service: changesUnless(/^(?:status|--status-all)$/),
  'update-alternatives': changesUnless(/^--(?:list|display|query|get-selections)$/),
  'update-ca-certificates': updateCertificates,
  'update-locale': updateLocale,
  'dpkg-reconfigure': reconfigure,
  ldconfig,
  setcap,
};

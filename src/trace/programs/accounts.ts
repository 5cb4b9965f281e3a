// Models of the programs that make users and groups, in the syntax of shadow (`useradd`), of Debian and of BusyBox (`adduser`).

import type { Call, Effect, Program } from '../effect.ts';
import { join } from '../path.ts';
import { readOptions } from './options.ts';

function account(
  kind: 'user' | 'group',
  name: string,
  id?: string,
  home?: string,
): Extract<Effect, { kind: 'account' }> {
  return { kind: 'account', account: kind, name, id, home };
}

const USERADD_SYNTAX = {
  short: 'bcdefgGkKpPRsuZ',
  long: 'base-dir comment home-dir home expiredate inactive gid groups skel key password prefix root shell uid selinux-user append-groups'.split(
    ' ',
  ),
};

const useradd: Program = (call) => {
  const options = readOptions(call.words.slice(1), USERADD_SYNTAX);
  if (options.has('D', 'defaults')) return [];
  const name = options.operands.at(-1);
  if (name === undefined) return undefined;
  const system = options.has('r', 'system');
  // Red Hat's login.defs makes home folders by default, Debian's does not.
  const byDefault = isRedHat(call) && !system;
  const creates = (options.has('m', 'create-home') || byDefault) && !options.has('M', 'no-create-home');
  const home = options.value('d', 'home-dir', 'home') ?? join(options.value('b', 'base-dir') ?? '/home', name);
  const ownGroup = !options.has('g', 'gid', 'N', 'no-user-group');
  return [
    ...(ownGroup ? [account('group', name)] : []),
    account('user', name, options.value('u', 'uid'), creates ? home : undefined),
  ];
};

const redHatPrograms = ['dnf', 'yum', 'microdnf', 'rpm'];

function isRedHat(call: Call): boolean {
  // Debian's images may have `rpm` as a program among others.
  return call.has('apt-get') !== true && redHatPrograms.some((name) => call.has(name) === true);
}

const DEBIAN_LONG =
  'home shell uid gid ingroup gecos comment conf firstuid lastuid firstgid lastgid add_extra_groups allow-badname skel'.split(
    ' ',
  );

const adduser: Program = (call) => {
  const words = call.words.slice(1);
  // On Red Hat `adduser` is `useradd`; there, these letters mean what they mean in no other `adduser`.
  if (isRedHat(call) || words.some((word) => /^-[a-zA-Z]*[mMrdcNo]/.test(word))) return useradd(call);
  const flags = [
    'system',
    'group',
    'disabled-password',
    'disabled-login',
    'no-create-home',
    'quiet',
    'debug',
    'force-badname',
  ];
  const options = readOptions(words, {
    short: 'hgsGuk',
    long: DEBIAN_LONG.filter(
      (name) => !flags.includes(name) && name !== 'add_extra_groups' && name !== 'allow-badname',
    ),
  });
  const [name, group] = options.operands;
  if (name === undefined) return undefined;
  if (group !== undefined) return [account('group', group), account('user', name)];
  const system = options.has('S', 'system');
  const busybox = options.has('S', 'D', 'H') || call.has('apk') === true;
  // Debian's system users have had a home folder in some releases and none in others.
  const byDefault = !system || busybox;
  const home = options.value('h', 'home') ?? (byDefault ? `/home/${name}` : undefined);
  const without = options.has('H', 'no-create-home') || home === '/nonexistent' || home === '/dev/null';
  const otherGroup =
    options.has('G', 'ingroup', 'gid') || (system && !busybox && !options.has('group')) || (system && busybox);
  return [
    ...(otherGroup ? [] : [account('group', name)]),
    account('user', name, options.value('u', 'uid'), without ? undefined : home),
  ];
};

/** `groupadd -g 10 -r app`, `addgroup -S -g 10 app`, `addgroup --gid 10 app`; with two operands a user joins a group. */
const groupadd: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'gKpPRU',
    long: ['gid', 'key', 'password', 'prefix', 'root', 'users', 'firstgid', 'lastgid', 'conf', 'shell'],
  });
  const [name, group] = options.operands;
  if (name === undefined) return undefined;
  if (group !== undefined) return [account('group', group), account('user', name)];
  return [account('group', name, options.value('g', 'gid'))];
};

const usermod: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'cdefgGlpPRsuvVwWZ',
    long: [
      'comment',
      'home',
      'expiredate',
      'inactive',
      'gid',
      'groups',
      'login',
      'password',
      'root',
      'shell',
      'uid',
      'prefix',
    ],
  });
  const name = options.operands.at(-1);
  if (name === undefined) return undefined;
  const home = options.has('m', 'move-home') ? options.value('d', 'home') : undefined;
  return [{ ...account('user', options.value('l', 'login') ?? name, options.value('u', 'uid'), home), changed: true }];
};

const groupmod: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'gnpRPU',
    long: ['gid', 'new-name', 'password', 'root', 'prefix', 'users'],
  });
  const name = options.operands.at(-1);
  return name === undefined
    ? undefined
    : [{ ...account('group', options.value('n', 'new-name') ?? name, options.value('g', 'gid')), changed: true }];
};

/** `gpasswd -a user group`. */
const gpasswd: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'adAM',
    long: ['add', 'delete', 'members', 'administrators'],
  });
  const group = options.operands[0];
  const user = options.value('a', 'add');
  return group === undefined || user === undefined ? changes(call) : [account('group', group), account('user', user)];
};

/** Passwords, shells and removed accounts are image state that is not followed by name. */
const changes: Program = (call) => [{ kind: 'system', what: call.program }];

export const accounts: Readonly<Record<string, Program>> = {
  useradd,
  adduser,
  groupadd,
  addgroup: groupadd,
  usermod,
  groupmod,
  gpasswd,
  ...Object.fromEntries(
    'passwd chpasswd chage chsh chfn newusers userdel deluser groupdel delgroup vipw add-shell'
      .split(' ')
      .map((name) => [name, changes]),
  ),
};

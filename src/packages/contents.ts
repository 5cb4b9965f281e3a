// Programs that the small base images of a distribution bring, by name. Facts only; which image is meant is for src/images/.

import type { Distribution } from '../images/image.ts';

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/**
 * BusyBox as Alpine builds it, and what stands beside it there. Source: `busybox --list` and the packages busybox, apk-tools, musl-utils,
 * alpine-baselayout and ssl_client of the `alpine` image. Applets that came or went between 3.1 and 3.24 are left out.
 */
const alpine = new Set(
  words(`
  sh ash
  [ arch awk base64 basename bc bunzip2 bzcat bzip2 cal cat chgrp chmod chown chroot cksum clear cmp comm cp cpio crontab cut
  date dc dd deallocvt df diff dirname dmesg dnsdomainname dos2unix du echo ed egrep env expand expr factor false fgrep find flock fold free
  fuser getopt grep gunzip gzip halt head hexdump hostid hostname id ifconfig install ionice iostat ip ipcalc ipcrm ipcs kill killall
  less link ln logger login logread ls lsof lzcat lzma md5sum mesg mkdir mkfifo mknod mktemp more mount mountpoint mv nc
  netstat nice nl nmeter nohup nslookup od passwd paste pgrep pidof ping ping6 pkill pmap printenv printf ps pstree pwd pwdx
  readlink realpath renice reset resize rev rm rmdir route run-parts sed seq setsid sha1sum sha256sum sha512sum shred shuf sleep sort split
  stat strings stty su sum swapoff swapon switch_root sync sysctl syslogd tac tail tar tee test time timeout top touch tr traceroute true
  truncate tty umount uname unexpand uniq unix2dos unlink unxz unzip uptime usleep uudecode uuencode vi vlock wc wget which who whoami whois
  xargs xxd xzcat yes zcat
  addgroup adduser chpasswd cryptpw delgroup deluser nologin getty crond hwclock watch
  apk getconf getent iconv ldd scanelf
  `),
);

/** The image `busybox`: more applets than Alpine's build has, no package manager. Source: docker-library/busybox, which starts from defconfig. */
const busybox = new Set([
  ...[...alpine].filter((name) => !['apk', 'getconf', 'iconv', 'ldd', 'scanelf'].includes(name)),
  ...words('httpd telnet telnetd ftpget ftpput tftp start-stop-daemon udhcpc dpkg rpm patch sv runsv runsvdir runit'),
]);

/**
 * Essential and required packages of Debian, which every image of it has: base-files, bash, coreutils, dash, debianutils, diffutils, dpkg,
 * findutils, grep, gzip, hostname, libc-bin, login, mawk, mount, passwd, perl-base, sed, sysvinit-utils, tar, util-linux, apt.
 * Source: the file lists of these packages; programs that moved to other packages between jessie and trixie are left out.
 */
const debian = new Set(
  words(`
  sh bash dash rbash
  [ arch base32 base64 basename cat chcon chgrp chmod chown chroot cksum comm cp csplit cut date dd df dir dircolors dirname du echo env
  expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup
  nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir runcon seq sha1sum sha224sum sha256sum sha384sum
  sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand
  uniq unlink users vdir wc who whoami yes
  run-parts tempfile ischroot which savelog
  cmp diff diff3 sdiff
  start-stop-daemon dpkg dpkg-deb dpkg-divert dpkg-query dpkg-split dpkg-statoverride dpkg-trigger update-alternatives
  find xargs egrep fgrep grep gunzip gzexe gzip uncompress zcat zcmp zdiff zegrep zfgrep zforce zgrep zless zmore znew
  hostname dnsdomainname domainname nisdomainname ypdomainname invoke-rc.d service update-rc.d
  ldconfig getconf getent iconv ldd locale localedef tzselect zdump zic
  login newgrp nologin sg
  mawk awk nawk mount umount losetup swapoff swapon
  clear infocmp tabs tic toe tput tset reset
  chage chfn chsh expiry gpasswd passwd chpasswd groupadd groupdel groupmems groupmod newusers pwck useradd userdel usermod vipw
  perl sed killall5 pidof tar
  dmesg findmnt lsblk more mountpoint su agetty blkid blockdev fsck mkfs mkswap pivot_root runuser sulogin switch_root addpart chrt delpart
  fallocate flock getopt ionice ipcmk ipcrm ipcs last lscpu lslocks mcookie mesg namei nsenter partx prlimit rev setarch setsid
  taskset unshare whereis getty linux32 linux64 logger renice script scriptreplay wall
  apt apt-cache apt-config apt-get apt-key apt-mark debconf debconf-set-selections dpkg-preconfigure dpkg-reconfigure
  `),
);

/** Fedora, CentOS, Rocky, Alma and UBI in full size. Source: the package lists of `rockylinux:8`, `centos:7` and `fedora`. */
const rhel = new Set([
  ...words(`
  sh bash
  [ arch base64 basename cat chgrp chmod chown chroot cksum comm cp csplit cut date dd df dir dirname du echo env expand expr factor false
  fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste
  pathchk pr printenv printf ptx pwd readlink realpath rm rmdir seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort
  split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tty uname unexpand uniq unlink users wc who whoami yes
  awk gawk sed grep egrep fgrep find xargs curl getconf getent iconv ldd ldconfig localedef
  useradd userdel usermod groupadd groupdel groupmod rpm
  `),
]);

/** adduser came with apt up to bookworm and up to Ubuntu 23.10. */
const debianWithAdduser = new Set([...debian, 'adduser', 'addgroup', 'deluser', 'delgroup']);
const hasAdduser = /^(?:wheezy|jessie|stretch|buster|bullseye|bookworm|1\d\.\d\d|2[0-3]\.\d\d)$/;

/** What a script may call on the distribution's own small image. Undefined for a distribution that is not known here. */
export function programsOf(
  distribution: Distribution['name'] | 'busybox',
  release?: string | undefined,
): ReadonlySet<string> | undefined {
  switch (distribution) {
    case 'alpine':
      return alpine;
    case 'busybox':
      return busybox;
    case 'debian':
    case 'ubuntu':
      return hasAdduser.test(release ?? '') ? debianWithAdduser : debian;
    case 'rhel':
    case 'amazonlinux':
      return rhel;
    case 'other':
      return undefined;
  }
}

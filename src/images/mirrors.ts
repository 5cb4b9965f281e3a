// Package sources that have what a distribution's own archive has: the archive under another name, and its mirrors.

import { debianReleases, ubuntuRelease, ubuntuReleases } from './distributions.ts';
import type { Distribution } from './image.ts';

/** Hosts of the distributions, and public mirrors of them. Sources: debian.org/mirror/list, launchpad.net/ubuntu/+archivemirrors, mirrors.alpinelinux.org. */
const hosts =
  /^(?:[\w.-]+\.)?(?:debian\.org|ubuntu\.com|alpinelinux\.org|tuna\.tsinghua\.edu\.cn|ustc\.edu\.cn|aliyun\.com|163\.com|sohu\.com|huaweicloud\.com|tencent\.com|tencentyun\.com|yandex\.ru|kernel\.org|ovh\.net|hetzner\.(?:com|de)|leaseweb\.(?:com|net)|mit\.edu|rit\.edu|gatech\.edu|umd\.edu|jaist\.ac\.jp|riken\.jp|kakao\.com|daum\.net|aarnet\.edu\.au)$/;

/** Releases that stayed behind on hosts of their own: who names those mends what the usual ones have no more. */
const archives = /^(?:[\w.-]+\.)?(?:archive\.debian\.org|old-releases\.ubuntu\.com|snapshot\.debian\.org)$/;

/**
 * Whether a line of the settings of apt or apk names the archive of this very release, and parts of it that the distribution's images have
 * enabled, so that its packages are those which an unchanged image gets. `archived`: or got, on a host for old releases.
 */
export function isOwnArchive(line: string, { name, release, oldest }: Distribution, archived = false): boolean {
  if (release === undefined || oldest !== undefined) return false;
  if (name === 'alpine') {
    const [, host = '', of, part] =
      /^https?:\/\/([^/\s]+)\/alpine\/v([\d.]+)\/(main|community)\/?$/.exec(line.trim()) ?? [];
    return part !== undefined && of === release && isMirror(host, archived);
  }
  const [, host = '', folder, suite = '', parts = ''] =
    /^deb(?:-src)?\s+(?:\[(?:arch=[\w,]+|signed-by=\/usr\/share\/keyrings\/(?:debian|ubuntu)-archive-[\w.-]+|\s)*\]\s+)?https?:\/\/([^/\s]+)(?:\/([\w-]+))?\/?\s+(\S+)\s+(\S.*)$/.exec(
      line.trim(),
    ) ?? [];
  if (!isMirror(host, archived)) return false;
  const components = parts.split(/\s+/);
  if (name === 'debian') {
    const suites = [release, `${release}-updates`, `${release}/updates`, `${release}-security`];
    return (
      /^(?:debian|debian-security)?$/.test(folder ?? '') &&
      suites.includes(suite) &&
      components.every((one) => one === 'main')
    );
  }
  const alias = name === 'ubuntu' ? ubuntuRelease(release)?.alias : undefined;
  if (alias === undefined || !/^ubuntu(?:-ports)?$/.test(folder ?? '')) return false;
  // Until 14.04, multiverse was no part of what the image looks into.
  const enabled = ['main', 'restricted', 'universe', ...(Number(release) < 16 ? [] : ['multiverse'])];
  return (
    [alias, `${alias}-updates`, `${alias}-security`, `${alias}-backports`].includes(suite) &&
    components.every((one) => enabled.includes(one))
  );
}

/** Suites and branches that are a release of their own, or become one. */
const releases = [
  ...'edge latest-stable testing unstable sid experimental stable oldstable devel rolling'.split(' '),
  ...debianReleases.map(({ name }) => name),
  ...ubuntuReleases.map(({ alias }) => alias),
];
const named = new RegExp(`(?<![\\w-])(?:${releases.join('|')}|v3\\.\\d+)(?![\\w-])`);

/**
 * Whether a line of the settings of apt or apk names the archive of another release, or the script of `sed` puts one there: packages for building
 * bring a newer C library along then, which what they build is linked to. Backports are only taken where they are asked for.
 */
export function isOfAnotherRelease(line: string, { name, release }: Distribution): boolean {
  const [, , to] = /^\s*s([|/@#,])(?:(?!\1).)*\1((?:(?!\1).)*)\1/.exec(line) ?? [];
  if (to !== undefined) return named.test(to);
  if (name === 'alpine') {
    const branch = /^https?:\/\/\S+\/(edge|latest-stable|v[\d.]+)\/main\/?$/.exec(line.trim())?.[1];
    return branch !== undefined && branch !== `v${release}`;
  }
  const [, host = '', suite = ''] =
    /^deb\s+(?:\[[^\]]*\]\s+)?https?:\/\/([^/\s]+)\S*\s+(\S+)\s/.exec(line.trim()) ?? [];
  const own = name === 'ubuntu' ? ubuntuRelease(release ?? '')?.alias : (release ?? 'stable');
  return hosts.test(host) && suite.replace(/(?:\/updates|-(?:updates|security|proposed|backports).*)$/, '') !== own;
}

/** Whether the script of `sed` only puts another mirror in the place of a host: `s/deb.debian.org/mirrors.aliyun.com/g`. */
export function isMoveToMirror(script: string, archived = false): boolean {
  return script.split(/[;\n]/).every((one) => {
    const [, , from = '', to = ''] = /^\s*s([|/@#,])((?:(?!\1).)+)\1((?:(?!\1).)+)\1g?\s*$/.exec(one) ?? [];
    const [source, target] = [from, to].map((text) => text.replace(/\\([./])/g, '$1'));
    if (/^https?(?::(?:\/\/)?)?$/.test(source ?? '')) return /^https?(?::(?:\/\/)?)?$/.test(target ?? '');
    const [, before] = /\.(?:org|com)((?:\/[\w-]+)*)\/?$/.exec(source ?? '') ?? [];
    const [, host = '', after] = /^(?:(?:https?:)?\/\/)?([^/\s]+)((?:\/[\w-]+)*)\/?$/.exec(target ?? '') ?? [];
    return before !== undefined && before === after && isMirror(host, archived);
  });
}

function isMirror(host: string, archived: boolean): boolean {
  return hosts.test(host) && (archived || !archives.test(host));
}

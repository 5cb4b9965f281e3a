// Where a remote of git leads: the forge, its API, and the repository there. A token is only ever sent to a host that is known here.

import type { Remote } from './forge.ts';

type ForgeName = Remote['forge'];

/** A host of one's own with a forge on it. */
export interface Host {
  readonly forge: ForgeName;
  /** Its web address, as in `https://git.example.com` or `https://example.com/gitlab`. A port of it does not bind SSH. */
  readonly web: string;
  /** Its API's address, where that is not the forge's usual one. */
  readonly api?: string;
}

/** The API below the web address of a host of one's own. */
const API: Record<ForgeName, string> = { github: '/api/v3', gitlab: '/api/v4' };

const KNOWN: readonly Host[] = [
  { forge: 'github', web: 'https://github.com', api: 'https://api.github.com' },
  { forge: 'gitlab', web: 'https://gitlab.com' },
];

/** What GitHub sends SSH to where only port 443 is open. */
const SAME: Readonly<Record<string, string>> = { 'ssh.github.com': 'github.com', 'altssh.gitlab.com': 'gitlab.com' };

/**
 * From an address of git: `https://`, `ssh://`, `git://` or `user@host:path`. Credentials in it are not looked at. Undefined for a folder
 * and for a host that is neither known nor among `hosts`.
 */
export function remoteOf(address: string, hosts: readonly Host[] = []): Remote | undefined {
  const place = placeOf(address.trim());
  if (place === undefined) return undefined;
  const { forge, api, path } = hostOf(place, hosts) ?? {};
  const repository = path?.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  if (forge === undefined || api === undefined || repository === undefined) return undefined;
  const segments = repository.split('/');
  const deep = forge === 'github' ? segments.length === 2 : segments.length >= 2;
  return deep && segments.every((segment) => /^(?!\.+$)[\w.-]+$/.test(segment))
    ? { forge, api, repository }
    : undefined;
}

/** The hosts that the variables of the forges' own runners and command lines name. */
export function hostsFrom(environment: Readonly<Record<string, string | undefined>>): readonly Host[] {
  const { GITHUB_SERVER_URL, GITHUB_API_URL, GH_HOST, CI_SERVER_URL, CI_API_V4_URL, GITLAB_HOST } = environment;
  return [
    host('github', GITHUB_SERVER_URL, GITHUB_API_URL),
    host('github', GH_HOST),
    host('gitlab', CI_SERVER_URL, CI_API_V4_URL),
    host('gitlab', GITLAB_HOST),
  ].filter((found) => found !== undefined);
}

function host(forge: ForgeName, web: string | undefined, api?: string): Host | undefined {
  if (web === undefined || web === '') return undefined;
  const address = /^https?:\/\//.test(web) ? web : `https://${web}`;
  if (!URL.canParse(address)) return undefined;
  return { forge, web: address, ...(api !== undefined && URL.canParse(api) && { api }) };
}

/** With a port only where it belongs to the web. */
interface Place {
  readonly name: string;
  readonly port: string;
  readonly path: string;
}

function placeOf(address: string): Place | undefined {
  const [, scheme] = /^([a-z+]+):\/\//i.exec(address) ?? [];
  if (scheme !== undefined) {
    if (!/^(https?|ssh|git|git\+ssh)$/i.test(scheme)) return undefined;
    // Only of the web's schemes the URL class takes all parts apart alike.
    const web = address.replace(/^(ssh|git\+ssh|git):/i, 'https:');
    if (!URL.canParse(web)) return undefined;
    const { hostname, port, pathname } = new URL(web);
    return { name: hostname, port: /^https?$/i.test(scheme) ? port : '', path: pathname };
  }
  const [, name, path] = /^(?:[^@:/\s]+@)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(?!\/\/)(.+)$/.exec(address) ?? [];
  // One letter before a colon is a drive of Windows.
  if (name === undefined || path === undefined || name.length === 1) return undefined;
  return { name: name.toLowerCase(), port: '', path };
}

function hostOf(place: Place, hosts: readonly Host[]): { forge: ForgeName; api: string; path: string } | undefined {
  const name = SAME[place.name] ?? place.name;
  for (const { forge, web, api } of [...hosts, ...KNOWN]) {
    const { hostname, port, pathname } = new URL(web);
    const below = pathname.replace(/\/+$/, '');
    if (hostname !== name || (place.port !== '' && port !== place.port)) continue;
    const inside = place.path.startsWith(`${below}/`);
    const path = below !== '' && inside ? place.path.slice(below.length) : place.path;
    return { forge, api: (api ?? `${web.replace(/\/+$/, '')}${API[forge]}`).replace(/\/+$/, ''), path };
  }
  // GitHub's hosts for one enterprise each: https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency
  if (/^[a-z0-9-]+\.ghe\.com$/.test(name) && place.port === '')
    return { forge: 'github', api: `https://api.${name}`, path: place.path };
  return undefined;
}

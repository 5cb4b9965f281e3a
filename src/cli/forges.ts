// Which forge a remote leads to, with the token that the user's environment has for it.

import { type Forge, ForgeError } from '../forges/forge.ts';
import { hostsFrom, remoteOf } from '../forges/remote.ts';

/** The variables that the forges' own runners and command lines read, the first that is set. */
const TOKENS = { github: ['GITHUB_TOKEN', 'GH_TOKEN'], gitlab: ['GITLAB_TOKEN'] } as const;

/** Undefined when the environment has none. */
export function tokenFor(forge: keyof typeof TOKENS): string | undefined {
  return TOKENS[forge].map((name) => (process.env[name] ?? '').trim()).find((value) => value !== '');
}

/** Of the address of a remote. Rejects with a ForgeError when no forge is known there, or there is no token for it. */
export async function forgeOf(address: string): Promise<Forge> {
  const remote = remoteOf(address, hostsFrom(process.env));
  if (remote === undefined)
    throw new ForgeError('the remote leads to no GitHub or GitLab that is known here', {
      hint: 'Name the host of your own in GH_HOST or GITLAB_HOST, or take --pr-command.',
    });
  const token = tokenFor(remote.forge);
  if (token === undefined)
    throw new ForgeError(`no token is there for ${remote.repository}`, {
      hint: `Set ${TOKENS[remote.forge].join(' or ')}.`,
    });
  return remote.forge === 'github'
    ? (await import('../forges/github.ts')).githubOf(remote, { token })
    : (await import('../forges/gitlab.ts')).gitlabOf(remote, { token });
}

// `make` where its Makefile cannot be read: what a configured project builds and installs, and what any project can be taken to do.

import { type Call, type Effect, list, UNKNOWN } from '../../src/toolchain.ts';
import { type Destination, installInto, read } from './install.ts';
import { describeBuild } from './needs.ts';

export interface MakeCall {
  readonly folder: string;
  readonly goals: readonly string[];
  readonly variables: ReadonlyMap<string, string>;
}

/** Undefined when the folder is not known, or the Makefile is another file. */
export function readMake(call: Call): MakeCall | undefined {
  let folder = call.cwd;
  const goals: string[] = [];
  const variables = new Map<string, string>();
  const words = call.words.slice(1);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const assignment = /^([A-Za-z_]\w*)\s*[:+?]?=(.*)$/s.exec(word);
    if (/^-(?:C|-directory)$/.test(word)) folder = inside(folder, words[++index] ?? '');
    else if (word.startsWith('-C')) folder = inside(folder, word.slice(2));
    else if (word.startsWith('--directory=')) folder = inside(folder, word.slice(12));
    else if (/^-(?:f|-file|-makefile)/.test(word)) return undefined;
    else if (/^-(?:I|o|W|-include-dir)$/.test(word)) index++;
    else if (/^-[a-z]*[jl]$/.test(word)) {
      const next = words[index + 1] ?? '';
      if (/^[\d.]+$/.test(next) || next.startsWith(UNKNOWN)) index++;
    } else if (assignment !== null) variables.set(assignment[1] ?? '', assignment[2] ?? '');
    else if (!word.startsWith('-')) goals.push(word);
  }
  folder = call.resolve(folder);
  return folder.includes(UNKNOWN) || folder === '/' ? undefined : { folder, goals, variables };
}

function inside(folder: string, path: string): string {
  return path.startsWith('/') ? path : `${folder}/${path}`;
}

/** Goals that leave nothing that anybody uses. */
const harmless =
  /^(?:(?:dist|most|maintainer-?)?clean|mrproper|check|test|tests|depend|dep|deps|report|info|help|\w*defconfig|oldconfig|format|lint|docs?)$/;
/** Goals that may do more than build in place. */
const installing = /install|deploy|release-?to|publish|push|image|docker|package|deb|rpm/;

export function isInstall(goal: string): boolean {
  return /^(?:install(?:[-_](?:strip|exec|data|all|bin|lib|programs|headers|dev|sw|ssldirs|config|init|commandmode|webconf|world))*(?:\/\w+)?|altinstall|world-install)$/.test(
    goal,
  );
}

export function make(call: Call): readonly Effect[] | undefined {
  const made = readMake(call);
  if (made === undefined) return undefined;
  const { folder, goals, variables } = made;
  if (goals.length > 0 && goals.every((goal) => harmless.test(goal))) return [];
  // It is for the tool that made the Makefile to say.
  if (call.files.read(`${folder}/CMakeCache.txt`) !== undefined) return undefined;
  const configured = configuredAbove(call, folder);
  const installs = goals.filter(isInstall);
  if (goals.some((goal) => goal.includes(UNKNOWN) || (!isInstall(goal) && installing.test(goal)))) return undefined;
  if (installs.length === 0) return [...buildIn(call, folder, configured !== undefined)];
  const destination = destinationFor(configured, variables);
  const stage = variables.get('DESTDIR') ?? call.variable('DESTDIR');
  if (destination === undefined) return undefined;
  const assumed = `\`${call.text}\` is taken to install below \`${destination.prefix}\`, and its Makefile was not seen`;
  const artifact = describeBuild(call, {
    toolchain: 'c',
    because: 'what `make` links was not seen',
    sources: undefined,
    links: undefined,
    cplusplus: true,
    sourceFolder: folder,
    whole: true,
    ...(configured === undefined ? { assumed } : {}),
  });
  const installed = installInto(call, destination, artifact, stage);
  return installed === undefined ? undefined : [leave(folder), ...installed];
}

/** A folder below one that is configured has its Makefile from there. */
function configuredAbove(call: Call, folder: string): Destination | undefined {
  for (let at = folder; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = read(call.files.read(`${at}/config.status`));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What was built in place is installed now: nothing in there is used any more. */
export function leave(folder: string): Effect {
  return {
    kind: 'write',
    path: folder,
    node: 'folder',
    origin: { kind: 'command', program: 'make install' },
    open: true,
  };
}

/** A prefix on the command line wins. Where nothing is configured, only that tells where a Makefile installs. */
function destinationFor(
  configured: Destination | undefined,
  variables: ReadonlyMap<string, string>,
): Destination | undefined {
  const given = ['prefix', 'PREFIX', 'INSTALL_PREFIX'].flatMap((name) => variables.get(name) ?? [])[0];
  const others = [...variables].filter(
    ([name, value]) => /(?:^|_)\w*(?:DIR|dir)$/.test(name) && name !== 'DESTDIR' && value.startsWith('/'),
  );
  if (given === undefined) return others.length > 0 ? undefined : configured;
  return given.includes(UNKNOWN) || !given.startsWith('/')
    ? undefined
    : {
        prefix: given.replace(/(?<=.)\/+$/, ''),
        folders: [...(configured?.folders ?? []), ...others.map(([, value]) => value)],
        files: configured?.files ?? [],
      };
}

/** Programs of any name, somewhere in the folder. */
function buildIn(call: Call, folder: string, configured: boolean): readonly Effect[] {
  const assumed = `\`${call.text}\` builds in \`${folder}\`, and what it runs was not seen`;
  const artifact = describeBuild(call, {
    toolchain: 'c',
    because: 'what `make` links was not seen',
    sources: [folder],
    links: undefined,
    cplusplus: true,
    ...(configured ? {} : { assumed }),
  });
  return [{ kind: 'write', path: folder, node: 'folder', origin: { kind: 'artifact', artifact }, open: true }];
}

export const makeWords = list('make gmake');

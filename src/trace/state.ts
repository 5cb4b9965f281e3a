// What a stage has become so far, beyond its image config: files, packages, accounts; and how the effect of a command changes that.

import { programsOfPackage } from '../packages/programs.ts';
import { isMadeByVendors, programsOfVendors } from '../packages/vendors.ts';
import type { Effect, Provided } from './effect.ts';
import { UNKNOWN } from './effect.ts';
import type { FileSystem } from './files.ts';
import { hasGlob } from './programs/places.ts';
import type { TracedCall } from './shell/machine.ts';

export interface Unknown {
  readonly reason: string;
  /** The folder that it is limited to. */
  readonly under: string | undefined;
  readonly call: TracedCall | undefined;
}

export interface Account {
  readonly kind: 'user' | 'group';
  readonly name: string;
  readonly id: string | undefined;
  readonly home: string | undefined;
  readonly instruction: number;
  /** One of the base image or of a package, which the author changes. */
  readonly changed?: boolean;
}

export interface InstalledPackage {
  readonly manager: 'apt' | 'apk' | 'dnf';
  readonly name: string;
  readonly instruction: number;
  /** Programs that it has beside those of the distribution's own package, as a vendor made it. */
  readonly brings?: readonly string[];
}

/** A change of owner or mode of a path that no instruction made: something of the base image. */
export interface BaseChange {
  readonly path: string;
  readonly what: string;
  readonly instruction: number;
}

/** Programs that make state of the image out of its files and packages: they can run again in another stage that has those. */
const repeatable = new Set([
  'ldconfig',
  'fc-cache',
  'locale-gen',
  'localedef',
  'update-ca-trust',
  'setcap',
  'a2enmod',
  'a2dismod',
  'a2ensite',
  'a2dissite',
  'a2enconf',
  'a2disconf',
]);

/** The command to run again, when nothing in it depends on the stage; undefined when it cannot be. */
export function repeatedCommand({ call, what, provides }: SystemChange): string | undefined {
  if (provides !== undefined)
    return provides.again && call?.certain === true && call.user === 'root' && /^[\w./:@%+=,~^ -]+$/.test(what)
      ? what
      : undefined;
  if (call === undefined || !repeatable.has(call.program) || !call.certain) return undefined;
  const plain = call.words.every((word) => /^[\w./:@%+=,-]+$/.test(word));
  const relative = call.words.slice(1).some((word) => /^\.{1,2}(?:\/|$)/.test(word));
  return plain && !relative && call.user === 'root' ? call.words.join(' ') : undefined;
}

/** An instruction did something to the image that is more than files. */
export interface SystemChange {
  readonly what: string;
  readonly instruction: number;
  readonly call: TracedCall | undefined;
  readonly provides?: Provided;
}

export interface StageState {
  readonly files: FileSystem;
  /** Installed and not removed again. */
  packages: InstalledPackage[];
  /** Removed in the instruction that installed them: they never were in a layer. */
  readonly transientPackages: InstalledPackage[];
  /** Removed by a later instruction: they are in a layer, and not in the container. */
  readonly removedPackages: InstalledPackage[];
  readonly accounts: Account[];
  readonly residue: string[];
  readonly baseChanges: BaseChange[];
  readonly system: SystemChange[];
  /** Files that packages and images bring for servers and other services to read, and that the author removed; the path may be a pattern. */
  /** Package sources that were added. */
  readonly sources: { readonly what: string; readonly instruction: number }[];
  /** apk's virtual packages, with what they stand for. */
  readonly groups: Map<string, readonly string[]>;
  /** Names of packages that were installed at some time, and of their programs. */
  readonly installed: Set<string>;
}

/** The state that a stage starts with: that of the stage it builds on, or nothing. */
export function startState(
  files: FileSystem,
  parent: Omit<StageState, 'groups' | 'installed'> | undefined,
): StageState {
  return {
    files,
    packages: [...(parent?.packages ?? [])],
    transientPackages: [],
    removedPackages: [...(parent?.removedPackages ?? [])],
    accounts: [...(parent?.accounts ?? [])],
    residue: [...(parent?.residue ?? [])],
    baseChanges: [...(parent?.baseChanges ?? [])],
    system: [...(parent?.system ?? [])],
    sources: [...(parent?.sources ?? [])],
    groups: new Map(),
    installed: new Set(),
  };
}

/** Applies one effect of a call of instruction `index`. Gives back what could not be followed. */
export function applyEffect(effect: Effect, call: TracedCall, index: number, state: StageState): Unknown | undefined {
  const { certain } = call;
  const tried = !certain || call.tried ? call.text : undefined;
  const owner = ownerOf(call.user, state.accounts);
  switch (effect.kind) {
    case 'write':
      if (effect.path.includes(UNKNOWN))
        return { reason: `\`${call.text}\` writes to a path that is not known`, under: undefined, call };
      else
        state.files.write(effect.path, {
          node: effect.node,
          origin: effect.origin,
          instruction: index,
          content: effect.content,
          owner,
          certain: certain && effect.certain !== false,
          ...(effect.open === undefined ? {} : { open: effect.open }),
          // What fails to make a folder has found it there.
          ...(tried === undefined || (certain && call.program === 'mkdir') ? {} : { tried }),
        });
      return undefined;
    case 'copy': {
      if (effect.from.includes(UNKNOWN) || effect.to.includes(UNKNOWN)) {
        return { reason: `\`${call.text}\` copies a path that is not known`, under: undefined, call };
      }
      const isThere = state.files.find(effect.to)?.certain === true;
      const known = state.files.copy(effect.from, effect.to, index, state.files, owner);
      if (known && !certain) state.files.doubt(effect.to);
      // The build fails when it is not there.
      else if (known && tried === undefined) state.files.confirm(effect.to);
      if (known && tried !== undefined && !isThere) state.files.try(effect.to, tried);
      if (!known)
        state.files.write(effect.to, {
          node: 'file',
          origin: { kind: 'command', program: call.program },
          instruction: index,
          owner,
          certain,
          open: true,
          ...(tried === undefined ? {} : { tried }),
        });
      if (effect.move && known) state.files.remove(effect.from);
      return undefined;
    }
    case 'link':
      state.files.write(effect.path, {
        node: 'link',
        origin: { kind: 'command', program: 'ln' },
        target: effect.target,
        instruction: index,
        owner,
        certain,
      });
      return undefined;
    case 'remove':
      if (effect.path.includes(UNKNOWN) || !certain || (effect.unseen === true && hasGlob(effect.path)))
        return undefined;
      state.files.remove(effect.path);
      return undefined;
    case 'attribute': {
      if (effect.owner?.includes(UNKNOWN) === true || effect.path.includes(UNKNOWN))
        return { reason: `\`${call.text}\` depends on a value that is not known`, under: undefined, call };
      const change = {
        // `chown app: FILE` gives it the user's own group.
        ...(effect.owner === undefined
          ? {}
          : {
              owner: effect.owner.endsWith(':') ? withGroup(effect.owner.slice(0, -1), state.accounts) : effect.owner,
            }),
        ...(effect.mode === undefined ? {} : { mode: effect.mode }),
      };
      if (!state.files.mark(effect.path, effect.recursive, change))
        state.baseChanges.push({ path: effect.path, what: call.text, instruction: index });
      return undefined;
    }
    case 'packages': {
      if (effect.action === 'source') state.sources.push({ what: effect.names.join(' '), instruction: index });
      if (effect.group !== undefined) state.groups.set(effect.group, effect.names);
      if (effect.action === 'install') {
        for (const name of effect.names) {
          const brings = isMadeByVendors(bare(name)) ? programsOfVendors(bare(name), addressesIn(state)) : [];
          const more = brings.length === 0 ? {} : { brings };
          state.packages.push({ manager: effect.manager, name, instruction: index, ...more });
          state.installed.add(bare(name));
          for (const program of [...programsOfPackage(bare(name)), ...brings]) state.installed.add(program);
        }
      } else if (effect.action === 'remove') {
        const gone = new Set(effect.names.flatMap((name) => state.groups.get(name) ?? [name]).map(bare));
        const isGone = (one: InstalledPackage) => gone.has(bare(one.name));
        for (const one of state.packages.filter(isGone))
          (one.instruction === index ? state.transientPackages : state.removedPackages).push(one);
        state.packages = state.packages.filter((one) => !isGone(one));
      }
      return undefined;
    }
    case 'account': {
      const isOwn = state.accounts.some(({ name }) => name === effect.name);
      state.accounts.push({
        ...(effect.changed === true && !isOwn ? { changed: true } : {}),
        kind: effect.account,
        name: effect.name,
        id: effect.id,
        home: effect.home,
        instruction: index,
      });
      if (effect.home !== undefined)
        state.files.write(effect.home, {
          node: 'folder',
          origin: { kind: 'command', program: call.program },
          instruction: index,
          owner: effect.name,
          certain,
        });
      return undefined;
    }
    case 'system':
      state.system.push({
        what: effect.what,
        instruction: index,
        call,
        ...(effect.provides === undefined ? {} : { provides: effect.provides }),
      });
      return undefined;
    case 'outputs':
      if (!effect.path.includes(UNKNOWN))
        state.files.expect(effect.path, { name: effect.name, artifact: effect.artifact, instruction: index, owner });
      return undefined;
    case 'residue':
      state.residue.push(effect.path);
      return undefined;
    case 'unknown':
      return { reason: effect.reason, under: effect.under, call };
  }
}

/** The owner of what this user makes; undefined for root. */
export function ownerOf(user: string, accounts: readonly Account[]): string | undefined {
  return user === 'root' || user === '0' || user === '' ? undefined : withGroup(user, accounts);
}

/** COPY takes the number of a user for its group when none is given, so the group that belongs to the account is named. */
function withGroup(user: string, accounts: readonly Account[]): string {
  const group = !user.includes(':') && accounts.some((account) => account.kind === 'group' && account.name === user);
  return group ? `${user}:${user}` : user;
}

function bare(name: string): string {
  return name.replace(/[=<>~@:/].*$/, '');
}

/** What names the package sources that were added. */
function addressesIn({ sources, files }: StageState): readonly string[] {
  const settings = files.list('/etc/apt/sources.list.d').flatMap(({ path }) => files.read(path) ?? []);
  return [...sources.map(({ what }) => what), ...settings];
}

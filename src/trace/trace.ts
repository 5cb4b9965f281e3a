// Runs a Dockerfile on paper, stage by stage: what each instruction reads, writes and sets. It decides nothing and makes no text.

import type { BuildContext } from '../context/context.ts';
import { describeImage } from '../images/describe.ts';
import type { Image } from '../images/image.ts';
import { expandWord } from '../syntax/expand.ts';
import type { Dockerfile, Instruction, Invocation } from '../syntax/instruction.ts';
import { type Stage, stagesOf } from '../syntax/stages.ts';
import { copyConfig, type ImageConfig, inherit, type MutableConfig } from './config.ts';
import { applyCopy } from './copy.ts';
import type { Effect } from './effect.ts';
import { UNKNOWN } from './effect.ts';
import { type FileSystem, makeFileSystem } from './files.ts';
import { isInside, resolvePath } from './path.ts';
import type { Programs } from './programs/all.ts';
import type { Machine, TracedCall } from './shell/machine.ts';
import { runScript, runWords } from './shell/run.ts';

/** One instruction, with what was in force before it and what it did. */
export interface Step {
  readonly instruction: Instruction;
  readonly workdir: string;
  readonly user: string;
  /** RUN: the commands in the order in which they ran. */
  readonly calls: readonly TracedCall[];
  /** What could not be followed, as clauses. */
  readonly unknowns: readonly Unknown[];
}

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
}

export interface InstalledPackage {
  readonly manager: 'apt' | 'apk' | 'dnf';
  readonly name: string;
  readonly instruction: number;
}

/** A change of owner or mode of a path that no instruction made: something of the base image. */
export interface BaseChange {
  readonly path: string;
  readonly what: string;
  readonly instruction: number;
}

export interface StageTrace {
  readonly stage: Stage;
  /** What FROM names, variables expanded. */
  readonly imageText: string;
  /** True when the image depends on an ARG that a build may set. */
  readonly imageVaries: boolean;
  /** The stage that FROM names, when it is one. */
  readonly parent: StageTrace | undefined;
  /** Undefined when nothing is known of the base image. */
  readonly image: Image | undefined;
  readonly steps: readonly Step[];
  readonly config: ImageConfig;
  readonly files: FileSystem;
  /** Installed and not removed again in the same or a later instruction. */
  readonly packages: readonly InstalledPackage[];
  /** Packages that were removed in the instruction that installed them: they never were in a layer. */
  readonly transientPackages: readonly InstalledPackage[];
  /** Paths that were removed in the same instruction that made them, by `rm -rf`. */
  readonly removed: readonly { readonly path: string; readonly instruction: number }[];
  readonly accounts: readonly Account[];
  readonly residue: readonly string[];
  readonly baseChanges: readonly BaseChange[];
  /** Image state beyond files: `ldconfig`, `update-ca-certificates`. */
  readonly system: readonly {
    readonly what: string;
    readonly instruction: number;
    readonly call: TracedCall | undefined;
  }[];
  /** ARG names that are in scope at the end, with the instruction that declared them. */
  readonly args: ReadonlyMap<string, number>;
}

export interface TraceOptions {
  readonly context: BuildContext;
  readonly programs: Programs;
}

/** Variables that BuildKit sets by itself; their values depend on the machine that builds. */
const automatic = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;
const budget = 20_000;

export function traceDockerfile(dockerfile: Dockerfile, options: TraceOptions): readonly StageTrace[] {
  const { stages, globals } = stagesOf(dockerfile);
  const globalValues = new Map<string, string>();
  for (const instruction of globals) {
    if (instruction.keyword !== 'ARG') continue;
    for (const { name, value } of instruction.pairs)
      globalValues.set(
        name,
        value === undefined ? UNKNOWN : expandWord(value, (variable) => globalValues.get(variable), dockerfile.escape),
      );
  }
  const traces: StageTrace[] = [];
  for (const stage of stages) traces.push(traceStage(stage, dockerfile, globalValues, traces, options));
  return traces;
}

function traceStage(
  stage: Stage,
  dockerfile: Dockerfile,
  globals: ReadonlyMap<string, string>,
  earlier: readonly StageTrace[],
  options: TraceOptions,
): StageTrace {
  const escapeCharacter = dockerfile.escape;
  const imageText = expandWord(
    stage.from.image,
    (name) => (automatic.test(name) ? UNKNOWN : globals.get(name)),
    escapeCharacter,
  );
  const parent = findStage(imageText, earlier);
  const image = parent === undefined ? describeImage(imageText) : parent.image;
  const files = makeFileSystem(options.context);
  if (parent !== undefined) files.copy('/', '/', stage.from.index, parent.files);

  const config: MutableConfig = parent === undefined ? inherit(image?.config) : copyConfig(parent.config);
  const args = new Map<string, { value: string; instruction: number }>();
  const steps: Step[] = [];
  const packages: InstalledPackage[] = [...(parent?.packages ?? [])];
  const transientPackages: InstalledPackage[] = [];
  const removed: { path: string; instruction: number }[] = [];
  const accounts: Account[] = [...(parent?.accounts ?? [])];
  const residue: string[] = [...(parent?.residue ?? [])];
  const baseChanges: BaseChange[] = [...(parent?.baseChanges ?? [])];
  const system: { what: string; instruction: number; call: TracedCall | undefined }[] = [...(parent?.system ?? [])];
  const groups = new Map<string, readonly string[]>();
  let cmdSet = false;

  const lookup = (name: string): string | undefined => {
    const set = config.environment.get(name);
    if (set !== undefined) return set.value;
    const argument = args.get(name);
    if (argument !== undefined) return argument.value;
    // Nothing is known of the environment of an unknown base image.
    return image === undefined && imageText !== 'scratch' ? UNKNOWN : undefined;
  };
  const expand = (raw: string) => expandWord(raw, lookup, escapeCharacter);
  const installed = new Set<string>();

  for (const instruction of stage.instructions) {
    const { index } = instruction;
    const calls: TracedCall[] = [];
    const unknowns: Unknown[] = [];
    const before = { workdir: config.workdir.value, user: config.user.value };
    const set = <Value>(value: Value) => ({ value, instruction: index });

    const apply = (effect: Effect, call: TracedCall): void => {
      const { certain } = call;
      const owner =
        call.user === 'root' || call.user === '0' || call.user === '' ? undefined : withGroup(call.user, accounts);
      switch (effect.kind) {
        case 'write':
          if (effect.path.includes(UNKNOWN))
            unknowns.push({ reason: `\`${call.text}\` writes to a path that is not known`, under: undefined, call });
          else
            files.write(effect.path, {
              node: effect.node,
              origin: effect.origin,
              instruction: index,
              content: effect.content,
              owner,
              certain: certain && effect.certain !== false,
              ...(effect.open === undefined ? {} : { open: effect.open }),
            });
          return;
        case 'copy': {
          if (effect.from.includes(UNKNOWN) || effect.to.includes(UNKNOWN)) {
            unknowns.push({ reason: `\`${call.text}\` copies a path that is not known`, under: undefined, call });
            return;
          }
          const known = files.copy(effect.from, effect.to, index, files, owner);
          if (!known)
            files.write(effect.to, {
              node: 'file',
              origin: { kind: 'command', program: call.program },
              instruction: index,
              owner,
              certain,
              open: true,
            });
          if (effect.move && known) files.remove(effect.from);
          return;
        }
        case 'link':
          files.write(effect.path, {
            node: 'link',
            origin: { kind: 'command', program: 'ln' },
            target: effect.target,
            instruction: index,
            owner,
            certain,
          });
          return;
        case 'remove':
          if (effect.path.includes(UNKNOWN) || !certain) return;
          removed.push({ path: effect.path, instruction: index });
          files.remove(effect.path);
          return;
        case 'attribute': {
          const change = {
            ...(effect.owner === undefined ? {} : { owner: effect.owner }),
            ...(effect.mode === undefined ? {} : { mode: effect.mode }),
          };
          if (!files.mark(effect.path, effect.recursive, change))
            baseChanges.push({ path: effect.path, what: call.text, instruction: index });
          return;
        }
        case 'packages': {
          if (effect.group !== undefined) groups.set(effect.group, effect.names);
          if (effect.action === 'install') {
            for (const name of effect.names) {
              packages.push({ manager: effect.manager, name, instruction: index });
              installed.add(bare(name));
            }
          } else if (effect.action === 'remove') {
            const gone = new Set(effect.names.flatMap((name) => groups.get(name) ?? [name]).map(bare));
            for (let at = packages.length - 1; at >= 0; at--) {
              const one = packages[at];
              if (one === undefined || !gone.has(bare(one.name))) continue;
              packages.splice(at, 1);
              if (one.instruction === index) transientPackages.push(one);
            }
          }
          return;
        }
        case 'account':
          accounts.push({
            kind: effect.account,
            name: effect.name,
            id: effect.id,
            home: effect.home,
            instruction: index,
          });
          if (effect.home !== undefined)
            files.write(effect.home, {
              node: 'folder',
              origin: { kind: 'command', program: call.program },
              instruction: index,
              owner: effect.name,
              certain,
            });
          return;
        case 'system':
          system.push({ what: effect.what, instruction: index, call });
          return;
        case 'residue':
          residue.push(effect.path);
          return;
        case 'unknown':
          unknowns.push({ reason: effect.reason, under: effect.under, call });
          return;
      }
    };

    switch (instruction.keyword) {
      case 'ENV':
        for (const { name, value } of instruction.pairs.map((pair) => ({
          name: pair.name,
          value: expand(pair.value ?? ''),
        })))
          config.environment.set(name, set(value));
        break;
      case 'ARG':
        for (const { name, value } of instruction.pairs) {
          const fallback = automatic.test(name) ? UNKNOWN : globals.get(name);
          args.set(name, { value: value === undefined ? (fallback ?? UNKNOWN) : expand(value), instruction: index });
        }
        break;
      case 'WORKDIR': {
        const path = resolvePath(config.workdir.value, expand(instruction.value));
        config.workdir = set(path);
        if (!path.includes(UNKNOWN) && path !== '/' && files.find(path) === undefined)
          files.write(path, { node: 'folder', origin: { kind: 'command', program: 'WORKDIR' }, instruction: index });
        break;
      }
      case 'USER':
        config.user = set(expand(instruction.value));
        break;
      case 'SHELL':
        config.shell = set(instruction.words);
        break;
      case 'LABEL':
        for (const { name, value } of instruction.pairs) config.labels.set(name, set(expand(value ?? '')));
        break;
      case 'EXPOSE':
        for (const word of instruction.words) config.exposes.push(set(expand(word)));
        break;
      case 'VOLUME':
        for (const word of instruction.words) config.volumes.push(set(resolvePath(config.workdir.value, expand(word))));
        break;
      case 'STOPSIGNAL':
        config.stopsignal = set(expand(instruction.value));
        break;
      case 'MAINTAINER':
        config.author = set(instruction.value);
        break;
      case 'ONBUILD':
        config.onbuild.push(set(instruction.trigger));
        break;
      case 'HEALTHCHECK':
        config.healthcheck = set(instruction.invocation);
        break;
      case 'CMD':
        config.cmd = set(instruction.invocation);
        cmdSet = true;
        break;
      case 'ENTRYPOINT':
        config.entrypoint = set(instruction.invocation);
        // Docker drops a CMD that the base image gave when the entrypoint is set anew.
        if (!cmdSet) config.cmd = undefined;
        break;
      case 'COPY':
      case 'ADD': {
        const flag = (name: string) => instruction.flags.find((one) => one.name === name)?.value;
        const from = flag('from');
        const owner = flag('chown');
        const mode = flag('chmod');
        const name = from === undefined ? undefined : expand(from);
        const reason = applyCopy({
          instruction,
          sources: instruction.sources.map((source) => (source.startsWith('<<') ? source : expand(source))),
          destination: expand(instruction.destination),
          workdir: config.workdir.value,
          owner: owner === undefined ? undefined : expand(owner),
          mode: mode === undefined ? undefined : expand(mode),
          context: options.context,
          files,
          from: name === undefined ? undefined : { name, files: findStage(name, earlier)?.files },
          expand,
        });
        if (reason !== undefined) unknowns.push({ reason, under: undefined, call: undefined });
        break;
      }
      case 'RUN': {
        const restore = mountAll(instruction, config.workdir.value, files, options.context, expand);
        const machine: Machine = {
          files,
          programs: options.programs,
          environment: lookup,
          user: config.user.value,
          budget,
          has: (program) => (installed.has(program) ? true : image?.programs?.has(program)),
          record: (call) => {
            calls.push(call);
            for (const effect of call.effects) apply(effect, call);
          },
        };
        const problem = run(
          instruction.invocation,
          instruction.shebang,
          config.shell.value,
          config.workdir.value,
          machine,
        );
        if (problem !== undefined) unknowns.push({ reason: problem, under: undefined, call: undefined });
        restore();
        break;
      }
      default:
        break;
    }
    steps.push({ instruction, ...before, calls, unknowns });
  }

  return {
    stage,
    imageText,
    imageVaries: stage.from.image.includes('$'),
    parent,
    image,
    steps,
    config,
    files,
    packages,
    transientPackages,
    removed,
    accounts,
    residue,
    baseChanges,
    system,
    args: new Map([...args].map(([name, { instruction }]) => [name, instruction])),
  };
}

/** The stage that a FROM or `--from` names: by name, or by index. */
export function findStage(name: string, stages: readonly StageTrace[]): StageTrace | undefined {
  const lower = name.toLowerCase();
  const named = stages.findLast((one) => one.stage.name?.toLowerCase() === lower);
  return named ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined);
}

/** COPY takes the number of a user for its group when none is given, so the group that belongs to the account is named. */
function withGroup(user: string, accounts: readonly Account[]): string {
  const group = !user.includes(':') && accounts.some((account) => account.kind === 'group' && account.name === user);
  return group ? `${user}:${user}` : user;
}

function bare(name: string): string {
  return name.replace(/[=<>~@:/].*$/, '');
}

/** Runs a RUN. Returns a clause when it cannot be followed. */
function run(
  invocation: Invocation,
  shebang: string | undefined,
  shell: readonly string[],
  workdir: string,
  machine: Machine,
): string | undefined {
  if (invocation.form === 'exec') {
    runWords(invocation.words, workdir, machine);
    return undefined;
  }
  const interpreter = shebang ?? shell[0] ?? '';
  if (!/(?:^|[\s/])(?:sh|bash|ash|dash|ksh|zsh)(?:\s|$)/.test(interpreter))
    return `\`${interpreter}\` is not a shell that is read here`;
  return runScript(invocation.script, workdir, machine) ? undefined : 'the shell text has a syntax error';
}

/** `--mount`: what lies below the target is hidden while the instruction runs, and back afterwards. */
function mountAll(
  instruction: Instruction,
  workdir: string,
  files: FileSystem,
  context: BuildContext,
  expand: (raw: string) => string,
): () => void {
  const restores: (() => void)[] = [];
  for (const flag of instruction.flags) {
    if (flag.name !== 'mount') continue;
    const options = new Map(
      flag.value
        .split(',')
        .map((part): [string, string] => [
          part.replace(/=.*$/s, ''),
          part.includes('=') ? part.slice(part.indexOf('=') + 1) : '',
        ]),
    );
    const type = options.get('type') ?? 'bind';
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
    if (target === undefined || type === 'secret' || type === 'ssh') continue;
    const path = resolvePath(workdir, expand(target));
    if (path === '/' || path.includes(UNKNOWN)) continue;
    restores.push(files.mount(path));
    if (type === 'bind' && options.get('from') === undefined) {
      const source = resolvePath('/', options.get('source') ?? options.get('src') ?? '').slice(1);
      if (context.kind(source) === 'file')
        files.write(path, { node: 'file', origin: { kind: 'context', path: source }, instruction: instruction.index });
      else files.overlay(path, source, instruction.index, undefined);
    } else
      files.write(path, {
        node: 'folder',
        origin: { kind: 'command', program: 'mount' },
        instruction: instruction.index,
        open: true,
      });
  }
  return () => {
    for (const restore of restores.reverse()) restore();
  };
}

/** Whether `path` lies on a cache or other mount of this RUN, so that what is written there is not in the image. */
export function mountOver(instruction: Instruction, workdir: string, path: string): string | undefined {
  for (const flag of instruction.flags) {
    if (flag.name !== 'mount') continue;
    const target = /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(flag.value)?.[1];
    if (target !== undefined && isInside(path, resolvePath(workdir, target))) return resolvePath(workdir, target);
  }
  return undefined;
}

// Runs a Dockerfile on paper, stage by stage: what each instruction reads, writes and sets. It decides nothing and makes no text.

import type { BuildContext } from '../context/context.ts';
import { type Catalogue, publicImages } from '../images/catalogue.ts';
import type { Image } from '../images/image.ts';
import { isOneOf } from '../packages/classify.ts';
import { packagedVersion } from '../packages/interpreters.ts';
import { expandWord } from '../syntax/expand.ts';
import type { Dockerfile, Instruction, Invocation } from '../syntax/instruction.ts';
import { type Stage, stagesOf } from '../syntax/stages.ts';
import { copyConfig, type ImageConfig, inherit, type MutableConfig } from './config.ts';
import { applyCopy } from './copy.ts';
import { type Program, UNKNOWN } from './effect.ts';
import { makeFileSystem } from './files.ts';
import { mountAll } from './mounts.ts';
import { resolvePath } from './path.ts';
import type { Programs } from './programs/all.ts';
import type { Machine, TracedCall } from './shell/machine.ts';
import { runScript, runWords } from './shell/run.ts';
import { applyEffect, ownerOf, type StageState, startState, type Unknown } from './state.ts';

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

export interface StageTrace extends Readonly<Omit<StageState, 'groups' | 'installed'>> {
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
  /** The models that it was made with. */
  readonly programs: Programs;
  readonly images: Catalogue;
  /** ARG names that are in scope at the end, with the instruction that declared them. */
  readonly args: ReadonlyMap<string, number>;
}

export interface TraceOptions {
  readonly context: BuildContext;
  readonly programs: Programs;
  /** The public ones, when it is left out. */
  readonly images?: Catalogue;
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

/** An image whose tag depends on an ARG: the default's variant is taken as meant, but its release may be another one. */
function describeVarying(
  { describe }: Catalogue,
  stage: Stage,
  imageText: string,
  escapeCharacter: Dockerfile['escape'],
): Image | undefined {
  const image = describe(imageText);
  if (image === undefined || !stage.from.image.includes('$')) return image;
  const written = describe(expandWord(stage.from.image, () => UNKNOWN, escapeCharacter));
  if (written?.distribution !== undefined) return { ...image, distribution: written.distribution };
  return image.distribution === undefined
    ? image
    : { ...image, distribution: { name: image.distribution.name, release: undefined } };
}

function traceStage(
  stage: Stage,
  dockerfile: Dockerfile,
  globals: ReadonlyMap<string, string>,
  earlier: readonly StageTrace[],
  options: TraceOptions,
): StageTrace {
  const escapeCharacter = dockerfile.escape;
  const { programs, images = publicImages } = options;
  const imageText = expandWord(
    stage.from.image,
    (name) => (automatic.test(name) ? UNKNOWN : globals.get(name)),
    escapeCharacter,
  );
  const parent = findStage(imageText, earlier);
  const image = parent === undefined ? describeVarying(images, stage, imageText, escapeCharacter) : parent.image;
  const files = makeFileSystem(options.context);
  if (parent !== undefined) files.copy('/', '/', stage.from.index, parent.files);

  const config: MutableConfig = parent === undefined ? inherit(image?.config) : copyConfig(parent.config);
  const args = new Map<string, { value: string; instruction: number }>();
  const steps: Step[] = [];
  const state = startState(files, parent);
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

  for (const instruction of stage.instructions) {
    const { index } = instruction;
    const calls: TracedCall[] = [];
    const unknowns: Unknown[] = [];
    const before = { workdir: config.workdir.value, user: config.user.value };
    const set = <Value>(value: Value) => ({ value, instruction: index });

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
          files.write(path, {
            node: 'folder',
            owner: ownerOf(config.user.value, state.accounts),
            origin: { kind: 'command', program: 'WORKDIR' },
            instruction: index,
          });
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
        // Settings of apt bring the sources of another stage along, which only commands there name.
        if (name !== undefined && instruction.sources.includes('/etc/apt') && instruction.destination === '/etc/apt')
          for (const { what } of findStage(name, earlier)?.sources ?? [])
            state.sources.push({ what, instruction: instruction.index });
        break;
      }
      case 'RUN': {
        const restore = mountAll(instruction, config.workdir.value, files, options.context, expand);
        const machine: Machine = {
          files,
          programs,
          // Docker sets HOME from the account of the user.
          environment: (name) => lookup(name) ?? (name === 'HOME' ? homeOf(config.user.value, state) : undefined),
          user: config.user.value,
          budget,
          make: makeModel(image, state, programs),
          has: (program) => (state.installed.has(program) ? true : image?.programs?.has(program)),
          version: (interpreter) =>
            image !== undefined && Object.hasOwn(image.interpreters, interpreter)
              ? image.interpreters[interpreter]
              : packagedVersion(
                  interpreter,
                  state.packages.map((one) => one.name),
                  image?.distribution,
                ),
          record: (call) => {
            calls.push(call);
            for (const effect of call.effects) {
              const unknown = applyEffect(effect, call, index, state);
              if (unknown !== undefined) unknowns.push(unknown);
            }
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
    ...state,
    programs,
    images,
    args: new Map([...args].map(([name, { instruction }]) => [name, instruction])),
  };
}

/** Whose `make` an unseen Makefile stands for: the toolchains that the base image is for, in their order, then those that were installed. The first that understands it counts. */
function makeModel(image: Image | undefined, state: StageState, programs: Programs): Program {
  return (call) => {
    const own = (image?.toolchains ?? []).flatMap((name) => programs.make.filter((one) => one.name === name));
    const installed = programs.make.filter(
      (one) =>
        state.packages.some((added) => isOneOf(one.packages, added.name)) ||
        one.folders.some((folder) => state.files.find(folder) !== undefined),
    );
    for (const { program } of new Set([...own, ...installed])) {
      const effects = program(call);
      if (effects !== undefined) return effects;
    }
    return undefined;
  };
}

/** The step of an instruction, by its index in the file. Instructions of a stage follow each other without a gap. */
export function stepAt(trace: StageTrace, index: number | undefined): Step | undefined {
  const first = trace.steps[0]?.instruction.index;
  return first === undefined || index === undefined ? undefined : trace.steps[index - first];
}

/** The stage that a FROM or `--from` names: by name, or by index. */
export function findStage(name: string, stages: readonly StageTrace[]): StageTrace | undefined {
  const lower = name.toLowerCase();
  const named = stages.findLast((one) => one.stage.name?.toLowerCase() === lower);
  return named ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined);
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

/** Docker takes it from the account; undefined where that is not known. */
export function homeOf(user: string, { accounts }: Pick<StageState, 'accounts'>): string | undefined {
  const name = user.split(':')[0];
  if (name === undefined || /^(?:|0|root)$/.test(name)) return '/root';
  return accounts.find((account) => account.kind === 'user' && (account.name === name || account.id === name))?.home;
}

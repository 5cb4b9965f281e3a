// What a container starts: ENTRYPOINT, CMD and HEALTHCHECK run on paper in the finished image, through scripts and `exec "$@"`.

import { isOwnStart, passesThrough } from '../images/entrypoints.ts';
import type { Need } from '../images/need.ts';
import type { Instruction, Invocation } from '../syntax/instruction.ts';
import { wordsOf } from '../syntax/shell.ts';
import type { Served, Toolchain } from '../toolchain.ts';
import { matchName } from './copy.ts';
import type { Entry } from './effect.ts';
import { UNKNOWN } from './effect.ts';
import { filledByHand, guessIn, isGuess } from './filled.ts';
import { followLinks, throughLinks } from './links.ts';
import { baseName, isInside, parentOf, resolvePath } from './path.ts';
import { hasProgram } from './presence.ts';
import { noPrograms } from './programs/all.ts';
import { managers } from './programs/managers.ts';
import { hasGlob } from './programs/places.ts';
import { isOfServer } from './servers.ts';
import type { Machine, TracedCall } from './shell/machine.ts';
import { runScript, runWords } from './shell/run.ts';
import type { SystemChange } from './state.ts';
import { homeOf, type StageTrace, stepAt } from './trace.ts';

/** Commands that every shell brings itself. */
const shellOnly = new Set([
  'echo',
  'printf',
  'eval',
  '.',
  'source',
  'true',
  'false',
  'kill',
  'jobs',
  'fg',
  'bg',
  'getopts',
  'let',
]);

/** What Docker sets when nothing else does. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Start {
  /** What is started, as it is written. */
  readonly word: string;
  /** Where it is, when a path of the traced file system; undefined for a program of the base image or a package. */
  readonly path: string | undefined;
  readonly entry: Entry | undefined;
  /** All words of the command. */
  readonly words: readonly string[];
  readonly cwd: string;
  /** Index of the instruction that starts it. */
  readonly instruction: number | undefined;
  /** The script that it stands in. */
  readonly script: string | undefined;
  /** Looked up on PATH. */
  readonly bare: boolean;
  /** The file that it is given to run: `java -jar FILE`. */
  readonly launches?: string;
  /** What it is given to load besides, absolute: files, folders, `FOLDER/*` for what lies in one. */
  readonly loads?: readonly string[];
  /** The command that installs it, outside of what can be copied. */
  readonly brought?: SystemChange;
  /** Set for a server of files that is no part of the project: the folders that it serves, where they are known. */
  readonly serves?: Served['folders'];
  /** What it starts was seen, and is among the commands. */
  readonly followed?: boolean;
  /** What such a server needs beside itself. */
  readonly serving?: readonly Need[];
}

export interface Starts {
  readonly commands: readonly Start[];
  /** Scripts of the image that are run; their text was seen. */
  readonly scripts: readonly string[];
  /** Why a shell is needed; undefined when none is, shell forms that can be written in exec form aside. */
  readonly shell: string | undefined;
  /** Shell-form instructions that are a plain list of words, with their exec form. */
  readonly plain: readonly { readonly instruction: number; readonly text: string }[];
  /** Commands that run scripts of a manifest which could not be read. */
  readonly hidden: readonly { readonly text: string; readonly instruction: number | undefined }[];
  /** Accounts that a command changes to: `gosu web`. */
  readonly users: readonly string[];
  /** A script, or a folder of scripts, that the image gets and that cannot be read: whatever is started may call it. */
  readonly unread: { readonly path: string; readonly instruction: number } | undefined;
  /** The instruction that starts a shell and nothing else. */
  readonly interactive: number | undefined;
  /** Paths that redirections write to. */
  readonly writes: readonly string[];
  /** Paths that words of the commands name. */
  readonly references: readonly string[];
  /** Folders that the shell goes into, or looks for, on its way. */
  readonly entered: readonly string[];
}

/** A program that lies where nobody can see what was unpacked: it may be a script as well. */
function findGuess(commands: readonly Start[]): Starts['unread'] {
  const found = commands.find(({ entry }) => entry !== undefined && isGuess(entry));
  return found?.path === undefined ? undefined : { path: found.path, instruction: found.instruction ?? -1 };
}

/** COPY of a script, or of a folder that is named like one of scripts, whose text is not visible. */
function findUnread(trace: StageTrace): Starts['unread'] {
  for (const { instruction } of trace.steps) {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    for (const source of instruction.sources) {
      const name = baseName(source.replace(/\/+$/, ''));
      if (!/\.(?:sh|bash)$|^(?:scripts?|hooks?|docker-entrypoint\.d)$/.test(name)) continue;
      const made = trace.files
        .written()
        .find((entry) => entry.instruction === instruction.index && entry.origin.kind === 'context');
      const seen =
        made !== undefined &&
        (made.node === 'file' ? trace.files.read(made.path) !== undefined : trace.files.list(made.path).length > 0);
      if (made !== undefined && !seen) return { path: made.path, instruction: instruction.index };
    }
  }
  return undefined;
}

/** The command line that a container runs by default: ENTRYPOINT with CMD as its arguments. */
export function commandLine(
  trace: StageTrace,
): { invocation: Invocation; instruction: number | undefined } | undefined {
  const { cmd } = trace.config;
  const entrypoint = effectiveEntrypoint(trace);
  if (entrypoint === undefined || (entrypoint.value.form === 'exec' && entrypoint.value.words.length === 0))
    return cmd === undefined ? undefined : { invocation: cmd.value, instruction: cmd.instruction };
  if (entrypoint.value.form === 'shell' || cmd === undefined)
    return { invocation: entrypoint.value, instruction: entrypoint.instruction };
  const rest = cmd.value.form === 'exec' ? cmd.value.words : [...trace.config.shell.value, cmd.value.script];
  return {
    invocation: { form: 'exec', words: [...entrypoint.value.words, ...rest] },
    instruction: entrypoint.instruction,
  };
}

/** A file of the base image, started by ENTRYPOINT or CMD of that image. */
export function isInherited(start: Start): boolean {
  return start.instruction === undefined && start.path !== undefined && start.entry === undefined;
}

/** The entrypoint of the container, without one of the base image that only becomes the command. */
export function effectiveEntrypoint(trace: StageTrace): StageTrace['config']['entrypoint'] {
  const { entrypoint, cmd } = trace.config;
  if (entrypoint?.instruction !== undefined || entrypoint?.value.form !== 'exec' || cmd === undefined)
    return entrypoint;
  const command = cmd.value.form === 'exec' ? cmd.value.words : trace.config.shell.value;
  return passesThrough(entrypoint.value.words, command, trace.image?.programs) ? undefined : entrypoint;
}

export function findStarts(trace: StageTrace): Starts {
  const commands: Start[] = [];
  const scripts = new Set<string>();
  const references = new Set<string>();
  const writes: string[] = [];
  const users = new Set<string>();
  const plain: { instruction: number; text: string }[] = [];
  const hidden: { text: string; instruction: number | undefined }[] = [];
  const followed = new Set<string>();
  const given: { readonly path: string; readonly cwd: string }[] = [];
  const entered = new Set<string>();
  let shell: string | undefined;
  let interactive: number | undefined;
  const lines: { invocation: Invocation; instruction: number | undefined }[] = [];
  const main = commandLine(trace);
  if (main !== undefined) lines.push(main);
  const health = trace.config.healthcheck;
  if (health?.value !== undefined) lines.push({ invocation: health.value, instruction: health.instruction });

  for (const { invocation, instruction } of lines) {
    const keyword = stepAt(trace, instruction)?.instruction.keyword ?? 'CMD';
    if (invocation.form === 'shell') {
      if (/^(?:\/bin\/|\/usr\/bin\/)?(?:sh|bash|ash|dash|zsh)$/.test(invocation.script.trim()))
        interactive = instruction;
      // A shell-form ENTRYPOINT ignores arguments of `docker run`; in exec form it would get them.
      const words =
        trace.config.shell.instruction === undefined && keyword === 'CMD'
          ? wordsOf(invocation.script)?.words
          : undefined;
      if (words === undefined || instruction === undefined) shell ??= `${keyword} is in shell form`;
      else plain.push({ instruction, text: `[${words.map((word) => JSON.stringify(word)).join(', ')}]` });
    }
    const machine: Machine = {
      files: trace.files,
      programs: { ...noPrograms, readers: { ...trace.programs.readers, ...managers } },
      follow: (call, seen) => {
        if (seen) {
          shell ??= `\`${call.text}\` runs a script`;
          followed.add(call.text);
        } else hidden.push({ text: call.text, instruction });
      },
      environment: (name) =>
        trace.config.environment.get(name)?.value ??
        (name === 'HOME' ? homeOf(trace.config.user.value, trace) : undefined) ??
        (trace.image === undefined ? UNKNOWN : name === 'PATH' ? defaultPath : undefined),
      user: trace.config.user.value,
      has: (program) => trace.image?.programs?.has(program),
      visit: (script) => scripts.add(script),
      reads: (path) => {
        if (trace.files.find(path) === undefined) return;
        if (isInside(trace.config.workdir.value, path)) entered.add(path);
        else references.add(path);
      },
      enters: (folder) => entered.add(folder),
      record: (call) => {
        if (call.words[0] === '>') {
          for (const effect of call.effects) if (effect.kind === 'write') writes.push(effect.path);
          return;
        }
        if (call.user !== trace.config.user.value) users.add(call.user);
        if (call.words[0] === undefined || shellOnly.has(call.words[0])) return;
        const start = { ...startOf(call, instruction, trace), ...(followed.has(call.text) ? { followed: true } : {}) };
        commands.push(start);
        if (start.path !== undefined && start.script === start.path) scripts.add(start.path);
        for (const path of start.loads ?? []) references.add(path);
        // `jq .` is no path.
        const operands = /^[jy]q$/.test(call.program) ? call.words.slice(2) : call.words.slice(1);
        for (const word of operands)
          for (const path of pathsIn(word, call.cwd))
            if (trace.files.find(path) !== undefined || hasGlob(path)) references.add(path);
        // Whatever it is given to: a script is there to be started.
        for (const word of call.words.slice(1)) {
          const path = resolvePath(call.cwd, word);
          if (/^[\w./-]+$/.test(word) && !scripts.has(path) && isShellScript(path, trace))
            given.push({ path, cwd: call.cwd });
        }
      },
      // `docker run -e WAIT=1 image other arguments`
      open: true,
      budget: 2000,
    };
    const cwd = trace.config.workdir.value;
    if (invocation.form === 'exec') {
      const first = baseName(invocation.words[0] ?? '');
      if (/^(?:sh|bash|ash|dash)$/.test(first)) shell ??= `${keyword} starts \`${invocation.words[0]}\``;
      if (
        /^(?:sh|bash|ash|dash|zsh)$/.test(first) &&
        invocation.words.length === 1 &&
        instruction === main?.instruction
      )
        interactive = instruction;
      if (first === 'bash')
        commands.push({
          word: 'bash',
          path: undefined,
          entry: undefined,
          words: ['bash'],
          cwd,
          instruction,
          script: undefined,
          bare: true,
        });
      runWords(invocation.words, cwd, machine);
    } else runScript(invocation.script, cwd, machine);
    for (let next = given.pop(); next !== undefined; next = given.pop())
      if (!scripts.has(next.path)) runWords([next.path], next.cwd, machine);
    // `cd /work && bash`: nothing else is started.
    const own = commands.filter((start) => start.instruction === instruction && start.script === undefined);
    const isShell = (start: Start) =>
      start.words.length === 1 && /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash|zsh)$/.test(start.word);
    if (invocation.form === 'shell' && own.length > 0 && own.every(isShell) && instruction === main?.instruction)
      interactive = instruction;
  }
  for (const script of scripts) {
    for (const pattern of patternsIn(trace.files.read(script) ?? ''))
      for (const { path } of trace.files.list(parentOf(pattern)))
        if (matchName(baseName(pattern), baseName(path))) references.add(path);
    shell ??= `the script \`${script}\` is started`;
    const shebang = shebangOf(script, trace);
    if (shebang !== undefined && shebang !== 'sh')
      commands.push({
        word: shebang,
        path: undefined,
        entry: undefined,
        words: [shebang],
        cwd: '/',
        instruction: main?.instruction,
        script,
        bare: true,
      });
  }
  return {
    commands,
    scripts: [...scripts],
    shell,
    interactive,
    users: [...users],
    unread: findUnread(trace) ?? findGuess(commands),
    plain,
    hidden,
    writes,
    references: [...references],
    entered: [...entered],
  };
}

function isShellScript(path: string, { files }: StageTrace): boolean {
  return /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(?:\S*\/)?(?:ba|da|a|k|z)?sh\b/.test(files.read(path) ?? '');
}

function shebangOf(path: string, { files }: StageTrace): string | undefined {
  return /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(?:\S*\/)?([\w.]+)/.exec(files.read(path) ?? '')?.[1];
}

/** A script of the author's that an interpreter of the image runs: what it does is for the toolchain to say that has the interpreter. */
function isInterpreted(path: string, trace: StageTrace): boolean {
  const name = trace.files.find(path)?.origin.kind === 'context' ? shebangOf(path, trace) : undefined;
  return name !== undefined && Object.hasOwn(trace.image?.interpreters ?? {}, name);
}

function startOf(call: TracedCall, instruction: number | undefined, trace: StageTrace): Start {
  const word = call.words[0] ?? '';
  const file = trace.programs.runs([baseName(word), ...call.words.slice(1)]);
  const launches = file === undefined || file === '' || hasGlob(file) ? undefined : resolvePath(call.cwd, file);
  const loads = trace.programs.loads(call).map((path) => resolvePath(call.cwd, path));
  const brought = /^[^/]+$|^\/usr\/(?:local\/)?bin\/[^/]+$/.test(word)
    ? trace.system.find((change) => change.provides?.programs.includes(baseName(word)))
    : undefined;
  const served = trace.programs.serves(call);
  const common = {
    word,
    words: call.words,
    cwd: call.cwd,
    instruction,
    script:
      call.script ??
      (word.includes('/') && isInterpreted(resolvePath(call.cwd, word), trace)
        ? resolvePath(call.cwd, word)
        : undefined),
    ...(launches === undefined ? {} : { launches }),
    ...(loads.length === 0 ? {} : { loads }),
    ...(brought === undefined ? {} : { brought }),
  };
  const serving =
    served === undefined
      ? {}
      : {
          // All of the image is no folder of its own.
          serves: served.folders.includes('/') ? 'unknown' : served.folders,
          ...(served.needs === undefined ? {} : { serving: served.needs }),
        };
  if (brought !== undefined)
    return { ...common, ...serving, path: undefined, entry: undefined, bare: !word.includes('/') };
  if (word.includes('/')) {
    const path = throughLinks(resolvePath(call.cwd, word), trace);
    const entry = followLinks(trace.files.find(path), trace);
    const isOfSystem = entry === undefined && comesWithSystem(path, trace);
    return { ...common, ...(isOfSystem ? serving : {}), path: isOfSystem ? undefined : path, entry, bare: false };
  }
  const found = onPath(word, call.variable('PATH') ?? '', trace);
  return {
    ...common,
    ...(found === undefined ? serving : {}),
    path: found?.path,
    entry: followLinks(found, trace),
    bare: true,
  };
}

/** A program in a folder of the distribution that the base image or an installed package has. */
function comesWithSystem(path: string, trace: StageTrace): boolean {
  const name = baseName(path);
  if (isOwnStart(trace.image?.config, path)) return true;
  // JAVA_HOME and the like name the folder that the base image's own program lies in.
  const inherited = Object.values(trace.image?.config.environment ?? {});
  if (path.endsWith(`/bin/${name}`) && inherited.includes(path.slice(0, -`/bin/${name}`.length)))
    return trace.image?.programs?.has(name) === true;
  if (!/^(?:\/usr)?(?:\/local)?\/s?bin$/.test(parentOf(path))) return false;
  return hasProgram(trace, name);
}

/** A program on PATH that the trace saw. What a folder of unknown artifacts may hold counts when the base image has no such program; what cannot be seen at all, when no package has it either. */
function onPath(name: string, path: string, trace: StageTrace): Entry | undefined {
  const folders = path.split(':').filter((folder) => folder.startsWith('/') && !folder.includes(UNKNOWN));
  const entries = folders
    .map((folder) => trace.files.find(throughLinks(resolvePath(folder, name), trace)))
    .filter((entry) => entry !== undefined);
  const certain = entries.find((entry) => entry.certain);
  if (certain !== undefined) return certain;
  if (hasProgram(trace, name)) return undefined;
  const built = entries.find((entry) => entry.origin.kind === 'artifact');
  const filled = filledByHand(trace);
  const guesses = folders.flatMap((folder) => guessIn(filled, throughLinks(resolvePath(folder, name), trace)) ?? []);
  if (built === undefined || guesses.length === 0) return guesses[0] ?? built;
  // What was built to be started is taken where it comes first, or where both may be in one folder; of a tool that is not known.
  const place = (entry: Entry) => folders.findIndex((folder) => parentOf(entry.path) === throughLinks(folder, trace));
  const isTool = built.origin.kind === 'artifact' && built.origin.artifact.tool;
  const isFirst = !isTool && place(built) <= Math.min(...guesses.map(place));
  return isFirst || guesses.some((guess) => guess.path === built.path) ? built : guesses[0];
}

/** The absolute paths, or patterns of paths, that a word may name: itself, what follows `=`, the members of a search path. */
export function pathsIn(word: string, cwd: string): readonly string[] {
  if (word.includes(UNKNOWN) || word.length > 400) return [];
  const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : '';
  // `java -cp lib/a.jar:classes`
  const members = word.includes(':') && !word.includes('://') ? (value === '' ? word : value).split(':') : [];
  return (
    [...new Set([word, value, ...members])]
      .filter((part) => part !== '' && !part.startsWith('-') && /^[\w./@+~*?-]+$/.test(part))
      // `java @options`: a file of arguments.
      .map((part) => resolvePath(cwd, part.replace(/^@(?=[\w./])/, '')))
      .filter((path) => path !== '/')
  );
}

/** Absolute paths that a variable is the end of, as patterns: `. "/app/.env.$STAGE"`, whatever that is when the container is run. */
function patternsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w.$}-])(\/[\w./-]*\/[\w.-]*)\$(?:\w+|\{\w+[^}]*\})([\w.-]*)/g)].flatMap(
    ([, before = '', after = '']) =>
      /\w/.test(baseName(before)) && !before.endsWith('/') ? [`${resolvePath('/', before)}*${after}`] : [],
  );
}

export function instructionAt(trace: StageTrace, index: number | undefined): Instruction | undefined {
  return stepAt(trace, index)?.instruction;
}

/** Changes of the image beyond its files that the container can notice. */
export function changesInUse(trace: StageTrace, starts: Starts): readonly SystemChange[] {
  const texts = trace.system.length === 0 ? [] : textsStarted(trace, starts);
  const isNamed = (program: string) => {
    const name = program.replace(/[.\\+*?[\](){}^$|]/g, '\\$&');
    const pattern = new RegExp(`(?<![\\w.@-])${name}(?![\\w.-])`);
    return texts.some((text) => pattern.test(text));
  };
  // Packages for all of the image lie where no project has them.
  const isGlobal = ({ call }: SystemChange) =>
    call?.words.some((word) => word === '-g' || word === '--global' || word === 'global') === true;
  // What is found in the folder of all of them need not be named.
  const isFolderUsed = texts.some((text) => /\/lib\/node_modules\b/.test(text));
  return trace.system.filter(
    (change) =>
      change.provides === undefined ||
      starts.unread !== undefined ||
      (isGlobal(change) && (isFolderUsed || change.provides.programs.some(isNamed))) ||
      starts.commands.some(
        ({ brought, word }) => brought !== undefined && change.provides?.programs.includes(baseName(word)) === true,
      ),
  );
}

/** Command lines, scripts and files that these name, and variables: by one of them a program may be found that no shell starts. */
function textsStarted({ config, files }: StageTrace, { commands, scripts, references }: Starts): readonly string[] {
  const invocations = [config.cmd?.value, config.entrypoint?.value].map((value) =>
    value === undefined ? '' : value.form === 'exec' ? value.words.join(' ') : value.script,
  );
  const named = [...scripts, ...references].flatMap((path) => files.read(path) ?? []);
  const values = [...config.environment.values()].map(({ value }) => value);
  return [...invocations, ...commands.map(({ words }) => words.join(' ')), ...named, ...values];
}

/** Whether the image can have the file that an interpreter runs: seen, in a folder that is not, or brought by a pattern. */
export function mayHave({ files }: StageTrace, path: string): boolean {
  const isMatched = (one: string) => hasGlob(one) && matchName(baseName(one), baseName(path));
  return files.find(path) !== undefined || files.list(parentOf(path)).some((entry) => isMatched(entry.path));
}

/** Whether this command line means that the image needs the toolchain. */
export function drives({ drivers }: Pick<Toolchain, 'drivers'>, words: readonly string[]): boolean {
  const [program = '', ...rest] = words;
  const name = baseName(program);
  const subcommand = rest.find((word) => !word.startsWith('-'));
  return drivers.includes(name) || (subcommand !== undefined && drivers.includes(`${name} ${subcommand}`));
}

/** Programs that start whatever their own files name. */
const startingOthers = new Set([
  'supervisord',
  'circusd',
  'honcho',
  'cron',
  'crond',
  'runsvdir',
  's6-svscan',
  'monit',
  'run-parts',
  'my_init',
]);

/** It starts others, by files that are not read here. */
export function startsOthers({ word, followed }: Start): boolean {
  return followed !== true && startingOthers.has(baseName(word));
}

/** A file that is started, is no artifact, and whose text was not seen. */
export function isUnseenScript(start: Start): boolean {
  const { entry, path } = start;
  if (path === undefined || entry === undefined) return false;
  // A script that came into a folder of what was built is the author's, who may call anything in it.
  if (entry.origin.kind === 'artifact') return entry.open && !entry.certain && /\.(?:sh|bash)$/.test(path);
  if (entry.content !== undefined || entry.node === 'link') return false;
  return entry.origin.kind === 'context' || entry.origin.kind === 'command'
    ? start.script !== path
    : /\.(?:sh|bash|py|pl|rb)$/.test(path) && !isOfServer(entry);
}

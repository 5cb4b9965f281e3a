// Runs a shell script on paper: expands words, follows `cd`, variables, branches, functions and scripts of the build context, and
// hands every other command to its program model. It knows no toolchain, and nothing that it does not understand passes as harmless.

import type {
  AndOr,
  Command,
  CompoundList,
  ParsedScript,
  Pipeline,
  Redirection,
  Statement,
  Word,
} from '../syntax/shell.ts';
import { parseShell } from '../syntax/shell.ts';
import type { Call, Effect, Program } from './effect.ts';
import { UNKNOWN } from './effect.ts';
import type { FileSystem } from './files.ts';
import { baseName, resolvePath } from './path.ts';
import { makeScripts } from './programs/make.ts';
import { decideTest } from './test.ts';
import { expandWord, expandWords, type Lookup } from './word.ts';

/** A command that ran, with what it did. */
export interface TracedCall extends Call {
  readonly effects: readonly Effect[];
  /** Offset of the command in the script that the instruction holds; undefined inside of other scripts. */
  readonly offset: number | undefined;
  /** Path of the script of the image that the command stands in. */
  readonly script: string | undefined;
}

/** What a script acts on. */
export interface Machine {
  readonly files: FileSystem;
  readonly programs: Readonly<Record<string, Program>>;
  /** The environment of the instruction: ENV and ARG. Undefined when unset. */
  readonly environment: Lookup;
  readonly user: string;
  has(program: string): boolean | undefined;
  /** Applies what a call does, and keeps it. */
  record(call: TracedCall): void;
  /** Told of every script of the image that is run. */
  visit?(script: string): void;
  /** How many more commands may be run, so that no script can keep us busy. */
  budget: number;
}

interface Shell {
  cwd: string;
  readonly variables: Map<string, string>;
  readonly functions: Map<string, CompoundList>;
  readonly parameters: readonly string[];
  readonly user: string;
  readonly certain: boolean;
  readonly depth: number;
  readonly script: string | undefined;
  /** Set by `exit`: what follows does not run. */
  ended: boolean;
}

/** How a command ended: known, or assumed to have succeeded as RUN would have failed otherwise, or not known. */
type Status = 'success' | 'failure' | 'assumed' | 'unknown';

interface Streams {
  readonly input: Call['input'];
  readonly output: string | undefined;
}

const deepest = 12;
const mostLoops = 32;
const noStreams: Streams = { input: undefined, output: undefined };

/** Runs `script` in `cwd`. Returns false when it could not be read as shell. */
export function runScript(script: string, cwd: string, machine: Machine): boolean {
  const shell: Shell = {
    cwd,
    variables: new Map(),
    functions: new Map(),
    parameters: [],
    user: machine.user,
    certain: true,
    depth: 0,
    script: undefined,
    ended: false,
  };
  const parsed = parseShell(script);
  runStatements(parsed.commands, shell, machine);
  return (parsed.errors?.length ?? 0) === 0;
}

/** Runs one command that is given as words, as the exec form of RUN does. */
export function runWords(words: readonly string[], cwd: string, machine: Machine): void {
  const shell: Shell = {
    cwd,
    variables: new Map(),
    functions: new Map(),
    parameters: [],
    user: machine.user,
    certain: true,
    depth: 0,
    script: undefined,
    ended: false,
  };
  runCommand([...words], new Map(), { ...noStreams, text: words.join(' '), offset: 0 }, shell, machine);
}

function runStatements(statements: readonly Statement[], shell: Shell, machine: Machine): Status {
  let status: Status = 'success';
  for (const statement of statements) {
    if (shell.ended) return status;
    status = runNode(statement.command, shell, machine, noStreams);
  }
  return status;
}

type Node = Statement['command'] | Pipeline['commands'][number];

function runNode(node: Node, shell: Shell, machine: Machine, streams: Streams): Status {
  if (machine.budget <= 0) {
    if (machine.budget === 0)
      record(
        ['…'],
        [unknown('the script runs too many commands to follow')],
        { ...noStreams, text: '…', offset: undefined },
        shell,
        machine,
      );
    machine.budget = -1;
    return 'unknown';
  }
  machine.budget--;
  switch (node.type) {
    case 'Command':
      return runSimple(node, shell, machine, streams);
    case 'AndOr':
      return runAndOr(node, shell, machine, streams);
    case 'Pipeline':
      return runPipeline(node, shell, machine, streams);
    case 'Redirected': {
      const inner = redirect(node.redirects, shell, machine, streams);
      return runNode(node.command, shell, machine, inner.streams);
    }
    case 'Subshell':
      runStatements(node.body.commands, subshell(shell), machine);
      return 'assumed';
    case 'BraceGroup':
      return runStatements(node.body.commands, shell, machine);
    case 'If': {
      const clauses = [node, ...node.elif];
      let reached: boolean = true;
      for (const { clause, then } of clauses) {
        const status = runStatements(clause.commands, reached ? shell : branch(shell), machine);
        if (status === 'failure') continue;
        if (status === 'success' && reached) return runStatements(then.commands, shell, machine);
        runStatements(then.commands, branch(shell), machine);
        reached = false;
      }
      if (node.else !== undefined) return runStatements(node.else.commands, reached ? shell : branch(shell), machine);
      return 'unknown';
    }
    case 'For': {
      const words =
        node.wordlist === undefined
          ? shell.parameters
          : node.wordlist.flatMap((word) => expandWords(word, scope(shell, machine)));
      const known = words.length <= mostLoops && words.every((word) => !word.includes(UNKNOWN) && !/[*?[]/.test(word));
      const inner = known ? shell : branch(shell);
      for (const word of known ? words : [UNKNOWN]) {
        inner.variables.set(node.name.value, word);
        runStatements(node.body.commands, inner, machine);
      }
      return 'assumed';
    }
    case 'While':
      runStatements(node.clause.commands, branch(shell), machine);
      runStatements(node.body.commands, branch(shell), machine);
      return 'unknown';
    case 'Case': {
      const word = expandWord(node.word, scope(shell, machine));
      for (const item of node.items) {
        const patterns = item.pattern.map((pattern) => expandWord(pattern, scope(shell, machine)));
        if (!word.includes(UNKNOWN) && patterns.some((pattern) => pattern === word || pattern === '*'))
          return runStatements(item.body.commands, shell, machine);
        if (word.includes(UNKNOWN) || patterns.some((pattern) => /[*?[]/.test(pattern) || pattern.includes(UNKNOWN)))
          runStatements(item.body.commands, branch(shell), machine);
      }
      return 'unknown';
    }
    case 'Function':
      if (node.body.type === 'BraceGroup' || node.body.type === 'Subshell')
        shell.functions.set(node.name.value, node.body.body);
      return 'success';
    case 'TestCommand':
    case 'ArithmeticCommand':
      return 'unknown';
    default:
      record(
        [node.type],
        [unknown(`a \`${node.type}\` of the shell is not followed`)],
        { ...noStreams, text: node.type, offset: node.pos },
        shell,
        machine,
      );
      return 'unknown';
  }
}

function runAndOr(node: AndOr, shell: Shell, machine: Machine, streams: Streams): Status {
  let status: Status = 'success';
  let doubtful = false;
  for (const [index, command] of node.commands.entries()) {
    if (shell.ended) return status;
    const operator = index === 0 ? '&&' : node.operators[index - 1];
    if (operator === '&&') {
      if (status === 'failure') continue;
      if (status === 'unknown') doubtful = true;
    } else {
      if (status === 'success') continue;
      if (status !== 'failure') {
        // `build || exit 1`: what stands behind `||` is seldom reached, and ends the script when it is.
        runNode(command, branch(shell), machine, streams);
        status = 'assumed';
        continue;
      }
      doubtful = false;
    }
    // `cd` must last, so the shell stays the same; only certainty is lowered.
    status = runNode(command, doubtful ? branch(shell) : shell, machine, streams);
  }
  return status;
}

function runPipeline(node: Pipeline, shell: Shell, machine: Machine, streams: Streams): Status {
  let status: Status = 'success';
  for (const [index, command] of node.commands.entries()) {
    const last = index === node.commands.length - 1;
    const inner: Streams = { input: index === 0 ? streams.input : 'pipe', output: last ? streams.output : undefined };
    status = runNode(command, node.commands.length === 1 ? shell : subshell(shell), machine, inner);
  }
  if (node.prefixes.some((prefix) => prefix.type === 'Negation'))
    return status === 'success' ? 'failure' : status === 'failure' ? 'success' : 'unknown';
  return status;
}

interface Site extends Streams {
  readonly text: string;
  readonly offset: number | undefined;
  /** What a command prints when it is known: the content of the file that its output goes to. */
  readonly appended?: boolean;
  readonly heredoc?: string | undefined;
}

function runSimple(node: Command, shell: Shell, machine: Machine, streams: Streams): Status {
  const here = scope(shell, machine);
  const assignments = new Map<string, string>();
  for (const item of node.prefix) {
    if (item.type !== 'Assignment') continue;
    const value = item.value.type === 'Word' ? expandWord(item.value, scopeWith(here, assignments)) : UNKNOWN;
    assignments.set(item.name, item.append === true ? (here.lookup(item.name) ?? '') + value : value);
  }
  const redirected = redirect(node.redirects, shell, machine, streams);
  const words =
    node.name === undefined
      ? []
      : [
          ...expandWords(node.name, here),
          ...node.args.flatMap((argument) =>
            argument.type === 'Word' ? expandWords(argument, here) : [assignmentWord(argument, here)],
          ),
        ];
  if (words.length === 0) {
    for (const [name, value] of assignments) shell.variables.set(name, value);
    if (redirected.streams.output !== undefined && node.redirects.length > 0)
      writeOutput('', redirected, shell, machine);
    return 'success';
  }
  const site: Site = {
    ...redirected.streams,
    text: words.join(' ').replaceAll(UNKNOWN, '…'),
    offset: shell.depth === 0 ? node.pos : undefined,
    appended: redirected.appended,
    heredoc: redirected.heredoc,
  };
  return runCommand(words, assignments, site, shell, machine);
}

function assignmentWord(argument: { name: string; value: unknown; text: string }, here: WordScope): string {
  const value = argument.value as Word | { type: 'ArrayValue' };
  return `${argument.name}=${value.type === 'Word' ? expandWord(value, here) : UNKNOWN}`;
}

function runCommand(
  words: readonly string[],
  assignments: ReadonlyMap<string, string>,
  site: Site,
  shell: Shell,
  machine: Machine,
): Status {
  const [first = '', ...rest] = words;
  const resolve = (path: string) => resolvePath(shell.cwd, path);
  const builtin = first.includes('/') ? undefined : builtins[first];
  if (builtin !== undefined) return builtin(rest, { words, assignments, site, shell, machine });

  const body = shell.functions.get(first);
  if (body !== undefined) {
    if (shell.depth < deepest)
      runStatements(body.commands, { ...shell, parameters: rest, depth: shell.depth + 1 }, machine);
    return 'assumed';
  }
  const prefixed = prefixes[baseName(first)];
  if (prefixed !== undefined) {
    const inner = prefixed(rest);
    if (inner !== undefined) return runInner(inner, assignments, site, shell, machine);
  }
  const interpreted = interpreterScript(first, rest);
  if (interpreted !== undefined) {
    const { script, parameters } = interpreted;
    if (script.kind === 'text') return runText(script.text, undefined, parameters, shell, machine);
    return runFile(
      resolve(script.path),
      script.path,
      parameters,
      [script.path.includes('/') ? script.path : `./${script.path}`, ...parameters],
      site,
      shell,
      machine,
    );
  }
  if (site.heredoc !== undefined && (first === 'sh' || first === 'bash'))
    return runText(site.heredoc, undefined, rest, shell, machine);
  if (baseName(first) === 'make' || baseName(first) === 'gmake')
    return runMake(words, assignments, site, shell, machine);

  const model = machine.programs[baseName(first)];
  const path = first.includes('/') ? resolve(first) : undefined;
  const written = path === undefined ? undefined : machine.files.find(path);
  // A file of the image that has the name of a known program is what runs, unless it is the program itself in its usual place.
  if (path !== undefined && written !== undefined && (model === undefined || machine.files.read(path) !== undefined)) {
    return runFile(path, first, rest, words, site, shell, machine);
  }
  if (model === undefined && path === undefined) {
    const found = lookUp(first, shell, machine);
    if (found !== undefined) return runFile(found, first, rest, words, site, shell, machine);
  }
  const call = makeCall(words, assignments, site, shell, machine);
  const asks = words.length === 2 && /^(?:--version|--help|-version|-V)$/.test(words[1] ?? '');
  const effects = asks ? [] : model?.(call);
  record(words, effects ?? [notUnderstood(words, model !== undefined, call)], site, shell, machine, call);
  return effects === undefined ? 'assumed' : statusOf(words);
}

function statusOf(words: readonly string[]): Status {
  if (words[0] === 'true' || words[0] === ':') return 'success';
  return words[0] === 'false' ? 'failure' : 'assumed';
}

function notUnderstood(words: readonly string[], modelled: boolean, call: Call): Effect {
  const shown = words.slice(0, 3).join(' ').replaceAll(UNKNOWN, '…');
  return unknown(
    modelled
      ? `what \`${shown}\` does with these arguments is not known`
      : `\`${baseName(call.words[0] ?? '')}\` is not a program that is known here`,
  );
}

function unknown(reason: string, under?: string): Effect {
  return { kind: 'unknown', reason, under };
}

/** The path of a bare word on PATH, when something that the trace saw is there. */
function lookUp(name: string, shell: Shell, machine: Machine): string | undefined {
  const path = shell.variables.get('PATH') ?? machine.environment('PATH') ?? '';
  for (const folder of path.split(':')) {
    if (!folder.startsWith('/') || folder.includes(UNKNOWN)) continue;
    const entry = machine.files.find(resolvePath(folder, name));
    if (entry?.certain === true) return entry.path;
  }
  return undefined;
}

function runFile(
  path: string,
  shown: string,
  parameters: readonly string[],
  words: readonly string[],
  site: Site,
  shell: Shell,
  machine: Machine,
): Status {
  const content = machine.files.read(path);
  const interpreter =
    content === undefined ? undefined : /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S+)/.exec(content)?.[1];
  const isShell =
    content !== undefined &&
    (interpreter === undefined
      ? !path.includes('.') || path.endsWith('.sh')
      : /(?:^|\/)(?:sh|bash|dash|ash|ksh)$/.test(interpreter));
  if (content !== undefined && isShell) {
    machine.visit?.(path);
    return runText(content, path, parameters, shell, machine);
  }
  const entry = machine.files.find(path);
  const reason =
    content !== undefined
      ? `\`${shown}\` is not a shell script`
      : entry?.origin.kind === 'artifact'
        ? `\`${shown}\`, which was built before, is run`
        : `the script \`${shown}\` could not be read`;
  record(words, [unknown(reason, entry?.origin.kind === 'artifact' ? shell.cwd : undefined)], site, shell, machine);
  return 'assumed';
}

function runText(
  text: string,
  script: string | undefined,
  parameters: readonly string[],
  shell: Shell,
  machine: Machine,
): Status {
  if (shell.depth >= deepest) return 'unknown';
  const parsed: ParsedScript = parseShell(text);
  const inner: Shell = { ...subshell(shell), parameters, depth: shell.depth + 1, script: script ?? shell.script };
  if ((parsed.errors?.length ?? 0) > 0)
    record(
      [script ?? 'sh'],
      [unknown(`${script === undefined ? 'a script' : `\`${script}\``} could not be read as shell`)],
      { ...noStreams, text: script ?? 'sh', offset: undefined },
      inner,
      machine,
    );
  else runStatements(parsed.commands, inner, machine);
  return 'assumed';
}

function runMake(
  words: readonly string[],
  assignments: ReadonlyMap<string, string>,
  site: Site,
  shell: Shell,
  machine: Machine,
): Status {
  const call = makeCall(words, assignments, site, shell, machine);
  const made = makeScripts(call);
  if (made === undefined) {
    const assumed = call.files.list(call.cwd).some((entry) => /^(?:GNUm|m|M)akefile$/.test(baseName(entry.path)))
      ? undefined
      : machine.programs.make?.(call);
    record(
      words,
      assumed ?? [unknown(`what \`${site.text}\` runs is not known, as its Makefile could not be read`)],
      site,
      shell,
      machine,
      call,
    );
    return 'assumed';
  }
  record(words, [], site, shell, machine, call);
  for (const script of made.scripts) {
    const inner = subshell(shell);
    inner.cwd = made.cwd;
    for (const [name, value] of assignments) inner.variables.set(name, value);
    runText(script, undefined, [], inner, machine);
  }
  return 'assumed';
}

function runInner(
  inner: Inner,
  assignments: ReadonlyMap<string, string>,
  site: Site,
  shell: Shell,
  machine: Machine,
): Status {
  const merged = new Map([...assignments, ...inner.assignments]);
  if (inner.words.length === 0) return 'success';
  const first = inner.words[0] ?? '';
  const shellFor: Shell = inner.user === undefined ? shell : { ...shell, user: inner.user };
  const built = builtins[first];
  if (built !== undefined)
    return built(inner.words.slice(1), { words: inner.words, assignments: merged, site, shell: shellFor, machine });
  return runCommand(inner.words, merged, site, shellFor, machine);
}

// --- Call and record

function makeCall(
  words: readonly string[],
  assignments: ReadonlyMap<string, string>,
  site: Site,
  shell: Shell,
  machine: Machine,
): Call {
  return {
    program: baseName(words[0] ?? ''),
    words,
    cwd: shell.cwd,
    user: shell.user,
    certain: shell.certain,
    text: site.text,
    output: site.output,
    input: site.input,
    files: machine.files,
    variable: (name) => assignments.get(name) ?? shell.variables.get(name) ?? machine.environment(name),
    resolve: (path) => resolvePath(shell.cwd, path),
    has: (program) => machine.has(program),
  };
}

function record(
  words: readonly string[],
  effects: readonly Effect[],
  site: Site,
  shell: Shell,
  machine: Machine,
  call = makeCall(words, new Map(), site, shell, machine),
): void {
  machine.record({ ...call, effects, offset: site.offset, script: shell.script });
}

// --- Shell state

interface WordScope {
  readonly lookup: Lookup;
  readonly parameters: readonly string[];
  readonly run: (script: ParsedScript) => string;
  readonly cwd: string;
}

function scope(shell: Shell, machine: Machine): WordScope {
  return {
    lookup: (name) => shell.variables.get(name) ?? (name === 'PWD' ? shell.cwd : machine.environment(name)),
    parameters: shell.parameters,
    cwd: shell.cwd,
    run: (script) => runSubstitution(script, shell, machine),
  };
}

function scopeWith(here: WordScope, assignments: ReadonlyMap<string, string>): WordScope {
  return { ...here, lookup: (name) => assignments.get(name) ?? here.lookup(name) };
}

/** `$(…)`: its commands run, and its value is known when it is one command that prints what is known. */
function runSubstitution(script: ParsedScript, shell: Shell, machine: Machine): string {
  const inner: Shell = { ...subshell(shell), depth: shell.depth + 1 };
  const only = script.commands.length === 1 ? script.commands[0]?.command : undefined;
  if (only?.type === 'Command') {
    const here = scope(inner, machine);
    const words =
      only.name === undefined
        ? []
        : [
            ...expandWords(only.name, here),
            ...only.args.flatMap((argument) => (argument.type === 'Word' ? expandWords(argument, here) : [])),
          ];
    const printed = printedBy(words, inner, machine);
    if (printed !== undefined) return printed;
  }
  if (shell.depth < deepest) runStatements(script.commands, inner, machine);
  return UNKNOWN;
}

function printedBy(words: readonly string[], shell: Shell, machine: Machine): string | undefined {
  const [program = '', argument = '', second = ''] = words;
  if (words.some((word) => word.includes(UNKNOWN))) return undefined;
  switch (program) {
    case 'pwd':
      return shell.cwd;
    case 'echo':
      return words.slice(1).join(' ');
    case 'dirname':
      return argument.includes('/') ? argument.replace(/\/[^/]*$/, '') || '/' : '.';
    case 'basename': {
      const name = baseName(argument.replace(/\/+$/, ''));
      return second !== '' && name.endsWith(second) ? name.slice(0, -second.length) : name;
    }
    case 'cat':
      return words.length === 2 ? machine.files.read(resolvePath(shell.cwd, argument))?.trimEnd() : undefined;
    case 'uname':
      return words.length === 1 || argument === '-s' ? 'Linux' : undefined;
    case 'nproc':
      return '1';
    case 'whoami':
      return shell.user;
    default:
      return undefined;
  }
}

function subshell(shell: Shell): Shell {
  return { ...shell, variables: new Map(shell.variables), functions: new Map(shell.functions), ended: false };
}

/** The same shell, for commands that may not run. Assignments and `cd` in there are no longer certain, so they are kept apart. */
function branch(shell: Shell): Shell {
  return { ...subshell(shell), certain: false };
}

// --- Redirections

interface Redirected {
  readonly streams: Streams;
  readonly appended: boolean;
  readonly heredoc: string | undefined;
}

function redirect(redirections: readonly Redirection[], shell: Shell, machine: Machine, streams: Streams): Redirected {
  let { input, output } = streams;
  let appended = false;
  let heredoc: string | undefined;
  for (const redirection of redirections) {
    if (redirection.type === 'HereDoc') {
      input = 'heredoc';
      heredoc = redirection.body.text;
      continue;
    }
    if (redirection.type === 'HereString' || redirection.operator === '<' || redirection.operator === '<>') {
      input = 'file';
      continue;
    }
    const descriptor = redirection.descriptor?.type === 'FileDescriptor' ? redirection.descriptor.value : 1;
    if (redirection.target === undefined || descriptor !== 1 || redirection.operator === '<&') continue;
    if (redirection.operator === '>&' && /^\d+$|^-$/.test(redirection.target.value)) continue;
    const target = expandWord(redirection.target, scope(shell, machine));
    output = resolvePath(shell.cwd, target);
    appended = redirection.operator === '>>' || redirection.operator === '&>>';
    if (target.includes(UNKNOWN)) {
      record(
        ['>'],
        [unknown('a command writes to a path that is not known', target.startsWith('/') ? undefined : shell.cwd)],
        { ...noStreams, text: `> ${target.replaceAll(UNKNOWN, '…')}`, offset: undefined },
        shell,
        machine,
      );
      output = undefined;
    } else if (!output.startsWith('/dev/') && !output.startsWith('/proc/')) {
      const before = appended ? machine.files.find(output) : undefined;
      // What the command prints is filled in afterwards, where it is known.
      record(
        ['>'],
        [{ kind: 'write', path: output, node: 'file', origin: before?.origin ?? { kind: 'command', program: '>' } }],
        { ...noStreams, text: `> ${output}`, offset: undefined },
        shell,
        machine,
      );
    }
  }
  return { streams: { input, output }, appended, heredoc };
}

function writeOutput(
  content: string,
  site: { streams?: Streams; output?: string | undefined; appended?: boolean },
  shell: Shell,
  machine: Machine,
): void {
  const output = site.output ?? site.streams?.output;
  if (output === undefined || output.startsWith('/dev/') || site.appended === true) return;
  record(
    ['>'],
    [{ kind: 'write', path: output, node: 'file', origin: { kind: 'command', program: 'echo' }, content }],
    { ...noStreams, text: `> ${output}`, offset: undefined },
    shell,
    machine,
  );
}

// --- Builtins and prefixes

interface BuiltinCall {
  readonly words: readonly string[];
  readonly assignments: ReadonlyMap<string, string>;
  readonly site: Site;
  readonly shell: Shell;
  readonly machine: Machine;
}

type Builtin = (rest: readonly string[], call: BuiltinCall) => Status;

const nothing: Builtin = () => 'success';

const assign: Builtin = (rest, { shell }) => {
  for (const word of rest) {
    const equals = word.indexOf('=');
    if (equals > 0) shell.variables.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return 'success';
};

const print: Builtin = (rest, { site, shell, machine, words }) => {
  const plain =
    words[0] === 'printf' ? rest.slice(0, 1) : rest.filter((word, index) => !(index === 0 && /^-[neE]+$/.test(word)));
  const joined = plain.join(' ');
  const simple = words[0] !== 'printf' || (rest.length === 1 && !joined.includes('%'));
  // dash and BusyBox interpret backslashes in echo; where bash would not, a script with literal ones could not run anyway.
  const content = `${joined.replaceAll('\\n', '\n').replaceAll('\\t', '\t')}${words[0] === 'printf' || rest[0] === '-n' ? '' : '\n'}`;
  if (simple && !content.includes(UNKNOWN)) writeOutput(content, site, shell, machine);
  record(words, [], site, shell, machine);
  return 'assumed';
};

const builtins: Readonly<Record<string, Builtin>> = {
  __proto__: null as never,
  cd: (rest, { shell, machine }) => {
    const target = rest.find((word) => !word.startsWith('-')) ?? machine.environment('HOME') ?? '/root';
    shell.cwd = target === '-' ? UNKNOWN : resolvePath(shell.cwd, target);
    return 'assumed';
  },
  pushd: (rest, { shell }) => {
    const target = rest[0];
    if (target !== undefined) {
      shell.variables.set('\u0001pushed', shell.cwd);
      shell.cwd = resolvePath(shell.cwd, target);
    }
    return 'assumed';
  },
  popd: (_, { shell }) => {
    shell.cwd = shell.variables.get('\u0001pushed') ?? UNKNOWN;
    return 'assumed';
  },
  export: assign,
  declare: assign,
  typeset: assign,
  readonly: assign,
  local: assign,
  unset: (rest, { shell }) => {
    for (const name of rest) if (!name.startsWith('-')) shell.variables.set(name, '');
    return 'success';
  },
  ':': nothing,
  break: nothing,
  continue: nothing,
  set: nothing,
  shopt: nothing,
  umask: nothing,
  ulimit: nothing,
  trap: nothing,
  wait: nothing,
  shift: nothing,
  alias: nothing,
  hash: nothing,
  return: nothing,
  read: (rest, { shell }) => {
    for (const name of rest) if (!name.startsWith('-')) shell.variables.set(name, UNKNOWN);
    return 'unknown';
  },
  exit: (_, { shell }) => {
    shell.ended = true;
    return 'unknown';
  },
  echo: print,
  printf: print,
  cat: (rest, call) => {
    if (rest.length === 0 && call.site.heredoc !== undefined)
      writeOutput(call.site.heredoc, call.site, call.shell, call.machine);
    record(call.words, [], call.site, call.shell, call.machine);
    return 'assumed';
  },
  test: (rest, { shell, machine }) => testStatus(rest, shell, machine),
  '[': (rest, { shell, machine }) => testStatus(rest.at(-1) === ']' ? rest.slice(0, -1) : rest, shell, machine),
  eval: (rest, { shell, machine }) => {
    if (rest.some((word) => word.includes(UNKNOWN))) {
      record(
        ['eval', ...rest],
        [unknown('`eval` runs text that is not known')],
        { ...noStreams, text: 'eval', offset: undefined },
        shell,
        machine,
      );
      return 'unknown';
    }
    return runStatements(parseShell(rest.join(' ')).commands, { ...shell, depth: shell.depth + 1 }, machine);
  },
  '.': source,
  source,
  command: (rest, call) =>
    rest[0]?.startsWith('-') === true
      ? 'unknown'
      : runCommand(rest, call.assignments, call.site, call.shell, call.machine),
  type: () => 'unknown',
  exec: (rest, call) => {
    const words = rest[0]?.startsWith('-') === true ? [] : rest;
    return words.length === 0 ? 'success' : runCommand(words, call.assignments, call.site, call.shell, call.machine);
  },
};

function source(rest: readonly string[], { shell, machine, site, words }: BuiltinCall): Status {
  const path = rest[0];
  const content = path === undefined ? undefined : machine.files.read(resolvePath(shell.cwd, path));
  if (content !== undefined && shell.depth < deepest)
    return runStatements(parseShell(content).commands, { ...shell, depth: shell.depth + 1 }, machine);
  // Profiles set variables and no more: /etc/profile, ~/.bashrc, ~/.cargo/env.
  const profile = path !== undefined && /(?:profile|rc|env|activate|init\.sh)$/.test(path);
  record(words, profile ? [] : [unknown(`\`${path ?? ''}\` is sourced and could not be read`)], site, shell, machine);
  return 'assumed';
}

function testStatus(words: readonly string[], shell: Shell, machine: Machine): Status {
  const decided = decideTest(words, (path) => machine.files.find(resolvePath(shell.cwd, path)));
  return decided === undefined ? 'unknown' : decided ? 'success' : 'failure';
}

interface Inner {
  readonly words: readonly string[];
  readonly assignments: ReadonlyMap<string, string>;
  readonly user: string | undefined;
}

type Prefix = (rest: readonly string[]) => Inner | undefined;

function after(rest: readonly string[], withValue: readonly string[], skip = 0, user?: string): Inner {
  let index = 0;
  for (; index < rest.length && rest[index]?.startsWith('-') === true; index++)
    if (withValue.includes(rest[index] ?? '')) index++;
  return { words: rest.slice(index + skip), assignments: new Map(), user };
}

/** Programs that run the command which follows their own options. */
const prefixes: Readonly<Record<string, Prefix>> = {
  __proto__: null as never,
  env: (rest) => {
    const assignments = new Map<string, string>();
    let index = 0;
    for (; index < rest.length; index++) {
      const word = rest[index] ?? '';
      const equals = word.indexOf('=');
      if (equals > 0 && !word.startsWith('-')) assignments.set(word.slice(0, equals), word.slice(equals + 1));
      else if (word === '-u') index++;
      else if (!word.startsWith('-')) break;
    }
    return { words: rest.slice(index), assignments, user: undefined };
  },
  sudo: (rest) => {
    const at = rest.indexOf('-u');
    const user = at >= 0 ? rest[at + 1] : 'root';
    const inner = after(rest, ['-u', '-g', '-C', '-h', '-p']);
    const set = inner.words.findIndex((word) => !/^\w+=/.test(word));
    return { ...inner, words: set < 0 ? [] : inner.words.slice(set), user };
  },
  time: (rest) => after(rest, ['-f', '-o']),
  nice: (rest) => after(rest, ['-n']),
  nohup: (rest) => after(rest, []),
  timeout: (rest) => after(rest, ['-k', '-s'], 1),
  gosu: (rest) => after(rest, [], 1, rest[0]),
  'su-exec': (rest) => after(rest, [], 1, rest[0]),
  stdbuf: (rest) => after(rest, ['-o', '-i', '-e']),
  setarch: (rest) => after(rest, [], 1),
  linux32: (rest) => after(rest, []),
  linux64: (rest) => after(rest, []),
  busybox: (rest) => ({ words: rest, assignments: new Map(), user: undefined }),
};

type InterpretedScript =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string };

/** `sh -c '…'`, `bash build.sh arguments`, `su app -c '…'`. */
function interpreterScript(
  first: string,
  rest: readonly string[],
): { script: InterpretedScript; parameters: readonly string[] } | undefined {
  const name = baseName(first);
  if (name === 'su' || name === 'runuser') {
    const at = rest.findIndex((word) => word === '-c' || word === '--command');
    const text = at < 0 ? undefined : rest[at + 1];
    return text === undefined || text.includes(UNKNOWN)
      ? undefined
      : { script: { kind: 'text', text }, parameters: [] };
  }
  if (!/^(?:sh|bash|dash|ash|ksh|zsh)$/.test(name)) return undefined;
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (/^[-+][a-z]*c$/.test(word)) {
      const text = rest[index + 1];
      return text === undefined || text.includes(UNKNOWN)
        ? undefined
        : { script: { kind: 'text', text }, parameters: rest.slice(index + 3) };
    }
    if (word === '-o' || word === '+o') index++;
    else if (word === '-s' || word === '-') return undefined;
    else if (!/^[-+]/.test(word))
      return word.includes(UNKNOWN)
        ? undefined
        : { script: { kind: 'file', path: word }, parameters: rest.slice(index + 1) };
  }
  return undefined;
}

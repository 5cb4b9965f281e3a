// Runs a shell script on paper: follows `cd`, variables, branches, functions and scripts of the build context, and hands every
// other command to its program model. It knows no toolchain, and nothing that it does not understand passes as harmless.

import {
  type AndOr,
  type Command,
  type ParsedScript,
  type Pipeline,
  parseShell,
  type Statement,
  type Word,
} from '../../syntax/shell.ts';
import { type Call, type Effect, UNKNOWN } from '../effect.ts';
import { baseName, resolvePath } from '../path.ts';
import { makeScripts } from '../programs/make.ts';
import { isStandardFolder } from '../programs/places.ts';
import { expandWord, expandWords, type Scope } from '../word.ts';
import { builtins, type Runner } from './builtins.ts';
import {
  branch,
  deepest,
  type Machine,
  makeCall,
  noStreams,
  programName,
  record,
  rejoin,
  type Shell,
  type Site,
  type Status,
  type Streams,
  startShell,
  subshell,
  type TracedCall,
  unknown,
} from './machine.ts';
import { type Inner, interpreterScript, prefixes } from './prefixes.ts';
import { redirect, writeOutput } from './redirect.ts';

const mostLoops = 32;

/** Runs `script` in `cwd`. Returns false when it could not be read as shell. */
export function runScript(script: string, cwd: string, machine: Machine): boolean {
  const shell = startShell(cwd, machine);
  const parsed = parseShell(script);
  runStatements(parsed.commands, shell, machine);
  return (parsed.errors?.length ?? 0) === 0;
}

/** Runs one command that is given as words, as the exec form of RUN does. */
export function runWords(words: readonly string[], cwd: string, machine: Machine): void {
  const shell = startShell(cwd, machine);
  runCommand([...words], new Map(), { ...noStreams, text: words.join(' '), offset: 0 }, shell, machine);
}

const runner: Runner = { statements: runStatements, command: runCommand };

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
      const inner = redirect(node.redirects, shell, machine, streams, scope(shell, machine));
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
        runBranch(then.commands, shell, machine);
        reached = false;
      }
      if (node.else !== undefined && reached) return runStatements(node.else.commands, shell, machine);
      if (node.else !== undefined) runBranch(node.else.commands, shell, machine);
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
      runBranch(node.body.commands, shell, machine);
      return 'unknown';
    case 'Case': {
      const word = expandWord(node.word, scope(shell, machine));
      for (const item of node.items) {
        const patterns = item.pattern.map((pattern) => expandWord(pattern, scope(shell, machine)));
        if (
          machine.open !== true &&
          !word.includes(UNKNOWN) &&
          patterns.some((pattern) => pattern === word || pattern === '*')
        )
          return runStatements(item.body.commands, shell, machine);
        if (
          machine.open === true ||
          word.includes(UNKNOWN) ||
          patterns.some((pattern) => /[*?[]/.test(pattern) || pattern.includes(UNKNOWN))
        )
          runBranch(item.body.commands, shell, machine);
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

/** Commands that may not run. */
function runBranch(statements: readonly Statement[], shell: Shell, machine: Machine): void {
  const inner = branch(shell);
  runStatements(statements, inner, machine);
  rejoin(shell, inner);
  // `set -- server "$@"`: when the first argument is no program by itself, this branch is the one that makes it one.
  if (inner.parameters !== shell.parameters && !isProgram(shell.parameters[0], shell, machine))
    shell.parameters = inner.parameters;
}

function isProgram(word: string | undefined, shell: Shell, machine: Machine): boolean {
  if (word === undefined) return false;
  if (word.includes('/')) return machine.files.find(resolvePath(shell.cwd, word)) !== undefined;
  return machine.has(word) === true || lookUp(word, shell, machine) !== undefined;
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
    const before = node.commands[index - 1];
    const inner: Streams = {
      input: index === 0 ? streams.input : 'pipe',
      output: last ? streams.output : undefined,
      piped: before?.type === 'Command' ? wordsOf(before, scope(shell, machine)) : undefined,
    };
    status = runNode(command, node.commands.length === 1 ? shell : subshell(shell), machine, inner);
  }
  if (node.prefixes.some((prefix) => prefix.type === 'Negation'))
    return status === 'success' ? 'failure' : status === 'failure' ? 'success' : 'unknown';
  return status;
}

function runSimple(node: Command, shell: Shell, machine: Machine, streams: Streams): Status {
  const here = scope(shell, machine);
  const assignments = new Map<string, string>();
  for (const item of node.prefix) {
    if (item.type !== 'Assignment') continue;
    const value = item.value.type === 'Word' ? expandWord(item.value, scopeWith(here, assignments)) : UNKNOWN;
    assignments.set(item.name, item.append === true ? (here.lookup(item.name) ?? '') + value : value);
  }
  const redirected = redirect(node.redirects, shell, machine, streams, scope(shell, machine));
  const words = wordsOf(node, here);
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

function wordsOf(node: Command, here: Scope): readonly string[] {
  if (node.name === undefined) return [];
  return [
    ...expandWords(node.name, here),
    ...node.args.flatMap((argument) =>
      argument.type === 'Word' ? expandWords(argument, here) : [assignmentWord(argument, here)],
    ),
  ];
}

function assignmentWord(argument: { name: string; value: unknown; text: string }, here: Scope): string {
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
  if (builtin !== undefined) return builtin(rest, { run: runner, words, assignments, site, shell, machine });

  const body = shell.functions.get(first);
  if (body !== undefined) {
    if (shell.depth < deepest)
      runStatements(body.commands, { ...shell, parameters: rest, depth: shell.depth + 1 }, machine);
    return 'assumed';
  }
  // `java -jar sbt-launch.jar assembly`: a build tool that is started by its file.
  const file = machine.open === true ? undefined : machine.programs.runs([baseName(first), ...rest]);
  const tool = baseName(file ?? '');
  if (file !== undefined && Object.hasOwn(machine.programs.models, tool))
    return runCommand([tool, ...words.slice(words.indexOf(file) + 1)], assignments, site, shell, machine);
  const inner = prefixes[baseName(first)]?.(rest);
  if (inner !== undefined && inner.words.length > 0) {
    // In a container the prefix itself has to be there as well.
    if (machine.open === true) record(words, [], site, shell, machine);
    return runInner(inner, assignments, site, shell, machine);
  }
  const interpreted = interpreterScript(first, rest);
  if (interpreted !== undefined) {
    const { script, parameters } = interpreted;
    if (script.kind === 'text') return runText(script.text, undefined, parameters, shell, machine);
    const name = baseName(script.path);
    // `sh ./configure`: as if it were started by its path.
    if (
      machine.programs.models[name] !== undefined &&
      (machine.programs.wrappers.has(name) || machine.files.read(resolve(script.path)) === undefined)
    )
      return runCommand(
        [script.path.includes('/') ? script.path : `./${script.path}`, ...parameters],
        assignments,
        site,
        shell,
        machine,
      );
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
  if (site.piped !== undefined && /^(?:\/bin\/)?(?:sh|bash|ash|dash)$/.test(first)) {
    const installed = runInstaller(site.piped.join(' '), words, assignments, site, shell, machine);
    if (installed !== undefined) return installed;
  }
  if (baseName(first) === 'make' || baseName(first) === 'gmake')
    return runMake(words, assignments, site, shell, machine);

  const followed = runReader(words, assignments, site, shell, machine);
  if (followed !== undefined) return followed;
  const model = machine.programs.models[programName(first, machine)];
  const path = first.includes('/') ? resolve(first) : undefined;
  const written = path === undefined ? undefined : machine.files.find(path);
  // A file of the image that has the name of a known program is what runs, unless it is the program itself in its usual place.
  if (
    path !== undefined &&
    written !== undefined &&
    !machine.programs.wrappers.has(baseName(first)) &&
    (model === undefined || machine.files.read(path) !== undefined)
  ) {
    return runFile(path, first, rest, words, site, shell, machine);
  }
  if (model === undefined && path === undefined) {
    const found = lookUp(first, shell, machine);
    if (found !== undefined) return runFile(found, first, rest, words, site, shell, machine);
  }
  const call = makeCall(words, assignments, site, shell, machine);
  const effects = asksOnly(words) ? [] : model?.(call);
  record(words, effects ?? [notUnderstood(words, model !== undefined, call, shell.within)], site, shell, machine, call);
  return effects === undefined ? 'assumed' : statusOf(words);
}

/** It prints something and changes nothing. */
function asksOnly(words: readonly string[]): boolean {
  return words.length === 2 && /^(?:--version|--help|-version|-V)$/.test(words[1] ?? '');
}

function statusOf(words: readonly string[]): Status {
  if (words[0] === 'true' || words[0] === ':') return 'success';
  return words[0] === 'false' ? 'failure' : 'assumed';
}

function notUnderstood(words: readonly string[], modelled: boolean, call: Call, within: string | undefined): Effect {
  const shown = words.slice(0, 3).join(' ').replaceAll(UNKNOWN, '…');
  return unknown(
    modelled
      ? `what \`${shown}\` does with these arguments is not known`
      : `\`${baseName(call.words[0] ?? '')}\` is not a program that is known here`,
    modelled || call.has(call.program) === true ? undefined : within,
  );
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
  if (entry?.origin.kind === 'remote' && entry.origin.url !== undefined) {
    const installed = runInstaller(entry.origin.url, words, new Map(), site, shell, machine);
    if (installed !== undefined) return installed;
  }
  const reason =
    content !== undefined
      ? `\`${shown}\` is not a shell script`
      : entry?.origin.kind === 'artifact'
        ? `\`${shown}\`, which was built before, is run`
        : `the script \`${shown}\` could not be read`;
  if (entry?.origin.kind === 'artifact' && asksOnly(words)) {
    record(words, [], site, shell, machine);
    return 'assumed';
  }
  if (entry?.origin.kind !== 'artifact') record(words, [unknown(reason)], site, shell, machine);
  else {
    // What it writes there goes along where the folder does.
    const origin = { kind: 'command', program: baseName(path) } as const;
    const folder: Effect[] = isStandardFolder(shell.cwd)
      ? []
      : [{ kind: 'write', path: shell.cwd, node: 'folder', origin, open: true }];
    record(words, [...folder, unknown(reason, shell.cwd)], site, shell, machine);
  }
  return 'assumed';
}

/** A script from the network that a toolchain knows; undefined when none does. */
function runInstaller(
  url: string,
  words: readonly string[],
  assignments: ReadonlyMap<string, string>,
  site: Site,
  shell: Shell,
  machine: Machine,
): Status | undefined {
  const installer = machine.programs.installers.find((one) => one.url.test(url));
  if (installer === undefined) return undefined;
  const call = makeCall(words, assignments, site, shell, machine);
  record(words, installer.program(call) ?? [notUnderstood(words, true, call, undefined)], site, shell, machine, call);
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

/** A program that runs scripts of a manifest: `npm run build`. Undefined when it is none, or when they cannot be read. */
function runReader(
  words: readonly string[],
  assignments: ReadonlyMap<string, string>,
  site: Site,
  shell: Shell,
  machine: Machine,
): Status | undefined {
  const reader = machine.programs.readers[baseName(words[0] ?? '')];
  if (reader === undefined || shell.depth >= deepest) return undefined;
  const call = makeCall(words, assignments, site, shell, machine);
  const found = reader(call);
  if (found !== undefined) machine.follow?.(call, found !== 'unseen');
  if (found === undefined || found === 'unseen') return undefined;
  record(words, found.effects ?? [], site, shell, machine, call);
  const path = shell.variables.get('PATH') ?? machine.environment('PATH') ?? '';
  for (const script of found.scripts) {
    const inner = { ...subshell(shell), cwd: found.cwd, within: found.within };
    inner.variables.set('PATH', [...found.path, path].join(':'));
    for (const [name, value] of assignments) {
      inner.variables.set(name, value);
      inner.exported.add(name);
    }
    runText(script, undefined, [], inner, machine);
  }
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
      : machine.make?.(call);
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
    return built(inner.words.slice(1), {
      run: runner,
      words: inner.words,
      assignments: merged,
      site,
      shell: shellFor,
      machine,
    });
  return runCommand(inner.words, merged, site, shellFor, machine);
}

function scope(shell: Shell, machine: Machine): Scope {
  return {
    lookup: (name) => shell.variables.get(name) ?? (name === 'PWD' ? shell.cwd : machine.environment(name)),
    parameters: shell.parameters,
    script: shell.script,
    cwd: shell.cwd,
    run: (script) => runSubstitution(script, shell, machine),
  };
}

function scopeWith(here: Scope, assignments: ReadonlyMap<string, string>): Scope {
  return { ...here, lookup: (name) => assignments.get(name) ?? here.lookup(name) };
}

/** `$(…)`: its commands run, and its value is known when it is one command that prints what is known. */
function runSubstitution(script: ParsedScript, shell: Shell, machine: Machine): string {
  const inner: Shell = { ...subshell(shell), depth: shell.depth + 1 };
  const only = script.commands.length === 1 ? script.commands[0]?.command : undefined;
  if (only?.type === 'Command') {
    const printed = printedBy(wordsOf(only, scope(inner, machine)), inner, machine);
    if (printed !== undefined) return printed;
  }
  if (shell.depth >= deepest) return UNKNOWN;
  const calls: TracedCall[] = [];
  const watched: Machine = {
    ...machine,
    record: (call) => {
      calls.push(call);
      machine.record(call);
    },
  };
  runStatements(script.commands, inner, watched);
  machine.budget = watched.budget;
  const prints = calls.length === 1 && only?.type === 'Command' ? (calls[0]?.effects ?? []) : [];
  return prints.find((effect) => effect.kind === 'output')?.text ?? UNKNOWN;
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

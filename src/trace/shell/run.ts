// Runs a shell script on paper: follows `cd`, variables, branches, functions and scripts of the build context, and hands every
// other command to its program model. It knows no toolchain, and nothing that it does not understand passes as harmless.

import {
  type AndOr,
  type Command,
  type ParsedScript,
  type Pipeline,
  parseShell,
  type Statement,
  type TestExpression,
  type Word,
} from '../../syntax/shell.ts';
import { UNKNOWN } from '../effect.ts';
import { resolvePath } from '../path.ts';
import { matchGlob } from '../programs/places.ts';
import { expandWord, expandWords, type Scope } from '../word.ts';
import { builtins, handOn } from './builtins.ts';
import { lookUp, runCommand } from './command.ts';
import { fails, succeeds } from './failure.ts';
import {
  branch,
  deepest,
  type Machine,
  noStreams,
  type Runner,
  recordBeside,
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
import { printedBy } from './printed.ts';
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
  const site = { ...noStreams, text: words.join(' '), offset: 0 };
  // No shell is there to have commands of its own: a file by the name of one is what is meant.
  const [first = '', ...rest] = words;
  const folders = Object.hasOwn(builtins, first) ? (machine.environment('PATH') ?? '').split(':') : [];
  const own = folders.map((folder) => `${folder}/${first}`).find((path) => machine.files.find(path)?.certain === true);
  const meant = own === undefined ? words : [own, ...rest];
  runCommand({ words: meant, assignments: new Map(), site, shell, machine, run: runner });
}

const runner: Runner = { statements: runStatements, command: runCommand };

function runStatements(statements: readonly Statement[], shell: Shell, machine: Machine): Status {
  let status: Status = 'success';
  const last = statements.at(-1);
  for (const statement of statements) {
    if (shell.ended) return status;
    const isForgotten =
      statement !== last && (shell.errexit === false || (shell.errexit === undefined && succeeds(last?.command)));
    status = (isForgotten ? runTried : runNode)(statement.command, shell, machine, noStreams);
  }
  return status;
}

/** Runs what may fail without failing what it stands in. */
function runTried(node: Node, shell: Shell, machine: Machine, streams: Streams): Status {
  const { tried } = shell;
  shell.tried = true;
  const status = runNode(node, shell, machine, streams);
  shell.tried = tried;
  return status;
}

type Node = Statement['command'] | Pipeline['commands'][number];

function runNode(node: Node, shell: Shell, machine: Machine, streams: Streams): Status {
  if (machine.budget <= 0) {
    if (machine.budget === 0)
      recordBeside(['…'], [unknown('the script runs too many commands to follow')], shell, machine);
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
      const isNoticed = [...clauses.map(({ then }) => then), ...(node.else === undefined ? [] : [node.else])].some(
        ({ commands }) => fails(commands.at(-1)?.command, shell),
      );
      for (const { clause, then } of clauses) {
        const tested = reached ? shell : branch(shell);
        const { tried } = tested;
        tested.tried ||= !isNoticed;
        const status = runStatements(clause.commands, tested, machine);
        tested.tried = tried;
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
          : node.wordlist
              .flatMap((word) => expandWords(word, scope(shell, machine)))
              .flatMap((word) => {
                if (word.includes(UNKNOWN) || !/[*?[]/.test(word)) return [word];
                const { paths, complete } = matchGlob(machine, resolvePath(shell.cwd, word));
                return complete ? paths : [...paths, UNKNOWN];
              });
      const known = words.length <= mostLoops && words.every((word) => !word.includes(UNKNOWN) && !/[*?[]/.test(word));
      const inner = known ? shell : branch(shell);
      const some = words.length <= mostLoops ? words : [];
      for (const word of known ? words : [...some.filter((one) => !one.includes(UNKNOWN)), UNKNOWN]) {
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
      expandTest(node.expression, shell, machine);
      return 'unknown';
    case 'ArithmeticCommand':
      return 'unknown';
    default:
      recordBeside([node.type], [unknown(`a \`${node.type}\` of the shell is not followed`)], shell, machine, {
        offset: node.pos,
      });
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
    const otherwise = node.commands[node.operators.indexOf('||', index) + 1];
    const isForgotten = node.operators.indexOf('||', index) >= 0 && !fails(otherwise, shell);
    // `cd` must last, so the shell stays the same; only certainty is lowered.
    status = (isForgotten ? runTried : runNode)(command, doubtful ? branch(shell) : shell, machine, streams);
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

/** What is assigned in front of these stays, as POSIX has it for special built-in utilities. */
const special = new Set(': . eval exec export readonly set shift times trap unset'.split(' '));

function runSimple(node: Command, shell: Shell, machine: Machine, streams: Streams): Status {
  const here = scope(shell, machine);
  const assignments = new Map<string, string>();
  for (const item of node.prefix) {
    if (item.type !== 'Assignment') continue;
    const value = item.value.type === 'Word' ? expandWord(item.value, scopeWith(here, assignments)) : UNKNOWN;
    assignments.set(item.name, item.append === true ? (here.lookup(item.name) ?? '') + value : value);
    handOn(item.name, value, shell, machine);
  }
  const redirected = redirect(node.redirects, shell, machine, streams, scope(shell, machine));
  const words = wordsOf(node, here);
  if (words.length === 0) {
    for (const [name, value] of assignments) shell.variables.set(name, value);
    if (redirected.streams.output !== undefined && node.redirects.length > 0)
      writeOutput('', redirected, shell, machine);
    return 'success';
  }
  if (special.has(words[0] ?? '')) for (const [name, value] of assignments) shell.variables.set(name, value);
  const site: Site = {
    ...redirected.streams,
    text: words.join(' ').replaceAll(UNKNOWN, '…'),
    offset: shell.depth === 0 ? node.pos : undefined,
    appended: redirected.appended,
    heredoc: redirected.heredoc,
  };
  return runCommand({ words, assignments, site, shell, machine, run: runner });
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

/** `$(cd "$(dirname "$0")" && pwd)` */
function folderPrinted(script: ParsedScript, inner: Shell, machine: Machine): string | undefined {
  const [only, ...others] = script.commands;
  const list = only?.command;
  if (list?.type !== 'AndOr' || others.length > 0 || list.operators.some((operator) => operator !== '&&'))
    return undefined;
  const words = list.commands.map((node) => (node.type === 'Command' ? wordsOf(node, scope(inner, machine)) : []));
  const last = words.pop();
  if (last?.[0] !== 'pwd' || words.length === 0 || words.some(([first]) => first !== 'cd')) return undefined;
  for (const [, ...rest] of words) {
    const target = rest.find((word) => !word.startsWith('-'));
    if (target === undefined || target.includes(UNKNOWN)) return undefined;
    inner.cwd = resolvePath(inner.cwd, target);
    machine.enters?.(inner.cwd);
  }
  return inner.cwd;
}

/** What stands in `[[ … ]]` runs, and what it looks for is read. */
function expandTest(test: TestExpression, shell: Shell, machine: Machine): void {
  const expand = (word: Word) => expandWord(word, scope(shell, machine));
  switch (test.type) {
    case 'TestUnary': {
      const operand = expand(test.operand);
      if (/^-[a-hkprsuwxLSGONt]$/.test(test.operator) && !operand.includes(UNKNOWN))
        machine.reads?.(resolvePath(shell.cwd, operand));
      return;
    }
    case 'TestBinary':
      expand(test.left);
      expand(test.right);
      return;
    case 'TestLogical':
      for (const one of test.operands) expandTest(one, shell, machine);
      return;
    case 'TestNot':
      expandTest(test.operand, shell, machine);
      return;
    case 'TestGroup':
      expandTest(test.expression, shell, machine);
  }
}

/** `$(…)`: its commands run, and its value is known when it is one command that prints what is known. */
function runSubstitution(script: ParsedScript, shell: Shell, machine: Machine): string {
  const inner: Shell = { ...subshell(shell), depth: shell.depth + 1 };
  const only = script.commands.length === 1 ? script.commands[0]?.command : undefined;
  if (only?.type === 'Command') {
    const printed = printedBy(wordsOf(only, scope(inner, machine)), inner, machine);
    if (printed !== undefined) return printed;
  }
  const folder = folderPrinted(script, inner, machine);
  if (folder !== undefined) return folder;
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

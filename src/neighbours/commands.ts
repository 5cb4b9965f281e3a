// The commands of a shell script, wherever in it they stand: nothing is run, and every branch counts. Knows no command but those that
// change the folder or set variables.

import {
  type Command,
  type CompoundList,
  type ParsedScript,
  parseShell,
  type Statement,
  type Word,
  type WordPart,
} from '../syntax/shell.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { parentOf, resolvePath } from '../trace/path.ts';
import { expandWord, expandWords, type Scope } from '../trace/word.ts';

export interface ShellCommand {
  /** Expanded; `UNKNOWN` stands for what is known only when it runs. */
  readonly words: readonly string[];
  /** In the repository, whose root is `/`; undefined where it cannot be told. */
  readonly cwd: string | undefined;
  /** In the script. */
  readonly offset: number;
}

interface Walk {
  cwd: string | undefined;
  readonly script: string | undefined;
  readonly variables: Map<string, string>;
  readonly found: ShellCommand[];
}

/** `script` is the path of its file, for `$0`. */
export function commandsOf(
  text: string,
  start: { readonly cwd: string; readonly script?: string; readonly variables?: ReadonlyMap<string, string> },
): readonly ShellCommand[] {
  // The first of an array; in as many letters.
  const parsed = parseShell(text.replace(/\{BASH_SOURCE\[0\]\}/g, '{BASH_SOURCE:-_}'));
  if ((parsed.errors?.length ?? 0) > 0) return [];
  const variables = new Map([...rootVariables.map((name) => [name, '/'] as const), ...(start.variables ?? [])]);
  const walk: Walk = { cwd: start.cwd, script: start.script, variables, found: [] };
  visitAll(parsed.commands, walk);
  return walk.found;
}

/** What services that run pipelines call the folder of the repository. */
const rootVariables = [
  'CI_PROJECT_DIR',
  'GITHUB_WORKSPACE',
  'WORKSPACE',
  'BUILD_SOURCESDIRECTORY',
  'CIRCLE_WORKING_DIRECTORY',
];

type Tree =
  | Statement['command']
  | CompoundList
  | { readonly type: 'Elif'; readonly clause: CompoundList; readonly then: CompoundList };

function visitAll(statements: readonly Statement[], walk: Walk): void {
  for (const { command } of statements) visit(command, walk);
}

function visit(node: Tree, walk: Walk): void {
  if (node.type === 'Command') visitCommand(node, walk);
  if (node.type === 'For') walk.variables.set(node.name.value, UNKNOWN);
  // The folder and the variables of these end with them.
  const inner =
    node.type === 'Subshell' || node.type === 'Function' ? { ...walk, variables: new Map(walk.variables) } : walk;
  for (const child of childrenOf(node)) visit(child, inner);
}

function childrenOf(node: Tree): readonly Tree[] {
  switch (node.type) {
    case 'AndOr':
    case 'Pipeline':
      return node.commands;
    case 'CompoundList':
      return node.commands.map(({ command }) => command);
    case 'Redirected':
      return [node.command];
    case 'Subshell':
    case 'BraceGroup':
    case 'Function':
    case 'For':
      return [node.body];
    case 'If':
      return [node.clause, node.then, ...node.elif, ...(node.else === undefined ? [] : [node.else])];
    case 'Elif':
      return [node.clause, node.then];
    case 'While':
      return [node.clause, node.body];
    case 'Case':
      return node.items.map(({ body }) => body);
    default:
      return [];
  }
}

function visitCommand(node: Command, walk: Walk): void {
  const value = (word: Word) => expandWord(word, scopeOf(word, walk));
  const name = node.name === undefined ? [] : expandWords(node.name, scopeOf(node.name, walk));
  for (const item of node.prefix)
    if (item.type === 'Assignment' && name.length === 0)
      walk.variables.set(item.name, item.value.type === 'Word' && item.append !== true ? value(item.value) : UNKNOWN);
  const words = [
    ...name,
    ...node.args.flatMap((argument) =>
      argument.type === 'Word'
        ? expandWords(argument, scopeOf(argument, walk))
        : [`${argument.name}=${argument.value.type === 'Word' ? value(argument.value) : UNKNOWN}`],
    ),
  ];
  const [first, ...rest] = words;
  if (first === undefined) return;
  if (first === 'cd' || first === 'pushd') {
    const folder = rest.find((word) => !word.startsWith('-'));
    walk.cwd =
      folder === undefined || folder.includes(UNKNOWN) || (walk.cwd === undefined && !folder.startsWith('/'))
        ? undefined
        : resolvePath(walk.cwd ?? '/', folder);
  } else if (/^(?:export|local|readonly|declare|typeset)$/.test(first)) {
    for (const word of rest) {
      const equals = word.indexOf('=');
      if (equals > 0) walk.variables.set(word.slice(0, equals), word.slice(equals + 1));
    }
  } else walk.found.push({ words, cwd: walk.cwd, offset: node.pos });
}

/** A variable that nothing sets is known only when the script runs, unless the word says what it is otherwise. */
function scopeOf(word: Word, walk: Walk): Scope {
  const defaults = new Set<string>();
  const collect = (parts: readonly WordPart[]) => {
    for (const part of parts) {
      if (part.type === 'DoubleQuoted') collect(part.parts);
      else if (part.type === 'ParameterExpansion' && part.operation?.type === 'Default') defaults.add(part.parameter);
    }
  };
  collect(word.parts ?? []);
  return {
    lookup: (name) =>
      walk.variables.get(name) ??
      (name === 'PWD' ? (walk.cwd ?? UNKNOWN) : name === 'BASH_SOURCE' ? (walk.script ?? UNKNOWN) : undefined) ??
      (defaults.has(name) ? undefined : UNKNOWN),
    script: walk.script,
    parameters: [],
    cwd: walk.cwd ?? '/',
    run: (script) => outputOf(script, walk),
  };
}

/** Of the few commands that scripts find their folder with: `pwd`, `dirname "$0"`, `cd … && pwd`, `git rev-parse --show-toplevel`. */
function outputOf(script: ParsedScript, walk: Walk): string {
  const inner: Walk = { ...walk, variables: new Map(walk.variables), found: [] };
  visitAll(script.commands, inner);
  const [{ words } = { words: [] }, second] = inner.found;
  if (second !== undefined) return UNKNOWN;
  const [program, argument = UNKNOWN] = words;
  if (program === 'pwd') return inner.cwd ?? UNKNOWN;
  if (program === 'dirname' && argument.startsWith('/') && !argument.includes(UNKNOWN)) return parentOf(argument);
  if (/^(?:realpath|readlink)$/.test(program ?? '')) {
    const path = words.find((word, index) => index > 0 && !word.startsWith('-')) ?? UNKNOWN;
    return path.includes(UNKNOWN) ? UNKNOWN : resolvePath(inner.cwd ?? '/', path);
  }
  return words.join(' ') === 'git rev-parse --show-toplevel' ? '/' : UNKNOWN;
}

// Reads shell text: the one place that knows unbash. What commands do is for the trace.

import { forEachChild, type ParsedScript, parse, type SyntaxNode, type WordPart } from 'unbash';

export type {
  AndOr,
  Assignment,
  Case,
  Command,
  CompoundList,
  DoubleQuotedChild,
  For,
  Function as ShellFunction,
  If,
  ParameterOperation,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirection,
  Statement,
  TestExpression,
  While,
  Word,
  WordPart,
} from 'unbash';

export type ShellScript = ParsedScript;

/** The tree is there for any text; with `errors`, do not trust it. */
export function parseShell(script: string): ShellScript {
  return parse(script);
}

/** Programs that every shell has within itself as well. */
const within = new Set(['[', 'echo', 'false', 'kill', 'printf', 'pwd', 'test', 'true']);

/**
 * The words that commands of a script begin with, wherever they stand in it, those without expansions; without builtins and the script's own
 * functions. Empty for a script that cannot be read.
 */
export function programsNamedIn(script: string): readonly string[] {
  const parsed = parse(script);
  if ((parsed.errors?.length ?? 0) > 0) return [];
  const names = new Set<string>();
  const functions = new Set<string>();
  const waiting: SyntaxNode[] = [parsed];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'Command' && node.name !== undefined) {
      const words = [node.name, ...node.suffix.filter((word) => word.type === 'Word')];
      // `exec nginx -g …` starts its first word.
      const [first] = words[0]?.value === 'exec' ? words.slice(1) : words;
      if (first !== undefined && first.parts === undefined) names.add(first.value);
    }
    if (node.type === 'Function') functions.add(node.name.value);
    forEachChild(node, (child) => waiting.push(child));
  }
  return [...names].filter(
    (name) => !builtins.has(name) && !within.has(name) && !functions.has(name) && /^[\w./+-]+$/.test(name),
  );
}

export interface PlainWords {
  /** Without the leading `exec`. */
  readonly words: readonly string[];
  readonly exec: boolean;
}

/** A character that some shell could give a meaning when it stands outside of quotes. */
const active = /[$`*?[\]{}~!#;&|<>()\\\n\r^=%]/;

/** Names of a shell that no program stands behind, or that mean something else than the program of that name. */
const builtins = new Set([
  '.',
  ':',
  'alias',
  'bg',
  'break',
  'builtin',
  'case',
  'cd',
  'command',
  'continue',
  'coproc',
  'declare',
  'do',
  'done',
  'elif',
  'else',
  'esac',
  'eval',
  'exit',
  'export',
  'fc',
  'fg',
  'fi',
  'for',
  'function',
  'getopts',
  'hash',
  'if',
  'in',
  'jobs',
  'let',
  'local',
  'read',
  'readonly',
  'return',
  'select',
  'set',
  'shift',
  'shopt',
  'source',
  'then',
  'time',
  'times',
  'trap',
  'type',
  'typeset',
  'ulimit',
  'umask',
  'unalias',
  'unset',
  'until',
  'wait',
  'while',
]);

/**
 * The words of a script that is one command of plain words, so that running them without a shell does the same. Undefined for anything that a
 * shell would change: variables, globs, operators, redirections, assignments, builtins.
 */
export function wordsOf(script: string): PlainWords | undefined {
  const words: string[] = [];
  const text = script.trim();
  let word: string | undefined;
  let bare = true;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === ' ' || character === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      const end = text.indexOf(character, at + 1);
      const quoted = text.slice(at + 1, end);
      if (end === -1 || quoted.includes('\n') || (character === '"' && /[$`\\!]/.test(quoted))) return undefined;
      if (words.length === 0) bare = false;
      word = (word ?? '') + quoted;
      at = end;
    } else {
      // `=` is only an assignment in front of the command, and `#` a comment only where a word starts.
      const inside =
        (character === '=' && words.length > 0) ||
        (character === '#' && word !== undefined) ||
        character === '%' ||
        character === '^';
      if (active.test(character) && !inside) return undefined;
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  const exec = bare && words[0] === 'exec';
  const plain = exec ? words.slice(1) : words;
  const [program] = plain;
  if (program === undefined || program === '' || builtins.has(program) || (exec && program.startsWith('-')))
    return undefined;
  // The echo of some shells reads escapes, and the program does not.
  if (program === 'echo' && plain.some((one) => one.includes('\\'))) return undefined;
  return { words: plain, exec };
}

/** A line taken apart at its blanks, quotes removed. Undefined for one in which a shell would do more than that. */
export function wordsOfLine(line: string): readonly string[] | undefined {
  // Behind a command, so that no word is an assignment or a keyword.
  const { commands, errors = [] } = parse(`: ${line}`);
  const command = commands[0]?.command;
  if (errors.length > 0 || commands.length !== 1 || command?.type !== 'Command') return undefined;
  const words: string[] = [];
  for (const word of command.suffix) {
    if (word.type !== 'Word' || !(word.parts ?? []).every(isQuoted)) return undefined;
    words.push(word.value);
  }
  return words;
}

function isQuoted(part: WordPart): boolean {
  if (part.type === 'DoubleQuoted') return part.parts.every(({ type }) => type === 'Literal');
  return part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted';
}

// Commands that the shell runs itself: `cd`, `export`, `echo`, `test`, `eval`, `source` and the like.

import { parseShell } from '../../syntax/shell.ts';
import { UNKNOWN } from '../effect.ts';
import { resolvePath } from '../path.ts';
import { decideTest } from '../test.ts';
import {
  branch,
  deepest,
  type Machine,
  type Running,
  record,
  recordBeside,
  type Shell,
  type Status,
  unknown,
} from './machine.ts';
import { writeOutput } from './redirect.ts';

export type Builtin = (rest: readonly string[], call: Running) => Status;

const nothing: Builtin = () => 'success';

const assign: Builtin = (rest, { shell, machine }) => {
  for (const word of rest) {
    const equals = word.indexOf('=');
    if (equals <= 0) continue;
    shell.variables.set(word.slice(0, equals), word.slice(equals + 1));
    handOn(word.slice(0, equals), word.slice(equals + 1), shell, machine);
  }
  return 'success';
};

const exportAll: Builtin = (rest, call) => {
  for (const word of rest) if (!word.startsWith('-')) call.shell.exported.add(word.replace(/=.*$/s, ''));
  return assign(rest, call);
};

const print: Builtin = (rest, call) => {
  const { site, shell, machine, words } = call;
  const plain =
    words[0] === 'printf' ? rest.slice(0, 1) : rest.filter((word, index) => !(index === 0 && /^-[neE]+$/.test(word)));
  const joined = plain.join(' ');
  const simple = words[0] !== 'printf' || (rest.length === 1 && !joined.includes('%'));
  // dash and BusyBox interpret backslashes in echo; where bash would not, a script with literal ones could not run anyway.
  const content = `${joined.replaceAll('\\n', '\n').replaceAll('\\t', '\t')}${words[0] === 'printf' || rest[0] === '-n' ? '' : '\n'}`;
  if (simple && !content.includes(UNKNOWN)) writeOutput(content, site, shell, machine);
  record(call, []);
  return 'assumed';
};

export const builtins: Readonly<Record<string, Builtin>> = {
  __proto__: null as never,
  cd: (rest, { shell, machine }) => {
    const target = rest.find((word) => !word.startsWith('-')) ?? machine.environment('HOME') ?? '/root';
    shell.cwd = target === '-' ? UNKNOWN : resolvePath(shell.cwd, target);
    machine.enters?.(shell.cwd);
    return 'assumed';
  },
  pushd: (rest, { shell, machine }) => {
    const target = rest[0];
    if (target !== undefined) {
      shell.variables.set('\u0001pushed', shell.cwd);
      shell.cwd = resolvePath(shell.cwd, target);
      machine.enters?.(shell.cwd);
    }
    return 'assumed';
  },
  popd: (_, { shell }) => {
    shell.cwd = shell.variables.get('\u0001pushed') ?? UNKNOWN;
    return 'assumed';
  },
  export: exportAll,
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
  set: (rest, { shell }) => {
    for (const [index, word] of rest.entries()) {
      if (word === '--') break;
      if (/^[-+][a-z]*e/.test(word) || (/^[-+][a-z]*o$/.test(word) && rest[index + 1] === 'errexit'))
        shell.errexit = word.startsWith('-');
    }
    const at = rest.indexOf('--');
    if (at >= 0) shell.parameters = rest.slice(at + 1);
    return 'success';
  },
  shopt: nothing,
  umask: nothing,
  ulimit: nothing,
  trap: ([text = '', ...signals], { shell, machine, run }) => {
    // What is trapped runs at any time.
    if (signals.length > 0 && !/^-?$/.test(text) && !text.includes(UNKNOWN))
      run.statements(parseShell(text).commands, branch({ ...shell, depth: shell.depth + 1 }), machine);
    return 'success';
  },
  wait: nothing,
  shift: ([count = '1'], { shell }) => {
    shell.parameters = shell.parameters.slice(Number(count) || 1);
    return 'success';
  },
  alias: nothing,
  hash: nothing,
  return: nothing,
  read: (rest, { shell }) => {
    for (const name of rest) if (!name.startsWith('-')) shell.variables.set(name, UNKNOWN);
    return 'unknown';
  },
  mapfile: nothing,
  readarray: nothing,
  exit: (_, { shell }) => {
    shell.ended = true;
    return 'unknown';
  },
  echo: print,
  printf: print,
  cat: (rest, call) => {
    if (rest.length === 0 && call.site.heredoc !== undefined)
      writeOutput(call.site.heredoc, call.site, call.shell, call.machine);
    record(call, []);
    return 'assumed';
  },
  test: (rest, { shell, machine }) => testStatus(rest, shell, machine),
  '[': (rest, { shell, machine }) => testStatus(rest.at(-1) === ']' ? rest.slice(0, -1) : rest, shell, machine),
  eval: (rest, { shell, machine, run }) => {
    if (rest.some((word) => word.includes(UNKNOWN))) {
      recordBeside(['eval', ...rest], [unknown('`eval` runs text that is not known')], shell, machine);
      return 'unknown';
    }
    return run.statements(parseShell(rest.join(' ')).commands, { ...shell, depth: shell.depth + 1 }, machine);
  },
  '.': source,
  source,
  command: (rest, call) => (rest[0]?.startsWith('-') === true ? 'unknown' : call.run.command({ ...call, words: rest })),
  type: () => 'unknown',
  exec: (rest, call) => {
    const words = rest[0]?.startsWith('-') === true ? [] : rest;
    return words.length === 0 ? 'success' : call.run.command({ ...call, words });
  },
};

function source(rest: readonly string[], call: Running): Status {
  const { shell, machine, run } = call;
  const path = rest[0];
  if (path !== undefined) machine.reads?.(resolvePath(shell.cwd, path));
  const content = path === undefined ? undefined : machine.files.read(resolvePath(shell.cwd, path));
  if (content !== undefined && shell.depth < deepest)
    return run.statements(parseShell(content).commands, { ...shell, depth: shell.depth + 1 }, machine);
  // Profiles set variables and no more: /etc/profile, ~/.bashrc, ~/.cargo/env.
  const profile = path !== undefined && /(?:profile|rc|env|activate|init\.sh)$/.test(path);
  record(call, profile ? [] : [unknown(`\`${path ?? ''}\` is sourced and could not be read`)]);
  return 'assumed';
}

/** A variable that what is started may read, where it holds a path. */
export function handOn(name: string, value: string, { cwd }: Pick<Shell, 'cwd'>, machine: Machine): void {
  if (
    /^(?:PATH|HOME|PWD|OLDPWD|TMPDIR|SHELL)$/.test(name) ||
    !/^\.{0,2}\/?[\w-][\w./@+-]*$/.test(value) ||
    !value.includes('/')
  )
    return;
  machine.reads?.(resolvePath(cwd, value));
}

function testStatus(words: readonly string[], shell: Shell, machine: Machine): Status {
  for (const [index, word] of words.entries())
    if (index > 0 && /^-[a-hkprsuwxLSGONt]+$/.test(words[index - 1] ?? '') && !word.includes(UNKNOWN))
      machine.reads?.(resolvePath(shell.cwd, word));
  if (machine.open === true) return 'unknown';
  const decided = decideTest(words, (path) => machine.files.find(resolvePath(shell.cwd, path)));
  return decided === undefined ? 'unknown' : decided ? 'success' : 'failure';
}

// Programs that run another command: `env A=1 go build`, `sudo make`, `sh -c '…'`. They say which; nothing is run here.

import { UNKNOWN } from '../effect.ts';
import { baseName } from '../path.ts';

/** The command behind a prefix. */
export interface Inner {
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
export const prefixes: Readonly<Record<string, Prefix>> = {
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
  'cross-env': (rest) => prefixes.env?.(rest),
  'cross-env-shell': (rest) => prefixes.env?.(rest),
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
  setsid: (rest) => after(rest, []),
  watch: (rest) => after(rest, ['-n', '--interval']),
  // A number is a descriptor, and nothing runs.
  flock: (rest) => {
    const { words, ...inner } = after(rest, ['-w', '-E', '--timeout', '--wait', '--conflict-exit-code'], 1);
    return { ...inner, words: words[0] === '-c' ? ['sh', ...words] : words };
  },
  ionice: (rest) => after(rest, ['-c', '-n', '-p']),
  taskset: (rest) => after(rest, [], 1),
  chrt: (rest) => after(rest, [], 1),
  setpriv: (rest) => after(rest, []),
  chpst: (rest) => after(rest, ['-u', '-U', '-e', '-m', '-d', '-o', '-p', '-f', '-c', '-n', '-l', '-L']),
  setuidgid: (rest) => after(rest, [], 1, rest[0]),
  's6-setuidgid': (rest) => after(rest, [], 1, rest[0]),
  's6-envdir': (rest) => after(rest, [], 1),
  envdir: (rest) => after(rest, [], 1),
  'with-contenv': (rest) => after(rest, []),
  runuser: (rest) => {
    const user = rest[rest.indexOf('-u') + 1];
    const inner = after(rest, ['-u', '-g', '-G', '-s']);
    return rest.includes('-u') ? { ...inner, user } : undefined;
  },
  timeout: (rest) => after(rest, ['-k', '-s'], 1),
  gosu: (rest) => after(rest, [], 1, rest[0]),
  'su-exec': (rest) => after(rest, [], 1, rest[0]),
  tini: (rest) => after(rest, ['-p', '-e']),
  'tini-static': (rest) => after(rest, ['-p', '-e']),
  'dumb-init': (rest) => after(rest, ['-r', '--rewrite']),
  catatonit: (rest) => after(rest, []),
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
export function interpreterScript(
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

// How git is started for one work tree. No hook and no helper of the repository runs, nothing asks the user a question, and what git says
// comes without the credentials that an address may hold. Knows no Dockerfile.

import { devNull } from 'node:os';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { type Ended, execute, pipe, type Surroundings } from '../processes.ts';

/** What git could not do, as a clause. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

export interface Ask {
  readonly input?: string | Uint8Array;
  /** Seconds. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

// Replacements are known to this machine alone, and would hide what is in the commits.
const PLAIN = ['--no-replace-objects', '--no-optional-locks'];
const SETTINGS = { 'core.hooksPath': devNull, 'core.fsmonitor': 'false', 'gc.auto': '0', 'maintenance.auto': 'false' };

// What fetches by itself, or by a program that the address names, is not in this list.
const PROTOCOLS = ['https', 'http', 'ssh', 'git', 'file'];
const ALLOWED = Object.fromEntries([
  ['protocol.allow', 'never'],
  ...PROTOCOLS.map((name) => [`protocol.${name}.allow`, 'always']),
]);

const OPTIONS = [
  ...PLAIN,
  ...Object.entries({ ...SETTINGS, ...ALLOWED }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/** Variables by which a caller, as a hook is, points git at a repository of its own: `git rev-parse --local-env-vars`, and more of their kind. */
const ELSEWHERE = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_DEFAULT_HASH',
  'GIT_DIR',
  'GIT_EXTERNAL_DIFF',
  'GIT_GLOB_PATHSPECS',
  'GIT_GRAFT_FILE',
  'GIT_ICASE_PATHSPECS',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

function surroundings(folder: string, input: string | Uint8Array | undefined): Surroundings {
  return {
    folder,
    ...(input === undefined ? {} : { input }),
    environment: {
      ...Object.fromEntries(ELSEWHERE.map((name) => [name, undefined])),
      // A `.git` that is none must not lead to the repository around the folder.
      GIT_CEILING_DIRECTORIES: dirname(folder),
      GIT_TERMINAL_PROMPT: '0',
      GCM_INTERACTIVE: 'never',
      // Large files are no part of any build context that is read.
      GIT_LFS_SKIP_SMUDGE: '1',
      LC_ALL: 'C',
    },
  };
}

/** Gives what it printed, whatever its exit code. Rejects when git is not there or takes too long. */
export async function askGit(folder: string, words: readonly string[], options: Ask = {}): Promise<Ended> {
  const { input, timeout = 120, signal } = options;
  const limits = { timeout, signal, characters: 500_000_000 };
  const ended = await execute('git', [...OPTIONS, ...words], { ...surroundings(folder, input), ...limits });
  signal?.throwIfAborted();
  if (ended.timedOut) throw new GitError(`git ${words[0]} took more than ${timeout} seconds`);
  if (ended.code === undefined) throw new GitError('git could not be started: is it installed, and the folder there?');
  return ended;
}

/** Gives what it printed. Rejects with a GitError when it failed. */
export async function git(folder: string, words: readonly string[], options: Ask = {}): Promise<string> {
  const ended = await askGit(folder, words, options);
  if (ended.code !== 0) throw new GitError(complaint(ended));
  return ended.stdout;
}

/** The bytes that it printed. */
export async function gitBytes(folder: string, words: readonly string[], input: string): Promise<Buffer> {
  try {
    return await pipe('git', [...OPTIONS, ...words], collect, { ...surroundings(folder, input), timeout: 120 });
  } catch (error) {
    throw new GitError(withoutCredentials(error instanceof Error ? error.message : String(error)));
  }
}

async function collect(output: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of output) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Why campaigns cannot use this git, or not write this branch, as a sentence; undefined when they can. */
export async function problemOfGit(folder: string, branch: string): Promise<string | undefined> {
  const { code, stdout } = await execute('git', ['--version'], surroundings(folder, undefined));
  const [, major = 0, minor = 0] = (/ (\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  if (code !== 0) return 'git is not there: install it, 2.30 or newer.';
  if (major < 2 || (major === 2 && minor < 30))
    return `git 2.30 or newer is needed, and this is${stdout.trim().slice(3)}.`;
  const named = await execute('git', ['check-ref-format', '--branch', branch], surroundings(folder, undefined));
  return named.code === 0 ? undefined : `--branch needs a name that git takes for a branch.`;
}

function complaint({ code, stderr }: Ended): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const said = lines.find((line) => /^(?:fatal|error|ERROR|! \[|remote: error)/.test(line)) ?? lines.find(Boolean);
  const clause = (said ?? `git ended with ${code}`).replace(/^(?:fatal|error): /, '').replace(/\.$/, '');
  return withoutCredentials(clause);
}

/** Addresses without passwords, and those of HTTP without names as well: a token may stand for one. */
export function withoutCredentials(text: string): string {
  return text.replace(/(https?:\/\/)[^/\s]*@/gi, '$1').replace(/([a-z][a-z0-9+.-]*:\/\/[^/\s@:]*):[^/\s]*@/gi, '$1@');
}

// Command lines of Docker and of what takes its place: which image they build, and what they run. Source: the reference of each command.

import type { SourceFile } from '../diagnostics.ts';
import type { Span } from '../syntax/instruction.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { baseName } from '../trace/path.ts';
import { readOptions } from '../trace/programs/options.ts';
import { prefixes } from '../trace/shell/prefixes.ts';
import type { ShellCommand } from './commands.ts';
import { bindMount, buildIn, folderOf, imageName, pathIn } from './paths.ts';
import { type Build, noUses, type Override, type Place, type Run, type Uses } from './use.ts';

const buildOptions = {
  short: 'tfomc',
  long: 'tag file target build-arg build-context cache-from cache-to label network platform progress secret ssh output add-host iidfile metadata-file builder memory memory-swap shm-size ulimit cpuset-cpus cpuset-mems cpu-shares cpu-period cpu-quota isolation attest annotation allow cgroup-parent sbom provenance no-cache-filter security-opt'.split(
    ' ',
  ),
};

/** Options of `docker run` and `compose run` that stand alone; every other one has a value. */
const flags = new Set(
  'detach interactive tty rm init privileged read-only publish-all no-healthcheck oom-kill-disable quiet service-ports no-deps build use-aliases remove-orphans no-TTY quiet-pull'.split(
    ' ',
  ),
);
const shortFlags = /^-[dithPqT]+$/;

/** What one command does; `place` is where it stands. */
export function usesOfCommand({ words, cwd }: ShellCommand, place: Place, file: SourceFile): Uses {
  const [program, ...rest] = behindPrefixes(words);
  const name = baseName(program ?? '');
  if (name === 'executor' && program?.includes('kaniko')) return builtBy('kaniko', kanikoWords(rest), cwd, place);
  if (name === 'docker-compose') return composed(rest, place, folderOf(file.path), cwd);
  if (!/^(?:docker|podman|nerdctl|buildah|finch)$/.test(name)) return noUses;
  // `docker --context other build .`
  const start = rest.findIndex(
    (word, index) =>
      !word.startsWith('-') && !/^(?:-c|-H|-l|--(?:context|host|config|log-level))$/.test(rest[index - 1] ?? ''),
  );
  let [command, ...own] = start < 0 ? [] : rest.slice(start);
  if (command === 'compose') return composed(own, place, folderOf(file.path), cwd);
  if (/^(?:buildx|image|builder|container)$/.test(command ?? '')) [command, ...own] = own;
  if (command === 'build' || command === 'bud') return builtBy(`${name} build`, own, cwd, place);
  return command === 'run' ? { builds: [], runs: runOf(`${name} run`, own, place, imageName) } : noUses;
}

function behindPrefixes(words: readonly string[]): readonly string[] {
  let inner = words;
  for (let count = 0; count < 5; count++) {
    const next = prefixes[baseName(inner[0] ?? '')]?.(inner.slice(1));
    if (next === undefined || next.words.length === 0) return inner;
    inner = next.words;
  }
  return inner;
}

/** Its context is an option, and the rest is called as Docker calls it. */
function kanikoWords(words: readonly string[]): readonly string[] {
  const options = readOptions(words, {
    short: 'fcd',
    long: ['dockerfile', 'context', 'target', 'destination', 'build-arg'],
  });
  const path = (options.value('context', 'c') ?? '').replace(/^dir:\/\//, '');
  const all: readonly (readonly [string, string | undefined])[] = [
    ['--file', options.value('dockerfile', 'f')],
    ['--target', options.value('target')],
    ['--tag', options.value('destination', 'd')],
  ];
  return [...all.flatMap(([name, value]) => (value === undefined ? [] : [name, value])), path];
}

function builtBy(who: string, words: readonly string[], cwd: string | undefined, place: Place): Uses {
  const options = readOptions(words, buildOptions);
  const written = options.operands.at(-1) ?? '.';
  const folder = cwd?.slice(1);
  const named = options.value('file', 'f');
  const { context, dockerfile } = buildIn(folder ?? UNKNOWN, written, named, 'folder');
  const target = options.value('target');
  if (dockerfile === undefined || target?.includes(UNKNOWN)) return noUses;
  return {
    builds: [
      {
        who: `\`${who}\``,
        place,
        dockerfile,
        context,
        stated: context === undefined ? undefined : place,
        target: target === undefined ? undefined : { name: target, place },
        images: options.values('tag', 't').flatMap((tag) => imageName(tag) ?? []),
        runs: [],
        development: false,
        addition: { line: (stage) => `--target ${stage}`, edit: undefined },
      } satisfies Build,
    ],
    runs: [],
  };
}

/** The name that a service of compose files in this folder is known by, apart from all images. */
export function serviceName(folder: string, name: string): string {
  return `compose:${folder}:${name}`;
}

export function isService(name: string): boolean {
  return name.startsWith('compose:');
}

function composed(words: readonly string[], place: Place, folder: string, cwd: string | undefined): Uses {
  const at = words.findIndex((word) => word === 'run' || word === 'exec');
  if (at < 0) return noUses;
  const files = readOptions(words.slice(0, at), {
    short: 'fp',
    long: ['file', 'project-name', 'profile', 'env-file', 'project-directory'],
  });
  const named = files.value('file', 'f');
  const own = named === undefined ? cwd?.slice(1) : pathIn(cwd?.slice(1) ?? folder, named);
  const where = own === undefined ? folder : named === undefined ? own : folderOf(own);
  return {
    builds: [],
    runs: runOf(`docker compose ${words[at]}`, words.slice(at + 1), place, (name) => serviceName(where, name)),
  };
}

function runOf(
  who: string,
  words: readonly string[],
  place: Place,
  called: (name: string) => string | undefined,
): readonly Run[] {
  let index = 0;
  for (; words[index]?.startsWith('-') === true; index++) {
    const word = words[index] ?? '';
    const alone =
      word.includes('=') ||
      flags.has(word.replace(/^--/, '')) ||
      shortFlags.test(word) ||
      (/^-[A-Za-z]{2,}/.test(word) && !/[epvwul]$/.test(word));
    if (!alone) index++;
  }
  const of = called(words[index] ?? '');
  if (of === undefined) return [];
  const options = readOptions(words.slice(0, index), {
    short: 'evpwuml',
    long: ['volume', 'mount', 'workdir', 'entrypoint'],
  });
  const override = (list: readonly string[]): Override => ({ invocation: { form: 'exec', words: list }, place });
  const command = words.slice(index + 1);
  const entrypoint = options.value('entrypoint');
  return [
    {
      who: `\`${who}\``,
      place,
      of,
      command: command.length === 0 ? undefined : override(command),
      entrypoint: entrypoint === undefined ? undefined : override(entrypoint === '' ? [] : [entrypoint]),
      healthcheck: undefined,
      workdir: options.value('workdir', 'w'),
      mounts: options
        .values('volume', 'v', 'mount')
        .flatMap((mount) => bindMount(mount) ?? [])
        .map((path) => ({ path, place })),
    },
  ];
}

/** Where a command of a script stands in its file: its first line. */
export function placeIn(file: SourceFile, offset: number): Place {
  return { file, span: lineAt(file.text, offset) };
}

function lineAt(text: string, offset: number): Span {
  const end = text.indexOf('\n', offset);
  const last = end < 0 ? text.length : text.charAt(end - 1) === '\r' ? end - 1 : end;
  return { start: offset, end: Math.max(offset, last) };
}

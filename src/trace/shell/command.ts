// Runs one command on paper: as a builtin, a function, a script that can be read, or by its program model.

import { UNKNOWN } from '../effect.ts';
import { baseName, resolvePath } from '../path.ts';
import { builtins } from './builtins.ts';
import {
  deepest,
  type Machine,
  makeCall,
  programName,
  type Running,
  record,
  type Shell,
  type Status,
} from './machine.ts';
import { type Inner, interpreterScript, prefixes } from './prefixes.ts';
import { asksOnly, notUnderstood, runFile, runInstaller, runMake, runReader, runText } from './scripts.ts';

export function runCommand(running: Running): Status {
  const { words, site, shell, machine } = running;
  const [first = '', ...rest] = words;
  const resolve = (path: string) => resolvePath(shell.cwd, path);
  const builtin = first.includes('/') ? undefined : builtins[first];
  if (builtin !== undefined) return builtin(rest, running);

  const body = shell.functions.get(first);
  if (body !== undefined) {
    if (shell.depth < deepest)
      running.run.statements(body.commands, { ...shell, parameters: rest, depth: shell.depth + 1 }, machine);
    return 'assumed';
  }
  // `java -jar sbt-launch.jar assembly`: a build tool that is started by its file.
  const file = machine.open === true ? undefined : machine.programs.runs([baseName(first), ...rest]);
  const tool = baseName(file ?? '');
  if (file !== undefined && Object.hasOwn(machine.programs.models, tool))
    return runCommand({ ...running, words: [tool, ...words.slice(words.indexOf(file) + 1)] });
  const inner = prefixes[baseName(first)]?.(rest);
  if (inner !== undefined && inner.words.length > 0) {
    // In a container the prefix itself has to be there as well.
    if (machine.open === true) record(running, []);
    return runInner(inner, running);
  }
  const interpreted = interpreterScript(first, rest);
  if (interpreted !== undefined) {
    const { script, parameters } = interpreted;
    if (script.kind === 'text') return runText(script.text, undefined, parameters, running);
    const name = baseName(script.path);
    const started = [script.path.includes('/') ? script.path : `./${script.path}`, ...parameters];
    // `sh ./configure`: as if it were started by its path.
    if (
      machine.programs.models[name] !== undefined &&
      (machine.programs.wrappers.has(name) || machine.files.read(resolve(script.path)) === undefined)
    )
      return runCommand({ ...running, words: started });
    return runFile(resolve(script.path), script.path, parameters, { ...running, words: started });
  }
  if (site.heredoc !== undefined && (first === 'sh' || first === 'bash'))
    return runText(site.heredoc, undefined, rest, running);
  const readsPipe = /^(?:\/bin\/)?(?:sh|bash|ash|dash)$/.test(first) || rest.length === 0 || rest[0] === '-';
  if (site.piped !== undefined && readsPipe) {
    const installed = runInstaller(site.piped.join(' '), running);
    if (installed !== undefined) return installed;
  }
  if (baseName(first) === 'make' || baseName(first) === 'gmake') return runMake(running);

  const followed = runReader(running);
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
    return runFile(path, first, rest, running);
  }
  if (model === undefined && path === undefined) {
    const found = lookUp(first, shell, machine);
    if (found !== undefined) return runFile(found, first, rest, running);
  }
  const call = makeCall(running);
  const effects = asksOnly(words) ? [] : model?.(call);
  record(running, effects ?? [notUnderstood(words, model !== undefined, call, shell.within)], call);
  return effects === undefined ? 'assumed' : statusOf(words);
}

function runInner(inner: Inner, running: Running): Status {
  if (inner.words.length === 0) return 'success';
  const { shell } = running;
  const within: Running = {
    ...running,
    words: inner.words,
    assignments: new Map([...running.assignments, ...inner.assignments]),
    shell: inner.user === undefined ? shell : { ...shell, user: inner.user },
  };
  const builtin = builtins[inner.words[0] ?? ''];
  return builtin === undefined ? runCommand(within) : builtin(inner.words.slice(1), within);
}

function statusOf(words: readonly string[]): Status {
  if (words[0] === 'true' || words[0] === ':') return 'success';
  return words[0] === 'false' ? 'failure' : 'assumed';
}

/** The path of a bare word on PATH, when something that the trace saw is there. */
export function lookUp(name: string, shell: Shell, machine: Machine): string | undefined {
  const path = shell.variables.get('PATH') ?? machine.environment('PATH') ?? '';
  for (const folder of path.split(':')) {
    if (!folder.startsWith('/') || folder.includes(UNKNOWN)) continue;
    const entry = machine.files.find(resolvePath(folder, name));
    if (entry?.certain === true) return entry.path;
  }
  return undefined;
}

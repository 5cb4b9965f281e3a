// Runs what commands run in their turn: scripts of the image, scripts of manifests, recipes, and scripts from the network that are known.

import { parseShell } from '../../syntax/shell.ts';
import { type Call, type Effect, UNKNOWN } from '../effect.ts';
import { baseName } from '../path.ts';
import { makeScripts } from '../programs/make.ts';
import { isStandardFolder } from '../programs/places.ts';
import {
  deepest,
  makeCall,
  type Running,
  record,
  recordBeside,
  type Shell,
  type Status,
  subshell,
  unknown,
} from './machine.ts';

export function runFile(path: string, shown: string, parameters: readonly string[], running: Running): Status {
  const { words, shell, machine } = running;
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
    return runText(content, path, parameters, running);
  }
  const entry = machine.files.find(path);
  if (entry?.origin.kind === 'remote' && entry.origin.url !== undefined) {
    const installed = runInstaller(entry.origin.url, running);
    if (installed !== undefined) return installed;
  }
  const reason =
    content !== undefined
      ? `\`${shown}\` is not a shell script`
      : entry?.origin.kind === 'artifact'
        ? `\`${shown}\`, which was built before, is run`
        : `the script \`${shown}\` could not be read`;
  if (entry?.origin.kind === 'artifact' && asksOnly(words)) {
    record(running, []);
    return 'assumed';
  }
  if (entry?.origin.kind !== 'artifact') record(running, [unknown(reason)]);
  else {
    // What it writes there goes along where the folder does.
    const origin = { kind: 'command', program: baseName(path) } as const;
    const folder: Effect[] = isStandardFolder(shell.cwd)
      ? []
      : [{ kind: 'write', path: shell.cwd, node: 'folder', origin, open: true }];
    record(running, [...folder, unknown(reason, shell.cwd)]);
  }
  return 'assumed';
}

/** A script from the network that a toolchain knows; undefined when none does. */
export function runInstaller(url: string, running: Running): Status | undefined {
  const installer = running.machine.programs.installers.find((one) => one.url.test(url));
  if (installer === undefined) return undefined;
  const call = makeCall(running);
  record(running, installer.program(call) ?? [notUnderstood(running.words, true, call, undefined)], call);
  return 'assumed';
}

export function runText(
  text: string,
  script: string | undefined,
  parameters: readonly string[],
  { shell, machine, run }: Pick<Running, 'shell' | 'machine' | 'run'>,
): Status {
  if (shell.depth >= deepest) return 'unknown';
  const parsed = parseShell(text);
  const inner: Shell = { ...subshell(shell), parameters, depth: shell.depth + 1, script: script ?? shell.script };
  if ((parsed.errors?.length ?? 0) > 0) {
    const shown = script === undefined ? 'a script' : `\`${script}\``;
    recordBeside([script ?? 'sh'], [unknown(`${shown} could not be read as shell`)], inner, machine);
  } else run.statements(parsed.commands, inner, machine);
  return 'assumed';
}

/** A program that runs scripts of a manifest: `npm run build`. Undefined when it is none, or when they cannot be read. */
export function runReader(running: Running): Status | undefined {
  const { words, assignments, shell, machine } = running;
  const reader = machine.programs.readers[baseName(words[0] ?? '')];
  if (reader === undefined || shell.depth >= deepest) return undefined;
  const call = makeCall(running);
  const found = reader(call);
  if (found !== undefined) machine.follow?.(call, found !== 'unseen');
  if (found === undefined || found === 'unseen') return undefined;
  record(running, found.effects ?? [], call);
  const path = shell.variables.get('PATH') ?? machine.environment('PATH') ?? '';
  for (const script of found.scripts) {
    const inner = { ...subshell(shell), cwd: found.cwd, within: found.within };
    inner.variables.set('PATH', [...found.path, path].join(':'));
    for (const [name, value] of assignments) {
      inner.variables.set(name, value);
      inner.exported.add(name);
    }
    runText(script, undefined, [], { ...running, shell: inner });
  }
  return 'assumed';
}

export function runMake(running: Running): Status {
  const { assignments, site, shell, machine } = running;
  const call = makeCall(running);
  const made = makeScripts(call);
  if (made === undefined) {
    const assumed = call.files.list(call.cwd).some((entry) => /^(?:GNUm|m|M)akefile$/.test(baseName(entry.path)))
      ? undefined
      : machine.make?.(call);
    record(
      running,
      assumed ?? [unknown(`what \`${site.text}\` runs is not known, as its Makefile could not be read`)],
      call,
    );
    return 'assumed';
  }
  record(running, [], call);
  for (const script of made.scripts) {
    const inner = subshell(shell);
    inner.cwd = made.cwd;
    for (const [name, value] of assignments) inner.variables.set(name, value);
    runText(script, undefined, [], { ...running, shell: inner });
  }
  return 'assumed';
}

/** It prints something and changes nothing. */
export function asksOnly(words: readonly string[]): boolean {
  return words.length === 2 && /^(?:--version|--help|-version|-V)$/.test(words[1] ?? '');
}

export function notUnderstood(
  words: readonly string[],
  modelled: boolean,
  call: Call,
  within: string | undefined,
): Effect {
  const shown = words.slice(0, 3).join(' ').replaceAll(UNKNOWN, '…');
  return unknown(
    modelled
      ? `what \`${shown}\` does with these arguments is not known`
      : /^(?:ba|da|a|z|k)?sh$/.test(call.program)
        ? `the script that \`${shown}\` runs could not be read`
        : `\`${baseName(call.words[0] ?? '')}\` is not a program that is known here`,
    modelled || call.has(call.program) === true ? undefined : within,
  );
}

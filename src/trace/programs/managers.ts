// Programs that start what their settings name: supervisord, cron, and the scripts of services.
// Sources: the documentation of Supervisor ("Configuration File"), crontab(5), run-parts(8), the packages of Debian and Alpine.

import type { ScriptReader, Scripts } from '../../toolchain.ts';
import { matchName } from '../copy.ts';
import { type Call, UNKNOWN } from '../effect.ts';
import { baseName, isInside, parentOf, resolvePath } from '../path.ts';

/** Paths of all files that instructions put there; undefined when not all of them can be seen. */
function filesIn(call: Call, path: string, depth = 0): readonly string[] | undefined {
  const entry = call.files.find(path);
  if (entry?.node === 'file' || entry?.node === 'link') return [path];
  if (entry?.open === true || depth > 4) return undefined;
  const found = call.files.list(path).map((one) => (one.path === path ? [] : filesIn(call, one.path, depth + 1)));
  return found.some((one) => one === undefined) ? undefined : found.flatMap((one) => one ?? []);
}

function readAll(call: Call, paths: readonly string[]): readonly { path: string; text: string }[] | undefined {
  const found = paths.map((path) => filesIn(call, path));
  if (found.some((one) => one === undefined)) return undefined;
  const texts = [...new Set(found.flatMap((one) => one ?? []))].map((path) => ({ path, text: call.files.read(path) }));
  return texts.every((one): one is { path: string; text: string } => one.text !== undefined) ? texts : undefined;
}

const supervisorPlaces = ['/etc/supervisord.conf', '/etc/supervisor', '/etc/supervisord.d', '/etc/supervisor.d'];

const supervisord: ScriptReader = (call) => {
  const { words } = call;
  const at = words.findIndex((word) => /^(?:-c|--configuration)(?:=|$)/.test(word));
  const named = at < 0 ? undefined : (words[at]?.split('=')[1] ?? words[at + 1]);
  const main = named === undefined ? undefined : call.resolve(named);
  const settings = readAll(call, [...supervisorPlaces, ...(main === undefined ? [] : [main])]);
  if (settings === undefined || settings.length === 0) return undefined;
  const included = settings.flatMap(({ path, text }) =>
    valuesOf(text, 'files').flatMap(({ value }) =>
      value.split(/\s+/).map((pattern) => resolvePath(parentOf(path), pattern)),
    ),
  );
  const more: string[] = [];
  for (const pattern of included) {
    if (supervisorPlaces.some((place) => isInside(pattern, place))) continue;
    const files = filesIn(call, parentOf(pattern));
    if (files === undefined) return undefined;
    more.push(...files.filter((path) => matchName(baseName(pattern), baseName(path))));
  }
  const others = readAll(call, more);
  if (others === undefined) return undefined;
  const scripts: string[] = [];
  for (const { path, text } of [...settings, ...others])
    for (const { section, value } of valuesOf(text, 'command')) {
      const filled = value
        .replace(/%\(here\)s/g, parentOf(path))
        .replace(/%\(ENV_(\w+)\)s/g, '$$$1')
        .replace(/%\(process_num\)\d*[ds]/g, '0');
      if (/%\(/.test(filled)) return undefined;
      const folder = valuesOf(section, 'directory')[0]?.value;
      scripts.push(folder === undefined ? filled : `cd ${folder} && ${filled}`);
    }
  return started(scripts);
};

/** Values of a key, with the text of the section that each stands in. Lines that begin with a space go on with the value above. */
function valuesOf(text: string, key: string): readonly { readonly section: string; readonly value: string }[] {
  return text.split(/^(?=\[)/m).flatMap((section) => {
    const lines = section.replace(/\n[ \t]+(?=\S)/g, ' ').split('\n');
    return lines.flatMap((line) => {
      const value = new RegExp(`^${key}\\s*[=:]\\s*(.+)$`).exec(line.replace(/\s;.*$/, '').trim())?.[1];
      return value === undefined ? [] : [{ section, value }];
    });
  });
}

const cron: ScriptReader = (call) => {
  const shared = readAll(call, ['/etc/crontab', '/etc/cron.d']);
  const own = readAll(call, ['/var/spool/cron', '/etc/crontabs']);
  const parts = [...call.files.list('/etc'), ...call.files.list('/etc/periodic')]
    .map(({ path }) => path)
    .filter((path) => /^\/etc\/(?:cron\.(?:hourly|daily|weekly|monthly)|periodic\/\w+)$/.test(path))
    .map((path) => filesIn(call, path));
  if (shared === undefined || own === undefined || parts.some((one) => one === undefined)) return undefined;
  return started([
    ...shared.flatMap(({ text }) => jobsIn(text).map((job) => job.replace(/^\S+\s+/, ''))),
    ...own.flatMap(({ text }) => jobsIn(text)),
    ...parts.flatMap((one) => one ?? []),
  ]);
};

/** Commands of a table, behind the five fields of their time. An unescaped percent sign ends the command. */
function jobsIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const job = /^\s*(?:@\w+|(?:[\d*,/A-Za-z-]+\s+){4}[\d*,/A-Za-z-]+)\s+(\S.*)$/.exec(line)?.[1];
    return job === undefined || /^\s*(?:#|\w+\s*=)/.test(line)
      ? []
      : [job.replace(/(?<!\\)%.*$/, '').replace(/\\%/g, '%')];
  });
}

/** What the scripts of packages start. */
const services: Readonly<Record<string, string>> = {
  cron: 'cron',
  crond: 'crond',
  nginx: 'nginx',
  supervisor: 'supervisord',
};

/** `service cron start`, `/etc/init.d/cron start`, `rc-service crond start`. */
const service: ScriptReader = (call) => {
  const [first = '', ...rest] = call.words;
  const isOwn = /^\/etc\/init\.d\//.test(first);
  const [name = '', verb = ''] = isOwn ? [baseName(first), rest[0]] : rest.filter((word) => !word.startsWith('-'));
  const program = Object.hasOwn(services, name) ? services[name] : undefined;
  return program === undefined || !/^(?:start|restart)$/.test(verb) ? undefined : started([program]);
};

/** Scripts of services of runit and s6: `/etc/service/app/run`. */
function servicesIn(call: Call, folder: string): readonly string[] | undefined {
  return filesIn(call, folder)?.filter((path) => /^(?:run|finish|setup|up)$/.test(baseName(path)));
}

/** `runsvdir -P /etc/service`, `s6-svscan /etc/services.d` */
const supervision: ScriptReader = (call) => {
  const folder = call.words.slice(1).find((word) => word.startsWith('/'));
  const scripts = folder === undefined ? undefined : servicesIn(call, folder);
  return scripts === undefined ? undefined : started(scripts);
};

/** Of phusion/baseimage: scripts of the start, then the services, beside the command that it is given. */
const myInit: ScriptReader = (call) => {
  const [starting, services] = [filesIn(call, '/etc/my_init.d'), servicesIn(call, '/etc/service')];
  const at = call.words.indexOf('--');
  const given =
    at < 0
      ? []
      : [
          call.words
            .slice(at + 1)
            .map(quoted)
            .join(' '),
        ];
  return starting === undefined || services === undefined ? undefined : started([...starting, ...services, ...given]);
};

/** `run-parts /docker/init.d`: all that is in the folder. */
const runParts: ScriptReader = (call) => {
  const folder = call.words.slice(1).findLast((word) => !word.startsWith('-'));
  const files = folder === undefined || folder.includes(UNKNOWN) ? undefined : filesIn(call, call.resolve(folder));
  return files === undefined ? undefined : started(files);
};

/** `… | xargs -n 1 curl`: the command behind its options, with arguments that are not known. */
const xargs: ScriptReader = (call) => {
  const words = call.words.slice(1);
  let at = 0;
  while (words[at]?.startsWith('-') === true)
    at += /^-[nPILdsEa]$|^--(?!.*=)(?:max-\w+|delimiter|replace|arg-file)/.test(words[at] ?? '') ? 2 : 1;
  const inner = words.slice(at);
  return inner.length === 0 || inner.some((word) => word.includes(UNKNOWN))
    ? undefined
    : { ...started([inner.map(quoted).join(' ')]), cwd: call.cwd };
};

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function started(scripts: readonly string[]): Scripts {
  return { cwd: '/', scripts, path: [], within: '/' };
}

/** By the program that reads the settings. Undefined of a call where these were not all seen. */
export const managers: Readonly<Record<string, ScriptReader>> = {
  supervisord,
  cron,
  crond: cron,
  service,
  'rc-service': service,
  'run-parts': runParts,
  runsvdir: supervision,
  's6-svscan': supervision,
  my_init: myInit,
  xargs,
};

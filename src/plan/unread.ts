// What the container starts and nobody read: it may call any program of the image.

import { packageName } from '../packages/classify.ts';
import { runtimePackageOf } from '../packages/runtimes.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { baseName } from '../trace/path.ts';
import type { Start, Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';
import type { Application } from './application.ts';

/** They start what a request or an option names. */
const gateways = new Set(['fcgiwrap', 'spawn-fcgi', 'uwsgi', 'multiwatch', 'entr', 'watchexec', 'parallel']);

/** Servers that do so where their settings say it. */
const servers = new Set([
  'lighttpd',
  'apache2',
  'apache2ctl',
  'apachectl',
  'httpd',
  'httpd-foreground',
  'apache2-foreground',
]);

export function findUnread(trace: StageTrace, starts: Starts, application: Application): Start | undefined {
  return starts.commands.find((start) => isUnread(start, trace, application));
}

function isUnread(start: Start, trace: StageTrace, application: Application): boolean {
  const name = baseName(start.word);
  if (start.serves !== undefined && start.serves !== 'unknown') return false;
  // What is known of what was built counts, and the scripts of an image start its own server.
  if (start.entry?.origin.kind === 'artifact' || name.endsWith('.sh')) return false;
  if (gateways.has(name)) return true;
  // A script whose name is not known.
  if (/^(?:sh|bash|ash|dash|zsh)$/.test(name)) return start.words.some((word) => word.includes(UNKNOWN));
  // Scripts of services that are not known.
  if (/^(?:service|rc-service)$/.test(name)) return start.followed !== true;
  if (servers.has(name)) return texts(trace).some((text) => /cgi/i.test(text));
  // What is built of its language was read with its sources.
  const isRead = application.artifacts.some(({ artifact }) =>
    artifact.needs.some((need) => need.kind === 'interpreter' && need.name === name),
  );
  return !isRead && start.words.length > 1 && isInterpreter(name, trace);
}

function isInterpreter(name: string, { image, packages }: StageTrace): boolean {
  return (
    Object.hasOwn(image?.interpreters ?? {}, name) ||
    packages.some((one) => runtimePackageOf(packageName(one.name))?.program === name)
  );
}

function texts({ files, steps }: StageTrace): readonly string[] {
  const settings = files
    .written()
    .filter(({ path, node }) => node === 'file' && /^\/(?:etc|usr\/local\/(?:etc|apache2))\//.test(path))
    // Settings that cannot be seen may say anything.
    .map(({ path }) => files.read(path) ?? 'cgi');
  return [...settings, ...steps.flatMap(({ calls }) => calls.map(({ text }) => text))];
}

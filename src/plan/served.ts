// What a container opens that starts a server of static files and nothing else: the folders that the server's settings name.

import { packageName } from '../packages/classify.ts';
import {
  besideServers,
  documentRoots,
  runsPrograms,
  serverHooks,
  serverSettings,
  servesMore,
  staticServers,
} from '../packages/servers.ts';
import type { Entry } from '../trace/effect.ts';
import { baseName, isInside } from '../trace/path.ts';
import { isUnseenScript, type Start, type Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';

const mostFiles = 500;

/** Paths that the server may open, its document root among them; `unknown` when something else runs beside it, or when its settings cannot be read; undefined where no server starts. */
export function servedPaths(trace: StageTrace, starts: Starts): ReadonlySet<string> | 'unknown' | undefined {
  const { commands } = starts;
  // The entrypoint of the server's own image hands on to it.
  const inherited = trace.image?.config.entrypoint?.[0];
  const isServer = ({ word, words }: Start) =>
    staticServers.has(baseName(word === inherited || word === 'service' ? (words[1] ?? '') : word));
  if (!commands.some(isServer)) return undefined;
  if (starts.unread !== undefined || starts.hidden.length > 0 || commands.some(isUnseenScript)) return 'unknown';
  if (!commands.every((start) => start.path === undefined && (isServer(start) || besideServers.has(start.word))))
    return 'unknown';
  if (trace.packages.some(({ name }) => runsPrograms.test(packageName(name)))) return 'unknown';

  const settings: string[] = [];
  const waiting: Entry[] = [];
  for (const entry of trace.files.written()) {
    if (serverHooks.some((folder) => isInside(entry.path, folder))) return 'unknown';
    const isSetting =
      serverSettings.some((folder) => isInside(entry.path, folder)) ||
      (entry.node === 'file' && starts.references.includes(entry.path));
    if (isSetting) waiting.push(entry);
  }
  for (let entry = waiting.pop(), count = 0; entry !== undefined; entry = waiting.pop()) {
    if (++count > mostFiles) return 'unknown';
    if (entry.node === 'link') continue;
    if (entry.node === 'folder') {
      const children = trace.files.list(entry.path);
      if (entry.open && children.length === 0) return 'unknown';
      waiting.push(...children.filter(({ origin }) => origin.kind === 'context'));
      continue;
    }
    const text = trace.files.read(entry.path);
    if (text === undefined || servesMore.test(text)) return 'unknown';
    settings.push(text);
  }
  const words = commands.flatMap((command) => command.words.slice(1));
  const named = [...settings, ...words].flatMap((text) => text.match(/(?<![\w.:/-])\/[\w.@+/-]+/g) ?? []);
  return new Set([...documentRoots, ...named.map((path) => path.replace(/(?<=.)\/+$/, ''))]);
}

// Looks at a container from beside it: a second one that shares its network and its processes, made from an image that has a shell. So the
// image under test may be empty but for one program, nothing has to be published, and it works with a service on another machine as well.

import type { Answer, Question, Subject } from './container.ts';
import { find, type Node } from './files.ts';
import type { Session } from './session.ts';

export interface Probe {
  readonly session: Session;
  readonly container: string;
  readonly speaker: Speaker;
}

type Speaker = 'bash' | 'nc' | 'curl';

const HOUR = '3600';

/** Which of the images can look at others: one with a shell, and something in it that opens connections. */
export function proberAmong(subjects: readonly Subject[]): Subject | undefined {
  return subjects.find(({ image }) => speakerIn(image.root) !== undefined);
}

function speakerIn(root: Node): Speaker | undefined {
  const has = (name: string): boolean =>
    ['/bin', '/usr/bin', '/usr/local/bin'].some((folder) => find(root, `${folder}/${name}`)?.entry.kind === 'file');
  if (!has('sh') || !has('sleep') || !has('cat')) return undefined;
  return (['bash', 'nc', 'curl'] as const).find(has);
}

export async function openProbe(
  session: Session,
  container: string,
  prober: Subject | undefined,
  memory: string,
): Promise<Probe | undefined> {
  const speaker = prober === undefined ? undefined : speakerIn(prober.image.root);
  if (prober === undefined || speaker === undefined) return undefined;
  const { builder, label, signal } = session;
  const { code, stdout } = await builder.run([
    ...['run', '--detach', '--label', label, '--no-healthcheck', '--memory', memory, '--user=0'],
    ...[`--network=container:${container}`, `--pid=container:${container}`],
    ...['--env', 'PATH=/usr/local/bin:/usr/bin:/bin', '--env', 'LD_LIBRARY_PATH='],
    ...['--entrypoint=/bin/sh', prober.id, '-c', `exec sleep ${HOUR}`],
  ]);
  signal.throwIfAborted();
  const id = stdout.trim().split('\n').at(-1) ?? '';
  return code === 0 && id !== '' ? { session, container: id, speaker } : undefined;
}

/** Before the container beside it is removed: Podman does not remove one that another leans on. */
export async function closeProbe({ session, container }: Probe): Promise<void> {
  await session.builder.run(['rm', '--force', '--volumes', container], { signal: undefined });
}

async function shell({ session, container }: Probe, words: readonly string[], input = ''): Promise<string> {
  const options = ['exec', '--interactive', '--user=0', container, '/bin/sh', '-c'];
  const { stdout } = await session.builder.run([...options, ...words], { input, timeout: 20 });
  session.signal.throwIfAborted();
  return stdout;
}

/** Listening ones, sorted: `tcp 8080`. Source of the format: proc(5). */
export async function portsOf(probe: Probe): Promise<readonly string[] | undefined> {
  const table = await shell(probe, ['cat /proc/net/tcp /proc/net/tcp6 2>/dev/null; echo end']);
  if (!table.endsWith('end\n')) return undefined;
  const listening = table.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:0000 0A /gm);
  const ports = [...listening].map(([, port = '']) => Number.parseInt(port, 16));
  return [...new Set(ports)].sort((one, other) => one - other).map((port) => `tcp ${port}`);
}

/** User and group of the container's first process. */
export async function processOf(probe: Probe): Promise<string | undefined> {
  const status = await shell(probe, ['cat /proc/1/status']);
  const user = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  const group = /^Gid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  return user === undefined || group === undefined ? undefined : `${user}:${group}`;
}

// HTTP/1.0, so that the server closes the connection and the answer is not in chunks. The port is a word of its own: no text of ours is
// made into a script.
const SPEAK: Readonly<Record<Exclude<Speaker, 'curl'>, string>> = {
  bash: `exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && cat >&3 && exec timeout 10 cat <&3' "$0"`,
  nc: 'exec nc -w 10 127.0.0.1 "$0"',
};
const CURL = 'exec curl -sS -i --http1.0 --max-time 10 --path-as-is "http://127.0.0.1:$0$1"';

export async function ask(probe: Probe, { port, path }: Question): Promise<Answer> {
  const { speaker } = probe;
  const request = `GET ${path} HTTP/1.0\r\nHost: localhost\r\n\r\n`;
  const answer =
    speaker === 'curl'
      ? await shell(probe, [CURL, String(port), path])
      : await shell(probe, [SPEAK[speaker], String(port)], request);
  const end = answer.indexOf('\r\n\r\n');
  const head = end < 0 ? answer : answer.slice(0, end);
  const status = /^HTTP\/\S+ (\d{3})/.exec(head)?.[1];
  return {
    port,
    path,
    status: status === undefined ? undefined : Number(status),
    type: header(head, 'content-type'),
    location: header(head, 'location'),
    body: end < 0 ? '' : answer.slice(end + 4),
  };
}

function header(head: string, name: string): string | undefined {
  const line = head.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

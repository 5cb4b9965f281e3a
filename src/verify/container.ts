// Starts an image as `docker run` would, waits until it has ended or answers, and says what could be seen from outside. Makes no judgement.

import { sleep } from '../processes.ts';
import type { Image } from './image.ts';
import { ask, closeProbe, openProbe, type Probe, portsOf, processOf } from './probe.ts';
import { shellOf } from './programs.ts';
import type { Session } from './session.ts';

export interface Question {
  readonly port: number;
  /** With a leading slash. */
  readonly path: string;
}

export interface Start {
  /** Given in place of CMD. */
  readonly arguments: readonly string[];
  readonly environment: readonly string[];
  readonly questions: readonly Question[];
  /** `none`, or a network of the builder. */
  readonly network: string;
  /** Seconds until it has ended, or answers. */
  readonly timeout: number;
  /** As the builder takes it: `512m`. */
  readonly memory: string;
}

export interface Answer extends Question {
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

export interface Observation {
  /** What the builder says when it cannot start the container. */
  readonly refusal: string | undefined;
  /** By itself, within the time. */
  readonly ended: boolean;
  /** Of a server: after it was asked to stop. */
  readonly exitCode: number | undefined;
  readonly outOfMemory: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** `tcp 8080`; undefined when nothing could look. */
  readonly ports: readonly string[] | undefined;
  /** `1000:1000`, user and group of the first process; undefined when nothing could look. */
  readonly account: string | undefined;
  readonly answers: readonly Answer[];
  /** Exit code of the HEALTHCHECK command; undefined without one. */
  readonly health: number | undefined;
  /** Where volumes are mounted. */
  readonly volumes: readonly string[];
}

/** An image that was built, with what is in it. */
export interface Subject {
  readonly id: string;
  readonly image: Image;
}

/** A name of its own would show in logs, and be another one each time. */
const HOST = 'container';
const PROCESSES = 512;
const BREATH = 0.25;
/** Who does not end within this many seconds may be a server. */
const SHORT = 1;

/** Starts `subject` once. `prober` is an image with a shell, from which a server is asked; `like` is what is waited for: the other side. */
export async function observe(
  session: Session,
  subject: Subject,
  prober: Subject | undefined,
  start: Start,
  like?: Observation,
): Promise<Observation> {
  const { builder, label, signal } = session;
  const created = await builder.run([
    'create',
    ...['--label', label, '--hostname', HOST, `--network=${start.network}`, '--no-healthcheck'],
    ...['--memory', start.memory, '--memory-swap', start.memory, `--pids-limit=${PROCESSES}`, ...builder.logWords],
    ...start.environment.flatMap((pair) => ['--env', pair]),
    subject.id,
    ...start.arguments,
  ]);
  signal.throwIfAborted();
  if (created.code !== 0) return { ...nothing, refusal: lastLine(created.stderr) };
  const container = lastLine(created.stdout);
  try {
    return await watch(session, container, subject.image, prober, start, like);
  } finally {
    await builder.run(['rm', '--force', '--volumes', container], { signal: undefined });
  }
}

const nothing: Observation = {
  refusal: undefined,
  ended: false,
  exitCode: undefined,
  outOfMemory: false,
  stdout: '',
  stderr: '',
  ports: undefined,
  account: undefined,
  answers: [],
  health: undefined,
  volumes: [],
};

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

async function watch(
  session: Session,
  container: string,
  image: Image,
  prober: Subject | undefined,
  start: Start,
  like: Observation | undefined,
): Promise<Observation> {
  const { builder, signal } = session;
  const started = await builder.run(['start', container]);
  signal.throwIfAborted();
  const until = clock(start.timeout);
  if (started.code !== 0)
    return { ...nothing, refusal: firstLine(started.stderr), exitCode: (await stateOf(session, container)).exitCode };
  const patience = start.questions.length > 0 ? 0 : Math.min(SHORT, start.timeout);
  const running = await runsAfter(session, container, clock(patience));
  const probe = running ? await openProbe(session, container, prober, start.memory) : undefined;
  let seen: Partial<Observation> = {};
  try {
    if (running) seen = await ofServer(session, container, image, probe, start, like, until);
  } finally {
    if (probe !== undefined) await closeProbe(probe);
  }
  const before = await stateOf(session, container);
  if (before.running) await builder.run(['stop', '--time', '5', container]);
  const after = await stateOf(session, container);
  const { stdout, stderr } = await builder.run(['logs', container]);
  signal.throwIfAborted();
  return {
    ...nothing,
    ...seen,
    ended: !before.running,
    exitCode: after.exitCode,
    outOfMemory: after.outOfMemory,
    volumes: after.volumes,
    stdout,
    stderr,
  };
}

/** Builders put the reason first, or wrap it in advice. */
function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

type Clock = () => boolean;

/** Whether there is time left. */
function clock(seconds: number): Clock {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() < end;
}

async function runsAfter(session: Session, container: string, timeLeft: Clock): Promise<boolean> {
  while (timeLeft()) {
    if (!(await stateOf(session, container)).running) return false;
    await sleep(BREATH, session.signal);
  }
  return (await stateOf(session, container)).running;
}

async function ofServer(
  session: Session,
  container: string,
  image: Image,
  probe: Probe | undefined,
  { questions }: Start,
  like: Observation | undefined,
  timeLeft: Clock,
): Promise<Partial<Observation>> {
  const answers: Answer[] = [];
  for (const question of questions) answers.push(await answerTo(session, container, probe, question, timeLeft));
  const ports = await settledPorts(session, container, probe, like?.ports, timeLeft, questions.length > 0);
  // Nobody said what to ask: then whether and how it answers at all is worth knowing.
  if (questions.length === 0)
    for (const each of ports ?? []) {
      const port = Number(each.split(' ')[1]);
      answers.push(await answerTo(session, container, probe, { port, path: '/' }, () => false));
    }
  return {
    answers,
    ports,
    account: probe === undefined ? undefined : await processOf(probe),
    health: await healthOf(session, container, image, timeLeft),
  };
}

async function answerTo(
  session: Session,
  container: string,
  probe: Probe | undefined,
  question: Question,
  timeLeft: Clock,
): Promise<Answer> {
  for (;;) {
    const answer = probe === undefined ? undefined : await ask(probe, question);
    if (answer?.status !== undefined) return answer;
    if (!timeLeft() || !(await stateOf(session, container)).running)
      return { ...question, status: undefined, type: undefined, location: undefined, body: '' };
    await sleep(BREATH, session.signal);
  }
}

/** Those that the other side has, or any, twice the same; what is there when the time is up, otherwise. */
async function settledPorts(
  session: Session,
  container: string,
  probe: Probe | undefined,
  wanted: readonly string[] | undefined,
  timeLeft: Clock,
  answered: boolean,
): Promise<readonly string[] | undefined> {
  if (probe === undefined) {
    // Nobody can look: then it is only known whether it goes on running.
    await runsAfter(session, container, timeLeft);
    return undefined;
  }
  let last: string | undefined;
  for (;;) {
    const ports = await portsOf(probe);
    const now = ports?.join();
    const enough =
      wanted === undefined ? answered || (now !== '' && now === last) : now === wanted.join() && now !== '';
    if (enough || !timeLeft() || !(await stateOf(session, container)).running) return ports;
    last = now;
    await sleep(2 * BREATH, session.signal);
  }
}

/** Runs the health check's own command until it succeeds: it says "not yet" while a program starts. */
async function healthOf(
  session: Session,
  container: string,
  { config }: Image,
  timeLeft: Clock,
): Promise<number | undefined> {
  const [kind, ...words] = config.health?.test ?? [];
  if (kind === undefined || kind === 'NONE') return undefined;
  const command = kind === 'CMD-SHELL' ? [...shellOf(config), ...words] : words;
  for (;;) {
    const { code } = await session.builder.run(['exec', container, ...command], { timeout: 20 });
    session.signal.throwIfAborted();
    const hopeless = code === undefined || code === 126 || code === 127;
    if (code === 0 || hopeless || !timeLeft() || !(await stateOf(session, container)).running) return code ?? -1;
    await sleep(2 * BREATH, session.signal);
  }
}

interface State {
  readonly running: boolean;
  readonly exitCode: number | undefined;
  readonly outOfMemory: boolean;
  readonly volumes: readonly string[];
}

async function stateOf({ builder, signal }: Session, container: string): Promise<State> {
  const words = ['container', 'inspect', '--format', '{"state":{{json .State}},"mounts":{{json .Mounts}}}', container];
  const { stdout } = await builder.run(words);
  signal.throwIfAborted();
  try {
    const { state, mounts } = JSON.parse(stdout);
    return {
      running: state.Running === true,
      exitCode: state.ExitCode,
      outOfMemory: state.OOMKilled === true,
      volumes: (mounts ?? []).map((mount: { readonly Destination?: unknown }) => String(mount.Destination)).sort(),
    };
  } catch {
    return { running: false, exitCode: undefined, outOfMemory: false, volumes: [] };
  }
}

// Talks to the container builder of this machine, docker or podman: builds images, runs containers, asks them over
// HTTP, and removes all it made, also when it is interrupted. It must not know what a fixture is or what is compared.
import { spawn, spawnSync } from 'node:child_process';

const SECONDS = 1000;
const BUILD_TIMEOUT = 900;
/** Same limits on both sides; far more than a fixture needs, so that a runaway one cannot take the machine with it. */
const LIMITS = ['--memory=512m', '--pids-limit=512'];
/** A fixed host name, as the default one is the random id of the container and shows in logs. Health checks of the
 * engine are off because they run at their own time; `health` runs the same command when the program is up. */
const ISOLATION = ['--network=none', '--hostname=fixture', '--no-healthcheck'];
const ENVIRONMENT = { ...process.env, DOCKER_BUILDKIT: '1', BUILDX_BUILDER: 'default', DOCKER_CLI_HINTS: 'false' };
const NAME = `multistage-engine-${process.pid}`;

const running = new Set();
const containers = new Set();
const images = new Set();
let program = 'docker';
let buildNetwork = [];

const sleep = (seconds) => new Promise((wake) => setTimeout(wake, seconds * SECONDS));

/** Runs a program to its end. Never rejects: `code` is -1 when it cannot be started, null when it was killed. */
function execute(command, words, { timeout = 60, input = '' } = {}) {
  return new Promise((settle) => {
    // A process group of its own: Ctrl-C in the terminal reaches this script first, which then stops its children.
    const child = spawn(command, words, { detached: true, env: ENVIRONMENT, stdio: 'pipe' });
    const parts = { stdout: [], stderr: [] };
    const timer = setTimeout(() => kill(child), timeout * SECONDS);
    const end = (code) => {
      clearTimeout(timer);
      running.delete(child);
      const [stdout, stderr] = [parts.stdout, parts.stderr].map((chunks) => Buffer.concat(chunks).toString('utf8'));
      settle({ code, stdout, stderr });
    };
    running.add(child);
    child.stdout.on('data', (chunk) => parts.stdout.push(chunk));
    child.stderr.on('data', (chunk) => parts.stderr.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', () => end(-1));
    child.on('close', end);
  });
}

function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}

const ask = (...words) => execute(program, words);

/** The first of docker and podman whose service really answers, or undefined. */
export async function findBuilder() {
  for (const candidate of ['docker', 'podman']) {
    const version = await execute(candidate, ['version'], { timeout: 20 });
    if (version.code !== 0) continue;
    if ((await execute(candidate, ['info'], { timeout: 20 })).code !== 0) continue;
    program = candidate;
    // A service without a bridge network cannot give one to RUN either; only the host's is left.
    const networks = await ask('network', 'ls', '--format', '{{.Driver}}');
    buildNetwork = networks.stdout.includes('bridge') ? [] : ['--network=host'];
    return candidate;
  }
  return undefined;
}

/**
 * Builds a Dockerfile on a context. Gives the image with its config and size in bytes, or `error`, the builder's last
 * lines, with `unreachable`, the base image that this machine cannot fetch, if that was it.
 */
export async function buildImage(side, dockerfile, context) {
  const tag = `${NAME}:${side}`;
  images.add(tag);
  const words = ['build', '--pull=false', ...buildNetwork, '-t', tag, '-f', dockerfile, context];
  const build = await execute(program, words, { timeout: BUILD_TIMEOUT });
  if (build.code !== 0) {
    const text = build.stderr + build.stdout;
    return {
      error: text.trim().split('\n').slice(-15).join('\n') || 'took too long',
      unreachable: findUnreachable(text),
    };
  }
  const [image] = JSON.parse((await ask('image', 'inspect', tag)).stdout);
  return { tag, size: image.Size, config: { ...image.Config, Author: image.Author } };
}

/** A registry that answers "no such image" has been reached: that is a mistake in the Dockerfile, not of the machine. */
function findUnreachable(text) {
  const [, image] = text.match(/(?:resolve source metadata for|initializing source docker:\/\/)\s*(\S+?):?\s/) ?? [];
  return /dial tcp|no such host|i\/o timeout|TLS handshake|connection refused/.test(text) ? image : undefined;
}

/** Before the next ones take over their names, as an image without a name is not found again. */
export async function removeImages() {
  for (const tag of images) await ask('image', 'rm', '-f', tag);
  images.clear();
}

/**
 * Runs an image without network until it ends by itself or, when there are requests to make, until they are answered.
 * `timeout` is in seconds, for each of the two. `prober` is an image with a shell that makes the requests: the image
 * under test may be empty but for one program.
 */
export async function runImage(image, prober, { arguments: words, environment, http, timeout }) {
  const name = `${NAME}-run`;
  containers.add(name);
  const variables = Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  const create = await ask('create', '--name', name, ...ISOLATION, ...LIMITS, ...variables, image.tag, ...words);
  const start = create.code === 0 ? await ask('start', name) : create;
  const result = { started: start.code === 0, error: start.code === 0 ? '' : start.stderr.trim() };
  if (result.started) {
    const health = image.config.Healthcheck?.Test ?? [];
    if (http.length > 0 || health.length > 1) {
      result.http = [];
      for (const { port, path } of http) result.http.push(await request(name, prober, port, path, timeout));
      if (health.length > 1) result.health = await checkHealth(name, health, image.config.Shell, timeout);
      result.endedEarly = !(await state(name)).Running;
      await ask('stop', '-t', '5', name);
    } else {
      result.timedOut = !(await until(timeout, async () => !(await state(name)).Running));
      if (result.timedOut) await ask('kill', name);
    }
    result.exitCode = (await state(name)).ExitCode;
    const logs = await ask('logs', name);
    Object.assign(result, { stdout: logs.stdout, stderr: logs.stderr });
  }
  await ask('rm', '-f', '-v', name);
  containers.delete(name);
  return result;
}

async function state(name) {
  const inspect = await ask('container', 'inspect', '--format', '{{json .State}}', name);
  return inspect.code === 0 ? JSON.parse(inspect.stdout) : { Running: false };
}

async function until(timeout, done) {
  const end = Date.now() + timeout * SECONDS;
  while (!(await done())) {
    if (Date.now() > end) return false;
    await sleep(0.2);
  }
  return true;
}

// The request is made by a second container that shares the network of the first: nothing has to be published, and it
// works the same with a remote or rootless service. bash or busybox' nc are what base images with a shell have;
// HTTP/1.0, so that the server closes the connection and the answer is not in chunks.
const SPEAK = `if command -v bash >/dev/null
then exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && cat >&3 && cat <&3' "$0"
else exec nc 127.0.0.1 "$0"
fi`;

async function request(name, prober, port, path, timeout) {
  const probe = `${NAME}-probe`;
  const input = `GET ${path} HTTP/1.0\r\nHost: localhost\r\n\r\n`;
  const options = ['-i', '--rm', '--name', probe, `--network=container:${name}`, '--user=0', '--entrypoint=/bin/sh'];
  const words = ['run', ...options, prober.tag, '-c', SPEAK, String(port)];
  let answer = '';
  containers.add(probe);
  await until(timeout, async () => {
    answer = (await execute(program, words, { timeout: 20, input })).stdout;
    return answer.startsWith('HTTP/') || !(await state(name)).Running;
  });
  containers.delete(probe);
  const [head, ...body] = answer.split('\r\n\r\n');
  const header = (key) => head.match(new RegExp(`^${key}:\\s*(.*?)\\s*$`, 'im'))?.[1];
  const status = Number(head.match(/^HTTP\/\S+ (\d+)/)?.[1]);
  return { path, status, type: header('content-type'), location: header('location'), body: body.join('\r\n\r\n') };
}

/** Runs the health check's own command, until it succeeds: it says "not yet" while a program starts. */
async function checkHealth(name, [kind, ...words], shell, timeout) {
  const command = kind === 'CMD-SHELL' ? [...(shell ?? ['/bin/sh', '-c']), ...words] : words;
  let check;
  await until(timeout, async () => {
    check = await execute(program, ['exec', name, ...command], { timeout: 20 });
    return check.code === 0 || check.code === 126 || check.code === 127 || !(await state(name)).Running;
  });
  return check.code;
}

/** Removes every container and image that is left. Synchronous, as it is the last thing of an interrupted run. */
export function removeAll() {
  for (const child of running) kill(child);
  for (const name of containers)
    spawnSync(program, ['rm', '-f', '-v', name], { stdio: 'ignore', timeout: 30 * SECONDS });
  for (const tag of images) spawnSync(program, ['image', 'rm', '-f', tag], { stdio: 'ignore', timeout: 30 * SECONDS });
  containers.clear();
  images.clear();
}

// `multistage verify` and `--write --verify` as commands: options, builders, exit codes, what is written and what is left. The builder is one
// that only pretends; verify-built.test.ts has a real one.

import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { progressOn } from '../src/cli/progress.ts';
import { archiveOf, type Files } from './image.ts';
import { departures, verifications } from './schema.ts';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin/multistage.js');
const windows = process.platform === 'win32';

beforeAll(() => {
  if (existsSync(join(root, 'dist/cli.js'))) return;
  const build = spawnSync(process.execPath, ['build.js'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(build.stderr);
});

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'verify-cli-')));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const hello = `# syntax=docker/dockerfile:1
FROM golang:1.25
WORKDIR /src
COPY <<EOF ./main.go
package main
func main() { println("hello") }
EOF
RUN go build -o /bin/hello ./main.go
CMD ["/bin/hello"]
`;

const withTools: Files = { 'bin/hello': 'x', 'bin/sh': 'x', 'usr/local/go/bin/go': 'x' };
const alone: Files = { 'bin/hello': 'x' };

interface Behaviour {
  readonly exitCode?: number;
  readonly stdout?: string;
  /** What the builder says when it fails. */
  readonly build?: string;
  /** What it says when it cannot start the container. */
  readonly refusal?: string;
  /** The build never ends. */
  readonly wait?: boolean;
}

interface Place {
  /** Of the Dockerfile. */
  readonly folder: string;
  /** Of the builder. */
  readonly docker: string;
  readonly env: NodeJS.ProcessEnv;
}

let count = 0;

async function place(before: Behaviour, after: Behaviour, files = alone, text = hello): Promise<Place> {
  const folder = join(temporary, `project-${++count}`);
  const docker = join(temporary, `docker-${count}`);
  for (const path of [folder, docker, join(docker, 'bin'), join(docker, 'tmp')]) mkdirSync(path);
  writeFileSync(join(folder, 'Dockerfile'), text);
  const config = { Cmd: ['/bin/hello'] };
  writeFileSync(
    join(docker, 'before.tar'),
    await archiveOf({ layers: [withTools], config: { ...config, WorkingDir: '/src' } }),
  );
  writeFileSync(join(docker, 'after.tar'), await archiveOf({ layers: [files], config }));
  for (const [side, behaviour] of Object.entries({ before, after }))
    for (const [what, value] of Object.entries(behaviour))
      writeFileSync(join(docker, `${side}.${what}`), String(value));
  copyFileSync(join(root, 'test/engine/fake-docker'), join(docker, 'bin/docker'));
  chmodSync(join(docker, 'bin/docker'), 0o755);
  const path = [join(docker, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  return { folder, docker, env: { PATH: path, FAKE_DOCKER: docker, TMPDIR: join(docker, 'tmp') } };
}

function multistage(
  { folder, env }: Pick<Place, 'folder' | 'env'>,
  ...words: readonly string[]
): SpawnSyncReturns<string> {
  const run = spawnSync(process.execPath, [bin, ...words], { cwd: folder, env, encoding: 'utf8' });
  expect(run.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  return run;
}

/** Containers, images and temporary folders that are there. */
function leftIn({ docker }: Place): readonly string[] {
  const things = readdirSync(docker).filter((name) => /^(?:container|image)-/.test(name));
  return [...things, ...readdirSync(join(docker, 'tmp'))];
}

describe.skipIf(windows)('verify', () => {
  test('two images that do the same', async () => {
    const here = await place({ stdout: 'hello\u001b[31m\n' }, { stdout: 'hello\u001b[31m\n' });
    const { status, stdout, stderr } = multistage(here, 'verify');
    expect(stderr).toBe(
      [
        'building the original',
        'building the conversion',
        'looking into both images',
        'running the original',
        'running the conversion',
      ]
        .map((phase) => `Dockerfile: ${phase}\n`)
        .join(''),
    );
    expect(stdout).toMatch(/^Dockerfile: same\n {2}size/);
    expect(stdout).toContain('  left       toolchains: Go\n');
    expect(stdout).toContain('ends with exit code 0; says `hello\\u{1b}[31m`');
    expect(stdout).toMatch(/\n1 file: 1 same \(docker 99\.0\)\n$/);
    expect(status).toBe(0);
    expect(leftIn(here)).toEqual([]);
  });

  test('two that do not, as JSON and as Markdown', async () => {
    const here = await place({ stdout: 'hello\n' }, { stdout: '<b>@you\u001b', exitCode: 3 });
    const { status, stdout } = multistage(here, 'verify', '--format', 'json');
    const report = JSON.parse(stdout);
    expect(departures(report, verifications)).toEqual([]);
    expect(report.files[0].differences.map(({ name }: { readonly name: string }) => name)).toEqual([
      'ExitCodeChanged',
      'OutputChanged',
    ]);
    expect(report.summary).toEqual({ files: 1, same: 0, different: 1, skipped: 0, failed: 0 });
    expect(stdout).not.toContain('\u001b');
    expect(status).toBe(1);
    const markdown = multistage(here, 'verify', '--format', 'markdown').stdout;
    expect(markdown).toContain('| `Dockerfile` | 0.0 MB | 0.0 MB |');
    expect(markdown).toContain(
      '- **different**, OutputChanged: `` standard output is `<b>@you\\u{1b}`, and was `hello\n`. ``'.replace(
        '\n',
        '\\u{a}',
      ),
    );
    expect(leftIn(here)).toEqual([]);
  });

  test('a result that does not build, and an original that does not', async () => {
    const broken = await place({}, { build: 'ERROR: no such stage' });
    const different = multistage(broken, 'verify');
    expect(different.stdout).toContain('BuildFailed: the original builds, and the converted file does not.');
    expect(different.stdout).toContain('ERROR: no such stage');
    expect(different.status).toBe(1);
    const failing = multistage(await place({ build: 'ERROR: no space' }, {}), 'verify');
    expect(failing.stdout).toContain('Dockerfile: failed (the original does not build)');
    expect(failing.status).toBe(2);
    const away = multistage(
      await place(
        { build: 'ERROR: failed to resolve source metadata for docker.io/library/golang:1.25: dial tcp' },
        {},
      ),
      'verify',
    );
    expect(away.stdout).toContain('failed (`docker.io/library/golang:1.25` cannot be fetched here)');
    expect(leftIn(broken)).toEqual([]);
  });

  test('a builder that breaks down over one file', async () => {
    const here = await place({}, {});
    mkdirSync(join(here.folder, 'other'));
    writeFileSync(join(here.folder, 'other/Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(here.docker, 'after.tar'), 'no archive');
    const { status, stdout } = multistage(here, 'verify');
    expect(stdout).toMatch(/^Dockerfile: failed \(docker did not hand out the image that it built: /);
    expect(stdout).toContain('other/Dockerfile: skipped');
    expect(status).toBe(2);
    expect(leftIn(here)).toEqual([]);
  });

  test('a container that does not start', async () => {
    const refusal = 'exec: "/bin/hello": no such file';
    const after = multistage(await place({}, { refusal }), 'verify');
    expect(after.stdout).toContain('NotStarted: the container does not start: `exec: "/bin/hello": no such file`.');
    expect(after.status).toBe(1);
    const both = multistage(await place({ refusal }, { refusal }), 'verify');
    expect(both.stdout).toContain('failed (the original does not start: exec: "/bin/hello": no such file)');
    expect(both.status).toBe(2);
  });

  test('words reach containers as they are, and everything is labelled and limited', async () => {
    const here = await place({}, {});
    const words = [`--run=--name 'two words' ";x"`, '--env', 'A=b c', '--memory', '64m', '--pull', 'never'];
    expect(multistage(here, 'verify', ...words).status).toBe(0);
    const asked = readFileSync(join(here.docker, 'asked.txt'), 'utf8').split('\n');
    const creates = asked.filter((line) => line.startsWith('create '));
    expect(creates).toHaveLength(4);
    for (const line of creates)
      expect(line).toMatch(/--label multistage\.verify=\w{16} .*--network=none .*--memory 64m .*--env A=b c image-/);
    expect(creates[2]).toMatch(/image-before --name two words ;x$/);
    for (const line of asked.filter((one) => one.startsWith('buildx build')))
      expect(line).toMatch(/--label multistage\.verify=/);
    expect(asked).toContain('image inspect --format {{.Id}} golang:1.25');
  });

  test('what an interruption leaves: nothing', async () => {
    const here = await place({ wait: true }, {});
    const child = spawn(process.execPath, [bin, 'verify'], {
      cwd: here.folder,
      env: here.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      if (/building the original/.test(said)) setTimeout(() => child.kill('SIGTERM'), 500);
    });
    const code = await new Promise((settle) => child.once('close', settle));
    expect(said).toContain('multistage: interrupted; removing what was started');
    expect(code).toBe(143);
    expect(leftIn(here)).toEqual([]);
  });

  test('a scanner on the path is asked', async () => {
    const here = await place({}, {});
    const answer = {
      Results: [{ Vulnerabilities: [{ Severity: 'HIGH' }, { Severity: 'CRITICAL' }, { Severity: 'HIGH' }] }, {}],
    };
    writeFileSync(join(here.docker, 'bin/trivy'), `#!/bin/sh\ncat <<'EOF'\n${JSON.stringify(answer)}\nEOF\n`, {
      mode: 0o755,
    });
    expect(multistage(here, 'verify').stdout).toContain(
      'trivy      critical 1, high 2 before; critical 1, high 2 after',
    );
    writeFileSync(
      join(here.docker, 'bin/trivy'),
      '#!/bin/sh\n[ "$1" = --version ] || { echo no database >&2; exit 1; }\n',
      { mode: 0o755 },
    );
    const { status, stdout } = multistage(here, 'verify');
    expect(stdout).toContain('ScannerFailed: trivy gave no answer: no database.');
    expect(status).toBe(0);
  });

  test('the working tree against a revision', async () => {
    const here = await place({}, {}, alone, 'FROM debian:12\nRUN old\n');
    const git = (...words: readonly string[]) => {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
      const run = spawnSync('git', [...who, ...words], { cwd: here.folder, encoding: 'utf8' });
      if (run.status !== 0) throw new Error(run.stderr);
    };
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'old');
    writeFileSync(join(here.folder, 'Dockerfile'), 'FROM debian:12\nRUN new\n');
    mkdirSync(join(here.folder, 'fresh'));
    writeFileSync(join(here.folder, 'fresh/Dockerfile'), 'FROM debian:12\n');
    const { status, stdout } = multistage(here, 'verify', '--base', 'HEAD');
    expect(stdout).toMatch(/^Dockerfile: same\n/);
    expect(stdout).toContain('fresh/Dockerfile: skipped (the revision has no such file)');
    expect(status).toBe(0);
    const builds = readFileSync(join(here.docker, 'asked.txt'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('buildx build'));
    expect(builds[0]).toMatch(/before\.Dockerfile \S*revision-\w+$/);
    expect(builds[1]?.endsWith(`after.Dockerfile ${here.folder}`)).toBe(true);
    const unknown = multistage(here, 'verify', '--base', 'nowhere');
    expect(unknown.stderr).toContain(
      'RevisionNotFound: the revision of --base cannot be read: there is no revision nowhere.',
    );
    expect(unknown.status).toBe(2);
    expect(leftIn(here)).toEqual([]);
  });
});

describe.skipIf(windows)('--write --verify', () => {
  test('writes what is the same', async () => {
    const here = await place({}, {});
    expect(multistage(here, '--write', '--verify').status).toBe(0);
    expect(readFileSync(join(here.folder, 'Dockerfile'), 'utf8')).toContain('FROM scratch');
  });

  test('leaves alone what is not', async () => {
    const here = await place({ stdout: 'a' }, { stdout: 'b' });
    const { status, stderr } = multistage(here, '--write', '--verify');
    expect(stderr).toContain('NotVerified: this was not written: standard output is `b`, and was `a`.');
    expect(status).toBe(2);
    expect(readFileSync(join(here.folder, 'Dockerfile'), 'utf8')).toBe(hello);
    expect(leftIn(here)).toEqual([]);
  });
});

describe('without a builder', () => {
  const nowhere = { PATH: join(temporary, 'empty') };

  test('one sentence says what to install, and nothing is written', async () => {
    const { folder } = await place({}, {});
    for (const words of [['verify'], ['--write', '--verify']]) {
      const { status, stdout, stderr } = multistage({ folder, env: nowhere }, ...words);
      expect(stdout).toBe('');
      expect(stderr.split('\n')[0]).toBe(
        'multistage error NoBuilder: no container builder answers on this machine: install Docker with BuildKit, Podman or Buildah.',
      );
      expect(status).toBe(2);
    }
    expect(multistage({ folder, env: nowhere }, 'verify', '--builder', 'podman').stderr).toContain(
      '`podman` does not answer on this machine',
    );
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(hello);
  });

  test('what has no conversion needs none', async () => {
    const { folder } = await place({}, {}, alone, 'FROM scratch\nCOPY x /x\nCMD ["/x"]\n');
    const { status, stdout } = multistage({ folder, env: nowhere }, 'verify');
    expect(stdout).toMatch(/^Dockerfile: skipped \(unchanged/);
    expect(stdout).toMatch(/1 file: 1 skipped\n$/);
    expect(status).toBe(0);
  });

  test.each([
    [['--http', 'x'], '--http needs a port'],
    [['--timeout', 'soon'], '--timeout needs a number'],
    [['--timeout', '1', '--timeout', '2'], '--timeout is given twice'],
    [['-'], 'verify needs files'],
    [['--pull', 'often'], 'Invalid values'],
    [['--nonsense'], 'Unknown argument'],
  ])('%j is refused', (words, message) => {
    const { status, stderr } = multistage({ folder: temporary, env: nowhere }, 'verify', ...words);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  test('--verify needs --write', () => {
    expect(multistage({ folder: temporary, env: nowhere }, '--verify').stderr).toContain('--verify goes with --write');
  });
});

test('a run that does not verify loads none of it', () => {
  const reached = new Set<string>();
  const waiting = [
    'cli.js',
    ...readdirSync(join(root, 'dist/chunks'))
      .filter((name) => name.startsWith('convert-'))
      .map((name) => `chunks/${name}`),
  ];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const text = readFileSync(join(root, 'dist', file), 'utf8');
    const statics = text.matchAll(/(?:^|[;}\n])(?:import|export)(?:[^'"();]*?from)?\s*["'](\.[^"']+)["']/g);
    for (const [, path = ''] of statics) waiting.push(join(dirname(file), path).replaceAll('\\', '/'));
  }
  expect(reached.size).toBeGreaterThan(3);
  const loaded = [...reached].map((file) => readFileSync(join(root, 'dist', file), 'utf8')).join('');
  expect(loaded).toContain('FROM');
  expect(loaded).not.toContain('forceKillAfterDelay');
  expect(loaded).not.toContain('ustar');
});

describe('progress', () => {
  const shown = (terminal: boolean): string => {
    let text = '';
    const write = (part: string): boolean => {
      text += part;
      return true;
    };
    const stream = { isTTY: terminal, columns: 40, write };
    const progress = progressOn(stream as unknown as NodeJS.WriteStream);
    progress.show('Dockerfile', 'building the original, 1/2 RUN a \u001b[31m');
    progress.show('Dockerfile', 'building the original, 2/2 RUN b');
    progress.show('Dockerfile', 'running the original');
    progress.clear();
    return text;
  };

  test('in a pipe is a line for each phase', () => {
    expect(shown(false)).toBe('Dockerfile: building the original\nDockerfile: running the original\n');
  });

  test('on a terminal is one line that is written over', () => {
    const lines = shown(true).split('\r\u001b[K');
    expect(lines).toEqual([
      '',
      'Dockerfile: building the original, 1/2 ',
      'Dockerfile: building the original, 2/2 ',
      'Dockerfile: running the original',
      '',
    ]);
    expect(shown(true)).not.toContain('\n');
  });
});

// Verifying without a builder: what is read of programs, archives and Dockerfiles, and what is made of two images and two containers.

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { basesOf, frontEndOf, isStandardFrontEnd, withoutFrontEnd } from '../src/verify/bases.ts';
import { compareBehaviour } from '../src/verify/behaviour.ts';
import { causesOf } from '../src/verify/cause.ts';
import { compareConfigs } from '../src/verify/config.ts';
import type { Observation } from '../src/verify/container.ts';
import { accountOf, compareContents, findLosses } from '../src/verify/contents.ts';
import { readElf } from '../src/verify/elf.ts';
import { find, walk } from '../src/verify/files.ts';
import { lacksOf } from '../src/verify/libraries.ts';
import { programsOf } from '../src/verify/programs.ts';
import { problemOf, startsOf } from '../src/verify/starts.ts';
import { type ElfOptions, elf } from './elf.ts';
import { archiveOf, type Files, imageOf, layerOf, read } from './image.ts';

const LOADER = '/lib64/ld-linux-x86-64.so.2';

describe('ELF files', () => {
  const full: ElfOptions = {
    interpreter: LOADER,
    needed: ['libm.so.6', 'libc.so.6'],
    soname: 'libboat.so.1',
    runpath: '$ORIGIN/../lib:/opt/lib',
    versions: { 'libc.so.6': ['GLIBC_2.34', 'GLIBC_2.2.5'] },
    brings: ['BOAT_1', 'BOAT_2'],
  };

  test.each([
    [64, true],
    [64, false],
    [32, true],
    [32, false],
  ] as const)('of %i bits, little-endian: %s', (bits, little) => {
    expect(readElf(elf({ ...full, bits, little }))).toEqual({
      bits,
      machine: 62,
      interpreter: LOADER,
      needed: ['libm.so.6', 'libc.so.6'],
      soname: 'libboat.so.1',
      rpath: [],
      runpath: ['$ORIGIN/../lib', '/opt/lib'],
      versions: new Map([['libc.so.6', ['GLIBC_2.34', 'GLIBC_2.2.5']]]),
      brings: new Set(['BOAT_1', 'BOAT_2']),
    });
  });

  test('a static one names nothing', () => {
    expect(readElf(elf())).toMatchObject({ interpreter: undefined, needed: [] });
  });

  test('what is none, is cut off or leads astray is nothing, and never an exception', () => {
    const bytes = elf(full);
    expect(readElf(Buffer.from('#!/bin/sh\n'))).toBeUndefined();
    for (let length = 0; length < bytes.length; length += 61)
      expect(() => readElf(bytes.subarray(0, length))).not.toThrow();
    for (let at = 4; at < 1400; at++) {
      const broken = Buffer.from(bytes);
      broken[at] = 0xff;
      expect(() => readElf(broken)).not.toThrow();
    }
    expect(readElf(bytes.subarray(0, 600))).toBeUndefined();
  });
});

describe('archives', () => {
  const layers: Files[] = [
    {
      'bin/': { folder: true },
      'bin/tool': elf({ needed: ['libc.so.6'] }),
      'bin/again': { same: 'bin/tool' },
      'etc/gone': 'x',
      'cache/a': 'aa',
      'cache/b': 'bb',
      'start.sh': '#!/bin/sh\nexec tool\n',
      'page.html': 'not kept',
      latest: { link: '/bin/tool' },
    },
    {
      'etc/.wh.gone': '',
      'cache/.wh..wh..opq': '',
      'cache/c': 'cc',
      'bin/tool': { content: 'now text', mode: 0o4711, owner: [7, 8] },
    },
  ];

  test.each([
    ['plain layers', (layer: Buffer) => layer],
    ['layers that are pressed', (layer: Buffer) => gzipSync(layer)],
  ])('%s are put one over the other', async (_, pressed) => {
    const history = [
      { created_by: 'COPY . .' },
      { created_by: 'ENV A=b', empty_layer: true },
      { created_by: 'RUN rm' },
    ];
    const image = await read(await archiveOf({ layers, history, pressed }));
    expect(
      [...walk(image.root)]
        .filter(([, { kind }]) => kind !== 'folder')
        .map(([path]) => path)
        .sort(),
    ).toEqual(['/bin/again', '/bin/tool', '/cache/c', '/latest', '/page.html', '/start.sh']);
    expect(image.layers.map(({ createdBy }) => createdBy)).toEqual(['COPY . .', 'RUN rm']);
    expect(find(image.root, '/latest')).toMatchObject({
      path: '/bin/tool',
      entry: { mode: 0o4711, user: 7, group: 8 },
    });
    expect(find(image.root, '/bin/again')?.entry.elf?.needed).toEqual(['libc.so.6']);
    expect(find(image.root, '/start.sh')?.entry.text).toContain('exec tool');
    expect(find(image.root, '/page.html')?.entry).not.toHaveProperty('text');
  });

  test('only what is asked for is looked into', async () => {
    const image = await read(await archiveOf({ layers }), (path) => path === 'start.sh');
    expect(find(image.root, '/bin/again')?.entry.elf).toBeUndefined();
    expect(find(image.root, '/start.sh')?.entry.text).toBeDefined();
  });

  test('what is no archive of an image is an error', async () => {
    await expect(read(await layerOf({ 'a.txt': 'a' }))).rejects.toThrow('no archive of an image');
    await expect(read(Buffer.from('x'.repeat(2000)))).rejects.toThrow();
  });

  test.each([
    ['/a', '/b/c', 'links that lead on'],
    ['/up', '/b/c', 'a link that leads up'],
    ['/b/../b/c', '/b/c', 'a folder and back'],
    ['/circle', undefined, 'a circle'],
    ['/nowhere', undefined, 'a link that leads nowhere'],
  ] as const)('%s leads to %s: %s', async (from, to, _) => {
    const { root } = await imageOf({
      'b/c': 'c',
      'b/d': { link: '../b/c' },
      a: { link: 'b/d' },
      up: { link: '../../b/c' },
      circle: { link: 'circle' },
      nowhere: { link: '/x/y' },
    });
    expect(find(root, from)?.path).toBe(to);
  });
});

describe('libraries', () => {
  const libc = elf({ soname: 'libc.so.6', brings: ['GLIBC_2.2.5', 'GLIBC_2.31'] });
  const system: Files = { 'lib64/ld-linux-x86-64.so.2': elf(), 'lib/x86_64-linux-gnu/libc.so.6': libc };
  const program = (options: ElfOptions): Files => ({ 'app/bin/tool': elf({ interpreter: LOADER, ...options }) });

  test.each<[string, Files, readonly object[]]>([
    ['everything is there', { ...system, ...program({ needed: ['libc.so.6'] }) }, []],
    [
      'on scratch nothing is',
      program({ needed: ['libc.so.6'] }),
      [
        { kind: 'interpreter', name: LOADER },
        { kind: 'library', name: 'libc.so.6' },
      ],
    ],
    [
      'the C library is older',
      { ...system, ...program({ needed: ['libc.so.6'], versions: { 'libc.so.6': ['GLIBC_2.34', 'GLIBC_2.2.5'] } }) },
      [{ kind: 'version', name: 'libc.so.6', version: 'GLIBC_2.34' }],
    ],
    [
      'a library of another machine does not count',
      { ...system, ...program({ needed: ['libboat.so'] }), 'lib/libboat.so': elf({ machine: 183 }) },
      [{ kind: 'library', name: 'libboat.so' }],
    ],
    [
      'beside the program',
      { ...system, ...program({ needed: ['libboat.so'], runpath: '$ORIGIN/../lib' }), 'app/lib/libboat.so': elf() },
      [],
    ],
    [
      'by the older kind of path',
      { ...system, ...program({ needed: ['libboat.so'], rpath: '/opt' }), 'opt/libboat.so': elf() },
      [],
    ],
    [
      'in a folder that the loader was not told of',
      { ...system, ...program({ needed: ['libboat.so'] }), 'usr/local/lib/libboat.so': elf() },
      [{ kind: 'library', name: 'libboat.so' }],
    ],
    [
      'in a folder that ldconfig has seen',
      {
        ...system,
        ...program({ needed: ['libboat.so'] }),
        'usr/local/lib/libboat.so': elf(),
        'etc/ld.so.cache': 'glibc-ld.so.cache1.1\0libboat.so\0/usr/local/lib/libboat.so\0',
      },
      [],
    ],
    [
      'with musl, whose loader is the C library',
      {
        'lib/ld-musl-x86_64.so.1': elf(),
        'app/bin/tool': elf({
          interpreter: '/lib/ld-musl-x86_64.so.1',
          needed: ['libc.musl-x86_64.so.1', 'libboat.so'],
        }),
        'usr/local/lib/libboat.so': elf(),
      },
      [],
    ],
  ])('%s', async (_, files, lacks) => {
    const { root } = await imageOf(files);
    const tool = find(root, '/app/bin/tool');
    expect(tool && lacksOf(root, tool, new Map())).toEqual(lacks);
  });

  test('LD_LIBRARY_PATH of the image counts', async () => {
    const { root } = await imageOf({ ...system, ...program({ needed: ['libboat.so'] }), 'opt/libboat.so': elf() });
    const tool = find(root, '/app/bin/tool');
    expect(tool && lacksOf(root, tool, new Map([['LD_LIBRARY_PATH', '/opt:/x']]))).toEqual([]);
  });
});

describe('what a container starts', () => {
  const script =
    '#!/usr/bin/env bash\nset -e\nmigrate() { psql -c x; }\nmigrate\nif test -f x; then curl x | jq .; fi\nexec "$@"\n';
  const files: Files = {
    'bin/sh': 'x',
    'usr/bin/env': 'x',
    'usr/bin/tool': 'x',
    'usr/bin/jq': 'x',
    'app/run.sh': script,
    'app/plain': { content: 'x', mode: 0o644 },
    'app/settings.toml': 'x',
  };

  test.each<[string, object, readonly string[]]>([
    ['a program on the PATH', { Cmd: ['tool'] }, ['CMD program tool there']],
    ['a program that is not there', { Cmd: ['boat'] }, ['CMD program boat missing']],
    [
      'a file that may not be executed',
      { Cmd: ['./plain'], WorkingDir: '/app' },
      ['CMD program ./plain not executable'],
    ],
    ['another PATH', { Cmd: ['tool'], Env: ['PATH=/bin'] }, ['CMD program tool missing']],
    [
      'the shell form',
      { Cmd: ['/bin/sh', '-c', 'tool --port $PORT && boat'] },
      ['CMD program /bin/sh there', 'CMD call boat missing', 'CMD call tool there'],
    ],
    [
      'a script, its interpreter and what it calls',
      { Entrypoint: ['./run.sh'], Cmd: ['tool', 'settings.toml', '--x'], WorkingDir: '/app' },
      [
        'ENTRYPOINT program ./run.sh there',
        '/app/run.sh interpreter /usr/bin/env there',
        '/app/run.sh interpreter bash missing',
        '/app/run.sh call curl missing',
        '/app/run.sh call jq there',
        '/app/run.sh call psql missing',
        'CMD argument settings.toml there',
      ],
    ],
    [
      'a health check',
      { Cmd: ['tool'], Healthcheck: { Test: ['CMD-SHELL', 'curl -f localhost || exit 1'] } },
      ['CMD program tool there', 'HEALTHCHECK program /bin/sh there', 'HEALTHCHECK call curl missing'],
    ],
  ])('%s', async (_, config, expected) => {
    const named = programsOf(await imageOf(files, config));
    const lines = named.map(({ by, role, name, state }) => `${by} ${role} ${name} ${state}`);
    expect(lines.toSorted()).toEqual([...expected].sort());
  });
});

describe('configs', () => {
  const base = {
    Cmd: ['tool'],
    WorkingDir: '/app',
    Env: ['PATH=/bin', 'GOPATH=/go', 'PORT=80'],
    Labels: { tide: 'high', 'multistage.verify': '1' },
  };
  const text = 'FROM x\nLABEL tide=high\nENV PORT=80\n';

  test.each<[string, object, readonly string[], readonly string[]]>([
    ['the same', { ...base, Labels: { tide: 'high', 'multistage.verify': '2' } }, [], []],
    ['a PATH of its own', { ...base, Env: ['PATH=/usr/bin', 'GOPATH=/go', 'PORT=80'] }, [], []],
    [
      'no variables of the base',
      { ...base, Env: ['PORT=80'] },
      [],
      ['EnvironmentGone: variables of the build are gone: PATH, GOPATH.'],
    ],
    [
      'another value',
      { ...base, Env: ['PORT=81', 'PATH=/bin', 'GOPATH=/go'] },
      ['ENV PORT is `81`, and was `80`.'],
      [],
    ],
    [
      'a variable more',
      { ...base, Env: [...base.Env, 'LANG=C'] },
      [],
      ['EnvironmentNew: variables are set that the original does not have: LANG.'],
    ],
    ['a label less', { ...base, Labels: {} }, ['LABEL tide is nothing, and was `high`.'], []],
    ['no WORKDIR', { ...base, WorkingDir: '' }, [], ['FolderNotSet: the working directory is `/`, and was `/app`.']],
    ['another WORKDIR', { ...base, WorkingDir: '/srv' }, ['WORKDIR is `/srv`, and was `/app`.'], []],
    ['the exec form of the same words', { ...base, Cmd: ['/bin/sh', '-c', 'exec tool'] }, [], []],
    ['another CMD', { ...base, Cmd: ['tool', 'x'] }, ['CMD is `["tool","x"]`, and was `["tool"]`.'], []],
    ['a USER', { ...base, User: 'app' }, ['USER is `app`, and was `root`.'], []],
    ['a port', { ...base, ExposedPorts: { '80/tcp': {} } }, ['EXPOSE is `80/tcp`, and was nothing.'], []],
    ['a volume', { ...base, Volumes: { '/data': {} } }, ['VOLUME is `/data`, and was nothing.'], []],
    [
      'a health check',
      { ...base, Healthcheck: { Test: ['CMD-SHELL', 'tool -x'], Interval: 5 } },
      ['HEALTHCHECK is `["CMD","tool","-x"] {"Interval":5}`, and was nothing.'],
      [],
    ],
  ])('%s', async (_, config, differences, notes) => {
    const [before, after] = [await imageOf({}, base), await imageOf({}, config)];
    const compared = compareConfigs(before.config, after.config, text);
    expect(compared.differences.map(({ message }) => message)).toEqual(differences);
    expect(compared.notes.map(({ name, message }) => `${name}: ${message}`)).toEqual(notes);
  });
});

describe('contents', () => {
  const passwd = { 'etc/passwd': 'root:x:0:0::/:\napp:x:1000:1001::/:\n', 'etc/group': 'app:x:1001:\ndisk:x:6:app\n' };

  test.each([
    ['', { user: 0, groups: [0] }],
    ['app', { user: 1000, groups: [1001, 6] }],
    ['app:disk', { user: 1000, groups: [6, 6] }],
    ['1000', { user: 1000, groups: [1001] }],
    ['77:88', { user: 77, groups: [88] }],
    ['nobody', undefined],
  ])('USER %s', async (User, account) => {
    expect(accountOf(await imageOf(passwd, { User }))).toEqual(account);
  });

  test('what left and what is new', async () => {
    const before = await imageOf({
      'bin/sh': 'x',
      'usr/bin/apt-get': 'x',
      'usr/local/zig/bin/zig': 'x',
      'usr/bin/su': { content: 'x', mode: 0o4755 },
    });
    const after = await imageOf({ 'bin/sh': 'x', 'etc/new': 'x' });
    const contents = compareContents(before, after, [{ title: 'Zig', programs: ['zig'] }]);
    expect(contents.before).toEqual({
      files: 4,
      machinePrograms: 0,
      privileged: ['/usr/bin/su'],
      shells: ['sh'],
      packageManagers: ['apt-get'],
      toolchains: ['Zig'],
    });
    expect(contents).toMatchObject({ after: { files: 2, toolchains: [] }, added: ['/etc/new'] });
  });

  const config = { User: 'app', Cmd: ['tool'], Entrypoint: ['/run.sh'] };
  const whole: Files = {
    ...passwd,
    'bin/sh': 'x',
    'bin/tool': elf({ needed: ['libboat.so'] }),
    'lib/libboat.so': elf(),
    'bin/curl': 'x',
    'run.sh': '#!/bin/sh\ncurl -s localhost\nexec "$@"\n',
    'data/': { folder: true, owner: [1000, 1001] },
    'data/list': { content: 'x', owner: [1000, 1001] },
  };
  const absent = (...names: readonly string[]): Files =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));

  test.each<[string, Files, readonly string[]]>([
    ['nothing', whole, []],
    ['a library', absent('lib/libboat.so'), ['`/bin/tool` needs `libboat.so`, which the image does not have.']],
    ['an interpreter', absent('bin/sh'), ['`/run.sh` names `/bin/sh`, which the image does not have.']],
    ['a program that a script calls', absent('bin/curl'), ['`/run.sh` names `curl`, which the image does not have.']],
    ['the program', absent('run.sh'), ['ENTRYPOINT names `/run.sh`, which the image does not have.']],
    [
      'the right to execute',
      { ...whole, 'run.sh': { content: '#!/bin/sh\n', mode: 0o644 } },
      ['ENTRYPOINT names `/run.sh`, which is not executable.'],
    ],
    [
      'the account',
      absent('etc/passwd'),
      ['the container runs as `app`, and `/etc/passwd` of the image has no such account.'],
    ],
    [
      'the right to write',
      { ...whole, 'data/': { folder: true }, 'data/list': 'x' },
      ['user 1000 can no longer write `/data`, which belongs to 0:0.'],
    ],
  ])('lost: %s', async (_, files, messages) => {
    const losses = findLosses(await imageOf(whole, config), await imageOf(files, config));
    expect(losses.map(({ message }) => message)).toEqual(messages);
  });
});

const silent: Observation = {
  refusal: undefined,
  ended: true,
  exitCode: 0,
  outOfMemory: false,
  stdout: '',
  stderr: '',
  ports: undefined,
  account: undefined,
  answers: [],
  health: undefined,
  volumes: [],
};
const server: Observation = { ...silent, ended: false, ports: ['tcp 80'], account: '1:1', exitCode: 143 };
const page = { port: 80, path: '/', status: 200, type: 'text/html', location: undefined, body: 'x' };

describe('behaviour', () => {
  const compare = async (before: Observation, after: Observation, again = before, commands = ['a', 'a']) => {
    const [old, now] = await Promise.all(
      commands.map(async (word) => (await imageOf({}, { Cmd: word.split('|') })).config),
    );
    if (old === undefined || now === undefined) throw new Error('two images have two configs');
    return compareBehaviour(before, after, [old, now], async () => again);
  };

  test.each<[string, Observation, Observation, readonly string[]]>([
    ['the same', silent, silent, []],
    [
      'another time of day',
      { ...silent, stdout: '2024-01-02 03:04:05 up' },
      { ...silent, stdout: '2025-06-07T08:09:10.1Z up' },
      [],
    ],
    ['another exit code', silent, { ...silent, exitCode: 1 }, ['ExitCodeChanged']],
    ['it does not start', silent, { ...silent, refusal: 'no such file' }, ['NotStarted']],
    ['it ends', server, { ...silent, exitCode: 1, ports: undefined }, ['EndedEarly']],
    ['it does not end', silent, { ...server, ports: undefined }, ['GoesOnRunning']],
    ['no memory', silent, { ...silent, exitCode: 137, outOfMemory: true }, ['OutOfMemory']],
    [
      'another output',
      { ...silent, stdout: 'a' },
      { ...silent, stdout: 'b', stderr: 'c' },
      ['OutputChanged', 'OutputChanged'],
    ],
    ['other ports', server, { ...server, ports: [] }, ['PortsChanged']],
    ['another user', server, { ...server, account: '0:0' }, ['ProcessUserChanged']],
    ['a volume less', { ...server, volumes: ['/data'] }, server, ['VolumesChanged']],
    ['another health', { ...server, health: 0 }, { ...server, health: 127 }, ['HealthChanged']],
    [
      'another answer',
      { ...server, answers: [page] },
      { ...server, answers: [{ ...page, status: 500, body: 'y' }] },
      ['AnswerChanged', 'AnswerChanged'],
    ],
    ['no answer', { ...server, answers: [page] }, server, ['AnswerChanged', 'AnswerChanged', 'AnswerChanged']],
  ])('%s', async (_, before, after, names) => {
    const { differences } = await compare(before, after);
    expect(differences.map(({ name }) => name)).toEqual(names);
  });

  test('what changes from run to run is told apart', async () => {
    const says = (stdout: string) => ({ ...silent, stdout });
    const random = await compare(says('id 4711 took 3ms'), says('id 99 took 8ms'), says('id 12 took 5ms'));
    expect(random).toMatchObject({ differences: [], notes: [{ name: 'NotSteady' }] });
    const other = await compare(says('id 4711'), says('failed 99'), says('id 12'));
    expect(other.differences.map(({ name }) => name)).toEqual(['OutputChanged']);
  });

  test('two that fail alike are the same, and that is said', async () => {
    const { differences, notes } = await compare({ ...silent, exitCode: 2 }, { ...silent, exitCode: 2 });
    expect(differences).toEqual([]);
    expect(notes[0]?.message).toMatch(
      /^the original ends with exit code 2: two containers that fail alike show little/,
    );
  });

  test('a shell that hid how a program ends is no difference', async () => {
    const stopped = { ...server, exitCode: 137 };
    const { differences, notes } = await compare(stopped, server, stopped, ['/bin/sh|-c|tool', 'tool']);
    expect({ differences, notes: notes.map(({ name }) => name) }).toEqual({
      differences: [],
      notes: ['StoppedDifferently'],
    });
    expect((await compare(stopped, server)).differences.map(({ name }) => name)).toEqual(['ExitCodeChanged']);
  });
});

describe('causes', () => {
  const before = { WorkingDir: '/app', Env: ['BOAT_NAME=x'] };
  const files: Files = { 'app/templates/a.html': 'x', 'app/list.txt': 'x' };
  const failed = (stderr: string): Observation => ({ ...silent, exitCode: 1, stderr });

  test.each<[string, string, Files, object, readonly string[]]>([
    ['a file', 'open /app/list.txt: no such file', {}, before, ['`/app/list.txt` of the original is not in the image']],
    ['a relative path', "can't find 'list.txt'", {}, before, ['`/app/list.txt` of the original is not in the image']],
    [
      'a pattern',
      'pattern matches no files: `templates/*.html`',
      {},
      before,
      ['`/app/templates` of the original is not in the image'],
    ],
    [
      'the folder it is looked for in',
      'open list.txt: no such file',
      files,
      { ...before, WorkingDir: '/' },
      ['`list.txt` is looked for in WORKDIR, which is `/` and was `/app`: the image has `/app/list.txt`'],
    ],
    [
      'a variable',
      'BOAT_NAME is not set',
      files,
      { WorkingDir: '/app' },
      ['ENV `BOAT_NAME` of the original is not set'],
    ],
    ['nothing that is known', 'segmentation fault', {}, before, []],
  ])('%s', async (_, stderr, left, config, causes) => {
    const images = [await imageOf(files, before), await imageOf(left, config)] as const;
    expect(causesOf(...images, [silent, failed(stderr)], [])).toEqual(causes);
  });
});

describe('Dockerfiles', () => {
  test('name the images that they are built from', () => {
    const text = `ARG GO=1.25
ARG IMAGE=golang:\${GO}-bookworm
FROM --platform=linux/amd64 \${IMAGE} AS build
RUN --mount=type=bind,from=busybox:1.36,target=/b true
COPY --from=nginx:1.27 /etc/nginx /n
FROM build AS test
FROM scratch
COPY --from=0 /x /x
COPY --from=BUILD /y /y
`;
    expect(basesOf(text)).toEqual(['golang:1.25-bookworm', 'busybox:1.36', 'nginx:1.27']);
  });

  test.each([
    ['# syntax=docker/dockerfile:1\nFROM x\n', '#\nFROM x\n'],
    ['# syntax=docker/dockerfile:1\r\n# escape=`\r\nFROM x\r\n', '# escape=`\r\n#\r\nFROM x\r\n'],
    ['# escape=`\n# syntax = docker/dockerfile:1\nFROM x\n', '# escape=`\n#\nFROM x\n'],
    ['FROM x\n# syntax=docker/dockerfile:1\n', 'FROM x\n# syntax=docker/dockerfile:1\n'],
  ])('%j without its front end', (text, expected) => {
    expect(withoutFrontEnd(text)).toBe(expected);
  });

  test.each([
    ['docker/dockerfile:1', true],
    ['docker.io/docker/dockerfile:1.7@sha256:ab', true],
    ['docker/dockerfile:1-labs', false],
    ['example.org/front:1', false],
  ])('the front end %s is the standard one: %s', (image, standard) => {
    expect(frontEndOf(`# syntax=${image}\nFROM x\n`)).toBe(image);
    expect(isStandardFrontEnd(image)).toBe(standard);
  });
});

describe('starts', () => {
  const options = { http: [], run: [], env: [], network: 'none', timeout: 30, memory: '1g' };

  test('the one of CMD comes first, and is asked', () => {
    const starts = startsOf({ ...options, http: ['8080/health?a=b', '9090'], run: [`--name 'two words' "x"`] });
    expect(starts.map(({ arguments: words, questions }) => [words, questions])).toEqual([
      [
        [],
        [
          { port: 8080, path: '/health?a=b' },
          { port: 9090, path: '/' },
        ],
      ],
      [['--name', 'two words', 'x'], []],
    ]);
  });

  test.each([
    [{ http: ['health'] }, '--http needs a port'],
    [{ http: ['99999/'] }, '--http needs a port'],
    [{ run: ['a; b'] }, '--run takes words'],
    [{ run: ['$HOME'] }, '--run takes words'],
    [{ env: ['NAME'] }, '--env needs NAME=value'],
    [{ timeout: Number.NaN }, '--timeout needs a number'],
    [{ memory: 'much' }, '--memory needs a size'],
    [{ network: '--privileged x' }, '--network needs the name'],
  ])('%j is refused', (given, message) => {
    expect(problemOf({ ...options, ...given })).toContain(message);
    expect(problemOf(options)).toBeUndefined();
  });
});

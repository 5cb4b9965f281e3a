// What files around a Dockerfile are read as, and what is written into them.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells, Compose and HCL.

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { contextFromFiles, convert, readRepository } from '../src/index.ts';
import { readHclTree } from '../src/manifests/hcl.ts';
import type { Node } from '../src/manifests/node.ts';
import { readYamlTrees } from '../src/manifests/yaml.ts';
import { commandsOf } from '../src/neighbours/commands.ts';
import type { Uses } from '../src/neighbours/use.ts';
import { parseDockerfile } from '../src/syntax/parse.ts';
import { convertFixture, fixtures } from './fixtures.ts';

const plain = (text: string) => text.replaceAll('\u0000', '…');

describe('commands of a script', () => {
  test.each<[script: string, ...commands: string[]]>([
    ['docker build .', '/: docker build .'],
    ['cd app && docker build .', '/app: docker build .'],
    ['(cd app; docker build .); docker run x', '/app: docker build .', '/: docker run x'],
    ['f() { cd app; docker build .; }\nf', '/app: docker build .', '/: f'],
    [
      'if test -f x; then docker build a; else docker build b; fi',
      '/: test -f x',
      '/: docker build a',
      '/: docker build b',
    ],
    ['case $1 in a) docker build a;; *) docker build b;; esac', '/: docker build a', '/: docker build b'],
    ['for d in a b; do docker build $d; done', '/: docker build …'],
    ['N=app\ndocker build -t "$N:$TAG" .', '/: docker build -t app:… .'],
    ['N=${NAME:-app}; docker run "${N}"', '/: docker run app'],
    ['export N=app; docker run $N', '/: docker run app'],
    ['docker build $OPTIONS .', '/: docker build … .'],
    ['cd "$(dirname "$0")/.." && docker build .', '/: docker build .'],
    ['D="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"; docker build "$D"', '/: docker build /scripts'],
    ['D=$(cd "$(dirname "$0")" && pwd); docker build "$D/sub"', '/: docker build /scripts/sub'],
    ['cd "$SOMEWHERE"; docker build .', 'undefined: docker build .'],
    ['docker build "$CI_PROJECT_DIR/app"', '/: docker build //app'],
    ['echo "unclosed'],
  ])('%j', (script, ...expected) => {
    const found = commandsOf(script, { cwd: '/', script: '/scripts/build.sh' });
    expect(found.map(({ cwd, words }) => plain(`${cwd}: ${words.join(' ')}`))).toEqual(expected);
    for (const { offset } of found) expect(script.slice(offset)).toMatch(/^[\w"$]/);
  });
});

// --- Files

const repository = (files: Record<string, string>, dockerfile = 'Dockerfile'): Uses =>
  readRepository(contextFromFiles(files)).usesAround(dockerfile);

/** `Dockerfile in app as build: name` for what is built, `name: words` for what is run. */
function described({ builds, runs }: Uses): readonly string[] {
  const built = builds.map(({ dockerfile, context, target, images }) =>
    [
      dockerfile,
      context === undefined ? 'somewhere' : `in ${context || '.'}`,
      ...(target === undefined ? [] : [`as ${target.name}`]),
      ...images.filter((name) => !name.startsWith('compose:')),
    ].join(' '),
  );
  const ran = [...builds.flatMap((build) => build.runs), ...runs].flatMap((run) => {
    const words = [run.entrypoint, run.command].flatMap((one) => {
      if (one === undefined) return [];
      return one.invocation.form === 'exec' ? one.invocation.words : [one.invocation.script];
    });
    const mounts = run.mounts.map(({ path }) => `[${path}]`);
    return words.length + mounts.length === 0 ? [] : [[`${run.of ?? 'own'}:`, ...words, ...mounts].join(' ')];
  });
  return [...built, ...ran].map(plain);
}

describe('files that use a Dockerfile', () => {
  const compose = (body: string) => ({ 'compose.yaml': `services:\n  web:\n${body.replace(/^/gm, '    ')}\n` });
  test.each<[what: string, files: Record<string, string>, ...expected: string[]]>([
    ['a folder as build', compose('build: ./app'), 'app/Dockerfile in app'],
    [
      'a Dockerfile above the context',
      compose('build: {context: ./app, dockerfile: ../Dockerfile}'),
      'Dockerfile in app',
    ],
    ['a context outside', compose('build: ../..')],
    ['a context of the web', compose('build: https://example.com/app.git')],
    [
      'a default of a variable',
      compose('build: ${DIR:-app}\ncommand: go run ${PACKAGE-.}'),
      'app/Dockerfile in app',
      'own: go run .',
    ],
    ['a variable without one', compose('build: ${DIR}')],
    [
      'quotes of a command',
      compose(`build: .\ncommand: sh -c "go run . && echo 'a b'"`),
      'Dockerfile in .',
      "own: sh -c go run . && echo 'a b'",
    ],
    [
      'an escaped dollar',
      compose('build: .\ncommand: sh -c "echo $$HOME"'),
      'Dockerfile in .',
      'own: sh -c echo $HOME',
    ],
    ['a folded command', compose('build: .\ncommand: >\n  go test\n  ./...'), 'Dockerfile in .', 'own: go test ./...'],
    ['numbers and booleans', compose('build: .\ncommand: [sleep, 10, true]'), 'Dockerfile in .', 'own: sleep 10 true'],
    ['no command at all', compose('build: .\ncommand:\nentrypoint: null'), 'Dockerfile in .'],
    [
      'mounts',
      compose(
        'build: .\nvolumes:\n  - .:/a\n  - data:/b\n  - /c\n  - {type: bind, source: ., target: /d}\n  - ~/e:/e:ro\n  - "${F}:/f"',
      ),
      'Dockerfile in .',
      'own: [/a] [/d] [/e] [/f]',
    ],
    ['an extension of itself', compose('build: .\nextends: web\ncommand: go vet'), 'Dockerfile in .', 'own: go vet'],
    [
      'an extension of a file that is not there',
      compose('build: .\nextends: {file: other.yml, service: web}'),
      'Dockerfile in .',
    ],
    ['a service that is a list', { 'compose.yaml': 'services:\n  web: [build]\n' }],
    ['services that are a list', { 'compose.yaml': 'services: [web]\n' }],
    [
      'an alias to what is above it',
      { 'compose.yaml': 'services: &a\n  web: &b\n    build: .\n    again: *b\n    <<: *b\n' },
      'Dockerfile in .',
    ],
    [
      'CRLF',
      { 'docker-compose.yml': 'services:\r\n  web:\r\n    build: .\r\n    command: go run .\r\n' },
      'Dockerfile in .',
      'own: go run .',
    ],
    [
      'several documents',
      { 'compose.yaml': 'services: {a: {build: .}}\n---\nservices: {b: {build: b}}\n' },
      'Dockerfile in .',
      'b/Dockerfile in b',
    ],
    ['a byte-order mark', { 'compose.yaml': '\uFEFFservices: {a: {build: .}}\n' }, 'Dockerfile in .'],
    [
      'options with and without values',
      { 'a.sh': 'docker build --pull -qt app:1 --build-arg A=b -f ci/Dockerfile --target=build --no-cache .' },
      'ci/Dockerfile in . as build app:1',
    ],
    [
      'a builder behind a prefix',
      { 'a.sh': 'sudo -E env A=b docker --context x buildx build --load -t app app' },
      'app/Dockerfile in app app:latest',
    ],
    [
      'podman and buildah',
      { 'a.sh': 'podman build -t a .\nbuildah bud --file Containerfile .' },
      'Dockerfile in . a:latest',
      'Containerfile in .',
    ],
    ['standard input', { 'a.sh': 'docker build -t app - < Dockerfile' }, '-/Dockerfile in - app:latest'],
    [
      'options of run',
      { 'a.sh': 'docker run --rm -it -e A=b -p 80:80 --name x -v "$PWD":/src -w /src app:dev go test ./...' },
      'app:dev: go test ./... [/src]',
    ],
    ['an entrypoint of run', { 'a.sh': 'docker run --entrypoint=sh app -c ls' }, 'app:latest: sh -c ls'],
    [
      'a script below the root',
      { 'scripts/a.sh': 'docker build -t app .' },
      'Dockerfile in . app:latest',
      'scripts/Dockerfile in scripts app:latest',
    ],
    [
      'a Makefile',
      { Makefile: 'IMAGE = app\nbuild:\n\t@docker build -t $(IMAGE):$(TAG) \\\n\t  --target dev .\n' },
      'Dockerfile in . as dev app:',
    ],
    [
      'a Makefile in another folder',
      { 'docker/Makefile': 'build:\n\tcd .. && docker build -f docker/Dockerfile .\n' },
      'docker/Dockerfile in .',
    ],
    [
      'a workflow without a context',
      {
        '.github/workflows/a.yml':
          'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {file: ci/Dockerfile}}]}}',
      },
      'ci/Dockerfile in .',
    ],
    [
      'a folder of the default context',
      {
        '.github/workflows/a.yml':
          'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: "{{defaultContext}}:app"}}]}}',
      },
      'app/Dockerfile in app',
    ],
    [
      'a context that is an expression',
      {
        '.github/workflows/a.yml':
          'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: "${{ matrix.dir }}"}}]}}',
      },
    ],
    [
      'a working directory',
      {
        '.github/workflows/a.yml':
          'defaults: {run: {working-directory: app}}\njobs: {a: {steps: [{run: docker build .}]}}',
      },
      'app/Dockerfile in app',
    ],
    [
      'names in a bake file',
      {
        'docker-bake.hcl':
          'variable "V" { default = "1" }\ntarget "a" {\n  dockerfile = "app/Dockerfile"\n  tags = ["app:${V}", "x/${lower(V)}"]\n  args = { A = null, "B" : upper("x") }\n}\n',
      },
      'app/Dockerfile in . app:1 x/…:latest',
    ],
    [
      'a bake file with functions',
      {
        'docker-bake.hcl':
          'function "f" {\n  params = [x]\n  result = x == "" ? [] : [x]\n}\ntarget "a" {\n  context = BASE\n  matrix = { n = ["a", "b"] }\n}\n',
      },
    ],
    ['a JSON bake file', { 'docker-bake.json': '{"target": {"a": {"target": "dev"}}}' }, 'Dockerfile in . as dev'],
    [
      'what Tilt builds',
      {
        Tiltfile: `# docker_build('no', '.')\ndocker_build('app', 'app', dockerfile='Dockerfile', target="dev", live_update=[sync('.', '/x')])\ndocker_build(name, folder())`,
      },
      'Dockerfile in app as dev app:latest',
    ],
    [
      'what Jenkins builds',
      {
        Jenkinsfile: `// sh 'docker build no'\ndocker.build("app:\${env.BUILD_ID}", "--target dev app")\nsh(script: """docker run app:1 go test""", returnStatus: true)`,
      },
      'app/Dockerfile in app as dev app:…',
      'app:1: go test',
    ],
    [
      'names that only look alike',
      {
        'compose.txt': 'services: {a: {build: .}}',
        'mycompose.yaml': 'services: {a: {build: .}}',
        'Makefile.in': 'a:\n\tdocker build .\n',
      },
    ],
  ])('%s', (_, files, ...expected) => {
    expect(described(repository(files))).toEqual(expected);
  });

  test('are searched for in known places only', () => {
    const body = 'services: {a: {build: .}}';
    const looked = (path: string, dockerfile: string) => repository({ [path]: body }, dockerfile).builds.length > 0;
    expect(looked('deploy/compose.yaml', 'services/web/Dockerfile')).toBe(true);
    expect(looked('services/compose.yaml', 'services/web/Dockerfile')).toBe(true);
    expect(looked('services/other/compose.yaml', 'services/web/Dockerfile')).toBe(false);
    expect(looked('node_modules/a/compose.yaml', 'Dockerfile')).toBe(false);
  });
});

// --- Edits

const project = {
  'go.mod': 'module example.com/app\n\ngo 1.25\n',
  'main.go': 'package main\n\nfunc main() {}\n',
};
const dockerfile = `FROM golang:1.25
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /bin/app .
CMD ["/bin/app"]
`;

/** The compose file after the conversion with --neighbours; undefined when it is not changed. */
function edited(compose: string): string | undefined {
  const files = contextFromFiles({ ...project, Dockerfile: dockerfile, 'compose.yaml': compose });
  const neighbours = { repository: readRepository(files), dockerfile: 'Dockerfile', edit: true };
  const conversion = convert(dockerfile, { context: files, neighbours });
  const [change] = conversion.kind === 'converted' ? (conversion.neighbours ?? []) : [];
  return change?.output;
}

describe('the target of a service', () => {
  const service = (body: string) => `services:\n  app:\n${body.replace(/^(?=.)/gm, '    ')}`;
  test.each<[build: string]>([
    ['build: .'],
    ["build: '.' # here"],
    ['build: ${DIR:-.}'],
    ['build:\n  context: .'],
    ['build:\n  # first\n  context: . # here\n  args:\n    A: b'],
    ['build:\n  args:\n    A: b\n  dockerfile: Dockerfile'],
    ['build:\n  args: [A=b]'],
    ['build: {context: .}'],
    ['build: { dockerfile: Dockerfile }'],
    ['build:\n    context: .'],
  ])('%j', (build) => {
    const before = service(`${build}\ncommand: go run .\n`);
    const after = edited(before) ?? '';
    const was = parse(before).services.app;
    const given = typeof was.build === 'string' ? { context: was.build } : was.build;
    expect(parse(after).services.app).toEqual({ ...was, build: { ...given, target: 'build' } });
    for (const comment of before.match(/#.*/g) ?? []) expect(after).toContain(comment);
    // The same with other line ends, and nothing but these.
    expect(edited(before.replaceAll('\n', '\r\n'))).toBe(after.replaceAll('\n', '\r\n'));
  });

  test.each<[what: string, compose: string]>([
    ['an alias', 'x: &b {context: .}\nservices:\n  app:\n    build: *b\n    command: go run .\n'],
    ['a merged build', 'x: &x\n  build: .\nservices:\n  app:\n    <<: *x\n    command: go run .\n'],
    ['a service in braces', 'services: {app: {build: ., command: go run .}}\n'],
    ['a target that is there', service('build:\n  context: .\n  target: build\ncommand: go run .\n')],
    ['no toolchain', service('build: .\ncommand: /bin/app\n')],
  ])('is not written for %s', (_, compose) => {
    expect(edited(compose)).toBeUndefined();
  });

  test('is written at the end of a file without a line end', () => {
    expect(edited('services:\n  app:\n    command: go run .\n    build: .')).toBe(
      'services:\n  app:\n    command: go run .\n    build:\n      context: .\n      target: build',
    );
  });
});

// --- Warnings

describe('who is warned', () => {
  const warned = (files: Record<string, string>, edit = false): readonly string[] => {
    const context = contextFromFiles({ ...project, ...files });
    const neighbours = { repository: readRepository(context), dockerfile: 'Dockerfile', edit };
    return convert(dockerfile, { context, neighbours }).diagnostics.flatMap(({ name, file }) =>
      file === undefined ? [] : [`${file.path} ${name}`],
    );
  };
  const base = { 'compose.yaml': 'services: {app: {build: .}}' };
  const override = { 'compose.override.yaml': 'services:\n  app:\n    command: go run .\n' };
  const script = { 'test.sh': 'docker compose run app go test ./...\n' };

  test.each<[what: string, files: Record<string, string>, edit: boolean, ...expected: string[]]>([
    ['a script that runs a service', { ...base, ...script }, false, 'test.sh CommandNeedsToolchain'],
    [
      'nobody but the service that gets its stage',
      { ...base, ...override, ...script },
      true,
      'compose.override.yaml TargetAdded',
    ],
    ['a script that runs another image', { 'test.sh': 'docker build -t app .\ndocker run other go test\n' }, false],
    ['a script that runs another tag', { 'test.sh': 'docker build -t app:a .\ndocker run app:b go test\n' }, false],
    [
      'a script that runs a tag that is not known',
      { 'test.sh': 'docker build -t app:$A .\ndocker run app:b go test\n' },
      false,
      'test.sh CommandNeedsToolchain',
    ],
    [
      'nobody where two files give the name',
      { 'test.sh': 'docker build -t app .\ndocker build -t app other\ndocker run app go test\n' },
      false,
    ],
    [
      'nobody for a toolchain that never was there',
      { 'test.sh': 'docker build -t app .\ndocker run app cargo test\n' },
      false,
    ],
    [
      'nobody for a program that nobody knows',
      { 'test.sh': 'docker build -t app .\ndocker run app some-tool\n' },
      false,
    ],
    [
      'nobody for the program of the image',
      { 'test.sh': 'docker build -t app .\ndocker run app /bin/app --help\n' },
      false,
    ],
    [
      'whoever keeps the container up to work in it',
      { ...base, 'compose.override.yaml': 'services: {app: {command: sleep infinity}}' },
      false,
      'compose.override.yaml DevelopmentInRuntimeStage',
    ],
    [
      'nobody whose folder is no place of the program',
      { 'compose.yaml': 'services: {app: {build: ., volumes: ["./data:/data"]}}' },
      false,
    ],
  ])('%s', (_, files, edit, ...expected) => {
    expect(warned(files, edit)).toEqual(expected);
  });
});

test('a service that says again what the image says by itself is not warned of, whatever the image', () => {
  const found = fixtures.flatMap((fixture) => {
    const { instructions } = parseDockerfile(fixture.dockerfile);
    const words = (keyword: 'CMD' | 'ENTRYPOINT') => {
      const last = instructions.findLast((one) => one.keyword === keyword);
      const plain = last !== undefined && 'invocation' in last && last.invocation?.form === 'exec';
      return plain && last.invocation?.form === 'exec'
        ? { [keyword.replace('CMD', 'command').toLowerCase()]: last.invocation.words }
        : {};
    };
    const service = { build: '.', ...words('ENTRYPOINT'), ...words('CMD') };
    // JSON is YAML as well; a dollar would be a variable of Compose.
    const compose = JSON.stringify({ services: { app: service } }).replaceAll('$', '$$$$');
    const files = { ...fixture.files, 'compose.yaml': compose };
    const { kind, diagnostics } = convertFixture({ ...fixture, files, neighbours: {} });
    const own = diagnostics.filter(({ file }) => file?.path === 'compose.yaml');
    return kind === 'converted' ? own.map(({ message }) => `${fixture.name}: ${message}`) : [];
  });
  // These have a compose file of their own that says more.
  expect(found.filter((one) => !one.startsWith('neighbours/'))).toEqual([]);
}, 60_000);

// --- Trees

const shape = (node: Node | undefined): unknown =>
  node === undefined
    ? undefined
    : node.kind === 'list'
      ? node.items().map(shape)
      : node.kind === 'map'
        ? Object.fromEntries(node.members().map(({ name, value }) => [name, shape(value)]))
        : node.text;

test.each<[hcl: string, expected: unknown]>([
  ['a = "x" # c\nb = 1 // c\n/* c\n */ c = true', { a: 'x', b: '1', c: 'true' }],
  ['a = [\n  "x",\n  "y", # c\n]', { a: ['x', 'y'] }],
  ['a "b" "c" {\n  d = "e"\n}', { a: { b: { c: { d: 'e' } } } }],
  ['a "b" { c = "1" }\na "d" { c = "2" }', { a: { b: { c: '1' }, d: { c: '2' } } }],
  ['a = "${b}-${c("}")}"\n', { a: '${b}-${c("}")}' }],
  ['a = <<EOT\n  x\nEOT\nb = <<-E\n  y\n  E\n', { a: '  x\n', b: '  y\n' }],
  ['a = b ? "c" : "d"\ne = f(\n  "g",\n)\nh = "i"', { a: undefined, e: undefined, h: 'i' }],
  ['a = { b = "c", "d" : "e" }', { a: { b: 'c', d: 'e' } }],
  ['a = b', { a: '${b}' }],
  ['a = "x', undefined],
  ['a {', undefined],
  ['= 1', undefined],
  ['a = [', { a: undefined }],
])('HCL %j', (hcl, expected) => {
  expect(shape(readHclTree(hcl))).toEqual(expected);
});

test.each<[yaml: string, value: string, place: string]>([
  ['a: go run .\n', 'go run', 'go run'],
  ['a: "go run ."\n', 'run', 'run'],
  ['a: |\n  one\n\n    go run .\nb: 1\n', 'go run', 'go run'],
  ['a: |-\r\n  one\r\n  go run .\r\n', 'go run', 'go run'],
  ['\uFEFFa: go run .\n', 'run', 'run'],
  ['a: >\n  one\n  go run .\n', 'go run', 'go run'],
  ['a: >-  # one\r\n  one\r\n\r\n    go run .\r\n', 'go run', 'go run'],
  ['a: one\n  two\n  go run .\n', 'go run', 'go run'],
  ['a: "q\\"go run"\n', 'run', '"q\\"'],
])('YAML %j knows its places', (yaml, value, place) => {
  const node = readYamlTrees(yaml)[0]?.get('a');
  const at = node?.at(node.text?.indexOf(value) ?? 0) ?? 0;
  expect(yaml.slice(at)).toMatch(new RegExp(`^${place.replace(/[\\|>]/g, '\\$&')}`));
});

// Files that have several stages: the names they get, the references that follow, what is told of them, and that the checker looks.

import { describe, expect, test } from 'vitest';
import { check } from '../src/check/check.ts';
import { type Conversion, contextFromFiles, convert, toolchains } from '../src/index.ts';
import { renderJson } from '../src/report/json.ts';
import { plain } from '../src/report/terminal.ts';
import { renderText } from '../src/report/text.ts';
import { parseDockerfile } from '../src/syntax/parse.ts';
import { referencesOf, stagesOf, targetsOf } from '../src/syntax/stages.ts';
import { programsWith } from '../src/trace/programs/all.ts';
import { traceDockerfile } from '../src/trace/trace.ts';
import { departures } from './schema.ts';

const sources = {
  'go.mod': 'module example.com/kettle\n\ngo 1.25\n',
  'main.go': 'package main\n\nfunc main() { println("boiling") }\n',
};
const context = contextFromFiles(sources);
const build = 'WORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /kettle .\n';
const outputOf = (text: string): string => {
  const conversion = convert(text, { context });
  return conversion.kind === 'converted' ? conversion.output : conversion.kind;
};
const namesOf = (text: string): string[] =>
  stagesOf(parseDockerfile(outputOf(text))).stages.flatMap(({ name }) => name ?? []);

describe('a stage is called after what it does', () => {
  const copied = (stage: string, more = '') => `${stage}\nFROM debian:12\nCOPY --from=0 /a /a\n${more}`;
  test.each([
    ['a program is built', copied(`FROM golang:1.25\n${build}`), ['build']],
    ['a toolchain whose commands are not known', copied('FROM golang:1.25\nRUN ./build.sh'), ['build']],
    ['a wrapper of a build tool', copied('FROM debian:12\nRUN ./mvnw package'), ['build']],
    ['dependencies are fetched', copied('FROM node:22\nRUN npm ci --omit=dev'), ['deps']],
    ['assets, and nothing else is built', copied('FROM node:22\nRUN npm ci && npm run build'), ['build']],
    [
      'assets beside a program',
      copied('FROM node:22\nRUN npm ci && npm run build', `FROM golang:1.25 AS program\n${build}FROM scratch\n`),
      ['assets', 'program'],
    ],
    [
      'an archive is downloaded',
      copied('FROM alpine\nRUN wget https://example.com/a.tgz && tar xf a.tgz'),
      ['download'],
    ],
    ['ADD downloads', copied('FROM alpine\nADD https://example.com/a /a'), ['download']],
    ['none of these', copied('FROM alpine\nRUN touch /a'), ['stage-0']],
    [
      'several builds',
      `FROM golang:1.25\n${build}FROM golang:1.25\n${build}FROM scratch\nCOPY --from=0 /kettle /a\nCOPY --from=1 /kettle /b\n`,
      ['build', 'build-2'],
    ],
    ['a name that an image has', copied(`FROM golang:1.25\n${build}`, 'COPY --from=build:3 /b /b\n'), ['build-2']],
    ['a name that a later FROM has', copied(`FROM golang:1.25\n${build}`, 'FROM build\n'), ['build-2']],
    ['a name in other case', copied(`FROM golang:1.25\n${build}`, 'FROM alpine AS BUILD\n'), ['build-2', 'BUILD']],
  ])('%s', (_, text, expected) => {
    expect(namesOf(text)).toEqual(expected);
  });
});

describe('the text changes where it has to, and nowhere else', () => {
  const with_ = (from: string, copy: string) => `${from}\n${build}\nFROM debian:12\n${copy}\nCMD ["kettle"]\n`;
  test.each([
    [
      'plain',
      'FROM golang:1.25',
      'COPY --from=0 /kettle /',
      'FROM golang:1.25 AS build',
      'COPY --from=build /kettle /',
    ],
    [
      'lower case',
      'from golang:1.25',
      'copy --from=0 /kettle /',
      'from golang:1.25 as build',
      'copy --from=build /kettle /',
    ],
    [
      'quoted',
      'FROM golang:1.25',
      'COPY --from="0" /kettle /',
      'FROM golang:1.25 AS build',
      'COPY --from=build /kettle /',
    ],
    [
      'upper-case flag',
      'FROM golang:1.25',
      'COPY --FROM=0 /kettle /',
      'FROM golang:1.25 AS build',
      'COPY --FROM=build /kettle /',
    ],
    [
      'flags around, and a continuation',
      'FROM --platform=linux/amd64 golang:1.25',
      'COPY --link \\\n  --from=0 --chown=1:1 \\\n  /kettle /',
      'FROM --platform=linux/amd64 golang:1.25 AS build',
      'COPY --link \\\n  --from=build --chown=1:1 \\\n  /kettle /',
    ],
    [
      'blanks behind FROM',
      'FROM golang:1.25  ',
      'COPY --from=0 /kettle /',
      'FROM golang:1.25 AS build  ',
      'COPY --from=build /kettle /',
    ],
    [
      'mounts',
      'FROM golang:1.25',
      'COPY --from=0 /kettle /\nRUN --mount=type=cache,target=/c --mount=type=bind,from=0,source=/kettle,target=/k /k',
      'FROM golang:1.25 AS build',
      'COPY --from=build /kettle /\nRUN --mount=type=cache,target=/c --mount=type=bind,from=build,source=/kettle,target=/k /k',
    ],
    [
      'a mount that starts with it',
      'FROM golang:1.25',
      'RUN --mount=from=0,target=/k /k/kettle',
      'FROM golang:1.25 AS build',
      'RUN --mount=from=build,target=/k /k/kettle',
    ],
  ])('%s', (_, from, copy, fromNow, copyNow) => {
    expect(outputOf(with_(from, copy))).toBe(with_(fromNow, copyNow));
  });

  test.each([
    ['a reference that is not written in one piece', with_('FROM golang:1.25', 'COPY --from\\\n=0 /kettle /')],
    ['an index in ONBUILD belongs to another file', with_('FROM golang:1.25', 'ONBUILD COPY --from=0 /kettle /')],
    ['a stage below', 'FROM debian:12\nCOPY --from=1 /etc/a /a\nFROM debian:12\nRUN touch /b\n'],
    ['a comment and a word of a command', with_('FROM golang:1.25', '# --from=0\nRUN echo --from=0')],
    ['a variable', with_('FROM golang:1.25', 'COPY --from=$STAGE /kettle /')],
  ])('%s: unchanged', (_, text) => {
    expect(outputOf(text)).toBe('unchanged');
  });
});

describe('references', () => {
  test('lead to a stage by name, in any case, or by position', () => {
    const dockerfile = parseDockerfile('FROM a AS One\nFROM b\nFROM c AS twice\nFROM d AS twice\n');
    const target = targetsOf(stagesOf(dockerfile).stages);
    expect(['one', 'ONE', '0', '1', '3', '4', 'twice', 'b', '', '1e0', '-1'].map(target)).toEqual([
      0,
      0,
      0,
      1,
      3,
      ...Array(6).fill(undefined),
    ]);
  });

  test('are found in COPY and in mounts of RUN alone', () => {
    const text =
      'FROM a\nCOPY --from=x / /\nADD --from=y / /\nRUN --mount=type=bind,source=/from=q,from=z,target=/a true\n';
    expect(
      referencesOf(parseDockerfile(text)).map(({ name, span }) => [name, text.slice(span?.start, span?.end)]),
    ).toEqual([
      ['x', 'x'],
      ['z', 'z'],
    ]);
  });
});

describe('a COPY that lost its --from', () => {
  const text = (copy: string, stage = `FROM golang:1.25 AS build\n${build}`) =>
    `${stage}FROM scratch\n${copy}\nCMD ["/kettle"]\n`;
  test.each([
    ['absolute', 'COPY /kettle /kettle', 'COPY --from=build /kettle /kettle'],
    ['in the JSON form', 'COPY ["/kettle", "/kettle"]', 'COPY --from=build ["/kettle", "/kettle"]'],
    ['lower case', 'copy /kettle /', 'copy --from=build /kettle /'],
  ])('%s', (_, copy, now) => {
    expect(outputOf(text(copy))).toBe(text(now));
  });
  test.each([
    ['is relative', 'COPY kettle /kettle'],
    ['is a pattern', 'COPY /kettl? /kettle'],
    ['is copied from the context by the stage', 'COPY /src /src'],
    ['comes with another that no stage makes', 'COPY /kettle /lid /'],
    ['holds a variable', 'COPY /$NAME /kettle'],
    ['is added', 'ADD /kettle /kettle'],
  ])('is not one when the source %s', (_, copy) => {
    expect(outputOf(text(copy))).toBe('unchanged');
  });
  test('is not one when the context has it', () => {
    const seen = contextFromFiles({ ...sources, kettle: 'iron' });
    expect(convert(text('COPY /kettle /kettle'), { context: seen }).kind).toBe('unchanged');
  });
  test('may be one of a folder where the context is seen, and is left alone where it is not', () => {
    const publish =
      'FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build\nCOPY shop /shop\nRUN dotnet publish /shop -o /out\n';
    const folder = `${publish}FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY /out /app\nCMD ["dotnet", "/app/shop.dll"]\n`;
    const seen = contextFromFiles({ 'shop/shop.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web" />\n' });
    expect(convert(folder, { context: seen }).kind).toBe('converted');
    expect(convert(folder).kind).toBe('unchanged');
  });
  test('is not one when its stage shares its name, as no reference could say which is meant', () => {
    expect(outputOf(text('COPY /kettle /kettle', `FROM alpine AS build\nFROM golang:1.25 AS build\n${build}`))).toBe(
      'unchanged',
    );
  });
});

describe('mistakes are told when they are proven', () => {
  const told = (text: string, files: Record<string, string> = sources) =>
    convert(text, { context: contextFromFiles(files) })
      .diagnostics.filter(({ level }) => level === 'warning')
      .map(({ name }) => name);
  const net = { ...sources, 'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("x") }\n' };
  const stage = (image: string, command: string, last: string) =>
    `FROM ${image} AS build\nWORKDIR /src\nCOPY . .\nRUN ${command}\nFROM ${last}\nCMD ["/kettle"]\n`;
  const dynamic = (image: string, command: string, last = 'scratch\nCOPY --from=build /kettle /kettle') =>
    told(stage(image, command, last), net);

  test.each([
    ['Go with cgo on scratch', dynamic('golang:1.25', 'go build -o /kettle .'), ['DynamicProgramWithoutLibrary']],
    [
      'on static distroless',
      dynamic(
        'golang:1.25',
        'GOOS=linux go build -o /kettle .',
        'gcr.io/distroless/static\nCOPY --from=build /kettle /kettle',
      ),
      ['DynamicProgramWithoutLibrary'],
    ],
    ['without cgo', dynamic('golang:1.25', 'CGO_ENABLED=0 go build -o /kettle .'), []],
    ['without a compiler', dynamic('golang:1.25-alpine', 'go build -o /kettle .'), []],
    ['for another platform', dynamic('golang:1.25', 'GOARCH=arm64 go build -o /kettle .'), []],
    ['with linker flags', dynamic('golang:1.25', "go build -ldflags '-s' -o /kettle ."), []],
    [
      'a base with the library',
      dynamic('golang:1.25', 'go build -o /kettle .', 'debian:13-slim\nCOPY --from=build /kettle /kettle'),
      [],
    ],
    [
      'a base with the other library',
      dynamic('golang:1.25', 'go build -o /kettle .', 'alpine:3.22\nCOPY --from=build /kettle /kettle'),
      ['DynamicProgramWithoutLibrary'],
    ],
    [
      'a base with the other library and what stands in for it',
      dynamic(
        'golang:1.25',
        'go build -o /kettle .',
        'alpine:3.22\nRUN apk add --no-cache gcompat\nCOPY --from=build /kettle /kettle',
      ),
      [],
    ],
    [
      'the other way round',
      dynamic(
        'golang:1.25-alpine',
        'apk add --no-cache gcc musl-dev && go build -o /kettle .',
        'debian:13-slim\nCOPY --from=build /kettle /kettle',
      ),
      ['DynamicProgramWithoutLibrary'],
    ],
    [
      'the loader is linked to the other library',
      dynamic(
        'golang:1.25',
        'go build -o /kettle .',
        'alpine:3.22\nRUN mkdir /lib64 && ln -s /lib/libc.musl-x86_64.so.1 /lib64/ld-linux-x86-64.so.2\nCOPY --from=build /kettle /kettle',
      ),
      [],
    ],
    [
      'the libraries are copied along',
      dynamic(
        'golang:1.25',
        'go build -o /kettle .',
        'scratch\nCOPY --from=build /lib64 /lib64\nCOPY --from=build /kettle /kettle',
      ),
      [],
    ],
    [
      'a stage that is only exported',
      told(
        `${stage('golang:1.25', 'go build -o /kettle .', 'scratch AS out\nCOPY --from=build /kettle /kettle')}FROM debian:13\nCOPY --from=out /kettle /\n`,
        net,
      ),
      [],
    ],
    [
      'sources that depend on the platform',
      told(stage('golang:1.25', 'go build -o /kettle .', 'scratch\nCOPY --from=build /kettle /kettle'), {
        ...sources,
        'net_windows.go': 'package main\n\nimport "net/http"\n\nvar get = http.Get\n',
      }),
      [],
    ],
  ])('dynamic program: %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  const start = (...lines: string[]) => told(`FROM golang:1.25 AS build\n${build}FROM ${lines.join('\n')}\n`);
  const kettle = 'COPY --from=build /kettle /kettle';
  test.each([
    ['CMD', start('scratch', kettle, 'CMD /kettle -v'), ['ShellFormWithoutShell']],
    ['ENTRYPOINT', start('gcr.io/distroless/static', kettle, 'ENTRYPOINT /kettle'), ['ShellFormWithoutShell']],
    ['HEALTHCHECK', start('scratch', kettle, 'HEALTHCHECK CMD /kettle', 'CMD ["/kettle"]'), ['ShellFormWithoutShell']],
    ['a CMD that is replaced', start('scratch', kettle, 'CMD /kettle', 'CMD ["/kettle"]'), []],
    ['arguments behind an entrypoint', start('scratch', kettle, 'ENTRYPOINT ["/kettle"]', 'CMD -v'), []],
    ['a shell is copied', start('scratch', kettle, 'COPY --from=busybox /bin/sh /bin/sh', 'CMD /kettle'), []],
    ['a folder with one may be copied', start('scratch', kettle, 'COPY --from=busybox /bin /bin', 'CMD /kettle'), []],
    ['a whole system is copied', start('scratch', 'COPY --from=build / /', 'CMD /kettle'), []],
    ['an archive of a system is added', start('scratch', 'ADD rootfs.tar.xz /', 'CMD /kettle'), []],
    ['a debug image', start('gcr.io/distroless/static:debug', kettle, 'CMD /kettle'), []],
    ['a shell that is named', start('scratch', kettle, 'SHELL ["/kettle", "-c"]', 'CMD boil'), []],
    ['an image that is not known', start('example.com/base', kettle, 'CMD /kettle'), []],
    [
      'an image that a build chooses',
      told(`ARG BASE=scratch\nFROM golang:1.25 AS build\n${build}FROM $BASE\n${kettle}\nCMD /kettle\n`),
      [],
    ],
  ])('shell form: %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  const from = (name: string, stageName = ' AS builder', path = '/kettle') =>
    told(`FROM golang:1.25${stageName}\n${build}FROM debian:13\nCOPY --from=${name} ${path} /\n`);
  test.each([
    ['builder for build', from('build'), ['UnknownStage']],
    ['two letters in the wrong order', from('bulider'), ['UnknownStage']],
    ['a letter too many', from('buildder'), ['UnknownStage']],
    ['a stage without a name that nothing uses', from('tools', '', '/bin/other'), ['UnknownStage']],
    ['a stage makes these very files', from('tools'), ['UnknownStage']],
    ['a named build context', from('tools', ' AS builder', '/bin/other'), []],
    ['an official image', from('composer'), []],
    ['an image with a tag', from('build:3'), []],
    ['an image of somebody', from('acme/build'), []],
    ['the stage, in other case', from('BUILDER'), []],
    ['a position that no stage has', from('7'), ['StageOutOfRange']],
  ])('name: %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  const made = (image: string, lines: string, path: string) =>
    told(`FROM ${image} AS build\n${lines}\nFROM debian:13\nCOPY --from=build ${path} /x\n`);
  test.each([
    ['in a folder of its own', made('golang:1.25', build, '/output/kettle'), ['CopySourceMissing']],
    ['removed again', made('alpine', 'RUN mkdir /out && touch /out/a\nRUN rm /out/a', '/out/a'), ['CopySourceMissing']],
    ['on scratch', made('scratch', 'COPY a /bin/a', '/bin/b'), ['CopySourceMissing']],
    ['in a folder that images have', made('golang:1.25', build, '/usr/bin/kettle'), []],
    ['below what is copied from the context', made('golang:1.25', build, '/src/kettle'), []],
    ['a command that is not known', made('golang:1.25', `${build}RUN ./finish.sh`, '/output/kettle'), []],
    ['code of the project ran', made('golang:1.25', `${build}RUN go test ./...`, '/output/kettle'), []],
    ['a build whose output is not seen', made('node:22', 'WORKDIR /site\nCOPY . .\nRUN npm run build', '/output'), []],
    ['an image with a folder of its own', made('dart:3', 'RUN touch /a', '/runtime'), []],
    ['an image that is not known', made('acme/base', 'RUN true', '/output/kettle'), []],
    [
      'an image that a build chooses',
      told(`ARG V=1\nFROM golang:$V AS build\n${build}FROM debian:13\nCOPY --from=build /output /x\n`),
      [],
    ],
    ['made in one branch', made('alpine', 'RUN test -e /etc/a && mkdir /output || true', '/output'), []],
    ['a pattern', made('golang:1.25', build, '/output/*'), []],
    ['a folder above what is made', made('alpine', 'RUN mkdir -p /out/a/b', '/out/a'), []],
    [
      'in a folder of the image that is copied',
      made('golang:1.25', 'RUN mkdir /usr/local/go/a && cp -r /usr/local/go /output', '/output/bin/go'),
      [],
    ],
    [
      'in a folder of a stage that is copied',
      told(
        'FROM golang:1.25 AS one\nRUN touch /usr/a\nFROM alpine AS two\nCOPY --from=one /usr /output\nFROM scratch\nCOPY --from=two /output/bin/env /env\n',
      ),
      [],
    ],
    ['behind a link', made('alpine', 'RUN mkdir /real && touch /real/a && ln -s /real /out', '/out/a'), []],
    [
      'made by the stage below',
      told(
        'FROM alpine AS one\nRUN mkdir /out\nFROM one AS build\nRUN touch /b\nFROM scratch\nCOPY --from=build /out /out\n',
      ),
      [],
    ],
  ])('source: %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  test('and where: the line of the instruction, in the order of the file', () => {
    const { diagnostics } = convert(`FROM golang:1.25 AS build\n${build}FROM scratch\n${kettle}\nCMD /kettle -v\n`, {
      context,
    });
    const span = diagnostics.find(({ name }) => name === 'ShellFormWithoutShell')?.span;
    expect(span?.start).toBe(`FROM golang:1.25 AS build\n${build}FROM scratch\n${kettle}\n`.length);
  });
});

describe('the checker notices', () => {
  const text = `# Tea\nFROM golang:1.25\n${build}FROM alpine AS cup\nRUN touch /cup\nFROM scratch\nCOPY --from=0 /kettle /kettle\nCOPY --from=cup /cup /cup\nCOPY /kettle /spare\nCMD ["/kettle"]\n`;
  const right = text
    .replace('golang:1.25', 'golang:1.25 AS build')
    .replace('--from=0', '--from=build')
    .replace('COPY /kettle', 'COPY --from=build /kettle');
  const options = { context, programs: programsWith(toolchains) };
  const doubts = (output: string) => {
    const original = parseDockerfile(text);
    const stages = traceDockerfile(original, options);
    const trace = stages.at(-1);
    return trace === undefined ? [] : check({ original, stages, trace, output, toolchains, options });
  };
  test('nothing in what is right', () => {
    expect(outputOf(text)).toBe(right);
    expect(doubts(right)).toEqual([]);
  });
  test.each([
    ['another stage', '--from=cup', '--from=build', 'takes from another stage'],
    [
      'a stage that is an image now',
      '--from=build /kettle /kettle',
      '--from=bulid /kettle /kettle',
      'takes from another stage',
    ],
    ['a reference that is lost', 'COPY --from=cup', 'COPY', 'any more'],
    ['a COPY that gets the wrong stage', '--from=build /kettle /spare', '--from=cup /kettle /spare', 'only one'],
    ['a name that is lost', 'FROM alpine AS cup', 'FROM alpine', 'lost its name'],
    ['another base', 'FROM alpine', 'FROM alpine:edge', 'another instruction'],
    ['a source that changes', '/cup /cup', '/cup /mug', 'another instruction'],
    ['a lost instruction', 'RUN touch /cup\n', '', 'added or lost'],
    ['a comment', '# Tea', '# Coffee', 'comments'],
    ['a name that an image had', 'golang:1.25 AS build', 'golang:1.25 AS scratch', 'another base'],
    ['a name twice', 'golang:1.25 AS build', 'golang:1.25 AS cup', 'takes from another stage'],
  ])('%s', (_, search, put, problem) => {
    const wrong = right.replace(search, put);
    expect(wrong).not.toBe(right);
    expect(doubts(wrong).join('; ')).toContain(problem);
  });
});

describe('reports', () => {
  const conversion: Conversion = convert(
    `FROM golang:1.25\n${build}FROM scratch\nCOPY --from=0 /kettle /kettle\nCOPY /kettle /spare\nCMD ["/kettle"]\n`,
    { context },
  );
  test('JSON follows its schema', () => {
    const report = JSON.parse(renderJson([conversion]));
    expect(departures(report)).toEqual([]);
    expect(report.files[0]).toMatchObject({
      kind: 'converted',
      toolchains: [],
      confidence: 'high',
      plan: { kind: 'stages' },
    });
    report.files[0].plan.stages.names[0].extra = 1;
    expect(departures(report)).toHaveLength(1);
  });
  test('--explain', () => {
    const text = renderText([{ ...conversion, diagnostics: [] }], { palette: plain, explain: true });
    expect(text).toMatchInlineSnapshot(`
      "Dockerfile: converted (stages)
        stage       build: it runs \`go build -o /kettle .\`
        confidence  high
                    every reference to a stage leads where it led before
                    the stage makes \`/kettle\`, and the build context does not show it
        references
            6  COPY --from=0 /kettle /kettle  from build, and not from 0                  the stage has a name
            7  COPY /kettle /spare            from build, and not from the build context  the stage makes \`/kettle\`, and the build context does not show it
      "
    `);
  });
});

test('time grows with the size, however many stages and references there are', () => {
  const many = (count: number) =>
    Array.from(
      { length: count },
      (_, at) =>
        `FROM alpine\nRUN touch /a\nCOPY --from=${Math.max(0, at - 1)} /a /b\nCOPY --from=x${at} /a /c\nCOPY /k${at} /\n`,
    ).join('');
  const seconds = (count: number) => {
    const text = many(count);
    const start = performance.now();
    expect(convert(text).kind).toBe('converted');
    return performance.now() - start;
  };
  seconds(50);
  const small = Math.min(seconds(50), seconds(50), seconds(50));
  // Ten times as much; more would be the square of it, or a machine that is busy.
  expect(Math.min(seconds(500), seconds(500))).toBeLessThan(Math.max(40 * small, 500));
}, 30_000);

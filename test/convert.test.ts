// The pipeline with toolchains that are made up: the engine knows none by name, and takes what the contract says.

import { describe, expect, test } from 'vitest';
import { makeConverter } from '../src/convert.ts';
import { NotWorthIt } from '../src/diagnostics.ts';
import { contextFromFiles } from '../src/index.ts';
import { type Artifact, defineToolchain, type Toolchain } from '../src/toolchain.ts';

/** `brew -o <path>` makes a program. */
function brewery(artifact: Partial<Artifact> = {}, toolchain: Partial<Toolchain> = {}): Toolchain {
  return defineToolchain({
    name: 'brew',
    title: 'Brew',
    documentation: 'https://example.com/brew',
    programs: {
      brew: (call) => [
        {
          kind: 'write',
          path: call.resolve(call.words[2] ?? 'beer'),
          node: 'file',
          origin: {
            kind: 'artifact',
            artifact: {
              toolchain: 'brew',
              needs: [],
              reads: { paths: [], complete: true, files: false },
              tool: false,
              evidence: ['it is brewed'],
              ...artifact,
            },
          },
        },
      ],
    },
    drivers: ['brew'],
    packages: ['brewery'],
    fetchers: [],
    sensitive: /$^/,
    folders: ['/usr/local/brew'],
    archive: /brew\.tar/,
    sources: ['*.hops'],
    variables: ['BREW_TEMPERATURE'],
    megabytes: 300,
    ...toolchain,
  });
}

const dockerfile = `FROM alpine:3.22
RUN apk add --no-cache brewery
ENV BREW_TEMPERATURE=20 GLASS=large
COPY pale.hops .
RUN brew -o /usr/local/bin/ale
CMD ["/usr/local/bin/ale"]
`;

const run = (toolchain: Toolchain, text = dockerfile) =>
  makeConverter([toolchain])(text, { context: contextFromFiles({ 'pale.hops': 'citra' }) });

describe('a comment leaves the file alone', () => {
  test.each([
    ['multistage ignore', 'and does not say why'],
    ['multistage ignore:', 'and does not say why'],
    ['Multistage  Ignore : it is a debugger', ': it is a debugger'],
    ['multistage ignore it is a debugger', ': it is a debugger'],
    ['multistage: ignore', 'and does not say why'],
    ['multistage ignored that', undefined],
    ['multistage ignore-list', undefined],
    ['why multistage ignore it', undefined],
  ])('%s', (comment, told) => {
    const { kind, diagnostics } = makeConverter([brewery()])(
      `# ${comment}\nFROM debian:bookworm\nRUN apt-get install -y brewery && brew -o /beer\nCMD ["/beer"]\n`,
    );
    const [first] = diagnostics.filter(({ name }) => name === 'IgnoredByComment');
    expect(first?.message.includes(told ?? '') === true && kind === 'unchanged').toBe(told !== undefined);
  });
});

describe('a toolchain that is made up', () => {
  test('gets the smallest base when its artifact needs nothing', () => {
    const conversion = run(brewery());
    expect(conversion.kind === 'converted' && conversion.output).toBe(`FROM alpine:3.22 AS build
RUN apk add --no-cache brewery
ENV BREW_TEMPERATURE=20 GLASS=large
COPY pale.hops .
RUN brew -o /usr/local/bin/ale

FROM scratch
ENV BREW_TEMPERATURE=20 GLASS=large
COPY --from=build /usr/local/bin/ale /usr/local/bin/ale
CMD ["/usr/local/bin/ale"]
`);
    expect(conversion.toolchains).toEqual(['brew']);
  });

  test('gets a base that provides what its artifact needs', () => {
    const conversion = run(brewery({ needs: [{ kind: 'libc', because: 'it is linked to it' }] }));
    const plan = conversion.kind === 'converted' && conversion.plan.kind === 'split' ? conversion.plan : undefined;
    expect(plan?.runtime.image).toBe('alpine:3.22');
    expect(plan?.runtime.rejected.map(({ image }) => image)).toEqual(['scratch']);
  });

  test('stays when leaving it behind saves little', () => {
    const conversion = run(brewery({}, { megabytes: 10 }));
    expect(conversion.kind).toBe('unchanged');
    expect(conversion.diagnostics.map(({ name }) => name)).toEqual([NotWorthIt.name]);
  });

  test('is refused when the container starts it', () => {
    const conversion = run(brewery(), dockerfile.replace(/CMD .*/, 'CMD ["brew", "--watch"]'));
    expect(conversion.kind).toBe('refused');
    expect(conversion.diagnostics.map(({ name }) => name)).toContain('ToolchainAtRunTime');
  });

  test('is not known to a converter that was not given it', () => {
    expect(makeConverter([])(dockerfile).kind).toBe('unchanged');
  });
});

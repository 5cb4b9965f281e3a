// What applications of Erlang need that the virtual machine of the image runs, and what their sources and their lock say.
// Sources: the documentation of rebar3 and of Erlang’s `erl`.

import {
  type Artifact,
  type Call,
  type Effect,
  managedArtifact,
  type Need,
  outsideOfLock,
  programsStarted,
  readTree,
  startsProcesses,
} from '../../src/toolchain.ts';

export const lexis = { tokens: /(?<comment>%[^\n]*)|"(?<text>(?:[^"\\]|\\[\s\S])*)"|\$"/g };

/** Compiled applications, which the virtual machine of the image runs. They may find files beside their sources. */
export function built(call: Call, path: string, tool: boolean): Effect {
  return {
    kind: 'write',
    path,
    node: 'folder',
    open: true,
    origin: { kind: 'artifact', artifact: onMachine(call, tool, []) },
  };
}

export function onMachine(call: Call, tool: boolean, needs: readonly Need[]): Artifact {
  const sources = sourcesOf(call);
  return managedArtifact({
    toolchain: 'erlang',
    interpreter: 'erl',
    because: 'the virtual machine of the image runs it',
    sources,
    needs: [
      ...(startsProcesses(sources) ? programsStarted(call, sources) : []),
      { kind: 'distribution', because: 'what it starts is not known' },
      { kind: 'certificates', because: 'it may open TLS connections' },
      ...outside(call).libraries.map(
        (development): Need => ({
          kind: 'library',
          development,
          because: `a dependency is linked to that of \`${development}\``,
        }),
      ),
      { kind: 'shell', because: 'a script starts the virtual machine' },
      ...needs,
    ],
    tool,
    whole: true,
  });
}

export function outside(call: Call) {
  return outsideOfLock(call.files.read(call.resolve('rebar.lock')));
}

export function sourcesOf(call: Call) {
  return call.cwd === '/'
    ? undefined
    : readTree(call.files, call.cwd, { endings: ['.erl', '.hrl'], lexis, skip: ['_build', 'deps', 'test'] });
}

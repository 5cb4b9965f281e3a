// Programs that come beside Go: they check the sources of a project, or write others there. Sources: the documentation of each.

import { type Call, type Effect, models, type Program } from '../../src/toolchain.ts';
import { goPath, isRemote, nameOf } from './packages.ts';

export function caches(call: Call): Effect[] {
  return [`${goPath(call)}/pkg`, call.variable('GOCACHE') ?? `${call.variable('HOME') ?? '/root'}/.cache/go-build`].map(
    (path) => ({ kind: 'residue', path }),
  );
}

export const inPlace: Program = (call) => [
  ...caches(call),
  { kind: 'write', path: call.cwd, node: 'folder', origin: { kind: 'command', program: call.program }, open: true },
];

export const reading: Program = (call) => caches(call);

export const tools: Readonly<Record<string, Program>> = {
  ...models(reading, 'gofmt goimports golint golangci-lint staticcheck govulncheck gosec gotestsum'),
  ...models(
    inPlace,
    'go-bindata go-bindata-assetfs packr packr2 statik swag wire templ stringer mockgen moq sqlc easyjson gqlgen ent oapi-codegen',
  ),
};

/** `go run example.com/tool/cmd/swag@v1.16.3 init` is `swag init`. */
export function runTool(call: Call, [source = '', ...words]: readonly string[]): readonly Effect[] | undefined {
  const name = isRemote(call, source) ? nameOf(call, source) : undefined;
  const model = name !== undefined && Object.hasOwn(tools, name) ? tools[name] : undefined;
  return model?.({ ...call, program: name ?? '', words: [name ?? '', ...words] });
}

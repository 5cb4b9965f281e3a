// Compose files: services that build the Dockerfile, and what they have its container do. Source: the Compose specification.

import type { BuildContext } from '../context/context.ts';
import type { SourceFile } from '../diagnostics.ts';
import type { Member, Node } from '../manifests/node.ts';
import { readYamlTrees } from '../manifests/yaml.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { additionTo } from './addition.ts';
import { serviceName } from './docker.ts';
import { bindMount, buildIn, folderOf, imageName, nameOf, pathIn } from './paths.ts';
import type { Build, Override, Place, Run, Uses } from './use.ts';

export const composeFile = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/;
const baseFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** How many services may extend each other in a row. */
const DEEPEST = 10;

/** What one file says of a service. */
interface Layer {
  readonly file: SourceFile;
  readonly member: Member;
  readonly node: Node;
}

export function usesInCompose(file: SourceFile, files: BuildContext): Uses {
  const services = serviceTable(files);
  const builds: Build[] = [];
  const runs: Run[] = [];
  for (const tree of readYamlTrees(file.text))
    for (const member of tree.get('services')?.members() ?? []) {
      if (member.value?.kind !== 'map') continue;
      const own: Layer = { file, member, node: member.value };
      const layers = [...layersOf(own, services, 0), ...layersBelow(own, services)];
      const build = buildOf(own, layers);
      if (build !== undefined) builds.push(build);
      else runs.push(...runsOf(own, layers));
    }
  return { builds, runs };
}

/** The service, and those that it extends. */
function layersOf(layer: Layer, services: Services, depth: number): readonly Layer[] {
  const extended = layer.node.get('extends');
  const name = textOf(extended) ?? textOf(extended?.get('service'));
  if (name === undefined || depth >= DEEPEST) return [layer];
  const written = textOf(extended?.get('file'));
  const path = written === undefined ? layer.file.path : pathIn(folderOf(layer.file.path), written);
  const other = path === undefined ? undefined : services(path, name);
  return other === undefined ? [layer] : [layer, ...layersOf(other, services, depth + 1)];
}

/** The same service in the file that one such as `compose.override.yaml` is laid over. */
function layersBelow(layer: Layer, services: Services): readonly Layer[] {
  const folder = folderOf(layer.file.path);
  if (layer.node.get('build')?.get('context') !== undefined || baseFiles.includes(nameOf(layer.file.path))) return [];
  for (const name of baseFiles) {
    const below = services(folder === '' ? name : `${folder}/${name}`, layer.member.name);
    if (below !== undefined) return layersOf(below, services, 0);
  }
  return [];
}

/** A service of another compose file. */
type Services = (path: string, name: string) => Layer | undefined;

/** Each file is read once. */
function serviceTable(files: BuildContext): Services {
  const known = new Map<string, ReadonlyMap<string, Layer>>();
  const read = (path: string): ReadonlyMap<string, Layer> => {
    const text = files.read(path);
    const members =
      text === undefined ? [] : readYamlTrees(text).flatMap((tree) => tree.get('services')?.members() ?? []);
    return new Map(
      members.flatMap((member) =>
        member.value?.kind === 'map' && text !== undefined
          ? [[member.name, { file: { path, text }, member, node: member.value }] as const]
          : [],
      ),
    );
  };
  return (path, name) => {
    const services = known.get(path) ?? read(path);
    known.set(path, services);
    return services.get(name);
  };
}

function buildOf(own: Layer, layers: readonly Layer[]): Build | undefined {
  /** The first layer that says it, and what it says. */
  const find = (...path: readonly string[]): { layer: Layer; node: Node } | undefined => {
    for (const layer of layers) {
      const node = path.reduce<Node | undefined>((at, name) => at?.get(name), layer.node);
      if (node !== undefined) return { layer, node };
    }
    return undefined;
  };
  const short = find('build');
  if (short === undefined) return undefined;
  const context = find('build', 'context') ?? layersWithShortBuild(layers);
  const dockerfile = find('build', 'dockerfile');
  if (find('build', 'dockerfile_inline') !== undefined) return undefined;
  const from = folderOf((context ?? short).layer.file.path);
  const { context: folder, dockerfile: path } = buildIn(from, textOf(context?.node) ?? '.', textOf(dockerfile?.node));
  if (path === undefined) return undefined;
  const target = find('build', 'target');
  // An empty one is none.
  const targetName = textOf(target?.node) || undefined;
  const run = runOf(own, layers);
  return {
    who: run.who,
    place: run.place,
    dockerfile: path,
    context: folder,
    stated: context === undefined ? undefined : placeOf(context),
    target: target === undefined || targetName === undefined ? undefined : { name: targetName, place: placeOf(target) },
    images: [serviceName(folderOf(own.file.path), own.member.name), ...imagesOf(layers)],
    runs: [run],
    development: false,
    addition: additionTo(own.file.text, own.member, own.node),
  };
}

function imagesOf(layers: readonly Layer[]): readonly string[] {
  const image = layers.flatMap(({ node }) => textOf(node.get('image')) ?? [])[0];
  return [imageName(image ?? '') ?? []].flat();
}

/** A service that builds nothing runs an image that is built elsewhere. */
function runsOf(own: Layer, layers: readonly Layer[]): readonly Run[] {
  if (layers.some(({ node }) => node.get('build') !== undefined)) return [];
  return imagesOf(layers).map((of) => ({ ...runOf(own, layers), of }));
}

function layersWithShortBuild(layers: readonly Layer[]): { layer: Layer; node: Node } | undefined {
  for (const layer of layers) {
    const node = layer.node.get('build');
    if (node?.kind === 'scalar' && node.text !== undefined) return { layer, node };
  }
  return undefined;
}

function placeOf({ layer, node }: { readonly layer: Layer; readonly node: Node }): Place {
  return { file: layer.file, span: { start: node.start, end: node.end } };
}

function runOf(own: Layer, layers: readonly Layer[]): Run {
  const override = (key: 'command' | 'entrypoint'): Override | undefined => {
    for (const layer of layers) {
      const member = layer.node.members().findLast((one) => one.name === key);
      const value = member?.value;
      if (member === undefined || value === undefined || (value.kind === 'scalar' && value.text === undefined))
        continue;
      return {
        invocation: { form: 'exec', words: wordsOf(value) },
        place: { file: layer.file, span: { start: member.start, end: lastOf(value) } },
      };
    }
    return undefined;
  };
  const { name, start, end } = own.member;
  return {
    who: `the service \`${name}\``,
    place: { file: own.file, span: { start, end } },
    of: undefined,
    command: override('command'),
    entrypoint: override('entrypoint'),
    healthcheck: healthcheckOf(layers),
    workdir: layers.flatMap(({ node }) => textOf(node.get('working_dir')) ?? [])[0],
    mounts: layers.flatMap(({ file, node }) =>
      (node.get('volumes')?.items() ?? []).flatMap((volume) => {
        const path = mountOf(volume);
        return path === undefined
          ? []
          : [{ path, place: { file, span: { start: volume.start, end: lastOf(volume) } } }];
      }),
    ),
  };
}

/** The end of a value, without the line end that a block takes along. */
function lastOf({ start, end, kind, flow }: Node): number {
  return kind === 'scalar' || flow ? end : Math.max(start, end - 1);
}

/** A command as Compose takes it: a list, or a line of words that no shell sees. */
function wordsOf(value: Node): readonly string[] {
  if (value.kind === 'list') return value.items().map((item) => textOf(item) ?? UNKNOWN);
  const piece = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(\s+)/g;
  const words: string[] = [];
  let word: string | undefined;
  for (const [, single, double, escaped, plain, blank] of (textOf(value) ?? '').matchAll(piece)) {
    if (blank === undefined)
      word = (word ?? '') + (single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? '');
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

function healthcheckOf(layers: readonly Layer[]): Override | undefined {
  for (const { file, node } of layers) {
    const test = node.get('healthcheck')?.get('test');
    if (node.get('healthcheck')?.get('disable')?.text === 'true') return undefined;
    if (test === undefined) continue;
    const place = { file, span: { start: test.start, end: lastOf(test) } };
    if (test.kind === 'scalar') return { invocation: { form: 'shell', script: textOf(test) ?? '' }, place };
    const [kind, ...words] = test.items().map((item) => textOf(item) ?? UNKNOWN);
    if (kind === 'CMD-SHELL') return { invocation: { form: 'shell', script: words.join(' ') }, place };
    return kind === 'CMD' ? { invocation: { form: 'exec', words }, place } : undefined;
  }
  return undefined;
}

function mountOf(volume: Node): string | undefined {
  if (volume.kind === 'scalar') return bindMount(textOf(volume) ?? '');
  return textOf(volume.get('type')) === 'bind' ? textOf(volume.get('target')) : undefined;
}

/** The text of a scalar with its variables replaced by what they are without being set. */
function textOf(node: Node | undefined): string | undefined {
  return node?.text === undefined ? undefined : interpolate(node.text);
}

const variable = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\$\{[^{}]*\})*))?\})/g;

function interpolate(text: string): string {
  return text.replace(variable, (whole, _bare, _braced, operator: string | undefined, operand: string | undefined) => {
    if (whole === '$$') return '$';
    return operator?.endsWith('-') ? interpolate(operand ?? '') : UNKNOWN;
  });
}

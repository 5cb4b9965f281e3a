// Dev containers and Skaffold: files that build the Dockerfile for people who work on it. Sources: the Development Container specification,
// the reference of skaffold.yaml.

import type { BuildContext } from '../context/context.ts';
import type { SourceFile } from '../diagnostics.ts';
import { readJsonTree } from '../manifests/json.ts';
import type { Node } from '../manifests/node.ts';
import { readYamlTrees } from '../manifests/yaml.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { serviceName } from './docker.ts';
import { buildIn, folderOf, imageName, pathIn } from './paths.ts';
import { type Build, noUses, type Override, type Place, placeOf, type Run, type Uses } from './use.ts';

export function usesInDevcontainer(file: SourceFile, files: BuildContext): Uses {
  const root = readJsonTree(file.text);
  const folder = folderOf(file.path);
  if (root?.get('dockerComposeFile') !== undefined) return { builds: [], runs: serviceIn(root, file, files) };
  const build = root?.get('build');
  const written = build?.get('dockerfile') ?? root?.get('dockerFile');
  const dockerfile = written?.text === undefined ? undefined : pathIn(folder, written.text);
  if (written === undefined || dockerfile === undefined) return noUses;
  const context = build?.get('context') ?? root?.get('context');
  const path = pathIn(folder, context?.text ?? '.');
  const target = build?.get('target');
  const place = (node: Node): Place => placeOf(file, node);
  return {
    builds: [
      {
        who: 'the dev container',
        place: place(written),
        dockerfile,
        context: path,
        stated: context === undefined ? undefined : place(context),
        target: target?.text === undefined ? undefined : { name: target.text, place: place(target) },
        images: [],
        runs: [],
        development: true,
        addition: {
          line: (stage) => `"target": "${stage}"`,
          edit: target === undefined ? editOf(file.text, build) : undefined,
        },
      },
    ],
    runs: [],
  };
}

/** The service that people work in, of the last of its compose files that builds it. */
function serviceIn(root: Node, file: SourceFile, files: BuildContext): readonly Run[] {
  const service = root.get('service');
  const name = service?.text;
  if (service === undefined || name === undefined) return [];
  const builds = (path: string) =>
    readYamlTrees(files.read(path) ?? '').some((tree) => tree.get('services')?.get(name)?.get('build') !== undefined);
  const path = (root.get('dockerComposeFile')?.items() ?? [])
    .flatMap(({ text }) => pathIn(folderOf(file.path), text ?? UNKNOWN) ?? [])
    .findLast(builds);
  if (path === undefined) return [];
  const place = placeOf(file, service);
  const command: Override = { invocation: { form: 'exec', words: ['sleep', 'infinity'] }, place };
  const none = { entrypoint: undefined, healthcheck: undefined, workdir: undefined, mounts: [] };
  return [{ who: 'the dev container', place, of: serviceName(folderOf(path), name), command, ...none }];
}

/** In front of the Dockerfile, so that comments behind that stay where they are. */
function editOf(text: string, build: Node | undefined): NonNullable<Build['addition']>['edit'] {
  const member = build?.members().find(({ name }) => name === 'dockerfile');
  if (member === undefined) return undefined;
  const { start } = member;
  const line = /(\r?\n[ \t]*)$/.exec(text.slice(0, start))?.[1] ?? ' ';
  return (stage) => ({ span: { start, end: start }, text: `"target": "${stage}",${line}` });
}

export function usesInSkaffold(file: SourceFile): Uses {
  const place = (node: Node): Place => placeOf(file, node);
  const builds = readYamlTrees(file.text).flatMap((tree) => {
    const all = [tree, ...(tree.get('profiles')?.items() ?? [])];
    return all.flatMap((one) =>
      (one.get('build')?.get('artifacts')?.items() ?? []).flatMap((artifact): readonly Build[] => {
        const docker = artifact.get('docker') ?? artifact.get('kaniko');
        // Other builders read no Dockerfile.
        if (['buildpacks', 'bazel', 'jib', 'ko', 'custom'].some((name) => artifact.get(name) !== undefined)) return [];
        const written = artifact.get('context');
        const named = docker?.get('dockerfile')?.text;
        const { context, dockerfile } = buildIn(folderOf(file.path), written?.text ?? '.', named);
        if (dockerfile === undefined) return [];
        const name = artifact.get('image')?.text ?? '';
        const target = docker?.get('target');
        return [
          {
            who: `the artifact \`${name}\``,
            place: place(artifact.get('image') ?? artifact),
            dockerfile,
            context,
            stated: place(written ?? artifact.get('image') ?? artifact),
            target: target?.text === undefined ? undefined : { name: target.text, place: place(target) },
            images: [imageName(name) ?? []].flat(),
            runs: [],
            development: false,
            addition: { line: (stage) => `target: ${stage}`, edit: undefined },
          },
        ];
      }),
    );
  });
  return { builds, runs: [] };
}

// Bake files: targets that build the Dockerfile. Source: the reference of `docker buildx bake` files.

import type { SourceFile } from '../diagnostics.ts';
import { readHclTree } from '../manifests/hcl.ts';
import { readJsonTree } from '../manifests/json.ts';
import type { Node } from '../manifests/node.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { buildIn, folderOf, imageName } from './paths.ts';
import { type Build, noUses, placeOf, type Uses } from './use.ts';

export const bakeFile = /^docker-bake(?:\.[\w-]+)*\.(?:hcl|json)$/;

/** How many targets may inherit from each other in a row. */
const DEEPEST = 10;

export function usesInBake(file: SourceFile): Uses {
  const root = file.path.endsWith('.json') ? readJsonTree(file.text) : readHclTree(file.text);
  const targets = root?.get('target');
  if (root === undefined || targets === undefined) return noUses;
  const variables = new Map(
    (root.get('variable')?.members() ?? []).map(({ name, value }) => [name, value?.get('default')?.text]),
  );
  const text = (node: Node | undefined) =>
    node?.text?.replace(/\$\{([^{}]*)\}/g, (_, name: string) => variables.get(name.trim()) ?? UNKNOWN);
  const find = (target: Node, key: string, depth = 0): Node | undefined => {
    const own = target.get(key);
    if (own !== undefined || depth > DEEPEST) return own;
    // Of several the last one wins.
    return [...(target.get('inherits')?.items() ?? [])].reverse().flatMap((name) => {
      const parent = targets.get(text(name) ?? '');
      return (parent && find(parent, key, depth + 1)) ?? [];
    })[0];
  };
  const builds = targets.members().flatMap(({ name, value, start, end }): readonly Build[] => {
    if (value?.kind !== 'map' || find(value, 'dockerfile-inline') !== undefined) return [];
    const written = find(value, 'context');
    const named = text(find(value, 'dockerfile'));
    const { context, dockerfile } = buildIn(folderOf(file.path), text(written) ?? '.', named);
    if (dockerfile === undefined) return [];
    const target = find(value, 'target');
    const stage = text(target);
    return [
      {
        who: `the target \`${name}\``,
        place: placeOf(file, { start, end }),
        dockerfile,
        context,
        stated: placeOf(file, written ?? { start, end }),
        target: target === undefined || stage === undefined ? undefined : { name: stage, place: placeOf(file, target) },
        images: (find(value, 'tags')?.items() ?? []).flatMap((tag) => imageName(text(tag) ?? '') ?? []),
        runs: [],
        development: false,
        addition: { line: (one) => `target = "${one}"`, edit: undefined },
      },
    ];
  });
  return { builds, runs: [] };
}

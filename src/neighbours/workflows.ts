// Pipelines of GitHub and GitLab: actions that build the Dockerfile, and shell steps. Sources: the workflow syntax of GitHub Actions,
// docker/build-push-action, the CI/CD YAML reference of GitLab.

import type { SourceFile } from '../diagnostics.ts';
import type { Node } from '../manifests/node.ts';
import { readYamlTrees } from '../manifests/yaml.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { type Combination, combinationsOf } from './matrix.ts';
import { buildIn, imageName, pathIn } from './paths.ts';
import { usesInNode, usesInShell } from './scripts.ts';
import { type Build, noUses, placeOf, together, type Uses } from './use.ts';

export function usesInWorkflow(file: SourceFile): Uses {
  return together(
    readYamlTrees(file.text).flatMap((tree) => {
      const folder = folderIn(tree.get('defaults')?.get('run')) ?? '';
      return (tree.get('jobs')?.members() ?? []).flatMap(({ value: job }) => {
        const own = folderIn(job?.get('defaults')?.get('run')) ?? folder;
        const shared = [tree, job].map((one) => one?.get('env'));
        const combinations = combinationsOf(job?.get('strategy')?.get('matrix'));
        return (job?.get('steps')?.items() ?? []).map((step) => {
          if (/^docker\/build-push-action(?:@|$)/.test(step.get('uses')?.text ?? ''))
            return together(combinations.map((combination) => usesOfAction(step, file, combination)));
          const run = step.get('run');
          const variables = environmentOf([...shared, step.get('env')]);
          const text = withoutExpressions(run?.text ?? '', variables);
          return usesInShell(
            text,
            file,
            { folder: folderIn(step) ?? own, variables },
            (offset) => run?.at(offset) ?? 0,
          );
        });
      });
    }),
  );
}

/** The last of several wins. What an expression gives is known only when it runs. */
function environmentOf(all: readonly (Node | undefined)[]): ReadonlyMap<string, string> {
  const members = all.flatMap((one) => one?.members() ?? []);
  return new Map(members.map(({ name, value }) => [name, textOf(value) ?? UNKNOWN]));
}

/** Expressions, which are put in before a shell sees the text, as variables of the same length. */
function withoutExpressions(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{\{\s*([\w.]*)\s*([^{}]*)\}\}/g, (whole, name: string, more: string) => {
    const known = name === 'github.workspace' ? 'GITHUB_WORKSPACE' : name.replace(/^env\./, '');
    const blanks = whole.length - known.length - 5;
    return more === '' &&
      known !== name &&
      blanks >= 0 &&
      (name === 'github.workspace' || (variables.get(known) ?? '') !== '')
      ? `\${${known}:-${'_'.repeat(blanks)}}`
      : `$${'_'.repeat(whole.length - 1)}`;
  });
}

function folderIn(node: Node | undefined): string | undefined {
  const text = textOf(node?.get('working-directory'));
  return text === undefined ? undefined : pathIn('', text);
}

/** Expressions of the workflow are not known, but for the folder of the repository and what a matrix lists. */
function textOf(node: Node | undefined, combination?: Combination): string | undefined {
  return node?.text?.replace(/\$\{\{\s*([\w.-]*)\s*([^}]*)\}\}/g, (_, name: string, more: string) => {
    if (name === 'github.workspace') return '/';
    const value =
      more === '' && name.startsWith('matrix.') ? combination?.get(name.slice('matrix.'.length)) : undefined;
    return value ?? UNKNOWN;
  });
}

function usesOfAction(step: Node, file: SourceFile, combination: Combination): Uses {
  const read = (node: Node | undefined) => textOf(node, combination);
  const input = step.get('with');
  const written = input?.get('context');
  // Without one it is the repository, as its host has it; a folder of that is named behind a colon.
  const remote = written?.text?.replace(/^\{\{\s*defaultContext\s*\}\}:?/, '');
  const folder = remote === written?.text ? read(written) : remote;
  const named = read(input?.get('file'));
  const { context, dockerfile } = buildIn('', folder ?? '', named, 'folder');
  const target = input?.get('target');
  const stage = read(target);
  const uses = step.get('uses') ?? step;
  if (context === undefined || dockerfile === undefined || stage?.includes(UNKNOWN)) return noUses;
  const tags = read(input?.get('tags')) ?? '';
  const build: Build = {
    who: 'the step with `docker/build-push-action`',
    place: placeOf(file, uses),
    dockerfile,
    context,
    stated: placeOf(file, written ?? uses),
    target: target === undefined || !stage ? undefined : { name: stage, place: placeOf(file, target) },
    images: tags.split(/[\s,]+/).flatMap((tag) => imageName(tag) ?? []),
    runs: [],
    development: false,
    addition: { line: (name) => `target: ${name}`, edit: undefined },
  };
  return { builds: [build], runs: [] };
}

/** Keywords of GitLab that are no jobs. */
const keywords = new Set(['stages', 'variables', 'workflow', 'include', 'image', 'services', 'cache', 'spec']);

export function usesInGitlab(file: SourceFile): Uses {
  return together(
    readYamlTrees(file.text).flatMap((tree) => {
      const variables = new Map(
        (tree.get('variables')?.members() ?? []).flatMap(({ name, value }) =>
          value?.text === undefined || value.text.includes('$') ? [] : [[name, value.text] as const],
        ),
      );
      return tree.members().flatMap(({ name, value }) =>
        keywords.has(name) || value?.kind !== 'map'
          ? []
          : ['before_script', 'script', 'after_script'].map((key) => {
              const script = value.get(key);
              return usesInNode(script, file, { folder: '', variables });
            }),
      );
    }),
  );
}

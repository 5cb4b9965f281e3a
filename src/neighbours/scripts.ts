// Shell text in files of every kind: scripts, package.json, Makefiles, and the steps of pipelines.

import type { SourceFile } from '../diagnostics.ts';
import { readJsonTree } from '../manifests/json.ts';
import type { Node } from '../manifests/node.ts';
import { readMakefile } from '../trace/makefile/read.ts';
import { expandRecipes } from '../trace/makefile/recipes.ts';
import { commandsOf } from './commands.ts';
import { placeIn, usesOfCommand } from './docker.ts';
import { folderOf } from './paths.ts';
import { noUses, together, type Uses } from './use.ts';

export interface Setting {
  /** Where it runs, in the repository. */
  readonly folder: string;
  readonly variables?: ReadonlyMap<string, string>;
}

/** Nothing else is worth a look. */
const interesting = /docker|podman|buildah|nerdctl|finch|kaniko/;

/** `at` gives the place in the file of an offset of the text. */
export function usesInShell(
  text: string,
  file: SourceFile,
  { folder, variables = new Map() }: Setting,
  at: (offset: number) => number,
): Uses {
  if (!interesting.test(text)) return noUses;
  const commands = commandsOf(text, { cwd: `/${folder}`, script: `/${file.path}`, variables });
  return together(commands.map((command) => usesOfCommand(command, placeIn(file, at(command.offset)), file)));
}

/** A script is started in the root of the repository, or where it lies. */
export function usesInScript(file: SourceFile): Uses {
  const folders = new Set(['', folderOf(file.path)]);
  return together([...folders].map((folder) => usesInShell(file.text, file, { folder }, (offset) => offset)));
}

export function usesInNode(node: Node | undefined, file: SourceFile, setting: Setting): Uses {
  return together(
    (node?.items() ?? []).map((item) =>
      item.kind === 'list'
        ? usesInNode(item, file, setting)
        : usesInShell(item.text ?? '', file, setting, (offset) => item.at(offset)),
    ),
  );
}

export function usesInPackage(file: SourceFile): Uses {
  const scripts = readJsonTree(file.text)?.get('scripts');
  const setting = { folder: folderOf(file.path) };
  return together((scripts?.members() ?? []).map(({ value }) => usesInNode(value, file, setting)));
}

export function usesInMakefile(file: SourceFile): Uses {
  if (!interesting.test(file.text)) return noUses;
  const folder = folderOf(file.path);
  const makefile = readMakefile(file.text.replaceAll('\r\n', '\n'), {
    overrides: new Map(),
    environment: (name) => (name === 'PWD' ? `/${folder}` : undefined),
    cwd: `/${folder}`,
    goals: [],
    read: () => undefined,
    exists: () => false,
    glob: () => undefined,
  });
  let after = 0;
  return together(
    [...makefile.targets].map(([name, rule]) => {
      if (!rule.recipe.some((line) => line.includes('$') || interesting.test(line))) return noUses;
      // The rule by itself: what it depends on has its own turn.
      const alone = { ...rule, prerequisites: [], orderOnly: [], doubtful: false };
      const scripts =
        expandRecipes(
          { ...makefile, targets: new Map([[name, alone]]), phony: new Set([name]), doubleColon: new Map() },
          [name],
        ) ?? [];
      const lines = rule.recipe.filter((line) => line.trim() !== '');
      return together(
        scripts.map((script, index) => {
          const first = (lines[index] ?? '').split(/\\?\n/)[0] ?? '';
          const found = file.text.indexOf(first.trim(), after);
          const offset = found < 0 || first.trim() === '' ? Math.max(0, file.text.indexOf(`${name}:`)) : found;
          if (found >= 0) after = found + 1;
          return usesInShell(script, file, { folder }, () => offset);
        }),
      );
    }),
  );
}

// The files around the Dockerfiles of a run: each repository is read once, and what changes in its files is shown or written at the end.

import { join, relative, sep } from 'node:path';
import { contextFromFolder, filesBelow } from '../context/folder.ts';
import {
  applyEdits,
  type Conversion,
  type FileEdits,
  type Neighbourhood,
  type Repository,
  readRepository,
} from '../index.ts';
import type { Converted } from '../report/diff.ts';
import type { Failure } from '../report/outcome.ts';
import { FileChanged, fail } from './failures.ts';
import { repositoryOf, shownPath } from './find.ts';
import type { Options } from './options/convert.ts';
import { readDockerfile } from './read.ts';

export interface Neighbours {
  /** For the Dockerfile at an absolute path. */
  around(file: string): Neighbourhood;
  /** The build context that other files state for it, where it was converted with that one. */
  contextOf(file: string): string | undefined;
  /** The conversion of that Dockerfile with paths as reports show them. */
  shown<Of extends Conversion>(conversion: Of, file: string): Of;
  /** Keeps what changes beside that Dockerfile. */
  take(conversion: Conversion, file: string): void;
  readonly changes: readonly Converted[];
  /** Writes the changes that are not written yet. */
  write(backup: boolean): Promise<readonly Failure[]>;
}

export function neighboursOf({
  paths,
  context,
  neighbours: edit,
}: Pick<Options, 'paths' | 'context' | 'neighbours'>): Neighbours {
  const contexts = new Map<string, string>();
  const repositories = new Map<string, Repository>();
  const changed = new Map<string, Pick<FileEdits, 'file' | 'edits'>>();
  const written = new Map<string, string>();
  const changes = () =>
    [...changed].map(([path, { file, edits }]) => ({
      path: shownPath(path),
      input: file.text,
      output: applyEdits(file.text, edits),
    }));
  return {
    around: (file) => {
      const root = repositoryOf(file, paths);
      const repository = repositories.get(root) ?? readRepository(filesBelow(root));
      repositories.set(root, repository);
      const contextAt = (folder: string) => {
        contexts.set(file, join(root, folder));
        return contextFromFolder(join(root, folder), { dockerfile: file });
      };
      return {
        repository,
        dockerfile: relative(root, file).split(sep).join('/'),
        edit,
        ...(context === undefined ? { contextAt } : {}),
      };
    },
    contextOf: (file) => contexts.get(file),
    shown: (conversion, file) => {
      const root = repositoryOf(file, paths);
      const named = <Of extends { readonly path: string }>(one: Of): Of => ({
        ...one,
        path: shownPath(join(root, one.path)),
      });
      const diagnostics = conversion.diagnostics.map((one) =>
        one.file === undefined ? one : { ...one, file: named(one.file) },
      );
      if (conversion.kind !== 'converted' || conversion.neighbours === undefined) return { ...conversion, diagnostics };
      const neighbours = conversion.neighbours.map((one) => ({ ...one, file: named(one.file) }));
      return { ...conversion, diagnostics, neighbours };
    },
    take: (conversion, file) => {
      if (conversion.kind !== 'converted') return;
      const root = repositoryOf(file, paths);
      for (const { file: other, edits } of conversion.neighbours ?? []) {
        const path = join(root, other.path);
        changed.set(path, { file: other, edits: [...(changed.get(path)?.edits ?? []), ...edits] });
      }
    },
    get changes() {
      return changes();
    },
    write: async (backup) => {
      const { replaceFile } = await import('./write.ts');
      return [...changed].flatMap(
        ([
          file,
          {
            file: { text },
            edits,
          },
        ]) => {
          const path = shownPath(file);
          const was = written.get(file) ?? text;
          const output = applyEdits(text, edits);
          if (output === was) return [];
          const reading = readDockerfile(file, path);
          if ('kind' in reading) return [reading];
          // A view of files leaves the byte-order mark out.
          const mark = reading.text.startsWith('\uFEFF') ? '\uFEFF' : '';
          if (reading.text !== mark + was) return [fail(path, FileChanged)];
          const change = { before: reading.bytes, after: mark + output, backup: backup && was === text };
          const failure = replaceFile({ file, path, ...change });
          if (failure === undefined) written.set(file, output);
          return failure ?? [];
        },
      );
    },
  };
}

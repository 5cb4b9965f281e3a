// The Dockerfiles of one commit of a repository → what a campaign writes of them, and what it says. Reads the work tree, writes nothing; it
// runs in a thread of its own.

import type { ChangedText, Job, RepositoryConversion } from '../campaign/conversion.ts';
import { filesBelow } from '../context/folder.ts';
import { listedFiles } from '../context/listed.ts';
import { applyEdits, type FileEdits, readRepository } from '../index.ts';
import { renderCommitMessage, titleOf } from '../report/commit.ts';
import { fileResultOf } from '../report/file-result.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Outcome } from '../report/outcome.ts';
import { settingsInCommit } from './commit-settings.ts';
import { convertIn } from './conversion.ts';
import type { ConversionOptions } from './options/conversion.ts';
import { readingOf } from './read.ts';
import { forWriting, leftAlone, saidBy } from './settings.ts';

export interface RepositoryTask extends Job {
  readonly options: Pick<ConversionOptions, 'prefer' | 'minConfidence'> & { readonly neighbours: boolean };
}

export default function convertRepository(task: RepositoryTask): RepositoryConversion {
  const outcomes = outcomesOf(task);
  const converted = outcomes.filter((outcome) => outcome.kind === 'converted');
  return {
    files: outcomes.map(fileResultOf),
    changes: [...converted.map(({ path, input, output }) => changed(path, input, output)), ...changesBeside(converted)],
    title: titleOf(converted),
    message: renderCommitMessage(converted),
    body: renderMarkdown(outcomes),
  };
}

function outcomesOf({ root, paths, dockerfiles, options }: RepositoryTask): readonly Outcome[] {
  // Which files there are says the commit, what is in them its clean work tree: what lies beside them has no part in it.
  const { files, contextAt } = listedFiles(paths, filesBelow(root).read);
  const repository = readRepository(files);
  const given = saidBy(options);
  return dockerfiles.map(({ path, bytes }) => {
    const held = settingsInCommit(path, files.read, given);
    if ('kind' in held) return held;
    const reading = readingOf(bytes, path);
    if (held.isIgnored && !('kind' in reading)) return leftAlone(path, reading.text);
    const at = (folder: string) => contextAt(folder, path);
    const neighbours = { repository, dockerfile: path, contextAt: at, edit: options.neighbours };
    const context = at(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    // A commit is written, if only on a branch.
    return convertIn(reading, path, forWriting(held.settings), { context, neighbours });
  });
}

/** A file that several Dockerfiles change has all their edits. */
function changesBeside(conversions: readonly { readonly neighbours?: readonly FileEdits[] }[]): readonly ChangedText[] {
  const edits = new Map<string, FileEdits[]>();
  for (const one of conversions.flatMap(({ neighbours = [] }) => neighbours))
    edits.set(one.file.path, [...(edits.get(one.file.path) ?? []), one]);
  return [...edits].flatMap(([path, [first, ...more]]) => {
    if (first === undefined) return [];
    const all = [first, ...more].flatMap((one) => one.edits);
    return [changed(path, first.file.text, applyEdits(first.file.text, all))];
  });
}

function changed(path: string, before: string, after: string): ChangedText {
  const bare = (text: string) => text.replace(/^\uFEFF/, '');
  return { path, before: bare(before), after: bare(after) };
}

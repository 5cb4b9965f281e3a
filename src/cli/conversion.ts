// What has been read becomes a conversion: its build context is opened, and the library asked. Prints and writes nothing.

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { contextFromFolder } from '../context/folder.ts';
import { type ConvertOptions, convert, type Neighbourhood } from '../index.ts';
import type { Failure, Outcome } from '../report/outcome.ts';
import { ContextNotAFolder, ContextNotFound, Crashed, codeOf, fail, failFromError, reasonOf } from './failures.ts';
import { shownPath, type Target } from './find.ts';
import type { Neighbours } from './neighbours.ts';
import type { ConversionOptions } from './options/conversion.ts';
import { type Reading, readDockerfile } from './read.ts';

/** What a conversion is made with, beside what is read. */
type Settings = Pick<ConversionOptions, 'prefer' | 'minConfidence'> & { readonly explain?: boolean };

/** `folder` is the build context, if there is one; `dockerfile` where the text is from. */
export function convertReading(
  reading: Reading,
  path: string,
  folder: string | undefined,
  options: Settings,
  { dockerfile, ...given }: { readonly dockerfile?: string; readonly neighbours?: Neighbourhood } = {},
): Outcome {
  const context = folder === undefined ? {} : { context: contextFromFolder(folder, { dockerfile }) };
  return convertIn(reading, path, options, { ...context, ...given });
}

/** The same with a build context that is open already. */
export function convertIn(
  reading: Reading,
  path: string,
  { prefer: preference, minConfidence, explain: findings = false }: Settings,
  given: Pick<ConvertOptions, 'context' | 'neighbours'>,
): Outcome {
  if ('kind' in reading) return reading;
  try {
    return convert(reading.text, { path, ...given, preference, minConfidence, findings });
  } catch (error) {
    // The engine is total. Should it not be, one file must not take the rest of the run with it.
    return fail(path, Crashed, reasonOf(error));
  }
}

/** A file, with the files around it; without `--context` its folder is the build context, unless those say another one. */
export function convertFile(
  { file, path }: Target,
  options: ConversionOptions & { readonly explain?: boolean },
  neighbours: Neighbours,
): { readonly reading: Reading; readonly outcome: Outcome } {
  const reading = readDockerfile(file, path);
  const given = { dockerfile: file, neighbours: neighbours.around(file) };
  return { reading, outcome: convertReading(reading, path, options.context ?? dirname(file), options, given) };
}

/** What is wrong with the folder of `--context`. */
export function contextFailure(folder: string): Failure | undefined {
  const path = shownPath(resolve(folder));
  try {
    return statSync(folder).isDirectory() ? undefined : fail(path, ContextNotAFolder);
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
      ? fail(path, ContextNotFound)
      : failFromError(path, error, 'read');
  }
}

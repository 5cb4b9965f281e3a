// What has been read becomes a conversion: its build context is opened, and the library asked. Prints and writes nothing.

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { contextFromFolder } from '../context/folder.ts';
import { type ConvertOptions, convert, type Neighbourhood } from '../index.ts';
import type { Failure, Outcome } from '../report/outcome.ts';
import type { Settings } from '../settings/settings.ts';
import { ContextNotAFolder, ContextNotFound, Crashed, codeOf, fail, failFromError, reasonOf } from './failures.ts';
import { shownPath, type Target } from './find.ts';
import type { Neighbours } from './neighbours.ts';
import { type Reading, readDockerfile } from './read.ts';
import { forWriting, leftAlone, type SettingsOf } from './settings.ts';

/** What a conversion is made with, beside what is read; what is undefined is as without a configuration. */
export type ConversionSettings = {
  readonly [Name in Exclude<keyof Settings, 'ignore' | 'minConfidenceToWrite'>]?: Settings[Name] | undefined;
} & { readonly explain?: boolean };

/** `folder` is the build context, if there is one; `dockerfile` where the text is from. */
export function convertReading(
  reading: Reading,
  path: string,
  folder: string | undefined,
  options: ConversionSettings,
  { dockerfile, ...given }: { readonly dockerfile?: string; readonly neighbours?: Neighbourhood } = {},
): Outcome {
  const context = folder === undefined ? {} : { context: contextFromFolder(folder, { dockerfile }) };
  return convertIn(reading, path, options, { ...context, ...given });
}

/** The same with a build context that is open already. */
export function convertIn(
  reading: Reading,
  path: string,
  settings: ConversionSettings,
  given: Pick<ConvertOptions, 'context' | 'neighbours'>,
): Outcome {
  if ('kind' in reading) return reading;
  try {
    return convert(reading.text, { path, ...given, ...optionsOf(settings) });
  } catch (error) {
    // The engine is total. Should it not be, one file must not take the rest of the run with it.
    return fail(path, Crashed, reasonOf(error));
  }
}

/** What an organisation says of images; nothing where it says nothing. */
export function imagesOf({
  images = {},
  mirrors = {},
  digests = {},
}: ConversionSettings): Pick<ConvertOptions, 'images'> {
  const isPublic = [images, mirrors, digests].every((one) => Object.keys(one).length === 0);
  return isPublic ? {} : { images: { images, mirrors, digests } };
}

function optionsOf(settings: ConversionSettings): ConvertOptions {
  const { prefer, minConfidence, toolchainsOff = [], explain } = settings;
  return {
    ...(prefer === undefined ? {} : { preference: prefer }),
    ...(minConfidence === undefined ? {} : { minConfidence }),
    ...imagesOf(settings),
    ...(toolchainsOff.length === 0 ? {} : { toolchainsOff }),
    findings: explain === true,
  };
}

export interface FileOptions {
  readonly context: string | undefined;
  /** What is written may have to be surer. */
  readonly write?: boolean;
  readonly explain?: boolean;
}

/** A file, with the files around it and its configuration; without `--context` its folder is the build context, unless those say another one. */
export async function convertFile(
  { file, path }: Target,
  { context, write = false, explain = false }: FileOptions,
  neighbours: Neighbours,
  settingsOf: SettingsOf,
): Promise<{ readonly reading: Reading; readonly outcome: Outcome }> {
  const reading = readDockerfile(file, path);
  if ('kind' in reading) return { reading, outcome: reading };
  const held = await settingsOf(file);
  if ('kind' in held) return { reading, outcome: held };
  if (held.isIgnored) return { reading, outcome: leftAlone(path, reading.text) };
  const given = { dockerfile: file, neighbours: neighbours.around(file) };
  const settings = write ? forWriting(held.settings) : held.settings;
  return { reading, outcome: convertReading(reading, path, context ?? dirname(file), { ...settings, explain }, given) };
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

// Compares what two images say of themselves, field by field. Knows nothing of how they were made, but for the author's text: what stands in
// it is the author's, and the rest the base image's.

import { wordsOf } from '../syntax/shell.ts';
import { ConfigChanged, type Difference, EnvironmentGone, EnvironmentNew, FolderNotSet } from './difference.ts';
import type { ImageConfig } from './image.ts';
import { LABEL } from './session.ts';

export interface Comparison {
  /** What makes it another image. */
  readonly differences: readonly Difference[];
  /** What follows from leaving the build behind. */
  readonly notes: readonly Difference[];
}

/** `text` is the Dockerfile of the original. */
export function compareConfigs(before: ImageConfig, after: ImageConfig, text: string): Comparison {
  const change = (field: string, old: string, now: string): Difference[] =>
    old === now ? [] : [ConfigChanged(field, old, now)];
  const fields: readonly (readonly [string, (config: ImageConfig) => string])[] = [
    ['ENTRYPOINT', ({ entrypoint }) => list(plainWords(entrypoint))],
    // Words that an ENTRYPOINT gets are no command, and a shell among them is one on purpose.
    ['CMD', ({ entrypoint, command }) => list(entrypoint.length > 0 ? command : plainWords(command))],
    ['USER', ({ user }) => (/^(?:root|0)?(?::(?:root|0))?$/.test(user) ? 'root' : user)],
    ['EXPOSE', ({ ports }) => ports.join(' ')],
    ['VOLUME', ({ volumes }) => volumes.join(' ')],
    ['STOPSIGNAL', ({ stopSignal }) => stopSignal],
    ['HEALTHCHECK', ({ health }) => (health === undefined ? '' : `${list(plainTest(health.test))} ${health.settings}`)],
    ['ONBUILD', ({ triggers }) => list(triggers)],
    ['MAINTAINER', ({ author }) => author],
    ['the platform', ({ platform }) => platform],
  ];
  const folder =
    before.folder === after.folder
      ? []
      : [after.folder === '/' ? FolderNotSet(before.folder) : ConfigChanged('WORKDIR', before.folder, after.folder)];
  const labels = [...before.labels].filter(
    ([name]) => name !== LABEL && (after.labels.has(name) || text.includes(name)),
  );
  const variables = [...before.environment].filter(([name]) => after.environment.has(name) && name !== 'PATH');
  const gone = [...before.environment.keys()].filter((name) => !after.environment.has(name));
  const fresh = [...after.environment.keys()].filter((name) => !before.environment.has(name));
  const isNote = ({ name }: Difference): boolean => name === 'FolderNotSet';
  return {
    differences: [
      ...fields.flatMap(([field, of]) => change(field, of(before), of(after))),
      ...folder.filter((one) => !isNote(one)),
      ...labels.flatMap(([name, value]) => change(`LABEL ${name}`, value, after.labels.get(name) ?? '')),
      ...variables.flatMap(([name, value]) => change(`ENV ${name}`, value, after.environment.get(name) ?? '')),
    ],
    notes: [
      ...folder.filter(isNote),
      ...(gone.length === 0 ? [] : [EnvironmentGone(gone.join(', '))]),
      ...(fresh.length === 0 ? [] : [EnvironmentNew(fresh.join(', '))]),
    ],
  };
}

function list(words: readonly string[]): string {
  return words.length === 0 ? '' : JSON.stringify(words);
}

/** The words of a command that needs no shell, whichever form it is written in. */
export function plainWords(command: readonly string[]): readonly string[] {
  const [shell = '', flag, script, ...rest] = command;
  if (!/^(?:\/bin\/)?(?:ba|a)?sh$/.test(shell) || flag !== '-c' || script === undefined || rest.length > 0)
    return command;
  return wordsOf(script)?.words ?? command;
}

function plainTest(test: readonly string[]): readonly string[] {
  const [kind, script, ...rest] = test;
  const words = kind === 'CMD-SHELL' && script !== undefined && rest.length === 0 ? wordsOf(script)?.words : undefined;
  return words === undefined ? test : ['CMD', ...words];
}

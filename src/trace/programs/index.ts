// All models of ordinary programs, by name. The trace looks a command up here when no toolchain claims it; what is not here is not understood.

import { type Program, UNKNOWN } from '../effect.ts';
import { baseName } from '../path.ts';
import { accounts } from './accounts.ts';
import { archives } from './archives.ts';
import { fetchers } from './fetch.ts';
import { files } from './files.ts';
import { keys } from './keys.ts';
import { packageManagers } from './packages.ts';
import { system } from './system.ts';
import { text } from './text.ts';

const models: Readonly<Record<string, Program>> = {
  ...system,
  ...text,
  ...files,
  ...archives,
  ...fetchers,
  ...packageManagers,
  ...accounts,
  ...keys,
};

/** `… | xargs rm -rf`: the command that is named, with arguments that are not known. */
const xargs: Program = (call) => {
  const words = call.words.slice(1);
  let at = 0;
  let placeholder: string | undefined;
  for (; at < words.length && words[at]?.startsWith('-') === true; at++) {
    const word = words[at] ?? '';
    if (/^-[IiJ]/.test(word)) placeholder = word.length > 2 ? word.slice(2) : words[at + 1];
    // Their value follows as the next word.
    if (/^-(?:[0rtpx]*[IJLnPsEad])$|^--(?:max-args|max-procs|max-lines|max-chars|arg-file|delimiter)$/.test(word)) at++;
  }
  const inner = words.slice(at);
  const program = baseName(inner[0] ?? 'echo');
  const model = program !== 'xargs' && Object.hasOwn(models, program) ? models[program] : undefined;
  if (inner.length === 0) return [];
  const given =
    placeholder === undefined ? [...inner, UNKNOWN] : inner.map((word) => word.replaceAll(placeholder, UNKNOWN));
  return model?.({ ...call, program, words: given });
};

export const programs: Readonly<Record<string, Program>> = Object.assign(Object.create(null), models, { xargs });

// Virtual environments, and projects that are installed into them or into the interpreter: what all tools for that do alike.

import { type Call, type Effect, UNKNOWN } from '../../src/toolchain.ts';
import { installed } from './packages.ts';
import type { Place } from './places.ts';
import { projectOf, together } from './requirements.ts';

export const isOn = (value: string | undefined) => /^(?:1|true|yes|on)$/i.test(value ?? '');
export const isOff = (value: string | undefined) => /^(?:0|false|no|off)$/i.test(value ?? '');

/** The project itself is installed as it lies there, so its folder has to stay. */
export function withProject(call: Call, places: readonly Place[] | undefined, itself: boolean): Effect[] | undefined {
  if (places === undefined || call.cwd.includes(UNKNOWN)) return undefined;
  const requirements = projectOf(call.cwd, call.files);
  const isProject = itself && call.cwd !== '/';
  return [
    ...installed(call, places, requirements),
    ...(isProject ? installed(call, [{ path: call.cwd, whole: false }], requirements) : []),
  ];
}

/** A list of requirements for pip, by names alone; without any when the manifest was not seen. */
export function exported(call: Call, path: string, names: readonly string[]): Effect {
  return {
    kind: 'write',
    path: call.resolve(path),
    node: 'file',
    origin: { kind: 'command', program: call.program },
    ...(names.length === 0 ? {} : { content: names.join('\n') }),
  };
}

/** A new environment: its packages come later. */
export function virtualEnvironment(call: Call, folder: string): readonly Effect[] | undefined {
  if (folder === '' || folder.includes(UNKNOWN) || call.resolve(folder) === '/') return undefined;
  const path = call.resolve(folder);
  const made = installed(call, [{ path, whole: true }], together());
  const [first] = made;
  if (first?.kind !== 'write') return undefined;
  // What it exports is all that matters of the script.
  const content = `export VIRTUAL_ENV=${path}\nexport PATH=${path}/bin:$PATH\n`;
  return [...made, { kind: 'write', path: `${path}/bin/activate`, node: 'file', content, origin: first.origin }];
}

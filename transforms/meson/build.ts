// What a folder that Meson configured builds and installs, and what of it `meson.build` names. Source: the manual of Meson, its reference of functions.

import { type Call, type Effect, UNKNOWN } from '../../src/toolchain.ts';
import { type Destination, destinationOf, installInto, read, write } from '../c/install.ts';
import { isInstall } from '../c/make.ts';
import { describeBuild } from '../c/needs.ts';

const statusName = 'meson-private/cmd_line.txt';

export function configured(folder: string, source: string, words: readonly string[]): Effect | undefined {
  const options = words.flatMap((word) => (word.startsWith('-D') ? [`--${word.slice(2)}`] : [word]));
  const destination = destinationOf(options);
  if (destination === undefined) return undefined;
  const content = `${write(destination)}source=${source}\n`;
  return {
    kind: 'write',
    path: `${folder}/${statusName}`,
    node: 'file',
    origin: { kind: 'command', program: 'meson' },
    content,
  };
}

interface Status {
  readonly destination: Destination;
  readonly source: string;
}

export function statusOf(call: Call, folder: string): Status | undefined {
  const text = call.files.read(`${folder}/${statusName}`);
  const destination = read(text);
  const source = /^source=(.*)$/m.exec(text ?? '')?.[1];
  return destination === undefined || source === undefined ? undefined : { destination, source };
}

/** `ninja`, `meson compile` and `meson install`. Undefined when Meson did not configure the folder. */
export function made(
  call: Call,
  folder: string,
  goals: readonly string[],
  stage = call.variable('DESTDIR'),
): readonly Effect[] | undefined {
  const status = folder.includes(UNKNOWN) ? undefined : statusOf(call, folder);
  if (status === undefined) return undefined;
  if (goals.length > 0 && goals.every((goal) => /^(?:clean|test|benchmark|scan-build)$/.test(goal))) return [];
  const { destination, source } = status;
  const isInstalled = goals.some(isInstall);
  const texts: string[] = [];
  const programs = isInstalled ? undefined : programsOf(call, source, '', texts);
  const linksNothing =
    programs !== undefined &&
    !texts.some((text) => /\b(?:dependency|find_library|link_args|add_project_link_arguments)\b/.test(text));
  const artifact = describeBuild(call, {
    toolchain: 'meson',
    because: 'nothing says that it is static',
    sources: [source],
    links: linksNothing ? [] : undefined,
    cplusplus: !(linksNothing && texts.every((text) => !/'cpp'/.test(text))),
    ...(isInstalled ? { sourceFolder: source, whole: true } : {}),
  });
  const origin = { kind: 'artifact', artifact } as const;
  const residue: Effect = { kind: 'residue', path: folder };
  if (!isInstalled)
    return [
      residue,
      ...(programs === undefined
        ? [{ kind: 'write', path: folder, node: 'folder', origin, open: true } as const]
        : programs.map((name): Effect => ({ kind: 'write', path: `${folder}/${name}`, node: 'file', origin }))),
    ];
  const installed = installInto(call, destination, artifact, stage);
  return installed === undefined ? undefined : [residue, ...installed];
}

/** Paths below the build folder; undefined when there may be others, or libraries that they need. */
function programsOf(call: Call, source: string, below: string, texts: string[]): readonly string[] | undefined {
  const text = call.files.read(`${source}/${below}meson.build`)?.replace(/#[^\n]*/g, '');
  if (
    text === undefined ||
    /\b(?:foreach|subproject|dependency\s*\([^)]*fallback|library|shared_library|both_libraries|shared_module|build_target|configure_file|custom_target)\b/.test(
      text,
    )
  )
    return undefined;
  texts.push(text);
  const names: string[] = [];
  for (const [, name, end] of text.matchAll(/\bexecutable\s*\(\s*(?:'([^'\n]*)'\s*([,)]))?/g)) {
    if (name === undefined || end === undefined) return undefined;
    names.push(`${below}${name}`);
  }
  for (const [, name] of text.matchAll(/\bsubdir\s*\(\s*(?:'([^'\n]*)'\s*\))?/g)) {
    const inside =
      name === undefined || below.length > 200 ? undefined : programsOf(call, source, `${below}${name}/`, texts);
    if (inside === undefined) return undefined;
    names.push(...inside);
  }
  return names.length === 0 && below === '' ? undefined : names;
}

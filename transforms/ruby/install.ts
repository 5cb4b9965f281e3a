// What installing gems leaves behind, and what a task of Rake or Rails builds among the sources.

import {
  type Artifact,
  type Call,
  type Effect,
  type Files,
  joinedWith,
  list,
  managedArtifact,
  type Need,
  remoteShell,
  UNKNOWN,
} from '../../src/toolchain.ts';
import { gemsOf, homeOf, optionOf, placeOf, rootOf } from './bundle.ts';
import { arePlain, factsOf, type Gems } from './gems.ts';
import { type RubySources, sourcesIn, startedBy, startedBySpecifications } from './sources.ts';

interface Installed {
  readonly artifact: Artifact;
  readonly compiles: boolean;
}

/** What runs these gems is read when all of it is there, as most files install them before they copy the sources. */
function artifactOf(call: Call, gems: Gems | undefined, nokogiri: boolean): Installed {
  const facts = factsOf(gems, {
    alpine: call.has('apk') === true,
    nokogiri,
    node: call.has('nodejs') === true || call.has('node') === true,
  });
  const make = (sources: RubySources | undefined, started: readonly Need[]): Artifact => ({
    interpreted: true,
    ...managedArtifact({
      toolchain: 'ruby',
      interpreter: 'ruby',
      because:
        gems?.complete === true ? '`Gemfile.lock` names the gems that are installed' : `\`${call.text}\` installs gems`,
      sources: sources?.program,
      needs: [
        { kind: 'libc', because: 'gems may have native extensions' },
        { kind: 'distribution', because: 'gems are installed for this distribution' },
        ...facts.needs,
        ...started,
      ],
      whole: true,
      ...(gems?.complete === true ? {} : { assumed: '`Gemfile.lock` was not seen, so neither was what gems need' }),
    }),
  });
  const root = rootOf(call);
  const own = (gems?.paths ?? []).map((path) => (root === '' ? '/' : call.resolve(`${root}/${path}`)));
  const completed = (files: Files, folder: string) => {
    const sources = sourcesIn(files, folder);
    const started = [
      ...startedBySpecifications(call, files, own),
      ...(sources === undefined ? [] : startedBy(call, sources)),
    ];
    return make(sources, [...started, ...remoteShell(call, [...facts.needs, ...started], sources?.program)]);
  };
  return { artifact: { ...make(undefined, []), completed }, compiles: facts.compiles };
}

/** Only fetched when a compiler is there and nothing is compiled. */
function written(
  call: Call,
  path: string,
  { artifact, compiles }: { artifact: Artifact; compiles: boolean },
): Effect[] {
  const hasCompiler = list('gcc g++ build-essential build-base alpine-sdk clang').some(
    (name) => call.has(name) === true,
  );
  const isBuilt = compiles || !hasCompiler;
  return [
    { kind: 'residue', path: `${homeOf(call)}/.bundle/cache` },
    { kind: 'residue', path: `${homeOf(call)}/.gem` },
    {
      kind: 'write',
      path,
      node: 'folder',
      open: true,
      origin: {
        kind: 'artifact',
        artifact: joinedWith(call.files, path, isBuilt ? artifact : { ...artifact, fetched: true }),
      },
    },
  ];
}

/** Gems of a distribution's own Ruby, in a folder that is named after its version, and programs among those of the system. */
function amongSystem(call: Call, programs: readonly string[], installed: Installed): Effect[] {
  const folder = call.has('apk') === true ? '/usr/lib/ruby/gems' : '/var/lib/gems';
  return [
    {
      kind: 'system',
      what: call.words.join(' '),
      provides: { programs: ['bundle', ...programs], again: false, needs: [] },
    },
    ...written(call, folder, installed),
  ];
}

export function installBundle(call: Call): Effect[] | undefined {
  const root = rootOf(call);
  const place = placeOf(call, root);
  if (place === undefined) return undefined;
  const gems = gemsOf(call, root);
  const installed = artifactOf(call, gems, place.nokogiri);
  return [
    ...place.effects,
    ...(place.folder === undefined
      ? amongSystem(call, gems?.names ?? [], installed)
      : written(call, place.folder, installed)),
  ];
}

const withValue = new Set(
  list(
    '-v --version -i --install-dir -n --bindir -s --source -p --http-proxy -P --trust-policy --platform -B --build-root -g --file',
  ),
);

/** `gem install rails -v 7.1 bundler:2.4` */
export function installGems(call: Call): Effect[] | undefined {
  const words = call.words.slice(2);
  if (words.some((word) => word.includes(UNKNOWN) || /^(?:--user-install|-g|--file)/.test(word))) return undefined;
  const names: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (withValue.has(word)) index++;
    // What follows `--` is for the build of the extension.
    else if (word === '--') break;
    else if (!word.startsWith('-')) names.push(word.replace(/:.*$/, ''));
  }
  if (names.some((name) => /[/]|\.gem$/.test(name))) return undefined;
  const folder = optionOf(words, /^(?:-i|--install-dir)$/) ?? call.variable('GEM_HOME');
  // Gems of plain Ruby are no reason to convert.
  const isPlain = arePlain(names);
  const { artifact } = artifactOf(call, { names, built: new Set<string>(), paths: [], complete: isPlain }, false);
  const installed = { artifact, compiles: !isPlain };
  return folder === undefined ? amongSystem(call, names, installed) : written(call, call.resolve(folder), installed);
}

/** What a task makes in the folder of the project: assets, most of the time. It stays among the sources. */
export function built(call: Call): Effect[] {
  const { cwd } = call;
  const { artifact } = artifactOf(call, gemsOf(call, rootOf(call)), false);
  const changes = { whole: false, evidence: [`\`${call.text}\` builds in \`${cwd}\``] };
  const { completed } = artifact;
  if (cwd === '/')
    return [
      {
        kind: 'unknown',
        reason: `\`${call.text}\` builds in \`/\`, among the folders of the system`,
        under: undefined,
      },
    ];
  return [
    {
      kind: 'write',
      path: cwd,
      node: 'folder',
      open: true,
      origin: {
        kind: 'artifact',
        artifact: {
          ...artifact,
          ...changes,
          completed: (files, folder) => ({ ...(completed?.(files, folder) ?? artifact), ...changes }),
        },
      },
    },
  ];
}

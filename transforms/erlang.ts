// Where rebar3, rebar and relx put applications and releases of Erlang. What those need is in erlang/needs.ts.
// Sources: the documentation of rebar3 (releases, profiles, configuration), erlang.mk.

import {
  bundleArtifact,
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readOptions,
  readSource,
  UNKNOWN,
} from '../src/toolchain.ts';
import { built, lexis, onMachine, outside, sourcesOf } from './erlang/needs.ts';

const withValue = new Set(
  list('n name relname o output-dir relvsn v root lib-dir l path system_libs profile vm_args config apps'),
);

/** `rebar3 as prod do compile, release`. */
const rebar3: Program = (call) => {
  let words = call.words.slice(1);
  let profile = call.variable('REBAR_PROFILE') ?? 'default';
  if (words[0] === 'as') {
    const own = words[1]?.split(',').filter((name) => name !== '' && name !== 'default') ?? [];
    profile = own.length === 0 ? 'default' : own.join('+');
    words = words.slice(2);
  }
  const tasks =
    words[0] === 'do'
      ? words
          .slice(1)
          .join(' ')
          .split(/\s*,\s*/)
          .map((text) => text.split(' '))
      : [words];
  const effects: Effect[] = [];
  for (const task of tasks) {
    const made = task[0] === 'as' ? undefined : run(call, profile, task);
    if (made === undefined) return undefined;
    effects.push(...made);
  }
  return effects;
};

function run(call: Call, profile: string, [task = '', ...rest]: readonly string[]): readonly Effect[] | undefined {
  const { named } = readOptions(rest, withValue, true);
  const base = call.variable('REBAR_BASE_DIR') ?? '_build';
  if (profile.includes(UNKNOWN) || base.includes(UNKNOWN)) return undefined;
  const folder = call.resolve(`${base}/${profile}`);
  switch (task) {
    case 'compile':
    case 'bare':
      return [...caches(call), built(call, `${folder}/lib`, false)];
    case 'release':
    case 'tar':
      return [...caches(call), ...release(call, folder, profile, named)];
    case 'escriptize':
      return [...caches(call), built(call, `${folder}/bin`, false), built(call, `${folder}/lib`, true)];
    case 'get-deps':
    case 'deps':
    case 'tree':
    case 'update':
    case 'upgrade':
    case 'unlock':
    case 'lock':
    case 'local':
    case 'plugins':
    case 'xref':
    case 'dialyzer':
    case 'eunit':
    case 'ct':
    case 'proper':
    case 'cover':
    case 'edoc':
    case 'hex':
    case 'version':
    case 'help':
    case 'clean':
    case 'fmt':
    case 'lint':
    case '--version':
    case '':
      return caches(call);
    default:
      return undefined;
  }
}

function caches(call: Call): Effect[] {
  const home = call.variable('HOME') ?? '/root';
  return [`${home}/.cache`, `${home}/.hex`].map((path) => ({ kind: 'residue', path }));
}

/** In development, a release is made of links to what was compiled, and runs on the machine of the image: then all of it has to come along. */
function release(call: Call, folder: string, profile: string, named: ReadonlyMap<string, string>): readonly Effect[] {
  const text = call.files.read(call.resolve('rebar.config'));
  const config = text === undefined ? undefined : readSource(text, lexis).plain;
  const name = named.get('n') ?? named.get('relname') ?? releaseName(config);
  const output = named.get('o') ?? named.get('output-dir');
  const path = output === undefined ? `${folder}/rel` : call.resolve(output);
  const isWhole =
    config !== undefined &&
    profile.split('+').includes('prod') &&
    /\{\s*(?:mode\s*,\s*prod|include_erts\s*,\s*true)\s*\}/.test(config) &&
    !/\{\s*include_erts\s*,\s*(?!true|false)/.test(config);
  if (!isWhole)
    return [
      {
        kind: 'write',
        path: output === undefined ? folder : path,
        node: 'folder',
        open: true,
        origin: { kind: 'artifact', artifact: onMachine(call, false, []) },
      },
    ];
  const artifact = bundleArtifact(call, {
    toolchain: 'erlang',
    because: 'a release brings its virtual machine',
    machine: 'erl',
    libraries: ['libssl-dev', ...outside(call).libraries],
    onAlpine: ['libstdc++', 'ncurses-libs'],
    sources: sourcesOf(call),
    ...(call.cwd === '/' ? {} : { sourceFolder: call.cwd }),
  });
  return [
    { kind: 'residue', path: folder },
    {
      kind: 'write',
      path: name === undefined ? path : `${path}/${name}`,
      node: 'folder',
      open: true,
      origin: { kind: 'artifact', artifact },
    },
  ];
}

function releaseName(config: string | undefined): string | undefined {
  const names = new Set([...(config ?? '').matchAll(/\{\s*release\s*,\s*\{\s*'?(\w+)'?\s*,/g)].map(([, name]) => name));
  return names.size === 1 ? [...names][0] : undefined;
}

/** The old rebar builds in place: `ebin/`, and dependencies in `deps/`. */
const rebar: Program = (call) => {
  const { operands } = readOptions(call.words.slice(1), new Set(list('C config j jobs')), true);
  const effects: Effect[] = [];
  for (const task of operands.filter((word) => !word.includes('='))) {
    if (task === 'get-deps' || task === 'update-deps') effects.push(built(call, call.resolve('deps'), false));
    else if (task === 'compile')
      effects.push(built(call, call.resolve('ebin'), false), built(call, call.resolve('deps'), false));
    else if (!/^(?:clean|eunit|ct|doc|delete-deps|check-deps|list-deps|xref|version|help)$/.test(task))
      return undefined;
  }
  return effects;
};

const erlc: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), new Set(list('o I pa pz b')), true);
  const files = operands.filter((word) => /\.(?:erl|xrl|yrl)$/.test(word));
  const folder = named.get('o') ?? '.';
  if (
    files.length !== operands.length ||
    files.some((file) => /[*?]/.test(file) || file.includes(UNKNOWN)) ||
    folder.includes(UNKNOWN)
  )
    return folder.includes(UNKNOWN) ? undefined : [built(call, call.resolve(folder), false)];
  return files.map((file) => ({
    kind: 'write',
    path: call.resolve(`${folder}/${file.replace(/^.*\//, '').replace(/\.erl$/, '.beam')}`),
    node: 'file',
    origin: { kind: 'artifact', artifact: onMachine(call, false, []) },
  }));
};

/** What a Makefile with erlang.mk does, most likely: all of it below the working directory. */
const make: Program = (call) => {
  if (call.words.slice(1).some((word) => /install|deploy|publish|push|docker/.test(word))) return undefined;
  const assumed = `\`${call.text}\` builds in its working directory, and what it runs was not seen`;
  return [
    {
      kind: 'write',
      path: call.cwd,
      node: 'folder',
      open: true,
      origin: { kind: 'artifact', artifact: { ...onMachine(call, false, []), assumed, whole: false } },
    },
  ];
};

const notUnderstood: Program = () => undefined;

export default defineToolchain({
  name: 'erlang',
  title: 'Erlang',
  documentation: 'https://rebar3.org/docs/, https://erlang.mk/guide/',
  images: ['erlang', 'hexpm/erlang'],
  artifacts: 'a release in `_build/<profile>/rel` or `_rel`',
  bases: ['debian:<release>-slim', 'alpine:<release>'],
  programs: { rebar3, rebar, erlc, ...models(notUnderstood, 'erl relx escript') },
  sensitive: /(?!)/,
  make,
  drivers: list('rebar3 rebar erlc relx'),
  packages: list('erlang erlang-dev erlang-base erlang-nox esl-erlang rebar rebar3 erlang-src'),
  fetchers: list('git openssh-client openssh'),
  folders: list('/usr/local/lib/erlang'),
  archive: /\botp[-_][^\s/]*\.tar|OTP-\d/,
  sources: list('*.erl *.hrl *.app.src rebar.config rebar.config.script rebar.lock erlang.mk rebar3 rebar test'),
  variables: list(
    'REBAR_VERSION REBAR3_VERSION REBAR_PROFILE REBAR_BASE_DIR REBAR_CACHE_DIR OTP_VERSION ERL_COMPILER_OPTIONS',
  ),
  megabytes: 400,
});

// Where Bundler puts gems and its settings, and which gems a lock file names. Sources: the manual of `bundle install` and `bundle config`; Bundler's settings.

import { type Call, type Effect, type Manifest, readYaml, UNKNOWN } from '../../src/toolchain.ts';
import type { Gems } from './gems.ts';

/** `--path x`, `--path=x`; '' for an option without a value. */
export function optionOf(words: readonly string[], name: RegExp): string | undefined {
  for (const [index, word] of words.entries()) {
    const [option = '', value] = word.split(/=(.*)/s);
    if (name.test(option)) return value ?? words[index + 1] ?? '';
  }
  return undefined;
}

export function homeOf(call: Call): string {
  return call.variable('HOME') ?? (call.user === 'root' || call.user === '0' ? '/root' : `/home/${call.user}`);
}

/** The folder of the Gemfile, which Bundler looks for upwards. */
export function rootOf(call: Call): string {
  const gemfile = optionOf(call.words, /^--gemfile$/) ?? call.variable('BUNDLE_GEMFILE');
  if (gemfile !== undefined && gemfile !== '') {
    const path = call.resolve(gemfile);
    return path.slice(0, path.lastIndexOf('/'));
  }
  for (let at = call.cwd; at !== '' && at !== '/'; at = at.slice(0, at.lastIndexOf('/')))
    if (call.files.find(`${at}/Gemfile`)?.certain === true) return at;
  return call.cwd === '/' ? '' : call.cwd;
}

/** Undefined: no lock file and no Gemfile was seen. */
export function gemsOf(call: Call, root: string): Gems | undefined {
  const gemfile = optionOf(call.words, /^--gemfile$/) ?? call.variable('BUNDLE_GEMFILE') ?? `${root}/Gemfile`;
  const path = call.resolve(gemfile);
  const lock = call.files.read(path.endsWith('gems.rb') ? path.replace(/gems\.rb$/, 'gems.locked') : `${path}.lock`);
  if (lock !== undefined) {
    const found = [...lock.matchAll(/^ {4}([\w.-]+) \([^()\s-]+(-[^()\s]+)?\)$/gm)];
    return {
      names: [...new Set(found.map(([, name = '']) => name))],
      built: new Set(found.flatMap(([, name = '', platform]) => (platform === undefined ? [] : [name]))),
      paths: [...lock.matchAll(/^PATH\n {2}remote: (.+)$/gm)].map(([, path = '']) => path),
      complete: true,
    };
  }
  const text = call.files.read(path);
  if (text === undefined) return undefined;
  const names = [...text.matchAll(/^\s*gem[\s(]+["']([\w.-]+)["']/gm)].map(([, name = '']) => name);
  return { names, built: new Set(), paths: pathsIn(text), complete: false };
}

/** `gem "core", path: "engines/core"`, `path "engines" do`, `gemspec`. */
function pathsIn(gemfile: string): string[] {
  const paths = [...gemfile.matchAll(/(?<![\w.])path(?::|["']?\s*=>|\s*\(|\s)\s*["']([^"'\n]+)["']/g)];
  return [...paths.map(([, path = '']) => path), ...(/^\s*gemspec\b/m.test(gemfile) ? ['.'] : [])];
}

interface Settings {
  /** Where `--local` settings go, and where `--global` ones do. */
  readonly files: readonly [local: string, global: string];
  get(name: string): string | undefined;
}

function settingsOf(call: Call, root: string): Settings {
  const folder = call.variable('BUNDLE_APP_CONFIG') ?? `${root}/.bundle`;
  const files = [`${call.resolve(folder)}/config`, `${homeOf(call)}/.bundle/config`] as const;
  const [local, global]: readonly (Manifest | undefined)[] = files.map((path) => readYaml(call.files.read(path)));
  return { files, get: (name) => local?.text(name) ?? call.variable(name) ?? global?.text(name) };
}

/** `build.nokogiri` → `BUNDLE_BUILD__NOKOGIRI` */
function keyOf(name: string): string {
  return `BUNDLE_${name.toUpperCase().replaceAll('.', '__').replaceAll('-', '___')}`;
}

function set(call: Call, path: string, entries: readonly (readonly [key: string, value: string])[]): Effect[] {
  if (entries.length === 0) return [];
  const before = (call.files.read(path) ?? '---\n').trimEnd().split('\n');
  const kept = before.filter((line) => !entries.some(([key]) => line.startsWith(`${key}:`)));
  const content = [...kept, ...entries.map(([key, value]) => `${key}: ${JSON.stringify(value)}`), ''].join('\n');
  return [{ kind: 'write', path, node: 'file', origin: { kind: 'command', program: 'bundle' }, content }];
}

/** Settings that nothing asks for once the gems are there. */
const forInstalling =
  /^(?:build\.|mirror\.|gems\.|rubygems\.|github\.|jobs$|retry$|timeout$|redirect$|no[._]prune$|no[._]install$|cache|clean$|silence|ssl|user[._]agent|trust|prefer|gem\.|.*\.(?:com|org|net|io|dev|cn)$|https?:)/;

/** `bundle config set --local path vendor/bundle`, and how Bundler 1 had it. */
export function configure(call: Call): Effect[] | undefined {
  const words = call.words.slice(call.words.indexOf('config') + 1);
  const operands = words.filter((word) => !/^--(?:local|global)$/.test(word));
  const verb = /^(?:set|get|unset|list)$/.test(operands[0] ?? '') ? operands.shift() : undefined;
  const [name, ...values] = operands;
  if (name === undefined || verb === 'get' || verb === 'list' || name.startsWith('-'))
    return name === '--delete' ? undefined : [];
  if (verb === 'unset' || operands.some((word) => word.includes(UNKNOWN)))
    return forInstalling.test(name) ? [] : undefined;
  if (values.length === 0) return [];
  const root = rootOf(call);
  const [local, global] = settingsOf(call, root).files;
  const isMeant = (scope: string) => words.includes(scope);
  const entry = [keyOf(name), values.join(' ')] as const;
  if (isMeant('--local')) return set(call, local, [entry]);
  if (isMeant('--global')) return set(call, global, [entry]);
  if (forInstalling.test(name)) return set(call, global, name.startsWith('build.') ? [entry] : []);
  // Bundler 1 writes it for the user, Bundler 2 for the project where it finds one. Which one Ruby 2.6 and older have is not known.
  const version = call.version('ruby') ?? '';
  if (version === '' ? call.version('ruby') === undefined : Number(version) < 2.7) return undefined;
  return set(call, call.files.find(`${root}/Gemfile`)?.certain === true ? local : global, [entry]);
}

export interface Place {
  /** The folder of the gems; undefined where that is a folder of the distribution. */
  readonly folder: string | undefined;
  readonly effects: readonly Effect[];
  readonly nokogiri: boolean;
}

/** Where `bundle install` puts gems. Its options are settings from then on. Undefined: not known. */
export function placeOf(call: Call, root: string): Place | undefined {
  const { words } = call;
  const settings = settingsOf(call, root);
  const path = optionOf(words, /^--path$/);
  const deployment = words.includes('--deployment');
  const groups = (['without', 'with'] as const).flatMap((name) => {
    const value = optionOf(words, new RegExp(`^--${name}$`));
    return value === undefined ? [] : [[keyOf(name), value] as const];
  });
  const given: (readonly [string, string])[] = [
    ...groups,
    ...(path === undefined ? [] : [[keyOf('path'), path] as const]),
    ...(deployment ? [[keyOf('frozen'), 'true'] as const] : []),
    ...(deployment && path === undefined ? [[keyOf('path'), 'vendor/bundle'] as const] : []),
  ];
  const effects = set(call, settings.files[0], given);
  const isOn = (value: string | undefined) => value !== undefined && /^(?:1|true)$/.test(value);
  const inherited = settings.get('BUNDLE_PATH');
  const known =
    path ??
    (deployment ? 'vendor/bundle' : undefined) ??
    (isOn(settings.get('BUNDLE_PATH__SYSTEM')) ? undefined : inherited) ??
    (isOn(settings.get('BUNDLE_DEPLOYMENT')) ? 'vendor/bundle' : undefined);
  const nokogiri =
    settings.get('BUNDLE_BUILD__NOKOGIRI') !== undefined ||
    call.variable('NOKOGIRI_USE_SYSTEM_LIBRARIES') !== undefined;
  const gemHome = call.variable('GEM_HOME');
  const chosen = words.includes('--system') ? gemHome : (known ?? gemHome);
  if (chosen?.includes(UNKNOWN) === true) return undefined;
  const folder =
    chosen === undefined || chosen === '' ? undefined : chosen.startsWith('/') ? chosen : `${root}/${chosen}`;
  return { folder: folder?.replace(/(?<=.)\/+$/, ''), effects, nokogiri };
}

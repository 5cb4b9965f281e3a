// What Ant's targets write, read from build.xml. A task that runs something else may write anything, and is not followed.
// Sources: ant.apache.org/manual (targets, properties, the tasks' pages), ant.apache.org/ivy.

import {
  type Call,
  defineToolchain,
  type Effect,
  javaArtifact,
  list,
  type Manifest,
  type Program,
  readOptions,
  readXml,
  UNKNOWN,
} from '../src/toolchain.ts';

const withValue = new Set(
  list('f file buildfile s find lib logger listener l logfile propertyfile inputhandler nice main autoproxy D'),
);

/** Tasks that write nothing that lasts, or what only other builds use; tests may write reports, which nothing needs. */
const inert = new Set(
  list(
    'echo property available uptodate condition tstamp path classpath patternset fileset typedef taskdef taskdefs fail junit junitlauncher junitreport input buildnumber loadproperties loadfile description dirname basename pathconvert record javadoc checksum cvs sleep waitfor presetdef xmlcatalog antversion hostinfo whichresource length filterset selector depend touch fixcrlf chmod import',
  ),
);
/** Tasks that write one file: the attribute that names it. */
const files: Readonly<Record<string, readonly string[]>> = {
  jar: ['destfile', 'jarfile'],
  war: ['destfile', 'warfile'],
  ear: ['destfile', 'earfile'],
  zip: ['destfile', 'zipfile'],
  tar: ['destfile', 'tarfile'],
  manifest: ['file'],
  get: ['dest'],
  propertyfile: ['file'],
  concat: ['destfile'],
};
/** Tasks that fill a folder: the attribute that names it. */
const folders: Readonly<Record<string, readonly string[]>> = {
  javac: ['destdir'],
  rmic: ['base'],
  mkdir: ['dir'],
  copy: ['todir'],
  move: ['todir'],
  sync: ['todir'],
  unzip: ['dest'],
  unjar: ['dest'],
  unwar: ['dest'],
  untar: ['dest'],
  native2ascii: ['dest'],
  scalac: ['destdir'],
  groovyc: ['destdir'],
  xslt: ['destdir'],
};

interface Build {
  readonly project: Manifest;
  readonly folder: string;
  readonly text: string;
  readonly value: (text: string) => string;
}

const ant: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), withValue, true);
  if (named.has('version') || named.has('p') || named.has('projecthelp') || named.has('diagnostics')) return [];
  const path = call.resolve(named.get('f') ?? named.get('file') ?? named.get('buildfile') ?? 'build.xml');
  const text = call.files.read(path);
  const project = readXml(text)?.all('project')[0];
  if (text === undefined || project === undefined)
    return [{ kind: 'unknown', reason: `\`${path}\` is not in the build context`, under: undefined }];
  const above = path.slice(0, path.lastIndexOf('/')) || '/';
  const basedir = project.text('@basedir');
  const folder = basedir === undefined || basedir === '.' ? above : inFolder(above, basedir);
  const build: Build = { project, folder, text, value: properties(call, project, named, folder) };
  const first = project.text('@default');
  const targets = operands.length > 0 ? operands : first === undefined ? [] : [first];
  const effects = [...perform(call, build, project, new Set())];
  const done = new Set<string>();
  for (const target of targets) effects.push(...reach(call, build, target, done));
  return [...effects, ...caches(call)];
};

/** `${name}` by what the command line, properties and files of properties say; the first one counts. */
function properties(call: Call, project: Manifest, named: ReadonlyMap<string, string>, folder: string) {
  const known = new Map<string, string>([['basedir', folder]]);
  const name = project.text('@name');
  if (name !== undefined) known.set('ant.project.name', name);
  for (const [option, value] of named) {
    if (/^D./.test(option)) known.set(option.slice(1), value);
    const equals = value.indexOf('=');
    if (option === 'D' && equals > 0) known.set(value.slice(0, equals), value.slice(equals + 1));
  }
  const expand = (text: string) =>
    text.replace(/\$\{([^}]*)\}/g, (_, property: string) => known.get(property) ?? UNKNOWN);
  const set = (property: string | undefined, value: string | undefined) => {
    if (property !== undefined && value !== undefined && !known.has(property)) known.set(property, expand(value));
  };
  for (const one of [project, ...project.all('target')].flatMap((part) => part.all('property'))) {
    const location = one.text('@location');
    set(
      one.text('@name'),
      one.text('@value') ?? (location === undefined ? undefined : inFolder(folder, expand(location))),
    );
    const file = one.text('@file');
    const lines = file === undefined ? [] : (call.files.read(inFolder(folder, expand(file))) ?? '').split('\n');
    for (const line of lines) {
      const pair = /^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(line);
      if (pair !== null) set(pair[1], pair[2]);
    }
  }
  return expand;
}

function inFolder(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** A target after those that it depends on, each once. */
function reach(call: Call, build: Build, name: string, done: Set<string>): readonly Effect[] {
  if (done.has(name)) return [];
  done.add(name);
  const target = build.project.all('target').find((one) => one.text('@name') === name);
  if (target === undefined)
    return [{ kind: 'unknown', reason: `the target \`${name}\` is not in the build file`, under: build.folder }];
  const depends = (target.text('@depends') ?? '').split(',').map((one) => one.trim());
  return [
    ...depends.filter((one) => one !== '').flatMap((one) => reach(call, build, one, done)),
    ...perform(call, build, target, done),
  ];
}

function perform(call: Call, build: Build, part: Manifest, done: Set<string>): readonly Effect[] {
  const effects: Effect[] = [];
  for (const task of part.names()) {
    if (task.startsWith('@') || task.startsWith('#') || task === 'target' || inert.has(task)) continue;
    for (const one of part.all(task)) {
      const name = one.text('@target');
      if (task === 'antcall' && name !== undefined) effects.push(...reach(call, build, build.value(name), done));
      else effects.push(...taskEffects(call, build, task, one));
    }
  }
  return effects;
}

function taskEffects(call: Call, build: Build, task: string, one: Manifest): readonly Effect[] {
  const at = (names: readonly string[]) => names.flatMap((name) => one.text(`@${name}`) ?? [])[0];
  const resolve = (text: string) => {
    const value = build.value(text);
    return value.includes(UNKNOWN) ? undefined : inFolder(build.folder, value);
  };
  const unknown: Effect = { kind: 'unknown', reason: `where \`<${task}>\` writes is not known`, under: build.folder };
  // Dependencies by Ivy or Maven's tasks, which retrieve into folders of the project.
  if (/^(?:retrieve|cachepath|cachefileset|resolve|configure|settings|dependencies|report|install|mvn)$/.test(task))
    return task === 'retrieve' ? [opened(call, build, inFolder(build.folder, 'lib'))] : [];
  if (task === 'delete') return [];
  const single = (task === 'copy' || task === 'move') && one.has('@tofile') ? ['tofile'] : files[task];
  const named = single ?? folders[task];
  const path = named === undefined ? undefined : at(named);
  if (named === undefined)
    return [{ kind: 'unknown', reason: `\`<${task}>\` of the build file is not followed`, under: build.folder }];
  // Classes beside their sources.
  const place = path === undefined ? (task === 'javac' ? build.folder : undefined) : resolve(path);
  if (place === undefined) return [unknown];
  if (task === 'mkdir')
    return [{ kind: 'write', path: place, node: 'folder', origin: { kind: 'command', program: 'ant' } }];
  // Classes go into a jar, as a rule; they are copied where something names them.
  if (task === 'javac' && place !== build.folder) return [{ kind: 'residue', path: place }, opened(call, build, place)];
  if (single === undefined) return [opened(call, build, place)];
  return [{ kind: 'write', path: place, node: 'file', origin: { kind: 'artifact', artifact: describe(call, build) } }];
}

function opened(call: Call, build: Build, path: string): Effect {
  return {
    kind: 'write',
    path,
    node: 'folder',
    open: true,
    origin: { kind: 'artifact', artifact: describe(call, build) },
  };
}

function describe(call: Call, build: Build) {
  return javaArtifact(call, {
    toolchain: 'ant',
    because: '`build.xml` says what is built',
    project: build.folder,
    manifests: [build.text],
    // The manifest of a jar may name others beside it.
    movable: !/Class-Path/i.test(build.text),
  });
}

function caches(call: Call): readonly Effect[] {
  const home = call.variable('HOME') ?? (/^(?:|root|0)$/.test(call.user) ? '/root' : `/home/${call.user}`);
  return ['.ivy2', '.ant', '.m2'].map((name) => ({ kind: 'residue', path: `${home}/${name}` }));
}

export default defineToolchain({
  name: 'ant',
  title: 'Ant',
  documentation: 'https://ant.apache.org/manual/',
  images: [],
  artifacts: 'jars, wars and folders as `build.xml` names them',
  bases: ['openjdk:<version>-jre', 'eclipse-temurin:<version>-jre'],
  programs: { ant },
  uses: ['java'],
  sensitive: /(?!)/,
  drivers: list('ant'),
  packages: list('ant ant-optional ant-contrib apache-ant ivy ant-ivy'),
  fetchers: list('git curl wget subversion'),
  folders: list('/opt/ant /opt/apache-ant /usr/share/ant /usr/local/ant /usr/local/apache-ant /root/.ivy2 /root/.ant'),
  archive: /apache-ant-[^\s/]*|apache-ivy-[^\s/]*/,
  sources: list('*.java build.xml ivy.xml ivysettings.xml nbproject build.properties test src/'),
  variables: list('ANT_HOME ANT_VERSION ANT_OPTS ANT_ARGS IVY_HOME IVY_VERSION'),
  megabytes: 60,
});

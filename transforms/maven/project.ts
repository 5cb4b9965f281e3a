// What a pom.xml says about its module: its modules, where its output goes, what its archive is called, whether that runs on its own.
// Sources: the POM reference, the Maven model's defaults, the handbooks of the plugins named below.

import { type Call, type Manifest, readXml, UNKNOWN } from '../../src/toolchain.ts';

export interface Project {
  readonly folder: string;
  readonly text: string;
  readonly packaging: string;
  /** Where the module builds: `target`, unless it says otherwise. */
  readonly target: string;
  /** Without its ending; undefined when it depends on what was not seen. */
  readonly archive: string | undefined;
  /** The archive brings its dependencies along. */
  readonly complete: boolean;
  /** The newest Java that its classes are made for; undefined when that is not known. */
  readonly java: number | undefined;
  /** Undefined when the list of modules depends on what was not seen. */
  readonly modules: readonly Project[] | undefined;
}

/** What an archive is called where nothing is said, in the POM's own notation. */
const defaultName = `$\{project.artifactId}-$\{project.version}`;
const mostModules = 200;

/** Archives with their dependencies inside, or beside them in a folder that is copied as a whole anyway. */
const completePlugins =
  /<artifactId>\s*(?:spring-boot-maven-plugin|maven-shade-plugin|capsule-maven-plugin|onejar-maven-plugin|thorntail-maven-plugin|wildfly-swarm-plugin|payara-micro-maven-plugin|vertx-maven-plugin|micronaut-maven-plugin)\s*<|<descriptorRef>\s*jar-with-dependencies\s*</;
/** A manifest with a class path names files beside the jar. */
const classPath = /<addClasspath>\s*true\s*<|<classpathPrefix>|<Class-Path>|<layout>\s*(?:ZIP|NONE|MODULE)\s*</i;
/** Parents that leave names and folders as they are. */
const plainParents =
  /^(?:org\.springframework\.boot|io\.quarkus|io\.micronaut(?:\.platform)?|io\.helidon\.applications|org\.sonatype\.oss|com\.vaadin|io\.dropwizard)$/;

/** The project at `path`: a folder, or a POM file. Undefined when it cannot be read. */
export function readProject(
  call: Call,
  path: string,
  given: (name: string) => string | undefined,
  depth = 0,
): Project | undefined {
  const file = path.endsWith('.xml') ? path : `${path === '/' ? '' : path}/pom.xml`;
  const text = call.files.read(file);
  const pom = readXml(text);
  if (text === undefined || pom === undefined || !pom.has('project') || depth > 8) return undefined;
  const folder = file.slice(0, file.lastIndexOf('/')) || '/';
  const own = chainOf(call, pom, folder);
  const value = (...names: readonly string[]) => own.flatMap((one) => one.text('project', ...names) ?? [])[0];
  const expand = (raw: string | undefined) => interpolate(raw, own, given, folder);

  const plain = /<profile>[\s\S]*<(?:finalName|directory)>/.test(text) ? false : knowsParents(own);
  const name = expand(
    pom.text('project', 'build', 'finalName') ?? (plain ? (value('build', 'finalName') ?? defaultName) : undefined),
  );
  const directory = expand(value('build', 'directory')) ?? 'target';
  const target = directory.startsWith('/') ? directory : `${folder === '/' ? '' : folder}/${directory}`;
  const listed = /<profile>[\s\S]*<modules>/.test(text)
    ? undefined
    : pom.all('project', 'modules', 'module').map((one) => one.value);
  const modules = listed
    ?.slice(0, mostModules)
    .map((module) =>
      typeof module === 'string' ? readProject(call, call.resolve(`${folder}/${module}`), given, depth + 1) : undefined,
    );
  return {
    folder,
    text,
    packaging: expand(pom.text('project', 'packaging')) ?? 'jar',
    target,
    archive: name === undefined || name.includes(UNKNOWN) ? undefined : name,
    complete:
      (completePlugins.test(text) || !(/<dependency>/.test(text) || pom.has('project', 'parent'))) &&
      !classPath.test(text),
    java: javaOf(own, text, expand),
    modules: modules?.some((one) => one === undefined) === true ? undefined : modules?.flatMap((one) => one ?? []),
  };
}

/** What the compiler is told to make classes for. Where nothing is said, that is at most 8. */
function javaOf(
  chain: readonly Manifest[],
  text: string,
  expand: (raw: string | undefined) => string | undefined,
): number | undefined {
  const properties = ['maven.compiler.release', 'maven.compiler.target', 'java.version'].flatMap((name) =>
    chain.flatMap((one) => one.text('project', 'properties', name) ?? []),
  );
  const settings = [...text.matchAll(/<(?:release|target)>\s*([\w.${}-]+)\s*</g)].map(([, value = '']) => value);
  const found = [...properties, ...settings].map((raw) => expand(raw) ?? UNKNOWN);
  if (found.some((value) => value.includes(UNKNOWN))) return undefined;
  const versions = found.flatMap((value) => /^(?:1\.)?(\d+)$/.exec(value)?.[1] ?? []).map(Number);
  if (versions.length > 0) return Math.max(...versions);
  return chain.at(-1)?.has('project', 'parent') === true ? undefined : 8;
}

/** The POM and its parents, as far as they are in the build context; nearest first. */
function chainOf(call: Call, pom: Manifest, folder: string): readonly Manifest[] {
  const found = [pom];
  for (let at = pom, below = folder; found.length < 8; ) {
    if (!at.has('project', 'parent')) return found;
    const relative = at.text('project', 'parent', 'relativePath') ?? '../pom.xml';
    if (relative === '') return found;
    const path = call.resolve(`${below}/${relative}`);
    const file = path.endsWith('.xml') ? path : `${path}/pom.xml`;
    const parent = readXml(call.files.read(file));
    if (parent === undefined || parent.text('project', 'artifactId') !== at.text('project', 'parent', 'artifactId'))
      return found;
    found.push(parent);
    at = parent;
    below = file.slice(0, file.lastIndexOf('/')) || '/';
  }
  return found;
}

function knowsParents(chain: readonly Manifest[]): boolean {
  const last = chain.at(-1);
  const remote = last?.text('project', 'parent', 'groupId');
  return last?.has('project', 'parent') !== true || (remote !== undefined && plainParents.test(remote));
}

function interpolate(
  raw: string | undefined,
  chain: readonly Manifest[],
  given: (name: string) => string | undefined,
  folder: string,
): string | undefined {
  let text = raw?.trim();
  for (let rounds = 0; rounds < 6 && text !== undefined && text.includes('${'); rounds++)
    text = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => propertyOf(name, chain, given, folder) ?? UNKNOWN);
  return text;
}

function propertyOf(
  name: string,
  chain: readonly Manifest[],
  given: (name: string) => string | undefined,
  folder: string,
): string | undefined {
  const text = (...names: readonly string[]) => chain[0]?.text('project', ...names);
  const own = name.replace(/^(?:project|pom)\./, '');
  switch (own) {
    case 'artifactId':
      return text('artifactId');
    case 'version':
      return text('version') ?? text('parent', 'version');
    case 'groupId':
      return text('groupId') ?? text('parent', 'groupId');
    case 'name':
      return text('name') ?? text('artifactId');
    case 'packaging':
      return text('packaging') ?? 'jar';
    case 'parent.version':
    case 'parent.artifactId':
    case 'parent.groupId':
      return text('parent', own.slice('parent.'.length));
    case 'basedir':
      return folder;
    case 'build.directory':
      return `${folder === '/' ? '' : folder}/target`;
    case 'build.finalName':
      return text('build', 'finalName') ?? defaultName;
    default:
      return given(name) ?? chain.flatMap((one) => one.text('project', 'properties', name) ?? [])[0];
  }
}

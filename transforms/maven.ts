// Where Maven puts what it builds. What a pom.xml says is in maven/project.ts; what its archives need to run is javaArtifact's.
// Sources: maven.apache.org (lifecycle reference, `mvn --help`, plugins), the Maven wrapper, the Spring Boot and Quarkus Maven plugins.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  javaArtifact,
  list,
  type Program,
  readOptions,
  UNKNOWN,
} from '../src/toolchain.ts';
import { type Project, readProject } from './maven/project.ts';

/** Options that take a value as a word of their own. */
const withValue = new Set(
  list(
    'f file pl projects P activate-profiles D define s settings gs global-settings T threads rf resume-from l log-file t toolchains gt global-toolchains b builder',
  ),
);

/** Phases up to that of the classes, and those from which on there is an archive. */
const early = new Set(
  list(
    'validate initialize generate-sources process-sources generate-resources process-resources compile process-classes generate-test-sources process-test-sources generate-test-resources process-test-resources test-compile process-test-classes test clean pre-clean post-clean site',
  ),
);
const late = new Set(
  list('prepare-package package pre-integration-test integration-test post-integration-test verify install deploy'),
);

/** Goals by plugin, that make something below `target`. */
const makes =
  /^(?:assembly:(?:single|assembly|directory)|shade:shade|spring-boot:repackage|jar:jar|war:(?:war|exploded|inplace)|compiler:compile|resources:resources|appassembler:(?:assemble|generate-daemons)|quarkus:build|wildfly:(?:package|provision)|liberty:(?:create|package|deploy|install-feature|install-server)|ear:ear|kotlin:compile|scala:compile|bundle:bundle|thorntail:package|capsule:build|jlink:jlink|surefire:test|failsafe:[\w-]+|jetty:effective-web-xml|vertx:package|install:install|source:jar|javadoc:jar|dependency:(?:copy-dependencies|copy|unpack|unpack-dependencies))$/;
/** Goals that fill the local repository, or only look. */
const looks =
  /^(?:dependency:(?:go-offline|resolve|resolve-plugins|resolve-sources|tree|list|get|analyze[\w-]*|purge-local-repository|sources|display-[\w-]+|properties)|help:[\w-]+|versions:display[\w-]*|enforcer:enforce|checkstyle:[\w-]+|spotless:check|spotbugs:[\w-]+|pmd:[\w-]+|jacoco:[\w-]+|sonar:sonar|license:check|rat:check|install:install-file|clean:clean|flatten:flatten|de\.qaware\.maven:go-offline-maven-plugin:resolve-dependencies|archetype:crawl)$/;

const mvn: Program = (call) => {
  const { named, operands } = readOptions(call.words.slice(1), withValue, true);
  const property = (name: string) => {
    const direct = named.get(`D${name}`);
    const defined = named.get('D');
    return direct ?? (defined?.startsWith(`${name}=`) === true ? defined.slice(name.length + 1) : undefined);
  };
  const file = named.get('f') ?? named.get('file');
  const at = file === undefined ? call.cwd : call.resolve(file);
  if (at.includes(UNKNOWN)) return undefined;
  const folder = at.endsWith('.xml') ? at.slice(0, at.lastIndexOf('/')) || '/' : at;
  const goals = operands.map(shortGoal);
  const unknown = goals.find(
    (goal) =>
      !early.has(goal) &&
      !late.has(goal) &&
      !makes.test(goal) &&
      !looks.test(goal) &&
      !/^(?:wrapper|versions:set|maven:wrapper)/.test(goal),
  );
  if (unknown !== undefined || named.has('v')) return named.has('v') ? [] : undefined;

  // The POM may name a default goal.
  if (goals.length === 0) return undefined;

  const effects: Effect[] = [{ kind: 'residue', path: repositoryOf(call, property('maven.repo.local')) }];
  if (goals.some((goal) => /wrapper/.test(goal))) {
    effects.push(plain(call, 'mvnw', 'file'), plain(call, '.mvn', 'folder'));
  }
  if (goals.some((goal) => goal.startsWith('versions:set'))) effects.push(plain(call, `${folder}/pom.xml`, 'file'));
  const project = readProject(call, at, property);
  const cleans = goals.includes('clean') || goals.includes('clean:clean');
  const builds = goals.some(
    (goal) => late.has(goal) || makes.test(goal) || (early.has(goal) && !/clean|site|validate|initialize/.test(goal)),
  );
  if (cleans) for (const path of targetsOf(project, folder)) effects.push({ kind: 'remove', path });
  if (builds) effects.push(...build(call, project, folder, goals, named.has('pl') || named.has('projects')));
  const output = property('outputDirectory') ?? property('mdep.outputDirectory');
  if (output !== undefined && goals.some((goal) => /^dependency:(?:copy|unpack)/.test(goal)))
    effects.push(write(call.resolve(output), 'folder', describe(call, project, folder, true)));
  return effects;
};

/** `org.springframework.boot:spring-boot-maven-plugin:2.7.0:repackage@id` → `spring-boot:repackage`. */
function shortGoal(goal: string): string {
  const parts = goal.replace(/@[^:]*$/, '').split(':');
  if (parts.length < 3) return parts.join(':');
  const plugin = (parts[1] ?? '').replace(/^maven-|-maven-plugin$|-plugin$|-maven$/g, '').replace(/-maven$/, '');
  return `${plugin}:${parts.at(-1)}`;
}

function plain(call: Call, path: string, node: 'file' | 'folder'): Effect {
  return {
    kind: 'write',
    path: call.resolve(path),
    node,
    origin: { kind: 'command', program: 'mvn' },
    ...(node === 'folder' ? { open: true } : {}),
  };
}

function repositoryOf(call: Call, given: string | undefined): string {
  if (given !== undefined && !given.includes(UNKNOWN))
    return call.resolve(given.replace(/^~/, call.variable('HOME') ?? '/root'));
  return `${call.variable('HOME') ?? '/root'}/.m2`;
}

function targetsOf(project: Project | undefined, folder: string): readonly string[] {
  if (project === undefined) return [`${folder === '/' ? '' : folder}/target`];
  return [project.target, ...(project.modules ?? []).flatMap((module) => targetsOf(module, module.folder))];
}

function write(path: string, node: 'file' | 'folder', artifact: Artifact, certain = true): Effect {
  return {
    kind: 'write',
    path,
    node,
    origin: { kind: 'artifact', artifact },
    certain,
    ...(node === 'folder' ? { open: true } : {}),
  };
}

function describe(call: Call, project: Project | undefined, folder: string, whole: boolean): Artifact {
  const text = project === undefined ? [] : textsOf(project);
  const since = project === undefined ? undefined : javaOf(project);
  return javaArtifact(call, {
    toolchain: 'maven',
    because:
      project === undefined
        ? '`pom.xml` is not in the build context'
        : project.archive === undefined
          ? `\`${project.folder}/pom.xml\` builds a ${project.packaging}`
          : `\`pom.xml\` names the ${project.packaging} ${project.archive}`,
    project: folder,
    manifests: text,
    movable: true,
    whole,
    ...(since === undefined ? {} : { since }),
  });
}

/** The newest of all modules; undefined when one of them does not tell. */
function javaOf(project: Project): number | undefined {
  const all = [project.java, ...(project.modules ?? [undefined]).map((one) => one && javaOf(one))];
  return all.some((version) => version === undefined) ? undefined : Math.max(...all.map(Number));
}

function textsOf(project: Project): readonly string[] {
  return [project.text, ...(project.modules ?? []).flatMap(textsOf)];
}

function build(
  call: Call,
  project: Project | undefined,
  folder: string,
  goals: readonly string[],
  some: boolean,
): Effect[] {
  const unseen = describe(call, project, folder, true);
  const effects: Effect[] = [];
  // Modules that were not seen build in a folder of the usual name, wherever they are.
  if (folder !== '/' && (project === undefined || project.modules === undefined))
    effects.push({ kind: 'outputs', path: folder, name: 'target', artifact: unseen });
  const archives = goals.some((goal) => late.has(goal) || /(?:jar:jar|war:war|repackage|single|shade)$/.test(goal));
  const output = (path: string, one: Project | undefined): Effect[] => [
    { kind: 'residue', path },
    // Plugins fill these with what belongs together.
    ...['quarkus-app', 'appassembler', 'dependency'].map((name) => write(`${path}/${name}`, 'folder', unseen)),
    write(
      path,
      'folder',
      one === undefined ? unseen : describe(call, { ...one, text: project?.text ?? one.text }, folder, !one.complete),
    ),
    ...(one?.archive === undefined || !archives || one.packaging === 'pom' || /[\0/]/.test(one.archive)
      ? []
      : [
          write(`${path}/${one.archive}.${endingOf(one.packaging)}`, 'file', describe(call, one, folder, false), !some),
        ]),
  ];
  if (project === undefined) return [...effects, ...output(`${folder === '/' ? '' : folder}/target`, undefined)];
  const all = (one: Project): readonly Project[] => [one, ...(one.modules ?? []).flatMap(all)];
  return [...effects, ...all(project).flatMap((one) => (one.target.includes(UNKNOWN) ? [] : output(one.target, one)))];
}

function endingOf(packaging: string): string {
  return /^(?:war|ear|rar|aar|zip)$/.test(packaging) ? packaging : 'jar';
}

export default defineToolchain({
  name: 'maven',
  title: 'Maven',
  documentation: 'https://maven.apache.org/ref/current/',
  images: ['maven'],
  artifacts: 'jars and wars in `target`, by `finalName` or artifact and version; what is copied beside them',
  bases: ['openjdk:<version>-jre', 'eclipse-temurin:<version>-jre', 'tomcat'],
  programs: { mvn, mvnw: mvn, mvnd: mvn },
  wrappers: ['mvnw'],
  uses: ['java'],
  sensitive: /(?!)/,
  drivers: list('mvn mvnw mvnd mvnDebug'),
  packages: list('maven maven3 maven2 apache-maven maven-bash-completion'),
  fetchers: list('git openssh-client openssh curl wget'),
  folders: list('/usr/share/maven /usr/local/maven /opt/maven /usr/local/apache-maven /opt/apache-maven /root/.m2'),
  archive: /apache-maven-|maven-\S*\.(?:tar|zip)/,
  sources: list('*.java *.kt *.scala *.groovy pom.xml mvnw mvnw.cmd .mvn target src/ lombok.config *.iml'),
  variables: list(
    'MAVEN_HOME MAVEN_CONFIG MAVEN_OPTS MAVEN_VERSION M2_HOME M2 MAVEN_ARGS MAVEN_CLI_OPTS MAVEN_MAJOR USER_HOME_DIR JAVA_VERSION JAVA_DEBIAN_VERSION CA_CERTIFICATES_JAVA_VERSION',
  ),
  megabytes: 150,
});

// Artifacts that a Java virtual machine runs, whatever built them: jars, folders of classes, distributions with a start script.
// What they need beyond a JRE is read from their sources and from the names of their dependencies.

import type { Need } from '../images/need.ts';
import {
  compilerCode,
  compilerItself,
  compilerLibrary,
  drawingCode,
  drawingLibrary,
  fontProgram,
  jdkProgram,
  pageCompiler,
  processCode,
  servletContainer,
} from '../packages/jvm.ts';
import { valuesIn } from '../sources/settings.ts';
import { cFamily } from '../sources/source.ts';
import { readTree, type SourceTree } from '../sources/tree.ts';
import type { Artifact } from '../toolchain.ts';
import type { Call } from '../trace/effect.ts';
import { managedArtifact } from './managed.ts';
import { programsStarted } from './started.ts';

export interface JavaFacts {
  readonly toolchain: string;
  readonly because: string;
  /** Folder of the project, with all its modules. */
  readonly project: string;
  /** Texts of the manifests, which name the dependencies; empty when none was seen. */
  readonly manifests: readonly string[];
  /** The artifact may stand on its own; false for classes, which are where the sources are. */
  readonly movable: boolean;
  /** The newest Java that its classes are made for, where that is known. */
  readonly since?: number;
  /** It brings a script that starts it. */
  readonly script?: boolean;
  readonly whole?: boolean;
  readonly tool?: boolean;
  readonly assumed?: string;
}

const endings = ['.java', '.kt', '.kts', '.scala', '.groovy', '.clj'];

const buildFile = /\.kts$|\/(?:project|profiles|build)\.clj$/;

/** Sources below the project's folder, that of its modules included. */
export function readJava(call: Call, project: string): SourceTree | undefined {
  const tree = readTree(call.files, project, {
    endings,
    lexis: cFamily,
    skip: ['node_modules'],
    // Definitions of the build say nothing of what the program reads.
    without: (path) => buildFile.test(path) || path.startsWith(`${project}/project/`),
  });
  return tree?.paths.some((path) => !path.endsWith('.groovy')) === true ? tree : undefined;
}

/** Paths below the sources that configuration names: `file:src/main/resources/templates`. Embedded Tomcat serves the last one if it is there. */
function pathsInResources(call: Call, project: string): readonly string[] {
  const found = ['src/main/webapp'];
  for (const { path, node } of call.files.list(`${project}/src/main/resources`))
    if (node === 'file' && /\.(?:properties|ya?ml|xml|conf|json)$/.test(path))
      found.push(...[...(call.files.read(path) ?? '').matchAll(/\bsrc\/[\w./-]*\w/g)].map(([text]) => text));
  return found;
}

/** Of the project's resources, and of the folder from which Spring Boot takes settings as well. */
function settingsOf(call: Call, project: string): readonly string[] {
  const files = [`${project}/src/main/resources`, `${project}/config`, project].flatMap((folder) =>
    call.files.list(folder),
  );
  return files.flatMap(({ path, node }) =>
    node === 'file' && /\.(?:properties|ya?ml|xml|conf|json|toml)$/.test(path)
      ? valuesIn(call.files.read(path) ?? '')
      : [],
  );
}

/** A web application that a servlet container serves. */
const servesPages = /<packaging>\s*war\b|jetty-runner|webapp-runner|\bid\s*[('"]+war\b/;

/** Whether there are pages that a servlet container compiles when they are asked for. */
function hasPages(call: Call, project: string): boolean {
  const waiting = [`${project}/src/main/webapp`];
  for (let visited = 0; visited < 500; visited++) {
    const folder = waiting.pop();
    if (folder === undefined) return false;
    for (const { path, node } of call.files.list(folder)) {
      if (/\.(?:jspx?|jspf|tagx?)$/.test(path)) return true;
      if (node === 'folder') waiting.push(path);
    }
  }
  return true;
}

export function javaArtifact(call: Call, facts: JavaFacts): Artifact {
  const { project, manifests } = facts;
  const sources = readJava(call, project);
  const needs: Need[] = [];
  const dependencies = manifests.join('\n');
  const draws =
    manifests.length === 0 ||
    drawingLibrary.test(dependencies) ||
    sources === undefined ||
    drawingCode.test(sources.plain);
  if (draws && call.has(fontProgram) === true)
    needs.push({
      kind: 'program',
      name: fontProgram,
      because:
        manifests.length === 0 || sources === undefined
          ? 'the program may draw text, and the build stage has fonts'
          : 'the program draws text, which takes fonts',
    });
  const compiling =
    sources !== undefined && compilerCode.test(sources.code)
      ? 'the sources use a compiler that a JRE does not have'
      : compilerLibrary.test(dependencies) || (sources === undefined && compilerItself.test(dependencies))
        ? 'a library among the dependencies uses a compiler that a JRE does not have'
        : undefined;
  if (compiling !== undefined) needs.push({ kind: 'program', name: jdkProgram, because: compiling });
  if (sources !== undefined && processCode.test(sources.code)) needs.push(...programsStarted(call, sources));
  const compiles = pageCompiler.test(dependencies) || call.version(servletContainer) !== undefined;
  if (servesPages.test(dependencies) && !compiles && (sources === undefined || hasPages(call, project)))
    needs.push({ kind: 'program', name: 'javac', because: 'a servlet container may compile pages at run time' });
  if (facts.script === true) needs.push({ kind: 'shell', because: 'a script starts the program' });
  return managedArtifact({
    toolchain: facts.toolchain,
    interpreter: 'java',
    because: facts.because,
    sources:
      sources === undefined
        ? undefined
        : { ...sources, literals: [...sources.literals, ...pathsInResources(call, project)] },
    needs,
    ...(facts.since === undefined ? {} : { since: facts.since }),
    ...(facts.tool === undefined ? {} : { tool: facts.tool }),
    ...(facts.assumed === undefined ? {} : { assumed: facts.assumed }),
    ...(facts.whole === undefined ? {} : { whole: facts.whole }),
    // Where embedded servlet containers look for pages.
    opens: { folders: ['public', 'static', 'src/main/webapp'], named: settingsOf(call, project) },
    startsOthers: sources !== undefined && processCode.test(sources.code),
    ...(facts.movable ? { sourceFolder: project } : {}),
  });
}

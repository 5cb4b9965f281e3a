// What sbt is asked to do, and what of a build definition can be read without running it: projects, their folders, and literal outputs.

import { type Call, list } from '../../src/toolchain.ts';

/** Options of the launcher and of sbt-extras that take a value. */
const withValue = new Set(
  list(
    '-mem -jvm-debug --jvm-debug -sbt-version --sbt-version -sbt-jar --sbt-jar -sbt-dir --sbt-dir -sbt-boot --sbt-boot -sbt-launch-dir -sbt-launch-repo -ivy --ivy -java-home --java-home -scala-home -scala-version -Dsbt.boot.directory -prompt -script --sbt-cache -sbt-cache',
  ),
);

/** Axes that may stand before a task: they are configurations and no projects. */
const configurations = new Set(
  list(
    'compile test runtime universal docker linux debian rpm windows graalvmnativeimage it integrationtest prod zero global thisbuild',
  ),
);

export interface Task {
  readonly project: string | undefined;
  readonly configuration: string | undefined;
  readonly name: string;
}

/** `assembly`, `web/assembly`, `docker:stage`, `web/docker:stage`, `web / Docker / stage`. */
export function readTask(text: string): Task {
  const parts = text.split(/\s*\/\s*/).filter((part) => part !== '');
  const last = parts.pop() ?? '';
  const colon = last.lastIndexOf(':');
  const name = last.slice(colon + 1);
  const before = colon < 0 ? parts : [...parts, last.slice(0, colon)];
  const isConfiguration = (part: string) => configurations.has(part.toLowerCase().replace(/-/g, ''));
  const configuration = before.find(isConfiguration)?.toLowerCase();
  const project = before.find((part) => !isConfiguration(part) && !part.startsWith('{'));
  return { project, configuration, name };
}

/** The commands that the words stand for: `;clean;assembly`, `project web`, `set …`. */
export function readCommands(words: readonly string[]): string[] {
  const commands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (withValue.has(word)) index++;
    else if (!word.startsWith('-') && word !== '') {
      // A setting may hold any text; only a leading semicolon makes a list of it.
      const parts = /^\s*set\s/.test(word) ? [word] : word.split(';');
      commands.push(...parts.map((part) => part.trim()).filter((part) => part !== ''));
    }
  }
  return commands;
}

export interface Build {
  readonly root: string;
  /** Texts of the build definition, without comments. */
  readonly texts: readonly string[];
  /** Folders of the projects, by id; undefined when the definition was not seen. */
  readonly projects: ReadonlyMap<string, string> | undefined;
}

export function readBuild(call: Call): Build {
  const root = call.cwd;
  const paths = [...call.files.list(root), ...call.files.list(`${root}/project`)].map((entry) => entry.path);
  const texts = paths
    .filter((path) => path.endsWith('.sbt') || (path.startsWith(`${root}/project/`) && path.endsWith('.scala')))
    .flatMap((path) => call.files.read(path) ?? [])
    .map((text) => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '$1'));
  if (texts.length === 0) return { root, texts, projects: undefined };
  const projects = new Map<string, string>();
  for (const text of texts) {
    for (const part of text.split(/^\s*(?:lazy\s+)?val\s+/m).slice(1)) {
      const id = /^`?([\w-]+)`?[^=]*=/.exec(part)?.[1];
      if (id === undefined || !/=\s*(?:\(?\s*project\b|Project\s*\(|crossProject|\(crossProject)/.test(part)) continue;
      const own = /\bProject\s*\(\s*(?:id\s*=\s*)?"([^"]+)"/.exec(part)?.[1] ?? id;
      const folder = /\bfile\s*\(\s*"([^"]*)"\s*\)/.exec(part)?.[1] ?? own;
      for (const name of /crossProject/.test(part) ? [`${own}/jvm`, `${own}/js`, `${own}/.jvm`] : [''])
        projects.set(
          name === '' ? own : own + (name.endsWith('js') ? 'JS' : 'JVM'),
          inFolder(root, name === '' ? folder : name),
        );
    }
  }
  return { root, texts, projects };
}

function inFolder(root: string, folder: string): string {
  const inside = folder.replace(/^\.?\/+|\/+$/g, '');
  if (folder === '.' || inside === '') return root;
  return root === '/' ? `/${inside}` : `${root}/${inside}`;
}

/** Folders in which a task runs: that of its project, or of all when it names none. */
export function foldersOf(build: Build, project: string | undefined): readonly string[] {
  if (project !== undefined) return [build.projects?.get(project) ?? inFolder(build.root, project)];
  return [...new Set([build.root, ...(build.projects?.values() ?? [])])];
}

/** Files that the definition sends elsewhere by a literal: `assembly / assemblyOutputPath := file("app.jar")`. */
export function movedOutputs(build: Build): readonly { readonly path: string | undefined; readonly text: string }[] {
  return build.texts.flatMap((text) =>
    [
      ...text.matchAll(
        /(?:\b(?:assemblyOutputPath|stagingDirectory|packDir|artifactPath|target|crossTarget)\b[^\n:=]*|outputPath\s+in\s+assembly\s*|assembly\s*\/\s*outputPath\s*):=\s*([^\n]*)/g,
      ),
    ].map(([whole, value = '']) => {
      const literal = /^(?:new\s+)?(?:java\.io\.)?[Ff]ile\s*\(\s*"([^"$]+)"\s*\)\s*,?$/.exec(value.trim())?.[1];
      const based =
        /^\(?\s*(?:\(\s*ThisBuild\s*\/\s*baseDirectory\s*\)|baseDirectory)\.value((?:\s*\/\s*"[^"$]+")+)\s*\)?,?$/.exec(
          value.trim(),
        )?.[1];
      const path =
        literal ??
        based
          ?.split('"')
          .filter((_, index) => index % 2 === 1)
          .join('/');
      return { path, text: whole.trim() };
    }),
  );
}

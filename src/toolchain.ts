// The contract of a toolchain. A file in transforms/ imports this and nothing else of the engine.

import type { Need } from './images/need.ts';
import type { Call, Effect, Files, Program } from './trace/effect.ts';

export { bundleArtifact } from './artifacts/bundle.ts';
export { javaArtifact, readJava } from './artifacts/java.ts';
export { joinedWith } from './artifacts/joined.ts';
export { managedArtifact } from './artifacts/managed.ts';
export { linkedToC, nativeArtifact, unknownNeeds } from './artifacts/native.ts';
export { programsStarted, remoteShell } from './artifacts/started.ts';
export type { Need } from './images/need.ts';
export { type Manifest, readJson, readToml, readXml, readYaml } from './manifests/manifests.ts';
export { outsideOfLock } from './packages/hex.ts';
export { startedBehind, startsProcesses } from './sources/processes.ts';
export { valuesIn } from './sources/settings.ts';
export { cFamily, readSource } from './sources/source.ts';
export { readTree, type SourceTree, type TreeOptions } from './sources/tree.ts';
export type { Call, Effect, Entry, Files, Program } from './trace/effect.ts';
export { UNKNOWN } from './trace/effect.ts';
export { readOptions } from './trace/options.ts';

/** Something that the toolchain built and that can run. */
export interface Artifact {
  /** Name of its toolchain. */
  readonly toolchain: string;
  /** What it needs to run, as it is built now. */
  readonly needs: readonly Need[];
  /** The same artifact under one change of the build stage's environment, if that lets it run on less. */
  readonly variant?: {
    readonly environment: Readonly<Record<string, string>>;
    readonly needs: readonly Need[];
    readonly because: string;
  };
  /** Why it is known, and not only possible, that it is linked to its C library dynamically; a clause. Undefined otherwise. */
  readonly dynamic?: string;
  /** What it opens at run time; undefined when its sources were not seen. */
  readonly reads: Reads | undefined;
  /** Set when it is only likely that this is built, with the reason; confidence is low then. */
  readonly assumed?: string;
  /** A program for the machine. As a file of its own, and not part of a `whole` folder, it runs from any other path as well. */
  readonly native?: boolean;
  /** A helper of the build: it is left behind when nothing at run time names it. */
  readonly tool: boolean;
  /** The folder of the sources, when the artifact is made to be moved away from them (a published folder, a jar, a release): what lies there is opened at run time only where it is named, or where the container works in it. */
  readonly sourceFolder?: string;
  /** Fetched and not built, such as a folder of dependencies: its needs count where it is copied, and it is no reason to convert. */
  readonly fetched?: boolean;
  /** It opens shared libraries by their link names (`libx.so`), which only `-dev` packages have. */
  readonly opensLibraries?: boolean;
  /** Rough size in MB of a folder of dependencies, for estimates where it is left behind. */
  readonly megabytes?: number;
  /** For a folder: all of it is the artifact, whatever it holds. */
  readonly whole?: boolean;
  /** Other paths without which it is of no use, as of programs in one folder and their libraries in another. */
  readonly beside?: readonly string[];
  /** Patterns of names: files that it looks for beside itself, or by the path at which it was built. As a file that was copied elsewhere it is of no use without them. */
  readonly companions?: readonly string[];
  /** For a folder: what else lies in it is of the interpreter that runs the artifact, and the same in every image with that, so that all of it may be copied over. */
  readonly overlays?: boolean;
  /** What of the folder of its sources it opens beside what those name; undefined where it may open anything there. */
  readonly opens?: {
    /** Folders of the working directory, though nothing names them. */
    readonly folders: readonly string[];
    /** Words of its settings, which may be paths. */
    readonly named: readonly string[];
  };
  /** It starts programs, by names that a setting may hold as well as its sources: any artifact of the image may be one. */
  readonly startsOthers?: boolean;
  /** Its sources run as they are: none of them are for the build alone. */
  readonly interpreted?: boolean;
  /** It starts nothing that other toolchains built: their artifacts beside it are data, when nothing else starts them. */
  readonly alone?: boolean;
  /** The same artifact once all files of the image are there: sources may come after the packages that they use. `folder` is the one in which the container works. */
  readonly completed?: (files: Files, folder: string) => Artifact;
  /** Environment variables that change what it does at run time. Where the runtime image sets another value than the build stage has, that is written out. */
  readonly settings?: readonly string[];
  /** Why the above is believed, as short clauses: "`go.mod` names the module example.com/shop". */
  readonly evidence: readonly string[];
}

/** What a command runs in its turn, as shell: a script of a manifest, a program of the project's own packages. */
export interface Scripts {
  /** Where it runs. */
  readonly cwd: string;
  readonly scripts: readonly string[];
  /** Folders that are searched for programs before PATH. */
  readonly path: readonly string[];
  /** The project's folder: programs of its packages that are not known here change files in there and nowhere else. */
  readonly within: string;
  /** What the command does by itself. */
  readonly effects?: readonly Effect[];
}

/** `unseen`: it runs something that cannot be read. Undefined: it runs nothing else, and its model says what it does. */
export type ScriptReader = (call: Call) => Scripts | 'unseen' | undefined;

/** A command that the container starts. */
export type StartedCommand = Pick<Call, 'words' | 'cwd' | 'resolve'>;

/** A command for the end of the build stage that takes out dependencies which only the build needs. */
export interface Pruning {
  /** Where it runs. */
  readonly folder: string;
  readonly command: string;
  /** Rough size of what it takes out. */
  readonly megabytes: number;
  /** Why nothing that runs misses it, as a clause. */
  readonly because: string;
}

/** What a server of files does. */
export interface Served {
  /** Absolute, when they are all that it opens; 'unknown' when that cannot be told. */
  readonly folders: readonly string[] | 'unknown';
  /** What it needs beside its interpreter. */
  readonly needs?: readonly Need[];
}

export interface Reads {
  /** Literals of the sources that can name a file or folder, as written: relative or absolute, globs included. */
  readonly paths: readonly string[];
  /** True when every file that is opened is among these; false when a library that is not known may open others. */
  readonly complete: boolean;
  /** False when the sources touch no file at all, so that even the working directory does not matter. */
  readonly files: boolean;
}

export interface Toolchain {
  /** kebab-case, the tool's own name; the file's name and the folder's below fixtures/. */
  readonly name: string;
  readonly title: string;
  /** Where the facts are from. */
  readonly documentation: string;
  /** Repositories of images that have it. */
  readonly images?: readonly string[];
  /** What it leaves and where, in words. */
  readonly artifacts?: string;
  /** What that runs on: base images, with `<release>` and `<version>` for those of the build image. */
  readonly bases?: readonly string[];
  /** Models of its programs, by name. */
  readonly programs: Readonly<Record<string, Program>>;
  /** Programs that run scripts, by name. Where a reader gives some, they count and not the program's model; it is asked for the container's commands as well. */
  readonly readers?: Readonly<Record<string, ScriptReader>>;
  /** Command lines that mean, when the container runs them, that it needs the toolchain, though other uses of their program do not: `next dev`. */
  readonly develops?: (words: readonly string[]) => boolean;
  /** Command lines of servers that watch their sources: they do without the toolchain, and whoever changes those sources may not. */
  readonly watches?: (words: readonly string[]) => boolean;
  /** Commands whose outcome the environment of a variant would change: no variant is taken before them. */
  readonly sensitive: RegExp;
  /** What `make` is taken to do when its Makefile cannot be seen, in an image that is made for this toolchain. */
  readonly make?: Program;
  /** Names of scripts that projects bring along and that are this toolchain, so that their model counts and not their text: a wrapper that fetches it, a generated script. */
  readonly wrappers?: readonly string[];
  /** Scripts from the network that install it, when they are run: by their URL. */
  readonly installers?: readonly { readonly url: RegExp; readonly program: Program }[];
  /** Toolchains that it calls by itself, as a build tool does its compiler: what those bring is left behind with it. */
  readonly uses?: readonly string[];
  /** Programs that mean, when CMD or ENTRYPOINT start them, that the image needs the toolchain; with a subcommand where others do without it: `mix run`. */
  readonly drivers: readonly string[];
  /** Programs with its interpreter built in: a server that runs its sources by itself. */
  readonly hosts?: readonly string[];
  /** The file that a command line of one of its interpreters runs, as it is written; undefined when it runs none. */
  readonly runs?: (words: readonly string[]) => string | undefined;
  /** What such a command line has the interpreter load besides: files, folders, `FOLDER/*` for what lies in one; as they are written. */
  readonly loads?: (call: Call) => readonly string[];
  /** For a command line that serves files as they are and runs nothing else of what lies in the image. Undefined for every other one. */
  readonly serves?: (call: Call) => Served | undefined;
  /** Given all that the build ran, and all that the container starts. Undefined where it is not proven that nothing which runs needs what would go. */
  readonly prunes?: (files: Files, calls: readonly Call[], commands: readonly StartedCommand[]) => Pruning | undefined;
  /** Packages of distributions that bring the toolchain. They stay in the build stage. */
  readonly packages: readonly string[];
  /** Packages that it uses by itself to fetch dependencies. */
  readonly fetchers: readonly string[];
  /** Packages of other languages that it runs to build, and that nothing which it builds is known to run: left behind where the sources were read. */
  readonly helpers?: readonly string[];
  /** Folders into which it is installed by hand or unpacked: `/usr/local/go`. */
  readonly folders: readonly string[];
  /** What its archives are called where they are fetched. */
  readonly archive: RegExp;
  /** Files that only the build reads, as globs on the file's name or on its path below the copied folder: `*.go`, `go.mod`. With a slash, `src/`: a folder that only the build reads when its sources were seen and do not name it. */
  readonly sources: readonly string[];
  /** Environment variables that only the build reads. */
  readonly variables: readonly string[];
  /** What the toolchain's own image weighs beyond its distribution, in MB; for estimates when it was installed by hand. */
  readonly megabytes: number;
}

/** A list of words, written as text: tables stay a screen long. */
export function list(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** The same model for several programs. */
export function models(program: Program, names: string): Readonly<Record<string, Program>> {
  return Object.fromEntries(list(names).map((name) => [name, program]));
}

export function defineToolchain(toolchain: Toolchain): Toolchain {
  return toolchain;
}

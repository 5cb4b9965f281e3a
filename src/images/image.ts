// The shapes of what is known on base images.

import type { Need } from './need.ts';

/** `docker.io/library/golang:1.25@sha256:…` taken apart. */
export interface ImageReference {
  /** As written. */
  readonly text: string;
  /** What stands before the repository and is kept for siblings: `docker.io/`, `public.ecr.aws/docker/library/`, `mcr.microsoft.com/`, or ''. */
  readonly prefix: string;
  /** Docker Hub's official images without prefix (`golang`), others in full (`bitnami/golang`, `gcr.io/distroless/static`). */
  readonly repository: string;
  /** Undefined when none is written. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export interface Distribution {
  readonly name: 'debian' | 'ubuntu' | 'alpine' | 'rhel' | 'amazonlinux' | 'other';
  /** Code name or number (`bookworm`, `22.04`, `3.18`), the newest that the tag can stand for; undefined when the tag floats. */
  readonly release: string | undefined;
  /** Set when the tag can stand for an older release as well: packages of `release` may have other names there. */
  readonly oldest?: string;
}

/** What is known of one tag of one image. */
export interface Image {
  readonly reference: ImageReference;
  readonly distribution: Distribution | undefined;
  readonly libc: 'glibc' | 'musl' | undefined;
  /** Image config that a stage inherits. */
  readonly config: InheritedConfig;
  /** Names of programs on PATH that are of use at run time: `sh`, `bash`, `curl`, `git`. Undefined: not known, anything may be there. */
  readonly programs: ReadonlySet<string> | undefined;
  /** Files that the image is known to have and that can be copied out of it. */
  readonly files: {
    readonly certificates: string | undefined;
    readonly zoneinfo: string | undefined;
    readonly mediaTypes?: string;
    readonly passwd: boolean;
    readonly tmp: boolean;
  };
  /** Accounts beyond those of the distribution. */
  readonly accounts?: readonly string[];
  readonly packageManager: 'apt' | 'apk' | 'dnf' | undefined;
  /** Names of toolchains that the image has (`go`). Empty for the image of a distribution. */
  readonly toolchains: readonly string[];
  /** Interpreters and virtual machines on PATH, by the program that starts them, with the version as far as the tag tells it: `java` → `17`, `python3` → `3.11`, `dotnet` → `8.0`; `''` when it floats. */
  readonly interpreters: Readonly<Record<string, string>>;
  /** For interpreters whose version floats, the newest one that the tag is known to have stood for. */
  readonly newest?: Readonly<Record<string, string>>;
  /** Folders that have its interpreters as well, beyond those that a variable names: `/usr/bin`. */
  readonly interpreterFolders?: readonly string[];
  /** References of images that run what is built here, at the same place: same version and release without the build tools. The solver tries them. */
  readonly runtimes: readonly string[];
  /** The shared libraries of the language, where no image among `runtimes` brings them: folders to copy, and packages that they are linked to. */
  readonly shared?: { readonly folders: readonly string[]; readonly packages: readonly string[] };
  /** `-dev` packages that the image has from the start, whose libraries a build may link to without a word in the Dockerfile. */
  readonly development: readonly string[];
  /** Shared libraries that the image has outside of its distribution's packages, by the package for building with them: the paths to copy, those that tell ld.so of them included. */
  readonly libraries?: Readonly<Record<string, readonly string[]>>;
  /** Its own CMD starts a server: a Dockerfile without one means that. */
  readonly serves?: boolean;
  /** What it fills of /usr/local, /opt and /srv, which the images of distributions leave empty; undefined where that is not known. */
  readonly local?: readonly string[];
  /** Rough unpacked size. */
  readonly megabytes: number;
  /** Where these facts are from. */
  readonly source: string;
}

/** Images whose programs are not known are whole distributions. */
export function hasShell({ programs, distribution, libc }: Image): boolean {
  return programs === undefined ? distribution !== undefined || libc !== undefined : programs.has('sh');
}

export interface InheritedConfig {
  readonly environment: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string;
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  readonly exposes: readonly string[];
  readonly volumes: readonly string[];
  readonly onbuild: boolean;
}

/** How a base image meets one need. */
export type Supply =
  | { readonly need: Need; readonly how: 'provided' }
  /** Copied out of the build stage, to the same path. */
  | { readonly need: Need; readonly how: 'copied'; readonly paths: readonly string[] }
  | { readonly need: Need; readonly how: 'installed'; readonly packages: readonly string[] };

export interface Choice {
  /** As it is written after FROM. */
  readonly image: Image;
  readonly because: string;
  readonly supplies: readonly Supply[];
}

export interface Rejection {
  readonly image: string;
  /** "has no shell, which `CMD ./app -v` needs" */
  readonly because: string;
}

// What one command does to the file system, as data. Program models return effects; the trace applies them.

import type { Need } from '../images/need.ts';
import type { Artifact } from '../toolchain.ts';

/** Stands in a word for a part whose value cannot be known: `"$(git rev-parse HEAD)"`. Never part of real text. */
export const UNKNOWN = '\u0000';

export type Origin =
  /** `path` is relative to the build context, `''` for all of it. */
  | { readonly kind: 'context'; readonly path: string }
  | { readonly kind: 'heredoc' }
  | { readonly kind: 'stage'; readonly from: string; readonly path: string }
  | { readonly kind: 'remote'; readonly url: string | undefined }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'artifact'; readonly artifact: Artifact }
  | { readonly kind: 'command'; readonly program: string };

export type Effect =
  /** Makes a file, or a folder with all that comes with it. `content` where it is known. `open`: more may be inside than is known. */
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly node: 'file' | 'folder';
      readonly origin: Origin;
      readonly content?: string;
      readonly open?: boolean /** False: perhaps. */;
      readonly certain?: boolean;
    }
  /** Folders of this name, wherever a copied folder below `path` has one, may hold what was built: the projects in it were not seen. */
  | { readonly kind: 'outputs'; readonly path: string; readonly name: string; readonly artifact: Artifact }
  /** `to` is the exact destination, not the folder that it goes into. */
  | { readonly kind: 'copy'; readonly from: string; readonly to: string; readonly move: boolean }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  /** `unseen`: nothing that the trace saw made it, so that it may be the base image's or a package's; `path` may hold a glob then. */
  | { readonly kind: 'remove'; readonly path: string; readonly unseen?: boolean }
  /** `mode` as given to chmod, `owner` as given to chown (`app:app`). */
  | {
      readonly kind: 'attribute';
      readonly path: string;
      readonly recursive: boolean;
      readonly mode?: string;
      readonly owner?: string;
    }
  | {
      readonly kind: 'packages';
      readonly manager: 'apt' | 'apk' | 'dnf';
      /** `source`: another place that packages come from is added; `names` says by what. */
      readonly action: 'install' | 'remove' | 'refresh' | 'source';
      readonly names: readonly string[] /** apk's `--virtual`. */;
      readonly group?: string;
    }
  | {
      readonly kind: 'account';
      readonly account: 'user' | 'group';
      readonly name: string;
      readonly id: string | undefined;
      readonly home: string | undefined;
      /** It was there before, and is another one now. */
      readonly changed?: boolean;
    }
  /** State of the image that is more than files we can name: ldconfig, update-ca-certificates, locale-gen, setcap, dpkg -i. */
  | {
      readonly kind: 'system';
      readonly what: string /** Set when it is nothing but programs: it matters only where one of them is started. */;
      readonly provides?: Provided;
    }
  /** Caches and other residue that nothing needs at run time are written below this path. */
  | { readonly kind: 'residue'; readonly path: string }
  /** What it prints is known: `$(…)` stands for it. */
  | { readonly kind: 'output'; readonly text: string }
  /** May have written anything below `under`, or anywhere when that is undefined. `reason` is a clause: "`./setup.sh` is not in the build context". */
  | { readonly kind: 'unknown'; readonly reason: string; readonly under: string | undefined };

/** Programs that a command installs outside of the folders that are copied. */
export interface Provided {
  readonly programs: readonly string[];
  /** `what` is a command that installs them in a runtime stage just as well. */
  readonly again: boolean;
  readonly needs: readonly Need[];
}

/** What the trace knows at a path. */
export interface Entry {
  readonly path: string;
  readonly node: 'file' | 'folder' | 'link';
  readonly origin: Origin;
  readonly content: string | undefined;
  /** For a link. */
  readonly target: string | undefined;
  /** Index of the instruction that made it last. */
  readonly instruction: number;
  /** As in chown; undefined for root. */
  readonly owner: string | undefined;
  readonly mode: string | undefined;
  /** False when it is only there in some runs (a branch, a loop) or when a partial context does not show it. */
  readonly certain: boolean;
  /** For folders: more may be inside than is known. */
  readonly open: boolean;
  /** The command that makes it, where that may not run, or fail without failing the build: it may not be there then. */
  readonly tried?: string;
}

/** Read access to the symbolic file system. Paths are absolute and normalized. */
export interface Files {
  /** What is at this path; undefined when nothing that the trace saw made it. Follows nothing. */
  find(path: string): Entry | undefined;
  /** The entries right inside a folder, those of a copied context folder included. */
  list(folder: string): readonly Entry[];
  /** Whether a command removed it, and nothing was put there since. */
  removed?(path: string): boolean;
  /** The text of a file, where it is known. */
  read(path: string): string | undefined;
}

/** One command as it runs: words expanded, quotes removed. A word with an unknown part contains `UNKNOWN`. */
export interface Call {
  /** Last path element of the first word: `go` for `/usr/local/go/bin/go`. */
  readonly program: string;
  readonly words: readonly string[];
  /** Absolute; may contain `UNKNOWN`. */
  readonly cwd: string;
  readonly user: string;
  /** False in a branch, a loop, behind `||`: it may not run. */
  readonly certain: boolean;
  /** Its failure fails nothing: `|| true`, `set +e`. What it makes may not be there. */
  readonly tried: boolean;
  /** As written, for messages. */
  readonly text: string;
  /** Standard output goes to this path, where it does (`>`, `>>`, `| tee`), already applied by the trace. */
  readonly output: string | undefined;
  /** Standard input comes from a file or another command. */
  readonly input: 'pipe' | 'file' | 'heredoc' | undefined;
  readonly files: Files;
  /** The environment that the command sees; undefined when unset. May contain `UNKNOWN`. */
  variable(name: string): string | undefined;
  /** Absolute, normalized form of a path word, relative to `cwd`. */
  resolve(path: string): string;
  /** Whether the build stage can have this program: installed by a package, part of the base image, or unknown. */
  has(program: string): boolean | undefined;
  /** The version of an interpreter or virtual machine of the base image, as far as its tag tells it; '' when that floats, undefined when the image is not known to have it. */
  version(interpreter: string): string | undefined;
}

/** A model of a program. An empty list: it changes nothing that matters. Undefined: this call is not understood. */
export type Program = (call: Call) => readonly Effect[] | undefined;

// What a runtime stage has to have. Toolchains and the Dockerfile state needs; base images provide; the solver matches them.

/** Each need says in `because` who has it, as a clause: "`CMD ./app -v` is in shell form". */
export type Need =
  /** A dynamically linked program: the libc family of the build stage, not older than the build stage's. */
  | { readonly kind: 'libc'; readonly because: string }
  /** `/bin/sh`. */
  | { readonly kind: 'shell'; readonly because: string }
  /** A program that is looked up on PATH or by an absolute path of the base image: `bash`, `curl`, `/bin/true`. */
  | { readonly kind: 'program'; readonly name: string; readonly because: string }
  /** A runtime package of the build stage's distribution, by its name there; only a base of the same release has it, but for what no release calls otherwise. */
  | {
      readonly kind: 'package';
      readonly name: string;
      /** Only what is linked at build time is needed: of a `-dev` package its libraries. */
      readonly linked?: true;
      readonly because: string;
    }
  /** CA certificates where TLS clients look. */
  | {
      readonly kind: 'certificates';
      /** Set where OpenSSL looks for each by its link, which only the package makes on Debian and Ubuntu. */
      readonly links?: true;
      readonly because: string;
    }
  /** The time zone database. */
  | { readonly kind: 'zoneinfo'; readonly because: string }
  /** The table of media types by endings of file names, `/etc/mime.types`. */
  | { readonly kind: 'media-types'; readonly because: string }
  /** What a compiler does at run time: no image without the toolchain has that. */
  | { readonly kind: 'compiler'; readonly because: string }
  /** A world-writable `/tmp`. */
  | {
      readonly kind: 'tmp';
      /** Set where it has to be that of a base: a copied folder is root's, and only root can write to it. */
      readonly copied?: false;
      readonly because: string;
    }
  /** `/etc/passwd` and `/etc/group` with the accounts of the build stage that are named. */
  | {
      readonly kind: 'account';
      readonly names: readonly string[];
      /** The author changed them, so that no other image has them. */
      readonly changed?: boolean;
      readonly because: string;
    }
  /** Something of the build stage's own image that cannot be named: no other one will do. */
  | { readonly kind: 'image'; readonly because: string }
  /** Something that cannot be named: only the distribution that the build stage has, with its shell, will do. */
  | { readonly kind: 'distribution'; readonly because: string }
  /** An interpreter or virtual machine, by the program that starts it, in the version of the build stage: `java`, `node`. */
  | {
      readonly kind: 'interpreter';
      readonly name: string;
      /** Set where it is known what the artifact is made for; that of the build stage must be the same major version then. */
      readonly version?: string;
      /** Set where it is known which version it is made for, and that it runs on all later ones: where that of the build stage floats, a later one will do. */
      readonly since?: number;
      readonly because: string;
    }
  /** The shared libraries of the language itself, in the version of the build stage. */
  | { readonly kind: 'runtime'; readonly because: string }
  /** The shared library of a `-dev` package, by Debian's name for that (`libssl-dev`), where the build stage has it: a program may be linked to it. */
  | {
      readonly kind: 'library';
      readonly development: string;
      /** The one of its libraries that is meant, where a program can be linked to that only. */
      readonly library?: string;
      readonly because: string;
    };

export type NeedKind = Need['kind'];
export type Preference = 'smallest' | 'shell' | 'distroless';

// How conversions fail, the most frequent first. `failures` of a fixture.json are numbers of this list; docs/failures.md is made from it.

export interface FailureRow {
  readonly title: string;
  /** What is done about it here. */
  readonly answer: string;
  /** Why it cannot happen with a toolchain that is known so far; undefined when it can, and then a fixture has to guard it. */
  readonly elsewhere?: string;
}

/** Row 1 comes first. Rows are never moved or reused, as fixtures name them by number. */
export const failures: readonly FailureRow[] = [
  {
    title: 'A file that is read at run time is missing',
    answer:
      'Only what the sources, the command line and the environment name is copied when the sources were read and name every file; the whole folder otherwise.',
  },
  {
    title: 'The working directory is lost, and relative paths break',
    answer: 'The effective WORKDIR is written out, absolute, wherever a program may open files.',
  },
  {
    title: 'A dynamically linked program on `scratch`',
    answer: 'Static linking is proven, never assumed; without a proof the base has the C library of the build stage.',
  },
  {
    title: 'Forcing a static link breaks plugins, C drivers or name lookup',
    answer: '`CGO_ENABLED=0` is added only where nothing but `net` or `os/user` stands in the way, and it is said.',
  },
  {
    title: 'User, ownership or accounts are lost',
    answer: 'Accounts are made again or copied, owners become `--chown`, folders that a user owns are copied.',
  },
  {
    title: 'The artifact is not where it was believed to be',
    answer:
      'Paths come from a file system on paper that follows every command; an artifact that is not found is refused.',
  },
  {
    title: 'ARG and ENV end up in the wrong stage',
    answer: 'ENV that only the build reads stays behind, all other ENV is in both; ARG is declared again where used.',
  },
  {
    title: 'A program that is started at run time disappears',
    answer:
      'What scripts, health checks and sources start is a need: the base has it, or its package is installed again.',
  },
  {
    title: 'CA certificates are missing',
    answer: 'The bundle is copied from the build stage, added certificates included, wherever TLS may be spoken.',
  },
  {
    title: 'The C library of the runtime stage is older than that of the build stage',
    answer: 'A dynamic program gets the same distribution and release, or a newer one; a floating tag is warned of.',
  },
  {
    title: 'musl and glibc are mixed',
    answer: 'Alpine stays Alpine and Debian stays Debian, unless the program needs no C library.',
  },
  {
    title: 'Shared libraries are missing',
    answer:
      'A `-dev` package becomes its runtime library by a table for the release; one that is not in it is refused.',
  },
  {
    title: 'A shell form or a script on a base without a shell',
    answer: 'A shell is a need. A CMD of plain words becomes exec form instead; an ENTRYPOINT never does.',
  },
  {
    title: 'A HEALTHCHECK calls a program that is gone',
    answer: 'What HEALTHCHECK starts is traced and needed like CMD.',
  },
  {
    title: 'The container itself needs the toolchain',
    answer: 'Refused: `go run`, watchers, a script or a program that calls the toolchain.',
  },
  {
    title: 'Node dependencies are pruned wrongly',
    answer:
      'node_modules is copied as the build stage leaves it, on the same distribution and version; nothing is pruned that the author does not prune.',
  },
  {
    title: 'People need a shell in the container',
    answer: 'An image that starts a shell or no program at all is refused; `--prefer shell` asks for a base with one.',
  },
  {
    title: 'Compose files, bake files and CI that know the Dockerfile',
    answer:
      'The runtime stage is the last one, names stay with what runs, and all paths stay. The files around a Dockerfile are read, and what they would miss is warned of.',
  },
  {
    title: 'Time zones are missing',
    answer: 'A program that loads zones, or an ENV TZ, needs the zone database: the base has it or it is copied.',
  },
  {
    title: 'A JRE without fonts or AWT',
    answer:
      'Where the program draws, or was not seen, the base has fonts if the build stage has them; what only a JDK has keeps the JDK.',
  },
  {
    title: '.NET without ICU',
    answer:
      'On Alpine, the packages of ICU are installed and DOTNET_SYSTEM_GLOBALIZATION_INVARIANT keeps its value, unless the project is invariant; where the packages of its release are not known to have all its data, it is refused.',
  },
  {
    title: 'Outputs of web frameworks are incomplete, or served differently',
    answer:
      'The folder of the project is copied as a whole, and the same server serves it on the same port; development servers are refused.',
  },
  {
    title: 'The build stage does not build any more',
    answer: 'The build stage is the author’s text; only `AS build` and, if need be, one ENV are put in.',
  },
  {
    title: 'File capabilities and setuid are lost',
    answer:
      '`setcap` runs once more on what is copied, as not every builder keeps a capability in a copy; anything else is refused.',
  },
  {
    title: 'A VOLUME loses data or its owner',
    answer: 'VOLUME is in the runtime stage, below the copies; folders with an owner are copied with it.',
  },
  {
    title: 'Python’s prefix drifts',
    answer:
      'Environments, packages and their programs are copied to the same paths, onto the image of the same version; where a tag names none, the libraries of the interpreter are copied as a whole.',
  },
  {
    title: 'The build is in ONBUILD',
    answer: 'Refused, both in the base image and in the file.',
  },
  {
    title: 'CMD is used as a build step',
    answer: 'Refused; a CMD that a later one replaces does not count.',
  },
  {
    title: 'Tests and linters run no more',
    answer: 'They stay in the build stage, where they were.',
  },
  {
    title: 'The artifact is on a mount',
    answer: 'Refused when it stays there, as a mount is in no layer; caches are fine.',
  },
  {
    title: 'Other builders and `.dockerignore`',
    answer: 'What `.dockerignore` hides does not exist; no syntax is used that needs a newer builder.',
  },
  {
    title: 'Cross-platform builds',
    answer: '`--platform` is repeated for the runtime stage, and never added.',
  },
  {
    title: 'It is not worth it',
    answer: 'Left alone: no toolchain stays in the image, nothing is built, or little would be saved.',
  },
  {
    title: 'The file is damaged by the rewrite',
    answer: 'Edits are by offset, in the original text; what no edit names is copied byte for byte.',
  },
  {
    title: 'Behaviour that the base image gave silently is lost',
    answer: 'Inherited WORKDIR, PATH and ENV are written out where they are used; an unknown base image is refused.',
  },
  {
    title: 'The whole conversion is taken back',
    answer: 'The build stage is the old image under a name: `docker build --target build` is the way back.',
  },
];

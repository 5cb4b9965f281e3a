// Who may import what, room by room, with the reason. test/conventions.test.ts holds the code to it; docs/decisions.md shows it.

export interface Rule {
  /** A folder with a slash at its end, or a file. The first that fits counts. */
  readonly room: string;
  /** Rooms and files that it may use, beside itself; `type` before a name allows its types alone. */
  readonly may: readonly string[];
  readonly because: string;
}

export const rules: readonly Rule[] = [
  {
    room: 'src/syntax/',
    may: [],
    because: 'Text is taken apart without knowing what anything means, so that the rest never looks at text.',
  },
  {
    room: 'src/sources/',
    may: [],
    because: 'Reading literals and imports of source code is a matter of its syntax only.',
  },
  {
    room: 'src/manifests/',
    may: [],
    because:
      'How a manifest is written is a matter of its format; which fields count is known to toolchains and neighbours.',
  },
  {
    room: 'src/artifacts/',
    may: ['src/packages/', 'src/sources/', 'type src/images/', 'type src/trace/', 'type src/toolchain.ts'],
    because:
      'What kinds of artifacts need is the same for many toolchains; which toolchain it is does not matter here.',
  },
  {
    room: 'src/context/',
    may: [],
    because: 'A build context is files behind .dockerignore; who reads them for what is not its business.',
  },
  {
    room: 'src/diagnostics.ts',
    may: ['type src/syntax/'],
    because: 'The catalogue is wording; what is found is decided elsewhere.',
  },
  {
    room: 'src/packages/',
    may: ['type src/images/'],
    because: 'Facts on packages depend on the distribution and on nothing else.',
  },
  {
    room: 'src/images/',
    may: ['src/packages/', 'src/trace/effect.ts'],
    because:
      'Facts on base images and the solver know no toolchain and no plan; of the trace only what unknown text looks like.',
  },
  {
    room: 'src/toolchain.ts',
    may: [
      'src/artifacts/',
      'src/manifests/',
      'src/packages/',
      'src/sources/',
      'src/trace/effect.ts',
      'src/trace/options.ts',
      'type src/images/',
    ],
    because: 'The contract shows a toolchain calls and effects, and neither text nor plans.',
  },
  {
    room: 'src/trace/',
    may: ['src/syntax/', 'src/images/', 'src/packages/', 'type src/context/', 'type src/toolchain.ts'],
    because: 'Running on paper says what happens. What follows from it is the plan; and toolchains are handed in.',
  },
  {
    room: 'src/plan/',
    may: [
      'src/diagnostics.ts',
      'src/syntax/',
      'src/images/',
      'src/packages/',
      'src/trace/',
      'type src/context/',
      'type src/toolchain.ts',
    ],
    because:
      'A decision is data about instructions; how it becomes text, and whether that is right, is decided elsewhere.',
  },
  {
    room: 'src/edits/',
    may: ['type src/plan/', 'type src/syntax/'],
    because: 'Edits carry out a plan and decide nothing, so they need only its types.',
  },
  {
    room: 'src/check/',
    may: ['src/syntax/', 'src/trace/', 'src/packages/', 'src/images/', 'type src/toolchain.ts'],
    because:
      'Whoever proves a result must not share the code that made it: a mistake of plan or edits would be on both sides.',
  },
  {
    room: 'src/neighbours/',
    may: [
      'src/diagnostics.ts',
      'src/manifests/',
      'src/syntax/shell.ts',
      'src/trace/',
      'src/context/path.ts',
      'type src/context/',
      'type src/conversion.ts',
      'type src/plan/',
      'type src/syntax/',
      'type src/toolchain.ts',
    ],
    because:
      'Who uses a Dockerfile is told what became of it, and has no part in that: nothing here is known to what plans or proves.',
  },
  {
    room: 'src/conversion.ts',
    may: ['type src/diagnostics.ts', 'type src/plan/', 'type src/syntax/'],
    because: 'It is the shape of a result.',
  },
  {
    room: 'src/processes.ts',
    may: [],
    because: 'Starting a program and waiting for it is the same, whatever it does.',
  },
  {
    room: 'src/verify/',
    may: ['src/syntax/', 'src/processes.ts'],
    because:
      'What two images have in common is seen in the images; it would be worth nothing if it believed what made the second one.',
  },
  {
    room: 'src/settings/',
    may: ['src/manifests/', 'type src/images/', 'type src/plan/'],
    because:
      'What a configuration may say is a matter of its schema; where it lies, and who follows it, is decided elsewhere.',
  },
  {
    room: 'src/forges/',
    may: [],
    because: 'A forge is asked about repositories and pull requests; what is in them is not its business.',
  },
  {
    room: 'src/campaign/',
    may: [
      'src/processes.ts',
      'src/forges/',
      'src/syntax/shell.ts',
      'type src/report/',
      'type src/images/',
      'type src/plan/',
    ],
    because:
      'A campaign knows repositories, branches and what has been done; what becomes of a Dockerfile is handed in, and reports come after it.',
  },
  {
    room: 'src/report/',
    may: [
      'type src/syntax/',
      'type src/conversion.ts',
      'type src/diagnostics.ts',
      'type src/plan/',
      'type src/images/',
      'type src/verify/',
    ],
    because: 'A report shows what was decided, from data alone; it returns text and prints nothing.',
  },
  {
    room: 'src/with-neighbours.ts',
    may: [
      'src/syntax/',
      'src/context/',
      'src/trace/',
      'src/edits/',
      'src/neighbours/',
      'type src/conversion.ts',
      'type src/toolchain.ts',
    ],
    because: 'What a conversion means for the files around it is asked when it is made, and changes nothing in it.',
  },
  {
    room: 'src/doubt.ts',
    may: [
      'src/syntax/',
      'src/context/',
      'src/trace/',
      'src/check/',
      'src/images/catalogue.ts',
      'type src/convert.ts',
      'type src/toolchain.ts',
    ],
    because: 'A text that somebody else made is proven or not; there is no plan to believe.',
  },
  {
    room: 'src/convert.ts',
    may: [
      'src/syntax/',
      'src/context/',
      'src/trace/',
      'src/plan/',
      'src/edits/',
      'src/check/',
      'src/with-neighbours.ts',
      'src/diagnostics.ts',
      'type src/neighbours/',
      'type src/conversion.ts',
      'src/images/catalogue.ts',
      'type src/images/',
      'type src/toolchain.ts',
    ],
    because:
      'The pipeline is given its toolchains, so that it can be tested with one that is made up; reports and files come after it.',
  },
  {
    room: 'src/index.ts',
    may: [
      'src/convert.ts',
      'src/doubt.ts',
      'transforms/index.ts',
      'src/images/describe.ts',
      'src/context/files.ts',
      'src/edits/edits.ts',
      'src/neighbours/',
      'type src/conversion.ts',
      'type src/context/',
      'type src/diagnostics.ts',
      'type src/images/',
      'type src/plan/',
      'type src/syntax/',
      'type src/toolchain.ts',
    ],
    because: 'The library is the pipeline with the toolchains that are known, and works in a browser.',
  },
  { room: 'src/node.ts', may: ['src/context/'], because: 'It is what needs a disk, and only that.' },
  {
    room: 'src/cli/',
    may: [
      'src/index.ts',
      'src/context/folder.ts',
      'src/context/listed.ts',
      'src/report/',
      'src/verify/',
      'src/settings/',
      'src/campaign/',
      'src/forges/',
      'src/diagnostics.ts',
      'type src/conversion.ts',
      'type src/images/',
      'type src/plan/',
    ],
    because: 'The command line reads, asks the library and writes; it never reaches into the pipeline.',
  },
  {
    room: 'transforms/index.ts',
    may: ['transforms/', 'type src/toolchain.ts'],
    because: 'It is the list of toolchains.',
  },
  {
    room: 'transforms/',
    may: [
      'src/toolchain.ts',
      'transforms/c/',
      'transforms/cmake/build.ts',
      'transforms/node/',
      'transforms/hugo/pages.ts',
      'transforms/protobuf/protoc.ts',
    ],
    because:
      'What compilers of C make and need is the same whichever tool calls them, and so is what is in a package.json. Beside that, a toolchain answers questions about commands; the contract is all of the engine that it may see.',
  },
];

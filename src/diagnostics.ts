// The catalogue: every refusal, warning and note, with its wording. No message is built anywhere else.

import type { Span } from './syntax/instruction.ts';

export type Level = 'refusal' | 'warning' | 'note';

export interface Diagnostic {
  readonly name: string;
  readonly level: Level;
  /** One sentence, present tense. */
  readonly message: string;
  /** What would let us convert, or what to look at. */
  readonly hint: string | undefined;
  /** In the Dockerfile that was given, or in `file`. */
  readonly span: Span | undefined;
  /** Set when it is about another file, which uses the Dockerfile. */
  readonly file?: SourceFile;
}

/** A file beside the Dockerfile. Its path is relative to the repository, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface DiagnosticKind<Details extends readonly string[]> {
  /** States the fact: `ArtifactNotFound`. Never reused. */
  readonly name: string;
  readonly level: Level;
  /** For the generated table. */
  readonly summary: string;
  readonly message: (...details: Details) => string;
  /** Has to be true as well where a build context was given that has not what is looked for. */
  readonly hint?: string | ((...details: Details) => string | undefined);
}

export function diagnose<Details extends readonly string[]>(
  kind: DiagnosticKind<Details>,
  span: Span | undefined,
  ...details: Details
): Diagnostic {
  // A value that is not known has no text of its own.
  const known = (text: string) => text.replaceAll('\u0000', '…');
  const hint = typeof kind.hint === 'function' ? kind.hint(...details) : kind.hint;
  return {
    name: kind.name,
    level: kind.level,
    message: known(kind.message(...details)),
    hint: hint && known(hint),
    span,
  };
}

/** The same at a place of another file. */
export function diagnoseIn<Details extends readonly string[]>(
  kind: DiagnosticKind<Details>,
  { file, span }: { readonly file: SourceFile; readonly span: Span },
  ...details: Details
): Diagnostic {
  return { ...diagnose(kind, span, ...details), file };
}

function define<Details extends readonly string[]>(kind: DiagnosticKind<Details>): DiagnosticKind<Details> {
  return kind;
}

// --- Left alone: there is nothing to do

export const AlreadyMultiStage = define({
  name: 'AlreadyMultiStage',
  level: 'note',
  summary: 'the file has more than one stage',
  message: () => 'the file has more than one stage already.',
});

export const IgnoredByComment = define({
  name: 'IgnoredByComment',
  level: 'note',
  summary: 'a comment of the Dockerfile asks for it to be left alone',
  message: (reason: string) =>
    reason === ''
      ? 'the Dockerfile asks to be left alone, and does not say why.'
      : `the Dockerfile asks to be left alone: ${reason}`,
  hint: 'Remove the comment to have it converted; `# multistage ignore: reason` tells others why it is there.',
});

export const ToolchainSwitchedOff = define({
  name: 'ToolchainSwitchedOff',
  level: 'note',
  summary: 'the configuration switches a toolchain off',
  message: (toolchain: string) => `it builds with \`${toolchain}\`, which the configuration switches off.`,
});

export const NoToolchain = define({
  name: 'NoToolchain',
  level: 'note',
  summary: 'no toolchain that is known here is in the image',
  message: () => 'no build toolchain that is known here is in the image.',
});

export const NothingBuilt = define({
  name: 'NothingBuilt',
  level: 'note',
  summary: 'the image has a toolchain, but no instruction builds with it',
  message: (toolchain: string) => `the image has ${toolchain}, but no instruction builds anything that stays in it.`,
  hint: 'An image for development, for CI or for others to build on keeps its toolchain on purpose.',
});

export const ToolchainRemovedAgain = define({
  name: 'ToolchainRemovedAgain',
  level: 'note',
  summary: 'the toolchain is removed in the instruction that installs it',
  message: (toolchain: string) =>
    `one instruction installs ${toolchain} and removes all of that again, so no layer has it.`,
});

export const NotWorthIt = define({
  name: 'NotWorthIt',
  level: 'note',
  summary: 'a runtime stage would not be much smaller',
  /** With `image` alone: it is built on the very base that would run it. */
  message: (image: string, before: string, after: string) =>
    before === after
      ? `a runtime stage would save little: \`${image}\` is the image that would run what is built, and nothing that was added to it is known to be useless there.`
      : `a runtime stage would save little: about ${after} MB instead of ${before} MB.`,
});

export const DependenciesOnly = define({
  name: 'DependenciesOnly',
  level: 'note',
  summary: 'dependencies are installed on an interpreter, and no compiler is there that could stay behind',
  message: (image: string) =>
    `only dependencies are installed on the interpreter of \`${image}\`, and no compiler is there that could stay behind.`,
});

// --- Files that have several stages

export const StageNamed = define({
  name: 'StageNamed',
  level: 'note',
  summary: 'a stage that files are copied from gets a name',
  message: (name: string, because: string) => `this stage is called \`${name}\` now, as ${because}.`,
});

export const CopyFromRestored = define({
  name: 'CopyFromRestored',
  level: 'note',
  summary: 'a COPY takes its source from the stage that makes it, not from the build context, which has none',
  message: (stage: string, paths: string) =>
    `this takes from the stage \`${stage}\` now, which makes \`${paths}\`; the build context has no such file.`,
});

export const LastStageNotSplit = define({
  name: 'LastStageNotSplit',
  level: 'note',
  summary: 'the last stage of several builds with its toolchain, and stays whole',
  message: (because: string) => `the last stage is not split: ${because}.`,
});

export const DynamicProgramWithoutLibrary = define({
  name: 'DynamicProgramWithoutLibrary',
  level: 'warning',
  summary: 'a dynamically linked program is started on a base image without its C library',
  message: (path: string, image: string, has: string, because: string) =>
    `\`${path}\` cannot start on \`${image}\`, which has ${has}: ${because}.`,
  hint: 'Link it statically, or take a base image that has the C library of the stage that builds it.',
});

export const ShellFormWithoutShell = define({
  name: 'ShellFormWithoutShell',
  level: 'warning',
  summary: 'an instruction in shell form is run on a base image that has no shell',
  message: (keyword: string, image: string, shell: string) =>
    `${keyword} is in shell form, and \`${image}\` has no \`${shell}\` to run it.`,
  hint: 'Write it in exec form, as a JSON array.',
});

export const UnknownStage = define({
  name: 'UnknownStage',
  level: 'warning',
  summary: 'files are taken from a stage that the file does not have',
  message: (name: string) => `no stage of this file is called \`${name}\`, and no official image is.`,
  hint: 'If it is a named build context, all is well; otherwise give the stage this name, or take its own.',
});

export const StageOutOfRange = define({
  name: 'StageOutOfRange',
  level: 'warning',
  summary: 'files are taken from a stage by a position that no stage has',
  message: (name: string) => `this file has no stage \`${name}\`; the first one is \`0\`.`,
});

export const CopySourceMissing = define({
  name: 'CopySourceMissing',
  level: 'warning',
  summary: 'a path is copied out of a stage that never makes it',
  message: (path: string, stage: string) => `nothing in the stage \`${stage}\` makes \`${path}\`.`,
});

// --- Refused: it may be worth it, and it cannot be proven

export const NotADockerfile = define({
  name: 'NotADockerfile',
  level: 'refusal',
  summary: 'the text is not a Dockerfile that Docker would build',
  message: (what: string) => `this is not a Dockerfile that Docker would build: ${what}.`,
});

export const UnknownBaseImage = define({
  name: 'UnknownBaseImage',
  level: 'refusal',
  summary: 'nothing is known of the base image, so neither is what a runtime stage would lose',
  message: (image: string) => `the base image \`${image}\` is not known here.`,
  hint: 'Build on the official image of a toolchain that is known here, or on that of a distribution.',
});

export const OnbuildBaseImage = define({
  name: 'OnbuildBaseImage',
  level: 'refusal',
  summary: 'the build is in ONBUILD instructions of the base image',
  message: (image: string) =>
    `the base image \`${image}\` brings its build in ONBUILD instructions, which this file does not show.`,
  hint: 'Write the instructions of the base image out: WORKDIR, COPY, RUN.',
});

export const OnbuildInstruction = define({
  name: 'OnbuildInstruction',
  level: 'refusal',
  summary: 'the image is a base for others, which may need its toolchain',
  message: () => 'ONBUILD makes this image a base for others, which may need its toolchain.',
});

export const NoProgram = define({
  name: 'NoProgram',
  level: 'refusal',
  summary: 'there is neither CMD nor ENTRYPOINT, so nothing says what the image is for',
  message: () => 'the Dockerfile has neither CMD nor ENTRYPOINT, so nothing says what has to be in a runtime stage.',
  hint: 'State the program with CMD or ENTRYPOINT.',
});

export const InteractiveShell = define({
  name: 'InteractiveShell',
  level: 'refusal',
  summary: 'the container starts a shell, in which a person may use the toolchain',
  message: () => 'the container starts a shell and nothing else, and whoever uses it may call the toolchain.',
  hint: 'State the program with CMD or ENTRYPOINT.',
});

export const NotAnArray = define({
  name: 'NotAnArray',
  level: 'refusal',
  summary: 'a CMD or ENTRYPOINT is in brackets and is no JSON array, so that a shell takes the bracket for a program',
  message: (keyword: string) =>
    `${keyword} is no JSON array, so a shell takes all of it for a command, the bracket included, and nothing starts.`,
  hint: 'Write it as JSON, with double quotes around each word.',
});

export const ToolchainAtRunTime = define({
  name: 'ToolchainAtRunTime',
  level: 'refusal',
  summary: 'the container itself runs the toolchain',
  message: (program: string, toolchain: string) => `the container runs \`${program}\`, which needs ${toolchain}.`,
  hint: 'Build in a RUN instruction, and let CMD start the result.',
});

export const DevelopmentServer = define({
  name: 'DevelopmentServer',
  level: 'refusal',
  summary: 'the container runs a server that watches its sources, for people who change them there',
  message: (program: string) =>
    `the container runs \`${program}\`, a server for developing: whoever changes sources there may want the toolchain as well.`,
  hint: 'Let CMD start the server that is meant for production.',
});

export const ArtifactNotFound = define({
  name: 'ArtifactNotFound',
  level: 'refusal',
  summary: 'nothing that is known makes a program that the container starts',
  message: (program: string) => `the container starts \`${program}\`, and nothing that is known here makes it.`,
  hint: 'Build with an explicit output path (`-o`), or give the build context with --context if it is not the folder that was read.',
});

export const ServedNotFound = define({
  name: 'ServedNotFound',
  level: 'refusal',
  summary: 'nothing that is known makes what the container serves',
  message: (folder: string) => `the container serves \`${folder}\`, and nothing that is known here makes it.`,
  hint: 'Where a build writes is read from its settings, where they say it in plain text. Give the build context with --context if it is not the folder that was read.',
});

export const ArtifactOnMount = define({
  name: 'ArtifactOnMount',
  level: 'refusal',
  summary: 'an artifact is written to a mount of its RUN, so that it is not in the image',
  message: (path: string, mount: string) =>
    `\`${path}\` is written to the mount \`${mount}\`, which ends with its RUN instruction.`,
  hint: 'Build to a path outside of the mount.',
});

export const ScriptNotSeen = define({
  name: 'ScriptNotSeen',
  level: 'refusal',
  summary: 'the container starts a script that is not in the build context that was given',
  message: (script: string) =>
    `the container starts \`${script}\`, which cannot be read, so what it needs is not known.`,
  hint: 'If it is in another build context than the one that was read, give that with --context. What the image fetches or unpacks cannot be read.',
});

export const CommandNotUnderstood = define({
  name: 'CommandNotUnderstood',
  level: 'refusal',
  summary: 'a command may have changed anything in the image',
  message: (reason: string) => `${reason}, so what it changes in the image is not known.`,
  hint: (reason) =>
    /\bscript\b|could not be read/.test(reason)
      ? 'If it is in another build context than the one that was read, give that with --context.'
      : 'If it changes nothing that runs, please report the command, so that it becomes known.',
});

export const NotAlwaysMade = define({
  name: 'NotAlwaysMade',
  level: 'refusal',
  summary: 'a command may not run, or fail without failing the build, and what it makes would have to be copied',
  message: (path: string, command: string) =>
    `\`${command}\` may not run, or fail without failing the build, so whether \`${path}\` is there to be copied is not known.`,
  hint: 'Make it in every build: without `|| true`, and outside of branches. Or make it in a folder that is there anyway and holds nothing else, so that the folder is copied.',
});

export const CompanionsMissing = define({
  name: 'CompanionsMissing',
  level: 'refusal',
  summary: 'a program was copied away from files that it finds beside itself, or where it was built',
  message: (path: string, names: string) =>
    `\`${path}\` looks for ${names} beside itself, where nothing puts them, or in the folder in which it was built.`,
  hint: 'Copy them beside the program as well, or start the program where it is built.',
});

export const ImageStateChanged = define({
  name: 'ImageStateChanged',
  level: 'refusal',
  summary: 'a command changes state of the image that cannot be copied as files',
  message: (what: string) =>
    `\`${what}\` changes state of the image that cannot be carried to a runtime stage by copying files.`,
  hint: 'If nothing that runs needs it, take the command out. Otherwise write a runtime stage by hand that runs it again.',
});

export const PackageSourceAdded = define({
  name: 'PackageSourceAdded',
  level: 'refusal',
  summary: 'a package that runs may come from a package source that the Dockerfile adds',
  message: (name: string, source: string) =>
    `the package \`${name}\` is needed at run time and may come from the package source that \`${source}\` adds.`,
  hint: 'What names the source cannot be copied, or would not give the same. Add it and install the package in a runtime stage by hand.',
});

export const FolderNotSeen = define({
  name: 'FolderNotSeen',
  level: 'refusal',
  summary: 'files that cannot be seen go into a folder of the base image',
  message: (folder: string) =>
    `what goes into \`${folder}\` cannot be seen, and that folder of the build stage holds more than that.`,
  hint: 'What a build installs can be told apart in a folder of its own (`--prefix`). If it is copied from another build context than the one that was read, give that with --context.',
});

export const ValueNotKnown = define({
  name: 'ValueNotKnown',
  level: 'refusal',
  summary: 'a value that the runtime stage needs is only known when the image is built',
  message: (what: string) => `${what} depends on a value that is only known when the image is built.`,
  hint: 'Write the value out, or give its ARG a default.',
});

export const NoBaseImage = define({
  name: 'NoBaseImage',
  level: 'refusal',
  summary: 'no base image without the toolchain provides all that is needed',
  message: (reasons: string) => `no base image provides all that is needed: ${reasons}.`,
  hint: (reasons) =>
    /\bnot (?:seen|known|in the build context)\b/.test(reasons)
      ? 'If manifests or sources that were not seen are in a build context, give that with --context.'
      : undefined,
});

export const ReleaseNotKnown = define({
  name: 'ReleaseNotKnown',
  level: 'refusal',
  summary: 'which release of a distribution the base image has is not known, so no smaller base can be matched with it',
  message: (image: string) =>
    `which release of its distribution \`${image}\` has is not known, so no smaller base can be matched with it.`,
  hint: 'Name a version of the base image, if it has versions.',
});

export const CheckFailed = define({
  name: 'CheckFailed',
  level: 'refusal',
  summary: 'the checker could not prove the result; please report it',
  message: (what: string) => `the result could not be proven: ${what}.`,
  hint: 'This is a fault of multistage, not of the Dockerfile. Please report it with the file.',
});

export const BelowMinimumConfidence = define({
  name: 'BelowMinimumConfidence',
  level: 'refusal',
  summary: 'the conversion is less certain than `--min-confidence` asks for',
  message: (confidence: string, minimum: string) =>
    `the conversion has ${confidence} confidence, and ${minimum} is asked for.`,
  hint: 'Run with --explain to see what it rests on.',
});

// --- Converted, and worth a look

export const SourcesNotSeen = define({
  name: 'SourcesNotSeen',
  level: 'warning',
  summary:
    'the sources are not in the build context that was given, so more is copied than may be needed, and it is not known what they start',
  message: (folders: string) =>
    folders === ''
      ? 'the sources were not seen, so what the program starts is not known.'
      : `the sources were not seen, so all of ${folders} is copied.`,
  hint: 'If the sources are in a build context, give it with --context. Make sure that the program starts no tool of the build stage, such as git, curl or a compiler.',
});

export const ScriptAssumed = define({
  name: 'ScriptAssumed',
  level: 'warning',
  summary:
    'scripts are copied that were not seen, onto a base that has all programs of the build stage but the toolchain',
  message: (script: string) =>
    `\`${script}\` cannot be read; the runtime stage has every program of the build stage except the toolchain.`,
  hint: 'Make sure that nothing that runs calls the toolchain through it.',
});

export const DigestNotKnown = define({
  name: 'DigestNotKnown',
  level: 'warning',
  summary: 'the configuration pins digests, and has none for the base of the runtime stage',
  message: (image: string) => `\`${image}\` has no digest, and the configuration pins those of other images.`,
  hint: 'Add it to `digests` of the configuration.',
});

export const VendorChanged = define({
  name: 'VendorChanged',
  level: 'warning',
  summary:
    'no image with the runtime alone is known of the vendor of the build image, so that of another one runs the result',
  message: (build: string, runtime: string) =>
    `\`${runtime}\` runs what \`${build}\` builds: the same version, of another vendor and with its own updates.`,
  hint: 'If it has to be that vendor, or that update, write its image in the last FROM.',
});

export const FloatingTag = define({
  name: 'FloatingTag',
  level: 'warning',
  summary: 'neither base image names a release, so both must be pulled together',
  message: (build: string, runtime: string) =>
    `\`${build}\` and \`${runtime}\` name no release; pull both when you build, so that the C library is not older in the runtime stage.`,
});

export const ImageVaries = define({
  name: 'ImageVaries',
  level: 'warning',
  summary: 'the base image depends on a build argument, and the runtime stage is made for its default',
  message: (build: string) => `\`${build}\` depends on a build argument, and the runtime stage fits its default alone.`,
  hint: 'With another value of the argument, change the image of the runtime stage and the paths that it copies as well.',
});

export const PackagesLeft = define({
  name: 'PackagesLeft',
  level: 'note',
  summary: 'packages that the author installs stay in the build stage',
  message: (names: string) => `left in the build stage, as nothing that runs is known to use it: ${names}.`,
});

export const ShellFormRewritten = define({
  name: 'ShellFormRewritten',
  level: 'note',
  summary: 'a shell-form instruction becomes exec form, as the runtime stage has no shell',
  message: (keyword: string) =>
    `${keyword} is in exec form now, as the runtime stage has no shell; the program gets signals directly.`,
});

export const EnvironmentAdded = define({
  name: 'EnvironmentAdded',
  level: 'note',
  summary: 'the build stage gets an environment variable, so that the artifact runs on less',
  message: (assignment: string, reason: string) => `\`ENV ${assignment}\` is added to the build stage: ${reason}.`,
});

// --- The files around it

export const ContextStated = define({
  name: 'ContextStated',
  level: 'note',
  summary: 'another file says which folder is the build context, and that one is taken',
  message: (folder: string) => `the build context is \`${folder}\`, as this says.`,
});

export const ContextsDiffer = define({
  name: 'ContextsDiffer',
  level: 'warning',
  summary: 'the Dockerfile is built with several folders as its build context',
  message: (folders: string, taken: string) => `this Dockerfile is built with ${folders} as build context; ${taken}.`,
  hint: 'Give the one that counts with --context.',
});

export const TargetIsBuildStage = define({
  name: 'TargetIsBuildStage',
  level: 'warning',
  summary: 'something that uses the Dockerfile asks for the stage that is the build stage now',
  message: (who: string, stage: string) =>
    `${who} builds the stage \`${stage}\`, which is the build stage now, with its toolchain.`,
  hint: 'Leave the target out where the program is meant to run.',
});

export const CommandNeedsToolchain = define({
  name: 'CommandNeedsToolchain',
  level: 'warning',
  summary: 'something that uses the image runs the toolchain in it, which the runtime stage does not have',
  message: (who: string, command: string, toolchain: string, _line: string) =>
    `${who} runs \`${command}\`, which needs ${toolchain}, and the runtime stage does not have it.`,
  hint: (_who, _command, _toolchain, line) => `Add \`${line}\` where the image is built, for the stage that has it.`,
});

export const ProgramNotInRuntime = define({
  name: 'ProgramNotInRuntime',
  level: 'warning',
  summary: 'something that uses the image starts a program that the runtime stage does not have',
  message: (who: string, program: string, image: string, _line: string) =>
    `${who} starts \`${program}\`, which the runtime stage on \`${image}\` does not have.`,
  hint: (_who, _program, _image, line) =>
    `Use what the runtime stage has, or add \`${line}\` where the image is built, for the stage that has it.`,
});

export const MountOverApplication = define({
  name: 'MountOverApplication',
  level: 'warning',
  summary: 'a folder of the machine is mounted over what the runtime stage brings',
  message: (who: string, path: string, _line: string) =>
    `${who} mounts a folder of the machine over \`${path}\`, which hides what the runtime stage has there.`,
  hint: (_who, _path, line) => `If it is for development, add \`${line}\` where the image is built.`,
});

export const DevelopmentInRuntimeStage = define({
  name: 'DevelopmentInRuntimeStage',
  level: 'warning',
  summary: 'people or pipelines work in the container, whose runtime stage has no toolchain',
  message: (who: string, toolchain: string, _line: string) =>
    `${who} is for work inside of the container, whose runtime stage does not have ${toolchain}.`,
  hint: (_who, _toolchain, line) => `Add \`${line}\` where the image is built, for the stage that has it.`,
});

export const TargetAdded = define({
  name: 'TargetAdded',
  level: 'note',
  summary: 'a file that uses the toolchain in the image asks for the build stage now',
  message: (who: string, line: string) => `${who} gets \`${line}\`, as it works with the toolchain.`,
});

export const DependenciesPruned = define({
  name: 'DependenciesPruned',
  level: 'note',
  summary: 'the build stage ends with a command that takes out dependencies which only the build needs',
  message: (command: string, reason: string) => `\`${command}\` is added to the end of the build stage: ${reason}.`,
  hint: 'If the program loads packages by names that are computed, keep those among the dependencies for production.',
});

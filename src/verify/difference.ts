// The words for what two images do not have in common. All of them stand here; when they apply is decided elsewhere.

export interface Difference {
  /** States the fact; stable. */
  readonly name: string;
  /** One sentence. Text of the images stands in backquotes, and may hold anything. */
  readonly message: string;
  /** Clauses without a full stop: what is known to be behind it. */
  readonly because: readonly string[];
}

/** Makes a difference of one kind. */
export interface DifferenceKind<Details extends readonly string[] = readonly string[]> {
  (...details: Details): Difference;
  readonly title: string;
  readonly summary: string;
}

function define<Details extends readonly string[]>(
  name: string,
  summary: string,
  message: (...details: Details) => string,
): DifferenceKind<Details> {
  const make = (...details: Details): Difference => ({ name, message: message(...details), because: [] });
  return Object.assign(make, { title: name, summary });
}

export function because(difference: Difference, causes: readonly string[]): Difference {
  return { ...difference, because: [...new Set([...difference.because, ...causes])] };
}

const CLIP = 160;

/** A value as it is shown within a sentence: one line, not too long. */
export function shown(value: string): string {
  return value === '' ? 'nothing' : `\`${value.length > CLIP ? `${value.slice(0, CLIP)}…` : value}\``;
}

const was = (after: string, before: string): string => `is ${shown(after)}, and was ${shown(before)}`;

// — Building

export const BuildFailed = define(
  'BuildFailed',
  'the original builds, and the conversion does not',
  () => 'the original builds, and the converted file does not.',
);

// — Config

export const ConfigChanged = define(
  'ConfigChanged',
  'a field of the image config is another one',
  (field: string, before: string, after: string) => `${field} ${was(after, before)}.`,
);

// — Files

export const AccountMissing = define(
  'AccountMissing',
  'the account of USER is not in `/etc/passwd` of the image',
  (user: string) => `the container runs as \`${user}\`, and \`/etc/passwd\` of the image has no such account.`,
);
export const WriteLost = define(
  'WriteLost',
  'the user may no longer write a file or folder',
  (path: string, account: string, owner: string) =>
    `user ${account} can no longer write \`${path}\`, which belongs to ${owner}.`,
);
export const ProgramMissing = define(
  'ProgramMissing',
  'CMD, ENTRYPOINT, HEALTHCHECK or a script of theirs names a program or file that is not there',
  (program: string, by: string) => `${by} names \`${program}\`, which the image does not have.`,
);
export const ProgramNotExecutable = define(
  'ProgramNotExecutable',
  'a program that is named is no file, or may not be executed',
  (program: string, by: string) => `${by} names \`${program}\`, which is not executable.`,
);
export const InterpreterMissing = define(
  'InterpreterMissing',
  'a program is linked dynamically, and its loader is not there',
  (path: string, interpreter: string) =>
    `\`${path}\` is linked dynamically and needs the loader \`${interpreter}\`, which the image does not have.`,
);
export const LibraryMissing = define(
  'LibraryMissing',
  'a program or library needs another library, which the loader would not find',
  (path: string, libraries: string) => `\`${path}\` needs ${libraries}, which the image does not have.`,
);
export const LibraryTooOld = define(
  'LibraryTooOld',
  'a library is older than a program needs',
  (path: string, version: string, library: string) =>
    `\`${path}\` needs \`${version}\`, and \`${library}\` of the image is older.`,
);

// — Behaviour

export const NotStarted = define(
  'NotStarted',
  'the builder cannot start the container',
  (reason: string) => `the container does not start: ${shown(reason)}.`,
);
export const EndedEarly = define(
  'EndedEarly',
  'a server ends by itself',
  (code: string) => `the container ends by itself, with exit code ${code}; the original goes on running.`,
);
export const GoesOnRunning = define(
  'GoesOnRunning',
  'a program does not end',
  (code: string) => `the container goes on running; the original ends, with exit code ${code}.`,
);
export const ExitCodeChanged = define(
  'ExitCodeChanged',
  'the exit code is another one',
  (before: string, after: string) => `the exit code is ${after}, and was ${before}.`,
);
export const OutOfMemory = define(
  'OutOfMemory',
  'the container runs out of memory',
  () => 'the container runs out of memory, and the original does not.',
);
export const OutputChanged = define(
  'OutputChanged',
  'standard output or standard error is another one',
  (stream: string, before: string, after: string) => `${stream} ${was(after, before)}.`,
);
export const PortsChanged = define(
  'PortsChanged',
  'other ports are listened on',
  (before: string, after: string) => `it listens on ${after || 'no port'}, and listened on ${before || 'no port'}.`,
);
export const ProcessUserChanged = define(
  'ProcessUserChanged',
  'the first process runs as another user or group',
  (before: string, after: string) => `it runs as user and group ${after}, and ran as ${before}.`,
);
export const AnswerChanged = define(
  'AnswerChanged',
  'status, type, location or body of an HTTP answer is another one',
  (what: string, question: string, before: string, after: string) => `${what} of ${question} ${was(after, before)}.`,
);
export const HealthChanged = define(
  'HealthChanged',
  'the command of HEALTHCHECK ends with another exit code',
  (before: string, after: string) => `the health check ends with ${after}, and ended with ${before}.`,
);
export const VolumesChanged = define(
  'VolumesChanged',
  'volumes are mounted elsewhere',
  (before: string, after: string) =>
    `volumes are mounted at ${after || 'no place'}, and were at ${before || 'no place'}.`,
);

// — What is worth knowing, and no fault of the conversion

export const OriginalFails = define(
  'OriginalFails',
  'the original itself does not do its work, so that little was shown',
  (what: string) => `${what}: two containers that fail alike show little, so give them what they need.`,
);
export const NotSteady = define(
  'NotSteady',
  'the original is another one each time, so that something could not be compared word by word',
  (what: string) =>
    `${what} of the original is another one each time, so it was compared without numbers, or not at all.`,
);
export const NobodyCouldAsk = define(
  'NobodyCouldAsk',
  'neither image has a shell to look from',
  () => 'neither image has a shell to look from, so ports, users and answers were not seen.',
);
export const EnvironmentGone = define(
  'EnvironmentGone',
  'variables of the original are not set, which is usual for those of the build',
  (names: string) => `variables of the build are gone: ${names}.`,
);
export const EnvironmentNew = define(
  'EnvironmentNew',
  'variables are set that the original does not have',
  (names: string) => `variables are set that the original does not have: ${names}.`,
);
export const FolderNotSet = define(
  'FolderNotSet',
  'WORKDIR is left out, which it is when nothing touches files',
  (before: string) => `the working directory is \`/\`, and was \`${before}\`.`,
);
export const StoppedDifferently = define(
  'StoppedDifferently',
  'a stopped server ends with another exit code, as no shell stands in front of it any more',
  (before: string, after: string) =>
    `stopped, it ends with exit code ${after}, and ended with ${before}: the first process is another one.`,
);
export const NothingStarts = define(
  'NothingStarts',
  'the builder does not start containers',
  (builder: string) => `${builder} builds images and does not start them, so behaviour was not compared.`,
);
export const ScannerFailed = define(
  'ScannerFailed',
  'the scanner for vulnerabilities gave no answer',
  (scanner: string, reason: string) => `${scanner} gave no answer: ${reason}.`,
);

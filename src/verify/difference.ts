// The words for what two images do not have in common. All of them stand here; when they apply is decided elsewhere.

export interface Difference {
  /** States the fact; stable. */
  readonly name: string;
  /** One sentence. Text of the images stands in backquotes, and may hold anything. */
  readonly message: string;
  /** Clauses without a full stop: what is known to be behind it. */
  readonly because: readonly string[];
}

type Kind<Details extends readonly string[]> = (...details: Details) => Difference;

function define<Details extends readonly string[]>(
  name: string,
  message: (...details: Details) => string,
): Kind<Details> {
  return (...details) => ({ name, message: message(...details), because: [] });
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

export const BuildFailed = define('BuildFailed', () => 'the original builds, and the converted file does not.');

// — Config

export const ConfigChanged = define(
  'ConfigChanged',
  (field: string, before: string, after: string) => `${field} ${was(after, before)}.`,
);

// — Files

export const AccountMissing = define(
  'AccountMissing',
  (user: string) => `the container runs as \`${user}\`, and \`/etc/passwd\` of the image has no such account.`,
);
export const WriteLost = define(
  'WriteLost',
  (path: string, account: string, owner: string) =>
    `user ${account} can no longer write \`${path}\`, which belongs to ${owner}.`,
);
export const ProgramMissing = define(
  'ProgramMissing',
  (program: string, by: string) => `${by} names \`${program}\`, which the image does not have.`,
);
export const ProgramNotExecutable = define(
  'ProgramNotExecutable',
  (program: string, by: string) => `${by} names \`${program}\`, which is not executable.`,
);
export const InterpreterMissing = define(
  'InterpreterMissing',
  (path: string, interpreter: string) =>
    `\`${path}\` is linked dynamically and needs the loader \`${interpreter}\`, which the image does not have.`,
);
export const LibraryMissing = define(
  'LibraryMissing',
  (path: string, libraries: string) => `\`${path}\` needs ${libraries}, which the image does not have.`,
);
export const LibraryTooOld = define(
  'LibraryTooOld',
  (path: string, version: string, library: string) =>
    `\`${path}\` needs \`${version}\`, and \`${library}\` of the image is older.`,
);

// — Behaviour

export const NotStarted = define('NotStarted', (reason: string) => `the container does not start: ${shown(reason)}.`);
export const EndedEarly = define(
  'EndedEarly',
  (code: string) => `the container ends by itself, with exit code ${code}; the original goes on running.`,
);
export const GoesOnRunning = define(
  'GoesOnRunning',
  (code: string) => `the container goes on running; the original ends, with exit code ${code}.`,
);
export const ExitCodeChanged = define(
  'ExitCodeChanged',
  (before: string, after: string) => `the exit code is ${after}, and was ${before}.`,
);
export const OutOfMemory = define('OutOfMemory', () => 'the container runs out of memory, and the original does not.');
export const OutputChanged = define(
  'OutputChanged',
  (stream: string, before: string, after: string) => `${stream} ${was(after, before)}.`,
);
export const PortsChanged = define(
  'PortsChanged',
  (before: string, after: string) => `it listens on ${after || 'no port'}, and listened on ${before || 'no port'}.`,
);
export const ProcessUserChanged = define(
  'ProcessUserChanged',
  (before: string, after: string) => `it runs as user and group ${after}, and ran as ${before}.`,
);
export const AnswerChanged = define(
  'AnswerChanged',
  (what: string, question: string, before: string, after: string) => `${what} of ${question} ${was(after, before)}.`,
);
export const HealthChanged = define(
  'HealthChanged',
  (before: string, after: string) => `the health check ends with ${after}, and ended with ${before}.`,
);
export const VolumesChanged = define(
  'VolumesChanged',
  (before: string, after: string) =>
    `volumes are mounted at ${after || 'no place'}, and were at ${before || 'no place'}.`,
);

// — What is worth knowing, and no fault of the conversion

export const OriginalFails = define(
  'OriginalFails',
  (what: string) => `${what}: two containers that fail alike show little, so give them what they need.`,
);
export const NotSteady = define(
  'NotSteady',
  (what: string) =>
    `${what} of the original is another one each time, so it was compared without numbers, or not at all.`,
);
export const NobodyCouldAsk = define(
  'NobodyCouldAsk',
  () => 'neither image has a shell to look from, so ports, users and answers were not seen.',
);
export const EnvironmentGone = define(
  'EnvironmentGone',
  (names: string) => `variables of the build are gone: ${names}.`,
);
export const FolderNotSet = define(
  'FolderNotSet',
  (before: string) => `the working directory is \`/\`, and was \`${before}\`.`,
);
export const StoppedDifferently = define(
  'StoppedDifferently',
  (before: string, after: string) =>
    `stopped, it ends with exit code ${after}, and ended with ${before}: the first process is another one.`,
);
export const NothingStarts = define(
  'NothingStarts',
  (builder: string) => `${builder} builds images and does not start them, so behaviour was not compared.`,
);
export const ScannerFailed = define(
  'ScannerFailed',
  (scanner: string, reason: string) => `${scanner} gave no answer: ${reason}.`,
);

// What can go wrong around a Dockerfile: reading it, its context, writing the result. Refusals of the engine are in src/diagnostics.ts.

import { type Diagnostic, type DiagnosticKind, diagnose } from '../diagnostics.ts';
import type { Failure } from '../report/outcome.ts';

type Kind<Details extends readonly string[] = []> = DiagnosticKind<Details>;

/** Largest Dockerfile that is read, in bytes. */
export const SIZE_LIMIT = 10 * 1024 * 1024;

export const PathNotFound: Kind = {
  name: 'PathNotFound',
  level: 'refusal',
  summary: 'a path of the command line does not exist',
  message: () => 'there is no such file or folder.',
};

export const PathOutside: Kind = {
  name: 'PathOutside',
  level: 'refusal',
  summary: 'an agent asks `multistage mcp` for a file outside of its folder',
  message: () => 'this is outside of the folder that may be read.',
  hint: 'Start `multistage mcp` with a folder that holds it.',
};

export const NotAFile: Kind = {
  name: 'NotAFile',
  level: 'refusal',
  summary: 'a path is neither a file nor a folder',
  message: () => 'this is neither a file nor a folder.',
  hint: 'Hand the text of a pipe to `multistage -`.',
};

export const NoDockerfileFound: Kind = {
  name: 'NoDockerfileFound',
  level: 'refusal',
  summary: 'a folder holds no Dockerfile',
  message: () => 'no Dockerfile is in this folder or below it.',
  hint: 'Dockerfile, Dockerfile.*, *.Dockerfile, Containerfile and Containerfile.* are searched for, leaving out what .gitignore names.',
};

export const ConfigurationInvalid: Kind<[place: string, problem: string]> = {
  name: 'ConfigurationInvalid',
  level: 'refusal',
  summary: 'the configuration that holds for a Dockerfile cannot be read, or says something that is not understood',
  message: (place, problem) => `its configuration ${place} does not hold: ${problem.replace(/([^?])$/, '$1.')}`,
  hint: 'docs/configuration.md lists the keys.',
};

export const IgnoredByConfiguration: Kind = {
  name: 'IgnoredByConfiguration',
  level: 'note',
  summary: 'the configuration leaves a Dockerfile alone',
  message: () => '`ignore` of the configuration leaves this file alone.',
};

export const ConfigurationNotFound: Kind<[path: string]> = {
  name: 'ConfigurationNotFound',
  level: 'refusal',
  summary: 'the file of `--config` does not exist',
  message: (path) => `the configuration ${path} does not exist.`,
};

export const NoPermission: Kind<[doing: 'read' | 'written']> = {
  name: 'NoPermission',
  level: 'refusal',
  summary: 'the operating system forbids reading or writing a path',
  message: (doing) => `this may not be ${doing}: permission is denied.`,
};

export const LinkLoop: Kind = {
  name: 'LinkLoop',
  level: 'refusal',
  summary: 'symbolic links lead in a circle',
  message: () => 'this symbolic link leads in a circle.',
};

export const EmptyFile: Kind = {
  name: 'EmptyFile',
  level: 'refusal',
  summary: 'a file is empty',
  message: () => 'this file is empty.',
};

export const NotText: Kind = {
  name: 'NotText',
  level: 'refusal',
  summary: 'a file is binary, or text that is not UTF-8',
  message: () => 'this is not UTF-8 text, so it is no Dockerfile.',
};

export const FileTooLarge: Kind<[megabytes: string]> = {
  name: 'FileTooLarge',
  level: 'refusal',
  summary: 'a file is larger than 10 MiB',
  message: (megabytes) => `this file has ${megabytes} MiB, and no Dockerfile of more than 10 MiB is read.`,
};

export const ContextNotFound: Kind = {
  name: 'ContextNotFound',
  level: 'refusal',
  summary: 'the folder of `--context` does not exist',
  message: () => 'there is no such folder to take as the build context.',
};

export const ContextNotAFolder: Kind = {
  name: 'ContextNotAFolder',
  level: 'refusal',
  summary: '`--context` names something that is not a folder',
  message: () => 'the build context has to be a folder, and this is none.',
};

export const ReadFailed: Kind<[reason: string]> = {
  name: 'ReadFailed',
  level: 'refusal',
  summary: 'the operating system failed to read a path',
  message: (reason) => `this could not be read: ${reason}.`,
};

export const FileChanged: Kind = {
  name: 'FileChanged',
  level: 'refusal',
  summary: 'a file changed between reading and writing',
  message: () => 'this file was changed by someone else meanwhile, so it was not written.',
  hint: 'Run the command again.',
};

export const WriteFailed: Kind<[reason: string]> = {
  name: 'WriteFailed',
  level: 'refusal',
  summary: 'the operating system failed to write a result',
  message: (reason) => `this could not be written: ${reason}.`,
  hint: 'The file is as it was before.',
};

export const NoBuilder: Kind<[asked: string]> = {
  name: 'NoBuilder',
  level: 'refusal',
  summary: 'nothing is there to build images with',
  message: (asked) =>
    asked === ''
      ? 'no container builder answers on this machine: install Docker with BuildKit, Podman or Buildah.'
      : `\`${asked}\` does not answer on this machine: install or start it, or leave out --builder.`,
};

export const NotVerified: Kind<[verdict: string]> = {
  name: 'NotVerified',
  level: 'refusal',
  summary: '`--write --verify` built and ran both images, and did not find them the same',
  message: (verdict) => `this was not written: ${verdict}.`,
  hint: 'Run `multistage verify` on it for all that was seen.',
};

export const RevisionNotFound: Kind<[reason: string]> = {
  name: 'RevisionNotFound',
  level: 'refusal',
  summary: 'the revision of `--base` cannot be read',
  message: (reason) => `the revision of --base cannot be read: ${reason}.`,
};

export const NotFetched: Kind<[reason: string]> = {
  name: 'NotFetched',
  level: 'refusal',
  summary: '`suggest` cannot see a Dockerfile, or what hides files from its build context',
  message: (reason) => `this was not looked at: ${reason}.`,
};

export const Crashed: Kind<[reason: string]> = {
  name: 'Crashed',
  level: 'refusal',
  summary: 'a mistake in multistage itself',
  message: (reason) => `multistage itself failed on this file: ${reason}.`,
  hint: 'Please report it, with the Dockerfile.',
};

export function fail<Details extends readonly string[]>(
  path: string,
  kind: Kind<Details>,
  ...details: Details
): Failure {
  return failure(path, diagnose(kind, undefined, ...details));
}

export function failTooLarge(path: string, bytes: number): Failure {
  return fail(path, FileTooLarge, (bytes / 1024 / 1024).toFixed(1));
}

/** From what a function of node:fs threw. */
export function failFromError(path: string, error: unknown, doing: 'read' | 'written'): Failure {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fail(path, PathNotFound);
    case 'EACCES':
    case 'EPERM':
      return fail(path, NoPermission, doing);
    case 'ELOOP':
      return fail(path, LinkLoop);
    default:
      return doing === 'read' ? fail(path, ReadFailed, reasonOf(error)) : fail(path, WriteFailed, reasonOf(error));
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A clause without a full stop. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replace(/\.$/, '');
}

function failure(path: string, diagnostic: Diagnostic): Failure {
  return { kind: 'failed', path, input: undefined, toolchains: [], diagnostics: [diagnostic] };
}

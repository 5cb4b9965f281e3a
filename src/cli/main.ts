// The command line: options, help and exit codes. Loads nothing of the engine until a command runs; the only file that knows yargs.

import yargs, { type Argv } from 'yargs';
import {
  BUILDERS,
  CONFIDENCES,
  type ConversionOptions,
  FORMATS,
  type Options,
  PREFERENCES,
  PULLS,
  VERIFY_FORMATS,
  type VerifyCommandOptions,
} from './options.ts';
import { version } from './version.ts';

const USAGE = `$0 [paths..]

Turns single-stage Dockerfiles into multi-stage ones. Prints a diff and writes nothing, unless asked to.
Paths are files, folders that are searched for Dockerfiles, globs, or - for standard input; by default the current folder.`;

const EPILOGUE = `Exit codes: 0 done or nothing to do, 1 --check found something to convert, 2 something you have to mend.
A refusal is not an error: the file is left as it is, and the reason is on standard error.`;

const VERIFY_USAGE = `$0 verify [paths..]

Builds each Dockerfile that is converted, before and after, starts both images, and compares
sizes, files, config and behaviour. Writes nothing, and removes all that it made. It needs Docker
with BuildKit, Podman or Buildah.`;

const VERIFY_EPILOGUE = `Exit codes: 0 the same, or nothing to verify; 1 something differs; 2 nothing could be compared.
Containers have no network, unless --network gives them one; builds have the builder's.`;

/** The yargs definition, without the program's arguments. Handlers answer with the exit code through `exit`. */
export function commandLine(exit: (code: number) => void): Argv {
  return yargs()
    .scriptName('multistage')
    .locale('en')
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'boolean-negation': false,
      'dot-notation': false,
    })
    .usage(USAGE)
    .command(
      // Not `$0 [paths..]`: yargs parses positionals a second time, and then takes `-` and what follows `--` for nothing.
      '$0',
      false,
      (command) => convertOptions(command).check(contradictions),
      async (given) => {
        const { convertPaths } = await import('./commands/convert.ts');
        exit(await convertPaths(optionsOf(given)));
      },
    )
    .command(
      'verify',
      'build and run both, before and after, and compare',
      (command) => verifyOptions(command).check(contradictionsOfVerify),
      async (given) => {
        const { verifyPaths } = await import('./commands/verify.ts');
        exit(await verifyPaths(verifyOptionsOf(given)));
      },
    )
    .command(
      'toolchains',
      'list the toolchains it knows',
      (command) => command,
      async () => {
        const { listToolchains } = await import('./commands/toolchains.ts');
        listToolchains();
      },
    )
    .strictOptions()
    .version(version)
    .help()
    .alias('help', 'h')
    .wrap(100);
}

const conversionOptions = {
  context: {
    type: 'string',
    requiresArg: true,
    describe: 'the build context (default: what other files say, or the folder of each Dockerfile; none for -)',
  },
  prefer: {
    choices: PREFERENCES,
    default: 'smallest',
    requiresArg: true,
    describe: 'which base to take of those that do',
  },
  'min-confidence': {
    choices: CONFIDENCES,
    default: 'low',
    requiresArg: true,
    describe: 'refuse conversions that are less sure',
  },
} as const;

function convertOptions(command: Argv) {
  return command
    .options({
      write: { alias: 'w', type: 'boolean', default: false, describe: 'write the files in place' },
      verify: {
        type: 'boolean',
        default: false,
        describe: 'with --write: build and run both, and write only what is the same',
      },
      backup: { type: 'boolean', default: false, describe: 'with --write: keep the original as <file>.orig' },
      check: { alias: 'c', type: 'boolean', default: false, describe: 'exit with 1 if anything would be converted' },
      explain: { type: 'boolean', default: false, describe: 'say why, instruction by instruction' },
      neighbours: {
        type: 'boolean',
        default: false,
        describe: 'change files that use the Dockerfile for development as well: they get the build stage',
      },
      format: {
        choices: FORMATS,
        requiresArg: true,
        describe: 'what to print (default: diff; text with --write or --explain; the converted text for -)',
      },
      ...conversionOptions,
    } as const)
    .example('$0', 'a diff for every Dockerfile below the current folder')
    .example('$0 Dockerfile --explain', 'why this base, why this place, what stays behind')
    .example('$0 --write --backup services/', 'convert in place, keep the originals')
    .example('$0 . | git apply', 'take the printed diff')
    .example('cat Dockerfile | $0 -', 'the converted text')
    .example('$0 --check .', 'for continuous integration')
    .epilogue(EPILOGUE);
}

type Given = Awaited<ReturnType<typeof convertOptions>['argv']>;

function verifyOptions(command: Argv) {
  return command
    .usage(VERIFY_USAGE)
    .options({
      http: { type: 'string', array: true, nargs: 1, default: [], describe: 'ask a server, as in 8080/health' },
      run: {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'start it once more, with these words in place of CMD',
      },
      env: {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'a variable for the containers: NAME=value',
      },
      network: { type: 'string', default: 'none', requiresArg: true, describe: 'the network of the containers' },
      base: {
        type: 'string',
        requiresArg: true,
        describe: 'compare the working tree with this revision, and convert nothing',
      },
      builder: {
        choices: BUILDERS,
        requiresArg: true,
        describe: 'what builds (default: the first of them that answers)',
      },
      pull: { choices: PULLS, default: 'missing', requiresArg: true, describe: 'which base images to fetch' },
      timeout: {
        type: 'number',
        default: 30,
        requiresArg: true,
        describe: 'seconds until a container ends or answers',
      },
      'build-timeout': { type: 'number', default: 1800, requiresArg: true, describe: 'seconds for a build' },
      memory: { type: 'string', default: '1g', requiresArg: true, describe: 'the most that a container may take' },
      format: { choices: VERIFY_FORMATS, default: 'text', requiresArg: true, describe: 'what to print' },
      ...conversionOptions,
    } as const)
    .example('$0 verify', 'every Dockerfile below the current folder that is converted')
    .example('$0 verify server --http 8080/health', 'ask both servers, and compare their answers')
    .example('$0 verify tool --run=--version', 'start both once more, with an argument')
    .example('$0 verify --base main --format markdown', 'what the working tree does to the images of main')
    .epilogue(VERIFY_EPILOGUE);
}

type GivenToVerify = Awaited<ReturnType<typeof verifyOptions>['argv']>;

function verifyOptionsOf(given: GivenToVerify): VerifyCommandOptions {
  const { builder, pull, http, run, env, network, base, timeout, memory, format } = given;
  const trial = { builder, pull, http, run, env, network, timeout, memory, buildTimeout: given['build-timeout'] };
  return { paths: pathsOf(given).slice(1), base, format, ...trial, ...conversionOptionsOf(given) };
}

async function contradictionsOfVerify(given: Record<string, unknown>): Promise<true> {
  const once = ['network', 'base', 'builder', 'pull', 'timeout', 'build-timeout', 'memory', 'format'];
  refuseRepeated(given, [...once, ...Object.keys(conversionOptions)]);
  if (pathsOf(given).includes('-')) throw new Error('verify needs files, and - is standard input.');
  refuseEmpty(given);
  const { problemOf } = await import('../verify/starts.ts');
  const problem = problemOf(verifyOptionsOf(given as unknown as GivenToVerify));
  if (problem !== undefined) throw new Error(problem);
  if (!(Number(given['build-timeout']) > 0)) throw new Error('--build-timeout needs a number of seconds.');
  return true;
}

function refuseRepeated(given: Record<string, unknown>, names: readonly string[]): void {
  const twice = names.find((name) => Array.isArray(given[name]));
  if (twice !== undefined) throw new Error(`--${twice} is given twice.`);
}

function refuseEmpty(given: Record<string, unknown>): void {
  if (given.context === '') throw new Error('--context needs a folder.');
  if (pathsOf(given).includes('')) throw new Error('a path is empty.');
}

function contradictions(given: Record<string, unknown>): true {
  const paths = pathsOf(given);
  refuseRepeated(given, ['format', ...Object.keys(conversionOptions)]);
  if (given.verify && !given.write)
    throw new Error('--verify goes with --write; without it, there is multistage verify.');
  if (given.backup && !given.write) throw new Error('--backup goes with --write.');
  if (given.check && given.write) throw new Error('--check writes nothing, so it does not go with --write.');
  if (paths.includes('-') && paths.length > 1) throw new Error('- is standard input and has to be the only path.');
  if (paths.includes('-') && given.write) throw new Error('--write needs a file, and - is standard input.');
  if (paths.includes('-') && given.neighbours) throw new Error('--neighbours needs a file, and - is standard input.');
  refuseEmpty(given);
  return true;
}

function pathsOf(given: Record<string, unknown>): readonly string[] {
  return Array.isArray(given._) ? given._.map(String) : [];
}

function optionsOf(given: Given): Options {
  return {
    paths: pathsOf(given),
    write: given.write,
    verify: given.verify,
    backup: given.backup,
    check: given.check,
    explain: given.explain,
    neighbours: given.neighbours,
    format: given.format,
    ...conversionOptionsOf(given),
  };
}

function conversionOptionsOf(given: Pick<Given, keyof typeof conversionOptions>): ConversionOptions {
  return { context: given.context, prefer: given.prefer, minConfidence: given['min-confidence'] };
}

/** Sets the exit code and never throws. */
export async function run(words: readonly string[]): Promise<void> {
  // The reader of a pipe may leave early (`| head`): that is no error of ours, and nobody is left to tell.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? (process.exitCode ?? 0) : 2);
    });
  }
  try {
    await commandLine((code) => {
      process.exitCode = code;
    })
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message);
      })
      .parseAsync([...words]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`multistage: ${message}\nSee multistage --help.\n`);
    process.exitCode = 2;
  }
}

// `multistage verify [paths..]`: its options and help.

import type { BuildOptions } from '../../verify/build.ts';
import type { BuilderName, Pull } from '../../verify/builder.ts';
import type { StartOptions } from '../../verify/starts.ts';
import { command, pathsOf, refuseRepeated } from '../command.ts';
import { type ConversionOptions, conversionOptions, conversionOptionsOf, refuseEmpty } from './conversion.ts';

const BUILDERS = ['docker', 'podman', 'buildah'] as const satisfies readonly BuilderName[];
const PULLS = ['missing', 'never', 'always'] as const satisfies readonly Pull[];
const FORMATS = ['text', 'json', 'markdown'] as const;

/** How images are built and containers started. */
export interface TrialOptions extends BuildOptions, StartOptions {
  /** The first that answers, when none is asked for. */
  readonly builder: BuilderName | undefined;
}

export interface VerifyOptions extends ConversionOptions, TrialOptions {
  readonly paths: readonly string[];
  /** The revision that the working tree is compared with, in place of a conversion. */
  readonly base: string | undefined;
  readonly format: (typeof FORMATS)[number];
}

export const verifyCommand = command({
  name: 'verify',
  summary: 'build and run both, before and after, and compare',
  usage: `$0 verify [paths..]

Builds each Dockerfile that is converted, before and after, starts both images, and compares
sizes, files, config and behaviour. Writes nothing, and removes all that it made. It needs Docker
with BuildKit, Podman or Buildah.`,
  options: {
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
    format: { choices: FORMATS, default: 'text', requiresArg: true, describe: 'what to print' },
    ...conversionOptions,
  },
  examples: [
    ['$0 verify', 'every Dockerfile below the current folder that is converted'],
    ['$0 verify server --http 8080/health', 'ask both servers, and compare their answers'],
    ['$0 verify tool --run=--version', 'start both once more, with an argument'],
    ['$0 verify --base main --format markdown', 'what the working tree does to the images of main'],
  ],
  epilogue: `Exit codes: 0 the same, or nothing to verify; 1 something differs; 2 nothing could be compared.
Containers have no network, unless --network gives them one; builds have the builder's.`,

  async check(given) {
    const once = ['network', 'base', 'builder', 'pull', 'timeout', 'build-timeout', 'memory', 'format'];
    refuseRepeated(given, [...once, ...Object.keys(conversionOptions)]);
    if (pathsOf(given).includes('-')) throw new Error('verify needs files, and - is standard input.');
    refuseEmpty(given.context, pathsOf(given));
    const { problemOf } = await import('../../verify/starts.ts');
    const problem = problemOf(trialOf(given));
    if (problem !== undefined) throw new Error(problem);
    if (!(given['build-timeout'] > 0)) throw new Error('--build-timeout needs a number of seconds.');
  },

  async run(given) {
    const { verifyPaths } = await import('../commands/verify.ts');
    const { base, format } = given;
    return verifyPaths({ paths: pathsOf(given), base, format, ...trialOf(given), ...conversionOptionsOf(given) });
  },
});

interface Given extends StartOptions, Pick<BuildOptions, 'pull'> {
  readonly builder: BuilderName | undefined;
  readonly 'build-timeout': number;
}

function trialOf(given: Given): TrialOptions {
  const { builder, pull, http, run, env, network, timeout, memory } = given;
  return { builder, pull, http, run, env, network, timeout, memory, buildTimeout: given['build-timeout'] };
}

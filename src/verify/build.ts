// Builds one side: the text of a Dockerfile on a folder, the way its author builds it. Decides nothing about the result.

import { createReadStream } from 'node:fs';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipe } from '../processes.ts';
import { readArchive } from './archive.ts';
import { basesOf, frontEndOf, isStandardFrontEnd, withoutFrontEnd } from './bases.ts';
import type { Pull } from './builder.ts';
import type { Image } from './image.ts';
import type { Session } from './session.ts';

export interface Side {
  /** The text that is built; the file itself may hold another. */
  readonly text: string;
  /** Paths of this machine. */
  readonly dockerfile: string;
  readonly context: string;
}

export interface BuildOptions {
  readonly pull: Pull;
  /** Seconds. */
  readonly buildTimeout: number;
}

export type Built =
  | { readonly kind: 'built'; readonly id: string }
  /** `output` is the end of what the builder said. */
  | { readonly kind: 'failed'; readonly output: string }
  /** The machine lacks something, which says nothing about the Dockerfile. A clause without a full stop. */
  | { readonly kind: 'unreachable'; readonly because: string };

export async function build(
  session: Session,
  name: 'before' | 'after',
  side: Side,
  { pull, buildTimeout }: BuildOptions,
  onStep: (step: string) => void,
): Promise<Built> {
  const { builder, label, scratch, signal } = session;
  const asked = builder.fetchesUnasked && pull === 'never';
  const missing = asked ? await missingImage(session, side.text) : undefined;
  if (missing !== undefined) return { kind: 'unreachable', because: missing };

  const dockerfile = join(scratch, `${name}.Dockerfile`);
  await writeFile(dockerfile, asked ? withoutFrontEnd(side.text) : side.text);
  const idFile = join(scratch, `${name}.id`);
  const ignoreFile = await copied(`${side.dockerfile}.dockerignore`, `${dockerfile}.dockerignore`);
  const words = builder.buildWords({ dockerfile, context: side.context, idFile, ignoreFile, label, pull });
  const { code, stdout, stderr, timedOut } = await builder.run(words, {
    timeout: buildTimeout,
    onLine: (line) => {
      const step = /^(?:#\d+ \[(?!internal)([^\]]+)\] (.+)|(?:\[\d+\/\d+\] )?STEP (\d+\/\d+): (.+))$/.exec(line);
      if (step !== null) onStep(`${step[1] ?? step[3]} ${step[2] ?? step[4]}`);
    },
  });
  signal.throwIfAborted();
  if (code === 0) return { kind: 'built', id: (await readFile(idFile, 'utf8')).trim() };
  const output = `${stdout}\n${stderr}`.trim();
  const unreachable = unreachableImage(output);
  if (unreachable !== undefined) return { kind: 'unreachable', because: `\`${unreachable}\` cannot be fetched here` };
  return { kind: 'failed', output: timedOut ? `it took more than ${buildTimeout} seconds` : lastLines(output) };
}

/** Reads what was built. `looks` as for readArchive. Rejects when the builder does not hand it out. */
export async function inspect(session: Session, id: string, looks: (path: string) => boolean): Promise<Image> {
  const { builder, scratch, signal } = session;
  const file = join(scratch, 'image.tar');
  const words = builder.saveWords(id, file);
  try {
    if (!builder.savesToFile)
      return await pipe(builder.name, words, (output) => readArchive(output, looks), { signal });
    const { code, stderr } = await builder.run(words, { timeout: 600 });
    if (code !== 0) throw new Error(lastLines(stderr.trim()));
    return await readArchive(createReadStream(file), looks);
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${builder.name} did not hand out the image that it built: ${reason}`);
  } finally {
    await rm(file, { force: true });
  }
}

async function missingImage({ builder }: Session, text: string): Promise<string | undefined> {
  const frontEnd = frontEndOf(text);
  if (frontEnd !== undefined && !isStandardFrontEnd(frontEnd))
    return `the front end \`${frontEnd}\` would have to be fetched`;
  for (const image of basesOf(text)) {
    const { code } = await builder.run(['image', 'inspect', '--format', '{{.Id}}', image]);
    if (code !== 0) return `\`${image}\` is not on this machine, and nothing may be fetched`;
  }
  return undefined;
}

/** A registry that answers "no such image" has been reached: that is a mistake in the Dockerfile, and not of the machine. */
function unreachableImage(output: string): string | undefined {
  if (!/dial tcp|no such host|i\/o timeout|TLS handshake|connection refused/.test(output)) return undefined;
  return /(?:resolve source metadata for|initializing source docker:\/\/)\s*(\S+?):?\s/.exec(output)?.[1];
}

const LINES = 12;

function lastLines(output: string): string {
  return output.split('\n').slice(-LINES).join('\n');
}

/** The path of the copy, when there was a file. */
async function copied(from: string, to: string): Promise<string | undefined> {
  try {
    await copyFile(from, to);
    return to;
  } catch {
    return undefined;
  }
}

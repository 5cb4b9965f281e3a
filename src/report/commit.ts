// Conversions → the message of the commit that holds them. Plain text in lines of 72 columns, as git's own tools show it best.

import type { Converted } from './markdown.ts';
import { escapeLine } from './terminal.ts';
import { megabytes } from './words.ts';

const WIDTH = 72;

/** What the change is for, in one line. */
export function titleOf(conversions: readonly Converted[]): string {
  return conversions.some(({ plan }) => plan.kind === 'split')
    ? 'Leave the build tools out of the image'
    : 'Name the stages of the Dockerfile';
}

/** The title, what is done, and a paragraph for each file: what and why. */
export function renderCommitMessage(conversions: readonly Converted[]): string {
  const split = conversions.some(({ plan }) => plan.kind === 'split');
  const paragraphs = [
    ...(split
      ? [
          'The instructions that build become a stage of their own, untouched. The image that runs starts from a smaller base and copies what it needs out of that stage.',
        ]
      : []),
    ...conversions.flatMap((conversion) => [whatOf(conversion), ...besideOf(conversion)]),
  ];
  return `${[titleOf(conversions), ...paragraphs.map((text) => wrapped(escapeLine(text)))].join('\n\n')}\n`;
}

function whatOf({ path, plan }: Converted): string {
  if (plan.kind === 'stages')
    return `${path}: stages are copied from by name. ${plan.stages.names.map(({ name, because }) => `${name}: ${because}`).join('; ')}.`;
  const { build, runtime, size } = plan;
  const sizes = `about ${megabytes(size.before)} before, ${megabytes(size.after)} after`;
  return `${path}: builds on ${build.image}, runs on ${runtime.image} (${runtime.because}); ${sizes}.`;
}

function besideOf({ neighbours = [] }: Converted): readonly string[] {
  return neighbours.map(({ file }) => `${file.path}: what is started for development keeps the build stage.`);
}

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

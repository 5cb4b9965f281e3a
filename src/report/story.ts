// Findings as rows that a person reads: what was recognised and by what, what each instruction does, what was not understood. It is the same
// whatever became of the file.

import type { Conversion } from '../conversion.ts';
import type { Need } from '../images/need.ts';
import type { Findings, FoundArtifact } from '../plan/findings.ts';
import { placesOf } from './place.ts';
import { escapeLine } from './terminal.ts';
import { clipped, listed, megabytes, row, section } from './words.ts';

/** Nothing without findings. Bases are left to the plan where there is one. */
export function story({ input, kind, findings }: Conversion): string[] {
  if (findings === undefined) return [];
  const placeOf = placesOf(input);
  const lineAt = (span: { readonly start: number } | undefined) =>
    span === undefined ? '' : String(placeOf(span.start).line).padStart(3);
  const { image, read, artifacts } = findings;
  const size = image.megabytes === undefined ? 'nothing is known of it' : `about ${megabytes(image.megabytes)}`;
  return [
    row('base image', `${escapeLine(image.text)}: ${size}`),
    ...(read.length === 0 ? [] : [row('read', escapeLine(listed(read, 8)))]),
    ...section(
      'recognised',
      findings.recognised.flatMap(({ toolchain, signs }) =>
        signs.map(({ because, span }) => [lineAt(span), toolchain, clipped(because, 100)]),
      ),
    ),
    ...section(
      'what the instructions do',
      findings.instructions.map(({ span, does }) => [
        lineAt(span),
        clipped(placeOf(span.start).text.trim()),
        listed(does, 6, '; '),
      ]),
    ),
    ...section(
      'not understood',
      findings.unknown.map(({ span, because, under }) => [
        lineAt(span),
        because,
        under === undefined ? 'it may have changed anything' : `it may have changed what is in \`${under}\``,
      ]),
    ),
    ...section(
      'what the container starts',
      findings.starts.map(({ text, span, because }) => [lineAt(span), clipped(text), because]),
    ),
    ...section(
      'what is built',
      artifacts.map((one) => [one.path, one.toolchain, evidenceOf(one)]),
    ),
    ...(kind === 'converted' ? [] : [...section('what that needs', needsOf(artifacts)), ...basesOf(findings)]),
  ];
}

function evidenceOf({ evidence, opens }: FoundArtifact): string {
  const seen =
    opens === undefined
      ? 'its sources were not seen'
      : opens.length === 0
        ? 'its sources name no file'
        : `its sources name ${listed(
            opens.map((path) => `\`${path}\``),
            6,
          )}`;
  return [...evidence, seen].join('; ');
}

/** Each need once, whichever artifact has it. */
function needsOf(artifacts: readonly FoundArtifact[]): readonly (readonly string[])[] {
  const rows = artifacts.flatMap(({ needs }) => needs.map((need) => [needWords(need), need.because] as const));
  return [...new Map(rows.map((one) => [one.join('\n'), one])).values()];
}

function basesOf({ bases }: Findings): string[] {
  if (bases === undefined) return [];
  const { chosen, rejected } = bases;
  return section('bases, by what is known so far', [
    ...rejected.map(({ image, because }) => [image, because]),
    ...(chosen === undefined ? [] : [[chosen.image, `would do: ${chosen.because}`]]),
  ]);
}

/** `libc`, `program curl`, `account app`. */
export function needWords(need: Need): string {
  if ('name' in need) return `${need.kind} ${need.name}`;
  if (need.kind === 'library') return `library of ${need.development}`;
  return need.kind === 'account' ? `account ${need.names.join(', ')}` : need.kind;
}

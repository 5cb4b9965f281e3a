// Conversions → SARIF 2.1.0 (OASIS), with the conversion as a fix. For code scanning and for editors.

import { convertible, type Finding, findingsOf } from './findings.ts';
import { asciiControls } from './json.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';

const LEVELS = { refusal: 'note', warning: 'warning', note: 'note' } as const;

/** One SARIF log with a line end after it. Paths are relative to where the command ran, as URI references. */
export function renderSarif(outcomes: readonly Outcome[], version: string): string {
  const findings = findingsOf(outcomes);
  const names = [...new Set(findings.map(({ name }) => name))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'multistage',
            version,
            rules: names.map((name) => ({
              id: name,
              name,
              ...(name === convertible.name ? { shortDescription: { text: `${convertible.summary}.` } } : {}),
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, names)),
      },
    ],
  };
  return `${asciiControls(JSON.stringify(log, null, 2))}\n`;
}

function resultOf(finding: Finding, names: readonly string[]): object {
  const { path, name, severity, message, hint, start, end, changes } = finding;
  const artifactLocation = { uri: uriOf(path) };
  const region = start === undefined || end === undefined ? {} : { region: regionOf(start, end) };
  const fix =
    changes.length === 0
      ? {}
      : {
          fixes: [
            {
              description: { text: 'Make the image in two stages.' },
              artifactChanges: [{ artifactLocation, replacements: replacementsOf(finding) }],
            },
          ],
        };
  return {
    ruleId: name,
    ruleIndex: names.indexOf(name),
    level: LEVELS[severity],
    message: { text: plainText(hint === undefined ? message : `${message} ${hint}`) },
    locations: [{ physicalLocation: { artifactLocation, ...region } }],
    ...fix,
  };
}

function replacementsOf({ changes }: Finding): readonly object[] {
  return changes.map(({ start, end, text }) => ({
    deletedRegion: regionOf(start, end),
    insertedContent: { text },
  }));
}

function regionOf(start: Place, end: Place): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** Brackets would make a link of what stands between them. */
function plainText(text: string): string {
  return text.replace(/[\\[\]]/g, (character) => `\\${character}`);
}

function uriOf(path: string): string {
  return path === '-'
    ? 'Dockerfile'
    : path
        .split('/')
        .map((part) => encodeURIComponent(part))
        .join('/');
}

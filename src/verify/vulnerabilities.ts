// Known vulnerabilities of both images, by a scanner of this machine, if there is one. Counts what the scanner says.

import { execute } from '../processes.ts';
import { type Difference, ScannerFailed } from './difference.ts';
import type { Session } from './session.ts';

/** How many of each severity, in the scanner's order of words: `critical`, `high`. */
export type Severities = Readonly<Record<string, number>>;

export interface Scan {
  readonly scanner: string;
  readonly before: Severities;
  readonly after: Severities;
}

interface Scanner {
  readonly name: string;
  words(image: string, builder: string): readonly string[];
  /** The severities of its JSON, one for each finding. */
  severities(report: unknown): readonly unknown[];
}

const scanners: readonly Scanner[] = [
  {
    name: 'trivy',
    words: (image, builder) => [
      ...['image', '--quiet', '--scanners', 'vuln', '--format', 'json', '--image-src', builder],
      image,
    ],
    severities: (report) =>
      field(report, 'Results')
        .flatMap((result) => field(result, 'Vulnerabilities'))
        .flatMap((one) => at(one, 'Severity')),
  },
  {
    name: 'grype',
    words: (image, builder) => ['--quiet', '--output', 'json', `${builder}:${image}`],
    severities: (report) => field(report, 'matches').map((match) => at(at(match, 'vulnerability'), 'severity')),
  },
];

const TIMEOUT = 300;

/** By the first scanner that is there; undefined without one. */
export async function scan(
  session: Session,
  [before, after]: readonly [string, string],
): Promise<Scan | Difference | undefined> {
  const { builder, signal } = session;
  for (const { name, words, severities } of scanners) {
    if ((await execute(name, ['--version'], { signal })).code !== 0) continue;
    const counts: Severities[] = [];
    for (const image of [before, after]) {
      const { code, stdout, stderr } = await execute(name, words(image, builder.name), { signal, timeout: TIMEOUT });
      signal.throwIfAborted();
      const report = code === 0 ? parsed(stdout) : undefined;
      if (report === undefined) return ScannerFailed(name, stderr.trim().split('\n').at(-1) || 'it took too long');
      counts.push(count(severities(report)));
    }
    const [old = {}, now = {}] = counts;
    return { scanner: name, before: old, after: now };
  }
  return undefined;
}

function count(severities: readonly unknown[]): Severities {
  const counts: Record<string, number> = {};
  for (const severity of severities) {
    const name = typeof severity === 'string' ? severity.toLowerCase() : 'unknown';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function field(value: unknown, name: string): readonly unknown[] {
  const list = at(value, name);
  return Array.isArray(list) ? list : [];
}

// What `.dockerignore` hides. Knows Docker's rules and nothing of where the files are; the only file that knows the ignore library.

import library from '@balena/dockerignore';

// A CommonJS module whose types describe its `default` only.
const dockerignore = library.default;

export interface IgnoreRules {
  /** Whether the path itself is hidden. A hidden folder may still hold visible files, see `mayReveal`. */
  hides(path: string): boolean;
  /** Whether an exception (`!dist/app`) can bring back something below this hidden folder. */
  mayReveal(folder: string): boolean;
}

const nothing: IgnoreRules = { hides: () => false, mayReveal: () => false };

// A pattern becomes a regular expression that backtracks over each wildcard. Nobody writes more than this; hostile files do.
const WILDCARDS = 4;
const LENGTH = 1024;

export function readIgnoreRules(text: string | undefined): IgnoreRules {
  if (text === undefined) return nothing;
  const matcher = dockerignore({ ignorecase: false });
  const exceptions: string[] = [];
  let rules = 0;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const pattern = line.trim().replace(/(?:\*\*\/)+(?=\*\*)/g, '');
    // Docker takes a `#` for a comment in the first column only.
    if (pattern === '' || line.startsWith('#') || !isHarmless(pattern)) continue;
    matcher.add(pattern);
    rules++;
    if (pattern.startsWith('!'))
      exceptions.push(
        pattern
          .slice(1)
          .trim()
          .replace(/^\.?\//, ''),
      );
  }
  if (rules === 0) return nothing;
  return {
    hides: (path) => path !== '' && matcher.ignores(path),
    mayReveal: (folder) => exceptions.some((pattern) => reaches(pattern, folder)),
  };
}

function isHarmless(pattern: string): boolean {
  if (pattern.length > LENGTH) return false;
  const crossing = pattern.match(/\*\*/g)?.length ?? 0;
  const widest = Math.max(...pattern.split('/').map((segment) => segment.match(/\*+/g)?.length ?? 0));
  if (crossing > WILDCARDS || widest > WILDCARDS) return false;
  try {
    // The library compiles a pattern when it is first used, and throws on what is no regular expression to it (`c++`, `[a`).
    // Docker refuses such a file; we go on without the line.
    dockerignore({ ignorecase: false }).add(pattern.replace(/^!/, '')).ignores('a/b');
    return true;
  } catch {
    return false;
  }
}

/** Whether the pattern can match the folder's content. Compares literal segments and gives up, with yes, at the first wildcard. */
function reaches(pattern: string, folder: string): boolean {
  const wanted = pattern.split('/');
  const given = folder.split('/');
  for (const [index, segment] of wanted.entries()) {
    if (/[*?[\\]/.test(segment) || index >= given.length) return true;
    if (segment !== given[index]) return false;
  }
  return true;
}

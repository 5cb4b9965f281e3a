// Which lines of a file a reviewer can speak about: those that a diff shows on its new side, hunk by hunk.

/** One-based lines of the new file, both inclusive. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** What each hunk of a unified diff shows of the new file. Text before the first hunk is not looked at. */
export function shownLines(patch: string): readonly Lines[] {
  const shown: Lines[] = [];
  for (const line of patch.split('\n')) {
    const [, first, count = '1'] = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    // A line of the file is preceded by a blank or a sign, so none looks like this.
    if (first !== undefined && Number(count) > 0)
      shown.push({ first: Number(first), last: Number(first) + Number(count) - 1 });
  }
  return shown;
}

export function isWithin({ first, last }: Lines, shown: readonly Lines[]): boolean {
  return shown.some((hunk) => hunk.first <= first && last <= hunk.last);
}

// What files of settings name, whatever they are called: the words of their values, as a library may open any of them. Properties, YAML, JSON, INI.

/** `text` holds one setting a line, or one string a line, as people write them. */
export function valuesIn(text: string): readonly string[] {
  const values = text.split('\n').flatMap((line) => /^\s*(?:-|[^#:=]+?\s*[:=])\s*(\S.*)$/.exec(line)?.[1] ?? []);
  return [...new Set(values.flatMap((value) => value.match(/[\w./-]*\w/g) ?? []))];
}

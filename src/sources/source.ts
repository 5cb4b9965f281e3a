// Reads source text lexically: what is code, what is a comment, what is a string. No grammar of any language is known here.

/** What a language's comments and strings look like; the first alternative that matches at a place wins. */
export interface Lexis {
  /** One expression with named groups `comment`, `raw` (no escapes) and `text` (with escapes); linear, sticky flags are not needed. */
  readonly tokens: RegExp;
}

export interface Source {
  /** The text with comments blanked out, strings kept. */
  readonly plain: string;
  /** The text with comments and the insides of strings blanked out. */
  readonly code: string;
  /** The values of its string literals, quotes removed, simple escapes resolved. */
  readonly literals: readonly string[];
}

/** Go, C, C++, Rust, Java, JavaScript: `//`, block comments, double quotes; Go's raw strings in back quotes; runes. */
export const cFamily: Lexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|`(?<raw>[^`]*)`|"(?<text>(?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\.){1,12}'/g,
};

export function readSource(text: string, lexis: Lexis): Source {
  const literals: string[] = [];
  const code = text.replace(lexis.tokens, (token, ...rest) => {
    const groups: unknown = rest.at(-1);
    const { comment, raw, text: escaped } = groups as { comment?: string; raw?: string; text?: string };
    if (comment !== undefined) return ' ';
    if (raw !== undefined) literals.push(raw);
    else if (escaped !== undefined) literals.push(escaped.replace(/\\(["'\\/])/g, '$1'));
    else return token;
    return '""';
  });
  const plain = text.replace(lexis.tokens, (token, ...rest) => {
    const groups: unknown = rest.at(-1);
    return (groups as { comment?: string }).comment === undefined ? token : ' ';
  });
  return { plain, code, literals };
}

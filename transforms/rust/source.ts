// What comments and strings look like in Rust. Source: the Rust reference (tokens).

export const rustLexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|\bb?r(?:"(?<raw>[^"]*)"|#"(?<hashed>[\s\S]*?)"#)|"(?<text>(?:[^"\\]|\\[\s\S])*)"|'(?:[^'\\\n]|\\[^\n']{1,10})'/g,
};

// The language of CMake's lists: commands with their words, and variables in words. It knows no command. Source: cmake-language(7).

import { UNKNOWN } from '../../src/toolchain.ts';

export interface Command {
  readonly name: string;
  readonly words: readonly { readonly text: string; readonly quoted: boolean }[];
}

const MOST_COMMANDS = 20_000;

/** The commands of one file, in order. Undefined when it is not written as CMake wants it. */
export function parse(text: string): readonly Command[] | undefined {
  const commands: Command[] = [];
  const token =
    /(?<comment>#\[(?<equals>=*)\[[\s\S]*?\]\k<equals>\]|#[^\n]*)|(?<space>\s+)|\[(?<fence>=*)\[(?<bracket>[\s\S]*?)\]\k<fence>\]|"(?<quoted>(?:[^"\\]|\\[\s\S])*)"|(?<open>\()|(?<close>\))|(?<bare>(?:[^\s()#"\\]|\\.)+)/y;
  let name: string | undefined;
  let depth = 0;
  let words: { text: string; quoted: boolean }[] = [];
  for (token.lastIndex = 0; token.lastIndex < text.length; ) {
    const found = token.exec(text);
    if (found === null || commands.length > MOST_COMMANDS) return undefined;
    const { open, close, quoted, bracket, bare } = found.groups ?? {};
    if (open !== undefined) {
      if (depth++ > 0) words.push({ text: '(', quoted: false });
    } else if (close !== undefined) {
      if (--depth > 0) words.push({ text: ')', quoted: false });
      else if (depth < 0 || name === undefined) return undefined;
      else {
        commands.push({ name: name.toLowerCase(), words });
        name = undefined;
        words = [];
      }
    } else if (depth > 0) {
      if (quoted !== undefined)
        words.push({ text: quoted.replace(/\\(["\\$;])/g, '$1').replace(/\\\n/g, ''), quoted: true });
      else if (bracket !== undefined) words.push({ text: bracket, quoted: true });
      else if (bare !== undefined) words.push({ text: bare, quoted: false });
    } else if (bare !== undefined) {
      if (name !== undefined) return undefined;
      name = bare;
    }
  }
  return depth === 0 && name === undefined ? commands : undefined;
}

/** `${VARIABLE}` becomes its value; what is not known, and what is computed when the build runs, is UNKNOWN. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  let result = text.replace(/\$(ENV\{\w+\})/g, (_, name) => variables.get(name) ?? UNKNOWN);
  for (let round = 0; round < 5 && /\$\{\w+\}/.test(result); round++)
    result = result.replace(/\$\{(\w+)\}/g, (_, name) => variables.get(name) ?? UNKNOWN);
  return result.length > 10_000 ? UNKNOWN : result.replace(/\$(?:<|ENV\{|\{)[\s\S]*/g, UNKNOWN);
}

/** The words of a command as it sees them. */
export function given({ words }: Command, variables: ReadonlyMap<string, string>): readonly string[] {
  return words.flatMap(({ text, quoted }) => {
    const value = expand(text, variables);
    return quoted ? [value] : value.split(';').filter((one) => one !== '');
  });
}

/** A path of a list in that folder. */
export function absolute(path: string, folder: string): string {
  return path.startsWith('/') || path.startsWith(UNKNOWN) ? path : `${folder}/${path}`;
}

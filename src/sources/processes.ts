// Which other programs a program starts, as far as its sources name them. No grammar is known: a word counts where processes are started at all.

import type { SourceTree } from './tree.ts';

/** Calls that start a process, in the languages whose sources are read: exec and spawn families, `Command`, `Process`, `system`, `popen`. */
const starts =
  /\b(?:system|popen|_popen|posix_spawnp?|exec[lv]p?e?|execvpe|execveat|g_spawn\w*|subprocess_\w+)\s*\(|\bCommand\s*(?:::|\.)\s*new\b|\bstd::process\b|\bProcess\s*(?:\.\s*(?:run|new|start|exec|fork|capture|executable)\b|\(\s*\))|\b(?:spawn|execute)(?:Shell|Process)\b|\b(?:exec|start|run|shell)(?:Cmd|Process|Command)\w*\b|\bosproc\b|\bSystem\.Process\b|\b(?:readProcess|callProcess|callCommand|createProcess|proc|shell)\w*\b|\bstd\.process\b|\bChildProcess\b|\bUnix\.(?:open_process\w*|create_process\w*|exec\w+)|\bSys\.command\b|\bos\.(?:execute|system|exec)\b|\bos\/exec\b|\bexec\.(?:Command|LookPath)\w*|\bTProcess\b|\bfpSystem\b|\bexecute_command_line\b|\bSystem\.(?:cmd|shell|find_executable)\b|\bPort\.open\b|\bopen_port\b|\bos[:.](?:cmd|find_executable)\b|\bDeno\.(?:Command|run)\b|\bBun\.(?:spawn|\$)/;

/** `quotesRun`: text in back quotes is a command. */
export function startsProcesses(sources: SourceTree | undefined, quotesRun = false): sources is SourceTree {
  return sources !== undefined && (starts.test(sources.code) || (quotesRun && sources.plain.includes('`')));
}

/** Programs that do other things under their names in ordinary text; they count where a literal is the name, or a command that begins with it. */
const ordinary = new Set(
  'make test install file find sort which time date link env true false cat more less head cut join split touch who users groups host strip size expand fold paste yes nice sleep sum tee tty apply perform watch write script column look see open import display compare identify convert stream animate conjure composite'.split(
    ' ',
  ),
);

/** Short names are words of every language. */
function isOrdinary(word: string): boolean {
  return word.length < 3 || ordinary.has(word);
}

/** The programs, out of those that the image `has`, that literals name. `text` of scripts may be among the literals. */
export function programsNamed(
  literals: readonly string[],
  has: (program: string) => boolean | undefined,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const text of literals) {
    if (text.length > 20_000) continue;
    for (const word of text.split(/[^\w.+-]+/))
      if (/^[a-z][\w.+-]*$/.test(word) && !isOrdinary(word) && has(word) === true) found.add(word);
    for (const [, word = ''] of text.matchAll(
      /(?:^|[;&|(]\s*|\/)(?:[A-Z_]\w*=\S*\s+|(?:env|nice|nohup|setsid|sudo|time|timeout|xargs)\s+(?:-\S+\s+|\d\w*\s+)*)*([a-z][\w.+-]*)(?=$|\s+-|\s+[\w./%{$#])/gm,
    ))
      if (isOrdinary(word) && has(word) === true && isCommand(text, word)) found.add(word);
  }
  return found;
}

/** `go build …` and `/usr/bin/make`, and not `go away, please`: arguments of commands are options, paths, or one plain word. */
function isCommand(text: string, word: string): boolean {
  return (
    text === word ||
    text.endsWith(`/${word}`) ||
    /\s-|\/|\s(?:build|run|test|vet|get|install|mod|clean|all)\b|%|\{|\$/.test(text)
  );
}

/** Programs that start another one, which their arguments name. */
const wrappers =
  /^(?:\S*\/)?(?:(?:ba|da|a|k|z)?sh|env|timeout|sudo|doas|nice|ionice|nohup|setsid|stdbuf|xargs|time|busybox)$/;

/** What a program starts in its turn, by its arguments as the source has them, without brackets: `"-c", "git log"`. 'unknown' where some are no literals, or none are there; undefined for programs that start no other. */
export function startedBehind(program: string, written: string | undefined): readonly string[] | 'unknown' | undefined {
  if (!wrappers.test(program)) return undefined;
  const literals: string[] = [];
  const code = (written ?? '').replace(/(['"`])((?:(?!\1)[^\\]|\\.)*)\1/gs, (_, __, text: string) => {
    literals.push(text);
    return '';
  });
  const isKnown = literals.length > 0 && /^[\s,]*$/.test(code) && !literals.some((text) => /^[$#]\{/.test(text));
  return isKnown ? literals : 'unknown';
}

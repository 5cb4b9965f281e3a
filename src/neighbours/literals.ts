// Jenkinsfiles and Tiltfiles: programs of which only calls with literals are read, as far as these say what is built. Sources: the Pipeline
// syntax of Jenkins and its Docker plugin, the API reference of Tilt.

import type { SourceFile } from '../diagnostics.ts';
import type { Span } from '../syntax/instruction.ts';
import { UNKNOWN } from '../trace/effect.ts';
import { commandsOf } from './commands.ts';
import { usesOfCommand } from './docker.ts';
import { buildIn, folderOf, imageName } from './paths.ts';
import { usesInShell } from './scripts.ts';
import { type Build, noUses, placeOf, together, type Uses } from './use.ts';

interface Token {
  readonly kind: 'name' | 'string' | 'mark';
  readonly text: string;
  /** Of a string what is between its quotes. */
  readonly start: number;
  readonly end: number;
}

/** Names, strings and marks, without comments and blanks. */
function tokensOf(text: string, comment: '#' | '//'): readonly Token[] {
  const pattern = /([ \t\r\n]+)|(#[^\n]*)|(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|[rb]?('''|"""|'|")|([A-Za-z_][\w]*)|([\s\S])/y;
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) break;
    const [whole, , hash, slashes, quote, name, mark] = match;
    const start = at;
    at += whole.length;
    if (quote !== undefined) {
      const end = closing(text, at, quote);
      tokens.push({ kind: 'string', text: text.slice(at, end), start: at, end });
      at = end + quote.length;
    } else if (name !== undefined) tokens.push({ kind: 'name', text: name, start, end: at });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, start, end: at });
    else if ((comment === '#' ? slashes : hash) !== undefined) {
      // The other language's comment: here it is a mark like any other.
      tokens.push({ kind: 'mark', text: text.charAt(start), start, end: start + 1 });
      at = start + 1;
    }
  }
  return tokens;
}

function closing(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.startsWith(quote, at)) return at;
    else if (quote.length === 1 && text.charAt(at) === '\n') return at;
  }
  return text.length;
}

interface Argument {
  /** Undefined for one by its position. */
  readonly name: string | undefined;
  /** Undefined for anything but a string, or a list that starts with one. */
  readonly value: Token | undefined;
}

/** How many tokens the arguments of a call may have, and how many calls are looked at. */
const LONGEST = 1000;
const MOST_CALLS = 300;

/** Where the names of these stand. */
function namesIn(tokens: readonly Token[], names: RegExp): readonly number[] {
  return [...tokens.keys()]
    .filter((index) => tokens[index]?.kind === 'name' && names.test(tokens[index]?.text ?? ''))
    .slice(0, MOST_CALLS);
}

/** The arguments of a call whose parenthesis is at `from`. */
function argumentsAt(tokens: readonly Token[], from: number): readonly Argument[] {
  const found: Argument[] = [];
  let depth = 0;
  let own: Token[] = [];
  const close = () => {
    if (own.length > 0) found.push(argumentOf(own));
    own = [];
  };
  for (let index = from; index < from + LONGEST; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    const mark = token.kind === 'mark' ? token.text : '';
    if ('([{'.includes(mark) && mark !== '') depth++;
    if (')]}'.includes(mark) && mark !== '') depth--;
    if (depth === 0) break;
    if (depth === 1 && mark === ',') close();
    else if (index > from) own.push(token);
  }
  close();
  return found;
}

function argumentOf(tokens: readonly Token[]): Argument {
  const [first, second] = tokens;
  const named = first?.kind === 'name' && second?.kind === 'mark' && /[=:]/.test(second.text);
  const [value, ...more] = named ? tokens.slice(2) : tokens;
  return {
    name: named ? first.text : undefined,
    // A string that something is added to is not known.
    value: value?.kind === 'string' && more.length === 0 ? value : undefined,
  };
}

export function usesInTiltfile(file: SourceFile): Uses {
  const tokens = tokensOf(file.text, '#');
  const folder = folderOf(file.path);
  return together(
    namesIn(tokens, /^(?:docker_build|docker_build_with_restart|local|local_resource|custom_build)$/).map(
      (index): Uses => {
        const token = tokens[index];
        if (token === undefined) return noUses;
        const builds = token.text.startsWith('docker_');
        const given = argumentsAt(tokens, index + 1);
        if (!builds)
          return together(
            given.map(({ value }) =>
              usesInShell(value?.text ?? '', file, { folder }, (offset) => (value?.start ?? 0) + offset),
            ),
          );
        const positional = given.filter(({ name }) => name === undefined);
        const argument = (name: string) => given.find((one) => one.name === name);
        const ref = (argument('ref') ?? positional[0])?.value;
        const written = (argument('context') ?? positional[1])?.value;
        const named = argument('dockerfile');
        // A value that is no literal is not known.
        const text = (literal: Token | undefined) => literal?.text ?? UNKNOWN;
        const { context, dockerfile } = buildIn(
          folder,
          text(written),
          named === undefined ? undefined : text(named.value),
          'folder',
        );
        if (dockerfile === undefined) return noUses;
        const place = (span: Span) => placeOf(file, span);
        const target = argument('target')?.value;
        const entrypoint = argument('entrypoint')?.value;
        const build: Build = {
          who: '`docker_build`',
          place: place(token),
          dockerfile,
          context,
          stated: place(written ?? token),
          target: target === undefined ? undefined : { name: target.text, place: place(target) },
          images: [imageName(ref?.text ?? '') ?? []].flat(),
          runs:
            entrypoint === undefined
              ? []
              : [
                  {
                    who: '`docker_build`',
                    place: place(token),
                    of: undefined,
                    command: undefined,
                    entrypoint: {
                      invocation: { form: 'exec', words: commandsOf(entrypoint.text, { cwd: '/' })[0]?.words ?? [] },
                      place: place(entrypoint),
                    },
                    healthcheck: undefined,
                    workdir: undefined,
                    mounts: [],
                  },
                ],
          development: false,
          addition: { line: (stage) => `target='${stage}'`, edit: undefined },
        };
        return { builds: [build], runs: [] };
      },
    ),
  );
}

export function usesInJenkinsfile(file: SourceFile): Uses {
  const tokens = tokensOf(file.text, '//');
  const text = (index: number) => tokens[index]?.text;
  return together(
    namesIn(tokens, /^(?:sh|docker|dockerfile)$/).map((index): Uses => {
      const token = tokens[index];
      if (token === undefined) return noUses;
      const place = placeOf(file, token);
      if (token.text === 'sh') {
        const open =
          text(index + 1) === '(' ? argumentsAt(tokens, index + 1) : [argumentOf(tokens.slice(index + 1, index + 2))];
        const script = (open.find(({ name }) => name === 'script') ?? open[0])?.value;
        return usesInShell(script?.text ?? '', file, { folder: '' }, (offset) => (script?.start ?? 0) + offset);
      }
      // docker.build('image', '--target build -f Dockerfile .')
      if (
        token.text === 'docker' &&
        text(index + 1) === '.' &&
        text(index + 2) === 'build' &&
        text(index + 3) === '('
      ) {
        const [image, options] = argumentsAt(tokens, index + 3);
        if (image?.value === undefined) return noUses;
        const words = commandsOf(`docker build ${options?.value?.text ?? '.'}`, { cwd: '/' })[0]?.words ?? [];
        const uses = usesOfCommand(
          {
            words: [...words.slice(0, 2), '--tag', withoutValues(image.value.text), ...words.slice(2)],
            cwd: '/',
            offset: 0,
          },
          place,
          file,
        );
        const development = isWorkedIn(tokens, index);
        return { ...uses, builds: uses.builds.map((build) => ({ ...build, development })) };
      }
      return token.text === 'dockerfile' ? agentOf(tokens, index, file) : noUses;
    }),
  );
}

/** Whether steps run inside of what the call at `index` builds: `docker.build('x').inside { … }`, or by the name it is given. */
function isWorkedIn(tokens: readonly Token[], index: number): boolean {
  const inside = (at: number) => tokens[at + 1]?.text === '.' && tokens[at + 2]?.text === 'inside';
  const [name, equals] = [tokens[index - 2], tokens[index - 1]];
  if (name?.kind === 'name' && equals?.kind === 'mark' && equals.text === '=')
    return tokens.some(({ kind, text }, at) => kind === 'name' && text === name.text && inside(at));
  let depth = 0;
  for (let at = index + 3; at < Math.min(tokens.length, index + LONGEST); at++) {
    const mark = tokens[at]?.kind === 'mark' ? tokens[at]?.text : undefined;
    if (mark === '(') depth++;
    if (mark === ')' && --depth === 0) return inside(at);
  }
  return false;
}

/** A string of Groovy, with what is put into it when it runs. */
function withoutValues(text: string): string {
  return text.replace(/\$(?:\{[^}]*\}|[A-Za-z_][\w.]*)/g, UNKNOWN);
}

/** `agent { dockerfile { filename 'Dockerfile.ci'; dir 'build'; additionalBuildArgs '--target build' } }`, or `dockerfile true`. */
function agentOf(tokens: readonly Token[], index: number, file: SourceFile): Uses {
  const settings = new Map<string, Token>();
  if (tokens[index + 1]?.text === '{')
    for (let at = index + 2; at < tokens.length && tokens[at]?.text !== '}'; at++) {
      const [name, value] = [tokens[at], tokens[at + 1]];
      if (name?.kind === 'name' && value?.kind === 'string') settings.set(name.text, value);
    }
  else if (tokens[index + 1]?.text !== 'true') return noUses;
  const folder = settings.get('dir')?.text ?? '';
  const { context, dockerfile } = buildIn('', folder, settings.get('filename')?.text);
  const token = tokens[index];
  if (dockerfile === undefined || token === undefined) return noUses;
  const options = settings.get('additionalBuildArgs');
  const words = commandsOf(`docker build ${options?.text ?? ''} .`, { cwd: '/' })[0]?.words ?? [];
  const at = words.findIndex((word) => word === '--target' || word.startsWith('--target='));
  const stage = at < 0 ? undefined : (words[at]?.split('=')[1] ?? words[at + 1]);
  const place = placeOf(file, token);
  const build: Build = {
    who: 'the agent of the pipeline',
    place,
    dockerfile,
    context,
    stated: place,
    target: stage === undefined ? undefined : { name: stage, place },
    images: [],
    runs: [],
    development: true,
    addition: { line: (name) => `additionalBuildArgs '--target ${name}'`, edit: undefined },
  };
  return { builds: [build], runs: [] };
}

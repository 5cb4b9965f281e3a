// All source files below a folder, read as one: their literals and their code. It knows no language beyond its comments and strings.

import { type Lexis, readSource } from './source.ts';

/** What of a file system is asked here. Paths are absolute. */
interface Listing {
  list(folder: string): readonly {
    readonly path: string;
    readonly node: 'file' | 'folder' | 'link';
    /** More may be inside than is known. */
    readonly open?: boolean;
    readonly origin?: { readonly kind: string };
  }[];
  read(path: string): string | undefined;
}

export interface SourceTree {
  readonly literals: readonly string[];
  /** Without comments and the insides of strings. */
  readonly code: string;
  /** Without comments. */
  readonly plain: string;
  readonly paths: readonly string[];
}

export interface TreeOptions {
  /** Endings of source files: `.rs`. */
  readonly endings: readonly string[];
  readonly lexis: Lexis;
  /** Names of folders, and of files, that hold no sources of the program. */
  readonly skip?: readonly string[];
  /** Files that are not of the program, such as definitions of its build. */
  readonly without?: (path: string) => boolean;
  /** Files that the build makes, and that open and start nothing: they need not be seen. */
  readonly unseen?: (path: string) => boolean;
}

const MOST_FILES = 3000;

/** Undefined when there is no source file, when one of them or a copied folder cannot be read, or when there are too many to be one program. */
export function readTree(files: Listing, root: string, options: TreeOptions): SourceTree | undefined {
  const { endings, lexis, skip = [], without, unseen } = options;
  const paths: string[] = [];
  const waiting = [root];
  let visited = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const { path, node, open, origin } of files.list(folder)) {
      if (++visited > MOST_FILES * 4 || paths.length > MOST_FILES) return undefined;
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (node === 'folder' && !name.startsWith('.') && !skip.includes(name)) {
        if (open === true && origin?.kind === 'context' && files.list(path).length === 0) return undefined;
        waiting.push(path);
      }
      const isSource = node === 'file' && !skip.includes(name) && endings.some((ending) => name.endsWith(ending));
      if (isSource && without?.(path) !== true) paths.push(path);
    }
  }
  if (paths.length === 0) return undefined;
  const sources = paths.flatMap((path) => {
    const text = files.read(path);
    return text === undefined && unseen?.(path) === true ? [] : [text];
  });
  const literals: string[] = [];
  const code: string[] = [];
  const plain: string[] = [];
  for (const text of sources) {
    if (text === undefined) return undefined;
    const source = readSource(text, lexis);
    literals.push(...source.literals);
    code.push(source.code);
    plain.push(source.plain);
  }
  return { literals, code: code.join('\n'), plain: plain.join('\n'), paths };
}

// A build context in memory. No disk, no node modules: it works in a browser.

import type { BuildContext } from './context.ts';
import { treeOf } from './listed.ts';
import { normalize } from './path.ts';
import { ignoreFileOf, READ_LIMIT, visibleContext } from './visible.ts';

export interface ContextOptions {
  /** Where the Dockerfile is, for its own ignore file (`Dockerfile.dockerignore`). By default `Dockerfile` in the root. */
  readonly dockerfile?: string | undefined;
}

/**
 * A context in memory: `contextFromFiles({ 'go.mod': '…', 'cmd/app/main.go': '…' })`. Keys are paths relative to the root, values the texts;
 * folders follow from the keys, and a key that ends in `/` is an empty folder. A `.dockerignore` among them is applied.
 */
export function contextFromFiles(files: Readonly<Record<string, string>>, options: ContextOptions = {}): BuildContext {
  const texts = new Map<string, string>();
  const readable = new Map<string, boolean>();
  for (const [key, text] of Object.entries(files)) {
    const path = normalize(key);
    if (path !== undefined && !key.endsWith('/')) texts.set(path, text);
  }
  const tree = treeOf(Object.keys(files), (path) => {
    const text = texts.get(path);
    if (text === undefined) return undefined;
    let good = readable.get(path);
    if (good === undefined) {
      good = !text.includes('\0') && !isTooLarge(text);
      readable.set(path, good);
    }
    return good ? text : undefined;
  });
  const dockerfile = normalize(options.dockerfile ?? 'Dockerfile');
  const own = dockerfile === undefined ? undefined : texts.get(ignoreFileOf(dockerfile));
  return visibleContext(tree, own ?? texts.get('.dockerignore'));
}

function isTooLarge(text: string): boolean {
  // A UTF-16 unit is one to three bytes of UTF-8: most texts need no counting.
  if (text.length > READ_LIMIT) return true;
  return text.length * 3 > READ_LIMIT && new TextEncoder().encode(text).length > READ_LIMIT;
}

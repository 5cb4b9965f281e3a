// What nginx serves, as far as its configuration tells. Source: the documentation of nginx (ngx_http_core_module, command line).

import { type Call, type Entry, UNKNOWN } from '../effect.ts';
import { isInside, parentOf, resolvePath } from '../path.ts';

const configuration = '/etc/nginx';

/** Roots of configurations that packages and images bring: Debian and Ubuntu, nginx.org, Alpine. */
const usualRoots = ['/usr/share/nginx/html', '/var/www/html', '/var/www/localhost/htdocs', '/var/lib/nginx/html'];

/** What a relative root is looked up in, by who built nginx. */
const prefixes = ['/etc/nginx', '/usr/share/nginx', '/var/lib/nginx', '/usr/local/nginx'];

/** 'unknown' when some of the configuration cannot be read, or names folders by variables; undefined when it may run programs. */
export function nginx(call: Call): readonly string[] | 'unknown' | undefined {
  const { words } = call;
  const option = words.indexOf('-c');
  const named = option < 0 ? undefined : words[option + 1];
  if (words.some((word) => /^-(?:p|c.)/.test(word)) || named?.includes(UNKNOWN) === true) return 'unknown';
  // It starts programs, and scripts that the entrypoint of its image runs before may do so as well.
  if (call.has('passenger') === true) return undefined;
  if (call.files.find('/docker-entrypoint.d') !== undefined || call.files.list('/docker-entrypoint.d').length > 0)
    return undefined;
  const texts = textsOf(call, configuration, 0);
  const main = named === undefined ? `${configuration}/nginx.conf` : resolvePath(configuration, named);
  if (texts === undefined) return 'unknown';
  if (call.files.find(main) !== undefined) {
    const text = call.files.read(main);
    if (text === undefined) return 'unknown';
    texts.push(text);
  }
  // A folder of the image has no entry of its own where files are put into it.
  const isMade = (path: string) => call.files.find(path) !== undefined || call.files.list(path).length > 0;
  const served: string[] = usualRoots.filter(isMade);
  for (const text of texts) {
    const plain = text.replace(/(^|\s)#[^\n]*/g, '$1');
    for (const [, directive, quoted] of plain.matchAll(/(?:^|[\s;{}])(root|alias|include)\s+([^;]+);/g)) {
      const path = (quoted ?? '').trim().replace(/^(["'])(.*)\1$/, '$2');
      if (/[\s$]/.test(path)) return 'unknown';
      if (directive === 'include') {
        // A relative path is meant from the folder of the main file; what is not below that of the configuration was not read.
        const isOutside = !resolvePath(parentOf(main), path).startsWith(`${configuration}/`);
        if (
          isOutside &&
          call.files.find(parentOf(resolvePath(parentOf(main), path.replace(/[*?[].*$/, 'x')))) !== undefined
        )
          return 'unknown';
      } else if (path.startsWith('/')) served.push(path.replace(/(?<=.)\/+$/, ''));
      else served.push(...prefixes.map((prefix) => resolvePath(prefix, path)).filter(isMade));
    }
    // Scripts of modules, and files that are named in other ways: certificates, lists of passwords.
    if (/(?:^|[\n;{}])\s*(?:\w+_by_lua\w*|lua_\w+|perl\w*|js_\w+|passenger_\w+|pagespeed)\s/.test(plain))
      return undefined;
    for (const [named] of plain.matchAll(/(?<=[\s"'])\.{0,2}\/[\w./-]+/g)) {
      const path = resolvePath(parentOf(main), named);
      const entry = call.files.find(path);
      if (entry?.certain === true) served.push(path);
      else if (entry !== undefined && !served.some((folder) => isInside(path, folder))) return 'unknown';
    }
  }
  return [...new Set(served)].filter((path) => path !== '/');
}

/** The texts of all that instructions put below the folder; undefined when one of them cannot be read. */
function textsOf(call: Call, folder: string, depth: number): string[] | undefined {
  if (depth > 5 || call.files.find(folder)?.open === true) return undefined;
  const texts: string[] = [];
  for (const entry of call.files.list(folder)) {
    const found = entry.node === 'folder' ? textsOf(call, entry.path, depth + 1) : textOf(call, entry);
    if (found === undefined) return undefined;
    texts.push(...found);
  }
  return texts;
}

function textOf(call: Call, entry: Entry): string[] | undefined {
  const path = entry.node === 'link' ? resolvePath(parentOf(entry.path), entry.target ?? '') : entry.path;
  const text = call.files.read(path);
  // A link to what the package brings.
  if (text === undefined) return entry.node === 'link' && call.files.find(path) === undefined ? [] : undefined;
  return [text];
}

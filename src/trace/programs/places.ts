// Where the path words of a command lead: unknown parts, globs, and which paths are folders. It knows no program.

import { type Call, type Effect, type Entry, type Origin, UNKNOWN } from '../effect.ts';
import { baseName, isInside, join, parentOf } from '../path.ts';

/** Folders that every distribution has. */
const STANDARD = new Set(
  [
    '/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var',
    '/usr/bin /usr/include /usr/lib /usr/lib64 /usr/libexec /usr/local /usr/local/bin /usr/local/etc /usr/local/include',
    '/usr/local/lib /usr/local/sbin /usr/local/share /usr/local/src /usr/sbin /usr/share /usr/src',
    '/var/cache /var/lib /var/local /var/lock /var/log /var/mail /var/opt /var/run /var/spool /var/tmp',
    '/etc/apk /etc/apt /etc/profile.d /etc/init.d /etc/ssl /etc/ssl/certs /etc/opt /etc/default /etc/security /etc/skel',
  ].flatMap((line) => line.split(' ')),
);

/** Folders of common packages and images: likely there when a command copies into them, but no proof that they are. */
const USUAL = new Set(
  [
    '/etc/nginx /etc/nginx/sites-enabled /etc/nginx/sites-available /etc/apache2/sites-available /etc/apache2/sites-enabled',
    '/etc/supervisor /etc/pki/ca-trust/source/anchors /etc/pki/tls/certs /etc/apt/keyrings /etc/apk/keys /etc/systemd/system',
    '/lib/systemd/system /usr/lib/systemd/system /usr/local/share/ca-certificates /usr/share/ca-certificates /usr/share/keyrings',
    '/usr/share/nginx/html /usr/share/zoneinfo /usr/share/fonts /usr/share/man /usr/share/man/man1 /usr/share/java /usr/share/doc',
    '/usr/local/tomcat/webapps /usr/lib/pkgconfig /usr/local/lib/pkgconfig /usr/lib/x86_64-linux-gnu /usr/lib/aarch64-linux-gnu',
    '/var/www /var/www/html /root/.ssh',
  ].flatMap((line) => line.split(' ')),
);

export function isUnknown(text: string): boolean {
  return text.includes(UNKNOWN);
}

/** A folder of PATH, or one above it: the base image has it, or PATH would not name it. */
function isOnPath(call: Call, path: string): boolean {
  const folders = (call.variable('PATH') ?? '').split(':');
  // The author may name there what a link is to make.
  if (call.program === 'ln') return folders.includes(path) && /^s?bin$/.test(baseName(path));
  return folders.some((folder) => folder === path || folder.startsWith(`${path}/`));
}

/** Where a path word leads: an exact path, or the deepest folder that is known when part of it is not. */
export type Place =
  | { readonly kind: 'exact'; readonly path: string }
  | { readonly kind: 'unknown'; readonly under: string | undefined };

export function placeOf(call: Call, word: string): Place {
  // An unknown part at the start may be an absolute path; one that is followed by `..` may lead anywhere.
  if (word.startsWith(UNKNOWN) || (isUnknown(word) && word.includes('..')))
    return { kind: 'unknown', under: undefined };
  const path = call.resolve(word === '' ? '.' : word);
  return isUnknown(path) ? { kind: 'unknown', under: knownFolder(path) } : { kind: 'exact', path };
}

/** The folder before the first unknown part of an absolute path; undefined when that is the root. */
export function knownFolder(path: string): string | undefined {
  const at = path.indexOf(UNKNOWN);
  const folder = at < 0 ? path : parentOf(`${path.slice(0, at)}x`);
  return folder === '/' ? undefined : folder;
}

/** Something below the folder may have changed; the root counts as anywhere. */
export function unknownBelow(folder: string | undefined, reason: string): Effect {
  const under = folder === undefined ? undefined : knownFolder(folder);
  return { kind: 'unknown', reason, under };
}

export function unknownPath(call: Call, word: string): Effect {
  const place = placeOf(call, word);
  const under = place.kind === 'exact' ? place.path : place.under;
  return unknownBelow(under, `a path in \`${call.text}\` is computed`);
}

export function hasGlob(word: string): boolean {
  return /[*?[]/.test(word);
}

/** A folder of a distribution, which is there without any instruction. */
export function isStandardFolder(path: string): boolean {
  return STANDARD.has(path);
}

/** Whether the path is a folder when the command runs; undefined when it lies in a folder whose content is not known. */
export function isFolder(call: Call, path: string): boolean | undefined {
  const entry = follow(call, path);
  if (entry?.node === 'folder') return true;
  if (entry?.open === true && !entry.certain) return /\.\w+$/.test(baseName(path)) ? false : undefined;
  if (entry !== undefined || call.files.removed?.(path) === true) return false;
  if (STANDARD.has(path) || USUAL.has(path) || isOnPath(call, path)) return true;
  if (/^\/etc\/(?:.*\/)?[^/]+\.d$/.test(path)) return true;
  // A folder that was only made as the parent of something has no entry of its own.
  return call.files.list(path).length > 0;
}

function follow(call: Call, path: string): Entry | undefined {
  let entry = call.files.find(path);
  for (let hops = 0; hops < 8 && entry?.node === 'link' && entry.target !== undefined; hops++) {
    const target: string = entry.target.startsWith('/') ? entry.target : join(parentOf(entry.path), entry.target);
    if (isStandardFolder(target)) return { ...entry, node: 'folder' };
    entry = call.files.find(target);
  }
  return entry;
}

/** What a glob is known to match, sorted. `complete` is false when there may be more. */
export interface Matches {
  readonly paths: readonly string[];
  readonly complete: boolean;
}

/** Matches of an absolute glob pattern among what the trace knows. */
export function matchGlob(call: Pick<Call, 'files'>, pattern: string): Matches {
  let folders = ['/'];
  let complete = true;
  const names = pattern.split('/').filter((name) => name !== '');
  const lastGlob = names.findLastIndex(hasGlob);
  for (const [index, name] of names.entries()) {
    if (!hasGlob(name)) {
      folders = folders.map((folder) => join(folder, name));
      if (index > lastGlob && lastGlob >= 0) folders = folders.filter((path) => call.files.find(path) !== undefined);
      continue;
    }
    const matches = globMatcher(name);
    const next: string[] = [];
    for (const folder of folders) {
      const entry = call.files.find(folder);
      if (entry === undefined || entry.open || !entry.certain) complete = false;
      for (const inside of call.files.list(folder)) {
        const found = baseName(inside.path);
        // The shell's `*` does not match a leading dot.
        if (found.startsWith('.') && !name.startsWith('.')) continue;
        if (matches(found)) next.push(inside.path);
      }
    }
    folders = next;
  }
  return { paths: folders.sort(), complete };
}

/** Matches one name of a glob. Not a regular expression: those take forever on `*a*a*a*b`. */
export function globMatcher(pattern: string): (name: string) => boolean {
  const tokens = globTokens(pattern);
  return (name) => {
    let token = 0;
    let at = 0;
    let star = -1;
    let resume = 0;
    while (at < name.length) {
      const expected = tokens[token];
      if (expected === '*') {
        star = token++;
        resume = at;
      } else if (typeof expected === 'function' && expected(name.charAt(at))) {
        token++;
        at++;
      } else if (star >= 0) {
        token = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (tokens[token] === '*') token++;
    return token === tokens.length;
  };
}

type GlobToken = '*' | ((character: string) => boolean);

function globTokens(pattern: string): readonly GlobToken[] {
  const tokens: GlobToken[] = [];
  const lastClose = pattern.lastIndexOf(']');
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    const close = character === '[' && index + 2 <= lastClose ? pattern.indexOf(']', index + 2) : -1;
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (character === '?') {
      tokens.push(() => true);
    } else if (close >= 0) {
      tokens.push(globSet(pattern.slice(index + 1, close)));
      index = close;
    } else {
      tokens.push((other) => other === character);
    }
  }
  return tokens;
}

/** The inside of `[a-z_]`; `[!…]` and `[^…]` stand for all others. */
function globSet(body: string): (character: string) => boolean {
  const others = /^[!^]/.test(body);
  const members = others ? body.slice(1) : body;
  return (character) => {
    for (let index = 0; index < members.length; index++) {
      const from = members.charAt(index);
      const ranged = members.charAt(index + 1) === '-' && index + 2 < members.length;
      const to = ranged ? members.charAt(index + 2) : from;
      if (from <= character && character <= to) return !others;
      if (ranged) index += 2;
    }
    return others;
  };
}

/** The exact paths that a word names: itself, or what its glob is known to match. */
export function pathsOf(call: Call, word: string): Matches {
  const place = placeOf(call, word);
  if (place.kind === 'unknown') return { paths: [], complete: false };
  if (!hasGlob(word) || call.files.find(place.path)?.certain === true) return { paths: [place.path], complete: true };
  return matchGlob(call, place.path);
}

export function command(call: Call): Origin {
  return { kind: 'command', program: call.program };
}

/** A file made by this command, out of nothing that is known. Devices are no files. */
export function writeFile(
  call: Call,
  word: string,
  origin: Origin = command(call),
  content?: string,
): readonly Effect[] {
  const place = placeOf(call, word);
  if (place.kind === 'unknown') return [unknownPath(call, word)];
  if (isInside(place.path, '/dev') || isInside(place.path, '/proc') || isInside(place.path, '/sys')) return [];
  return [{ kind: 'write', path: place.path, node: 'file', origin, ...(content === undefined ? {} : { content }) }];
}

/** The folder and those of its parents that are not there yet, outermost first. */
export function makeFolder(call: Call, path: string, parents: boolean): readonly Effect[] {
  const effects: Effect[] = [];
  for (let folder = path; !isStandardFolder(folder); folder = parentOf(folder)) {
    const entry = call.files.find(folder);
    if (entry?.certain === true && entry.node !== 'file') break;
    // Inside a folder of unknown content it may have been there before, with something in it.
    const unseen = entry?.open === true;
    effects.unshift({
      kind: 'write',
      path: folder,
      node: 'folder',
      origin: unseen ? entry.origin : command(call),
      ...(unseen ? { open: true } : {}),
    });
    if (!parents) break;
  }
  return effects;
}

/** Neither it nor a folder above it is anything that the author made or brought. */
export function isUnseen(call: Call, path: string): boolean {
  if (call.files.find(path) !== undefined || call.files.removed?.(path) === true) return false;
  for (let folder = parentOf(path); folder !== '/'; folder = parentOf(folder)) {
    const entry = call.files.find(folder);
    // WORKDIR and `mkdir -p` may name a folder that is there.
    const mayBeThere = entry?.origin.kind === 'command' && /^\/(?:etc|usr|var)\//.test(folder);
    if (entry !== undefined && !mayBeThere) return false;
  }
  return true;
}
